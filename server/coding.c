#include "server/coding.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* One element of the list: "gzip", "gzip;q=0.5". *weight is false for q=0. */
static bool
names(const char *element, size_t n, const char *coding, bool *weight)
{
	size_t name = strcspn(element, ";, \t"), length = strlen(coding);
	const char *q;

	if (name != length || strncasecmp(element, coding, length) != 0)
		return false;
	q = memchr(element, '=', n);
	*weight = q == NULL || strspn(q + 1, "0.") != (size_t)(element + n - q - 1);
	return true;
}

bool
coding_accepts_gzip(const char *accept_encoding)
{
	bool any = false, weight;

	for (const char *at = accept_encoding; at != NULL && *at != '\0';) {
		size_t n = strcspn(at, ",");

		while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t'))
			n--;
		if (names(at, n, "gzip", &weight))
			return weight;
		if (names(at, n, "*", &weight))
			any = weight;
		at += strcspn(at, ",");
		at += strspn(at, ", \t");
	}
	return any;
}
