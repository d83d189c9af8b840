/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_ZONE_H
#define INITMEM_MODEL_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kernel.h"
#include "util/rangemap.h"

/* Nodes, zones, free lists: include/linux/mmzone.h. */

/* Blocks of one order at pfn, pfn + stride, ...: `count` of them. */
struct free_run {
	uint64_t pfn;
	uint64_t count;
	int64_t stride; /* pages; may be negative; 0 when count is 1 */
};

/* A free list in list order, head first, kept as runs. */
struct free_list {
	struct free_run *runs;
	size_t n;
	size_t cap;
};

struct free_area {
	uint64_t nr_free; /* blocks */
	struct free_list lists[NR_MIGRATETYPE_KINDS];
};

/*
 * A list of single free pages that one CPU has to itself, struct per_cpu_pages:
 * freed pages go to the head and are taken from there; when `high` are there,
 * `batch` of them leave from the tail for the buddy allocator. Only the boot
 * CPU's hot list ever holds pages this early.
 *
 *     tail |oldest, ..., newest| head
 */
struct pcp_page {
	uint64_t pfn;
	enum migratetype mt; /* of its pageblock, or what it was taken for */
};

struct per_cpu_pages {
	uint64_t high, batch;
	struct pcp_page *pages; /* oldest first */
	size_t count, cap;
};

struct pageset {
	uint64_t high; /* where there is one for all CPUs */
	uint64_t high_min, high_max; /* where each CPU's own lies in between */
	uint64_t batch;
	/* of the boot CPU, where the build has two lists a CPU */
	struct per_cpu_pages hot, cold;
};

struct zone {
	enum zone_kind kind;
	unsigned index; /* in the kernel's zones[] */
	int nid;
	uint64_t zone_start_pfn;
	uint64_t spanned_pages;
	uint64_t present_pages;
	uint64_t managed_pages;
	uint64_t deferred_pages; /* free; managed once they are initialised */
	/* pages by which the kernel's two counts fall below 0; they are 0 then */
	uint64_t present_below, managed_below;
	uint64_t cma_pages;
	uint64_t nr_free_pages; /* vm_stat[NR_FREE_PAGES] */
	uint64_t nr_free_cma; /* vm_stat[NR_FREE_CMA_PAGES] */
	uint64_t watermark_min, watermark_low, watermark_high;
	uint64_t lowmem_reserve[MAX_NR_ZONES];
	struct pageset pageset;
	bool initialized; /* free lists exist (spanned_pages was not 0) */
	struct free_area free_area[MAX_NR_ORDERS];
	/* Migrate type of pageblocks, by pfn. What is not there is Unmovable. */
	struct rangemap pageblocks;
};

struct zoneref {
	int nid;
	unsigned zone; /* index */
};

struct zoneref_list {
	struct zoneref *v;
	size_t n;
	size_t cap;
};

/* Why a node comes next in a fallback order: find_next_best_node(). */
struct node_choice {
	int nid;
	uint32_t distance; /* from the node whose order it is */
	bool before; /* its number is below that node's: costs 1 more */
	uint64_t load; /* how many orders before lean on it */
	uint64_t value; /* what was compared; the least one won */
};

#define NO_DEFERRED_PFN UINT64_MAX

/* pg_data_t */
struct node {
	int nid;
	bool possible, online;
	bool has_memory; /* N_MEMORY */
	bool has_normal_memory; /* N_NORMAL_MEMORY */
	uint64_t node_start_pfn;
	uint64_t node_spanned_pages;
	uint64_t node_present_pages;
	uint64_t first_deferred_pfn; /* NO_DEFERRED_PFN: none */
	uint64_t pgdat_base; /* physical; 0: part of the kernel image */
	uint64_t pgdat_size;
	int pgdat_nid; /* node it lies on */
	unsigned nr_zones;
	struct zone zones[MAX_NR_ZONES];
	struct zoneref_list fallback, nofallback;
	struct node_choice *choices; /* the order of nodes in fallback */
	size_t nr_choices;
};

static inline uint64_t zone_end_pfn(const struct zone *z)
{
	return z->zone_start_pfn + z->spanned_pages;
}

static inline bool zone_populated(const struct zone *z)
{
	return z->present_pages != 0 || z->present_below != 0;
}

/*
 * The zonelist of one zone type where each has its own: those of the node's
 * fallback list that are not above it. The caller frees v.
 */
struct zoneref_list zonelist_up_to(const struct node *n, unsigned zone);

struct node *node_new(int nid, const struct kernel *k);
void node_free(struct node *n);

/* Free lists: one block of 2^order pages at pfn. */
void free_list_add_head(struct free_list *l, unsigned order, uint64_t pfn);
void free_list_add_tail(struct free_list *l, unsigned order, uint64_t pfn);
/* `count` blocks, each 2^order pages behind the one before, at the tail. */
void free_list_add_tail_run(struct free_list *l, unsigned order, uint64_t pfn,
			    uint64_t count);
/* The same at the head, as if added one after the other. */
void free_list_add_head_run(struct free_list *l, unsigned order, uint64_t pfn,
			    uint64_t count);
/* Takes the block out of the list wherever it is; false if it is not there. */
bool free_list_remove(struct free_list *l, uint64_t pfn);
bool free_list_contains(const struct free_list *l, uint64_t pfn);
bool free_list_empty(const struct free_list *l);
uint64_t free_list_blocks(const struct free_list *l); /* how many */
uint64_t free_list_head(const struct free_list *l); /* not empty */
void free_list_release(struct free_list *l);

/* The free block that holds pfn: its first frame, or UINT64_MAX. */
uint64_t free_list_find(const struct free_list *l, unsigned order,
			uint64_t pfn);
/*
 * The same over all lists of a zone; false if the page is not free. Out
 * parameters: the block's first frame, its order and the list it is in.
 */
bool zone_find_free(const struct zone *z, uint64_t pfn, uint64_t *block,
		    unsigned *order, enum migratetype *mt);

/*
 * A free list in the form in which records print it: runs of three or more
 * blocks at one distance, or of two that touch, are folded; the rest stand
 * alone with stride 0. *out is allocated (free() it); returns how many.
 */
size_t free_list_fold(const struct free_list *l, unsigned order,
		      struct free_run **out);
/* The same as words, "4096, 8192 x 3 every 1024"; free() them. */
char *free_list_text(const struct free_list *l, unsigned order);

#endif
