/* SPDX-License-Identifier: GPL-2.0-only */
#include "start/results.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/questions.h"
#include "util/size.h"

void start_result(const struct boot *b, char *out, size_t len)
{
	const struct machine *m = b->machine;

	if (m->firmware == FIRMWARE_TREE)
		snprintf(out, len, "%zu CPU%s, %zu memory node%s in the %s",
			 m->nr_cpus, m->nr_cpus == 1 ? "" : "s",
			 m->fdt.nr_memory, m->fdt.nr_memory == 1 ? "" : "s",
			 m->source == SOURCE_DTB ? "tree" : "log");
	else
		snprintf(out, len,
			 "%zu CPU%s, %zu entries in the firmware's map",
			 m->nr_cpus, m->nr_cpus == 1 ? "" : "s",
			 m->pc.e820.firmware.nr);
}

void setup_arch_result(const struct boot *b, char *out, size_t len)
{
	char ram[32], res[32];

	snprintf(out, len, "%s of memory, %s reserved, %zu node%s",
		 format_size(b->memblock.memory.total_size, ram, sizeof(ram)),
		 format_size(reserved_bytes(b), res, sizeof(res)), b->nr_nodes,
		 b->nr_nodes == 1 ? "" : "s");
}

void percpu_result(const struct boot *b, char *out, size_t len)
{
	snprintf(out, len, "%u unit%s of %" PRIu64 " KiB, %zu group%s",
		 b->percpu.nr_units, b->percpu.nr_units == 1 ? "" : "s",
		 b->percpu.unit_size >> 10, b->percpu.nr_groups,
		 b->percpu.nr_groups == 1 ? "" : "s");
}

void zonelists_result(const struct boot *b, char *out, size_t len)
{
	size_t zones;

	free(populated_zones(b, &zones));
	snprintf(out, len,
		 "%zu zone%s with memory, %" PRIu64
		 " pages, mobility grouping %s",
		 zones, zones == 1 ? "" : "s", b->nr_all_pages,
		 b->page_group_by_mobility_disabled ? "off" : "on");
}

void hash_result(const struct boot *b, char *out, size_t len)
{
	uint64_t bytes = 0;
	char size[32];

	for (size_t i = 0; i < b->nr_hash_tables; i++)
		bytes += b->hash_tables[i].bytes;
	if (b->nr_hash_tables)
		snprintf(out, len, "%zu hash tables, %s", b->nr_hash_tables,
			 format_size(bytes, size, sizeof(size)));
	else
		snprintf(out, len, "hash tables come later (hashdist)");
}

void mem_init_result(const struct boot *b, char *out, size_t len)
{
	char size[32];

	size_t n = (size_t)snprintf(out, len,
				    "%" PRIu64 " pages given away (%s)",
				    b->totals.totalram_pages,
				    pages_text(b, b->totals.totalram_pages,
					       size, sizeof(size)));

	if (b->totals.totalhigh_pages && n < len)
		snprintf(out + n, len - n, ", %s of them high memory",
			 pages_text(b, b->totals.totalhigh_pages, size,
				    sizeof(size)));
}

void slab_result(const struct boot *b, char *out, size_t len)
{
	uint32_t least = UINT32_MAX, most = 0;

	for (size_t i = 0; i < b->nr_slab_caches; i++) {
		if (b->slab_caches[i].object_size < least)
			least = b->slab_caches[i].object_size;
		if (b->slab_caches[i].object_size > most)
			most = b->slab_caches[i].object_size;
	}
	if (b->nr_slab_caches)
		snprintf(out, len, "%zu caches, for objects of %u to %u bytes",
			 b->nr_slab_caches, least, most);
}

void pageset_result(const struct boot *b, char *out, size_t len)
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
	if (z && kernel_has_hot_cold_pages(b->kernel))
		snprintf(out, len,
			 "zone %s: up to %" PRIu64 " hot and %" PRIu64
			 " cold pages",
			 zone_kind_name(z->kind), z->pageset.hot.high,
			 z->pageset.cold.high);
	else if (z && kernel_has_pageset_limits(b->kernel))
		snprintf(out, len,
			 "zone %s: lists of up to %" PRIu64 " to %" PRIu64
			 " pages, refilled by %" PRIu64,
			 zone_kind_name(z->kind), z->pageset.high_min,
			 z->pageset.high_max, z->pageset.batch);
	else if (z)
		snprintf(out, len,
			 "zone %s: lists of up to %" PRIu64
			 " pages, refilled by %" PRIu64,
			 zone_kind_name(z->kind), z->pageset.high,
			 z->pageset.batch);
}

void late_result(const struct boot *b, char *out, size_t len)
{
	uint64_t managed = 0;
	char size[32];

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++)
			managed += b->nodes[n]->zones[i].managed_pages;
	}
	snprintf(out, len, "%zu CPU%s up, %s managed", b->nr_online_cpus,
		 b->nr_online_cpus == 1 ? "" : "s",
		 pages_text(b, managed, size, sizeof(size)));
}

void wmark_result(const struct boot *b, char *out, size_t len)
{
	snprintf(out, len,
		 "min_free_kbytes %" PRIu64 ", %" PRIu64 " pages kept back",
		 b->totals.min_free_kbytes, b->totals.totalreserve_pages);
}
