/*
 * The core as a program for tests/interop/run: one JSON object a line on
 * standard input, with "op" and its arguments, is answered by one on standard
 * output. Bytes are hex. What the core refuses is answered with "err".
 */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/crypto/keys.h"
#include "core/crypto/label.h"
#include "core/crypto/minisign.h"
#include "core/crypto/seal.h"
#include "core/crypto/words.h"
#include "core/secret.h"

enum { BYTES_MAX = 1 << 16 };

struct bytes {
	uint8_t p[BYTES_MAX];
	size_t n;
};

/* A caller who is a test needs to see no more than that it erred. */
static void
give_up(const char *what, const char *name)
{
	fprintf(stderr, "interop-peer: %s: %s\n", what, name);
	exit(2);
}

static const char *
text(const json_t *in, const char *name)
{
	const char *s = json_string_value(json_object_get(in, name));

	if (s == NULL)
		give_up("missing", name);
	return s;
}

/* Argument name, one of a few buffers that later calls use again. */
static struct span
bytes(const json_t *in, const char *name)
{
	static struct bytes pool[8];
	static unsigned next;
	struct bytes *b = &pool[next++ % 8];
	const char *hex = text(in, name);

	b->n = strlen(hex) / 2;
	if (b->n > BYTES_MAX || hex_get(b->p, b->n, span_text(hex)) != 0)
		give_up("not hex", name);
	return span(b->p, b->n);
}

static const uint8_t *
fixed(const json_t *in, const char *name, size_t n)
{
	struct span s = bytes(in, name);

	if (s.n != n)
		give_up("wrong size", name);
	return s.p;
}

static void
say_text(json_t *out, const char *name, const char *s)
{
	json_object_set_new(out, name, json_string(s));
}

static void
say(json_t *out, const char *name, const uint8_t *p, size_t n)
{
	static char hex[2 * BYTES_MAX + 1];

	if (n > BYTES_MAX)
		give_up("too large", name);
	hex_put(hex, span(p, n));
	say_text(out, name, hex);
}

#define SAY(out, name, array) say(out, name, array, sizeof(array))

/* ---- HPKE ---- */

static int
op_public(const json_t *in, json_t *out)
{
	uint8_t x25519[X25519_BYTES], xwing[XWING_PUBLIC_BYTES];
	const uint8_t *secret = fixed(in, "secret", 32);
	int r = xwing_public(xwing, secret);

	x25519_public(x25519, secret);
	SAY(out, "x25519", x25519);
	SAY(out, "xwing", xwing);
	return r;
}

static int
op_seal(const json_t *in, json_t *out)
{
	static uint8_t enc[XWING_ENC_BYTES], ct[BYTES_MAX];
	const char *suite = text(in, "suite");
	struct span info = bytes(in, "info"), aad = bytes(in, "aad"), pt = bytes(in, "text"),
		    to = bytes(in, "recipient");
	size_t enc_n = X25519_BYTES;
	int r;

	if (pt.n + HPKE_TAG_BYTES > sizeof ct)
		give_up("too large", "text");
	if (strcmp(suite, "auth") == 0) {
		r = hpke_auth_seal(enc, ct, to.p, fixed(in, "sender_secret", 32), info, aad, pt,
		                   NULL);
	} else if (strcmp(suite, "xwing") == 0) {
		enc_n = XWING_ENC_BYTES;
		r = hpke_xwing_seal(enc, ct, to.p, info, aad, pt, NULL);
	} else {
		r = hpke_base_seal(enc, ct, to.p, info, aad, pt, NULL);
	}
	say(out, "enc", enc, enc_n);
	say(out, "ct", ct, pt.n + HPKE_TAG_BYTES);
	return r;
}

static int
op_open(const json_t *in, json_t *out)
{
	static uint8_t pt[BYTES_MAX];
	const char *suite = text(in, "suite");
	struct span info = bytes(in, "info"), aad = bytes(in, "aad"), ct = bytes(in, "ct"),
		    enc = bytes(in, "enc");
	const uint8_t *secret = fixed(in, "secret", 32);
	uint8_t public[X25519_BYTES];
	const struct x25519_pair recipient = {secret, public};
	struct xwing_key key;
	int r = xwing_expand(&key, secret);

	x25519_public(public, secret);
	if (r != 0)
		return r;
	if (strcmp(suite, "auth") == 0)
		r = hpke_auth_open(pt, enc.p, &recipient, fixed(in, "sender", 32), info, aad, ct);
	else if (strcmp(suite, "xwing") == 0)
		r = hpke_xwing_open(pt, enc.p, &key, info, aad, ct);
	else
		r = hpke_base_open(pt, enc.p, &recipient, info, aad, ct);
	if (r == 0)
		say(out, "text", pt, ct.n - HPKE_TAG_BYTES);
	return r;
}

