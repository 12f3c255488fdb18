#include "core/trends/wide.h"

void
wide_add(wide *sum, int64_t a, int64_t b)
{
	*sum += (wide)a * b;
}
