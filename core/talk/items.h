/*
 * The text area of a structured message (docs/protocol.md §8): items of u16 tag ‖ u16 length ‖
 * bytes, one after another, in the parts joined. A reader hands out items of tags that it does
 * not know as they are, so that they can be kept. Text and renew stay plain UTF-8; the sheet's
 * pages (R20-R24) are made of items.
 */
#ifndef ALCOVE_TALK_ITEMS_H
#define ALCOVE_TALK_ITEMS_H

#include "core/bytes.h"
#include "core/wire.h"

enum { ITEM_BYTES_MAX = 65535 };

struct item {
	uint16_t tag;
	struct span bytes; /* in place, at most ITEM_BYTES_MAX */
};

/* Whether a reader that does not know a tag may not act on what holds it. */
bool item_must_understand(uint16_t tag);

struct item_reader {
	struct reader in;
	int err; /* 0, or ERR_FORMAT: the bytes end inside an item */
};

struct item_reader item_reader(struct span items);
/* The next item. False at the end, and from the first damage on: see .err then. */
bool item_next(struct item_reader *r, struct item *out);

/*
 * Appends an item. out's own maximum holds; .err says ERR_SIZE or ERR_MEMORY, and sticks. An item
 * that does not fit is left out whole.
 */
void item_put(struct buf *out, uint16_t tag, struct span bytes);

#endif
