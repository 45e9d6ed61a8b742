// One of the connections under which a server is: it sends a request, reads the whole answer, and sends the next one.
#pragma once

#include "../parts/loop.h"
#include "measurement.h"
#include "request-file.h"

struct load {
  struct loop loop;
  uint16_t port;
  struct request_file requests;
  // Requests that may still be begun.
  uint64_t to_begin;
  // Callers that have a request under way.
  uint64_t busy;
  struct measurement measurement;
};

struct caller;

// Connects, and calls until there is no more to begin.
struct caller *caller_start(struct load *load);

// Cuts its connection.
void caller_free(struct caller *caller);
