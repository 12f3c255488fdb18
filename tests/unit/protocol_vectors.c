#include "protocol_vectors.h"
#include "core/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/keys.h"
#include "core/crypto/label.h"
#include "core/crypto/seal.h"
#include "core/crypto/wordlist.h"
#include "core/crypto/words.h"
#include "core/desk/counting.h"
#include "core/desk/desk.h"
#include "core/desk/section.h"
#include "core/desk/vault.h"
#include "core/talk/deposit.h"
#include "core/talk/exchange.h"
#include "core/talk/items.h"
#include "core/talk/office.h"
#include "seeded.h"

enum {
	SEED = 20260216,
	DAY = 20500,
	ROSTER_SERIAL = 3,
	PEOPLE = 3,
	PUZZLE_BITS = 10,
	VAULT_VERSION = 7,
	RETENTION = 30,
	NOTES = 60,
};

#define ORIGIN "https://ombuds.example"
#define CHARTER                                                                                    \
	"{\"name\":\"Example Ombuds Office\",\"title\":\"Ombudsperson\",\"sample\":true,"          \
	"\"retention_days\":30,\"writing\":\"full\","                                              \
	"\"exceptions\":[\"imminent risk of serious harm\"],"                                      \
	"\"reporting\":\"To the president, for budget only.\","                                    \
	"\"populations\":[\"staff\",\"students\"],"                                                \
	"\"notice\":\"Talking here is off the record.\"}"

struct member {
	const char *name;
	enum person_role role;
	char words[WORDS_TEXT_MAX];
	uint8_t seed[SEED_BYTES];
	struct desk_keys keys;
	uint8_t id[PERSON_BYTES];
	struct day_seed day;
	uint8_t bundle[BUNDLE_BYTES];
};

struct guest {
	char words[WORDS_TEXT_MAX];
	struct visitor_keys keys;
	struct talk_keys talk[PEOPLE];
};

