#include "exchange.h"

#include "../parts/clock.h"
#include "../parts/fail.h"
#include "../parts/http-reader.h"
#include "../parts/sockets.h"
#include "routes.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

struct exchange {
  struct watch watch;
  struct timer timer;
  struct upstream *upstream;
  // The answer that is waited for or sent; NULL while a request is read.
  struct answer *answer;
  bool is_counted;
  bool is_blocked;
  uint64_t started_ns;
  uint64_t sent;
  struct http_reader reader;
};

static char scratch[1 << 18];

static void finish_answer(struct exchange *exchange) {
  if (exchange->answer == NULL) return;
  timer_cancel(&exchange->upstream->loop.timers, &exchange->timer);
  answer_release(exchange->answer);
  exchange->answer = NULL;
  if (exchange->is_counted) exchange->upstream->counts.open--;
}

static void end(struct exchange *exchange) {
  finish_answer(exchange);
  exchange->upstream->counts.connections--;
  close(exchange->watch.fd);
  free(exchange);
}

static void listen_for_room(struct exchange *exchange, bool is_blocked) {
  if (exchange->is_blocked == is_blocked) return;
  exchange->is_blocked = is_blocked;
  uint32_t events = EPOLLIN | (is_blocked ? (uint32_t)EPOLLOUT : 0U);
  loop_change(&exchange->upstream->loop, &exchange->watch, events);
}

static void answer_is_sent(struct exchange *exchange) {
  if (!exchange->reader.keep_alive) {
    end(exchange);
    return;
  }
  finish_answer(exchange);
  listen_for_room(exchange, false);
  http_begin(&exchange->reader, HTTP_REQUEST);
}

// For room in the socket, if something is released that it did not take; else for the clock.
static void wait_to_send(struct exchange *exchange, uint64_t released) {
  listen_for_room(exchange, exchange->sent < released);
  if (exchange->sent < released) return;
  uint64_t due_ns = exchange->started_ns + answer_next_ns(exchange->answer, released);
  timer_set(&exchange->upstream->loop.timers, &exchange->timer, due_ns);
}

// Writes once: what the socket does not take now waits for its turn, behind all other connections.
static void send_some(struct exchange *exchange) {
  const struct answer *answer = exchange->answer;
  struct iovec slices[ANSWER_MAX_SLICES];
  uint64_t released = answer_released(answer, clock_ns() - exchange->started_ns);
  int count = answer_slices(answer, exchange->sent, released, slices);
  ssize_t written = count == 0 ? 0 : socket_write(exchange->watch.fd, slices, count);
  if (written > 0) exchange->sent += (uint64_t)written;
  if (written == SOCKET_GONE) end(exchange);
  else if (exchange->sent == answer_length(answer)) answer_is_sent(exchange);
  else wait_to_send(exchange, released);
}

static void begin_answer(struct exchange *exchange) {
  struct route route = route_of(exchange->upstream, &exchange->reader);
  struct counts *counts = &exchange->upstream->counts;
  exchange->answer = route.answer;
  exchange->is_counted = route.is_counted;
  exchange->sent = 0;
  exchange->started_ns = clock_ns() + route.answer->delay_ns;
  if (route.is_counted) {
    counts->requests++;
    counts->open++;
    counts->body_bytes += exchange->reader.body_bytes;
  }
  if (route.answer->delay_ns == 0) send_some(exchange);
  else timer_set(&exchange->upstream->loop.timers, &exchange->timer, exchange->started_ns);
}

// Returns whether the bytes belong to a request, and to one only.
static bool take(struct exchange *exchange, size_t count) {
  size_t taken = http_read(&exchange->reader, scratch, count);
  return taken == count && exchange->reader.stage != HTTP_MALFORMED;
}

// A client that sends before it has its answer is not one that this serves; one that goes takes its answer along.
static void read_some(struct exchange *exchange) {
  ssize_t count = socket_read(exchange->watch.fd, scratch, sizeof scratch);
  if (count == SOCKET_BLOCKED) return;
  if (count == SOCKET_GONE || exchange->answer != NULL || !take(exchange, (size_t)count)) end(exchange);
  else if (exchange->reader.stage == HTTP_COMPLETE) begin_answer(exchange);
}

static void be_ready(struct watch *watch, uint32_t events) {
  struct exchange *exchange = (struct exchange *)watch;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) end(exchange);
  else if ((events & EPOLLIN) != 0) read_some(exchange);
  else if ((events & EPOLLOUT) != 0) send_some(exchange);
}

static void be_due(struct timer *timer) {
  send_some((struct exchange *)((char *)timer - offsetof(struct exchange, timer)));
}

void exchange_start(struct upstream *upstream, int fd) {
  if (upstream->counts.connections == MAX_CONNECTIONS) {
    close(fd);
    return;
  }
  struct exchange *exchange = allocate(1, sizeof *exchange);
  exchange->watch = (struct watch){fd, be_ready};
  exchange->timer.fire = be_due;
  exchange->upstream = upstream;
  http_begin(&exchange->reader, HTTP_REQUEST);
  upstream->counts.connections++;
  loop_add(&upstream->loop, &exchange->watch, EPOLLIN);
}
