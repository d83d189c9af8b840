/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/members.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/questions.h"
#include "util/alloc.h"

#define FIELD(type, field)                                                     \
	.offset = offsetof(type, field),                                       \
	.width = sizeof(((const type *)0)->field)

/* A member of an object in the record: "pageset.", "high" */
#define IN(object_, name) .key = object_ name, .object = sizeof(object_) - 1

static uint64_t holes(const struct boot *b, const void *of)
{
	const struct zone *z = of;

	(void)b;
	return z->spanned_pages - z->present_pages;
}

static uint64_t nomap(const struct boot *b, const void *of)
{
	const struct zone *z = of;
	const unsigned shift = b->kernel->page_shift;
	uint64_t bytes = 0;

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];
		uint64_t start = max_u64(r->base, z->zone_start_pfn << shift);
		uint64_t end = min_u64(memblock_region_end(r),
				       zone_end_pfn(z) << shift);

		if (r->flags & MEMBLOCK_NOMAP && start < end &&
		    (!b->kernel->numa || r->nid == z->nid))
			bytes += end - start;
	}
	return bytes >> shift;
}

/* CMA areas in the zone: until they are activated, it does not manage them. */
static uint64_t cma_to_come(const struct boot *b, const void *of)
{
	const struct zone *z = of;
	const unsigned shift = b->kernel->page_shift;
	uint64_t pages = 0;

	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		struct range r = cma_area_range(b, &b->cma_areas[i]);
		uint64_t start = max_u64(r.base >> shift, z->zone_start_pfn);
		uint64_t end =
			min_u64((r.base + r.size) >> shift, zone_end_pfn(z));

		if (start < end)
			pages += end - start;
	}
	return pages - min_u64(pages, z->cma_pages);
}

static uint64_t deferred(const struct boot *b, const void *of)
{
	(void)b;
	return ((const struct zone *)of)->deferred_pages;
}

/* Whether a zone has any of it, now that zones have what they manage. */
static bool some_zone_has(const struct boot *b,
			  uint64_t (*number)(const struct boot *b,
					     const void *of))
{
	for (size_t n = 0; free_lists_filled(b) && n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			if (number(b, &b->nodes[n]->zones[i]))
				return true;
		}
	}
	return false;
}

static bool zones_have_nomap(const struct boot *b)
{
	return some_zone_has(b, nomap);
}

static bool zones_have_cma_to_come(const struct boot *b)
{
	return some_zone_has(b, cma_to_come);
}

static bool zones_have_deferred(const struct boot *b)
{
	return some_zone_has(b, deferred);
}

/* Of what is present and not managed; an estimate knows of nothing else. */
static uint64_t kept(const struct boot *b, const void *of)
{
	const struct zone *z = of;
	uint64_t others = z->managed_pages + z->deferred_pages;

	if (free_lists_filled(b))
		others += nomap(b, z) + cma_to_come(b, z);
	return z->present_pages - min_u64(z->present_pages, others);
}

static const uint64_t *lowmem_reserve(const struct boot *b, const void *of,
				      size_t *n)
{
	*n = b->kernel->nr_zones;
	return ((const struct zone *)of)->lowmem_reserve;
}

static uint64_t nr_pagesets(const struct boot *b, const void *of)
{
	(void)of;
	return b->kernel->nr_cpus;
}

static const uint64_t *unit_offsets(const struct boot *b, const void *of,
				    size_t *n)
{
	*n = b->nr_cpu_ids;
	return ((const struct percpu *)of)->unit_offsets;
}

