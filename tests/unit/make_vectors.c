/* make-vectors FILE: writes tests/vectors/alcove_protocol.json anew, the same bytes each time. */
#include <stdio.h>

#include "core/secret.h"
#include "protocol_vectors.h"

int
main(int argc, char **argv)
{
	struct buf out;
	FILE *file;
	int failed;

	if (argc != 2) {
		fprintf(stderr, "usage: make-vectors FILE\n");
		return 2;
	}
	if (core_start() != 0)
		return 1;
	buf_init(&out, PROTOCOL_VECTORS_MAX);
	protocol_vectors(&out);
	file = fopen(argv[1], "wb");
	failed = file == NULL || fwrite(out.p, 1, out.n, file) != out.n;
	if (file != NULL && fclose(file) != 0)
		failed = 1;
	if (failed)
		perror(argv[1]);
	buf_clear(&out);
	return failed;
}
