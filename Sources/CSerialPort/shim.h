#ifndef PIBD_CSERIALPORT_SHIM_H
#define PIBD_CSERIALPORT_SHIM_H
#include <libserialport.h>
// What makes pseudo-terminals: macros, and functions that want _GNU_SOURCE, which Swift does not import.
#include <sys/ioctl.h>
static const unsigned long pibd_get_pty_number = TIOCGPTN;
static const unsigned long pibd_set_pty_lock = TIOCSPTLCK;
// What waits for the ports; Swift's Glibc module leaves these headers out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
// Needs _GNU_SOURCE too.
#include <sys/socket.h>
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
#endif
