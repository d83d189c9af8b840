/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_values.h"

#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "util/alloc.h"
#include "util/range.h"

#define PERCPU_BYTES_MAX (4ULL << 20)
#define RESERVED_BYTES_MAX (1ULL << 20)
#define NR_CPUS_MAX 8192
/* x86: above it CONFIG_CPUMASK_OFFSTACK is needed. */
#define ONSTACK_CPUS_MAX 512
#define MAXSMP_CPUS 8192
#define MAXSMP_NODES 1024
#define NODES_DEFAULT 64

static bool is_between(uint64_t v, uint64_t min, uint64_t max)
{
	return v >= min && v <= max;
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

static bool is_x86(const struct fit *f)
{
	return arch_is(f->arch, "x86");
}

static bool is_wide(const struct fit *f)
{
	return fit_number(f, GROUP_CONSTANTS, "sizeof(long)") == 8;
}

/* Across a border only: on the base's side of it the base knows better. */
static bool is_across(const struct fit *f, const char *border)
{
	return !release_reaches(f->release, border) &&
	       release_reaches(f->base_release, border);
}

static void fit_cpus(struct fit *f)
{
	uint64_t n = fit_fact(f, LOG_NR_CPUS);

	if (!fit_has(f, LOG_NR_CPUS) || !is_between(n, 1, NR_CPUS_MAX))
		return;
	fit_read_number(f, GROUP_CONSTANTS, "NR_CPUS", n, LOG_NR_CPUS);
	if (is_x86(f))
		fit_guess_option(f, "CONFIG_CPUMASK_OFFSTACK",
				 n > ONSTACK_CPUS_MAX, "by NR_CPUS");
}

static void fit_page_size(struct fit *f)
{
	uint64_t page = fit_fact(f, LOG_PAGE_BYTES);
	uint32_t shift = page ? ilog2_u64(page) : 0;

	if (!fit_has(f, LOG_PAGE_BYTES) || !is_between(shift, 12, 16) ||
	    fit_number(f, GROUP_CONSTANTS, "PAGE_SHIFT") == shift)
		return;
	fit_read_number(f, GROUP_CONSTANTS, "PAGE_SHIFT", shift,
			LOG_PAGE_BYTES);
}

/*
 * The buffer in the image is a power of two. What is left of it says which:
 * the messages so far are not more than half of it, or it would be larger.
 */
static void fit_log_buf(struct fit *f)
{
	uint64_t each = fit_fact(f, LOG_BUF_CPU_BYTES);
	enum build_fact by =
		fit_has(f, LOG_BUF_BYTES) ? LOG_BUF_BYTES : LOG_BUF_UNUSED;
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

/* Zones without memory are listed, too: those not there are not built. */
static void fit_zones(struct fit *f)
{
	const char *zones[NR_ZONE_KINDS];
	bool highmem = fit_has(f, LOG_HAS_ZONE + ZONE_HIGHMEM);
	size_t n = 0;

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
 * Two lists of zones, each of MAX_NUMNODES * MAX_NR_ZONES references and an end,
 * are most of a pg_data_t, and the zones themselves most of the rest.
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

	if (is_wide(f) && is_across(f, ZLCACHE_UNTIL))
		fit_guess_number(f, GROUP_SIZEOF, "struct pglist_data",
				 align_up(bytes + 2 * (16 + zones * 2 + zones / 8),
					  64),
				 "by MAX_NUMNODES and zones, with zlcache");
}

/* struct lru_gen_folio and what goes with it, of each node. */
#define LRU_GEN_BYTES 1024
#define LRU_GEN_SINCE "6.1"

static void fit_lru_gen(struct fit *f)
{
	uint64_t bytes = fit_number(f, GROUP_SIZEOF, "struct pglist_data");

	if (!is_wide(f) || !is_across(f, LRU_GEN_SINCE) ||
	    bytes <= 2 * LRU_GEN_BYTES)
		return;
	fit_guess_number(f, GROUP_SIZEOF, "struct pglist_data",
			 bytes - LRU_GEN_BYTES,
			 "by MAX_NUMNODES and zones, without lru_gen");
}

static uint64_t guess_nodes(const struct fit *f)
{
	if (!is_x86(f))
		return fit_number(f, GROUP_CONSTANTS, "MAX_NUMNODES");
	return fit_number(f, GROUP_CONSTANTS, "NR_CPUS") >= MAXSMP_CPUS ?
		       MAXSMP_NODES :
		       NODES_DEFAULT;
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
	fit_lru_gen(f);
	if (nodes > 1)
		fit_zlcache(f, nodes * zones);
}

static void fit_hibernation(struct fit *f)
{
	if (fit_has(f, LOG_HAS_NOSAVE))
		fit_read_option(f, "CONFIG_HIBERNATION", true, LOG_HAS_NOSAVE);
	else if (is_x86(f) && fit_is_past(f, LOG_HAS_ZONELISTS))
		fit_absent_option(f, "CONFIG_HIBERNATION", LOG_HAS_ZONELISTS);
}

/* They say so before the kernel's own memory is freed. */
static void fit_deferred(struct fit *f)
{
	static const char key[] = "CONFIG_DEFERRED_STRUCT_PAGE_INIT";

	if (fit_has(f, LOG_HAS_DEFERRED))
		fit_read_option(f, key, true, LOG_HAS_DEFERRED);
	else if (fit_is_past(f, LOG_HAS_FREED_INIT))
		fit_absent_option(f, key, LOG_HAS_FREED_INIT);
}

/* What older releases have otherwise. */
static const struct dated {
	enum field_group group;
	const char *key;
	bool i386;
	unsigned word_size;
	const char *until; /* the first release that has it no longer so */
	uint64_t value;
} dated[] = {
	{ GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE", true, 4, "3.18",
	  20 << 10 },
	{ GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE", false, 4, "3.18",
	  12 << 10 },
	{ GROUP_CONSTANTS, "PERCPU_DYNAMIC_RESERVE", false, 8, "3.18",
	  20 << 10 },
	{ GROUP_SIZEOF, "struct page", false, 8, "3.5", 56 },
};

static void fit_dated(struct fit *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(dated); i++) {
		const struct dated *d = &dated[i];

		if (d->i386 == arch_is(f->arch, "i386") &&
		    d->word_size == (is_wide(f) ? 8 : 4) &&
		    is_across(f, d->until))
			fit_guess_number(f, d->group, d->key, d->value,
					 "by the release");
	}
}

/*
 * SLUB changes two words of a struct page at once and needs them aligned;
 * without it there are only those that it has to have.
 */
static void fit_page_struct(struct fit *f)
{
	if (is_wide(f) && !fit_has(f, LOG_HAS_SLUB) &&
	    fit_is_past(f, LOG_HAS_FREED_INIT) &&
	    fit_option(f, "CONFIG_SLUB") && is_x86(f))
		fit_guess_number(f, GROUP_SIZEOF, "struct page", 56,
				 "no line \"SLUB:\"");
}

/* Its pages in the first MiB: later ones keep all of that. */
#define REAL_MODE_BYTES 0x5800
#define REAL_MODE_GROWN "5.13"

static void fit_real_mode(struct fit *f)
{
	uint64_t blob = fit_symbol(f, "real_mode_blob");

	if (blob && is_across(f, REAL_MODE_GROWN))
		fit_place_symbol(f, "real_mode_blob_end",
				 blob + REAL_MODE_BYTES);
}

void fit_values(struct fit *f)
{
	uint64_t old_zones = fit_nr_words(f, "zones");

	fit_percpu(f);
	fit_cpus(f);
	fit_page_size(f);
	fit_log_buf(f);
	fit_zones(f);
	fit_nodes(f, old_zones);
	fit_hibernation(f);
	fit_deferred(f);
	fit_dated(f);
	fit_page_struct(f);
	fit_real_mode(f);
}
