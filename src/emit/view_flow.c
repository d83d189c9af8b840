/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "emit/views.h"
#include "phase/phase.h"
#include "util/alloc.h"
#include "util/size.h"

/*
 * The flowchart of start_kernel(). Done, current and to come differ in border
 * and in words, not only in colour.
 */

#define RESULT_MAX 160

enum state { DONE, CURRENT, TO_COME };

static enum state state_of(const struct boot *b, size_t i)
{
	size_t now = (size_t)(phase_find(b->phase) - phases);

	return i < now ? DONE : i == now ? CURRENT : TO_COME;
}

typedef void result_fn(const struct boot *b, char *out);

static void start_result(const struct boot *b, char *out)
{
	snprintf(out, RESULT_MAX, "%zu CPUs, %zu memory nodes in the tree",
		 b->machine->nr_cpus, b->machine->fdt.nr_memory);
}

static void setup_arch_result(const struct boot *b, char *out)
{
	char ram[32], res[32];

	snprintf(out, RESULT_MAX, "%s of memory, %s reserved, %zu node%s",
		 format_size(b->memblock.memory.total_size, ram, sizeof(ram)),
		 format_size(b->memblock.reserved.total_size, res,
			     sizeof(res)),
		 b->nr_nodes, b->nr_nodes == 1 ? "" : "s");
}

static void percpu_result(const struct boot *b, char *out)
{
	snprintf(out, RESULT_MAX, "%u units of %" PRIu64 " KiB, %zu group%s",
		 b->percpu.nr_units, b->percpu.unit_size >> 10,
		 b->percpu.nr_groups, b->percpu.nr_groups == 1 ? "" : "s");
}

static void zonelists_result(const struct boot *b, char *out)
{
	snprintf(out, RESULT_MAX, "%" PRIu64 " pages, mobility grouping %s",
		 b->nr_all_pages,
		 b->page_group_by_mobility_disabled ? "off" : "on");
}

static void hash_result(const struct boot *b, char *out)
{
	uint64_t bytes = 0;
	char size[32];

	for (size_t i = 0; i < b->nr_hash_tables; i++)
		bytes += b->hash_tables[i].bytes;
	if (b->nr_hash_tables)
		snprintf(out, RESULT_MAX, "%zu hash tables, %s",
			 b->nr_hash_tables,
			 format_size(bytes, size, sizeof(size)));
	else
		snprintf(out, RESULT_MAX, "hash tables come later (hashdist)");
}

static void mem_init_result(const struct boot *b, char *out)
{
	char size[32];

	snprintf(out, RESULT_MAX, "%" PRIu64 " pages to the buddy (%s)",
		 b->totals.totalram_pages,
		 pages_text(b, b->totals.totalram_pages, size, sizeof(size)));
}

static void slab_result(const struct boot *b, char *out)
{
	snprintf(out, RESULT_MAX, "%zu caches", b->nr_slab_caches);
}

/* The first populated zone stands for all. */
static const struct zone *some_zone(const struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			if (zone_populated(&b->nodes[n]->zones[i]))
				return &b->nodes[n]->zones[i];
		}
	}
	return NULL;
}

static void pageset_result(const struct boot *b, char *out)
{
	const struct zone *z = some_zone(b);

	if (z)
		snprintf(out, RESULT_MAX,
			 "%s of node %d: batch %" PRIu64 ", high %" PRIu64,
			 zone_kind_name(z->kind), z->nid, z->pageset.batch,
			 z->pageset.high);
}

static void late_result(const struct boot *b, char *out)
{
	uint64_t managed = 0;
	char size[32];

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++)
			managed += b->nodes[n]->zones[i].managed_pages;
	}
	snprintf(out, RESULT_MAX, "%zu CPUs up, %s managed",
		 b->nr_online_cpus,
		 pages_text(b, managed, size, sizeof(size)));
}

static void wmark_result(const struct boot *b, char *out)
{
	snprintf(out, RESULT_MAX,
		 "min_free_kbytes %" PRIu64 ", %" PRIu64 " pages kept back",
		 b->totals.min_free_kbytes, b->totals.totalreserve_pages);
}

