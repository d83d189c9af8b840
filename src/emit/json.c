/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/json.h"

#include <json-c/json.h>
#include <json-c/printbuf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/x86/e820.h"
#include "journal/account.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/bootmem.h"
#include "model/members.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/utf8.h"

/* One function for each member of the record; see record.schema.json. */

typedef struct json_object json;

/* A record is mostly numbers; json-c itself would snprintf() each of them. */
static int print_num(json *o, struct printbuf *out, int level, int flags)
{
	char digits[20]; /* of UINT64_MAX */
	char *end = digits + sizeof(digits), *at = end;
	uint64_t v = json_object_get_uint64(o);

	(void)level;
	(void)flags;
	do {
		*--at = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	return printbuf_memappend(out, at, (int)(end - at));
}

static json *num(uint64_t v)
{
	json *o = json_object_new_uint64(v);

	json_object_set_serializer(o, print_num, NULL, NULL);
	return o;
}

/* JSON is UTF-8; what an input has in another encoding becomes '?'. */
static json *text(const char *s)
{
	char *clean;
	json *o;

	if (!s || utf8_valid(s))
		return s ? json_object_new_string(s) : NULL;
	clean = utf8_clean(s);
	o = json_object_new_string(clean);
	free(clean);
	return o;
}

static void put(json *o, const char *key, json *value)
{
	json_object_object_add_ex(o, key, value,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW |
					  JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static json *nid_or_null(int nid)
{
	return nid < 0 ? NULL : json_object_new_int(nid);
}

static json *range_json(uint64_t base, uint64_t size)
{
	json *o = json_object_new_object();

	put(o, "base", num(base));
	put(o, "size", num(size));
	return o;
}

static json *flags_json(uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ MEMBLOCK_HOTPLUG, "hotplug" },
		{ MEMBLOCK_MIRROR, "mirror" },
		{ MEMBLOCK_NOMAP, "nomap" },
		{ MEMBLOCK_DRIVER_MANAGED, "driver_managed" },
		{ MEMBLOCK_RSRV_NOINIT, "rsrv_noinit" },
	};
	json *a = json_object_new_array_ext(1);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (flags & names[i].flag)
			json_object_array_add(a, text(names[i].name));
	}
	return a;
}

/* Without NUMA there is one node, and all memory is on it. */
static json *regions_json(const struct memblock_type *t, int no_node)
{
	json *a = json_object_new_array_ext((int)t->cnt);

	for (size_t i = 0; i < t->cnt; i++) {
		json *o = range_json(t->regions[i].base, t->regions[i].size);

		put(o, "nid",
		    nid_or_null(numa_valid_node(t->regions[i].nid) ?
					t->regions[i].nid :
					no_node));
		put(o, "flags", flags_json(t->regions[i].flags));
		json_object_array_add(a, o);
	}
	return a;
}

static json *memblock_json(const struct boot *b)
{
	const struct memblock *mb = &b->memblock;
	json *o;

	if (!b->memblock_alive)
		return NULL;
	o = json_object_new_object();
	put(o, "memory",
	    regions_json(&mb->memory, b->kernel->numa ? NO_NODE : 0));
	put(o, "reserved", regions_json(&mb->reserved, NO_NODE));
	put(o, "current_limit",
	    mb->current_limit == MEMBLOCK_ALLOC_ANYWHERE ?
		    NULL :
		    num(mb->current_limit));
	put(o, "bottom_up", json_object_new_boolean(mb->bottom_up));
	return o;
}

static json *bootmem_json(const struct boot *b)
{
	const struct bootmem *bm = &b->bootmem;
	json *o = json_object_new_object();
	json *a = json_object_new_array_ext((int)bm->reserved.n);

	for (size_t i = 0; i < bm->reserved.n; i++) {
		const struct rangemap_extent *e = &bm->reserved.v[i];
		json *run = json_object_new_array_ext(2);

		json_object_array_add(run, num(e->start));
		json_object_array_add(run, num(e->end - e->start));
		json_object_array_add(a, run);
	}
	put(o, "node_boot_start", num(bm->node_boot_start));
	put(o, "node_low_pfn", num(bm->node_low_pfn));
	put(o, "reserved", a);
	return o;
}