/* ---- words and keys ---- */

static int
op_words_new(const json_t *in, json_t *out)
{
	char words[WORDS_TEXT_MAX];

	(void)in;
	words_new(words);
	say_text(out, "words", words);
	return 0;
}

static int
op_words_parse(const json_t *in, json_t *out)
{
	struct words_problem problem;
	char words[WORDS_TEXT_MAX];
	int r = words_parse(words, &problem, span_text(text(in, "typed")));

	say_text(out, "words", words);
	return r;
}

static int
op_fingerprint(const json_t *in, json_t *out)
{
	char words[FINGERPRINT_TEXT_MAX];

	fingerprint_of(words, fixed(in, "office", OFFICE_BYTES));
	say_text(out, "words", words);
	return 0;
}

static int
op_derive(const json_t *in, json_t *out)
{
	uint8_t derived[64];
	size_t n = (size_t)json_integer_value(json_object_get(in, "n"));

	if (n > sizeof derived)
		give_up("too large", "n");
	derive(derived, n, fixed(in, "key", 32), text(in, "name"),
	       fixed(in, "office", OFFICE_BYTES), bytes(in, "context"));
	say(out, "derived", derived, n);
	return 0;
}

static int
op_seed(const json_t *in, json_t *out)
{
	uint8_t seed[SEED_BYTES];
	int r = keys_seed(seed, text(in, "words"), fixed(in, "office", OFFICE_BYTES));

	SAY(out, "seed", seed);
	return r;
}

static int
op_keys(const json_t *in, json_t *out)
{
	static struct talk_keys talk;
	static struct visitor_keys visitor;
	static struct desk_keys desk;
	const uint8_t *seed = fixed(in, "seed", SEED_BYTES),
		      *office = fixed(in, "office", OFFICE_BYTES);
	int r = keys_talk(&talk, seed, office, fixed(in, "person", PERSON_BYTES));

	if (r == 0)
		r = keys_visitor(&visitor, seed, office);
	if (r == 0)
		r = keys_desk(&desk, seed, office);
	SAY(out, "talk_x25519", talk.x25519);
	SAY(out, "talk_x25519_public", talk.x25519_public);
	SAY(out, "talk_xwing", talk.xwing);
	SAY(out, "talk_xwing_public", talk.xwing_public);
	SAY(out, "talk", talk.talk);
	SAY(out, "copy_x25519", visitor.x25519);
	SAY(out, "copy_x25519_public", visitor.x25519_public);
	SAY(out, "copy_xwing", visitor.xwing);
	SAY(out, "copy_xwing_public", visitor.xwing_public);
	SAY(out, "copy", visitor.copy);
	SAY(out, "envelope", visitor.envelope);
	SAY(out, "claim", visitor.claim);
	SAY(out, "sign_public", desk.sign_public);
	SAY(out, "reply", desk.reply);
	SAY(out, "reply_public", desk.reply_public);
	SAY(out, "vault", desk.vault);
	return r;
}

/* ---- the seal ---- */

static struct seal_context
context(const json_t *in)
{
	struct seal_context c = {
		.office = fixed(in, "office", OFFICE_BYTES),
		.direction =
			(enum seal_direction)json_integer_value(json_object_get(in, "direction")),
		.person = fixed(in, "person", PERSON_BYTES),
		.day = (uint32_t)json_integer_value(json_object_get(in, "day")),
		.reference = bytes(in, "reference"),
	};

	return c;
}

static int
op_body_close(const json_t *in, json_t *out)
{
	static uint8_t body[BODY_BYTES];
	struct seal_context c = context(in);
	int r = seal_close(body, &c, fixed(in, "recipient", X25519_BYTES),
	                   fixed(in, "recipient_xwing", XWING_PUBLIC_BYTES),
	                   fixed(in, "sender_secret", X25519_BYTES),
	                   fixed(in, "plaintext", INNER_BYTES));

	SAY(out, "body", body);
	return r;
}

