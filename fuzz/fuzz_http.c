/*
 * Whole requests to a server in this process, on real connections, with a store in
 * memory that begins anew with every input. First byte: 0 any bytes on one
 * connection; 1 a row of requests, made as a client makes them and then changed:
 *
 *   u8 puzzle bits, then for each: u8 what ‖ u8 how ‖ u8 n ‖ n bytes of fuzz_xor
 *
 * how: bit 0 shows the session of the last login, bit 1 announces no length, bit 2
 * asks with another method. However it is asked, the answer is whole and one of
 * those the protocol knows, and what was acknowledged is in the store.
 */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/crypto/label.h"
#include "core/talk/bundle.h"
#include "core/talk/exchange.h"
#include "core/talk/places.h"
#include "fuzz/support.h"
#include "server/clock.h"
#include "server/desk_requests.h"
#include "server/http.h"
#include "server/server.h"

enum {
	REQUESTS_MAX = 24,
	ANSWER_MAX = 1 << 20,
	WAIT_SECONDS = 4,
	VAULT_BYTES = 64,
};

enum what {
	ASK_OFFICE,
	ASK_MANIFEST,
	ASK_BUNDLES,
	ASK_TAGS,
	ASK_DEPOSIT,
	ASK_FETCH,
	ASK_DELETE,
	ASK_CHALLENGE,
	ASK_LOGIN,
	ASK_VAULT,
	ASK_VAULT_PUT,
	ASK_INBOX,
	ASK_DROP,
	ASK_BUNDLE_LIST,
	ASK_BUNDLES_PUT,
	ASK_FILE,
	ASK_LAST,
};

static const struct {
	const char *method, *path;
	bool day; /* the path is followed by one */
} ASKED[] = {
	[ASK_OFFICE] = {"GET", "/v1/office", false},
	[ASK_MANIFEST] = {"GET", "/v1/manifest", false},
	[ASK_BUNDLES] = {"GET", "/v1/bundles/", true},
	[ASK_TAGS] = {"GET", "/v1/tags", false},
	[ASK_DEPOSIT] = {"POST", "/v1/exchange", false},
	[ASK_FETCH] = {"POST", "/v1/exchange", false},
	[ASK_DELETE] = {"POST", "/v1/exchange", false},
	[ASK_CHALLENGE] = {"GET", "/v1/desk/challenge", false},
	[ASK_LOGIN] = {"POST", "/v1/desk/login", false},
	[ASK_VAULT] = {"GET", "/v1/desk/vault", false},
	[ASK_VAULT_PUT] = {"PUT", "/v1/desk/vault", false},
	[ASK_INBOX] = {"GET", "/v1/desk/inbox/16/00000", false},
	[ASK_DROP] = {"POST", "/v1/desk/drop", false},
	[ASK_BUNDLE_LIST] = {"GET", "/v1/desk/bundles", false},
	[ASK_BUNDLES_PUT] = {"PUT", "/v1/desk/bundles", false},
	[ASK_FILE] = {"GET", "/nothing/here", false},
};

/* ---- a server ---- */

static struct {
	struct store *store;
	struct server *server;
	struct http *http;
	int socket;
	struct sockaddr_un address;
	socklen_t address_bytes;
	/* what a client knows */
	uint8_t challenge[CHALLENGE_BYTES];
	uint8_t token[TOKEN_BYTES];
	size_t acknowledged;
	uint8_t tags[REQUESTS_MAX][TAG_BYTES];
} it;

/* The calendar stands still; --wrap. */
uint64_t __wrap_clock_now(void);

uint64_t
__wrap_clock_now(void)
{
	return (uint64_t)FUZZ_DAY * 86400 + 5000;
}

