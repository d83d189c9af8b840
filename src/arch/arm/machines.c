/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm/machines.h"

#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"

/* What the kernel knows of machines from its own board files. */
static const struct {
	const char *compatible; /* of the root node */
	uint64_t dma_zone_size; /* bytes */
	bool lpae_only;
	const char *origin; /* in the kernel's source */
} machines[] = {
	{ "brcm,bcm2711", 1ULL << 30, false, "arch/arm/mach-bcm/bcm2711.c" },
	{ "calxeda,highbank", 4ULL << 30, true,
	  "arch/arm/mach-highbank/highbank.c" },
	{ "calxeda,ecx-2000", 4ULL << 30, true,
	  "arch/arm/mach-highbank/highbank.c" },
	{ "ti,k2hk", 2ULL << 30, true, "arch/arm/mach-keystone/keystone.c" },
	{ "ti,k2e", 2ULL << 30, true, "arch/arm/mach-keystone/keystone.c" },
	{ "ti,k2l", 2ULL << 30, true, "arch/arm/mach-keystone/keystone.c" },
	{ "ti,k2g", 2ULL << 30, true, "arch/arm/mach-keystone/keystone.c" },
	{ "ti,keystone", 2ULL << 30, true,
	  "arch/arm/mach-keystone/keystone.c" },
	{ "ti,omap5", 2ULL << 30, true, "arch/arm/mach-omap2/board-generic.c" },
	{ "ti,dra7", 2ULL << 30, true, "arch/arm/mach-omap2/board-generic.c" },
	{ "ti,dra72", 2ULL << 30, true, "arch/arm/mach-omap2/board-generic.c" },
	{ "ti,da850", 128ULL << 20, false, "arch/arm/mach-davinci/da8xx-dt.c" },
};

uint64_t arm_machine_dma_zone_size(const struct machine_fdt *fdt,
				   const struct kernel *k)
{
	for (char **c = fdt->compatibles; c && *c; c++) {
		for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
			if (strcmp(machines[i].compatible, *c))
				continue;
			if (machines[i].lpae_only && !k->arm_lpae)
				return 0;
			return machines[i].dma_zone_size;
		}
	}
	return 0;
}
