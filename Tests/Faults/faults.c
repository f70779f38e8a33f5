// Preloaded into a program (LD_PRELOAD), numbers its system calls and lets one of them fail.
//
// Calls count that change what stands below a folder, or make it durable: 1, 2, 3, … in the order in which
// they are made, of all threads together; the numbers are the same in every run if one thread makes them. The
// environment says the rest:
//
//   FAULT_ROOT     the folder, as realpath has it
//   FAULT_LOG      a file that gets a line for each call that was made, fields separated by tabs:
//                    number  call  result  errno  offset  bytes  path  second path
//                  offset is where a write begins (openings: the flags), bytes what was asked for
//   FAULT_DATA     a file that gets the bytes of all writes, one after another
//   FAULT_READS    if set, openings to read and reads count too
//   FAULT_AT       the number of the call that fails
//   FAULT_FOREVER  if set, so do all after it that can: a full disk still lets files be read and removed
//   FAULT_KIND     how:
//     kill-before, kill-after        SIGKILL, without the call or when it is done
//     kill-half                      SIGKILL after half of the bytes of a write
//     short                          half of the bytes are written or read, and the call says so
//     eintr, eio, enospc, edquot, …  the call is not made and gives this error
//     eio-after                      the call is made and gives EIO nevertheless, as on a network
//
// All calls go to the kernel by number, so the library needs no other one. A call that is not wrapped here
// is not missed: replaying the log (disk.py) must give the bytes that are on the disk.

#define _GNU_SOURCE
// The headers of fortified builds define some of these functions themselves.
#undef _FORTIFY_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum fault { NONE, KILL_BEFORE, KILL_AFTER, KILL_HALF, SHORT, ERROR, ERROR_AFTER };

static const struct {
  const char *name;
  enum fault fault;
  int code;
} kinds[] = {
  {"kill-before", KILL_BEFORE, 0}, {"kill-after", KILL_AFTER, 0}, {"kill-half", KILL_HALF, 0},
  {"short", SHORT, 0},             {"eintr", ERROR, EINTR},       {"eio", ERROR, EIO},
  {"enospc", ERROR, ENOSPC},       {"edquot", ERROR, EDQUOT},     {"erofs", ERROR, EROFS},
  {"eacces", ERROR, EACCES},       {"emfile", ERROR, EMFILE},     {"emlink", ERROR, EMLINK},
  {"eperm", ERROR, EPERM},         {"eio-after", ERROR_AFTER, EIO},
};

static const char *root;
static int log_file = -1, data_file = -1;
static long fault_at, calls;
static int is_forever, counts_reads;
static enum fault fault = NONE;
static int fault_code;
// Held from a call's number to its line, so that both are in the same order.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

struct call {
  const char *name;
  // The kernel's number and arguments; those of reads and writes are descriptor, buffer, length, offset.
  long number, arguments[5];
  enum { CHANGE, WRITE, READ, REMOVAL } type;
  long offset, bytes;
  char path[PATH_MAX], second[PATH_MAX];
};

static void stop(const char *message, const char *value) {
  dprintf(STDERR_FILENO, "faults: %s: %s\n", message, value);
  _exit(125);
}

// Opened out of the way of the numbers that the program gets, which may depend on those that are taken.
static int side_file(const char *variable) {
  const char *path = getenv(variable);
  if (!path) return -1;
  long file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  long moved = file < 0 ? file : syscall(SYS_fcntl, file, F_DUPFD_CLOEXEC, 500);
  if (moved < 0) stop("cannot write", path);
  syscall(SYS_close, file);
  return (int)moved;
}

__attribute__((constructor)) static void begin(void) {
  root = getenv("FAULT_ROOT");
  if (!root) return;
  log_file = side_file("FAULT_LOG");
  data_file = side_file("FAULT_DATA");
  counts_reads = getenv("FAULT_READS") != NULL;
  is_forever = getenv("FAULT_FOREVER") != NULL;
  const char *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
  if (!at && !kind) return;
  fault_at = at ? atol(at) : 0;
  if (fault_at <= 0) stop("FAULT_AT is no number of a call", at ? at : "not set");
  for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(kind, kinds[i].name)) continue;
    fault = kinds[i].fault;
    fault_code = kinds[i].code;
  }
  if (fault == NONE) stop("FAULT_KIND is unknown", kind ? kind : "not set");
}

