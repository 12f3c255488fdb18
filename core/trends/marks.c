#include "core/trends/marks.h"

#include "core/trends/by_id.h"

#include <string.h>

const char *const mark_manners[] = {"wrote", "phone", "person", "video", "letter", "passing", NULL};
const char *const mark_services[] = {"listened", "information", "options", "coached", "referred",
                                     "asked",    "shuttle",     "group",   NULL};
const char *const mark_with[] = {"above", "below", "beside", "oneself", "rule", NULL};
const char *const mark_endings[] = {"acting",   "none", "formal",   "asked",    "between", "group",
                                    "referred", "lost", "question", "not-ours", NULL};
const char *const mark_minutes[] = {"5", "15", "30", "60", "90", NULL};

enum { MANNERS = 6, WITH = 5, ENDINGS = 10, MINUTES = 5 };

size_t
mark_concerns(const struct mark *m)
{
	size_t n = 0;

	while (n < MARK_CONCERNS_MAX && m->concerns[n] != CODE_NONE)
		n++;
	return n;
}

int
mark_add_concern(struct mark *m, uint8_t code)
{
	size_t n = mark_concerns(m);

	if (memchr(m->concerns, code, n) != NULL)
		return 0;
	if (n == MARK_CONCERNS_MAX)
		return ERR_FULL;
	m->concerns[n] = code;
	return 0;
}

static bool
concerns_valid(const struct mark *m)
{
	size_t n = mark_concerns(m);

	for (size_t i = 0; i < MARK_CONCERNS_MAX; i++) {
		if (i < n ? memchr(m->concerns, m->concerns[i], i) != NULL
		          : m->concerns[i] != CODE_NONE)
			return false;
	}
	return true;
}

static bool
says_nothing(const struct mark *m)
{
	return m->back == 0 && m->manner == 0 && m->visitors == 0 && m->talks == 0 &&
	       m->matters == 0 && m->rest.group == 0 && m->rest.heard == 0 && m->rest.did == 0 &&
	       m->rest.with == 0 && m->rest.ended == 0 && m->rest.minutes == 0 &&
	       mark_concerns(m) == 0;
}

bool
mark_valid(const struct mark *m)
{
	return m->state >= MARK_OPEN && m->state <= MARK_VOID && m->back <= MARK_BACK_MAX &&
	       m->manner < MANNERS && m->visitors <= MARK_PEOPLE_MAX &&
	       m->talks <= MARK_PEOPLE_MAX && m->matters <= MARK_MATTERS_MAX &&
	       m->rest.with <= WITH && m->rest.ended <= ENDINGS && m->rest.minutes <= MINUTES &&
	       concerns_valid(m) && (m->state != MARK_VOID || says_nothing(m));
}

/* ---- as bytes ---- */

static void
pack(uint8_t out[MARK_ROW], const struct mark *m)
{
	memcpy(out, m->id, MARK_ID_BYTES);
	put_u16(out + 8, m->period);
	out[10] = (uint8_t)((unsigned)m->state << 4 | m->back);
	out[11] = m->manner;
	put_u16(out + 12, m->visitors);
	put_u16(out + 14, m->talks);
	out[16] = m->matters;
	put_u16(out + 17, m->rest.group);
	put_u16(out + 19, m->rest.heard);
	out[21] = m->rest.did;
	out[22] = (uint8_t)(m->rest.with << 4 | m->rest.minutes);
	out[23] = m->rest.ended;
	memcpy(out + 24, m->concerns, MARK_CONCERNS_MAX);
}

bool
mark_same(const struct mark *a, const struct mark *b)
{
	uint8_t x[MARK_ROW], y[MARK_ROW];

	pack(x, a);
	pack(y, b);
	return memcmp(x, y, MARK_ROW) == 0;
}

static void
unpack(struct mark *out, const uint8_t row[MARK_ROW])
{
	struct reader r = reader(span(row, MARK_ROW));
	uint8_t pair;

	*out = (struct mark){0};
	read_bytes(&r, out->id, MARK_ID_BYTES);
	out->period = read_u16(&r);
	pair = read_u8(&r);
	out->state = (enum mark_state)(pair >> 4);
	out->back = pair & 15;
	out->manner = read_u8(&r);
	out->visitors = read_u16(&r);
	out->talks = read_u16(&r);
	out->matters = read_u8(&r);
	out->rest.group = read_u16(&r);
	out->rest.heard = read_u16(&r);
	out->rest.did = read_u8(&r);
	pair = read_u8(&r);
	out->rest.with = pair >> 4;
	out->rest.minutes = pair & 15;
	out->rest.ended = read_u8(&r);
	read_bytes(&r, out->concerns, MARK_CONCERNS_MAX);
}

