/*
 * The reload: a script that only the preview adds asks twice a second which
 * build is the newest, and loads the page again when that is not its own.
 */
#include "site/preview.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ftw.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "site/build.h"
#include "site/say.h"

enum {
	SETTLE_MS = 80,
	WATCHED = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
};

static const char reload_script[] =
	"const { build } = document.currentScript.dataset;\n"
	"setInterval(() => fetch('/.preview').then((answer) => answer.text()).then((newest) => {\n"
	"  if (newest !== build) location.reload();\n"
	"}, () => {}), 500);\n";

struct preview {
	pthread_mutex_t lock;
	const char *content, *today;
	struct site *site; /* NULL: problems say why */
	char *problems;
	unsigned build;
};

/* ---- making the pages ---- */

static char *
problems_text(int err, const struct content_problems *problems)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		return NULL;
	if (err != ERR_FORMAT)
		(void)fprintf(f, "%s\n", err_text(err));
	for (size_t i = 0; i < problems->n; i++) {
		char *line = content_problem_text(&problems->list[i]);
		(void)fprintf(f, "%s\n\n", line == NULL ? "" : line);
		free(line);
	}
	(void)fclose(f);
	return text;
}

/* Makes the pages anew and counts them. */
static void
rebuild(struct preview *v)
{
	struct content_problems problems = {0};
	struct site *site = NULL;
	int rc = site_build(&site, v->content, v->today, NULL, &problems);
	char *text = rc == 0 ? NULL : problems_text(rc, &problems);

	pthread_mutex_lock(&v->lock);
	site_free(v->site);
	free(v->problems);
	v->site = site;
	v->problems = text;
	v->build++;
	pthread_mutex_unlock(&v->lock);
	if (rc == 0)
		(void)printf("Made %zu files.\n", site_count(site));
	else
		(void)content_failure(v->content, rc, &problems);
	(void)fflush(stdout);
	content_problems_clear(&problems);
}

/* ---- answering ---- */

static enum MHD_Result
answer(struct MHD_Connection *connection, unsigned status, const char *type, const void *bytes,
       size_t n)
{
	struct MHD_Response *r = MHD_create_response_from_buffer_copy(n, bytes);

	if (r == NULL)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", type);
	MHD_add_response_header(r, "Cache-Control", "no-store");
	enum MHD_Result done = MHD_queue_response(connection, status, r);
	MHD_destroy_response(r);
	return done;
}

/* A page, with the script that loads it again. Under the lock. */
static enum MHD_Result
answer_page(struct preview *v, struct MHD_Connection *connection, const char *bytes, size_t n)
{
	char script[128];
	int more = snprintf(script, sizeof script,
	                    "<script src=\"/.preview.js\" data-build=\"%u\"></script>\n", v->build);
	char *page = malloc(n + (size_t)more);

	if (page == NULL)
		return MHD_NO;
	memcpy(page, bytes, n);
	memcpy(page + n, script, (size_t)more);
	enum MHD_Result done =
		answer(connection, MHD_HTTP_OK, "text/html; charset=utf-8", page, n + (size_t)more);
	free(page);
	return done;
}

static enum MHD_Result
answer_problems(struct preview *v, struct MHD_Connection *connection)
{
	static const char before[] =
		"<!doctype html>\n<html lang=\"en\"><title>Not yet</title><pre>";
	struct buf page;

	buf_init(&page, 1 << 20);
	buf_put_text(&page, before);
	for (const char *c = v->problems == NULL ? "no memory" : v->problems; *c != '\0'; c++) {
		if (*c == '<' || *c == '&')
			buf_put_text(&page, *c == '<' ? "&lt;" : "&amp;");
		else
			buf_put_u8(&page, (uint8_t)*c);
	}
	buf_put_text(&page, "</pre></html>\n");
	enum MHD_Result done = answer_page(v, connection, (const char *)page.p, page.n);
	buf_clear(&page);
	return done;
}

static const char *
type_of(const char *path)
{
	static const char *const types[][2] = {
		{".css", "text/css; charset=utf-8"},
		{".js", "text/javascript; charset=utf-8"},
		{".wasm", "application/wasm"},
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++) {
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	}
	return "text/html; charset=utf-8";
}

/* Names a file of the site: "/" is its first page. */
static const struct site_file *
file_of(const struct site *site, const char *url)
{
	return site_find(site, strcmp(url, "/") == 0 ? "index.html" : url + 1);
}

