/* Alcove's own vectors: the core makes them, opens them, and opens what a stranger made. */
#include "vectors.h"

#include <sodium.h>

#include "core/crypto/keys.h"
#include "core/crypto/seal.h"
#include "core/crypto/words.h"
#include "core/desk/vault.h"
#include "core/secret.h"
#include "core/talk/exchange.h"
#include "core/talk/office.h"
#include "protocol_vectors.h"

static json_t *vectors;
static struct office office;

static json_t *
part_of(json_t *object, const char *key)
{
	json_t *part = json_object_get(object, key);

	assert_non_null(part);
	return part;
}

static int
start(void **state)
{
	const json_t *o;

	(void)state;
	assert_int_equal(core_start(), 0);
	vectors = vectors_load("alcove_protocol.json");
	o = part_of(vectors, "office");
	assert_int_equal(office_read(&office, span_text(text_of(o, "answer")), text_of(o, "origin"),
	                             span_text(text_of(o, "fingerprint")),
	                             (uint32_t)number_of(o, "day")),
	                 0);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	office_clear(&office);
	json_decref(vectors);
	return 0;
}

static void
the_file_is_what_the_core_computes(void **state)
{
	char path[VECTORS_PATH_MAX];
	static char file[PROTOCOL_VECTORS_MAX];
	struct buf made;
	size_t n;
	FILE *f;

	(void)state;
	vectors_path(path, "alcove_protocol.json");
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(file, 1, sizeof file, f);
	(void)fclose(f);
	buf_init(&made, PROTOCOL_VECTORS_MAX);
	protocol_vectors(&made);
	if (made.n != n || memcmp(made.p, file, n) != 0)
		fail_msg("the protocol has changed, or its vectors have: docs/protocol.md, then "
		         "make-vectors %s",
		         path);
	buf_clear(&made);
}

static void
the_office_and_its_roster_are_accepted(void **state)
{
	const json_t *o = part_of(vectors, "office");
	struct span text = span_text(text_of(o, "roster")),
		    signature = span_text(text_of(o, "roster_signature"));
	uint8_t changed[ROSTER_TEXT_MAX];
	struct roster r;

	(void)state;
	vectors_next();
	assert_span(SPAN(office.roster.office), hex_of(o, "office"));
	assert_span(SPAN(office.roster.hash), hex_of(o, "roster_hash"));
	for (size_t i = 0; i < text.n; i += 97) {
		memcpy(changed, text.p, text.n);
		changed[i] ^= 1;
		assert_int_equal(
			roster_verify(&r, &office.root, span(changed, text.n), signature, 0, NULL),
			ERR_SIGNATURE);
	}
}

static void
desk_words_give_the_keys_on_the_roster(void **state)
{
	json_t *person;
	size_t i;

	(void)state;
	json_array_foreach(part_of(vectors, "people"), i, person)
	{
		const json_t *desk = part_of(person, "desk");
		uint8_t seed[SEED_BYTES], id[PERSON_BYTES];
		struct desk_keys keys;

		vectors_next();
		assert_int_equal(keys_seed(seed, text_of(desk, "words"), office.roster.office), 0);
		assert_span(SPAN(seed), hex_of(desk, "seed"));
		assert_int_equal(keys_desk(&keys, seed, office.roster.office), 0);
		person_id(id, office.roster.office, keys.sign_public);
		assert_span(SPAN(id), hex_of(person, "person"));
		assert_span(SPAN(keys.sign_public), span(office.roster.people[i].sign, 32));
		assert_span(SPAN(keys.reply_public), span(office.roster.people[i].reply, 32));
	}
	assert_int_equal(i, 3);
}

static void
bundles_are_accepted_and_every_changed_byte_is_refused(void **state)
{
	json_t *person;
	size_t i;

	(void)state;
	json_array_foreach(part_of(vectors, "people"), i, person)
	{
		const json_t *day = part_of(person, "day");
		uint8_t bytes[BUNDLE_BYTES];
		struct bundle b;

		vectors_next();
		assert_span(span(hex_of(day, "bundle").p, BUNDLE_BYTES), hex_of(day, "bundle"));
		memcpy(bytes, hex_of(day, "bundle").p, sizeof bytes);
		assert_int_equal(bundle_read(&b, &office.roster, bytes), 0);
		assert_span(SPAN(b.x25519), hex_of(day, "x25519_public"));
		assert_span(SPAN(b.hash), hex_of(day, "bundle_hash"));
		for (size_t at = 0; i == 0 && at < sizeof bytes; at++) {
			bytes[at] ^= 1;
			assert_int_not_equal(bundle_read(&b, &office.roster, bytes), 0);
			bytes[at] ^= 1;
		}
	}
}

