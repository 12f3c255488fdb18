/* Any bytes as items: what is read whole, written again, is the same bytes. */
#include <string.h>

#include "core/talk/items.h"
#include "fuzz/support.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct item_reader r = item_reader(span(data, size));
	struct item item;
	struct buf out;

	buf_init(&out, size);
	while (item_next(&r, &item)) {
		NEED(item.bytes.p >= data && item.bytes.p + item.bytes.n <= data + size);
		item_put(&out, item.tag, item.bytes);
		NEED(out.err == 0);
	}
	NEED(r.err == 0 || r.err == ERR_FORMAT);
	NEED(out.n <= size && (out.n == size) == (r.err == 0));
	NEED(out.n == 0 || memcmp(out.p, data, out.n) == 0);
	NEED(!item_next(&r, &item) && item.bytes.n == 0);
	buf_clear(&out);
	return 0;
}
