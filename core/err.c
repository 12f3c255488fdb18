#include "core/err.h"

const char *
err_text(int err)
{
	if (err == 0)
		return "done";
	switch ((enum err)err) {
	case ERR_MEMORY:
		return "there is not enough memory";
	case ERR_DISK:
		return "the disk could not be read or written";
	case ERR_INTERNAL:
		return "something went wrong inside Alcove";
	case ERR_SIZE:
		return "it does not have the size it must have";
	case ERR_FORMAT:
		return "it is not in the form it must have";
	case ERR_SEAL:
		return "it does not open: it was changed, or is meant for somebody else";
	case ERR_KEY:
		return "it contains a key that is not safe to use";
	case ERR_SIGNATURE:
		return "its signature does not hold";
	case ERR_FOREIGN:
		return "it belongs to another office, person or address";
	case ERR_EXPIRED:
		return "it is past its last day";
	case ERR_OLDER:
		return "it is older than, or not the same as, what was seen before";
	case ERR_DAY:
		return "the server's day and this machine's day are too far apart";
	case ERR_ABSENT:
		return "there is nothing there";
	case ERR_CONFLICT:
		return "something else is there already";
	case ERR_FULL:
		return "there is no room left today";
	case ERR_NO_BUNDLE:
		return "the office cannot be written to today: no ombuds has published keys for "
		       "this day";
	case ERR_WORDS:
		return "the words were mistyped";
	case ERR_PASSPHRASE:
		return "the passphrase does not open this key";
	case ERR_TEXT:
		return "a message is 1 to 65,536 bytes of UTF-8 text without NUL bytes";
	case ERR_PERSON:
		return "nobody by that name can be written to";
	case ERR_REFUSED:
		return "the server refused";
	case ERR_SERVER:
		return "the server's answer does not follow the protocol";
	case ERR_UNAVAILABLE:
		return "the server takes no messages just now; nothing was sent: try again later";
	case ERR_WRITING:
		return "this office takes no writing: call or visit";
	case ERR_NEWER:
		return "it was made by a newer Alcove: use that one";
	case ERR_LAST:
		break;
	}
	return "an unknown error";
}
