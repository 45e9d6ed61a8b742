#include "histogram.h"

#include <math.h>

// Steps of 2^shift nanoseconds from 2^(shift+7) on.
static unsigned shift_of(uint64_t duration_ns) {
  if (duration_ns < HISTOGRAM_STEPS) return 0;
  return 63U - (unsigned)__builtin_clzll(duration_ns) - HISTOGRAM_STEP_BITS;
}

static unsigned cell_of(uint64_t duration_ns) {
  unsigned shift = shift_of(duration_ns);
  return shift * HISTOGRAM_STEPS + (unsigned)(duration_ns >> shift);
}

static uint64_t middle_of(unsigned cell) {
  if (cell < 2 * HISTOGRAM_STEPS) return cell;
  unsigned shift = cell / HISTOGRAM_STEPS - 1;
  uint64_t step = HISTOGRAM_STEPS + cell % HISTOGRAM_STEPS;
  return (step << shift) + (1ULL << shift) / 2;
}

void histogram_record(struct histogram *histogram, uint64_t duration_ns, uint64_t times) {
  histogram->cells[cell_of(duration_ns)] += times;
  histogram->count += times;
  if (times > 0 && duration_ns > histogram->max_ns) histogram->max_ns = duration_ns;
}

uint64_t histogram_quantile_ns(const struct histogram *histogram, double share) {
  uint64_t wanted = (uint64_t)ceil(share * (double)histogram->count);
  uint64_t seen = 0;
  for (unsigned cell = 0; cell < HISTOGRAM_CELLS && wanted > 0; cell++) {
    seen += histogram->cells[cell];
    if (seen >= wanted) return middle_of(cell) < histogram->max_ns ? middle_of(cell) : histogram->max_ns;
  }
  return 0;
}
