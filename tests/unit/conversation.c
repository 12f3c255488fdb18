#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/crypto/seal.h"
#include "tests/unit/conversation.h"
#include "tests/unit/lines.h"

/* ---- views ---- */

static void
add(char view[VIEW_MAX], const char *text)
{
	size_t n = strlen(view), more = strlen(text);

	assert_true(n + more < VIEW_MAX);
	memcpy(view + n, text, more + 1);
}

void
view_of_text(char out[80], struct span text)
{
	uint8_t hash[32];
	char hex[9];

	if (text.n < 60) {
		memcpy(out, text.p, text.n);
		out[text.n] = '\0';
		return;
	}
	crypto_hash_sha256(hash, text.p, text.n);
	hex_put(hex, span(hash, 4));
	(void)snprintf(out, 80, "<%zu:%s>", text.n, hex);
}

static const char *
name_of(const struct drop *d, const uint8_t person[PERSON_BYTES])
{
	static const char digits[][2] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

	for (size_t i = 0; i < d->person_count && i < 10; i++) {
		if (memcmp(d->people[i].id, person, PERSON_BYTES) == 0)
			return digits[i];
	}
	return sodium_is_zero(person, PERSON_BYTES) ? "V" : "?";
}

static void
view_thread(char view[VIEW_MAX], const struct drop *d, const struct thread *t)
{
	bool first = true;

	for (size_t i = 0; i < t->n; i++) {
		const struct message *m = t->messages[i];
		struct buf text;
		char shown[80];

		if (!message_shown(m))
			continue;
		buf_init(&text, TEXT_MAX);
		assert_int_equal(message_text(&text, m), message_readable(m) ? 0 : ERR_TEXT);
		view_of_text(shown,
		             message_readable(m) ? buf_span(&text) : span_text("(unreadable)"));
		buf_clear(&text);
		add(view, first ? "" : "|");
		add(view, name_of(d, m->person));
		add(view, ":");
		add(view, shown);
		add(view, m->unsent ? "!" : "");
		first = false;
	}
}

static void
view_vault(struct sync *s, const struct drop *d, const struct vault *v)
{
	for (size_t i = 0; v != NULL && i < v->matter_count; i++) {
		const struct matter *m = v->matters[i];

		add(s->view, "{");
		if (!sodium_is_zero(m->taken, PERSON_BYTES)) {
			add(s->view, "taken by ");
			add(s->view, name_of(d, m->taken));
			add(s->view, " ");
		}
		for (size_t k = 0; k < m->correspondent_count; k++)
			view_thread(s->view, d, &m->correspondents[k]->thread);
		if (m->notes.n > 0) {
			char notes[80];

			view_of_text(notes, buf_span(&m->notes));
			add(s->view, "#");
			add(s->view, notes);
		}
		add(s->view, "}");
		if (i == 0)
			s->first = m->id;
		s->last = m->id;
		s->matters++;
	}
}

/* ---- visits ---- */

static int
begin_visit(struct room **out, const struct world *w, const struct visit *v)
{
	char id[2 * MESSAGE_ID_BYTES + 1];
	int rc = room_new(out, DROP_ORIGIN, SPAN_NONE, w->drop.day);

	if (rc != 0)
		return rc;
	room_enter(*out, v->words);
	if (v->id != NULL)
		hex_put(id, span(v->id, MESSAGE_ID_BYTES));
	if (v->act == VISIT_SAY)
		rc = room_asked(*out, "say", "text", v->text, "to", v->to, NULL);
	else if (v->act == VISIT_TAKE_BACK)
		rc = room_asked(*out, "take-back", "message", v->id == NULL ? NULL : id, NULL);
	else if (v->act == VISIT_FORGET)
		rc = room_asked(*out, "forget", NULL);
	else if (v->act == VISIT_RENEW)
		rc = room_asked(*out, "renew", "new_words", v->text, NULL);
	return rc;
}

