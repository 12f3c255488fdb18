#include "wasm/show.h"

#include <stdlib.h>
#include <string.h>

#include "core/crypto/words.h"
#include "core/desk/facts.h"
#include "core/desk/told.h"
#include "core/json.h"
#include "core/secret.h"
#include "wasm/json.h"

static bool
zero(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != 0)
			return false;
	}
	return true;
}

/* An id, or "" for none. */
static void
put_id(struct buf *out, struct span id)
{
	json_put_hex(out, zero(id) ? SPAN_NONE : id);
}

static void
show_person(struct buf *out, const struct person *p)
{
	json_next(out);
	buf_put_text(out, "{");
	json_name(out, "id");
	json_put_hex(out, SPAN(p->id));
	json_name(out, "name");
	json_put_text(out, span_text(p->name));
	json_name(out, "role");
	json_put_text(out, span_text(person_role_name(p)));
	json_name(out, "known");
	json_put_bool(out, p->role != ROLE_UNKNOWN);
	json_name(out, "left");
	json_put_number(out, p->left);
	buf_put_text(out, "}");
}

static void
show_office(struct buf *out, const struct office *o)
{
	const struct roster *r;
	char fingerprint[FINGERPRINT_TEXT_MAX];

	json_name(out, "office");
	if (o == NULL) {
		buf_put_text(out, "null");
		return;
	}
	r = &o->roster;
	fingerprint_of(fingerprint, r->office);
	buf_put_text(out, "{");
	json_name(out, "day");
	json_put_number(out, o->day);
	json_name(out, "id");
	json_put_hex(out, SPAN(r->office));
	json_name(out, "fingerprint");
	json_put_text(out, span_text(fingerprint));
	json_name(out, "serial");
	json_put_number(out, r->serial);
	json_name(out, "not_after");
	json_put_number(out, r->not_after);
	json_name(out, "name");
	json_put_text(out, span_text(r->office_name));
	json_name(out, "sample");
	json_put_bool(out, r->sample);
	json_name(out, "retention_days");
	json_put_number(out, r->retention_days);
	json_name(out, "charter");
	buf_put_text(out, r->charter);
	json_name(out, "people");
	buf_put_text(out, "[");
	for (size_t i = 0; i < r->people_count; i++)
		show_person(out, &r->people[i]);
	buf_put_text(out, "]}");
}

static int
show_message(struct buf *out, const struct message *m)
{
	bool readable = message_readable(m);
	struct buf text;
	int rc;

	buf_init(&text, TEXT_MAX);
	rc = readable ? message_text(&text, m) : 0;
	if (rc != 0) {
		buf_clear(&text);
		return rc;
	}
	json_next(out);
	buf_put_text(out, "{");
	json_name(out, "id");
	json_put_hex(out, SPAN(m->id));
	json_name(out, "person");
	put_id(out, SPAN(m->person));
	json_name(out, "kind");
	json_put_number(out, m->kind);
	json_name(out, "lamport");
	json_put_number(out, m->lamport);
	json_name(out, "day");
	json_put_number(out, m->day);
	json_name(out, "text");
	json_put_text(out, buf_span(&text));
	json_name(out, "unreadable");
	json_put_bool(out, !readable);
	json_name(out, "unsent");
	json_put_bool(out, m->unsent);
	json_name(out, "gone");
	json_put_number(out, m->going.parts + m->going.tried);
	json_name(out, "free");
	json_put_bool(out, m->to_whoever);
	json_name(out, "people");
	buf_put_text(out, "[");
	for (size_t i = 0; i < m->to.n; i++) {
		if (!addressees_meant(&m->to, i))
			continue;
		json_next(out);
		json_put_hex(out, SPAN(m->to.rows[i].person));
	}
	buf_put_text(out, "]}");
	buf_clear(&text);
	return 0;
}

static int
show_thread(struct buf *out, const struct thread *t)
{
	int rc = 0;

	json_name(out, "messages");
	buf_put_text(out, "[");
	for (size_t i = 0; rc == 0 && i < t->n; i++) {
		if (message_shown(t->messages[i]))
			rc = show_message(out, t->messages[i]);
	}
	buf_put_text(out, "]");
	return rc;
}

