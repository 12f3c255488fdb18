/* Any text as seven words, and as a fingerprint. */
#include <stdlib.h>
#include <string.h>

#include "core/crypto/words.h"
#include "fuzz/support.h"

static void
refused(const struct words_problem *problem, const char *out)
{
	char text[400], cut[40];

	NEED(out[0] == '\0');
	NEED(utf8_valid(span_text(problem->typed)));
	NEED(problem->near_count <= WORDS_NEAR_MAX);
	words_explain(text, sizeof text, problem);
	NEED(text[0] != '\0' && utf8_valid(span_text(text)));
	words_explain(cut, sizeof cut, problem);
	NEED(utf8_valid(span_text(cut)) && strncmp(cut, text, strlen(cut)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char out[WORDS_TEXT_MAX], again[WORDS_TEXT_MAX], fingerprint[FINGERPRINT_TEXT_MAX];
	uint8_t office[OFFICE_BYTES] = {0};
	struct words_problem problem;
	struct span typed;
	uint8_t *copy;
	int rc;

	fuzz_begin();
	copy = fuzz_copy(span(data, size));
	typed = span(copy, size);
	rc = words_parse(out, &problem, typed);
	NEED(rc == 0 || rc == ERR_WORDS);
	if (rc == 0) {
		/* what is canonical reads as itself */
		NEED(words_parse(again, &problem, span_text(out)) == 0 && strcmp(again, out) == 0);
	} else {
		refused(&problem, out);
	}
	rc = fingerprint_check(typed, office);
	NEED(rc == 0 || rc == ERR_WORDS || rc == ERR_FOREIGN);
	memcpy(office, data, size < sizeof office ? size : sizeof office);
	fingerprint_of(fingerprint, office);
	NEED(fingerprint_check(span_text(fingerprint), office) == 0);
	free(copy);
	return 0;
}
