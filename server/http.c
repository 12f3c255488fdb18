#include "server/http.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/clock.h"
#include "server/desk_requests.h"
#include "server/guests.h"
#include "server/notice.h"
#include "server/request.h"
#include "server/routes.h"

struct http {
	struct server *server;
	struct MHD_Daemon *daemon;
	struct guests *guests;
};

/* ---- a connection's life ---- */

static uint64_t
seconds_from_now(unsigned seconds)
{
	return clock_ms() + seconds * UINT64_C(1000);
}

static void
on_connection(void *cls, struct MHD_Connection *connection, void **guest,
              enum MHD_ConnectionNotificationCode what)
{
	struct http *http = cls;
	const union MHD_ConnectionInfo *info;

	switch (what) {
	case MHD_CONNECTION_NOTIFY_STARTED:
		info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*guest = info == NULL ? NULL
		                      : guests_came(http->guests, info->connect_fd,
		                                    seconds_from_now(HTTP_HEAD_SECONDS));
		break;
	case MHD_CONNECTION_NOTIFY_CLOSED:
		if (*guest != NULL)
			guests_left(http->guests, *guest);
		*guest = NULL;
		break;
	}
}

/* What comes next on this connection has so long. asked: as guest_until has it. */
static void
allow(struct MHD_Connection *connection, unsigned seconds, bool asked)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (info != NULL && info->socket_context != NULL)
		guest_until(info->socket_context, seconds_from_now(seconds), asked);
}

/* ---- a request's life ---- */

static struct request *
request_new(struct http *http, struct MHD_Connection *connection)
{
	struct request *q = calloc(1, sizeof *q);

	if (q == NULL)
		return NULL;
	q->server = http->server;
	q->connection = connection;
	atomic_fetch_add(&q->server->busy, 1);
	return q;
}

static void
drop_body(struct request *q)
{
	if (q->body.bytes != NULL)
		sodium_memzero(q->body.bytes, q->body.n);
	free(q->body.bytes);
	q->body.bytes = NULL;
}

static void
request_free(struct request *q)
{
	drop_body(q);
	free(q->owned);
	standing_unref(q->standing);
	payload_unref(q->payload);
	atomic_fetch_sub(&q->server->busy, 1);
	free(q);
}

static void
on_completed(void *cls, struct MHD_Connection *connection, void **req_cls,
             enum MHD_RequestTerminationCode how)
{
	(void)cls;
	(void)how;
	allow(connection, HTTP_HEAD_SECONDS, false);
	if (*req_cls != NULL)
		request_free(*req_cls);
	*req_cls = NULL;
}

static const char *
header(const struct request *q, const char *name)
{
	return MHD_lookup_connection_value(q->connection, MHD_HEADER_KIND, name);
}

/* The body is done with, and the answer may wait long for a slow reader. */
static enum MHD_Result
send_answer(struct request *q)
{
	drop_body(q);
	return payload_send(q->payload, q->connection, q->status);
}

/* ---- headers ---- */

/* The announced length of the body; false when where it ends is not said as we want it said. */
static bool
read_length(struct request *q, const char *method)
{
	const char *text = header(q, "Content-Length");
	size_t n;

	/* what comes after it may be meant for a tunnel */
	if (strcmp(method, "CONNECT") == 0)
		return false;
	if (text == NULL)
		return header(q, "Transfer-Encoding") == NULL;
	n = strlen(text);
	if (n < 1 || n > 15 || strspn(text, "0123456789") != n)
		return false;
	q->body.length = strtoul(text, NULL, 10);
	return true;
}

/* What machines in front add to say whose request it is. */
static const char *const ADDRESSES[] = {
	"X-Forwarded-For", "X-Real-IP",        "Forwarded",           "X-Client-IP",
	"True-Client-IP",  "CF-Connecting-IP", "X-Cluster-Client-IP", "Fastly-Client-IP",
};

/* Nobody here reads them; where they come from, they may be in a log. Told once, and never of whom.
 */
static void
tell_addresses(const struct request *q)
{
	static atomic_bool told; /* of this process */

	if (atomic_load(&told))
		return;
	for (size_t i = 0; i < sizeof ADDRESSES / sizeof *ADDRESSES; i++) {
		if (header(q, ADDRESSES[i]) != NULL && !atomic_exchange(&told, true))
			notice("what stands in front hands on the addresses of those who ask "
			       "(%s), and so knows them: see that it does neither, and that it "
			       "keeps no log (packaging/nginx.conf)",
			       ADDRESSES[i]);
	}
}

static void
answer_file(struct request *q, const char *method, const char *path)
{
	unsigned status;
	struct payload *payload =
		site_page(q->server->site, path, header(q, "Accept-Encoding"), &status);

	if (payload == NULL) {
		request_refuse(q, 404);
	} else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		payload_unref(payload);
		request_answer(q, 405, refusals_method("GET, HEAD"));
	} else {
		request_answer(q, status, payload);
	}
}

