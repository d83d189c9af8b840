/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "phase/phase.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

/* How many rows of a kind are shown before "... N more". */
#define MAX_ROWS 16

struct writer {
	FILE *out;
	const struct boot *b;
	const struct text_style *style;
};

static void heading(const struct writer *w, const char *title)
{
	fprintf(w->out, "\n%s%s%s\n", w->style->color ? "\033[1m" : "", title,
		w->style->color ? "\033[0m" : "");
}

static void more(const struct writer *w, size_t shown, size_t all)
{
	if (all > shown)
		fprintf(w->out, "  ... %zu more\n", all - shown);
}

static const char *pages_size(const struct writer *w, uint64_t pages,
			      char *buf, size_t len)
{
	return format_size(pages << w->b->kernel->page_shift, buf, len);
}

static void title(const struct writer *w, unsigned index)
{
	const struct boot *b = w->b;
	const struct phase *p = phase_find(b->phase);
	const char *on = w->style->color ? "\033[1;36m" : "";
	const char *off = w->style->color ? "\033[0m" : "";

	fprintf(w->out, "%s%s== %u %s%s%s%s\n", index ? "\n" : "", on, index,
		b->phase, b->step ? " / " : "", b->step ? b->step : "", off);
	if (!b->step)
		fprintf(w->out, "%s\n", p->title);
	fputs("path:", w->out);
	for (size_t i = 0; i < PHASE_PATH_MAX && p->path[i]; i++)
		fprintf(w->out, "%s%s", i ? " -> " : " ", p->path[i]);
	if (b->step && strcmp(b->step, b->phase))
		fprintf(w->out, " -> ... -> %s", b->step);
	putc('\n', w->out);
}

static void start(const struct writer *w)
{
	const struct machine *m = w->b->machine;
	const struct kernel *k = w->b->kernel;
	char size[32];

	heading(w, "machine");
	fprintf(w->out, "  model         %s\n", m->model ? m->model : "-");
	fprintf(w->out, "  kernel        %s (%s)\n", k->name, k->release);
	fprintf(w->out, "  command line  %s\n", m->cmdline);
	fprintf(w->out, "  CPUs          %zu\n", m->nr_cpus);
	fprintf(w->out, "  kernel image  %#014" PRIx64 "  %s\n", m->image_base,
		format_size(k->sym.end - k->sym.text, size, sizeof(size)));
	fprintf(w->out, "  device tree   %#014" PRIx64 "  %s\n", m->fdt.base,
		format_size(m->fdt.totalsize, size, sizeof(size)));
	if (m->has_initrd)
		fprintf(w->out, "  initrd        %#014" PRIx64 "  %s\n",
			m->initrd_start,
			format_size(m->initrd_end - m->initrd_start, size,
				    sizeof(size)));
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++)
			fprintf(w->out, "  bank          %#014" PRIx64
					"  %-10s %s\n",
				n->ranges[r].base,
				format_size(n->ranges[r].size, size,
					    sizeof(size)),
				n->path);
	}
}

static void regions(const struct writer *w, const struct memblock_type *t)
{
	size_t shown = t->cnt < MAX_ROWS ? t->cnt : MAX_ROWS;
	char name[32], size[32];

	snprintf(name, sizeof(name), "memblock.%s", t->name);
	heading(w, name);
	for (size_t i = 0; i < shown; i++) {
		const struct memblock_region *r = &t->regions[i];

		fprintf(w->out, "  [%#014" PRIx64 "-%#014" PRIx64 "] %10s",
			r->base, r->base + r->size - 1,
			format_size(r->size, size, sizeof(size)));
		if (r->nid != NO_NODE)
			fprintf(w->out, "  node %d", r->nid);
		if (r->flags & MEMBLOCK_NOMAP)
			fputs("  nomap", w->out);
		if (r->flags & MEMBLOCK_HOTPLUG)
			fputs("  hotplug", w->out);
		putc('\n', w->out);
	}
	more(w, shown, t->cnt);
	fprintf(w->out, "  %zu regions, %s\n", t->cnt,
		format_size(t->total_size, size, sizeof(size)));
}

