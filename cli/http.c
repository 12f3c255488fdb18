#include "cli/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/say.h"
#include "core/secret.h"
#include "core/wire.h"

enum {
	TRIES = 4,
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
http_new(const struct address *address, const char *proxy)
{
	struct http *h = calloc(1, sizeof *h);

	if (h == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
		free(h);
		(void)fail("the HTTP library does not start");
		return NULL;
	}
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
worth_again(CURLcode code)
{
	return code == CURLE_COULDNT_CONNECT || code == CURLE_SEND_ERROR ||
	       code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING ||
	       code == CURLE_PARTIAL_FILE || code == CURLE_OPERATION_TIMEDOUT;
}

static void
wait_before(unsigned tried)
{
	struct timespec t = {.tv_sec = tried / 2, .tv_nsec = tried % 2 * 300000000L};

	(void)nanosleep(&t, NULL);
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

/* Sends until there is an answer or no more sense in trying; takes the headers. */
static int
send_until_answered(struct http *h, CURL *c, struct curl_slist *headers, size_t answer_max,
                    int *status)
{
	CURLcode code = CURLE_OK;
	long http_status = 0;

	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	for (unsigned tried = 0; tried < TRIES; tried++) {
		if (tried > 0)
			wait_before(tried);
		code = send_once(h, c, answer_max);
		if (!worth_again(code))
			break;
	}
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	if (h->too_long)
		return ERR_SERVER;
	if (code != CURLE_OK) {
		if (h->problem[0] == '\0')
			(void)snprintf(h->problem, sizeof h->problem, "%s",
			               curl_easy_strerror(code));
		return code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR
		               ? ERR_SERVER
		               : ERR_UNAVAILABLE;
	}
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &http_status);
	*status = (int)http_status;
	return 0;
}

int
http_perform(struct http *h, const struct step *step, int *status, struct span *answer)
{
	CURL *c = step->session != NULL ? h->session : h->plain;
	char url[ORIGIN_MAX + sizeof step->path + 1];
	int rc;

	(void)snprintf(url, sizeof url, "%s%s", h->origin, step->path);
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	set_method(c, step);
	rc = send_until_answered(h, c, headers_for(step), step->answer_max, status);
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
	rc = send_until_answered(h, h->look, headers, look->answer_max, &out->status);
	out->headers = buf_span(&h->headers);
	out->body = buf_span(&h->answer);
	return rc;
}

const char *
http_problem(const struct http *h)
{
	return h->problem;
}