static json *list_json(const struct free_list *l, unsigned order)
{
	struct free_run *runs;
	size_t n = free_list_fold(l, order, &runs);
	json *a = json_object_new_array_ext((int)n);

	for (size_t i = 0; i < n; i++) {
		json *run = json_object_new_array_ext(3);

		json_object_array_add(run, num(runs[i].pfn));
		json_object_array_add(run, num(runs[i].count));
		json_object_array_add(run,
				      json_object_new_int64(runs[i].stride));
		json_object_array_add(a, run);
	}
	free(runs);
	return a;
}

static json *free_area_json(const struct boot *b, const struct zone *z)
{
	json *a = json_object_new_array_ext(8);

	if (!z->initialized || !b->totals.totalram_pages)
		return a;
	for (unsigned o = 0; o < b->kernel->nr_orders; o++) {
		json *area = json_object_new_object();
		json *lists = json_object_new_object();

		for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
			const struct free_list *l = &z->free_area[o].lists[mt];

			if (!free_list_empty(l))
				put(lists,
				    migratetype_name((enum migratetype)mt),
				    list_json(l, o));
		}
		put(area, "order", json_object_new_int((int)o));
		put(area, "nr_free", num(z->free_area[o].nr_free));
		put(area, "lists", lists);
		json_object_array_add(a, area);
	}
	return a;
}

/* --- what stands in model/members.c ---------------------------------------- */

static json *member_json(const struct member *m, const struct boot *b,
			 const void *of)
{
	struct free_list l;
	const uint64_t *v;
	json *a;
	size_t n;

	switch (m->form) {
	case MEMBER_NUMBERS:
		v = m->numbers(b, of, &n);
		a = json_object_new_array_ext((int)n);
		for (size_t i = 0; i < n; i++)
			json_object_array_add(a, num(v[i]));
		return a;
	case MEMBER_FRAMES:
		l = member_frames(m, of);
		a = list_json(&l, 0);
		free_list_release(&l);
		return a;
	case MEMBER_NUMBER:
		break;
	}
	if (m->has_none && member_number(m, b, of) == UINT64_MAX)
		return NULL;
	return num(member_number(m, b, of));
}

/* The object that "hot.high" belongs to; *key goes on to its last part. */
static json *object_at(json *o, const char **key)
{
	const char *dot;

	while ((dot = strchr(*key, '.'))) {
		char *name = xstrndup(*key, (size_t)(dot - *key));
		json *part;

		if (!json_object_object_get_ex(o, name, &part)) {
			part = json_object_new_object();
			json_object_object_add(o, name, part);
		}
		free(name);
		o = part;
		*key = dot + 1;
	}
	return o;
}

static void put_members(json *o, const struct members *t, const struct boot *b,
			const void *of)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct member *m = &t->v[i];
		const char *key = m->key;
		json *part;

		if (m->scope != MEMBER_RECORD || !member_exists(m, b))
			continue;
		part = object_at(o, &key);
		put(part, key, member_json(m, b, of));
	}
}

static json *zone_json(const struct boot *b, const struct zone *z)
{
	json *o = json_object_new_object();

	put(o, "name", text(zone_kind_name(z->kind)));
	put_members(o, &zone_members, b, z);
	put(o, "free_area", free_area_json(b, z));
	return o;
}

static json *zonerefs_json(const struct boot *b, const struct zoneref_list *l)
{
	json *a = json_object_new_array_ext((int)l->n);

	for (size_t i = 0; i < l->n; i++) {
		json *o = json_object_new_object();
		enum zone_kind kind = b->kernel->zones[l->v[i].zone];

		put(o, "node", json_object_new_int(l->v[i].nid));
		put(o, "zone", text(zone_kind_name(kind)));
		json_object_array_add(a, o);
	}
	return a;
}

/* A list for each zone type: what is not above it, in the same order. */
static json *by_zone_json(const struct boot *b, const struct node *n)
{
	static const char *const names[NR_ZONE_KINDS] = {
		[ZONE_DMA] = "ZONE_DMA",
		[ZONE_DMA32] = "ZONE_DMA32",
		[ZONE_NORMAL] = "ZONE_NORMAL",
		[ZONE_HIGHMEM] = "ZONE_HIGHMEM",
		[ZONE_MOVABLE] = "ZONE_MOVABLE",
		[ZONE_DEVICE] = "ZONE_DEVICE",
	};
	json *o = json_object_new_object();

	for (unsigned z = 0; z < b->kernel->nr_zones; z++) {
		struct zoneref_list l = zonelist_up_to(n, z);

		put(o, names[b->kernel->zones[z]], zonerefs_json(b, &l));
		free(l.v);
	}
	return o;
}

