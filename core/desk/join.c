/*
 * Two versions of one vault that went different ways become one. Destruction
 * comes first: what one side ended, the other does not bring back.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/counting.h"
#include "core/desk/section.h"
#include "core/desk/vault.h"

static const uint8_t NOBODY[PERSON_BYTES];

struct joining {
	struct vault *v, *other;
	const struct vault_of *of;
};

/* ---- correspondents ---- */

static bool
follows(const struct joining *j, const struct correspondent *old, const struct correspondent *new)
{
	uint8_t expected[32];

	if (memcmp(new->proof, (uint8_t[32]){0}, sizeof new->proof) == 0)
		return false;
	keys_renewal(expected, old->keys.talk, j->of->office, new->keys.x25519, new->keys.xwing,
	             new->keys.talk);
	return memcmp(expected, new->proof, sizeof expected) == 0;
}

/* Who of a matter is the same person as c, or NULL. */
static struct correspondent *
same_person(const struct joining *j, const struct matter *m, const struct correspondent *c)
{
	struct correspondent *same = matter_correspondent(m, c->keys.x25519);

	for (size_t i = 0; same == NULL && i < m->correspondent_count; i++) {
		if (follows(j, m->correspondents[i], c) || follows(j, c, m->correspondents[i]))
			same = m->correspondents[i];
	}
	return same;
}

static void
join_pieces(struct message *to, struct message *from)
{
	to->unsent = to->unsent && from->unsent;
	to->going.parts = to->going.parts > from->going.parts ? to->going.parts : from->going.parts;
	to->going.tried = to->going.tried || from->going.tried;
	if (to->body.parts != from->body.parts || to->kind != from->kind)
		return;
	for (unsigned i = 0; i < to->body.parts; i++) {
		if ((to->body.have >> i & 1) != 0 || (from->body.have >> i & 1) == 0)
			continue;
		to->body.pieces[i] = from->body.pieces[i];
		buf_init(&from->body.pieces[i], TEXT_PART_BYTES);
		to->body.have = (uint16_t)(to->body.have | (1U << i));
		from->body.have = (uint16_t)(from->body.have & ~(1U << i));
	}
}

/* What was said on both sides, and undone on the one whose thread this is not: it does not go. */
static void
drop_unsaid(struct thread *t, const struct thread *other, const struct acts *done_there)
{
	for (size_t i = t->n; i-- > 0;) {
		const struct message *m = t->messages[i];

		if (m->unsent && m->kind == MESSAGE_TEXT && thread_find(other, m->id) == NULL &&
		    acts_have(done_there, m->id))
			thread_remove(t, m->id);
	}
}

static int
join_threads(struct joining *j, struct thread *to, struct thread *from)
{
	struct vault *v = j->v;
	size_t left_out;
	int rc;

	drop_unsaid(to, from, &j->other->past.done);
	drop_unsaid(from, to, &v->past.done);
	for (size_t i = 0; i < from->n; i++) {
		struct message *both = thread_find(to, from->messages[i]->id);

		if (both != NULL)
			join_pieces(both, from->messages[i]);
	}
	rc = thread_move(to, from, &left_out);
	v->lost += rc == 0 && left_out > 0;
	return rc;
}

static int
join_correspondent(struct joining *j, struct matter *m, struct correspondent *from)
{
	struct correspondent *to = same_person(j, m, from);

	if (to == NULL) {
		if (m->correspondent_count == CORRESPONDENTS_MAX) {
			j->v->lost++;
			return 0;
		}
		to = vault_add_correspondent(j->v, m);
		if (to == NULL)
			return ERR_MEMORY;
		to->keys = from->keys;
		memcpy(to->proof, from->proof, sizeof to->proof);
	} else if (follows(j, to, from)) {
		vault_renew_later(j->v, to->keys.x25519, from->keys.x25519);
		to->keys = from->keys;
		memcpy(to->proof, from->proof, sizeof to->proof);
	}
	/* the other's rows, where its keys are the older */
	vault_renew_later(j->other, from->keys.x25519, to->keys.x25519);
	return join_threads(j, &to->thread, &from->thread);
}

/* ---- matters ---- */

/* What does not fit counts as what needs a newer Alcove, which knows what else was there. */
static void
join_sections(struct joining *j, struct buf *to, const struct buf *from)
{
	size_t used = vault_unknown_bytes(j->v), left_out;

	left_out = sections_join(to, from, used < UNKNOWN_MAX ? UNKNOWN_MAX - used : 0);
	if (left_out == 0)
		return;
	j->v->later.dropped += (uint32_t)left_out;
	j->v->later.until = j->of->ends->day + j->of->retention_days + 1;
}