int
visit(struct world *w, struct visit *v)
{
	struct room *r;
	const struct thread *t;
	int rc;

	v->view[0] = '\0';
	run_core(&v->run, true);
	rc = begin_visit(&r, w, v);
	run_core(&v->run, false);
	if (rc != 0) {
		room_free(r);
		return rc;
	}
	rc = run_room(&w->drop, r, &v->run);
	t = room_thread(r);
	view_thread(v->view, &w->drop, t);
	if (t->n > 0) {
		const struct message *m = t->messages[t->n - 1];
		const struct addressee *as = addressees_find(&m->to, w->drop.people[0].id);

		memcpy(v->last, m->id, sizeof v->last);
		memcpy(v->known, as == NULL ? m->id : as->message, sizeof v->known);
	}
	v->left_behind = room_left_behind(r);
	v->untold = room_untold(r);
	v->unknown = room_unknown(r);
	room_free(r);
	return rc;
}

static int
begin_sync(struct desk **out, const struct world *w, const struct sync *s)
{
	int rc = desk_new(out, DROP_ORIGIN, SPAN_NONE, w->drop.day);
	char seen[2 * MESSAGE_ID_BYTES + 1];
	struct verb_problem why;

	if (rc != 0)
		return rc;
	if (s->seen != NULL)
		hex_put(seen, span(s->seen, MESSAGE_ID_BYTES));
	desk_enter(*out, w->drop.people[s->person].words);
	if (s->put_back)
		desk_put_back(*out);
	if (s->act == SYNC_SAY)
		rc = desk_asked(*out, "say", s->matter, "text", s->text, "seen",
		                s->seen == NULL ? NULL : seen, NULL);
	else if (s->act == SYNC_NOTE)
		rc = desk_asked(*out, "note", s->matter, "text", s->text, "base", s->base, NULL);
	else if (s->act == SYNC_TAKE)
		rc = desk_asked(*out, "take", s->matter, NULL);
	else if (s->act == SYNC_CLOSE)
		rc = desk_asked(*out, "close", s->matter, "no_last_word", LINE_ON, NULL);
	else if (s->act == SYNC_RENEW_SEEDS)
		rc = desk_asked(*out, "renew-seeds", LINE_NO_MATTER, NULL);
	else if (s->act == SYNC_LINE)
		rc = desk_do(*out, &why, s->line);
	json_decref(s->line);
	return rc;
}

static size_t
waiting(const struct desk *k)
{
	size_t sum = 0, n;
	uint32_t day;

	for (size_t i = 0; desk_waiting(k, i, &day, &n); i++)
		sum += n;
	return sum;
}

int
sync_desk(struct world *w, struct sync *s)
{
	struct device *device = s->device == NULL ? &w->devices[s->person] : s->device;
	struct desk *k;
	int rc;

	s->view[0] = '\0';
	s->matters = 0;
	run_core(&s->run, true);
	rc = begin_sync(&k, w, s);
	if (rc == 0)
		desk_send_now(k);
	run_core(&s->run, false);
	if (rc != 0) {
		desk_free(k);
		return rc;
	}
	rc = run_desk(&w->drop, k, device, &s->run);
	for (unsigned i = 0; rc == 0 && i < s->looks; i++) {
		desk_look(k);
		rc = run_desk(&w->drop, k, device, &s->run);
	}
	if (!s->quiet)
		view_vault(s, &w->drop, desk_vault(k));
	s->waiting = waiting(k);
	s->withdrawn = desk_withdrawn(k);
	s->crowded = desk_crowded(k);
	s->merged = desk_merged(k);
	s->lost = desk_lost(k);
	s->unknown = desk_unknown(k);
	desk_free(k);
	return rc;
}

/* ---- the usual ---- */

/* An office once opened is copied, since its 61 bundles a person take their time. */
static struct world templates[9];

static void
copy_buf(struct buf *to, const struct buf *from)
{
	buf_init(to, from->max);
	buf_put_span(to, buf_span(from));
	assert_int_equal(to->err, 0);
}

static void *
copy_rows(const void *rows, size_t n, size_t size)
{
	void *copy = n == 0 ? NULL : malloc(n * size);

	assert_true(n == 0 || copy != NULL);
	if (n > 0)
		memcpy(copy, rows, n * size);
	return copy;
}