static json *pgdat_json(const struct boot *b, const struct node *n)
{
	json *o;

	if (!b->kernel->numa)
		return text("contig_page_data");
	o = range_json(n->pgdat_base, n->pgdat_size);
	put(o, "nid", json_object_new_int(n->pgdat_nid));
	return o;
}

static json *node_json(const struct boot *b, const struct node *n)
{
	json *o = json_object_new_object(), *zones, *lists;

	put(o, "nid", json_object_new_int(n->nid));
	put_members(o, &node_members, b, n);
	put(o, "pgdat", pgdat_json(b, n));
	zones = json_object_new_array();
	for (unsigned i = 0; i < n->nr_zones; i++)
		json_object_array_add(zones, zone_json(b, &n->zones[i]));
	put(o, "zones", zones);
	lists = json_object_new_object();
	if (zonelists_known(b) && kernel_has_zonelist_per_zone(b->kernel)) {
		put(lists, "by_zone", by_zone_json(b, n));
	} else if (zonelists_known(b)) {
		put(lists, "fallback", zonerefs_json(b, &n->fallback));
		if (b->kernel->numa)
			put(lists, "nofallback",
			    zonerefs_json(b, &n->nofallback));
	}
	put(o, "zonelists", lists);
	return o;
}

static json *nodes_json(const struct boot *b)
{
	json *a = json_object_new_array_ext(8);

	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n])
			json_object_array_add(a, node_json(b, b->nodes[n]));
	}
	return a;
}

static json *group_json(const struct percpu_group *g)
{
	json *o = json_object_new_object(), *cpus = json_object_new_array();

	for (uint32_t u = 0; u < g->nr_units; u++)
		json_object_array_add(cpus, g->cpu_map[u] < 0 ?
						    NULL :
						    json_object_new_int(
							    g->cpu_map[u]));
	put(o, "base_offset", num(g->base_offset));
	put(o, "cpus", cpus);
	return o;
}

static json *percpu_json(const struct boot *b)
{
	const struct percpu *p = &b->percpu;
	json *o, *a;

	if (!p->ready)
		return NULL;
	o = json_object_new_object();
	put_members(o, &percpu_members, b, p);
	a = json_object_new_array();
	for (size_t g = 0; g < p->nr_groups; g++)
		json_object_array_add(a, group_json(&p->groups[g]));
	put(o, "groups", a);
	return o;
}

static json *hash_tables_json(const struct boot *b)
{
	json *a = json_object_new_array_ext(8);

	for (size_t i = 0; i < b->nr_hash_tables; i++) {
		const struct hash_table *h = &b->hash_tables[i];
		json *o = json_object_new_object();

		put(o, "name", text(h->name));
		put_members(o, &hash_table_members, b, h);
		json_object_array_add(a, o);
	}
	return a;
}

static json *slab_json(const struct boot *b)
{
	json *o, *a;

	if (!b->nr_slab_caches)
		return NULL;
	o = json_object_new_object();
	a = json_object_new_array();
	for (size_t i = 0; i < b->nr_slab_caches; i++) {
		const struct slab_cache *c = &b->slab_caches[i];
		json *e = json_object_new_object();

		put(e, "name", text(c->name));
		put_members(e, &slab_cache_members, b, c);
		json_object_array_add(a, e);
	}
	put(o, "caches", a);
	return o;
}

static json *totals_json(const struct boot *b)
{
	json *o = json_object_new_object();

	put_members(o, &total_members, b, b);
	return o;
}

/* Extents with an owner each: the ledger, or for whom memory is withheld. */
static json *owned_json(const struct boot *b, const struct rangemap *m)
{
	json *a = json_object_new_array_ext((int)m->n);

	for (size_t i = 0; i < m->n; i++) {
		const struct rangemap_extent *e = &m->v[i];
		const struct owner *own = &b->journal->owners[e->tag];
		const struct memblock_region *r =
			memblock_search(&b->memblock.memory, e->start);
		json *o = range_json(e->start, e->end - e->start);

		put(o, "nid", nid_or_null(r ? r->nid : NO_NODE));
		put(o, "kind", text(owner_kind(own->what)));
		put(o, "what", text(own->what));
		put(o, "by", text(own->by));
		put(o, "since", text(own->since));
		json_object_array_add(a, o);
	}
	return a;
}

