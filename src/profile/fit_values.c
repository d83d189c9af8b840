/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_values.h"

#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "profile/fit_arm.h"
#include "profile/fit_i386.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/words.h"

#define SZ_1M (1ULL << 20)
#define PERCPU_BYTES_MAX (4ULL << 20)
#define RESERVED_BYTES_MAX (1ULL << 20)
#define NR_CPUS_MAX 8192
/* x86: above it CONFIG_CPUMASK_OFFSTACK is needed. */
#define ONSTACK_CPUS_MAX 512
#define NODES_DEFAULT 64
/* Nobody but Arch Linux and its kin builds for so many. */
#define ARCH_LINUX_CPUS 320

static bool is_between(uint64_t v, uint64_t min, uint64_t max)
{
	return v >= min && v <= max;
}

/* The other way: the base is of before it. */
static bool has_left(const struct fit *f, const char *border)
{
	return release_reaches(f->release, border) &&
	       !release_reaches(f->base_release, border);
}

/* "s0" is a kernel for one CPU, which has no .data..percpu. */
static void fit_percpu(struct fit *f)
{
	uint64_t bytes = fit_fact(f, LOG_PERCPU_STATIC);
	uint64_t reserved = fit_fact(f, LOG_PERCPU_RESERVED);

	if (!fit_has(f, LOG_PERCPU_STATIC) || bytes > PERCPU_BYTES_MAX ||
	    !bytes)
		return;
	fit_place_symbol(f, "__per_cpu_end",
			 fit_symbol(f, "__per_cpu_start") + bytes);
	fit_symbol_read(f, "__per_cpu_end", "static per-CPU bytes", bytes,
			LOG_PERCPU_STATIC);
	if (fit_has(f, LOG_PERCPU_RESERVED) && reserved <= RESERVED_BYTES_MAX)
		fit_read_number(f, GROUP_CONSTANTS, "PERCPU_MODULE_RESERVE",
				reserved, LOG_PERCPU_RESERVED);
}

/* A machine whose firmware has a map, not a tree. */
static bool is_pc(const struct fit *f)
{
	const struct arch_facts *a = arch_facts_find(f->arch);

	return a && !arch_has_tree(a);
}

/* "s0" in the line, or no "SMP" in the banner, which PCs' kernels mostly are. */
static void fit_smp(struct fit *f)
{
	bool one = fit_has(f, LOG_PERCPU_STATIC) ?
			   !fit_fact(f, LOG_PERCPU_STATIC) :
			   !is_pc(f) && !fit_has(f, LOG_IS_SMP);

	if (!one ||
	    !(is_pc(f) || fit_number(f, GROUP_CONSTANTS, "VMALLOC_END")))
		return;
	fit_guess_option(f, "CONFIG_SMP", false, "no static per-CPU bytes");
	fit_guess_number(f, GROUP_CONSTANTS, "NR_CPUS", 1, "no CONFIG_SMP");
}

/* Where the text is linked tells how the addresses are split. */
static void fit_split(struct fit *f)
{
	static const char key[] = "CONFIG_PAGE_OFFSET";
	uint64_t split = align_down(fit_fact(f, LOG_TEXT_START), 1ULL << 28);

	if (fit_has(f, LOG_TEXT_START) && !fit_is_wide(f) && split &&
	    fit_number(f, GROUP_CONFIG, key) &&
	    split != fit_number(f, GROUP_CONFIG, key)) {
		fit_move_image(f, split - fit_number(f, GROUP_CONFIG, key));
		fit_read_number(f, GROUP_CONFIG, key, split, LOG_TEXT_START);
	}
}

/*
 * Some boards keep the first MiB of memory for others. Where the image does not
 * begin with the text, but with .init, the row has another address.
 */
#define TEXT_OFFSET_MAX (16ULL << 20)
#define TEXT_OFFSET 0x8000

static void fit_text_offset(struct fit *f)
{
	uint64_t start = fit_fact(f, LOG_TEXT_START);
	uint64_t text = fit_symbol(f, "_text");

	if (fit_has(f, LOG_TEXT_START) && text && start != text &&
	    start % SZ_1M == TEXT_OFFSET &&
	    align_down(start, TEXT_OFFSET_MAX) ==
		    align_down(text, TEXT_OFFSET_MAX))
		fit_move_image(f, start - text);
}

/* Sections have their sizes by now, but for what lies between them. */
static void fit_image_end(struct fit *f)
{
	uint64_t end = fit_fact(f, LOG_BSS_END);

	if (!fit_has(f, LOG_BSS_END) || fit_is_wide(f) ||
	    end <= fit_symbol(f, "__bss_start"))
		return;
	fit_place_symbol(f, "__bss_stop", end);
	fit_place_symbol(f, "_end", end);
}

/* The layout has a line for each, where they are built. */
static void fit_layout(struct fit *f)
{
	if (!fit_has(f, LOG_HAS_LAYOUT) ||
	    !fit_number(f, GROUP_CONSTANTS, "VMALLOC_END"))
		return;
	fit_read_option(f, "CONFIG_MODULES", fit_has(f, LOG_HAS_MODULES),
			LOG_HAS_LAYOUT);
	if (!fit_has(f, LOG_HAS_PKMAP)) {
		fit_read_option(f, "CONFIG_HIGHMEM", false, LOG_HAS_LAYOUT);
		fit_drop_word(f, "zones", zone_kind_name(ZONE_HIGHMEM));
	}
}

static void fit_cpus(struct fit *f)
{
	uint64_t n = fit_fact(f, LOG_NR_CPUS);

	if (!fit_has(f, LOG_NR_CPUS) || !is_between(n, 1, NR_CPUS_MAX))
		return;
	fit_read_number(f, GROUP_CONSTANTS, "NR_CPUS", n, LOG_NR_CPUS);
	if (is_pc(f))
		fit_guess_option(f, "CONFIG_CPUMASK_OFFSTACK",
				 n > ONSTACK_CPUS_MAX, "by NR_CPUS");
}

