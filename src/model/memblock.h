/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_MEMBLOCK_H
#define INITMEM_MODEL_MEMBLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The boot allocator, mm/memblock.c: regions of memory and of what is
 * reserved in it. All addresses and sizes are physical and in bytes.
 *
 *   memory    |=====bank 0=====|        |=====bank 1=====|
 *   reserved     |#|     |####|            |#########|
 *   free      |==| |=====|    |         |==|         |===|
 */

#define MEMBLOCK_HOTPLUG 1u
#define MEMBLOCK_MIRROR 2u
#define MEMBLOCK_NOMAP 4u
#define MEMBLOCK_DRIVER_MANAGED 8u
#define MEMBLOCK_RSRV_NOINIT 16u /* of what is reserved */
#define MEMBLOCK_RSRV_KERN 32u /* likewise: the kernel's own */
#define MEMBLOCK_KHO_SCRATCH 64u /* kept free for a kernel to come */

/* A region whose node is not set yet (MAX_NUMNODES in the kernel). */
#define NO_NODE (-1)
/*
 * A region whose node was taken off it (-1 in the kernel). It does not join
 * with one that never had a node, though neither has one.
 */
#define CLEARED_NODE (-2)

static inline bool numa_valid_node(int nid)
{
	return nid >= 0;
}

#define MEMBLOCK_ALLOC_ACCESSIBLE 0ULL
#define MEMBLOCK_ALLOC_NOLEAKTRACE 1ULL
#define MEMBLOCK_ALLOC_ANYWHERE UINT64_MAX

struct memblock_region {
	uint64_t base;
	uint64_t size;
	int nid;
	uint32_t flags;
};

struct memblock_type {
	const char *name;
	struct memblock_region *regions; /* sorted, disjoint */
	size_t cnt; /* 0 where the kernel has one of size 0 */
	size_t cap; /* of our array */
	size_t max; /* of the kernel's array, which doubles */
	uint64_t total_size;
	uint64_t array_base; /* where a doubled array lies; 0: static */
};

struct memblock {
	bool bottom_up;
	uint64_t bottom; /* the least that is taken from there then */
	bool can_resize; /* memblock_allow_resize() was called */
	bool has_mirror;
	bool movable_node; /* hotplug regions are not handed out */
	uint64_t current_limit; /* MEMBLOCK_ALLOC_ANYWHERE: none */
	uint64_t max_addr; /* highest phys_addr_t */
	struct memblock_type memory;
	struct memblock_type reserved;
};

void memblock_init(struct memblock *mb, size_t memory_max, size_t reserved_max,
		   uint64_t max_addr);
void memblock_release(struct memblock *mb);

static inline uint64_t memblock_region_end(const struct memblock_region *r)
{
	return r->base + r->size;
}

/* Index of the first region that ends above addr; cnt: none does. */
size_t memblock_find_region(const struct memblock_type *type, uint64_t addr);

/* memblock_cap_size(): no range goes over the end of addresses. */
uint64_t memblock_cap_size(const struct memblock *mb, uint64_t base,
			   uint64_t size);

/* The search alone, memblock_find_in_range_node(); 0: nothing fits. */
uint64_t memblock_find_in_range_node(const struct memblock *mb, uint64_t size,
				     uint64_t align, uint64_t start,
				     uint64_t end, int nid, uint32_t flags);

/* Queries. */
uint64_t memblock_start_of_dram(const struct memblock *mb);
uint64_t memblock_end_of_dram(const struct memblock *mb);
bool memblock_overlaps(const struct memblock_type *type, uint64_t base,
		       uint64_t size);
bool memblock_is_region_memory(const struct memblock *mb, uint64_t base,
			       uint64_t size);
/* The first region that ends above addr, or NULL. */
const struct memblock_region *
memblock_region_above(const struct memblock_type *type, uint64_t addr);
/* The region that holds addr, or NULL. */
const struct memblock_region *memblock_search(const struct memblock_type *type,
					      uint64_t addr);

/*
 * for_each_free_mem_range(): memory minus reserved, in ascending order.
 * Start with a zeroed iterator; false at the end.
 */
struct memblock_free_iter {
	size_t memory_index;
	uint64_t from; /* not below this */
	uint64_t start, end; /* result, bytes */
	int nid; /* result: of the memory region */
};

bool memblock_next_free(const struct memblock *mb, int nid, uint32_t flags,
			struct memblock_free_iter *it);

/*
 * for_each_mem_pfn_range(): whole pages of the memory regions, NOMAP ones
 * too, of node nid (NO_NODE: of all).
 */
struct memblock_pfn_iter {
	size_t index;
	uint64_t start_pfn, end_pfn; /* result */
	int nid; /* result */
	uint32_t flags; /* result */
};

bool memblock_next_pfn_range(const struct memblock *mb, uint32_t page_shift,
			     int nid, struct memblock_pfn_iter *it);

#endif
