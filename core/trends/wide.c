#include "core/trends/wide.h"

/* The one that is called, where it is not inlined. */
extern inline void wide_add(wide *sum, int64_t a, int64_t b);
