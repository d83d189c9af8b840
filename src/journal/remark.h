/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_REMARK_H
#define INITMEM_JOURNAL_REMARK_H

#include "util/range.h"

/*
 * Lines by which the kernel says that something went wrong, or otherwise than
 * asked: with what they mean, noted where they are printed. Kernels word them
 * differently; who wants to know what happened asks for the remark.
 */

enum remark_kind {
	REMARK_NONE,
	/* memory */
	REMARK_BANK_TINY, /* about a node's path; range: its bank, no page */
	REMARK_BANK_BEYOND, /* range: memory at addresses it does not reach */
	REMARK_MAP_BEYOND, /* memory reaches out of the linear map */
	REMARK_RAM_CUT, /* range: RAM that a kernel without HIGHMEM drops */
	REMARK_NEEDS_HIGHMEM, /* such a kernel, or one without PAE, has less */
	REMARK_MTRR_LOSES, /* RAM that is not made write-back */
	REMARK_NO_TRAMPOLINE, /* no RAM below 1 MiB to start other CPUs from */
	REMARK_IMAGE_NOT_RAM, /* the map has no RAM where the kernel lies */
	REMARK_INITRD_LOST, /* range: where it was to be */
	/* nodes */
	REMARK_NUMA_REFUSED, /* why a description of nodes does not count */
	REMARK_FAKED_NODE, /* one node has all the memory */
	REMARK_EMULATION_FAILS, /* numa=fake= makes no nodes up */
	REMARK_MEMORYLESS, /* about the node of that number */
	/* reserved memory, pools: about the node or the area of that name */
	REMARK_CELLS_REFUSED, /* no node counts: the cells are not those of / */
	REMARK_REGION_MALFORMED, /* a property of another length */
	REMARK_REGION_SLOTS, /* the table of regions is full */
	REMARK_REGION_UNCLAIMED, /* no driver takes it: it is given back */
	REMARK_OVERLAP, /* `other` begins before `about` ends */
	REMARK_REGION_FAILS, /* range: what is not reserved, or not no-map */
	REMARK_POOL_FAILS, /* no place was found */
	REMARK_POOL_BYPASSED, /* cma= counts, and not the node */
	REMARK_POOL_SLOTS, /* the kernel's table of areas is full */
	REMARK_POOL_UNMAPPED, /* a DMA pool has to be no-map */
	REMARK_POOL_DMA, /* its devices have a pool of their own */
	REMARK_POOL_REFUSED, /* the node's memory makes no pool */
	REMARK_POOL_NOT_ACTIVE, /* it is not in one zone */
	/* the crash kernel */
	REMARK_CRASH_FAILS,
	REMARK_CRASH_LOW_FAILS, /* its low part, and so all of it */
	REMARK_CRASH_LOW, /* the low part has its place */
	/* the bounce buffer */
	REMARK_BOUNCE_SCARCE, /* no memory for one of that size */
	REMARK_BOUNCE_FAILS, /* nor for its bookkeeping: there is none */
	/* the end */
	REMARK_BAD_ACCESS, /* a bad access of the kernel's own */
};

struct remark {
	enum remark_kind kind;
	const char *about, *other; /* NULL: nobody; live as long as the boot */
	struct range range;
	const char *line; /* as printed; the journal's */
};

#endif
