/*
 * A visit to a server that answers as it likes. First byte: what the visitor
 * does; then the lies, step by step. Whatever is answered, the visit ends, shows
 * nothing that was not written, and fails only in ways that it documents.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/paper.h"
#include "tests/unit/lines.h"

enum { STEPS_MAX = 1000 };

static struct room *
visitor(uint8_t does)
{
	struct room *r;

	NEED(room_new(&r, DROP_ORIGIN, SPAN_NONE, DROP_DAY) == 0);
	room_enter(r, "visitor");
	switch (does % 6) {
	case 1:
		NEED(room_asked(r, "say", "text", PAPER_SAID, NULL) == 0);
		break;
	case 2:
		NEED(room_asked(r, "say", "text", PAPER_SAID, "to", "Person 1", NULL) == 0);
		break;
	case 3:
		NEED(room_asked(r, "take-back", NULL) == 0);
		break;
	case 4:
		NEED(room_asked(r, "forget", NULL) == 0);
		break;
	case 5:
		NEED(room_asked(r, "renew", "new_words", "new words", NULL) == 0);
		break;
	default:
		break;
	}
	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct paper *p = paper_begin(size > 0 ? span(data + 1, size - 1) : SPAN_NONE);
	struct room *r = visitor(size > 0 ? data[0] : 0);
	struct step step;
	unsigned steps = 0;
	int rc = 0;

	while (rc == 0) {
		uint8_t *body;
		int status;
		size_t n;

		rc = room_step(r, &step);
		if (rc != 0 || step.kind == STEP_DONE)
			break;
		NEED(step.kind == STEP_REQUEST && ++steps < STEPS_MAX);
		body = paper_answer(p, NULL, &step, &status, &n);
		rc = room_answer(r, status, span(body, n));
		free(body);
		paper_follow_day(p, room_office(r));
	}
	NEED(rc >= 0 && rc < ERR_LAST);
	NEED(p->lied || rc == 0);
	NEED(rc == 0 || room_step(r, &step) == rc);
	paper_check_thread(room_thread(r));
	room_free(r);
	return 0;
}
