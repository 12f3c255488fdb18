#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/json.h"
#include "tests/unit/drop.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/secret.h"

/* ---- people and roster ---- */

int __wrap_keys_seed(uint8_t seed[SEED_BYTES], const char *words,
                     const uint8_t office[OFFICE_BYTES]);

int
__wrap_keys_seed(uint8_t seed[SEED_BYTES], const char *words, const uint8_t office[OFFICE_BYTES])
{
	label_hash(seed, "words of a test", office, span_text(words));
	return 0;
}

void
drop_add_person(struct drop *d, enum person_role role)
{
	struct person *row = &d->roster.people[d->roster.people_count++];
	struct drop_person *p = &d->people[d->person_count];
	uint8_t seed[SEED_BYTES];

	*row = (struct person){.role = role, .least = 1};
	*p = (struct drop_person){0};
	(void)snprintf(p->words, sizeof p->words, "words of person %zu", d->person_count);
	(void)snprintf(row->name, sizeof row->name, "Person %zu", d->person_count);
	assert_int_equal(keys_seed(seed, p->words, d->roster.office), 0);
	assert_int_equal(keys_desk(&p->keys, seed, d->roster.office), 0);
	memcpy(row->sign, p->keys.sign_public, sizeof row->sign);
	memcpy(row->reply, p->keys.reply_public, sizeof row->reply);
	person_id(row->id, d->roster.office, row->sign);
	memcpy(p->id, row->id, sizeof p->id);
	buf_init(&p->vault, VAULT_MAX);
	d->person_count++;
}

static void
make_office(struct drop *d)
{
	char root[MINISIGN_PUBLIC_TEXT_MAX], *text;
	json_t *top;

	minisign_public_text(root, &d->root.public);
	top = json_pack("{s:I, s:s, s:s%, s:s%}", "day", (json_int_t)d->day, "root", root, "roster",
	                (const char *)d->roster_text.p, d->roster_text.n, "signature",
	                (const char *)d->roster_signature.p, d->roster_signature.n);
	assert_non_null(top);
	text = json_text(top, 0);
	assert_non_null(text);
	buf_clear(&d->office);
	buf_put_text(&d->office, text);
	free(text);
	json_decref(top);
}

static void
replace(struct buf *text, const char *from, const char *to)
{
	size_t n = strlen(from), at = 0;
	struct buf out;

	while (at + n <= text->n && memcmp(text->p + at, from, n) != 0)
		at++;
	assert_true(at + n <= text->n);
	buf_init(&out, text->max);
	buf_put(&out, text->p, at);
	buf_put_text(&out, to);
	buf_put(&out, text->p + at + n, text->n - at - n);
	buf_clear(text);
	*text = out;
}

void
drop_publish(struct drop *d)
{
	drop_publish_with(d, "", "");
}

void
drop_publish_with(struct drop *d, const char *from, const char *to)
{
	struct roster again;
	char comment[64];

	buf_clear(&d->roster_text);
	buf_clear(&d->roster_signature);
	roster_comment(comment, &d->roster);
	assert_int_equal(roster_write(&d->roster_text, &d->roster), 0);
	replace(&d->roster_text, from, to);
	assert_int_equal(
		minisign_sign(&d->roster_signature, &d->root, buf_span(&d->roster_text), comment),
		0);
	assert_int_equal(roster_parse(&again, &d->root.public, buf_span(&d->roster_text)), 0);
	memcpy(d->roster.hash, again.hash, sizeof d->roster.hash);
	roster_clear(&again);
	make_office(d);
}