void
world_copy(struct world *to, const struct world *from)
{
	const struct drop *d = &from->drop;

	*to = *from;
	to->drop.roster.charter = strdup(d->roster.charter);
	copy_buf(&to->drop.roster_text, &d->roster_text);
	copy_buf(&to->drop.roster_signature, &d->roster_signature);
	copy_buf(&to->drop.office, &d->office);
	for (size_t i = 0; i < d->person_count; i++) {
		copy_buf(&to->drop.people[i].vault, &d->people[i].vault);
		copy_buf(&to->devices[i].kept, &from->devices[i].kept);
	}
	to->drop.places = copy_rows(d->places, d->place_count, sizeof *d->places);
	to->drop.place_capacity = d->place_count;
	to->drop.bundles = copy_rows(d->bundles, d->bundle_count, sizeof *d->bundles);
	to->drop.bundle_capacity = d->bundle_count;
}

void
world_open(struct world *w, size_t ombuds, size_t arranging)
{
	struct world *t = templates;

	while (t->drop.person_count != 0 && (t->drop.person_count != ombuds + arranging ||
	                                     (t->drop.roster.people[ombuds + arranging - 1].role ==
	                                      ROLE_ARRANGING) != (arranging > 0)))
		t++;
	assert_true(t < templates + sizeof templates / sizeof *templates - 1);
	if (t->drop.person_count == 0) {
		drop_new(&t->drop, ombuds, arranging);
		for (size_t i = 0; i < ombuds + arranging; i++)
			desk_shows(t, i, "");
	}
	world_copy(w, t);
}

void
world_close(struct world *w)
{
	for (size_t i = 0; i < ROSTER_PEOPLE_MAX; i++)
		device_clear(&w->devices[i]);
	drop_free(&w->drop);
}

void
says(struct world *w, const char *words, const char *text, const char *to)
{
	struct visit v = {.words = words, .act = VISIT_SAY, .text = text, .to = to};

	assert_int_equal(visit(w, &v), 0);
}

void
replies(struct world *w, size_t person, uint32_t matter, const char *text)
{
	struct sync s = {.person = person, .act = SYNC_SAY, .matter = matter, .text = text};

	assert_int_equal(sync_desk(w, &s), 0);
}

void
answers(struct world *w, size_t person, const char *text)
{
	struct sync s = {.person = person};

	assert_int_equal(sync_desk(w, &s), 0);
	assert_true(s.matters > 0);
	replies(w, person, s.first, text);
}

void
room_shows(struct world *w, const char *words, const char *view)
{
	struct visit v = {.words = words};

	assert_int_equal(visit(w, &v), 0);
	assert_string_equal(v.view, view);
}

void
desk_shows(struct world *w, size_t person, const char *view)
{
	struct sync s = {.person = person};

	assert_int_equal(sync_desk(w, &s), 0);
	assert_string_equal(s.view, view);
}

/* ---- unusual doings ---- */

void
renews(struct world *w, const char *words, const char *new_words, const char *view)
{
	struct visit v = {.words = words, .act = VISIT_RENEW, .text = new_words};

	assert_int_equal(visit(w, &v), 0);
	assert_int_equal(v.left_behind, 0);
	assert_int_equal(v.untold, 0);
	room_shows(w, words, "");
	room_shows(w, new_words, view);
}

void
hide(struct world *w, size_t from, size_t to, bool there)
{
	size_t n = 0;

	for (size_t i = 0; i < w->drop.place_count; i++) {
		struct drop_place *p = &w->drop.places[i];

		if (p->envelope && memcmp(p->person, w->drop.people[0].id, PERSON_BYTES) == 0 &&
		    n++ >= from && n <= to)
			p->body_there = there;
	}
}

void
visitor_keys(struct world *w, struct talk_keys *out, const char *words)
{
	uint8_t seed[SEED_BYTES];

	assert_int_equal(keys_seed(seed, words, w->drop.roster.office), 0);
	assert_int_equal(keys_talk(out, seed, w->drop.roster.office, w->drop.people[0].id), 0);
}

void
sent_to(struct message_part *copy, const uint8_t person[PERSON_BYTES])
{
	struct addressee *row = &copy->to.rows[0];

	copy->to = (struct addressees){.n = 1, .meant = 1};
	row->lamport = copy->lamport;
	memcpy(row->person, person, PERSON_BYTES);
	memcpy(row->message, copy->id, sizeof row->message);
}

