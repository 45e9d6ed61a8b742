#include "buffer.h"

#include "fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *make_room(struct buffer *buffer, size_t length) {
  if (buffer->room - buffer->length < length) {
    buffer->room = (buffer->length + length) * 2;
    buffer->bytes = realloc(buffer->bytes, buffer->room);
    if (buffer->bytes == NULL) fail("no memory");
  }
  char *end = buffer->bytes + buffer->length;
  buffer->length += length;
  return end;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t length) {
  if (length > 0) memcpy(make_room(buffer, length), bytes, length);
}

void buffer_fill(struct buffer *buffer, char byte, size_t length) {
  if (length > 0) memset(make_room(buffer, length), byte, length);
}

void buffer_print(struct buffer *buffer, const char *format, ...) {
  char *text;
  va_list facts;
  va_start(facts, format);
  int length = vasprintf(&text, format, facts);
  va_end(facts);
  if (length < 0) fail("no memory");
  buffer_add(buffer, text, (size_t)length);
  free(text);
}

void buffer_add_u32(struct buffer *buffer, uint32_t number) {
  const uint8_t bytes[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
  buffer_add(buffer, bytes, sizeof bytes);
}

void buffer_free(struct buffer *buffer) {
  free(buffer->bytes);
  *buffer = (struct buffer){0};
}
