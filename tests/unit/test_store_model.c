/*
 * Property: through thousands of random operations both backends answer as a
 * model does that is a few plain arrays, knows no keys, and shares no code with
 * them. SQLite is closed and opened, and its clock moved, all the while.
 */
#include "store_fixture.h"

#include "seeded.h"

enum {
	OPERATIONS = 4000,
	PEOPLE = 3,
	TAGS = 40,   /* few, so that they meet again */
	BODIES = 16, /* likewise */
	DAYS = 4,    /* days in which deposits fall: today and before */
	RETENTION = 3,
	PLACES_MAX = 4096,
};

/* ---- the model ---- */

struct model_place {
	uint32_t day;
	unsigned tag;
	int to;   /* -1: cell */
	int body; /* -1: none */
};

struct model {
	struct model_place place[PLACES_MAX];
	size_t places;
	uint32_t vault[PEOPLE];
	struct {
		uint32_t day, serial;
		int person, fill;
	} bundle[PLACES_MAX];
	size_t bundles;
	int document[3]; /* length, -1: none */
	uint32_t seen;
};

struct model_deposit {
	uint32_t day;
	unsigned n;
	struct {
		unsigned tag;
		int body;
	} place[1 + PEOPLE];
};

static struct model_place *
model_find(struct model *m, uint32_t day, unsigned tag)
{
	for (size_t i = 0; i < m->places; i++)
		if (m->place[i].day == day && m->place[i].tag == tag)
			return &m->place[i];
	return NULL;
}

static int
model_deposit(struct model *m, const struct model_deposit *d)
{
	bool same = true, taken = false;

	for (unsigned i = 0; i < d->n; i++) {
		struct model_place *p = model_find(m, d->day, d->place[i].tag);

		taken = taken || p != NULL;
		same = same && p != NULL && p->to == (int)i - 1 &&
		       (p->body == d->place[i].body || (p->body < 0 && i > 0));
		for (unsigned j = 0; j < i; j++)
			taken = taken || d->place[j].tag == d->place[i].tag;
	}
	if (same)
		return 0;
	if (taken)
		return ERR_CONFLICT;
	for (unsigned i = 0; i < d->n; i++) {
		assert_true(m->places < PLACES_MAX);
		m->place[m->places++] =
			(struct model_place){d->day, d->place[i].tag, (int)i - 1, d->place[i].body};
	}
	return 0;
}

static int
model_tidy(struct model *m, uint32_t today, bool accepted)
{
	uint32_t leap = today > m->seen ? today - m->seen : m->seen - today;
	size_t kept = 0;

	if (m->seen == 0 && !accepted) {
		m->seen = today;
		return 0;
	}
	if (leap > CLOCK_LEAP_DAYS && !accepted)
		return ERR_DAY;
	m->seen = today;
	for (size_t i = 0; i < m->places; i++)
		if (m->place[i].day + RETENTION >= today)
			m->place[kept++] = m->place[i];
	m->places = kept;
	kept = 0;
	for (size_t i = 0; i < m->bundles; i++)
		if (m->bundle[i].day + 1 >= today)
			m->bundle[kept++] = m->bundle[i];
	m->bundles = kept;
	return 0;
}

/* ---- the stores beside it ---- */

static struct world {
	struct model model;
	struct store *stores[2]; /* memory, sqlite */
	struct store *reader;
	char directory[PATH_SIZE];
	uint32_t today;
	uint8_t tags[TAGS][TAG_BYTES];
	uint8_t bodies[BODIES][BODY_BYTES];
	struct model_deposit last; /* to be repeated */
	size_t count[16];          /* how often each kind of answer came, to see that all did */
} w;

static struct store_key
key_at(uint32_t day, unsigned tag)
{
	struct store_key key = {.day = day};

	memcpy(key.tag, w.tags[tag], TAG_BYTES);
	return key;
}

static uint32_t
some_day(void)
{
	return w.today - seeded_below(DAYS);
}

static int
run_deposit(struct store *s, const struct model_deposit *d)
{
	struct store_deposit real = {.day = d->day, .count = d->n}, *p = &real;

	for (unsigned i = 0; i < d->n; i++)
		real.places[i] = (struct store_place){
			.to = i > 0 ? person(i - 1) : NULL,
			.tag = w.tags[d->place[i].tag],
			.body = w.bodies[d->place[i].body],
		};
	assert_int_equal(store_deposits(s, &p, 1), 0);
	return real.result;
}

