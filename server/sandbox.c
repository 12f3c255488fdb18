#include "server/sandbox.h"

#include "server/notice.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
/* ALCOVE_INSTRUMENTED: the build adds what only it knows of (coverage, other sanitizers). */
#if defined(ALCOVE_INSTRUMENTED) || defined(__SANITIZE_ADDRESS__) ||                               \
	defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) ||                        \
	__has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)

bool
sandbox_built(void)
{
	return false;
}

int
sandbox_files(const struct sandbox *sandbox)
{
	(void)sandbox;
	return 0;
}

int
sandbox_calls(void)
{
	return 0;
}

#else

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool
sandbox_built(void)
{
	return true;
}

static int
no_new_privileges(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : ERR_INTERNAL;
}

/* ---- files: Landlock ---- */

/*
 * Debian 12's headers know the first version of Landlock (5.13) only. What came
 * later, as Documentation/userspace-api/landlock.rst has it; a kernel takes a
 * structure longer than its own as long as what it does not know is zero.
 */
enum {
	FILE_REFER = 1 << 13,    /* 2 */
	FILE_TRUNCATE = 1 << 14, /* 3 */
	NET_BIND_TCP = 1 << 0,   /* 4 */
	NET_CONNECT_TCP = 1 << 1,
	FILE_IOCTL_DEVICE = 1 << 15,    /* 5 */
	SCOPE_ABSTRACT_SOCKET = 1 << 0, /* 6 */
	SCOPE_SIGNAL = 1 << 1,

	FILE_ALL = (1 << 13) - 1, /* all of 1 */
	FILE_READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
	FILE_KEEP = FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
	            LANDLOCK_ACCESS_FS_REMOVE_FILE | FILE_TRUNCATE,
};

struct ruleset {
	uint64_t files;
	uint64_t network;
	uint64_t scope;
};

/* All that this version can forbid. */
static struct ruleset
all_of(long version)
{
	struct ruleset all = {.files = FILE_ALL};

	if (version >= 2)
		all.files |= FILE_REFER;
	if (version >= 3)
		all.files |= FILE_TRUNCATE;
	if (version >= 4)
		all.network = NET_BIND_TCP | NET_CONNECT_TCP;
	if (version >= 5)
		all.files |= FILE_IOCTL_DEVICE;
	if (version >= 6)
		all.scope = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
	return all;
}

/* What is not there cannot be opened later either. */
static int
permit(int rules, const struct ruleset *all, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr beneath = {.allowed_access = access & all->files};
	long rc;

	beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : ERR_INTERNAL;
	rc = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
	close(beneath.parent_fd);
	return rc == 0 ? 0 : ERR_INTERNAL;
}

/* The pages may stand elsewhere, behind a symbolic link. */
static int
permit_public(int rules, const struct ruleset *all, const char *directory)
{
	size_t n = strlen(directory) + sizeof "/public";
	char *path = malloc(n);
	int rc;

	if (path == NULL)
		return ERR_MEMORY;
	(void)snprintf(path, n, "%s/public", directory);
	rc = permit(rules, all, path, FILE_READ);
	free(path);
	return rc;
}

/* Removing a file is a right on its directory, and so on all that is below. */
static int
permit_removal(int rules, const struct ruleset *all, const char *file)
{
	char *path = strdup(file), *slash;
	int rc;

	if (path == NULL)
		return ERR_MEMORY;
	slash = strrchr(path, '/');
	if (slash != NULL)
		slash[slash == path] = '\0';
	rc = permit(rules, all, slash == NULL ? "." : path, LANDLOCK_ACCESS_FS_REMOVE_FILE);
	free(path);
	return rc;
}

