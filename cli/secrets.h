/* Where words and passphrases come from: a file, a descriptor, or the terminal
 * without echo. Never the command line, never the environment. */
#ifndef ALCOVE_CLI_SECRETS_H
#define ALCOVE_CLI_SECRETS_H

#include "cli/command.h"
#include "core/crypto/minisign.h"
#include "core/crypto/words.h"

/* Canonical words as the arguments say, in secret_new memory for secret_free.
 * NULL after saying on stderr what is wrong. */
char *secrets_words(const struct arguments *a) MUST_USE;
/* New words, chosen by the machine; the same memory. */
char *secrets_new_words(void) MUST_USE;
/* Writes words as one line to a new file of mode 0600. EXIT_ value. */
int secrets_write_words(const char *path, const char *words);
/*
 * The root key (--root-key) under --root-passphrase-file or, without it, under
 * the words. In secret memory; NULL after saying what is wrong.
 */
struct minisign_secret *secrets_root_key(const struct arguments *a) MUST_USE;
/* The passphrase for a new root key, or an empty buf when the words are to serve. EXIT_ value. */
int secrets_passphrase(struct buf *out, const struct arguments *a);

#endif