struct share {
	const struct owner *owner;
	uint64_t bytes;
	uint32_t tag;
};

static int by_bytes(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return x->tag < y->tag ? -1 : 1;
}

/* A bar as long as the share of the largest owner. */
static void bar(const struct writer *w, uint64_t part, uint64_t all)
{
	unsigned room = w->style->width > 60 ? w->style->width - 60 : 0;
	unsigned len = all ? (unsigned)((double)part / (double)all * room) : 0;

	for (unsigned i = 0; i < len; i++)
		putc('#', w->out);
}

/* Who owns what is reserved, most first. */
static void ledger(const struct writer *w)
{
	const struct boot *b = w->b;
	struct share *s = xcalloc(b->nr_owners, sizeof(*s));
	size_t n = 0, shown;
	char size[32];

	for (size_t i = 0; i < b->nr_owners; i++) {
		s[i].owner = &b->owners[i];
		s[i].tag = (uint32_t)i;
	}
	for (size_t i = 0; i < b->ledger.n; i++)
		s[b->ledger.v[i].tag].bytes +=
			b->ledger.v[i].end - b->ledger.v[i].start;
	qsort(s, b->nr_owners, sizeof(*s), by_bytes);
	while (n < b->nr_owners && s[n].bytes)
		n++;
	shown = n < MAX_ROWS ? n : MAX_ROWS;
	heading(w, "who owns what is reserved");
	for (size_t i = 0; i < shown; i++) {
		fprintf(w->out, "  %10s  %-40.40s  ",
			format_size(s[i].bytes, size, sizeof(size)),
			s[i].owner->what);
		bar(w, s[i].bytes, s[0].bytes);
		putc('\n', w->out);
	}
	more(w, shown, n);
	free(s);
}

static void zone_row(const struct writer *w, const struct node *n,
		     const struct zone *z)
{
	char size[32];

	fprintf(w->out,
		"  %4d %-8s %#12" PRIx64 " %12" PRIu64 " %12" PRIu64
		" %12" PRIu64 " %10s\n",
		n->nid, zone_kind_name(z->kind), z->zone_start_pfn,
		z->spanned_pages, z->present_pages, z->managed_pages,
		pages_size(w, z->managed_pages, size, sizeof(size)));
}

static void zones(const struct writer *w)
{
	const struct boot *b = w->b;
	size_t rows = 0, all = 0;

	heading(w, b->kernel->numa ? "zones" : "zones of contig_page_data");
	fprintf(w->out, "  %4s %-8s %12s %12s %12s %12s %10s\n", "node", "zone",
		"start pfn", "spanned", "present", "managed", "managed");
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			if (!zone_populated(&b->nodes[n]->zones[i]))
				continue;
			if (all++ < 2 * MAX_ROWS) {
				zone_row(w, b->nodes[n],
					 &b->nodes[n]->zones[i]);
				rows++;
			}
		}
	}
	more(w, rows, all);
}

static void percpu(const struct writer *w)
{
	const struct percpu *p = &w->b->percpu;
	char size[32];

	heading(w, "per-CPU areas");
	fprintf(w->out,
		"  %u units of %" PRIu64 " bytes (static %" PRIu64
		", reserved %" PRIu64 ", dynamic %" PRIu64 ")\n",
		p->nr_units, p->unit_size, p->static_size, p->reserved_size,
		p->dynamic_size);
	fprintf(w->out, "  first at %#" PRIx64 ", atom %s, %zu group%s\n",
		p->base, format_size(p->atom_size, size, sizeof(size)),
		p->nr_groups, p->nr_groups == 1 ? "" : "s");
}

