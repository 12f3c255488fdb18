/*
 * Two looks of a desk with a server, and a device, that answer as they like. First
 * byte: what the ombuds does, and what meanwhile; then the lies, step by step.
 * Whatever is answered, the looks end, and what could be read is dropped on the
 * server only when it is in a vault which this device keeps.
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

/* Whether this person's inbox has an envelope there; what else is dropped is filler. */
static bool
lies_there(const struct paper *p, uint32_t day, const uint8_t tag[TAG_BYTES])
{
	const struct drop *d = &p->world.drop;

	for (size_t i = 0; i < d->place_count; i++) {
		const struct drop_place *e = &d->places[i];

		if (e->envelope && e->body_there && e->day == day &&
		    memcmp(e->tag, tag, TAG_BYTES) == 0 &&
		    memcmp(e->person, d->people[WHO].id, PERSON_BYTES) == 0)
			return true;
	}
	return false;
}

/* Between a step and its answer, when the desk is open. */
static void
meanwhile(struct desk *k, uint8_t does, unsigned step)
{
	const struct vault *v = desk_vault(k);
	struct span record;
	uint32_t matter;

	if (!desk_open(k) || v->matter_count == 0 || step % 3 != 0)
		return;
	matter = v->matters[v->matter_count - 1]->id;
	switch (does >> 4 & 3) {
	case 1:
		(void)desk_act_now(k, "note", matter, "text", PAPER_SAID, NULL);
		break;
	case 2:
		(void)desk_act_now(k, "say", matter, "text", PAPER_SAID, NULL);
		break;
	case 3:
		(void)desk_act_now(k, "close", matter, "no_last_word", LINE_ON, NULL);
		break;
	default:
		return;
	}
	NEED(desk_record(k, &record) == 0 && record.n > 0);
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
		uint32_t day = read_u32(&r);
		const uint8_t *tag = read_span(&r, TAG_BYTES).p;

		NEED(!lies_there(p, day, tag) || vault_seen(v, tag));
	}
	vault_free(v);
}

static int
look_with(struct paper *p, struct desk *k, uint8_t does, bool first)
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
		/* in a second one lie envelopes of what went out here, which nobody opens */
		if (first && strcmp(step.path, "/v1/desk/drop") == 0)
			check_drop(p, device, &step);
		body = paper_answer(p, device, &step, &status, &n);
		meanwhile(k, does, steps);
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
	int rc = look_with(p, k, does, true);

	NEED(rc >= 0 && rc < ERR_LAST);
	NEED(p->lied || rc == 0 || (rc == ERR_ABSENT && (does & 7) != 0));
	NEED(rc == 0 || desk_step(k, &step) == rc);
	if (rc == 0) {
		desk_look(k);
		rc = look_with(p, k, does, false);
		NEED(rc >= 0 && rc < ERR_LAST);
	}
	v = desk_vault(k);
	for (size_t i = 0; v != NULL && i < v->matter_count; i++) {
		const struct correspondent *c = matter_first_correspondent(v->matters[i]);

		if (c != NULL)
			paper_check_thread(&c->thread);
	}
	desk_free(k);
	return 0;
}
