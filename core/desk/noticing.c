#include "core/desk/noticing.h"

#include <string.h>

#include "core/desk/counting.h"
#include "core/desk/practice.h"

static const uint8_t NO_THEME[THEME_ID_BYTES];
static const char NO_TIMES[] =
	"this desk has noticed as much as it can keep; a theme that is over makes room "
	"(notice --drop)";

static struct themes *
themes_of(const struct desk *d)
{
	return &desk_counts(d)->themes;
}

static int
full(struct desk *d, const char *sentence)
{
	return desk_problem_is(d, ERR_SIZE, sentence);
}

/* By what a theme or a time is known that was noticed under an act's id. */
static void
name_of(uint8_t out[THEME_ID_BYTES], const struct desk *d, const uint8_t act[MESSAGE_ID_BYTES])
{
	matter_mark_id(out, d->office.roster.office, SPAN_NONE, act);
}

/* Today's period by the office's rule; ERR_MEMORY. */
static int
period_now(uint16_t *out, const struct desk *d)
{
	struct practice *p = practice_new(d->office.roster.charter);

	if (p == NULL)
		return ERR_MEMORY;
	*out = period_of(&p->period, d->office.day);
	practice_free(p);
	return 0;
}

static int
notice(struct desk *d, const struct verb_line *line, const uint8_t theme[THEME_ID_BYTES],
       uint16_t period)
{
	struct noticed row = {.period = period};

	name_of(row.id, d, line->id);
	memcpy(row.theme, theme, sizeof row.theme);
	return themes_notice(themes_of(d), &row) == 0 ? 0 : full(d, NO_TIMES);
}

/* ---- a theme ---- */

const struct verb_key desk_theme_keys[] = {
	{"text", VERB_LINE, true, 1, THEME_LETTERS_MAX, NULL, "TEXT",
         VERB_HELP("what you noticed, from standard input; nobody's name")},
	{0},
};

int
desk_themed_so(const struct desk *d, const struct verb_line *line)
{
	uint8_t id[THEME_ID_BYTES];
	const struct theme *was;

	name_of(id, d, line->id);
	was = themes_find(themes_of(d), id);
	if (was == NULL)
		return ERR_USED;
	if (was->n == 0) /* over since */
		return 0;
	return span_equal(span(was->text, was->n), verb_value(line, "text")) ? 0 : ERR_USED;
}

int
desk_do_theme(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct span text = verb_value(line, "text");
	struct theme theme = {.n = (uint8_t)text.n};
	int rc;

	name_of(theme.id, d, line->id);
	if (themes_find(themes_of(d), theme.id) != NULL)
		return desk_themed_so(d, line);
	rc = period_now(&theme.period, d);
	if (rc != 0)
		return rc;
	memcpy(theme.text, text.p, theme.n);
	if (themes_of(d)->times == NOTICED_MAX)
		return full(d, NO_TIMES);
	if (themes_put(themes_of(d), &theme) != 0)
		return full(d,
		            "this desk has as many themes as it can keep; those that are over make "
		            "room (notice --drop)");
	return notice(d, line, theme.id, theme.period);
}

/* ---- its times ---- */

const struct verb_key desk_notice_keys[] = {
	{"theme", VERB_NAME, true, 1, 0, "--theme", "ID",
         VERB_HELP("the theme, as figures names it")},
	{"drop", VERB_SWITCH, false, 0, 0, "--drop", NULL,
         VERB_HELP("it is over: the theme and its times go")},
	{0},
};

/* NULL: none of this name, or it is over. */
static const struct theme *
theme_named(const struct desk *d, const struct verb_line *line)
{
	uint8_t id[THEME_ID_BYTES];
	const struct theme *theme = hex_get(id, sizeof id, verb_value(line, "theme")) == 0
	                                    ? themes_find(themes_of(d), id)
	                                    : NULL;

	return theme == NULL || theme->n == 0 ? NULL : theme;
}

int
desk_noticed_so(struct desk *d, const struct verb_line *line)
{
	const struct theme *theme = theme_named(d, line);
	uint8_t id[THEME_ID_BYTES];
	const struct noticed *was;

	name_of(id, d, line->id);
	was = themes_noticed(themes_of(d), id);
	if (theme == NULL) /* over since */
		return 0;
	if (verb_is_on(line, "drop") || was == NULL || themes_find(themes_of(d), id) != NULL)
		return ERR_USED;
	if (memcmp(was->theme, NO_THEME, sizeof NO_THEME) == 0) /* taken back since */
		return 0;
	return memcmp(was->theme, theme->id, sizeof theme->id) == 0 ? 0 : ERR_USED;
}

int
desk_do_notice(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	const struct theme *theme = theme_named(d, line);
	uint8_t id[THEME_ID_BYTES];
	struct theme over;
	uint16_t period;
	int rc;

	name_of(id, d, line->id);
	if (theme == NULL)
		return desk_problem_is(d, ERR_ABSENT, "there is no theme of this name");
	rc = period_now(&period, d);
	if (rc != 0)
		return rc;
	if (!verb_is_on(line, "drop"))
		return themes_noticed(themes_of(d), id) != NULL
		               ? desk_noticed_so(d, line)
		               : notice(d, line, theme->id, period);
	over = (struct theme){.period = period};
	memcpy(over.id, theme->id, sizeof over.id);
	return themes_put(themes_of(d), &over) == 0 ? 0 : ERR_INTERNAL;
}

bool
desk_has_noticed(const struct desk *d, const uint8_t act[MESSAGE_ID_BYTES])
{
	uint8_t id[THEME_ID_BYTES];

	name_of(id, d, act);
	return themes_find(themes_of(d), id) != NULL || themes_noticed(themes_of(d), id) != NULL;
}

bool
desk_unnotice(struct desk *d, const uint8_t act[MESSAGE_ID_BYTES])
{
	uint8_t id[THEME_ID_BYTES];
	const struct theme *theme;
	const struct noticed *was;
	struct noticed back;
	struct theme over;

	name_of(id, d, act);
	theme = themes_find(themes_of(d), id);
	was = themes_noticed(themes_of(d), id);
	if (theme != NULL && theme->n > 0) {
		over = (struct theme){.period = theme->period};
		memcpy(over.id, id, sizeof over.id);
		return themes_put(themes_of(d), &over) == 0;
	}
	if (was == NULL)
		return false;
	back = (struct noticed){.period = was->period};
	memcpy(back.id, id, sizeof back.id);
	return themes_notice(themes_of(d), &back) == 0;
}
