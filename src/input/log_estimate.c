/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_estimate.h"

#include <stdlib.h>
#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "util/alloc.h"
#include "util/size.h"
#include "util/words.h"

#define SZ_1M (1ULL << 20)
#define SZ_16M (16ULL << 20)
#define SZ_128M (128ULL << 20)
#define SZ_256M (256ULL << 20)
#define SZ_1G (1ULL << 30)
/* What machines that log so had at most. */
#define FAR_TOO_MUCH (64 * SZ_1G)
#define SMALL_STRUCT_PAGE 32
/* Before it, arm had bootmem, from the end of the image upwards. */
#define MEMBLOCK_OF_ARM "3.14"

bool log_is_wide(const struct machine *m)
{
	const struct arch_facts *a = arch_facts_find(m->arch);

	return !a || arch_is_wide(a);
}

/* From the lowest to the highest address of a region; empty: there is none. */
static struct range region_span(const struct log_tree *t)
{
	uint64_t start = UINT64_MAX, end = 0;

	for (size_t i = 0; i < t->nr_regions; i++) {
		const struct log_region *r = &t->regions[i];

		if (!r->placed)
			continue;
		start = min_u64(start, r->range.base);
		end = max_u64(end, r->range.base + max_u64(r->range.size, 1));
	}
	return end ? (struct range){ start, end - start } :
		     (struct range){ 0, 0 };
}

/*
 * Memory begins at a whole GiB, as far as regions let see, or 16 MiB at most in
 * front of the text, where it is not said as the linear map has it. A boot
 * loader puts what it loads into the first 256 MiB, mostly.
 */
uint64_t log_likely_base(const struct log_tree *t)
{
	struct range span = region_span(t);

	if (t->identity && (!t->page_offset || t->identity < t->page_offset))
		return align_down(t->identity, SZ_16M);
	return span.size ? align_down(span.base, SZ_1G) :
			   align_down(t->loaded, SZ_256M);
}

/* Memory comes in powers of two, or in GiB: as much as the regions need. */
static uint64_t size_of_regions(const struct log_tree *t)
{
	struct range span = region_span(t);
	uint64_t reach = span.base + span.size - log_likely_base(t);

	if (!span.size)
		return 0;
	return reach < SZ_1G ? roundup_pow2(reach) : align_up(reach, SZ_1G);
}

/*
 * Where the linear map begins: below the address of 32 bits, or at the middle
 * of all that 64 bits have, before it was moved to its lower half.
 */
static uint64_t linear_map(const struct log_tree *t, uint64_t address)
{
	if (address > UINT32_MAX)
		return address & ~((1ULL << 38) - 1);
	if (t->page_offset)
		return t->page_offset;
	return address < 3 * SZ_1G ? 2 * SZ_1G : 3 * SZ_1G;
}

/* Low memory below 3 GiB ends about there, and what is behind it is high. */
#define LOW_MEMORY_FULL (720ULL << 20)

/* What regions reach to is memory, too. */
static uint64_t whole_size(const struct log_tree *t, uint64_t low,
			   uint64_t size)
{
	struct range span = region_span(t);
	uint64_t end = span.base + span.size, base = log_likely_base(t);

	if (span.size)
		size = max_u64(size, end - base);
	if (low <= UINT32_MAX && linear_map(t, low) == 3 * SZ_1G &&
	    size > LOW_MEMORY_FULL)
		return align_up(size, SZ_1G);
	return size;
}

/*
 * The least multiple of 16 MiB at whose top struct pages can end where the log
 * has them, or the per-CPU areas below these: both are taken from the top of
 * low memory, below contiguous memory.
 */
static uint64_t size_below(const struct log_tree *t, const char *release)
{
	uint64_t low = t->mem_map ? t->mem_map : t->percpu;
	uint64_t page = SMALL_STRUCT_PAGE;
	uint64_t offset = low - min_u64(low, linear_map(t, low));

	/* A map that is moved by chance tells nothing. */
	if (!offset || offset > FAR_TOO_MUCH)
		return 0;
	/* Taken from the bottom, they are only within what there is. */
	if (low <= UINT32_MAX && !release_reaches(release, MEMBLOCK_OF_ARM))
		return roundup_pow2(offset);
	/* There struct pages are in pieces, also below the areas. */
	if (low > UINT32_MAX)
		return align_up(offset, SZ_128M);
	offset += t->cma;
	for (uint64_t size = SZ_16M;; size += SZ_16M) {
		if (size - (size >> 12) * page >= offset)
			return whole_size(t, low, size);
	}
}

