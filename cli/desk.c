/* alcove desk: what an ombuds does. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/say.h"
#include "cli/talk.h"
#include "cli/visit.h"

static const uint8_t NOBODY[PERSON_BYTES];

/* With the one who wrote: nobody else is brought into a matter yet. */
static const struct thread *
talk_of(const struct matter *m)
{
	static const struct thread none;
	const struct correspondent *c = matter_first_correspondent(m);

	return c == NULL ? &none : &c->thread;
}

static json_t *
matter_json(const struct matter *m, const struct roster *roster, bool details)
{
	char name[MATTER_NAME_MAX];
	const struct person *taken = roster_person(roster, m->taken);
	json_t *value, *messages = talk_json(talk_of(m), roster, details);
	int rc = 0;

	matter_name(name, m->id);
	value = json_pack("{s:s, s:o}", "matter", name, "messages", messages);
	if (value == NULL)
		return NULL;
	if (details && memcmp(m->taken, NOBODY, sizeof m->taken) != 0)
		rc = json_object_set_new(value, "taken_by",
		                         json_string(taken == NULL ? "a colleague" : taken->name));
	if (rc == 0 && m->notes.n > 0)
		rc = json_object_set_new(value, "notes",
		                         json_stringn((const char *)m->notes.p, m->notes.n));
	if (rc != 0) {
		json_decref(value);
		return NULL;
	}
	return value;
}

static bool
has_words(const struct matter *m)
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		if (thread_last_shown(&m->correspondents[i]->thread) != NULL)
			return true;
	}
	return m->notes.n > 0;
}