static void
join_taken(const struct joining *j, struct matter *m, const struct matter *from)
{
	if (memcmp(from->taken, j->of->person, PERSON_BYTES) == 0 ||
	    memcmp(m->taken, NOBODY, PERSON_BYTES) == 0)
		memcpy(m->taken, from->taken, PERSON_BYTES);
}

static int
join_matter(struct joining *j, struct matter *m, struct matter *from)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < from->correspondent_count; i++)
		rc = join_correspondent(j, m, from->correspondents[i]);
	if (rc == 0 && !span_equal(buf_span(&m->notes), buf_span(&from->notes)))
		rc = matter_add_notes(m, buf_span(&from->notes));
	if (rc == 0)
		rc = matter_add_acts(m, buf_span(&from->acts));
	if (rc != 0)
		return rc;
	if (m->label[0] == '\0')
		memcpy(m->label, from->label, sizeof m->label);
	join_taken(j, m, from);
	m->news.kept = m->news.kept || from->news.kept;
	vault_join_counts(j->v, m, from);
	matter_went_on(m, from->last_on);
	join_sections(j, &m->unknown, &from->unknown);
	return m->unknown.err;
}

/* The other's matter as a new one here. */
static int
adopt(struct joining *j, const struct matter *from, uint32_t id)
{
	struct matter *m;

	if (j->v->matter_count == VAULT_MATTERS_MAX) {
		j->v->lost++;
		return 0;
	}
	m = vault_put_matter(j->v, id);
	if (m == NULL)
		return ERR_MEMORY;
	m->count = from->count;
	memcpy(m->label, from->label, sizeof m->label);
	memcpy(m->taken, from->taken, sizeof m->taken);
	m->last_on = from->last_on;
	m->news.kept = from->news.kept;
	for (size_t i = 0; i < from->correspondent_count; i++) {
		struct correspondent *theirs = from->correspondents[i],
				     *c = vault_add_correspondent(j->v, m);

		if (c == NULL)
			return ERR_MEMORY;
		*c = *theirs;
		theirs->thread = (struct thread){0};
	}
	buf_put_span(&m->notes, buf_span(&from->notes));
	buf_put_span(&m->acts, buf_span(&from->acts));
	buf_put_span(&m->unknown, buf_span(&from->unknown));
	if (m->acts.err != 0)
		return m->acts.err;
	return m->notes.err != 0 ? m->notes.err : m->unknown.err;
}

/* Whether the other ended a matter of v's. */
static const struct ended *
ended_by_other(const struct joining *j, const struct matter *m)
{
	return vault_matter(j->other, m->id) != NULL ? NULL
	                                             : endings_find(&j->other->past.ended, m->id);
}

/* A matter here of somebody who is in this one, or NULL. */
static struct matter *
of_same_people(const struct joining *j, const struct matter *from)
{
	for (size_t i = 0; i < j->v->matter_count; i++) {
		struct matter *m = j->v->matters[i];

		for (size_t k = 0; m != from && k < from->correspondent_count; k++) {
			if (same_person(j, m, from->correspondents[k]) != NULL &&
			    ended_by_other(j, m) == NULL)
				return m;
		}
	}
	return NULL;
}

static int
bring(struct joining *j, struct matter *from, uint32_t id)
{
	struct matter *home = vault_matter(j->v, id);

	if (home == NULL)
		home = of_same_people(j, from);
	if (home == NULL)
		return adopt(j, from, id);
	if (home->id != id && id == from->id) {
		/* two ids of one matter: the other's is heard of no more */
		uint32_t ends = matter_ends(from, j->of->retention_days, j->of->notes_days);
		struct ended row = {id, j->of->ends->day, ends, home->id};

		if (ends > row.day)
			endings_add(&j->v->past.ended, &row);
	}
	return join_matter(j, home, from);
}

/* ---- what one side ended ---- */

/* Where talk of an ended matter went on, or NULL. */
static struct matter *
went_into(const struct joining *j, const struct ended *row)
{
	struct matter *m = NULL;

	for (unsigned i = 0; row != NULL && m == NULL && i < ENDED_MAX; i++) {
		uint32_t into = row->into;

		m = vault_matter(j->v, into);
		row = endings_find(&j->v->past.ended, into);
		if (row == NULL)
			row = endings_find(&j->other->past.ended, into);
	}
	return m;
}

