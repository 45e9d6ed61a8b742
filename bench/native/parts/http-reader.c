#include "http-reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_LINES 4096
// A terabyte: what is said to be longer is nonsense.
#define MAX_LENGTH (1ULL << 40)

void http_begin(struct http_reader *reader, enum http_kind kind) {
  reader->kind = kind;
  reader->stage = HTTP_HEAD;
  reader->left = 0;
  reader->body_bytes = 0;
  reader->status = 0;
  reader->keep_alive = false;
  reader->line_budget = MAX_LINES;
  reader->head_length = 0;
}

bool http_text_is(struct http_text text, const char *expected) {
  return text.bytes != NULL && strlen(expected) == text.length && strncasecmp(text.bytes, expected, text.length) == 0;
}

struct http_text http_word(const struct http_reader *reader, int position) {
  const char *word = reader->head;
  for (; position > 0; position--) {
    word += strcspn(word, " \r");
    if (*word == ' ') word++;
  }
  return (struct http_text){word, strcspn(word, " \r")};
}

static struct http_text trimmed(const char *bytes, size_t length) {
  while (length > 0 && (*bytes == ' ' || *bytes == '\t')) bytes++, length--;
  while (length > 0 && (bytes[length - 1] == ' ' || bytes[length - 1] == '\t')) length--;
  return (struct http_text){bytes, length};
}

struct http_text http_field(const struct http_reader *reader, const char *name) {
  size_t length = strlen(name);
  const char *line = strstr(reader->head, "\r\n");
  for (; line != NULL; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
    const char *value = line + length + 1;
    return trimmed(value, strcspn(value, "\r"));
  }
  return (struct http_text){NULL, 0};
}

static bool read_length(struct http_text text, uint64_t *length) {
  *length = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    *length = *length * 10 + (uint64_t)(text.bytes[i] - '0');
    if (*length > MAX_LENGTH) return false;
  }
  return text.length > 0;
}

static enum http_stage stage_of_sized(struct http_reader *reader, struct http_text length) {
  if (!read_length(length, &reader->left)) return HTTP_MALFORMED;
  return reader->left == 0 ? HTTP_COMPLETE : HTTP_SIZED_BODY;
}

// How the body ends. A message that says it in two ways is one of which two readers could make two things.
static enum http_stage stage_after_head(struct http_reader *reader) {
  struct http_text coding = http_field(reader, "transfer-encoding");
  struct http_text length = http_field(reader, "content-length");
  if (reader->status == 204 || reader->status == 304) return HTTP_COMPLETE;
  if (coding.bytes != NULL && length.bytes != NULL) return HTTP_MALFORMED;
  if (coding.bytes != NULL) return http_text_is(coding, "chunked") ? HTTP_CHUNK_SIZE : HTTP_MALFORMED;
  if (length.bytes != NULL) return stage_of_sized(reader, length);
  if (reader->kind == HTTP_REQUEST) return HTTP_COMPLETE;
  reader->keep_alive = false;
  return HTTP_BODY_UNTIL_CLOSE;
}

static bool read_first_line(struct http_reader *reader) {
  struct http_text version = http_word(reader, reader->kind == HTTP_REQUEST ? 2 : 0);
  bool is_new = http_text_is(version, "HTTP/1.1");
  reader->keep_alive = is_new && !http_text_is(http_field(reader, "connection"), "close");
  if (reader->kind == HTTP_ANSWER) reader->status = atoi(http_word(reader, 1).bytes);
  return is_new || http_text_is(version, "HTTP/1.0");
}

static void take_head(struct http_reader *reader) {
  reader->head[reader->head_length] = '\0';
  bool is_text = strlen(reader->head) == reader->head_length;
  if (!is_text || !read_first_line(reader)) reader->stage = HTTP_MALFORMED;
  // A `100 Continue` comes before the answer and is none.
  else if (reader->kind == HTTP_ANSWER && reader->status < 200) http_begin(reader, HTTP_ANSWER);
  else reader->stage = stage_after_head(reader);
}