/* In the order of the record's members. */
static const struct member zone_rows[] = {
	{
		.key = "zone_start_pfn",
		.heading = "START PFN",
		.title = "first frame",
		.words = "start",
		.help = "zone_start_pfn: its lowest page frame",
		.proc = "start_pfn",
		.unit = MEMBER_PFN,
		.own = true,
		FIELD(struct zone, zone_start_pfn),
	},
	{
		.key = "spanned_pages",
		.heading = "SPANNED",
		.title = "spanned",
		.words = "spanned pages",
		.help = "pages from its first to its last, holes too",
		.proc = "spanned",
		.unit = MEMBER_PAGES,
		FIELD(struct zone, spanned_pages),
	},
	{
		.key = "holes",
		.help = "frames with no memory behind them",
		.unit = MEMBER_PAGES,
		.role = MEMBER_HOLES,
		.scope = MEMBER_DERIVED,
		.part = true,
		.number = holes,
	},
	{
		.key = "present_pages",
		.heading = "PRESENT",
		.title = "present",
		.words = "present pages",
		.help = "pages that are there",
		.proc = "present",
		.unit = MEMBER_PAGES,
		FIELD(struct zone, present_pages),
	},
	{
		.key = "kept",
		.graph = "kept by the boot",
		.estimate = "kept (estimate)",
		.help = "present, but never the page allocator's",
		.unit = MEMBER_PAGES,
		.role = MEMBER_KEPT,
		.scope = MEMBER_DERIVED,
		.part = true,
		.number = kept,
		.exists = zones_have_managed,
	},
	{
		.key = "no-map",
		.help = "present, and left alone: for firmware or a device",
		.unit = MEMBER_PAGES,
		.role = MEMBER_NOMAP,
		.scope = MEMBER_DERIVED,
		.part = true,
		.number = nomap,
		.exists = zones_have_nomap,
	},
	{
		.key = "lent to CMA",
		.help = "areas for large contiguous pieces, which the zone gets once they are activated",
		.unit = MEMBER_PAGES,
		.role = MEMBER_CMA,
		.scope = MEMBER_DERIVED,
		.part = true,
		.number = cma_to_come,
		.exists = zones_have_cma_to_come,
	},
	{
		.key = "deferred",
		.help = "free, but its struct pages are initialised later",
		.unit = MEMBER_PAGES,
		.role = MEMBER_DEFERRED,
		.scope = MEMBER_DERIVED,
		.part = true,
		.number = deferred,
		.exists = zones_have_deferred,
	},
	{
		.key = "managed_pages",
		.heading = "MANAGED",
		.title = "managed",
		.words = "managed pages",
		.help = "pages that the page allocator has to give",
		.proc = "managed",
		.estimate = "managed_pages (estimate)",
		.unit = MEMBER_PAGES,
		.role = MEMBER_SERVES,
		.moves = true,
		FIELD(struct zone, managed_pages),
		.exists = zones_have_managed,
	},
	{
		.key = "cma_pages",
		.heading = "CMA",
		.title = "CMA",
		.words = "CMA pages",
		.help = "pages of areas for large contiguous pieces",
		.proc = "cma",
		.unit = MEMBER_PAGES,
		.role = MEMBER_CMA,
		.part = true,
		FIELD(struct zone, cma_pages),
		.exists = zones_have_cma,
	},
	{
		.key = "free_pages",
		.title = "free",
		.words = "free pages",
		.help = "pages in the free lists",
		.proc = "free",
		.unit = MEMBER_PAGES,
		.role = MEMBER_SERVES,
		.part = true,
		.moves = true,
		FIELD(struct zone, nr_free_pages),
		.exists = free_lists_filled,
	},
	{
		.key = "free_cma_pages",
		.title = "free CMA",
		.words = "free CMA pages",
		.help = "free pages in areas for large contiguous pieces: NR_FREE_CMA_PAGES",
		.proc = "nr_free_cma",
		.unit = MEMBER_PAGES,
		.role = MEMBER_CMA,
		.part = true,
		.moves = true,
		FIELD(struct zone, nr_free_cma),
		.exists = zones_have_cma,
	},
	{
		IN("watermark.", "min"),
		.heading = "WMARK MIN",
		.title = "min",
		.words = "min watermark",
		.help = "below this only the kernel's emergencies get pages",
		.proc = "min",
		.graph = "watermark min",
		.unit = MEMBER_PAGES,
		.role = MEMBER_LIMIT,
		FIELD(struct zone, watermark_min),
		.exists = watermarks_set,
	},
	{
		IN("watermark.", "low"),
		.heading = "LOW",
		.title = "low",
		.words = "low watermark",
		.help = "below this kswapd wakes up",
		.proc = "low",
		.graph = "watermark low",
		.unit = MEMBER_PAGES,
		.role = MEMBER_LIMIT,
		FIELD(struct zone, watermark_low),
		.exists = watermarks_set,
	},
	{
		IN("watermark.", "high"),
		.heading = "HIGH",
		.title = "high",
		.words = "high watermark",
		.help = "kswapd sleeps again from here on",
		.proc = "high",
		.graph = "watermark high",
		.unit = MEMBER_PAGES,
		.role = MEMBER_LIMIT,
		FIELD(struct zone, watermark_high),
		.exists = watermarks_set,
	},
	{
		.key = "lowmem_reserve",
		.title = "kept back",
		.words = "lowmem_reserve",
		.help = "lowmem_reserve: pages kept from allocations that could use a higher zone, one number a zone type",
		.proc = "protection",
		.form = MEMBER_NUMBERS,
		.role = MEMBER_LIMIT,
		.numbers = lowmem_reserve,
		.exists = watermarks_set,
	},
	{
		IN("pageset.hot.", "high"),
		.heading = "HOT HIGH",
		.title = "hot high",
		.words = "pageset hot high",
		.graph = "pageset hot high",
		.help = "pages on a CPU's own list before it gives some back: pages that the CPU's cache may still hold",
		FIELD(struct zone, pageset.hot.high),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.hot.", "batch"),
		.heading = "BATCH",
		.title = "hot batch",
		.words = "pageset hot batch",
		.graph = "pageset hot batch",
		.help = "pages that a CPU takes from the zone at once: pages that the CPU's cache may still hold",
		FIELD(struct zone, pageset.hot.batch),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.hot.", "count"),
		.title = "hot count",
		.words = "pageset hot count",
		.graph = "pageset hot count",
		.help = "pages on the boot CPU's own list: pages that the CPU's cache may still hold",
		FIELD(struct zone, pageset.hot.count),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.hot.", "list"),
		.title = "hot frames",
		.words = "pageset hot list",
		.help = "the boot CPU's own list, first to last: pages that the CPU's cache may still hold",
		.form = MEMBER_FRAMES,
		FIELD(struct zone, pageset.hot),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.cold.", "high"),
		.heading = "COLD HIGH",
		.title = "cold high",
		.words = "pageset cold high",
		.graph = "pageset cold high",
		.help = "pages on a CPU's own list before it gives some back: pages that no cache holds",
		FIELD(struct zone, pageset.cold.high),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.cold.", "batch"),
		.title = "cold batch",
		.words = "pageset cold batch",
		.graph = "pageset cold batch",
		.help = "pages that a CPU takes from the zone at once: pages that no cache holds",
		FIELD(struct zone, pageset.cold.batch),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.cold.", "count"),
		.title = "cold count",
		.words = "pageset cold count",
		.graph = "pageset cold count",
		.help = "pages on the boot CPU's own list: pages that no cache holds",
		FIELD(struct zone, pageset.cold.count),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.cold.", "list"),
		.title = "cold frames",
		.words = "pageset cold list",
		.help = "the boot CPU's own list, first to last: pages that no cache holds",
		.form = MEMBER_FRAMES,
		FIELD(struct zone, pageset.cold),
		.role = MEMBER_PAGESET,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.", "cpus"),
		.title = "per-CPU lists",
		.words = "pageset CPUs",
		.graph = "pageset CPUs",
		.help = "how many there are: one for each CPU that the kernel is built for",
		.role = MEMBER_PAGESET,
		.number = nr_pagesets,
		.exists = pagesets_hot_cold,
	},
	{
		IN("pageset.", "high"),
		.heading = "HIGH",
		.title = "per-CPU high",
		.words = "pageset high",
		.help = "pages on a CPU's own list before it gives some back",
		.proc = "pageset high",
		.graph = "pageset high",
		FIELD(struct zone, pageset.high),
		.role = MEMBER_PAGESET,
		.exists = pagesets_one_high,
	},
	{
		IN("pageset.", "high_min"),
		.heading = "HIGH MIN",
		.title = "per-CPU high, least",
		.words = "pageset high_min",
		.help = "pages on a CPU's own list before it gives some back, where it is shortest",
		.graph = "pageset high_min",
		FIELD(struct zone, pageset.high_min),
		.role = MEMBER_PAGESET,
		.exists = pagesets_have_limits,
	},
	{
		IN("pageset.", "high_max"),
		.heading = "HIGH MAX",
		.title = "per-CPU high, most",
		.words = "pageset high_max",
		.help = "what a CPU that keeps taking pages lets that grow to",
		.graph = "pageset high_max",
		FIELD(struct zone, pageset.high_max),
		.role = MEMBER_PAGESET,
		.exists = pagesets_have_limits,
	},
	{
		IN("pageset.", "batch"),
		.heading = "BATCH",
		.title = "batch",
		.words = "pageset batch",
		.help = "pages that a CPU takes from the zone at once",
		.proc = "pageset batch",
		.graph = "pageset batch",
		FIELD(struct zone, pageset.batch),
		.role = MEMBER_PAGESET,
		.exists = pagesets_one_list,
	},
};