static json *cma_areas_json(const struct boot *b)
{
	json *a = json_object_new_array_ext((int)b->nr_cma_areas);
	unsigned shift = b->kernel->page_shift;

	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *c = &b->cma_areas[i];
		json *o = range_json(c->base_pfn << shift, c->count << shift);

		put(o, "name", text(c->name));
		put(o, "default",
		    json_object_new_boolean((int)i == b->default_cma));
		json_object_array_add(a, o);
	}
	return a;
}

static json *account_json(const struct boot *b)
{
	const struct mem_account account = boot_account(b);
	json *o = json_object_new_object();

	put(o, "memory", num(account.memory));
	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++)
		put(o, account_parts[i].key,
		    num(account_parts[i].bytes(&account)));
	put(o, "memtotal_kib",
	    boot_memtotal_kib(b) ? num(boot_memtotal_kib(b)) : NULL);
	return o;
}

/* "a b c" as an array of words. */
static json *words_json(const char *words)
{
	json *a = json_object_new_array_ext(8);

	while (*words) {
		size_t len = strcspn(words, " ");

		if (len)
			json_object_array_add(
				a, json_object_new_string_len(words, (int)len));
		words += len + (words[len] == ' ');
	}
	return a;
}

static json *event_json(const struct event *e)
{
	json *o = json_object_new_object();

	put(o, "op", text(event_op_name(e->op)));
	put(o, "base", num(e->base));
	put(o, "size", num(e->size));
	if (e->align)
		put(o, "align", num(e->align));
	put(o, "nid", nid_or_null(e->nid));
	if (e->count > 1) {
		put(o, "count", num(e->count));
		put(o, "stride", json_object_new_int64(e->stride));
	}
	if (e->order >= 0)
		put(o, "order", json_object_new_int(e->order));
	if (e->what)
		put(o, "what", text(e->what));
	put(o, "by", words_json(e->by));
	return o;
}

static json *events_json(const struct boot *b)
{
	json *a = json_object_new_array_ext((int)b->journal->nr_events);

	for (size_t i = 0; i < b->journal->nr_events; i++)
		json_object_array_add(a, event_json(&b->journal->events[i]));
	return a;
}

static json *log_json(const struct boot *b)
{
	json *a = json_object_new_array_ext((int)b->journal->nr_log);

	for (size_t i = 0; i < b->journal->nr_log; i++)
		json_object_array_add(a, text(b->journal->log[i]));
	return a;
}

static json *inexact_json(const struct boot *b)
{
	json *a = json_object_new_array_ext(8);

	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		char line[512];

		snprintf(line, sizeof(line), "%s: %s",
			 b->journal->inexact[i].member,
			 b->journal->inexact[i].reason);
		json_object_array_add(a, text(line));
	}
	return a;
}

/* The names on the way to step i, from the outermost. */
static void add_path(json *a, const struct sequence *s, size_t i)
{
	if (i == NO_STEP) {
		json_object_array_add(a, text("start_kernel"));
		return;
	}
	add_path(a, s, s->steps[i].caller);
	if (*s->steps[i].call.name)
		json_object_array_add(a, text(s->steps[i].call.name));
}

/* The phase's path; a step's goes on with the functions entered since. */
static json *path_json(const struct boot *b, const struct step *p)
{
	json *a = json_object_new_array_ext(8);

	if (!b->journal->step) {
		add_path(a, b->sequence,
			 p == b->sequence->steps ?
				 NO_STEP :
				 (size_t)(p - b->sequence->steps));
		return a;
	}
	for (unsigned i = 0; i < b->journal->depth; i++) {
		if (*b->journal->stack[i].function)
			json_object_array_add(a, text(b->journal->stack[i]
							      .function));
	}
	return a;
}

static json *kernel_json(const struct kernel *k)
{
	json *o = json_object_new_object();

	put(o, "name", text(k->name));
	put(o, "release", text(k->release));
	put(o, "arch", text(k->arch));
	put(o, "page_size", num(kernel_page_size(k)));
	put(o, "numa", json_object_new_boolean(k->numa));
	put(o, "sparsemem", json_object_new_boolean(k->sparsemem));
	put(o, "max_order", num(k->nr_orders));
	put(o, "pageblock_order", num(k->pageblock_order));
	return o;
}

