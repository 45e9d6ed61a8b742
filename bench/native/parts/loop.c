#include "loop.h"

#include "clock.h"
#include "fail.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define EVENTS_AT_ONCE 256

// What is due is asked of the clock, so that the descriptor only needs to be emptied.
static void empty_timer_fd(struct watch *watch, uint32_t events) {
  uint64_t expirations;
  (void)events;
  if (read(watch->fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN) fail_of_system("timerfd");
}

void loop_open(struct loop *loop) {
  *loop = (struct loop){
      .epoll_fd = epoll_create1(EPOLL_CLOEXEC),
      .timer_watch = {timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), empty_timer_fd},
      .armed_ns = UINT64_MAX,
  };
  if (loop->epoll_fd < 0 || loop->timer_watch.fd < 0) fail_of_system("epoll");
  loop_add(loop, &loop->timer_watch, EPOLLIN);
}

void loop_close(struct loop *loop) {
  close(loop->timer_watch.fd);
  close(loop->epoll_fd);
  timers_free(&loop->timers);
}

static void control(struct loop *loop, int operation, struct watch *watch, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = watch};
  if (epoll_ctl(loop->epoll_fd, operation, watch->fd, &event) < 0) fail_of_system("epoll_ctl");
}

void loop_add(struct loop *loop, struct watch *watch, uint32_t events) {
  control(loop, EPOLL_CTL_ADD, watch, events);
}

void loop_change(struct loop *loop, struct watch *watch, uint32_t events) {
  control(loop, EPOLL_CTL_MOD, watch, events);
}

static void arm(struct loop *loop) {
  uint64_t due_ns = timers_earliest_ns(&loop->timers);
  if (due_ns == loop->armed_ns) return;
  loop->armed_ns = due_ns;
  // All zeros disarm it.
  struct itimerspec when = {0};
  if (due_ns != UINT64_MAX) {
    when.it_value.tv_sec = (time_t)(due_ns / NS_PER_S);
    when.it_value.tv_nsec = (long)(due_ns % NS_PER_S);
  }
  if (timerfd_settime(loop->timer_watch.fd, TFD_TIMER_ABSTIME, &when, NULL) < 0) fail_of_system("timerfd_settime");
}

// Timers fire after the events of a turn: one that frees a connection can leave no event of it behind.
static void take_turn(struct loop *loop) {
  struct epoll_event events[EVENTS_AT_ONCE];
  int count = epoll_wait(loop->epoll_fd, events, EVENTS_AT_ONCE, -1);
  if (count < 0 && errno != EINTR) fail_of_system("epoll_wait");
  for (int i = 0; i < count; i++) {
    struct watch *watch = events[i].data.ptr;
    watch->ready(watch, events[i].events);
  }
  if (timers_earliest_ns(&loop->timers) != UINT64_MAX) timers_fire(&loop->timers, clock_ns());
}

void loop_run(struct loop *loop) {
  while (!loop->stopped) {
    arm(loop);
    take_turn(loop);
  }
}