static int
permit_all(int rules, const struct ruleset *all, const struct sandbox *sandbox)
{
	int rc = permit(rules, all, sandbox->directory, FILE_KEEP);

	if (rc == 0)
		rc = permit_public(rules, all, sandbox->directory);
	if (rc == 0) /* SQLite's random numbers */
		rc = permit(rules, all, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
	if (rc == 0 && sandbox->socket != NULL)
		rc = permit_removal(rules, all, sandbox->socket);
	return rc;
}

int
sandbox_files(const struct sandbox *sandbox)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset all = all_of(version);
	int rules, rc;

	if (version < 1)
		return ERR_ABSENT;
	rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (rules < 0)
		return ERR_INTERNAL;
	rc = permit_all(rules, &all, sandbox);
	if (rc == 0)
		rc = no_new_privileges();
	if (rc == 0 && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
		rc = ERR_INTERNAL;
	close(rules);
	return rc;
}

/* ---- calls: seccomp ---- */

/*
 * What libmicrohttpd, SQLite, libsodium and the C library use while serving.
 * Names that an architecture does not have are passed over by libseccomp.
 */
static const int HARMLESS[] = {
	/* connections that came to the socket that is open */
	SCMP_SYS(accept4),
	SCMP_SYS(recvfrom),
	SCMP_SYS(sendmsg),
	SCMP_SYS(shutdown),
	SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt),
	SCMP_SYS(getsockname),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(eventfd2),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	/* files; Landlock says which */
	SCMP_SYS(openat),
	SCMP_SYS(close),
	SCMP_SYS(dup),
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(lseek),
	SCMP_SYS(fstat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd),
	SCMP_SYS(getdents64),
	SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate),
	SCMP_SYS(fsync),
	SCMP_SYS(fdatasync),
	SCMP_SYS(flock),
	SCMP_SYS(fchown),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	/* memory; mmap and mprotect are below */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(mlock),
	SCMP_SYS(munlock),
	/* threads; clone is below */
	SCMP_SYS(futex),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	/* clock, randomness, who one is */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getrandom),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(sysinfo),
};

/* What pthread_create asks for, and only that: a thread of this process. */
enum {
	THREAD = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
	         CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
};

struct rule {
	int call;
	struct scmp_arg_cmp argument;
};

/* Allowed when one argument is this. */
static const struct rule CHECKED[] = {
	{SCMP_SYS(mmap), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}},
	{SCMP_SYS(mprotect), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}},
	{SCMP_SYS(clone), {0, SCMP_CMP_EQ, THREAD, 0}},
	{SCMP_SYS(prctl), {0, SCMP_CMP_EQ, PR_SET_NAME, 0}},
	/* to nobody but who is connected */
	{SCMP_SYS(sendto), {4, SCMP_CMP_EQ, 0, 0}},
	/* Landlock does not know of modes: nothing is ever opened to others */
	{SCMP_SYS(fchmod), {1, SCMP_CMP_EQ, 0600, 0}},
	{SCMP_SYS(fchmodat), {2, SCMP_CMP_EQ, 0600, 0}},
	/* to ask for a limit, not to set one */
	{SCMP_SYS(prlimit64), {2, SCMP_CMP_EQ, 0, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_GETFD, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_SETFD, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_GETFL, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_SETFL, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_DUPFD_CLOEXEC, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_GETLK, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_SETLK, 0}},
	{SCMP_SYS(fcntl), {1, SCMP_CMP_EQ, F_SETLKW, 0}},
};

static bool
allow_all(scmp_filter_ctx filter)
{
	/* abort() is a signal to oneself */
	const struct scmp_arg_cmp oneself = {0, SCMP_CMP_EQ, (uint64_t)getpid(), 0};
	bool bad = false;

	for (size_t i = 0; i < sizeof HARMLESS / sizeof *HARMLESS; i++)
		bad |= seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, HARMLESS[i], 0, NULL) != 0;
	for (size_t i = 0; i < sizeof CHECKED / sizeof *CHECKED; i++)
		bad |= seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, CHECKED[i].call, 1,
		                              &CHECKED[i].argument) != 0;
	bad |= seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &oneself) != 0;
	/* Its flags are in memory, out of a filter's reach; told that there is no such call, the
	 * C library takes clone. */
	bad |= seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL) !=
	       0;
	return !bad;
}

int
sandbox_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool done;

	if (filter == NULL)
		return ERR_INTERNAL;
	done = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
	       seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 && allow_all(filter) &&
	       seccomp_load(filter) == 0;
	seccomp_release(filter);
	return done ? 0 : ERR_INTERNAL;
}

#endif

int
sandbox_enter(const struct sandbox *sandbox)
{
	int rc = sandbox_files(sandbox);

	if (rc == ERR_ABSENT) {
		notice("Landlock cannot be used here, so if this server were taken over it could "
		       "reach "
		       "every file that its user may: let it run as a user of its own "
		       "(docs/operations.md)");
		rc = 0;
	}
	return rc == 0 ? sandbox_calls() : rc;
}
