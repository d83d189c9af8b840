/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "emit/facts.h"
#include "emit/text_memory.h"
#include "emit/text_parts.h"
#include "emit/text_zones.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "model/members.h"
#include "util/alloc.h"
#include "util/size.h"
#include "util/utf8.h"

static void path_words(struct text_words *path, const struct sequence *s,
		       size_t i)
{
	const struct step *step = &s->steps[i];

	if (step->caller != NO_STEP)
		path_words(path, s, step->caller);
	if (*step->call.name)
		text_word(path, "-> %s", step->call.name);
}

static void title(const struct text_writer *w, unsigned index)
{
	const struct boot *b = w->b;
	const struct step *p = boot_phase(b);
	const char *on = w->style->color ? "\033[1;36m" : "";
	const char *off = w->style->color ? "\033[0m" : "";
	struct text_words path = { .w = w, .indent = 6 };

	fprintf(w->out, "%s%s== %u %s%s%s%s\n", index ? "\n" : "", on, index,
		kernel_function_name(b->kernel, b->journal->phase),
		b->journal->step ? " / " : "",
		b->journal->step ? b->journal->step : "", off);
	if (!b->journal->step)
		fprintf(w->out, "%s\n", p->call.title);
	text_word(&path, "path:");
	text_word(&path, "start_kernel");
	if (p != b->sequence->steps)
		path_words(&path, b->sequence,
			   (size_t)(p - b->sequence->steps));
	if (b->journal->step && strcmp(b->journal->step, b->journal->phase))
		text_word(&path, "-> ... -> %s", b->journal->step);
	putc('\n', w->out);
}

static void named_string(const struct text_writer *w, const char *name,
			 const char *value)
{
	fprintf(w->out, "  %-13s ", name);
	utf8_print(w->out, value);
	fputc('\n', w->out);
}

/* The usable entries of an e820 map. */
static void usable_ram(const struct text_writer *w)
{
	const struct e820_map *map = &w->b->machine->pc.e820.firmware;
	char size[32];

	for (size_t i = 0; i < map->nr; i++) {
		if (map->entries[i].type == E820_RAM)
			fprintf(w->out,
				"  usable RAM    0x%012" PRIx64 "  %s\n",
				map->entries[i].base,
				format_size(map->entries[i].size, size,
					    sizeof(size)));
	}
}

/* What the tree reserves: children of /reserved-memory, and entries. */
static void reserved_nodes(const struct text_writer *w)
{
	const struct machine_fdt *fdt = &w->b->machine->fdt;
	char size[32];

	for (size_t i = 0; i < fdt->nr_memreserve; i++)
		fprintf(w->out,
			"  reserved      0x%012" PRIx64
			"  %-10s /memreserve/\n",
			fdt->memreserve[i].base,
			format_size(fdt->memreserve[i].size, size,
				    sizeof(size)));
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];
		uint64_t bytes = n->nr_reg ? n->reg[0].size : n->size;
		char place[32] = "anywhere";

		if (!n->available)
			continue;
		if (n->nr_reg)
			snprintf(place, sizeof(place), "0x%012" PRIx64,
				 n->reg[0].base);
		fprintf(w->out, "  reserved      %-14s  %-10s ", place,
			format_size(bytes, size, sizeof(size)));
		utf8_print(w->out, n->name);
		fprintf(w->out, "%s%s\n", n->no_map ? ", no-map" : "",
			n->reusable ? ", reusable" : "");
	}
}

