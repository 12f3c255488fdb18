#include "core/err.h"

#include <stddef.h>

static const char *const fatal[] = {
	[-ERR_MEMORY] = "there is not enough memory",
	[-ERR_DISK] = "the disk could not be read or written",
	[-ERR_INTERNAL] = "something went wrong inside Alcove",
};

static const char *const results[ERR_LAST] = {
	[0] = "done",
	[ERR_SIZE] = "it does not have the size it must have",
	[ERR_FORMAT] = "it is not in the form it must have",
	[ERR_SEAL] = "it does not open: it was changed, or is meant for somebody else",
	[ERR_KEY] = "it contains a key that is not safe to use",
	[ERR_SIGNATURE] = "its signature does not hold",
	[ERR_FOREIGN] = "it belongs to another office, person or address",
	[ERR_EXPIRED] = "it is past its last day",
	[ERR_OLDER] = "it is older than, or not the same as, what was seen before",
	[ERR_DAY] = "the server's day and this machine's day are too far apart",
	[ERR_ABSENT] = "there is nothing there",
	[ERR_CONFLICT] = "something else is there already",
	[ERR_FULL] = "there is no room left today",
	[ERR_NO_BUNDLE] =
		("the office cannot be written to today: no ombuds has published keys for "
                 "this day"),
	[ERR_WORDS] = "the words were mistyped",
	[ERR_PASSPHRASE] = "the passphrase does not open this key",
	[ERR_TEXT] = "a message is 1 to 65,536 bytes of UTF-8 text without NUL bytes",
	[ERR_PERSON] = "nobody by that name can be written to",
	[ERR_REFUSED] = "the server refused",
	[ERR_SERVER] = "the server's answer does not follow the protocol",
	[ERR_UNAVAILABLE] =
		"the server takes no messages just now; nothing was sent: try again later",
	[ERR_WRITING] = "this office takes no writing: call or visit",
	[ERR_NEWER] = "it was made by a newer Alcove: use that one",
	[ERR_READERS] = "others would read this today than those who were named; nothing was sent",
	[ERR_SENT] = "it has gone out, or has begun to",
	[ERR_USED] = "this id was used for something else; nothing was done",
	[ERR_CHOICE] = "this is not among what can be chosen",
	[ERR_UNDECIDED] = "somebody must decide this first; nothing was done",
	[ERR_DEMAND] =
		("a demand has come: nothing is ended by hand until it is lifted; what ends on its "
                 "announced day still does"),
};

const char *
err_text(int err)
{
	const char *text = NULL;

	if (err < 0 && err >= ERR_INTERNAL)
		text = fatal[-err];
	else if (err >= 0 && err < ERR_LAST)
		text = results[err];
	return text == NULL ? "an unknown error" : text;
}
