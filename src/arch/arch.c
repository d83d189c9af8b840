/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"

#include <string.h>

#include "util/alloc.h"

static const struct arch *const archs[] = {
	&arch_arm64,  &arch_arm,  &arch_riscv64,
	&arch_x86_64, &arch_i386, &arch_i386_bootmem,
};

const struct arch *arch_find(const struct kernel *k)
{
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++) {
		if (!strcmp(archs[i]->name, k->arch) &&
		    archs[i]->bootmem == kernel_has_bootmem(k))
			return archs[i];
	}
	return NULL;
}

const struct arch_image_resource *
arch_next_image_resource(const struct arch *arch, const struct kernel *k,
			 const struct arch_image_resource *r)
{
	const struct arch_image_resource *end;

	if (!arch->nr_image_resources)
		return NULL;
	end = arch->image_resources + arch->nr_image_resources;
	r = r ? r + 1 : arch->image_resources;
	while (r < end && arch->has_image_resource &&
	       !arch->has_image_resource(k, r))
		r++;
	return r < end ? r : NULL;
}
