// What the upstream is told to do, and the answers that come of it.
#pragma once

#include "answer.h"

#include <stdbool.h>
#include <stddef.h>

struct behavior {
  double delay_ms;
  double body_bytes;
  double frames;
  double frame_bytes;
  double interval_ms;
};

#define BEHAVIOR_AT_FIRST ((struct behavior){.body_bytes = 600, .frames = 50, .frame_bytes = 200})

struct answers {
  struct answer *converse;
  struct answer *converse_stream;
  struct answer *invoke;
  // DynamoDB's.
  struct answer *record;
  // At once, whatever else is told.
  struct answer *empty;
  struct answer *not_found;
  struct answer *bad_request;
};

// Changes what the query names. Returns whether all of it was understood; nothing changes if not.
bool behavior_change(struct behavior *behavior, const char *query, size_t length);

// Makes all answers.
struct answers answers_of(const struct behavior *behavior);

// Lets go of all of them; connections that send one keep it.
void answers_release(struct answers *answers);

// A whole answer of JSON, of which its user is the only one.
__attribute__((format(printf, 1, 2))) struct answer *answer_of_json(const char *format, ...);
