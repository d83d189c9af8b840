/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/memblock.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/range.h"

/* The lowest address that memblock hands out: page 0 is kept back. */
#define LOWEST_ADDR 4096

size_t memblock_find_region(const struct memblock_type *type, uint64_t addr)
{
	size_t lo = 0, hi = type->cnt;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memblock_region_end(&type->regions[mid]) > addr)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

uint64_t memblock_cap_size(const struct memblock *mb, uint64_t base,
			   uint64_t size)
{
	return min_u64(size, base > mb->max_addr ? 0 : mb->max_addr - base);
}

void memblock_init(struct memblock *mb, size_t memory_max, size_t reserved_max,
		   uint64_t max_addr)
{
	memset(mb, 0, sizeof(*mb));
	mb->current_limit = MEMBLOCK_ALLOC_ANYWHERE;
	mb->max_addr = max_addr;
	mb->memory.name = "memory";
	mb->memory.max = memory_max;
	mb->reserved.name = "reserved";
	mb->reserved.max = reserved_max;
}

void memblock_release(struct memblock *mb)
{
	free(mb->memory.regions);
	free(mb->reserved.regions);
	memset(mb, 0, sizeof(*mb));
}

/* should_skip_region() */
static bool skip_region(const struct memblock *mb,
			const struct memblock_region *r, int nid,
			uint32_t flags)
{
	if (nid != NO_NODE && nid != r->nid)
		return true;
	if (mb->movable_node && (r->flags & MEMBLOCK_HOTPLUG) &&
	    !(flags & MEMBLOCK_HOTPLUG))
		return true;
	if ((flags & MEMBLOCK_MIRROR) && !(r->flags & MEMBLOCK_MIRROR))
		return true;
	if (!(flags & MEMBLOCK_NOMAP) && (r->flags & MEMBLOCK_NOMAP))
		return true;
	return !(flags & MEMBLOCK_DRIVER_MANAGED) &&
	       (r->flags & MEMBLOCK_DRIVER_MANAGED);
}

/* Where the highest piece of `size` bytes fits in one free range; 0: not. */
static uint64_t fit_high(uint64_t lo, uint64_t hi, uint64_t size,
			 uint64_t align, uint64_t start, uint64_t end)
{
	uint64_t at;

	lo = clamp_u64(lo, start, end);
	hi = clamp_u64(hi, start, end);
	if (hi < size)
		return 0;
	at = align_down(hi - size, align);
	return at >= lo ? at : 0;
}

static uint64_t fit_low(uint64_t lo, uint64_t hi, uint64_t size, uint64_t align,
			uint64_t start, uint64_t end)
{
	uint64_t at;

	lo = clamp_u64(lo, start, end);
	hi = clamp_u64(hi, start, end);
	at = align_up(lo, align);
	return at >= lo && at < hi && hi - at >= size ? at : 0;
}

/* The free ranges of memory region r from the top: the highest that fits. */
static uint64_t region_fit_high(const struct memblock *mb,
				const struct memblock_region *r, uint64_t size,
				uint64_t align, uint64_t start, uint64_t end)
{
	const struct memblock_type *res = &mb->reserved;
	uint64_t hi = memblock_region_end(r), at;
	size_t j = memblock_find_region(res, hi - 1);

	if (j < res->cnt && res->regions[j].base < hi)
		hi = res->regions[j].base;
	while (hi > r->base && hi > start) {
		uint64_t lo = r->base;

		if (j > 0)
			lo = max_u64(lo,
				     memblock_region_end(&res->regions[j - 1]));
		at = fit_high(lo, hi, size, align, start, end);
		if (at)
			return at;
		if (j == 0)
			break;
		hi = res->regions[--j].base;
	}
	return 0;
}

static uint64_t find_top_down(const struct memblock *mb, uint64_t size,
			      uint64_t align, uint64_t start, uint64_t end,
			      int nid, uint32_t flags)
{
	for (size_t i = mb->memory.cnt; i-- > 0;) {
		const struct memblock_region *r = &mb->memory.regions[i];
		uint64_t at;

		if (r->base >= end || skip_region(mb, r, nid, flags))
			continue;
		if (memblock_region_end(r) <= start)
			break;
		at = region_fit_high(mb, r, size, align, start, end);
		if (at)
			return at;
	}
	return 0;
}

