#include "core/desk/matter.h"

#include <sodium.h>
#include <string.h>

#include "core/desk/section.h"
#include "core/quote.h"
#include "core/secret.h"

static const uint8_t NOBODY[PERSON_BYTES];

struct correspondent *
matter_first_correspondent(const struct matter *m)
{
	return m->correspondent_count == 0 ? NULL : m->correspondents[0];
}

struct correspondent *
matter_correspondent(const struct matter *m, const uint8_t x25519[X25519_BYTES])
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		if (memcmp(m->correspondents[i]->keys.x25519, x25519, X25519_BYTES) == 0)
			return m->correspondents[i];
	}
	return NULL;
}

size_t
matter_messages(const struct matter *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->correspondent_count; i++)
		n += m->correspondents[i]->thread.n;
	return n;
}

uint32_t
matter_heard(const struct matter *m)
{
	uint32_t n = 0;

	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++)
			n += sodium_is_zero(t->messages[j]->person, PERSON_BYTES) != 0;
	}
	return n;
}

bool
matter_shut(const struct matter *m)
{
	return m->shut || sections_must_be_understood(&m->unknown);
}

/* ---- its end ---- */

void
matter_went_on(struct matter *m, uint32_t day)
{
	if (day > m->last_on)
		m->last_on = day;
}

static uint32_t
newest_day(const struct matter *m)
{
	uint32_t day = 0;

	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++) {
			if (t->messages[j]->day > day)
				day = t->messages[j]->day;
		}
	}
	return day;
}

static uint32_t
later(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint32_t
days_after(uint32_t day, uint32_t days)
{
	return day > UINT32_MAX - days - 1 ? UINT32_MAX : day + days + 1;
}

static const uint8_t NO_TALLIES[TALK_MANNERS], NO_CONCERNS[MARK_CONCERNS_MAX];

static bool
coded(const struct matter_count *c)
{
	const struct mark_rest *r = &c->rest;

	return c->talk_only || memcmp(c->concerns, NO_CONCERNS, sizeof NO_CONCERNS) != 0 ||
	       r->group != 0 || r->heard != 0 || r->did != 0 || r->with != 0 || r->ended != 0 ||
	       r->minutes != 0;
}

bool
matter_counts(const struct matter *m)
{
	return m->count.origin != ORIGIN_WROTE || coded(&m->count) ||
	       memcmp(m->count.tallied, NO_TALLIES, sizeof NO_TALLIES) != 0;
}

static bool
has_own(const struct matter *m)
{
	return m->label[0] != '\0' || m->notes.n > 0 || m->unknown.n > 0 || matter_counts(m);
}

uint32_t
matter_ends(const struct matter *m, uint32_t retention_days, uint32_t notes_days)
{
	uint32_t newest = newest_day(m), ends = 0;

	if (matter_messages(m) > 0)
		ends = days_after(newest, retention_days);
	if (has_own(m))
		ends = later(ends, days_after(later(newest, m->last_on), notes_days));
	return ends;
}

void
matter_expire(struct matter *m, uint32_t day, uint32_t retention_days, uint32_t notes_days)
{
	matter_went_on(m, newest_day(m));
	for (size_t i = 0; i < m->correspondent_count; i++)
		thread_expire(&m->correspondents[i]->thread,
		              day > retention_days ? day - retention_days : 0);
	if (days_after(m->last_on, notes_days) > day)
		return;
	memset(m->label, 0, sizeof m->label);
	buf_clear(&m->notes);
	buf_clear(&m->acts);
	buf_clear(&m->unknown);
	/* What it is counted as stays as long as its talk, and then in its mark. */
	if (matter_messages(m) > 0)
		return;
	m->count.origin = ORIGIN_WROTE;
	memset(m->count.tallied, 0, sizeof m->count.tallied);
	memset(m->count.concerns, 0, sizeof m->count.concerns);
	m->count.rest = (struct mark_rest){0};
	m->count.talk_only = false;
}

/* ---- strangers ---- */

bool
matter_stranger(const struct matter *m)
{
	if (m->correspondent_count == 0 || m->news.kept || has_own(m) ||
	    memcmp(m->taken, NOBODY, sizeof m->taken) != 0)
		return false;
	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++) {
			if (memcmp(t->messages[j]->person, NOBODY, PERSON_BYTES) != 0)
				return false;
		}
	}
	return true;
}

/* ---- acts ---- */

