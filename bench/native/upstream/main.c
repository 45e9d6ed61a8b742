// What contestants stand in front of: Bedrock's answers and DynamoDB's, as fast as one thread can give them.
//
//   upstream --port 0                                  prints {"port":N}, and serves until it is killed
//   PUT  /behavior?delayMs=20&bodyBytes=600&frames=50&frameBytes=200&intervalMs=0      each of them optional
//   GET  /counts                                       {"requests":n,"bodyBytes":n,"open":n}
//   GET  anything else                                 200 {}
//   POST .../converse, .../converse-stream, .../invoke Bedrock's answers, delayMs after the request is whole
//   POST with X-Amz-Target: DynamoDB_20120810.*        200 {}, delayMs after the request is whole
//
// HTTP/1.1 with keep-alive, without pipelining. Frames of a stream are each of frameBytes, or as short as their payload
// allows; deltas are sent intervalMs apart by the clock, not by each other, so that no delay adds up. `open` are
// requests whose answers are not sent to the end: 0 once all clients are served or gone.
#include "../parts/fail.h"
#include "../parts/settings.h"
#include "../parts/sockets.h"
#include "exchange.h"

#include <stdio.h>
#include <sys/prctl.h>

static struct upstream upstream;

static void accept_all(struct watch *watch, uint32_t events) {
  (void)events;
  for (int fd = accept_next(watch->fd); fd >= 0; fd = accept_next(watch->fd)) exchange_start(&upstream, fd);
}

static void tell_port(int listener) {
  printf("{\"port\":%u}\n", port_of(listener));
  if (fflush(stdout) != 0) fail_of_system("stdout");
}

int main(int argc, char **argv) {
  double port = 0;
  const struct setting settings[] = {{.name = "port", .number = &port, .max = 65535}};
  settings_from_arguments(settings, 1, argc, argv);
  raise_descriptor_limit();
  // Whoever started it may be killed without a chance to say so.
  prctl(PR_SET_PDEATHSIG, 15);
  loop_open(&upstream.loop);
  upstream.behavior = BEHAVIOR_AT_FIRST;
  upstream.answers = answers_of(&upstream.behavior);
  upstream.listener = (struct watch){listen_on((uint16_t)port), accept_all};
  loop_add(&upstream.loop, &upstream.listener, EPOLLIN);
  tell_port(upstream.listener.fd);
  loop_run(&upstream.loop);
}
