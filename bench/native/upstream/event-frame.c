#include "event-frame.h"

#include "../parts/crc32.h"

#include <string.h>

// Of a header's value: a string with two bytes of length before it.
#define TYPE_STRING 7
// Lengths of the frame and of its headers, and their checksum; the checksum of all of it behind the payload.
#define PRELUDE_BYTES 12
#define CHECKSUM_BYTES 4

static void add_header(struct buffer *headers, const char *name, const char *value) {
  const uint8_t name_length = (uint8_t)strlen(name);
  const uint16_t length = (uint16_t)strlen(value);
  const uint8_t before_value[] = {TYPE_STRING, (uint8_t)(length >> 8), (uint8_t)length};
  buffer_add(headers, &name_length, 1);
  buffer_add(headers, name, name_length);
  buffer_add(headers, before_value, sizeof before_value);
  buffer_add(headers, value, length);
}

static void add_headers(struct buffer *headers, const char *event_type) {
  add_header(headers, ":event-type", event_type);
  add_header(headers, ":content-type", "application/json");
  add_header(headers, ":message-type", "event");
}

static void add_filled(struct buffer *payload, const char *format, size_t size) {
  const char *gap = strstr(format, "%s");
  size_t least = strlen(format) - 2;
  buffer_add(payload, format, (size_t)(gap - format));
  buffer_fill(payload, 'a', size > least ? size - least : 0);
  buffer_add(payload, gap + 2, strlen(gap + 2));
}

static void add_frame(struct buffer *to, const struct buffer *headers, const struct buffer *payload) {
  size_t start = to->length;
  buffer_add_u32(to, (uint32_t)(PRELUDE_BYTES + headers->length + payload->length + CHECKSUM_BYTES));
  buffer_add_u32(to, (uint32_t)headers->length);
  buffer_add_u32(to, crc32_of(0, to->bytes + start, to->length - start));
  buffer_add(to, headers->bytes, headers->length);
  buffer_add(to, payload->bytes, payload->length);
  buffer_add_u32(to, crc32_of(0, to->bytes + start, to->length - start));
}

void event_frame_add(struct buffer *to, const char *event_type, const char *payload, size_t size) {
  struct buffer headers = {0}, filled = {0};
  add_headers(&headers, event_type);
  size_t around = PRELUDE_BYTES + headers.length + CHECKSUM_BYTES;
  add_filled(&filled, payload, size > around ? size - around : 0);
  add_frame(to, &headers, &filled);
  buffer_free(&headers);
  buffer_free(&filled);
}
