/*
 * No memory: every allocation, ours and SQLite's, fails in its turn, alone and
 * with all after it. What was asked for is then refused as a whole, and works when asked again.
 */
#include "tests/unit/refused_memory.h"
#include "tests/unit/store_fixture.h"

#include <sqlite3.h>

static struct {
	bool on, after;
	unsigned calls, fail_at;
	sqlite3_mem_methods real;
} memory;

bool
memory_refused(void)
{
	if (!memory.on)
		return false;
	memory.calls++;
	return memory.calls == memory.fail_at || (memory.after && memory.calls > memory.fail_at);
}

static void *
sqlite_malloc(int n)
{
	return memory_refused() ? NULL : memory.real.xMalloc(n);
}

static void *
sqlite_realloc(void *p, int n)
{
	return memory_refused() ? NULL : memory.real.xRealloc(p, n);
}

/* ---- what is tried ---- */

struct state {
	struct store *store;
	char directory[PATH_SIZE];
	struct made *held, *fresh;
};

typedef int try_fn(struct state *s);

static int
try_deposit(struct state *s)
{
	struct store_deposit *d = &s->fresh->d;

	return store_deposits(s->store, &d, 1);
}

/* Taken: the one before it in the batch is stored, this one undone. */
static int
try_conflict(struct state *s)
{
	struct store_deposit *d[] = {&s->fresh->d, &s->held->d}, keep = s->held->d;
	int err;

	s->held->d.places[0].tag = s->held->tag[5];
	err = store_deposits(s->store, d, 2);
	assert_int_equal(s->held->d.result, err != 0 ? err : ERR_CONFLICT);
	s->held->d = keep;
	return err;
}

static int
try_look(struct state *s)
{
	return look(s->store, s->held, 0);
}

static int
try_lists(struct state *s)
{
	struct buf out;
	int err;

	buf_init(&out, 1 << 20);
	err = store_inbox(s->store, person(0), 0, 10, &out);
	if (err == 0)
		err = store_tags(s->store, DAY, &out);
	if (err == 0)
		err = store_bundles(s->store, DAY, &out);
	buf_clear(&out);
	return err;
}

static int
try_delete(struct state *s)
{
	return drop(s->store, NULL, s->held, 0);
}

static int
try_vault(struct state *s)
{
	static const uint8_t blob[5000];
	uint32_t current, version;
	struct buf out;
	int err;

	buf_init(&out, VAULT_MAX);
	err = store_vault(s->store, person(0), &version, &out);
	buf_clear(&out);
	if (err != 0)
		return err;
	assert_true(version == 1 || version == 2);
	err = store_vault_put(s->store, person(0), version, version + 1, SPAN(blob), &current);
	return err;
}

static int
try_public(struct state *s)
{
	static const uint8_t bytes[BUNDLE_BYTES];
	struct store_bundle b[] = {{person(0), DAY, 1, bytes}, {person(1), DAY, 1, bytes}};
	struct store_document d = {"roster", span("text", 4)};
	int err = store_bundles_put(s->store, b, 2);

	return err == 0 ? store_documents_put(s->store, &d, 1) : err;
}

static int
try_tidy(struct state *s)
{
	return store_tidy(s->store, DAY + 1, 1, false);
}

static int
try_inventory(struct state *s)
{
	static struct store_inventory inventory;

	return store_take_inventory(s->store, &inventory);
}

static int
try_reader(struct state *s)
{
	struct store *r;
	int err;

	if (s->directory[0] == 0)
		return 0;
	err = store_open_sqlite(&r, s->directory, STORE_READ);
	if (err == 0)
		err = look(r, s->held, 1);
	store_close(r);
	return err;
}

static int
try_restart(struct state *s)
{
	if (s->directory[0] == 0)
		return 0;
	store_close(s->store);
	return store_open_sqlite(&s->store, s->directory, STORE_WRITE);
}

/* ---- the machinery ---- */

static void
begin(struct state *s, bool in_memory)
{
	uint32_t current;

	s->directory[0] = 0;
	if (in_memory) {
		assert_int_equal(store_open_memory(&s->store), 0);
	} else {
		directory_new(s->directory);
		assert_int_equal(store_open_sqlite(&s->store, s->directory, STORE_CREATE), 0);
	}
	s->held = made_new(DAY, 1);
	s->fresh = made_new(DAY + 1, 2);
	assert_int_equal(deposit(s->store, s->held), 0);
	assert_int_equal(store_tidy(s->store, DAY, 1, false), 0);
	assert_int_equal(vault_put(s->store, 0, 0, 1, 5000, &current), 0);
}

static void
check(struct state *s)
{
	int first;

	if (s->store == NULL) /* not opened */
		return;
	first = look(s->store, s->fresh, 0);
	assert_true(first == 0 || first == ERR_ABSENT);
	for (size_t i = 1; i < s->fresh->d.count; i++)
		assert_int_equal(look(s->store, s->fresh, i), first);
	assert_int_equal(look(s->store, s->held, 1), 0);
	assert_int_equal(tags_of(s->store, DAY), 1);
	assert_int_equal(tags_of(s->store, DAY + 1), first == 0 ? 1 : 0);
}

/* Whether there were so many allocations. */
static bool
fail_at(try_fn *try, bool in_memory, unsigned n, bool after)
{
	struct state s;
	int err;

	begin(&s, in_memory);
	memory.calls = 0;
	memory.fail_at = n;
	memory.after = after;
	memory.on = true;
	err = try(&s);
	memory.on = false;
	assert_true(err == 0 || err == ERR_MEMORY);
	check(&s);
	assert_int_equal(try(&s), 0);
	check(&s);
	store_close(s.store);
	if (s.directory[0] != 0)
		directory_remove(s.directory);
	free(s.held);
	free(s.fresh);
	return memory.calls >= n;
}

static void
every_allocation_may_fail(void **state)
{
	static try_fn *const tries[] = {
		try_deposit, try_conflict, try_look,      try_lists,  try_delete,  try_vault,
		try_public,  try_tidy,     try_inventory, try_reader, try_restart,
	};
	unsigned n;

	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		for (int how = 0; how < 4; how++)
			/* the first ones one by one; of SQLite's many, fewer and fewer */
			for (n = 1; fail_at(tries[i], how & 1, n, how & 2); n += 1 + n / 16)
				;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_may_fail),
	};
	sqlite3_mem_methods methods;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real) != SQLITE_OK)
		return 1;
	methods = memory.real;
	methods.xMalloc = sqlite_malloc;
	methods.xRealloc = sqlite_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK || sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
