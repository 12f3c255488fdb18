/*
 * One way to say how a call ended. 0: done. Below 0: fatal, handed on
 * unchanged. Above 0: a documented result that the caller must handle; each
 * header says which can come.
 */
#ifndef ALCOVE_ERR_H
#define ALCOVE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

enum err {
	ERR_MEMORY = -1,   /* no memory */
	ERR_DISK = -2,     /* reading or writing failed: full, read-only, broken */
	ERR_INTERNAL = -3, /* an invariant does not hold: a bug */

	ERR_SIZE = 1,    /* not the size it must have, or over a maximum */
	ERR_FORMAT,      /* not in the form it must have */
	ERR_SEAL,        /* does not open: wrong key, office, day, or changed */
	ERR_KEY,         /* a public key that must be refused */
	ERR_SIGNATURE,   /* the signature does not hold */
	ERR_FOREIGN,     /* of another office, person or address */
	ERR_EXPIRED,     /* past its last day */
	ERR_OLDER,       /* older than, or other than, what was seen before */
	ERR_DAY,         /* another day than the one in force */
	ERR_ABSENT,      /* there is none */
	ERR_CONFLICT,    /* the place or version is taken */
	ERR_FULL,        /* no room */
	ERR_NO_BUNDLE,   /* nobody can be written to today */
	ERR_WORDS,       /* words that were mistyped */
	ERR_PASSPHRASE,  /* a key file that this passphrase does not open */
	ERR_TEXT,        /* text that is empty, too long or not UTF-8 */
	ERR_PERSON,      /* no such person, or one who cannot be written to */
	ERR_REFUSED,     /* the server refused */
	ERR_SERVER,      /* an answer that does not follow the protocol */
	ERR_UNAVAILABLE, /* the server takes nothing just now; nothing was stored */
	ERR_WRITING,     /* the office takes no writing */
	ERR_NEWER,       /* made by a newer Alcove */
	ERR_READERS,     /* others would read it than those who were named */
	ERR_SENT,        /* what has gone out, or has begun to */
	ERR_USED,        /* an id that stands for something else already */
	ERR_CHOICE,      /* a code or a word that is not among those offered */
	ERR_UNDECIDED,   /* a person must decide something first; nothing was done */
	ERR_DEMAND,      /* a demand has come: nothing is ended by hand */
	ERR_LAST,
};

/* One plain sentence for a person, without a full stop. Never NULL. */
const char *err_text(int err);

#endif