static void zonelists(const struct writer *w)
{
	const struct boot *b = w->b;
	size_t shown = 0, all = 0;

	heading(w, "zonelists (fallback order)");
	for (size_t n = 0; n < b->nr_nodes; n++) {
		const struct node *node = b->nodes[n];

		if (!node || all++ >= MAX_ROWS)
			continue;
		shown++;
		fprintf(w->out, "  node %d:", node->nid);
		for (size_t i = 0; i < node->fallback.n && i < MAX_ROWS; i++) {
			const struct zoneref *r = &node->fallback.v[i];

			fprintf(w->out, "%s %d/%s", i ? " ->" : "", r->nid,
				zone_kind_name(b->kernel->zones[r->zone]));
		}
		if (node->fallback.n > MAX_ROWS)
			fprintf(w->out, " ... %zu more",
				node->fallback.n - MAX_ROWS);
		putc('\n', w->out);
	}
	more(w, shown, all);
}

static uint64_t list_blocks(const struct free_list *l)
{
	uint64_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += l->runs[i].count;
	return n;
}

/* The rows of one zone, in the columns of /proc/pagetypeinfo. */
static void free_list_rows(const struct writer *w, const struct zone *z)
{
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		uint64_t sum = 0;

		for (unsigned o = 0; o < w->b->kernel->nr_orders; o++)
			sum += list_blocks(&z->free_area[o].lists[mt]);
		if (!sum)
			continue;
		fprintf(w->out, "  %4d %-8s %-11s", z->nid,
			zone_kind_name(z->kind),
			migratetype_name((enum migratetype)mt));
		for (unsigned o = 0; o < w->b->kernel->nr_orders; o++)
			fprintf(w->out, " %6" PRIu64,
				list_blocks(&z->free_area[o].lists[mt]));
		putc('\n', w->out);
	}
}

static void free_lists(const struct writer *w)
{
	const struct boot *b = w->b;
	size_t shown = 0, all = 0;

	heading(w, "free lists (blocks by order)");
	fprintf(w->out, "  %4s %-8s %-11s", "node", "zone", "type");
	for (unsigned o = 0; o < b->kernel->nr_orders; o++)
		fprintf(w->out, " %6u", o);
	putc('\n', w->out);
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (!zone_populated(z) || all++ >= MAX_ROWS)
				continue;
			shown++;
			free_list_rows(w, z);
		}
	}
	more(w, shown, all);
}

static void hash_tables(const struct writer *w)
{
	heading(w, "hash tables");
	for (size_t i = 0; i < w->b->nr_hash_tables; i++) {
		const struct hash_table *h = &w->b->hash_tables[i];
		char size[32];

		fprintf(w->out, "  %-14s %10" PRIu64 " entries  %s\n", h->name,
			h->entries, format_size(h->bytes, size, sizeof(size)));
	}
}

static void slab(const struct writer *w)
{
	const struct boot *b = w->b;
	size_t shown = b->nr_slab_caches < 2 * MAX_ROWS ? b->nr_slab_caches :
							  2 * MAX_ROWS;

	heading(w, "slab caches");
	fprintf(w->out, "  %-18s %8s %8s %6s %6s %8s\n", "name", "object",
		"size", "align", "order", "objects");
	for (size_t i = 0; i < shown; i++) {
		const struct slab_cache *c = &b->slab_caches[i];

		fprintf(w->out, "  %-18s %8u %8u %6u %6u %8u\n", c->name,
			c->object_size, c->size, c->align, c->order,
			c->objects);
	}
	more(w, shown, b->nr_slab_caches);
}

static void pagesets(const struct writer *w)
{
	const struct boot *b = w->b;
	size_t shown = 0, all = 0;

	heading(w, b->totals.has_reserve ?
			   "per-CPU page lists, watermarks (pages)" :
			   "per-CPU page lists (pages)");
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];

			if (!zone_populated(z) || all++ >= 2 * MAX_ROWS)
				continue;
			shown++;
			fprintf(w->out,
				"  %4d %-8s batch %3" PRIu64 " high %5" PRIu64,
				z->nid, zone_kind_name(z->kind),
				z->pageset.batch, z->pageset.high);
			if (b->totals.has_reserve)
				fprintf(w->out,
					"  min %6" PRIu64 " low %6" PRIu64
					" high %6" PRIu64,
					z->watermark_min, z->watermark_low,
					z->watermark_high);
			putc('\n', w->out);
		}
	}
	more(w, shown, all);
}