/* ---- seals ---- */

struct sealed {
	struct seal_context context;
	struct span sender, recipient, recipient_xwing, plaintext, body;
};

static struct sealed
sealed_of(const json_t *seal)
{
	vectors_next();
	return (struct sealed){
		.context = {.office = office.roster.office,
	                    .direction = (enum seal_direction)number_of(seal, "direction"),
	                    .person = hex_of(seal, "person").p,
	                    .day = (uint32_t)number_of(seal, "day"),
	                    .reference = hex_of(seal, "reference")},
		.sender = hex_of(seal, "sender_public"),
		.recipient = hex_of(seal, "recipient"),
		.recipient_xwing = hex_of(seal, "recipient_xwing"),
		.plaintext = hex_of(seal, "plaintext"),
		.body = hex_of(seal, "body"),
	};
}

static int
try_open(const struct sealed *s, uint8_t plaintext[INNER_BYTES])
{
	uint8_t sender[X25519_BYTES], public[X25519_BYTES];
	const struct x25519_pair recipient = {s->recipient.p, public};
	struct xwing_key xwing;
	int rc;

	assert_int_equal(s->body.n, BODY_BYTES);
	x25519_public(public, s->recipient.p);
	assert_int_equal(xwing_expand(&xwing, s->recipient_xwing.p), 0);
	rc = seal_open(plaintext, sender, &s->context, &recipient, &xwing, s->body.p);
	if (rc == 0)
		assert_span(SPAN(sender), s->sender);
	return rc;
}

static void
assert_opens(const json_t *seal, const char *text)
{
	struct sealed s = sealed_of(seal);
	uint8_t plaintext[INNER_BYTES];
	struct message_part part;

	assert_int_equal(try_open(&s, plaintext), 0);
	assert_span(span(plaintext, s.plaintext.n), s.plaintext);
	assert_int_equal(message_read(&part, plaintext, s.context.direction), 0);
	assert_span(part.text, span_text(text));
}

static void
every_seal_opens_with_its_keys_only(void **state)
{
	json_t *seal;
	size_t i;

	(void)state;
	json_array_foreach(part_of(vectors, "seals"), i, seal)
	{
		struct sealed good = sealed_of(seal), bad = good;
		uint8_t plaintext[INNER_BYTES], other[32] = {1}, changed[BODY_BYTES];

		assert_opens(seal, text_of(part_of(seal, "message"), "text"));
		bad.context.day++;
		assert_int_equal(try_open(&bad, plaintext), ERR_SEAL);
		bad = good, bad.context.person = other;
		assert_int_equal(try_open(&bad, plaintext), ERR_SEAL);
		bad = good, bad.context.direction ^= 7;
		assert_int_equal(try_open(&bad, plaintext), ERR_SEAL);
		bad = good, bad.context.office = other;
		assert_int_equal(try_open(&bad, plaintext), ERR_SEAL);
		bad = good, bad.context.reference = span(other, good.context.reference.n);
		assert_int_equal(try_open(&bad, plaintext), ERR_SEAL);
		for (size_t at = 0; at < BODY_BYTES; at += 251) {
			memcpy(changed, good.body.p, BODY_BYTES);
			changed[at] ^= 0x80;
			bad = good, bad.body = SPAN(changed);
			assert_int_equal(try_open(&bad, plaintext), ERR_SEAL);
		}
	}
	assert_int_equal(i, 7);
}

static void
what_a_stranger_sealed_opens(void **state)
{
	json_t *file = vectors_load("stranger_envelope.json"), *seal;
	size_t i;

	(void)state;
	json_array_foreach(file, i, seal) assert_opens(seal, text_of(seal, "text"));
	assert_int_equal(i, 3);
	json_decref(file);
}

/* ---- the desk ---- */