void
drop_new(struct drop *d, size_t ombuds, size_t arranging)
{
	static const char charter[] =
		"{\"name\":\"An office on paper\",\"sample\":true,"
		"\"retention_days\":10,\"notes_days\":20,\"title\":\"Ombuds\"}";

	assert_int_equal(core_start(), 0);
	*d = (struct drop){.day = DROP_DAY, .hour = DROP_DAY * 24};
	d->roster = (struct roster){.serial = 1, .not_after = DROP_DAY + 90, .origin_count = 1};
	d->roster.retention_days = 10;
	d->roster.notes_days = 20;
	memcpy(d->roster.origins[0], "http://127.0.0.1:*", sizeof "http://127.0.0.1:*");
	d->roster.charter = strdup(charter);
	assert_non_null(d->roster.charter);
	minisign_new(&d->root);
	office_id(d->roster.office, &d->root.public);
	buf_init(&d->roster_text, ROSTER_TEXT_MAX);
	buf_init(&d->roster_signature, MINISIGN_FILE_MAX);
	buf_init(&d->office, OFFICE_ANSWER_MAX);
	randombytes_buf(d->challenge, sizeof d->challenge);
	randombytes_buf(d->end_secret, sizeof d->end_secret);
	for (size_t i = 0; i < ombuds; i++)
		drop_add_person(d, ROLE_OMBUDS);
	for (size_t i = 0; i < arranging; i++)
		drop_add_person(d, ROLE_ARRANGING);
	drop_publish(d);
}

void
drop_free(struct drop *d)
{
	for (size_t i = 0; i < d->person_count; i++)
		buf_clear(&d->people[i].vault);
	roster_clear(&d->roster);
	buf_clear(&d->roster_text);
	buf_clear(&d->roster_signature);
	buf_clear(&d->office);
	free(d->places);
	free(d->bundles);
}

void
drop_next_days(struct drop *d, unsigned days)
{
	size_t kept = 0;

	d->day += days;
	d->hour += 24 * days;
	for (size_t i = 0; i < d->place_count; i++) {
		if (d->places[i].day + d->roster.retention_days >= d->day)
			d->places[kept++] = d->places[i];
	}
	d->place_count = kept;
	make_office(d);
}

/* ---- the keys of end days ---- */

/* A secret that is gone each day would be truer, and every copied office another one. */
static void
put_ends(const struct drop *d, struct buf *out)
{
	buf_put_u32(out, d->day);
	for (uint32_t i = 1; i <= END_KEYS; i++) {
		uint8_t day[4], key[END_KEY_BYTES];

		put_u32(day, d->day + i);
		derive(key, sizeof key, d->end_secret, "ends of a test", d->roster.office,
		       SPAN(day));
		buf_put(out, key, sizeof key);
	}
}

struct vault_of
drop_vault_of(const struct drop *d, size_t person, struct ends *ends)
{
	struct buf answer;

	buf_init(&answer, ENDS_BYTES);
	put_ends(d, &answer);
	assert_int_equal(ends_read(ends, buf_span(&answer)), 0);
	buf_clear(&answer);
	return (struct vault_of){.keys = &d->people[person].keys,
	                         .office = d->roster.office,
	                         .person = d->people[person].id,
	                         .ends = ends,
	                         .retention_days = d->roster.retention_days,
	                         .notes_days = d->roster.notes_days};
}

int
drop_open(struct vault **out, const struct drop *d, size_t person)
{
	struct ends ends;
	struct vault_of of = drop_vault_of(d, person, &ends);

	return vault_open(out, buf_span(&d->people[person].vault), &of,
	                  d->people[person].vault_version);
}

/* ---- places ---- */

static struct drop_place *
place_of(const struct drop *d, uint32_t day, const uint8_t tag[TAG_BYTES])
{
	static size_t at; /* what is asked for together mostly lies together */

	for (size_t i = 0; i < d->place_count; i++) {
		struct drop_place *p = &d->places[(at + i) % d->place_count];

		if (p->day != day || memcmp(p->tag, tag, TAG_BYTES) != 0)
			continue;
		at = (size_t)(p - d->places);
		return p;
	}
	return NULL;
}

static int
by_day_and_tag(const void *a, const void *b)
{
	const struct drop_place *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return memcmp(x->tag, y->tag, TAG_BYTES);
}

static void
sort_places(struct drop *d)
{
	if (d->place_count > 0)
		qsort(d->places, d->place_count, sizeof *d->places, by_day_and_tag);
}

