/*
 * What a server that was taken over cannot do. Every attempt is a process of its
 * own that enters the sandbox, or one layer of it, and tries.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/sandbox.h"

enum { PATH_BYTES = 128, ENTER_FAILED = 250 };

/* Files of a test: office/inside, office/public -> ../pages, pages/page, run/socket, outside. */
struct place {
	char top[PATH_BYTES], office[PATH_BYTES], inside[PATH_BYTES], page[PATH_BYTES];
	char run[PATH_BYTES], socket[PATH_BYTES], outside[PATH_BYTES];
};

static struct place place;
static int tcp = -1; /* open before, as a server's own is */
static pid_t parent; /* an attempt must make no other call than the one it is about */

static void
join(char out[PATH_BYTES], const char *directory, const char *name)
{
	assert_true(snprintf(out, PATH_BYTES, "%s/%s", directory, name) < PATH_BYTES);
}

static void
make(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "text", 4), 4);
	close(fd);
}

static int
set_up(void **state)
{
	char pages[PATH_BYTES], public[PATH_BYTES];

	(void)state; /* the attempt */
	(void)snprintf(place.top, sizeof place.top, "/tmp/alcove-sandbox-XXXXXX");
	assert_non_null(mkdtemp(place.top));
	join(place.office, place.top, "office");
	join(place.inside, place.office, "inside");
	join(pages, place.top, "pages");
	join(place.page, pages, "page");
	join(place.run, place.top, "run");
	join(place.socket, place.run, "socket");
	join(place.outside, place.top, "outside");
	join(public, place.office, "public");
	assert_int_equal(mkdir(place.office, 0700), 0);
	assert_int_equal(mkdir(pages, 0700), 0);
	assert_int_equal(mkdir(place.run, 0700), 0);
	assert_int_equal(symlink("../pages", public), 0);
	make(place.inside);
	make(place.page);
	make(place.socket);
	make(place.outside);
	parent = getpid();
	tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(tcp >= 0);
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const made[] = {
		"office/inside", "office/new", "office/public", "office", "pages/page",
		"pages",         "run/socket", "run/other",     "run",    "outside"};
	char path[PATH_BYTES];

	(void)state;
	close(tcp);
	for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
		join(path, place.top, made[i]);
		(void)remove(path);
	}
	assert_int_equal(rmdir(place.top), 0);
	return 0;
}

/* ---- attempts: 0, or the error of what was refused ---- */

static int
result(long rc)
{
	return rc >= 0 ? 0 : errno;
}

static int
open_as(const char *path, int flags)
{
	return result(open(path, flags | O_CLOEXEC, 0600));
}

static const char *const ARGUMENTS[] = {"true", NULL};

static int
try_execve(void)
{
	return result(execve("/bin/true", (char *const *)(uintptr_t)ARGUMENTS, NULL));
}

static int
try_execveat(void)
{
	return result(syscall(SYS_execveat, AT_FDCWD, "/bin/true", ARGUMENTS, NULL, 0));
}

