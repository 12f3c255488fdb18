/* One desk that counts, asked line by line, each in a session of its own; with cmocka. */
#ifndef ALCOVE_TESTS_COUNTING_H
#define ALCOVE_TESTS_COUNTING_H

#include <stdio.h>
#include <string.h>

#include "core/desk/practice.h"
#include "core/desk/told.h"
#include "tests/unit/conversation.h"
#include "tests/unit/lines.h"

#define ONE "11111111111111111111111111111111"
#define TWO "22222222222222222222222222222222"

static struct world w;
static struct device second;

static int
open_office(void **state)
{
	(void)state;
	second = (struct device){0};
	world_open(&w, 1, 0);
	return 0;
}

static int
close_office(void **state)
{
	(void)state;
	device_clear(&second);
	world_close(&w);
	return 0;
}

static struct desk *
enter(void)
{
	struct desk *d;

	assert_int_equal(desk_new(&d, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	desk_enter(d, w.drop.people[0].words);
	return d;
}

static int
synced_at(struct desk *d, struct device *device)
{
	struct run run = {0};

	return run_desk(&w.drop, d, device, &run);
}

/* One line, in a session of its own, on a device. */
#define does_at(device, ...)                                                                       \
	({                                                                                         \
		struct desk *d_ = enter();                                                         \
		int rc_ = desk_asked(d_, __VA_ARGS__);                                             \
                                                                                                   \
		if (rc_ == 0)                                                                      \
			rc_ = synced_at(d_, device);                                               \
		desk_free(d_);                                                                     \
		rc_;                                                                               \
	})
#define does(...) does_at(&w.devices[0], __VA_ARGS__)

/* "visitors matters concerns talks outreach, to count" of a session that only looks. */
static char said[200];
static const char *
numbers_of(struct device *device, uint32_t back)
{
	static const char *const names[] = {"visitors", "matters", "concerns", "talks", "outreach"};
	struct desk *d = enter();
	json_t *told;
	size_t at = 0;

	assert_int_equal(desk_asked(d, "figures", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, device), 0);
	told = told_figures(d, back);
	assert_non_null(told);
	for (size_t i = 0; i < 5; i++)
		at += (size_t)snprintf(said + at, sizeof said - at, "%d ",
		                       (int)json_integer_value(json_object_get(told, names[i])));
	(void)snprintf(said + at, sizeof said - at, "to count %d",
	               (int)json_integer_value(json_object_get(told, "to_count")));
	json_decref(told);
	desk_free(d);
	return said;
}

static void
counts_are(const char *numbers)
{
	assert_string_equal(numbers_of(&w.devices[0], 0), numbers);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)

#endif
