/* What a vault takes, and what it still has room for. */
#include <sodium.h>

#include "core/desk/blob.h"
#include "core/desk/section.h"

enum {
	/* one part that begins a matter, of a visitor unknown so far */
	ARRIVAL_MAX = MATTER_HEAD_BYTES + SECTION_HEAD_BYTES + FACTS_BYTES + SECTION_HEAD_BYTES +
	              COUNT_BYTES + SECTION_HEAD_BYTES + CORRESPONDENT_BYTES + MESSAGE_ROW +
	              SHOWN_ROW + PIECE_ROW + TEXT_PART_BYTES + 2 * SEEN_ROW + SECTION_HEAD_BYTES,
	/* for marks of what needs no room itself, new seeds, what is kept of a vault's past, of
	   what was counted and of a newer Alcove, and two long messages of one's own */
	ROOM_KEPT = (int)INBOX_LISTING * 2 * SEEN_ROW + (int)VAULT_SEEDS_MAX * SEED_ROW +
	            (int)DEVICES_MAX * DEVICE_ROW + (int)ENDED_MAX * ENDED_ROW +
	            (int)ACTS_DONE_MAX * (ACT_BYTES + SECTION_HEAD_BYTES + ACT_ROW) + UNKNOWN_MAX +
	            3 * TEXT_MAX + 2 * (int)MESSAGE_AFTER_MAX * MESSAGE_ID_BYTES +
	            (int)UNSETTLED_MAX * UNSETTLED_ROW + (int)ROSTERS_KNOWN_MAX * ROSTER_ROW +
	            (int)MARKS_MAX * MARK_ROW + (int)OUTREACH_MAX * OUTREACH_ROW +
	            (int)THEMES_MAX * (THEME_HEAD + THEME_TEXT_MAX) +
	            (int)NOTICED_MAX * NOTICED_ROW + (int)BROUGHT_MAX * BROUGHT_ROW,
	/* of that, what one's own messages may take */
	OWN_KEPT = 3 * TEXT_MAX + 2 * (int)MESSAGE_AFTER_MAX * MESSAGE_ID_BYTES,
};

static size_t
message_bytes(const struct message *m)
{
	size_t n = MESSAGE_ROW + m->order.after.n +
	           (sodium_is_zero(m->person, sizeof m->person) ? SHOWN_ROW : 0);

	for (unsigned i = 0; i < m->body.parts; i++) {
		if ((m->body.have >> i & 1) != 0)
			n += PIECE_ROW + m->body.pieces[i].n;
	}
	return n;
}

static size_t
text_bytes(size_t n)
{
	return n == 0 ? 0 : SECTION_HEAD_BYTES + n;
}

static size_t
matter_bytes(const struct matter *m)
{
	size_t n = MATTER_HEAD_BYTES + 2 * SECTION_HEAD_BYTES + FACTS_BYTES + COUNT_BYTES +
	           text_bytes(span_text(m->label).n) + text_bytes(m->notes.n) +
	           text_bytes(m->acts.n) + m->unknown.n + (m->news.kept ? SECTION_HEAD_BYTES : 0);

	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		n += SECTION_HEAD_BYTES + CORRESPONDENT_BYTES;
		for (size_t j = 0; j < t->n; j++)
			n += message_bytes(t->messages[j]);
	}
	return n;
}

size_t
vault_bytes(const struct vault *v)
{
	size_t n = SECTIONS_BYTES + v->seeds.n * SEED_ROW + v->seen.n * SEEN_ROW +
	           v->past.devices.n * DEVICE_ROW + v->past.ended.n * ENDED_ROW +
	           v->past.done.n * ACT_BYTES + v->later.rows.n + v->later.n * LATER_HEAD_BYTES +
	           v->unknown.n + v->pending.unsettled.n * UNSETTLED_ROW +
	           v->pending.unfiled.n * UNFILED_ROW +
	           v->pending.unfiled.day_count * UNFILED_DAY_BYTES +
	           v->head.rosters.n * ROSTER_ROW + v->past.counts.marks.n * MARK_ROW +
	           v->past.counts.outreach.n * OUTREACH_ROW + themes_bytes(&v->past.counts.themes) +
	           brought_bytes(&v->past.counts.brought);

	for (size_t i = 0; i < v->matter_count; i++)
		n += matter_bytes(v->matters[i]);
	return n;
}

