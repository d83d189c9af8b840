/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/memblock.h"

#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "model/boot.h"
#include "util/alloc.h"
#include "util/range.h"

static void insert_region(struct memblock_type *type, size_t i,
			  struct memblock_region r)
{
	array_reserve(type->regions, type->cap, type->cnt + 1);
	memmove(&type->regions[i + 1], &type->regions[i],
		(type->cnt - i) * sizeof(r));
	type->regions[i] = r;
	type->cnt++;
	type->total_size += r.size;
}

static void remove_region(struct memblock_type *type, size_t i)
{
	type->total_size -= type->regions[i].size;
	memmove(&type->regions[i], &type->regions[i + 1],
		(type->cnt - i - 1) * sizeof(*type->regions));
	type->cnt--;
}

/* Joins what can be of the regions [first, last]. */
static void merge_run(struct memblock_type *type, size_t first, size_t last)
{
	size_t kept = first;

	for (size_t i = first + 1; i <= last; i++) {
		struct memblock_region *prev = &type->regions[kept];
		const struct memblock_region *r = &type->regions[i];

		if (memblock_region_end(prev) == r->base &&
		    prev->nid == r->nid && prev->flags == r->flags)
			prev->size += r->size;
		else
			type->regions[++kept] = *r;
	}
	memmove(&type->regions[kept + 1], &type->regions[last + 1],
		(type->cnt - last - 1) * sizeof(*type->regions));
	type->cnt -= last - kept;
}

/* Where memblock looks for regions that join, after each change of them. */
RULE(memblock_merge, "memblock_merge_regions()", WITH_MEMBLOCK,
     VARIANT(MEMBLOCK_MERGE_NEAR, "near",
	     .shows = "function memblock_merge_regions of three parameters"),
     VARIANT(MEMBLOCK_MERGE_ALL, "all",
	     .shows = "function memblock_merge_regions of one parameter"));

/*
 * memblock_merge_regions() after the regions [first, end) have changed: they
 * join with each other and with their neighbours, or all that can do.
 */
static void merge_regions(const struct boot *b, struct memblock_type *type,
			  size_t first, size_t end)
{
	if (!type->cnt)
		return;
	if (b->kernel->rules.memblock_merge == MEMBLOCK_MERGE_ALL)
		merge_run(type, 0, type->cnt - 1);
	else if (first < end)
		merge_run(type, first ? first - 1 : 0,
			  min_size(end, type->cnt - 1));
}

/*
 * Where memblock_double_array() finds room for the new array, by
 * memblock_find_in_range(); 0: nowhere.
 */
static uint64_t find_array_space(const struct memblock *mb,
				 const struct memblock_type *type,
				 uint64_t avoid_base, uint64_t avoid_size,
				 uint64_t bytes, uint64_t page)
{
	uint32_t flags = mb->has_mirror ? MEMBLOCK_MIRROR : 0;
	uint64_t addr;

	if (type != &mb->reserved)
		avoid_base = avoid_size = 0;
	addr = memblock_find_in_range_node(mb, bytes, page,
					   avoid_base + avoid_size,
					   mb->current_limit, NO_NODE, flags);
	if (!addr && avoid_size)
		addr = memblock_find_in_range_node(mb, bytes, page, 0,
						   min_u64(avoid_base,
							   mb->current_limit),
						   NO_NODE, flags);
	return addr;
}

/* What becomes of a full array before it may grow. */
RULE(memblock_resize, "memblock_double_array()", WITH_MEMBLOCK,
     VARIANT(MEMBLOCK_RESIZE_PANICS, "panics",
	     .shows = "string \"memblock: cannot resize %s array\""),
     VARIANT(MEMBLOCK_RESIZE_FAILS, "fails", .shows = "no such string"));

/*
 * memblock_double_array() while there is no slab. avoid_*: the range that is
 * being added when the reserved array is the one that is full.
 */
