/*
 * What a session knows, as JSON for the page to draw. Ids and keys are hex.
 *
 * office:  {day, id, fingerprint, serial, not_after, name, sample, retention_days,
 *           charter: {…}, people: [{id, name, role, known, left}]}
 *          role: "ombuds", "arranging", or of a newer Alcove, and then known is false and
 *          the person cannot be written to; left: the day of leaving, 0 for those who are here
 * message: {id, person, kind, lamport, day, text, unreadable, unsent, free, people: [id, …]}
 *          person: whose words, "" for the visitor's; only messages to be shown, in order
 *          unreadable: it is not text, and text is ""
 * room:    {office, messages: [message, …], left_behind, untold, unknown}
 *          unknown: messages that need a newer Alcove
 * desk:    {office, self: id, withdrawn, crowded, seeds_until, kept_version,
 *           server_version, put_back, merged, lost, unknown, shut, matters: [matter, …]}
 *          seeds_until: the last day up to which this desk's keys are published, or 0
 *          kept_version, server_version: of the vault that this device had kept, and of the
 *          server's; 0 for none
 *          put_back: the sync went on from the kept one
 *          merged: the kept vault and the server's were a fork, and are one now
 *          lost: matters whose keys are gone, or that had no room; before a kept vault is
 *          put back, how many that would lose
 *          unknown: messages that need a newer Alcove; shut: every act does
 * matter:  {name, number, free, taken, waits, ends, shut, label, notes, messages: [message, …]}
 *          number: for desk_say and its like; taken: who took it, oneself too, or ""
 *          waits: the visitor spoke last, and no colleague took it, or this desk spoke in it too
 *          ends: the first day on which nothing of it is left; shut: acts on it need a newer Alcove
 *          notes: text, "" for none
 *
 * office is null before it is known, and so are self and matters.
 */
#ifndef ALCOVE_WASM_SHOW_H
#define ALCOVE_WASM_SHOW_H

#include "core/desk/desk.h"
#include "core/room/room.h"

enum { SHOW_MAX = 64 * 1024 * 1024 };

/* Each appends one object. ERR_MEMORY, ERR_SIZE. */
MUST_USE int show_room(struct buf *out, const struct room *r);
MUST_USE int show_desk(struct buf *out, const struct desk *d);

#endif
