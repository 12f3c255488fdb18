#include "content/check.h"

#include <stdbool.h>
#include <string.h>

#include "core/talk/roster.h"

#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* What stands after "://", or NULL. */
static const char *
authority(const char *text)
{
	const char *p = strstr(text, "://");
	return p == NULL ? NULL : p + 3;
}

/* The port after the host, with its colon; "" when there is none. The colons of [::1] are the
 * host's. */
static const char *
port_of(const char *text)
{
	const char *host = authority(text);
	const char *closed = strchr(host, ']');
	const char *colon = strchr(closed == NULL ? host : closed, ':');
	return colon == NULL ? "" : colon;
}

static bool
is_loopback(const char *text)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
	const char *host = authority(text);
	size_t n = strlen(host) - strlen(port_of(text));

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (n == strlen(hosts[i]) && memcmp(host, hosts[i], n) == 0)
			return true;
	return false;
}

static bool
no_scheme(const char *text)
{
	return !begins(text, "https://") && !begins(text, "http://");
}

static bool
has_capitals(const char *text)
{
	return strpbrk(text, CAPITALS) != NULL;
}

static bool
has_path(const char *text)
{
	return strpbrk(authority(text), "/?#@ ") != NULL;
}

static bool
loopback_amiss(const char *text)
{
	return is_loopback(text) && (begins(text, "https://") || strcmp(port_of(text), ":*") != 0);
}

static bool
is_open(const char *text)
{
	const char *host = authority(text);
	size_t n = strlen(host) - strlen(port_of(text));

	return begins(text, "http://") && !is_loopback(text) &&
	       (n <= 6 || memcmp(host + n - 6, ".onion", 6) != 0);
}

static bool
has_star(const char *text)
{
	return !is_loopback(text) && strchr(text, '*') != NULL;
}

static bool
usual_port(const char *text)
{
	return strcmp(port_of(text), begins(text, "https://") ? ":443" : ":80") == 0;
}

/* Not a number from 1 to 65535, written as browsers write it. */
static bool
port_amiss(const char *text)
{
	const char *port = port_of(text);
	unsigned long value = 0;

	if (*port == '\0' || is_loopback(text))
		return false;
	size_t n = strspn(port + 1, DIGITS);
	for (size_t i = 1; i <= n && value < 100000; i++)
		value = value * 10 + (unsigned long)(port[i] - '0');
	return port[n + 1] != '\0' || port[1] == '0' || value < 1 || value > 65535;
}

/* Labels of small letters, digits and inner hyphens, with single dots between. */
static bool
host_amiss(const char *text)
{
	const char *host = authority(text);
	const char *end = port_of(text);

	if (*end == '\0')
		end = host + strlen(host);
	if (is_loopback(text))
		return false;
	for (;;) {
		size_t n = strspn(host, SMALL DIGITS "-");
		if (n == 0 || n > 63 || host[0] == '-' || host[n - 1] == '-')
			return true;
		host += n;
		if (host == end)
			return false;
		if (*host++ != '.')
			return true;
	}
}

static bool
refused_by_roster(const char *text)
{
	return !origin_valid(text);
}

/* Each relies on those above it: from the second on there is a scheme. */
static const struct origin_rule {
	bool (*broken)(const char *text);
	const char *what;
	const char *remedy;
} origin_rules[] = {
	{no_scheme, "does not begin with https://",
         "Write the address as browsers show it: https://ombuds.example.org"},
	{has_path, "has more than scheme, host and port",
         "Leave out everything after the host, the last slash too: https://ombuds.example.org"},
	{has_capitals, "has capital letters", "Write it in small letters, as browsers do."},
	{loopback_amiss, "is this machine in a form that clients refuse",
         "Write http://127.0.0.1:*, http://localhost:* or http://[::1]:* just so; they are for "
         "trying only."},
	{has_star, "has an asterisk",
         "List each address by itself; only this machine's may end with :*."},
	{is_open, "can be read on the way",
         "Begin with https://; http:// is for .onion addresses only."},
	{usual_port, "names the usual port, which browsers leave out", "Leave the port out."},
	{port_amiss, "has no proper port after the colon",
         "Write a port from 1 to 65535, or leave it out."},
	{host_amiss, "has no proper host name",
         "Use letters, digits, hyphens and single dots; write other letters in their xn-- form."},
	{refused_by_roster, "is an address that clients refuse",
         "Write it like https://ombuds.example.org"},
};

