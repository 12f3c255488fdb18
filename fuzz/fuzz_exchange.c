/* Answers of the exchange, tables of tags, and the client's own requests read by the server. */
#include <stdlib.h>
#include <string.h>

#include "core/talk/exchange.h"
#include "fuzz/support.h"
#include "server/desk_requests.h"
#include "server/exchange.h"

static void
solved(const struct exchange_answer *a)
{
	struct asked asked;
	struct buf request;
	struct roster roster = fuzz_office()->roster;
	struct exchange_slot *slots = calloc(1 + FUZZ_PEOPLE, sizeof *slots);
	int rc;

	buf_init(&request, EXCHANGE_HEADER_BYTES + (1 + PEOPLE_MAX) * EXCHANGE_SLOT_BYTES);
	NEED(slots != NULL && exchange_deposit(&request, &roster, a->day, slots) == 0);
	NEED(request.n == exchange_request_bytes(&roster));
	rc = exchange_solve(&request, a);
	NEED((rc == 0) == (a->bits <= PUZZLE_BITS_MAX) && (rc == 0 || rc == ERR_SERVER));
	NEED(asked_read(&asked, buf_span(&request)) == 0);
	NEED(asked.op == EXCHANGE_DEPOSIT && asked.day == a->day && asked.count == 0);
	NEED(rc != 0 || asked.hour == a->hour);
	buf_clear(&request);
	free(slots);
}

static void
answer(struct span data)
{
	uint8_t *bytes = calloc(1, EXCHANGE_ANSWER_BYTES);
	struct exchange_answer a;
	int rc;

	NEED(bytes != NULL);
	memcpy(bytes, data.p, data.n < EXCHANGE_ANSWER_BYTES ? data.n : EXCHANGE_ANSWER_BYTES);
	rc = exchange_read(&a, span(bytes, EXCHANGE_ANSWER_BYTES));
	NEED(rc == 0 || rc == ERR_SERVER);
	if (rc == 0) {
		NEED(a.status <= EXCHANGE_UNAVAILABLE);
		for (size_t i = 0; i < EXCHANGE_BODIES; i++)
			NEED(a.bodies[i].n == BODY_BYTES);
		NEED(a.bodies[3].p + BODY_BYTES == bytes + EXCHANGE_ANSWER_BYTES);
		/* few enough tries for a fuzzer */
		if (a.bits <= 6 || a.bits > PUZZLE_BITS_MAX)
			solved(&a);
	}
	free(bytes);
	NEED(data.n == EXCHANGE_ANSWER_BYTES || exchange_read(&a, data) == ERR_SERVER);
}

static void
asked(struct span body)
{
	const uint8_t *office = fuzz_office()->roster.office;
	uint8_t *copy = fuzz_copy(body);
	struct store_key key;
	struct login login;
	struct asked a;
	int rc = asked_read(&a, span(copy, body.n));

	NEED(rc == 0 || rc == ERR_SIZE || rc == ERR_FORMAT);
	if (rc == 0) {
		NEED(a.op >= EXCHANGE_DEPOSIT && a.op <= EXCHANGE_DELETE);
		NEED(a.rest.p + a.rest.n == copy + body.n || a.rest.n == 0);
		for (size_t i = 0; i < a.count; i++)
			asked_place(&key, &a, i, office);
	}
	rc = login_read(&login, span(copy, body.n));
	NEED(rc == 0 || rc == ERR_FORMAT);
	if (rc == 0) {
		NEED(login.signature + 64 == copy + body.n && strlen(login.origin) > 0);
		NEED(!login_holds(&login, &fuzz_office()->roster, FUZZ_DAY));
	}
	free(copy);
}

static void
table(struct span data)
{
	uint8_t *copy = fuzz_copy(data);
	struct span t = span(copy, data.n);
	int rc = tables_check(t);
	uint8_t tag[TAG_BYTES] = {0};
	struct span entries;
	uint32_t day;

	NEED(rc == 0 || rc == ERR_SERVER);
	while (rc == 0 && t.n > 0 && tables_next(&t, &day, &entries)) {
		for (size_t at = 0; at < entries.n; at += CLOSED_TAG_BYTES) {
			memcpy(tag, entries.p + at, CLOSED_TAG_BYTES);
			NEED(table_has(entries, tag));
		}
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	fuzz_begin();
	if (data[0] % 3 == 0)
		answer(span(data + 1, size - 1));
	else if (data[0] % 3 == 1)
		asked(span(data + 1, size - 1));
	else
		table(span(data + 1, size - 1));
	return 0;
}