static json_t *
inbox_json(const struct vault *vault, const struct roster *roster, bool details)
{
	json_t *list = json_array();

	for (size_t i = 0; i < vault->matter_count && list != NULL; i++) {
		const struct matter *m = vault->matters[i];

		if (has_words(m) &&
		    json_array_append_new(list, matter_json(m, roster, details)) != 0) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

static int
print_matter(const struct matter *m, const struct roster *roster, bool details)
{
	char name[MATTER_NAME_MAX];
	const struct person *taken = roster_person(roster, m->taken);
	int rc;

	matter_name(name, m->id);
	(void)printf("── Matter %s", name);
	if (memcmp(m->taken, NOBODY, sizeof m->taken) != 0)
		(void)printf(", taken by %s", taken == NULL ? "a colleague" : taken->name);
	(void)printf("\n\n");
	rc = talk_print(talk_of(m), roster, details, "Visitor", "Nothing to show yet.");
	if (rc == EXIT_DONE && m->notes.n > 0) {
		(void)printf("Notes of this desk:\n");
		print_text(buf_span(&m->notes));
		(void)printf(m->notes.p[m->notes.n - 1] == '\n' ? "\n" : "\n\n");
	}
	return rc;
}

/* What a desk should know before it is too late to act on it. */
static void
warn(const struct visit *v)
{
	const struct desk *d = v->desk;
	const struct office *o = desk_office(d);

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
	if (desk_crowded(d))
		notice("this desk is full: some messages stay in the inbox until matters are "
		       "closed");
	if (v->waits)
		notice("some answers found no place today; they go out when this desk is opened "
		       "another day");
	if (o->roster.not_after < o->day + 30)
		notice("the roster must be signed again within %u days (alcove office renew)",
		       o->roster.not_after - o->day + 1);
}

int
desk_verb_inbox(const struct arguments *a)
{
	const struct vault *vault;
	const struct roster *roster;
	struct visit v;
	bool any = false;
	int rc = visit_desk(&v, a);

	if (rc != EXIT_DONE)
		return rc;
	rc = visit_run(&v);
	if (rc != EXIT_DONE) {
		visit_clear(&v);
		return rc;
	}
	warn(&v);
	vault = desk_vault(v.desk);
	roster = &desk_office(v.desk)->roster;
	if (a->json)
		rc = print_json(inbox_json(vault, roster, a->details));
	for (size_t i = 0; rc == EXIT_DONE && !a->json && i < vault->matter_count; i++) {
		if (!has_words(vault->matters[i]))
			continue;
		any = true;
		rc = print_matter(vault->matters[i], roster, a->details);
	}
	if (!any && !a->json && rc == EXIT_DONE)
		(void)printf("Nothing waits at this desk.\n");
	visit_clear(&v);
	return rc;
}

static int
wanted_matter(uint32_t *out, const struct arguments *a)
{
	if (matter_id(out, span_text(a->positional[1])) != 0)
		return fail(
			"not a matter's name as 'desk inbox' shows it (six letters or digits): %s",
			a->positional[1]);
	return EXIT_DONE;
}

/* The desk, for a matter. */
static int
visit_matter(struct visit *v, uint32_t *id, const struct arguments *a)
{
	int rc = wanted_matter(id, a);

	return rc == EXIT_DONE ? visit_desk(v, a) : rc;
}

/* And for a text, read first. It is the caller's to clear if there is a visit. */
static int
visit_with_text(struct visit *v, uint32_t *id, struct buf *text,
                int (*read)(struct buf *out, const struct arguments *a), const struct arguments *a)
{
	int rc = wanted_matter(id, a);

	if (rc == EXIT_DONE)
		rc = read(text, a);
	if (rc == EXIT_DONE)
		rc = visit_desk(v, a);
	if (rc != EXIT_DONE)
		buf_clear(text);
	return rc;
}

int
desk_verb_show(const struct arguments *a)
{
	const struct matter *m;
	const struct roster *roster;
	struct visit v;
	uint32_t id;
	int rc = visit_matter(&v, &id, a);

	if (rc != EXIT_DONE)
		return rc;
	rc = visit_run(&v);
	if (rc == EXIT_DONE) {
		warn(&v);
		roster = &desk_office(v.desk)->roster;
		m = vault_matter(desk_vault(v.desk), id);
		if (m == NULL)
			rc = fail("there is no such matter at this desk: %s", a->positional[1]);
		else if (a->json)
			rc = print_json(matter_json(m, roster, a->details));
		else
			rc = print_matter(m, roster, a->details);
	}
	visit_clear(&v);
	return rc;
}

/* Saved, and not yet where the visitor finds it. */
static bool
unsent(const struct desk *d, uint32_t id)
{
	const struct matter *m = vault_matter(desk_vault(d), id);

	const struct thread *t = m == NULL ? NULL : talk_of(m);

	for (size_t i = 0; t != NULL && i < t->n; i++) {
		if (t->messages[i]->unsent)
			return true;
	}
	return false;
}

int
desk_verb_say(const struct arguments *a)
{
	struct visit v;
	struct buf text;
	uint32_t id;
	int rc;

	buf_init(&text, TEXT_MAX);
	rc = visit_with_text(&v, &id, &text, text_from_input, a);
	if (rc != EXIT_DONE)
		return rc;
	rc = desk_say(v.desk, id, buf_span(&text));
	rc = rc == 0 ? visit_run(&v) : fail_err(rc, "desk say");
	buf_clear(&text);
	if (rc == EXIT_DONE && unsent(v.desk, id))
		rc = fail(
			"the answer is saved, but found no place today (64 for one conversation); "
			"it goes out when this desk is opened another day. Do not say it again");
	else if (rc == EXIT_DONE)
		warn(&v);
	if (rc == EXIT_DONE)
		(void)printf("Answered. There is no receipt: nobody is told when it is read.\n");
	visit_clear(&v);
	return rc;
}

int
desk_verb_note(const struct arguments *a)
{
	struct visit v;
	struct buf text;
	uint32_t id;
	int rc;

	buf_init(&text, NOTES_MAX);
	rc = visit_with_text(&v, &id, &text, notes_from_input, a);
	if (rc != EXIT_DONE)
		return rc;
	rc = desk_note(v.desk, id, NULL, buf_span(&text));
	rc = rc == 0 ? visit_run(&v) : fail_err(rc, "desk note");
	if (rc == EXIT_DONE) {
		warn(&v);
		(void)printf(text.n > 0 ? "Noted, for this desk only.\n"
		                        : "There are no notes any more.\n");
	}
	buf_clear(&text);
	visit_clear(&v);
	return rc;
}

int
desk_verb_take(const struct arguments *a)
{
	const struct matter *m;
	struct visit v;
	uint32_t id;
	int rc = visit_matter(&v, &id, a);

	if (rc != EXIT_DONE)
		return rc;
	desk_take(v.desk, id);
	rc = visit_run(&v);
	if (rc == EXIT_DONE && unsent(v.desk, id))
		rc = fail("it is taken here, but the office is full: colleagues are told when this "
		          "desk is opened again");
	if (rc == EXIT_DONE) {
		warn(&v);
		m = vault_matter(desk_vault(v.desk), id);
		(void)printf(m != NULL && memcmp(m->taken, NOBODY, sizeof m->taken) != 0
		                     ? "Taken. Colleagues see it when they open their desks.\n"
		                     : "Nobody else got this one: it is yours already.\n");
	}
	visit_clear(&v);
	return rc;
}

int
desk_verb_close(const struct arguments *a)
{
	struct visit v;
	uint32_t id;
	int rc = visit_matter(&v, &id, a);

	if (rc != EXIT_DONE)
		return rc;
	desk_close(v.desk, id);
	rc = visit_run(&v);
	if (rc == EXIT_DONE) {
		warn(&v);
		(void)printf("Closed. This desk remembers nothing of it.\n");
	}
	visit_clear(&v);
	return rc;
}

int
desk_verb_renew_seeds(const struct arguments *a)
{
	struct visit v;
	int rc = visit_desk(&v, a);

	if (rc != EXIT_DONE)
		return rc;
	desk_renew_seeds(v.desk);
	rc = visit_run(&v);
	if (rc == EXIT_DONE) {
		warn(&v);
		(void)printf("New day keys from tomorrow on are published.\n");
	}
	visit_clear(&v);
	return rc;
}