size_t
vault_unknown_bytes(const struct vault *v)
{
	size_t n = v->unknown.n + v->later.rows.n + v->later.n * LATER_HEAD_BYTES;

	for (size_t i = 0; i < v->matter_count; i++)
		n += v->matters[i]->unknown.n;
	return n;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* What is kept for what needs no room itself; of all that an office can hold at once something
 * can be kept. */
static size_t
kept(const struct vault *v)
{
	return ROOM_KEPT + (UNFILED_MAX - v->pending.unfiled.n) * UNFILED_ROW +
	       (UNFILED_DAYS_MAX - v->pending.unfiled.day_count) * UNFILED_DAY_BYTES +
	       v->matter_count * SECTION_HEAD_BYTES; /* each may be kept: matter_stranger */
}

size_t
vault_room(const struct vault *v)
{
	size_t used = vault_bytes(v) + kept(v), room;

	if (used >= VAULT_PLAIN_MAX)
		return 0;
	room = (VAULT_PLAIN_MAX - used) / ARRIVAL_MAX;
	room = least(room, VAULT_MATTERS_MAX - v->matter_count);
	return least(room, (VAULT_SEEN_MAX - v->seen.n) / 2);
}

bool
vault_fits(const struct vault *v, size_t n)
{
	return n <= VAULT_PLAIN_MAX && vault_bytes(v) + n + kept(v) <= VAULT_PLAIN_MAX;
}

bool
vault_takes(const struct vault *v, size_t text)
{
	size_t n = MESSAGE_ROW + (size_t)MESSAGE_AFTER_MAX * MESSAGE_ID_BYTES +
	           (size_t)PARTS_MAX * PIECE_ROW + text;

	return vault_bytes(v) + n + kept(v) - OWN_KEPT <= VAULT_PLAIN_MAX;
}

/* ---- strangers ---- */

struct vault_share
vault_strangers(const struct vault *v)
{
	struct vault_share used = {0};

	for (size_t i = 0; i < v->matter_count; i++) {
		if (!matter_stranger(v->matters[i]))
			continue;
		used.matters++;
		used.bytes += matter_bytes(v->matters[i]);
	}
	return used;
}

size_t
vault_arrival(size_t text, bool new)
{
	return new ? ARRIVAL_MAX - TEXT_PART_BYTES + text
	           : MESSAGE_ROW + SHOWN_ROW + PIECE_ROW + text + 2 * SEEN_ROW;
}

size_t
vault_arrivals(size_t bytes)
{
	return bytes / ARRIVAL_MAX;
}

/* ---- what does not fit ---- */

/* The earliest day of a message here that may go, or UINT32_MAX. */
static uint32_t
earliest_day(const struct vault *v)
{
	uint32_t day = UINT32_MAX;

	for (size_t i = 0; i < v->matter_count; i++) {
		const struct matter *m = v->matters[i];

		for (size_t j = 0; j < m->correspondent_count; j++) {
			const struct thread *t = &m->correspondents[j]->thread;

			for (size_t k = 0; k < t->n; k++) {
				if (t->messages[k]->day < day)
					day = t->messages[k]->day;
			}
		}
	}
	return day;
}

/* Destroys the talk of one day. */
static void
drop_day(struct vault *v, uint32_t day)
{
	for (size_t i = 0; i < v->matter_count; i++) {
		struct matter *m = v->matters[i];
		size_t before = matter_messages(m);

		for (size_t j = 0; j < m->correspondent_count; j++)
			thread_expire(&m->correspondents[j]->thread, day + 1);
		v->lost += matter_messages(m) != before;
	}
}

static void
drop_longest_silent(struct vault *v)
{
	struct matter *silent = v->matters[0];

	for (size_t i = 1; i < v->matter_count; i++) {
		if (v->matters[i]->last_on < silent->last_on)
			silent = v->matters[i];
	}
	vault_remove_matter(v, silent);
	v->lost++;
}

void
vault_trim(struct vault *v)
{
	while (vault_bytes(v) > VAULT_PLAIN_MAX) {
		uint32_t day = earliest_day(v);

		if (day != UINT32_MAX)
			drop_day(v, day);
		else if (v->matter_count > 0)
			drop_longest_silent(v);
		else
			break;
	}
}
