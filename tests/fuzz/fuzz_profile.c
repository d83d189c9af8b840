/* SPDX-License-Identifier: GPL-2.0-only */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Any bytes as a kernel profile: accepted, or refused with a message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct error err = { 0 };
	struct kernel k;

	if (kernel_from_json(&k, (const char *)data, len, "fuzz", &err) == 0)
		kernel_release(&k);
	else
		assert(err.set);
	return 0;
}
