// What is seen while it is measured, and nothing of the warm-up before it.
#pragma once

#include "../parts/histogram.h"

#include <stdbool.h>

// Why a request has no answer, or none that counts.
enum failure { NOT_200, CUT, MALFORMED, REFUSED };

struct measurement {
  bool is_on;
  // Frames are looked for, each of so many bytes of a body; 0 is not at all.
  uint64_t frame_bytes;
  uint64_t began_ns;
  uint64_t ended_ns;
  uint64_t requests;
  uint64_t failures;
  // Of the first failure; the status only if that is why.
  enum failure first_failure;
  int first_failed_status;
  uint64_t body_bytes;
  uint64_t frames;
  struct histogram first_byte;
  struct histogram total;
  struct histogram frame_gap;
};

// Some of an answer's body has come.
struct body_progress {
  uint64_t bytes_before;
  uint64_t bytes_now;
  // Since the request began.
  uint64_t elapsed_ns;
};

void measurement_see_body(struct measurement *measurement, struct body_progress progress);

// Sees the frames that are whole now, given the time since the last one was. Returns whether there is any.
bool measurement_see_frames(struct measurement *measurement, struct body_progress progress, uint64_t gap_ns);

// A request has its whole answer, of this status.
void measurement_see_answer(struct measurement *measurement, int status, uint64_t duration_ns);

// A request has no whole answer, and will get none.
void measurement_see_failure(struct measurement *measurement, enum failure why);

// Prints it as one JSON document.
void measurement_print(const struct measurement *measurement);