/* Whether the side that ended a matter cannot have known of a message of it. */
static bool
came_after(const struct message *m, const struct correspondent *c, const struct ended *row,
           const struct vault *ender)
{
	uint8_t mark[MARK_BYTES];

	if (m->day != row->day || memcmp(m->person, NOBODY, PERSON_BYTES) != 0)
		return m->day > row->day;
	for (unsigned i = 0; i < m->body.parts; i++) {
		vault_part_mark(mark, c->keys.x25519, m->id, (uint8_t)i);
		if ((m->body.have >> i & 1) != 0 && vault_seen(ender, mark))
			return false;
	}
	return true;
}

/* Leaves what came after the end, as a new matter would begin with it. */
static size_t
leave_what_came_after(const struct joining *j, struct matter *m, const struct ended *row,
                      const struct vault *ender)
{
	struct matter_count anew = {.answered = false};

	memcpy(anew.mark, m->count.mark, sizeof anew.mark);
	matter_mark_next(anew.mark, j->of->office, row->day);
	m->count = anew;
	m->count.origin = ORIGIN_WROTE;

	for (size_t i = 0; i < m->correspondent_count; i++) {
		struct thread *t = &m->correspondents[i]->thread;

		for (size_t k = t->n; k-- > 0;) {
			if (!came_after(t->messages[k], m->correspondents[i], row, ender))
				thread_remove(t, t->messages[k]->id);
		}
	}
	memset(m->label, 0, sizeof m->label);
	buf_clear(&m->notes);
	buf_clear(&m->acts);
	buf_clear(&m->unknown);
	memset(m->taken, 0, sizeof m->taken);
	return matter_messages(m);
}

static uint32_t
fresh_id(const struct joining *j)
{
	uint32_t id;

	do
		id = randombytes_uniform(MATTER_ID_LIMIT);
	while (vault_matter(j->v, id) != NULL || vault_matter(j->other, id) != NULL ||
	       endings_find(&j->v->past.ended, id) != NULL);
	return id;
}

/* A matter of the other's that v ended. */
static int
bring_ended(struct joining *j, struct matter *from, const struct ended *row)
{
	struct matter *into = went_into(j, row);

	if (into != NULL)
		return join_matter(j, into, from);
	if (leave_what_came_after(j, from, row, j->v) == 0)
		return 0;
	return bring(j, from, fresh_id(j));
}

/* A matter of v's that the other ended. */
static int
end_own(struct joining *j, struct matter *m, const struct ended *row)
{
	struct matter *into = went_into(j, row);
	int rc;

	if (into == m || into == NULL) {
		if (leave_what_came_after(j, m, row, j->other) == 0) {
			vault_remove_matter(j->v, m);
			return 0;
		}
		into = of_same_people(j, m);
	}
	if (into == NULL) {
		m->id = fresh_id(j);
		return 0;
	}
	rc = join_matter(j, into, m);
	if (rc == 0)
		vault_remove_matter(j->v, m);
	return rc;
}

static int
end_own_all(struct joining *j)
{
	int rc = 0;

	for (size_t i = j->v->matter_count; rc == 0 && i-- > 0;) {
		const struct ended *row = ended_by_other(j, j->v->matters[i]);

		if (row != NULL)
			rc = end_own(j, j->v->matters[i], row);
	}
	return rc;
}

/* Those that v has not ended first, as others may have gone into them; of both v's own between. */
static int
join_matters(struct joining *j)
{
	size_t n = j->other->matter_count;
	const struct ended **rows = calloc(n + 1, sizeof(const struct ended *));
	struct endings *before = malloc(sizeof *before);
	int rc = rows == NULL || before == NULL ? ERR_MEMORY : 0;

	if (rc == 0)
		*before = j->v->past.ended;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct matter *from = j->other->matters[i];

		if (vault_matter(j->v, from->id) == NULL)
			rows[i] = endings_find(before, from->id);
	}
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (rows[i] == NULL)
			rc = bring(j, j->other->matters[i], j->other->matters[i]->id);
	}
	if (rc == 0)
		rc = end_own_all(j);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (rows[i] != NULL)
			rc = bring_ended(j, j->other->matters[i], rows[i]);
	}
	free(before);
	free(rows);
	return rc;
}

/* ---- all of it ---- */

static void
join_head(struct vault *v, const struct vault *other)
{
	if (other->head.roster_serial <= v->head.roster_serial)
		return;
	v->head.roster_serial = other->head.roster_serial;
	memcpy(v->head.roster_hash, other->head.roster_hash, sizeof v->head.roster_hash);
}

/* What does not fit is asked for again, and found in its thread. */
static int
join_seen(struct vault *v, const struct vault *other)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < other->seen.n; i++)
		rc = vault_mark(v, other->seen.marks[i].day, other->seen.marks[i].mark);
	return rc == ERR_FULL ? 0 : rc;
}