static int double_array(struct boot *b, struct memblock_type *type,
			uint64_t avoid_base, uint64_t avoid_size)
{
	struct memblock *mb = &b->memblock;
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t region = b->kernel->size.memblock_region;
	uint64_t bytes = align_up(2 * type->max * region, page);
	uint64_t old_bytes = align_up(type->max * region, page);
	uint64_t old = type->array_base, addr;

	if (!mb->can_resize) {
		if (b->kernel->rules.memblock_resize == MEMBLOCK_RESIZE_PANICS)
			journal_panic(b->journal,
				      "memblock: cannot resize %s array",
				      type->name);
		return -1;
	}
	addr = find_array_space(mb, type, avoid_base, avoid_size, bytes, page);
	if (!addr) {
		journal_log(
			b->journal,
			"memblock: Failed to double %s array from %zu to %zu entries !",
			type->name, type->max, type->max * 2);
		return -1;
	}
	type->max *= 2;
	type->array_base = addr;
	if (old)
		memblock_free(b, old, old_bytes, "memblock_double_array");
	return memblock_reserve_kern(b, addr, bytes,
				     "memblock's own region array",
				     "memblock_double_array");
}

/* The regions [first, end) of an array. */
struct index_run {
	size_t first, end;
};

/*
 * One pass of memblock_add_range(): how many regions the part of [base, end)
 * that no region covers makes; inserts them if `insert`, and says where they
 * are: the first one, and behind the last.
 */
static size_t add_pass(struct memblock_type *type, uint64_t base, uint64_t end,
		       int nid, uint32_t flags, struct index_run *insert)
{
	size_t made = 0, i = memblock_find_region(type, base);

	for (; base < end; i++) {
		bool last = i >= type->cnt || type->regions[i].base >= end;
		uint64_t stop = last ? end : type->regions[i].base;

		if (base < stop) {
			if (insert) {
				if (!made)
					insert->first = i;
				insert->end = i + 1;
				insert_region(type, i++,
					      (struct memblock_region){
						      base, stop - base, nid,
						      flags });
			}
			made++;
		}
		if (last)
			break;
		base = max_u64(base, memblock_region_end(&type->regions[i]));
	}
	return made;
}

/* memblock_add_range() */
static int add_range(struct boot *b, struct memblock_type *type, uint64_t base,
		     uint64_t size, int nid, uint32_t flags)
{
	uint64_t end = base + memblock_cap_size(&b->memblock, base, size);
	struct index_run new = { 0 };
	size_t made;

	if (base >= end)
		return 0;
	made = add_pass(type, base, end, nid, flags, NULL);
	while (made && type->cnt && type->cnt + made > type->max) {
		if (double_array(b, type, base, end - base))
			return -1;
	}
	add_pass(type, base, end, nid, flags, &new);
	merge_regions(b, type, new.first, new.end);
	return 0;
}

static void split_region(struct memblock_type *type, size_t i, uint64_t at)
{
	struct memblock_region low = type->regions[i];

	low.size = at - low.base;
	type->regions[i].base = at;
	type->regions[i].size -= low.size;
	type->total_size -= low.size;
	insert_region(type, i, low);
}

/*
 * memblock_isolate_range(): cuts regions so that what lies in [base, base +
 * size) is the run of whole regions [*first, *last).
 */
static int isolate_range(struct boot *b, struct memblock_type *type,
			 uint64_t base, uint64_t size, size_t *first,
			 size_t *last)
{
	uint64_t end = base + memblock_cap_size(&b->memblock, base, size);
	size_t i;

	*first = *last = 0;
	if (base >= end)
		return 0;
	while ((type->cnt ? type->cnt : 1) + 2 > type->max) {
		if (double_array(b, type, base, end - base))
			return -1;
	}
	i = memblock_find_region(type, base);
	if (i < type->cnt && type->regions[i].base < base)
		split_region(type, i++, base);
	*first = i;
	while (i < type->cnt && type->regions[i].base < end) {
		if (memblock_region_end(&type->regions[i]) > end)
			split_region(type, i, end);
		i++;
	}
	*last = i;
	return 0;
}

/* memblock_remove_range(). The ledger follows the reserved array. */
static int remove_range(struct boot *b, struct memblock_type *type,
			uint64_t base, uint64_t size)
{
	size_t first, last;

	if (isolate_range(b, type, base, size, &first, &last))
		return -1;
	while (last > first)
		remove_region(type, --last);
	if (type == &b->memblock.reserved)
		journal_disown(b->journal, base,
			       memblock_cap_size(&b->memblock, base, size));
	return 0;
}