/* What goes with each page size, where there are several: of arm64. */
static const struct page_size {
	uint32_t shift, nr_orders, section_bits, va_bits, levels;
} page_sizes[] = {
	{ 12, 11, 27, 48, 4 },
	{ 14, 12, 27, 47, 3 },
	{ 16, 14, 29, 48, 3 },
};

static void set_page_size(struct fit *f, const struct page_size *p)
{
	static const char why[] = "by the page size";
	uint64_t orders = fit_number(f, GROUP_CONSTANTS, "MAX_ORDER");
	uint64_t huge = 2 * (p->shift - 3) + 3;

	if (p->nr_orders > orders)
		fit_grow_pglist_data(f,
				     (int64_t)(fit_nr_words(f, "zones") *
					       fit_order_bytes(p->nr_orders -
							       orders)),
				     "by the page size");
	fit_guess_number(f, GROUP_CONSTANTS, "HPAGE_SHIFT", huge, why);
	fit_guess_number(f, GROUP_CONSTANTS, "MAX_ORDER", p->nr_orders, why);
	fit_guess_number(f, GROUP_CONSTANTS, "pageblock_order",
			 min_u64(huge - p->shift, p->nr_orders - 1), why);
	fit_guess_number(f, GROUP_CONSTANTS, "SECTION_SIZE_BITS",
			 p->section_bits, why);
	fit_guess_number(f, GROUP_CONFIG, "CONFIG_ARM64_VA_BITS", p->va_bits,
			 why);
	fit_guess_number(f, GROUP_CONFIG, "CONFIG_PGTABLE_LEVELS", p->levels,
			 why);
}

/* The IOMMUs of these boards know no smaller pages than 16 KiB. */
#define BOARD_OF_16K "Machine model: Apple "
#define SHIFT_OF_16K 14

static void guess_page_size(struct fit *f, uint64_t shift)
{
	for (size_t i = 0; i < ARRAY_SIZE(page_sizes); i++) {
		if (page_sizes[i].shift != SHIFT_OF_16K ||
		    page_sizes[i].shift == shift ||
		    !fit_line_with(f, BOARD_OF_16K))
			continue;
		fit_guess_number(f, GROUP_CONSTANTS, "PAGE_SHIFT",
				 page_sizes[i].shift, "by the board");
		set_page_size(f, &page_sizes[i]);
	}
}

static void fit_page_size(struct fit *f)
{
	uint64_t shift = fit_number(f, GROUP_CONSTANTS, "PAGE_SHIFT");
	bool exact = fit_has(f, LOG_PAGE_BYTES);
	enum build_fact fact = exact ? LOG_PAGE_BYTES : LOG_PAGE_BYTES_LEAST;
	uint64_t bytes = fit_fact(f, fact), page;

	if (!fit_number(f, GROUP_CONFIG, "CONFIG_ARM64_VA_BITS"))
		return;
	if (!exact)
		guess_page_size(f, shift);
	if (!fit_has(f, fact) || (!exact && bytes <= 1ULL << shift))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(page_sizes); i++) {
		page = 1ULL << page_sizes[i].shift;
		if (exact ? page != bytes : page < bytes)
			continue;
		if (page_sizes[i].shift == shift)
			break;
		fit_read_number(f, GROUP_CONSTANTS, "PAGE_SHIFT",
				page_sizes[i].shift, fact);
		set_page_size(f, &page_sizes[i]);
		break;
	}
}

/*
 * The buffer in the image is a power of two. What is left of it says which:
 * the messages so far are not more than half of it, or it would be larger.
 */
static void fit_log_buf(struct fit *f)
{
	uint64_t each = fit_fact(f, LOG_BUF_CPU_BYTES);
	enum build_fact by = fit_has(f, LOG_BUF_BYTES) ? LOG_BUF_BYTES :
							 LOG_BUF_UNUSED;
	uint64_t bytes = fit_fact(f, by);
	uint32_t shift = bytes ? ilog2_u64(roundup_pow2(bytes)) : 0;

	if (fit_has(f, by) && is_between(shift, 12, 25))
		fit_read_number(f, GROUP_CONFIG, "CONFIG_LOG_BUF_SHIFT", shift,
				by);
	if (fit_has(f, LOG_BUF_CPU_BYTES) && each &&
	    is_between(ilog2_u64(each), 1, 21))
		fit_read_number(f, GROUP_CONFIG, "CONFIG_LOG_CPU_MAX_BUF_SHIFT",
				ilog2_u64(each), LOG_BUF_CPU_BYTES);
}

/*
 * Only zones that have pages are told. The lowest one has: what would be below
 * it is not built.
 */
static void fit_zones_with_pages(struct fit *f)
{
	int low = 0;

	while (low < NR_ZONE_KINDS &&
	       !fit_has(f, (enum build_fact)(LOG_HAS_ZONE_PAGES + low)))
		low++;
	if (low > ZONE_NORMAL)
		return;
	for (int z = 0; z < low; z++)
		fit_drop_word(f, "zones", zone_kind_name((enum zone_kind)z));
}

/* Zones without memory are listed, too: those not there are not built. */
static void fit_zones(struct fit *f)
{
	const char *zones[NR_ZONE_KINDS];
	bool highmem = fit_has(f, LOG_HAS_ZONE + ZONE_HIGHMEM);
	size_t n = 0;

	if (!fit_has(f, LOG_HAS_ZONE_HEADING) && !is_pc(f))
		fit_zones_with_pages(f);
	if (!fit_has(f, LOG_HAS_ZONE_HEADING) ||
	    !fit_has(f, LOG_HAS_ZONE + ZONE_NORMAL))
		return;
	for (int z = 0; z < NR_ZONE_KINDS; z++) {
		if (z == ZONE_MOVABLE ||
		    fit_has(f, (enum build_fact)(LOG_HAS_ZONE + z)))
			zones[n++] = zone_kind_name((enum zone_kind)z);
	}
	fit_read_words(f, "zones", zones, n, LOG_HAS_ZONE_HEADING);
	fit_read_option(f, "CONFIG_HIGHMEM", highmem, LOG_HAS_ZONE_HEADING);
}

