#include "answer.h"

#include "../parts/fail.h"

#include <stdlib.h>

// What a socket takes at once is rarely more.
#define BATCH_BYTES 65536

struct answer *answer_new(uint64_t delay_ns) {
  struct answer *answer = allocate(1, sizeof *answer);
  answer->users = 1;
  answer->delay_ns = delay_ns;
  return answer;
}

struct answer *answer_use(struct answer *answer) {
  answer->users++;
  return answer;
}

void answer_release(struct answer *answer) {
  if (--answer->users > 0) return;
  buffer_free(&answer->opening);
  buffer_free(&answer->batch);
  buffer_free(&answer->closing);
  free(answer);
}

void answer_repeat(struct answer *answer, uint64_t repeats, uint64_t interval_ns) {
  struct buffer once = answer->batch;
  answer->batch = (struct buffer){0};
  answer->period = once.length;
  answer->repeats = repeats;
  answer->interval_ns = interval_ns;
  uint64_t in_batch = 0;
  do buffer_add(&answer->batch, once.bytes, once.length);
  while (++in_batch < repeats && answer->batch.length + once.length <= BATCH_BYTES);
  buffer_free(&once);
}

static uint64_t repeated_length(const struct answer *answer) {
  return answer->repeats * answer->period;
}

uint64_t answer_length(const struct answer *answer) {
  return answer->opening.length + repeated_length(answer) + answer->closing.length;
}

uint64_t answer_released(const struct answer *answer, uint64_t elapsed_ns) {
  if (answer->interval_ns == 0) return answer_length(answer);
  uint64_t times = elapsed_ns / answer->interval_ns + 1;
  if (times > answer->repeats) return answer_length(answer);
  return answer->opening.length + times * answer->period;
}

uint64_t answer_next_ns(const struct answer *answer, uint64_t released) {
  return (released - answer->opening.length) / answer->period * answer->interval_ns;
}

// What lies between `from` and `to` of something that begins at `start` and goes on for `length`, of which `bytes` has
// `room` at most. Bytes before the end of the slice are counted in `from`.
static int add_slice(struct iovec *slice, char *bytes, uint64_t room, uint64_t *from, uint64_t end) {
  if (*from >= end || room == 0) return 0;
  uint64_t length = end - *from < room ? end - *from : room;
  *slice = (struct iovec){bytes, (size_t)length};
  *from += length;
  return 1;
}

static uint64_t lesser(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

int answer_slices(const struct answer *answer, uint64_t from, uint64_t to, struct iovec slices[ANSWER_MAX_SLICES]) {
  const uint64_t repeated_from = answer->opening.length;
  const uint64_t closing_from = repeated_from + repeated_length(answer);
  int count = 0;
  if (from < repeated_from) {
    count += add_slice(&slices[count], answer->opening.bytes + from, repeated_from - from, &from,
                       lesser(to, repeated_from));
  }
  // Twice: the first may begin in the midst of the batch.
  for (int turn = 0; turn < 2 && from >= repeated_from && from < closing_from; turn++) {
    uint64_t within = (from - repeated_from) % answer->period;
    count += add_slice(&slices[count], answer->batch.bytes + within, answer->batch.length - within, &from,
                       lesser(to, closing_from));
  }
  if (from >= closing_from) {
    uint64_t within = from - closing_from;
    count += add_slice(&slices[count], answer->closing.bytes + within, answer->closing.length - within, &from, to);
  }
  return count;
}
