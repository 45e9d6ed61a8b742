// Puts a server on the loopback address under load, and prints what it measured as one JSON document.
//
//   load --port P --connections C --seconds S [--warmup-seconds W] [--max-requests N] --requests FILE [--frame-bytes N]
//
// A closed loop: each of C connections sends a request when it has its last answer to the end. So a server that stalls is
// asked less for as long as it does, and of the requests that would have come meanwhile none is in the figures
// ("coordinated omission"). Read the quantiles as what one of C callers sees who calls again and again; they are not
// what callers see who come at a rate of their own, and only compare what was measured at the same C.
//
// What is counted is what ends between the end of the warm-up and the end of the time: what is under way then is cut
// and in no figure. With --max-requests it ends when so many have ended; without a warm-up no more than those are sent.
// `seconds` says how long it took. Times begin with the first byte of a request, on a connection that stands:
// `firstByteUs` to the first byte of the answer's body, `totalUs` to the last byte. A failure is an answer other than
// 200, a malformed one, a cut one, a connection that was refused; failures are in no quantile of `totalUs`, and
// `firstFailure` says what the first one was: "status 503", "malformed", "cut", "refused".
//
// With --frame-bytes, every so many bytes of a body are a frame: `frameGapUs` is the time between the ends of two of
// them in the same answer, 0 if one read brought both.
#include "../parts/clock.h"
#include "../parts/fail.h"
#include "../parts/settings.h"
#include "../parts/sockets.h"
#include "caller.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_CONNECTIONS 20000
#define MAX_SECONDS 86400

struct options {
  double port;
  double connections;
  double seconds;
  double warmup_seconds;
  double max_requests;
  double frame_bytes;
  const char *requests;
};

static struct load load;
static struct options options = {.max_requests = 1e15};

static void read_options(int argc, char **argv) {
  const struct setting settings[] = {
      {.name = "port", .number = &options.port, .min = 1, .max = 65535},
      {.name = "connections", .number = &options.connections, .min = 1, .max = MAX_CONNECTIONS},
      {.name = "seconds", .number = &options.seconds, .max = MAX_SECONDS},
      {.name = "warmup-seconds", .number = &options.warmup_seconds, .max = MAX_SECONDS},
      {.name = "max-requests", .number = &options.max_requests, .min = 1, .max = 1e15},
      {.name = "frame-bytes", .number = &options.frame_bytes, .max = 1 << 20},
      {.name = "requests", .text = &options.requests},
  };
  settings_from_arguments(settings, sizeof settings / sizeof *settings, argc, argv);
  if (options.port == 0 || options.connections == 0 || options.seconds == 0 || options.requests == NULL) {
    fail("--port, --connections, --seconds and --requests have to be given");
  }
}

static uint64_t after_seconds(double seconds) {
  return clock_ns() + (uint64_t)(seconds * (double)NS_PER_S);
}

static void stop(struct timer *timer) {
  (void)timer;
  load.loop.stopped = true;
}

static void begin_to_measure(struct timer *timer) {
  uint64_t max_requests = (uint64_t)options.max_requests;
  load.measurement.is_on = true;
  load.measurement.began_ns = clock_ns();
  // What is under way will be counted.
  load.to_begin = max_requests > load.busy ? max_requests - load.busy : 0;
  timer->fire = stop;
  timer_set(&load.loop.timers, timer, after_seconds(options.seconds));
}

static void run(void) {
  size_t count = (size_t)options.connections;
  struct caller **callers = allocate(count, sizeof *callers);
  struct timer phase = {.fire = begin_to_measure};
  // Until the warm-up is over there is no end to what is begun.
  load.to_begin = UINT64_MAX;
  if (options.warmup_seconds == 0) begin_to_measure(&phase);
  else timer_set(&load.loop.timers, &phase, after_seconds(options.warmup_seconds));
  for (size_t i = 0; i < count; i++) callers[i] = caller_start(&load);
  loop_run(&load.loop);
  load.measurement.ended_ns = clock_ns();
  for (size_t i = 0; i < count; i++) caller_free(callers[i]);
  free(callers);
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  raise_descriptor_limit();
  request_file_open(&load.requests, options.requests);
  loop_open(&load.loop);
  load.port = (uint16_t)options.port;
  load.measurement.frame_bytes = (uint64_t)options.frame_bytes;
  run();
  loop_close(&load.loop);
  request_file_close(&load.requests);
  measurement_print(&load.measurement);
}
