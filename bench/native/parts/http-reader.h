// Reads HTTP/1.1 messages as they come, requests or answers, and keeps nothing of a body but its length.
// https://www.rfc-editor.org/rfc/rfc9112
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A longer head is malformed.
#define HTTP_MAX_HEAD 8192

enum http_kind { HTTP_REQUEST, HTTP_ANSWER };

enum http_stage {
  HTTP_HEAD,
  HTTP_SIZED_BODY,
  // An answer without a length, as HTTP/1.0 has them: http_end() says that it is whole.
  HTTP_BODY_UNTIL_CLOSE,
  HTTP_CHUNK_SIZE,
  HTTP_CHUNK_EXTENSION,
  HTTP_CHUNK,
  HTTP_CHUNK_CR,
  HTTP_CHUNK_LF,
  HTTP_TRAILER,
  // Nothing more is read before http_begin().
  HTTP_COMPLETE,
  HTTP_MALFORMED,
};

struct http_text {
  const char *bytes;
  size_t length;
};

struct http_reader {
  enum http_kind kind;
  enum http_stage stage;
  // Of the body or of the chunk: bytes to come.
  uint64_t left;
  // Of the body, without its chunks' frames: bytes that came.
  uint64_t body_bytes;
  // Of an answer.
  int status;
  // Whether the connection stays open behind this message.
  bool keep_alive;
  // Of sizes of chunks, extensions and trailers: bytes that may still come.
  uint32_t line_budget;
  size_t head_length;
  // Ends with a NUL once the head is whole.
  char head[HTTP_MAX_HEAD + 1];
};

// Makes the reader ready for the next message.
void http_begin(struct http_reader *reader, enum http_kind kind);

// Reads from `bytes`; look at `stage` for what came of it. Returns how many bytes belonged to this message.
size_t http_read(struct http_reader *reader, const char *bytes, size_t length);

// Says that no byte will follow. Completes a message that ends with its connection; all others are malformed then.
void http_end(struct http_reader *reader);

// The value of a field of a whole head, without white space around it; NULL bytes if there is none of this name.
struct http_text http_field(const struct http_reader *reader, const char *name);

// The word of a whole head's first line, from 0: method, target and version, or version and status.
struct http_text http_word(const struct http_reader *reader, int position);

bool http_text_is(struct http_text text, const char *expected);
