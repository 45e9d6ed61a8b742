// Bytes that grow.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buffer {
  char *bytes;
  size_t length;
  size_t room;
};

void buffer_add(struct buffer *buffer, const void *bytes, size_t length);

__attribute__((format(printf, 2, 3))) void buffer_print(struct buffer *buffer, const char *format, ...);

// The same byte `length` times.
void buffer_fill(struct buffer *buffer, char byte, size_t length);

// In network order.
void buffer_add_u32(struct buffer *buffer, uint32_t number);

void buffer_free(struct buffer *buffer);
