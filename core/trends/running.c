#include "core/trends/running.h"

#include <string.h>

#include "core/trends/by_id.h"

const char *const outreach_kinds[] = {"talk", "training", "stand", "meeting", "suggestion", NULL};
enum { OUTREACH_KINDS = 5 };

const char *const running_names[] = {"concerns", "categories", "groups", "manners", "services",
                                     "with",     "endings",    "heard",  "minutes", NULL};

/* ---- outreach ---- */

static size_t
place(const struct outreach *o, const uint8_t id[OUTREACH_ID_BYTES], bool *there)
{
	return by_id(o->rows, o->n, sizeof *o->rows, span(id, OUTREACH_ID_BYTES), there);
}

const struct outreach_row *
outreach_find(const struct outreach *o, const uint8_t id[OUTREACH_ID_BYTES])
{
	bool there;
	size_t at = place(o, id, &there);

	return there ? &o->rows[at] : NULL;
}

int
outreach_put(struct outreach *o, const struct outreach_row *row)
{
	bool there;
	size_t at = place(o, row->id, &there);

	if (row->kind > OUTREACH_KINDS || (row->kind == 0 && row->people != 0))
		return ERR_FORMAT;
	if (!there) {
		if (o->n == OUTREACH_MAX)
			return ERR_FULL;
		by_id_open(o->rows, o->n++, sizeof *o->rows, at);
	}
	o->rows[at] = *row;
	return 0;
}

void
outreach_expire(struct outreach *o, uint32_t first_day)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->n; i++) {
		if (o->rows[i].day >= first_day)
			o->rows[kept++] = o->rows[i];
	}
	o->n = kept;
}

size_t
outreach_join(struct outreach *o, const struct outreach *other)
{
	size_t left_out = 0;

	for (size_t i = 0; i < other->n; i++) {
		const struct outreach_row *mine = outreach_find(o, other->rows[i].id);

		if (mine == NULL || (mine->kind != 0 && other->rows[i].kind == 0))
			left_out += outreach_put(o, &other->rows[i]) != 0;
	}
	return left_out;
}

void
outreach_write(struct buf *out, const struct outreach *o)
{
	for (size_t i = 0; i < o->n; i++) {
		buf_put(out, o->rows[i].id, OUTREACH_ID_BYTES);
		buf_put_u32(out, o->rows[i].day);
		buf_put_u8(out, o->rows[i].kind);
		buf_put_u16(out, o->rows[i].people);
		buf_put_u8(out, 0);
	}
}

int
outreach_read(struct reader *r, struct outreach *o)
{
	o->n = 0;
	if (r->n % OUTREACH_ROW != 0 || r->n / OUTREACH_ROW > OUTREACH_MAX)
		return ERR_FORMAT;
	while (r->n > 0) {
		struct outreach_row row = {.kind = 0};

		read_bytes(r, row.id, sizeof row.id);
		row.day = read_u32(r);
		row.kind = read_u8(r);
		row.people = read_u16(r);
		if (read_u8(r) != 0 ||
		    (o->n > 0 && memcmp(o->rows[o->n - 1].id, row.id, OUTREACH_ID_BYTES) >= 0) ||
		    outreach_put(o, &row) != 0)
			return ERR_FORMAT;
	}
	return 0;
}

/* ---- sums ---- */

static bool
counts(const struct mark *m)
{
	return m->state == MARK_TO_COUNT || m->state == MARK_COUNTED;
}

/* In which its visitors count. */
static uint16_t
first_period(const struct mark *m)
{
	return m->period < m->back ? 0 : (uint16_t)(m->period - m->back);
}

void
running_sum(struct running_sums *out, const struct marks *all, uint16_t period)
{
	struct mark m;

	*out = (struct running_sums){0};
	for (size_t i = 0; i < all->n; i++) {
		marks_at(&m, all, i);
		if (!counts(&m))
			continue;
		out->waiting++;
		if (m.state == MARK_TO_COUNT)
			out->to_count += m.matters > 0 ? m.matters : 1; /* a talk alone waits too */
		if (first_period(&m) == period)
			out->visitors += m.visitors;
		if (m.period != period)
			continue;
		out->matters += m.matters;
		out->concerns += (uint32_t)mark_concerns(&m);
		out->talks += m.talks;
	}
}

struct rows {
	struct running_row *rows;
	size_t n;
};

static void
add(struct rows *to, uint16_t key, uint32_t n)
{
	size_t at = 0;

	if (n == 0)
		return;
	while (at < to->n && to->rows[at].key < key)
		at++;
	if (at == to->n || to->rows[at].key != key) {
		if (to->n == RUNNING_ROWS_MAX)
			return;
		memmove(to->rows + at + 1, to->rows + at, (to->n - at) * sizeof *to->rows);
		to->rows[at] = (struct running_row){.key = key};
		to->n++;
	}
	to->rows[at].n += n;
}

static void
add_concerns(struct rows *to, const struct mark *m, bool by_category)
{
	size_t n = mark_concerns(m);

	for (size_t i = 0; i < n; i++) {
		unsigned category = code_category(m->concerns[i]);

		add(to,
		    !by_category    ? m->concerns[i]
		    : category == 0 ? RUNNING_OTHER
		                    : (uint16_t)category,
		    1);
	}
	if (n == 0)
		add(to, 0, m->matters);
}

static void
add_services(struct rows *to, const struct mark *m)
{
	for (unsigned i = 0; i < 8; i++) {
		if ((m->rest.did >> i & 1) != 0)
			add(to, (uint16_t)(i + 1), m->matters);
	}
	if (m->rest.did == 0)
		add(to, 0, m->matters);
}

static void
add_mark(struct rows *to, const struct mark *m, enum running_table table)
{
	switch (table) {
	case TABLE_CONCERNS:
	case TABLE_CATEGORIES:
		add_concerns(to, m, table == TABLE_CATEGORIES);
		break;
	case TABLE_GROUPS:
		add(to, m->rest.group, m->visitors);
		break;
	case TABLE_MANNERS:
		add(to, (uint16_t)(m->manner + 1), m->matters);
		break;
	case TABLE_SERVICES:
		add_services(to, m);
		break;
	case TABLE_WITH:
		add(to, m->rest.with, m->matters);
		break;
	case TABLE_ENDINGS:
		add(to, m->rest.ended, m->matters);
		break;
	case TABLE_HEARD:
		add(to, m->rest.heard, m->visitors);
		break;
	case TABLE_MINUTES:
		add(to, m->rest.minutes, m->matters);
		break;
	}
}

size_t
running_rows(struct running_row out[RUNNING_ROWS_MAX], const struct marks *all, uint16_t period,
             enum running_table table)
{
	bool of_visitors = table == TABLE_GROUPS || table == TABLE_HEARD;
	struct rows to = {out, 0};
	struct mark m;

	for (size_t i = 0; i < all->n; i++) {
		marks_at(&m, all, i);
		if (counts(&m) && (of_visitors ? first_period(&m) : m.period) == period)
			add_mark(&to, &m, table);
	}
	return to.n;
}
