// An answer, made once and sent by any number of connections at once: an opening, something that is repeated, a closing.
// A connection keeps no bytes of it, only its position, so that an answer of 100 MB takes no more memory than a short one.
#pragma once

#include "../parts/buffer.h"

#include <stdint.h>
#include <sys/uio.h>

#define ANSWER_MAX_SLICES 4

struct answer {
  // Connections that send it, and whoever made it.
  size_t users;
  // The head with it.
  struct buffer opening;
  // `period` bytes, several times in a row, so that many of them can be sent at once.
  struct buffer batch;
  size_t period;
  uint64_t repeats;
  struct buffer closing;
  // Before the first byte.
  uint64_t delay_ns;
  // Between repetitions; 0 is none.
  uint64_t interval_ns;
};

struct answer *answer_new(uint64_t delay_ns);

struct answer *answer_use(struct answer *answer);

// Frees it after its last user.
void answer_release(struct answer *answer);

// Repeats what `batch` has now, which is one period, when the answer is sent.
void answer_repeat(struct answer *answer, uint64_t repeats, uint64_t interval_ns);

uint64_t answer_length(const struct answer *answer);

// How many bytes of it may have been sent so long after its start. The first repetition comes with the opening, the
// closing one interval after the last.
uint64_t answer_released(const struct answer *answer, uint64_t elapsed_ns);

// How long after its start the next bytes are released, given those that are already.
uint64_t answer_next_ns(const struct answer *answer, uint64_t released);

// The bytes from one position to another, or the first of them. Returns the number of slices.
int answer_slices(const struct answer *answer, uint64_t from, uint64_t to, struct iovec slices[ANSWER_MAX_SLICES]);
