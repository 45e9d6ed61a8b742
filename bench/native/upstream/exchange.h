// Connections of the upstream. On each, one exchange after another: a request is read and dropped, its answer sent.
#pragma once

#include "../parts/loop.h"
#include "behavior.h"

// More at once are turned away.
#define MAX_CONNECTIONS 20000

struct counts {
  // Requests that came whole, without those to the upstream itself, and the bytes of their bodies.
  uint64_t requests;
  uint64_t body_bytes;
  // Requests whose answers are not sent to the end.
  uint64_t open;
  uint64_t connections;
};

struct upstream {
  struct loop loop;
  struct watch listener;
  struct behavior behavior;
  struct answers answers;
  struct counts counts;
};

// Serves a connection until its end.
void exchange_start(struct upstream *upstream, int fd);
