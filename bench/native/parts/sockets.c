#include "sockets.h"

#include "fail.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

// Thousands may come at once; the kernel caps it at net.core.somaxconn.
#define BACKLOG 4096

static struct sockaddr_in loopback(uint16_t port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int open_socket(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail_of_system("socket");
  return fd;
}

static void set_option(int fd, int level, int option) {
  int on = 1;
  if (setsockopt(fd, level, option, &on, sizeof on) < 0) fail_of_system("setsockopt");
}

void raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) fail_of_system("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) fail_of_system("setrlimit");
}

int listen_on(uint16_t port) {
  int fd = open_socket();
  struct sockaddr_in address = loopback(port);
  set_option(fd, SOL_SOCKET, SO_REUSEADDR);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail_of_system("cannot have port %u", port);
  if (listen(fd, BACKLOG) < 0) fail_of_system("listen");
  return fd;
}

uint16_t port_of(int fd) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) fail_of_system("getsockname");
  return ntohs(address.sin_port);
}

int accept_next(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) set_option(fd, IPPROTO_TCP, TCP_NODELAY);
  else if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) fail_of_system("accept");
  return fd;
}

int start_connecting(uint16_t port) {
  int fd = open_socket();
  struct sockaddr_in address = loopback(port);
  set_option(fd, IPPROTO_TCP, TCP_NODELAY);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EINPROGRESS) return fd;
  close(fd);
  return SOCKET_GONE;
}

static ssize_t result_of(ssize_t count) {
  if (count >= 0) return count;
  return errno == EAGAIN || errno == EINTR ? SOCKET_BLOCKED : SOCKET_GONE;
}

ssize_t socket_read(int fd, void *buffer, size_t size) {
  ssize_t count = recv(fd, buffer, size, 0);
  return count == 0 ? SOCKET_GONE : result_of(count);
}

ssize_t socket_write(int fd, const struct iovec *slices, int count) {
  // The count has another type in musl than in glibc; the slices are only read.
  struct msghdr message = {.msg_iov = (struct iovec *)slices, .msg_iovlen = (size_t)count};
  return result_of(sendmsg(fd, &message, MSG_NOSIGNAL));
}