/*
 * Two lists of zones, each of MAX_NUMNODES * MAX_NR_ZONES references and an
 * end, are most of a pg_data_t, and the zones themselves most of the rest.
 */
static uint64_t zonelists_bytes(uint64_t nodes, uint64_t zones, uint64_t word)
{
	return (nodes > 1 ? 2 : 1) * (nodes * zones + 1) * 2 * word;
}

static void fit_pglist_data(struct fit *f, uint64_t nodes, uint64_t old_nodes,
			    uint64_t zones, uint64_t old_zones)
{
	uint64_t word = fit_number(f, GROUP_CONSTANTS, "sizeof(long)");
	uint64_t bytes = fit_number(f, GROUP_SIZEOF, "struct pglist_data");
	uint64_t old = zonelists_bytes(old_nodes, old_zones, word);
	uint64_t zone;

	if (bytes <= old || !old_zones ||
	    (nodes == old_nodes && zones == old_zones))
		return;
	zone = (bytes - old) / (old_zones + 1);
	bytes -= old;
	bytes = bytes - zone * old_zones + zone * zones +
		zonelists_bytes(nodes, zones, word);
	fit_guess_number(f, GROUP_SIZEOF, "struct pglist_data",
			 align_up(bytes, 64), "by MAX_NUMNODES and zones");
}

/* Up to 4.3 each list had a cache of which zones were full. */
#define ZLCACHE_UNTIL "4.4"

static void fit_zlcache(struct fit *f, uint64_t zones)
{
	uint64_t bytes = fit_number(f, GROUP_SIZEOF, "struct pglist_data");

	if (fit_is_wide(f) && fit_crosses(f, ZLCACHE_UNTIL))
		fit_guess_number(f, GROUP_SIZEOF, "struct pglist_data",
				 align_up(bytes + 2 * (16 + zones * 2 +
						       zones / 8),
					  64),
				 "by MAX_NUMNODES and zones, with zlcache");
}

/* Its lists of folios, by zone, and what goes with them. */
#define LRU_GEN_BYTES 544
#define LRU_GEN_ZONE_BYTES 224
#define LRU_GEN_SINCE "6.1"

static void fit_lru_gen(struct fit *f, uint64_t zones)
{
	if (fit_is_wide(f) && fit_crosses(f, LRU_GEN_SINCE))
		fit_grow_pglist_data(
			f,
			-(int64_t)(LRU_GEN_BYTES + LRU_GEN_ZONE_BYTES * zones),
			"by MAX_NUMNODES and zones, without lru_gen");
}

/*
 * Free lists for contiguous memory, of each zone and order: distributions for
 * x86 had them in their builds for some years.
 */
#define CMA_ZONE_BYTES 192
#define X86_CMA_UNTIL "5.10"

/* Ubuntu's had none then, until those that came with this release. */
#define UBUNTU_CMA_AGAIN "5.19"
#define CMA_ZONE_BYTES_ALIGNED 256

static void fit_cma_lists(struct fit *f, uint64_t zones)
{
	if (is_pc(f) && fit_option(f, "CONFIG_CMA") && f->base_plain &&
	    fit_is_of_distribution(f) &&
	    !release_reaches(f->release, UBUNTU_CMA_AGAIN))
		fit_grow_pglist_data(f,
				     -(int64_t)(CMA_ZONE_BYTES_ALIGNED * zones),
				     "by MAX_NUMNODES and zones, without CMA");
	if (is_pc(f) && fit_is_wide(f) && !fit_option(f, "CONFIG_CMA") &&
	    fit_crosses(f, X86_CMA_UNTIL))
		fit_grow_pglist_data(f, (int64_t)(CMA_ZONE_BYTES * zones),
				     "by MAX_NUMNODES and zones, with CMA");
}

/* x86: builds for so many CPUs, and the nodes that go with them. */
static const struct {
	uint64_t cpus, nodes;
} node_builds[] = {
	{ 8192, 1024 }, /* CONFIG_MAXSMP */
	{ 5120, 1024 }, /* Red Hat Enterprise Linux 7 */
	{ 4096, 1024 }, /* CONFIG_MAXSMP before 3.14 */
	{ ARCH_LINUX_CPUS, 32 },
};

static uint64_t guess_nodes(const struct fit *f)
{
	if (!is_pc(f))
		return fit_number(f, GROUP_CONSTANTS, "MAX_NUMNODES");
	for (size_t i = 0; i < ARRAY_SIZE(node_builds); i++) {
		if (fit_number(f, GROUP_CONSTANTS, "NR_CPUS") ==
		    node_builds[i].cpus)
			return node_builds[i].nodes;
	}
	return NODES_DEFAULT;
}

static void fit_nodes(struct fit *f, uint64_t old_zones)
{
	uint64_t old = fit_number(f, GROUP_CONSTANTS, "MAX_NUMNODES");
	uint64_t zones = fit_nr_words(f, "zones"), nodes = old;

	if (fit_has(f, LOG_HAS_NODES) && fit_option(f, "CONFIG_NUMA"))
		nodes = guess_nodes(f);
	else if (!fit_has(f, LOG_HAS_NODES) &&
		 fit_is_past(f, LOG_HAS_ZONELISTS))
		nodes = 1;
	if (nodes == 1)
		fit_absent_option(f, "CONFIG_NUMA", LOG_HAS_ZONELISTS);
	fit_guess_number(f, GROUP_CONSTANTS, "MAX_NUMNODES", nodes,
			 nodes == 1 ? "no CONFIG_NUMA" : "by NR_CPUS");
	fit_pglist_data(f, nodes, old, zones, old_zones);
	fit_lru_gen(f, zones);
	fit_cma_lists(f, zones);
	if (nodes > 1)
		fit_zlcache(f, nodes * zones);
}

