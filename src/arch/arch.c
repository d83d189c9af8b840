/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"

#include <string.h>

#include "util/alloc.h"

static const struct arch *const archs[] = { &arch_arm64, &arch_arm,
					    &arch_x86_64, &arch_i386 };

const struct arch *arch_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++) {
		if (!strcmp(archs[i]->name, name))
			return archs[i];
	}
	return NULL;
}