static void
the_vault_opens_in_its_version_only(void **state)
{
	const json_t *v = part_of(vectors, "vault");
	uint32_t version = (uint32_t)number_of(v, "version"), id = (uint32_t)number_of(v, "matter");
	static struct ends ends;
	struct desk_keys keys = {0};
	struct vault_of of = {.keys = &keys, .office = office.roster.office, .ends = &ends};
	uint8_t person[PERSON_BYTES];
	struct span blob;
	const struct matter *m;
	struct vault *opened;

	(void)state;
	vectors_next();
	memcpy(person, hex_of(v, "person").p, sizeof person);
	of.person = person;
	memcpy(keys.vault, hex_of(v, "key").p, sizeof keys.vault);
	ends.day = (uint32_t)number_of(v, "day");
	memcpy(ends.keys[number_of(v, "end_day") - ends.day - 1], hex_of(v, "end_key").p,
	       END_KEY_BYTES);
	memcpy(ends.keys[number_of(v, "later_end_day") - ends.day - 1],
	       hex_of(v, "later_end_key").p, END_KEY_BYTES);
	blob = hex_of(v, "blob");
	assert_int_equal(vault_open(&opened, blob, &of, version), 0);
	assert_int_equal(opened->seeds.n, 2);
	assert_int_equal(opened->seen.n, 1);
	assert_int_equal(opened->past.devices.n, 2);
	assert_int_equal(opened->past.ended.n, 1);
	assert_int_equal(opened->past.done.n, 1);
	assert_int_equal(vault_unknown(opened), 1);
	assert_int_equal(opened->pending.unsettled.n, 1);
	assert_true(opened->pending.unsettled.rows[0].forgotten);
	assert_int_equal(opened->unknown.n, 9);
	assert_int_equal(opened->matter_count, 1);
	m = vault_matter(opened, id);
	assert_non_null(m);
	assert_int_equal(matter_messages(m), 2);
	assert_string_equal(m->label, text_of(v, "label"));
	assert_true(span_equal(buf_span(&m->notes), span_text(text_of(v, "notes"))));
	assert_true(m->news.kept);
	assert_int_equal(opened->pending.unfiled.n, 1);
	assert_int_equal(opened->pending.unfiled.days[0].day, number_of(v, "day"));
	vault_free(opened);
	assert_int_equal(vault_open(&opened, blob, &of, version + 1), ERR_SEAL);
}

static void
the_login_is_signed_by_the_desk_key(void **state)
{
	const json_t *l = part_of(vectors, "login");
	struct span covered, body;

	(void)state;
	vectors_next();
	covered = hex_of(l, "signed");
	body = hex_of(l, "body");
	assert_int_equal(crypto_sign_verify_detached(body.p + body.n - 64, covered.p, covered.n,
	                                             office.roster.people[0].sign),
	                 0);
}

static void
the_puzzle_is_solved_by_its_first_nonce(void **state)
{
	const json_t *p = part_of(part_of(part_of(vectors, "exchange"), "deposit"), "puzzle");
	unsigned bits = (unsigned)number_of(p, "bits");
	uint64_t nonce = number_of(p, "nonce");
	struct span challenge, slots;

	(void)state;
	vectors_next();
	challenge = hex_of(p, "challenge");
	slots = hex_of(p, "slots_hash");
	assert_true(puzzle_holds(challenge.p, slots.p, nonce, bits));
	for (uint64_t i = 0; i < nonce; i++)
		assert_false(puzzle_holds(challenge.p, slots.p, i, bits));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_office_and_its_roster_are_accepted),
		cmocka_unit_test(desk_words_give_the_keys_on_the_roster),
		cmocka_unit_test(bundles_are_accepted_and_every_changed_byte_is_refused),
		cmocka_unit_test(every_seal_opens_with_its_keys_only),
		cmocka_unit_test(what_a_stranger_sealed_opens),
		cmocka_unit_test(the_vault_opens_in_its_version_only),
		cmocka_unit_test(the_login_is_signed_by_the_desk_key),
		cmocka_unit_test(the_puzzle_is_solved_by_its_first_nonce),
		/* last: from here on randomness is a fixed sequence */
		cmocka_unit_test(the_file_is_what_the_core_computes),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
