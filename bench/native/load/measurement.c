#include "measurement.h"

#include "../parts/clock.h"

#include <inttypes.h>
#include <stdio.h>

void measurement_see_body(struct measurement *measurement, struct body_progress progress) {
  if (!measurement->is_on) return;
  measurement->body_bytes += progress.bytes_now - progress.bytes_before;
  if (progress.bytes_before == 0) histogram_record(&measurement->first_byte, progress.elapsed_ns, 1);
}

bool measurement_see_frames(struct measurement *measurement, struct body_progress progress, uint64_t gap_ns) {
  if (measurement->frame_bytes == 0) return false;
  uint64_t before = progress.bytes_before / measurement->frame_bytes;
  uint64_t more = progress.bytes_now / measurement->frame_bytes - before;
  if (more == 0 || !measurement->is_on) return more > 0;
  measurement->frames += more;
  // The first frame of an answer has none before it; what one read brings together is nothing apart.
  if (before > 0) histogram_record(&measurement->frame_gap, gap_ns, 1);
  histogram_record(&measurement->frame_gap, 0, more - 1);
  return true;
}

void measurement_see_failure(struct measurement *measurement, enum failure why) {
  if (measurement->is_on && measurement->failures++ == 0) measurement->first_failure = why;
}

void measurement_see_answer(struct measurement *measurement, int status, uint64_t duration_ns) {
  if (!measurement->is_on) return;
  if (status == 200) {
    measurement->requests++;
    histogram_record(&measurement->total, duration_ns, 1);
    return;
  }
  if (measurement->failures == 0) measurement->first_failed_status = status;
  measurement_see_failure(measurement, NOT_200);
}

static void print_first_failure(const struct measurement *measurement) {
  static const char *const names[] = {[CUT] = "cut", [MALFORMED] = "malformed", [REFUSED] = "refused"};
  if (measurement->failures == 0) return;
  if (measurement->first_failure == NOT_200) {
    printf(",\"firstFailure\":\"status %d\"", measurement->first_failed_status);
  } else {
    printf(",\"firstFailure\":\"%s\"", names[measurement->first_failure]);
  }
}

static double us_of(uint64_t duration_ns) {
  return (double)duration_ns / (double)NS_PER_US;
}

static void print_histogram(const char *name, const struct histogram *histogram) {
  printf(",\"%s\":{\"p50\":%.1f,\"p95\":%.1f,\"p99\":%.1f,\"max\":%.1f}", name,
         us_of(histogram_quantile_ns(histogram, 0.5)), us_of(histogram_quantile_ns(histogram, 0.95)),
         us_of(histogram_quantile_ns(histogram, 0.99)), us_of(histogram->max_ns));
}

void measurement_print(const struct measurement *measurement) {
  double seconds = (double)(measurement->ended_ns - measurement->began_ns) / (double)NS_PER_S;
  printf("{\"requests\":%" PRIu64 ",\"failures\":%" PRIu64 ",\"seconds\":%.6f,\"bodyBytes\":%" PRIu64,
         measurement->requests, measurement->failures, seconds, measurement->body_bytes);
  print_first_failure(measurement);
  print_histogram("firstByteUs", &measurement->first_byte);
  print_histogram("totalUs", &measurement->total);
  if (measurement->frame_bytes > 0) {
    printf(",\"frames\":%" PRIu64, measurement->frames);
    print_histogram("frameGapUs", &measurement->frame_gap);
  }
  printf("}\n");
}
