// Counts of durations by size, in constant memory: 128 steps to each power of two, so that a quantile is off by less than
// 0.4 %. The idea is that of HdrHistogram.
#pragma once

#include <stdint.h>

#define HISTOGRAM_STEP_BITS 7
#define HISTOGRAM_STEPS (1U << HISTOGRAM_STEP_BITS)
// Steps of the numbers below 128 one by one, then those of each power of two.
#define HISTOGRAM_CELLS ((64 - HISTOGRAM_STEP_BITS + 1) * HISTOGRAM_STEPS)

struct histogram {
  uint64_t count;
  // Exact.
  uint64_t max_ns;
  uint64_t cells[HISTOGRAM_CELLS];
};

// Records the same duration `times` times.
void histogram_record(struct histogram *histogram, uint64_t duration_ns, uint64_t times);

// The smallest duration that at least `share` of all are within: the middle of its step. 0 if there is none.
uint64_t histogram_quantile_ns(const struct histogram *histogram, double share);