struct world {
	struct minisign_secret root;
	struct office office;
	struct buf roster_text, signature;
	struct member people[PEOPLE];
	struct bundle bundles[PEOPLE_MAX];
	struct guest visitor, renewed;
	uint8_t proof[32];
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* ---- JSON ---- */

static json_t *
hex(struct span s)
{
	char *text = malloc(2 * s.n + 1);
	json_t *value;

	must(text != NULL);
	hex_put(text, s);
	value = json_string(text);
	free(text);
	return value;
}

#define HEX(array) hex(SPAN(array))

static void
set(json_t *object, const char *key, json_t *value)
{
	must(json_object_set_new(object, key, value) == 0);
}

static void
add(json_t *array, json_t *value)
{
	must(json_array_append_new(array, value) == 0);
}

static json_t *
text(struct span s)
{
	json_t *value = s.n == 0 ? json_string("") : json_stringn((const char *)s.p, s.n);

	must(value != NULL);
	return value;
}

static json_t *
number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

/* Without the zeros at its end. */
static struct span
trimmed(struct span s)
{
	while (s.n > 0 && s.p[s.n - 1] == 0)
		s.n--;
	return s;
}

static json_t *
sha256(struct span s)
{
	uint8_t hash[32];

	crypto_hash_sha256(hash, s.p, s.n);
	return HEX(hash);
}

/* ---- words ---- */

/* The 90-bit number that canonical words write in base 7776, as 12 bytes. */
static void
words_number(uint8_t out[12], const char *words)
{
	memset(out, 0, 12);
	while (*words != '\0') {
		size_t n = strcspn(words, " ");
		unsigned carry;

		must(wordlist_find(&carry, span(words, n)) == 0);
		for (size_t i = 12; i-- > 0;) {
			carry += out[i] * (unsigned)WORDLIST_COUNT;
			out[i] = (uint8_t)carry;
			carry >>= 8;
		}
		words += n + (words[n] == ' ');
	}
}

static json_t *
words_json(const struct world *w, const char *words, const uint8_t seed[SEED_BYTES])
{
	json_t *o = json_object();
	uint8_t number_bytes[12], salt[32];

	words_number(number_bytes, words);
	label_hash(salt, "words", w->office.roster.office, SPAN_NONE);
	set(o, "entropy", hex(span(number_bytes, 11)));
	set(o, "check", hex(span(number_bytes + 11, 1)));
	set(o, "words", json_string(words));
	set(o, "salt", hex(span(salt, 16)));
	set(o, "seed", hex(span(seed, SEED_BYTES)));
	return o;
}

/* ---- the office ---- */

static void
make_member(struct world *w, struct member *m, const char *name, enum person_role role)
{
	const uint8_t *office = w->office.roster.office;

	m->name = name;
	m->role = role;
	words_new(m->words);
	must(keys_seed(m->seed, m->words, office) == 0);
	must(keys_desk(&m->keys, m->seed, office) == 0);
	person_id(m->id, office, m->keys.sign_public);
}

static void
make_roster(struct world *w)
{
	struct roster *r = &w->office.roster;
	struct buf *written = &w->roster_text;
	char comment[64];

	r->serial = ROSTER_SERIAL;
	r->not_after = DAY + 150;
	r->origin_count = 2;
	memcpy(r->origins[0], ORIGIN, sizeof ORIGIN);
	memcpy(r->origins[1], "http://127.0.0.1:*", sizeof "http://127.0.0.1:*");
	r->people_count = PEOPLE;
	for (size_t i = 0; i < PEOPLE; i++) {
		const struct member *m = &w->people[i];
		struct person *p = &r->people[i];

		memcpy(p->id, m->id, sizeof p->id);
		memcpy(p->name, m->name, strlen(m->name) + 1);
		p->role = m->role;
		memcpy(p->sign, m->keys.sign_public, sizeof p->sign);
		memcpy(p->reply, m->keys.reply_public, sizeof p->reply);
	}
	r->charter = malloc(sizeof CHARTER);
	must(r->charter != NULL);
	memcpy(r->charter, CHARTER, sizeof CHARTER);
	buf_init(written, ROSTER_TEXT_MAX);
	must(roster_write(written, r) == 0);
	roster_comment(comment, r);
	buf_init(&w->signature, MINISIGN_FILE_MAX);
	must(minisign_sign(&w->signature, &w->root, buf_span(written), comment) == 0);
	roster_clear(r);
	must(roster_verify(r, &w->root.public, buf_span(written), buf_span(&w->signature), DAY,
	                   ORIGIN) == 0);
}

static void
make_bundles(struct world *w)
{
	for (size_t i = 0; i < PEOPLE; i++) {
		struct member *m = &w->people[i];

		m->day = (struct day_seed){.day = DAY, .serial = 1, .roster_serial = ROSTER_SERIAL};
		memcpy(m->day.roster_hash, w->office.roster.hash, 32);
		randombytes_buf(m->day.seed, sizeof m->day.seed);
		must(bundle_write(m->bundle, &m->day, w->office.roster.office, m->id,
		                  m->keys.sign) == 0);
		must(bundle_read(&w->bundles[i], &w->office.roster, m->bundle) == 0);
	}
}

static void
make_guest(struct world *w, struct guest *g)
{
	const uint8_t *office = w->office.roster.office;
	uint8_t seed[SEED_BYTES];

	words_new(g->words);
	must(keys_seed(seed, g->words, office) == 0);
	must(keys_visitor(&g->keys, seed, office) == 0);
	for (size_t i = 0; i < PEOPLE; i++)
		must(keys_talk(&g->talk[i], seed, office, w->people[i].id) == 0);
}

static struct world *
world_new(void)
{
	struct world *w = calloc(1, sizeof *w);
	const struct talk_keys *new;

	must(w != NULL);
	minisign_new(&w->root);
	w->office.root = w->root.public;
	w->office.day = DAY;
	office_id(w->office.roster.office, &w->root.public);
	make_member(w, &w->people[0], "Ines Halloran", ROLE_OMBUDS);
	make_member(w, &w->people[1], "Bo Lindqvist", ROLE_OMBUDS);
	make_member(w, &w->people[2], "Mara Quill", ROLE_ARRANGING);
	make_roster(w);
	make_bundles(w);
	make_guest(w, &w->visitor);
	make_guest(w, &w->renewed);
	new = &w->renewed.talk[0];
	keys_renewal(w->proof, w->visitor.talk[0].talk, w->office.roster.office, new->x25519_public,
	             new->xwing_public, new->talk);
	return w;
}

static void
world_free(struct world *w)
{
	office_clear(&w->office);
	buf_clear(&w->roster_text);
	buf_clear(&w->signature);
	free(w);
}

/* ---- sections 1 to 5 ---- */

static json_t *
label_json(const struct world *w)
{
	static const uint8_t context[] = {1, 2, 3};
	const uint8_t *office = w->office.roster.office;
	json_t *o = json_object();
	uint8_t key[DERIVE_KEY_BYTES], out[48];
	struct label l = label("words", office);

	randombytes_buf(key, sizeof key);
	derive(out, sizeof out, key, "claim", office, SPAN(context));
	set(o, "name", json_string("words"));
	set(o, "label", hex(span(l.p, l.n)));
	set(o, "derive_key", HEX(key));
	set(o, "derive_name", json_string("claim"));
	set(o, "derive_context", HEX(context));
	set(o, "derived", HEX(out));
	return o;
}

static json_t *
office_json(const struct world *w)
{
	char fingerprint[FINGERPRINT_TEXT_MAX], root[MINISIGN_PUBLIC_TEXT_MAX];
	struct span roster = buf_span(&w->roster_text);
	json_t *o = json_object(), *answer = json_object();
	char *answer_text;

	minisign_public_text(root, &w->root.public);
	fingerprint_of(fingerprint, w->office.roster.office);
	set(o, "root_public", HEX(w->root.public.key));
	set(o, "root_key_id", HEX(w->root.public.key_id));
	set(o, "root_secret_seed", hex(span(w->root.key, 32)));
	set(o, "root_minisign", json_string(root));
	set(o, "office", HEX(w->office.roster.office));
	set(o, "fingerprint", json_string(fingerprint));
	set(o, "day", number(DAY));
	set(o, "origin", json_string(ORIGIN));
	set(o, "roster", text(roster));
	set(o, "roster_hash", sha256(roster));
	set(o, "roster_signature", text(buf_span(&w->signature)));
	set(answer, "day", number(DAY));
	set(answer, "root", json_string(root));
	set(answer, "roster", text(roster));
	set(answer, "signature", text(buf_span(&w->signature)));
	answer_text = json_text(answer, JSON_COMPACT);
	set(o, "answer", json_string(answer_text));
	free(answer_text);
	json_decref(answer);
	return o;
}

static json_t *
member_json(const struct world *w, size_t i)
{
	const struct member *m = &w->people[i];
	json_t *o = json_object(), *keys = words_json(w, m->words, m->seed), *day = json_object();
	struct day_keys secret;

	day_keys(&secret, m->day.seed, w->office.roster.office, m->id, DAY);
	set(keys, "sign_seed", hex(span(m->keys.sign, 32)));
	set(keys, "sign_public", HEX(m->keys.sign_public));
	set(keys, "reply", HEX(m->keys.reply));
	set(keys, "reply_public", HEX(m->keys.reply_public));
	set(keys, "vault", HEX(m->keys.vault));
	set(day, "day", number(m->day.day));
	set(day, "seed", HEX(m->day.seed));
	set(day, "x25519", HEX(secret.x25519));
	set(day, "x25519_public", HEX(w->bundles[i].x25519));
	set(day, "xwing", HEX(secret.xwing));
	set(day, "serial", number(m->day.serial));
	set(day, "roster_serial", number(m->day.roster_serial));
	set(day, "bundle", HEX(m->bundle));
	set(day, "bundle_hash", HEX(w->bundles[i].hash));
	set(o, "name", json_string(m->name));
	set(o, "role", json_string(m->role == ROLE_OMBUDS ? "ombuds" : "arranging"));
	set(o, "person", HEX(m->id));
	set(o, "desk", keys);
	set(o, "day", day);
	return o;
}

static json_t *
guest_json(const struct world *w, const struct guest *g)
{
	json_t *o = words_json(w, g->words, g->keys.seed), *toward = json_array();

	set(o, "copy_x25519", HEX(g->keys.x25519));
	set(o, "copy_x25519_public", HEX(g->keys.x25519_public));
	set(o, "copy_xwing", HEX(g->keys.xwing));
	set(o, "copy_xwing_public", HEX(g->keys.xwing_public));
	set(o, "copy_places", HEX(g->keys.copy));
	set(o, "envelope_places", HEX(g->keys.envelope));
	set(o, "claim", HEX(g->keys.claim));
	for (size_t i = 0; i < PEOPLE; i++) {
		const struct talk_keys *t = &g->talk[i];
		json_t *one = json_object();

		set(one, "person", HEX(w->people[i].id));
		set(one, "x25519", HEX(t->x25519));
		set(one, "x25519_public", HEX(t->x25519_public));
		set(one, "xwing", HEX(t->xwing));
		set(one, "xwing_public", HEX(t->xwing_public));
		set(one, "talk", HEX(t->talk));
		add(toward, one);
	}
	set(o, "toward", toward);
	return o;
}

/* ---- section 6 ---- */

static json_t *
place_json(const char *key_name, const uint8_t key[32], const struct place *p)
{
	json_t *o = json_object();

	set(o, "of", json_string(key_name));
	set(o, "key", hex(span(key, 32)));
	set(o, "day", number(p->day));
	set(o, "access", HEX(p->access));
	set(o, "tag", HEX(p->tag));
	return o;
}

static json_t *
places_json(const struct world *w)
{
	static const unsigned at[] = {0, 1, 63};
	const uint8_t *office = w->office.roster.office, *envelope = w->visitor.keys.envelope;
	uint8_t id[MESSAGE_ID_BYTES];
	json_t *list = json_array(), *o;
	struct place p;

	for (size_t k = 0; k < 2; k++) {
		const uint8_t *key = k == 0 ? w->visitor.keys.copy : w->visitor.talk[0].talk;

		for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
			place_at(&p, key, office, DAY, at[i]);
			o = place_json(k == 0 ? "K_copy" : "K_talk", key, &p);
			set(o, "i", number(at[i]));
			add(list, o);
		}
	}
	randombytes_buf(id, sizeof id);
	for (unsigned part = 0; part < 2; part++) {
		place_envelope(&p, envelope, office, w->people[1].id, DAY, id, part);
		o = place_json("K_envelope", envelope, &p);
		set(o, "person", HEX(w->people[1].id));
		set(o, "message", HEX(id));
		set(o, "part", number(part));
		add(list, o);
	}
	return list;
}

