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

struct boot;

#define MEMBLOCK_HOTPLUG 1u
#define MEMBLOCK_MIRROR 2u
#define MEMBLOCK_NOMAP 4u
#define MEMBLOCK_DRIVER_MANAGED 8u

/* A region whose node is not set yet (MAX_NUMNODES in the kernel). */
#define NO_NODE (-1)

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
	bool can_resize; /* memblock_allow_resize() was called */
	bool has_mirror;
	bool movable_node; /* hotplug regions are not handed out */
	uint64_t current_limit; /* MEMBLOCK_ALLOC_ANYWHERE: none */
	uint64_t max_addr; /* highest phys_addr_t */
	struct memblock_type memory;
	struct memblock_type reserved;
};

void memblock_init(struct memblock *mb, size_t memory_max,
		   size_t reserved_max, uint64_t max_addr);
void memblock_release(struct memblock *mb);

/*
 * The operations below record an event. `what` says in plain words what the
 * memory is for; `by` names the kernel functions from the one that called
 * memblock outwards, separated by spaces, up to but not including those on
 * the boot's call stack (boot_enter()). Both live as long as `b` does: string
 * literals or boot_intern().
 */

/* Return 0, or -1 when the array is full and cannot grow. */
int memblock_add(struct boot *b, uint64_t base, uint64_t size, const char *by);
int memblock_add_node(struct boot *b, uint64_t base, uint64_t size, int nid,
		      const char *by);
int memblock_remove(struct boot *b, uint64_t base, uint64_t size,
		    const char *by);
int memblock_reserve(struct boot *b, uint64_t base, uint64_t size,
		     const char *what, const char *by);
/* memblock_phys_free(), memblock_free() */
int memblock_free(struct boot *b, uint64_t base, uint64_t size,
		  const char *by);

/* memblock_mark_nomap() and its like: sets or clears `flag`. */
int memblock_mark(struct boot *b, uint64_t base, uint64_t size, uint32_t flag,
		  bool set, const char *by);
int memblock_set_node(struct boot *b, uint64_t base, uint64_t size, int nid,
		      const char *by);
/* The same for memblock.reserved. */
int memblock_set_reserved_node(struct boot *b, uint64_t base, uint64_t size,
			       int nid, const char *by);
/* Without an event, as memblock_free_all() does: clears HOTPLUG everywhere. */
void memblock_clear_hotplug_all(struct memblock *mb);

void memblock_enforce_memory_limit(struct boot *b, uint64_t limit);
void memblock_mem_limit_remove_map(struct boot *b, uint64_t limit);
void memblock_cap_memory_range(struct boot *b, uint64_t base, uint64_t size);
void memblock_trim_memory(struct boot *b, uint64_t align);

/*
 * memblock_alloc_range_nid(): reserves `size` bytes, aligned, inside
 * [min, max); max may be MEMBLOCK_ALLOC_ACCESSIBLE (up to current_limit). nid
 * NO_NODE: any. Returns the address, 0 if there is none.
 */
uint64_t memblock_alloc_range_nid(struct boot *b, uint64_t size,
				  uint64_t align, uint64_t min, uint64_t max,
				  int nid, bool exact, const char *what,
				  const char *by);

/*
 * `count` such calls in a row, placed in one step for each free range; size is
 * a multiple of align. Returns how many succeeded. If `first` is given it
 * receives the address of the first one.
 */
uint64_t memblock_alloc_run(struct boot *b, uint64_t count, uint64_t size,
			    uint64_t align, uint64_t min, uint64_t max,
			    int nid, bool exact, const char *what,
			    const char *by);

/*
 * memblock_alloc_try_nid() and memblock_alloc_exact_nid_raw(): cap max at
 * current_limit, and try once more without the minimum. 0: no memory.
 */
uint64_t memblock_alloc_try_nid(struct boot *b, uint64_t size, uint64_t align,
				uint64_t min, uint64_t max, int nid,
				bool exact, const char *what, const char *by);

/* memblock_alloc(): anywhere below current_limit. */
uint64_t memblock_alloc(struct boot *b, uint64_t size, uint64_t align,
			const char *what, const char *by);

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
