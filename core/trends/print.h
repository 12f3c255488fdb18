/* Numbers and JSON written into a buf. */
#ifndef ALCOVE_TRENDS_PRINT_H
#define ALCOVE_TRENDS_PRINT_H

#include "core/bytes.h"

void put_number(struct buf *out, int64_t n);
/* null for a number that is not there (INT64_MIN, INT64_MAX). */
void put_bound(struct buf *out, int64_t n);
/* In quotes, and escaped. */
void put_quoted(struct buf *out, struct span text);

#endif
