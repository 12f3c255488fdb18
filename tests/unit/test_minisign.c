#include "seeded.h"
#include "vectors.h"

#include <stdio.h>

#include "core/crypto/minisign.h"
#include "core/secret.h"

enum { FILE_MAX_HERE = 4096, LINES_MAX = 8 };

#define TEXT(literal) ((struct span){(const uint8_t *)(literal), sizeof(literal) - 1})

static const struct span passphrase = {(const uint8_t *)"green door", 10};
static const struct span message = {(const uint8_t *)"a roster", 8};

/* A file of tests/vectors/minisign; out is read once more by nobody. */
static struct span
fixture(uint8_t out[FILE_MAX_HERE], const char *name)
{
	char path[VECTORS_PATH_MAX];
	struct span s = {out, 0};
	FILE *f;

	vectors_path(path, name);
	f = fopen(path, "rb");
	if (f == NULL)
		fail_msg("%s cannot be read", path);
	s.n = fread(out, 1, FILE_MAX_HERE, f);
	fclose(f);
	return s;
}

static void
what_debians_minisign_signed_verifies(void **state)
{
	static const struct {
		const char *name, *comment;
	} files[] = {
		{"minisign/prehashed.minisig", "by Debian minisign 0.11, prehashed"},
		{"minisign/legacy.minisig", "by Debian minisign 0.11, legacy"},
	};
	uint8_t key_file[FILE_MAX_HERE], text[FILE_MAX_HERE], file[FILE_MAX_HERE];
	struct span body = fixture(text, "minisign/message.txt");
	char comment[MINISIGN_COMMENT_MAX + 1];
	struct minisign_public key;
	size_t i;

	(void)state;
	assert_int_equal(minisign_public_read(&key, fixture(key_file, "minisign/minisign.pub")), 0);
	for (i = 0; i < 2; i++) {
		struct span signature = fixture(file, files[i].name);

		assert_int_equal(minisign_verify(&key, body, signature, comment), 0);
		assert_string_equal(comment, files[i].comment);
		assert_int_equal(minisign_verify(&key, body, signature, NULL), 0);
		body.n--;
		assert_int_equal(minisign_verify(&key, body, signature, comment), ERR_SIGNATURE);
		body.n++;
	}
}

static void
a_public_key_reads_back_from_its_file_and_its_line(void **state)
{
	uint8_t fixed[FILE_MAX_HERE];
	char line[MINISIGN_PUBLIC_TEXT_MAX];
	struct minisign_public key, again;
	struct buf file;

	(void)state;
	buf_init(&file, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_public_read(&key, fixture(fixed, "minisign/minisign.pub")), 0);
	assert_int_equal(minisign_public_write(&file, &key), 0);
	assert_span(buf_span(&file), fixture(fixed, "minisign/minisign.pub"));
	minisign_public_text(line, &key);
	assert_int_equal(minisign_public_read(&again, span_text(line)), 0);
	assert_memory_equal(&key, &again, sizeof key);
	buf_clear(&file);
}

static void
a_malformed_public_key_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"\n",
		"untrusted comment: a key\n",
		"RWTMF353TE8LtFB49t72Br45S9bLduivgL5nK2PktE+ek8Fw5sDlNGoJ\nmore\n",
		"untrusted: a\nRWTMF353TE8LtFB49t72Br45S9bLduivgL5nK2PktE+ek8Fw5sDlNGoJ\n",
		"RWTMF353TE8LtFB49t72Br45S9bLduivgL5nK2PktE+ek8Fw5sDlNGo\n",
		"RWTMF353TE8LtFB49t72Br45S9bLduivgL5nK2PktE+ek8Fw5sDlNGoJAAAA\n",
		"RUTMF353TE8LtFB49t72Br45S9bLduivgL5nK2PktE+ek8Fw5sDlNGoJ\n",
		" RWTMF353TE8LtFB49t72Br45S9bLduivgL5nK2PktE+ek8Fw5sDlNGoJ\n",
	};
	struct minisign_public key;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(minisign_public_read(&key, span_text(bad[i])), ERR_FORMAT);
	assert_int_equal(
		minisign_public_read(
			&key, TEXT("untrusted comment: a\r\n"
	                           "RWTMF353TE8LtFB49t72Br45S9bLduivgL5nK2PktE+ek8Fw5sDlNGoJ\r\n")),
		0);
}

