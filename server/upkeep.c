#include "server/upkeep.h"

#include <malloc.h>
#include <stdlib.h>

#include "core/date.h"
#include "server/clock.h"
#include "server/notice.h"
#include "server/writer.h"

/* ---- closing ---- */

/* What everybody is shown from now on of the days before today. */
static int
show_closed(const struct writer_parts *parts, uint32_t today, uint32_t retention_days)
{
	struct payload *page = NULL;
	struct buf all;
	int rc;

	buf_init(&all, CLOSED_ANSWER_MAX);
	rc = store_closed(parts->ledger->store, today > retention_days ? today - retention_days : 0,
	                  &all);
	if (rc == 0) {
		page = payload_from(&all, TYPE_BYTES, CACHE_NEVER);
		rc = page == NULL ? ERR_MEMORY : 0;
	}
	if (rc == 0)
		tables_set(parts->tables, page);
	buf_clear(&all);
	return rc;
}

/*
 * Closes what the clock has ended, and only then lets the day turn. Where the clock was set
 * back a little the day after the last closed one stays in force: a closed day does not open
 * again. Under the ledger's lock.
 */
static int
close_before(const struct upkeep *u, const struct writer_parts *parts, uint32_t clock,
             uint32_t retention_days)
{
	struct store *store = parts->ledger->store;
	uint32_t today = clock;
	int rc = store_close_days(store, clock, retention_days, u->accept_leap), shown;

	if (rc == 0 && store_closed_day(store) >= today) {
		today = store_closed_day(store) + 1;
		notice("the clock was set back: by it today is %u days before the last day that "
		       "was closed. That one's successor stays in force until the clock comes to "
		       "it; if the clock is right now, restart with --accept-clock",
		       (unsigned)(store_closed_day(store) - clock));
	}
	/* Where none could be closed, those that are stay. */
	shown = show_closed(parts, rc == 0 ? today : store_closed_day(store) + 1, retention_days);
	ledger_turn(parts->ledger, today);
	return shown != 0 ? shown : rc;
}

/* A clock that leapt and goes on from there day by day is right: it is the office that was away. */
static int
meet_clock(struct upkeep *u, struct store *store, uint32_t clock)
{
	bool believed;
	int rc = store_meet_day(store, clock, &believed);

	if (rc != 0 || !believed || u->accept_leap)
		return rc;
	notice("the clock leapt, and has shown %d days one after the other since: it is believed. "
	       "What expired meanwhile is destroyed now",
	       CLOCK_BELIEVED_DAYS);
	u->accept_leap = true;
	return 0;
}

static int
close_days(struct upkeep *u, const struct writer_parts *parts)
{
	const struct standing *standing;
	uint32_t clock = clock_day(clock_now());
	int rc = published_standing(parts->published, &standing);

	if (rc != 0)
		return rc;
	ledger_lock(parts->ledger);
	rc = meet_clock(u, parts->ledger->store, clock);
	if (rc == 0)
		rc = close_before(u, parts, clock, standing->roster.retention_days);
	ledger_unlock(parts->ledger);
	standing_unref(standing);
	if (rc == 0 || rc == ERR_DAY) /* a leap of the clock: tidying tells of it */
		u->closed = clock;
	return rc == ERR_DAY ? 0 : rc;
}

void
upkeep_close(struct upkeep *u, const struct writer_parts *parts, uint64_t ms)
{
	uint32_t day = clock_day(clock_now());
	int rc;

	if (day == u->closed || (day == u->failed && ms < u->close_ms))
		return;
	rc = close_days(u, parts);
	if (rc != 0 && u->failed == 0)
		notice("the day that ended could not be closed: %s. What was left on it is not "
		       "found until it is; trying again every minute",
		       err_text(rc));
	u->failed = rc != 0 ? day : 0;
	u->close_ms = ms + CLOSE_AGAIN_MS;
}

/* ---- a day's end ---- */

/* Of people who left more than LEAVER_DAYS ago, or whom the roster no longer names. */
static int
drop_vaults(struct store *store, const struct store_inventory *there, const struct roster *roster,
            uint32_t today)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < there->vaults; i++) {
		const struct person *person = roster_person(roster, there->vault[i].person);

		if (person == NULL || (person->left != 0 && today > person->left + LEAVER_DAYS))
			rc = store_vault_drop(store, there->vault[i].person);
	}
	return rc;
}

/* What was left here and cannot be given to anybody: whoever keeps the disk is to know. */
static void
tell_unreadable(const struct store_inventory *there, uint32_t today, uint32_t retention_days)
{
	char date[ISO_DATE_MAX];

	for (size_t i = 0; i < there->days; i++) {
		if (!store_day_unreadable(&there->day[i], today, retention_days))
			continue;
		iso_date(date, there->day[i].day);
		notice("what was left on %s can be opened by nobody: the key of that day is gone "
		       "from the file \"keys\". Look after the disk; who wrote that day has to "
		       "write again",
		       date);
	}
}

/* What the inventory shows that must go, or that somebody has to know. */
static int
go_through(struct store *store, const struct roster *roster, uint32_t today)
{
	struct store_inventory *there = malloc(sizeof *there);
	int rc = there == NULL ? ERR_MEMORY : store_take_inventory(store, there);

	if (rc == 0) {
		rc = drop_vaults(store, there, roster, today);
		tell_unreadable(there, today, roster->retention_days);
	}
	free(there);
	return rc;
}

