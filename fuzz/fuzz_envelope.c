/*
 * Bodies of 8192 bytes. First byte: 0 a changed body, which must not open; 1 any
 * inner plaintext under a real seal, which must open to itself.
 */
#include <string.h>

#include "core/crypto/seal.h"
#include "core/talk/message.h"
#include "core/talk/thread.h"
#include "fuzz/support.h"

static const uint8_t recipient[32] = {1}, sender[32] = {2}, tag[TAG_BYTES] = {3};
static uint8_t recipient_public[32], recipient_xwing[XWING_PUBLIC_BYTES], whole[BODY_BYTES];
static const struct x25519_pair pair = {recipient, recipient_public};
static struct xwing_key key;

static void
close_body(uint8_t body[BODY_BYTES], const struct seal_context *c, const uint8_t *plaintext)
{
	x25519_public(recipient_public, recipient);
	NEED(xwing_public(recipient_xwing, recipient) == 0);
	NEED(xwing_expand(&key, recipient) == 0);
	NEED(seal_close(body, c, recipient_public, recipient_xwing, sender, plaintext) == 0);
}

static void
changed(const struct seal_context *c, struct span data)
{
	uint8_t body[BODY_BYTES], opened[INNER_BYTES], from[32];
	int rc;

	if (whole[0] == 0 && whole[1] == 0)
		close_body(whole, c, (uint8_t[INNER_BYTES]){1});
	memcpy(body, whole, sizeof body);
	fuzz_xor(body, sizeof body, data);
	rc = seal_open(opened, from, c, &pair, &key, body);
	NEED((rc == 0) == (memcmp(body, whole, sizeof body) == 0));
	NEED(rc == 0 || rc == ERR_SEAL);
}

static void
inside(const struct seal_context *c, struct span data)
{
	uint8_t plaintext[INNER_BYTES] = {0}, body[BODY_BYTES], opened[INNER_BYTES], from[32];
	uint8_t public[32];
	struct thread thread = {0};
	struct message_part part;

	memcpy(plaintext, data.p, data.n < INNER_BYTES ? data.n : INNER_BYTES);
	close_body(body, c, plaintext);
	NEED(seal_open(opened, from, c, &pair, &key, body) == 0);
	NEED(memcmp(opened, plaintext, sizeof opened) == 0);
	x25519_public(public, sender);
	NEED(memcmp(from, public, sizeof from) == 0);
	if (message_read(&part, opened, c->direction) == 0) {
		int rc = thread_add(&thread, (uint8_t[PERSON_BYTES]){0}, FUZZ_DAY, &part);

		NEED(rc == (message_kind_known(part.kind) ? 0 : ERR_FORMAT));
		NEED(rc != 0 || message_whole(thread.messages[0]) == (part.parts == 1));
	}
	thread_clear(&thread);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seal_context c = {.direction = SEAL_TO_VISITOR, .day = FUZZ_DAY};

	if (size == 0)
		return 0;
	fuzz_begin();
	c.office = fuzz_office()->roster.office;
	c.person = fuzz_office()->roster.people[0].id;
	c.reference = SPAN(tag);
	if ((data[0] & 1) == 0)
		changed(&c, span(data + 1, size - 1));
	else
		inside(&c, span(data + 1, size - 1));
	return 0;
}
