#include "crc32.h"

// Bit by bit: each frame is made once and sent many times.
uint32_t crc32_of(uint32_t before, const void *bytes, size_t length) {
  uint32_t remainder = ~before;
  for (const uint8_t *byte = bytes; length > 0; byte++, length--) {
    remainder ^= *byte;
    for (int bit = 0; bit < 8; bit++) remainder = (remainder >> 1) ^ (remainder & 1 ? 0xEDB88320U : 0);
  }
  return ~remainder;
}
