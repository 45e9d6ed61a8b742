// What ends a program: there is nobody to hand an error to but the one who started it.
#pragma once

// Says what is wrong. Does not return.
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *what, ...);

// Says what did not work, and the reason that errno has. Does not return.
__attribute__((noreturn, format(printf, 1, 2))) void fail_of_system(const char *what, ...);

// Memory for `count` zeroed things of `size` bytes; fails rather than to return NULL.
__attribute__((malloc)) void *allocate(unsigned long count, unsigned long size);
