#include "server_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

const char *const PLAIN[] = {"--listen", "127.0.0.1:0", "--puzzle", "0", NULL};

int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct store *store;

	assert_non_null(f);
	test_office_new(&f->office, 2);
	f->today = clock_day(clock_now());
	temporary_directory(f->directory);
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_CREATE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
	*state = f;
	return 0;
}

int
teardown(void **state)
{
	struct fixture *f = *state;

	/* Whatever the test asked of it, it ends well. */
	if (f->server.pid > 0)
		assert_int_equal(process_stop(&f->server, SIGTERM), 0);
	(void)unlink(f->server.errors);
	remove_directory(f->directory);
	test_office_free(&f->office);
	free(f);
	return 0;
}

void
serve_with(struct fixture *f, const char *const *arguments)
{
	int code;

	if (process_start(&f->server, f->directory, arguments, &code))
		return;
	f->server.pid = 0;
	fail_msg("the server ended with %d: %s", code, process_errors(&f->server));
}

void
serve(struct fixture *f)
{
	serve_with(f, PLAIN);
}

void
stop(struct fixture *f)
{
	assert_int_equal(process_stop(&f->server, SIGTERM), 0);
	f->server.pid = 0;
}

void
assert_told(struct fixture *f, const char *text)
{
	char *errors = process_errors(&f->server);

	if (strstr(errors, text) == NULL)
		fail_msg("not told \"%s\": %s", text, errors);
	free(errors);
}

void
assert_told_once(struct fixture *f, const char *text)
{
	char *errors = process_errors(&f->server), *first = strstr(errors, text);

	if (first == NULL || strstr(first + 1, text) != NULL)
		fail_msg("not told \"%s\" once: %s", text, errors);
	free(errors);
}

void
assert_not_told(struct fixture *f, const char *text)
{
	char *errors = process_errors(&f->server);

	if (strstr(errors, text) != NULL)
		fail_msg("told \"%s\": %s", text, errors);
	free(errors);
}

enum exchange_status
exchange(struct fixture *f, const struct buf *request, struct exchange_answer *out)
{
	static struct answer a;
	static const long http[] = {200, 400, 409, 409, 409, 428, 507, 503};

	answer_clear(&a);
	ask(&f->server, "POST", "/v1/exchange", buf_span(request), &a);
	assert_int_equal(a.body.n, EXCHANGE_ANSWER_BYTES);
	assert_int_equal(exchange_read(out, buf_span(&a.body)), 0);
	assert_int_equal(a.status, http[out->status]);
	return out->status;
}

enum exchange_status
deposit(struct fixture *f, const struct place *place, struct buf *request)
{
	struct exchange_answer answer;

	test_deposit(request, &f->office, place->day, place->tag);
	return exchange(f, request, &answer);
}

void
fetch(struct fixture *f, const struct place *places, size_t n, struct exchange_answer *answer)
{
	struct buf request;

	buf_init(&request, 1 << 20);
	assert_int_equal(exchange_fetch(&request, &f->office.roster, places, n), 0);
	assert_int_equal(exchange(f, &request, answer), EXCHANGE_OK);
	buf_clear(&request);
}

bool
is_stored(struct fixture *f, uint32_t day, const uint8_t *tag)
{
	struct store *store;
	struct buf tags;
	bool there = false;

	buf_init(&tags, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_READ), 0);
	assert_int_equal(store_tags(store, day, &tags), 0);
	store_close(store);
	for (size_t at = 0; at < tags.n; at += TAG_BYTES)
		there = there || memcmp(tags.p + at, tag, TAG_BYTES) == 0;
	buf_clear(&tags);
	return there;
}

struct span
closed_days(struct fixture *f)
{
	static struct answer a;

	answer_clear(&a);
	ask(&f->server, "GET", "/v1/tags", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(tables_check(buf_span(&a.body)), 0);
	return buf_span(&a.body);
}

struct span
closed_table(struct fixture *f, uint32_t day)
{
	struct span all = closed_days(f), table;
	uint32_t at;

	while (all.n > 0 && tables_next(&all, &at, &table)) {
		if (at == day)
			return table;
	}
	return SPAN_NONE;
}

const uint8_t *
slot(const struct buf *request, size_t i)
{
	return request->p + EXCHANGE_HEADER_BYTES + i * EXCHANGE_SLOT_BYTES;
}

long
login_at(struct fixture *f, size_t person, const char *origin, const uint8_t *challenge,
         char token[100])
{
	const struct roster *roster = &f->office.roster;
	struct label l = label("login", roster->office);
	uint8_t signature[64];
	struct answer a;
	struct buf body;
	long status;

	buf_init(&body, 4096);
	buf_put(&body, l.p, l.n);
	buf_put(&body, roster->people[person].id, PERSON_BYTES);
	buf_put(&body, challenge, CHALLENGE_BYTES);
	buf_put_u8(&body, (uint8_t)strlen(origin));
	buf_put_text(&body, origin);
	crypto_sign_detached(signature, NULL, body.p, body.n, f->office.sign[person]);
	buf_put(&body, signature, sizeof signature);
	ask(&f->server, "POST", "/v1/desk/login", span(body.p + l.n, body.n - l.n), &a);
	status = a.status;
	if (status == 200) {
		assert_int_equal(a.body.n, TOKEN_BYTES);
		memcpy(token, "Authorization: Bearer ", 23);
		token = strchr(token, '\0');
		(void)sodium_bin2hex(token, 65, a.body.p, a.body.n);
	}
	answer_clear(&a);
	buf_clear(&body);
	return status;
}

void
new_challenge(struct fixture *f, uint8_t out[CHALLENGE_BYTES])
{
	struct answer a;

	ask(&f->server, "GET", "/v1/desk/challenge", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body.n, CHALLENGE_BYTES);
	memcpy(out, a.body.p, CHALLENGE_BYTES);
	answer_clear(&a);
}

void
origin_of(const struct fixture *f, char out[160])
{
	(void)snprintf(out, 160, "http://%s", f->server.address);
}

void
login(struct fixture *f, size_t person, char token[100])
{
	uint8_t challenge[CHALLENGE_BYTES];
	char origin[160];

	origin_of(f, origin);
	new_challenge(f, challenge);
	assert_int_equal(login_at(f, person, origin, challenge, token), 200);
}

long
put_vault(struct fixture *f, const char *token, uint32_t expected, uint32_t version, size_t size,
          uint32_t *told)
{
	struct answer a;
	struct buf body;

	buf_init(&body, VAULT_MAX + 1024);
	buf_put_u32(&body, expected);
	buf_put_u32(&body, version);
	buf_put_random(&body, size);
	ask_with(&f->server, "PUT", "/v1/desk/vault", buf_span(&body), token, &a);
	if (a.status == 200 || a.status == 409) {
		assert_int_equal(a.body.n, 4);
		*told = get_u32(a.body.p);
	}
	answer_clear(&a);
	buf_clear(&body);
	return a.status;
}

int
connect_to(const struct fixture *f)
{
	const char *port = strrchr(f->server.address, ':') + 1;
	struct sockaddr_in a = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((in_port_t)strtoul(port, NULL, 10));
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof a), 0);
	return fd;
}

void
send_all(int fd, const void *p, size_t n)
{
	assert_int_equal(send(fd, p, n, MSG_NOSIGNAL), (ssize_t)n);
}

void
send_head(int fd, size_t n)
{
	char head[256];
	int length =
		snprintf(head, sizeof head,
	                 "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", n);

	send_all(fd, head, (size_t)length);
}

void
publish_roster(struct fixture *f)
{
	struct store *store;

	f->office.roster.serial++;
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_WRITE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
}
