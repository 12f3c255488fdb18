#include "content/phone.h"

#include <string.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
phone_read(const char *text, char link[PHONE_LINK_MAX], size_t *shown)
{
	static const char scheme[] = "tel:";
	size_t n = sizeof scheme - 1, digits = 0;

	memcpy(link, scheme, n);
	*shown = 0;
	for (size_t i = 0; text[i] != '\0' && n + 1 < PHONE_LINK_MAX; i++) {
		bool plus = text[i] == '+' && i == 0;

		if (is_digit(text[i]) || plus) {
			link[n++] = text[i];
			digits += is_digit(text[i]);
			*shown = i + 1;
		} else if (strchr(" -.()/", text[i]) == NULL ||
		           (text[i] == '(' && !is_digit(text[i + 1]))) {
			break;
		}
	}
	link[digits < 3 ? 0 : n] = '\0';
	return digits >= 3;
}