static void fit_hibernation(struct fit *f)
{
	static const char region[] = "struct nosave_region";

	if (fit_has(f, LOG_HAS_NOSAVE)) {
		fit_read_option(f, "CONFIG_HIBERNATION", true, LOG_HAS_NOSAVE);
		if (!fit_number(f, GROUP_SIZEOF, region))
			fit_guess_number(f, GROUP_SIZEOF, region,
					 fit_is_wide(f) ? 32 : 16,
					 "a list and two page frames");
	} else if (is_pc(f) && fit_is_past(f, LOG_HAS_ZONELISTS))
		fit_absent_option(f, "CONFIG_HIBERNATION", LOG_HAS_ZONELISTS);
}

/* Built for one kind of board, or by someone for his own. */
static bool is_for_boards(const struct fit *f)
{
	return !is_pc(f) && f->log->banner && !fit_is_of_distribution(f) &&
	       !strstr(f->log->banner, "(debian-kernel@");
}

/* They say so before the kernel's own memory is freed. */
static void fit_deferred(struct fit *f)
{
	static const char key[] = "CONFIG_DEFERRED_STRUCT_PAGE_INIT";

	if (fit_has(f, LOG_HAS_DEFERRED))
		fit_read_option(f, key, true, LOG_HAS_DEFERRED);
	else if (fit_has(f, LOG_ALL_PAGES))
		fit_read_option(f, key, false, LOG_ALL_PAGES);
	else if (fit_is_past(f, LOG_HAS_FREED_INIT))
		fit_absent_option(f, key, LOG_HAS_FREED_INIT);
	else if (is_for_boards(f) && fit_option(f, key))
		fit_guess_option(f, key, false,
				 "builds for boards have it seldom");
}

/* What releases have otherwise than older ones. */
static const struct dated {
	enum field_group group;
	const char *key;
	const char *arch; /* or its family */
	unsigned word_size;
	const char *border; /* the first release that has the second value */
	uint64_t before, since;
} dated[] = {
	{ GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE", "i386", 4, "3.18",
	  20 << 10, 28 << 10 },
	{ GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE", "arm", 4, "3.18", 12 << 10,
	  20 << 10 },
	{ GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE", "x86", 8, "3.18", 20 << 10,
	  28 << 10 },
	{ GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE", "arm64", 8, "3.18",
	  20 << 10, 28 << 10 },
	{ GROUP_SIZEOF, "struct pcpu_chunk", "x86", 8, "4.14", 104, 136 },
	{ GROUP_SIZEOF, "struct pcpu_chunk", "i386", 4, "4.14", 64, 92 },
	{ GROUP_SIZEOF, "struct resource", "x86", 8, "4.6", 56, 64 },
	{ GROUP_SIZEOF, "struct page", "i386", 4, "3.19", 32, 40 },
	{ GROUP_SIZEOF, "struct page", "x86", 8, "3.5", 56, 64 },
	{ GROUP_SIZEOF, "struct page", "arm64", 8, "3.19", 56, 64 },
	/* Until its default configuration had control groups of memory. */
	{ GROUP_SIZEOF, "struct page", "riscv", 8, "5.13", 56, 64 },
	{ GROUP_CONSTANTS, "VMALLOC_END", "arm", 4, "4.3", 0xff000000,
	  0xff800000 },
};

/* A section of arm64 with pages of 4 and 16 KiB was 1 GiB. */
#define ARM64_SECTION_UNTIL "5.12"
#define ARM64_SECTION_BITS 30
#define ARM64_SECTION_BITS_NOW 27
/* Only memory that is mapped had valid pages there. */
#define ARM64_PFN_VALID_UNTIL "5.15"

static void fit_section(struct fit *f)
{
	bool large = fit_number(f, GROUP_CONSTANTS, "PAGE_SHIFT") == 16;

	if (fit_crosses(f, ARM64_SECTION_UNTIL))
		fit_guess_number(f, GROUP_CONSTANTS, "SECTION_SIZE_BITS",
				 ARM64_SECTION_BITS, "by the release");
	else if (has_left(f, ARM64_SECTION_UNTIL) && !large)
		fit_guess_number(f, GROUP_CONSTANTS, "SECTION_SIZE_BITS",
				 ARM64_SECTION_BITS_NOW, "by the release");
	if (fit_crosses(f, ARM64_PFN_VALID_UNTIL))
		fit_guess_option(f, "CONFIG_HAVE_ARCH_PFN_VALID", true,
				 "by the release");
	else if (has_left(f, ARM64_PFN_VALID_UNTIL))
		fit_guess_option(f, "CONFIG_HAVE_ARCH_PFN_VALID", false,
				 "by the release");
}

/*
 * Since then the linear map is of pages where an alias of read-only ones would
 * be in a block; before it was of blocks.
 */
#define ARM64_RODATA_FULL_SINCE "5.0"

static void fit_rodata(struct fit *f)
{
	if (fit_crosses(f, ARM64_RODATA_FULL_SINCE))
		fit_guess_option(f, "CONFIG_RODATA_FULL_DEFAULT_ENABLED", false,
				 "by the release");
}

static void fit_dated(struct fit *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(dated); i++) {
		const struct dated *d = &dated[i];

		bool has = release_reaches(f->release, d->border);

		if (arch_is(f->arch, d->arch) &&
		    d->word_size == (fit_is_wide(f) ? 8 : 4) &&
		    has != release_reaches(f->base_release, d->border))
			fit_guess_number(f, d->group, d->key,
					 has ? d->since : d->before,
					 "by the release");
	}
}

