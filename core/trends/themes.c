#include "core/trends/themes.h"

#include <string.h>

#include "core/trends/by_id.h"

static const uint8_t NO_THEME[THEME_ID_BYTES];

/* ---- themes ---- */

const struct theme *
themes_find(const struct themes *t, const uint8_t id[THEME_ID_BYTES])
{
	bool there;
	size_t at = by_id(t->rows, t->n, sizeof *t->rows, span(id, THEME_ID_BYTES), &there);

	return there ? &t->rows[at] : NULL;
}

/* One that is over makes room, if there is one. */
static bool
make_room(struct themes *t)
{
	size_t at = 0;

	while (t->n == THEMES_MAX && at < t->n) {
		if (t->rows[at++].n == 0)
			memmove(t->rows + at - 1, t->rows + at, (t->n-- - at) * sizeof *t->rows);
	}
	return t->n < THEMES_MAX;
}

/* Those whose theme is over. */
static void
drop_times(struct themes *t, const uint8_t theme[THEME_ID_BYTES])
{
	size_t kept = 0;

	for (size_t i = 0; i < t->times; i++) {
		if (memcmp(t->noticed[i].theme, theme, THEME_ID_BYTES) != 0)
			t->noticed[kept++] = t->noticed[i];
	}
	t->times = kept;
}

int
themes_put(struct themes *t, const struct theme *theme)
{
	bool there = themes_find(t, theme->id) != NULL;
	size_t at;

	if (!there && !make_room(t))
		return ERR_FULL;
	at = by_id(t->rows, t->n, sizeof *t->rows, SPAN(theme->id), &there);
	if (!there)
		by_id_open(t->rows, t->n++, sizeof *t->rows, at);
	t->rows[at] = *theme;
	if (theme->n == 0)
		drop_times(t, theme->id);
	return 0;
}

/* ---- times ---- */

const struct noticed *
themes_noticed(const struct themes *t, const uint8_t id[THEME_ID_BYTES])
{
	bool there;
	size_t at =
		by_id(t->noticed, t->times, sizeof *t->noticed, span(id, THEME_ID_BYTES), &there);

	return there ? &t->noticed[at] : NULL;
}

int
themes_notice(struct themes *t, const struct noticed *row)
{
	bool there;
	size_t at = by_id(t->noticed, t->times, sizeof *t->noticed, SPAN(row->id), &there);

	if (!there) {
		if (t->times == NOTICED_MAX)
			return ERR_FULL;
		by_id_open(t->noticed, t->times++, sizeof *t->noticed, at);
	}
	t->noticed[at] = *row;
	return 0;
}

size_t
themes_times(const struct themes *t, const struct theme *theme, uint16_t *since)
{
	size_t n = 0;

	*since = theme->period;
	for (size_t i = 0; i < t->times; i++) {
		const struct noticed *row = &t->noticed[i];

		if (memcmp(row->theme, theme->id, THEME_ID_BYTES) != 0)
			continue;
		if (n++ == 0 || row->period < *since)
			*since = row->period;
	}
	return n;
}

/* ---- both ---- */

void
themes_expire(struct themes *t, uint16_t first)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->rows[i].n > 0 || t->rows[i].period >= first)
			t->rows[kept++] = t->rows[i];
	}
	t->n = kept;
	kept = 0;
	for (size_t i = 0; i < t->times; i++) {
		if (t->noticed[i].period >= first)
			t->noticed[kept++] = t->noticed[i];
	}
	t->times = kept;
}

size_t
themes_join(struct themes *t, const struct themes *other)
{
	size_t left_out = 0;

	for (size_t i = 0; i < other->n; i++) {
		const struct theme *mine = themes_find(t, other->rows[i].id);

		if (mine == NULL || (mine->n > 0 && other->rows[i].n == 0))
			left_out += themes_put(t, &other->rows[i]) != 0;
	}
	for (size_t i = 0; i < other->times; i++) {
		const struct noticed *row = &other->noticed[i];
		const struct noticed *mine = themes_noticed(t, row->id);
		const struct theme *of = themes_find(t, row->theme);
		bool back = memcmp(row->theme, NO_THEME, sizeof NO_THEME) == 0;

		/* a theme that is over here has no times any more */
		if ((mine == NULL && (back || (of != NULL && of->n > 0))) || (mine != NULL && back))
			left_out += themes_notice(t, row) != 0;
	}
	return left_out;
}

size_t
themes_bytes(const struct themes *t)
{
	size_t n = 1 + t->times * NOTICED_ROW;

	for (size_t i = 0; i < t->n; i++)
		n += THEME_HEAD + t->rows[i].n;
	return n;
}

void
themes_write(struct buf *out, const struct themes *t)
{
	buf_put_u8(out, (uint8_t)t->n);
	for (size_t i = 0; i < t->n; i++) {
		buf_put(out, t->rows[i].id, THEME_ID_BYTES);
		buf_put_u16(out, t->rows[i].period);
		buf_put_u8(out, t->rows[i].n);
		buf_put(out, t->rows[i].text, t->rows[i].n);
	}
	for (size_t i = 0; i < t->times; i++) {
		buf_put(out, t->noticed[i].id, THEME_ID_BYTES);
		buf_put(out, t->noticed[i].theme, THEME_ID_BYTES);
		buf_put_u16(out, t->noticed[i].period);
	}
}

static int
read_theme(struct reader *r, struct theme *theme)
{
	memset(theme, 0, sizeof *theme);
	read_bytes(r, theme->id, sizeof theme->id);
	theme->period = read_u16(r);
	theme->n = read_u8(r);
	if (theme->n > THEME_TEXT_MAX)
		return ERR_FORMAT;
	read_bytes(r, (uint8_t *)theme->text, theme->n);
	return r->err != 0 || !utf8_valid(span(theme->text, theme->n)) ? ERR_FORMAT : 0;
}

int
themes_read(struct reader *r, struct themes *t)
{
	size_t n = read_u8(r);

	t->n = t->times = 0;
	if (n > THEMES_MAX)
		return ERR_FORMAT;
	for (; t->n < n; t->n++) {
		if (read_theme(r, &t->rows[t->n]) != 0 ||
		    (t->n > 0 &&
		     memcmp(t->rows[t->n - 1].id, t->rows[t->n].id, THEME_ID_BYTES) >= 0))
			return ERR_FORMAT;
	}
	if (r->n % NOTICED_ROW != 0 || r->n / NOTICED_ROW > NOTICED_MAX)
		return ERR_FORMAT;
	for (; r->n > 0; t->times++) {
		struct noticed *row = &t->noticed[t->times];

		read_bytes(r, row->id, sizeof row->id);
		read_bytes(r, row->theme, sizeof row->theme);
		row->period = read_u16(r);
		if (t->times > 0 && memcmp(row[-1].id, row->id, THEME_ID_BYTES) >= 0)
			return ERR_FORMAT;
	}
	return r->err;
}