static void
what_we_sign_verifies_with_its_trusted_comment(void **state)
{
	static const char *const comments[] = {"alcove/1 roster serial 7", "",
	                                       "timestamp:1\tfile:a b\thashed", "für alle"};
	struct minisign_secret *key = secret_new(sizeof *key);
	char comment[MINISIGN_COMMENT_MAX + 1];
	struct buf file;
	size_t i;

	(void)state;
	minisign_new(key);
	for (i = 0; i < sizeof comments / sizeof comments[0]; i++) {
		struct span body = i == 0 ? SPAN_NONE : message;

		buf_init(&file, MINISIGN_FILE_MAX);
		assert_int_equal(minisign_sign(&file, key, body, comments[i]), 0);
		assert_int_equal(minisign_verify(&key->public, body, buf_span(&file), comment), 0);
		assert_string_equal(comment, comments[i]);
		buf_clear(&file);
	}
	secret_free(key);
}

static void
a_trusted_comment_is_one_printable_line(void **state)
{
	struct minisign_secret *key = secret_new(sizeof *key);
	char longest[MINISIGN_COMMENT_MAX + 2];
	struct buf file;

	(void)state;
	minisign_new(key);
	buf_init(&file, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_sign(&file, key, message, "two\nlines"), ERR_FORMAT);
	assert_int_equal(minisign_sign(&file, key, message, "\x1b[2J"), ERR_FORMAT);
	assert_int_equal(minisign_sign(&file, key, message, "\xff"), ERR_FORMAT);
	memset(longest, 'c', sizeof longest);
	longest[MINISIGN_COMMENT_MAX + 1] = '\0';
	assert_int_equal(minisign_sign(&file, key, message, longest), ERR_FORMAT);
	assert_int_equal(file.n, 0);
	longest[MINISIGN_COMMENT_MAX] = '\0';
	assert_int_equal(minisign_sign(&file, key, message, longest), 0);
	buf_clear(&file);
	secret_free(key);
}

/* The character before which the untrusted comment ends, that alone may change. */
static size_t
after_first_line(struct span file)
{
	const uint8_t *end = memchr(file.p, '\n', file.n);

	assert_non_null(end);
	return (size_t)(end - file.p) + 1;
}

static void
every_changed_character_of_a_signature_is_refused(void **state)
{
	struct minisign_secret *key = secret_new(sizeof *key);
	struct buf file;
	size_t i, start;
	int bit;

	(void)state;
	minisign_new(key);
	buf_init(&file, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_sign(&file, key, message, "serial 1"), 0);
	start = after_first_line(buf_span(&file));
	/* the last line's end is not needed */
	for (i = start; i + 1 < file.n; i++) {
		for (bit = 0; bit < 8; bit++) {
			file.p[i] ^= (uint8_t)(1 << bit);
			assert_true(minisign_verify(&key->public, message, buf_span(&file), NULL) >
			            0);
			file.p[i] ^= (uint8_t)(1 << bit);
		}
	}
	for (i = 0; i + 1 < file.n; i++)
		assert_true(minisign_verify(&key->public, message, span(file.p, i), NULL) > 0);
	assert_int_equal(minisign_verify(&key->public, message, buf_span(&file), NULL), 0);
	buf_put_text(&file, "x");
	assert_int_equal(minisign_verify(&key->public, message, buf_span(&file), NULL), ERR_FORMAT);
	buf_clear(&file);
	secret_free(key);
}