static void
show_slots(struct buf *out, const char *name, const struct roster *roster, slot_set set)
{
	json_name(out, name);
	buf_put_text(out, "[");
	for (size_t i = 0; i < roster_slots(roster); i++) {
		if (!slot_in(set, i))
			continue;
		json_next(out);
		json_put_hex(out, SPAN(roster_slot(roster, i)->id));
	}
	buf_put_text(out, "]");
}

/* Who reads what is said next, if she does not choose. */
static void
show_next(struct buf *out, const struct room *r)
{
	const struct roster *roster = &room_office(r)->roster;
	slot_set grown;
	size_t slot = 0;
	enum room_next next = room_next_reader(r, &slot, &grown);

	json_name(out, "next");
	if (next == NEXT_PERSON)
		json_put_hex(out, SPAN(roster_slot(roster, slot)->id));
	else
		json_put_text(out, span_text(next == NEXT_WHOEVER ? "whoever" : ""));
	show_slots(out, "grown", roster, grown);
}

/* Who reads what is written today; null before it is known. */
static void
show_readers(struct buf *out, const struct room *r)
{
	const struct office *o = room_office(r);
	slot_set writable, whoever_is_free;

	json_name(out, "readers");
	if (o == NULL || !room_readers(r, &writable, &whoever_is_free)) {
		buf_put_text(out, "null");
		return;
	}
	buf_put_text(out, "{");
	show_slots(out, "free", &o->roster, whoever_is_free);
	show_slots(out, "people", &o->roster, writable);
	show_slots(out, "not_today", &o->roster, ~writable);
	show_slots(out, "recognisers", &o->roster, room_recognisers(r));
	show_next(out, r);
	buf_put_text(out, "}");
}

int
show_room(struct buf *out, const struct room *r)
{
	int rc;

	buf_put_text(out, "{");
	show_office(out, room_office(r));
	show_readers(out, r);
	rc = show_thread(out, room_thread(r));
	json_name(out, "left_behind");
	json_put_number(out, room_left_behind(r));
	json_name(out, "untold");
	json_put_number(out, room_untold(r));
	json_name(out, "unknown");
	json_put_number(out, room_unknown(r));
	json_name(out, "reading");
	json_put_bool(out, room_reading(r));
	buf_put_text(out, "}");
	return rc != 0 ? rc : out->err;
}

int
show_told(struct buf *out, json_t *told)
{
	char *text = told == NULL ? NULL : json_text(told, JSON_COMPACT);

	json_decref(told);
	if (text == NULL)
		return ERR_MEMORY;
	buf_put_text(out, text);
	secret_wipe(text, strlen(text));
	free(text);
	return out->err;
}

/* Today, and what ended by its date; null before the vault is open. */
static int
show_daily(struct buf *out, const struct desk *d)
{
	int rc;

	json_name(out, "today");
	if (desk_vault(d) == NULL || desk_self(d) == NULL) {
		buf_put_text(out, "null,\"to_count\":null");
		return 0;
	}
	rc = show_told(out, told_today(d));
	json_name(out, "to_count");
	return rc != 0 ? rc : show_told(out, told_to_count(d));
}