void
marks_write(struct buf *out, const struct marks *all)
{
	buf_put(out, all->rows, all->n * MARK_ROW);
}

int
marks_read(struct reader *r, struct marks *all)
{
	struct mark m;

	all->n = 0;
	if (r->n % MARK_ROW != 0 || r->n / MARK_ROW > MARKS_MAX)
		return ERR_FORMAT;
	while (r->n > 0) {
		uint8_t *row = all->rows[all->n];

		read_bytes(r, row, MARK_ROW);
		unpack(&m, row);
		if (!mark_valid(&m) ||
		    (all->n > 0 && memcmp(all->rows[all->n - 1], row, MARK_ID_BYTES) >= 0))
			return ERR_FORMAT;
		all->n++;
	}
	return 0;
}

/* ---- the rows ---- */

static size_t
place(const struct marks *all, const uint8_t id[MARK_ID_BYTES], bool *there)
{
	return by_id(all->rows, all->n, MARK_ROW, span(id, MARK_ID_BYTES), there);
}

void
marks_at(struct mark *out, const struct marks *all, size_t i)
{
	unpack(out, all->rows[i]);
}

bool
marks_find(struct mark *out, const struct marks *all, const uint8_t id[MARK_ID_BYTES])
{
	bool there;
	size_t at = place(all, id, &there);

	if (!there)
		return false;
	unpack(out, all->rows[at]);
	return true;
}

static int
put_row(struct marks *all, const uint8_t row[MARK_ROW])
{
	bool there;
	size_t at = place(all, row, &there);

	if (!there) {
		if (all->n == MARKS_MAX)
			return ERR_FULL;
		by_id_open(all->rows, all->n++, MARK_ROW, at);
	}
	memcpy(all->rows[at], row, MARK_ROW);
	return 0;
}

int
marks_put(struct marks *all, const struct mark *m)
{
	uint8_t row[MARK_ROW];

	if (!mark_valid(m))
		return ERR_FORMAT;
	pack(row, m);
	return put_row(all, row);
}

static void
remove_at(struct marks *all, size_t at)
{
	all->n--;
	memmove(all->rows[at], all->rows[at + 1], (all->n - at) * MARK_ROW);
	memset(all->rows[all->n], 0, MARK_ROW);
}

void
marks_remove(struct marks *all, const uint8_t id[MARK_ID_BYTES])
{
	bool there;
	size_t at = place(all, id, &there);

	if (there)
		remove_at(all, at);
}

void
marks_void(struct marks *all, const uint8_t id[MARK_ID_BYTES], uint16_t period)
{
	struct mark nothing = {.state = MARK_VOID, .period = period};

	memcpy(nothing.id, id, MARK_ID_BYTES);
	if (marks_put(all, &nothing) != 0)
		return; /* full, and it had no mark either */
}

size_t
marks_in(const struct marks *all, enum mark_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->rows[i][10] >> 4 == (int)state;
	return n;
}

void
marks_expire(struct marks *all, uint16_t first)
{
	struct mark m;

	for (size_t i = all->n; i-- > 0;) {
		unpack(&m, all->rows[i]);
		if (m.state == MARK_VOID && m.period < first)
			remove_at(all, i);
	}
}

static bool
stronger(const uint8_t a[MARK_ROW], const uint8_t b[MARK_ROW])
{
	return a[10] >> 4 != b[10] >> 4 ? a[10] >> 4 > b[10] >> 4 : memcmp(a, b, MARK_ROW) > 0;
}

size_t
marks_join(struct marks *all, const struct marks *other)
{
	size_t left_out = 0;

	for (size_t i = 0; i < other->n; i++) {
		bool there;
		size_t at = place(all, other->rows[i], &there);

		if (there && !stronger(other->rows[i], all->rows[at]))
			continue;
		left_out += put_row(all, other->rows[i]) != 0;
	}
	return left_out;
}

/* ---- keys ---- */

/* FNV-1a, folded. */
uint16_t
mark_key(struct span name)
{
	uint32_t hash = 2166136261U;
	uint16_t key;

	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];

		hash = (hash ^ (uint32_t)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)) * 16777619U;
	}
	key = (uint16_t)(hash >> 16 ^ hash);
	return key == 0 ? 1 : key;
}
