/* Files read and written whole. */
#include "store_fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "disk/whole.h"

struct state {
	char path[PATH_SIZE];
	int directory;
};

static int
setup(void **out)
{
	static struct state s;

	*out = &s;
	directory_new(s.path);
	s.directory = open(s.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return s.directory < 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	close(s->directory);
	directory_remove(s->path);
	return 0;
}

static int
in_folder(void **state)
{
	return ((struct state *)*state)->directory;
}

/* What reading a file of n bytes into a buf of this maximum says; the buf is checked. */
static int
read_of(void **state, size_t n, size_t max)
{
	uint8_t *bytes = malloc(n + 1);
	struct buf out;
	int fd, err;

	assert_non_null(bytes);
	randombytes_buf(bytes, n);
	file_write(in_folder(state), "some", bytes, n);
	fd = openat(in_folder(state), "some", O_RDONLY | O_CLOEXEC);
	buf_init(&out, max);
	err = whole_read(fd, &out);
	if (err == 0)
		assert_true(span_equal(buf_span(&out), span(bytes, n)));
	buf_clear(&out);
	close(fd);
	free(bytes);
	return err;
}

static void
a_file_is_read_to_its_end_up_to_a_maximum(void **state)
{
	static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 100000};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		assert_int_equal(read_of(state, sizes[i], sizes[i] + 9000), 0);
		assert_int_equal(read_of(state, sizes[i], sizes[i]), 0);
		if (sizes[i] > 0)
			assert_int_equal(read_of(state, sizes[i], sizes[i] - 1), ERR_SIZE);
	}
}

static void
what_has_no_end_is_read_to_the_maximum(void **state)
{
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC), ends[2];
	static const uint8_t bytes[100];
	uint8_t left[sizeof bytes];
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	assert_int_equal(whole_read(fd, &out), ERR_SIZE);
	buf_clear(&out);
	close(fd);
	/* a pipe that nobody closes: it is told without waiting for its end */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], bytes, sizeof bytes), sizeof bytes);
	buf_init(&out, 60);
	assert_int_equal(whole_read(ends[0], &out), ERR_SIZE);
	assert_int_equal(read(ends[0], left, sizeof left), sizeof bytes - 61);
	buf_clear(&out);
	close(ends[0]);
	close(ends[1]);
	buf_init(&out, 60);
	assert_int_equal(whole_read(-1, &out), ERR_DISK);
	assert_int_equal(errno, EBADF);
}

static void
a_file_that_ends_early_is_a_failure(void **state)
{
	uint8_t bytes[10] = {1, 2, 3}, back[10];
	int fd;

	file_write(in_folder(state), "some", bytes, 9);
	fd = openat(in_folder(state), "some", O_RDWR | O_CLOEXEC);
	assert_int_equal(whole_read_at(fd, back, 9, 0), 0);
	assert_memory_equal(back, bytes, 9);
	assert_int_equal(whole_read_at(fd, back, 9, 1), ERR_DISK);
	assert_int_equal(whole_write_at(fd, bytes, 10, 5), 0);
	assert_int_equal(whole_read_at(fd, back, 10, 5), 0);
	assert_memory_equal(back, bytes, 10);
	close(fd);
}

static void
a_new_file_is_whole_and_of_its_mode_or_not_there(void **state)
{
	uint8_t bytes[5000], *back;
	struct rlimit before, small;
	struct stat st;
	mode_t mask;

	randombytes_buf(bytes, sizeof bytes);
	mask = umask(0777);
	assert_int_equal(whole_create(in_folder(state), "new", SPAN(bytes), 0640), 0);
	umask(mask);
	assert_int_equal(fstatat(in_folder(state), "new", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(file_read(in_folder(state), "new", &back), sizeof bytes);
	if (back != NULL)
		assert_memory_equal(back, bytes, sizeof bytes);
	free(back);
	assert_int_equal(whole_create(in_folder(state), "new", SPAN_NONE, 0600), ERR_CONFLICT);
	assert_int_equal(whole_create(in_folder(state), "no/new", SPAN_NONE, 0600), ERR_DISK);
	assert_int_equal(errno, ENOENT);
	/* a disk on which only half of it has room */
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = sizeof bytes / 2;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(whole_create(in_folder(state), "half", SPAN(bytes), 0600), ERR_DISK);
	assert_int_equal(errno, EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(fstatat(in_folder(state), "half", &st, 0), -1);
}

static void
the_folder_of_a_path_is_synced(void **state)
{
	char path[PATH_SIZE + 32];

	(void)snprintf(path, sizeof path, "%s/some", ((struct state *)*state)->path);
	assert_int_equal(whole_sync_folder(path), 0);
	(void)snprintf(path, sizeof path, "%s/none/some", ((struct state *)*state)->path);
	assert_int_equal(whole_sync_folder(path), ERR_DISK);
	assert_int_equal(errno, ENOENT);
}

int
main(void)
{
#define IN_A_FOLDER(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		IN_A_FOLDER(a_file_is_read_to_its_end_up_to_a_maximum),
		IN_A_FOLDER(what_has_no_end_is_read_to_the_maximum),
		IN_A_FOLDER(a_file_that_ends_early_is_a_failure),
		IN_A_FOLDER(a_new_file_is_whole_and_of_its_mode_or_not_there),
		IN_A_FOLDER(the_folder_of_a_path_is_synced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
