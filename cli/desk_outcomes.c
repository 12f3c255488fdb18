/* alcove desk: what an ombuds does. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/desk_daily.h"
#include "cli/lines.h"
#include "cli/say.h"
#include "cli/talk.h"
#include "core/date.h"
#include "core/desk/facts.h"

static const uint8_t NOBODY[PERSON_BYTES];

/* With the one who wrote: nobody else is brought into a matter yet. */
static const struct thread *
talk_of(const struct matter *m)
{
	static const struct thread none;
	const struct correspondent *c = matter_first_correspondent(m);

	return c == NULL ? &none : &c->thread;
}

/* Who took it, or NULL. */
static const char *
taken_by(const struct matter *m, const struct roster *roster)
{
	const struct person *by = roster_person(roster, m->taken);

	if (memcmp(m->taken, NOBODY, sizeof m->taken) == 0)
		return NULL;
	return by == NULL ? "a colleague" : by->name;
}

static json_t *
matter_json(const struct matter *m, const struct desk *d, bool details)
{
	const struct roster *roster = &desk_office(d)->roster;
	uint32_t end = matter_ends(m, roster->retention_days, roster->notes_days);
	char name[MATTER_NAME_MAX], ends[ISO_DATE_MAX];

	matter_name(name, m->id);
	iso_date(ends, end);
	return json_pack("{s:s, s:s, s:s, s:b, s:b, s:s?, s:s?, s:o, s:o}", "matter", name, "label",
	                 m->label, "began", mark_manners[m->count.origin], "waits",
	                 matter_waits(m, desk_self(d)->id), "another_roster",
	                 matter_of_another(m, desk_vault(d)), "ends", end == 0 ? NULL : ends,
	                 "taken", taken_by(m, roster), "notes",
	                 json_stringn(m->notes.n == 0 ? "" : (const char *)m->notes.p, m->notes.n),
	                 "messages", talk_json(talk_of(m), roster, details));
}

/* Whether anything of it is there to be seen. */
static bool
is_shown(const struct matter *m)
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		if (thread_last_shown(&m->correspondents[i]->thread) != NULL)
			return true;
	}
	return m->notes.n > 0 || m->label[0] != '\0' || m->count.origin != ORIGIN_WROTE;
}