static void
do_deposit(void)
{
	struct model_deposit d = {.day = some_day(), .n = 1 + seeded_below(1 + PEOPLE)};
	int expected;

	for (unsigned i = 0; i < d.n; i++) {
		d.place[i].tag = seeded_below(TAGS);
		d.place[i].body = (int)seeded_below(BODIES);
	}
	if (seeded_below(3) == 0 && w.last.n > 0)
		d = w.last;
	w.last = d;
	expected = model_deposit(&w.model, &d);
	w.count[expected == 0 ? 0 : 1]++;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(run_deposit(w.stores[i], &d), expected);
}

static void
do_delete(void)
{
	struct store_key keys[3];
	int who = (int)seeded_below(PEOPLE + 1) - 1;
	unsigned n = 1 + seeded_below(3);

	for (unsigned i = 0; i < n; i++) {
		unsigned tag = seeded_below(TAGS);
		struct model_place *p;

		keys[i] = key_at(some_day(), tag);
		p = model_find(&w.model, keys[i].day, tag);
		if (p != NULL && p->body >= 0 && (who < 0 || p->to == who)) {
			p->body = -1;
			w.count[2]++;
		}
	}
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
			deleted(w.stores[i], who < 0 ? NULL : person((size_t)who), keys, n), 0);
}

static void
do_vault(void)
{
	size_t who = seeded_below(PEOPLE), n = 1 + seeded_below(20000);
	uint32_t now = w.model.vault[who], current;
	uint32_t expected = seeded_below(4) == 0 ? seeded_below(5) : now;
	uint32_t version = expected + seeded_below(3);
	int err = expected != now || version <= expected ? ERR_CONFLICT : 0;
	bool dropped = seeded_below(20) == 0;

	w.count[err == 0 ? 3 : 4]++;
	if (err == 0)
		w.model.vault[who] = version;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(vault_put(w.stores[i], who, expected, version, n, &current), err);
		assert_int_equal(current, w.model.vault[who]);
		if (dropped)
			assert_int_equal(store_vault_drop(w.stores[i], person(who)), 0);
	}
	if (dropped)
		w.model.vault[who] = 0;
}

static void
do_bundle(void)
{
	int who = (int)seeded_below(PEOPLE), fill = (int)seeded_below(256), err = 0;
	uint32_t day = w.today + seeded_below(5), serial = seeded_below(4);
	uint8_t bytes[BUNDLE_BYTES];
	struct store_bundle b = {person((size_t)who), day, serial, bytes};
	size_t i = 0;

	memset(bytes, fill, sizeof(bytes));
	while (i < w.model.bundles &&
	       (w.model.bundle[i].day != day || w.model.bundle[i].person != who))
		i++;
	if (i < w.model.bundles && w.model.bundle[i].serial > serial)
		err = ERR_OLDER;
	if (err == 0) {
		w.model.bundle[i].day = day;
		w.model.bundle[i].serial = serial;
		w.model.bundle[i].person = who;
		w.model.bundle[i].fill = fill;
		w.model.bundles += i == w.model.bundles ? 1 : 0;
	}
	w.count[err == 0 ? 5 : 6]++;
	for (size_t j = 0; j < 2; j++)
		assert_int_equal(store_bundles_put(w.stores[j], &b, 1), err);
}

static const char *const names[3] = {"roster", "roster.minisig", "root.pub"};

static void
do_documents(void)
{
	uint8_t bytes[64] = {0};
	struct store_document d[2];

	for (size_t i = 0; i < 2; i++) {
		unsigned which = seeded_below(3), n = seeded_below(64);

		d[i] = (struct store_document){names[which], span(bytes, n)};
		w.model.document[which] = (int)n;
	}
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(store_documents_put(w.stores[i], d, 2), 0);
}

static void
do_tidy(void)
{
	bool accepted = seeded_below(4) == 0;
	uint32_t leap = seeded_below(8) == 0 ? 3 + seeded_below(3) : seeded_below(2);
	int expected;

	w.today += leap;
	expected = model_tidy(&w.model, w.today, accepted);
	if (expected != 0)
		w.today -= leap;
	w.count[expected == 0 ? 7 : 8]++;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(store_tidy(w.stores[i], w.today + (expected != 0 ? leap : 0),
		                            RETENTION, accepted),
		                 expected);
}

static void
do_reopen(void)
{
	struct store *again;

	if (seeded_below(2) == 0) {
		assert_int_equal(store_scrub(w.stores[1]), 0);
		return;
	}
	assert_int_equal(store_open_sqlite(&again, w.directory, STORE_WRITE), ERR_CONFLICT);
	store_close(w.stores[1]);
	assert_int_equal(store_open_sqlite(&w.stores[1], w.directory, STORE_WRITE), 0);
}

