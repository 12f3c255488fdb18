#include "core/talk/thread.h"

#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

static void
message_free(struct message *m)
{
	if (m == NULL)
		return;
	for (unsigned i = 0; i < PARTS_MAX; i++)
		buf_clear(&m->pieces[i]);
	secret_wipe(m, sizeof *m);
	free(m);
}

void
thread_clear(struct thread *t)
{
	for (size_t i = 0; i < t->n; i++)
		message_free(t->messages[i]);
	free(t->messages);
	*t = (struct thread){0};
}

static int
compare(const struct message *a, const struct message *b)
{
	if (a->lamport != b->lamport)
		return a->lamport < b->lamport ? -1 : 1;
	return memcmp(a->id, b->id, sizeof a->id);
}

static int
insert(struct thread *t, struct message *m)
{
	struct message **grown;
	size_t at = t->n;

	if (t->n == t->capacity) {
		size_t capacity = t->capacity == 0 ? 8 : 2 * t->capacity;

		grown = realloc(t->messages, capacity * sizeof(struct message *));
		if (grown == NULL)
			return ERR_MEMORY;
		t->messages = grown;
		t->capacity = capacity;
	}
	while (at > 0 && compare(t->messages[at - 1], m) > 0)
		at--;
	memmove(t->messages + at + 1, t->messages + at, (t->n - at) * sizeof(struct message *));
	t->messages[at] = m;
	t->n++;
	return 0;
}

struct message *
thread_find(const struct thread *t, const uint8_t id[MESSAGE_ID_BYTES])
{
	for (size_t i = 0; i < t->n; i++) {
		if (memcmp(t->messages[i]->id, id, MESSAGE_ID_BYTES) == 0)
			return t->messages[i];
	}
	return NULL;
}

int
thread_move(struct thread *to, struct thread *from)
{
	while (from->n > 0) {
		struct message *m = from->messages[from->n - 1];
		int rc = 0;

		if (thread_find(to, m->id) != NULL)
			message_free(m);
		else
			rc = insert(to, m);
		if (rc != 0)
			return rc;
		from->n--;
	}
	return 0;
}

static struct message *
message_new(const uint8_t person[PERSON_BYTES], uint32_t day, const struct message_part *part)
{
	struct message *m = calloc(1, sizeof *m);

	if (m == NULL)
		return NULL;
	memcpy(m->id, part->id, sizeof m->id);
	memcpy(m->person, person, PERSON_BYTES);
	m->kind = part->kind;
	m->lamport = part->lamport;
	m->day = day;
	m->parts = part->parts;
	m->free = memcmp(part->claim, (uint8_t[CLAIM_BYTES]){0}, CLAIM_BYTES) != 0;
	m->people_count = part->people_count;
	memcpy(m->people, part->people, sizeof m->people);
	for (unsigned i = 0; i < PARTS_MAX; i++)
		buf_init(&m->pieces[i], TEXT_PART_BYTES);
	return m;
}

int
thread_add(struct thread *t, const uint8_t person[PERSON_BYTES], uint32_t day,
           const struct message_part *part)
{
	struct message *m = thread_find(t, part->id);
	int rc;

	if (m == NULL && t->n == THREAD_MESSAGES_MAX)
		return ERR_FULL;
	if (m == NULL) {
		m = message_new(person, day, part);
		if (m == NULL)
			return ERR_MEMORY;
		rc = insert(t, m);
		if (rc != 0) {
			message_free(m);
			return rc;
		}
	}
	if (m->parts != part->parts || m->kind != part->kind || m->lamport != part->lamport ||
	    memcmp(m->person, person, PERSON_BYTES) != 0)
		return ERR_CONFLICT;
	if ((m->have >> part->part & 1) != 0)
		return 0;
	buf_put_span(&m->pieces[part->part], part->text);
	if (m->pieces[part->part].err != 0)
		return m->pieces[part->part].err;
	m->have = (uint16_t)(m->have | (1U << part->part));
	return 0;
}

int
thread_write(struct thread *t, const struct message *head, struct span text, struct message **out)
{
	struct message_part part = {.kind = head->kind, .lamport = head->lamport};
	int rc = 0;

	memcpy(part.id, head->id, sizeof part.id);
	part.people_count = head->people_count;
	memcpy(part.people, head->people, sizeof part.people);
	part.parts = message_parts(text.n);
	for (part.part = 0; rc == 0 && part.part < part.parts; part.part++) {
		part.text = message_piece(text, part.part);
		rc = thread_add(t, head->person, head->day, &part);
	}
	*out = NULL;
	if (rc != 0) {
		thread_remove(t, head->id);
		return rc;
	}
	*out = thread_find(t, head->id);
	(*out)->unsent = head->unsent;
	(*out)->free = head->free;
	return 0;
}

static void
remove_at(struct thread *t, size_t at)
{
	message_free(t->messages[at]);
	memmove(t->messages + at, t->messages + at + 1, (t->n - at - 1) * sizeof(struct message *));
	t->n--;
}

void
thread_remove(struct thread *t, const uint8_t id[MESSAGE_ID_BYTES])
{
	/* id may be the message's own, which goes with it: nothing reads it afterwards */
	for (size_t i = 0; i < t->n; i++) {
		if (memcmp(t->messages[i]->id, id, MESSAGE_ID_BYTES) == 0) {
			remove_at(t, i);
			return;
		}
	}
}

void
thread_expire(struct thread *t, uint32_t first_day)
{
	for (size_t i = t->n; i-- > 0;) {
		if (t->messages[i]->day < first_day)
			remove_at(t, i);
	}
}

uint32_t
thread_lamport(const struct thread *t)
{
	uint32_t highest = t->n == 0 ? 0 : t->messages[t->n - 1]->lamport;

	return highest == UINT32_MAX ? UINT32_MAX : highest + 1;
}

bool
message_whole(const struct message *m)
{
	return m->have == (uint16_t)((1UL << m->parts) - 1);
}

int
message_text(struct buf *out, const struct message *m)
{
	size_t start = out->n;

	for (unsigned i = 0; i < m->parts; i++)
		buf_put_span(out, buf_span(&m->pieces[i]));
	if (out->err != 0)
		return out->err;
	if (out->n == start)
		return 0;
	return utf8_valid(span(out->p + start, out->n - start)) ? 0 : ERR_TEXT;
}

bool
message_shown(const struct message *m)
{
	return message_whole(m) &&
	       (m->kind == MESSAGE_TEXT || (m->kind == MESSAGE_RENEW && m->pieces[0].n > 0));
}

const struct message *
thread_last_shown(const struct thread *t)
{
	for (size_t i = t->n; i-- > 0;) {
		if (message_shown(t->messages[i]))
			return t->messages[i];
	}
	return NULL;
}

uint32_t
thread_first_day(const struct thread *t)
{
	uint32_t first = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (message_shown(t->messages[i]) && (first == 0 || t->messages[i]->day < first))
			first = t->messages[i]->day;
	}
	return first;
}

int
text_check(struct span text)
{
	return text.n >= 1 && text.n <= TEXT_MAX && utf8_valid(text) ? 0 : ERR_TEXT;
}
