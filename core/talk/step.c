#include "core/talk/step.h"

#include <string.h>

#include "core/served.h"
#include "core/wire.h"

void
step_send(struct step *out, enum http_method method, const char *path, struct span body,
          size_t answer_max)
{
	size_t n = strlen(path);

	out->kind = STEP_REQUEST;
	out->method = method;
	out->body = body;
	out->answer_max = answer_max;
	memcpy(out->path, path, n + 1);
}

void
step_get(struct step *out, const char *path, size_t answer_max)
{
	step_send(out, HTTP_GET, path, SPAN_NONE, answer_max);
}

void
step_get_day(struct step *out, const char *path, uint32_t day, size_t answer_max)
{
	char digits[10];
	size_t n = 0, at;

	step_get(out, path, answer_max);
	at = strlen(out->path);
	do {
		digits[n++] = (char)('0' + day % 10);
		day /= 10;
	} while (day > 0);
	while (n > 0)
		out->path[at++] = digits[--n];
	out->path[at] = '\0';
}

static bool
says(struct span bytes, const char *text)
{
	return bytes.n == strlen(text) && memcmp(bytes.p, text, bytes.n) == 0;
}

static bool
refused(const struct came *came)
{
	for (size_t i = 0; i < SERVED_REFUSALS; i++) {
		if (served_refusals[i].status == came->status)
			return says(came->body, served_refusals[i].line);
	}
	return false;
}

static const char *
type_of(const char *path)
{
	return strcmp(path, "/v1/office") == 0 || strcmp(path, "/v1/manifest") == 0 ? TYPE_JSON
	                                                                            : TYPE_BYTES;
}

bool
step_answered(const struct step *step, const struct came *came)
{
	if (says(came->type, TYPE_TEXT))
		return refused(came);
	if (came->body.n > step->answer_max)
		return false;
	if (strcmp(step->path, "/v1/exchange") == 0)
		return says(came->type, TYPE_BYTES) && came->body.n == EXCHANGE_ANSWER_BYTES;
	return (came->status == 200 || came->status == 409) &&
	       says(came->type, type_of(step->path));
}
