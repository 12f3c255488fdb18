/*
 * What a session knows, as JSON for the page to draw. Ids and keys are hex.
 *
 * office:  {day, id, fingerprint, serial, not_after, name, sample, retention_days,
 *           charter: {…}, people: [{id, name, role, known, left}]}
 *          role: "ombuds", "arranging", or of a newer Alcove, and then known is false and
 *          the person cannot be written to; left: the day of leaving, 0 for those who are here
 * message: {id, person, kind, lamport, day, text, unreadable, unsent, gone, free, people: [id, …]}
 *          gone: of an unsent one, how many of its parts have gone out, or may have
 *          person: whose words, "" for the visitor's; only messages to be shown, in order
 *          unreadable: it is not text, and text is ""
 * room:    {office, readers, messages: [message, …], left_behind, untold, unknown}
 *          unknown: messages that need a newer Alcove
 * readers: {free: [id, …], people: [id, …], not_today: [id, …], recognisers: [id, …], next, grown:
 *          [id, …]}: who would read what is written to whoever is free today, who can be written
 *          to, who is in the office and cannot, who would recognise her in what she wrote to
 *          whoever is free; next: who reads what she says next unless she chooses: an id,
 *          "whoever", or "" when she is asked; grown: who is new among whoever is free since she
 *          wrote to them (core/room/room.h); null before it is known
 * desk:    {office, self: id, withdrawn, unsaved, crowded, seeds_serial, seeds_until,
 *          few_days, roster_ends, kept_version, server_version, put_back, merged, lost, unknown,
 *          shut, today, to_count, matters: [matter, …]}
 *          few_days, roster_ends: core/desk/facts.h; today, to_count: core/desk/told.h
 *          seeds_serial: of the keys that it makes now
 *          seeds_until: the last day up to which this desk's keys are published, or 0
 *          kept_version, server_version: of the vault that this device had kept, and of the
 *          server's; 0 for none
 *          unsaved: how many acts are not known to be saved on the server
 *          put_back: the sync went on from the kept one
 *          merged: the kept vault and the server's were a fork, and are one now
 *          lost: matters whose keys are gone, or that had no room; before a kept vault is
 *          put back, how many that would lose
 *          unknown: messages that need a newer Alcove; shut: every act does
 * matter:  {name, free, taken, nobodys, mine, waits, ends, shut, label, another_roster, notes,
 *          messages: [message, …]}
 *          taken: who took it, oneself too, or ""; nobodys, mine: core/desk/facts.h
 *          waits: the visitor spoke last, and no colleague took it, or this desk spoke in it too
 *          ends: the first day on which nothing of it is left
 *          shut: acts on it need a newer Alcove; notes: text, "" for none
 *          another_roster: its visitor was shown one that this desk never had
 *
 * office is null before it is known, and so are self and matters.
 */
#ifndef ALCOVE_WASM_SHOW_H
#define ALCOVE_WASM_SHOW_H

#include <jansson.h>

#include "core/desk/desk.h"
#include "core/room/room.h"

enum { SHOW_MAX = 64 * 1024 * 1024 };

/* Each appends one object. ERR_MEMORY, ERR_SIZE. */
MUST_USE int show_room(struct buf *out, const struct room *r);
MUST_USE int show_desk(struct buf *out, const struct desk *d);
/* Another's JSON, or NULL without memory; it is released. */
MUST_USE int show_told(struct buf *out, json_t *told);

#endif