static const struct member node_rows[] = {
	{
		.key = "node_start_pfn",
		.title = "first frame",
		.words = "first frame",
		.help = "node_start_pfn: its lowest page frame",
		.unit = MEMBER_PFN,
		FIELD(struct node, node_start_pfn),
	},
	{
		.key = "node_spanned_pages",
		.title = "spanned",
		.words = "spanned pages",
		.help = "pages from its first to its last, holes too",
		.unit = MEMBER_PAGES,
		FIELD(struct node, node_spanned_pages),
	},
	{
		.key = "node_present_pages",
		.title = "present",
		.words = "present pages",
		.help = "pages that are there",
		.unit = MEMBER_PAGES,
		FIELD(struct node, node_present_pages),
	},
	{
		.key = "first_deferred_pfn",
		.title = "deferred from",
		.words = "first deferred frame",
		.help = "first_deferred_pfn: struct pages from here on are initialised late",
		.unit = MEMBER_PFN,
		.has_none = true,
		FIELD(struct node, first_deferred_pfn),
	},
};

static const struct member percpu_rows[] = {
	{
		.key = "unit_size",
		.words = "unit size",
		.help = "bytes of a CPU's copy",
		.unit = MEMBER_BYTES,
		FIELD(struct percpu, unit_size),
	},
	{
		.key = "nr_units",
		.words = "units",
		.help = "how many copies",
		.unit = MEMBER_COUNT,
		FIELD(struct percpu, nr_units),
	},
	{
		.key = "atom_size",
		.words = "atom size",
		.help = "bytes that are allocated at once at least",
		.unit = MEMBER_BYTES,
		FIELD(struct percpu, atom_size),
	},
	{
		.key = "static_size",
		.words = "static size",
		.help = "variables of the kernel image",
		.unit = MEMBER_BYTES,
		FIELD(struct percpu, static_size),
	},
	{
		.key = "reserved_size",
		.words = "reserved size",
		.help = "kept for variables of modules",
		.unit = MEMBER_BYTES,
		FIELD(struct percpu, reserved_size),
	},
	{
		.key = "dynamic_size",
		.words = "dynamic size",
		.help = "room for alloc_percpu()",
		.unit = MEMBER_BYTES,
		FIELD(struct percpu, dynamic_size),
	},
	{
		.key = "base",
		.words = "base",
		.help = "address of the first copy",
		.unit = MEMBER_ADDRESS,
		FIELD(struct percpu, base),
	},
	{
		.key = "unit_offsets",
		.words = "unit offsets",
		.help = "one a CPU number, 0 to the last possible one, whatever nr_units is: where its unit lies behind base; 0 for a number that is not possible",
		.unit = MEMBER_BYTES,
		.form = MEMBER_NUMBERS,
		.numbers = unit_offsets,
	},
};