static void totals(const struct writer *w)
{
	const struct boot *b = w->b;
	char size[32];

	heading(w, "totals");
	fprintf(w->out, "  totalram %" PRIu64 " pages (%s)",
		b->totals.totalram_pages,
		pages_size(w, b->totals.totalram_pages, size, sizeof(size)));
	if (b->totalcma_pages)
		fprintf(w->out, ", CMA %s",
			pages_size(w, b->totalcma_pages, size, sizeof(size)));
	if (b->totals.has_reserve)
		fprintf(w->out,
			", min_free_kbytes %" PRIu64
			", totalreserve %" PRIu64 " pages",
			b->totals.min_free_kbytes,
			b->totals.totalreserve_pages);
	putc('\n', w->out);
}

static void events(const struct writer *w)
{
	const struct boot *b = w->b;
	size_t shown = b->nr_events < 2 * MAX_ROWS ? b->nr_events :
						     2 * MAX_ROWS;
	char size[32];

	heading(w, "what happened");
	for (size_t i = 0; i < shown; i++) {
		const struct event *e = &b->events[i];

		fprintf(w->out, "  %-10s %#014" PRIx64 " %10s",
			event_op_name(e->op), e->base,
			format_size(e->size, size, sizeof(size)));
		if (e->count > 1)
			fprintf(w->out, " x%" PRIu64, e->count);
		fprintf(w->out, "  %s (%.*s)\n", e->what ? e->what : "",
			(int)strcspn(e->by, " "), e->by);
	}
	more(w, shown, b->nr_events);
}

static void log_lines(const struct writer *w)
{
	size_t n = w->b->nr_log, shown = n < 40 ? n : 40;

	heading(w, "the kernel prints");
	for (size_t i = 0; i < shown; i++)
		fprintf(w->out, "  | %s\n", w->b->log[i]);
	more(w, shown, n);
}

static void closing(const struct writer *w)
{
	const struct boot *b = w->b;

	for (size_t i = 0; i < b->nr_inexact; i++)
		fprintf(w->out, "\nnot exact: %s: %s\n", b->inexact[i].member,
			b->inexact[i].reason);
	if (b->panic)
		fprintf(w->out, "\n%sKernel panic - not syncing: %s%s\n",
			w->style->color ? "\033[1;31m" : "", b->panic,
			w->style->color ? "\033[0m" : "");
}

static void memblock(const struct writer *w)
{
	regions(w, &w->b->memblock.memory);
	regions(w, &w->b->memblock.reserved);
}

static bool past(const struct boot *b, const char *phase)
{
	return phase_find(b->phase) >= phase_find(phase);
}

int text_write_record(FILE *out, const struct boot *b, unsigned index,
		      const struct text_style *style)
{
	const struct writer w = { out, b, style };
	const struct {
		bool shown;
		void (*write)(const struct writer *w);
	} parts[] = {
		{ !past(b, "setup_arch"), start },
		{ b->nr_events != 0, events },
		{ b->memblock_alive && b->memblock.memory.cnt, memblock },
		{ b->ledger.n != 0, ledger },
		{ b->nr_all_pages != 0, zones },
		{ b->percpu.ready, percpu },
		{ b->zonelists_built, zonelists },
		{ b->nr_hash_tables != 0, hash_tables },
		{ b->totals.totalram_pages != 0, free_lists },
		{ !strcmp(b->phase, "kmem_cache_init"), slab },
		{ past(b, "setup_per_cpu_pageset"), pagesets },
		{ b->totals.totalram_pages != 0, totals },
		{ b->nr_log != 0, log_lines },
	};

	title(&w, index);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (parts[i].shown)
			parts[i].write(&w);
	}
	closing(&w);
	return fflush(out) || ferror(out) ? -1 : 0;
}
