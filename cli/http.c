#include "cli/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/say.h"
#include "core/secret.h"
#include "core/wire.h"

enum {
	LOOK_RETRY_SECONDS = 3,
	PAUSE_MS = 300,
	PAUSE_MAX_MS = 8000,
	TYPE_SHOWN_MAX = 64,
	CONNECT_SECONDS = 20,
	WHOLE_SECONDS = 120,
	REFUSAL_MAX = 4096,
	HEADERS_MAX = 1 << 16,
	PROXY_MAX = 512
};

static const char PLAIN_IN_PATHS[] =
	"/-._~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

struct http {
	CURL *plain;   /* what everybody sends */
	CURL *session; /* the desk's own; never the same connection as the others */
	CURL *look;    /* made for the first look; asks as others do */
	char origin[ORIGIN_MAX + 1];
	char proxy[PROXY_MAX + 1];
	struct buf answer, headers;
	unsigned retry; /* seconds */
	bool told;      /* that it waits */
	bool unsure;
	bool too_long;
	char problem[CURL_ERROR_SIZE];
};

/* ---- addresses ---- */

/* Letters of a host name mean the same in either case; a roster lists them small. */
static void
lower(char *text)
{
	for (; *text != '\0'; text++) {
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
	}
}

static int
join_origin(struct address *out, CURLU *u)
{
	char *scheme = NULL, *host = NULL, *port = NULL;
	int n = -1;

	if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		bool named =
			curl_url_get(u, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT) == CURLUE_OK;

		lower(host);
		n = snprintf(out->origin, sizeof out->origin, "%s://%s%s%s", scheme, host,
		             named ? ":" : "", named ? port : "");
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	return n > 0 && n < (int)sizeof out->origin;
}

int
address_read(struct address *out, const char *url)
{
	CURLU *u = curl_url();
	char *fragment = NULL;
	bool ok;

	*out = (struct address){0};
	ok = u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	     join_origin(out, u) && origin_valid(out->origin);
	if (ok && curl_url_get(u, CURLUPART_FRAGMENT, &fragment, CURLU_URLDECODE) == CURLUE_OK)
		ok = snprintf(out->fingerprint, sizeof out->fingerprint, "%s", fragment) <
		     (int)sizeof out->fingerprint;
	curl_free(fragment);
	curl_url_cleanup(u);
	if (!ok)
		return fail("not an office's address: %s (https://…, http://….onion, or "
		            "http://127.0.0.1:PORT)",
		            url);
	return EXIT_DONE;
}

/* ---- sending ---- */

static size_t
take(char *p, size_t size, size_t n, void *user)
{
	struct http *h = user;

	(void)size;
	buf_put(&h->answer, p, n);
	if (h->answer.err != 0) {
		h->too_long = h->answer.err == ERR_SIZE;
		return 0;
	}
	return n;
}

static CURL *
handle_new(struct http *h, const char *proxy)
{
	CURL *c = curl_easy_init();

	if (c == NULL)
		return NULL;
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->problem);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)WHOLE_SECONDS);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	/* An empty string keeps the environment's proxies out. */
	(void)curl_easy_setopt(c, CURLOPT_PROXY, proxy);
	return c;
}

struct http *
http_new(const struct address *address, const char *proxy, unsigned retry)
{
	struct http *h = calloc(1, sizeof *h);

	if (h == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
		free(h);
		(void)fail("the HTTP library does not start");
		return NULL;
	}
	h->retry = retry;
	memcpy(h->origin, address->origin, sizeof h->origin);
	if (snprintf(h->proxy, sizeof h->proxy, "%s", proxy == NULL ? "" : proxy) > PROXY_MAX) {
		http_free(h);
		(void)fail("--proxy: at most %d bytes", (int)PROXY_MAX);
		return NULL;
	}
	h->plain = handle_new(h, h->proxy);
	h->session = handle_new(h, h->proxy);
	if (h->plain == NULL || h->session == NULL) {
		http_free(h);
		(void)fail("the HTTP library does not start");
		return NULL;
	}
	return h;
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->plain);
	curl_easy_cleanup(h->session);
	curl_easy_cleanup(h->look);
	buf_clear(&h->answer);
	buf_clear(&h->headers);
	free(h);
	curl_global_cleanup();
}