static const struct member hash_table_rows[] = {
	{
		.key = "entries",
		.words = "entries",
		.help = "how many it has room for",
		.unit = MEMBER_COUNT,
		FIELD(struct hash_table, entries),
	},
	{
		.key = "order",
		.words = "order",
		.help = "of the pages that it takes: 2^order",
		.unit = MEMBER_COUNT,
		FIELD(struct hash_table, order),
	},
	{
		.key = "bytes",
		.words = "bytes",
		.help = "what the table takes",
		.unit = MEMBER_BYTES,
		FIELD(struct hash_table, bytes),
	},
};

static const struct member slab_cache_rows[] = {
	{
		.key = "object_size",
		.words = "object",
		.help = "bytes of an object",
		.unit = MEMBER_BYTES,
		FIELD(struct slab_cache, object_size),
	},
	{
		.key = "size",
		.words = "size",
		.help = "bytes of an object with alignment",
		.unit = MEMBER_BYTES,
		FIELD(struct slab_cache, size),
	},
	{
		.key = "align",
		.words = "align",
		.help = "bytes that an object is aligned to",
		.unit = MEMBER_BYTES,
		FIELD(struct slab_cache, align),
	},
	{
		.key = "order",
		.words = "order",
		.help = "pages of a slab: 2^order",
		.unit = MEMBER_COUNT,
		FIELD(struct slab_cache, order),
	},
	{
		.key = "objects",
		.words = "objects",
		.help = "how many in a slab",
		.unit = MEMBER_COUNT,
		FIELD(struct slab_cache, objects),
	},
};

