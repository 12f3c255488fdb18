#include "cli/desk_daily.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/say.h"
#include "core/desk/told.h"

static uint32_t
back_of(const struct visit *v)
{
	const json_t *back = json_object_get(v->line, "back");

	return json_is_integer(back)  ? (uint32_t)json_integer_value(back)
	       : json_is_string(back) ? (uint32_t)strtoul(json_string_value(back), NULL, 10)
	                              : 0;
}

/* The members of what is told; 0, or -1 without memory. */
static int
add_all(json_t *out, json_t *told)
{
	int rc = told == NULL ? -1 : json_object_update(out, told);

	json_decref(told);
	return rc;
}

static const struct matter *
matter_of(const struct visit *v)
{
	return vault_matter(desk_vault(v->desk), line_matter(v));
}

static const char *
text(const json_t *value, const char *key)
{
	const char *s = json_string_value(json_object_get(value, key));

	return s == NULL ? "" : s;
}

static long
number(const json_t *value, const char *key)
{
	return (long)json_integer_value(json_object_get(value, key));
}

/* ---- today ---- */

int
daily_add_today(const struct visit *v, json_t *out)
{
	json_t *marks = told_to_count(v->desk);

	if (marks == NULL || json_object_set_new(out, "marks", marks) != 0)
		return -1;
	return add_all(out, told_today(v->desk));
}

static void
print_row(const json_t *row)
{
	const char *heading = text(row, "heading");
	bool coded = json_is_true(json_object_get(row, "coded"));

	(void)printf("  %s  ends %s  ", text(row, "matter"), text(row, "ends"));
	print_name(heading[0] == '\0' ? text(row, "began") : heading);
	if (!coded)
		(void)printf("  (not coded)");
	if (text(row, "taken")[0] != '\0') {
		(void)printf("  taken by ");
		print_name(text(row, "taken"));
	}
	(void)printf("\n");
}

/* A heading with nothing under it is left out. */
static void
print_rows(const json_t *told, const char *key, const char *heading)
{
	const json_t *list = json_object_get(told, key), *row;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	(void)printf("%s (%zu)\n", heading, json_array_size(list));
	json_array_foreach(list, i, row) print_row(row);
	(void)printf("\n");
}

/* What 'settle --mark' takes, one a line. */
static int
print_marks(const struct visit *v)
{
	json_t *marks = told_to_count(v->desk), *mark;
	size_t i;

	if (marks == NULL)
		return fail_err(ERR_MEMORY, "today");
	json_array_foreach(marks, i, mark)(void)
		printf("  %s  %s  %ld visitors, %ld matters, %ld talks\n", text(mark, "mark"),
	               text(mark, "began"), number(mark, "visitors"), number(mark, "matters"),
	               number(mark, "talks"));
	json_decref(marks);
	return EXIT_DONE;
}

int
daily_print_today(struct visit *v)
{
	json_t *told = told_today(v->desk);
	int status = EXIT_DONE;

	if (told == NULL)
		return fail_err(ERR_MEMORY, "today");
	print_rows(told, "waiting", "Waiting");
	print_rows(told, "ends_soon", "Ends soon");
	if (number(told, "to_count") > 0)
		(void)printf("To count: %ld ended on their day and are counted as they stood "
		             "(alcove desk settle%s).\n",
		             number(told, "to_count"),
		             v->style.details ? "" : "; --details shows each");
	if (v->style.details)
		status = print_marks(v);
	if (json_is_true(json_object_get(told, "demand")))
		(void)printf("A demand has come: nothing is ended by hand.\n");
	if (json_array_size(json_object_get(told, "waiting")) == 0 &&
	    json_array_size(json_object_get(told, "ends_soon")) == 0)
		(void)printf("Nothing waits at this desk, and nothing ends soon.\n");
	json_decref(told);
	return status;
}

/* ---- figures ---- */

