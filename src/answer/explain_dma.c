/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "journal/journal.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

/*
 * What a device reaches of memory:
 *
 *   reach  [=========================)       by dma-ranges, or by its bits
 *   zones  |---DMA---|---DMA32---|------Normal------|
 *            all of it  all of it   in part: what is beyond is bounced
 */

struct reach {
	struct rangemap cpu; /* addresses of the CPU */
	const struct boot *b;
	const struct fdt_device *device; /* NULL: only bits are known */
};

static const struct column fact_columns[] = {
	{ .name = "fact", .title = "" },
	{ .name = "value", .title = "" },
};

static const struct column zone_columns[] = {
	{ .name = "node", .title = "NODE" },
	{ .name = "zone", .title = "ZONE" },
	{ .name = "base", .title = "FROM" },
	{ .name = "end", .title = "TO" },
	{ .name = "reached", .title = "REACHED" },
	{ .name = "serves", .title = "SERVES IT" },
};

static const struct column pool_columns[] = {
	{ .name = "pool", .title = "POOL" },
	{ .name = "base", .title = "AT" },
	{ .name = "size", .title = "SIZE" },
	{ .name = "serves", .title = "SERVES IT" },
	{ .name = "what", .title = "WHAT" },
};

static bool reaches(const struct reach *r, uint64_t base, uint64_t size)
{
	return rangemap_covered(&r->cpu, base, base + size) == size;
}

static void text_fact(struct section *s, const char *name, const char *value)
{
	add_text(s, "%s", name);
	add_text(s, "%s", value);
}

static void bus_facts(struct section *s, const struct fdt_device *d)
{
	text_fact(s, "device", d->path);
	if (d->compatible)
		text_fact(s, "compatible", d->compatible);
	if (!d->available)
		text_fact(s, "status", "not available: no driver takes it");
	text_fact(
		s, "bus",
		d->bus ?
			d->bus :
			"no dma-ranges up to the root: 32 bits, unless its driver asks for more");
	for (size_t i = 0; i < d->nr_ranges; i++) {
		const struct fdt_dma_range *r = &d->ranges[i];

		add_text(s, "dma-ranges");
		add_text(s,
			 "bus [0x%" PRIx64 "-0x%" PRIx64
			 "] is memory [0x%" PRIx64 "-0x%" PRIx64 "]",
			 r->bus, r->bus + r->size - 1, r->cpu,
			 r->cpu + r->size - 1);
	}
	if (d->iommu)
		text_fact(
			s, "iommus",
			"an IOMMU translates, if its driver runs: then all memory is in reach");
	if (d->coherent)
		text_fact(s, "dma-coherent", "caches see what it writes");
}

/* The last address in reach, and what lies beyond it. */
static void limit_facts(struct section *s, const struct reach *r)
{
	const struct rangemap *m = &r->cpu;
	const char *bus = r->b->machine->fdt.dma_max_bus;

	for (size_t i = 0; i < m->n; i++) {
		char size[32];

		add_text(s, "reach");
		if (m->v[i].end == UINT64_MAX) {
			add_text(s, "every address from 0x%" PRIx64 " on",
				 m->v[i].start);
			continue;
		}
		add_text(s, "[0x%" PRIx64 "-0x%" PRIx64 "] %s", m->v[i].start,
			 m->v[i].end - 1,
			 format_size(m->v[i].end - m->v[i].start, size,
				     sizeof(size)));
	}
	if (r->b->dma_limit) {
		add_text(s, "DMA limit of the boot");
		add_text(s, "%#" PRIx64 "%s%s", r->b->dma_limit,
			 bus ? ", as dma-ranges say of " : "", bus ? bus : "");
	}
}

