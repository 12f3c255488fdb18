/* fill DIR DAY N: leaves N cells of a day in the store in DIR, and closes thirty days up to it. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/store.h"

enum { AT_ONCE = 64 };

static int
leave(struct store *store, uint32_t day, size_t n)
{
	static uint8_t tags[AT_ONCE][TAG_BYTES], body[BODY_BYTES];
	struct store_deposit all[AT_ONCE], *each[AT_ONCE];
	int rc = 0;

	for (size_t left = n; rc == 0 && left > 0;) {
		size_t some = left < AT_ONCE ? left : AT_ONCE;

		randombytes_buf(tags, sizeof tags);
		for (size_t i = 0; i < some; i++) {
			all[i] = (struct store_deposit){.day = day, .count = 1};
			all[i].places[0] = (struct store_place){NULL, tags[i], body};
			each[i] = &all[i];
		}
		rc = store_deposits(store, each, some);
		left -= some;
	}
	return rc;
}

int
main(int argc, char **argv)
{
	struct store *store;
	uint32_t day;
	int rc;

	if (argc != 4)
		return EXIT_FAILURE;
	day = (uint32_t)strtoul(argv[2], NULL, 10);
	rc = store_open_sqlite(&store, argv[1], STORE_WRITE);
	if (rc == 0)
		rc = leave(store, day, strtoul(argv[3], NULL, 10));
	for (uint32_t d = day - RETENTION_DAYS_MAX + 2; rc == 0 && d <= day + 1; d++)
		rc = store_close_days(store, d, RETENTION_DAYS_MAX, true);
	store_close(store);
	if (rc != 0)
		fprintf(stderr, "fill: %s\n", err_text(rc));
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