/* The fuzz office as a server reads it. */
static const struct roster *
roster(void)
{
	static struct roster r;
	static struct buf text, signature, root;
	struct store_document documents[3];
	const struct fuzz_office *f = fuzz_office();

	if (text.n == 0) {
		char comment[64];

		buf_init(&text, ROSTER_TEXT_MAX);
		buf_init(&signature, MINISIGN_FILE_MAX);
		buf_init(&root, MINISIGN_FILE_MAX);
		roster_comment(comment, &f->roster);
		NEED(roster_write(&text, &f->roster) == 0);
		NEED(minisign_sign(&signature, &f->root, buf_span(&text), comment) == 0);
		NEED(minisign_public_write(&root, &f->root.public) == 0);
		NEED(roster_parse(&r, &f->root.public, buf_span(&text)) == 0);
	}
	documents[0] = (struct store_document){"root.pub", buf_span(&root)};
	documents[1] = (struct store_document){"roster", buf_span(&text)};
	documents[2] = (struct store_document){"roster.minisig", buf_span(&signature)};
	NEED(store_documents_put(it.store, documents, 3) == 0);
	return &r;
}

/* An abstract socket: nothing of it is on a disk. */
static void
listen_here(void)
{
	it.address = (struct sockaddr_un){.sun_family = AF_UNIX};
	it.address_bytes = sizeof it.address.sun_family;
	it.socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	NEED(it.socket >= 0);
	NEED(bind(it.socket, (struct sockaddr *)&it.address, it.address_bytes) == 0);
	NEED(listen(it.socket, 16) == 0);
	it.address_bytes = sizeof it.address;
	NEED(getsockname(it.socket, (struct sockaddr *)&it.address, &it.address_bytes) == 0);
}

static const struct roster *
begin(int puzzle)
{
	const struct server_options options = {.directory = "/nonexistent", .puzzle = puzzle};
	char problem[SERVER_PROBLEM_MAX];
	const struct roster *r;

	memset(&it, 0, sizeof it);
	NEED(store_open_memory(&it.store) == 0);
	r = roster();
	NEED(server_open_store(&it.server, &options, it.store, problem) == 0);
	listen_here();
	NEED(http_start(&it.http, it.server, it.socket, 0, 16) == 0);
	return r;
}

static void
end(void)
{
	http_stop(it.http);
	server_close(it.server);
	store_close(it.store);
	close(it.socket);
}

/* ---- a connection ---- */

/*
 * All that comes back until the server closes, or is silent for long: then it has not begun to
 * answer. The fuzzer's alarm may interrupt any wait.
 */