/* ---- sections 7 and 8 ---- */

static json_t *
addressees_json(const struct addressees *to)
{
	json_t *list = json_array();

	for (size_t i = 0; i < to->n; i++) {
		const struct addressee *row = &to->rows[i];
		json_t *o = json_object();

		set(o, "person", HEX(row->person));
		set(o, "meant", json_boolean(addressees_meant(to, i)));
		set(o, "lamport", number(row->lamport));
		set(o, "message", HEX(row->message));
		add(list, o);
	}
	return list;
}

static json_t *
part_json(const struct message_part *m)
{
	json_t *o = json_object(), *shown = json_object();

	set(shown, "serial", number(m->shown.serial));
	set(shown, "hash", HEX(m->shown.hash));
	set(o, "kind", number(m->kind));
	set(o, "part", number(m->part));
	set(o, "parts", number(m->parts));
	set(o, "lamport", number(m->lamport));
	set(o, "id", HEX(m->id));
	set(o, "claim", HEX(m->claim));
	set(o, "from", HEX(m->from));
	set(o, "talk", HEX(m->talk));
	set(o, "proof", HEX(m->proof));
	set(o, "to", addressees_json(&m->to));
	set(o, "shown", shown);
	set(o, "xwing", HEX(m->xwing));
	set(o, "text", text(m->text));
	return o;
}

/* One seal: from whose key, to whose, and what. */
struct sealing {
	const char *what;
	struct seal_context context;
	const uint8_t *sender;
	const uint8_t *recipient, *recipient_xwing;               /* secrets */
	const uint8_t *recipient_public, *recipient_xwing_public; /* of the same */
	struct message_part part;
};

/* The body, and the 96 bytes that sealing drew: the scalar inside, X-Wing's seed outside. */
static void
seal_drawn(uint8_t body[BODY_BYTES], uint8_t drawn[96], const struct sealing *s,
           const uint8_t plaintext[INNER_BYTES])
{
	uint64_t before = seeded_state, after;

	must(seal_close(body, &s->context, s->recipient_public, s->recipient_xwing_public,
	                s->sender, plaintext) == 0);
	after = seeded_state;
	seeded_state = before;
	seeded_fill(drawn, 96);
	must(seeded_state == after);
}

/* The first body that is sealed to an ombuds: it waits in the vault of section 9. */
static struct {
	bool there;
	uint8_t body[BODY_BYTES];
} first_to_ombuds;

static json_t *
seal_json(const struct sealing *s)
{
	static const uint8_t nobody[PERSON_BYTES];
	const struct seal_context *c = &s->context;
	uint8_t plaintext[INNER_BYTES], body[BODY_BYTES], again[INNER_BYTES], sender[X25519_BYTES];
	uint8_t drawn[HPKE_RANDOM_X25519 + HPKE_RANDOM_XWING];
	struct xwing_key xwing;
	json_t *o = json_object();

	must(xwing_expand(&xwing, s->recipient_xwing) == 0);
	message_write(plaintext, &s->part, c->direction);
	seal_drawn(body, drawn, s, plaintext);
	must(seal_open(again, sender, c, &(struct x25519_pair){s->recipient, s->recipient_public},
	               &xwing, body) == 0);
	must(memcmp(again, plaintext, sizeof again) == 0);
	if (!first_to_ombuds.there && c->direction == SEAL_TO_OMBUDS)
		memcpy(first_to_ombuds.body, body, sizeof body);
	first_to_ombuds.there = first_to_ombuds.there || c->direction == SEAL_TO_OMBUDS;
	set(o, "what", json_string(s->what));
	set(o, "direction", number(c->direction));
	set(o, "person", hex(span(c->person != NULL ? c->person : nobody, PERSON_BYTES)));
	set(o, "day", number(c->day));
	set(o, "reference", hex(c->reference));
	set(o, "sender", hex(span(s->sender, X25519_BYTES)));
	set(o, "sender_public", HEX(sender));
	set(o, "recipient", hex(span(s->recipient, X25519_BYTES)));
	set(o, "recipient_xwing", hex(span(s->recipient_xwing, XWING_SEED_BYTES)));
	set(o, "message", part_json(&s->part));
	set(o, "plaintext", hex(trimmed(SPAN(plaintext))));
	set(o, "inner_random", hex(span(drawn, HPKE_RANDOM_X25519)));
	set(o, "outer_random", hex(span(drawn + HPKE_RANDOM_X25519, HPKE_RANDOM_XWING)));
	set(o, "body", HEX(body));
	return o;
}

/* Toward the desk of a person, from a visitor or, when from is NULL, a colleague's reply key. */
static json_t *
seal_to_desk(const struct world *w, const char *what, size_t to, const struct guest *from,
             const uint8_t *reply, struct message_part part)
{
	const struct member *m = &w->people[to];
	struct day_keys secret;
	struct sealing s = {
		.what = what,
		.context = {.office = w->office.roster.office,
	                    .direction = m->role == ROLE_OMBUDS ? SEAL_TO_OMBUDS : SEAL_TO_STAFF,
	                    .person = m->id,
	                    .day = DAY,
	                    .reference = SPAN(w->bundles[to].hash)},
		.sender = from != NULL ? from->talk[to].x25519 : reply,
		.recipient = secret.x25519,
		.recipient_xwing = secret.xwing,
		.recipient_public = w->bundles[to].x25519,
		.recipient_xwing_public = w->bundles[to].xwing,
	};

	day_keys(&secret, m->day.seed, w->office.roster.office, m->id, DAY);
	if (from != NULL) {
		memcpy(part.talk, from->talk[to].talk, sizeof part.talk);
		memcpy(part.xwing, from->talk[to].xwing_public, sizeof part.xwing);
		part.shown.serial = w->office.roster.serial;
		memcpy(part.shown.hash, w->office.roster.hash, sizeof part.shown.hash);
	}
	randombytes_buf(part.id, sizeof part.id);
	s.part = part;
	return seal_json(&s);
}