static int
op_body_open(const json_t *in, json_t *out)
{
	static uint8_t plaintext[INNER_BYTES], sender[X25519_BYTES];
	uint8_t public[X25519_BYTES];
	const struct x25519_pair recipient = {fixed(in, "secret", X25519_BYTES), public};
	struct seal_context c = context(in);
	struct xwing_key xwing;
	int r = xwing_expand(&xwing, fixed(in, "xwing", XWING_SEED_BYTES));

	x25519_public(public, recipient.secret);
	if (r == 0)
		r = seal_open(plaintext, sender, &c, &recipient, &xwing,
		              fixed(in, "body", BODY_BYTES));
	if (r == 0) {
		SAY(out, "plaintext", plaintext);
		SAY(out, "sender", sender);
	}
	return r;
}

/* ---- minisign ---- */

static struct minisign_secret *signing_key;

static int
say_buf(json_t *out, const char *name, struct buf *file, int r)
{
	if (r == 0)
		json_object_set_new(out, name, json_stringn((const char *)file->p, file->n));
	buf_clear(file);
	return r;
}

/* A new key: its public file, and its secret file at the cheaper or dearer cost */
static int
op_minisign_new(const json_t *in, json_t *out)
{
	enum minisign_cost cost = json_is_true(json_object_get(in, "dear"))
	                                  ? MINISIGN_COST_PASSPHRASE
	                                  : MINISIGN_COST_WORDS;
	struct buf file;
	int r;

	minisign_new(signing_key);
	buf_init(&file, MINISIGN_FILE_MAX);
	r = say_buf(out, "public", &file, minisign_public_write(&file, &signing_key->public));
	if (r != 0)
		return r;
	return say_buf(
		out, "secret", &file,
		minisign_secret_write(&file, signing_key, span_text(text(in, "passphrase")), cost));
}

static int
op_minisign_load(const json_t *in, json_t *out)
{
	struct buf file;
	int r = minisign_secret_read(signing_key, span_text(text(in, "secret")),
	                             span_text(text(in, "passphrase")));

	if (r != 0)
		return r;
	buf_init(&file, MINISIGN_FILE_MAX);
	return say_buf(out, "public", &file, minisign_public_write(&file, &signing_key->public));
}

static int
op_minisign_sign(const json_t *in, json_t *out)
{
	struct buf file;

	buf_init(&file, MINISIGN_FILE_MAX);
	return say_buf(
		out, "signature", &file,
		minisign_sign(&file, signing_key, bytes(in, "message"), text(in, "comment")));
}

static int
op_minisign_verify(const json_t *in, json_t *out)
{
	struct minisign_public key;
	char comment[MINISIGN_COMMENT_MAX + 1];
	int r = minisign_public_read(&key, span_text(text(in, "public")));

	if (r == 0)
		r = minisign_verify(&key, bytes(in, "message"), span_text(text(in, "signature")),
		                    comment);
	if (r == 0)
		say_text(out, "comment", comment);
	return r;
}

static const struct {
	const char *name;
	int (*run)(const json_t *in, json_t *out);
} ops[] = {
	{"public", op_public},
	{"seal", op_seal},
	{"open", op_open},
	{"words_new", op_words_new},
	{"words_parse", op_words_parse},
	{"fingerprint", op_fingerprint},
	{"derive", op_derive},
	{"seed", op_seed},
	{"keys", op_keys},
	{"body_close", op_body_close},
	{"body_open", op_body_open},
	{"minisign_new", op_minisign_new},
	{"minisign_load", op_minisign_load},
	{"minisign_sign", op_minisign_sign},
	{"minisign_verify", op_minisign_verify},
};

static void
answer(const json_t *in)
{
	const char *name = text(in, "op");
	json_t *out = json_object();
	size_t i;
	int r;

	for (i = 0; i < sizeof ops / sizeof ops[0] && strcmp(ops[i].name, name) != 0; i++)
		;
	if (i == sizeof ops / sizeof ops[0])
		give_up("no such op", name);
	r = ops[i].run(in, out);
	if (r != 0) {
		json_object_clear(out);
		json_object_set_new(out, "err", json_integer(r));
		say_text(out, "why", err_text(r));
	}
	json_dumpf(out, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(out);
}

int
main(void)
{
	json_error_t error;
	json_t *in;

	if (core_start() != 0 || (signing_key = secret_new(sizeof *signing_key)) == NULL)
		return 1;
	while ((in = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, &error)) != NULL) {
		answer(in);
		json_decref(in);
	}
	secret_free(signing_key);
	return json_error_code(&error) == json_error_premature_end_of_input ? 0 : 2;
}
