// Deadlines of connections: a heap, the earliest on top. Memory grows with the timers that are set at once.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Part of whatever waits for it; its owner cancels it before it goes.
struct timer {
  uint64_t due_ns;
  // Place in the heap, from 1; 0 is not set.
  size_t place;
  void (*fire)(struct timer *timer);
};

struct timers {
  // heap[0] is unused: the children of n are 2n and 2n+1.
  struct timer **heap;
  size_t count;
  size_t room;
};

// Sets a timer, or sets it anew.
void timer_set(struct timers *timers, struct timer *timer, uint64_t due_ns);

// Does nothing to a timer that is not set.
void timer_cancel(struct timers *timers, struct timer *timer);

// When the earliest timer is due; UINT64_MAX if none is set.
uint64_t timers_earliest_ns(const struct timers *timers);

// Fires what is due. Timers that are set meanwhile are left for the next call, unless they are due by then, too.
void timers_fire(struct timers *timers, uint64_t now_ns);

void timers_free(struct timers *timers);