static json_t *
seal_to_visitor(const struct world *w)
{
	const struct talk_keys *t = &w->visitor.talk[0];
	uint8_t after[2 * MESSAGE_ID_BYTES]; /* what it was written after */
	struct place place;
	struct sealing s = {
		.what = "the ombuds answers the visitor, at the first place of K_talk",
		.context = {.office = w->office.roster.office,
	                    .direction = SEAL_TO_VISITOR,
	                    .person = w->people[0].id,
	                    .day = DAY,
	                    .reference = SPAN(place.tag)},
		.sender = w->people[0].keys.reply,
		.recipient = t->x25519,
		.recipient_xwing = t->xwing,
		.recipient_public = t->x25519_public,
		.recipient_xwing_public = t->xwing_public,
		.part = {.kind = MESSAGE_TEXT,
	                 .parts = 1,
	                 .lamport = 2,
	                 .text = span_text("Thank you for writing. Would Tuesday suit you?")},
	};

	place_at(&place, t->talk, w->office.roster.office, DAY, 0);
	randombytes_buf(s.part.id, sizeof s.part.id);
	randombytes_buf(after, sizeof after);
	message_set_after(&s.part, SPAN(after));
	return seal_json(&s);
}

/* To those of a set of all people. */
static void
address(const struct world *w, struct message_part *part, uint8_t meant)
{
	part->to = (struct addressees){.n = PEOPLE, .meant = meant};
	for (size_t i = 0; i < PEOPLE; i++) {
		struct addressee *row = &part->to.rows[i];

		memcpy(row->person, w->people[i].id, PERSON_BYTES);
		if ((meant >> i & 1) == 0)
			continue;
		row->lamport = (uint32_t)(1 + i);
		keys_message_id(row->message, w->visitor.keys.envelope, w->office.roster.office,
		                row->person, part->id);
	}
}

static json_t *
seal_copy(const struct world *w)
{
	const struct visitor_keys *k = &w->visitor.keys;
	struct place place;
	struct sealing s = {
		.what = "the visitor's copy of a message to whoever is free, at the first place of "
			"K_copy",
		.context = {.office = w->office.roster.office,
	                    .direction = SEAL_COPY,
	                    .day = DAY,
	                    .reference = SPAN(place.tag)},
		.sender = k->x25519,
		.recipient = k->x25519,
		.recipient_xwing = k->xwing,
		.recipient_public = k->x25519_public,
		.recipient_xwing_public = k->xwing_public,
		.part = {.kind = MESSAGE_TEXT,
	                 .parts = 1,
	                 .lamport = 1,
	                 .text = span_text("Could we talk? \xe2\x80\x94 J\xc3\xbcrgen")},
	};

	place_at(&place, k->copy, w->office.roster.office, DAY, 0);
	randombytes_buf(s.part.id, sizeof s.part.id);
	memcpy(s.part.claim, k->claim, CLAIM_BYTES);
	address(w, &s.part, 3);
	return seal_json(&s);
}

static json_t *
seals_json(const struct world *w)
{
	struct message_part free_text = {.kind = MESSAGE_TEXT,
	                                 .parts = 2,
	                                 .lamport = 1,
	                                 .text = span_text("Could we talk?")};
	struct message_part to_one = {.kind = MESSAGE_TEXT,
	                              .parts = 1,
	                              .lamport = 4,
	                              .text = span_text("Is Tuesday at ten possible?")};
	struct message_part taken = {.kind = MESSAGE_TAKEN, .parts = 1};
	struct message_part renew = {.kind = MESSAGE_RENEW, .parts = 1, .lamport = 5};
	struct message_part forget = {.kind = MESSAGE_FORGET, .parts = 1, .lamport = 6};
	json_t *list = json_array();

	memcpy(free_text.claim, w->visitor.keys.claim, CLAIM_BYTES);
	memcpy(taken.claim, w->visitor.keys.claim, CLAIM_BYTES);
	memcpy(renew.proof, w->proof, sizeof w->proof);
	add(list,
	    seal_to_desk(w, "the visitor writes to whoever is free: the envelope of one ombuds", 0,
	                 &w->visitor, NULL, free_text));
	add(list, seal_to_visitor(w));
	add(list, seal_copy(w));
	add(list, seal_to_desk(w, "the visitor writes to staff who arrange meetings", 2,
	                       &w->visitor, NULL, to_one));
	add(list, seal_to_desk(w, "an ombuds tells a colleague that the matter is taken", 1, NULL,
	                       w->people[0].keys.reply, taken));
	add(list,
	    seal_to_desk(w, "the visitor goes on under new words", 0, &w->renewed, NULL, renew));
	add(list,
	    seal_to_desk(w, "the visitor asks the desk to forget", 0, &w->visitor, NULL, forget));
	return list;
}

static json_t *
parts_json(void)
{
	static const size_t sizes[] = {0,     1,     5509,  5510,  11018, 11019,
	                               22036, 22037, 44072, 44073, 65536};
	static uint8_t letters[TEXT_MAX];
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct span whole = span(letters, sizes[i]);
		json_t *o = json_object(), *pieces = json_array();
		unsigned parts = message_parts(sizes[i]);

		for (unsigned at = 0; at < parts; at++)
			add(pieces, number(message_piece(whole, at).n));
		set(o, "bytes", number(sizes[i]));
		set(o, "pieces", pieces);
		add(list, o);
	}
	return list;
}

/* ---- the order of reading ---- */

/* As this person knows it, if they do. */
static void
name_one(uint8_t out[MESSAGE_ID_BYTES], const struct message *m, const uint8_t *person)
{
	const struct addressee *row = addressees_find(&m->to, person);

	memcpy(out, row == NULL ? m->id : row->message, MESSAGE_ID_BYTES);
}

