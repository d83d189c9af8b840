/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "lint/advice.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"

/* Group Z: zones and what devices reach. */

#define SZ_4G (4ULL << 30)

/* Bytes of RAM in [from, to). */
static uint64_t ram_between(const struct lint *l, uint64_t from, uint64_t to)
{
	const struct range r = { from, to - from };

	return from < to ? lint_ram_inside(l, &r) : 0;
}

/* The end of RAM that the kernel uses. */
static uint64_t ram_end(const struct lint *l)
{
	return l->boot->totals.max_pfn << l->kernel->page_shift;
}

/*
 * First address that some bus with dma-ranges does not reach; 0: none. A bus
 * that ends below all RAM is not for RAM, but for some memory on the chip.
 */
static uint64_t bus_end(const struct lint *l)
{
	uint64_t last = l->machine->fdt.dma_max_address;

	if (l->machine->source != SOURCE_DTB || last == UINT64_MAX ||
	    !ram_between(l, 0, last + 1))
		return 0;
	return last + 1;
}

/* End of the lowest zone that is for DMA, and its name; 0: there is none. */
static uint64_t dma_zone_end(const struct boot *b, const char **name)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if ((z->kind != ZONE_DMA && z->kind != ZONE_DMA32) ||
			    !zone_populated(z))
				continue;
			*name = zone_kind_name(z->kind);
			return zone_end_pfn(z) << b->kernel->page_shift;
		}
	}
	return 0;
}

void lint_dma_zone(struct lint *l, const struct lint_rule *rule)
{
	uint64_t limit, end, beyond;
	const char *name = NULL;
	struct lint_finding *f;
	char size[32];

	if (!l->boot || l->boot->journal->panic || !(limit = bus_end(l)))
		return;
	end = dma_zone_end(l->boot, &name);
	if (!end)
		end = ram_end(l);
	beyond = ram_between(l, limit, min_u64(end, ram_end(l)));
	if (!beyond)
		return;
	f = lint_add(
		l, rule, xstrdup("dma-ranges"),
		name ? xasprintf("a bus reaches up to 0x%" PRIx64
				 ", zone %s up to 0x%" PRIx64
				 ": %s of the zone are out of its reach",
				 limit - 1, name, end - 1,
				 format_size(beyond, size, sizeof(size))) :
		       xasprintf(
			       "a bus reaches up to 0x%" PRIx64
			       ", and this kernel has no zone that ends there: %s of RAM are out of its reach",
			       limit - 1,
			       format_size(beyond, size, sizeof(size))));
	f->kernel = xstrdup(
		l->kernel->dma_cma ?
			"coherent allocations for its devices may fail, or go through CMA" :
			"coherent allocations for its devices may fail");
	f->change = xstrdup(
		l->kernel->dma_cma ?
			"a kernel whose DMA zone follows dma-ranges, or a CMA pool below the limit (alloc-ranges)" :
			"a kernel whose DMA zone follows dma-ranges");
}

void lint_dma_reach(struct lint *l, const struct lint_rule *rule)
{
	uint64_t limit, beyond;
	struct lint_finding *f;
	char size[32];

	if (!l->boot || l->boot->journal->panic)
		return;
	limit = bus_end(l) ? min_u64(bus_end(l), SZ_4G) : SZ_4G;
	beyond = ram_between(l, limit, max_u64(limit, ram_end(l)));
	if (!beyond)
		return;
	f = lint_add(l, rule, xstrdup(bus_end(l) ? "dma-ranges" : "RAM"),
		     xasprintf("%s of RAM lie above 0x%" PRIx64
			       ", where %s do not reach",
			       format_size(beyond, size, sizeof(size)),
			       limit - 1,
			       bus_end(l) && bus_end(l) <= SZ_4G ?
				       "devices of a bus with dma-ranges" :
				       "devices of 32 bits"));
	f->kernel = xstrdup(
		journal_owned_as(l->boot->journal, "software IO TLB buffer") ?
			"copies their buffers through a bounce buffer, or their drivers fail" :
			"has no bounce buffer for them: their drivers fail, or copy themselves");
	f->change = xstrdup(
		"drivers that set their DMA mask, an IOMMU; boards with less RAM do not show this");
}

void lint_bounce(struct lint *l, const struct lint_rule *rule)
{
	const char *fails = lint_line(l, REMARK_BOUNCE_SCARCE, NULL);
	const char *init = lint_line(l, REMARK_BOUNCE_FAILS, NULL);
	const struct rangemap_extent *x;
	struct lint_finding *f;
	char at[LINT_BUF], size[32];

	if (!l->boot)
		return;
	x = journal_owned_as(l->boot->journal, "software IO TLB buffer");
	if (fails || init) {
		f = lint_add(
			l, rule, xstrdup("bounce buffer"),
			xstrdup(x ? "low memory is too scarce for all of it" :
				    "no low memory is left for it"));
		f->severity = LINT_WARNING;
		lint_quote(f, init ? init : fails, NULL);
		f->change = xstrdup(
			"free memory below 4 GiB, or swiotlb= with fewer slabs");
	} else if (x) {
		struct range r = { x->start, x->end - x->start };

		f = lint_add(
			l, rule, xstrdup("bounce buffer"),
			xasprintf(
				"%s at [%s] for %s",
				format_size(r.size, size, sizeof(size)),
				range_text(&r, at, sizeof(at)),
				l->boot->swiotlb_for_kmalloc ?
					"small buffers, which share cache lines" :
					"devices that do not reach all RAM"));
		f->kernel = xstrdup(
			"\"swiotlb buffer is full\", should they need more at a time");
		f->change = xstrdup("swiotlb=SLABS to change its size");
	}
}

void lint_zone_kept(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;

	for (size_t n = 0; b && n < b->nr_nodes && !lint_enough(l); n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];
			uint64_t kept =
				z->lowmem_reserve[b->kernel->nr_zones - 1];
			struct lint_finding *f;

			if (!z->managed_pages || !kept ||
			    kept + z->watermark_low < z->managed_pages)
				continue;
			f = lint_add(
				l, rule,
				xasprintf("node %zu, zone %s", n,
					  zone_kind_name(z->kind)),
				xasprintf(
					"allocations that may use higher zones never get memory here: lowmem_reserve %" PRIu64
					" + low watermark %" PRIu64
					" pages, of %" PRIu64,
					kept, z->watermark_low,
					z->managed_pages));
			f->kernel = xstrdup(
				"keeps the whole zone for devices that need it; it looks free and is not given out");
			f->change = xstrdup(
				"vm.lowmem_reserve_ratio, if its memory is missed");
		}
	}
}

static bool has_movable(const struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->zone_movable_pfn[n])
			return true;
	}
	return false;
}

void lint_movable_node(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	struct lint_finding *f;

	if (!b || !b->params.movable_node || !l->kernel->memory_hotplug ||
	    !b->totals.has_pfns || has_movable(b))
		return;
	f = lint_add(
		l, rule, lint_at_word("movable_node"),
		xstrdup("no memory may be unplugged, and so none becomes movable"));
	f->kernel = xstrdup(
		b->params.kernelcore.given || b->params.movablecore.given ?
			"makes no ZONE_MOVABLE, and reads kernelcore= and movablecore= no more" :
			"makes no ZONE_MOVABLE");
	f->change = xstrdup(
		"movablecore=SIZE instead, or memory that is marked as hotpluggable");
}
