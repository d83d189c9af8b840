/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "emit/views.h"
#include "mm/arch_numa.h"
#include "util/size.h"

/* Nodes with what hangs from them; how far they are from each other. */

/* With more nodes than this, distances are a table and not edges. */
#define MAX_EDGE_NODES 4

static void node_id(const struct node *n, char *buf, size_t len)
{
	snprintf(buf, len, "node%d", n->nid);
}

/* "0-3 8-11": the CPUs of a node. */
static void cpu_list(const struct boot *b, int nid, char *buf, size_t len)
{
	size_t used = 0, cpu = 0;

	buf[0] = '\0';
	while (cpu < b->nr_cpu_ids && used + 32 < len) {
		size_t first = cpu;

		while (cpu < b->nr_cpu_ids && b->cpu_nid[cpu] == nid)
			cpu++;
		if (cpu == first) {
			cpu++;
			continue;
		}
		used += (size_t)snprintf(buf + used, len - used,
					 cpu - first > 1 ? "%s%zu-%zu" :
							   "%s%zu",
					 used ? " " : "", first, cpu - 1);
	}
	if (!used)
		snprintf(buf, len, "none");
}

static void row(struct dot_writer *w, const char *key, const char *value)
{
	dot_row_begin(w);
	dot_cell(w, DOT_PLAIN, 1, 0, "%s", key);
	dot_cell(w, DOT_PLAIN, 1, 0, "%s", value);
	dot_row_end(w);
}

static void memory_rows(struct dot_writer *w, const struct boot *b,
			const struct node *n)
{
	const uint32_t shift = b->kernel->page_shift;
	uint64_t start = n->node_start_pfn << shift;
	uint64_t end = (n->node_start_pfn + n->node_spanned_pages) << shift;
	char value[96], size[32];

	if (!n->node_present_pages) {
		row(w, "memory", b->nr_all_pages ? "none" : "not known yet");
		return;
	}
	snprintf(value, sizeof(value), "%#" PRIx64 " - %#" PRIx64, start,
		 end - 1);
	row(w, "from - to", value);
	snprintf(value, sizeof(value), "%" PRIu64 " (%s)",
		 n->node_present_pages,
		 pages_text(b, n->node_present_pages, size, sizeof(size)));
	row(w, "node_present_pages", value);
	snprintf(value, sizeof(value), "%" PRIu64,
		 n->node_spanned_pages - n->node_present_pages);
	row(w, "pages in holes", value);
}

static void pgdat_row(struct dot_writer *w, const struct boot *b,
		      const struct node *n)
{
	char value[96];

	if (!b->kernel->numa)
		snprintf(value, sizeof(value),
			 "in the kernel image; NODE_DATA(n) for every n");
	else if (n->pgdat_nid != n->nid)
		snprintf(value, sizeof(value), "%#" PRIx64 ", on node %d!",
			 n->pgdat_base, n->pgdat_nid);
	else
		snprintf(value, sizeof(value), "%#" PRIx64 ", %" PRIu64
			 " bytes",
			 n->pgdat_base, n->pgdat_size);
	row(w, "pg_data_t", value);
}

static void draw_node(struct dot_writer *w, const struct boot *b,
		      const struct node *n)
{
	char id[32], title[64], cpus[256];

	node_id(n, id, sizeof(id));
	if (b->cpu_nid)
		cpu_list(b, b->kernel->numa ? n->nid : 0, cpus, sizeof(cpus));
	else
		snprintf(cpus, sizeof(cpus), "not known yet");
	dot_table_begin(w, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, n->node_present_pages ? DOT_GREEN : DOT_GREY, 2, "%s",
		      node_title(b, n, title, sizeof(title)));
	dot_row_end(w);
	pgdat_row(w, b, n);
	row(w, "CPUs", cpus);
	memory_rows(w, b, n);
	dot_table_end(w, id);
}

static void distance_edges(struct dot_writer *w, const struct boot *b)
{
	for (size_t i = 0; i < b->nr_nodes; i++) {
		for (size_t j = i + 1; j < b->nr_nodes; j++) {
			char from[32], to[32], label[64];
			uint32_t out, back;

			if (!b->nodes[i] || !b->nodes[j])
				continue;
			node_id(b->nodes[i], from, sizeof(from));
			node_id(b->nodes[j], to, sizeof(to));
			out = node_distance(b, (int)i, (int)j);
			back = node_distance(b, (int)j, (int)i);
			if (out == back)
				snprintf(label, sizeof(label), "distance %u",
					 out);
			else
				snprintf(label, sizeof(label),
					 "distance %u, back %u", out, back);
			dot_edge(w, from, to, label);
		}
	}
}

static void distance_table(struct dot_writer *w, const struct boot *b)
{
	dot_table_begin(w, DOT_THIN);
	dot_row_begin(w);
	dot_cell_bold(w, DOT_GREY, (unsigned)b->nr_nodes + 1,
		      "distance from (row) to (column)");
	dot_row_end(w);
	dot_row_begin(w);
	dot_cell(w, DOT_GREY, 1, 0, " ");
	for (size_t j = 0; j < b->nr_nodes; j++)
		dot_cell_bold(w, DOT_GREY, 1, "%zu", j);
	dot_row_end(w);
	for (size_t i = 0; i < b->nr_nodes; i++) {
		dot_row_begin(w);
		dot_cell_bold(w, DOT_GREY, 1, "%zu", i);
		for (size_t j = 0; j < b->nr_nodes; j++) {
			uint32_t d = node_distance(b, (int)i, (int)j);

			dot_cell(w,
				 d <= LOCAL_DISTANCE	? DOT_GREEN :
				 d <= REMOTE_DISTANCE ? DOT_YELLOW :
							DOT_ORANGE,
				 1, 0, "%u", d);
		}
		dot_row_end(w);
	}
	dot_table_end(w, "distances");
}

/* Rows of four, so that many nodes stay on a page. */
static void grid(struct dot_writer *w, const struct boot *b)
{
	for (size_t n = 4; n < b->nr_nodes; n++) {
		char above[32], below[32];

		if (!b->nodes[n - 4] || !b->nodes[n])
			continue;
		node_id(b->nodes[n - 4], above, sizeof(above));
		node_id(b->nodes[n], below, sizeof(below));
		dot_hidden_edge(w, above, below);
	}
}

void draw_nodes(struct dot_writer *w, const struct boot *b,
		const struct view_options *o)
{
	char last[32];

	(void)o;
	dot_attr(w, "ranksep", "0.6");
	if (!b->nr_nodes) {
		draw_nothing(w, "no node has been set up yet");
		return;
	}
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n])
			draw_node(w, b, b->nodes[n]);
	}
	if (b->nr_nodes <= MAX_EDGE_NODES) {
		distance_edges(w, b);
		return;
	}
	grid(w, b);
	distance_table(w, b);
	node_id(b->nodes[b->nr_nodes - 1], last, sizeof(last));
	dot_hidden_edge(w, last, "distances");
}
