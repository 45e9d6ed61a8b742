#include "timers.h"

#include "fail.h"

#include <stdlib.h>

static void put(struct timers *timers, struct timer *timer, size_t place) {
  timers->heap[place] = timer;
  timer->place = place;
}

static void sift_up(struct timers *timers, struct timer *timer, size_t place) {
  while (place > 1 && timers->heap[place / 2]->due_ns > timer->due_ns) {
    put(timers, timers->heap[place / 2], place);
    place /= 2;
  }
  put(timers, timer, place);
}

static void sift_down(struct timers *timers, struct timer *timer, size_t place) {
  for (;;) {
    size_t child = place * 2;
    if (child > timers->count) break;
    if (child < timers->count && timers->heap[child + 1]->due_ns < timers->heap[child]->due_ns) child++;
    if (timers->heap[child]->due_ns >= timer->due_ns) break;
    put(timers, timers->heap[child], place);
    place = child;
  }
  put(timers, timer, place);
}

static void make_room(struct timers *timers) {
  if (timers->count + 1 < timers->room) return;
  timers->room = timers->room == 0 ? 64 : timers->room * 2;
  timers->heap = reallocarray(timers->heap, timers->room, sizeof(struct timer *));
  if (timers->heap == NULL) fail("no memory");
}

void timer_set(struct timers *timers, struct timer *timer, uint64_t due_ns) {
  timer_cancel(timers, timer);
  make_room(timers);
  timer->due_ns = due_ns;
  sift_up(timers, timer, ++timers->count);
}

void timer_cancel(struct timers *timers, struct timer *timer) {
  size_t place = timer->place;
  if (place == 0) return;
  struct timer *last = timers->heap[timers->count--];
  timer->place = 0;
  if (last == timer) return;
  // The last one takes the place; it belongs above it or below it.
  sift_down(timers, last, place);
  sift_up(timers, last, last->place);
}

uint64_t timers_earliest_ns(const struct timers *timers) {
  return timers->count == 0 ? UINT64_MAX : timers->heap[1]->due_ns;
}

void timers_fire(struct timers *timers, uint64_t now_ns) {
  while (timers_earliest_ns(timers) <= now_ns) {
    struct timer *timer = timers->heap[1];
    timer_cancel(timers, timer);
    timer->fire(timer);
  }
}

void timers_free(struct timers *timers) {
  free(timers->heap);
  *timers = (struct timers){0};
}
