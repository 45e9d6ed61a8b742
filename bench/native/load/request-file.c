#include "request-file.h"

#include "../parts/fail.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void map(struct request_file *file, const char *path) {
  struct stat facts;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &facts) < 0) fail_of_system("%s", path);
  if (facts.st_size == 0) fail("%s has no request", path);
  file->length = (size_t)facts.st_size;
  file->bytes = mmap(NULL, file->length, PROT_READ, MAP_PRIVATE, fd, 0);
  if (file->bytes == MAP_FAILED) fail_of_system("%s", path);
  close(fd);
}

static void add(struct request_file *file, struct http_text request) {
  bool is_full = (file->count & (file->count - 1)) == 0;
  if (is_full) file->requests = reallocarray(file->requests, file->count == 0 ? 1 : file->count * 2, sizeof request);
  if (file->requests == NULL) fail("no memory");
  file->requests[file->count++] = request;
}

void request_file_open(struct request_file *file, const char *path) {
  struct http_reader *reader = allocate(1, sizeof *reader);
  *file = (struct request_file){0};
  map(file, path);
  for (size_t at = 0; at < file->length;) {
    http_begin(reader, HTTP_REQUEST);
    size_t length = http_read(reader, file->bytes + at, file->length - at);
    if (reader->stage != HTTP_COMPLETE) fail("%s: no HTTP/1.1 request at byte %zu", path, at);
    add(file, (struct http_text){file->bytes + at, length});
    at += length;
  }
  free(reader);
}

void request_file_close(struct request_file *file) {
  munmap((void *)file->bytes, file->length);
  free(file->requests);
}

struct http_text request_file_next(struct request_file *file) {
  struct http_text request = file->requests[file->next];
  file->next = (file->next + 1) % file->count;
  return request;
}
