/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_i386.h"

#include <string.h>

#include "model/release.h"
#include "util/alloc.h"
#include "util/range.h"

#define PAGE 4096ULL
#define FIXADDR_TOP 0xfffff000ULL
#define ADDRESS_END (1ULL << 32)
/* What tables of the image can map. */
#define IMAGE_LEAST (8ULL << 20)
#define IMAGE_MOST (256ULL << 20)

/*
 * A kernel says that it uses the bit, or that it cannot; one without high
 * memory is of small machines, where PAE would only cost.
 */
#define NX_USED "NX (Execute Disable) protection: active"
#define NX_USED_FIRST "Using x86 segment limits to approximate NX protection"
#define NX_WITHOUT_PAE "non-PAE kernel"

/* 1: with PAE, 0: without, -1: nothing tells. */
static int pae_shown(const struct fit *f)
{
	if (fit_line_with(f, NX_USED) || strstr(f->release_name, "pae") ||
	    strstr(f->release_name, "PAE"))
		return 1;
	if (fit_line_with(f, NX_WITHOUT_PAE) ||
	    fit_line_with(f, NX_USED_FIRST) ||
	    (fit_has(f, LOG_HAS_ZONE_HEADING) &&
	     !fit_has(f, (enum build_fact)(LOG_HAS_ZONE + ZONE_HIGHMEM))))
		return 0;
	return -1;
}

static void fit_pae(struct fit *f)
{
	int pae = pae_shown(f);

	if (pae < 0)
		return;
	fit_guess_option(
		f, "CONFIG_X86_PAE", pae > 0,
		pae ? "the NX bit is used, or the release's name" :
		      "the log says that it has none, or no high memory");
	fit_guess_number(f, GROUP_CONSTANTS, "sizeof(phys_addr_t)", pae ? 8 : 4,
			 "by PAE");
	fit_guess_number(f, GROUP_CONSTANTS, "pageblock_order", pae ? 9 : 10,
			 "by PAE");
	fit_guess_number(f, GROUP_CONSTANTS, "HPAGE_SHIFT", pae ? 21 : 22,
			 "by PAE");
	if (fit_number(f, GROUP_CONFIG, "CONFIG_PGTABLE_LEVELS"))
		fit_guess_number(f, GROUP_CONFIG, "CONFIG_PGTABLE_LEVELS",
				 pae ? 3 : 2, "by PAE");
}

/* What each CPU can have mapped at once: KM_TYPE_NR, KM_MAX_IDX. */
static const struct {
	const char *since;
	unsigned slots;
} kmap_slots[] = {
	{ "5.11", 16 },
	{ "2.6.37", 20 },
	{ "2.6.28", 19 },
};

/* Before them the list is another one, which only a build tells. */
#define LIST_KNOWN_SINCE "2.6.28"

static unsigned slots_of_cpu(const struct fit *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(kmap_slots); i++) {
		if (release_reaches(f->release, kmap_slots[i].since))
			return kmap_slots[i].slots;
	}
	return 0;
}

/*
 * Until each kernel had its IDT there, those that are to run on the first
 * Pentiums did.
 */
#define F00F_BUG "with F0 0F bug - workaround enabled"

static bool has_f00f_bug(const struct fit *f)
{
	return fit_line_with(f, F00F_BUG) || strstr(f->release_name, "-486") ||
	       strstr(f->release_name, "-586");
}

/* Entries in front of kmap's: hole, vdso, dbgp, early console, APICs, IDT. */
#define IO_APICS 64

static unsigned fixed_before_kmap(const struct fit *f)
{
	bool vdso = !release_reaches(f->release, "3.15");
	bool idt = release_reaches(f->release, "3.10") || has_f00f_bug(f);
	bool firewire = strstr(f->log->banner, "-Ubuntu ") != NULL;

	return 4u + vdso + idt + firewire + IO_APICS;
}

/* And behind: PCI's configuration, two to patch text, paravirt's. */
static unsigned fixed_behind_kmap(const struct fit *f)
{
	bool paravirt = fit_line_with(f, "Booting paravirtualized kernel");

	return 3u + paravirt;
}

/* What early_ioremap() shows may not be spread over two tables. */
#define BTMAPS 256
#define BTMAPS_GROWN "3.16"
#define BTMAPS_MOVED_IF_NEEDED "2.6.34"

