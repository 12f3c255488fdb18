/* fill DIR DAY N: adds N tags to the store in DIR under a day, so that its table is as long. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/store.h"

int
main(int argc, char **argv)
{
	struct store *store;
	uint8_t *tags;
	size_t n;
	int rc;

	if (argc != 4)
		return EXIT_FAILURE;
	n = strtoul(argv[3], NULL, 10) * TAG_BYTES;
	tags = malloc(n + 1);
	rc = store_open_sqlite(&store, argv[1], STORE_WRITE);
	if (rc == 0 && tags != NULL) {
		randombytes_buf(tags, n);
		rc = store_cover(store, (uint32_t)strtoul(argv[2], NULL, 10), span(tags, n));
		store_close(store);
	}
	free(tags);
	if (rc != 0)
		fprintf(stderr, "fill: %s\n", err_text(rc));
	return rc == 0 && tags != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
