/* alcove-server as a process of its own, and HTTP to it, for tests. */
#ifndef ALCOVE_TESTS_SERVER_PROCESS_H
#define ALCOVE_TESTS_SERVER_PROCESS_H

#include <curl/curl.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/sandbox.h"
#include "tests/unit/server_office.h"

enum { ARGUMENTS_MAX = 12, HEADERS_MAX = 16384 };

struct process {
	pid_t pid;
	char address[128]; /* "127.0.0.1:PORT" or "unix:PATH" */
	char errors[320];  /* the file its stderr goes to */
};

struct answer {
	long status;
	char headers[HEADERS_MAX];
	struct buf body;
};

static inline void
temporary_directory(char out[64])
{
	(void)snprintf(out, 64, "/tmp/alcove-test-XXXXXX");
	assert_non_null(mkdtemp(out));
}

static inline int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void
remove_directory(const char *path)
{
	assert_int_equal(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline void
child(const struct process *p, const char *directory, const char *const *more, int ready)
{
	char program[512], fd[16];
	const char *arguments[ARGUMENTS_MAX + 8] = {"alcove-server", directory, "--ready-fd", fd};
	int errors = open(p->errors, O_WRONLY | O_CREAT | O_APPEND, 0600);
	size_t n = 4;

	(void)snprintf(program, sizeof program, "%s/alcove-server", getenv("ALCOVE_BUILD_ROOT"));
	(void)snprintf(fd, sizeof fd, "%d", ready);
	for (; *more != NULL && n < ARGUMENTS_MAX + 6; more++)
		arguments[n++] = *more;
	if (errors < 0 || dup2(errors, 2) < 0)
		_exit(99);
	execv(program, (char *const *)(uintptr_t)arguments);
	_exit(98);
}

/*
 * Starts it with these more arguments (NULL at the end) and waits until it is
 * ready; false when it ended instead, with its exit code or -signal in *code.
 */
static inline bool
process_start(struct process *p, const char *directory, const char *const *more, int *code)
{
	int fds[2], status;
	ssize_t n;

	(void)snprintf(p->errors, sizeof p->errors, "%s.stderr", directory);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fcntl(fds[0], F_SETFD, FD_CLOEXEC), 0);
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0)
		child(p, directory, more, fds[1]);
	close(fds[1]);
	n = read(fds[0], p->address, sizeof p->address - 1);
	close(fds[0]);
	if (n > 0) {
		p->address[n - 1] = '\0';
		return true;
	}
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	*code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	return false;
}

/* libfaketime, in the folder of this machine's architecture; empty when there is none. */
static inline const char *
faketime(void)
{
	static char path[256];
	glob_t found;

	if (path[0] == '\0' && glob("/usr/lib/*/faketime/libfaketime.so.1", 0, NULL, &found) == 0) {
		(void)snprintf(path, sizeof path, "%s", found.gl_pathv[0]);
		globfree(&found);
	}
	return path;
}

/* Sanitizers want to be loaded first. */
static inline bool
can_fake_the_clock(void)
{
	return faketime()[0] != '\0' && sandbox_built();
}

/* From here on what is started has its calendar elsewhere ("+3d"); time-outs as they are. */
static inline void
clock_elsewhere(const char *offset)
{
	setenv("LD_PRELOAD", faketime(), 1);
	setenv("FAKETIME", offset, 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	setenv("FAKETIME_FORCE_MONOTONIC_FIX", "0", 1); /* it ends timed waits at once */
}

static inline void
clock_here(void)
{
	unsetenv("LD_PRELOAD");
	unsetenv("FAKETIME");
	unsetenv("FAKETIME_DONT_FAKE_MONOTONIC");
	unsetenv("FAKETIME_FORCE_MONOTONIC_FIX");
}

/* Ends it by a signal and returns its exit code. */
static inline int
process_stop(struct process *p, int sign)
{
	int status;

	assert_int_equal(kill(p->pid, sign), 0);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* What it said on stderr so far; freed by the caller. */
static inline char *
process_errors(const struct process *p)
{
	char *text = calloc(1, 65536);
	int fd = open(p->errors, O_RDONLY);

	assert_non_null(text);
	assert_true(fd >= 0);
	assert_true(read(fd, text, 65535) >= 0);
	close(fd);
	return text;
}

static inline size_t
take_body(char *p, size_t one, size_t n, void *to)
{
	buf_put((struct buf *)to, p, one * n);
	return n;
}

static inline size_t
take_header(char *p, size_t one, size_t n, void *to)
{
	char *headers = (char *)to;
	size_t at = strlen(headers);

	assert_true(at + one * n < HEADERS_MAX);
	memcpy(headers + at, p, one * n);
	headers[at + one * n] = '\0';
	return n;
}

/* Prepares a request; the answer is cleared by answer_clear. header may be NULL. */
static inline CURL *
request_to(const struct process *p, const char *method, const char *path, struct span body,
           struct curl_slist *headers, struct answer *out)
{
	CURL *curl = curl_easy_init();
	char url[512];
	bool socket = strncmp(p->address, "unix:", 5) == 0;

	assert_non_null(curl);
	memset(out, 0, sizeof *out);
	buf_init(&out->body, 64 << 20);
	(void)snprintf(url, sizeof url, "http://%s%s", socket ? "localhost" : p->address, path);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	if (socket)
		curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, p->address + 5);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	if (strcmp(method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	if (body.p != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)body.p);
	}
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out->body);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, (void *)out->headers);
	return curl;
}

static inline void
answer_clear(struct answer *a)
{
	buf_clear(&a->body);
}

/* One request; fails the test when there is no answer at all. */
static inline void
ask_with(const struct process *p, const char *method, const char *path, struct span body,
         const char *header, struct answer *out)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	CURL *curl;
	CURLcode rc;

	if (body.p != NULL)
		headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
	if (header != NULL)
		headers = curl_slist_append(headers, header);
	curl = request_to(p, method, path, body, headers, out);
	rc = curl_easy_perform(curl);
	if (rc != CURLE_OK)
		fail_msg("%s %s: %s", method, path, curl_easy_strerror(rc));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
}

static inline void
ask(const struct process *p, const char *method, const char *path, struct span body,
    struct answer *out)
{
	ask_with(p, method, path, body, NULL, out);
}

#endif
