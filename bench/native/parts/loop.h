// One thread that waits for descriptors and timers: epoll, level-triggered, and one timerfd, whose resolution is that of
// the kernel's clock and not the millisecond of epoll_wait.
#pragma once

#include "timers.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

// Part of whatever owns the descriptor. `ready` may close and free its own watch, and no other.
struct watch {
  int fd;
  void (*ready)(struct watch *watch, uint32_t events);
};

struct loop {
  int epoll_fd;
  struct watch timer_watch;
  struct timers timers;
  uint64_t armed_ns;
  bool stopped;
};

void loop_open(struct loop *loop);
void loop_close(struct loop *loop);

// Starts to tell of `events` on the watch's descriptor, which ends with the descriptor itself.
void loop_add(struct loop *loop, struct watch *watch, uint32_t events);

// Tells of other events from now on.
void loop_change(struct loop *loop, struct watch *watch, uint32_t events);

// Runs until something sets `stopped`.
void loop_run(struct loop *loop);