static struct curl_slist *
headers_for(const struct step *step)
{
	struct curl_slist *list = NULL;
	char line[32 + 2 * TOKEN_BYTES] = "Authorization: Bearer ";

	list = curl_slist_append(list, "Accept:");
	list = curl_slist_append(list, "Expect:");
	if (step->method != HTTP_GET)
		list = curl_slist_append(list, "Content-Type: application/octet-stream");
	if (step->session != NULL) {
		hex_put(line + strlen(line), span(step->session, TOKEN_BYTES));
		list = curl_slist_append(list, line);
		secret_wipe(line, sizeof line);
	}
	return list;
}

static void
set_method(CURL *c, const struct step *step)
{
	(void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, step->method == HTTP_PUT ? "PUT" : NULL);
	if (step->method == HTTP_GET) {
		(void)curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
		return;
	}
	(void)curl_easy_setopt(c, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, (const char *)step->body.p);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)step->body.n);
}

/* What another try may mend: everything between here and a whole answer. */
static bool
lost(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PROXY:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_OPERATION_TIMEDOUT:
		return true;
	default:
		return false;
	}
}

static uint64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Who sits before it learns why nothing happens. */
static void
tell_waiting(struct http *h, uint64_t ms)
{
	if (!h->told && isatty(STDERR_FILENO) == 1)
		notice("no answer from %s yet: trying again for %u s", h->origin,
		       (unsigned)(ms / 1000));
	h->told = true;
}

/* Pauses before the next try; false when the time for that is over. */
static bool
again(struct http *h, CURL *c, unsigned tried, uint64_t until)
{
	uint64_t now = now_ms(), pause = (uint64_t)PAUSE_MS << (tried < 5 ? tried : 5);
	curl_off_t after = 0; /* 0, too, when it is no number */
	struct timespec t;

	if (pause > PAUSE_MAX_MS)
		pause = PAUSE_MAX_MS;
	if (curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &after) == CURLE_OK && after > 0)
		pause = after < RETRY_SECONDS_MAX ? (uint64_t)after * 1000 : UINT64_MAX / 2;
	if (now + pause > until)
		return false;
	tell_waiting(h, until - now);
	t = (struct timespec){.tv_sec = (time_t)(pause / 1000),
	                      .tv_nsec = (long)(pause % 1000) * 1000000};
	(void)nanosleep(&t, NULL);
	return true;
}

static CURLcode
send_once(struct http *h, CURL *c, size_t answer_max)
{
	buf_clear(&h->answer);
	buf_clear(&h->headers);
	/* A refusal's line of text may be longer than the answer would have been. */
	buf_init(&h->answer, answer_max < REFUSAL_MAX ? REFUSAL_MAX : answer_max);
	buf_init(&h->headers, HEADERS_MAX);
	h->too_long = false;
	h->problem[0] = '\0';
	return curl_easy_perform(c);
}

/* What the last try brought: 0, ERR_UNAVAILABLE where another may mend it, or ERR_SERVER. */
static int
outcome(struct http *h, CURLcode code)
{
	if (h->too_long)
		return ERR_SERVER;
	if (code != CURLE_OK && h->problem[0] == '\0')
		(void)snprintf(h->problem, sizeof h->problem, "%s", curl_easy_strerror(code));
	if (code == CURLE_OK)
		return 0;
	return code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR ? ERR_SERVER
	                                                                       : ERR_UNAVAILABLE;
}

