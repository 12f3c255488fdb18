/*
 * alcove inventory: everything that exists on this server, in plain words, and
 * what kinds of thing desks and visitors hold: what a demand could be answered
 * with (R38).
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/roster_file.h"
#include "cli/say.h"
#include "cli/talk.h"
#include "cli/visit.h"
#include "core/date.h"
#include "store/store.h"

/* What is true of every office, whatever it holds today. */
static const char *const server_holds[] = {
	"sealed messages of one size under a day and a random-looking tag; nothing opens them here",
	"of each day that is over a table of tags, filled up with random ones to 256 or more",
	"one sealed vault for each desk, which opens only with that ombuds's words",
	"the office's roster and day keys, signed and public",
	"an end-day key for each day to come, the same for every desk; alone it opens nothing",
	"(what a desk seals under such a key ends on its day, when this server destroys the key)",
};
static const char *const server_never_holds[] = {
	"names, addresses, accounts or devices of visitors",
	"who wrote to whom, who read what, or which two messages belong together",
	"times finer than a day, access logs, user agents",
	"keys that open a message or a vault",
};
static const char *const desks_hold[] = {
	"the conversations of the announced days, until their announced end",
	"the ombuds's own notes and a label beside a conversation or a caller, which end with it",
	"marks: codes of what matters were about, without a name, a day or an order",
	"running figures, which are those marks added up, for that desk alone",
	"a log of outreach, with days and how many came",
	"themes: what that ombuds noticed, in a sentence without a name, and how often",
	"sums that were counted before, if the office brought some over",
	"day keys of at most the last 30 days, erased by schedule",
	"the words, in the ombuds's memory or keeping",
};
static const char *const visitors_hold[] = {
	"seven words; nothing is kept in a browser or on a disk",
};

static json_t *
lines(const char *const *list, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(array, json_string(list[i]));
	return array;
}

#define LINES(list) lines(list, sizeof list / sizeof *list)

static bool
is_overdue(const struct store_day_count *d, const struct roster *roster)
{
	return store_day_overdue(d, today(), roster->retention_days);
}

static json_t *
day_json(const struct store_day_count *d, const struct roster *roster)
{
	char date[ISO_DATE_MAX];

	iso_date(date, d->day);
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:b}", "date", date, "day",
	                 (json_int_t)d->day, "tags", (json_int_t)d->tags, "entries",
	                 (json_int_t)d->entries, "cells", (json_int_t)d->cells, "envelopes",
	                 (json_int_t)d->envelopes, "bundles", (json_int_t)d->bundles, "key", d->key,
	                 "overdue", is_overdue(d, roster));
}

/* Null where a server has not yet made them. */
static json_t *
end_keys_json(const struct store_inventory *inv)
{
	char first[ISO_DATE_MAX], last[ISO_DATE_MAX];

	if (inv->ends_day == 0)
		return json_null();
	iso_date(first, inv->ends_day + 1);
	iso_date(last, inv->ends_day + END_KEYS);
	return json_pack("{s:s, s:s, s:i}", "first", first, "last", last, "keys", (int)END_KEYS);
}

static json_t *
inventory_json(const struct store_inventory *inv, const struct roster *roster)
{
	json_t *days = json_array(), *vaults = json_array(), *documents = json_array();

	for (size_t i = 0; i < inv->days; i++)
		(void)json_array_append_new(days, day_json(&inv->day[i], roster));
	for (size_t i = 0; i < inv->vaults; i++) {
		const struct person *p = roster_person(roster, inv->vault[i].person);

		(void)json_array_append_new(vaults,
		                            json_pack("{s:s, s:I, s:I}", "desk",
		                                      p == NULL ? "somebody who left" : p->name,
		                                      "version", (json_int_t)inv->vault[i].version,
		                                      "bytes", (json_int_t)inv->vault[i].bytes));
	}
	for (size_t i = 0; i < inv->documents; i++)
		(void)json_array_append_new(documents,
		                            json_pack("{s:s, s:I}", "name", inv->document[i].name,
		                                      "bytes", (json_int_t)inv->document[i].bytes));
	return json_pack("{s:s, s:b, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "office",
	                 roster->office_name, "sample", roster->sample, "retention_days",
	                 (int)roster->retention_days, "days", days, "vaults", vaults, "documents",
	                 documents, "end_keys", end_keys_json(inv), "server_holds",
	                 LINES(server_holds), "server_never_holds", LINES(server_never_holds),
	                 "desks_hold", LINES(desks_hold), "visitors_hold", LINES(visitors_hold));
}

