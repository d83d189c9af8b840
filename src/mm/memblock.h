/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_MEMBLOCK_H
#define INITMEM_MM_MEMBLOCK_H

#include "model/boot.h"

/* What the boot allocator does, mm/memblock.c; its data: model/memblock.h. */

/*
 * The operations below record an event. `what` says in plain words what the
 * memory is for; `by` names the kernel functions from the one that called
 * memblock outwards, separated by spaces, up to but not including those on
 * the call stack (journal_enter()). Both live as long as `b` does: string
 * literals or journal_intern().
 */

/* Return 0, or -1 when the array is full and cannot grow. */
int memblock_add(struct boot *b, uint64_t base, uint64_t size, const char *by);
int memblock_add_node(struct boot *b, uint64_t base, uint64_t size, int nid,
		      const char *by);
int memblock_remove(struct boot *b, uint64_t base, uint64_t size,
		    const char *by);
int memblock_reserve(struct boot *b, uint64_t base, uint64_t size,
		     const char *what, const char *by);
/* memblock_reserve_kern(): the same of what is the kernel's own. */
int memblock_reserve_kern(struct boot *b, uint64_t base, uint64_t size,
			  const char *what, const char *by);
/* memblock_phys_free(), memblock_free() */
int memblock_free(struct boot *b, uint64_t base, uint64_t size, const char *by);

/* memblock_mark_nomap() and its like: sets or clears `flag`. */
int memblock_mark(struct boot *b, uint64_t base, uint64_t size, uint32_t flag,
		  bool set, const char *by);
/* Of what is reserved: its struct pages are left to others. */
int memblock_reserved_mark_noinit(struct boot *b, uint64_t base, uint64_t size,
				  const char *by);
int memblock_set_node(struct boot *b, uint64_t base, uint64_t size, int nid,
		      const char *by);
/* The same for memblock.reserved. */
int memblock_set_reserved_node(struct boot *b, uint64_t base, uint64_t size,
			       int nid, const char *by);

/* Without an event, as memblock_free_all() does: clears HOTPLUG everywhere. */
void memblock_clear_hotplug_all(struct boot *b);

/* So many bytes of memory from the lowest on are kept, all of it NOMAP or not. */
void memblock_enforce_memory_limit(struct boot *b, uint64_t limit);
void memblock_mem_limit_remove_map(struct boot *b, uint64_t limit);
void memblock_cap_memory_range(struct boot *b, uint64_t base, uint64_t size);
void memblock_trim_memory(struct boot *b, uint64_t align);

/*
 * memblock_alloc_range_nid(): reserves `size` bytes, aligned, inside
 * [min, max); max may be MEMBLOCK_ALLOC_ACCESSIBLE (up to current_limit). nid
 * NO_NODE: any. Returns the address, 0 if there is none.
 */
uint64_t memblock_alloc_range_nid(struct boot *b, uint64_t size, uint64_t align,
				  uint64_t min, uint64_t max, int nid,
				  bool exact, const char *what, const char *by);

/*
 * `count` such calls in a row, placed in one step for each free range; size is
 * a multiple of align. Returns how many succeeded. If `first` is given it
 * receives the address of the first one.
 */
uint64_t memblock_alloc_run(struct boot *b, uint64_t count, uint64_t size,
			    uint64_t align, uint64_t min, uint64_t max, int nid,
			    bool exact, const char *what, const char *by);

/*
 * memblock_alloc_try_nid() and memblock_alloc_exact_nid_raw(): cap max at
 * current_limit, and try once more without the minimum. 0: no memory.
 */
uint64_t memblock_alloc_try_nid(struct boot *b, uint64_t size, uint64_t align,
				uint64_t min, uint64_t max, int nid, bool exact,
				const char *what, const char *by);

/* memblock_alloc(): anywhere below current_limit. */
uint64_t memblock_alloc(struct boot *b, uint64_t size, uint64_t align,
			const char *what, const char *by);

/* reserve_mem(): of a reserve_mem= word; without a place, nothing. */
void memblock_reserve_mem(struct boot *b, const struct reserve_mem_param *r);

/* Pages of memory regions of node nid (NO_NODE: any) in [start, end). */
uint64_t memory_pages_in(const struct boot *b, int nid, uint64_t start_pfn,
			 uint64_t end_pfn);

/* Whether memblock knows of memory of a node, before the node's zones do. */
bool memblock_has_node(const struct boot *b, size_t nid);

#endif
