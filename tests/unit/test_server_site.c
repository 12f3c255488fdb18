/* The pages a running server shows are those published last, whole, or the ones before. */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/site.h"
#include "server_office.h"

enum { SOON_TRIES = 100, SOON_US = 100000 };

struct fixture {
	struct test_office office;
	char directory[64], public[80];
	struct published *published;
	struct site *site;
};

static void
put_page(const struct fixture *f, const char *text)
{
	char path[128];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/index.html", f->public);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* As another process does it, when the pages are there. */
static void
publish(const struct fixture *f, const char *list, const char *when)
{
	const struct store_document documents[] = {
		{"manifest", span_text(list)},
		{"manifest.minisig", span_text("its signature")},
		{"published", span_text(when)},
	};
	struct store *store;

	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_PUBLISH), 0);
	assert_int_equal(store_documents_put(store, documents, 3), 0);
	store_close(store);
}

static int
setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof *f);
	struct readers *own;
	struct store *store;
	char problem[256];

	test_office_new(&f->office, 1);
	(void)snprintf(f->directory, sizeof f->directory, "/tmp/alcove-site-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	(void)snprintf(f->public, sizeof f->public, "%s/public", f->directory);
	assert_int_equal(mkdir(f->public, 0700), 0);
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_CREATE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
	put_page(f, "first");
	publish(f, "a list", "once");
	assert_int_equal(site_open(&f->site, f->public, problem, sizeof problem), 0);
	assert_int_equal(readers_open(&own, f->directory, 1), 0);
	assert_int_equal(published_new(&f->published, own), 0);
	assert_int_equal(site_watch(f->site, f->published), 0);
	*state = f;
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	site_free(f->site);
	published_free(f->published);
	test_office_free(&f->office);
	(void)nftw(f->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	test_free(f);
	return 0;
}

static bool
shows(struct fixture *f, const char *text)
{
	unsigned status = 0;
	struct payload *page = site_page(f->site, "/", NULL, &status);
	bool same;

	assert_non_null(page);
	assert_int_equal(status, 200);
	same = span_equal(payload_bytes(page), span_text(text));
	payload_unref(page);
	return same;
}

static bool
soon_shows(struct fixture *f, const char *text)
{
	for (int i = 0; i < SOON_TRIES; i++) {
		if (shows(f, text))
			return true;
		usleep(SOON_US);
	}
	return false;
}

/* Long enough for the list to have been looked at. */
static void
wait_a_look(void)
{
	usleep(2 * SITE_LOOK_MS * 1000);
}

static void
pages_change_with_their_list_and_not_before(void **state)
{
	struct fixture *f = *state;

	put_page(f, "second");
	wait_a_look();
	assert_true(shows(f, "first"));
	publish(f, "another list", "twice");
	assert_true(soon_shows(f, "second"));
}

static void
pages_published_again_under_the_same_list_are_read_again(void **state)
{
	struct fixture *f = *state;

	put_page(f, "put right");
	publish(f, "a list", "twice");
	assert_true(soon_shows(f, "put right"));
}

static void
pages_that_cannot_be_read_whole_leave_the_ones_before(void **state)
{
	struct fixture *f = *state;
	char path[128];

	put_page(f, "second");
	(void)snprintf(path, sizeof path, "%s/large", f->public);
	assert_int_equal(close(creat(path, 0600)), 0);
	assert_int_equal(truncate(path, FILES_BYTES_MAX), 0);
	publish(f, "another list", "twice");
	wait_a_look();
	assert_true(shows(f, "first"));
	assert_int_equal(unlink(path), 0);
	publish(f, "another list", "three times");
	assert_true(soon_shows(f, "second"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_change_with_their_list_and_not_before, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(
			pages_published_again_under_the_same_list_are_read_again, setup, teardown),
		cmocka_unit_test_setup_teardown(
			pages_that_cannot_be_read_whole_leave_the_ones_before, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