/*
 * The lowest zone of an arm64 log that has no line of nodes yet ends at 4 GiB:
 * behind it, there is more. All memory is a power of two, then.
 */
static uint64_t size_across_4g(const struct log_tree *t,
			       const struct machine *m)
{
	uint64_t base = log_likely_base(t);

	if (!log_is_wide(m) || (!t->has_dma && !t->has_dma32) ||
	    !t->has_normal || base >= 4 * SZ_1G)
		return 0;
	return roundup_pow2(4 * SZ_1G - base + 1);
}

uint64_t log_word_size(const struct machine *m, const char *start,
		       const char **end)
{
	const char *word = m->cmdline ? words_find_last(m->cmdline, start) :
					NULL;

	*end = "";
	return word ? memparse(word + strlen(start), end) : 0;
}

/* A struct page_ext of 32 bits for each page, where they are one array. */
#define SMALL_PAGE_EXT 4

static uint64_t size_of_page_ext(const struct log_tree *t,
				 const struct machine *m)
{
	uint64_t size = t->page_ext / SMALL_PAGE_EXT * 4096;

	return log_is_wide(m) || size % SZ_1M || size > 4 * SZ_1G ? 0 : size;
}

/*
 * Raspberry Pi: its firmware says how much there is, and keeps so much of it
 * for the VideoCore where the user does not say otherwise.
 */
#define VIDEOCORE_SHARE (64ULL << 20)
#define VIDEOCORE_SHARE_1G (76ULL << 20)

static uint64_t size_of_videocore(const struct machine *m)
{
	const char *end;
	uint64_t size = log_word_size(m, "vc_mem.mem_size=", &end);
	uint64_t share = size < SZ_1G ? VIDEOCORE_SHARE : VIDEOCORE_SHARE_1G;

	return size > share && size <= SZ_1G ? size - share : 0;
}

/* "initrd=0x25000000,40M": where it ends, there is still memory. */
static uint64_t size_of_initrd(const struct log_tree *t,
			       const struct machine *m)
{
	const char *end;
	uint64_t start = log_word_size(m, "initrd=", &end), size;
	uint64_t base = log_likely_base(t);

	if (*end != ',' || start < base || start - base > FAR_TOO_MUCH)
		return 0;
	size = memparse(end + 1, NULL);
	return size > FAR_TOO_MUCH ? 0 : roundup_pow2(start - base + size);
}

/* An entry for each 512 KiB of low memory, and never less than a page of them. */
static uint64_t size_of_mounts(const struct log_tree *t)
{
	return t->mounts > FAR_TOO_MUCH >> 19 ? 0 : t->mounts << 19;
}

/* Of a single page, the table is as large for less than what it could hold. */
#define MOUNTS_OF_A_PAGE 512
#define OLD_BOARD (64ULL << 20)

static uint64_t size_of_old_board(const struct log_tree *t,
				  const struct machine *m)
{
	return t->mounts == MOUNTS_OF_A_PAGE && m->lacks_armv7 ? OLD_BOARD : 0;
}

/*
 * "0xffffffbdc2000000 - 0xffffffbdc5f97800   (    63 MB actual)": the struct
 * pages of the first and behind the last page, in a map that had those of all
 * page frames in some releases, and begins with the first one in later ones.
 * Memory begins at a whole 256 MiB: that tells how large a struct page is.
 */
static const uint64_t wide_struct_pages[] = { 64, 56 };
/* Since 5.4 the map ends so far below the last address. */
#define PAGE_MAP_GAP (2 * SZ_1M)

static uint64_t page_map_base(const struct log_tree *t, uint64_t struct_page)
{
	uint64_t at = t->page_map.base % SZ_1G;

	if (at == SZ_1G - PAGE_MAP_GAP)
		at = 0;
	return at * 4096 / struct_page;
}

static uint64_t page_map_unit(const struct log_tree *t)
{
	for (size_t i = 0; i < ARRAY_SIZE(wide_struct_pages); i++) {
		uint64_t unit = wide_struct_pages[i];

		if (page_map_base(t, unit) % SZ_256M == 0 &&
		    t->page_map.size % unit == 0)
			return unit;
	}
	return 0;
}

static uint64_t size_of_page_map(const struct log_tree *t)
{
	uint64_t unit = page_map_unit(t);
	uint64_t size = unit ? t->page_map.size / unit * 4096 : 0;

	return size > FAR_TOO_MUCH ? 0 : size;
}

/* One above 4 GiB is where the linear map was moved to, by chance. */
static uint64_t base_of_page_map(const struct log_tree *t)
{
	uint64_t base = page_map_base(t, page_map_unit(t));

	return base && base < 4 * SZ_1G ? base : log_likely_base(t);
}

