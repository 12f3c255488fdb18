#include "core/talk/thread.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

static void
message_free(struct message *m)
{
	if (m == NULL)
		return;
	for (unsigned i = 0; i < PARTS_MAX; i++)
		buf_clear(&m->body.pieces[i]);
	buf_clear(&m->order.after);
	secret_wipe(m, sizeof *m);
	free(m);
}

void
thread_clear(struct thread *t)
{
	for (size_t i = 0; i < t->n; i++)
		message_free(t->messages[i]);
	free(t->messages);
	free(t->index);
	secret_wipe(t, sizeof *t);
}

/* ---- the index by id ---- */

static const uint8_t *
id_of(const struct thread_entry *e)
{
	return e->row == 0 ? e->m->id : e->m->to.rows[e->row - 1].message;
}

/* Ids toward people are no ids here: what an ombuds calls an answer stands for nothing else. */
static bool
leads(const struct thread_entry *e, const uint8_t id[MESSAGE_ID_BYTES], bool toward)
{
	return (e->row != 0) == toward && memcmp(id_of(e), id, MESSAGE_ID_BYTES) == 0;
}

/* Where the entry of an id is, or would be put. */
static size_t
slot_of(const struct thread *t, const uint8_t id[MESSAGE_ID_BYTES], bool toward)
{
	uint8_t hash[crypto_shorthash_BYTES];
	size_t at, mask = t->index_size - 1;

	crypto_shorthash(hash, id, MESSAGE_ID_BYTES, t->index_key);
	at = get_u32(hash) & mask;
	while (t->index[at].m != NULL && !leads(&t->index[at], id, toward))
		at = (at + 1) & mask;
	return at;
}

/* Where two are called the same, the first stays. */
static void
entry_put(struct thread *t, const struct thread_entry *e)
{
	struct thread_entry *slot = &t->index[slot_of(t, id_of(e), e->row != 0)];

	if (slot->m != NULL)
		return;
	*slot = *e;
	t->entries++;
}

/* What lies behind an emptied slot moves up, so that a search need not pass gaps. */
static void
entry_drop(struct thread *t, const struct thread_entry *e)
{
	size_t mask = t->index_size - 1, at = slot_of(t, id_of(e), e->row != 0);
	struct thread_entry next;

	if (t->index[at].m != e->m)
		return;
	t->index[at].m = NULL;
	t->entries--;
	for (at = (at + 1) & mask; (next = t->index[at]).m != NULL; at = (at + 1) & mask) {
		t->index[at].m = NULL;
		t->entries--;
		entry_put(t, &next);
	}
}

/* The message's ids, one after another, from e.row = 0 on; false after the last. */
static bool
next_entry(struct thread_entry *e)
{
	while (e->row < e->m->to.n) {
		if (addressees_meant(&e->m->to, e->row++))
			return true;
	}
	return false;
}

static void
index_put(struct thread *t, struct message *m)
{
	struct thread_entry e = {.m = m};

	do
		entry_put(t, &e);
	while (next_entry(&e));
}

static void
index_drop(struct thread *t, struct message *m)
{
	struct thread_entry e = {.m = m};

	do
		entry_drop(t, &e);
	while (next_entry(&e));
}

static size_t
entries_of(const struct addressees *to)
{
	size_t n = 1;

	for (size_t i = 0; i < to->n; i++)
		n += addressees_meant(to, i);
	return n;
}

struct message *
thread_find(const struct thread *t, const uint8_t id[MESSAGE_ID_BYTES])
{
	return t->n == 0 ? NULL : t->index[slot_of(t, id, false)].m;
}

struct message *
thread_find_toward(const struct thread *t, const uint8_t person[PERSON_BYTES],
                   const uint8_t id[MESSAGE_ID_BYTES])
{
	struct thread_entry e = {0};

	if (t->n > 0)
		e = t->index[slot_of(t, id, true)];
	return e.m != NULL && memcmp(e.m->to.rows[e.row - 1].person, person, PERSON_BYTES) == 0
	               ? e.m
	               : NULL;
}

/* ---- the order of reading ---- */