size_t
drop_inbox(const struct drop *d, size_t person)
{
	size_t n = 0;

	for (size_t i = 0; i < d->place_count; i++)
		n += d->places[i].envelope && d->places[i].body_there &&
		     memcmp(d->places[i].person, d->people[person].id, PERSON_BYTES) == 0;
	return n;
}

size_t
drop_cells(const struct drop *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->place_count; i++)
		n += !d->places[i].envelope && d->places[i].body_there;
	return n;
}

/* ---- exchange ---- */

static void
put_answer(struct drop *d, enum exchange_status status, struct buf *out)
{
	buf_put_u8(out, (uint8_t)status);
	buf_put_u8(out, (uint8_t)d->bits);
	buf_put_zeros(out, 2);
	buf_put_u32(out, d->day);
	buf_put_u32(out, d->hour);
	buf_put(out, d->challenge, sizeof d->challenge);
	buf_put_zeros(out, 20);
}

/* Whether each slot is at its tag already, with this body or (envelopes) without one. */
static bool
same_deposit(const struct drop *d, struct span slots)
{
	struct reader r = reader(slots);
	bool same = true;

	for (size_t i = 0; r.n > 0; i++) {
		const struct drop_place *p = place_of(d, d->day, read_span(&r, TAG_BYTES).p);
		const uint8_t *body = read_span(&r, BODY_BYTES).p;

		same = same && p != NULL &&
		       (p->body_there ? memcmp(p->body, body, BODY_BYTES) == 0 : i > 0);
	}
	return same;
}

static bool
any_taken(const struct drop *d, struct span slots)
{
	struct reader r = reader(slots);
	bool taken = false;

	while (r.n > 0) {
		taken = place_of(d, d->day, read_span(&r, TAG_BYTES).p) != NULL || taken;
		(void)read_span(&r, BODY_BYTES);
	}
	return taken;
}

static void
store_slots(struct drop *d, struct span slots)
{
	struct reader r = reader(slots);

	for (size_t i = 0; r.n > 0; i++) {
		struct drop_place *p;

		if (d->place_count == d->place_capacity) {
			d->place_capacity = d->place_capacity == 0 ? 64 : 2 * d->place_capacity;
			d->places = realloc(d->places, d->place_capacity * sizeof *d->places);
			assert_non_null(d->places);
		}
		p = &d->places[d->place_count++];
		*p = (struct drop_place){.day = d->day, .envelope = i > 0, .body_there = true};
		read_bytes(&r, p->tag, TAG_BYTES);
		read_bytes(&r, p->body, BODY_BYTES);
		if (i > 0)
			memcpy(p->person, roster_slot(&d->roster, i - 1)->id, PERSON_BYTES);
	}
}

static enum exchange_status
deposit(struct drop *d, struct span slots, uint32_t day, uint32_t hour, uint64_t nonce)
{
	uint8_t hash[32];

	if (d->force_count > 0) {
		d->force_count--;
		return d->force;
	}
	if (day != d->day)
		return EXCHANGE_DAY;
	if (same_deposit(d, slots))
		return EXCHANGE_OK;
	crypto_hash_sha256(hash, slots.p, slots.n);
	if (d->bits > 0 && (hour != d->hour || !puzzle_holds(d->challenge, hash, nonce, d->bits)))
		return EXCHANGE_PUZZLE;
	if (any_taken(d, slots))
		return EXCHANGE_CONFLICT;
	store_slots(d, slots);
	sort_places(d);
	d->deposits++;
	return EXCHANGE_OK;
}

static void
fetch(struct drop *d, struct reader *r, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t tag[TAG_BYTES];
		uint32_t day = read_u32(r);
		const struct drop_place *p;

		/* A day long past or to come would tell padding from places. */
		assert_true(day <= d->day && day + d->roster.retention_days >= d->day);
		place_tag(tag, d->roster.office, read_span(r, ACCESS_BYTES).p);
		p = place_of(d, day, tag);
		if (p != NULL && p->body_there)
			buf_put(out, p->body, BODY_BYTES);
		else
			buf_put_random(out, BODY_BYTES);
	}
	d->fetches++;
}

