/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "emit/views.h"
#include "phase/phase.h"
#include "util/alloc.h"
#include "util/size.h"

/*
 * The flowchart of start_kernel(): who calls whom as boxes in boxes, the steps
 * of a phase as its rows. Done, current and to come differ in border and in
 * words, not only in colour; so do functions of the architecture.
 */

#define RESULT_MAX 160

/* A function that start_kernel() calls between two phases, and what it took. */
struct taker {
	char *function;
	uint64_t bytes;
};

#define MAX_TAKERS 8

/*
 * What became of a phase when it had ended; later ones change the numbers. The
 * boot runs once more up to where it stands to learn this.
 */
struct outcome {
	char result[RESULT_MAX];
	struct taker takers[MAX_TAKERS];
	size_t nr_takers;
};

enum state { DONE, CURRENT, TO_COME };

static enum state state_of(const struct boot *b, size_t i)
{
	size_t now = (size_t)(phase_find(b->phase) - phases);

	return i < now ? DONE : i == now ? CURRENT : TO_COME;
}

typedef void result_fn(const struct boot *b, char *out);

static void start_result(const struct boot *b, char *out)
{
	const struct machine *m = b->machine;

	if (m->source == SOURCE_DTB)
		snprintf(out, RESULT_MAX,
			 "%zu CPU%s, %zu memory node%s in the tree", m->nr_cpus,
			 m->nr_cpus == 1 ? "" : "s", m->fdt.nr_memory,
			 m->fdt.nr_memory == 1 ? "" : "s");
	else
		snprintf(out, RESULT_MAX,
			 "%zu CPU%s, %zu entries in the firmware's map",
			 m->nr_cpus, m->nr_cpus == 1 ? "" : "s",
			 m->pc.e820.firmware.nr);
}

static void setup_arch_result(const struct boot *b, char *out)
{
	char ram[32], res[32];

	snprintf(out, RESULT_MAX, "%s of memory, %s reserved, %zu node%s",
		 format_size(b->memblock.memory.total_size, ram, sizeof(ram)),
		 format_size(reserved_bytes(b), res, sizeof(res)), b->nr_nodes,
		 b->nr_nodes == 1 ? "" : "s");
}

static void percpu_result(const struct boot *b, char *out)
{
	snprintf(out, RESULT_MAX, "%u units of %" PRIu64 " KiB, %zu group%s",
		 b->percpu.nr_units, b->percpu.unit_size >> 10,
		 b->percpu.nr_groups, b->percpu.nr_groups == 1 ? "" : "s");
}

