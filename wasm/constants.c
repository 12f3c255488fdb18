#include "wasm/constants.h"

#include "core/talk/step.h"
#include "core/wire.h"
#include "wasm/json.h"

struct row {
	const char *name;
	int value;
};

#define ROW(name)                                                                                  \
	{                                                                                          \
#name, name                                                                        \
	}

/* tests/wasm/product.mjs holds this list against the headers. */
static const struct row rows[] = {
	/* clang-format off */
	ROW(OFFICE_BYTES),
	ROW(PERSON_BYTES),
	ROW(TAG_BYTES),
	ROW(ACCESS_BYTES),
	ROW(MESSAGE_ID_BYTES),
	ROW(CLAIM_BYTES),
	ROW(TOKEN_BYTES),
	ROW(CHALLENGE_BYTES),
	ROW(PEOPLE_MAX),
	ROW(PLACES_PER_DAY),
	ROW(LIVE_TAGS_MAX),
	ROW(RETENTION_DAYS_MAX),
	ROW(NOTES_DAYS_MAX),
	ROW(BUNDLES_AHEAD_DAYS),
	ROW(ROSTER_DAYS_MAX),
	ROW(LEAVER_DAYS),
	ROW(SEED_GRACE_DAYS),
	ROW(COVER_TAGS_PER_DAY),
	ROW(CLOCK_LEAP_DAYS),
	ROW(BODY_BYTES),
	ROW(OUTER_BYTES),
	ROW(INNER_BYTES),
	ROW(TEXT_PART_BYTES),
	ROW(PARTS_MAX),
	ROW(TEXT_MAX),
	ROW(MESSAGE_MUST_UNDERSTAND),
	ROW(ITEM_HEAD_BYTES),
	ROW(ITEM_MUST_UNDERSTAND),
	ROW(BUNDLE_BYTES),
	ROW(VAULT_MIN),
	ROW(VAULT_MAX),
	ROW(NOTES_MAX),
	ROW(END_KEYS),
	ROW(ENDS_BYTES),
	ROW(INBOX_PAGE),
	ROW(INBOX_ENTRY_BYTES),
	ROW(EXCHANGE_HEADER_BYTES),
	ROW(EXCHANGE_SLOT_BYTES),
	ROW(EXCHANGE_BODIES),
	ROW(EXCHANGE_ANSWER_BYTES),
	ROW(EXCHANGE_ENTRY_BYTES),
	ROW(EXCHANGE_DELETES_MAX),
	ROW(PUZZLE_BITS_MAX),
	ROW(SEAL_TO_OMBUDS),
	ROW(SEAL_TO_VISITOR),
	ROW(SEAL_COPY),
	ROW(SEAL_TO_STAFF),
	ROW(MESSAGE_TEXT),
	ROW(MESSAGE_TAKEN),
	ROW(MESSAGE_FORGET),
	ROW(MESSAGE_RENEW),
	ROW(EXCHANGE_DEPOSIT),
	ROW(EXCHANGE_FETCH),
	ROW(EXCHANGE_DELETE),
	ROW(EXCHANGE_OK),
	ROW(EXCHANGE_MALFORMED),
	ROW(EXCHANGE_CONFLICT),
	ROW(EXCHANGE_ROSTER),
	ROW(EXCHANGE_DAY),
	ROW(EXCHANGE_PUZZLE),
	ROW(EXCHANGE_FULL),
	ROW(EXCHANGE_UNAVAILABLE),
	ROW(ERR_MEMORY),
	ROW(ERR_DISK),
	ROW(ERR_INTERNAL),
	ROW(ERR_SIZE),
	ROW(ERR_FORMAT),
	ROW(ERR_SEAL),
	ROW(ERR_KEY),
	ROW(ERR_SIGNATURE),
	ROW(ERR_FOREIGN),
	ROW(ERR_EXPIRED),
	ROW(ERR_OLDER),
	ROW(ERR_DAY),
	ROW(ERR_ABSENT),
	ROW(ERR_CONFLICT),
	ROW(ERR_FULL),
	ROW(ERR_NO_BUNDLE),
	ROW(ERR_WORDS),
	ROW(ERR_PASSPHRASE),
	ROW(ERR_TEXT),
	ROW(ERR_PERSON),
	ROW(ERR_REFUSED),
	ROW(ERR_SERVER),
	ROW(ERR_UNAVAILABLE),
	ROW(ERR_WRITING),
	ROW(ERR_NEWER),
	ROW(ERR_READERS),
	ROW(STEP_REQUEST),
	ROW(STEP_RECALL),
	ROW(STEP_KEEP),
	ROW(STEP_DONE),
	ROW(HTTP_GET),
	ROW(HTTP_POST),
	ROW(HTTP_PUT),
	/* clang-format on */
};

void
constants_json(struct buf *out)
{
	buf_put_text(out, "{");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		json_name(out, rows[i].name);
		if (rows[i].value < 0)
			buf_put_text(out, "-");
		json_put_number(out,
		                (uint64_t)(rows[i].value < 0 ? -rows[i].value : rows[i].value));
	}
	buf_put_text(out, "}");
}
