/* Lets the n-th call fail that reads or writes a ledger or a socket; loaded before libc.
 *
 * A file's call ends in EIO, a socket's in ECONNRESET, as if the kernel had said so; nothing of it
 * was done. Built and used by io_faults.py.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static volatile int armed, count, fails_at;

void io_faults_arm(int at) { count = 0; fails_at = at; armed = 1; }
int io_faults_disarm(void) { armed = 0; return count; }

static int error_of(const char *what) {
    if (!strncmp(what, "socket:", 7)) return ECONNRESET;
    if (strstr(what, ".sqlite3")) return EIO;
    return 0;
}

static int fails(const char *what) {
    int error = error_of(what);
    if (!error || __sync_add_and_fetch(&count, 1) != fails_at) return 0;
    errno = error;
    return 1;
}

static int fails_on(int fd) {
    char path[64], what[512];
    ssize_t size;
    if (!armed) return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    size = readlink(path, what, sizeof what - 1);
    if (size < 0) return 0;
    what[size] = 0;
    return fails(what);
}

#define WRAP(kind, name, declared, passed, fd)                    \
    kind name declared {                                          \
        static kind (*real) declared;                             \
        if (!real) real = (kind (*) declared)dlsym(RTLD_NEXT, #name); \
        if (fails_on(fd)) return -1;                              \
        return real passed;                                       \
    }

WRAP(ssize_t, pread64, (int fd, void *b, size_t n, off64_t o), (fd, b, n, o), fd)
WRAP(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), fd)
WRAP(ssize_t, pread, (int fd, void *b, size_t n, off_t o), (fd, b, n, o), fd)
WRAP(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o), fd)
WRAP(ssize_t, read, (int fd, void *b, size_t n), (fd, b, n), fd)
WRAP(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n), fd)
WRAP(int, fsync, (int fd), (fd), fd)
WRAP(int, fdatasync, (int fd), (fd), fd)
WRAP(int, ftruncate64, (int fd, off64_t n), (fd, n), fd)
WRAP(int, ftruncate, (int fd, off_t n), (fd, n), fd)
WRAP(int, connect, (int fd, const struct sockaddr *a, socklen_t n), (fd, a, n), fd)
WRAP(ssize_t, send, (int fd, const void *b, size_t n, int f), (fd, b, n, f), fd)
WRAP(ssize_t, recv, (int fd, void *b, size_t n, int f), (fd, b, n, f), fd)
