/* alcove-server: serves one office's directory over HTTP (docs/operations.md). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"
#include "server/folder.h"
#include "server/http.h"
#include "server/notice.h"
#include "server/options.h"
#include "server/sandbox.h"

enum { EXIT_USAGE = 2, THREADS_MIN = 2, THREADS_MAX = 4 };

/* What is made ready before the server confines itself, and cannot be afterwards. */
struct ready {
	int socket;
	int signals;
	unsigned threads;
	unsigned connections;
};

/* No core dumps, no files that others may read, no privileges gained later. */
static int
harden(void)
{
	const struct rlimit none = {0, 0};

	umask(077);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is a full disk */
	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return ERR_INTERNAL;
	return core_start();
}

/* SIGTERM and SIGINT come by a file descriptor; all threads inherit that they are blocked. */
static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* false: it ends because there is nothing left to serve. */
static bool
serve_until_signal(struct http *http, const struct folder *folder, int fd)
{
	struct pollfd signals = {.fd = fd, .events = POLLIN};
	int come;

	do {
		if (!folder_stands(folder))
			return false;
		come = poll(&signals, 1, HTTP_SWEEP_MS);
		http_sweep(http);
	} while (come == 0 || (come < 0 && errno == EINTR));
	return true;
}

static unsigned
thread_count(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors < THREADS_MIN)
		return THREADS_MIN;
	return processors > THREADS_MAX ? THREADS_MAX : (unsigned)processors;
}

/* As many connections as file descriptors allow, up to ours. */
static unsigned
connection_limit(void)
{
	const rlim_t others = 64, wanted = HTTP_CONNECTIONS_MAX + others;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return HTTP_CONNECTIONS_MAX / 2;
	if (files.rlim_cur < wanted) {
		files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur >= wanted)
		return HTTP_CONNECTIONS_MAX;
	return files.rlim_cur > 2 * others ? (unsigned)(files.rlim_cur - others) : (unsigned)others;
}

static void
tell_ready(const struct options *options)
{
	char line[LISTEN_TEXT_MAX + 1];
	int n = snprintf(line, sizeof line, "%s\n", options->listen.text);

	notice("serving on %s", options->listen.text);
	if (options->ready_fd < 0)
		return;
	if (write(options->ready_fd, line, (size_t)n) != n)
		notice("nobody reads file descriptor %d", options->ready_fd);
	close(options->ready_fd);
}

/* From here on it can do nothing but serve, and only then reads what is in the directory. */
static int
confine(const struct options *options)
{
	const struct sandbox sandbox = {
		.directory = options->directory,
		.socket = listen_path(&options->listen),
	};
	int rc = sandbox_enter(&sandbox);

	if (rc != 0)
		notice("this system does not let the server confine itself (seccomp, Landlock), "
		       "and it does not serve without: see docs/operations.md");
	return rc;
}

static int
serve(struct server *server, const struct options *options, const struct ready *ready)
{
	struct folder folder;
	struct http *http = NULL;
	bool stands;

	folder_remember(&folder, options->directory);
	if (http_start(&http, server, ready->socket, ready->threads, ready->connections) != 0) {
		notice("the HTTP threads could not be started: is there enough memory?");
		return EXIT_FAILURE;
	}
	tell_ready(options);
	stands = serve_until_signal(http, &folder, ready->signals);
	if (!stands)
		notice("%s was removed, moved or put back from a copy while it was served, and "
		       "what would be left here now would be lost: nothing more is taken. Stop "
		       "the server first, next time; start it again when the folder is as it "
		       "should be",
		       options->directory);
	notice("stopping");
	listen_remove(&options->listen);
	http_stop(http);
	return stands ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
open_and_serve(const struct options *options, const struct ready *ready)
{
	const struct server_options open = {
		.directory = options->directory,
		.puzzle = options->puzzle,
		.accept_clock = options->accept_clock,
		.readers = ready->threads,
	};
	char problem[SERVER_PROBLEM_MAX];
	struct server *server = NULL;
	int status;

	if (confine(options) != 0)
		return EXIT_FAILURE;
	if (server_open(&server, &open, problem) != 0) {
		notice("%s", problem);
		return EXIT_FAILURE;
	}
	status = serve(server, options, ready);
	server_close(server);
	return status;
}

static int
run(struct options *options)
{
	char problem[LISTEN_PROBLEM_MAX];
	struct ready ready = {.signals = open_signals()};
	int status;

	if (harden() != 0 || ready.signals < 0) {
		notice("this system refuses what a server needs (signals, limits, cryptography)");
		return EXIT_FAILURE;
	}
	ready.threads = thread_count();
	ready.connections = connection_limit();
	if (listen_open(&ready.socket, &options->listen, problem) != 0) {
		notice("%s", problem);
		return EXIT_FAILURE;
	}
	status = open_and_serve(options, &ready);
	if (status != EXIT_SUCCESS)
		listen_remove(&options->listen);
	close(ready.socket);
	close(ready.signals);
	if (status == EXIT_SUCCESS)
		notice("stopped");
	return status;
}

int
main(int argc, char **argv)
{
	char problem[LISTEN_PROBLEM_MAX];
	struct options options;

	if (options_read(&options, argc, argv, problem) != 0) {
		notice("%s (alcove-server --help)", problem);
		return EXIT_USAGE;
	}
	if (options.help) {
		options_help(stdout);
		return EXIT_SUCCESS;
	}
	if (options.version) {
		puts("alcove-server " ALCOVE_VERSION);
		return EXIT_SUCCESS;
	}
	return run(&options);
}