static void start(const struct text_writer *w)
{
	const struct machine *m = w->b->machine;
	const struct kernel *k = w->b->kernel;
	char size[32];

	text_heading(w, "machine");
	named_string(w, "model", m->model ? m->model : "-");
	fprintf(w->out, "  kernel        %s (%s)\n", k->name, k->release);
	named_string(w, "command line", m->cmdline);
	fprintf(w->out, "  CPUs          %zu\n", m->nr_cpus);
	fprintf(w->out, "  kernel image  0x%012" PRIx64 "  %s%s\n",
		m->image_base,
		format_size(kernel_image_size(k), size, sizeof(size)),
		m->has_image_base ? "" : " (place assumed: --image-base)");
	if (m->fdt.totalsize)
		fprintf(w->out, "  device tree   0x%012" PRIx64 "  %s%s\n",
			m->fdt.base,
			format_size(m->fdt.totalsize, size, sizeof(size)),
			m->fdt.has_base ? "" : " (place assumed: --dtb-base)");
	if (m->has_initrd)
		fprintf(w->out, "  initrd        0x%012" PRIx64 "  %s\n",
			m->initrd_start,
			format_size(m->initrd_end - m->initrd_start, size,
				    sizeof(size)));
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++) {
			fprintf(w->out,
				"  bank          0x%012" PRIx64 "  %-10s ",
				n->ranges[r].base,
				format_size(n->ranges[r].size, size,
					    sizeof(size)));
			utf8_print(w->out, n->path);
			fputc('\n', w->out);
		}
	}
	reserved_nodes(w);
	usable_ram(w);
}

static void percpu(const struct text_writer *w)
{
	const struct percpu *p = &w->b->percpu;
	char size[32];

	text_heading(w, "per-CPU areas");
	fprintf(w->out,
		"  %u unit%s of %" PRIu64 " bytes (static %" PRIu64
		", reserved %" PRIu64 ", dynamic %" PRIu64 ")\n",
		p->nr_units, p->nr_units == 1 ? "" : "s", p->unit_size,
		p->static_size, p->reserved_size, p->dynamic_size);
	fprintf(w->out, "  first at 0x%" PRIx64 ", atom %s, %zu group%s\n",
		p->base, format_size(p->atom_size, size, sizeof(size)),
		p->nr_groups, p->nr_groups == 1 ? "" : "s");
}

static void hash_tables(const struct text_writer *w)
{
	static const struct text_column columns[] = {
		{ .name = "TABLE", .align = TEXT_LEFT },
		{ .name = "ENTRIES", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));

	text_heading(w, "hash tables");
	for (size_t i = 0; i < w->b->nr_hash_tables; i++) {
		const struct hash_table *h = &w->b->hash_tables[i];
		char size[32];

		text_table_cell(table, "%s", h->name);
		text_table_cell(table, "%" PRIu64, h->entries);
		text_table_cell(table, "%s",
				format_size(h->bytes, size, sizeof(size)));
	}
	text_print(w, table);
}

static void slab(const struct text_writer *w)
{
	static const struct text_column columns[] = {
		{ .name = "CACHE", .align = TEXT_CUT },
		{ .name = "OBJECT", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
		{ .name = "ALIGN", .align = TEXT_RIGHT },
		{ .name = "ORDER", .align = TEXT_RIGHT },
		{ .name = "OBJECTS", .align = TEXT_RIGHT },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));
	const struct boot *b = w->b;
	size_t shown = b->nr_slab_caches < 2 * TEXT_ROWS ? b->nr_slab_caches :
							   2 * TEXT_ROWS;

	text_heading(w, "slab caches");
	for (size_t i = 0; i < shown; i++) {
		const struct slab_cache *c = &b->slab_caches[i];

		text_table_cell(table, "%s", c->name);
		text_table_cell(table, "%u", c->object_size);
		text_table_cell(table, "%u", c->size);
		text_table_cell(table, "%u", c->align);
		text_table_cell(table, "%u", c->order);
		text_table_cell(table, "%u", c->objects);
	}
	text_print(w, table);
	text_more(w, shown, b->nr_slab_caches);
}

static void totals(const struct text_writer *w)
{
	const struct boot *b = w->b;
	struct text_words l = { .w = w, .indent = 2 };
	char size[32];

	text_heading(w, "totals");
	text_word(&l, "  totalram %" PRIu64 " pages (%s)%s",
		  b->totals.totalram_pages,
		  pages_text(b, b->totals.totalram_pages, size, sizeof(size)),
		  b->totals.has_reserve || b->totalcma_pages ? "," : "");
	if (b->totalcma_pages)
		text_word(&l, "CMA %s%s",
			  pages_text(b, b->totalcma_pages, size, sizeof(size)),
			  b->totals.has_reserve ? "," : "");
	if (b->totals.has_reserve) {
		text_word(&l, "min_free_kbytes %" PRIu64 ",",
			  b->totals.min_free_kbytes);
		text_word(&l, "totalreserve %" PRIu64 " pages",
			  b->totals.totalreserve_pages);
	}
	putc('\n', w->out);
}