/* Messages of two ombuds and a visitor, with numbers and lists that fit and that do not. */
static void
add_drawn(const struct world *w, struct thread *t, json_t *list)
{
	static const uint8_t visitor[PERSON_BYTES];
	uint32_t who = seeded_below(5), day = DAY + seeded_below(2);
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1};
	const uint8_t *person = who < 2 ? w->people[who].id : visitor;
	json_t *o = json_object(), *after = json_array();
	uint8_t named[3][MESSAGE_ID_BYTES];
	size_t n = 0;

	part.lamport = seeded_below(8) == 0 ? seeded_u32() : seeded_below(12);
	randombytes_buf(part.id, sizeof part.id);
	for (size_t i = 0; who >= 2 && i < 2; i++) {
		struct addressee *row = &part.to.rows[i];

		part.to.n = 2;
		memcpy(row->person, w->people[i].id, PERSON_BYTES);
		if (who != 4 && who != 2 + i)
			continue;
		part.to.meant = (uint8_t)(part.to.meant | 1U << i);
		row->lamport = seeded_below(8) == 0 ? seeded_u32() : seeded_below(12);
		randombytes_buf(row->message, sizeof row->message);
	}
	for (size_t i = 0; who < 2 && t->n > 0 && i < 3; i++)
		name_one(named[n++], t->messages[seeded_below((uint32_t)t->n)], person);
	message_set_after(&part, span(named, n * MESSAGE_ID_BYTES));
	must(thread_add(t, person, day, &part) == 0);
	for (size_t i = 0; i < n; i++)
		add(after, HEX(named[i]));
	set(o, "id", HEX(part.id));
	set(o, "person", hex(span(person, PERSON_BYTES)));
	set(o, "day", number(day));
	set(o, "lamport", number(part.lamport));
	set(o, "to", addressees_json(&part.to));
	set(o, "after", after);
	add(list, o);
}

static json_t *
orders_json(const struct world *w)
{
	json_t *all = json_array();

	for (unsigned i = 0; i < 8; i++) {
		json_t *o = json_object(), *messages = json_array(), *order = json_array();
		struct thread t = {0};

		for (unsigned k = 0; k < 12; k++)
			add_drawn(w, &t, messages);
		thread_arrange(&t);
		for (size_t k = 0; k < t.n; k++)
			add(order, HEX(t.messages[k]->id));
		thread_clear(&t);
		set(o, "messages", messages);
		set(o, "read", order);
		add(all, o);
	}
	return all;
}

static json_t *
renewal_json(const struct world *w)
{
	json_t *o = json_object();
	const struct talk_keys *new = &w->renewed.talk[0];

	set(o, "old_talk", HEX(w->visitor.talk[0].talk));
	set(o, "x25519_public", HEX(new->x25519_public));
	set(o, "xwing_public", HEX(new->xwing_public));
	set(o, "new_talk", HEX(new->talk));
	set(o, "proof", HEX(w->proof));
	return o;
}

/* ---- section 9 ---- */

static struct matter *
make_matter(const struct world *w, struct vault *v)
{
	const struct talk_keys *t = &w->visitor.talk[0];
	struct message_part said = {.kind = MESSAGE_TEXT,
	                            .parts = 2,
	                            .lamport = 1,
	                            .text = span_text("Could we talk?")};
	struct message answer = {
		.kind = MESSAGE_TEXT, .lamport = 2, .day = DAY, .body.parts = 1, .unsent = true};
	static const uint8_t visitor[PERSON_BYTES];
	struct matter *m = vault_add_matter(v);
	struct correspondent *c;
	struct message *written;

	must(m != NULL);
	c = vault_add_correspondent(v, m);
	must(c != NULL);
	memcpy(c->keys.x25519, t->x25519_public, sizeof c->keys.x25519);
	memcpy(c->keys.xwing, t->xwing_public, sizeof c->keys.xwing);
	memcpy(c->keys.talk, t->talk, sizeof c->keys.talk);
	memcpy(c->keys.claim, w->visitor.keys.claim, sizeof c->keys.claim);
	memcpy(m->taken, w->people[1].id, sizeof m->taken);
	matter_went_on(m, DAY);
	randombytes_buf(said.id, sizeof said.id);
	said.shown.serial = w->office.roster.serial;
	memcpy(said.shown.hash, w->office.roster.hash, sizeof said.shown.hash);
	must(thread_add(&c->thread, visitor, DAY, &said) == 0);
	randombytes_buf(answer.id, sizeof answer.id);
	memcpy(answer.person, w->people[0].id, sizeof answer.person);
	buf_init(&answer.order.after, MESSAGE_ID_BYTES);
	buf_put(&answer.order.after, said.id, sizeof said.id);
	must(thread_write(&c->thread, &answer, span_text("Would Tuesday suit you?"), &written) ==
	     0);
	buf_clear(&answer.order.after);
	return m;
}

/* Coded, tallied, and in waiting. */
static void
fill_counts(const struct world *w, struct vault *v, struct matter *m)
{
	struct outreach_row talk = {.day = DAY, .kind = 2, .people = 40};
	struct theme theme = {.period = 2026, .n = 15, .text = "deadlines moved"};
	struct noticed noticed = {.period = 2026};
	const struct brought_row before = {1 + TABLE_MANNERS, 2, 7};
	struct counting how = {&w->office.roster, NULL, {PERIOD_ACADEMIC, 9}, DAY};
	struct mark mark;

	matter_mark_id(m->count.mark, w->office.roster.office,
	               SPAN(m->correspondents[0]->keys.talk),
	               m->correspondents[0]->thread.messages[0]->id);
	m->count.concerns[0] = 26 + 13;
	m->count.concerns[1] = CODE_LOCAL;
	m->count.rest = (struct mark_rest){.group = mark_key(span_text("staff")),
	                                   .did = SERVICE_LISTENED | SERVICE_OPTIONS,
	                                   .with = 2,
	                                   .ended = 9,
	                                   .minutes = 4};
	m->count.tallied[TALK_PHONE] = 2;
	m->count.tallied[TALK_WRITING] = 1;
	m->count.first = (uint16_t)(period_of(&how.period, DAY) - 1);
	matter_mark(&mark, m, &how);
	must(marks_put(&v->past.counts.marks, &mark) == 0);
	randombytes_buf(talk.id, sizeof talk.id);
	must(outreach_put(&v->past.counts.outreach, &talk) == 0);
	v->past.counts.demand = 1;
	randombytes_buf(theme.id, sizeof theme.id);
	memcpy(noticed.id, theme.id, sizeof noticed.id);
	memcpy(noticed.theme, theme.id, sizeof noticed.theme);
	must(themes_put(&v->past.counts.themes, &theme) == 0);
	must(themes_notice(&v->past.counts.themes, &noticed) == 0);
	must(brought_put(&v->past.counts.brought, theme.period, 1 + TABLE_MANNERS, &before, 1) ==
	     0);
}

static void
put_unfiled(const struct world *w, struct vault *v)
{
	const struct member *m = &w->people[0];
	struct unfiled_day keys = {.day = DAY};
	struct unfiled_row row = {.day = DAY};
	struct day_keys secret;
	struct xwing_key xwing;

	must(first_to_ombuds.there);
	day_keys(&secret, m->day.seed, w->office.roster.office, m->id, DAY);
	must(xwing_expand(&xwing, secret.xwing) == 0);
	must(seal_shared(row.shared, &xwing, first_to_ombuds.body) == 0);
	randombytes_buf(row.tag, sizeof row.tag);
	unfiled_sender(row.sender, w->visitor.talk[0].x25519_public);
	memcpy(keys.x25519, secret.x25519, sizeof keys.x25519);
	memcpy(keys.bundle_hash, w->bundles[0].hash, sizeof keys.bundle_hash);
	must(unfiled_put(&v->pending.unfiled, &keys, &row) == 0);
}

