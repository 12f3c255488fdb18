/* An office made by a test: keys, a signed roster of n people, and its documents in a store. */
#ifndef ALCOVE_TESTS_SERVER_OFFICE_H
#define ALCOVE_TESTS_SERVER_OFFICE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>

#include "core/crypto/hpke.h"
#include "core/crypto/label.h"
#include "core/secret.h"
#include "core/talk/bundle.h"
#include "core/talk/exchange.h"
#include "core/talk/places.h"
#include "core/talk/roster.h"
#include "server/clock.h"
#include "store/store.h"

struct test_office {
	struct minisign_secret root;
	struct roster roster;
	uint8_t sign[ROSTER_PEOPLE_MAX][64]; /* desk signing keys */
};

static inline void
test_office_new(struct test_office *o, size_t people)
{
	static const char charter[] = "{\"name\":\"An office of a test\",\"sample\":true,"
				      "\"retention_days\":30,\"title\":\"Ombuds\"}";
	uint8_t scalar[32];

	assert_int_equal(core_start(), 0);
	*o = (struct test_office){
		.roster = {.serial = 1, .origin_count = 1, .people_count = people}};
	minisign_new(&o->root);
	office_id(o->roster.office, &o->root.public);
	o->roster.not_after = clock_day(clock_now()) + 100;
	memcpy(o->roster.origins[0], "http://127.0.0.1:*", sizeof "http://127.0.0.1:*");
	o->roster.charter = strdup(charter);
	o->roster.retention_days = 30;
	for (size_t i = 0; i < people; i++) {
		struct person *p = &o->roster.people[i];

		(void)snprintf(p->name, sizeof p->name, "Person %zu", i + 1);
		crypto_sign_keypair(p->sign, o->sign[i]);
		person_id(p->id, o->roster.office, p->sign);
		randombytes_buf(scalar, sizeof scalar);
		x25519_public(p->reply, scalar);
	}
}

static inline void
test_office_free(struct test_office *o)
{
	roster_clear(&o->roster);
}

/* Signs the roster as it is now and puts the three documents into the store. */
static inline void
test_office_publish(struct test_office *o, struct store *store)
{
	struct buf root, text, signature;
	char comment[64];
	struct store_document documents[3];
	struct roster again;

	buf_init(&root, MINISIGN_FILE_MAX);
	buf_init(&text, ROSTER_TEXT_MAX);
	buf_init(&signature, MINISIGN_FILE_MAX);
	roster_comment(comment, &o->roster);
	assert_int_equal(minisign_public_write(&root, &o->root.public), 0);
	assert_int_equal(roster_write(&text, &o->roster), 0);
	assert_int_equal(minisign_sign(&signature, &o->root, buf_span(&text), comment), 0);
	assert_int_equal(roster_parse(&again, &o->root.public, buf_span(&text)), 0);
	memcpy(o->roster.hash, again.hash, sizeof o->roster.hash);
	roster_clear(&again);
	documents[0] = (struct store_document){"root.pub", buf_span(&root)};
	documents[1] = (struct store_document){"roster", buf_span(&text)};
	documents[2] = (struct store_document){"roster.minisig", buf_span(&signature)};
	assert_int_equal(store_documents_put(store, documents, 3), 0);
	buf_clear(&root);
	buf_clear(&text);
	buf_clear(&signature);
}

/* A deposit request: a cell at tag, envelopes at random tags, random bodies. */
static inline void
test_deposit(struct buf *out, const struct test_office *o, uint32_t day,
             const uint8_t tag[TAG_BYTES])
{
	size_t n = 1 + roster_slots(&o->roster);
	struct exchange_slot *slots = calloc(n, sizeof *slots);

	assert_non_null(slots);
	randombytes_buf(slots, n * sizeof *slots);
	memcpy(slots[0].tag, tag, TAG_BYTES);
	buf_init(out, 1 << 20);
	assert_int_equal(exchange_deposit(out, &o->roster, day, slots), 0);
	free(slots);
}

#endif
