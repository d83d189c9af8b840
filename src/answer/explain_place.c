/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "journal/journal.h"
#include "mm/page_alloc.h"
#include "util/alloc.h"

/* The life of one address. */

static const struct column life_columns[] = {
	{ .name = "phase", .title = "PHASE" },
	{ .name = "step", .title = "STEP" },
	{ .name = "state", .title = "FROM THEN ON" },
};

static const struct column fact_columns[] = {
	{ .name = "fact", .title = "" },
	{ .name = "value", .title = "" },
};

static void fact(struct section *s, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void fact(struct section *s, const char *name, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	add_text(s, "%s", name);
	add_text(s, "%s", text);
}

/* The bank, or the entry of the firmware's map. */
static void bank_fact(struct section *s, const struct boot *b, uint64_t addr)
{
	const struct machine *m = b->machine;
	const struct e820_map *map = &m->pc.e820.firmware;

	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++) {
			const struct range *bank = &n->ranges[r];

			if (addr >= bank->base &&
			    addr - bank->base < bank->size)
				fact(s, "bank",
				     "%s [%#" PRIx64 "-%#" PRIx64 "]", n->path,
				     bank->base, bank->base + bank->size - 1);
		}
	}
	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];

		if (addr >= e->base && addr - e->base < e->size)
			fact(s, "firmware map",
			     "[%#" PRIx64 "-%#" PRIx64 "] type %" PRIu32,
			     e->base, e->base + e->size - 1, e->type);
	}
}

static void region_fact(struct section *s, const struct memblock_type *t,
			const char *name, uint64_t addr)
{
	const struct memblock_region *r = memblock_search(t, addr);

	if (r)
		fact(s, name, "[%#" PRIx64 "-%#" PRIx64 "]%s", r->base,
		     r->base + r->size - 1,
		     r->flags & MEMBLOCK_NOMAP ? " nomap" : "");
}

/* The child of /reserved-memory whose memory it is. */
static void node_fact(struct section *s, const struct boot *b, uint64_t addr)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		for (size_t r = 0; n->available && r < n->nr_reg; r++) {
			if (addr - n->reg[r].base < n->reg[r].size)
				fact(s, "tree node",
				     "/reserved-memory/%s [%#" PRIx64
				     "-%#" PRIx64 "]%s%s",
				     n->name, n->reg[r].base,
				     n->reg[r].base + n->reg[r].size - 1,
				     n->no_map ? " no-map" : "",
				     n->reusable ? " reusable" : "");
		}
	}
	for (size_t i = 0; i < fdt->nr_memreserve; i++) {
		const struct range *r = &fdt->memreserve[i];

		if (addr - r->base < r->size)
			fact(s, "tree entry",
			     "/memreserve/ [%#" PRIx64 "-%#" PRIx64 "]",
			     r->base, r->base + r->size - 1);
	}
}

static void owner_facts(struct section *s, const struct boot *b,
			const struct watcher *w)
{
	const uint64_t addr = w->address;
	const struct rangemap_extent *e =
		rangemap_at(&b->journal->ledger, addr);
	const struct owner *o = journal_withheld_for(b->journal, addr);

	if (o && !watcher_knows_ram(w, addr)) {
		fact(s, "RAM", "none is there, and nothing to leave alone");
	} else if (o) {
		fact(s, "left alone for", "%s (no-map)", o->what);
		fact(s, "by", "%s() in %s", o->by, o->since);
	}
	if (!e)
		return;
	o = &b->journal->owners[e->tag];
	fact(s, "owner", "%s [%#" PRIx64 "-%#" PRIx64 "]", o->what, e->start,
	     e->end - 1);
	fact(s, "taken by", "%s() in %s", o->by, o->since);
}

static void zone_facts(struct section *s, struct boot *b, uint64_t pfn)
{
	const struct zone *z = boot_pfn_zone(b, pfn);
	unsigned order = b->kernel->pageblock_order;

	if (!z) {
		fact(s, "zone", "none spans it");
		return;
	}
	fact(s, "node", "%d", z->nid);
	fact(s, "zone", "%s, frames %#" PRIx64 "-%#" PRIx64,
	     zone_kind_name(z->kind), z->zone_start_pfn, zone_end_pfn(z) - 1);
	if (b->kernel->sparsemem)
		fact(s, "section", "%" PRIu64,
		     pfn >> (b->kernel->section_size_bits -
			     b->kernel->page_shift));
	fact(s, "pageblock", "frames %#" PRIx64 "-%#" PRIx64 ", %s",
	     pfn >> order << order, (((pfn >> order) + 1) << order) - 1,
	     migratetype_name(get_pageblock_migratetype(z, pfn)));
}

static void free_fact(struct section *s, const struct boot *b,
		      const struct watcher *w, uint64_t pfn)
{
	struct free_block f;

	if (boot_find_free(b, pfn, &f))
		fact(s, "free block",
		     "order %u, frames %#" PRIx64 "-%#" PRIx64 ", %s list",
		     f.order, f.pfn, f.pfn + (UINT64_C(1) << f.order) - 1,
		     migratetype_name(f.mt));
	else if (!watcher_knows_ram(w, w->address))
		fact(s, "free block", "none: there is no RAM");
	else if (journal_withheld_for(b->journal, w->address))
		fact(s, "free block", "none: it is not the kernel's");
	else
		fact(s, "free block", "none: it is in use");
}

void explain_address(struct answer *out, struct boot *b,
		     const struct watcher *w)
{
	uint64_t pfn = w->address >> b->kernel->page_shift;
	struct section *s;
	char *title;

	memset(out, 0, sizeof(*out));
	title = xasprintf("Address %#" PRIx64 ", frame %#" PRIx64 " (%" PRIu64
			  ")",
			  w->address, pfn, pfn);
	s = answer_section(out, "place", fact_columns, ARRAY_SIZE(fact_columns),
			   title);
	free(title);
	bank_fact(s, b, w->address);
	node_fact(s, b, w->address);
	if (b->memblock_alive || b->kernel->arch_keep_memblock) {
		region_fact(s, &b->memblock.memory, "memblock.memory",
			    w->address);
		region_fact(s, &b->memblock.reserved, "memblock.reserved",
			    w->address);
	}
	owner_facts(s, b, w);
	zone_facts(s, b, pfn);
	if (b->totals.totalram_pages)
		free_fact(s, b, w, pfn);
	s = answer_section(out, "life", life_columns, ARRAY_SIZE(life_columns),
			   "Its life");
	for (size_t i = 0; i < w->nr_life; i++) {
		add_text(s, "%s", w->life[i].phase);
		add_text_or_nothing(s, w->life[i].step);
		add_text(s, "%s", w->life[i].text);
	}
}
