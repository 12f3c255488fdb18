/*
 * What the office has published: its signed roster, the bundles of its people,
 * the list of its files, and when that was made anew. Read again as soon as anybody has written to
 * the store, so that a new roster is in force for the very next request.
 */
#ifndef ALCOVE_SERVER_PUBLISHED_H
#define ALCOVE_SERVER_PUBLISHED_H

#include "core/talk/roster.h"
#include "server/payload.h"
#include "server/readers.h"

/* One roster in force, not changed while anybody holds it. */
struct standing {
	struct minisign_public root;
	struct roster roster;
};

struct published;

/*
 * Reads the documents "root.pub", "roster" and "roster.minisig" through a handle of
 * its own (own: one reader), which published_free closes; also when this fails. ERR_ABSENT:
 * they are not all there; ERR_SIGNATURE, ERR_FORMAT, …: they do not hold.
 */
MUST_USE int published_new(struct published **out, struct readers *own);
void published_free(struct published *p);

/*
 * The roster in force, for standing_unref. When what was written since does
 * not hold, the last good one stays in force and a notice says so.
 */
MUST_USE int published_standing(struct published *p, const struct standing **out);
void standing_unref(const struct standing *standing);

/* A number that is another one as soon as pages were published again (cli/publish.h). */
MUST_USE int published_list(struct published *p, uint64_t *list);

/* Answers to GET /v1/office, /v1/manifest (ERR_ABSENT: none) and /v1/bundles/DAY. */
MUST_USE int published_office(struct published *p, uint32_t today, struct payload **out);
MUST_USE int published_manifest(struct published *p, struct payload **out);
MUST_USE int published_bundles(struct published *p, uint32_t day, struct payload **out);

#endif