/* One way to find out a size that no line of the firmware's memory tells. */
struct way {
	uint64_t size;
	const char *by;
	enum { SAYS_LEFT, SAYS_ALL, CONCLUDED } how;
};

static struct way find_way(const struct log_tree *t, const struct machine *m)
{
	const char *end;
	const struct way ways[] = {
		{ t->total, "the total of its line \"Memory:\"", SAYS_LEFT },
		{ t->node_pages * 4096, "its lines \"totalpages\"", SAYS_LEFT },
		{ size_of_page_map(t), "where its struct pages are", SAYS_ALL },
		{ size_of_page_ext(t, m), "the bytes of its line \"page_ext\"",
		  SAYS_ALL },
		{ t->dram, "the DRAM that its boot loader found", SAYS_ALL },
		{ t->truncated ? SZ_1G : 0,
		  "that it cuts off what low memory does not reach",
		  CONCLUDED },
		{ size_across_4g(t, m),
		  "that it has memory in the zones below and above 4 GiB",
		  CONCLUDED },
		{ size_below(t, m->release),
		  "where it put struct pages or per-CPU areas, below the top of low memory",
		  CONCLUDED },
		{ size_of_regions(t), "where reserved regions are", CONCLUDED },
		{ size_of_videocore(m),
		  "what the command line says of the VideoCore's, and its usual share",
		  SAYS_ALL },
		{ log_word_size(m, "mem=", &end),
		  "the limit that its command line sets", SAYS_ALL },
		{ size_of_initrd(t, m),
		  "where its command line has an initrd, as the power of two that holds it",
		  CONCLUDED },
		{ size_of_old_board(t, m),
		  "what boards with a CPU of before ARMv7 have mostly",
		  CONCLUDED },
		{ size_of_mounts(t),
		  "the entries of its line \"Mount-cache\", as the most they are for",
		  CONCLUDED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (ways[i].size)
			return ways[i];
	}
	return (struct way){ 0 };
}

/*
 * "workingset: timestamp_bits=14 max_order=18": all pages that are not reserved
 * are more than half of so many, a power of two, and not more than these.
 */
#define MAX_ORDER_LIMIT 24

static uint64_t bound_size(const struct log_tree *t, uint64_t size)
{
	uint64_t most = 4096ULL << t->pages_order;

	if (!t->pages_order || t->pages_order > MAX_ORDER_LIMIT)
		return size;
	return size > most / 2 && size <= most ? size : most;
}

/*
 * An entry for each 512 KiB, in a table of a power of two: all memory is not
 * more, whatever lies between. One of a single page tells nothing.
 */
static uint64_t most_of_mounts(const struct log_tree *t)
{
	return t->mounts > MOUNTS_OF_A_PAGE ? size_of_mounts(t) : 0;
}

/* What struct pages span without being memory. */
#define FAR_MEMORY (32 * SZ_1G)

static void find_gaps(struct log_estimate *e, const struct log_tree *t)
{
	uint64_t most = most_of_mounts(t), odd = e->size % SZ_1G;

	/* As Arm maps it: 2 GiB, and the rest 32 GiB above. */
	if (most && most < e->size && e->size > FAR_MEMORY)
		e->base = 2 * SZ_1G;
	/* Of whole GiB, from 0 on: what is more is for devices below 4 GiB. */
	else if (!e->base && e->size > 4 * SZ_1G && odd % SZ_256M == 0)
		e->hole = odd;
}

/*
 * Where nothing tells, and where memory from 0 on would have registers of a
 * device in it, it begins at the next GiB.
 */
static void leave_devices(struct log_estimate *e, const struct log_tree *t,
			  const struct machine *m)
{
	if (e->base || e->hole || !log_is_wide(m) || !t->device ||
	    t->device >= min_u64(e->size, SZ_1G))
		return;
	e->base = SZ_1G;
	e->behind_devices = true;
}

struct log_estimate log_estimate(const struct log_tree *t,
				 const struct machine *m)
{
	struct way w = find_way(t, m);
	struct log_estimate e = {
		.base = log_likely_base(t),
		.size = w.size,
		.by = w.by,
		.whole = w.how != SAYS_LEFT,
	};

	if (w.how == CONCLUDED && w.size)
		e.size = bound_size(t, w.size);
	else if (w.size && w.size == size_of_page_map(t)) {
		e.base = base_of_page_map(t);
		find_gaps(&e, t);
	}
	leave_devices(&e, t, m);
	return e;
}