int memblock_add_node(struct boot *b, uint64_t base, uint64_t size, int nid,
		      const char *by)
{
	journal_event(b->journal, (struct event){ .op = EVENT_ADD,
						  .base = base,
						  .size = size,
						  .nid = nid,
						  .order = -1,
						  .count = 1,
						  .by = by });
	return add_range(b, &b->memblock.memory, base, size, nid, 0);
}

int memblock_add(struct boot *b, uint64_t base, uint64_t size, const char *by)
{
	return memblock_add_node(b, base, size, NO_NODE, by);
}

/* Physical addresses have at most 52 bits: what "to the top" means in events. */
#define TOP_OF_MEMORY (1ULL << 52)

static void note_removed(struct boot *b, uint64_t base, uint64_t size,
			 const char *by)
{
	uint64_t top = max_u64(base, TOP_OF_MEMORY);

	journal_event(b->journal,
		      (struct event){ .op = EVENT_REMOVE,
				      .base = base,
				      .size = min_u64(size, top - base),
				      .nid = NO_NODE,
				      .order = -1,
				      .count = 1,
				      .by = by });
}

int memblock_remove(struct boot *b, uint64_t base, uint64_t size,
		    const char *by)
{
	note_removed(b, base, size, by);
	return remove_range(b, &b->memblock.memory, base, size);
}

/* Whether what the kernel allocates is told apart from what is just reserved. */
RULE(memblock_reserve, "__memblock_reserve()", WITH_MEMBLOCK,
     VARIANT(MEMBLOCK_RESERVE_KERN_APART, "kern_apart",
	     .shows = "enumerator MEMBLOCK_RSRV_KERN of enum memblock_flags"),
     VARIANT(MEMBLOCK_RESERVE_ALL_ALIKE, "all_alike",
	     .shows =
		     "no enumerator MEMBLOCK_RSRV_KERN of enum memblock_flags"));

/* What a reserved region bears; where all are alike, nothing. */
static int reserved_nid(const struct boot *b, int nid)
{
	if (!b->kernel->numa ||
	    b->kernel->rules.memblock_reserve == MEMBLOCK_RESERVE_ALL_ALIKE)
		return NO_NODE;
	return numa_valid_node(nid) ? nid : CLEARED_NODE;
}

static uint32_t kern_flag(const struct boot *b)
{
	return b->kernel->rules.memblock_reserve == MEMBLOCK_RESERVE_ALL_ALIKE ?
		       0 :
		       MEMBLOCK_RSRV_KERN;
}

/* __memblock_reserve() */
static int reserve(struct boot *b, const struct range *r, uint32_t flags,
		   const char *what, const char *by)
{
	uint64_t base = r->base, size = r->size;

	journal_event(b->journal, (struct event){ .op = EVENT_RESERVE,
						  .base = base,
						  .size = size,
						  .nid = NO_NODE,
						  .order = -1,
						  .count = 1,
						  .what = what,
						  .by = by });
	if (add_range(b, &b->memblock.reserved, base, size,
		      reserved_nid(b, NO_NODE), flags))
		return -1;
	journal_own(b->journal, base,
		    memblock_cap_size(&b->memblock, base, size), what, by);
	return 0;
}

int memblock_reserve(struct boot *b, uint64_t base, uint64_t size,
		     const char *what, const char *by)
{
	return reserve(b, &(struct range){ base, size }, 0, what, by);
}

int memblock_reserve_kern(struct boot *b, uint64_t base, uint64_t size,
			  const char *what, const char *by)
{
	return reserve(b, &(struct range){ base, size }, kern_flag(b), what,
		       by);
}

int memblock_free(struct boot *b, uint64_t base, uint64_t size, const char *by)
{
	journal_event(b->journal, (struct event){ .op = EVENT_FREE,
						  .base = base,
						  .size = size,
						  .nid = NO_NODE,
						  .order = -1,
						  .count = 1,
						  .by = by });
	return remove_range(b, &b->memblock.reserved, base, size);
}

static const char *flag_name(uint32_t flag)
{
	return flag == MEMBLOCK_HOTPLUG	    ? "hotplug" :
	       flag == MEMBLOCK_MIRROR	    ? "mirror" :
	       flag == MEMBLOCK_NOMAP	    ? "nomap" :
	       flag == MEMBLOCK_RSRV_NOINIT ? "rsrv_noinit" :
	       flag == MEMBLOCK_RSRV_KERN   ? "rsrv_kern" :
	       flag == MEMBLOCK_KHO_SCRATCH ? "kho_scratch" :
					      "driver_managed";
}

