// Requests as they go over the wire, read from a file in which they stand one behind the other.
#pragma once

#include "../parts/http-reader.h"

struct request_file {
  const char *bytes;
  size_t length;
  struct http_text *requests;
  size_t count;
  size_t next;
};

// Maps the file and finds the requests in it. Fails if there is none, or anything else.
void request_file_open(struct request_file *file, const char *path);

void request_file_close(struct request_file *file);

// All in turn, from the first again after the last.
struct http_text request_file_next(struct request_file *file);
