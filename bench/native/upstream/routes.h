// Which answer a request gets.
#pragma once

#include "../parts/http-reader.h"
#include "exchange.h"

struct route {
  // Used once already, for whoever asked.
  struct answer *answer;
  // Requests to the upstream itself count for nothing.
  bool is_counted;
};

// Of a request that is there as a whole. `PUT /behavior` has changed the answers when this returns.
struct route route_of(struct upstream *upstream, const struct http_reader *request);