static json_t *
inbox_json(const struct desk *d, bool details)
{
	const struct vault *vault = desk_vault(d);
	json_t *list = json_array();

	for (size_t i = 0; i < vault->matter_count && list != NULL; i++) {
		const struct matter *m = vault->matters[i];

		if (is_shown(m) && json_array_append_new(list, matter_json(m, d, details)) != 0) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

static int
print_matter(const struct matter *m, const struct desk *d, bool details)
{
	const struct roster *roster = &desk_office(d)->roster;
	uint32_t end = matter_ends(m, roster->retention_days, roster->notes_days);
	const char *taken = taken_by(m, roster);
	char name[MATTER_NAME_MAX], ends[ISO_DATE_MAX];
	int rc;

	matter_name(name, m->id);
	(void)printf("── Matter %s", name);
	if (m->label[0] != '\0') {
		(void)printf(", ");
		print_name(m->label);
	}
	if (taken != NULL) {
		(void)printf(", taken by ");
		print_name(taken);
	}
	if (end != 0) {
		iso_date(ends, end);
		(void)printf(", ends %s", ends);
	}
	(void)printf("\n\n");
	if (matter_of_another(m, desk_vault(d)))
		(void)printf("This visitor was shown another roster of the office than this desk: "
		             "names, keys or\npromises on it may not be the office's. Whoever "
		             "holds the root key should know.\n\n");
	rc = talk_print(talk_of(m), roster, details, "Visitor", "Nothing to show yet.");
	if (rc == EXIT_DONE && m->notes.n > 0) {
		(void)printf("Notes of this desk:\n");
		if (print_text(buf_span(&m->notes)) != 0)
			rc = fail_err(ERR_MEMORY, "the notes");
		(void)printf("\n");
	}
	return rc;
}

static size_t
waiting(const struct desk *d)
{
	size_t sum = 0, n;
	uint32_t day;

	for (size_t i = 0; desk_waiting(d, i, &day, &n); i++)
		sum += n;
	return sum;
}

/* How many wait of which day. */
static void
say_waiting(const struct desk *d)
{
	char date[ISO_DATE_MAX];
	uint32_t day;
	size_t n;

	for (size_t i = 0; desk_waiting(d, i, &day, &n); i++) {
		iso_date(date, day);
		notice("%zu message%s of %s from people who never wrote here before wait%s "
		       "(alcove desk more shows the next)",
		       n, n == 1 ? "" : "s", date, n == 1 ? "s" : "");
	}
}

static json_t *
waiting_json(const struct desk *d)
{
	json_t *list = json_array();
	char date[ISO_DATE_MAX];
	uint32_t day;
	size_t n;

	for (size_t i = 0; list != NULL && desk_waiting(d, i, &day, &n); i++) {
		iso_date(date, day);
		if (json_array_append_new(list, json_pack("{s:s, s:I}", "day", date, "messages",
		                                          (json_int_t)n)) != 0) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

/* What a desk should know before it is too late to act on it. */
static void
warn(const struct visit *v)
{
	const struct desk *d = v->desk;
	const struct office *o = desk_office(d);

	if (v->style.lines)
		return; /* add_warnings */
	if (desk_withdrawn(d) > 0)
		notice("%zu conversation%s taken back by the visitor and destroyed here too",
		       desk_withdrawn(d), desk_withdrawn(d) == 1 ? " was" : "s were");
	if (desk_merged(d))
		notice("this device and the server held two vaults that had gone different ways; "
		       "they are one again, and what differs stands in both ways");
	if (desk_lost(d) > 0)
		notice("%zu matter%s lost: the server has no keys for %s any more, or there was no "
		       "room",
		       desk_lost(d), desk_lost(d) == 1 ? " was" : "s were",
		       desk_lost(d) == 1 ? "it" : "them");
	if (desk_unknown(d) > 0)
		notice("%zu message%s a newer Alcove", desk_unknown(d),
		       desk_unknown(d) == 1 ? " needs" : "s need");
	say_waiting(d);
	if (desk_crowded(d))
		notice("this desk is full: some messages stay in the inbox until matters are "
		       "closed");
	if (v->waits)
		notice("some answers found no place today; they go out when this desk is opened "
		       "another day");
	if (desk_roster_ends(d))
		notice("the roster must be signed again within %u days (alcove office renew)",
		       o->roster.not_after - o->day + 1);
}

/* The same, as members of the answer to a line. */
static int
add_warnings(const struct visit *v, json_t *out)
{
	const struct desk *d = v->desk;
	const struct {
		const char *name;
		size_t n;
	} counts[] = {
		{"withdrawn", desk_withdrawn(d)},
		{"lost", desk_lost(d)},
		{"unknown", desk_unknown(d)},
		{"waiting", waiting(d)},
	};
	const struct {
		const char *name;
		bool so;
	} facts[] = {
		{"merged", desk_merged(d)},
		{"crowded", desk_crowded(d)},
		{"unsent", v->waits},
		{"roster_ends", desk_roster_ends(d)},
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		if (counts[i].n > 0)
			rc |= json_object_set_new(out, counts[i].name,
			                          json_integer((json_int_t)counts[i].n));
	}
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		if (facts[i].so)
			rc |= json_object_set_new(out, facts[i].name, json_true());
	}
	return rc;
}

static const struct matter *
matter_of(const struct visit *v)
{
	return vault_matter(desk_vault(v->desk), line_matter(v));
}

/* ---- inbox and show ---- */

static int
add_inbox(const struct visit *v, json_t *out)
{
	return json_object_set_new(out, "matters", inbox_json(v->desk, v->style.details));
}

static int
print_inbox(struct visit *v)
{
	const struct vault *vault = desk_vault(v->desk);
	bool any = false;
	int rc = EXIT_DONE;

	for (size_t i = 0; rc == EXIT_DONE && i < vault->matter_count; i++) {
		if (!is_shown(vault->matters[i]))
			continue;
		any = true;
		rc = print_matter(vault->matters[i], v->desk, v->style.details);
	}
	if (!any && rc == EXIT_DONE)
		(void)printf("Nothing waits at this desk.\n");
	return rc;
}

static int
add_matter(const struct visit *v, json_t *out)
{
	const struct matter *m = matter_of(v);

	return m == NULL ? 0
	                 : json_object_set_new(out, "matter",
	                                       matter_json(m, v->desk, v->style.details));
}

static int
print_one(struct visit *v)
{
	return print_matter(matter_of(v), v->desk, v->style.details);
}

/* ---- many at once ---- */

enum { FIRST_LINE_BYTES = 100 };

/* What tells junk from a person's words: the beginning of the first text, on one line. */
static int
first_line(struct buf *out, const struct matter *m)
{
	const struct thread *t = talk_of(m);
	const struct message *first = NULL;
	struct buf text;
	size_t n;
	int rc = 0;

	for (size_t i = 0; first == NULL && i < t->n; i++)
		first = message_shown(t->messages[i]) ? t->messages[i] : NULL;
	if (first == NULL)
		buf_put_text(out, "(a part of a message; the rest has not come)");
	else if (!message_readable(first))
		buf_put_text(out, "(a message that cannot be read)");
	if (out->n > 0 || out->err != 0)
		return out->err;
	buf_init(&text, TEXT_MAX);
	rc = message_text(&text, first);
	n = text.n < FIRST_LINE_BYTES ? text.n : FIRST_LINE_BYTES;
	while (n > 0 && n < text.n && (text.p[n] & 0xc0) == 0x80)
		n--;
	for (size_t i = 0; i < n; i++)
		buf_put_u8(out, text.p[i] == '\n' ? ' ' : text.p[i]);
	buf_clear(&text);
	return rc != 0 ? rc : out->err;
}

static int
print_stranger(const struct matter *m)
{
	char name[MATTER_NAME_MAX];
	struct buf line;
	int rc;

	matter_name(name, m->id);
	(void)printf("%s  ", name);
	buf_init(&line, FIRST_LINE_BYTES + 4);
	rc = first_line(&line, m);
	buf_put_u8(&line, '\0');
	if (rc == 0 && line.err == 0)
		print_name((const char *)line.p);
	(void)printf("\n");
	rc = rc != 0 ? rc : line.err;
	buf_clear(&line);
	return rc == 0 ? EXIT_DONE : fail_err(rc, "a message");
}

static int
print_strangers(struct visit *v)
{
	const struct vault *vault = desk_vault(v->desk);
	bool any = false;
	int rc = EXIT_DONE;

	for (size_t i = 0; rc == EXIT_DONE && i < vault->matter_count; i++) {
		if (!matter_stranger(vault->matters[i]))
			continue;
		any = true;
		rc = print_stranger(vault->matters[i]);
	}
	if (!any && rc == EXIT_DONE)
		(void)printf("Nobody who never wrote here before waits to be looked at.\n");
	return rc;
}

static int
add_strangers(const struct visit *v, json_t *out)
{
	const struct vault *vault = desk_vault(v->desk);
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (size_t i = 0; rc == 0 && i < vault->matter_count; i++) {
		if (matter_stranger(vault->matters[i]))
			rc = json_array_append_new(
				list, matter_json(vault->matters[i], v->desk, v->style.details));
	}
	if (rc == 0)
		rc = json_object_set_new(out, "days", waiting_json(v->desk));
	if (rc == 0)
		return json_object_set_new(out, "matters", list);
	json_decref(list);
	return rc;
}

/* ---- acts ---- */

/* Saved, and not yet where the visitor finds it. */
static bool
unsent(const struct visit *v)
{
	const struct matter *m = matter_of(v);

	const struct thread *t = m == NULL ? NULL : talk_of(m);

	for (size_t i = 0; t != NULL && i < t->n; i++) {
		if (t->messages[i]->unsent)
			return true;
	}
	return false;
}

static int
check_said(struct visit *v)
{
	if (unsent(v))
		return visit_problem(
			v,
			"the answer is saved, but found no place today (64 for one conversation); "
			"it goes out when this desk is opened another day. Do not say it again");
	warn(v);
	return EXIT_DONE;
}

static int
print_said(struct visit *v)
{
	(void)v;
	(void)printf("Answered. There is no receipt: nobody is told when it is read.\n");
	return EXIT_DONE;
}

static int
print_unsaid(struct visit *v)
{
	(void)v;
	(void)printf("Taken back: it does not go out.\n");
	return EXIT_DONE;
}

static int
check_taken(struct visit *v)
{
	if (unsent(v))
		return visit_problem(v, "it is taken here, but the office is full: colleagues are "
		                        "told when this desk is opened again");
	warn(v);
	return EXIT_DONE;
}

/* Whether colleagues got the matter too, and are told. */
static bool
told_colleagues(const struct visit *v)
{
	const struct matter *m = matter_of(v);

	return m != NULL && memcmp(m->taken, NOBODY, sizeof m->taken) != 0;
}

static int
add_taken(const struct visit *v, json_t *out)
{
	return json_object_set_new(out, "told", json_boolean(told_colleagues(v)));
}

static int
print_taken(struct visit *v)
{
	(void)printf(told_colleagues(v) ? "Taken. Colleagues see it when they open their desks.\n"
	                                : "Nobody else got this one: it is yours already.\n");
	return EXIT_DONE;
}

static int
check_desk(struct visit *v)
{
	warn(v);
	return EXIT_DONE;
}

static int
print_noted(struct visit *v)
{
	(void)printf(line_value(v, "text")[0] != '\0' ? "Noted, for this desk only.\n"
	                                              : "There are no notes any more.\n");
	return EXIT_DONE;
}

static int
print_labelled(struct visit *v)
{
	(void)printf(line_value(v, "text")[0] != '\0' ? "Labelled, for this desk only.\n"
	                                              : "There is no label any more.\n");
	return EXIT_DONE;
}

static int
print_seeds(struct visit *v)
{
	uint32_t serial = desk_vault(v->desk)->head.bundle_serial;

	(void)printf("New day keys from tomorrow on are published, of serial %u.\n", serial);
	print_line("Those of before are refused once the holder of the root key names it: alcove "
	           "office renew DIR --least '%s=%u'",
	           desk_self(v->desk)->name, serial);
	return EXIT_DONE;
}

static int
add_seeds(const struct visit *v, json_t *out)
{
	return json_object_set_new(out, "serial",
	                           json_integer(desk_vault(v->desk)->head.bundle_serial));
}

static const struct outcome outcomes[] = {
	{"inbox", "matters", print_inbox, add_inbox, check_desk, false, NULL},
	{"show", "matter", print_one, add_matter, check_desk, false, NULL},
	{"say", NULL, print_said, NULL, check_said, false, NULL},
	{"unsay", NULL, print_unsaid, NULL, check_desk, false, NULL},
	{"note", NULL, print_noted, NULL, check_desk, false, NULL},
	{"label", NULL, print_labelled, NULL, check_desk, false, NULL},
	{"take", NULL, print_taken, add_taken, check_taken, false, NULL},
	{"today", NULL, daily_print_today, daily_add_today, check_desk, false, NULL},
	{"figures", NULL, daily_print_figures, daily_add_figures, check_desk, false, NULL},
	{"call", NULL, daily_print_call, daily_add_call, check_desk, false, NULL},
	{"tally", NULL, daily_print_tally, daily_add_tally, check_desk, false, NULL},
	{"code", NULL, daily_print_code, NULL, check_desk, false, NULL},
	{"count", NULL, daily_print_counted, daily_add_counted, check_desk, false, NULL},
	{"end", NULL, daily_print_end, daily_add_end, check_desk, false, daily_add_unsent},
	{"close", NULL, daily_print_end, daily_add_end, check_desk, false, daily_add_unsent},
	{"settle", NULL, daily_print_settle, daily_add_settle, check_desk, false, NULL},
	{"outreach", NULL, daily_print_outreach, NULL, check_desk, false, NULL},
	{"theme", NULL, daily_print_theme, daily_add_theme, check_desk, false, NULL},
	{"notice", NULL, daily_print_notice, NULL, check_desk, false, NULL},
	{"bring", NULL, daily_print_bring, NULL, check_desk, false, NULL},
	{"undo", NULL, daily_print_undo, NULL, check_desk, false, NULL},
	{"demand", NULL, daily_print_demand, daily_add_demand, check_desk, false, NULL},
	{"more", NULL, print_strangers, add_strangers, check_desk, true, NULL},
	{"discard", NULL, print_strangers, add_strangers, check_desk, true, NULL},
	{"renew-seeds", NULL, print_seeds, add_seeds, check_desk, false, NULL},
	{0},
};

int
desk_run(const struct arguments *a)
{
	return line_run(a, visit_desk, outcomes);
}

int
desk_run_lines(const struct arguments *a)
{
	return lines_run_looks(a, visit_desk, outcomes, add_warnings);
}
