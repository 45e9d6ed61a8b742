#include "fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((noreturn)) static void end(const char *what, va_list facts, const char *reason) {
  vfprintf(stderr, what, facts);
  fprintf(stderr, reason == NULL ? "\n" : ": %s\n", reason);
  exit(1);
}

void fail(const char *what, ...) {
  va_list facts;
  va_start(facts, what);
  end(what, facts, NULL);
}

void fail_of_system(const char *what, ...) {
  const char *reason = strerror(errno);
  va_list facts;
  va_start(facts, what);
  end(what, facts, reason);
}

void *allocate(unsigned long count, unsigned long size) {
  void *memory = calloc(count, size);
  if (memory == NULL) fail("no memory");
  return memory;
}