static void zone_row(struct section *s, const struct reach *r,
		     const struct zone *z)
{
	unsigned shift = r->b->kernel->page_shift;
	uint64_t base = z->zone_start_pfn << shift;
	uint64_t end = zone_end_pfn(z) << shift;
	uint64_t reached = rangemap_covered(&r->cpu, base, end);

	add_count(s, (uint64_t)z->nid);
	add_text(s, "%s", zone_kind_name(z->kind));
	add_address(s, base);
	add_address(s, end - 1);
	add_bytes(s, reached);
	add_text(s, "%s",
		 !reached	      ? "no" :
		 reached < end - base ? "in part" :
					"yes");
}

/* From the highest that is wholly in reach the kernel takes its pages. */
static const struct zone *serving_zone(const struct reach *r,
				       const struct zone *const *z, size_t n)
{
	unsigned shift = r->b->kernel->page_shift;
	const struct zone *best = NULL;

	for (size_t i = 0; i < n; i++) {
		uint64_t base = z[i]->zone_start_pfn << shift;
		uint64_t end = zone_end_pfn(z[i]) << shift;

		if (!reaches(r, base, end - base))
			continue;
		if (!best || z[i]->kind > best->kind)
			best = z[i];
	}
	return best;
}

/* The answer in a line: which zone serves it. */
static void served_fact(struct section *s, const struct reach *r)
{
	const struct zone *best;
	const struct zone **z;
	size_t n;

	z = populated_zones(r->b, &n);
	best = serving_zone(r, z, n);
	add_text(s, "served from");
	if (best)
		add_text(s, "zone %s and those below: wholly in reach",
			 zone_kind_name(best->kind));
	else
		add_text(s,
			 "no zone is wholly in reach: pages have to be tried, or come from a pool");
	free(z);
}

static void explain_zones(struct answer *out, const struct reach *r)
{
	struct section *s = answer_section(out, "zones", zone_columns,
					   ARRAY_SIZE(zone_columns),
					   "Zones, and what is in its reach");
	const struct zone **z;
	size_t n;

	z = populated_zones(r->b, &n);
	for (size_t i = 0; i < n; i++)
		zone_row(s, r, z[i]);
	free(z);
}

/* Memory that is kept for devices. */
struct pool {
	const char *name, *what;
	struct range at;
};

struct pools {
	struct pool *v;
	size_t n, cap;
};

static void add_pool(struct pools *p, const char *name, struct range at,
		     const char *what)
{
	array_reserve(p->v, p->cap, p->n + 1);
	p->v[p->n++] = (struct pool){ name, what, at };
}

/* The nodes of its memory-region. */
static void add_regions(struct pools *p, const struct reach *r)
{
	const struct boot *b = r->b;

	for (size_t i = 0; r->device && i < r->device->nr_regions; i++) {
		for (size_t n = 0; n < b->nr_reserved_mem; n++) {
			const struct reserved_mem *m = &b->reserved_mem[n];

			if (!strcmp(m->node->name, r->device->regions[i]))
				add_pool(p, m->node->name,
					 (struct range){ m->base, m->size },
					 m->setup ?
						 "its own: memory-region" :
						 "its own: memory-region, no pool");
		}
	}
}

static const struct rangemap_extent *bounce_buffers(const struct reach *r)
{
	return journal_owned_as(r->b->journal, "software IO TLB buffer");
}

/* All that may serve it; free() v. */
static struct pools find_pools(const struct reach *r)
{
	const struct rangemap_extent *bounce = bounce_buffers(r);
	const struct cma_area *c = r->b->default_cma < 0 ?
					   NULL :
					   &r->b->cma_areas[r->b->default_cma];
	struct pools p = { 0 };

	add_regions(&p, r);
	if (c)
		add_pool(&p, c->name, cma_area_range(r->b, c),
			 "the default CMA area");
	if (bounce)
		add_pool(&p, "software IO TLB",
			 (struct range){ bounce->start,
					 bounce->end - bounce->start },
			 "bounce buffers");
	return p;
}