static size_t read_head(struct http_reader *reader, const char *bytes, size_t length) {
  size_t before = reader->head_length;
  size_t taken = length < HTTP_MAX_HEAD - before ? length : HTTP_MAX_HEAD - before;
  memcpy(reader->head + before, bytes, taken);
  // The end may have begun in what came earlier.
  size_t from = before < 3 ? 0 : before - 3;
  const char *end = memmem(reader->head + from, before + taken - from, "\r\n\r\n", 4);
  if (end == NULL) {
    reader->head_length = before + taken;
    if (reader->head_length == HTTP_MAX_HEAD) reader->stage = HTTP_MALFORMED;
    return taken;
  }
  reader->head_length = (size_t)(end + 4 - reader->head);
  taken = reader->head_length - before;
  take_head(reader);
  return taken;
}

static size_t read_body(struct http_reader *reader, size_t length, enum http_stage next) {
  size_t taken = length < reader->left ? length : (size_t)reader->left;
  reader->left -= taken;
  reader->body_bytes += taken;
  if (reader->left == 0) reader->stage = next;
  return taken;
}

static int hex_digit(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

// `left` counts the trailer's line here: a line of no bytes is the end.
static enum http_stage after_trailer_byte(struct http_reader *reader, char byte) {
  if (byte == '\r') return HTTP_TRAILER;
  if (byte == '\n' && reader->left == 0) return HTTP_COMPLETE;
  reader->left = byte == '\n' ? 0 : reader->left + 1;
  return HTTP_TRAILER;
}

static enum http_stage after_chunk_size(const struct http_reader *reader) {
  return reader->left == 0 ? HTTP_TRAILER : HTTP_CHUNK;
}

static enum http_stage after_size_byte(struct http_reader *reader, char byte) {
  int digit = hex_digit(byte);
  bool is_first = reader->line_budget == MAX_LINES - 1;
  if ((byte == ';' || byte == '\r') && !is_first) return HTTP_CHUNK_EXTENSION;
  if (digit < 0 || reader->left > MAX_LENGTH) return HTTP_MALFORMED;
  reader->left = reader->left * 16 + (uint64_t)digit;
  return HTTP_CHUNK_SIZE;
}

// The bytes around chunks, one by one; there are few of them.
static enum http_stage after_byte(struct http_reader *reader, char byte) {
  if (reader->line_budget-- == 0) return HTTP_MALFORMED;
  switch (reader->stage) {
    case HTTP_CHUNK_SIZE: return after_size_byte(reader, byte);
    case HTTP_CHUNK_EXTENSION: return byte == '\n' ? after_chunk_size(reader) : HTTP_CHUNK_EXTENSION;
    case HTTP_CHUNK_CR: return byte == '\r' ? HTTP_CHUNK_LF : HTTP_MALFORMED;
    case HTTP_CHUNK_LF: reader->line_budget = MAX_LINES; return byte == '\n' ? HTTP_CHUNK_SIZE : HTTP_MALFORMED;
    default: return after_trailer_byte(reader, byte);
  }
}

static size_t read_some(struct http_reader *reader, const char *bytes, size_t length) {
  switch (reader->stage) {
    case HTTP_HEAD: return read_head(reader, bytes, length);
    case HTTP_SIZED_BODY: return read_body(reader, length, HTTP_COMPLETE);
    case HTTP_CHUNK: return read_body(reader, length, HTTP_CHUNK_CR);
    case HTTP_BODY_UNTIL_CLOSE: reader->body_bytes += length; return length;
    default: reader->stage = after_byte(reader, *bytes); return 1;
  }
}

size_t http_read(struct http_reader *reader, const char *bytes, size_t length) {
  size_t taken = 0;
  while (taken < length && reader->stage != HTTP_COMPLETE && reader->stage != HTTP_MALFORMED) {
    taken += read_some(reader, bytes + taken, length - taken);
  }
  return taken;
}

void http_end(struct http_reader *reader) {
  if (reader->stage == HTTP_COMPLETE) return;
  reader->stage = reader->stage == HTTP_BODY_UNTIL_CLOSE ? HTTP_COMPLETE : HTTP_MALFORMED;
}