/* Under the lock. */
static enum MHD_Result
answer_url(struct preview *v, struct MHD_Connection *connection, const char *url)
{
	static const char nothing[] = "There is no such page.\n";
	char build[16];

	if (strcmp(url, "/.preview.js") == 0)
		return answer(connection, MHD_HTTP_OK, type_of(url), reload_script,
		              sizeof reload_script - 1);
	if (strcmp(url, "/.preview") == 0) {
		(void)snprintf(build, sizeof build, "%u", v->build);
		return answer(connection, MHD_HTTP_OK, "text/plain", build, strlen(build));
	}
	if (v->site == NULL)
		return answer_problems(v, connection);
	const struct site_file *file = file_of(v->site, url);
	if (file == NULL)
		return answer(connection, MHD_HTTP_NOT_FOUND, "text/plain", nothing,
		              sizeof nothing - 1);
	if (strncmp(type_of(file->path), "text/html", 9) == 0)
		return answer_page(v, connection, (const char *)file->bytes, file->n);
	return answer(connection, MHD_HTTP_OK, type_of(file->path), file->bytes, file->n);
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version, const char *upload, size_t *upload_n, void **state)
{
	struct preview *v = context;

	(void)version, (void)upload, (void)upload_n, (void)state;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "", 0);
	pthread_mutex_lock(&v->lock);
	enum MHD_Result done = answer_url(v, connection, url);
	pthread_mutex_unlock(&v->lock);
	return done;
}

/* ---- watching the folder ---- */

static int watcher;

static int
watch_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st, (void)walk;
	return kind == FTW_D && inotify_add_watch(watcher, path, WATCHED) < 0 ? -1 : 0;
}

/* Folders may come: after each change all are watched again, which does nothing to those that are.
 */
static int
watch_all(const char *content)
{
	return nftw(content, watch_one, 8, FTW_PHYS);
}

/* Waits for a change and until it has settled. False: a signal asks to stop. */
static bool
wait_for_change(int signals)
{
	struct pollfd fds[] = {{signals, POLLIN, 0}, {watcher, POLLIN, 0}};
	char events[4096];
	int timeout = -1;

	for (;;) {
		int n = poll(fds, 2, timeout);
		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0 && fds[0].revents != 0)
			return false;
		if (n > 0 && fds[1].revents != 0 && read(watcher, events, sizeof events) > 0)
			timeout = SETTLE_MS;
	}
}

/* ---- the whole ---- */

/* Only this machine: what is being written is nobody else's business yet. */
static bool
read_address(struct sockaddr_in *out, const char *listen)
{
	char host[32];
	const char *colon = strrchr(listen, ':');
	char *end = NULL;

	if (colon == NULL || (size_t)(colon - listen) >= sizeof host)
		return false;
	(void)snprintf(host, sizeof host, "%.*s", (int)(colon - listen), listen);
	unsigned long port = strtoul(colon + 1, &end, 10);
	*out = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	return colon[1] >= '0' && colon[1] <= '9' && *end == '\0' && port <= 65535 &&
	       inet_pton(AF_INET, host, &out->sin_addr) == 1 &&
	       (ntohl(out->sin_addr.s_addr) >> 24) == 127;
}

static struct MHD_Daemon *
start(struct preview *v, const struct sockaddr_in *address)
{
	return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handle, v,
	                        MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_END);
}

static int
serve(struct preview *v, const struct sockaddr_in *address, int signals)
{
	char host[INET_ADDRSTRLEN] = "";

	if (watch_all(v->content) != 0)
		return failure("%s: %s", v->content, strerror(errno));
	rebuild(v);
	struct MHD_Daemon *daemon = start(v, address);
	if (daemon == NULL)
		return failure("cannot listen there: %s", strerror(errno));
	const union MHD_DaemonInfo *bound = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
	(void)inet_ntop(AF_INET, &address->sin_addr, host, sizeof host);
	(void)printf("Shown at http://%s:%u/ until Ctrl-C.\n", host,
	             bound == NULL ? 0U : bound->port);
	(void)fflush(stdout);
	while (wait_for_change(signals)) {
		(void)watch_all(v->content);
		rebuild(v);
	}
	MHD_stop_daemon(daemon);
	return EXIT_SUCCESS;
}

int
preview_run(const char *content, const char *today, const char *listen)
{
	struct preview v = {.content = content, .today = today};
	struct sockaddr_in address;
	sigset_t stopping;

	if (!read_address(&address, listen))
		return usage_error(
			"--listen: a loopback address and port, like 127.0.0.1:8090, not %s",
			listen);
	sigemptyset(&stopping);
	sigaddset(&stopping, SIGINT);
	sigaddset(&stopping, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stopping, NULL);
	int signals = signalfd(-1, &stopping, SFD_CLOEXEC);
	watcher = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (signals < 0 || watcher < 0 || pthread_mutex_init(&v.lock, NULL) != 0)
		return failure("cannot watch %s: %s", content, strerror(errno));
	int status = serve(&v, &address, signals);
	site_free(v.site);
	free(v.problems);
	pthread_mutex_destroy(&v.lock);
	(void)close(watcher);
	(void)close(signals);
	return status;
}
