#include "site/words.h"

#include <string.h>

/* "es" for "es-MX" */
static bool
same_plain(const char *a, const char *b)
{
	size_t n = strcspn(a, "-");

	return n == strcspn(b, "-") && strncmp(a, b, n) == 0;
}

const struct words *
words_of(const char *language)
{
	for (size_t i = 0; i < words_count; i++) {
		if (strcmp(words_all[i].language, language) == 0)
			return &words_all[i];
	}
	for (size_t i = 0; i < words_count; i++) {
		if (same_plain(words_all[i].language, language))
			return &words_all[i];
	}
	return &words_all[0];
}

bool
words_right_to_left(const char *language)
{
	static const char *const those[] = {"ar", "ckb", "dv", "fa", "he",
	                                    "ps", "sd",  "ug", "ur", "yi"};

	for (size_t i = 0; i < sizeof those / sizeof *those; i++) {
		if (same_plain(those[i], language))
			return true;
	}
	return false;
}