/* memblock_setclr_flag() */
static int mark(struct boot *b, struct memblock_type *type, uint64_t base,
		uint64_t size, uint32_t flag, bool set, const char *by)
{
	size_t first, last;

	journal_event(b->journal,
		      (struct event){ .op = EVENT_MARK,
				      .base = base,
				      .size = size,
				      .nid = NO_NODE,
				      .order = -1,
				      .count = 1,
				      .what = journal_intern(b->journal, "%s%s",
							     set ? "" : "not ",
							     flag_name(flag)),
				      .by = by });
	if (isolate_range(b, type, base, size, &first, &last))
		return -1;
	for (size_t i = first; i < last; i++) {
		if (set)
			type->regions[i].flags |= flag;
		else
			type->regions[i].flags &= ~flag;
	}
	merge_regions(b, type, first, last);
	return 0;
}

int memblock_mark(struct boot *b, uint64_t base, uint64_t size, uint32_t flag,
		  bool set, const char *by)
{
	if (flag == MEMBLOCK_NOMAP && !set)
		journal_unwithhold(b->journal, base, size);
	return mark(b, &b->memblock.memory, base, size, flag, set, by);
}

int memblock_reserved_mark_noinit(struct boot *b, uint64_t base, uint64_t size,
				  const char *by)
{
	return mark(b, &b->memblock.reserved, base, size, MEMBLOCK_RSRV_NOINIT,
		    true, by);
}

static int set_node(struct boot *b, struct memblock_type *type, uint64_t base,
		    uint64_t size, int nid, const char *what, const char *by)
{
	size_t first, last;

	if (!b->kernel->numa)
		return 0;
	journal_event(b->journal, (struct event){ .op = EVENT_SET_NODE,
						  .base = base,
						  .size = size,
						  .nid = nid,
						  .order = -1,
						  .count = 1,
						  .what = what,
						  .by = by });
	if (isolate_range(b, type, base, size, &first, &last))
		return -1;
	for (size_t i = first; i < last; i++)
		type->regions[i].nid = nid;
	merge_regions(b, type, first, last);
	return 0;
}

int memblock_set_node(struct boot *b, uint64_t base, uint64_t size, int nid,
		      const char *by)
{
	return set_node(b, &b->memblock.memory, base, size, nid, NULL, by);
}

int memblock_set_reserved_node(struct boot *b, uint64_t base, uint64_t size,
			       int nid, const char *by)
{
	return set_node(b, &b->memblock.reserved, base, size, nid,
			"reserved regions", by);
}

/* __find_max_addr(): where `limit` bytes of memory are reached. */
static uint64_t find_max_addr(const struct memblock *mb, uint64_t limit)
{
	for (size_t i = 0; i < mb->memory.cnt; i++) {
		const struct memblock_region *r = &mb->memory.regions[i];

		if (limit <= r->size)
			return r->base + limit;
		limit -= r->size;
	}
	return mb->max_addr;
}

/* Whether a cap is laid on memory of which memblock knows nothing yet. */
RULE(memblock_cap, "memblock_cap_memory_range()", WITH_MEMBLOCK,
     /* of nothing; it says so */
     VARIANT(MEMBLOCK_CAP_REFUSES_NOTHING, "refuses_nothing", .since = "5.15"),
     VARIANT(MEMBLOCK_CAP_TAKES_ALL, "takes_all"));

void memblock_cap_memory_range(struct boot *b, uint64_t base, uint64_t size)
{
	struct memblock_type *memory = &b->memblock.memory;
	size_t first, last;

	if (!size)
		return;
	if (!memory->total_size &&
	    b->kernel->rules.memblock_cap == MEMBLOCK_CAP_REFUSES_NOTHING) {
		journal_log(
			b->journal,
			"memblock_cap_memory_range: No memory registered yet");
		return;
	}
	if (isolate_range(b, memory, base, size, &first, &last))
		return;
	for (size_t i = memory->cnt; i-- > 0;) {
		const struct memblock_region *r = &memory->regions[i];

		if ((i >= first && i < last) || r->flags & MEMBLOCK_NOMAP)
			continue;
		note_removed(b, r->base, r->size, "memblock_cap_memory_range");
		remove_region(memory, i);
	}
	remove_range(b, &b->memblock.reserved, 0, base);
	remove_range(b, &b->memblock.reserved, base + size, UINT64_MAX);
}