static void
delete_at(struct drop *d, struct reader *r, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t tag[TAG_BYTES];
		uint32_t day = read_u32(r);
		struct drop_place *p;

		place_tag(tag, d->roster.office, read_span(r, ACCESS_BYTES).p);
		p = place_of(d, day, tag);
		if (p != NULL) {
			p->body_there = false;
			sodium_memzero(p->body, BODY_BYTES);
		}
	}
}

static int
exchange(struct drop *d, const struct step *step, struct buf *out)
{
	static const int http[] = {200, 400, 409, 409, 409, 428, 507, 503};
	struct reader r = reader(step->body);
	uint8_t op = read_u8(&r), count = read_u8(&r);
	uint32_t serial, day, hour;
	uint64_t nonce;
	enum exchange_status status = EXCHANGE_OK;
	struct buf bodies;

	assert_int_equal(step->body.n, exchange_request_bytes(&d->roster));
	assert_null(step->session);
	assert_int_equal(read_u16(&r), 0);
	serial = read_u32(&r);
	day = read_u32(&r);
	hour = read_u32(&r);
	nonce = read_u64(&r);
	assert_true(sodium_is_zero(read_span(&r, 40).p, 40));
	buf_init(&bodies, (size_t)EXCHANGE_BODIES * BODY_BYTES);
	if (serial != d->roster.serial)
		status = EXCHANGE_ROSTER;
	else if (op == EXCHANGE_DEPOSIT && count == 0)
		status = deposit(d, span(r.p, r.n), day, hour, nonce);
	else if (op == EXCHANGE_FETCH && count <= EXCHANGE_BODIES)
		fetch(d, &r, count, &bodies);
	else if (op == EXCHANGE_DELETE && count <= EXCHANGE_DELETES_MAX)
		delete_at(d, &r, count);
	else
		fail_msg("a malformed exchange: operation %u, count %u", op, count);
	d->conflicts += status == EXCHANGE_CONFLICT;
	d->puzzles += status == EXCHANGE_PUZZLE;
	put_answer(d, status, out);
	buf_put_span(out, buf_span(&bodies));
	buf_put_zeros(out, (size_t)EXCHANGE_BODIES * BODY_BYTES - bodies.n);
	buf_clear(&bodies);
	return http[status];
}

/* ---- the desk's requests ---- */

static struct drop_person *
person_of(struct drop *d, const uint8_t id[PERSON_BYTES])
{
	for (size_t i = 0; i < d->person_count; i++) {
		if (memcmp(d->people[i].id, id, PERSON_BYTES) == 0)
			return &d->people[i];
	}
	return NULL;
}

static int
desk_login(struct drop *d, const struct step *step, struct buf *out)
{
	struct reader r = reader(step->body);
	struct label l = label("login", d->roster.office);
	struct drop_person *p = person_of(d, read_span(&r, PERSON_BYTES).p);
	char origin[ORIGIN_MAX + 1] = {0};
	struct buf text;
	struct span s;
	int rc;

	if (p == NULL || memcmp(read_span(&r, CHALLENGE_BYTES).p, d->challenge, 32) != 0)
		return 403;
	s = read_span(&r, read_u8(&r));
	assert_true(s.n > 0 && s.n <= ORIGIN_MAX);
	memcpy(origin, s.p, s.n);
	assert_int_equal(r.n, 64);
	buf_init(&text, 1024);
	buf_put(&text, l.p, l.n);
	buf_put(&text, step->body.p, step->body.n - 64);
	rc = crypto_sign_verify_detached(r.p, text.p, text.n,
	                                 roster_person(&d->roster, p->id)->sign);
	buf_clear(&text);
	if (rc != 0 || !roster_lists(&d->roster, origin))
		return 403;
	randombytes_buf(d->challenge, sizeof d->challenge);
	randombytes_buf(p->token, sizeof p->token);
	p->session = true;
	buf_put(out, p->token, sizeof p->token);
	return 200;
}

