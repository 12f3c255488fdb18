#include "core/crypto/minisign.h"

#include <sodium.h>
#include <string.h>

#include "core/secret.h"

#define COMMENT "untrusted comment: "
#define TRUSTED "trusted comment: "

enum {
	ALGORITHM_BYTES = 2,
	SALT_BYTES = crypto_pwhash_scryptsalsa208sha256_SALTBYTES,
	CHECK_BYTES = 32,
	HASH_BYTES = 64, /* BLAKE2b-512 of a prehashed message */

	PUBLIC_BYTES = ALGORITHM_BYTES + MINISIGN_KEY_ID_BYTES + ED25519_PUBLIC_BYTES,
	SIGNED_BYTES = ALGORITHM_BYTES + MINISIGN_KEY_ID_BYTES + ED25519_SIGNATURE_BYTES,

	/* A secret key file: three algorithms, salt, two limits, and encrypted: key id, key, check.
	 */
	AT_SALT = 3 * ALGORITHM_BYTES,
	AT_OPS = AT_SALT + SALT_BYTES,
	AT_MEMORY = AT_OPS + 8,
	AT_SEALED = AT_MEMORY + 8,
	SEALED_BYTES = MINISIGN_KEY_ID_BYTES + ED25519_SECRET_BYTES + CHECK_BYTES,
	SECRET_BYTES = AT_SEALED + SEALED_BYTES,

	BASE64_MAX = sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_ORIGINAL),

	/* Work that a key file may ask for: minisign's own, and not so little as to upset scrypt.
	 */
	OPS_MAX = crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE,
	OPS_MIN = crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_MIN,
	MEMORY_MAX = crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE,
	MEMORY_MIN = 1 << 20,
};

static const uint8_t PLAIN[ALGORITHM_BYTES] = "Ed";
static const uint8_t PREHASHED[ALGORITHM_BYTES] = "ED";
static const uint8_t SECRET_KIND[AT_SALT] = "EdScB2"; /* Ed25519, scrypt, BLAKE2b */