static void
another_key_or_key_id_does_not_verify(void **state)
{
	struct minisign_secret *key = secret_new(sizeof *key), *other = secret_new(sizeof *other);
	struct minisign_public mixed;
	struct buf file;

	(void)state;
	minisign_new(key);
	minisign_new(other);
	buf_init(&file, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_sign(&file, key, message, "c"), 0);
	assert_int_equal(minisign_verify(&other->public, message, buf_span(&file), NULL),
	                 ERR_SIGNATURE);
	mixed = key->public;
	mixed.key_id[0] ^= 1;
	assert_int_equal(minisign_verify(&mixed, message, buf_span(&file), NULL), ERR_SIGNATURE);
	mixed = other->public;
	memcpy(mixed.key_id, key->public.key_id, sizeof mixed.key_id);
	assert_int_equal(minisign_verify(&mixed, message, buf_span(&file), NULL), ERR_SIGNATURE);
	buf_clear(&file);
	secret_free(key);
	secret_free(other);
}

/* A signature's first and last line may not be joined from two signatures of one key. */
static void
a_trusted_comment_cannot_move_to_another_signature(void **state)
{
	struct minisign_secret *key = secret_new(sizeof *key);
	struct buf one, two, mixed;
	const uint8_t *third;

	(void)state;
	minisign_new(key);
	buf_init(&one, MINISIGN_FILE_MAX);
	buf_init(&two, MINISIGN_FILE_MAX);
	buf_init(&mixed, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_sign(&one, key, message, "serial 1"), 0);
	assert_int_equal(minisign_sign(&two, key, TEXT("a bylaw"), "serial 2"), 0);
	third = memchr(one.p + after_first_line(buf_span(&one)), '\n', one.n);
	buf_put(&mixed, one.p, (size_t)(third - one.p) + 1);
	buf_put(&mixed, two.p + mixed.n, two.n - mixed.n);
	assert_int_equal(minisign_verify(&key->public, message, buf_span(&mixed), NULL),
	                 ERR_SIGNATURE);
	buf_clear(&one);
	buf_clear(&two);
	buf_clear(&mixed);
	secret_free(key);
}

static void
a_secret_key_opens_with_its_passphrase_only(void **state)
{
	struct minisign_secret *key = secret_new(sizeof *key), *again = secret_new(sizeof *again);
	struct buf file;

	(void)state;
	minisign_new(key);
	buf_init(&file, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_secret_write(&file, key, SPAN_NONE, MINISIGN_COST_WORDS),
	                 ERR_PASSPHRASE);
	assert_int_equal(minisign_secret_write(&file, key, passphrase, MINISIGN_COST_WORDS), 0);
	assert_int_equal(minisign_secret_read(again, buf_span(&file), passphrase), 0);
	assert_memory_equal(key, again, sizeof *key);
	sodium_memzero(again, sizeof *again);
	assert_int_equal(minisign_secret_read(again, buf_span(&file), TEXT("green doors")),
	                 ERR_PASSPHRASE);
	assert_int_equal(minisign_secret_read(again, buf_span(&file), SPAN_NONE), ERR_PASSPHRASE);
	assert_true(sodium_is_zero((const uint8_t *)again, sizeof *again));
	buf_clear(&file);
	secret_free(key);
	secret_free(again);
}

/* The bytes of a secret key file, with change made to one of them */
static void
changed_secret(struct buf *out, struct span file, size_t at, uint8_t change)
{
	size_t start = after_first_line(file), n;
	uint8_t bytes[256];
	char text[400];

	assert_int_equal(sodium_base642bin(bytes, sizeof bytes, (const char *)file.p + start,
	                                   file.n - start, "\n", &n, NULL,
	                                   sodium_base64_VARIANT_ORIGINAL),
	                 0);
	assert_int_equal(n, 158);
	bytes[at] ^= change;
	sodium_bin2base64(text, sizeof text, bytes, n, sodium_base64_VARIANT_ORIGINAL);
	buf_put(out, file.p, start);
	buf_put_text(out, text);
	buf_put_text(out, "\n");
}