void
forge(struct world *w, const struct talk_keys *keys, const struct message_part *part)
{
	struct drop_place *p;
	uint8_t plaintext[INNER_BYTES];
	struct bundle b;
	struct seal_context context = {.office = w->drop.roster.office,
	                               .direction = SEAL_TO_OMBUDS,
	                               .person = w->drop.people[0].id,
	                               .day = w->drop.day};

	for (size_t i = 0; i < w->drop.bundle_count; i++) {
		if (w->drop.bundles[i].day == w->drop.day)
			assert_int_equal(bundle_read(&b, &w->drop.roster, w->drop.bundles[i].bytes),
			                 0);
	}
	context.reference = SPAN(b.hash);
	message_write(plaintext, part, context.direction);
	w->drop.places = realloc(w->drop.places, (w->drop.place_count + 1) * sizeof *p);
	w->drop.place_capacity = w->drop.place_count + 1;
	p = &w->drop.places[w->drop.place_count++];
	*p = (struct drop_place){.day = w->drop.day, .envelope = true, .body_there = true};
	memcpy(p->person, w->drop.people[0].id, PERSON_BYTES);
	randombytes_buf(p->tag, sizeof p->tag);
	assert_int_equal(seal_close(p->body, &context, b.x25519, b.xwing, keys->x25519, plaintext),
	                 0);
}

/* ---- what is deposited by hand ---- */

struct drop_place *
drop_new_place(struct drop *d)
{
	struct drop_place *p;

	d->places = realloc(d->places, (d->place_count + 1) * sizeof *p);
	assert_non_null(d->places);
	d->place_capacity = d->place_count + 1;
	p = &d->places[d->place_count++];
	*p = (struct drop_place){.day = d->day, .body_there = true};
	return p;
}

static int
by_day_and_tag(const void *a, const void *b)
{
	const struct drop_place *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return memcmp(x->tag, y->tag, TAG_BYTES);
}

void
drop_sort_places(struct drop *d)
{
	qsort(d->places, d->place_count, sizeof *d->places, by_day_and_tag);
}

void
answer_by_hand(struct world *w, const char *words, unsigned i, const struct message_part *part)
{
	struct drop_place *p = drop_new_place(&w->drop);
	struct seal_context context = {.office = w->drop.roster.office,
	                               .direction = SEAL_TO_VISITOR,
	                               .person = w->drop.people[0].id,
	                               .day = w->drop.day};
	uint8_t plaintext[INNER_BYTES];
	struct talk_keys keys;
	struct place place;

	visitor_keys(w, &keys, words);
	place_at(&place, keys.talk, w->drop.roster.office, w->drop.day, i);
	memcpy(p->tag, place.tag, TAG_BYTES);
	context.reference = SPAN(place.tag);
	message_write(plaintext, part, context.direction);
	assert_int_equal(seal_close(p->body, &context, keys.x25519_public, keys.xwing_public,
	                            w->drop.people[0].keys.reply, plaintext),
	                 0);
	drop_sort_places(&w->drop);
}

void
seed_keys(const struct world *w, struct visitor_keys *out, const char *words)
{
	uint8_t seed[SEED_BYTES];

	assert_int_equal(keys_seed(seed, words, w->drop.roster.office), 0);
	assert_int_equal(keys_visitor(out, seed, w->drop.roster.office), 0);
}

void
copy_by_hand(struct world *w, const char *words, unsigned i, const struct message_part *part)
{
	struct drop_place *p = drop_new_place(&w->drop);
	struct seal_context context = {
		.office = w->drop.roster.office, .direction = SEAL_COPY, .day = w->drop.day};
	uint8_t plaintext[INNER_BYTES], xwing[XWING_PUBLIC_BYTES];
	struct visitor_keys keys;
	struct place place;

	seed_keys(w, &keys, words);
	assert_int_equal(xwing_public(xwing, keys.xwing), 0);
	place_at(&place, keys.copy, w->drop.roster.office, w->drop.day, i);
	memcpy(p->tag, place.tag, TAG_BYTES);
	context.reference = SPAN(place.tag);
	message_write(plaintext, part, context.direction);
	assert_int_equal(
		seal_close(p->body, &context, keys.x25519_public, xwing, keys.x25519, plaintext),
		0);
	drop_sort_places(&w->drop);
}