/* ---- comparing everything ---- */

static void
compare_places(struct store *s)
{
	uint8_t body[BODY_BYTES];

	for (uint32_t day = w.today - DAYS - 1; day <= w.today; day++)
		for (unsigned tag = 0; tag < TAGS; tag++) {
			struct store_key key = key_at(day, tag);
			struct model_place *p = model_find(&w.model, day, tag);

			if (p == NULL || p->body < 0) {
				assert_int_equal(body_at(s, &key, body), ERR_ABSENT);
				continue;
			}
			assert_int_equal(body_at(s, &key, body), 0);
			assert_memory_equal(body, w.bodies[p->body], BODY_BYTES);
		}
}

static void
compare_tables(struct store *s)
{
	size_t tags = 0, count, waiting;

	for (uint32_t day = w.today - 30; day <= w.today; day++) {
		count = 0;
		for (size_t i = 0; i < w.model.places; i++)
			count += w.model.place[i].day == day && w.model.place[i].to < 0 ? 1 : 0;
		assert_int_equal(tags_of(s, day), count);
		tags += count;
	}
	assert_int_equal(tags_in(s), tags);
	for (int who = 0; who < PEOPLE; who++) {
		waiting = 0;
		for (size_t i = 0; i < w.model.places; i++)
			waiting += w.model.place[i].to == who && w.model.place[i].body >= 0 ? 1 : 0;
		assert_int_equal(inbox_of(s, (size_t)who), waiting);
		assert_int_equal(vault_of(s, (size_t)who), w.model.vault[who]);
	}
}

static void
compare_public(struct store *s)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	for (uint32_t day = w.today - 5; day < w.today + 6; day++) {
		size_t count = 0;

		out.n = 0;
		assert_int_equal(store_bundles(s, day, &out), 0);
		for (int who = 0; who < PEOPLE; who++)
			for (size_t i = 0; i < w.model.bundles; i++)
				if (w.model.bundle[i].day == day && w.model.bundle[i].person == who)
					assert_int_equal(out.p[count++ * BUNDLE_BYTES],
					                 w.model.bundle[i].fill);
		assert_int_equal(out.n, count * BUNDLE_BYTES);
	}
	for (size_t i = 0; i < 3; i++) {
		out.n = 0;
		assert_int_equal(store_document(s, names[i], &out),
		                 w.model.document[i] < 0 ? ERR_ABSENT : 0);
		if (w.model.document[i] >= 0)
			assert_int_equal(out.n, w.model.document[i]);
	}
	buf_clear(&out);
}

static void
every_backend_behaves_like_the_model(void **state)
{
	static void (*const operations[])(void) = {
		do_deposit, do_deposit, do_deposit, do_deposit, do_deposit,
		do_delete,  do_delete,  do_vault,   do_vault,   do_delete,
		do_bundle,  do_bundle,  do_tidy,    do_reopen,  do_documents,
	};
	const size_t kinds = sizeof(operations) / sizeof(operations[0]);

	(void)state;
	seeded_fill(w.tags, sizeof(w.tags));
	seeded_fill(w.bodies, sizeof(w.bodies));
	w.today = DAY;
	for (size_t i = 0; i < 3; i++)
		w.model.document[i] = -1;
	directory_new(w.directory);
	assert_int_equal(store_open_memory(&w.stores[0]), 0);
	assert_int_equal(store_open_sqlite(&w.stores[1], w.directory, STORE_CREATE), 0);
	assert_int_equal(store_open_sqlite(&w.reader, w.directory, STORE_READ), 0);
	for (unsigned i = 0; i < OPERATIONS; i++) {
		operations[seeded_below((unsigned)kinds)]();
		if (i % 50 != 0)
			continue;
		compare_places(i % 100 == 0 ? w.stores[1] : w.reader);
		compare_places(w.stores[0]);
		for (size_t j = 0; j < 3; j++) {
			compare_tables(j < 2 ? w.stores[j] : w.reader);
			compare_public(j < 2 ? w.stores[j] : w.reader);
		}
	}
	for (size_t i = 0; i <= 8; i++)
		assert_true(w.count[i] > 20); /* the test met every kind of answer */
	store_close(w.reader);
	store_close(w.stores[0]);
	store_close(w.stores[1]);
	directory_remove(w.directory);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_backend_behaves_like_the_model),
	};

	seeded_state = 42;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
