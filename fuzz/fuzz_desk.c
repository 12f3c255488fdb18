/*
 * A sync of a desk with a server, and a device, that answer as they like. First
 * byte: what the ombuds does; then the lies, step by step. Whatever is answered,
 * the sync ends, and what could be read is dropped on the server only when it is
 * in a vault which this device keeps.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/paper.h"
#include "tests/unit/lines.h"

enum { STEPS_MAX = 3000, WHO = 1 };

/* A matter the vault holds, if it holds one. */
static uint32_t
some_matter(const struct paper *p)
{
	struct vault *v;
	uint32_t matter;

	NEED(drop_open(&v, &p->world.drop, WHO) == 0);
	matter = v->matter_count > 0 ? v->matters[0]->id : 1;
	vault_free(v);
	return matter;
}

static struct desk *
ombuds(struct paper *p, uint8_t does)
{
	const struct drop_person *who = &p->world.drop.people[WHO];
	uint32_t matter = some_matter(p);
	struct desk *k;

	NEED(desk_new(&k, DROP_ORIGIN, SPAN_NONE, DROP_DAY) == 0);
	desk_enter(k, who->words);
	if ((does & 8) != 0)
		desk_put_back(k);
	switch (does & 7) {
	case 1:
		NEED(desk_asked(k, "say", matter, "text", PAPER_SAID, NULL) == 0);
		break;
	case 2:
		NEED(desk_asked(k, "renew-seeds", LINE_NO_MATTER, NULL) == 0);
		break;
	case 3:
		NEED(desk_asked(k, "close", 1, "no_last_word", LINE_ON, NULL) == 0);
		break;
	case 4:
		NEED(desk_asked(k, "take", matter, NULL) == 0);
		break;
	case 5: /* whatever they were */
		NEED(desk_asked(k, "note", matter, "text", PAPER_SAID, NULL) == 0);
		break;
	case 6: /* when they were others than the ombuds saw */
		NEED(desk_asked(k, "note", matter, "text", "", "base", PAPER_SAID, NULL) == 0);
		break;
	case 7: /* counted, and ended once the last word is out */
		NEED(desk_asked(k, "end", matter, "about", "2m,9c", "last_word", PAPER_SAID,
		                NULL) == 0);
		break;
	default:
		break;
	}
	return k;
}

/* What the step makes the server forget must be in what the device keeps. */
static void
check_drop(const struct paper *p, const struct device *device, const struct step *step)
{
	struct reader r = reader(step->body);
	struct ends ends;
	struct vault_of of = drop_vault_of(&p->world.drop, WHO, &ends);
	struct vault *v;

	NEED(step->body.n % (4 + TAG_BYTES) == 0);
	NEED(vault_open(&v, device_vault(device), &of, device->version) == 0);
	/* all that lies there for this person opens; what lies make unreadable may go */
	while (r.n > 0 && !p->lied_desk) {
		(void)read_u32(&r);
		NEED(vault_seen(v, read_span(&r, TAG_BYTES).p));
	}
	vault_free(v);
}

static int
sync_with(struct paper *p, struct desk *k)
{
	struct device *device = &p->world.devices[WHO];
	struct step step;
	unsigned steps = 0;
	int rc, status;

	for (;;) {
		uint8_t *body;
		size_t n;

		rc = desk_step(k, &step);
		if (rc != 0 || step.kind == STEP_DONE)
			return rc;
		NEED(++steps < STEPS_MAX);
		if (strcmp(step.path, "/v1/desk/drop") == 0)
			check_drop(p, device, &step);
		body = paper_answer(p, device, &step, &status, &n);
		rc = desk_answer(k, status, span(body, n));
		free(body);
		if (rc != 0)
			return rc;
		paper_follow_day(p, desk_office(k));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct paper *p = paper_begin(size > 0 ? span(data + 1, size - 1) : SPAN_NONE);
	uint8_t does = size > 0 ? data[0] : 0;
	struct desk *k = ombuds(p, does);
	const struct vault *v;
	struct step step;
	int rc = sync_with(p, k);

	NEED(rc >= 0 && rc < ERR_LAST);
	NEED(p->lied || rc == 0 || (rc == ERR_ABSENT && (does & 7) != 0));
	NEED(rc == 0 || desk_step(k, &step) == rc);
	v = desk_vault(k);
	for (size_t i = 0; v != NULL && i < v->matter_count; i++) {
		const struct correspondent *c = matter_first_correspondent(v->matters[i]);

		if (c != NULL)
			paper_check_thread(&c->thread);
	}
	desk_free(k);
	return 0;
}
