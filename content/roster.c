/* From an office's content to its roster. */
#include "content/content.h"
#include "content/practice.h"
#include "core/json.h"

#include <stdlib.h>
#include <string.h>

static json_t *
texts(const struct content_texts *t)
{
	json_t *array = json_array();

	for (size_t i = 0; i < t->n && array != NULL; i++) {
		if (json_array_append_new(array, json_string(t->list[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *
exceptions(const struct content *c)
{
	json_t *array = json_array();

	for (size_t i = 0; i < c->exceptions_n && array != NULL; i++) {
		if (json_array_append_new(array, json_string(c->exceptions[i].text)) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

int
content_to_roster_office(const struct content *c, json_t **out)
{
	/* A NULL among the values frees the others and yields NULL. */
	*out = json_pack("{s:s, s:s, s:b, s:I, s:I, s:s, s:o, s:s, s:o, s:s, s:s}", "name", c->name,
	                 "title", c->title, "sample", (int)c->sample, "retention_days",
	                 (json_int_t)c->retention.message_days, "notes_days",
	                 (json_int_t)c->retention.notes_days, "writing",
	                 content_writing_text(c->writing), "exceptions", exceptions(c), "reporting",
	                 c->reporting.statement, "populations", texts(&c->populations), "notice",
	                 c->notice, "emergency", c->emergency);
	if (*out == NULL)
		return ERR_MEMORY;
	if (c->practice.there &&
	    json_object_set_new(*out, "practice", practice_to_roster(&c->practice)) != 0) {
		json_decref(*out);
		*out = NULL;
		return ERR_MEMORY;
	}
	return 0;
}

int
content_to_roster(const struct content *c, struct roster *r)
{
	json_t *office;

	int err = content_to_roster_office(c, &office);
	if (err != 0)
		return err;
	char *charter = json_text(office, JSON_COMPACT);
	json_decref(office);
	if (charter == NULL)
		return ERR_MEMORY;
	free(r->charter);
	r->charter = charter;
	memcpy(r->office_name, c->name, strlen(c->name) + 1); /* at most OFFICE_NAME_MAX */
	r->sample = c->sample;
	r->retention_days = c->retention.message_days;
	r->notes_days = c->retention.notes_days;
	r->origin_count = c->origins.n; /* at most ROSTER_ORIGINS_MAX, each ORIGIN_MAX */
	for (size_t i = 0; i < c->origins.n; i++)
		memcpy(r->origins[i], c->origins.list[i], strlen(c->origins.list[i]) + 1);
	return 0;
}
