// CRC-32 as zlib and the event stream have it (polynomial 0xEDB88320).
#pragma once

#include <stddef.h>
#include <stdint.h>

// Of more bytes, given the checksum of those before them: 0 at first.
uint32_t crc32_of(uint32_t before, const void *bytes, size_t length);
