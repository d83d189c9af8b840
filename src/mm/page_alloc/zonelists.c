/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/page_alloc/zonelists.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/arch_numa.h"
#include "util/alloc.h"
#include "util/range.h"

struct order {
	struct node_choice *v;
	size_t n;
};

/*
 * What a node weighs that is the first of a new distance: one more each time,
 * or the more the earlier in the order it comes. The orders are logged since
 * the former.
 */
RULE(node_load, "build_zonelists()", ANY_KERNEL,
     VARIANT(NODE_LOAD_COUNTS, "counts",
	     .shows = "string \"Fallback order for Node %d: \"",
	     .since = "5.16", .log = "Fallback order for Node "),
     VARIANT(NODE_LOAD_FALLS, "falls",
	     .shows = "variable load of build_zonelists"));

/* What a point of distance weighs: more than all the loads there can be. */
static uint64_t of_a_point(const struct boot *b)
{
	uint64_t most = b->kernel->max_numnodes;

	return b->kernel->rules.node_load == NODE_LOAD_FALLS ?
		       most * boot_nr_online_nodes(b) :
		       most;
}

/*
 * Near nodes first, and among equally near ones those
 * that few other nodes lean on. No CPU is in its node's mask this early, so
 * that term of the kernel's formula is always 0.
 */
static struct node_choice find_next_best_node(const struct boot *b, int local,
					      const bool *used,
					      const uint64_t *load)
{
	struct node_choice best = { .nid = -1, .value = UINT64_MAX };

	for (size_t n = 0; n < b->nr_nodes; n++) {
		struct node_choice c = { .nid = (int)n,
					 .before = (int)n < local,
					 .load = load[n] };

		if (!b->nodes[n] || !b->nodes[n]->has_memory || used[n])
			continue;
		c.distance = node_distance(b, local, (int)n);
		c.value = (uint64_t)(c.distance + c.before) * of_a_point(b) +
			  c.load;
		if (c.value < best.value)
			best = c;
	}
	return best;
}

/* Whether a node without memory stands in front of its own order. */
RULE(next_best_node, "find_next_best_node()", ANY_KERNEL,
     VARIANT(NEXT_NODE_WITH_MEMORY, "with_memory"),
     VARIANT(NEXT_NODE_LOCAL_FIRST, "local_first"));

/* Itself, or where only nodes with memory count the best one of them. */
static struct node_choice first_node(const struct boot *b, int local,
				     const bool *used, const uint64_t *load)
{
	if (b->kernel->rules.next_best_node == NEXT_NODE_WITH_MEMORY &&
	    !b->nodes[local]->has_memory)
		return find_next_best_node(b, local, used, load);
	return (struct node_choice){
		.nid = local, .distance = node_distance(b, local, local)
	};
}

/* What the node weighs from now on that comes `place`-th in an order. */
static uint64_t next_load(const struct boot *b, uint64_t load, size_t place)
{
	switch (b->kernel->rules.node_load) {
	case NODE_LOAD_COUNTS:
		return load + 1;
	case NODE_LOAD_FALLS:
		break;
	}
	return boot_nr_online_nodes(b) - place;
}

/*
 * The order of nodes for `local`: itself, then the best of the rest. A node
 * pays each time it begins a new distance.
 */
static void node_order(const struct boot *b, int local, uint64_t *load,
		       struct order *out)
{
	bool *used = xcalloc(b->nr_nodes, sizeof(*used));
	struct node_choice c = first_node(b, local, used, load);
	uint32_t prev = node_distance(b, local, local);

	out->n = 0;
	while (c.nid >= 0) {
		if (c.distance != prev)
			load[c.nid] = next_load(b, load[c.nid], out->n);
		used[c.nid] = true;
		prev = c.distance;
		out->v[out->n++] = c;
		c = find_next_best_node(b, local, used, load);
	}
	free(used);
}

/* Which zones a list has: of any page, or of any that is managed. */
RULE(zonelist_zones, "build_zonerefs_node()", ANY_KERNEL,
     VARIANT(ZONELIST_ZONES_POPULATED, "populated",
	     .shows = "call of populated_zone in build_zonerefs_node"),
     VARIANT(ZONELIST_ZONES_MANAGED, "managed"));

static bool is_listed(const struct kernel *k, const struct zone *z)
{
	switch (k->rules.zonelist_zones) {
	case ZONELIST_ZONES_POPULATED:
		return zone_populated(z);
	case ZONELIST_ZONES_MANAGED:
		break;
	}
	return z->managed_pages != 0 || z->managed_below != 0;
}

/* Highest first. */
static void build_zonerefs_node(const struct kernel *k, struct zoneref_list *l,
				const struct node *n)
{
	for (unsigned z = n->nr_zones; z-- > 0;) {
		if (!is_listed(k, &n->zones[z]))
			continue;
		array_reserve(l->v, l->cap, l->n + 1);
		l->v[l->n++] = (struct zoneref){ n->nid, z };
	}
}

/* The highest zone of all nodes first. */
static void build_zonelists_in_zone_order(const struct boot *b,
					  struct zoneref_list *l,
					  const struct order *o)
{
	for (unsigned z = b->kernel->nr_zones; z-- > 0;) {
		for (size_t i = 0; i < o->n; i++) {
			if (!zone_populated(&b->nodes[o->v[i].nid]->zones[z]))
				continue;
			array_reserve(l->v, l->cap, l->n + 1);
			l->v[l->n++] = (struct zoneref){ o->v[i].nid, z };
		}
	}
}

