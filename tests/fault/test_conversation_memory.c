/*
 * No memory, through a whole conversation on both sides: allocations of the core
 * fail, jansson's and libsodium's guarded ones too, alone or with all after them.
 * What was asked for then fails with ERR_MEMORY, or is done all the same; asked for
 * again, the conversation is where it would have been.
 *
 * Of the core's each EACH-th is tried. Jansson's, with which the same office is
 * read in each act, are counted by themselves. ALCOVE_FAULT_STRIDE: of all, each so
 * many-th; with 1 every single one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "tests/unit/conversation.h"
#include "tests/unit/refused_memory.h"

/* The address sanitizer takes its time. */
#ifdef __SANITIZE_ADDRESS__
enum { EACH = 15 };
#else
enum { EACH = 2 };
#endif

enum {
	EACH_OF_JSON = 149,
	LONG_TEXT = 3 * TEXT_PART_BYTES,
	ANN = 0,
	ANNA = 1,
};

/* ---- memory that is refused ---- */

void *__real_sodium_malloc(size_t n);
void *__wrap_sodium_malloc(size_t n);

enum kind { OURS, JSON, KINDS };

static struct {
	bool inside, after;
	bool json;      /* jansson was refused, which calls that a mistake in what it reads */
	enum kind kind; /* whose allocation fails; with .after, also all later ones of the other */
	unsigned calls[KINDS], fail_at;
} memory;

static bool
refuse(enum kind kind)
{
	unsigned reached;

	if (!memory.inside)
		return false;
	memory.calls[kind]++;
	reached = memory.calls[memory.kind];
	return memory.fail_at > 0 && ((kind == memory.kind && reached == memory.fail_at) ||
	                              (memory.after && reached >= memory.fail_at));
}

bool
memory_refused(void)
{
	return refuse(OURS);
}

/* Its own allocations do not count again. */
void *
__wrap_sodium_malloc(size_t n)
{
	bool inside = memory.inside;
	void *p;

	if (refuse(OURS))
		return NULL;
	memory.inside = false;
	p = __real_sodium_malloc(n);
	memory.inside = inside;
	return p;
}

static void *
json_malloc(size_t n)
{
	bool refused = refuse(JSON);

	memory.json = memory.json || refused;
	return refused ? NULL : __real_malloc(n);
}

static void
in_core(bool inside)
{
	memory.inside = inside;
}

/* ---- the conversation ---- */

static char long_text[LONG_TEXT + 1];
static const char *const names[] = {"ann", "anna"};

static const struct act {
	const char *name;
	bool desk;
	struct visit visit; /* .words: by who */
	struct sync sync;   /* .matter: the first one's of this desk */
	unsigned who;
	bool lost; /* before it the server has lost its vaults */
} acts[] = {
	{"says", .visit = {.act = VISIT_SAY, .text = "hello"}},
	{"first sync", .desk = true},
	{"answers", .desk = true, .sync = {.act = SYNC_SAY, .text = "good day"}},
	{"reads", .visit = {.act = VISIT_READ}},
	{"says at length", .visit = {.act = VISIT_SAY, .text = long_text}},
	{"sync at length", .desk = true},
	{"a colleague's sync", .desk = true, .sync = {.person = 1}},
	{"says to one", .visit = {.act = VISIT_SAY, .text = "to you", .to = "Person 1"}},
	{"takes back", .visit = {.act = VISIT_TAKE_BACK}},
	{"renews", .visit = {.act = VISIT_RENEW, .text = "anna"}},
	{"sync of renewal", .desk = true, .who = ANNA},
	{"answers at length", .desk = true, .who = ANNA,
         .sync = {.act = SYNC_SAY, .text = long_text}},
	{"reads at length", .visit = {.act = VISIT_READ}, .who = ANNA},
	{"renews seeds", .desk = true, .who = ANNA, .sync = {.act = SYNC_RENEW_SEEDS}},
	{"puts back", .desk = true, .who = ANNA, .sync = {.put_back = true}, .lost = true},
	{"says again", .visit = {.act = VISIT_SAY, .text = "thanks"}, .who = ANNA},
	{"a colleague looks", .desk = true, .who = ANNA, .sync = {.person = 1}},
	{"a colleague closes", .desk = true, .who = ANNA, .sync = {.person = 1, .act = SYNC_CLOSE}},
	{"forgets", .visit = {.act = VISIT_FORGET}, .who = ANNA},
	{"sync of forgetting", .desk = true, .who = ANNA},
};
enum { ACTS = sizeof acts / sizeof acts[0] };

/* What there is to see: under both words, then at both desks. */
struct sighting {
	char room[2][VIEW_MAX];
	char desk[2][VIEW_MAX];
};

/* The world before each act, and what is to be seen after it. */
static struct world before[ACTS + 1], w;
static struct sighting expected[ACTS];
static uint32_t matter[2];

/* Fails from the n-th allocation on, or there only; 0: never. */
static int
do_act(const struct act *a, enum kind kind, unsigned n, bool after)
{
	struct visit v = a->visit;
	struct sync s = a->sync;
	int rc;

	v.words = names[a->who];
	s.matter = matter[s.person];
	v.run.core = s.run.core = in_core;
	memset(memory.calls, 0, sizeof memory.calls);
	memory.kind = kind;
	memory.fail_at = n;
	memory.after = after;
	memory.json = false;
	rc = a->desk ? sync_desk(&w, &s) : visit(&w, &v);
	if (n == 0 && a->desk && s.matters > 0)
		matter[s.person] = s.first;
	return rc;
}

static void
see_room(struct sighting *out, size_t who)
{
	struct visit v = {.words = names[who]};

	assert_int_equal(visit(&w, &v), 0);
	memcpy(out->room[who], v.view, sizeof v.view);
}

