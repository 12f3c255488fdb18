/* A new folder, which is made beside its place and moved there whole. */
#ifndef ALCOVE_CLI_FOLDER_H
#define ALCOVE_CLI_FOLDER_H

#include <limits.h>
#include <stdbool.h>

/* What was given, without slashes at its end; false: it is empty, or too long. */
bool folder_name(char out[PATH_MAX], const char *given);

/* Folders are not made on the way: a path may lead to a disk that is not there today. EXIT_ value.
 */
int folder_check_parent(const char *path);

/* Makes an empty folder beside dir (or, with "/" between, in it), and names it in out; "" when it
 * could not be made. EXIT_ value. */
int folder_make_aside(char out[PATH_MAX], const char *dir, const char *between);

#endif