static unsigned btmap_end(const struct fit *f, unsigned permanent,
			  unsigned btmaps)
{
	unsigned table = fit_option(f, "CONFIG_X86_PAE") ? 512 : 1024;
	bool crosses = permanent / table != (permanent + btmaps - 1) / table;

	if (!crosses && release_reaches(f->release, BTMAPS_MOVED_IF_NEEDED))
		return permanent;
	return (unsigned)align_down(permanent + btmaps, btmaps);
}

static void guess_fixed(struct fit *f, const char *key, uint64_t value)
{
	fit_guess_number(f, GROUP_CONSTANTS, key, value,
			 "by NR_CPUS and the release");
}

static unsigned fit_fixed(struct fit *f)
{
	unsigned begin = fixed_before_kmap(f);
	unsigned kmap = slots_of_cpu(f) *
			(unsigned)fit_number(f, GROUP_CONSTANTS, "NR_CPUS");
	unsigned permanent = begin + kmap + fixed_behind_kmap(f);
	unsigned btmaps =
		release_reaches(f->release, BTMAPS_GROWN) ? 2 * BTMAPS : BTMAPS;
	unsigned btmap = btmap_end(f, permanent, btmaps) + btmaps;

	guess_fixed(f, "FIX_KMAP_BEGIN", begin);
	guess_fixed(f, "FIX_KMAP_END", begin + kmap - 1);
	guess_fixed(f, "__end_of_permanent_fixed_addresses", permanent);
	guess_fixed(f, "FIX_BTMAP_BEGIN", btmap - 1);
	guess_fixed(f, "__end_of_fixed_addresses", btmap + 1);
	return btmap + 1;
}

/*
 * Until memblock low memory is counted from the end of vmalloc's addresses;
 * those of kmap() are above, a table of them.
 */
#define MAXMEM_BELOW_VMALLOC "2.6.28"

static void fit_maxmem(struct fit *f, unsigned fixed)
{
	uint64_t table = fit_option(f, "CONFIG_X86_PAE") ? 512 : 1024;
	uint64_t pkmap = align_down(FIXADDR_TOP - (fixed + table + 1) * PAGE,
				    table * PAGE);

	if (!release_reaches(f->base_release, MAXMEM_BELOW_VMALLOC))
		fit_guess_number(f, GROUP_CONSTANTS, "VMALLOC_END",
				 pkmap - 2 * PAGE,
				 "below the addresses that kmap() takes");
}

/*
 * Until 3.10 no line has the size of .bss. The tables that head_32.S makes,
 * for the image and the tables of all that can be low memory, tell where it
 * ends, to the slot of one table; no further from the base's than that.
 */
static uint64_t image_end(const struct fit *f, uint64_t end, uint64_t offset)
{
	bool pae = fit_option(f, "CONFIG_X86_PAE");
	uint64_t slot = (pae ? 512 : 1024) * PAGE;
	uint64_t tables =
		((ADDRESS_END - offset) / slot + (pae ? 4 : 0)) * PAGE;
	uint64_t most = fit_fact(f, LOG_EARLY_MAPPED) - tables + offset;

	return clamp_u64(end, most - slot + PAGE, most);
}

static void fit_bss(struct fit *f)
{
	static const char *const behind[] = { "__bss_stop",
					      "__end_of_kernel_reserve",
					      "__brk_base", "__brk_limit",
					      "_end" };
	uint64_t offset = fit_number(f, GROUP_CONFIG, "CONFIG_PAGE_OFFSET");
	uint64_t end = fit_symbol(f, "_end"), to;

	if (fit_has(f, LOG_BSS_KIB) || !fit_has(f, LOG_EARLY_MAPPED) ||
	    fit_fact(f, LOG_EARLY_MAPPED) < IMAGE_LEAST ||
	    fit_fact(f, LOG_EARLY_MAPPED) > IMAGE_MOST)
		return;
	to = image_end(f, align_up(end, PAGE), offset);
	if (to < end && end - to > fit_symbol(f, "__bss_stop") -
					   fit_symbol(f, "__bss_start"))
		return;
	fit_move_symbols(f, behind, ARRAY_SIZE(behind), to - end);
}

void fit_i386(struct fit *f)
{
	fit_pae(f);
	if (fit_symbol(f, "_end"))
		fit_bss(f);
	if (release_reaches(f->release, LIST_KNOWN_SINCE))
		fit_maxmem(f, fit_fixed(f));
}