static void zonelists_result(const struct boot *b, char *out)
{
	size_t zones;

	free(populated_zones(b, &zones));
	snprintf(out, RESULT_MAX,
		 "%zu zone%s with memory, %" PRIu64
		 " pages, mobility grouping %s",
		 zones, zones == 1 ? "" : "s", b->nr_all_pages,
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

	size_t n = (size_t)snprintf(out, RESULT_MAX,
				    "%" PRIu64 " pages given away (%s)",
				    b->totals.totalram_pages,
				    pages_text(b, b->totals.totalram_pages,
					       size, sizeof(size)));

	if (b->totals.totalhigh_pages && n < RESULT_MAX)
		snprintf(out + n, RESULT_MAX - n, ", %s of them high memory",
			 pages_text(b, b->totals.totalhigh_pages, size,
				    sizeof(size)));
}

static void slab_result(const struct boot *b, char *out)
{
	uint32_t least = UINT32_MAX, most = 0;

	for (size_t i = 0; i < b->nr_slab_caches; i++) {
		if (b->slab_caches[i].object_size < least)
			least = b->slab_caches[i].object_size;
		if (b->slab_caches[i].object_size > most)
			most = b->slab_caches[i].object_size;
	}
	if (b->nr_slab_caches)
		snprintf(out, RESULT_MAX,
			 "%zu caches, for objects of %u to %u bytes",
			 b->nr_slab_caches, least, most);
}

static void pageset_result(const struct boot *b, char *out)
{
	size_t n;
	const struct zone **zones = populated_zones(b, &n);

	/* The largest stands for all. */
	const struct zone *z = n ? zones[0] : NULL;

	for (size_t i = 1; i < n; i++) {
		if (zones[i]->managed_pages > z->managed_pages)
			z = zones[i];
	}
	free(zones);
	if (z && b->kernel->hot_cold_pages)
		snprintf(out, RESULT_MAX,
			 "zone %s: up to %" PRIu64 " hot and %" PRIu64
			 " cold pages",
			 zone_kind_name(z->kind), z->pageset.hot.high,
			 z->pageset.cold.high);
	else if (z)
		snprintf(out, RESULT_MAX,
			 "zone %s: lists of up to %" PRIu64
			 " pages, refilled by %" PRIu64,
			 zone_kind_name(z->kind), z->pageset.high,
			 z->pageset.batch);
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
	snprintf(out, RESULT_MAX, "%zu CPU%s up, %s managed", b->nr_online_cpus,
		 b->nr_online_cpus == 1 ? "" : "s",
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

/* The function that start_kernel() called itself; "": none, or another path. */
static void called_by_start_kernel(const struct event *e, char *out, size_t len)
{
	const char *end = strstr(e->by, " start_kernel"), *at = end;

	*out = '\0';
	if (!end || strcmp(end, " start_kernel"))
		return;
	while (at > e->by && at[-1] != ' ')
		at--;
	if ((size_t)(end - at) < len)
		snprintf(out, len, "%.*s", (int)(end - at), at);
}

/* Is it on the way to a phase, and drawn as such? */
static bool on_a_path(const char *function)
{
	for (size_t i = 0; i < nr_phases; i++) {
		for (unsigned d = 0; d < PHASE_PATH_MAX && phases[i].path[d];
		     d++) {
			if (!strcmp(phases[i].path[d], function))
				return true;
		}
	}
	return false;
}

static void count_event(struct outcome *o, const struct event *e)
{
	char function[64];
	size_t i = 0;

	called_by_start_kernel(e, function, sizeof(function));
	if ((e->op != EVENT_ALLOC && e->op != EVENT_RESERVE) || !*function ||
	    on_a_path(function))
		return;
	while (i < o->nr_takers && strcmp(o->takers[i].function, function))
		i++;
	if (i == MAX_TAKERS)
		return;
	if (i == o->nr_takers)
		o->takers[o->nr_takers++].function = xstrdup(function);
	o->takers[i].bytes += e->size * e->count;
}

/* Takes note of a phase or a step: ctx is an outcome for each phase. */
static bool note_outcome(void *ctx, const struct boot *b)
{
	struct outcome *o =
		(struct outcome *)ctx + (phase_find(b->phase) - phases);

	for (size_t i = 0; i < b->nr_events; i++)
		count_event(o, &b->events[i]);
	if (!b->step)
		phase_result(b, b->phase, o->result);
	return true;
}

static struct outcome *outcomes_up_to(const struct boot *b)
{
	struct outcome *o = xcalloc(nr_phases, sizeof(*o));
	struct boot again;

	boot_init(&again, b->machine, b->kernel, b->arch);
	again.observer = note_outcome;
	again.observer_ctx = o;
	boot_run(&again, phase_find(b->phase));
	boot_release(&again);
	return o;
}

static void outcomes_free(struct outcome *o)
{
	for (size_t i = 0; i < nr_phases; i++) {
		for (size_t t = 0; t < o[i].nr_takers; t++)
			free(o[i].takers[t].function);
	}
	free(o);
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

/* Functions that lie in arch/. */
static bool is_arch(const struct boot *b, const char *phase)
{
	return !strcmp(phase, "setup_arch") || !strcmp(phase, "mem_init") ||
	       (!strcmp(phase, "setup_per_cpu_areas") &&
		b->arch->own_per_cpu_areas);
}

/* Functions between the phases that each architecture writes for itself. */
static bool is_arch_call(const char *function)
{
	static const char *const names[] = { "smp_prepare_boot_cpu",
					     "trap_init" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], function))
			return true;
	}
	return false;
}

static const char *arch_folder(const struct boot *b)
{
	return b->arch->folder ? b->arch->folder : b->arch->name;
}

static void origin_cell(struct dot_writer *w, const struct boot *b, bool arch,
			unsigned columns)
{
	const struct dot_style style = {
		.color = arch ? DOT_ORANGE : DOT_SKY,
		.columns = columns,
		.small = true,
	};

	if (arch)
		dot_styled(w, &style, "arch/%s", arch_folder(b));
	else
		dot_styled(w, &style, "generic");
}

/* A function inside a phase, `depth` calls below it. */
static void step_row(struct dot_writer *w, const struct boot *b,
		     const struct arch_step *s, unsigned depth)
{
	const char *name = kernel_function_name(b->kernel, s->name);

	/* A function that this kernel has not bears no name. */
	if (!*name)
		return;
	dot_row_begin(w);
	dot_cell(w, s->generic ? DOT_SKY : DOT_ORANGE, 1, 0, "%*s%s()",
		 6 * (int)depth, "", name);
	origin_cell(w, b, !s->generic, s->summary ? 1 : 2);
	if (s->summary)
		dot_styled(w,
			   &(struct dot_style){ .faint = true, .small = true },
			   "%s", s->summary);
	dot_row_end(w);
}

static bool same_caller(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* The steps that one function calls, each with those inside it below. */
static void arch_step_rows(struct dot_writer *w, const struct boot *b,
			   const char *caller, unsigned depth)
{
	for (size_t i = 0; i < b->arch->nr_setup_arch_steps; i++) {
		const struct arch_step *s = &b->arch->setup_arch_steps[i];

		if (!same_caller(s->within, caller) ||
		    (s->sparsemem && !b->kernel->sparsemem))
			continue;
		step_row(w, b, s, depth);
		arch_step_rows(w, b, s->name, depth + 1);
	}
}

static void steps_of(struct dot_writer *w, const struct boot *b, size_t i)
{
	const char *const *step = phases[i].steps;

	for (; step && *step; step++) {
		struct arch_step s = { .name = *step, .generic = true };

		step_row(w, b, &s, 1);
	}
	if (!strcmp(phases[i].name, "setup_arch"))
		arch_step_rows(w, b, NULL, 1);
}

/* What start_kernel() has called since the phase before, if it took memory. */
static void taker_rows(struct dot_writer *w, const struct boot *b,
		       const struct outcome *o)
{
	for (size_t i = 0; i < o->nr_takers; i++) {
		char text[64], size[32];

		snprintf(text, sizeof(text), "called before it; takes %s",
			 format_size(o->takers[i].bytes, size, sizeof(size)));
		step_row(w, b,
			 &(struct arch_step){ .name = o->takers[i].function,
					      .generic = !is_arch_call(
						      o->takers[i].function),
					      .summary = text },
			 1);
	}
}

static void head_row(struct dot_writer *w, const struct boot *b, size_t i,
		     enum state s)
{
	static const enum dot_color colors[] = {
		[DONE] = DOT_GREEN,
		[CURRENT] = DOT_BLUE,
		[TO_COME] = DOT_PLAIN,
	};
	bool arch = is_arch(b, phases[i].name);

	dot_row_begin(w);
	if (i) {
		dot_cell_bold(w, arch ? DOT_ORANGE : DOT_SKY, 1, "%s()",
			      kernel_function_name(b->kernel, phases[i].name));
		origin_cell(w, b, arch, 1);
	} else {
		dot_cell_bold(w, DOT_GREY, 2, "firmware and boot loader");
	}
	dot_styled(w,
		   &(struct dot_style){ .color = colors[s],
					.bold = s == CURRENT,
					.faint = s == TO_COME },
		   "%s", marks[s]);
	dot_row_end(w);
}

static void phase_box(struct dot_writer *w, const struct boot *b, size_t i,
		      const struct outcome *o)
{
	enum state s = state_of(b, i);

	dot_table_begin(w, border_of(s));
	head_row(w, b, i, s);
	dot_row_begin(w);
	dot_styled(w,
		   &(struct dot_style){ .columns = 3, .faint = s == TO_COME },
		   "%s", phases[i].title);
	dot_row_end(w);
	if (s != TO_COME) {
		dot_row_begin(w);
		dot_cell_bold(w, DOT_YELLOW, 3, "%s", o[i].result);
		dot_row_end(w);
	}
	taker_rows(w, b, &o[i]);
	steps_of(w, b, i);
	dot_table_end(w, phases[i].name);
}

/* A phase inside the functions on the way to it. */
static void nested_box(struct dot_writer *w, const struct boot *b, size_t i,
		       const struct outcome *o)
{
	const char *const *path = phases[i].path;
	unsigned entered = 0;

	for (unsigned d = 0; i && d + 1 < PHASE_PATH_MAX && path[d + 1]; d++) {
		const char *name = kernel_function_name(b->kernel, path[d]);
		char *label;

		if (!*name)
			continue;
		label = xasprintf("%s()", name);
		dot_enter_cluster(w, path[d], label, state_of(b, i) == TO_COME);
		free(label);
		entered++;
	}
	phase_box(w, b, i, o);
	while (entered--)
		dot_leave_cluster(w);
}

static void legend(struct dot_writer *w, const struct boot *b)
{
	char text[64];

	snprintf(text, sizeof(text), "function of arch/%s alone",
		 arch_folder(b));
	dot_table_begin(w, DOT_THIN);
	legend_head(w);
	legend_row(w, DOT_SKY, "generic",
		   "function shared by all architectures");
	legend_row(w, DOT_ORANGE, "arch", text);
	legend_row(w, DOT_YELLOW, "bold",
		   "numbers of this boot, once the function was done");
	legend_row(w, DOT_GREEN, marks[DONE], "thin border");
	legend_row(w, DOT_BLUE, marks[CURRENT],
		   "thick border: the state that was asked for");
	legend_row(w, DOT_PLAIN, marks[TO_COME],
		   "dashed border, no numbers yet");
	dot_table_end(w, "legend");
}

static void panic_box(struct dot_writer *w, const struct boot *b)
{
	dot_table_begin(w, DOT_THICK);
	dot_row_begin(w);
	if (!b->dies_in)
		dot_cell_bold(w, DOT_HEAD, 1, "Kernel panic - not syncing:\n%s",
			      b->panic);
	else if (*b->panic)
		dot_cell_bold(w, DOT_HEAD, 1,
			      "exception in %s()\n"
			      "Kernel panic - not syncing:\n%s",
			      b->dies_in, b->panic);
	else
		dot_cell_bold(w, DOT_HEAD, 1, "stops in %s()\nwithout a panic",
			      b->dies_in);
	dot_row_end(w);
	dot_table_end(w, "panic");
	dot_edge(w, b->phase, "panic", NULL);
}

void draw_flow(struct dot_writer *w, const struct boot *b,
	       const struct view_options *o)
{
	struct outcome *outcomes = outcomes_up_to(b);
	size_t last = 0;

	(void)o;
	dot_attr(w, "nodesep", "0.4");
	dot_attr(w, "ranksep", "0.25");
	for (size_t i = 0; i < nr_phases; i++) {
		if (phase_exists(&phases[i], b->kernel))
			nested_box(w, b, i, outcomes);
	}
	outcomes_free(outcomes);
	legend(w, b);
	for (size_t i = 1; i < nr_phases; i++) {
		if (!phase_exists(&phases[i], b->kernel))
			continue;
		dot_edge(w, phases[last].name, phases[i].name, NULL);
		last = i;
	}
	if (b->panic)
		panic_box(w, b);
}