static int
vault_put(struct drop_person *p, const struct step *step, struct buf *out)
{
	struct reader r = reader(step->body);
	uint32_t expected = read_u32(&r), new = read_u32(&r);

	assert_true(r.n > 0 && r.n <= VAULT_MAX);
	if (expected != p->vault_version || new <= expected) {
		buf_put_u32(out, p->vault_version);
		return 409;
	}
	buf_clear(&p->vault);
	buf_put(&p->vault, r.p, r.n);
	p->vault_version = new;
	buf_put_u32(out, new);
	return 200;
}

/* The path behind "inbox/": how many entries, and how many envelopes to pass over. */
static int
inbox(const struct drop *d, const struct drop_person *p, const char *path, struct buf *out)
{
	char *end;
	size_t n = 0, entries = strtoul(path, &end, 10), left = strtoul(end + 1, NULL, 10);

	assert_true(*end == '/' && strlen(end + 1) == INBOX_SKIP_DIGITS);
	assert_true(entries == INBOX_LOOK || entries == INBOX_SOME || entries == INBOX_LISTING);
	buf_put_u32(out, 0);
	for (size_t i = 0; i < d->place_count && n < entries; i++) {
		const struct drop_place *e = &d->places[i];

		if (!e->envelope || !e->body_there || e->aside ||
		    memcmp(e->person, p->id, PERSON_BYTES) != 0)
			continue;
		if (left > 0) {
			left--;
			continue;
		}
		buf_put_u32(out, e->day);
		buf_put(out, e->tag, TAG_BYTES);
		buf_put(out, e->body, BODY_BYTES);
		n++;
	}
	put_u32(out->p, (uint32_t)n);
	buf_put_random(out, (entries - n) * INBOX_ENTRY_BYTES);
	return 200;
}

static void
all_back(struct drop *d, const struct drop_person *p)
{
	for (size_t i = 0; i < d->place_count; i++) {
		if (memcmp(d->places[i].person, p->id, PERSON_BYTES) == 0)
			d->places[i].aside = false;
	}
}

static int
drop_entries(struct drop *d, const struct drop_person *p, const struct step *step)
{
	struct reader r = reader(step->body);

	assert_true(step->body.n <= INBOX_LISTING * (4 + TAG_BYTES));
	while (r.n > 0) {
		uint32_t day = read_u32(&r), flags = day & (DROP_ASIDE | DROP_BACK);
		struct drop_place *e = place_of(d, day & ~flags, read_span(&r, TAG_BYTES).p);

		assert_int_equal(r.err, 0);
		if (day == DROP_BACK)
			all_back(d, p);
		if (e == NULL || !e->envelope || memcmp(e->person, p->id, PERSON_BYTES) != 0)
			continue;
		if (flags == 0)
			e->body_there = false;
		else
			e->aside = flags == DROP_ASIDE;
	}
	return 200;
}

static struct drop_bundle *
bundle_of(const struct drop *d, const uint8_t id[PERSON_BYTES], uint32_t day)
{
	for (size_t i = 0; i < d->bundle_count; i++) {
		if (d->bundles[i].day == day && memcmp(d->bundles[i].person, id, PERSON_BYTES) == 0)
			return &d->bundles[i];
	}
	return NULL;
}

static int
bundles_put(struct drop *d, const struct drop_person *p, const struct step *step)
{
	assert_int_equal(step->body.n % BUNDLE_BYTES, 0);
	for (size_t at = 0; at < step->body.n; at += BUNDLE_BYTES) {
		const uint8_t *bytes = step->body.p + at;
		struct drop_bundle *held;
		struct bundle b;

		assert_int_equal(bundle_read(&b, &d->roster, bytes), 0);
		assert_memory_equal(b.person, p->id, PERSON_BYTES);
		held = bundle_of(d, p->id, b.day);
		if (held != NULL && held->serial > b.serial)
			return 409;
		if (held == NULL) {
			if (d->bundle_count == d->bundle_capacity) {
				d->bundle_capacity =
					d->bundle_capacity == 0 ? 64 : 2 * d->bundle_capacity;
				d->bundles = realloc(d->bundles,
				                     d->bundle_capacity * sizeof *d->bundles);
				assert_non_null(d->bundles);
			}
			held = &d->bundles[d->bundle_count++];
		}
		held->day = b.day;
		held->serial = b.serial;
		memcpy(held->person, p->id, PERSON_BYTES);
		memcpy(held->bytes, bytes, BUNDLE_BYTES);
	}
	return 200;
}

