/*
 * An enrolment code: what a new person hands to the root holder, on one line.
 * "alcove-enrol-1." and base64url, without padding, of
 *   office (32) ‖ u8 role ‖ desk signing key (32) ‖ reply key (32) ‖ u8 length ‖ name ‖ signature
 * (64) signed by the desk signing key over label("enrol") ‖ all before. Nothing in it is secret;
 * that it is the right person's, the two people make sure of.
 */
#ifndef ALCOVE_TALK_ENROLMENT_H
#define ALCOVE_TALK_ENROLMENT_H

#include "core/crypto/keys.h"
#include "core/talk/roster.h"

enum { ENROLMENT_CODE_MAX = 512 }; /* with its NUL */

/*
 * The code of a person with these canonical words (words_parse): one Argon2id.
 * name: 1 to PERSON_NAME_MAX bytes of UTF-8, else ERR_TEXT. ERR_MEMORY, ERR_INTERNAL.
 */
MUST_USE int enrolment_make(char out[ENROLMENT_CODE_MAX], const uint8_t office[OFFICE_BYTES],
                            const char *words, enum person_role role, const char *name);
/* The same of keys; name is as it should be. ERR_MEMORY, ERR_INTERNAL. */
MUST_USE int enrolment_write(char out[ENROLMENT_CODE_MAX], const uint8_t office[OFFICE_BYTES],
                             const struct desk_keys *keys, enum person_role role, const char *name);
/* Reads a code, with blanks and line ends in it or not, into out. ERR_FORMAT, ERR_FOREIGN (for
 * another office), ERR_SIGNATURE, ERR_KEY. */
MUST_USE int enrolment_read(struct person *out, const char *code,
                            const uint8_t office[OFFICE_BYTES]);

#endif
