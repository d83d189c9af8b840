/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/boot.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

uint64_t boot_image_pa(const struct boot *b, uint64_t linked)
{
	return linked - kernel_image_start(b->kernel) + b->image_base;
}

uint64_t boot_image_va(const struct boot *b, uint64_t addr)
{
	return addr - b->image_base + kernel_image_start(b->kernel);
}

struct node *boot_node(struct boot *b, int nid)
{
	return nid >= 0 && (size_t)nid < b->nr_nodes ? b->nodes[nid] : NULL;
}

size_t boot_nr_online_nodes(const struct boot *b)
{
	size_t online = 0;

	for (size_t n = 0; n < b->nr_nodes; n++)
		online += b->nodes[n] && b->nodes[n]->online;
	return online;
}

struct node *boot_node_create(struct boot *b, int nid)
{
	size_t need = (size_t)nid + 1;

	if (need > b->nr_nodes) {
		b->nodes = xrealloc(b->nodes, need, sizeof(*b->nodes));
		memset(&b->nodes[b->nr_nodes], 0,
		       (need - b->nr_nodes) * sizeof(*b->nodes));
		b->nr_nodes = need;
	}
	if (!b->nodes[nid])
		b->nodes[nid] = node_new(nid, b->kernel);
	return b->nodes[nid];
}

void boot_link_pages(struct boot *b, const struct zone *z, uint64_t start_pfn,
		     uint64_t end_pfn)
{
	rangemap_set(&b->page_zones, start_pfn, end_pfn,
		     (uint32_t)z->nid * MAX_NR_ZONES + z->index);
}

struct zone *boot_zone_run(const struct boot *b, uint64_t pfn, uint64_t *end)
{
	const struct rangemap_extent *run =
		rangemap_run(&b->page_zones, pfn, end);

	if (!run)
		return NULL;
	return &b->nodes[run->tag / MAX_NR_ZONES]
			->zones[run->tag % MAX_NR_ZONES];
}

struct zone *boot_pfn_zone(const struct boot *b, uint64_t pfn)
{
	uint64_t end = UINT64_MAX;

	return boot_zone_run(b, pfn, &end);
}

size_t boot_cpu_limit(const struct boot *b)
{
	uint64_t asked = b->params.nr_cpus, most = b->kernel->nr_cpus;

	return (size_t)(asked ? min_u64(asked, most) : most);
}
