#include "server/ways.h"

#include <stdio.h>
#include <string.h>

enum { FRAGMENT_MAX = 128 };

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What ends a sentence, a quotation or a bracket; marks outside of ASCII are bytes over 127. */
static bool
ends_a_sentence(char c)
{
	return (unsigned char)c > 127 || strchr(" .,;:!?)]}>'\"*_", c) != NULL;
}

bool
way_plain(char out[WAY_MAX], const char *asked)
{
	size_t n = strcspn(asked, "#"), at = 0;

	out[0] = '\0';
	if (n >= WAY_MAX - sizeof ".html" - FRAGMENT_MAX - 1)
		return false;
	while (n > 1 && ends_a_sentence(asked[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || asked[i] != '/' || asked[i - 1] != '/')
			out[at++] = lower(asked[i]);
	}
	out[at] = '\0';
	return strcmp(out, asked) != 0;
}

bool
way_page(char out[WAY_MAX])
{
	size_t n = strlen(out);
	const char *name;

	name = strrchr(out, '/');
	if (name == NULL || name[1] == '\0' || strchr(name, '.') != NULL)
		return false;
	memcpy(out + n, ".html", sizeof ".html");
	return true;
}

void
way_fragment(char out[WAY_MAX], const char *asked)
{
	const char *fragment = strchr(asked, '#');
	size_t n = strlen(out), i = 1;

	if (fragment == NULL || strlen(fragment) > FRAGMENT_MAX)
		return;
	for (; fragment[i] == '-' || fragment[i] == ' ' ||
	       (lower(fragment[i]) >= 'a' && lower(fragment[i]) <= 'z');
	     i++)
		out[n + i] = fragment[i] == ' ' ? '-' : fragment[i];
	if (i == 1)
		return;
	out[n] = '#';
	out[n + i] = '\0';
}