static uint64_t find_bottom_up(const struct memblock *mb, uint64_t size,
			       uint64_t align, uint64_t start, uint64_t end,
			       int nid, uint32_t flags)
{
	struct memblock_free_iter it = { .from = start };

	while (memblock_next_free(mb, nid, flags, &it) && it.start < end) {
		uint64_t at =
			fit_low(it.start, it.end, size, align, start, end);

		if (at)
			return at;
	}
	return 0;
}

uint64_t memblock_find_in_range_node(const struct memblock *mb, uint64_t size,
				     uint64_t align, uint64_t start,
				     uint64_t end, int nid, uint32_t flags)
{
	if (end == MEMBLOCK_ALLOC_ACCESSIBLE ||
	    end == MEMBLOCK_ALLOC_NOLEAKTRACE)
		end = mb->current_limit;
	start = max_u64(start, LOWEST_ADDR);
	end = max_u64(start, end);
	if (mb->bottom_up)
		return find_bottom_up(mb, size, align,
				      max_u64(start, mb->bottom), end, nid,
				      flags);
	return find_top_down(mb, size, align, start, end, nid, flags);
}

uint64_t memblock_start_of_dram(const struct memblock *mb)
{
	return mb->memory.cnt ? mb->memory.regions[0].base : 0;
}

uint64_t memblock_end_of_dram(const struct memblock *mb)
{
	return mb->memory.cnt ?
		       memblock_region_end(
			       &mb->memory.regions[mb->memory.cnt - 1]) :
		       0;
}

const struct memblock_region *
memblock_region_above(const struct memblock_type *type, uint64_t addr)
{
	size_t i = memblock_find_region(type, addr);

	return i < type->cnt ? &type->regions[i] : NULL;
}

bool memblock_overlaps(const struct memblock_type *type, uint64_t base,
		       uint64_t size)
{
	const struct memblock_region *r = memblock_region_above(type, base);

	return r && size && r->base < base + size;
}

bool memblock_is_region_memory(const struct memblock *mb, uint64_t base,
			       uint64_t size)
{
	const struct memblock_region *r = memblock_search(&mb->memory, base);

	return r && memblock_region_end(r) >=
			    base + memblock_cap_size(mb, base, size);
}

const struct memblock_region *memblock_search(const struct memblock_type *type,
					      uint64_t addr)
{
	const struct memblock_region *r = memblock_region_above(type, addr);

	return r && r->base <= addr ? r : NULL;
}

bool memblock_next_free(const struct memblock *mb, int nid, uint32_t flags,
			struct memblock_free_iter *it)
{
	for (; it->memory_index < mb->memory.cnt; it->memory_index++) {
		const struct memblock_region *r =
			&mb->memory.regions[it->memory_index];
		uint64_t from = max_u64(it->from, r->base);
		size_t j;

		if (from >= memblock_region_end(r) ||
		    skip_region(mb, r, nid, flags))
			continue;
		j = memblock_find_region(&mb->reserved, from);
		while (j < mb->reserved.cnt &&
		       mb->reserved.regions[j].base <= from)
			from = memblock_region_end(&mb->reserved.regions[j++]);
		if (from >= memblock_region_end(r))
			continue;
		it->start = from;
		it->end = memblock_region_end(r);
		it->nid = r->nid;
		if (j < mb->reserved.cnt)
			it->end =
				min_u64(it->end, mb->reserved.regions[j].base);
		it->from = it->end;
		return true;
	}
	return false;
}

bool memblock_next_pfn_range(const struct memblock *mb, uint32_t page_shift,
			     int nid, struct memblock_pfn_iter *it)
{
	uint64_t mask = (1ULL << page_shift) - 1;

	while (it->index < mb->memory.cnt) {
		const struct memblock_region *r =
			&mb->memory.regions[it->index++];

		if (nid != NO_NODE && nid != r->nid)
			continue;
		it->start_pfn =
			(r->base >> page_shift) + ((r->base & mask) != 0);
		it->end_pfn = memblock_region_end(r) >> page_shift;
		it->nid = r->nid;
		it->flags = r->flags;
		if (it->start_pfn < it->end_pfn)
			return true;
	}
	return false;
}
