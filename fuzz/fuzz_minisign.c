/* Key files and signature files. First byte: 0 public, 1 secret (scrypt yields zeros here), 2
 * signature. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "fuzz/support.h"

static const char MESSAGE[] = "a message";

static void
public_key(struct span file)
{
	struct minisign_public key, again;
	struct buf out;
	int rc = minisign_public_read(&key, file);

	NEED(rc == 0 || rc == ERR_FORMAT);
	if (rc != 0)
		return;
	buf_init(&out, MINISIGN_FILE_MAX);
	NEED(minisign_public_write(&out, &key) == 0);
	NEED(minisign_public_read(&again, buf_span(&out)) == 0);
	NEED(memcmp(&key, &again, sizeof key) == 0);
	buf_clear(&out);
}

static void
secret_key(struct span file)
{
	struct minisign_secret *key = secret_new(sizeof *key);
	uint8_t public[32], secret[64];
	int rc;

	NEED(key != NULL);
	NEED(minisign_secret_read(key, file, SPAN_NONE) != 0);
	rc = minisign_secret_read(key, file, span_text("words"));
	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_PASSPHRASE);
	if (rc == 0) {
		/* a key whose halves differ would give itself away by signing */
		(void)crypto_sign_seed_keypair(public, secret, key->key);
		NEED(memcmp(secret, key->key, sizeof secret) == 0);
		NEED(memcmp(public, key->public.key, sizeof public) == 0);
	}
	secret_free(key);
}

static void
signature(struct span file)
{
	const struct minisign_secret *root = &fuzz_office()->root;
	char comment[MINISIGN_COMMENT_MAX + 1] = "";
	struct buf ours;
	int rc = minisign_verify(&root->public, span_text(MESSAGE), file, comment);

	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_SIGNATURE);
	if (rc == 0)
		NEED(utf8_valid(span_text(comment)) && strchr(comment, '\n') == NULL);
	NEED(minisign_verify(&root->public, span_text("another"), file, NULL) != 0);

	/* its own, with a byte changed */
	buf_init(&ours, MINISIGN_FILE_MAX);
	NEED(minisign_sign(&ours, root, span_text(MESSAGE), "a comment") == 0);
	NEED(minisign_verify(&root->public, span_text(MESSAGE), buf_span(&ours), comment) == 0);
	NEED(strcmp(comment, "a comment") == 0);
	if (file.n >= 3 && file.p[2] != 0) {
		struct minisign_public wrong = root->public;

		wrong.key[file.p[0] % 32] ^= file.p[2];
		NEED(minisign_verify(&wrong, span_text(MESSAGE), buf_span(&ours), NULL) != 0);
	}
	buf_clear(&ours);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy;

	if (size == 0)
		return 0;
	fuzz_begin();
	copy = fuzz_copy(span(data + 1, size - 1));
	if (data[0] % 3 == 0)
		public_key(span(copy, size - 1));
	else if (data[0] % 3 == 1)
		secret_key(span(copy, size - 1));
	else
		signature(span(copy, size - 1));
	free(copy);
	return 0;
}
