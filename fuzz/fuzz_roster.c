/* Any JSON under the first line of an office: what is taken for a roster can be written and read.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/support.h"

static void
same(const struct roster *a, const struct roster *b)
{
	NEED(a->serial == b->serial && a->not_after == b->not_after);
	NEED(a->origin_count == b->origin_count && a->people_count == b->people_count);
	NEED(memcmp(a->origins, b->origins, sizeof a->origins) == 0);
	NEED(memcmp(a->people, b->people, sizeof a->people) == 0);
	NEED(strcmp(a->office_name, b->office_name) == 0 && strcmp(a->charter, b->charter) == 0);
	NEED(a->retention_days == b->retention_days && a->writing == b->writing);
}

static void
accepted(const struct roster *r, const struct minisign_public *root)
{
	struct roster again;
	struct buf out;
	int rc;

	NEED(r->origin_count > 0 && roster_slots(r) <= PEOPLE_MAX);
	NEED(r->retention_days >= 1 && r->retention_days <= RETENTION_DAYS_MAX);
	for (size_t i = 0; i < r->origin_count; i++) {
		NEED(origin_valid(r->origins[i]));
		NEED(roster_lists(r, r->origins[i]));
	}
	for (size_t i = 0; i < r->people_count; i++) {
		NEED(roster_person(r, r->people[i].id) == &r->people[i]);
		NEED(roster_named(r, r->people[i].name) == &r->people[i]);
	}
	buf_init(&out, ROSTER_TEXT_MAX);
	/* indenting may make it too long */
	rc = roster_write(&out, r);
	if (rc == ERR_NEWER) {
		NEED(out.n == 0);
	} else if (rc == 0) {
		NEED(roster_parse(&again, root, buf_span(&out)) == 0);
		same(r, &again);
		roster_clear(&again);
	} else {
		NEED(out.err == ERR_SIZE);
	}
	buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct minisign_public *root = &fuzz_office()->root.public;
	char head[17 + 2 * OFFICE_BYTES] = "alcove/1 roster ";
	struct roster r;
	struct buf text;
	int rc;

	fuzz_begin();
	hex_put(head + 16, SPAN(fuzz_office()->roster.office));
	buf_init(&text, size + 128);
	buf_put_text(&text, head);
	buf_put_u8(&text, '\n');
	buf_put(&text, data, size);
	rc = roster_parse(&r, root, buf_span(&text));
	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_SIZE || rc == ERR_KEY);
	if (rc == 0)
		accepted(&r, root);
	else
		NEED(r.charter == NULL);
	roster_clear(&r);
	rc = roster_parse(&r, root, span(data, size));
	NEED(rc >= 0);
	roster_clear(&r);
	buf_clear(&text);
	return 0;
}