// The absolute path of `path`, with no link followed, as seen from the folder `descriptor`.
static void resolve(int descriptor, const char *path, char *absolute) {
  long length = 0;
  if (path[0] != '/') {
    char base[64] = "/proc/self/cwd";
    if (descriptor != AT_FDCWD) snprintf(base, sizeof base, "/proc/self/fd/%d", descriptor);
    length = syscall(SYS_readlinkat, AT_FDCWD, base, absolute, PATH_MAX - 1);
    if (length < 0) length = 0;
  }
  while (*path) {
    size_t part = strcspn(path, "/");
    if (part == 2 && path[0] == '.' && path[1] == '.') {
      while (length > 0 && absolute[--length] != '/') {}
    } else if (part > 0 && !(part == 1 && path[0] == '.') && length + part + 2 < PATH_MAX) {
      absolute[length++] = '/';
      memcpy(absolute + length, path, part);
      length += part;
    }
    path += part;
    path += *path == '/';
  }
  absolute[length] = 0;
}

static int is_below_root(const char *path) {
  size_t length = strlen(root);
  return !strncmp(path, root, length) && (path[length] == '/' || !path[length]);
}

static long make(struct call *call) {
  long *a = call->arguments;
  return syscall(call->number, a[0], a[1], a[2], a[3], a[4]);
}

static void record(const struct call *call, long number, long result, int code) {
  char line[3 * PATH_MAX];
  int length = snprintf(
    line, sizeof line, "%ld\t%s\t%ld\t%d\t%ld\t%ld\t%s\t%s\n", number, call->name, result, code,
    call->offset, call->bytes, call->path, call->second);
  if (log_file >= 0 && syscall(SYS_write, log_file, line, length) != length)
    stop("cannot write", "FAULT_LOG");
  if (data_file >= 0 && call->type == WRITE && result > 0
      && syscall(SYS_write, data_file, call->arguments[1], result) != result)
    stop("cannot write", "FAULT_DATA");
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

static enum fault fault_of(const struct call *call, long number) {
  if (number != fault_at && !(is_forever && fault_at > 0 && number > fault_at)) return NONE;
  int is_full = fault_code == ENOSPC || fault_code == EDQUOT;
  if (is_full && call->type == REMOVAL) return NONE;
  return (is_full || fault_code == EROFS) && call->type == READ ? NONE : fault;
}

// Makes a call, or what the fault leaves of it.
static long perform(struct call *call) {
  int before = errno;
  int counts = root && (call->type != READ || counts_reads)
    && (is_below_root(call->path) || is_below_root(call->second));
  if (!counts) return make(call);
  pthread_mutex_lock(&turn);
  long number = ++calls;
  enum fault now = fault_of(call, number);
  if (now == KILL_BEFORE) die();
  int has_bytes = call->type == WRITE || (call->type == READ && call->bytes > 0);
  if ((now == SHORT || now == KILL_HALF) && has_bytes) call->arguments[2] = (call->bytes + 1) / 2;
  long result = now == ERROR ? -1 : make(call);
  int code = now == ERROR ? fault_code : result < 0 ? errno : 0;
  record(call, number, result, code);
  if (now == KILL_AFTER || now == KILL_HALF) die();
  if (now == ERROR_AFTER && result >= 0) {
    if (call->number == SYS_openat) syscall(SYS_close, result);
    result = -1;
    code = fault_code;
  }
  pthread_mutex_unlock(&turn);
  errno = code ? code : before;
  return result;
}

// MARK: The functions of the C library

static long open_file(int folder, const char *path, int flags, mode_t mode) {
  int reads = (flags & O_ACCMODE) == O_RDONLY && !(flags & (O_CREAT | O_TRUNC));
  struct call call = {
    "open", SYS_openat, {folder, (long)path, flags, mode}, reads ? READ : CHANGE, flags, 0, "", ""};
  resolve(folder, path, call.path);
  return perform(&call);
}

static long change(const char *name, long number, int folder, const char *path, long third, int type) {
  struct call call = {name, number, {folder, (long)path, third}, type, 0, 0, "", ""};
  resolve(folder, path, call.path);
  return perform(&call);
}

static long move(const char *name, long number, int from, const char *path, int to, const char *second,
                 long flags) {
  struct call call = {
    name, number, {from, (long)path, to, (long)second, flags}, CHANGE, 0, 0, "", ""};
  resolve(from, path, call.path);
  resolve(to, second, call.second);
  return perform(&call);
}

static long use(const char *name, long number, int file, long buffer, long bytes, long offset, int type) {
  struct call call = {name, number, {file, buffer, bytes, offset}, type, offset, bytes, "", ""};
  int before = errno;
  resolve(file, "", call.path);
  int is_positioned = number == SYS_pwrite64 || number == SYS_pread64;
  if (bytes > 0 && !is_positioned) call.offset = syscall(SYS_lseek, file, 0L, SEEK_CUR);
  errno = before;
  return perform(&call);
}

#define MODE(flags) \
  mode_t mode = 0; \
  if (((flags) & O_CREAT) || ((flags) & O_TMPFILE) == O_TMPFILE) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *p, int flags, ...) { MODE(flags) return (int)open_file(AT_FDCWD, p, flags, mode); }
