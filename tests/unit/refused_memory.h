/*
 * Memory that is refused. Allocations of our own code come through here in a test
 * that is linked with memory_dep (tests/unit/meson.build); the test says which fail.
 */
#ifndef ALCOVE_TESTS_REFUSED_MEMORY_H
#define ALCOVE_TESTS_REFUSED_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* The test's own: whether this allocation fails. */
bool memory_refused(void);

/* Past memory_refused. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);

#endif