static int
show_matter(struct buf *out, const struct matter *m, const struct desk *d, const struct practice *p)
{
	static const struct thread none;
	const struct correspondent *c = matter_first_correspondent(m);
	const struct roster *roster = &desk_office(d)->roster;
	char name[MATTER_NAME_MAX];
	int rc;

	matter_name(name, m->id);
	json_next(out);
	buf_put_text(out, "{");
	json_name(out, "name");
	json_put_text(out, span_text(name));
	json_name(out, "free");
	json_put_bool(out, c != NULL && !zero(SPAN(c->keys.claim)));
	json_name(out, "taken");
	put_id(out, SPAN(m->taken));
	json_name(out, "nobodys");
	json_put_bool(out, matter_nobodys(m, desk_self(d), &desk_office(d)->roster));
	json_name(out, "mine");
	json_put_bool(out, matter_mine(m, desk_self(d)));
	json_name(out, "waits");
	json_put_bool(out, matter_waits(m, desk_self(d)->id));
	json_name(out, "stranger");
	json_put_bool(out, matter_stranger(m));
	json_name(out, "ends");
	json_put_number(out, matter_ends(m, roster->retention_days, roster->notes_days));
	json_name(out, "shut");
	json_put_bool(out, matter_shut(m));
	json_name(out, "label");
	json_put_text(out, span_text(m->label));
	json_name(out, "another_roster");
	json_put_bool(out, matter_of_another(m, desk_vault(d)));
	json_name(out, "notes");
	json_put_text(out, buf_span(&m->notes));
	json_name(out, "count");
	rc = show_told(out, told_matter(d, m, p));
	if (rc == 0)
		rc = show_thread(out, c == NULL ? &none : &c->thread);
	buf_put_text(out, "}");
	return rc;
}

static int
show_matters(struct buf *out, const struct desk *d)
{
	const struct vault *v = desk_vault(d);
	struct practice *p;
	int rc = 0;

	json_name(out, "matters");
	/* A session that is being begun again has a vault, and does not know its office. */
	if (v == NULL || desk_self(d) == NULL) {
		buf_put_text(out, "null");
		return 0;
	}
	p = practice_new(desk_office(d)->roster.charter);
	if (p == NULL)
		return ERR_MEMORY;
	buf_put_text(out, "[");
	for (size_t i = 0; rc == 0 && i < v->matter_count; i++)
		rc = show_matter(out, v->matters[i], d, p);
	buf_put_text(out, "]");
	practice_free(p);
	return rc;
}

/* What is not filed, by day. */
static void
show_waiting(struct buf *out, const struct desk *d)
{
	uint32_t day;
	size_t n;

	buf_put_text(out, "[");
	for (size_t i = 0; desk_waiting(d, i, &day, &n); i++) {
		json_next(out);
		buf_put_text(out, "{");
		json_name(out, "day");
		json_put_number(out, day);
		json_name(out, "n");
		json_put_number(out, n);
		buf_put_text(out, "}");
	}
	buf_put_text(out, "]");
}

int
show_desk(struct buf *out, const struct desk *d)
{
	const struct person *self = desk_self(d);
	int rc;

	buf_put_text(out, "{");
	show_office(out, desk_office(d));
	json_name(out, "self");
	if (self != NULL)
		json_put_hex(out, SPAN(self->id));
	else
		buf_put_text(out, "null");
	json_name(out, "withdrawn");
	json_put_number(out, desk_withdrawn(d));
	json_name(out, "unsaved");
	json_put_number(out, desk_unsaved(d));
	json_name(out, "crowded");
	json_put_bool(out, desk_crowded(d));
	json_name(out, "waiting");
	show_waiting(out, d);
	json_name(out, "seeds_serial");
	json_put_number(out, desk_vault(d) == NULL ? 0 : desk_vault(d)->head.bundle_serial);
	json_name(out, "seeds_until");
	json_put_number(out, desk_published(d));
	json_name(out, "few_days");
	json_put_bool(out, desk_few_days(d));
	json_name(out, "roster_ends");
	json_put_bool(out, desk_roster_ends(d));
	json_name(out, "kept_version");
	json_put_number(out, desk_kept_version(d));
	json_name(out, "server_version");
	json_put_number(out, desk_server_version(d));
	json_name(out, "put_back");
	json_put_bool(out, desk_went_back(d));
	json_name(out, "merged");
	json_put_bool(out, desk_merged(d));
	json_name(out, "lost");
	json_put_number(out, desk_lost(d));
	json_name(out, "unknown");
	json_put_number(out, desk_unknown(d));
	json_name(out, "shut");
	json_put_bool(out, desk_vault(d) != NULL && vault_shut(desk_vault(d)));
	rc = show_daily(out, d);
	if (rc == 0)
		rc = show_matters(out, d);
	buf_put_text(out, "}");
	return rc != 0 ? rc : out->err;
}
