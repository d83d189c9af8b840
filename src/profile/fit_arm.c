/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_arm.h"

#include <stdlib.h>
#include <string.h>

#include "model/release.h"
#include "model/rules.h"
#include "util/alloc.h"
#include "util/range.h"

#define SMALL_PAGE_BYTES 32
/* Of one with a word more: four do not fit into a cache line of 128 bytes. */
#define LARGER_PAGE_BYTES 36

static void larger_page(struct fit *f, const char *why)
{
	static const char page[] = "struct page";

	if (fit_number(f, GROUP_SIZEOF, page) == SMALL_PAGE_BYTES)
		fit_guess_number(f, GROUP_SIZEOF, page, LARGER_PAGE_BYTES, why);
}

/*
 * The lock of a page of page tables lies in its struct page where a build is
 * for four CPUs or more, and has two words where such a kernel can be
 * preempted, with CONFIG_GENERIC_LOCKBREAK. They were in the place of two
 * others until these had to lie apart, and are one since arm queues who waits
 * for a lock.
 */
#define PAGE_LOCK_SINCE "3.1"
#define PAGE_LOCK_UNTIL "3.6"
#define PAGE_LOCK_CPUS 4

static void fit_page_lock(struct fit *f)
{
	const char *banner = f->log->banner ? f->log->banner : "";

	if (release_reaches(f->release, PAGE_LOCK_SINCE) &&
	    !release_reaches(f->release, PAGE_LOCK_UNTIL) &&
	    strstr(banner, " SMP PREEMPT ") &&
	    fit_number(f, GROUP_CONSTANTS, "NR_CPUS") >= PAGE_LOCK_CPUS)
		larger_page(f, "a lock of two words: SMP, PREEMPT");
}

/* OMAP and its kin say what they are; builds for one of them are for all. */
static bool is_for_omap(const struct fit *f)
{
	static const char *const words[] = { "OMAP clock", "OMAP3",  "OMAP4",
					     "OMAP5",	   "AM335X", "AM33XX",
					     "AM437",	   "DRA7" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (fit_line_with(f, words[i]))
			return true;
	}
	return false;
}

static bool is_for_many_boards(const struct fit *f)
{
	return fit_is_of_distribution(f) || strstr(f->release_name, "armmp") ||
	       is_for_omap(f) || fit_line_with(f, "multi_v7");
}

/*
 * With control groups of memory a struct page has the one that it counts for.
 * While each group had a line of its own, that told; since then it is who made
 * the build, or what user space needs.
 */
#define GROUPS_UNTOLD_SINCE "4.5"

static bool has_control_groups(const struct fit *f)
{
	static const char *const words[] = {
		"systemd[1]: ", "Raspberry Pi", "(oe-user@",
		"-yocto-",	"androidboot.", "-linux4sam",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (fit_line_with(f, words[i]))
			return true;
	}
	return is_for_many_boards(f);
}

/*
 * "workingset: timestamp_bits=14 max_order=17": the number of such a group
 * takes 16 bits of what is remembered of a page, where there are groups.
 */
#define BITS_WITHOUT_GROUPS 20

static bool says_timestamp_bits(const struct fit *f, unsigned *bits)
{
	static const char words[] = "workingset: timestamp_bits=";
	size_t line = fit_line_with(f, words);
	const char *at = line ? strstr(f->lines[line - 1], words) : NULL;

	*bits = at ? (unsigned)strtoul(at + strlen(words), NULL, 10) : 0;
	return *bits != 0;
}

static void fit_page_by_bits(struct fit *f, unsigned bits)
{
	static const char page[] = "struct page";

	if (bits < BITS_WITHOUT_GROUPS)
		larger_page(f,
			    "control groups of memory, by \"timestamp_bits\"");
	else if (fit_number(f, GROUP_SIZEOF, page) == LARGER_PAGE_BYTES)
		fit_guess_number(
			f, GROUP_SIZEOF, page, SMALL_PAGE_BYTES,
			"no control groups of memory, by \"timestamp_bits\"");
}

static void fit_page_group(struct fit *f)
{
	unsigned bits;

	if (!release_reaches(f->release, GROUPS_UNTOLD_SINCE))
		return;
	if (says_timestamp_bits(f, &bits)) {
		fit_page_by_bits(f, bits);
		return;
	}
	if (has_control_groups(f))
		larger_page(
			f,
			"as builds of its kind have control groups of memory");
}

/*
 * Free lists reach to one order more where AM33XX is among the boards of a
 * build: those for any board, of distributions, and those for its own ones.
 */
#define ORDERS 11
#define ORDERS_OF_AM33XX 12
#define AM33XX_SINCE "3.11"