void memblock_enforce_memory_limit(struct boot *b, uint64_t limit)
{
	uint64_t max_addr;

	if (!limit)
		return;
	max_addr = find_max_addr(&b->memblock, limit);
	if (max_addr == b->memblock.max_addr)
		return;
	note_removed(b, max_addr, memblock_end_of_dram(&b->memblock) - max_addr,
		     "memblock_enforce_memory_limit");
	remove_range(b, &b->memblock.memory, max_addr, UINT64_MAX);
	remove_range(b, &b->memblock.reserved, max_addr, UINT64_MAX);
}

void memblock_mem_limit_remove_map(struct boot *b, uint64_t limit)
{
	uint64_t max_addr;

	if (!limit)
		return;
	max_addr = find_max_addr(&b->memblock, limit);
	if (max_addr != b->memblock.max_addr)
		memblock_cap_memory_range(b, 0, max_addr);
}

void memblock_trim_memory(struct boot *b, uint64_t align)
{
	struct memblock_type *memory = &b->memblock.memory;
	uint64_t total = memory->total_size;

	for (size_t i = memory->cnt; i-- > 0;) {
		struct memblock_region *r = &memory->regions[i];
		uint64_t start = align_up(r->base, align);
		uint64_t end = align_down(memblock_region_end(r), align);

		if (start < end) {
			r->base = start;
			r->size = end - start;
			continue;
		}
		total -= r->size;
		remove_region(memory, i);
	}
	memory->total_size = total;
}

/* The lowest address that memblock hands out: page 0 is kept back. */
#define LOWEST_ADDR 4096

/*
 * The node's memory first, then any unless exact; mirrored memory first. *nid
 * is then the node that was asked for, if it had room.
 */
static uint64_t find_for_node(struct boot *b, uint64_t size, uint64_t align,
			      uint64_t min, uint64_t max, int *nid, bool exact)
{
	struct memblock *mb = &b->memblock;
	uint32_t flags = mb->has_mirror ? MEMBLOCK_MIRROR : 0;
	int asked = b->kernel->numa && numa_valid_node(*nid) ? *nid : NO_NODE;

	for (;;) {
		uint64_t at = memblock_find_in_range_node(mb, size, align, min,
							  max, asked, flags);

		*nid = asked;
		if (!at && asked != NO_NODE && !exact) {
			at = memblock_find_in_range_node(mb, size, align, min,
							 max, NO_NODE, flags);
			*nid = NO_NODE;
		}
		if (at || !(flags & MEMBLOCK_MIRROR))
			return at;
		journal_log(b->journal,
			    "Could not allocate %llu bytes of mirrored memory",
			    (unsigned long long)size);
		flags &= ~MEMBLOCK_MIRROR;
	}
}

/*
 * Reserves `count` pieces that lie side by side, the first one at `at`; on node
 * `on`, where `nid` was asked for.
 */
static bool take(struct boot *b, uint64_t at, uint64_t size, uint64_t count,
		 uint64_t align, int nid, int on, const char *what,
		 const char *by)
{
	bool down = !b->memblock.bottom_up;
	uint64_t base = down ? at - (count - 1) * size : at;

	if (add_range(b, &b->memblock.reserved, base, count * size,
		      reserved_nid(b, on), kern_flag(b)))
		return false;
	journal_event(b->journal,
		      (struct event){ .op = EVENT_ALLOC,
				      .base = at,
				      .size = size,
				      .align = align,
				      .nid = nid,
				      .order = -1,
				      .count = count,
				      .stride = count == 1 ? 0 :
						down	   ? -(int64_t)size :
							     (int64_t)size,
				      .what = what,
				      .by = by });
	journal_own(b->journal, base, count * size, what, by);
	return true;
}

uint64_t memblock_alloc_range_nid(struct boot *b, uint64_t size, uint64_t align,
				  uint64_t min, uint64_t max, int nid,
				  bool exact, const char *what, const char *by)
{
	uint64_t at;
	int on = nid;

	if (!align)
		align = b->kernel->cache_bytes;
	at = find_for_node(b, size, align, min, max, &on, exact);
	return at && take(b, at, size, 1, align, nid, on, what, by) ? at : 0;
}