/* Since then each struct page has the control group that it counts for. */
#define MEMCG_OF_PAGE "3.19"

/*
 * SLUB changes two words of a struct page at once and needs them aligned;
 * without it there are only those that it has to have. Builds for several nodes
 * have control groups of memory.
 */
static void fit_page_struct(struct fit *f)
{
	bool memcg = release_reaches(f->release, MEMCG_OF_PAGE) &&
		     fit_has(f, LOG_HAS_NODES);

	if (fit_is_wide(f) && !fit_has(f, LOG_HAS_SLUB) && !memcg &&
	    fit_is_past(f, LOG_HAS_FREED_INIT) &&
	    fit_option(f, "CONFIG_SLUB") && is_pc(f))
		fit_guess_number(f, GROUP_SIZEOF, "struct page", 56,
				 "no line \"SLUB:\"");
}

/*
 * arm64, up to 4.6, with addresses of 39 bits: the map of all page frames there
 * may be ends where it does in each build, and is of whole GiB. One of them is
 * eight bytes for each.
 */
#define VA_39_FROM 0xffffff8000000000ULL
#define ARM64_MAP_END 0xffffffbfc0000000ULL
#define ARM64_MAP_UNTIL "4.7"
#define SZ_1G (1ULL << 30)

static void fit_page_map(struct fit *f)
{
	uint64_t at = fit_fact(f, LOG_PAGE_MAP);
	uint64_t bytes = (ARM64_MAP_END - align_down(at, SZ_1G)) / SZ_1G * 8;

	if (fit_has(f, LOG_PAGE_MAP) && at >= VA_39_FROM &&
	    at < ARM64_MAP_END && is_between(bytes, 56, 256) &&
	    !release_reaches(f->release, ARM64_MAP_UNTIL) &&
	    bytes != fit_number(f, GROUP_SIZEOF, "struct page"))
		fit_read_number(f, GROUP_SIZEOF, "struct page", bytes,
				LOG_PAGE_MAP);
}

#define MEMCG_PAGE_BYTES 36

static void fit_memcg(struct fit *f)
{
	if (!fit_is_wide(f) && fit_has(f, LOG_HAS_MEMCG) &&
	    release_reaches(f->release, MEMCG_OF_PAGE) &&
	    fit_number(f, GROUP_SIZEOF, "struct page") < MEMCG_PAGE_BYTES)
		fit_read_number(f, GROUP_SIZEOF, "struct page",
				MEMCG_PAGE_BYTES, LOG_HAS_MEMCG);
}

/* Its pages in the first MiB: later ones keep all of that. */
#define REAL_MODE_BYTES 0x5800
#define REAL_MODE_GROWN "5.13"
#define REAL_MODE_BYTES_MAX (1ULL << 17)

static void fit_real_mode(struct fit *f)
{
	static const char end[] = "real_mode_blob_end";
	uint64_t blob = fit_symbol(f, "real_mode_blob");
	uint64_t bytes = fit_fact(f, LOG_REAL_MODE_BYTES);

	if (!blob)
		return;
	if (fit_has(f, LOG_REAL_MODE_BYTES) &&
	    is_between(bytes, 1, REAL_MODE_BYTES_MAX)) {
		fit_place_symbol(f, end, blob + bytes);
		fit_symbol_read(f, end, "bytes of real-mode code", bytes,
				LOG_REAL_MODE_BYTES);
	} else if (fit_crosses(f, REAL_MODE_GROWN)) {
		fit_place_symbol(f, end, blob + REAL_MODE_BYTES);
	}
}

/* What a build has that does not say otherwise. */
#define CMA_DEFAULT_MIB 16
#define CMA_AREAS 8

/* Lines of it show that it is built. */
static void fit_has_cma(struct fit *f)
{
	static const char areas[] = "MAX_CMA_AREAS";

	if (!fit_has(f, LOG_HAS_CMA))
		return;
	fit_read_option(f, "CONFIG_CMA", true, LOG_HAS_CMA);
	fit_read_option(f, "CONFIG_DMA_CMA", true, LOG_HAS_CMA);
	if (!fit_has_word(f, "migratetypes", "CMA"))
		fit_add_word_before(f, "migratetypes", "CMA", "Isolate");
	if (!fit_number(f, GROUP_CONSTANTS, areas))
		fit_guess_number(f, GROUP_CONSTANTS, areas, CMA_AREAS,
				 "CONFIG_CMA_AREAS is 7 where nobody says so");
}

/*
 * The build's own area, where the user asks for none: none in the log is one of
 * 0, or one that the tree brings. An old line may lack its size.
 */
static void fit_cma(struct fit *f)
{
	static const char key[] = "CONFIG_CMA_SIZE_MBYTES";
	uint64_t mib = fit_fact(f, LOG_CMA_MIB);

	fit_has_cma(f);
	if (!fit_option(f, "CONFIG_DMA_CMA") ||
	    words_find_last(f->cmdline, "cma="))
		return;
	if (fit_has(f, LOG_CMA_MIB) && is_between(mib, 1, 1 << 14))
		fit_read_number(f, GROUP_CONFIG, key, mib, LOG_CMA_MIB);
	else if (fit_has(f, LOG_CMA_MIB))
		fit_guess_number(f, GROUP_CONFIG, key, CMA_DEFAULT_MIB,
				 "the default of builds");
	else if (fit_is_past(f, LOG_HAS_MEMORY))
		fit_guess_number(f, GROUP_CONFIG, key, 0,
				 "no line \"cma: Reserved\"");
}

/*
 * Before the line "Memory:", where the architecture's mem_init() makes it: one
 * that is there although devices reach all memory is whole, unless a line says
 * that it is made for small objects alone.
 */
