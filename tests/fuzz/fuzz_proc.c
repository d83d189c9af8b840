/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "input/proc.h"
#include "util/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef int read_resources(struct proc_resources *out, const char *text,
			   const char *name, struct error *err);
typedef int read_zones(struct proc_zones *out, const char *text,
		       const char *name, struct error *err);

/* A reader either gives something or says what is wrong. */
static void check(int ret, size_t n, const struct error *err)
{
	if ((ret == 0) != (n > 0) || (ret == 0) == err->set)
		__builtin_trap();
}

/* Any bytes as each of the files of a running kernel. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static read_zones *const zones[] = { proc_read_zoneinfo,
					     proc_read_buddyinfo };
	static read_resources *const resources[] = { proc_read_iomem,
						     proc_read_memblock };
	char *text = xcalloc(size + 1, 1);
	struct error slab_err = { 0 };
	struct proc_slabs slabs;
	int slabs_ret;

	memcpy(text, data, size);
	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		struct error err = { 0 };
		struct proc_zones z;

		if (zones[i](&z, text, "fuzz", &err) == 0 && !z.n)
			__builtin_trap();
		proc_zones_release(&z);
	}
	for (size_t i = 0; i < ARRAY_SIZE(resources); i++) {
		struct error err = { 0 };
		struct proc_resources r;
		int ret = resources[i](&r, text, "fuzz", &err);

		check(ret, r.n, &err);
		proc_resources_release(&r);
	}
	slabs_ret = proc_read_slabinfo(&slabs, text, "fuzz", &slab_err);
	check(slabs_ret, slabs.n, &slab_err);
	proc_slabs_release(&slabs);
	free(text);
	return 0;
}