/* How many messages come before m. */
static size_t
place_of(const struct thread *t, const struct message *m)
{
	size_t low = 0, high = t->n;

	if (t->n > 0 && message_order(t->messages[t->n - 1], m) < 0)
		return t->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (message_order(t->messages[middle], m) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
grow_index(struct thread *t, size_t n)
{
	size_t size = t->index_size == 0 ? 16 : t->index_size;
	struct thread_entry *grown;

	while (size < 2 * n)
		size *= 2;
	if (size == t->index_size)
		return 0;
	grown = calloc(size, sizeof *grown);
	if (grown == NULL)
		return ERR_MEMORY;
	if (t->index_size == 0)
		randombytes_buf(t->index_key, sizeof t->index_key);
	free(t->index);
	t->index = grown;
	t->index_size = size;
	t->entries = 0;
	for (size_t i = 0; i < t->n; i++)
		index_put(t, t->messages[i]);
	return 0;
}

/* Room for n messages, and for more entries. */
static int
reserve(struct thread *t, size_t n, size_t entries)
{
	size_t capacity = t->capacity == 0 ? 8 : t->capacity;
	struct message **grown;

	while (capacity < n)
		capacity *= 2;
	if (capacity > t->capacity) {
		grown = realloc(t->messages, capacity * sizeof(struct message *));
		if (grown == NULL)
			return ERR_MEMORY;
		t->messages = grown;
		t->capacity = capacity;
	}
	return grow_index(t, entries);
}

static int
insert(struct thread *t, struct message *m)
{
	int rc = reserve(t, t->n + 1, t->entries + entries_of(&m->to));
	size_t at;

	if (rc != 0)
		return rc;
	at = place_of(t, m);
	memmove(t->messages + at + 1, t->messages + at, (t->n - at) * sizeof(struct message *));
	t->messages[at] = m;
	t->n++;
	t->disturbed = true;
	index_put(t, m);
	return 0;
}

/* ---- two become one ---- */

/* Takes the messages of both in order; of those that are in both, the one in a. */
static void
merge(struct thread *out, const struct thread *a, const struct thread *b)
{
	size_t i = 0, j = 0;

	while (i < a->n || j < b->n) {
		if (j == b->n || (i < a->n && message_order(a->messages[i], b->messages[j]) < 0))
			out->messages[out->n++] = a->messages[i++];
		else if (thread_find(a, b->messages[j]->id) != NULL)
			message_free(b->messages[j++]);
		else
			out->messages[out->n++] = b->messages[j++];
	}
}

/* Destroys the oldest that are over the maximum; unsent ones stay unless they may go, too. */
static size_t
trim(struct thread *t, bool unsent_too)
{
	size_t over = t->n > THREAD_MESSAGES_MAX ? t->n - THREAD_MESSAGES_MAX : 0, gone = 0;
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (gone < over && (unsent_too || !t->messages[i]->unsent)) {
			message_free(t->messages[i]);
			gone++;
		} else {
			t->messages[kept++] = t->messages[i];
		}
	}
	t->n = kept;
	return gone;
}

int
thread_move(struct thread *to, struct thread *from, size_t *left_out)
{
	struct thread both = {0};
	int rc;

	*left_out = 0;
	if (from->n == 0)
		return 0;
	rc = reserve(&both, to->n + from->n, to->entries + from->entries);
	if (rc != 0) {
		thread_clear(&both);
		return rc;
	}
	merge(&both, to, from);
	*left_out = trim(&both, false);
	*left_out += trim(&both, true);
	for (size_t i = 0; i < both.n; i++)
		index_put(&both, both.messages[i]);
	both.disturbed = true;
	thread_arrange(&both);
	to->n = from->n = 0;
	thread_clear(to);
	thread_clear(from);
	*to = both;
	return 0;
}

/* ---- parts ---- */

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
	m->body.parts = part->parts;
	m->to_whoever = memcmp(part->claim, (uint8_t[CLAIM_BYTES]){0}, CLAIM_BYTES) != 0;
	m->to = part->to;
	m->shown = part->shown;
	message_place(m);
	buf_init(&m->order.after, MESSAGE_AFTER_MAX * MESSAGE_ID_BYTES);
	for (unsigned i = 0; i < PARTS_MAX; i++)
		buf_init(&m->body.pieces[i], TEXT_PART_BYTES);
	return m;
}

static int
add_piece(struct message *m, const struct message_part *part)
{
	struct buf *piece = &m->body.pieces[part->part];
	int rc;

	buf_put_span(piece, part->text);
	rc = piece->err;
	if (rc != 0) {
		buf_clear(piece);
		return rc;
	}
	m->body.have = (uint16_t)(m->body.have | (1U << part->part));
	return 0;
}

static int
part_check(const struct message_part *part)
{
	unsigned parts = part->parts;

	if (!message_kind_known(part->kind) || parts == 0 || parts > PARTS_MAX ||
	    (parts & (parts - 1)) != 0 || part->part >= parts || part->to.n > PEOPLE_MAX)
		return ERR_FORMAT;
	return part->text.n > TEXT_PART_BYTES ? ERR_SIZE : 0;
}

/* Visitors' words name nothing: an X-Wing key lies there. */
static struct span
after_of(const uint8_t person[PERSON_BYTES], const struct message_part *part)
{
	static const uint8_t visitor[PERSON_BYTES];

	return memcmp(person, visitor, PERSON_BYTES) == 0 ? SPAN_NONE : message_after(part);
}