/* One of each section and item, and of each one that no reader knows. */
/* As if the notes had been written by a line. */
static void
note_act(struct vault *v, struct matter *m, const char *notes)
{
	struct verb_problem why;
	struct verb_line line = {0};
	char name[MATTER_NAME_MAX];
	uint8_t check[ACT_CHECK_BYTES];
	json_t *object;

	matter_name(name, m->id);
	object = json_pack("{s:s, s:s, s:s, s:s}", "do", "note", "matter", name, "text", notes,
	                   "base", "what stood there does not count");
	must(object != NULL && verb_read(&line, &why, desk_verbs, object) == 0);
	verb_check(check, &line);
	must(vault_mark_done(v, line.id, m, check) == 0);
	verb_line_clear(&line);
	json_decref(object);
}

static void
fill_vault(const struct world *w, struct vault *v, const char *notes)
{
	static const uint8_t unknown[] = {0x0f, 0xff, 0, 0, 0, 3, 'n', 'e', 'w'};
	struct ended ended = {.id = 7, .day = DAY - 1, .until = DAY + 9, .into = ENDED_NOWHERE};
	struct unsettled_row row = {.day = DAY, .forgotten = true}, *put;
	uint8_t plaintext[INNER_BYTES] = {99, 1, 2, 3}, id[16];
	struct matter *m;

	must(vault_see_roster(v, &w->office.roster) == 0);
	v->head.bundle_serial = 1;
	v->seeds.n = 2;
	v->seeds.rows[0] = w->people[0].day;
	v->seeds.rows[1] = w->people[0].day;
	v->seeds.rows[1].day++;
	randombytes_buf(v->seeds.rows[1].seed, sizeof v->seeds.rows[1].seed);
	randombytes_buf(id, sizeof id);
	must(vault_mark(v, DAY, id) == 0);
	devices_save(&v->past.devices, (uint8_t[DEVICE_BYTES]){0});
	randombytes_buf(id, sizeof id);
	devices_save(&v->past.devices, id);
	endings_add(&v->past.ended, &ended);
	m = make_matter(w, v);
	note_act(v, m, notes);
	must(matter_add_notes(m, span_text(notes)) == 0);
	must(matter_set_label(m, span_text("The rota ✓")) == 0);
	m->news.kept = true;
	fill_counts(w, v, m);
	buf_put(&m->unknown, unknown, sizeof unknown);
	buf_put(&v->unknown, unknown, sizeof unknown);
	memcpy(row.x25519, w->renewed.talk[0].x25519_public, sizeof row.x25519);
	crypto_hash_sha256(row.xwing_hash, w->renewed.talk[0].xwing_public, XWING_PUBLIC_BYTES);
	memcpy(row.talk, w->renewed.talk[0].talk, sizeof row.talk);
	memcpy(row.proof, w->proof, sizeof row.proof);
	must(unsettled_put(&v->pending.unsettled, &row, &put) == 0);
	put_unfiled(w, v);
	must(vault_keep_later(v, DAY, w->visitor.talk[0].x25519_public, plaintext, RETENTION) == 0);
}

/* Opens what is behind n bytes of a sealed run, by the steps of the protocol. */
static void
open_run(struct span sealed, uint8_t *plain, const uint8_t key[32], struct span aad)
{
	static const uint8_t nonce[12];

	must(crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed.p, sealed.n, aad.p,
	                                               aad.n, nonce, key) == 0);
}

static void
open_blob(const struct world *w, struct span blob, uint8_t *plain)
{
	const struct member *m = &w->people[0];
	struct label l = label("vault", w->office.roster.office);
	uint8_t key[32], aad[LABEL_BYTES_MAX + PERSON_BYTES + 6];

	derive(key, sizeof key, m->keys.vault, "vault", w->office.roster.office,
	       span(blob.p + 2, 32));
	memcpy(aad, l.p, l.n);
	memcpy(aad + l.n, m->id, PERSON_BYTES);
	put_u32(aad + l.n + PERSON_BYTES, VAULT_VERSION);
	put_u16(aad + l.n + PERSON_BYTES + 4, VAULT_FORMAT);
	open_run(span(blob.p + 34, blob.n - 34), plain, key, span(aad, l.n + PERSON_BYTES + 6));
}

/* The one section of a kind in a plaintext: what its own seal, of an end day, holds. */
static json_t *
inside_plaintext(const struct world *w, struct span plain, const uint8_t *salt,
                 const struct ends *ends, uint16_t kind, const char *name)
{
	struct label l = label(name, w->office.roster.office);
	struct reader r = reader(span(plain.p + 2, plain.n - 2));
	uint8_t context[PERSON_BYTES + 32 + 8], aad[LABEL_BYTES_MAX + PERSON_BYTES], key[32],
		*items;
	struct section s;
	json_t *out;

	while (section_next(&r, &s) && s.kind != kind)
		;
	must(s.kind == kind);
	memcpy(context, w->people[0].id, PERSON_BYTES);
	memcpy(context + PERSON_BYTES, salt, 32);
	memcpy(context + PERSON_BYTES + 32, s.bytes.p, 8);
	derive(key, sizeof key, ends_key(ends, get_u32(s.bytes.p + 4)), name,
	       w->office.roster.office, SPAN(context));
	memcpy(aad, l.p, l.n);
	memcpy(aad + l.n, w->people[0].id, PERSON_BYTES);
	items = malloc(s.bytes.n);
	must(items != NULL);
	open_run(span(s.bytes.p + 8, s.bytes.n - 8), items, key, span(aad, l.n + PERSON_BYTES));
	out = hex(span(items, s.bytes.n - 8 - 16));
	free(items);
	return out;
}