int open64(const char *p, int flags, ...) { MODE(flags) return (int)open_file(AT_FDCWD, p, flags, mode); }
int openat(int f, const char *p, int flags, ...) { MODE(flags) return (int)open_file(f, p, flags, mode); }
int openat64(int f, const char *p, int flags, ...) { MODE(flags) return (int)open_file(f, p, flags, mode); }
int __open_2(const char *p, int flags) { return (int)open_file(AT_FDCWD, p, flags, 0); }
int __open64_2(const char *p, int flags) { return (int)open_file(AT_FDCWD, p, flags, 0); }
int __openat_2(int f, const char *p, int flags) { return (int)open_file(f, p, flags, 0); }
int __openat64_2(int f, const char *p, int flags) { return (int)open_file(f, p, flags, 0); }
int creat(const char *p, mode_t mode) {
  return (int)open_file(AT_FDCWD, p, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

ssize_t write(int f, const void *b, size_t n) { return use("write", SYS_write, f, (long)b, n, 0, WRITE); }
ssize_t pwrite(int f, const void *b, size_t n, off_t at) {
  return use("pwrite", SYS_pwrite64, f, (long)b, n, at, WRITE);
}
ssize_t pwrite64(int f, const void *b, size_t n, off_t at) { return pwrite(f, b, n, at); }
ssize_t read(int f, void *b, size_t n) { return use("read", SYS_read, f, (long)b, n, 0, READ); }
ssize_t pread(int f, void *b, size_t n, off_t at) {
  return use("pread", SYS_pread64, f, (long)b, n, at, READ);
}
ssize_t pread64(int f, void *b, size_t n, off_t at) { return pread(f, b, n, at); }

int fsync(int f) { return (int)use("fsync", SYS_fsync, f, 0, 0, 0, CHANGE); }
int fdatasync(int f) { return (int)use("fdatasync", SYS_fdatasync, f, 0, 0, 0, CHANGE); }

int unlinkat(int f, const char *p, int flags) {
  return (int)change("unlink", SYS_unlinkat, f, p, flags, REMOVAL);
}
int unlink(const char *p) { return unlinkat(AT_FDCWD, p, 0); }
int rmdir(const char *p) { return unlinkat(AT_FDCWD, p, AT_REMOVEDIR); }
int mkdirat(int f, const char *p, mode_t mode) {
  return (int)change("mkdir", SYS_mkdirat, f, p, mode, CHANGE);
}
int mkdir(const char *p, mode_t mode) { return mkdirat(AT_FDCWD, p, mode); }

int linkat(int f, const char *p, int g, const char *q, int flags) {
  return (int)move("link", SYS_linkat, f, p, g, q, flags);
}
int link(const char *p, const char *q) { return linkat(AT_FDCWD, p, AT_FDCWD, q, 0); }
int renameat2(int f, const char *p, int g, const char *q, unsigned flags) {
  return (int)move("rename", SYS_renameat2, f, p, g, q, flags);
}
int renameat(int f, const char *p, int g, const char *q) { return renameat2(f, p, g, q, 0); }
int rename(const char *p, const char *q) { return renameat2(AT_FDCWD, p, AT_FDCWD, q, 0); }