static void
a_changed_secret_key_file_is_refused(void **state)
{
	/* algorithms, then salt, memory, key id, both halves of the key, check */
	static const struct {
		size_t at;
		uint8_t change;
		int err;
	} changes[] = {
		{0, 1, ERR_FORMAT},       {2, 'S', ERR_FORMAT},     {4, 1, ERR_FORMAT},
		{6, 1, ERR_PASSPHRASE},   {45, 1, ERR_FORMAT},      {53, 1, ERR_FORMAT},
		{54, 1, ERR_PASSPHRASE},  {62, 1, ERR_PASSPHRASE},  {94, 1, ERR_PASSPHRASE},
		{125, 1, ERR_PASSPHRASE}, {126, 1, ERR_PASSPHRASE}, {157, 0x80, ERR_PASSPHRASE},
	};
	struct minisign_secret *key = secret_new(sizeof *key), *again = secret_new(sizeof *again);
	struct buf file, changed;
	size_t i;

	(void)state;
	minisign_new(key);
	buf_init(&file, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_secret_write(&file, key, passphrase, MINISIGN_COST_WORDS), 0);
	for (i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		buf_init(&changed, MINISIGN_FILE_MAX);
		changed_secret(&changed, buf_span(&file), changes[i].at, changes[i].change);
		assert_int_equal(minisign_secret_read(again, buf_span(&changed), passphrase),
		                 changes[i].err);
		buf_clear(&changed);
	}
	for (i = 0; i + 1 < file.n; i++)
		assert_int_equal(minisign_secret_read(again, span(file.p, i), passphrase),
		                 ERR_FORMAT);
	buf_clear(&file);
	secret_free(key);
	secret_free(again);
}

/* Signing with such a key would betray it. */
static void
a_secret_key_of_two_halves_that_do_not_belong_together_is_refused(void **state)
{
	struct minisign_secret *key = secret_new(sizeof *key);
	struct buf file;

	(void)state;
	minisign_new(key);
	key->key[40] ^= 1;
	buf_init(&file, MINISIGN_FILE_MAX);
	assert_int_equal(minisign_secret_write(&file, key, passphrase, MINISIGN_COST_WORDS), 0);
	assert_int_equal(minisign_secret_read(key, buf_span(&file), passphrase), ERR_PASSPHRASE);
	buf_clear(&file);
	secret_free(key);
}

static void
what_is_written_stays_within_its_maximum(void **state)
{
	struct minisign_secret *key = secret_new(sizeof *key);
	struct buf file;

	(void)state;
	minisign_new(key);
	buf_init(&file, 100);
	assert_int_equal(minisign_secret_write(&file, key, passphrase, MINISIGN_COST_WORDS),
	                 ERR_SIZE);
	buf_clear(&file);
	buf_init(&file, 100);
	assert_int_equal(minisign_sign(&file, key, message, "c"), ERR_SIZE);
	buf_clear(&file);
	buf_init(&file, 100);
	assert_int_equal(minisign_public_write(&file, &key->public), ERR_SIZE);
	buf_clear(&file);
	secret_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_debians_minisign_signed_verifies),
		cmocka_unit_test(a_public_key_reads_back_from_its_file_and_its_line),
		cmocka_unit_test(a_malformed_public_key_is_refused),
		cmocka_unit_test(what_we_sign_verifies_with_its_trusted_comment),
		cmocka_unit_test(a_trusted_comment_is_one_printable_line),
		cmocka_unit_test(every_changed_character_of_a_signature_is_refused),
		cmocka_unit_test(another_key_or_key_id_does_not_verify),
		cmocka_unit_test(a_trusted_comment_cannot_move_to_another_signature),
		cmocka_unit_test(a_secret_key_opens_with_its_passphrase_only),
		cmocka_unit_test(a_changed_secret_key_file_is_refused),
		cmocka_unit_test(a_secret_key_of_two_halves_that_do_not_belong_together_is_refused),
		cmocka_unit_test(what_is_written_stays_within_its_maximum),
	};

	seeded_randombytes(8032);
	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
