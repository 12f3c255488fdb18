/* The in-memory backend: for tests, and as the model the others are held to. */
#ifndef ALCOVE_STORE_MEMORY_H
#define ALCOVE_STORE_MEMORY_H

#include "store/backend.h"

MUST_USE int memory_open(struct backend **out);

#endif
