/*
 * The end-day keys: one random key for each of the END_KEYS days to come, the
 * same for every desk (docs/protocol.md §10). A desk seals what is to end on a
 * day under that day's key as well; the key is destroyed when its day begins, so
 * that the sealed thing ends even if its desk is never opened again. The keys
 * lie in a slotfile of their own beside the key file:
 *
 *   name "alcove end keys", format 1
 *   kind 1: the key of the end of a day (number: the day), at slot day mod END_KEYS
 *   kind 2: the day on which the file was last turned (no key), the slot after them
 *
 * Turned on day T the file holds the keys of T + 1 … T + END_KEYS.
 */
#ifndef ALCOVE_STORE_ENDFILE_H
#define ALCOVE_STORE_ENDFILE_H

#include "store/wrap.h"

enum { ENDFILE_BYTES = 32768 };

struct endfile;

/* As slotfile_create, slotfile_open and slotfile_open_memory. A new file has no keys. */
MUST_USE int endfile_create(int directory, const char *name);
MUST_USE int endfile_open(struct endfile **out, int directory, const char *name, bool writable);
MUST_USE int endfile_open_memory(struct endfile **out);
void endfile_close(struct endfile *e); /* NULL is fine */
/* How many slots opening it has mended (slotfile.h). */
size_t endfile_mended(const struct endfile *e);

/*
 * Day `today` has begun: destroys the keys of all days up to it and makes those
 * of the new days to come, durable when this returns 0. A key to come that is
 * missing or torn is made anew, and *renewed grows by one for each that was to
 * be there. A day before the last one is as if it were the last one, so that no
 * key is destroyed; with `back` it is the day in force, and the keys of days
 * beyond its END_KEYS are destroyed. ERR_DISK: can be called again. ERR_SIZE: no
 * such day.
 */
MUST_USE int endfile_turn(struct endfile *e, uint32_t today, bool back, size_t *renewed);

/* The day on which the file was last turned; 0 never. */
MUST_USE int endfile_day(struct endfile *e, uint32_t *day);
/*
 * All keys, in the order of their days, of *day + 1 and those after it, where
 * *day is the day of the last turn. ERR_ABSENT: there are none yet, or they are
 * just being turned. The caller wipes out.
 */
MUST_USE int endfile_keys(struct endfile *e, uint32_t *day, uint8_t out[END_KEYS][END_KEY_BYTES]);

#endif
