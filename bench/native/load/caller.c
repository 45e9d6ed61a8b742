#include "caller.h"

#include "../parts/clock.h"
#include "../parts/fail.h"
#include "../parts/sockets.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// Before a server that refused a connection is asked again.
#define RECONNECT_NS (10 * NS_PER_MS)

struct caller {
  struct watch watch;
  struct timer timer;
  struct load *load;
  struct http_text request;
  size_t sent;
  bool is_busy;
  bool is_blocked;
  uint64_t began_ns;
  // Of the last frame that is whole; 0 before the first.
  uint64_t frame_ns;
  struct http_reader reader;
};

static char scratch[1 << 18];

static void connect_anew(struct caller *caller);

static void listen_for_room(struct caller *caller, bool is_blocked) {
  if (caller->is_blocked == is_blocked) return;
  caller->is_blocked = is_blocked;
  loop_change(&caller->load->loop, &caller->watch, EPOLLIN | (is_blocked ? (uint32_t)EPOLLOUT : 0U));
}

static void disconnect(struct caller *caller) {
  if (caller->watch.fd >= 0) close(caller->watch.fd);
  caller->watch.fd = -1;
}

static void be_idle(struct caller *caller) {
  struct load *load = caller->load;
  if (caller->is_busy) load->busy--;
  caller->is_busy = false;
  if (load->to_begin == 0 && load->busy == 0) load->loop.stopped = true;
}

static void fail_and_reconnect(struct caller *caller, enum failure why) {
  struct load *load = caller->load;
  measurement_see_failure(&load->measurement, why);
  be_idle(caller);
  disconnect(caller);
  if (load->to_begin > 0) timer_set(&load->loop.timers, &caller->timer, clock_ns() + RECONNECT_NS);
}

static void send_some(struct caller *caller) {
  size_t left = caller->request.length - caller->sent;
  struct iovec slice = {(void *)(caller->request.bytes + caller->sent), left};
  ssize_t written = left == 0 ? 0 : socket_write(caller->watch.fd, &slice, 1);
  // An answer may have come before the connection went: the read that follows says so.
  if (written > 0) caller->sent += (size_t)written;
  listen_for_room(caller, written != SOCKET_GONE && caller->sent < caller->request.length);
}

static void begin_next(struct caller *caller) {
  struct load *load = caller->load;
  if (load->to_begin == 0) return;
  load->to_begin--;
  load->busy++;
  caller->is_busy = true;
  caller->request = request_file_next(&load->requests);
  caller->sent = 0;
  caller->frame_ns = 0;
  http_begin(&caller->reader, HTTP_ANSWER);
  caller->began_ns = clock_ns();
  send_some(caller);
}

static void see_body(struct caller *caller, uint64_t bytes_before) {
  struct measurement *measurement = &caller->load->measurement;
  uint64_t now_ns = clock_ns();
  struct body_progress progress = {bytes_before, caller->reader.body_bytes, now_ns - caller->began_ns};
  measurement_see_body(measurement, progress);
  if (measurement_see_frames(measurement, progress, now_ns - caller->frame_ns)) caller->frame_ns = now_ns;
}

static void finish_answer(struct caller *caller) {
  bool stays_open = caller->reader.keep_alive && caller->sent == caller->request.length;
  measurement_see_answer(&caller->load->measurement, caller->reader.status, clock_ns() - caller->began_ns);
  be_idle(caller);
  if (stays_open) begin_next(caller);
  else connect_anew(caller);
}

// Nothing may come without a request, and nothing behind an answer.
static void take(struct caller *caller, size_t count) {
  struct http_reader *reader = &caller->reader;
  uint64_t bytes_before = reader->body_bytes;
  size_t taken = caller->is_busy ? http_read(reader, scratch, count) : 0;
  if (reader->body_bytes > bytes_before) see_body(caller, bytes_before);
  if (taken < count || reader->stage == HTTP_MALFORMED) fail_and_reconnect(caller, MALFORMED);
  else if (reader->stage == HTTP_COMPLETE) finish_answer(caller);
}

static void take_end(struct caller *caller) {
  if (!caller->is_busy) {
    connect_anew(caller);
    return;
  }
  http_end(&caller->reader);
  if (caller->reader.stage == HTTP_COMPLETE) finish_answer(caller);
  else fail_and_reconnect(caller, CUT);
}

static void be_ready(struct watch *watch, uint32_t events) {
  struct caller *caller = (struct caller *)watch;
  ssize_t count = SOCKET_BLOCKED;
  if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) count = socket_read(watch->fd, scratch, sizeof scratch);
  if (count == SOCKET_GONE) take_end(caller);
  else if (count != SOCKET_BLOCKED) take(caller, (size_t)count);
  else if ((events & EPOLLOUT) != 0) send_some(caller);
}

static void be_connected(struct watch *watch, uint32_t events) {
  struct caller *caller = (struct caller *)watch;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
    fail_and_reconnect(caller, REFUSED);
    return;
  }
  watch->ready = be_ready;
  listen_for_room(caller, false);
  begin_next(caller);
}

static void connect_anew(struct caller *caller) {
  disconnect(caller);
  if (caller->load->to_begin == 0) return;
  caller->watch = (struct watch){start_connecting(caller->load->port), be_connected};
  caller->is_blocked = true;
  if (caller->watch.fd < 0) fail_and_reconnect(caller, REFUSED);
  else loop_add(&caller->load->loop, &caller->watch, EPOLLIN | EPOLLOUT);
}

static void be_due(struct timer *timer) {
  connect_anew((struct caller *)((char *)timer - offsetof(struct caller, timer)));
}

struct caller *caller_start(struct load *load) {
  struct caller *caller = allocate(1, sizeof *caller);
  caller->load = load;
  caller->watch.fd = -1;
  caller->timer.fire = be_due;
  connect_anew(caller);
  return caller;
}

void caller_free(struct caller *caller) {
  disconnect(caller);
  timer_cancel(&caller->load->loop.timers, &caller->timer);
  free(caller);
}