static void fit_swiotlb(struct fit *f)
{
	bool sized = fit_has(f, LOG_HAS_SWIOTLB_SIZED);

	if (is_pc(f) || !fit_is_wide(f))
		return;
	if (sized)
		fit_read_option(f, "CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC", true,
				LOG_HAS_SWIOTLB_SIZED);
	else if (fit_has(f, LOG_HAS_SWIOTLB))
		fit_set_rule(f, KERNEL_RULE(boot_swiotlb), BOOT_SWIOTLB_ALWAYS,
			     "the log has \"software IO TLB:\"");
	else if (fit_is_past(f, LOG_HAS_MEMORY))
		fit_absent_option(f, "CONFIG_SWIOTLB", LOG_HAS_MEMORY);
}

/* How wide the addresses of 4 KiB pages are, by one of them. */
#define VA_39_BITS 39
/* While the kernel told of its layout, the build's default was the least. */
#define VA_48_DEFAULT "4.16"

static void fit_va_bits(struct fit *f)
{
	static const char key[] = "CONFIG_ARM64_VA_BITS",
			  why[] = "the default of its release";
	bool seen = fit_has(f, LOG_KERNEL_ADDRESS);

	if (!fit_number(f, GROUP_CONFIG, key) ||
	    fit_number(f, GROUP_CONSTANTS, "PAGE_SHIFT") != 12)
		return;
	if (seen && fit_fact(f, LOG_KERNEL_ADDRESS) >= VA_39_FROM)
		fit_read_number(f, GROUP_CONFIG, key, VA_39_BITS,
				LOG_KERNEL_ADDRESS);
	else if (!seen && fit_crosses(f, VA_48_DEFAULT) &&
		 !fit_is_of_distribution(f))
		fit_guess_number(f, GROUP_CONFIG, key, VA_39_BITS, why);
	else
		return;
	fit_guess_number(f, GROUP_CONFIG, "CONFIG_PGTABLE_LEVELS", 3,
			 "by the width of addresses");
}

/*
 * A build that leaves no struct pages to threads is of few machines, and does
 * not move pages between nodes either: what that needs in each.
 */
#define NUMA_BALANCING_BYTES 128
#define NUMA_BALANCING_GROWN "6.1"

static void fit_numa_balancing(struct fit *f)
{
	bool deferred = fit_option(f, "CONFIG_DEFERRED_STRUCT_PAGE_INIT");

	if (!deferred && fit_is_past(f, LOG_HAS_FREED_INIT) && fit_is_wide(f) &&
	    release_reaches(f->release, NUMA_BALANCING_GROWN))
		fit_grow_pglist_data(
			f, -NUMA_BALANCING_BYTES,
			"by MAX_NUMNODES and zones, without NUMA balancing");
}

/* Ubuntu's builds for 64-bit Arm have free blocks of up to 16 MiB. */
#define UBUNTU_ORDERS 13
#define UBUNTU_ORDERS_SINCE "4.15"

static void fit_ubuntu_orders(struct fit *f)
{
	if (f->log->banner && strstr(f->log->banner, "-Ubuntu SMP") &&
	    release_reaches(f->release, UBUNTU_ORDERS_SINCE) &&
	    fit_number(f, GROUP_CONSTANTS, "PAGE_SHIFT") == 12)
		fit_set_orders(f, UBUNTU_ORDERS,
			       "as its distribution builds it");
}

/*
 * They have sixteen caches for each size of kmalloc(), by
 * CONFIG_RANDOM_KMALLOC_CACHES, and for what these have for each CPU more room
 * in the first chunk.
 */
#define RANDOM_CACHES_SINCE "6.6"
#define RANDOM_CACHES_SHIFT 2

static bool has_random_caches(const struct fit *f)
{
	return fit_is_of_distribution(f) || strstr(f->log->banner, "(nixbld@");
}

static void fit_random_caches(struct fit *f)
{
	static const char *const keys[] = { "PERCPU_DYNAMIC_RESERVE",
					    "PERCPU_DYNAMIC_EARLY_SIZE" };
	const uint64_t kib[] = { fit_is_wide(f) ? 28 : 20, 20 };

	if (!has_random_caches(f) ||
	    !release_reaches(f->release, RANDOM_CACHES_SINCE))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		fit_guess_number(
			f, GROUP_CONSTANTS, keys[i],
			kib[i] << (10 + RANDOM_CACHES_SHIFT),
			"as its distribution builds it, for random caches");
}

/* Red Hat Enterprise Linux 7 has 3.10, and this of 3.18. */
#define EL7_DYNAMIC_RESERVE (28 << 10)

static void fit_el7(struct fit *f)
{
	if (strstr(f->release_name, ".el7."))
		fit_guess_number(f, GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE",
				 EL7_DYNAMIC_RESERVE,
				 "el7 has what 3.18 brought");
}

/* Arch Linux and its kin. */
static bool is_of_arch_linux(const struct fit *f)
{
	return is_pc(f) &&
	       fit_number(f, GROUP_CONSTANTS, "NR_CPUS") == ARCH_LINUX_CPUS;
}

/* The count of zsmalloc's pages, with which a zone needs a cache line more. */
#define ZSMALLOC_ZONE_BYTES 64

static void fit_zsmalloc(struct fit *f)
{
	if (f->base_plain && fit_is_wide(f) &&
	    (fit_is_of_distribution(f) || is_of_arch_linux(f)))
		fit_grow_pglist_data(f,
				     (int64_t)(ZSMALLOC_ZONE_BYTES *
					       fit_nr_words(f, "zones")),
				     "by MAX_NUMNODES and zones, with zsmalloc");
}

/*
 * It says so when it begins. A build may have it and not use it: that takes no
 * memory either.
 */
