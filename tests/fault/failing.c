/*
 * For LD_PRELOAD: one call of a program fails, or all from there on. ALCOVE_FAIL
 * says which: "memory 7" is the seventh allocation, "files 7+" the seventh call on
 * files and all after it, "randomness 7" the seventh question for random bytes, "files 7
 * alcove-site" only in that program, not in those that start it. That it came so far it says on
 * standard error; "files 0" fails nothing and says there how many calls there were.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <seccomp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum what { NOT_READ, NOTHING, MEMORY, FILES, RANDOMNESS };

static enum what what;
static bool after;
static unsigned long at;
static atomic_ulong calls;
static atomic_bool told, paused;

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

static void
read_wish(void)
{
	const char *text = getenv("ALCOVE_FAIL");
	char *end;

	what = NOTHING;
	if (text == NULL)
		return;
	if (strncmp(text, "memory ", 7) == 0)
		what = MEMORY;
	else if (strncmp(text, "files ", 6) == 0)
		what = FILES;
	else if (strncmp(text, "randomness ", 11) == 0)
		what = RANDOMNESS;
	text = strchr(text, ' ');
	at = text == NULL ? 0 : strtoul(text, &end, 10);
	after = at > 0 && *end == '+';
	text = text == NULL ? NULL : strchr(end, ' ');
	if (text != NULL && strcmp(text + 1, program_invocation_short_name) != 0)
		what = NOTHING;
}

__attribute__((destructor)) static void
tell_calls(void)
{
	if (what != NOT_READ && what != NOTHING && at == 0)
		(void)dprintf(2, "%lu calls\n", atomic_load(&calls));
}

static bool fails(enum what this)
{
	static const char text[] = "failing now\n";
	unsigned long n;

	if (what == NOT_READ)
		read_wish();
	if (this != what || atomic_load(&paused))
		return false;
	n = atomic_fetch_add(&calls, 1) + 1;
	if (n != at && !(after && n > at))
		return false;
	if (!atomic_exchange(&told, true))
		(void)syscall(SYS_write, 2, text, sizeof text - 1);
	errno = this == MEMORY ? ENOMEM : n % 2 == 0 ? ENOSPC : EIO;
	return true;
}

/* ---- memory ---- */

void *
malloc(size_t n)
{
	return fails(MEMORY) ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails(MEMORY) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails(MEMORY) ? NULL : __libc_realloc(p, n);
}

/* ---- randomness ---- */

/* Libraries have ways of their own to go on, and their own uses for it. */
static bool
is_of_program(const void *caller)
{
	struct link_map *map = NULL;
	Dl_info info;

	return dladdr1(caller, &info, (void **)&map, RTLD_DL_LINKMAP) != 0 &&
	       map->l_name[0] == '\0';
}

ssize_t
getrandom(void *p, size_t n, unsigned flags)
{
	return is_of_program(__builtin_return_address(0)) && fails(RANDOMNESS)
	               ? -1
	               : syscall(SYS_getrandom, p, n, flags);
}

/* ---- files ---- */

/* Pipes, sockets and terminals are no files. */
static bool
file_fails(int fd)
{
	struct stat st;

	return what != MEMORY && fstat(fd, &st) == 0 &&
	       (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)) && fails(FILES);
}

static int
open_at(int directory, const char *path, int flags, va_list more)
{
	bool makes = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
	unsigned mode = makes ? va_arg(more, unsigned) : 0;

	/* Who is refused randomness has no devices to turn to. */
	if (what == RANDOMNESS &&
	    (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0))
		path = "/dev/none";
	return fails(FILES) ? -1 : (int)syscall(SYS_openat, directory, path, flags, mode);
}

/* With 64-bit offsets these are open64 and openat64, which is what all here call but libsodium. */
#define OPEN(name, directory, ...)                                                                 \
	int name(__VA_ARGS__, ...)                                                                 \
	{                                                                                          \
		va_list more;                                                                      \
		int fd;                                                                            \
                                                                                                   \
		va_start(more, flags);                                                             \
		fd = open_at(directory, path, flags, more);                                        \
		va_end(more);                                                                      \
		return fd;                                                                         \
	}

int plain_open(const char *path, int flags, ...) __asm__("open");