static bool
has_later(const struct vault *v, const struct later_message *wanted)
{
	struct reader r = reader(buf_span(&v->later.rows));
	struct later_message m;

	while (later_next(&r, &m)) {
		if (m.day == wanted->day && memcmp(m.sender, wanted->sender, X25519_BYTES) == 0 &&
		    span_equal(m.text, wanted->text))
			return true;
	}
	return false;
}

static void
plaintext_of(uint8_t out[INNER_BYTES], const struct later_message *m)
{
	memset(out, 0, INNER_BYTES);
	memcpy(out, m->text.p, m->text.n);
}

/* Whether a side took it in and has it no more: destroyed, or filed by a newer Alcove. */
static bool
gone_from(const struct vault *v, const struct later_message *m)
{
	uint8_t plaintext[INNER_BYTES], mark[MARK_BYTES];
	struct message_part part;
	bool gone;

	if (v->later.dropped > 0) /* for want of room, it may be */
		return false;
	plaintext_of(plaintext, m);
	gone = message_read(&part, plaintext, SEAL_TO_OMBUDS) == 0;
	if (gone) {
		vault_part_mark(mark, m->sender, part.id, part.part);
		gone = vault_seen(v, mark) && !has_later(v, m);
	}
	secret_wipe(&part, sizeof part);
	secret_wipe(plaintext, sizeof plaintext);
	return gone;
}

/* Before the marks of both are joined: they tell what is gone from one side. */
static int
join_later(struct joining *j)
{
	struct reader r = reader(buf_span(&j->v->later.rows));
	uint8_t plaintext[INNER_BYTES];
	struct later_message m;
	int rc = 0;

	while (later_next(&r, &m)) {
		if (gone_from(j->other, &m))
			vault_take_later(j->v, &r, &m);
	}
	r = reader(buf_span(&j->other->later.rows));
	while (rc == 0 && later_next(&r, &m)) {
		if (has_later(j->v, &m) || gone_from(j->v, &m))
			continue;
		plaintext_of(plaintext, &m);
		rc = vault_keep_later(j->v, m.day, m.sender, plaintext, j->of->retention_days);
		vault_renew_later(j->v, m.sender, m.of);
	}
	secret_wipe(plaintext, sizeof plaintext);
	if (j->other->later.dropped > j->v->later.dropped)
		j->v->later.dropped = j->other->later.dropped;
	if (j->other->later.until > j->v->later.until)
		j->v->later.until = j->other->later.until;
	return rc;
}

/*
 * What one side has among its marks it has filed or discarded. Before the marks of both are
 * joined, as in join_later. What does not fit, or whose day has other keys here, is lost.
 */
static int
join_unfiled(struct vault *v, const struct vault *other)
{
	struct unfiled *u = &v->pending.unfiled;
	int rc = 0;

	for (size_t i = u->n; i-- > 0;) {
		if (vault_seen(other, u->rows[i].tag))
			unfiled_take(u, &u->rows[i]);
	}
	for (size_t i = 0; rc == 0 && i < other->pending.unfiled.n; i++) {
		const struct unfiled_row *row = &other->pending.unfiled.rows[i];

		if (vault_seen(v, row->tag) || unfiled_find(u, row->day, row->tag) != NULL)
			continue;
		rc = unfiled_put(u, unfiled_day(&other->pending.unfiled, row->day), row);
		v->lost += rc > 0;
		rc = rc > 0 ? 0 : rc;
	}
	unfiled_arrange(u);
	return rc;
}

int
vault_join(struct vault *v, struct vault *other, const struct vault_of *of)
{
	struct joining j = {v, other, of};
	int rc;

	join_head(v, other);
	rosters_join(&v->head.rosters, &other->head.rosters);
	j.v->lost += counts_join(&v->past.counts, &other->past.counts);
	vault_join_seeds(v, other, of->ends->day);
	rc = join_matters(&j);
	if (rc == 0)
		rc = join_later(&j);
	if (rc == 0)
		rc = join_unfiled(v, other);
	if (rc == 0)
		rc = join_seen(v, other);
	if (rc == 0)
		rc = unsettled_join(&v->pending.unsettled, &other->pending.unsettled);
	join_sections(&j, &v->unknown, &other->unknown);
	if (rc == 0)
		rc = v->unknown.err;
	if (rc != 0)
		return rc;
	devices_join(&v->past.devices, &other->past.devices);
	endings_join(&v->past.ended, &other->past.ended);
	acts_join(&v->past.done, &other->past.done);
	vault_keep_acts(v);
	v->lost += other->lost;
	vault_trim(v);
	vault_arrange(v);
	vault_find_shut(v);
	return 0;
}