static int
desk_request(struct drop *d, const struct step *step, struct buf *out)
{
	struct drop_person *p = NULL;
	const char *path = step->path + strlen("/v1/desk/");
	bool put = step->method == HTTP_PUT;

	for (size_t i = 0; step->session != NULL && i < d->person_count; i++) {
		if (d->people[i].session &&
		    memcmp(d->people[i].token, step->session, TOKEN_BYTES) == 0)
			p = &d->people[i];
	}
	if (p != NULL && d->forget_session_at > 0 && --d->forget_session_at == 0)
		p->session = false;
	if (p == NULL || !p->session)
		return 401;
	if (strcmp(path, "vault") == 0 && put)
		return vault_put(p, step, out);
	if (strcmp(path, "vault") == 0) {
		buf_put_u32(out, p->vault_version);
		buf_put_span(out, buf_span(&p->vault));
		return 200;
	}
	if (strcmp(path, "ends") == 0) {
		put_ends(d, out);
		return 200;
	}
	if (strncmp(path, "inbox/", 6) == 0)
		return inbox(d, p, path + 6, out);
	if (strcmp(path, "drop") == 0 && step->method == HTTP_POST)
		return drop_entries(d, p, step);
	if (strcmp(path, "bundles") == 0 && put)
		return bundles_put(d, p, step);
	if (strcmp(path, "bundles") == 0) {
		for (size_t i = 0; i < d->bundle_count; i++) {
			if (memcmp(d->bundles[i].person, p->id, PERSON_BYTES) != 0 ||
			    d->bundles[i].day + 1 < d->day)
				continue;
			buf_put_u32(out, d->bundles[i].day);
			buf_put_u32(out, d->bundles[i].serial);
		}
		return 200;
	}
	return 404;
}

/* ---- public pages ---- */

static uint32_t
day_in(const char *path, const char *prefix)
{
	const char *digits = path + strlen(prefix);
	char *end;
	unsigned long day = strtoul(digits, &end, 10);

	assert_true(end > digits && *end == '\0');
	return (uint32_t)day;
}

static int
by_person(const void *a, const void *b)
{
	return memcmp((const uint8_t *)a + 48, (const uint8_t *)b + 48, PERSON_BYTES);
}

static int
get_bundles(const struct drop *d, uint32_t day, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < d->bundle_count; i++) {
		if (d->bundles[i].day == day) {
			buf_put(out, d->bundles[i].bytes, BUNDLE_BYTES);
			n++;
		}
	}
	if (n > 0)
		qsort(out->p, n, BUNDLE_BYTES, by_person);
	return 200;
}

/* As many days as bodies live, without cover: what readers do with it is another's to test. */
static int
get_tags(const struct drop *d, struct buf *out)
{
	for (uint32_t day = d->day - d->roster.retention_days; day < d->day; day++) {
		size_t head = out->n;
		uint32_t n = 0;

		buf_put_u32(out, day);
		buf_put_u32(out, 0);
		for (size_t i = 0; i < d->place_count; i++) {
			if (d->places[i].day != day || d->places[i].envelope)
				continue;
			buf_put(out, d->places[i].tag, CLOSED_TAG_BYTES);
			n++;
		}
		put_u32(out->p + head + 4, n);
	}
	return 200;
}