OPEN(plain_open, AT_FDCWD, const char *path, int flags)
OPEN(open, AT_FDCWD, const char *path, int flags)
OPEN(openat, directory, int directory, const char *path, int flags)

ssize_t
read(int fd, void *p, size_t n)
{
	return file_fails(fd) ? -1 : syscall(SYS_read, fd, p, n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	return file_fails(fd) ? -1 : syscall(SYS_write, fd, p, n);
}

ssize_t
pread64(int fd, void *p, size_t n, off64_t from)
{
	return file_fails(fd) ? -1 : syscall(SYS_pread64, fd, p, n, from);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t to)
{
	return file_fails(fd) ? -1 : syscall(SYS_pwrite64, fd, p, n, to);
}

int
ftruncate64(int fd, off64_t n)
{
	return file_fails(fd) ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}

int
fsync(int fd)
{
	return file_fails(fd) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
syncfs(int fd)
{
	return file_fails(fd) ? -1 : (int)syscall(SYS_syncfs, fd);
}

int
fdatasync(int fd)
{
	return file_fails(fd) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int
renameat(int from, const char *old, int to, const char *new)
{
	return fails(FILES) ? -1 : (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

int
rename(const char *old, const char *new)
{
	return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int
renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	return fails(FILES) ? -1 : (int)syscall(SYS_renameat2, from, old, to, new, flags);
}

int
mkdirat(int directory, const char *path, mode_t mode)
{
	return fails(FILES) ? -1 : (int)syscall(SYS_mkdirat, directory, path, mode);
}

int
mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

int
chmod(const char *path, mode_t mode)
{
	return fails(FILES) ? -1 : (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode);
}

int
flock(int fd, int how)
{
	return file_fails(fd) ? -1 : (int)syscall(SYS_flock, fd, how);
}

/* It is closed all the same, as Linux does. */
int
close(int fd)
{
	bool failed = file_fails(fd);
	int why = errno, rc = (int)syscall(SYS_close, fd);

	if (failed)
		errno = why;
	return failed ? -1 : rc;
}

/* What libc does by calls of its own is called there. */
#define REAL(name) ((__typeof__(&(name)))(uintptr_t)dlsym(RTLD_NEXT, #name))

DIR *
opendir(const char *path)
{
	return fails(FILES) ? NULL : REAL(opendir)(path);
}

struct dirent64 *
readdir64(DIR *d)
{
	return fails(FILES) ? NULL : REAL(readdir64)(d);
}

char *
mkdtemp(char *path)
{
	return fails(FILES) ? NULL : REAL(mkdtemp)(path);
}

FILE *
fopen64(const char *path, const char *mode)
{
	return fails(FILES) ? NULL : REAL(fopen64)(path, mode);
}

/* What is open for writing only cannot be read: so the stream knows of the error, too. */
size_t
fread(void *p, size_t size, size_t n, FILE *f)
{
	int nowhere;

	if (file_fails(fileno(f))) {
		nowhere = (int)syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY, 0);
		(void)dup2(nowhere, fileno(f));
		(void)syscall(SYS_close, nowhere);
	}
	return REAL(fread)(p, size, n, f);
}

/*
 * ---- what is spared ----
 * libseccomp, refused memory, loops for ever, crashes, or loads a filter that
 * allows nothing. All of it is before the server serves.
 */

int
seccomp_load(const scmp_filter_ctx filter)
{
	int (*load)(const scmp_filter_ctx) = dlsym(RTLD_NEXT, "seccomp_load");
	int rc;

	atomic_store(&paused, true);
	rc = load(filter);
	atomic_store(&paused, false);
	return rc;
}

int
seccomp_rule_add_array(scmp_filter_ctx filter, uint32_t action, int call, unsigned n,
                       const struct scmp_arg_cmp *arguments)
{
	int (*add)(scmp_filter_ctx, uint32_t, int, unsigned, const struct scmp_arg_cmp *) =
		dlsym(RTLD_NEXT, "seccomp_rule_add_array");
	int rc;

	atomic_store(&paused, true);
	rc = add(filter, action, call, n, arguments);
	atomic_store(&paused, false);
	return rc;
}