static void
see_desk(struct sighting *out, size_t person)
{
	struct sync s = {.person = person};

	assert_int_equal(sync_desk(&w, &s), 0);
	memcpy(out->desk[person], s.view, sizeof s.view);
}

static void
see(struct sighting *out)
{
	see_room(out, ANN);
	see_room(out, ANNA);
	see_desk(out, 0);
	see_desk(out, 1);
}

/* As see; what is far from the act is looked at only when that is asked for, and else is taken as
 * said. */
static void
see_near(struct sighting *out, const struct sighting *wanted, const struct act *a, bool far)
{
	*out = *wanted;
	if (far || a->visit.act == VISIT_RENEW) {
		see(out);
		return;
	}
	see_room(out, a->who);
	see_desk(out, a->sync.person);
}

/* Whether an act that failed was done, as far as who did it can tell. */
static bool
was_done(const struct act *a, const struct sighting *wanted)
{
	static struct sighting now;

	if (a->desk) {
		see_desk(&now, a->sync.person);
		return strcmp(now.desk[a->sync.person], wanted->desk[a->sync.person]) == 0;
	}
	/* to forget and to renew once more is how both are finished */
	if (a->visit.act == VISIT_FORGET || a->visit.act == VISIT_RENEW)
		return false;
	see_room(&now, a->who);
	return strcmp(now.room[a->who], wanted->room[a->who]) == 0;
}

/* The whole conversation with nothing amiss; how many allocations each act makes. */
static void
rehearse(unsigned calls[ACTS][KINDS])
{
	world_open(&w, 2, 0);
	world_copy(&before[0], &w);
	for (size_t i = 0; i < ACTS; i++) {
		if (acts[i].lost) {
			w.drop.people[0].vault_version = 0;
			buf_clear(&w.drop.people[0].vault);
			world_close(&before[i]);
			world_copy(&before[i], &w);
		}
		assert_int_equal(do_act(&acts[i], OURS, 0, false), 0);
		memcpy(calls[i], memory.calls, sizeof calls[i]);
		world_copy(&before[i + 1], &w);
		see(&expected[i]);
		world_close(&w);
		world_copy(&w, &before[i + 1]);
	}
	world_close(&w);
}

/*
 * The try-th fault; then the conversation is where it would have been, and goes on. All later
 * allocations fail too at each third, and all there is to see is looked at after each fourth.
 */
static void
fault(size_t i, enum kind kind, unsigned n, unsigned try)
{
	static struct sighting now;
	const struct act *a = &acts[i];
	int rc;

	world_copy(&w, &before[i]);
	rc = do_act(a, kind, n, try % 3 == 0);
	if (rc != 0 && rc != ERR_MEMORY && (!memory.json || (rc != ERR_SERVER && rc != ERR_FORMAT)))
		fail_msg("%s, allocation %u: error %d", a->name, n, rc);
	if (rc != 0 && !was_done(a, &expected[i]))
		assert_int_equal(do_act(a, OURS, 0, false), 0);
	see_near(&now, &expected[i], a, try % 4 == 0);
	for (size_t k = 0; k < 2; k++) {
		if (strcmp(now.room[k], expected[i].room[k]) != 0)
			fail_msg("%s, allocation %u: %s sees %s, not %s", a->name, n, names[k],
			         now.room[k], expected[i].room[k]);
		if (strcmp(now.desk[k], expected[i].desk[k]) != 0)
			fail_msg("%s, allocation %u: desk %zu sees %s, not %s", a->name, n, k,
			         now.desk[k], expected[i].desk[k]);
	}
	world_close(&w);
}

static unsigned
each(enum kind kind)
{
	const char *text = getenv("ALCOVE_FAULT_STRIDE");

	if (text != NULL)
		return (unsigned)strtoul(text, NULL, 10);
	return kind == JSON ? EACH_OF_JSON : EACH;
}

static void
allocations_anywhere_in_a_conversation_may_fail(void **state)
{
	unsigned calls[ACTS][KINDS], all[KINDS] = {0}, tried[KINDS] = {0};

	(void)state;
	memset(long_text, 'y', LONG_TEXT);
	rehearse(calls);
	assert_string_equal(expected[3].room[ANN], "V:hello|0:good day");
	assert_string_equal(expected[3].desk[1], "{taken by 0 V:hello}");
	assert_non_null(strstr(expected[6].desk[1], "{taken by 0 V:hello|V:<"));
	assert_null(strstr(expected[8].room[ANN], "to you"));
	assert_string_equal(expected[9].room[ANN], "");
	assert_non_null(strstr(expected[12].room[ANNA], "V:hello|0:good day|V:<"));
	assert_non_null(strstr(expected[15].desk[0], "|V:thanks}"));
	assert_string_equal(expected[ACTS - 1].desk[0], "");
	for (size_t i = 0; i < ACTS; i++) {
		for (enum kind kind = OURS; kind < KINDS; kind++) {
			assert_true(calls[i][kind] > 10);
			all[kind] += calls[i][kind];
			for (unsigned n = 1 + (unsigned)i % each(kind); n <= calls[i][kind];
			     n += each(kind))
				fault(i, kind, n, tried[kind]++);
		}
	}
	print_message("# allocations: %u of ours, %u tried; %u of jansson's, %u tried\n", all[OURS],
	              tried[OURS], all[JSON], tried[JSON]);
	for (size_t i = 0; i <= ACTS; i++)
		world_close(&before[i]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocations_anywhere_in_a_conversation_may_fail),
	};

	json_set_alloc_funcs(json_malloc, free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