/*
 * Pages are not grouped where there are fewer than a largest block of each
 * type: with much memory only where blocks are larger than any default has.
 */
#define MOST_ORDERS 15
#define PAGE_SHIFT 12

static bool has_no_groups(const struct fit *f, uint64_t orders)
{
	return f->memory >> PAGE_SHIFT < fit_nr_words(f, "migratetypes")
						 << (orders - 1);
}

static bool fit_orders_without_groups(struct fit *f)
{
	uint64_t orders = ORDERS;

	if (!fit_line_with(f, "mobility grouping off") || !f->memory)
		return false;
	while (orders < MOST_ORDERS && !has_no_groups(f, orders))
		orders++;
	if (orders > fit_number(f, GROUP_CONSTANTS, "MAX_ORDER"))
		fit_set_orders(
			f, orders,
			"the least with which so much memory is not grouped by mobility");
	return true;
}

static void fit_orders(struct fit *f)
{
	uint64_t old = fit_number(f, GROUP_CONSTANTS, "MAX_ORDER");
	bool many = is_for_many_boards(f);

	if (fit_orders_without_groups(f))
		return;
	if (old > ORDERS && !many)
		fit_set_orders(f, ORDERS,
			       "the default of builds for one kind of board");
	else if (old == ORDERS && many &&
		 release_reaches(f->release, AM33XX_SINCE))
		fit_set_orders(f, ORDERS_OF_AM33XX,
			       "the default of builds for AM33XX among others");
}

/*
 * With LPAE an address for devices has 64 bits, and for some releases struct
 * page had one, aligned as such.
 */
#define LPAE_PAGE_SINCE "5.1"
#define LPAE_PAGE_UNTIL "5.13"

static void fit_lpae_page(struct fit *f)
{
	static const char page[] = "struct page";
	uint64_t bytes = fit_number(f, GROUP_SIZEOF, page);

	if (fit_option(f, "CONFIG_ARM_LPAE") &&
	    release_reaches(f->release, LPAE_PAGE_SINCE) &&
	    !release_reaches(f->release, LPAE_PAGE_UNTIL))
		fit_guess_number(f, GROUP_SIZEOF, page, align_up(bytes + 8, 8),
				 "by the release, with LPAE");
}

/*
 * Before 3.3 each board had an end of its own for vmalloc: what OMAP, Tegra,
 * ux500 and others took.
 */
#define VMALLOC_END_COMMON "3.3"

static const struct {
	const char *words; /* of the log */
	uint64_t end;
} vmalloc_ends[] = {
	{ "Machine: RK29", 0xfe800000 }, { "Machine: RK30", 0xfe800000 },
	{ "Machine: SMDK", 0xf6000000 }, { "(Hisilicon_", 0xfe000000 },
	{ "Machine: W90", 0xe0000000 },	 { "Machine: W55FA", 0xe0000000 },
	{ "Machine: NUC9", 0xe0000000 }, { "Machine: SONiX", 0xe0000000 },
};

static void fit_vmalloc_end(struct fit *f)
{
	if (!fit_crosses(f, VMALLOC_END_COMMON))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(vmalloc_ends); i++) {
		if (!fit_line_with(f, vmalloc_ends[i].words))
			continue;
		fit_guess_number(f, GROUP_CONSTANTS, "VMALLOC_END",
				 vmalloc_ends[i].end, "by the board");
		return;
	}
	fit_guess_number(f, GROUP_CONSTANTS, "VMALLOC_END", 0xf8000000,
			 "each board had its own, and many this one");
}

/* What has no map was taken out of memory, and a repair marks it as memory. */
#define NOMAP_MARKED_SINCE "5.12 5.10.20 5.4.102"

static void fit_nomap(struct fit *f)
{
	if (fit_crosses(f, NOMAP_MARKED_SINCE))
		fit_set_rule(f, KERNEL_RULE(nomap), NOMAP_REMOVED,
			     "before " NOMAP_MARKED_SINCE);
}

/* A build whose mem_init() says nothing of addresses, behind the totals. */
static void fit_layout(struct fit *f)
{
	if (fit_has(f, LOG_HAS_MEMORY) && !fit_has(f, LOG_HAS_LAYOUT) &&
	    fit_line_with(f, "NR_IRQS"))
		fit_set_rule(f, KERNEL_RULE(arm_layout), ARM_LAYOUT_SILENT,
			     "the log has no such lines");
}

void fit_arm(struct fit *f)
{
	fit_layout(f);
	fit_nomap(f);
	fit_vmalloc_end(f);
	fit_page_lock(f);
	fit_page_group(f);
	fit_orders(f);
	fit_lpae_page(f);
}