static void
converse(struct buf *answer, struct span request)
{
	const struct timeval wait = {.tv_sec = WAIT_SECONDS};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ssize_t n = 1;

	NEED(fd >= 0);
	NEED(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0);
	NEED(connect(fd, (struct sockaddr *)&it.address, it.address_bytes) == 0);
	for (size_t at = 0; at < request.n && (n > 0 || errno == EINTR);
	     at += n > 0 ? (size_t)n : 0)
		n = send(fd, request.p + at, request.n - at, MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	do {
		uint8_t some[16384];

		n = recv(fd, some, sizeof some, 0);
		if (n > 0)
			buf_put(answer, some, (size_t)n);
	} while (n > 0 || (n < 0 && errno == EINTR));
	/* 0: closed; below: cut off while more was on its way to it, or still waiting for more */
	NEED(n == 0 || errno == ECONNRESET || answer->n == 0);
	NEED(answer->err == 0);
	close(fd);
}

struct told {
	unsigned status; /* 0: no answer */
	struct span body;
};

/* The one answer there is on a connection that ends with it. */
static struct told
read_answer(const struct buf *answer, bool head)
{
	static const char first[] = "HTTP/1.1 ";
	static const unsigned known[] = {200, 400, 401, 403, 404, 405, 408, 409, 411,
	                                 413, 414, 417, 428, 431, 501, 503, 505, 507};
	struct told t = {0};
	const uint8_t *end = answer->n == 0 ? NULL : memmem(answer->p, answer->n, "\r\n\r\n", 4);
	const uint8_t *length;
	bool is_known = false;

	if (answer->n == 0)
		return t;
	NEED(end != NULL && memcmp(answer->p, first, sizeof first - 1) == 0);
	t.status = (unsigned)strtoul((const char *)answer->p + sizeof first - 1, NULL, 10);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		is_known = is_known || t.status == known[i];
	NEED(is_known);
	t.body = span(end + 4, answer->n - (size_t)(end + 4 - answer->p));
	length = memmem(answer->p, (size_t)(end - answer->p), "Content-Length: ", 16);
	NEED(length != NULL && (head || strtoul((const char *)length + 16, NULL, 10) == t.body.n));
	return t;
}

/* ---- requests ---- */

static void
deposit(struct buf *out, const struct roster *r, const uint8_t *salt)
{
	struct exchange_slot *slots = calloc(1 + FUZZ_PEOPLE, sizeof *slots);

	NEED(slots != NULL);
	for (size_t i = 0; i < 1 + FUZZ_PEOPLE; i++)
		memset(slots[i].tag, salt[0] + (int)i + 1, TAG_BYTES);
	NEED(exchange_deposit(out, r, FUZZ_DAY, slots) == 0);
	free(slots);
}

static void
login(struct buf *out, const struct roster *r)
{
	static const char origin[] = "http://127.0.0.1:8081";
	struct label l = label("login", r->office);
	uint8_t signature[64];
	struct buf text;

	buf_init(&text, 1024);
	buf_put(&text, l.p, l.n);
	buf_put(&text, r->people[0].id, PERSON_BYTES);
	buf_put(&text, it.challenge, sizeof it.challenge);
	buf_put_u8(&text, sizeof origin - 1);
	buf_put(&text, origin, sizeof origin - 1);
	NEED(crypto_sign_detached(signature, NULL, text.p, text.n, fuzz_office()->sign[0]) == 0);
	buf_put(out, text.p + l.n, text.n - l.n);
	buf_put(out, signature, sizeof signature);
	buf_clear(&text);
}

static void
bundle(struct buf *out, const struct roster *r)
{
	struct day_seed seed = {.day = FUZZ_DAY + 1, .serial = 1, .roster_serial = r->serial};
	uint8_t bytes[BUNDLE_BYTES];

	memcpy(seed.roster_hash, r->hash, sizeof seed.roster_hash);
	NEED(bundle_write(bytes, &seed, r->office, r->people[0].id, fuzz_office()->sign[0]) == 0);
	buf_put(out, bytes, sizeof bytes);
}

/* A body as a client would send it. */
static void
body_of(struct buf *out, enum what what, const struct roster *r, const uint8_t *salt)
{
	struct place places[EXCHANGE_BODIES];

	memset(places, 0, sizeof places);
	for (size_t i = 0; i < EXCHANGE_BODIES; i++)
		places[i].day = FUZZ_DAY;
	switch (what) {
	case ASK_DEPOSIT:
		deposit(out, r, salt);
		break;
	case ASK_FETCH:
		NEED(exchange_fetch(out, r, places, EXCHANGE_BODIES) == 0);
		break;
	case ASK_DELETE:
		NEED(exchange_delete(out, r, places, EXCHANGE_BODIES) == 0);
		break;
	case ASK_LOGIN:
		login(out, r);
		break;
	case ASK_VAULT_PUT:
		buf_put_u32(out, 0);
		buf_put_u32(out, 1);
		buf_put_zeros(out, VAULT_BYTES);
		break;
	case ASK_DROP:
		buf_put_u32(out, FUZZ_DAY);
		buf_put(out, (uint8_t[TAG_BYTES]){2, 2, 2, 2}, TAG_BYTES);
		break;
	case ASK_BUNDLES_PUT:
		bundle(out, r);
		break;
	case ASK_OFFICE:
	case ASK_MANIFEST:
	case ASK_BUNDLES:
	case ASK_TAGS:
	case ASK_CHALLENGE:
	case ASK_VAULT:
	case ASK_INBOX:
	case ASK_BUNDLE_LIST:
	case ASK_FILE:
	case ASK_LAST:
		break;
	}
}

static void
put_request(struct buf *out, enum what what, uint8_t how, struct span body)
{
	char line[256], token[2 * TOKEN_BYTES + 1], day[16] = "";

	hex_put(token, SPAN(it.token));
	if (ASKED[what].day)
		(void)snprintf(day, sizeof day, "%d", FUZZ_DAY);
	(void)snprintf(line, sizeof line, "%s %s%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n",
	               (how & 4) == 0 ? ASKED[what].method : "HEAD", ASKED[what].path, day);
	buf_put_text(out, line);
	if ((how & 1) != 0) {
		(void)snprintf(line, sizeof line, "Authorization: Bearer %s\r\n", token);
		buf_put_text(out, line);
	}
	if ((how & 2) == 0 && body.n > 0) {
		(void)snprintf(line, sizeof line, "Content-Length: %zu\r\n", body.n);
		buf_put_text(out, line);
	}
	buf_put_text(out, "\r\n");
	buf_put_span(out, body);
}

static void
learn(enum what what, const struct told *t, const struct buf *body)
{
	bool exchange = what == ASK_DEPOSIT || what == ASK_FETCH || what == ASK_DELETE;

	if (exchange && t->status == 200) {
		NEED(t->body.n == EXCHANGE_ANSWER_BYTES && t->body.p[0] == EXCHANGE_OK);
		if (body->p[0] == EXCHANGE_DEPOSIT)
			memcpy(it.tags[it.acknowledged++], body->p + EXCHANGE_HEADER_BYTES,
			       TAG_BYTES);
	}
	if (what == ASK_CHALLENGE && t->status == 200 && t->body.n == sizeof it.challenge)
		memcpy(it.challenge, t->body.p, sizeof it.challenge);
	if (what == ASK_LOGIN && t->status == 200) {
		NEED(t->body.n == sizeof it.token);
		memcpy(it.token, t->body.p, sizeof it.token);
	}
}

static void
ask(enum what what, uint8_t how, struct span change, const struct roster *r)
{
	struct buf body, request, answer;
	struct told t;

	buf_init(&body, 1 << 20);
	buf_init(&request, 1 << 21);
	buf_init(&answer, ANSWER_MAX);
	body_of(&body, what, r, change.n > 0 ? change.p : (const uint8_t[]){0});
	if (body.n > 0 && change.n > 1)
		fuzz_xor(body.p, body.n, span(change.p + 1, change.n - 1));
	put_request(&request, what, how, buf_span(&body));
	NEED(body.err == 0 && request.err == 0);
	converse(&answer, buf_span(&request));
	t = read_answer(&answer, (how & 4) != 0);
	NEED(t.status != 0);
	if ((how & 6) == 0)
		learn(what, &t, &body);
	buf_clear(&body);
	buf_clear(&request);
	buf_clear(&answer);
}

/* What was acknowledged is in the store, and what is shown of closed days is whole. */
static void
check_table(void)
{
	struct buf request, answer, tags;
	struct told t;

	buf_init(&request, 4096);
	buf_init(&answer, ANSWER_MAX);
	buf_init(&tags, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	put_request(&request, ASK_TAGS, 0, SPAN_NONE);
	converse(&answer, buf_span(&request));
	t = read_answer(&answer, false);
	NEED(t.status == 200 && tables_check(t.body) == 0);
	NEED(store_tags(it.store, FUZZ_DAY, &tags) == 0);
	for (size_t i = 0; i < it.acknowledged; i++)
		NEED(memmem(tags.p, tags.n, it.tags[i], TAG_BYTES) != NULL);
	buf_clear(&request);
	buf_clear(&answer);
	buf_clear(&tags);
}

static void
row(struct span data)
{
	struct reader in = reader(data);
	const struct roster *r = begin(read_u8(&in) % 4);

	for (size_t i = 0; i < REQUESTS_MAX && in.n >= 3; i++) {
		enum what what = (enum what)(read_u8(&in) % ASK_LAST);
		uint8_t how = read_u8(&in), n = read_u8(&in);

		ask(what, how, read_span(&in, n < in.n ? n : in.n), r);
	}
	check_table();
	end();
}

static void
any_bytes(struct span data)
{
	struct buf answer;

	(void)begin(0);
	buf_init(&answer, ANSWER_MAX);
	converse(&answer, data);
	if (answer.n > 0)
		NEED(answer.n > 9 && memcmp(answer.p, "HTTP/1.", 7) == 0);
	buf_clear(&answer);
	check_table();
	end();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	fuzz_begin();
	if ((data[0] & 1) == 0)
		any_bytes(span(data + 1, size - 1));
	else
		row(span(data + 1, size - 1));
	return 0;
}