static const struct member total_rows[] = {
	{
		.key = "totalcma_pages",
		.words = "totalcma_pages",
		.help = "pages of all areas for large contiguous pieces",
		.unit = MEMBER_PAGES,
		FIELD(struct boot, totalcma_pages),
	},
	{
		.key = "max_pfn",
		.words = "max_pfn",
		.help = "behind the last page frame with memory",
		.unit = MEMBER_PFN,
		FIELD(struct boot, totals.max_pfn),
		.exists = pfns_known,
	},
	{
		.key = "max_low_pfn",
		.words = "max_low_pfn",
		.help = "behind the last page frame that the kernel maps directly",
		.unit = MEMBER_PFN,
		FIELD(struct boot, totals.max_low_pfn),
		.exists = pfns_known,
	},
	{
		.key = "min_low_pfn",
		.words = "min_low_pfn",
		.help = "the first page frame with memory",
		.unit = MEMBER_PFN,
		FIELD(struct boot, totals.min_low_pfn),
		.exists = pfns_known,
	},
	{
		.key = "totalram_pages",
		.words = "totalram_pages",
		.help = "pages that the page allocator has been given",
		.unit = MEMBER_PAGES,
		FIELD(struct boot, totals.totalram_pages),
	},
	{
		.key = "totalreserve_pages",
		.words = "totalreserve_pages",
		.help = "pages that are not for user space: high watermarks and what is kept back",
		.unit = MEMBER_PAGES,
		FIELD(struct boot, totals.totalreserve_pages),
		.exists = watermarks_set,
	},
	{
		.key = "min_free_kbytes",
		.words = "min_free_kbytes",
		.help = "KiB that the watermarks keep free, in all low zones",
		.unit = MEMBER_KIB,
		FIELD(struct boot, totals.min_free_kbytes),
		.exists = watermarks_set,
	},
};

const struct members zone_members = { zone_rows, ARRAY_SIZE(zone_rows) };
const struct members node_members = { node_rows, ARRAY_SIZE(node_rows) };
const struct members percpu_members = { percpu_rows, ARRAY_SIZE(percpu_rows) };
const struct members hash_table_members = { hash_table_rows,
					    ARRAY_SIZE(hash_table_rows) };
const struct members slab_cache_members = { slab_cache_rows,
					    ARRAY_SIZE(slab_cache_rows) };
const struct members total_members = { total_rows, ARRAY_SIZE(total_rows) };

const struct named_members all_members[] = {
	{ "zone", &zone_members },	 { "node", &node_members },
	{ "percpu", &percpu_members },	 { "hash_tables", &hash_table_members },
	{ "slab", &slab_cache_members }, { "totals", &total_members },
};
const size_t nr_all_members = ARRAY_SIZE(all_members);

bool member_exists(const struct member *m, const struct boot *b)
{
	return !m->exists || m->exists(b);
}

uint64_t member_number(const struct member *m, const struct boot *b,
		       const void *of)
{
	const char *at = (const char *)of + m->offset;
	uint32_t narrow;
	uint64_t wide;

	if (m->number)
		return m->number(b, of);
	if (m->width == sizeof(wide)) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return narrow;
}

struct free_list member_frames(const struct member *m, const void *of)
{
	const struct per_cpu_pages *pcp =
		(const void *)((const char *)of + m->offset);
	struct free_list l = { 0 };

	for (size_t i = pcp->count; i-- > 0;)
		free_list_add_tail(&l, 0, pcp->pages[i].pfn);
	return l;
}

static char *numbers_text(const uint64_t *v, size_t n)
{
	char *text;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s%" PRIu64, i ? " " : "", v[i]);
	xmemstream_end(out);
	return text;
}

char *member_text(const struct member *m, const struct boot *b, const void *of)
{
	struct free_list l;
	const uint64_t *v;
	char *text;
	size_t n;

	switch (m->form) {
	case MEMBER_NUMBERS:
		v = m->numbers(b, of, &n);
		return numbers_text(v, n);
	case MEMBER_FRAMES:
		l = member_frames(m, of);
		text = free_list_text(&l, 0);
		free_list_release(&l);
		return text;
	case MEMBER_NUMBER:
		break;
	}
	if (m->has_none && member_number(m, b, of) == UINT64_MAX)
		return xstrdup("none");
	return xasprintf(m->unit == MEMBER_ADDRESS ? "%#" PRIx64 : "%" PRIu64,
			 member_number(m, b, of));
}

const struct member *member_find(const struct members *t, const char *key)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!strcmp(t->v[i].key, key))
			return &t->v[i];
	}
	return NULL;
}

const struct member *member_of_proc(const struct members *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].proc && !strcmp(t->v[i].proc, name))
			return &t->v[i];
	}
	return NULL;
}

const char *member_unit_name(enum member_unit unit)
{
	static const char *const names[] = {
		[MEMBER_COUNT] = "count",     [MEMBER_PAGES] = "pages",
		[MEMBER_PFN] = "pfn",	      [MEMBER_BYTES] = "bytes",
		[MEMBER_ADDRESS] = "address", [MEMBER_KIB] = "KiB",
	};

	return names[unit];
}