#define KFENCE_METADATA_BYTES 1160
#define KFENCE_INTERVAL 100

static void fit_kfence(struct fit *f)
{
	static const char key[] = "CONFIG_KFENCE",
			  interval[] = "CONFIG_KFENCE_SAMPLE_INTERVAL",
			  data[] = "struct kfence_metadata";
	uint64_t objects = fit_fact(f, LOG_KFENCE_OBJECTS);

	if (!fit_has(f, LOG_KFENCE_OBJECTS)) {
		if (fit_is_past(f, LOG_HAS_FREED_INIT))
			fit_absent_option(f, key, LOG_HAS_FREED_INIT);
		return;
	}
	if (!is_between(objects, 1, UINT16_MAX))
		return;
	fit_read_option(f, key, true, LOG_KFENCE_OBJECTS);
	fit_read_number(f, GROUP_CONFIG, "CONFIG_KFENCE_NUM_OBJECTS", objects,
			LOG_KFENCE_OBJECTS);
	if (!fit_number(f, GROUP_CONFIG, interval))
		fit_guess_number(f, GROUP_CONFIG, interval, KFENCE_INTERVAL,
				 "it is in use");
	if (!fit_number(f, GROUP_SIZEOF, data))
		fit_guess_number(f, GROUP_SIZEOF, data, KFENCE_METADATA_BYTES,
				 "as later builds have it");
}

/* A lock and the two ends of a list; until then zones had tables of them. */
#define WAIT_TABLES_UNTIL "4.9"

static void fit_wait_tables(struct fit *f)
{
	if (!release_reaches(f->release, WAIT_TABLES_UNTIL))
		fit_guess_number(f, GROUP_SIZEOF, "wait_queue_head_t",
				 fit_is_wide(f) ? 24 : 12, "without debugging");
}

/* The buffer of the log was plain bytes until it got records of its own. */
#define LOG_RECORDS_SINCE "5.10"

static void fit_log_records(struct fit *f)
{
	static const char *const keys[] = { "struct prb_desc",
					    "struct printk_info" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (fit_crosses(f, LOG_RECORDS_SINCE))
			fit_forget_number(f, GROUP_SIZEOF, keys[i]);
	}
}

/* Page tables that are kept from user space came with it, to 4.14.11, too. */
#define CPU_ENTRY_AREA_SINCE "4.14.11"

static void fit_cpu_entry_area(struct fit *f)
{
	if (fit_crosses(f, CPU_ENTRY_AREA_SINCE))
		fit_drop_call(f, "trap_init", CPU_ENTRY_AREA_SINCE);
}

static void fit_mp_table(struct fit *f)
{
	if (fit_has(f, LOG_HAS_MP_TABLE))
		fit_read_option(f, "CONFIG_X86_MPPARSE", true,
				LOG_HAS_MP_TABLE);
}

static void fit_numa_emu(struct fit *f)
{
	if (fit_has(f, LOG_HAS_NODES_MADE))
		fit_read_option(f, "CONFIG_NUMA_EMU", true, LOG_HAS_NODES_MADE);
}

/* Before there was such an option, and before it was the default. */
#define KASLR_DEFAULT "4.12"
#define RANDOM_MEMORY_SINCE "4.8"

static void fit_kaslr(struct fit *f)
{
	if (fit_crosses(f, KASLR_DEFAULT))
		fit_guess_option(f, "CONFIG_RANDOMIZE_BASE", false,
				 "no default of its release");
	if (fit_crosses(f, RANDOM_MEMORY_SINCE))
		fit_guess_option(f, "CONFIG_RANDOMIZE_MEMORY", false,
				 "by the release");
}

/* Until then only builds for boards that asked for it had lines of 64 bytes. */
#define ARMV7_LINE_OF_64 "3.4"

static void fit_old_line(struct fit *f)
{
	static const char *const keys[] = { "SMP_CACHE_BYTES",
					    "ARCH_KMALLOC_MINALIGN" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (fit_crosses(f, ARMV7_LINE_OF_64))
			fit_guess_number(f, GROUP_CONSTANTS, keys[i], 32,
					 "by the release");
	}
}

/*
 * arm: builds for what is older than ARMv7 have lines of 32 bytes, and small
 * caches of kmalloc() aligned to them.
 */
static void fit_cache_line(struct fit *f)
{
	if (!fit_has(f, LOG_IS_OLD_ARM)) {
		fit_old_line(f);
		return;
	}
	fit_read_number(f, GROUP_CONSTANTS, "SMP_CACHE_BYTES", 32,
			LOG_IS_OLD_ARM);
	fit_read_number(f, GROUP_CONSTANTS, "ARCH_KMALLOC_MINALIGN", 32,
			LOG_IS_OLD_ARM);
}

/* Struct pages are one array. */
static void set_flat(struct fit *f, const char *why)
{
	static const char *const without[] = { "CONFIG_SPARSEMEM",
					       "CONFIG_SPARSEMEM_EXTREME",
					       "CONFIG_SPARSEMEM_VMEMMAP",
					       "CONFIG_MEMORY_HOTPLUG" };

	for (size_t i = 0; i < ARRAY_SIZE(without); i++)
		fit_guess_option(f, without[i], false, why);
	fit_guess_option(f, "CONFIG_FLATMEM", true, why);
}

/* RISC-V: what builds without nodes have, until the default configuration had
 * not. */
#define RISCV_SPARSE_SINCE "6.2"

#define MEM_SECTION_BYTES 16

/*
 * "  node   0: [mem 0x0000000000080000-0x000000002ff3ffff]"; *end is where the
 * range before it ended.
 */