static int
answer(struct drop *d, const struct step *step, struct buf *out)
{
	static const char bundles[] = "/v1/bundles/", desk[] = "/v1/desk/";

	if (strcmp(step->path, "/v1/exchange") == 0 && step->method == HTTP_POST)
		return exchange(d, step, out);
	if (strcmp(step->path, "/v1/office") == 0) {
		buf_put_span(out, buf_span(&d->office));
		return 200;
	}
	if (strcmp(step->path, "/v1/tags") == 0)
		return get_tags(d, out);
	if (strncmp(step->path, bundles, sizeof bundles - 1) == 0)
		return get_bundles(d, day_in(step->path, bundles), out);
	if (strcmp(step->path, "/v1/desk/challenge") == 0) {
		buf_put(out, d->challenge, sizeof d->challenge);
		return 200;
	}
	if (strcmp(step->path, "/v1/desk/login") == 0)
		return desk_login(d, step, out);
	if (strncmp(step->path, desk, sizeof desk - 1) == 0)
		return desk_request(d, step, out);
	return 404;
}

int
drop_answer(struct drop *d, const struct step *step, struct buf *out)
{
	int status;

	if (d->hook != NULL)
		d->hook(d, step);
	if (d->elsewhere != NULL)
		return d->elsewhere(d, step, out);
	status = answer(d, step, out);
	assert_int_equal(out->err, 0);
	assert_true(out->n <= step->answer_max || status != 200);
	return status;
}

/* ---- drivers ---- */

void
device_clear(struct device *v)
{
	buf_clear(&v->kept);
	v->version = 0;
}

void
device_answer(struct device *device, const struct step *step, struct buf *out)
{
	if (step->kind == STEP_KEEP) {
		if (device->homeless)
			return;
		buf_clear(&device->kept);
		buf_init(&device->kept, VAULT_MAX + 64);
		buf_put_span(&device->kept, step->body);
		device->version = get_u32(step->body.p);
	} else if (device->version > 0) {
		buf_put_span(out, buf_span(&device->kept));
	}
}

struct span
device_vault(const struct device *v)
{
	const size_t head = 4 + DEVICE_BYTES + 4;

	return span(v->kept.p + head, v->kept.n - head);
}

static int
perform(struct drop *d, struct device *device, const struct step *step, struct run *run,
        struct buf *out)
{
	int status = 200;

	run->steps++;
	buf_clear(out);
	if (step->kind == STEP_WAIT)
		return 200;
	if (step->kind != STEP_REQUEST) {
		assert_non_null(device);
		device_answer(device, step, out);
		return device->homeless ? 404 : 200;
	}
	status = drop_answer(d, step, out);
	if (run->steps == run->lose) {
		buf_clear(out);
		status = drop_answer(d, step, out);
	}
	return status;
}

void
run_core(const struct run *run, bool inside)
{
	if (run->core != NULL)
		run->core(inside);
}

static int
drive(struct drop *d, struct room *r, struct desk *k, struct device *device, struct run *run)
{
	struct buf out;
	struct step step;
	int rc;

	buf_init(&out, VAULT_MAX + 1024);
	run->steps = 0;
	for (;;) {
		run_core(run, true);
		rc = r != NULL ? room_step(r, &step) : desk_step(k, &step);
		run_core(run, false);
		if (rc != 0 || step.kind == STEP_DONE)
			break;
		if (run->stop_after > 0 && run->steps == run->stop_after) {
			/* what is for nothing may as well not be */
			rc = r != NULL && room_done(r) ? 0 : DROP_STOPPED;
			break;
		}
		assert_true(run->steps < 3000);
		rc = perform(d, device, &step, run, &out);
		run_core(run, true);
		rc = r != NULL ? room_answer(r, rc, buf_span(&out))
		               : desk_answer(k, rc, buf_span(&out));
		run_core(run, false);
		if (rc != 0)
			break;
	}
	buf_clear(&out);
	return rc;
}

int
run_room(struct drop *d, struct room *r, struct run *run)
{
	struct run whole = {0};

	return drive(d, r, NULL, NULL, run == NULL ? &whole : run);
}

int
run_desk(struct drop *d, struct desk *k, struct device *device, struct run *run)
{
	struct run whole = {0};
	struct device fresh = {0};
	int rc = drive(d, NULL, k, device == NULL ? &fresh : device, run == NULL ? &whole : run);

	device_clear(&fresh);
	return rc;
}