int
daily_add_figures(const struct visit *v, json_t *out)
{
	return add_all(out, told_figures(v->desk, back_of(v)));
}

static void
print_themes(const json_t *themes)
{
	const json_t *theme;
	size_t i;

	if (json_array_size(themes) > 0)
		(void)printf(
			"\nthemes (for you alone; one is printed from %d matters on, without a "
			"number)\n",
			THEME_PRINTED);
	json_array_foreach(themes, i, theme)
	{
		(void)printf("%10ld  ", number(theme, "times"));
		print_name(text(theme, "text"));
		(void)printf("  (%s, since %s)\n", text(theme, "theme"), text(theme, "since"));
	}
}

int
daily_print_figures(struct visit *v)
{
	static const char *const names[] = {"visitors", "matters", "concerns", "talks", "outreach"};
	json_t *told = told_figures(v->desk, back_of(v)), *table, *n;
	const char *name, *row;

	if (told == NULL)
		return fail_err(ERR_MEMORY, "the figures");
	(void)printf("%s, from %s. Only you see this.\n", text(told, "period"),
	             text(told, "begins"));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		(void)printf("%10ld  %s\n", number(told, names[i]), names[i]);
	if (number(told, "to_count") > 0)
		(void)printf("Of these %ld matters ended on their day and were not looked at.\n",
		             number(told, "to_count"));
	json_object_foreach(json_object_get(told, "tables"), name, table)
	{
		(void)printf("\n%s\n", name);
		json_object_foreach(table, row, n)
		{
			(void)printf("%10ld  ", (long)json_integer_value(n));
			print_name(row);
			(void)printf("\n");
		}
	}
	print_themes(json_object_get(told, "themes"));
	json_decref(told);
	return EXIT_DONE;
}

/* ---- counting ---- */

int
daily_add_counted(const struct visit *v, json_t *out)
{
	struct mark m;

	return desk_did(v->desk, &m) ? json_object_set_new(out, "counted", told_counted(&m)) : 0;
}

static void
print_numbers(const struct mark *m)
{
	(void)printf("visitors %u, matters %u, concerns %zu, talks %u", m->visitors, m->matters,
	             mark_concerns(m), m->talks);
}

int
daily_print_counted(struct visit *v)
{
	struct mark m;

	(void)printf("Counted");
	if (desk_did(v->desk, &m)) {
		(void)printf(": ");
		print_numbers(&m);
	}
	(void)printf(".\n");
	return EXIT_DONE;
}

int
daily_add_call(const struct visit *v, json_t *out)
{
	char name[MATTER_NAME_MAX];
	uint32_t made;

	if (!desk_made(v->desk, &made))
		return daily_add_counted(v, out);
	matter_name(name, made);
	return json_object_set_new(out, "matter", json_string(name));
}

int
daily_print_call(struct visit *v)
{
	char name[MATTER_NAME_MAX];
	uint32_t made;

	if (!desk_made(v->desk, &made))
		return daily_print_counted(v);
	matter_name(name, made);
	(void)printf("Kept as matter %s; it counts when it ends.\n", name);
	return EXIT_DONE;
}

int
daily_add_tally(const struct visit *v, json_t *out)
{
	const struct matter *m = matter_of(v);

	return m == NULL ? 0
	                 : json_object_set_new(out, "talks",
	                                       json_integer((json_int_t)matter_talks(m)));
}

int
daily_print_tally(struct visit *v)
{
	const struct matter *m = matter_of(v);

	(void)printf("Tallied: %u talks in this matter.\n",
	             m == NULL ? 0U : (unsigned)matter_talks(m));
	return EXIT_DONE;
}

int
daily_print_code(struct visit *v)
{
	(void)v;
	(void)printf("It will be counted so when it ends.\n");
	return EXIT_DONE;
}

/* ---- ending ---- */