static void
tell_expiry(const struct roster *roster, uint32_t today)
{
	if (today > roster->not_after)
		notice("the roster is past its last day, and clients refuse it: sign a new one "
		       "(alcove office renew)");
	else if (today + 14 > roster->not_after)
		notice("the roster ends in %u days: sign a new one soon (alcove office renew)",
		       (unsigned)(roster->not_after - today));
}

static void
tell_ends(struct store *store)
{
	size_t renewed = store_ends_renewed(store);

	if (renewed == END_KEYS)
		notice("there were no end-day keys, so all of them are new. That is right once, "
		       "when an office was made by an Alcove that had none. If the file \"ends\" "
		       "was "
		       "lost, the matters that desks sealed under its keys no longer open");
	else if (renewed > 0)
		notice("the end-day keys of %zu days were damaged and have been made anew: matters "
		       "that desks sealed under the old ones no longer open. Look after the disk",
		       renewed);
}

/* One tidying, under the ledger's lock. */
static int
tidy(struct upkeep *u, const struct writer_parts *parts, const struct roster *roster,
     uint32_t today)
{
	struct store *store = parts->ledger->store;
	int rc = store_tidy(store, today, roster->retention_days, u->accept_leap);

	tell_ends(store);
	if (rc == 0) {
		u->accept_leap = false;
		rc = go_through(store, roster, today);
	}
	/* told at each start and each midnight until it is over */
	if (rc == ERR_DAY)
		notice("the clock is more than %d days from the day last seen, as after days "
		       "off. Nothing is closed or destroyed, also what should be by now. If the "
		       "clock is wrong, set it right. If it is right, restart once with "
		       "--accept-clock; one that leapt forward is believed when it has shown %d "
		       "days one after the other",
		       CLOCK_LEAP_DAYS, CLOCK_BELIEVED_DAYS);
	return rc;
}

static int
turn_day(struct upkeep *u, const struct writer_parts *parts)
{
	const struct standing *standing;
	uint32_t today;
	int rc = published_standing(parts->published, &standing);

	if (rc != 0)
		return rc;
	ledger_lock(parts->ledger);
	today = ledger_today(parts->ledger);
	rc = tidy(u, parts, &standing->roster, today);
	ledger_unlock(parts->ledger);
	if (rc == 0 || rc == ERR_DAY) {
		u->tidied = today;
		tell_expiry(&standing->roster, today);
		rc = 0;
	}
	standing_unref(standing);
	return rc;
}

static void
tell_failure(struct upkeep *u, int rc)
{
	if (!u->failure_told)
		notice("what has expired could not be destroyed: %s. Trying again every minute",
		       err_text(rc));
	u->failure_told = true;
}

int
upkeep_begin(struct upkeep *u, const struct writer_parts *parts)
{
	size_t mended;
	int rc;

	*u = (struct upkeep){.accept_leap = parts->accept_clock};
	mended = store_keys_mended(parts->ledger->store);
	if (mended > 0)
		notice("in %zu places of \"keys\" and \"ends\" the disk had changed a byte, which "
		       "has been put right. Look after the disk: what it changes elsewhere "
		       "nothing puts right",
		       mended);
	rc = close_days(u, parts);
	if (rc == 0 || rc == ERR_DISK)
		rc = turn_day(u, parts);
	/* A full disk must not keep the office from being read. */
	if (rc == ERR_DISK) {
		tell_failure(u, rc);
		rc = 0;
	}
	return rc;
}

/* ---- the log ---- */

static void
scrub(struct upkeep *u, struct ledger *ledger, uint64_t ms)
{
	ledger_lock(ledger);
	if (!store_needs_scrub(ledger->store))
		u->scrub_ms = 0;
	else if (u->scrub_ms == 0)
		u->scrub_ms = ms + SCRUB_AFTER_MS;
	else if (ms >= u->scrub_ms)
		u->scrub_ms = store_scrub(ledger->store) == 0 ? 0 : ms + SCRUB_AGAIN_MS;
	ledger_unlock(ledger);
}

void
upkeep_tick(struct upkeep *u, const struct writer_parts *parts, uint64_t ms)
{
	int rc;

	upkeep_close(u, parts, ms);
	if (ledger_today(parts->ledger) != u->tidied && ms >= u->tidy_ms) {
		rc = turn_day(u, parts);
		if (rc != 0)
			tell_failure(u, rc);
		else
			u->failure_told = false;
		u->tidy_ms = rc != 0 ? ms + TIDY_AGAIN_MS : 0;
	}
	scrub(u, parts->ledger, ms);
	if (ms >= u->trim_ms) {
		malloc_trim(0);
		u->trim_ms = ms + TRIM_MS;
	}
}

void
upkeep_end(const struct writer_parts *parts)
{
	int rc = 0;

	ledger_lock(parts->ledger);
	if (store_needs_scrub(parts->ledger->store))
		rc = store_scrub(parts->ledger->store);
	ledger_unlock(parts->ledger);
	if (rc != 0)
		notice("deleted bytes may be left in the database's log until the next start: %s",
		       err_text(rc));
}
