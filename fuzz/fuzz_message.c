/* Any inner plaintext: what is read of a known kind writes itself again, byte for byte. */
#include <string.h>

#include "core/talk/message.h"
#include "fuzz/support.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t in[INNER_BYTES] = {0}, out[INNER_BYTES];
	struct message_part part;
	int rc;

	if (size > INNER_BYTES)
		return 0;
	memcpy(in, data, size);
	rc = message_read(&part, in);
	NEED(rc == 0 || rc == ERR_FORMAT);
	if (rc != 0)
		return 0;
	NEED(part.kind != 0 && part.people_count <= PEOPLE_MAX && part.text.n <= TEXT_PART_BYTES);
	NEED(part.text.p >= in && part.text.p + part.text.n <= in + sizeof in);
	if (!message_kind_known(part.kind))
		return 0;
	NEED(part.part < part.parts);
	message_write(out, &part);
	NEED(memcmp(in, out, sizeof in) == 0);
	return 0;
}
