/* Each allocation of an audit, a hiding and a check is refused in turn: it ends with that, and
 * nothing else. */
#include "../unit/trends.h"

#include "../unit/refused_memory.h"

static size_t allowed;

bool
memory_refused(void)
{
	if (allowed == 0)
		return true;
	allowed--;
	return false;
}

static const char text[] =
	"{\"text\": \"four of them\", \"joinable\": [[1, 2]], \"cells\": ["
	"{\"id\": 1, \"key\": \"\\u0061\", \"value\": 3, \"status\": \"primary\"},"
	"{\"id\": 2, \"value\": 4, \"status\": \"primary\"},"
	"{\"id\": 3, \"value\": 1, \"status\": \"primary\"},"
	"{\"id\": 4, \"value\": 22, \"status\": \"secondary\"},"
	"{\"id\": 5, \"value\": 30, \"status\": \"published\"}],"
	"\"equations\": [{\"total\": 5, \"parts\": [1, 2, 3, 4]}],"
	"\"ranges\": [{\"terms\": [[1, 2], [3, 3]], \"low\": 8, \"high\": 30}]}";

/* How many allocations there were before the call was done. */
static size_t
refuse_in_turn(asked_call call, const char *of)
{
	for (size_t n = 0;; n++) {
		struct figures_file file = {"first", span_text(of)};
		struct buf out, notes, witnesses;
		struct figures f = {.files = &file,
		                    .count = 1,
		                    .threshold = 5,
		                    .out = &out,
		                    .notes = &notes,
		                    .witnesses = call == figures_audit ? &witnesses : NULL};
		enum figures_end end;
		int rc;

		buf_init(&out, 1 << 20);
		buf_init(&notes, 1 << 20);
		buf_init(&witnesses, 1 << 20);
		allowed = n;
		rc = call(&f, &end);
		allowed = SIZE_MAX;
		buf_clear(&out);
		buf_clear(&notes);
		buf_clear(&witnesses);
		if (rc == 0)
			return n;
		assert_int_equal(rc, ERR_MEMORY);
	}
}

static void
memory_may_fail_anywhere(void **state)
{
	struct asked q;

	(void)state;
	allowed = SIZE_MAX;
	assert_true(refuse_in_turn(figures_audit, text) > 5);
	assert_true(refuse_in_turn(figures_hide, text) > 5);
	ask(&q, figures_audit, 5, (const char *const[]){text, NULL});
	assert_true(refuse_in_turn(figures_certify, (const char *)q.witnesses.p) > 2);
	asked_clear(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(memory_may_fail_anywhere)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
