#include <sodium.h>

#include "core/json.h"
#include "core/secret.h"

int
core_start(void)
{
	json_start();
	return sodium_init() < 0 ? ERR_INTERNAL : 0;
}
