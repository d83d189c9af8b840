/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_LOG_TREE_LINES_H
#define INITMEM_INPUT_LOG_TREE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

/*
 * What the log of a machine without an e820 map says of its memory and of what
 * its tree reserves there: input of that kernel, never what it worked out, as
 * long as there is any other way to know.
 */

struct log_range {
	struct range range;
	int nid; /* -1: the line does not say */
};

/* "cma: Found secure_region, memory base 0, size 252 MiB" */
struct log_cma_area {
	char *name;
	uint64_t base, size;
};

/* Lines that tell of banks, the one that is trusted most first. */
enum log_banks {
	BANKS_NODES, /* "node 0: [mem 0x...-0x...]" */
	BANKS_PFNS, /* "0: 0x00000000 -> 0x00010000" */
	BANKS_FDT, /* "OF: fdt: - 80000000 ,  7ee00000" */
	BANKS_TRUNCATED, /* "Truncating RAM at 0x...-0x...": from where on */
	NR_LOG_BANKS,
};

struct log_bank_list {
	struct log_range *v;
	size_t n, cap;
};

/* A region of reserved-memory; bytes. */
struct log_region {
	char *name; /* NULL: only holes in the banks show it */
	struct range range;
	bool placed; /* its base is known, whoever has chosen it */
	bool fixed, dynamic; /* by the tree, or by the kernel: a line says so */
	bool rounded; /* its size was printed in whole MiB, rounded down */
	bool no_map, reusable;
	char *compatible; /* NULL: no line names it */
};

struct log_tree {
	struct log_bank_list banks[NR_LOG_BANKS];
	bool in_pfns; /* below "early_node_map[" */
	/* "Memory: 244MB 276MB = 520MB total" */
	uint64_t sizes[16];
	size_t nr_sizes;
	uint64_t start; /* of memory, where a vendor's kernel says it */
	bool has_start;
	struct range *removed; /* "Node x removed memory a-b"; none touch */
	size_t nr_removed, cap_removed;
	bool early_holes; /* they go when the tree is read */
	struct log_region *regions; /* in the order of the log */
	size_t nr_regions, cap_regions;
	struct log_cma_area *areas; /* in the order of the log */
	size_t nr_areas, cap_areas;
	bool carves; /* one vendor's code takes memory for devices */
	uint64_t persistent; /* bytes, of what keeps messages over a boot */
	/* "created CMA memory pool at": the next line names its node. */
	struct log_region pending;
	bool has_pending;
	/* What the kernel has worked out: used where nothing else tells. */
	uint64_t total; /* bytes, of "Memory: available/total" */
	uint64_t node_pages; /* "On node 0 totalpages:", of all nodes */
	uint64_t mem_map, percpu; /* virtual addresses near the top of memory */
	uint64_t cma; /* bytes that it keeps above these for itself */
	uint64_t identity; /* where its text is; 0: no line tells */
	uint64_t page_ext; /* bytes, some for each page */
	uint64_t mounts; /* entries of the table of mounts */
	struct range page_map; /* virtual addresses of all struct pages */
	unsigned pages_order; /* all pages fit into 1 << so many; 0: not said */
	/* What the boot loader has said; bytes, addresses. */
	uint64_t dram;
	uint64_t loaded; /* the lowest place of what it loaded; 0: not said */
	struct range tree; /* where it put the tree; size 0: not said */
	uint64_t device; /* the first registers of a serial line; 0: none said */
	bool has_logo; /* a region for the picture that it shows */
	bool omap; /* the kernel's code for boards of OMAP runs */
	uint64_t page_offset; /* of 32 bits; 0: no line tells */
	uint64_t initrd_size; /* "Freeing initrd memory"; 0: none */
	uint64_t initrd_base; /* of the two addresses behind it; 0: none */
	bool initrd_virtual; /* which are those of the linear map */
	bool truncated; /* memory was cut at the end of low memory */
	bool has_dma, has_dma32, has_normal; /* zones that are not empty */
	bool hole_pages; /* pages without memory are counted */
	bool acpi; /* its devices are those of ACPI */
	bool named, modelled; /* it has a name of its own, or a tree has one */
	uint32_t midr; /* of the CPU that boots, which tells what it is */
	uint64_t mpidr[64]; /* of the CPUs that came up, by number */
	uint64_t has_mpidr; /* one bit each */
	uint64_t last_cpu; /* highest number of one that came up */
	uint64_t failed_cpu; /* of one that did not; 0: all did */
	uint64_t nodes_up; /* "Brought up 4 nodes"; 0: no line tells */
};

void log_tree_release(struct log_tree *t);

/* Takes a line into *t, unless t is NULL; false where it says none of this. */
bool log_tree_line(struct log_tree *t, const char *text);

#endif