/* The last word found no place today: the matter ends when it does. Or she wrote meanwhile. */
int
daily_add_unsent(const struct visit *v, json_t *out)
{
	const struct matter *m = matter_of(v);

	if (m == NULL)
		return 0;
	return json_object_set_new(out, m->count.closing ? "unsent" : "stays", json_true());
}

int
daily_add_end(const struct visit *v, json_t *out)
{
	int rc = daily_add_counted(v, out);

	return rc != 0 || !desk_unanswered(v->desk)
	               ? rc
	               : json_object_set_new(out, "unanswered", json_true());
}

int
daily_print_end(struct visit *v)
{
	const struct matter *m = matter_of(v);
	struct mark did;

	if (desk_unanswered(v->desk))
		notice("the visitor had no answer, and gets none: it was ended all the same");
	if (desk_did(v->desk, &did)) {
		(void)printf("Counted: ");
		print_numbers(&did);
		(void)printf(". ");
	}
	if (m == NULL)
		print_line("Ended. This desk remembers nothing else of it.");
	else if (m->count.closing)
		print_line("The last word is saved, but found no place today; it goes out, and the "
		           "matter ends, when this desk is opened another day.");
	else
		print_line("The last word is sent, but the visitor wrote meanwhile: the matter "
		           "stays.");
	return EXIT_DONE;
}

int
daily_add_settle(const struct visit *v, json_t *out)
{
	return json_object_set_new(out, "to_count", told_to_count(v->desk));
}

int
daily_print_settle(struct visit *v)
{
	json_t *left = told_to_count(v->desk);

	if (left == NULL)
		return fail_err(ERR_MEMORY, "what is to be counted");
	(void)printf(json_array_size(left) == 0 ? "Nothing waits to be counted.\n"
	                                        : "Done; %zu wait to be counted.\n",
	             json_array_size(left));
	json_decref(left);
	return EXIT_DONE;
}

/* ---- the rest ---- */

int
daily_print_outreach(struct visit *v)
{
	(void)v;
	(void)printf("In the log.\n");
	return EXIT_DONE;
}

/* ---- themes, and sums brought over ---- */

static void
theme_name(char out[2 * THEME_ID_BYTES + 1], const struct visit *v)
{
	uint8_t id[THEME_ID_BYTES];

	desk_theme(id, v->desk);
	hex_put(out, SPAN(id));
	out[2 * THEME_ID_BYTES] = '\0';
}

int
daily_add_theme(const struct visit *v, json_t *out)
{
	char name[2 * THEME_ID_BYTES + 1];

	theme_name(name, v);
	return json_object_set_new(out, "theme", json_string(name));
}

int
daily_print_theme(struct visit *v)
{
	char name[2 * THEME_ID_BYTES + 1];

	theme_name(name, v);
	print_line("Noticed once. Again: alcove desk notice URL --theme %s", name);
	return EXIT_DONE;
}

int
daily_print_notice(struct visit *v)
{
	const json_t *drop = json_object_get(v->line, "drop");

	(void)printf(json_is_true(drop) ? "This theme is over.\n" : "Noticed once more.\n");
	return EXIT_DONE;
}

int
daily_print_bring(struct visit *v)
{
	(void)v;
	(void)printf("Brought over: your figures add it to what is counted here.\n");
	return EXIT_DONE;
}

int
daily_print_undo(struct visit *v)
{
	(void)v;
	(void)printf("Taken back: it counts no more.\n");
	return EXIT_DONE;
}

static bool
demand_holds(const struct visit *v)
{
	return counts_demand(&desk_vault(v->desk)->past.counts);
}

int
daily_add_demand(const struct visit *v, json_t *out)
{
	return json_object_set_new(out, "demand", json_boolean(demand_holds(v)));
}

int
daily_print_demand(struct visit *v)
{
	(void)printf(demand_holds(v) ? "Nothing is ended by hand at this desk until it is lifted. "
	                               "What ends on its announced day still does.\n"
	                             : "Matters can be ended by hand again.\n");
	return EXIT_DONE;
}
