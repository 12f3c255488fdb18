#include "fuzz/paper.h"

#include <stdlib.h>
#include <string.h>

static const char *const written[] = {"hello", "good day", "a second matter", PAPER_SAID};

/* What a deposit may be asked to solve here: 64 tries on average. */
enum { BITS_MAX = 6 };

/* ---- the office as it was ---- */

struct paper *
paper_begin(struct span data)
{
	static struct world first;
	static struct paper paper;

	fuzz_begin();
	if (first.drop.person_count == 0) {
		world_open(&first, 2, 0);
		says(&first, "visitor", written[0], NULL);
		answers(&first, 0, written[1]);
		says(&first, "visitor", written[2], "Person 1");
	} else {
		world_close(&paper.world);
	}
	world_copy(&paper.world, &first);
	paper.lies = reader(data);
	paper.lied = paper.lied_desk = false;
	fuzz_begin();
	return &paper;
}

/* ---- lies ---- */

static void
resize(struct buf *out, size_t n)
{
	if (n > out->n)
		buf_put_zeros(out, n - out->n);
	out->n = n;
}

static void
change(struct paper *p, int *status, struct buf *out)
{
	static const int statuses[] = {0, 200, 400, 401, 403, 404, 409, 413, 428, 503, 507};
	struct reader *r = &p->lies;
	uint8_t what = read_u8(r), value = read_u8(r);
	uint16_t at = read_u16(r);
	struct span said;

	if (r->err != 0)
		return;
	switch (what % 8) {
	case 0:
		*status = statuses[value % (sizeof statuses / sizeof *statuses)];
		break;
	case 1:
		if (out->n > 0)
			out->p[at % out->n] ^= value;
		break;
	case 2:
		resize(out, at % (out->n + 1));
		break;
	case 3:
		resize(out, out->n + value);
		break;
	case 4:
		if (out->n >= 4)
			put_u32(out->p + at % (out->n - 3), value < 128 ? value : (uint32_t)-value);
		break;
	case 5:
		if (out->n > 0)
			out->p[at % (out->n < 64 ? out->n : 64)] = value;
		break;
	case 6:
		resize(out, 0);
		break;
	case 7:
		said = read_span(r, value);
		resize(out, 0);
		buf_put_span(out, said);
		break;
	}
	p->lied = true;
}

uint8_t *
paper_answer(struct paper *p, struct device *device, const struct step *step, int *status,
             size_t *n)
{
	bool exchange = strcmp(step->path, "/v1/exchange") == 0;
	struct buf out;
	uint8_t *copy;

	buf_init(&out, VAULT_MAX + 1024);
	*status = 200;
	if (step->kind == STEP_REQUEST) {
		/* whoever writes and reads is not to be told from others */
		NEED(!exchange || (step->session == NULL &&
		                   step->body.n == exchange_request_bytes(&p->world.drop.roster)));
		*status = drop_answer(&p->world.drop, step, &out);
	} else {
		NEED(device != NULL);
		device_answer(device, step, &out);
	}
	/* half of the answers are true */
	if (p->lies.n > 0 && (read_u8(&p->lies) & 1) != 0 && step->kind != STEP_KEEP) {
		change(p, status, &out);
		p->lied_desk = p->lied_desk || step->kind == STEP_RECALL ||
		               strcmp(step->path, "/v1/desk/vault") == 0 ||
		               strncmp(step->path, "/v1/desk/inbox/", 15) == 0;
	}
	if (out.n > step->answer_max && step->kind == STEP_REQUEST)
		out.n = step->answer_max; /* as a shell would have it */
	if (exchange && out.n > 1 && out.p[1] > BITS_MAX && out.p[1] <= PUZZLE_BITS_MAX)
		out.p[1] = BITS_MAX;
	copy = fuzz_copy(buf_span(&out));
	*n = out.n;
	buf_clear(&out);
	return copy;
}

void
paper_follow_day(struct paper *p, const struct office *o)
{
	if (o == NULL || o->day == p->world.drop.day)
		return;
	p->world.drop.day = o->day;
	p->world.drop.hour = o->day * 24;
}

void
paper_check_thread(const struct thread *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct buf text;
		bool known = false;

		if (!message_shown(t->messages[i]))
			continue;
		buf_init(&text, TEXT_MAX);
		NEED(message_text(&text, t->messages[i]) == 0);
		for (size_t j = 0; j < sizeof written / sizeof *written; j++)
			known = known || span_equal(buf_span(&text), span_text(written[j]));
		NEED(known);
		buf_clear(&text);
	}
}
