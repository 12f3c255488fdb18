/* Parts in any order, twice, or that disagree: a thread stays in order, and whole messages are
 * whole. */
#include <stdlib.h>
#include <string.h>

#include "core/talk/thread.h"
#include "fuzz/support.h"

enum { STEPS_MAX = 200 };

static const char TEXT[] = "Gr\xc3\xbc\xc3\x9f Gott, and good day";

static void
sound(const struct thread *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct message *m = t->messages[i];

		NEED(thread_find(t, m->id) == m);
		NEED(i == 0 || message_order(t->messages[i - 1], m) < 0);
		NEED(m->body.have >> m->body.parts == 0);
		NEED(m->lamport < thread_lamport(t) || m->lamport > LAMPORT_LEAP);
		NEED(message_whole(m) || !message_shown(m));
	}
}

/* What an answer of one person does not name, and no earlier one did, stands behind it. */
static void
answered(const struct thread *t)
{
	static const uint8_t visitor[PERSON_BYTES];
	bool named[256] = {false};

	for (size_t i = 0; i < t->n; i++) {
		const struct message *m = t->messages[i];

		if (m->person[0] != 1)
			continue;
		for (size_t k = 0; k < m->order.after.n; k += MESSAGE_ID_BYTES)
			named[m->order.after.p[k]] = true;
		for (size_t k = 0; k < t->n; k++) {
			const struct message *word = t->messages[k];

			NEED(memcmp(word->person, visitor, PERSON_BYTES) != 0 ||
			     (k < i) == named[word->id[0]]);
		}
	}
}

static void
readable(const struct thread *t)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < t->n; i++) {
		int rc = message_text(&text, t->messages[i]);

		NEED(rc == (message_readable(t->messages[i]) ? 0 : ERR_TEXT));
		NEED(rc != 0 || utf8_valid(buf_span(&text)));
		text.n = 0;
	}
	buf_clear(&text);
}

static void
add(struct thread *t, struct reader *r)
{
	struct message_part part = {.kind = MESSAGE_TEXT};
	uint8_t person[PERSON_BYTES] = {0}, b = read_u8(r);
	const struct message *m;
	size_t had = t->n;
	int rc;

	part.id[0] = b & 7;
	part.kind = (uint8_t)(1 + (b >> 3 & 3));
	person[0] = b >> 7;
	b = read_u8(r);
	part.parts = (uint8_t)(1U << (b & 7) % 5);
	part.part = (uint8_t)((b >> 4) % part.parts);
	part.lamport = read_u8(r) % 4 == 3 ? UINT32_MAX : b >> 3 & 1;
	b = read_u8(r) % (sizeof TEXT);
	part.text = span(TEXT + sizeof TEXT - 1 - b, b);
	/* what an answer names, and a visitor's is no answer */
	part.xwing[0] = b & 3;
	part.xwing[MESSAGE_ID_BYTES] = b >> 2 & 3;
	m = thread_find(t, part.id);
	rc = thread_add(t, person, FUZZ_DAY + part.id[0], &part);
	NEED(rc == 0 || (rc == ERR_CONFLICT && m != NULL));
	NEED(t->n == had + (m == NULL ? 1 : 0));
	m = thread_find(t, part.id);
	NEED(rc != 0 || (m != NULL && (m->body.have >> part.part & 1) != 0));
}

static void
write_own(struct thread *t, uint8_t n)
{
	static uint8_t text[256 * 255];
	struct message head = {.kind = MESSAGE_TEXT, .lamport = thread_lamport(t), .unsent = true};
	struct message *m;
	struct buf out;

	memset(text, 'a', sizeof text);
	head.id[0] = 200;
	head.id[1] = n;
	if (thread_find(t, head.id) != NULL)
		return;
	NEED(thread_write(t, &head, span(text, (size_t)n * 256), &m) == 0);
	NEED(m != NULL && m->unsent && message_whole(m));
	buf_init(&out, TEXT_MAX);
	NEED(message_text(&out, m) == 0 && out.n == (size_t)n * 256);
	buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct thread both[2] = {0};
	struct reader r = reader(span(data, size));
	unsigned steps = 0;
	size_t left_out;

	fuzz_begin();
	while (r.n > 0 && r.err == 0 && steps++ < STEPS_MAX) {
		uint8_t op = read_u8(&r);
		struct thread *t = &both[op >> 7];
		uint8_t id[MESSAGE_ID_BYTES] = {op >> 4 & 7};

		switch (op & 7) {
		case 0:
			thread_remove(t, id);
			NEED(thread_find(t, id) == NULL);
			break;
		case 1:
			thread_expire(t, FUZZ_DAY + id[0]);
			break;
		case 2:
			NEED(thread_move(&both[0], &both[1], &left_out) == 0 && both[1].n == 0);
			NEED(left_out == 0);
			break;
		case 3:
			write_own(t, read_u8(&r));
			break;
		case 4:
			thread_arrange(t);
			answered(t);
			break;
		default:
			add(t, &r);
			break;
		}
		sound(t);
	}
	sound(&both[0]);
	readable(&both[0]);
	thread_clear(&both[0]);
	thread_clear(&both[1]);
	return 0;
}
