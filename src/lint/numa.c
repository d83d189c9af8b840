/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/words.h"

/* Group N: nodes. */

/* "3, 0, 1": the nodes whose zones an allocation tries, in order. */
static char *fallback_text(const struct node *n)
{
	char *text = xstrdup("");
	int last = -1;

	for (size_t i = 0; i < n->fallback.n; i++) {
		if (n->fallback.v[i].nid == last)
			continue;
		last = n->fallback.v[i].nid;
		xappendf(&text, "%s%d", *text ? ", " : "", last);
	}
	return text;
}

static size_t nr_cpus_of(const struct boot *b, int nid)
{
	size_t n = 0;

	for (size_t i = 0; i < b->nr_cpu_ids; i++)
		n += b->cpu_nid[i] == nid;
	return n;
}

/* What the kernel prints about the node; NULL: nothing. */
static const char *memoryless_line(const struct lint *l, size_t nid)
{
	char *number = xasprintf("%zu", nid);
	const char *line = lint_line(l, REMARK_MEMORYLESS, number);

	free(number);
	return line;
}

/* Nodes without memory. */
struct memoryless {
	size_t nid, cpus;
	char *order; /* of its fallback list */
	bool told;
};

static size_t find_memoryless(const struct boot *b, struct memoryless **v)
{
	size_t n = 0, cap = 0;

	*v = NULL;
	for (size_t i = 0; b && b->zonelists_built && i < b->nr_nodes; i++) {
		const struct node *node = b->nodes[i];

		if (!node || !node->possible || node->has_memory ||
		    node->node_present_pages)
			continue;
		array_reserve(*v, cap, n + 1);
		(*v)[n++] = (struct memoryless){ i, nr_cpus_of(b, node->nid),
						 fallback_text(node), false };
	}
	return n;
}

/* Whether one sentence is true of both. */
static bool same_lot(const struct memoryless *a, const struct memoryless *b)
{
	return a->cpus == b->cpus && !strcmp(a->order, b->order);
}

/*
 * "node 2", "nodes 2, 4 to 7": those of v that are as `like` is; all of them
 * where that is NULL.
 */
static char *nodes_text(const struct memoryless *v, size_t n,
			const struct memoryless *like)
{
	unsigned long *nids = xcalloc(n, sizeof(*nids));
	size_t named = 0;
	char *list, *text;

	for (size_t i = 0; i < n; i++) {
		if (!like || same_lot(&v[i], like))
			nids[named++] = v[i].nid;
	}
	list = number_list_text(nids, named, 3);
	text = xasprintf("node%s %s", named > 1 ? "s" : "", list);
	free(list);
	free(nids);
	return text;
}

/* Those that are as v[i] is become told. */
static void tell_lot(char **message, struct memoryless *v, size_t n, size_t i)
{
	char *nodes = nodes_text(v, n, &v[i]);
	size_t lot = 0;

	for (size_t j = i; j < n; j++) {
		if (same_lot(&v[j], &v[i])) {
			v[j].told = true;
			lot++;
		}
	}
	if (lot < n)
		xappendf(message, "%s%s", i ? "; " : ": ", nodes);
	xappendf(message,
		 "%s %zu CPUs%s: they take it from the nodes %s, in this order",
		 lot < n ? " with" : ", and", v[i].cpus, lot > 1 ? " each" : "",
		 v[i].order);
	free(nodes);
}

/* That there are such nodes is one cause, however many there are. */
static char *memoryless_message(struct memoryless *v, size_t n)
{
	char *message = xstrdup(n > 1 ? "have no memory" : "has no memory");
	size_t lots = 0;

	for (size_t i = 0; i < n; i++) {
		if (!v[i].told && lots++ < LINT_NAMED)
			tell_lot(&message, v, n, i);
	}
	if (lots > LINT_NAMED)
		xappendf(&message, "; of the others `explain zonelist` tells");
	return message;
}

void lint_memoryless(struct lint *l, const struct lint_rule *rule)
{
	struct memoryless *v;
	size_t n = find_memoryless(l->boot, &v);
	struct lint_finding *f;

	if (n) {
		f = lint_add(l, rule, nodes_text(v, n, NULL),
			     memoryless_message(v, n));
		f->kernel = xstrdup(
			n > 1 ? "sets them up without memory; programs that expect some on every node stumble" :
				"sets it up without memory; programs that expect some on every node stumble");
		lint_quote(f, memoryless_line(l, v[0].nid), NULL);
		f->change = xstrdup(
			n > 1 ? "memory for the nodes, or their CPUs on others" :
				"memory for the node, or its CPUs on another one");
	}
	for (size_t i = 0; i < n; i++)
		free(v[i].order);
	free(v);
}