/* How zonelists are ordered, and how many a node has. */
RULE(zonelists, "build_all_zonelists()", ANY_KERNEL,
     VARIANT(ZONELISTS_IN_NODE_ORDER, "in_node_order",
	     .shows =
		     "function build_zonerefs_node; no symbol current_zonelist_order"),
     VARIANT(ZONELISTS_IN_EITHER_ORDER, "in_either_order",
	     .shows = "symbol current_zonelist_order"),
     VARIANT(ZONELISTS_OF_EACH_ZONE, "of_each_zone",
	     .shows = "node_zonelists of MAX_ZONELISTS = MAX_NR_ZONES elements",
	     .excludes = "pageset=within_limits pageset=by_watermark"));

/* default_zonelist_order() of kernels that have two: zone order? */
static bool is_zone_order(const struct kernel *k)
{
	return k->rules.zonelists != ZONELISTS_IN_NODE_ORDER &&
	       k->word_size == 4;
}

/* check_highest_zone() */
static void raise_policy_zone(struct boot *b, const struct node *n)
{
	for (unsigned z = 0; z < n->nr_zones; z++) {
		if (is_listed(b->kernel, &n->zones[z]) &&
		    n->zones[z].kind != ZONE_MOVABLE && (int)z > b->policy_zone)
			b->policy_zone = (int)z;
	}
}

static void log_fallback_order(struct boot *b, int local, const struct order *o)
{
	char *line = xasprintf("Fallback order for Node %d: ", local);

	for (size_t i = 0; i < o->n; i++)
		xappendf(&line, "%d ", o->v[i].nid);
	journal_log(b->journal, "%s", line);
	free(line);
}

/* build_zonelists() for one node */
static void build_zonelists(struct boot *b, struct node *n, uint64_t *load,
			    struct order *o)
{
	node_order(b, n->nid, load, o);
	n->choices = xcalloc(o->n, sizeof(*n->choices));
	memcpy(n->choices, o->v, o->n * sizeof(*n->choices));
	n->nr_choices = o->n;
	if (is_zone_order(b->kernel))
		build_zonelists_in_zone_order(b, &n->fallback, o);
	for (size_t i = 0; i < o->n; i++) {
		const struct node *from = b->nodes[o->v[i].nid];

		if (!is_zone_order(b->kernel))
			build_zonerefs_node(b->kernel, &n->fallback, from);
		if (b->kernel->numa)
			raise_policy_zone(b, from);
	}
	if (!b->kernel->numa)
		return;
	build_zonerefs_node(b->kernel, &n->nofallback, n);
	if (b->kernel->rules.node_load == NODE_LOAD_COUNTS)
		log_fallback_order(b, n->nid, o);
}

/* Of the boot CPU's node's list, watermarks kept. */
static uint64_t nr_free_zone_pages(struct boot *b)
{
	int nid = b->nr_cpu_ids && b->cpu_nid[0] > 0 ? b->cpu_nid[0] : 0;
	const struct node *n = boot_node(b, nid);
	uint64_t sum = 0;

	for (size_t i = 0; n && i < n->fallback.n; i++) {
		const struct zoneref *ref = &n->fallback.v[i];
		const struct zone *z = &b->nodes[ref->nid]->zones[ref->zone];

		uint64_t managed = z->managed_pages - z->managed_below;

		if (managed > z->watermark_high)
			sum += managed - z->watermark_high;
	}
	return sum;
}

static const char *order_text(const struct kernel *k)
{
	if (k->rules.zonelists == ZONELISTS_IN_NODE_ORDER)
		return "";
	return is_zone_order(k) || !k->numa ? " in Zone order" :
					      " in Node order";
}

/* get_pageblock_migratetype() says Unmovable whatever the bits are. */
static void forget_pageblocks(struct boot *b)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++)
			rangemap_release(&b->nodes[n]->zones[i].pageblocks);
	}
}

/* Whether there is a pg_data_t of the node. */
static bool has_data(const struct node *n)
{
	return n->online || n->pgdat_base;
}

/* What too little memory for grouping by mobility touches. */
RULE(mobility_off, "get_pageblock_migratetype()", ANY_KERNEL,
     VARIANT(MOBILITY_OFF_SETS_NO_BLOCK, "sets_no_block"),
     VARIANT(MOBILITY_OFF_HIDES_BLOCKS, "hides_blocks"));

int build_all_zonelists(struct boot *b)
{
	uint64_t *load = xcalloc(b->nr_nodes, sizeof(*load)), total;
	struct order o = { xcalloc(b->nr_nodes, sizeof(*o.v)), 0 };

	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n] && has_data(b->nodes[n]))
			build_zonelists(b, b->nodes[n], load, &o);
	}
	free(load);
	free(o.v);
	total = nr_free_zone_pages(b);
	b->page_group_by_mobility_disabled =
		total <
		pageblock_nr_pages(b->kernel) * b->kernel->nr_migratetypes;
	if (b->page_group_by_mobility_disabled &&
	    b->kernel->rules.mobility_off == MOBILITY_OFF_HIDES_BLOCKS)
		forget_pageblocks(b);
	journal_log(
		b->journal,
		"Built %zu zonelists%s, mobility grouping %s.  Total pages: %" PRIu64,
		boot_nr_online_nodes(b), order_text(b->kernel),
		b->page_group_by_mobility_disabled ? "off" : "on", total);
	if (b->policy_zone >= 0)
		journal_log(b->journal, "Policy zone: %s",
			    zone_kind_name(b->kernel->zones[b->policy_zone]));
	b->zonelists_built = true;
	return 0;
}