static json_t *
vault_json(const struct world *w, const char *notes)
{
	const struct member *m = &w->people[0];
	static struct ends ends = {.day = DAY};
	struct vault_of of = {&m->keys, w->office.roster.office, m->id, &ends, RETENTION, NOTES};
	struct vault *v = vault_new();
	json_t *o = json_object();
	struct buf blob;
	uint8_t *plain;

	must(v != NULL);
	for (size_t i = 0; i < END_KEYS; i++)
		memset(ends.keys[i], (int)(i % 251), END_KEY_BYTES);
	fill_vault(w, v, notes);
	buf_init(&blob, VAULT_MAX);
	must(vault_seal(&blob, v, &of, VAULT_VERSION) == 0);
	plain = malloc(blob.n);
	must(plain != NULL);
	open_blob(w, buf_span(&blob), plain);
	set(o, "person", HEX(m->id));
	set(o, "key", HEX(m->keys.vault));
	set(o, "version", number(VAULT_VERSION));
	set(o, "day", number(DAY));
	set(o, "end_day", number(matter_ends(v->matters[0], RETENTION, NOTES)));
	set(o, "end_key",
	    hex(span(ends_key(&ends, matter_ends(v->matters[0], RETENTION, NOTES)),
	             END_KEY_BYTES)));
	set(o, "matter", number(v->matters[0]->id));
	set(o, "notes", json_string(notes));
	set(o, "label", json_string(v->matters[0]->label));
	set(o, "plaintext", hex(trimmed(span(plain, blob.n - 34 - 16))));
	set(o, "plaintext_bytes", number(blob.n - 34 - 16));
	set(o, "matter_plaintext",
	    inside_plaintext(w, span(plain, blob.n - 34 - 16), blob.p + 2, &ends, SECTION_MATTER,
	                     "vault matter"));
	set(o, "later_end_day", number(DAY + RETENTION + 1));
	set(o, "outreach_day", number(DAY));
	set(o, "later_end_key", hex(span(ends_key(&ends, DAY + RETENTION + 1), END_KEY_BYTES)));
	set(o, "later_plaintext",
	    inside_plaintext(w, span(plain, blob.n - 34 - 16), blob.p + 2, &ends,
	                     SECTION_LATER_MESSAGE, "vault later"));
	set(o, "unfiled_plaintext",
	    inside_plaintext(w, span(plain, blob.n - 34 - 16), blob.p + 2, &ends, SECTION_UNFILED,
	                     "vault unfiled"));
	set(o, "blob", hex(buf_span(&blob)));
	free(plain);
	buf_clear(&blob);
	vault_free(v);
	return o;
}

/* ---- sections 10 and 11 ---- */

static json_t *
login_json(const struct world *w)
{
	const struct member *m = &w->people[0];
	struct label l = label("login", w->office.roster.office);
	uint8_t challenge[CHALLENGE_BYTES], signature[64];
	json_t *o = json_object();
	struct buf b;

	randombytes_buf(challenge, sizeof challenge);
	buf_init(&b, 512);
	buf_put(&b, l.p, l.n);
	buf_put(&b, m->id, PERSON_BYTES);
	buf_put(&b, challenge, sizeof challenge);
	buf_put_u8(&b, sizeof ORIGIN - 1);
	buf_put_text(&b, ORIGIN);
	must(b.err == 0 && crypto_sign_detached(signature, NULL, b.p, b.n, m->keys.sign) == 0);
	set(o, "person", HEX(m->id));
	set(o, "challenge", HEX(challenge));
	set(o, "origin", json_string(ORIGIN));
	set(o, "signed", hex(buf_span(&b)));
	buf_put(&b, signature, sizeof signature);
	set(o, "body", hex(span(b.p + l.n, b.n - l.n)));
	buf_clear(&b);
	return o;
}

/* The visitor writes to the first ombuds and to the staff; the second ombuds gets nobody's. */
static void
make_slots(const struct world *w, struct exchange_slot slots[1 + PEOPLE])
{
	struct message_part part = {.kind = MESSAGE_TEXT,
	                            .parts = 1,
	                            .lamport = 3,
	                            .text = span_text("Tuesday is fine.")};
	struct talk_keys *talk[PEOPLE];
	struct visitor_letter l = {
		.office = &w->office,
		.bundles = w->bundles,
		.keys = &w->visitor.keys,
		.talk = talk,
		.part = &part,
		.to = 1U << 0 | 1U << 2,
		.copy = true,
		.i = 1,
	};

	for (size_t i = 0; i < PEOPLE; i++) {
		talk[i] = malloc(sizeof *talk[i]);
		must(talk[i] != NULL);
		*talk[i] = w->visitor.talk[i];
	}
	randombytes_buf(part.id, sizeof part.id);
	address(w, &part, 1U << 0 | 1U << 2);
	must(deposit_from_visitor(slots, &l) == 0);
	for (size_t i = 0; i < PEOPLE; i++)
		free(talk[i]);
}

static json_t *
puzzle_json(const struct exchange_answer *asked, const struct buf *request)
{
	struct reader r = reader(buf_span(request));
	json_t *o = json_object();

	(void)read_span(&r, 16);
	set(o, "challenge", HEX(asked->challenge));
	set(o, "bits", number(asked->bits));
	set(o, "slots_hash",
	    sha256(span(request->p + EXCHANGE_HEADER_BYTES, request->n - EXCHANGE_HEADER_BYTES)));
	set(o, "nonce", number(read_u64(&r)));
	return o;
}

static json_t *
deposit_json(const struct world *w)
{
	struct exchange_slot *slots = calloc(1 + PEOPLE, sizeof *slots);
	struct exchange_answer asked = {
		.status = EXCHANGE_PUZZLE, .bits = PUZZLE_BITS, .day = DAY, .hour = DAY * 24 + 9};
	json_t *o = json_object(), *list = json_array();
	struct buf b;

	must(slots != NULL);
	make_slots(w, slots);
	randombytes_buf(asked.challenge, sizeof asked.challenge);
	buf_init(&b, EXCHANGE_HEADER_BYTES + (1 + PEOPLE) * EXCHANGE_SLOT_BYTES);
	must(exchange_deposit(&b, &w->office.roster, DAY, slots) == 0);
	must(exchange_solve(&b, &asked) == 0);
	for (size_t i = 0; i < 1 + PEOPLE; i++) {
		json_t *slot = json_object();

		set(slot, "tag", HEX(slots[i].tag));
		set(slot, "body", HEX(slots[i].body));
		add(list, slot);
	}
	set(o, "hour", number(asked.hour));
	set(o, "puzzle", puzzle_json(&asked, &b));
	set(o, "header", hex(span(b.p, EXCHANGE_HEADER_BYTES)));
	set(o, "slots", list);
	set(o, "bytes", number(b.n));
	set(o, "sha256", sha256(buf_span(&b)));
	buf_clear(&b);
	free(slots);
	return o;
}

/* A fetch or a delete: what of the request is not filler. */
static json_t *
request_json(const struct buf *b, size_t entries)
{
	json_t *o = json_object();

	set(o, "head",
	    hex(span(b->p, EXCHANGE_HEADER_BYTES + entries * (size_t)EXCHANGE_ENTRY_BYTES)));
	set(o, "bytes", number(b->n));
	return o;
}