static int
try_fork(void)
{
	return result(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

#ifdef SYS_fork
static int
try_old_fork(void)
{
	return result(syscall(SYS_fork));
}
#endif

static int
try_clone_namespace(void)
{
	return result(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
}

static int
try_clone3(void)
{
	return result(syscall(SYS_clone3, NULL, 0));
}

static int
try_unshare(void)
{
	return result(unshare(CLONE_NEWNS));
}

static int
try_setns(void)
{
	return result(setns(0, 0));
}

static int
try_socket(void)
{
	return result(socket(AF_INET, SOCK_STREAM, 0));
}

static int
try_unix_socket(void)
{
	return result(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
try_netlink_socket(void)
{
	return result(socket(AF_NETLINK, SOCK_RAW, 0));
}

static int
try_socketpair(void)
{
	int fds[2];

	return result(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
}

static const struct sockaddr_in *
loopback(void)
{
	static struct sockaddr_in a = {.sin_family = AF_INET};

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return &a;
}

static int
try_connect(void)
{
	return result(connect(tcp, (const struct sockaddr *)loopback(), sizeof *loopback()));
}

static int
try_bind(void)
{
	return result(bind(tcp, (const struct sockaddr *)loopback(), sizeof *loopback()));
}

static int
try_listen(void)
{
	return result(listen(tcp, 1));
}

static int
try_send_elsewhere(void)
{
	return result(sendto(tcp, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL,
	                     (const struct sockaddr *)loopback(), sizeof *loopback()));
}

static int
try_receive_descriptors(void)
{
	struct msghdr m = {0};

	return result(recvmsg(tcp, &m, MSG_DONTWAIT));
}

static int
try_ptrace(void)
{
	return result(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int
try_read_memory(void)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {&place, 1};

	return result(process_vm_readv(getpid(), &here, 1, &there, 1, 0));
}

static int
try_kill_parent(void)
{
	return result(kill(parent, 0));
}

static int
try_kill_self(void)
{
	return result(kill(getpid(), 0));
}

static int
try_signal_thread_of_another(void)
{
	return result(syscall(SYS_tgkill, getpid() + 1, getpid() + 1, 0));
}

static int
try_tkill(void)
{
	return result(syscall(SYS_tkill, 1, 0));
}

static void *
map(int protection)
{
	return mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int
try_map_executable(void)
{
	return map(PROT_READ | PROT_EXEC) == MAP_FAILED ? errno : 0;
}

static int
try_make_executable(void)
{
	void *p = map(PROT_READ | PROT_WRITE);

	return p == MAP_FAILED ? EFAULT : result(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

static int
try_make_executable_by_key(void)
{
	void *p = map(PROT_READ | PROT_WRITE);

	return p == MAP_FAILED ? EFAULT
	                       : result(syscall(SYS_pkey_mprotect, p, 4096, PROT_EXEC, -1));
}

static int
try_file_in_memory(void)
{
	return result(memfd_create("x", 0));
}

static int
try_mount(void)
{
	return result(mount("none", "/mnt", "tmpfs", 0, NULL));
}

static int
try_unmount(void)
{
	return result(umount2("/mnt", MNT_DETACH));
}

static int
try_chroot(void)
{
	return result(chroot(place.office));
}

static int
try_chdir(void)
{
	return result(chdir("/"));
}

static int
try_bpf(void)
{
	return result(syscall(SYS_bpf, 0, NULL, 0));
}

static int
try_keyctl(void)
{
	return result(syscall(SYS_keyctl, 0, 0, 0, 0, 0));
}

static int
try_add_key(void)
{
	return result(syscall(SYS_add_key, "user", "x", "x", 1, 0));
}

static int
try_io_uring(void)
{
	return result(syscall(SYS_io_uring_setup, 1, NULL));
}

static int
try_userfaultfd(void)
{
	return result(syscall(SYS_userfaultfd, 0));
}

static int
try_perf(void)
{
	return result(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
}

static int
try_module(void)
{
	return result(syscall(SYS_finit_module, -1, "", 0));
}

static int
try_reboot(void)
{
	return result(syscall(SYS_reboot, 0, 0, 0, NULL));
}

static int
try_personality(void)
{
	return result(personality(READ_IMPLIES_EXEC));
}

static int
try_dumpable(void)
{
	return result(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int
try_setuid(void)
{
	return result(syscall(SYS_setuid, 0));
}

static int
try_limit(void)
{
	const struct rlimit none = {0, 0};

	return result(setrlimit(RLIMIT_NOFILE, &none));
}

static int
try_ioctl(void)
{
	return result(syscall(SYS_ioctl, 0, 0x5412 /* TIOCSTI: types into the terminal */, "x"));
}

static int
try_link(void)
{
	return result(linkat(AT_FDCWD, place.inside, AT_FDCWD, place.outside, 0));
}

static int
try_symlink(void)
{
	return result(symlinkat("/etc", AT_FDCWD, place.outside));
}

static int
try_mkdir(void)
{
	return result(mkdirat(AT_FDCWD, place.outside, 0700));
}

static int
try_device(void)
{
	return result(mknodat(AT_FDCWD, place.outside, S_IFIFO | 0600, 0));
}

static int
try_open_to_others(void)
{
	return result(fchmodat(AT_FDCWD, place.inside, 0644, 0));
}

static int
try_chown(void)
{
	return result(fchownat(AT_FDCWD, place.inside, (uid_t)-1, (gid_t)-1, 0));
}

static int
try_duplicate_over(void)
{
	return result(dup3(0, 1, 0));
}

static int
try_signals_of_a_file(void)
{
	return result(fcntl(0, F_SETOWN, parent));
}

static int
try_landlock(void)
{
	return result(syscall(SYS_landlock_create_ruleset, NULL, 0, 1));
}

#ifdef __x86_64__
/* The old way in has other numbers: 20 is getpid there, and writev here. */
static int
try_old_abi(void)
{
	long rc;

	__asm__ volatile("int $0x80" : "=a"(rc) : "a"(20) : "memory");
	return rc >= 0 ? 0 : (int)-rc;
}

static int
try_x32_abi(void)
{
	return result(syscall(0x40000000 | SYS_getpid));
}
#endif

/* ---- files ---- */

static int
read_passwords(void)
{
	return open_as("/etc/passwd", O_RDONLY);
}

static int
read_environment(void)
{
	return open_as("/proc/self/environ", O_RDONLY);
}

static int
write_own_memory(void)
{
	return open_as("/proc/self/mem", O_RDWR);
}

static int
read_outside(void)
{
	return open_as(place.outside, O_RDONLY);
}

static int
read_outside_by_dots(void)
{
	char path[2 * PATH_BYTES];

	(void)snprintf(path, sizeof path, "%s/../outside", place.office);
	return open_as(path, O_RDONLY);
}

static int
list_root(void)
{
	return open_as("/", O_RDONLY | O_DIRECTORY);
}

static int
list_above(void)
{
	return open_as(place.top, O_RDONLY | O_DIRECTORY);
}

static int
make_outside(void)
{
	char path[PATH_BYTES];

	join(path, place.run, "other");
	return open_as(path, O_WRONLY | O_CREAT);
}

static int
truncate_outside(void)
{
	return result(truncate(place.outside, 0));
}

static int
remove_outside(void)
{
	return result(unlink(place.outside));
}

static int
move_outside(void)
{
	return result(renameat(AT_FDCWD, place.inside, AT_FDCWD, place.outside));
}

static int
write_page(void)
{
	return open_as(place.page, O_WRONLY);
}

static int
write_to_urandom(void)
{
	return open_as("/dev/urandom", O_WRONLY);
}

static int
execute_inside(void)
{
	if (chmod(place.inside, 0700) != 0)
		return errno;
	return result(execve(place.inside, (char *const *)(uintptr_t)ARGUMENTS, NULL));
}

static int
directory_inside(void)
{
	char path[PATH_BYTES];

	join(path, place.office, "new");
	return result(mkdir(path, 0700));
}

/* ---- what stays possible ---- */

static int
read_page_behind_link(void)
{
	char path[PATH_BYTES];

	join(path, place.office, "public/page");
	return open_as(path, O_RDONLY);
}

static int
read_urandom(void)
{
	return open_as("/dev/urandom", O_RDONLY);
}

static int
remove_socket(void)
{
	return result(unlink(place.socket));
}

/* A file's whole life, as the store and SQLite do it. */
static int
keep_a_file(void)
{
	char path[PATH_BYTES];
	int fd;

	join(path, place.office, "new");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || pwrite(fd, "text", 4, 0) != 4 || fchmod(fd, 0600) != 0 || fsync(fd) != 0 ||
	    ftruncate(fd, 1) != 0 || fdatasync(fd) != 0 || close(fd) != 0 ||
	    renameat(AT_FDCWD, path, AT_FDCWD, place.inside) != 0)
		return errno;
	return result(unlink(place.inside));
}

static void *
in_thread(void *out)
{
	*(int *)out = open_as(place.outside, O_RDONLY);
	return NULL;
}

/* A thread starts, and is confined too. */
static int
start_a_thread(void)
{
	pthread_t thread;
	int in = 0, rc = pthread_create(&thread, NULL, in_thread, &in);

	if (rc != 0 || pthread_join(thread, NULL) != 0)
		return rc != 0 ? rc : EDEADLK;
	return in;
}

static void *
in_thread_socket(void *unused)
{
	(void)unused;
	(void)socket(AF_INET, SOCK_STREAM, 0);
	return NULL;
}

static int
forbidden_in_a_thread(void)
{
	pthread_t thread;
	int rc = pthread_create(&thread, NULL, in_thread_socket, NULL);

	return rc != 0 ? rc : pthread_join(thread, NULL);
}

static int
allocate(void)
{
	for (size_t n = 1; n < (64u << 20); n *= 4) {
		char *p = malloc(n), *grown = realloc(p, 2 * n);

		if (grown == NULL) {
			free(p);
			return ENOMEM;
		}
		memset(grown, 1, 2 * n);
		free(grown);
	}
	return 0;
}

static int
give_up(void)
{
	abort();
}

/* ---- the table ---- */

enum layer { BOTH, FILES, CALLS };
enum end { OK = 0, KILLED = -SIGSYS, ABORTED = -SIGABRT };

/* end: one of the above, or the error with which it was refused. */
struct attempt {
	const char *name;
	int (*try)(void);
	enum layer layer;
	int end;
	int landlock; /* the version that refuses it; 0: seccomp does */
};

static const struct attempt ATTEMPTS[] = {
	{"another program cannot be run", try_execve, BOTH, KILLED, 0},
	{"nor one by its descriptor", try_execveat, BOTH, KILLED, 0},
	{"no other process can be made", try_fork, BOTH, KILLED, 0},
#ifdef SYS_fork
	{"nor by the old call", try_old_fork, BOTH, KILLED, 0},
#endif
	{"nor one in a namespace", try_clone_namespace, BOTH, KILLED, 0},
	{"clone3, whose flags cannot be seen, is not there", try_clone3, BOTH, ENOSYS, 0},
	{"no namespace can be left", try_unshare, BOTH, KILLED, 0},
	{"or entered", try_setns, BOTH, KILLED, 0},
	{"no socket can be made", try_socket, BOTH, KILLED, 0},
	{"nor a Unix socket", try_unix_socket, BOTH, KILLED, 0},
	{"nor a netlink socket", try_netlink_socket, BOTH, KILLED, 0},
	{"nor a pair", try_socketpair, BOTH, KILLED, 0},
	{"nobody can be connected to", try_connect, BOTH, KILLED, 0},
	{"nor by sending at once", try_send_elsewhere, BOTH, KILLED, 0},
	{"no address can be taken", try_bind, BOTH, KILLED, 0},
	{"or listened on", try_listen, BOTH, KILLED, 0},
	{"no descriptor can be handed in", try_receive_descriptors, BOTH, KILLED, 0},
	{"nobody can be traced", try_ptrace, BOTH, KILLED, 0},
	{"no process can be read", try_read_memory, BOTH, KILLED, 0},
	{"no other process can be signalled", try_kill_parent, BOTH, KILLED, 0},
	{"nor any by kill", try_kill_self, BOTH, KILLED, 0},
	{"nor another's thread", try_signal_thread_of_another, BOTH, KILLED, 0},
	{"nor any thread by the old call", try_tkill, BOTH, KILLED, 0},
	{"memory cannot be mapped to run", try_map_executable, BOTH, KILLED, 0},
	{"or made to run", try_make_executable, BOTH, KILLED, 0},
	{"nor by key", try_make_executable_by_key, BOTH, KILLED, 0},
	{"no file can be made in memory", try_file_in_memory, BOTH, KILLED, 0},
	{"nothing can be mounted", try_mount, BOTH, KILLED, 0},
	{"or unmounted", try_unmount, BOTH, KILLED, 0},
	{"no other root", try_chroot, BOTH, KILLED, 0},
	{"no other directory", try_chdir, BOTH, KILLED, 0},
	{"no bpf", try_bpf, BOTH, KILLED, 0},
	{"no keyring", try_keyctl, BOTH, KILLED, 0},
	{"no key", try_add_key, BOTH, KILLED, 0},
	{"no io_uring", try_io_uring, BOTH, KILLED, 0},
	{"no userfaultfd", try_userfaultfd, BOTH, KILLED, 0},
	{"no perf", try_perf, BOTH, KILLED, 0},
	{"no kernel module", try_module, BOTH, KILLED, 0},
	{"no reboot", try_reboot, BOTH, KILLED, 0},
	{"no other personality", try_personality, BOTH, KILLED, 0},
	{"core dumps stay off", try_dumpable, BOTH, KILLED, 0},
	{"nobody else's rights", try_setuid, BOTH, KILLED, 0},
	{"limits stay", try_limit, BOTH, KILLED, 0},
	{"devices are not spoken to", try_ioctl, BOTH, KILLED, 0},
	{"no link", try_link, BOTH, KILLED, 0},
	{"no symbolic link", try_symlink, BOTH, KILLED, 0},
	{"no directory is made", try_mkdir, BOTH, KILLED, 0},
	{"no device or pipe", try_device, BOTH, KILLED, 0},
	{"no file is opened to others", try_open_to_others, BOTH, KILLED, 0},
	{"or given away by its name", try_chown, BOTH, KILLED, 0},
	{"a thread that tries takes all with it", forbidden_in_a_thread, BOTH, KILLED, 0},
	{"no descriptor takes another's place", try_duplicate_over, BOTH, KILLED, 0},
	{"or signals somebody", try_signals_of_a_file, BOTH, KILLED, 0},
	{"the rules are not changed any more", try_landlock, BOTH, KILLED, 0},
#ifdef __x86_64__
	{"not through the calls of 32 bits", try_old_abi, BOTH, KILLED, 0},
	{"nor those of x32", try_x32_abi, BOTH, KILLED, 0},
#endif
	{"the machine's users cannot be read", read_passwords, BOTH, EACCES, 1},
	{"nor the environment", read_environment, BOTH, EACCES, 1},
	{"own memory is no file", write_own_memory, BOTH, EACCES, 1},
	{"no file outside can be read", read_outside, BOTH, EACCES, 1},
	{"nor by going up", read_outside_by_dots, BOTH, EACCES, 1},
	{"the root cannot be listed", list_root, BOTH, EACCES, 1},
	{"nor what stands beside the office", list_above, BOTH, EACCES, 1},
	{"no file outside can be made", make_outside, BOTH, EACCES, 1},
	{"or removed", remove_outside, BOTH, EACCES, 1},
	{"or written over by moving", move_outside, BOTH, EACCES, 1},
	{"pages behind a link are not written", write_page, BOTH, EACCES, 1},
	{"randomness is not written", write_to_urandom, BOTH, EACCES, 1},

	{"calls alone: another program cannot be run", try_execve, CALLS, KILLED, 0},
	{"calls alone: no socket", try_socket, CALLS, KILLED, 0},
	{"files alone: no file outside can be read", read_outside, FILES, EACCES, 1},
	{"files alone: none is cut short", truncate_outside, FILES, EACCES, 3},
	{"files alone: no program outside can be run", try_execve, FILES, EACCES, 1},
	{"files alone: nor one inside", execute_inside, FILES, EACCES, 1},
	{"files alone: no directory is made inside", directory_inside, FILES, EACCES, 1},
	{"files alone: nobody can be connected to", try_connect, FILES, EACCES, 4},
	{"files alone: no address can be taken", try_bind, FILES, EACCES, 4},
	{"files alone: no other process can be signalled", try_kill_parent, FILES, EPERM, 6},

	{"a file of the office has its whole life", keep_a_file, BOTH, OK, 0},
	{"pages behind a link are read", read_page_behind_link, BOTH, OK, 0},
	{"randomness is read", read_urandom, BOTH, OK, 0},
	{"the server's socket is removed", remove_socket, BOTH, OK, 0},
	{"a thread starts, and is confined too", start_a_thread, BOTH, EACCES, 1},
	{"memory comes and goes", allocate, BOTH, OK, 0},
	{"a bug ends it as usual", give_up, BOTH, ABORTED, 0},
};

static int
enter(enum layer layer)
{
	const struct sandbox sandbox = {.directory = place.office, .socket = place.socket};

	switch (layer) {
	case BOTH:
		return sandbox_enter(&sandbox);
	case FILES:
		return sandbox_files(&sandbox);
	case CALLS:
		return sandbox_calls();
	}
	return ERR_INTERNAL;
}

static _Noreturn void
child(const struct attempt *a)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	if (a->end == ABORTED) /* cmocka's */
		(void)signal(SIGABRT, SIG_DFL);
	if (enter(a->layer) != 0)
		_exit(ENTER_FAILED);
	_exit(a->try());
}

static long
landlock_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* asks for it */);
}

static void
attempt(void **state)
{
	const struct attempt *a = *state;
	int status, end;
	pid_t pid;

	if (!sandbox_built() || landlock_version() < a->landlock)
		skip();
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child(a);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	end = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	assert_int_equal(end, a->end);
}

/* Under sanitizers, and without Landlock, most of this can only be skipped. */
int
main(void)
{
	enum { COUNT = sizeof ATTEMPTS / sizeof *ATTEMPTS };
	struct CMUnitTest tests[COUNT] = {{0}};

	for (size_t i = 0; i < COUNT; i++) {
		tests[i].name = ATTEMPTS[i].name;
		tests[i].test_func = attempt;
		tests[i].setup_func = set_up;
		tests[i].teardown_func = tear_down;
		tests[i].initial_state = (void *)(uintptr_t)&ATTEMPTS[i];
	}
	return _cmocka_run_group_tests("sandbox", tests, COUNT, NULL, NULL);
}