const uint8_t *
matter_act(const struct matter *m, const uint8_t id[ACT_BYTES])
{
	for (size_t at = 0; at < m->acts.n; at += ACT_ROW) {
		if (memcmp(m->acts.p + at, id, ACT_BYTES) == 0)
			return m->acts.p + at + ACT_BYTES;
	}
	return NULL;
}

int
matter_add_acts(struct matter *m, struct span rows)
{
	for (size_t at = 0; at < rows.n; at += ACT_ROW) {
		if (matter_act(m, rows.p + at) == NULL)
			buf_put(&m->acts, rows.p + at, ACT_ROW);
	}
	return m->acts.err;
}

void
matter_keep_acts(struct matter *m, const struct acts *done)
{
	size_t kept = 0;

	for (size_t at = 0; at < m->acts.n; at += ACT_ROW) {
		if (!acts_have(done, m->acts.p + at))
			continue;
		memmove(m->acts.p + kept, m->acts.p + at, ACT_ROW);
		kept += ACT_ROW;
	}
	if (kept < m->acts.n)
		secret_wipe(m->acts.p + kept, m->acts.n - kept);
	m->acts.n = kept;
}

/* ---- label and notes ---- */

int
matter_set_label(struct matter *m, struct span text)
{
	size_t letters = 0;

	if (text.n > MATTER_LABEL_BYTES || !line_valid(text))
		return ERR_TEXT;
	for (size_t i = 0; i < text.n; i++)
		letters += (text.p[i] & 0xc0) != 0x80;
	if (letters > LABEL_LETTERS_MAX)
		return ERR_TEXT;
	memset(m->label, 0, sizeof m->label);
	if (text.n > 0)
		memcpy(m->label, text.p, text.n);
	return 0;
}

int
notes_check(struct span text)
{
	return text.n <= NOTES_MAX && utf8_valid(text) ? 0 : ERR_TEXT;
}

/* The end of a text, of n bytes at most, from the beginning of a letter on. */
static struct span
tail(struct span text, size_t n)
{
	size_t skip = text.n > n ? text.n - n : 0;

	while (skip < text.n && (text.p[skip] & 0xc0) == 0x80)
		skip++;
	return span(text.p + skip, text.n - skip);
}

/* What was there, an empty line, and text. */
static int
add(struct buf *notes, struct span text)
{
	struct span was = buf_span(notes);
	const char *gap = "";
	struct buf next;
	int rc;

	if (text.n == 0)
		return 0;
	buf_init(&next, NOTES_JOINED_MAX);
	text = tail(text, NOTES_JOINED_MAX);
	if (was.n > 0)
		gap = was.p[was.n - 1] == '\n' ? "\n" : "\n\n";
	if (text.n + strlen(gap) < NOTES_JOINED_MAX) {
		buf_put_span(&next, tail(was, NOTES_JOINED_MAX - strlen(gap) - text.n));
		buf_put_text(&next, gap);
	}
	buf_put_span(&next, text);
	rc = next.err;
	if (rc != 0) {
		buf_clear(&next);
		return rc;
	}
	buf_clear(notes);
	*notes = next;
	return 0;
}

int
matter_add_notes(struct matter *m, struct span text)
{
	return add(&m->notes, text);
}

int
matter_note(struct matter *m, struct span base, struct span text)
{
	struct span now = buf_span(&m->notes);
	struct buf next;
	int rc;

	if (span_equal(now, text))
		return 0;
	buf_init(&next, NOTES_JOINED_MAX);
	if (!span_equal(now, base))
		return add(&m->notes, text);
	rc = add(&next, text);
	if (rc != 0)
		return rc;
	buf_clear(&m->notes);
	m->notes = next;
	return 0;
}

/* ---- whose turn it is ---- */

static bool
spoke(const struct matter *m, const uint8_t person[PERSON_BYTES])
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++) {
			if (message_shown(t->messages[j]) &&
			    memcmp(t->messages[j]->person, person, PERSON_BYTES) == 0)
				return true;
		}
	}
	return false;
}

bool
matter_waits(const struct matter *m, const uint8_t self[PERSON_BYTES])
{
	bool asked = false;

	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct message *last = thread_last_shown(&m->correspondents[i]->thread);

		asked = asked ||
		        (last != NULL && memcmp(last->person, NOBODY, sizeof last->person) == 0);
	}
	return asked && (memcmp(m->taken, NOBODY, sizeof m->taken) == 0 ||
	                 memcmp(m->taken, self, sizeof m->taken) == 0 || spoke(m, self));
}
