/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <string.h>

#include "input/dtb.h"
#include "util/alloc.h"

/*
 * Compatible strings of CPU nodes, the first that fits: a name, or with a '*'
 * at its end what a name begins with. After Documentation/devicetree/
 * bindings/arm/cpus.yaml and bindings/riscv/cpus.yaml of Linux.
 */
static const struct {
	const char *pattern;
	const char *arch;
} cores[] = {
	/* 32 bits, or used so */
	{ "arm,arm7*", "arm" },
	{ "arm,arm9*", "arm" },
	{ "arm,arm10*", "arm" },
	{ "arm,arm11*", "arm" },
	{ "arm,sa1*", "arm" },
	{ "arm,cortex-a5", "arm" },
	{ "arm,cortex-a7", "arm" },
	{ "arm,cortex-a8", "arm" },
	{ "arm,cortex-a9", "arm" },
	{ "arm,cortex-a12", "arm" },
	{ "arm,cortex-a15", "arm" },
	{ "arm,cortex-a17", "arm" },
	{ "arm,cortex-a32", "arm" },
	{ "arm,cortex-m*", "arm" },
	{ "arm,cortex-r82*", "arm64" },
	{ "arm,cortex-r*", "arm" },
	{ "brcm,bcm*", "arm" },
	{ "brcm,brahma-b15", "arm" },
	{ "faraday,*", "arm" },
	{ "intel,sa1*", "arm" },
	{ "marvell,feroceon", "arm" },
	{ "marvell,mohawk", "arm" },
	{ "marvell,pj4*", "arm" },
	{ "marvell,sheeva-v5", "arm" },
	{ "marvell,sheeva-v7", "arm" },
	{ "marvell,xscale", "arm" },
	{ "qcom,krait", "arm" },
	{ "qcom,scorpion", "arm" },
	/* 64 bits */
	{ "apm,*", "arm64" },
	{ "apple,*", "arm64" },
	{ "arm,arm-v8", "arm64" },
	{ "arm,armv8*", "arm64" },
	{ "arm,cortex-a*", "arm64" },
	{ "arm,cortex-x*", "arm64" },
	{ "arm,foundation-*", "arm64" },
	{ "arm,kryo", "arm64" },
	{ "arm,neoverse-*", "arm64" },
	{ "arm,rainier", "arm64" },
	{ "ampere,*", "arm64" },
	{ "brcm,brahma-b53", "arm64" },
	{ "brcm,vulcan", "arm64" },
	{ "cavium,*", "arm64" },
	{ "fujitsu,a64fx", "arm64" },
	{ "hisilicon,tsv*", "arm64" },
	{ "nvidia,*", "arm64" },
	{ "phytium,*", "arm64" },
	{ "qcom,falkor*", "arm64" },
	{ "qcom,kryo*", "arm64" },
	{ "qcom,oryon*", "arm64" },
	{ "samsung,*", "arm64" },
	{ "riscv", "riscv64" },
};

/*
 * Of the 64-bit ones, those whose technical reference manual has AArch32 at
 * EL1 too: they boot a 32-bit kernel. Later cores have it at EL0 only.
 */
static const char *const aarch32_cores[] = {
	"arm,armv8",	  "arm,cortex-a35", "arm,cortex-a53",
	"arm,cortex-a55", "arm,cortex-a57", "arm,cortex-a72",
	"arm,cortex-a73", "arm,cortex-a75", "brcm,brahma-b53",
};

/*
 * Of the 32-bit ones, those with LPAE: the Virtualization Extensions bring it
 * along, and their manuals have both.
 */
static const char *const lpae_cores[] = {
	"arm,cortex-a7",  "arm,cortex-a12", "arm,cortex-a15",
	"arm,cortex-a17", "arm,cortex-a32", "brcm,brahma-b15",
};

/* Those before ARMv7, and those that have no MMU. */
static const char *const older_cores[] = {
	"arm,arm7*",	     "arm,arm9*",	 "arm,arm10*",
	"arm,arm11*",	     "arm,sa1*",	 "faraday,*",
	"intel,sa1*",	     "marvell,feroceon", "marvell,mohawk",
	"marvell,sheeva-v5", "marvell,xscale",
};
static const char *const flat_cores[] = { "arm,cortex-m*", "arm,cortex-r*" };

static bool fits(const char *pattern, const char *s)
{
	while (*pattern && *pattern == *s) {
		pattern++;
		s++;
	}
	return *pattern == '*' || *pattern == *s;
}

const char *cpu_architecture(const char *compatible)
{
	for (size_t i = 0; i < ARRAY_SIZE(cores); i++) {
		if (fits(cores[i].pattern, compatible))
			return cores[i].arch;
	}
	return NULL;
}

bool cpu_has_lpae(const char *compatible)
{
	for (size_t i = 0; i < ARRAY_SIZE(lpae_cores); i++) {
		if (strcmp(lpae_cores[i], compatible) == 0)
			return true;
	}
	return false;
}

bool cpu_is_older(const char *compatible)
{
	for (size_t i = 0; i < ARRAY_SIZE(older_cores); i++) {
		if (fits(older_cores[i], compatible))
			return true;
	}
	return false;
}

bool cpu_has_no_mmu(const char *compatible)
{
	for (size_t i = 0; i < ARRAY_SIZE(flat_cores); i++) {
		if (fits(flat_cores[i], compatible))
			return true;
	}
	return false;
}

bool cpu_has_aarch32(const char *compatible)
{
	for (size_t i = 0; i < ARRAY_SIZE(aarch32_cores); i++) {
		if (strcmp(aarch32_cores[i], compatible) == 0)
			return true;
	}
	return false;
}