static json_t *
answer_json(void)
{
	uint8_t challenge[CHALLENGE_BYTES];
	struct exchange_answer answer;
	json_t *o = json_object();
	struct buf b;

	randombytes_buf(challenge, sizeof challenge);
	buf_init(&b, EXCHANGE_ANSWER_BYTES);
	buf_put_u8(&b, EXCHANGE_PUZZLE);
	buf_put_u8(&b, PUZZLE_BITS);
	buf_put_u16(&b, 0);
	buf_put_u32(&b, DAY);
	buf_put_u32(&b, DAY * 24 + 9);
	buf_put(&b, challenge, sizeof challenge);
	buf_put_zeros(&b, EXCHANGE_ANSWER_BYTES - b.n);
	must(b.err == 0 && exchange_read(&answer, buf_span(&b)) == 0);
	set(o, "header", hex(span(b.p, EXCHANGE_HEADER_BYTES)));
	set(o, "bytes", number(b.n));
	set(o, "status", number(answer.status));
	set(o, "bits", number(answer.bits));
	set(o, "day", number(answer.day));
	set(o, "hour", number(answer.hour));
	set(o, "challenge", HEX(answer.challenge));
	buf_clear(&b);
	return o;
}

static json_t *
exchange_json(const struct world *w)
{
	const uint8_t *office = w->office.roster.office;
	json_t *o = json_object();
	struct place places[2];
	struct buf b;

	place_at(&places[0], w->visitor.keys.copy, office, DAY, 0);
	place_at(&places[1], w->visitor.talk[0].talk, office, DAY, 0);
	buf_init(&b, exchange_request_bytes(&w->office.roster));
	set(o, "deposit", deposit_json(w));
	must(exchange_fetch(&b, &w->office.roster, places, 2) == 0);
	set(o, "fetch", request_json(&b, EXCHANGE_BODIES));
	must(exchange_delete(&b, &w->office.roster, places, 2) == 0);
	set(o, "delete", request_json(&b, 2));
	set(o, "answer", answer_json());
	buf_clear(&b);
	return o;
}

/* ---- closed days ---- */

enum { ENTRIES = 12 };

static int
by_entry(const void *a, const void *b)
{
	return memcmp(a, b, CLOSED_TAG_BYTES);
}

/*
 * Two days before today: nothing of hers in the first; in the second copies at places 0, 2 and 11,
 * one past and eight past others where nothing is, and an answer at place 1, with cover.
 */
static json_t *
closed_json(const struct world *w)
{
	static const unsigned at[] = {0, 2, 11, 1};
	const uint8_t *office = w->office.roster.office;
	json_t *o = json_object(), *found = json_array();
	struct buf b;

	buf_init(&b, 4096);
	for (uint32_t day = DAY - 2; day < DAY; day++) {
		uint8_t entries[ENTRIES][CLOSED_TAG_BYTES];

		randombytes_buf(entries, sizeof entries);
		for (size_t i = 0; day + 1 == DAY && i < 4; i++) {
			bool copy = i < 3;
			struct place p;

			place_at(&p, copy ? w->visitor.keys.copy : w->visitor.talk[0].talk, office,
			         day, at[i]);
			memcpy(entries[i], p.tag, CLOSED_TAG_BYTES);
			must(json_array_append_new(found,
			                           json_pack("{s:s, s:i, s:i}", "key",
			                                     copy ? "K_copy" : "K_talk", "day",
			                                     (int)day, "i", (int)at[i])) == 0);
		}
		qsort(entries, ENTRIES, CLOSED_TAG_BYTES, by_entry);
		buf_put_u32(&b, day);
		buf_put_u32(&b, ENTRIES);
		buf_put(&b, entries, sizeof entries);
	}
	must(b.err == 0 && tables_check(buf_span(&b)) == 0);
	set(o, "answer", hex(buf_span(&b)));
	set(o, "found", found);
	buf_clear(&b);
	return o;
}

/* ---- what a newer Alcove may send ---- */

/* One that must be understood, one that need not, one without bytes. */
static json_t *
items_json(void)
{
	static const struct item items[] = {
		{1, {(const uint8_t *)"Tuesday", 7}},
		{ITEM_MUST_UNDERSTAND + 2, {(const uint8_t *)"\0\xff", 2}},
		{0x7fff, {(const uint8_t *)"", 0}},
	};
	json_t *o = json_object(), *list = json_array();
	struct buf b;

	buf_init(&b, TEXT_MAX);
	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		json_t *item = json_object();

		item_put(&b, items[i].tag, items[i].bytes);
		set(item, "tag", number(items[i].tag));
		set(item, "must_understand", json_boolean(item_must_understand(items[i].tag)));
		set(item, "bytes", hex(items[i].bytes));
		add(list, item);
	}
	must(b.err == 0);
	set(o, "items", list);
	set(o, "text", hex(buf_span(&b)));
	buf_clear(&b);
	return o;
}

/* Of an unknown kind all but kind and id may be anything. */
static json_t *
unknown_kind_json(uint8_t kind)
{
	uint8_t plaintext[INNER_BYTES];
	struct message_part part;
	json_t *o = json_object();

	memset(plaintext, 0xa5, sizeof plaintext);
	plaintext[0] = kind;
	must(message_read(&part, plaintext, SEAL_TO_OMBUDS) == 0 && part.kind == kind);
	set(o, "kind", number(kind));
	set(o, "must_understand", json_boolean(message_must_understand(kind)));
	set(o, "id", HEX(part.id));
	set(o, "all_other_bytes", number(plaintext[1]));
	return o;
}

static json_t *
newer_json(void)
{
	json_t *o = json_object(), *kinds = json_array();

	add(kinds, unknown_kind_json(MESSAGE_RENEW + 1));
	add(kinds, unknown_kind_json(MESSAGE_MUST_UNDERSTAND + 5));
	set(o, "kinds", kinds);
	set(o, "structured", items_json());
	return o;
}

/* ---- all ---- */

static json_t *
vectors_json(const struct world *w)
{
	json_t *top = json_object(), *people = json_array();

	for (size_t i = 0; i < PEOPLE; i++)
		add(people, member_json(w, i));
	set(top, "protocol", json_string("alcove/1"));
	set(top, "label", label_json(w));
	set(top, "office", office_json(w));
	set(top, "people", people);
	set(top, "visitor", guest_json(w, &w->visitor));
	set(top, "renewed_visitor", guest_json(w, &w->renewed));
	set(top, "places", places_json(w));
	set(top, "seals", seals_json(w));
	set(top, "parts", parts_json());
	set(top, "orders", orders_json(w));
	set(top, "renewal", renewal_json(w));
	set(top, "vault", vault_json(w, "Ask about the rota. ✓"));
	set(top, "login", login_json(w));
	set(top, "exchange", exchange_json(w));
	set(top, "closed_days", closed_json(w));
	set(top, "newer", newer_json());
	return top;
}

void
protocol_vectors(struct buf *out)
{
	struct world *w;
	json_t *top;
	char *dumped;

	seeded_randombytes(SEED);
	w = world_new();
	top = vectors_json(w);
	dumped = json_text(top, JSON_INDENT(1));
	must(dumped != NULL);
	buf_put_text(out, dumped);
	buf_put_text(out, "\n");
	must(out->err == 0);
	free(dumped);
	json_decref(top);
	world_free(w);
}
