/* What GET /v1/tags answers, while it is answered and replaced. */
#include "server_office.h"

#include "server/tables.h"

static struct payload *
page_of(uint8_t fill)
{
	uint8_t *bytes = malloc(64);

	assert_non_null(bytes);
	memset(bytes, fill, 64);
	return payload_new(bytes, 64, TYPE_BYTES, CACHE_NEVER);
}

static void
whoever_reads_a_page_keeps_it_when_another_is_set(void **state)
{
	struct tables *t = tables_new();
	struct payload *before, *again;

	(void)state;
	assert_non_null(t);
	before = tables_page(t);
	assert_int_equal(payload_bytes(before).n, 0);
	payload_unref(before);
	tables_set(t, page_of(1));
	before = tables_page(t);
	again = tables_page(t);
	assert_ptr_equal(payload_bytes(before).p, payload_bytes(again).p); /* made once */
	tables_set(t, page_of(2));
	assert_int_equal(payload_bytes(before).p[63], 1);
	payload_unref(before);
	payload_unref(again);
	again = tables_page(t);
	assert_int_equal(payload_bytes(again).p[63], 2);
	payload_unref(again);
	tables_free(t);
	tables_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_reads_a_page_keeps_it_when_another_is_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
