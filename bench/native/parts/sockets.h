// TCP on the loopback address, never blocking, without Nagle's delay.
#pragma once

#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

// Nothing more can be read or written now.
#define SOCKET_BLOCKED (-1)
// The other side is gone, in peace or not.
#define SOCKET_GONE (-2)

// As many descriptors as this process may have.
void raise_descriptor_limit(void);

// Listens on a port, or on a free one if it is 0. Returns the descriptor.
int listen_on(uint16_t port);

uint16_t port_of(int fd);

// The next connection, or -1 if none is waiting.
int accept_next(int listener);

// Starts to connect; the descriptor is writable when that is over. SOCKET_GONE if it was refused at once.
int start_connecting(uint16_t port);

// Bytes read, SOCKET_BLOCKED or SOCKET_GONE.
ssize_t socket_read(int fd, void *buffer, size_t size);

// Bytes written, SOCKET_BLOCKED or SOCKET_GONE.
ssize_t socket_write(int fd, const struct iovec *slices, int count);
