/* When deletions are told of. */
#include "server_office.h"

#include "server/delayed.h"

enum { CAME = 123456789 };

static size_t told;

static void
on_done(struct job *job)
{
	(void)job;
	told++;
}

static int
setup(void **state)
{
	(void)state;
	told = 0;
	return 0;
}

/* When a job that took so long is told of, counted from its coming. */
static uint64_t
told_after(uint64_t took_us)
{
	struct job job = {.kind = JOB_DELETE, .done = on_done, .came_us = CAME};
	struct delayed h = {0};
	uint64_t due;

	delayed_put(&h, &job, CAME + took_us, 0);
	due = delayed_release(&h, 0);
	assert_int_equal(told, 0);
	assert_true(due >= CAME + took_us);
	assert_int_equal(delayed_release(&h, due - 1), due);
	assert_int_equal(told, 0);
	assert_int_equal(delayed_release(&h, due), UINT64_MAX);
	assert_int_equal(told, 1);
	told = 0;
	return due - CAME;
}

static void
whatever_was_done_within_one_step_is_told_of_at_its_end(void **state)
{
	(void)state;
	for (uint64_t us = 1; us <= DELAY_STEP_US; us += 7)
		assert_int_equal(told_after(us), DELAY_STEP_US);
	assert_int_equal(told_after(DELAY_STEP_US), DELAY_STEP_US);
}

static void
what_took_longer_waits_for_the_next_step(void **state)
{
	(void)state;
	assert_int_equal(told_after(DELAY_STEP_US + 1), 2 * DELAY_STEP_US);
	assert_int_equal(told_after(7 * DELAY_STEP_US - 1), 7 * DELAY_STEP_US);
}

static void
each_has_steps_of_its_own_and_the_next_one_is_said(void **state)
{
	struct job jobs[3];
	struct delayed h = {0};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		jobs[i] = (struct job){
			.kind = JOB_DELETE, .done = on_done, .came_us = CAME + i * 100};
		delayed_put(&h, &jobs[i], CAME + 500, 0);
	}
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(delayed_release(&h, CAME + 501), jobs[i].due_us);
		assert_int_equal(jobs[i].due_us, CAME + i * 100 + DELAY_STEP_US);
		(void)delayed_release(&h, jobs[i].due_us);
		assert_int_equal(told, i + 1);
	}
	assert_null(h.first);
}

static void
nothing_is_held_back_at_the_end(void **state)
{
	struct job jobs[2];
	struct delayed h = {0};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		jobs[i] = (struct job){.kind = JOB_DELETE, .done = on_done, .came_us = CAME};
		delayed_put(&h, &jobs[i], CAME + 1, 0);
	}
	assert_int_equal(delayed_release(&h, UINT64_MAX), UINT64_MAX);
	assert_int_equal(told, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(whatever_was_done_within_one_step_is_told_of_at_its_end,
	                               setup),
		cmocka_unit_test_setup(what_took_longer_waits_for_the_next_step, setup),
		cmocka_unit_test_setup(each_has_steps_of_its_own_and_the_next_one_is_said, setup),
		cmocka_unit_test_setup(nothing_is_held_back_at_the_end, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
