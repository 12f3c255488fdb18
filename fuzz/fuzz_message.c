/* Any inner plaintext, after a byte for its direction: what is read of a known kind writes itself
 * again, byte for byte. */
#include <string.h>

#include "core/talk/message.h"
#include "fuzz/support.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t in[INNER_BYTES] = {0}, out[INNER_BYTES];
	enum seal_direction direction;
	struct message_part part;
	int rc;

	if (size == 0 || size - 1 > INNER_BYTES)
		return 0;
	direction = (enum seal_direction)(SEAL_TO_OMBUDS + data[0] % SEAL_TO_STAFF);
	memcpy(in, data + 1, size - 1);
	rc = message_read(&part, in, direction);
	NEED(rc == 0 || rc == ERR_FORMAT);
	if (rc != 0)
		return 0;
	NEED(part.kind != 0 && part.to.n <= PEOPLE_MAX && part.text.n <= TEXT_PART_BYTES);
	NEED(part.text.p >= in && part.text.p + part.text.n <= in + sizeof in);
	if (!message_kind_known(part.kind))
		return 0;
	NEED(part.part < part.parts);
	message_write(out, &part, direction);
	NEED(memcmp(in, out, sizeof in) == 0);
	return 0;
}
