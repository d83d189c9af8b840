/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_PROC_H
#define INITMEM_INPUT_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kernel.h"
#include "util/error.h"
#include "util/range.h"

/*
 * What a running kernel tells of its memory: /proc/zoneinfo, /proc/buddyinfo,
 * /proc/slabinfo, /proc/iomem and the files of debugfs/memblock. Each reader
 * takes any bytes, `text` ends with a NUL; `name` is for messages. They return
 * 0, or -1 with err where the text is nothing of the kind; *out is to be
 * released in either case.
 */

enum zone_field {
	ZONE_FREE,
	ZONE_MIN,
	ZONE_LOW,
	ZONE_HIGH,
	ZONE_SPANNED,
	ZONE_PRESENT,
	ZONE_MANAGED,
	ZONE_CMA_PAGES,
	ZONE_START_PFN,
	ZONE_PCP_HIGH,
	ZONE_PCP_BATCH,
	NR_ZONE_FIELDS
};

/* "managed", as the file has it. */
const char *zone_field_name(enum zone_field f);

struct proc_zone {
	int nid;
	char name[16]; /* "DMA32" */
	bool has[NR_ZONE_FIELDS];
	uint64_t v[NR_ZONE_FIELDS];
	uint64_t protection[MAX_NR_ZONES];
	size_t nr_protection;
	uint64_t nr_free[MAX_NR_ORDERS]; /* buddyinfo */
	size_t nr_orders;
};

struct proc_zones {
	struct proc_zone *v; /* in the order of the file */
	size_t n, cap;
};

int proc_read_zoneinfo(struct proc_zones *out, const char *text,
		       const char *name, struct error *err);
int proc_read_buddyinfo(struct proc_zones *out, const char *text,
			const char *name, struct error *err);
void proc_zones_release(struct proc_zones *z);

/* NULL if there is none. */
const struct proc_zone *proc_zone_find(const struct proc_zones *z, int nid,
				       const char *name);

struct proc_slab {
	char *name; /* of the cache; those merged with it are not listed */
	uint64_t size; /* bytes of an object with all that is beside it */
	uint64_t objects, pages; /* of a slab */
};

struct proc_slabs {
	struct proc_slab *v; /* in the order of the file */
	size_t n, cap;
};

int proc_read_slabinfo(struct proc_slabs *out, const char *text,
		       const char *name, struct error *err);
void proc_slabs_release(struct proc_slabs *s);

/* NULL if there is none. */
const struct proc_slab *proc_slab_find(const struct proc_slabs *s,
				       const char *name);

struct proc_resource {
	struct range range;
	unsigned depth; /* 0: at the left margin */
	char *name;
};

struct proc_resources {
	struct proc_resource *v; /* in the order of the file */
	size_t n, cap;
	bool hidden; /* all addresses are 0: it was not read by root */
};

int proc_read_iomem(struct proc_resources *out, const char *text,
		    const char *name, struct error *err);
void proc_resources_release(struct proc_resources *r);

/* The ranges of debugfs/memblock/memory or reserved; no name, flags, nodes. */
int proc_read_memblock(struct proc_resources *out, const char *text,
		       const char *name, struct error *err);

/*
 * CPUs that the page lists of /proc/zoneinfo belong to: all that are up.
 * Returns how many, 0 if there is none; *end is the last one's number + 1.
 */
unsigned proc_zoneinfo_cpus(const char *text, unsigned *end);

#endif
