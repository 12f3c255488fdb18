/* JSON written straight into a buf, which is wiped: what was said passes through no other memory.
 */
#ifndef ALCOVE_WASM_JSON_H
#define ALCOVE_WASM_JSON_H

#include "core/bytes.h"

/* Values. text is UTF-8; put in quotes and escaped. */
void json_put_text(struct buf *out, struct span text);
void json_put_hex(struct buf *out, struct span bytes);
void json_put_number(struct buf *out, uint64_t n);
void json_put_bool(struct buf *out, bool v);

/* The comma before a further member or element; nothing right after '{', '[' or at the start. */
void json_next(struct buf *out);
/* json_next, then "name": */
void json_name(struct buf *out, const char *name);

#endif