/* minisign writes these two, and only these, with the low byte first. */
static void
put_limit(uint8_t out[8], uint64_t v)
{
	unsigned i;

	for (i = 0; i < 8; i++)
		out[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t
get_limit(const uint8_t in[8])
{
	uint64_t v = 0;
	unsigned i;

	for (i = 8; i-- > 0;)
		v = v << 8 | in[i];
	return v;
}

/* The next line without its end, and past it; an empty one at the end of the text. */
static struct span
take_line(struct span *text)
{
	const uint8_t *end = text->n > 0 ? memchr(text->p, '\n', text->n) : NULL;
	struct span line = *text;

	if (end == NULL) {
		text->n = 0;
		return line;
	}
	line.n = (size_t)(end - text->p);
	text->p += line.n + 1;
	text->n -= line.n + 1;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool
take_prefix(struct span *line, const char *prefix)
{
	size_t n = strlen(prefix);

	if (line->n < n || memcmp(line->p, prefix, n) != 0)
		return false;
	line->p += n;
	line->n -= n;
	return true;
}

static int
base64_get(uint8_t *out, size_t n, struct span line)
{
	size_t got;

	if (line.n == 0 || sodium_base642bin(out, n, (const char *)line.p, line.n, NULL, &got, NULL,
	                                     sodium_base64_VARIANT_ORIGINAL) != 0)
		return ERR_FORMAT;
	return got == n ? 0 : ERR_FORMAT;
}

static void
base64_put(struct buf *out, const uint8_t *p, size_t n)
{
	char text[BASE64_MAX];

	sodium_bin2base64(text, sizeof text, p, n, sodium_base64_VARIANT_ORIGINAL);
	buf_put_text(out, text);
	buf_put_text(out, "\n");
}

/* The key id as minisign shows it: a number, in hex. */
static void
put_key_id(struct buf *out, const uint8_t id[MINISIGN_KEY_ID_BYTES])
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned i;

	for (i = MINISIGN_KEY_ID_BYTES; i-- > 0;) {
		buf_put_u8(out, (uint8_t)digits[id[i] >> 4]);
		buf_put_u8(out, (uint8_t)digits[id[i] & 15]);
	}
}

void
minisign_new(struct minisign_secret *out)
{
	randombytes_buf(out->public.key_id, sizeof out->public.key_id);
	(void)crypto_sign_keypair(out->public.key, out->key);
}

static void
secret_check(uint8_t out[CHECK_BYTES], const uint8_t *id_and_key)
{
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, NULL, 0, CHECK_BYTES);
	(void)crypto_generichash_update(&state, PLAIN, sizeof PLAIN);
	(void)crypto_generichash_update(&state, id_and_key,
	                                MINISIGN_KEY_ID_BYTES + ED25519_SECRET_BYTES);
	(void)crypto_generichash_final(&state, out, CHECK_BYTES);
	secret_wipe(&state, sizeof state);
}

/* Encrypts or decrypts in place: an exclusive or with what scrypt makes of the passphrase. */
static int
secret_mask(uint8_t file[SECRET_BYTES], struct span passphrase)
{
	uint8_t stream[SEALED_BYTES];
	size_t i;
	int r;

	r = crypto_pwhash_scryptsalsa208sha256(
		stream, sizeof stream, (const char *)passphrase.p, passphrase.n, file + AT_SALT,
		get_limit(file + AT_OPS), (size_t)get_limit(file + AT_MEMORY));
	for (i = 0; r == 0 && i < sizeof stream; i++)
		file[AT_SEALED + i] ^= stream[i];
	secret_wipe(stream, sizeof stream);
	return r == 0 ? 0 : ERR_MEMORY;
}

static void
put_cost(uint8_t file[SECRET_BYTES], enum minisign_cost cost)
{
	switch (cost) {
	case MINISIGN_COST_WORDS:
		put_limit(file + AT_OPS, crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_INTERACTIVE);
		put_limit(file + AT_MEMORY,
		          crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_INTERACTIVE);
		break;
	case MINISIGN_COST_PASSPHRASE:
		put_limit(file + AT_OPS, crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE);
		put_limit(file + AT_MEMORY, crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE);
		break;
	}
}

int
minisign_secret_write(struct buf *out, const struct minisign_secret *key, struct span passphrase,
                      enum minisign_cost cost)
{
	uint8_t file[SECRET_BYTES], *sealed = file + AT_SEALED;
	int r;

	if (passphrase.n == 0)
		return ERR_PASSPHRASE;
	memcpy(file, SECRET_KIND, sizeof SECRET_KIND);
	randombytes_buf(file + AT_SALT, SALT_BYTES);
	put_cost(file, cost);
	memcpy(sealed, key->public.key_id, MINISIGN_KEY_ID_BYTES);
	memcpy(sealed + MINISIGN_KEY_ID_BYTES, key->key, ED25519_SECRET_BYTES);
	secret_check(sealed + SEALED_BYTES - CHECK_BYTES, sealed);
	r = secret_mask(file, passphrase);
	if (r == 0) {
		buf_put_text(out, COMMENT "minisign encrypted secret key\n");
		base64_put(out, file, sizeof file);
		r = out->err;
	}
	secret_wipe(file, sizeof file);
	return r;
}

/* Takes the key out of a decrypted file: ERR_PASSPHRASE if it was not decrypted to one. */
static int
secret_take(struct minisign_secret *out, const uint8_t file[SECRET_BYTES])
{
	const uint8_t *sealed = file + AT_SEALED, *key = sealed + MINISIGN_KEY_ID_BYTES;
	uint8_t check[CHECK_BYTES], public[ED25519_PUBLIC_BYTES], secret[ED25519_SECRET_BYTES];
	bool same;

	secret_check(check, sealed);
	same = sodium_memcmp(check, sealed + SEALED_BYTES - CHECK_BYTES, sizeof check) == 0;
	/* a key whose halves do not belong together would betray itself by signing */
	(void)crypto_sign_seed_keypair(public, secret, key);
	same = sodium_memcmp(secret, key, sizeof secret) == 0 && same;
	if (same) {
		memcpy(out->public.key_id, sealed, MINISIGN_KEY_ID_BYTES);
		memcpy(out->public.key, public, sizeof public);
		memcpy(out->key, key, ED25519_SECRET_BYTES);
	}
	secret_wipe(check, sizeof check);
	secret_wipe(secret, sizeof secret);
	return same ? 0 : ERR_PASSPHRASE;
}

int
minisign_secret_read(struct minisign_secret *out, struct span file, struct span passphrase)
{
	uint8_t bytes[SECRET_BYTES];
	struct span line = take_line(&file);
	uint64_t ops, memory;
	int r;

	if (!take_prefix(&line, COMMENT))
		return ERR_FORMAT;
	line = take_line(&file);
	if (base64_get(bytes, sizeof bytes, line) != 0 || file.n != 0)
		return ERR_FORMAT;
	ops = get_limit(bytes + AT_OPS);
	memory = get_limit(bytes + AT_MEMORY);
	if (memcmp(bytes, SECRET_KIND, sizeof SECRET_KIND) != 0 || ops < OPS_MIN || ops > OPS_MAX ||
	    memory < MEMORY_MIN || memory > MEMORY_MAX)
		return ERR_FORMAT;
	if (passphrase.n == 0)
		return ERR_PASSPHRASE;
	r = secret_mask(bytes, passphrase);
	if (r == 0)
		r = secret_take(out, bytes);
	secret_wipe(bytes, sizeof bytes);
	return r;
}

static void
public_pack(uint8_t out[PUBLIC_BYTES], const struct minisign_public *key)
{
	memcpy(out, PLAIN, sizeof PLAIN);
	memcpy(out + ALGORITHM_BYTES, key->key_id, MINISIGN_KEY_ID_BYTES);
	memcpy(out + ALGORITHM_BYTES + MINISIGN_KEY_ID_BYTES, key->key, ED25519_PUBLIC_BYTES);
}

int
minisign_public_write(struct buf *out, const struct minisign_public *key)
{
	uint8_t packed[PUBLIC_BYTES];

	public_pack(packed, key);
	buf_put_text(out, COMMENT "minisign public key ");
	put_key_id(out, key->key_id);
	buf_put_text(out, "\n");
	base64_put(out, packed, sizeof packed);
	return out->err;
}

void
minisign_public_text(char out[MINISIGN_PUBLIC_TEXT_MAX], const struct minisign_public *key)
{
	uint8_t packed[PUBLIC_BYTES];

	public_pack(packed, key);
	sodium_bin2base64(out, MINISIGN_PUBLIC_TEXT_MAX, packed, sizeof packed,
	                  sodium_base64_VARIANT_ORIGINAL);
}

int
minisign_public_read(struct minisign_public *out, struct span file)
{
	uint8_t packed[PUBLIC_BYTES];
	struct span line = take_line(&file);

	if (take_prefix(&line, COMMENT))
		line = take_line(&file);
	if (file.n != 0 || base64_get(packed, sizeof packed, line) != 0 ||
	    memcmp(packed, PLAIN, sizeof PLAIN) != 0)
		return ERR_FORMAT;
	memcpy(out->key_id, packed + ALGORITHM_BYTES, MINISIGN_KEY_ID_BYTES);
	memcpy(out->key, packed + ALGORITHM_BYTES + MINISIGN_KEY_ID_BYTES, ED25519_PUBLIC_BYTES);
	return 0;
}

static void
prehash(uint8_t out[HASH_BYTES], struct span message)
{
	(void)crypto_generichash(out, HASH_BYTES, message.p, message.n, NULL, 0);
}

/* Printable UTF-8 on one line; minisign itself writes a tab. */
static bool
comment_valid(struct span comment)
{
	size_t i;

	if (comment.n > MINISIGN_COMMENT_MAX || !utf8_valid(comment))
		return false;
	for (i = 0; i < comment.n; i++) {
		if ((comment.p[i] < 0x20 && comment.p[i] != '\t') || comment.p[i] == 0x7f)
			return false;
	}
	return true;
}

/* What the second signature covers, so that the trusted comment belongs to the first. */
struct global {
	uint8_t p[ED25519_SIGNATURE_BYTES + MINISIGN_COMMENT_MAX];
	size_t n;
};

static struct global
global_of(const uint8_t signature[ED25519_SIGNATURE_BYTES], struct span comment)
{
	struct global g = {.n = ED25519_SIGNATURE_BYTES + comment.n};

	memcpy(g.p, signature, ED25519_SIGNATURE_BYTES);
	if (comment.n > 0)
		memcpy(g.p + ED25519_SIGNATURE_BYTES, comment.p, comment.n);
	return g;
}

int
minisign_sign(struct buf *out, const struct minisign_secret *key, struct span message,
              const char *trusted_comment)
{
	struct span comment = span_text(trusted_comment);
	uint8_t signature[SIGNED_BYTES], second[ED25519_SIGNATURE_BYTES], hash[HASH_BYTES];
	uint8_t *first = signature + SIGNED_BYTES - ED25519_SIGNATURE_BYTES;
	struct global global;

	if (!comment_valid(comment))
		return ERR_FORMAT;
	prehash(hash, message);
	memcpy(signature, PREHASHED, sizeof PREHASHED);
	memcpy(signature + ALGORITHM_BYTES, key->public.key_id, MINISIGN_KEY_ID_BYTES);
	(void)crypto_sign_detached(first, NULL, hash, sizeof hash, key->key);
	global = global_of(first, comment);
	(void)crypto_sign_detached(second, NULL, global.p, global.n, key->key);

	buf_put_text(out, COMMENT "signature from minisign secret key\n");
	base64_put(out, signature, sizeof signature);
	buf_put_text(out, TRUSTED);
	buf_put_span(out, comment);
	buf_put_text(out, "\n");
	base64_put(out, second, sizeof second);
	return out->err;
}

struct signature {
	uint8_t packed[SIGNED_BYTES]; /* algorithm, key id, signature */
	uint8_t second[ED25519_SIGNATURE_BYTES];
	struct span comment;
};

static int
signature_read(struct signature *out, struct span file)
{
	struct span line = take_line(&file);

	if (!take_prefix(&line, COMMENT))
		return ERR_FORMAT;
	line = take_line(&file);
	if (base64_get(out->packed, sizeof out->packed, line) != 0)
		return ERR_FORMAT;
	out->comment = take_line(&file);
	if (!take_prefix(&out->comment, TRUSTED) || !comment_valid(out->comment))
		return ERR_FORMAT;
	line = take_line(&file);
	if (base64_get(out->second, sizeof out->second, line) != 0 || file.n != 0)
		return ERR_FORMAT;
	return 0;
}

static bool
first_holds(const struct signature *s, const struct minisign_public *key, struct span message)
{
	const uint8_t *first = s->packed + SIGNED_BYTES - ED25519_SIGNATURE_BYTES;
	uint8_t hash[HASH_BYTES];

	if (memcmp(s->packed, PREHASHED, sizeof PREHASHED) == 0) {
		prehash(hash, message);
		message = SPAN(hash);
	} else if (memcmp(s->packed, PLAIN, sizeof PLAIN) != 0) {
		return false;
	}
	return crypto_sign_verify_detached(first, message.p, message.n, key->key) == 0;
}

int
minisign_verify(const struct minisign_public *key, struct span message, struct span signature,
                char trusted_comment[MINISIGN_COMMENT_MAX + 1])
{
	struct signature s;
	struct global global;
	int r = signature_read(&s, signature);

	if (r != 0)
		return r;
	if (memcmp(s.packed + ALGORITHM_BYTES, key->key_id, MINISIGN_KEY_ID_BYTES) != 0 ||
	    !first_holds(&s, key, message))
		return ERR_SIGNATURE;
	global = global_of(s.packed + SIGNED_BYTES - ED25519_SIGNATURE_BYTES, s.comment);
	if (crypto_sign_verify_detached(s.second, global.p, global.n, key->key) != 0)
		return ERR_SIGNATURE;
	if (trusted_comment != NULL) {
		memcpy(trusted_comment, global.p + ED25519_SIGNATURE_BYTES, s.comment.n);
		trusted_comment[s.comment.n] = '\0';
	}
	return 0;
}