/* What can be said before the body has come; else the request has a route and no answer yet. */
static void
begin(struct request *q, const char *method, const char *path)
{
	const char *allowed;

	if (atomic_load(&q->server->stopping)) {
		request_refuse(q, 503);
		return;
	}
	switch (routes_find(&q->route, &q->day, method, path, &allowed)) {
	case 0:
		break;
	case ERR_REFUSED:
		request_answer(q, 405, refusals_method(allowed));
		return;
	default:
		answer_file(q, method, path);
		return;
	}
	if (q->body.length > q->route->body_max)
		request_refuse(q, 413);
	else if (q->route->session)
		(void)login_session(q, header(q, "Authorization"));
}

static enum MHD_Result
on_headers(struct request *q, const char *method, const char *path)
{
	/* Others may see the next request elsewhere: there is none on this connection. */
	if (!read_length(q, method)) {
		request_answer(q, 400, refusals_close());
		return send_answer(q);
	}
	tell_addresses(q);
	begin(q, method, path);
	if (q->payload != NULL) {
		/* An answer before a body ends the connection, and the sender may never see it. */
		q->body.draining = true;
		return q->body.length > HTTP_DRAIN_MAX ? send_answer(q) : MHD_YES;
	}
	if (q->body.length > 0) {
		q->body.bytes = malloc(q->body.length);
		if (q->body.bytes == NULL)
			return MHD_NO;
	}
	return MHD_YES;
}

/* ---- body ---- */

static enum MHD_Result
on_data(struct request *q, const char *data, size_t *n)
{
	if (*n > q->body.length - q->body.n)
		return MHD_NO;
	if (!q->body.draining)
		memcpy(q->body.bytes + q->body.n, data, *n);
	q->body.n += *n;
	*n = 0;
	return MHD_YES;
}

/* ---- answer ---- */

static void
on_done(struct job *job)
{
	struct request *q = job->owner;

	MHD_resume_connection(q->connection);
}

/* Suspends first: the writer may be done before this returns. */
static enum MHD_Result
wait_for_writer(struct request *q)
{
	q->job.done = on_done;
	MHD_suspend_connection(q->connection);
	if (!writer_submit(q->server->writer, &q->job)) {
		q->job.result = ERR_DISK;
		MHD_resume_connection(q->connection);
	}
	return MHD_YES;
}

static enum MHD_Result
on_whole(struct request *q)
{
	allow(q->connection, HTTP_ANSWER_SECONDS, true);
	if (q->payload != NULL)
		return send_answer(q);
	if (q->finish != NULL) {
		q->finish(q);
		return send_answer(q);
	}
	if (q->body.n != q->body.length)
		return MHD_NO;
	q->route->serve(q);
	return q->payload != NULL ? send_answer(q) : wait_for_writer(q);
}

static enum MHD_Result
on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *data, size_t *data_size, void **req_cls)
{
	struct request *q = *req_cls;

	(void)version;
	if (q == NULL) {
		q = request_new(cls, connection);
		*req_cls = q;
		allow(connection, HTTP_BODY_SECONDS, true);
		return q != NULL ? on_headers(q, method, url) : MHD_NO;
	}
	if (*data_size > 0)
		return on_data(q, data, data_size);
	return on_whole(q);
}

/* ---- the daemon ---- */

int
http_start(struct http **out, struct server *server, int fd, unsigned threads, unsigned connections)
{
	const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
	                       MHD_USE_SUPPRESS_DATE_NO_CLOCK;
	struct http *http = calloc(1, sizeof *http);

	if (http == NULL)
		return ERR_MEMORY;
	http->server = server;
	http->guests = guests_new();
	if (http->guests == NULL) {
		free(http);
		return ERR_MEMORY;
	}
	http->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, http, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CLIENT_DISCIPLINE_LVL, 2, MHD_OPTION_THREAD_POOL_SIZE, threads,
		MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)HTTP_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)HTTP_CONNECTION_BYTES, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_END);
	if (http->daemon == NULL) {
		guests_free(http->guests);
		free(http);
		return ERR_MEMORY;
	}
	*out = http;
	return 0;
}

void
http_sweep(struct http *http)
{
	guests_sweep(http->guests, clock_ms());
}

void
http_stop(struct http *http)
{
	const struct timespec pause = {.tv_nsec = 5000000};
	uint64_t until = clock_ms() + HTTP_STOP_MS;

	if (http == NULL)
		return;
	(void)MHD_quiesce_daemon(http->daemon);
	server_stop(http->server);
	while (atomic_load(&http->server->busy) > 0 && clock_ms() < until)
		nanosleep(&pause, NULL);
	/* No connection may be suspended when the daemon stops: the writer ends first. */
	writer_stop(http->server->writer);
	MHD_stop_daemon(http->daemon);
	guests_free(http->guests);
	free(http);
}