const char *
check_origin(const char *text, const char **remedy)
{
	for (size_t i = 0; i < sizeof(origin_rules) / sizeof(origin_rules[0]); i++) {
		if (origin_rules[i].broken(text)) {
			*remedy = origin_rules[i].remedy;
			return origin_rules[i].what;
		}
	}
	return NULL;
}

const char *
check_id(const char *text, const char **remedy)
{
	if (text[strspn(text, SMALL DIGITS "-")] == '\0')
		return NULL;
	*remedy = "Use small letters, digits and hyphens, like imminent-risk.";
	return "has other signs than an id may have";
}

const char *
check_entry_id(const char *text, const char **remedy)
{
	static const char *const taken[] = {"content", "finder", "compare", "labels", "entries"};

	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		if (strcmp(text, taken[i]) == 0) {
			*remedy = "Choose another name for the entry and its file.";
			return "is a name that the page uses itself";
		}
	}
	return check_id(text, remedy);
}

const char *
check_number(const char *text, const char **remedy)
{
	size_t from = text[0] == '+', digits = 0;

	for (size_t i = from; text[i] != '\0'; i++)
		digits += strchr(DIGITS, text[i]) != NULL;
	if (digits >= 3 && text[from + strspn(text + from, DIGITS " -")] == '\0')
		return NULL;
	*remedy = "Write the number alone, as it is dialled: 911, or +44 20 7946 0000.";
	return "is not a telephone number";
}

const char *
check_code(const char *text, const char **remedy)
{
	static const char last[] = "esjljjeke"; /* of each of the nine categories */

	if (text[0] >= '1' && text[0] <= '9' && text[1] == '.' && text[2] >= 'a' &&
	    text[2] <= last[text[0] - '1'] && text[3] == '\0')
		return NULL;
	*remedy = "Write a code of version 2 of the Uniform Reporting Categories, like 2.m.";
	return "is not a reporting category";
}

const char *
check_language(const char *text, const char **remedy)
{
	size_t n = strspn(text, SMALL);
	bool region = text[n] == '-' && strspn(text + n + 1, CAPITALS) == 2 && text[n + 3] == '\0';

	if ((n == 2 || n == 3) && (text[n] == '\0' || region))
		return NULL;
	*remedy =
		"Write two or three small letters, like en or es, and a country if need be: pt-BR.";
	return "is not the short name of a language";
}

const char *const content_topics[] = {
	"unsure",
	"danger",
	"pay-leave",
	"policy-discipline",
	"conflict",
	"fairness",
	"retaliation",
	"discrimination",
	"sexual-misconduct",
	"stress-health",
	"accommodation",
	"research",
	"fraud-safety",
	"contract-rights",
	"student-matters",
	"spiritual",
	"home-family",
	NULL,
};

const char *
check_topic(const char *text, const char **remedy)
{
	for (size_t i = 0; content_topics[i] != NULL; i++) {
		if (strcmp(content_topics[i], text) == 0)
			return NULL;
	}
	*remedy = "Take it from the list of topics in offices/README.md.";
	return "is not a topic";
}

const char *
check_link(const char *text, const char **remedy)
{
	static const char scheme[] = "https://";
	size_t n = sizeof scheme - 1;

	if (strncmp(text, scheme, n) == 0 && text[n] != '\0' && text[n] != '/' &&
	    text[strcspn(text, " \"<>\\^`{|}@")] == '\0')
		return NULL;
	*remedy = "Write the whole address: https://www.example.org/policy";
	return "is not an address a page can lead to";
}