/* The first part of a message that is not here. */
static int
add_first(struct thread *t, const uint8_t person[PERSON_BYTES], uint32_t day,
          const struct message_part *part)
{
	struct message *m;
	int rc;

	if (t->n >= THREAD_MESSAGES_MAX)
		return ERR_FULL;
	m = message_new(person, day, part);
	if (m == NULL)
		return ERR_MEMORY;
	buf_put_span(&m->order.after, after_of(person, part));
	rc = m->order.after.err != 0 ? m->order.after.err : add_piece(m, part);
	if (rc == 0)
		rc = insert(t, m);
	if (rc != 0)
		message_free(m);
	return rc;
}

int
thread_add(struct thread *t, const uint8_t person[PERSON_BYTES], uint32_t day,
           const struct message_part *part)
{
	struct message *m;
	int rc = part_check(part);

	if (rc != 0)
		return rc;
	m = thread_find(t, part->id);
	if (m == NULL)
		return add_first(t, person, day, part);
	if (m->body.parts != part->parts || m->kind != part->kind || m->lamport != part->lamport ||
	    memcmp(m->person, person, PERSON_BYTES) != 0 ||
	    !span_equal(buf_span(&m->order.after), after_of(person, part)))
		return ERR_CONFLICT;
	return (m->body.have >> part->part & 1) != 0 ? 0 : add_piece(m, part);
}

int
thread_write(struct thread *t, const struct message *head, struct span text, struct message **out)
{
	struct message_part part = {.kind = head->kind, .lamport = head->lamport};
	int rc = 0;

	*out = NULL;
	if (text.n > TEXT_MAX)
		return ERR_SIZE;
	if (thread_find(t, head->id) != NULL)
		return ERR_CONFLICT;
	memcpy(part.id, head->id, sizeof part.id);
	part.to = head->to;
	message_set_after(&part, buf_span(&head->order.after));
	part.parts = message_parts(text.n);
	for (part.part = 0; rc == 0 && part.part < part.parts; part.part++) {
		part.text = message_piece(text, part.part);
		rc = thread_add(t, head->person, head->day, &part);
	}
	if (rc != 0) {
		thread_remove(t, head->id);
		return rc;
	}
	*out = thread_find(t, head->id);
	(*out)->unsent = head->unsent;
	(*out)->to_whoever = head->to_whoever;
	return 0;
}

/* ---- what goes ---- */

void
thread_remove(struct thread *t, const uint8_t id[MESSAGE_ID_BYTES])
{
	/* id may be the message's own, which goes with it: nothing reads it afterwards */
	struct message *m = thread_find(t, id);
	size_t at;

	if (m == NULL)
		return;
	at = place_of(t, m);
	index_drop(t, m);
	message_free(m);
	memmove(t->messages + at, t->messages + at + 1, (t->n - at - 1) * sizeof(struct message *));
	t->n--;
	t->disturbed = true;
}

void
thread_expire(struct thread *t, uint32_t first_day)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct message *m = t->messages[i];

		if (m->day >= first_day) {
			t->messages[kept++] = m;
			continue;
		}
		index_drop(t, m);
		message_free(m);
	}
	t->disturbed = t->disturbed || t->n != kept;
	t->n = kept;
}

/* ---- reading ---- */

bool
message_whole(const struct message *m)
{
	return m->body.have == (uint16_t)((1UL << m->body.parts) - 1);
}

static size_t
message_bytes(const struct message *m)
{
	size_t n = 0;

	for (unsigned i = 0; i < m->body.parts; i++)
		n += m->body.pieces[i].n;
	return n;
}

bool
message_readable(const struct message *m)
{
	struct utf8 letters = {0};

	if (!message_whole(m) || message_bytes(m) > TEXT_MAX)
		return false;
	for (unsigned i = 0; i < m->body.parts; i++) {
		if (!utf8_take(&letters, buf_span(&m->body.pieces[i])))
			return false;
	}
	return letters.follow == 0;
}

bool
message_agrees(const struct message *m, struct span text)
{
	if (m->body.parts != message_parts(text.n))
		return false;
	for (unsigned i = 0; i < m->body.parts; i++) {
		if ((m->body.have >> i & 1) != 0 &&
		    !span_equal(buf_span(&m->body.pieces[i]), message_piece(text, i)))
			return false;
	}
	return true;
}

int
message_text(struct buf *out, const struct message *m)
{
	if (!message_readable(m))
		return ERR_TEXT;
	for (unsigned i = 0; i < m->body.parts; i++)
		buf_put_span(out, buf_span(&m->body.pieces[i]));
	return out->err;
}

bool
message_shown(const struct message *m)
{
	return message_whole(m) &&
	       (m->kind == MESSAGE_TEXT || (m->kind == MESSAGE_RENEW && message_bytes(m) > 0));
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
