/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/list.h"

#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "model/members.h"
#include "model/questions.h"
#include "util/alloc.h"

/*
 * Nodes and zones have the columns that only a list has, and behind them the
 * numbers of model/members.c, each by its key.
 */
#define MAX_COLUMNS 64

struct member_columns {
	struct column v[MAX_COLUMNS];
	const struct member *members[MAX_COLUMNS]; /* NULL: of the list */
	size_t n;
};

static void add_column(struct member_columns *c, const char *name,
		       const char *title, const char *help)
{
	c->v[c->n++] =
		(struct column){ .name = name, .title = title, .help = help };
}

static bool is_usual(const char *key, const char *const *usual)
{
	while (*usual && strcmp(key, *usual))
		usual++;
	return *usual != NULL;
}

static char *upper(const char *key)
{
	char *name = xstrdup(key);

	for (char *p = name; *p; p++)
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	return name;
}

/* The titles live as long as the program. */
static void add_members(struct member_columns *c, const struct members *t,
			const char *const *usual)
{
	for (size_t i = 0; i < t->n && c->n < MAX_COLUMNS; i++) {
		const struct member *m = &t->v[i];

		if (m->form != MEMBER_NUMBER || m->scope != MEMBER_RECORD)
			continue;
		c->members[c->n] = m;
		add_column(c, m->key, upper(m->key), m->help);
		c->v[c->n - 1].extra = !is_usual(m->key, usual);
	}
}

static void member_cells(struct section *s, const struct member_columns *c,
			 const struct boot *b, const void *of)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct member *m = c->members[i];
		uint64_t v;

		if (!m)
			continue;
		v = member_exists(m, b) ? member_number(m, b, of) : UINT64_MAX;
		if (v == UINT64_MAX)
			add_nothing(s);
		else
			add_count(s, v);
	}
}

/* --- nodes ----------------------------------------------------------------- */

static struct member_columns *node_table(void)
{
	static const char *const usual[] = { "node_present_pages", NULL };
	static struct member_columns c;

	if (c.n)
		return &c;
	add_column(&c, "node", "NODE", "number of the node");
	add_column(&c, "base", "BASE", "its lowest address");
	add_column(&c, "size", "SIZE", "of its memory, without holes");
	add_column(&c, "cpus", "CPUS", "how many possible CPUs are next to it");
	add_members(&c, &node_members, usual);
	return &c;
}

static const struct column *node_columns(size_t *n)
{
	*n = node_table()->n;
	return node_table()->v;
}

static void node_rows(struct section *s, const struct boot *b)
{
	unsigned shift = b->kernel->page_shift;

	for (size_t i = 0; i < b->nr_nodes; i++) {
		const struct node *n = b->nodes[i];
		uint64_t cpus = 0;

		if (!n)
			continue;
		for (size_t c = 0; c < b->nr_cpu_ids; c++)
			cpus += b->cpu_nid[c] == n->nid;
		add_count(s, (uint64_t)n->nid);
		add_address(s, n->node_start_pfn << shift);
		add_bytes(s, n->node_present_pages << shift);
		add_count(s, cpus);
		member_cells(s, node_table(), b, n);
	}
}

/* --- zones ----------------------------------------------------------------- */

static struct member_columns *zone_table(void)
{
	static const char *const usual[] = { "present_pages", "managed_pages",
					     "free_pages", "cma_pages", NULL };
	static struct member_columns c;

	if (c.n)
		return &c;
	add_column(&c, "node", "NODE", "number of its node");
	add_column(&c, "zone", "ZONE", "name");
	add_column(&c, "base", "BASE", "its lowest address");
	add_column(&c, "size", "SIZE", "from its first page to its last");
	add_members(&c, &zone_members, usual);
	return &c;
}

static const struct column *zone_columns(size_t *n)
{
	*n = zone_table()->n;
	return zone_table()->v;
}

static void zone_rows(struct section *s, const struct boot *b)
{
	unsigned shift = b->kernel->page_shift;
	size_t n;
	const struct zone **z = populated_zones(b, &n);

	for (size_t i = 0; i < n; i++) {
		add_count(s, (uint64_t)z[i]->nid);
		add_text(s, "%s", zone_kind_name(z[i]->kind));
		add_address(s, z[i]->zone_start_pfn << shift);
		add_bytes(s, z[i]->spanned_pages << shift);
		member_cells(s, zone_table(), b, z[i]);
	}
	free(z);
}

/* --- the ledger ------------------------------------------------------------ */

static const struct column owner_columns_v[] = {
	{ "base", "BASE", false, "the first address", false },
	{ "end", "END", false, "the last address", true },
	{ "size", "SIZE", false, "how much it is", false },
	{ "node", "NODE", false, "number of the node", true },
	{ "state", "STATE", false, "kept, lent to CMA, or no-map", false },
	{ "kind", "KIND", false, "what sort of owner, as in the records",
	  true },
	{ "owner", "OWNER", false, "whose it is", false },
	{ "by", "BY", true, "the kernel function that took it", false },
	{ "since", "SINCE", true, "the phase and its function", true },
};

static const struct column *owner_columns(size_t *n)
{
	*n = ARRAY_SIZE(owner_columns_v);
	return owner_columns_v;
}

static void owner_row(struct section *s, const struct boot *b,
		      const struct rangemap_extent *e, const char *state)
{
	const struct owner *o = &b->journal->owners[e->tag];
	const struct memblock_region *r =
		memblock_search(&b->memblock.memory, e->start);

	add_address(s, e->start);
	add_address(s, e->end - 1);
	add_bytes(s, e->end - e->start);
	if (r && numa_valid_node(r->nid))
		add_count(s, (uint64_t)r->nid);
	else
		add_nothing(s);
	add_text(s, "%s", state);
	add_text(s, "%s", o->kind);
	add_text(s, "%s", o->what);
	add_text(s, "%s", o->by);
	add_text(s, "%s", o->since ? o->since : "");
}

/* Both by address; what is reserved and no-map is told once. */
static void owner_rows(struct section *s, const struct boot *b)
{
	const struct rangemap *kept = &b->journal->ledger;
	const struct rangemap *left = &b->journal->withheld;
	size_t k = 0, l = 0;

	while (k < kept->n || l < left->n) {
		if (l < left->n &&
		    (k == kept->n || left->v[l].start <= kept->v[k].start)) {
			owner_row(s, b, &left->v[l++], "no-map");
			continue;
		}
		if (!rangemap_at(left, kept->v[k].start))
			owner_row(s, b, &kept->v[k],
				  in_cma_area(b, kept->v[k].start) ?
					  "lent to CMA" :
					  "kept");
		k++;
	}
}

const struct list lists[] = {
	{ "nodes", "the NUMA nodes", node_columns, node_rows },
	{ "zones", "the zones that have memory", zone_columns, zone_rows },
	{ "ledger", "who owns what is kept, lent and left alone", owner_columns,
	  owner_rows },
};

const size_t nr_lists = ARRAY_SIZE(lists);