static bool begins_in_section(const char *line, uint64_t section, uint64_t *end)
{
	const char *node = strstr(line, "node "), *at;
	uint64_t start, last;
	char *rest;

	at = node ? strstr(node, ": [mem 0x") : NULL;
	if (!at)
		return false;
	start = strtoull(at + strlen(": [mem "), &rest, 16);
	last = *rest == '-' ? strtoull(rest + 1, NULL, 16) : 0;
	if (last <= start)
		return false;
	if (start == *end) {
		*end = last + 1;
		return false;
	}
	section = (start | *end) % section;
	*end = last + 1;
	return section != 0;
}

/*
 * Only whole sections are without memory, and still the log counts pages of a
 * hole: they have struct pages, as in one array.
 */
static bool has_pages_in_holes(const struct fit *f)
{
	uint64_t bits = fit_number(f, GROUP_CONSTANTS, "SECTION_SIZE_BITS");
	uint64_t end = 0;

	if (!fit_has(f, LOG_HAS_HOLE_PAGES) || bits >= 64)
		return false;
	for (size_t i = 0; i < f->nr_lines; i++) {
		if (begins_in_section(f->lines[i], 1ULL << bits, &end))
			return false;
	}
	return end && end % (1ULL << bits) == 0;
}

static void fit_riscv_memory(struct fit *f)
{
	if (!fit_line_with(f, " bytes of page_ext"))
		fit_guess_number(f, GROUP_SIZEOF, "struct mem_section",
				 MEM_SECTION_BYTES, "no line of page_ext");
	if (!release_reaches(f->release, RISCV_SPARSE_SINCE) &&
	    !fit_option(f, "CONFIG_NUMA"))
		set_flat(f, "the default of its release without nodes");
	else if (has_pages_in_holes(f))
		set_flat(f, "pages where whole sections have no memory");
}

/*
 * Blocks of pages of one type are as large as a huge page where user space can
 * ask for these; since then also where it gets them without, or else as large
 * as free blocks get.
 */
#define THP_BLOCKS_SINCE "6.11"

static void fit_hugetlb(struct fit *f)
{
	static const char key[] = "CONFIG_HUGETLB_PAGE";

	if (fit_has(f, LOG_HAS_HUGETLB) || !fit_option(f, key) ||
	    !fit_is_past(f, LOG_HAS_FREED_INIT))
		return;
	fit_absent_option(f, key, LOG_HAS_FREED_INIT);
	if (!release_reaches(f->release, THP_BLOCKS_SINCE) ||
	    !fit_option(f, "CONFIG_TRANSPARENT_HUGEPAGE"))
		fit_guess_number(f, GROUP_CONSTANTS, "pageblock_order",
				 fit_number(f, GROUP_CONSTANTS, "MAX_ORDER") -
					 1,
				 "without huge pages");
}

/*
 * Without an MMU there is no area of vmalloc(), which the allocator of per-CPU
 * areas complains of, and nothing is mapped.
 */
#define NO_VMALLOC "too large for vmalloc space 0x0"

static void fit_no_mmu(struct fit *f)
{
	static const char why[] = "there is no area of vmalloc()";
	static const char *const without[] = { "CONFIG_STRICT_KERNEL_RWX",
					       "CONFIG_HUGETLB_PAGE",
					       "CONFIG_TRANSPARENT_HUGEPAGE" };
	static const char *const dropped[] = { "setup_vm_final",
					       "pgtable_cache_init" };

	if (!fit_line_with(f, NO_VMALLOC))
		return;
	set_flat(f, why);
	for (size_t i = 0; i < ARRAY_SIZE(without); i++)
		fit_guess_option(f, without[i], false, why);
	fit_guess_number(f, GROUP_CONSTANTS, "pageblock_order",
			 fit_number(f, GROUP_CONSTANTS, "MAX_ORDER") - 1, why);
	for (size_t i = 0; i < ARRAY_SIZE(dropped); i++)
		fit_drop_call(f, dropped[i], why);
}

/* Nodes are as large as their zones, which the log has otherwise. */
static void fit_places(struct fit *f)
{
	uint64_t old_zones = fit_nr_words(f, "zones");

	fit_zones(f);
	fit_layout(f);
	fit_nodes(f, old_zones);
}

/* In order: what comes later builds on it. */
static const struct {
	void (*fit)(struct fit *f);
	const char *arch; /* or its family; NULL: all of them */
} steps[] = {
	{ fit_split, NULL },	   { fit_text_offset, "arm" },
	{ fit_image_end, NULL },   { fit_percpu, NULL },
	{ fit_cpus, NULL },	   { fit_smp, NULL },
	{ fit_page_size, NULL },   { fit_log_buf, NULL },
	{ fit_places, NULL },	   { fit_hibernation, NULL },
	{ fit_deferred, NULL },	   { fit_numa_balancing, NULL },
	{ fit_kfence, NULL },	   { fit_random_caches, NULL },
	{ fit_zsmalloc, NULL },	   { fit_dated, NULL },
	{ fit_el7, "x86" },	   { fit_section, "arm64" },
	{ fit_rodata, "arm64" },   { fit_ubuntu_orders, "arm64" },
	{ fit_hugetlb, NULL },	   { fit_page_struct, NULL },
	{ fit_page_map, "arm64" }, { fit_memcg, NULL },
	{ fit_arm, "arm" },	   { fit_real_mode, NULL },
	{ fit_cma, NULL },	   { fit_swiotlb, NULL },
	{ fit_va_bits, NULL },	   { fit_wait_tables, NULL },
	{ fit_log_records, NULL }, { fit_cpu_entry_area, "x86" },
	{ fit_kaslr, "x86" },	   { fit_mp_table, "x86" },
	{ fit_numa_emu, "x86" },   { fit_i386, "i386" },
	{ fit_cache_line, "arm" }, { fit_riscv_memory, "riscv" },
	{ fit_no_mmu, "riscv" },
};

void fit_values(struct fit *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (!steps[i].arch || arch_is(f->arch, steps[i].arch))
			steps[i].fit(f);
	}
}