static const struct {
	const char *phase;
	result_fn *result;
} results[] = {
	{ "start", start_result },
	{ "setup_arch", setup_arch_result },
	{ "setup_per_cpu_areas", percpu_result },
	{ "build_all_zonelists", zonelists_result },
	{ "vfs_caches_init_early", hash_result },
	{ "mem_init", mem_init_result },
	{ "kmem_cache_init", slab_result },
	{ "setup_per_cpu_pageset", pageset_result },
	{ "page_alloc_init_late", late_result },
	{ "init_per_zone_wmark_min", wmark_result },
};

static void phase_result(const struct boot *b, const char *phase, char *out)
{
	*out = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(results); i++) {
		if (!strcmp(results[i].phase, phase))
			results[i].result(b, out);
	}
}

static enum dot_border border_of(enum state s)
{
	return s == DONE ? DOT_THIN : s == CURRENT ? DOT_THICK : DOT_DASHED;
}

static const char *const marks[] = {
	[DONE] = "done",
	[CURRENT] = "NOW",
	[TO_COME] = "to come",
};

static void steps_of(struct dot_writer *w, const struct boot *b, size_t i)
{
	const char *const *step = phases[i].steps;

	for (; step && *step; step++) {
		dot_row_begin(w);
		dot_cell(w, DOT_GREY, 2, 0, "   %s()", *step);
		dot_row_end(w);
	}
	if (strcmp(phases[i].name, "setup_arch"))
		return;
	for (size_t s = 0; s < b->arch->nr_setup_arch_steps; s++) {
		const struct arch_step *a = &b->arch->setup_arch_steps[s];

		dot_row_begin(w);
		dot_cell(w, a->generic ? DOT_SKY : DOT_ORANGE, 1, 0,
			 "   %s()", a->name);
		dot_cell(w, a->generic ? DOT_SKY : DOT_ORANGE, 1, 0, "%s",
			 a->summary);
		dot_row_end(w);
	}
}

static void phase_box(struct dot_writer *w, const struct boot *b, size_t i)
{
	enum state s = state_of(b, i);
	char result[RESULT_MAX];

	dot_table_begin(w, border_of(s));
	dot_row_begin(w);
	dot_cell_bold(w,
		      s == CURRENT ? DOT_BLUE :
		      s == DONE	   ? DOT_GREEN :
				     DOT_PLAIN,
		      1, "%s%s", phases[i].name, i ? "()" : "");
	dot_cell(w,
		 s == CURRENT ? DOT_BLUE :
		 s == DONE    ? DOT_GREEN :
				DOT_PLAIN,
		 1, 0, "%s", marks[s]);
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_PLAIN, 2, 0, "%s", phases[i].title);
	dot_row_end(w);
	if (s != TO_COME) {
		phase_result(b, phases[i].name, result);
		dot_row_begin(w);
		dot_cell_bold(w, DOT_YELLOW, 2, "%s", result);
		dot_row_end(w);
	}
	steps_of(w, b, i);
	dot_table_end(w, phases[i].name);
}

static void legend(struct dot_writer *w, const struct boot *b)
{
	dot_table_begin(w, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, 1, "how to read this");
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_SKY, 1, 0, "step shared by all architectures");
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_ORANGE, 1, 0, "step of arch/%s alone", b->arch->name);
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_YELLOW, 1, 0, "what this boot made of it");
	dot_row_end(w);
	dot_table_end(w, "legend");
}

void draw_flow(struct dot_writer *w, const struct boot *b,
	       const struct view_options *o)
{
	(void)o;
	dot_attr(w, "rankdir", "TB");
	dot_attr(w, "nodesep", "0.4");
	dot_attr(w, "ranksep", "0.25");
	dot_enter_cluster(w, "start_kernel", "start_kernel()", false);
	for (size_t i = 0; i < nr_phases; i++)
		phase_box(w, b, i);
	dot_leave_cluster(w);
	legend(w, b);
	for (size_t i = 1; i < nr_phases; i++)
		dot_edge(w, phases[i - 1].name, phases[i].name, NULL);
	if (b->panic) {
		dot_table_begin(w, DOT_THICK);
		dot_row_begin(w);
		dot_cell_bold(w, DOT_HEAD, 1, "Kernel panic - not syncing:\n%s",
			      b->panic);
		dot_row_end(w);
		dot_table_end(w, "panic");
		dot_edge(w, b->phase, "panic", NULL);
	}
}