/* How many pieces fit from `at` on in the free range that holds it. */
static uint64_t room_from(const struct memblock *mb, uint64_t at, uint64_t size,
			  uint64_t min, uint64_t max)
{
	const struct memblock_region *r = memblock_search(&mb->memory, at);
	size_t j = memblock_find_region(&mb->reserved, at);
	uint64_t lo = max_u64(r->base, max_u64(min, LOWEST_ADDR));
	uint64_t hi = memblock_region_end(r);

	if (j > 0)
		lo = max_u64(lo,
			     memblock_region_end(&mb->reserved.regions[j - 1]));
	if (j < mb->reserved.cnt)
		hi = min_u64(hi, mb->reserved.regions[j].base);
	if (max <= MEMBLOCK_ALLOC_NOLEAKTRACE)
		max = mb->current_limit;
	if (mb->bottom_up)
		return (min_u64(hi, max) - at) / size;
	return (at - lo) / size + 1;
}

uint64_t memblock_alloc_run(struct boot *b, uint64_t count, uint64_t size,
			    uint64_t align, uint64_t min, uint64_t max, int nid,
			    bool exact, const char *what, const char *by)
{
	uint64_t done = 0;

	while (done < count) {
		int on = nid;
		uint64_t at =
			find_for_node(b, size, align, min, max, &on, exact);
		uint64_t n;

		if (!at && min) {
			min = 0;
			continue;
		}
		if (!at)
			break;
		n = min_u64(count - done,
			    room_from(&b->memblock, at, size, min, max));
		if (!take(b, at, size, n, align, nid, on, what, by))
			break;
		done += n;
	}
	return done;
}

uint64_t memblock_alloc_try_nid(struct boot *b, uint64_t size, uint64_t align,
				uint64_t min, uint64_t max, int nid, bool exact,
				const char *what, const char *by)
{
	uint64_t limit = b->memblock.current_limit, at;

	if (max > limit)
		max = limit;
	at = memblock_alloc_range_nid(b, size, align, min, max, nid, exact,
				      what, by);
	if (!at && min)
		at = memblock_alloc_range_nid(b, size, align, 0, max, nid,
					      exact, what, by);
	return at;
}

uint64_t memblock_alloc(struct boot *b, uint64_t size, uint64_t align,
			const char *what, const char *by)
{
	return memblock_alloc_try_nid(b, size, align, 0,
				      MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE, false,
				      what, by);
}

void memblock_clear_hotplug_all(struct boot *b)
{
	struct memblock_type *memory = &b->memblock.memory;

	for (size_t i = 0; i < memory->cnt; i++)
		memory->regions[i].flags &= ~MEMBLOCK_HOTPLUG;
	merge_regions(b, memory, 0, memory->cnt);
}

void memblock_reserve_mem(struct boot *b, const struct reserve_mem_param *r)
{
	uint64_t align = max_u64(r->align, b->kernel->cache_bytes);

	if (b->nr_named_mem == RESERVE_MEM_MAX)
		return;
	for (size_t i = 0; i < b->nr_named_mem; i++) {
		if (!strcmp(b->named_mem[i], r->name))
			return;
	}
	if (memblock_alloc_range_nid(b, r->size, align, 0,
				     MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE, false,
				     journal_intern(b->journal,
						    "reserve_mem=, \"%s\"",
						    r->name),
				     "memblock_phys_alloc_range reserve_mem "
				     "parse_args"))
		b->named_mem[b->nr_named_mem++] = r->name;
}

uint64_t memory_pages_in(const struct boot *b, int nid, uint64_t start_pfn,
			 uint64_t end_pfn)
{
	struct memblock_pfn_iter it = { 0 };
	uint64_t pages = 0;

	while (memblock_next_pfn_range(&b->memblock, b->kernel->page_shift, nid,
				       &it)) {
		uint64_t s = clamp_u64(it.start_pfn, start_pfn, end_pfn);
		uint64_t e = clamp_u64(it.end_pfn, start_pfn, end_pfn);

		pages += e - s;
	}
	return pages;
}

bool memblock_has_node(const struct boot *b, size_t nid)
{
	return memory_pages_in(b, b->kernel->numa ? (int)nid : NO_NODE, 0,
			       UINT64_MAX) != 0;
}