/* Each range of a memory node, or each entry of an e820 map. */
static json *firmware_map_json(const struct machine *m)
{
	const struct e820_map *map = &m->pc.e820.firmware;
	json *a = json_object_new_array_ext(8);

	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0; r < n->nr_ranges; r++) {
			json *o = range_json(n->ranges[r].base,
					     n->ranges[r].size);

			put(o, "node", text(n->path));
			put(o, "nid", nid_or_null(n->nid));
			put(o, "hotpluggable",
			    json_object_new_boolean(n->hotpluggable));
			json_object_array_add(a, o);
		}
	}
	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];
		json *o = range_json(e->base, e->size);
		char buf[32];

		put(o, "type", text(e820_type_name(e->type, buf, sizeof(buf))));
		json_object_array_add(a, o);
	}
	return a;
}

static void add_distance(json *a, uint64_t from, uint64_t to, uint64_t distance)
{
	json *o = json_object_new_object();

	put(o, "from", num(from));
	put(o, "to", num(to));
	put(o, "distance", num(distance));
	json_object_array_add(a, o);
}

/* Of the distance map, or of the SLIT: there between proximity domains. */
static json *distances_json(const struct machine *m)
{
	const struct machine_acpi *acpi = &m->pc.acpi;
	json *a = json_object_new_array_ext(8);

	for (size_t i = 0; i < m->fdt.nr_distances; i++) {
		const struct fdt_distance *d = &m->fdt.distances[i];

		add_distance(a, d->a, d->b, d->distance);
	}
	for (size_t i = 0; i < acpi->slit_nodes * acpi->slit_nodes; i++)
		add_distance(a, i / acpi->slit_nodes, i % acpi->slit_nodes,
			     acpi->slit[i]);
	return a;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* What CPUs or memory name: node ids, or proximity domains. Ascending. */
static json *numa_nodes_json(const struct machine *m)
{
	const struct machine_acpi *acpi = &m->pc.acpi;
	uint32_t *named = xcalloc(m->nr_cpus + m->fdt.nr_memory +
					  acpi->nr_cpus + acpi->nr_memory + 1,
				  sizeof(*named));
	json *a = json_object_new_array_ext(8);
	size_t n = 0;

	for (size_t i = 0; i < m->nr_cpus; i++) {
		if (m->cpus[i].nid >= 0)
			named[n++] = (uint32_t)m->cpus[i].nid;
	}
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		if (m->fdt.memory[i].nid >= 0)
			named[n++] = (uint32_t)m->fdt.memory[i].nid;
	}
	for (size_t i = 0; i < acpi->nr_cpus; i++) {
		if (acpi->cpus[i].enabled)
			named[n++] = acpi->cpus[i].pxm;
	}
	for (size_t i = 0; i < acpi->nr_memory; i++) {
		if (acpi->memory[i].enabled)
			named[n++] = acpi->memory[i].pxm;
	}
	qsort(named, n, sizeof(*named), by_number);
	for (size_t i = 0; i < n; i++) {
		if (!i || named[i] != named[i - 1])
			json_object_array_add(a, num(named[i]));
	}
	free(named);
	return a;
}

static json *machine_json(const struct boot *b)
{
	static const char *const sources[] = {
		[SOURCE_DTB] = "dtb",
		[SOURCE_E820] = "e820",
		[SOURCE_DMESG] = "dmesg",
		[SOURCE_MEMMAP] = "memmap",
	};
	const struct machine *m = b->machine;
	json *o = json_object_new_object();

	put(o, "source", text(sources[m->source]));
	put(o, "model", text(m->model));
	put(o, "cmdline", text(m->cmdline));
	put(o, "cpus", num(m->nr_cpus));
	put(o, "numa_nodes", numa_nodes_json(m));
	put(o, "distances", distances_json(m));
	put(o, "initrd",
	    m->has_initrd ? range_json(m->initrd_start,
				       m->initrd_end - m->initrd_start) :
			    NULL);
	put(o, "kernel_image",
	    range_json(m->image_base, kernel_image_size(b->kernel)));
	if (m->source == SOURCE_DTB)
		put(o, "dtb", range_json(m->fdt.base, m->fdt.totalsize));
	put(o, "firmware_map", firmware_map_json(m));
	return o;
}