static void events(const struct text_writer *w)
{
	static const struct text_column columns[] = {
		{ .name = "WHAT", .align = TEXT_LEFT },
		{ .name = "FROM", .align = TEXT_RIGHT },
		{ .name = "SIZE", .align = TEXT_RIGHT },
		{ .name = "TIMES", .align = TEXT_RIGHT },
		{ .name = "FOR", .align = TEXT_WRAP },
		{ .name = "BY", .align = TEXT_LEFT, .optional = true },
	};
	struct text_table *table = text_table_new(columns, ARRAY_SIZE(columns));
	const struct boot *b = w->b;
	size_t shown = b->journal->events.n < 2 * TEXT_ROWS ?
			       b->journal->events.n :
			       2 * TEXT_ROWS;
	char size[32];

	text_heading(w, "what happened");
	for (size_t i = 0; i < shown; i++) {
		const struct event *e = &b->journal->events.v[i];

		text_table_cell(table, "%s", event_op_name(e->op));
		text_table_cell(table, "0x%" PRIx64, e->base);
		text_table_cell(table, "%s",
				e->size == UINT64_MAX ?
					"all" :
					format_size(e->size, size,
						    sizeof(size)));
		text_table_cell(table, "%" PRIu64, e->count);
		text_table_cell(table, "%s", e->what ? e->what : "");
		text_table_cell(table, "%.*s", (int)strcspn(e->by, " "), e->by);
	}
	text_print(w, table);
	text_more(w, shown, b->journal->events.n);
}

static void log_lines(const struct text_writer *w)
{
	size_t n = w->b->journal->nr_log, shown = n < 40 ? n : 40;

	text_heading(w, "the kernel prints");
	for (size_t i = 0; i < shown; i++) {
		fputs("  | ", w->out);
		utf8_print(w->out, w->b->journal->log[i]);
		fputc('\n', w->out);
	}
	text_more(w, shown, n);
}

static void closing(const struct text_writer *w)
{
	const struct boot *b = w->b;
	char *words;

	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		struct text_words l = { .w = w };

		putc('\n', w->out);
		text_word(&l, "not exact: %s:", b->journal->inexact[i].member);
		text_sentence(&l, b->journal->inexact[i].reason);
		putc('\n', w->out);
	}
	if (!b->journal->panic)
		return;
	words = journal_last_words(b->journal);
	fprintf(w->out, "\n%s", w->style->color ? "\033[1;31m" : "");
	utf8_print(w->out, words);
	fprintf(w->out, "%s\n", w->style->color ? "\033[0m" : "");
	free(words);
}

int text_write_record(FILE *out, const struct boot *b, unsigned index,
		      const struct text_style *style)
{
	const struct text_writer w = { out, b, style };
	const struct {
		bool shown;
		void (*write)(const struct text_writer *w);
	} parts[] = {
		{ boot_at_start(b), start },
		{ b->journal->events.n != 0, events },
		{ b->memblock_alive && b->memblock.memory.cnt, text_memblock },
		{ b->bootmem.alive, text_bootmem },
		{ b->journal->ledger.n != 0, text_ledger },
		{ b->nr_all_pages != 0, text_zones },
		{ b->percpu.ready, percpu },
		{ b->zonelists_built, text_zonelists },
		{ b->nr_hash_tables != 0, hash_tables },
		{ b->totals.totalram_pages != 0, text_free_lists },
		{ boot_makes(b, MAKES_SLAB_CACHES), slab },
		{ boot_has_made(b, MAKES_PAGESETS), text_pagesets },
		{ b->totals.totalram_pages != 0, totals },
		{ b->journal->nr_log != 0, log_lines },
	};

	title(&w, index);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (parts[i].shown)
			parts[i].write(&w);
	}
	closing(&w);
	return fflush(out) || ferror(out) ? -1 : 0;
}