static int
status_of(CURL *c)
{
	long status = 0;

	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static void
drop_headers(CURL *c, struct curl_slist *headers)
{
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
}

/* Whether the office itself answered this; what else did is told as the problem. */
static bool
answered(struct http *h, CURL *c, const struct step *step)
{
	const char *type = NULL;
	struct came came = {.status = status_of(c), .body = buf_span(&h->answer)};

	if (curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || type == NULL)
		type = "";
	came.type = span_text(type);
	if (!h->too_long && step_answered(step, &came))
		return true;
	(void)snprintf(h->problem, sizeof h->problem,
	               "something else answers in its place (status %d, %.*s)", came.status,
	               TYPE_SHOWN_MAX, type[0] == '\0' ? "of no type" : type);
	return false;
}

/* Sends the same until the office has answered it, or the time for that is over. */
static int
send_until_answered(struct http *h, CURL *c, const struct step *step)
{
	uint64_t until = now_ms() + (uint64_t)h->retry * 1000;
	CURLcode code;
	unsigned tried = 0;

	h->unsure = false;
	do {
		code = send_once(h, c, step->answer_max);
		if (code == CURLE_OK || h->too_long) {
			if (answered(h, c, step))
				return 0;
		} else if (!lost(code)) {
			return outcome(h, code);
		}
		h->unsure =
			step->method != HTTP_GET && (h->unsure || code != CURLE_COULDNT_CONNECT);
	} while (again(h, c, tried++, until));
	if (!h->too_long)
		(void)outcome(h, code);
	return ERR_UNAVAILABLE;
}

int
http_perform(struct http *h, const struct step *step, int *status, struct span *answer)
{
	CURL *c = step->session != NULL ? h->session : h->plain;
	char url[ORIGIN_MAX + sizeof step->path + 1];
	struct curl_slist *headers = headers_for(step);
	int rc;

	(void)snprintf(url, sizeof url, "%s%s", h->origin, step->path);
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	set_method(c, step);
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	rc = send_until_answered(h, c, step);
	drop_headers(c, headers);
	*status = status_of(c);
	if (rc == 0)
		*answer = buf_span(&h->answer);
	return rc;
}

/* ---- looking ---- */

/* Each header as a line; what came before the answer (103 Early Hints) has some too. */
static size_t
take_header(char *p, size_t size, size_t n, void *user)
{
	struct http *h = user;
	size_t line = n;

	(void)size;
	while (line > 0 && (p[line - 1] == '\n' || p[line - 1] == '\r'))
		line--;
	if (line == 0 || (line > 5 && memcmp(p, "HTTP/", 5) == 0))
		return n;
	buf_put(&h->headers, p, line);
	buf_put_u8(&h->headers, '\n');
	return h->headers.err == 0 ? n : 0;
}

static int
set_path(struct http *h, const char *path)
{
	struct buf url;
	int rc;

	buf_init(&url, ORIGIN_MAX + 3 * strlen(path) + 1);
	buf_put_text(&url, h->origin);
	for (; *path != '\0'; path++) {
		char escaped[4];

		(void)snprintf(escaped, sizeof escaped, "%%%02X", (unsigned char)*path);
		if (strchr(PLAIN_IN_PATHS, *path) != NULL)
			buf_put_u8(&url, (uint8_t)*path);
		else
			buf_put_text(&url, escaped);
	}
	buf_put_u8(&url, '\0');
	rc = url.err;
	if (rc == 0)
		(void)curl_easy_setopt(h->look, CURLOPT_URL, (const char *)url.p);
	buf_clear(&url);
	return rc;
}

/* What is served there is what is asked: only a lost connection is tried again. */
static int
look_at(struct http *h, size_t answer_max)
{
	uint64_t until = now_ms() + LOOK_RETRY_SECONDS * 1000;
	unsigned tried = 0;
	CURLcode code;

	do
		code = send_once(h, h->look, answer_max);
	while (lost(code) && again(h, h->look, tried++, until));
	return outcome(h, code);
}

int
http_look(struct http *h, const struct look *look, struct looked *out)
{
	struct curl_slist *headers = NULL;
	int rc;

	*out = (struct looked){0};
	if (h->look == NULL && (h->look = handle_new(h, h->proxy)) == NULL)
		return ERR_MEMORY;
	if (set_path(h, look->path) != 0)
		return ERR_MEMORY;
	if (look->asks == NULL)
		headers = curl_slist_append(headers, "Accept:");
	for (size_t i = 0; look->asks != NULL && look->asks[i] != NULL; i++)
		headers = curl_slist_append(headers, look->asks[i]);
	(void)curl_easy_setopt(h->look, CURLOPT_PATH_AS_IS, 1L);
	(void)curl_easy_setopt(h->look, CURLOPT_ACCEPT_ENCODING, look->codings);
	(void)curl_easy_setopt(h->look, CURLOPT_HEADERFUNCTION, take_header);
	(void)curl_easy_setopt(h->look, CURLOPT_HEADERDATA, h);
	(void)curl_easy_setopt(h->look, CURLOPT_HTTPHEADER, headers);
	rc = look_at(h, look->answer_max);
	drop_headers(h->look, headers);
	out->status = status_of(h->look);
	out->headers = buf_span(&h->headers);
	out->body = buf_span(&h->answer);
	return rc;
}

bool
http_unsure(const struct http *h)
{
	return h->unsure;
}

const char *
http_problem(const struct http *h)
{
	return h->problem;
}