static json *record_json(const struct boot *b, unsigned index)
{
	const struct step *p = boot_phase(b);
	json *o = json_object_new_object();

	put(o, "schema", text("initmem-record-1"));
	put(o, "index", json_object_new_int((int)index));
	put(o, "phase", text(b->journal->phase));
	put(o, "step", text(b->journal->step));
	put(o, "title", text(p->call.title));
	put(o, "path", path_json(b, p));
	if (p == b->sequence->steps) {
		put(o, "kernel", kernel_json(b->kernel));
		put(o, "machine", machine_json(b));
	}
	put(o, "memblock", memblock_json(b));
	if (b->bootmem.alive)
		put(o, "bootmem", bootmem_json(b));
	put(o, "nodes", nodes_json(b));
	put(o, "percpu", percpu_json(b));
	put(o, "hash_tables", hash_tables_json(b));
	put(o, "slab", slab_json(b));
	put(o, "totals", totals_json(b));
	put(o, "account", account_json(b));
	put(o, "cma_areas", cma_areas_json(b));
	put(o, "ledger", owned_json(b, &b->journal->ledger));
	put(o, "nomap", owned_json(b, &b->journal->withheld));
	put(o, "events", events_json(b));
	put(o, "log", log_json(b));
	if (b->journal->panic)
		put(o, "panic", text(b->journal->panic));
	if (b->journal->dies_in)
		put(o, "dies_in", text(b->journal->dies_in));
	put(o, "inexact", inexact_json(b));
	return o;
}

/* Writes o as one line and gives it back. 0, or -1 with errno. */
static int write_line(FILE *out, json *o)
{
	size_t len;
	const char *line = json_object_to_json_string_length(
		o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&len);

	bool failed;

	utf8_print_json(out, line, len);
	putc('\n', out);
	failed = fflush(out) || ferror(out);
	json_object_put(o);
	return failed ? -1 : 0;
}

int json_write_record(FILE *out, const struct boot *b, unsigned index)
{
	return write_line(out, record_json(b, index));
}

static json *step_json(const struct sequence *s, const struct step *step)
{
	const struct step *within = step_within(s, step);
	json *o = json_object_new_object();

	put(o, "name", text(step->call.name));
	put(o, "generic", json_object_new_boolean(!step->call.arch));
	put(o, "summary", text(step->call.title));
	put(o, "within", within ? text(within->call.name) : NULL);
	return o;
}

/* Steps from..end as they end: behind those that they call. */
static void add_steps(json *a, const struct sequence *s, size_t from,
		      size_t end)
{
	for (size_t i = from; i < end; i = s->steps[i].end) {
		add_steps(a, s, i + 1, s->steps[i].end);
		if (step_is_shown(s, i))
			json_object_array_add(a, step_json(s, &s->steps[i]));
	}
}

static json *description_json(const struct member *m)
{
	static const char *const forms[] = {
		[MEMBER_NUMBER] = "number",
		[MEMBER_NUMBERS] = "numbers",
		[MEMBER_FRAMES] = "frames",
	};
	json *o = json_object_new_object();

	put(o, "key", text(m->key));
	put(o, "title", text(m->title ? m->title : m->key));
	put(o, "words", text(m->words));
	put(o, "help", text(m->help));
	put(o, "unit", text(member_unit_name(m->unit)));
	put(o, "form", text(forms[m->form]));
	put(o, "null", json_object_new_boolean(m->has_none));
	return o;
}

int json_write_members(FILE *out)
{
	json *o = json_object_new_object();

	for (size_t t = 0; t < nr_all_members; t++) {
		const struct members *members = all_members[t].members;
		json *a = json_object_new_array_ext((int)members->n);

		for (size_t i = 0; i < members->n; i++) {
			if (members->v[i].scope == MEMBER_RECORD)
				json_object_array_add(a,
						      description_json(
							      &members->v[i]));
		}
		put(o, all_members[t].name, a);
	}
	return write_line(out, o);
}

int json_write_phases(FILE *out, const struct boot *b)
{
	const struct sequence *s = b->sequence;
	json *a = json_object_new_array_ext((int)s->n);

	for (size_t i = 0; i < s->n; i++) {
		const struct step *p = &s->steps[i];
		json *o, *steps;

		if (p->call.kind != CALL_PHASE)
			continue;
		o = json_object_new_object();
		put(o, "phase", text(p->model_name));
		put(o, "title", text(p->call.title));
		steps = json_object_new_array();
		add_steps(steps, s, i + 1, p->end);
		put(o, "steps", steps);
		json_object_array_add(a, o);
	}
	return write_line(out, a);
}