static void
print_list(const char *title, const char *const *list, size_t n)
{
	(void)printf("\n%s\n", title);
	for (size_t i = 0; i < n; i++)
		(void)printf("  - %s\n", list[i]);
}

#define PRINT_LIST(title, list) print_list(title, list, sizeof list / sizeof *list)

static void
print_days(const struct store_inventory *inv, const struct roster *roster)
{
	char date[ISO_DATE_MAX];
	bool any = false;

	(void)printf("\nOn this server, by day:\n");
	for (size_t i = 0; i < inv->days; i++) {
		const struct store_day_count *d = &inv->day[i];

		if (d->tags == 0 && d->envelopes == 0 && d->entries == 0 && !d->key)
			continue;
		any = true;
		iso_date(date, d->day);
		(void)printf("  %s  %zu sealed messages, %zu sealed envelopes waiting, %zu tags in "
		             "all",
		             date, d->cells, d->envelopes, d->tags);
		if (d->entries > 0)
			(void)printf(", a public table of %zu", d->entries);
		if (is_overdue(d, roster))
			(void)printf(": should be gone, and is not destroyed");
		(void)printf("\n");
	}
	if (!any)
		(void)printf("  no messages, and no tags\n");
}

/* Kept only while a server runs, and its clock goes on from day to day. */
static void
print_promise(const struct store_inventory *inv, const struct roster *roster)
{
	char date[ISO_DATE_MAX];
	bool kept = true;

	for (size_t i = 0; i < inv->days; i++)
		kept = kept && !is_overdue(&inv->day[i], roster);
	iso_date(date, inv->last_day);
	if (kept)
		(void)printf("Everything is destroyed %u days after its day at the latest.\n",
		             roster->retention_days);
	else
		(void)printf("NOT destroyed: what should be gone %u days after its day is still "
		             "here. The last day on which anything was destroyed is %s; 'alcove "
		             "office check' says what to do.\n",
		             roster->retention_days, inv->last_day == 0 ? "none" : date);
}

static void
print_end_keys(const struct store_inventory *inv)
{
	char first[ISO_DATE_MAX], last[ISO_DATE_MAX];

	if (inv->ends_day == 0)
		return;
	iso_date(first, inv->ends_day + 1);
	iso_date(last, inv->ends_day + END_KEYS);
	(void)printf("  %d end-day keys, of the days from %s to %s\n", (int)END_KEYS, first, last);
}

static void
print_inventory(const struct store_inventory *inv, const struct roster *roster)
{
	size_t bundles = 0;

	print_line("%s", roster->office_name);
	print_promise(inv, roster);
	print_days(inv, roster);
	for (size_t i = 0; i < inv->days; i++)
		bundles += inv->day[i].bundles;
	(void)printf("\n  %zu public day keys\n", bundles);
	print_end_keys(inv);
	for (size_t i = 0; i < inv->vaults; i++) {
		const struct person *p = roster_person(roster, inv->vault[i].person);

		print_line("  the sealed vault of %s, %zu bytes, version %u",
		           p == NULL ? "somebody who left" : p->name, inv->vault[i].bytes,
		           inv->vault[i].version);
	}
	for (size_t i = 0; i < inv->documents; i++)
		print_line("  the public document %s, %zu bytes", inv->document[i].name,
		           inv->document[i].bytes);
	PRINT_LIST("What that is:", server_holds);
	PRINT_LIST("What this server never holds:", server_never_holds);
	PRINT_LIST("What a desk holds:", desks_hold);
	PRINT_LIST("What a visitor holds:", visitors_hold);
}

int
inventory_run(const struct arguments *a)
{
	struct store_inventory *inv = calloc(1, sizeof *inv);
	struct minisign_public root;
	struct roster roster = {0};
	struct store *store = NULL;
	int rc = inv == NULL ? ERR_MEMORY : store_open_sqlite(&store, a->positional[0], STORE_READ);

	if (rc == 0)
		rc = roster_load(&roster, &root, store);
	if (rc == 0)
		rc = store_take_inventory(store, inv);
	if (rc != 0)
		rc = fail_store(rc, a->positional[0]);
	else if (is_given(a, "--json"))
		rc = print_json(inventory_json(inv, &roster));
	else
		print_inventory(inv, &roster);
	store_close(store);
	roster_clear(&roster);
	free(inv);
	return rc;
}
