/*
 * Functions nobody calls here: they cannot be told the size of what they write,
 * cannot report an error, or keep hidden state. The build includes this header
 * before every file of ours, so that a use fails to compile.
 */
#ifndef ALCOVE_BANNED_H
#define ALCOVE_BANNED_H

/* The headers that declare them come first: a poisoned name may not even be declared. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* macros of a fortified build, which clang will not poison silently */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat strtok
#pragma GCC poison sprintf vsprintf gets
#pragma GCC poison scanf fscanf sscanf vscanf vfscanf vsscanf
#pragma GCC poison atoi atol atoll atof
#pragma GCC poison asctime ctime gmtime localtime
#pragma GCC poison tmpnam tempnam mktemp
#pragma GCC poison system popen
#pragma GCC poison rand srand

#endif
