/*
 * Answers to GET /v1/office and to GET /v1/bundles. First byte: 0 any bytes as
 * an office, 1 a JSON as a roster that its root signed, 2 changed bundles.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/talk/office.h"
#include "fuzz/support.h"

static const char ORIGIN[] = "http://127.0.0.1:8081";

static int
read_answer(struct office *o, struct span answer)
{
	uint8_t *copy = fuzz_copy(answer);
	int rc = office_read(o, span(copy, answer.n), ORIGIN, SPAN_NONE, FUZZ_DAY);

	NEED(rc >= 0);
	if (rc != 0)
		NEED(o->day == 0 && o->roster.charter == NULL);
	else
		NEED(o->day + 1 >= FUZZ_DAY && o->day <= FUZZ_DAY + 1 &&
		     o->day <= o->roster.not_after && roster_lists(&o->roster, ORIGIN));
	free(copy);
	return rc;
}

static void
signed_roster(struct span json)
{
	const struct fuzz_office *f = fuzz_office();
	char head[17 + 2 * OFFICE_BYTES] = "alcove/1 roster ", root[MINISIGN_PUBLIC_TEXT_MAX];
	struct buf text, signature;
	struct office office;
	struct roster alone;
	char *answer = NULL;
	json_t *top;
	int parsed, rc;

	hex_put(head + 16, SPAN(f->roster.office));
	buf_init(&text, ROSTER_TEXT_MAX);
	buf_init(&signature, MINISIGN_FILE_MAX);
	buf_put_text(&text, head);
	buf_put_u8(&text, '\n');
	buf_put_span(&text, json);
	NEED(minisign_sign(&signature, &f->root, buf_span(&text), "alcove/1 roster serial 3") == 0);
	minisign_public_text(root, &f->root.public);
	top = json_pack("{s:i, s:s, s:s%, s:s%}", "day", FUZZ_DAY, "root", root, "roster",
	                (const char *)text.p, text.n, "signature", (const char *)signature.p,
	                signature.n);
	if (top != NULL && (answer = json_text(top, 0)) != NULL) {
		parsed = roster_verify(&alone, &f->root.public, buf_span(&text),
		                       buf_span(&signature), FUZZ_DAY, ORIGIN);
		NEED(parsed != ERR_SIGNATURE);
		/* the roster's errors, and no others, are the office's; a NUL cannot travel there
		 */
		rc = read_answer(&office, span_text(answer));
		NEED(rc == parsed || (rc == ERR_SERVER && memchr(text.p, 0, text.n) != NULL));
		roster_clear(&alone);
		office_clear(&office);
	}
	free(answer);
	json_decref(top);
	buf_clear(&text);
	buf_clear(&signature);
}

static void
bundles(struct span data)
{
	static uint8_t whole[FUZZ_PEOPLE][BUNDLE_BYTES];
	const struct fuzz_office *f = fuzz_office();
	uint8_t answer[sizeof whole];
	struct bundle out[PEOPLE_MAX];
	int rc;

	for (size_t i = 0; whole[i % FUZZ_PEOPLE][0] == 0 && i < FUZZ_PEOPLE; i++) {
		struct day_seed seed = {.day = FUZZ_DAY, .serial = 1, .roster_serial = 2};

		NEED(bundle_write(whole[i], &seed, f->roster.office, f->roster.people[i].id,
		                  f->sign[i]) == 0);
	}
	memcpy(answer, whole, sizeof answer);
	fuzz_xor(answer, sizeof answer, data);
	rc = office_bundles(out, &f->roster, FUZZ_DAY, SPAN(answer));
	NEED(rc == 0);
	for (size_t i = 0; i < FUZZ_PEOPLE; i++) {
		bool same = memcmp(answer + i * BUNDLE_BYTES, whole[i], BUNDLE_BYTES) == 0;

		/* changed ones are none at all */
		NEED((out[i].day == FUZZ_DAY) == same);
	}
	rc = office_bundles(out, &f->roster, FUZZ_DAY, data);
	NEED(rc == 0 || rc == ERR_SERVER || rc == ERR_OLDER);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct office office;

	fuzz_begin();
	if (size == 0)
		return 0;
	if (data[0] % 3 == 0) {
		(void)read_answer(&office, span(data + 1, size - 1));
		office_clear(&office);
	} else if (data[0] % 3 == 1) {
		signed_roster(span(data + 1, size - 1));
	} else {
		bundles(span(data + 1, size - 1));
	}
	return 0;
}
