/* Rows that lie sorted by an id, with which each begins: so nothing tells in which
 * order they came. */
#ifndef ALCOVE_TRENDS_BY_ID_H
#define ALCOVE_TRENDS_BY_ID_H

#include "core/bytes.h"

/* Where a row of this id is, or would stand, among n rows of so many bytes; whether it is there. */
size_t by_id(const void *rows, size_t n, size_t size, struct span id, bool *there);
/* Moves the n rows apart, so that one more stands at a place. */
void by_id_open(void *rows, size_t n, size_t size, size_t at);

#endif