/* The answer in a line: which pools there are. */
static void pools_fact(struct section *s, const struct reach *r,
		       const struct pools *p)
{
	char *text = xstrdup(p->n ? "" : "none"), size[32];

	for (size_t i = 0; i < p->n; i++) {
		const struct range *at = &p->v[i].at;

		xappendf(&text, "%s%s (%s%s)", i ? ", " : "", p->v[i].name,
			 format_size(at->size, size, sizeof(size)),
			 reaches(r, at->base, at->size) ? "" :
							  ", out of reach");
	}
	text_fact(s, "pools", text);
	free(text);
}

static uint64_t bytes_beyond(const struct reach *r)
{
	const struct memblock_type *m = &r->b->memblock.memory;
	uint64_t bytes = 0;

	for (size_t i = 0; i < m->cnt; i++) {
		const struct memblock_region *x = &m->regions[i];

		if (!(x->flags & MEMBLOCK_NOMAP))
			bytes += x->size - rangemap_covered(&r->cpu, x->base,
							    x->base + x->size);
	}
	return bytes;
}

/* What becomes of the memory that it does not reach. */
static void beyond_fact(struct section *s, const struct reach *r)
{
	const struct rangemap_extent *bounce = bounce_buffers(r);
	uint64_t beyond = bytes_beyond(r);
	char size[32];

	add_text(s, "out of reach");
	if (!beyond)
		add_text(s,
			 "nothing: all memory is in reach, nothing is bounced");
	else
		add_text(
			s, "%s of memory%s",
			format_size(beyond, size, sizeof(size)),
			!bounce ?
				", and there are no bounce buffers: mapping them fails" :
			reaches(r, bounce->start, bounce->end - bounce->start) ?
				": what it shall read or write there goes through the bounce buffers" :
				", and so are the bounce buffers: mapping them fails");
}

static void explain_pools(struct answer *out, const struct reach *r,
			  const struct pools *p)
{
	struct section *s = answer_section(out, "pools", pool_columns,
					   ARRAY_SIZE(pool_columns),
					   "Pools and bounce buffers");

	for (size_t i = 0; i < p->n; i++) {
		const struct range *at = &p->v[i].at;

		add_text(s, "%s", p->v[i].name);
		add_address(s, at->base);
		add_bytes(s, at->size);
		add_text(s, "%s",
			 reaches(r, at->base, at->size) ? "yes" :
							  "no: out of reach");
		add_text(s, "%s", p->v[i].what);
	}
}

/* First what serves it: the reasons stand below. */
static void explain(struct answer *out, struct reach *r, const char *title)
{
	struct pools pools = find_pools(r);
	struct section *s;

	memset(out, 0, sizeof(*out));
	s = answer_section(out, "answer", fact_columns,
			   ARRAY_SIZE(fact_columns), title);
	served_fact(s, r);
	pools_fact(s, r, &pools);
	explain_zones(out, r);
	explain_pools(out, r, &pools);
	s = answer_section(out, "device", fact_columns,
			   ARRAY_SIZE(fact_columns), "Why");
	beyond_fact(s, r);
	if (r->device)
		bus_facts(s, r->device);
	limit_facts(s, r);
	free(pools.v);
	rangemap_release(&r->cpu);
}

void explain_device(struct answer *out, const struct boot *b)
{
	const struct fdt_device *d = b->machine->fdt.device;
	struct reach r = { .b = b, .device = d };
	char *title = xasprintf("Which memory %s reaches", d->path);

	for (size_t i = 0; i < d->nr_ranges; i++)
		rangemap_set(&r.cpu, d->ranges[i].cpu,
			     d->ranges[i].cpu + d->ranges[i].size, 0);
	if (!d->bus)
		rangemap_set(&r.cpu, 0, UINT64_C(1) << 32, 0);
	explain(out, &r, title);
	free(title);
}

void explain_dma(struct answer *out, const struct boot *b, unsigned bits)
{
	struct reach r = { .b = b };
	char *title =
		xasprintf("Which memory a device of %u address bits reaches",
			  bits);

	rangemap_set(&r.cpu, 0, bits > 63 ? UINT64_MAX : UINT64_C(1) << bits,
		     0);
	explain(out, &r, title);
	free(title);
}
