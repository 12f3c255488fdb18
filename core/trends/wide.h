/* Sums of products of two 64-bit numbers, which 64 bits cannot hold. */
#ifndef ALCOVE_TRENDS_WIDE_H
#define ALCOVE_TRENDS_WIDE_H

#include <stdint.h>

__extension__ typedef __int128 wide;

/* Adds a * b. Where it is not to be large, a call: in WebAssembly it is fifty bytes. */
inline void
wide_add(wide *sum, int64_t a, int64_t b)
{
	*sum += (wide)a * b;
}

#endif