static bool has_ids(const struct machine *m)
{
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		if (m->fdt.memory[i].nid >= 0)
			return true;
	}
	return m->fdt.cpu_numa || m->fdt.has_distance_map ||
	       m->pc.acpi.has_srat;
}

void lint_faked_node(struct lint *l, const struct lint_rule *rule)
{
	const char *faked = lint_line(l, REMARK_FAKED_NODE, NULL);
	bool ids = has_ids(l->machine);
	const char *why = ids ? lint_line(l, REMARK_NUMA_REFUSED, NULL) : NULL;
	struct lint_finding *f;

	if (faked && !l->boot->params.numa_off) {
		f = lint_add(
			l, rule, xstrdup("NUMA"),
			xstrdup(ids ? "nodes are described, and the kernel refuses the description: one faked node" :
				      "no numa-node-id and no SRAT anywhere: one faked node has all the memory"));
		f->severity = ids ? LINT_WARNING : LINT_NOTE;
		lint_quote(f, why ? why : faked, NULL);
		f->change = xstrdup(
			why ? "mend what the kernel names" :
			ids ? "mend numa-node-id, the distance map or the SRAT" :
			      "nothing, unless the machine has several nodes");
	} else if (l->boot && !l->boot->journal->panic &&
		   l->boot->nr_node_ids > 1 &&
		   l->machine->source == SOURCE_DTB &&
		   !l->machine->fdt.has_distance_map) {
		f = lint_add(
			l, rule, xstrdup("/distance-map"),
			xstrdup("several nodes, and no distance map: all others are equally far"));
		f->kernel = xstrdup(
			"takes 10 for a node itself and 20 for every other");
		f->change = xstrdup(
			"a node compatible with \"numa-distance-map-v1\"");
	}
}

/* How many nodes are parts of real ones; 0: none is made up. */
static size_t nr_made_up(const struct boot *b)
{
	size_t n = 0;

	for (size_t i = 0; b && b->emu_nid_to_phys && i < b->nr_nodes; i++)
		n += b->nodes[i] && b->nodes[i]->has_memory;
	return n;
}

static void say_made_up(struct lint_finding *f, size_t nr)
{
	f->message = xasprintf("splits the memory into %zu made-up nodes", nr);
	f->kernel = xstrdup(
		"gives each zones and watermarks of its own; the CPUs of a real node are in all of its parts");
	f->change = xstrdup("drop it for a look at the real nodes");
}

static void say_none_made_up(struct lint *l, struct lint_finding *f)
{
	const char *line = lint_line(l, REMARK_EMULATION_FAILS, NULL);

	f->message =
		xstrdup("asks for made-up nodes, and the kernel makes none up");
	if (line)
		lint_quote(f, line, NULL);
	else
		f->kernel = xstrdup("passes over the word");
	f->change = xstrdup(
		line ? "fewer nodes, or larger ones: each has at least 32 MiB" :
		       "N, a size with M or G, or NU for N of each real node");
}

static void say_not_built(struct lint_finding *f)
{
	f->message = xstrdup(
		"asks for made-up nodes, which this build does not have");
	f->kernel = xstrdup(
		"ignores the word, for it was built without CONFIG_NUMA_EMU");
	f->change = xstrdup("drop it, or a build with CONFIG_NUMA_EMU");
}

void lint_numa_fake(struct lint *l, const struct lint_rule *rule)
{
	char *word = lint_word(l, "numa=fake");
	size_t nr = nr_made_up(l->boot);
	struct lint_finding *f;

	if (word && l->kernel->numa) {
		f = lint_add(l, rule, lint_at_word(word), NULL);
		f->severity = l->kernel->numa_emu && nr ? LINT_NOTE :
							  LINT_WARNING;
		if (!l->kernel->numa_emu)
			say_not_built(f);
		else if (nr)
			say_made_up(f, nr);
		else
			say_none_made_up(l, f);
	}
	free(word);
}

void lint_distances(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	size_t n = b ? b->distance_nodes : 0;

	if (b && n > b->nr_node_ids)
		n = b->nr_node_ids;
	for (size_t i = 0; b && b->distance && i < n; i++) {
		for (size_t j = i + 1; j < n && !lint_enough(l); j++) {
			uint32_t there = b->distance[i * b->distance_nodes + j];
			uint32_t back = b->distance[j * b->distance_nodes + i];
			struct lint_finding *f;

			if (there == back)
				continue;
			f = lint_add(
				l, rule, xasprintf("nodes %zu and %zu", i, j),
				xasprintf(
					"are %" PRIu32
					" apart one way and %" PRIu32
					" the other: their zonelists follow one way each",
					there, back));
			f->kernel = xstrdup(
				"sorts each node's fallback list by its own row");
			f->change = xstrdup(
				"the same distance both ways, unless the machine is like this");
		}
	}
}
