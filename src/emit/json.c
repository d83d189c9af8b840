/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/json.h"

#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/x86/e820.h"
#include "emit/json_writer.h"
#include "emit/views.h"
#include "journal/account.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/bootmem.h"
#include "model/archs.h"
#include "model/members.h"
#include "model/questions.h"
#include "util/alloc.h"
#include "util/sort.h"

/* One function for each member of the record; see record.schema.json. */

typedef struct json_writer writer;

static void put_nid(writer *w, const char *key, int nid)
{
	json_key(w, key);
	if (nid < 0)
		json_null(w);
	else
		json_int(w, nid);
}

/* Left open: its caller may have more to say of it. */
static void open_range(writer *w, uint64_t base, uint64_t size)
{
	json_open(w, '{');
	json_put_num(w, "base", base);
	json_put_num(w, "size", size);
}

static void put_range(writer *w, const char *key, uint64_t base, uint64_t size)
{
	json_key(w, key);
	open_range(w, base, size);
	json_close(w, '}');
}

static void put_flags(writer *w, uint32_t flags)
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
		{ MEMBLOCK_RSRV_KERN, "rsrv_kern" },
		{ MEMBLOCK_KHO_SCRATCH, "kho_scratch" },
	};

	json_put_open(w, "flags", '[');
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (flags & names[i].flag)
			json_text(w, names[i].name);
	}
	json_close(w, ']');
}

/* Without NUMA there is one node, and all memory is on it. */
static void put_regions(writer *w, const char *key,
			const struct memblock_type *t, int no_node)
{
	json_put_open(w, key, '[');
	for (size_t i = 0; i < t->cnt; i++) {
		const struct memblock_region *r = &t->regions[i];

		open_range(w, r->base, r->size);
		put_nid(w, "nid", numa_valid_node(r->nid) ? r->nid : no_node);
		put_flags(w, r->flags);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void write_memblock(writer *w, const struct boot *b)
{
	const struct memblock *mb = &b->memblock;

	if (!b->memblock_alive) {
		json_null(w);
		return;
	}
	json_open(w, '{');
	put_regions(w, "memory", &mb->memory, b->kernel->numa ? NO_NODE : 0);
	put_regions(w, "reserved", &mb->reserved, NO_NODE);
	json_key(w, "current_limit");
	if (mb->current_limit == MEMBLOCK_ALLOC_ANYWHERE)
		json_null(w);
	else
		json_num(w, mb->current_limit);
	json_put_bool(w, "bottom_up", mb->bottom_up);
	json_close(w, '}');
}

static void write_bootmem(writer *w, const struct boot *b)
{
	const struct bootmem *bm = &b->bootmem;

	json_open(w, '{');
	json_put_num(w, "node_boot_start", bm->node_boot_start);
	json_put_num(w, "node_low_pfn", bm->node_low_pfn);
	json_put_open(w, "reserved", '[');
	for (size_t i = 0; i < bm->reserved.n; i++) {
		const struct rangemap_extent *e = &bm->reserved.v[i];

		json_open(w, '[');
		json_num(w, e->start);
		json_num(w, e->end - e->start);
		json_close(w, ']');
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void write_list(writer *w, const struct free_list *l, unsigned order)
{
	struct free_run *runs;
	size_t n = free_list_fold(l, order, &runs);

	json_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(w, '[');
		json_num(w, runs[i].pfn);
		json_num(w, runs[i].count);
		json_int(w, runs[i].stride);
		json_close(w, ']');
	}
	json_close(w, ']');
	free(runs);
}

static void write_area(writer *w, const struct free_area *area, unsigned order)
{
	json_open(w, '{');
	json_put_num(w, "order", order);
	json_put_num(w, "nr_free", area->nr_free);
	json_put_open(w, "lists", '{');
	for (int mt = 0; mt < NR_MIGRATETYPE_KINDS; mt++) {
		const struct free_list *l = &area->lists[mt];

		if (free_list_empty(l))
			continue;
		json_key(w, migratetype_name((enum migratetype)mt));
		write_list(w, l, order);
	}
	json_close(w, '}');
	json_close(w, '}');
}

static void put_free_area(writer *w, const struct boot *b, const struct zone *z)
{
	bool known = z->initialized && b->totals.totalram_pages;

	json_put_open(w, "free_area", '[');
	for (unsigned o = 0; known && o < b->kernel->nr_orders; o++)
		write_area(w, &z->free_area[o], o);
	json_close(w, ']');
}

/* --- what stands in model/members.c ---------------------------------------- */

static void write_numbers(writer *w, const uint64_t *v, size_t n)
{
	json_open(w, '[');
	for (size_t i = 0; i < n; i++)
		json_num(w, v[i]);
	json_close(w, ']');
}

static void write_number(writer *w, const struct member *m,
			 const struct boot *b, const void *of)
{
	uint64_t v = member_number(m, b, of);

	if (m->has_none && v == UINT64_MAX)
		json_null(w);
	else
		json_num(w, v);
}

static void write_member(writer *w, const struct member *m,
			 const struct boot *b, const void *of)
{
	struct free_list l;
	const uint64_t *v;
	size_t n;

	switch (m->form) {
	case MEMBER_NUMBERS:
		v = m->numbers(b, of, &n);
		write_numbers(w, v, n);
		break;
	case MEMBER_FRAMES:
		l = member_frames(m, of);
		write_list(w, &l, 0);
		free_list_release(&l);
		break;
	case MEMBER_NUMBER:
		write_number(w, m, b, of);
		break;
	}
}

/* The object that a member is in: the first bytes of its key, with the dot. */
struct path {
	const char *key;
	size_t len;
};

/* Bytes of the object that both are in. */
static size_t same_path(const struct path *x, const struct path *y)
{
	size_t same = 0;

	for (size_t i = 0; i < x->len && i < y->len && x->key[i] == y->key[i];
	     i++) {
		if (x->key[i] == '.')
			same = i + 1;
	}
	return same;
}

/* From the object of the last member to that of this one. */
static void go_to(writer *w, struct path *at, struct path to)
{
	size_t same = same_path(at, &to);

	for (size_t i = same; i < at->len; i++) {
		if (at->key[i] == '.')
			json_close(w, '}');
	}
	for (size_t from = same, i = same; i < to.len; i++) {
		if (to.key[i] != '.')
			continue;
		json_key_of(w, to.key + from, i - from);
		json_open(w, '{');
		from = i + 1;
	}
	*at = to;
}

/*
 * "hot.high" is "high" in the object "hot", which goes on as long as the keys
 * that follow begin like this; members of one object stand together.
 */
static void put_members(writer *w, const struct members *t,
			const struct boot *b, const void *of)
{
	const struct path outside = { "", 0 };
	struct path at = outside;

	for (size_t i = 0; i < t->n; i++) {
		const struct member *m = &t->v[i];

		if (m->scope != MEMBER_RECORD || !member_exists(m, b))
			continue;
		if (at.len || m->object)
			go_to(w, &at, (struct path){ m->key, m->object });
		json_key(w, m->key + at.len);
		write_member(w, m, b, of);
	}
	go_to(w, &at, outside);
}

static void write_zone(writer *w, const struct boot *b, const struct zone *z)
{
	json_open(w, '{');
	json_put_text(w, "name", zone_kind_name(z->kind));
	put_members(w, &zone_members, b, z);
	put_free_area(w, b, z);
	json_close(w, '}');
}

static void put_zonerefs(writer *w, const char *key, const struct boot *b,
			 const struct zoneref_list *l)
{
	json_put_open(w, key, '[');
	for (size_t i = 0; i < l->n; i++) {
		enum zone_kind kind = b->kernel->zones[l->v[i].zone];

		json_open(w, '{');
		json_put_int(w, "node", l->v[i].nid);
		json_put_text(w, "zone", zone_kind_name(kind));
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* A list for each zone type: what is not above it, in the same order. */
static void put_by_zone(writer *w, const struct boot *b, const struct node *n)
{
	static const char *const names[NR_ZONE_KINDS] = {
		[ZONE_DMA] = "ZONE_DMA",
		[ZONE_DMA32] = "ZONE_DMA32",
		[ZONE_NORMAL] = "ZONE_NORMAL",
		[ZONE_HIGHMEM] = "ZONE_HIGHMEM",
		[ZONE_MOVABLE] = "ZONE_MOVABLE",
		[ZONE_DEVICE] = "ZONE_DEVICE",
	};

	json_put_open(w, "by_zone", '{');
	for (unsigned z = 0; z < b->kernel->nr_zones; z++) {
		struct zoneref_list l = zonelist_up_to(n, z);

		put_zonerefs(w, names[b->kernel->zones[z]], b, &l);
		free(l.v);
	}
	json_close(w, '}');
}

static void put_zonelists(writer *w, const struct boot *b, const struct node *n)
{
	json_put_open(w, "zonelists", '{');
	if (zonelists_known(b) && kernel_has_zonelist_per_zone(b->kernel)) {
		put_by_zone(w, b, n);
	} else if (zonelists_known(b)) {
		put_zonerefs(w, "fallback", b, &n->fallback);
		if (b->kernel->numa)
			put_zonerefs(w, "nofallback", b, &n->nofallback);
	}
	json_close(w, '}');
}

static void put_pgdat(writer *w, const struct boot *b, const struct node *n)
{
	json_key(w, "pgdat");
	if (!b->kernel->numa) {
		json_text(w, "contig_page_data");
		return;
	}
	open_range(w, n->pgdat_base, n->pgdat_size);
	json_put_int(w, "nid", n->pgdat_nid);
	json_close(w, '}');
}

static void write_node(writer *w, const struct boot *b, const struct node *n)
{
	json_open(w, '{');
	json_put_int(w, "nid", n->nid);
	put_members(w, &node_members, b, n);
	put_pgdat(w, b, n);
	json_put_open(w, "zones", '[');
	for (unsigned i = 0; i < n->nr_zones; i++)
		write_zone(w, b, &n->zones[i]);
	json_close(w, ']');
	put_zonelists(w, b, n);
	json_close(w, '}');
}

/* Not before it has a pg_data_t: a node that only CPUs are on gets one late. */
static bool node_is_there(const struct boot *b, const struct node *n)
{
	return n->pgdat_base || !b->kernel->numa;
}

static void write_nodes(writer *w, const struct boot *b)
{
	json_open(w, '[');
	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (b->nodes[n] && node_is_there(b, b->nodes[n]))
			write_node(w, b, b->nodes[n]);
	}
	json_close(w, ']');
}

static void write_group(writer *w, const struct percpu_group *g)
{
	json_open(w, '{');
	json_put_num(w, "base_offset", g->base_offset);
	json_put_open(w, "cpus", '[');
	for (uint32_t u = 0; u < g->nr_units; u++) {
		if (g->cpu_map[u] < 0)
			json_null(w);
		else
			json_int(w, g->cpu_map[u]);
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void write_percpu(writer *w, const struct boot *b)
{
	const struct percpu *p = &b->percpu;

	if (!p->ready) {
		json_null(w);
		return;
	}
	json_open(w, '{');
	put_members(w, &percpu_members, b, p);
	json_put_open(w, "groups", '[');
	for (size_t g = 0; g < p->nr_groups; g++)
		write_group(w, &p->groups[g]);
	json_close(w, ']');
	json_close(w, '}');
}

static void write_hash_tables(writer *w, const struct boot *b)
{
	json_open(w, '[');
	for (size_t i = 0; i < b->nr_hash_tables; i++) {
		const struct hash_table *h = &b->hash_tables[i];

		json_open(w, '{');
		json_put_text(w, "name", h->name);
		put_members(w, &hash_table_members, b, h);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void write_slab(writer *w, const struct boot *b)
{
	if (!b->nr_slab_caches) {
		json_null(w);
		return;
	}
	json_open(w, '{');
	json_put_open(w, "caches", '[');
	for (size_t i = 0; i < b->nr_slab_caches; i++) {
		const struct slab_cache *c = &b->slab_caches[i];

		json_open(w, '{');
		json_put_text(w, "name", c->name);
		put_members(w, &slab_cache_members, b, c);
		json_close(w, '}');
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void write_totals(writer *w, const struct boot *b)
{
	json_open(w, '{');
	put_members(w, &total_members, b, b);
	json_close(w, '}');
}

/* Extents with an owner each: the ledger, or for whom memory is withheld. */
static void write_owned(writer *w, const struct boot *b,
			const struct rangemap *m)
{
	json_open(w, '[');
	for (size_t i = 0; i < m->n; i++) {
		const struct rangemap_extent *e = &m->v[i];
		const struct owner *own = &b->journal->owners[e->tag];
		const struct memblock_region *r =
			memblock_search(&b->memblock.memory, e->start);

		open_range(w, e->start, e->end - e->start);
		put_nid(w, "nid", r ? r->nid : NO_NODE);
		json_put_text(w, "kind", own->kind);
		json_put_text(w, "what", own->what);
		json_put_text(w, "by", own->by);
		json_put_text(w, "since", own->since);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void write_ledger(writer *w, const struct boot *b)
{
	write_owned(w, b, &b->journal->ledger);
}

static void write_nomap(writer *w, const struct boot *b)
{
	write_owned(w, b, &b->journal->withheld);
}

static void write_cma_areas(writer *w, const struct boot *b)
{
	json_open(w, '[');
	for (size_t i = 0; i < b->nr_cma_areas; i++) {
		const struct cma_area *c = &b->cma_areas[i];
		struct range r = cma_area_range(b, c);

		open_range(w, r.base, r.size);
		json_put_text(w, "name", c->name);
		json_put_bool(w, "default", (int)i == b->default_cma);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void write_account(writer *w, const struct boot *b)
{
	const struct mem_account account = boot_account(b);

	json_open(w, '{');
	json_put_num(w, "memory", account.memory);
	for (size_t i = 0; i < NR_ACCOUNT_PARTS; i++)
		json_put_num(w, account_parts[i].key,
			     account_parts[i].bytes(&account));
	json_key(w, "memtotal_kib");
	if (boot_memtotal_kib(b))
		json_num(w, boot_memtotal_kib(b));
	else
		json_null(w);
	json_close(w, '}');
}

/* "a b c" as an array of words. */
static void write_words(writer *w, const char *words)
{
	json_open(w, '[');
	while (*words) {
		size_t len = (size_t)(strchrnul(words, ' ') - words);

		if (len)
			json_text_of(w, words, len);
		words += len + (words[len] == ' ');
	}
	json_close(w, ']');
}

static void write_event(writer *w, const struct event *e)
{
	json_open(w, '{');
	json_put_text(w, "op", event_op_name(e->op));
	json_put_num(w, "base", e->base);
	if (e->size == UINT64_MAX) { /* whatever there is */
		json_key(w, "size");
		json_null(w);
	} else {
		json_put_num(w, "size", e->size);
	}
	if (e->align)
		json_put_num(w, "align", e->align);
	put_nid(w, "nid", e->nid);
	if (e->count > 1) {
		json_put_num(w, "count", e->count);
		json_put_int(w, "stride", e->stride);
	}
	if (e->order >= 0)
		json_put_int(w, "order", e->order);
	if (e->what)
		json_put_text(w, "what", e->what);
	json_key(w, "by");
	write_words(w, e->by);
	json_close(w, '}');
}

static void write_events(writer *w, const struct event_list *l)
{
	json_open(w, '[');
	for (size_t i = 0; i < l->n; i++)
		write_event(w, &l->v[i]);
	json_close(w, ']');
}

static void write_log(writer *w, const struct journal_part *part)
{
	json_open(w, '[');
	for (size_t i = 0; i < part->nr_log; i++)
		json_text(w, part->log[i]);
	json_close(w, ']');
}

static void write_inexact(writer *w, const struct boot *b)
{
	json_open(w, '[');
	for (size_t i = 0; i < b->journal->nr_inexact; i++) {
		const struct inexact *x = &b->journal->inexact[i];
		char line[512];

		snprintf(line, sizeof(line), "%s: %s", x->member, x->reason);
		json_text(w, line);
	}
	json_close(w, ']');
}

/* The names on the way to step i, from the outermost. */
static void write_path_to(writer *w, const struct sequence *s, size_t i)
{
	if (i == NO_STEP) {
		json_text(w, "start_kernel");
		return;
	}
	write_path_to(w, s, s->steps[i].caller);
	if (*s->steps[i].call.name)
		json_text(w, s->steps[i].call.name);
}

/* The phase's path; a step's goes on with the functions entered since. */
static void write_path(writer *w, const struct boot *b, const struct step *p)
{
	const struct sequence *s = b->sequence;

	json_open(w, '[');
	if (!b->journal->step)
		write_path_to(w, s,
			      p == s->steps ? NO_STEP : (size_t)(p - s->steps));
	for (unsigned i = 0; b->journal->step && i < b->journal->depth; i++) {
		if (*b->journal->stack[i].function)
			json_text(w, b->journal->stack[i].function);
	}
	json_close(w, ']');
}

static void write_kernel(writer *w, const struct kernel *k)
{
	json_open(w, '{');
	json_put_text(w, "name", k->name);
	json_put_text(w, "release", k->release);
	json_put_text(w, "arch", k->arch);
	json_put_num(w, "page_size", kernel_page_size(k));
	json_put_bool(w, "numa", k->numa);
	json_put_bool(w, "sparsemem", k->sparsemem);
	json_put_num(w, "max_order", k->nr_orders);
	json_put_num(w, "pageblock_order", k->pageblock_order);
	json_close(w, '}');
}

static void write_fdt_memory(writer *w, const struct fdt_memory_node *n)
{
	for (size_t r = 0; r < n->nr_ranges; r++) {
		open_range(w, n->ranges[r].base, n->ranges[r].size);
		json_put_text(w, "node", n->path);
		put_nid(w, "nid", n->nid);
		json_put_bool(w, "hotpluggable", n->hotpluggable);
		json_close(w, '}');
	}
}

/* Each range of a memory node, or each entry of an e820 map. */
static void write_firmware_map(writer *w, const struct machine *m)
{
	const struct e820_map *map = &m->pc.e820.firmware;

	json_open(w, '[');
	for (size_t i = 0; i < m->fdt.nr_memory; i++)
		write_fdt_memory(w, &m->fdt.memory[i]);
	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];
		char buf[32];

		open_range(w, e->base, e->size);
		json_put_text(w, "type",
			      e820_type_name(e->type, buf, sizeof(buf)));
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void write_distance(writer *w, uint64_t from, uint64_t to,
			   uint64_t distance)
{
	json_open(w, '{');
	json_put_num(w, "from", from);
	json_put_num(w, "to", to);
	json_put_num(w, "distance", distance);
	json_close(w, '}');
}

/* Of the distance map, or of the SLIT: there between proximity domains. */
static void write_distances(writer *w, const struct machine *m)
{
	const struct machine_acpi *acpi = &m->pc.acpi;
	size_t n = acpi->slit_nodes;

	json_open(w, '[');
	for (size_t i = 0; i < m->fdt.nr_distances; i++) {
		const struct fdt_distance *d = &m->fdt.distances[i];

		write_distance(w, d->a, d->b, d->distance);
	}
	for (size_t i = 0; i < n * n; i++)
		write_distance(w, i / n, i % n, acpi->slit[i]);
	json_close(w, ']');
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* What CPUs or memory name: node ids, or proximity domains. Ascending. */
static void write_numa_nodes(writer *w, const struct machine *m)
{
	const struct machine_acpi *acpi = &m->pc.acpi;
	uint32_t *named = xcalloc(m->nr_cpus + m->fdt.nr_memory +
					  acpi->nr_cpus + acpi->nr_memory + 1,
				  sizeof(*named));
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
	sort_stable(named, n, sizeof(*named), by_number);
	json_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		if (!i || named[i] != named[i - 1])
			json_num(w, named[i]);
	}
	json_close(w, ']');
	free(named);
}

/* What a child of /reserved-memory asks for: a range, or a size. */
static void write_reserved_node(writer *w, const struct fdt_reserved_node *n,
				const struct range *r)
{
	json_open(w, '{');
	json_put_text(w, "node", n->name);
	if (r) {
		json_put_num(w, "base", r->base);
		json_put_num(w, "size", r->size);
	} else {
		json_put_text(w, "base", NULL);
		json_put_num(w, "size", n->size);
	}
	json_put_bool(w, "no_map", n->no_map);
	json_put_bool(w, "reusable", n->reusable);
	json_close(w, '}');
}

static void write_reserved_memory(writer *w, const struct machine_fdt *fdt)
{
	json_open(w, '[');
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		if (!n->available)
			continue;
		for (size_t r = 0; r < n->nr_reg; r++)
			write_reserved_node(w, n, &n->reg[r]);
		if (!n->has_reg && n->has_size)
			write_reserved_node(w, n, NULL);
	}
	json_close(w, ']');
}

static void write_memreserve(writer *w, const struct machine_fdt *fdt)
{
	json_open(w, '[');
	for (size_t i = 0; i < fdt->nr_memreserve; i++) {
		open_range(w, fdt->memreserve[i].base, fdt->memreserve[i].size);
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* The places that a default stands in for, by the member that has them. */
static void write_assumed(writer *w, const struct machine *m)
{
	json_open(w, '[');
	if (!m->has_image_base)
		json_text(w, "kernel_image");
	if (m->source == SOURCE_DTB && !m->fdt.has_base)
		json_text(w, "dtb");
	json_close(w, ']');
}

static void write_machine(writer *w, const struct boot *b)
{
	static const char *const sources[] = {
		[SOURCE_DTB] = "dtb",
		[SOURCE_E820] = "e820",
		[SOURCE_DMESG] = "dmesg",
		[SOURCE_MEMMAP] = "memmap",
	};
	const struct machine *m = b->machine;

	json_open(w, '{');
	json_put_text(w, "source", sources[m->source]);
	json_put_text(w, "model", m->model);
	json_put_text(w, "cmdline", m->cmdline);
	json_put_num(w, "cpus", m->nr_cpus);
	json_key(w, "numa_nodes");
	write_numa_nodes(w, m);
	json_key(w, "distances");
	write_distances(w, m);
	if (m->has_initrd)
		put_range(w, "initrd", m->initrd_start,
			  m->initrd_end - m->initrd_start);
	else
		json_put_text(w, "initrd", NULL);
	put_range(w, "kernel_image", m->image_base,
		  kernel_image_size(b->kernel));
	if (m->source == SOURCE_DTB)
		put_range(w, "dtb", m->fdt.base, m->fdt.totalsize);
	json_key(w, "firmware_map");
	write_firmware_map(w, m);
	json_key(w, "reserved_memory");
	write_reserved_memory(w, &m->fdt);
	json_key(w, "memreserve");
	write_memreserve(w, &m->fdt);
	json_key(w, "assumed");
	write_assumed(w, m);
	json_close(w, '}');
}

/* What only the first record says. */
static void put_input(writer *w, const struct boot *b)
{
	json_key(w, "kernel");
	write_kernel(w, b->kernel);
	json_key(w, "machine");
	write_machine(w, b);
}

static void put_state(writer *w, const struct boot *b)
{
	static const struct {
		const char *key;
		void (*write)(writer *w, const struct boot *b);
	} parts[] = {
		{ "memblock", write_memblock },
		{ "bootmem", write_bootmem },
		{ "nodes", write_nodes },
		{ "percpu", write_percpu },
		{ "hash_tables", write_hash_tables },
		{ "slab", write_slab },
		{ "totals", write_totals },
		{ "account", write_account },
		{ "cma_areas", write_cma_areas },
		{ "ledger", write_ledger },
		{ "nomap", write_nomap },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (parts[i].write == write_bootmem && !b->bootmem.alive)
			continue;
		json_key(w, parts[i].key);
		parts[i].write(w, b);
	}
}

/* `alone`: no record before it says what was put in. */
static int write_record(FILE *out, const struct boot *b, unsigned index,
			const struct journal_part *part, bool alone)
{
	const struct step *p = boot_phase(b);
	struct json_writer w;

	json_writer_init(&w, out);
	json_open(&w, '{');
	json_put_text(&w, "schema", "initmem-record-1");
	json_put_num(&w, "index", index);
	json_put_text(&w, "phase", b->journal->phase);
	json_put_text(&w, "step", b->journal->step);
	json_put_text(&w, "title", p->call.title);
	json_key(&w, "path");
	write_path(&w, b, p);
	if (alone || p == b->sequence->steps)
		put_input(&w, b);
	put_state(&w, b);
	json_key(&w, "events");
	write_events(&w, part->events);
	json_key(&w, "log");
	write_log(&w, part);
	if (b->journal->panic)
		json_put_text(&w, "panic", b->journal->panic);
	if (b->journal->dies_in)
		json_put_text(&w, "dies_in", b->journal->dies_in);
	json_key(&w, "inexact");
	write_inexact(&w, b);
	json_close(&w, '}');
	return json_writer_finish(&w);
}

int json_write_record(FILE *out, const struct boot *b, unsigned index)
{
	struct journal_part part = journal_since_note(b->journal);

	return write_record(out, b, index, &part, false);
}

int json_write_record_alone(FILE *out, const struct boot *b, unsigned index)
{
	struct journal_part part = journal_since_note(b->journal);

	return write_record(out, b, index, &part, true);
}

int json_write_record_of_steps(FILE *out, const struct boot *b, unsigned index)
{
	struct journal_part part = journal_since_told(b->journal);

	return write_record(out, b, index, &part, false);
}

static void write_step(writer *w, const struct sequence *s,
		       const struct step *step)
{
	const struct step *within = step_within(s, step);

	json_open(w, '{');
	json_put_text(w, "name", step->call.name);
	json_put_bool(w, "generic", !step->call.arch);
	json_put_text(w, "summary", step->call.title);
	json_put_text(w, "within", within ? within->call.name : NULL);
	json_close(w, '}');
}

/* Steps from..end as they end: behind those that they call. */
static void write_steps(writer *w, const struct sequence *s, size_t from,
			size_t end)
{
	for (size_t i = from; i < end; i = s->steps[i].end) {
		write_steps(w, s, i + 1, s->steps[i].end);
		if (step_is_shown(s, i))
			write_step(w, s, &s->steps[i]);
	}
}

static void write_description(writer *w, const struct member *m)
{
	static const char *const forms[] = {
		[MEMBER_NUMBER] = "number",
		[MEMBER_NUMBERS] = "numbers",
		[MEMBER_FRAMES] = "frames",
	};

	json_open(w, '{');
	json_put_text(w, "key", m->key);
	json_put_text(w, "title", m->title ? m->title : m->key);
	json_put_text(w, "words", m->words);
	json_put_text(w, "help", m->help);
	json_put_text(w, "unit", member_unit_name(m->unit));
	json_put_text(w, "form", forms[m->form]);
	json_put_bool(w, "null", m->has_none);
	json_close(w, '}');
}

int json_write_views(FILE *out)
{
	struct json_writer w;

	json_writer_init(&w, out);
	json_open(&w, '[');
	for (size_t i = 0; i < nr_views; i++) {
		if (!views[i].of_boot)
			json_text(&w, views[i].name);
	}
	json_close(&w, ']');
	return json_writer_finish(&w);
}

int json_write_members(FILE *out)
{
	struct json_writer w;

	json_writer_init(&w, out);
	json_open(&w, '{');
	for (size_t t = 0; t < nr_all_members; t++) {
		const struct members *members = all_members[t].members;

		json_put_open(&w, all_members[t].name, '[');
		for (size_t i = 0; i < members->n; i++) {
			if (members->v[i].scope == MEMBER_RECORD)
				write_description(&w, &members->v[i]);
		}
		json_close(&w, ']');
	}
	json_close(&w, '}');
	return json_writer_finish(&w);
}

int json_write_phases(FILE *out, const struct boot *b)
{
	const char *family = arch_facts_find(b->arch->name)->family;
	const struct sequence *s = b->sequence;
	struct json_writer w;

	json_writer_init(&w, out);
	json_open(&w, '[');
	for (size_t i = 0; i < s->n; i++) {
		const struct step *p = &s->steps[i];

		if (p->call.kind != CALL_PHASE)
			continue;
		json_open(&w, '{');
		json_put_text(&w, "phase", p->model_name);
		json_put_text(&w, "function", p->call.name);
		json_put_text(&w, "arch", family);
		json_put_text(&w, "title", p->call.title);
		json_put_text(&w, "makes", call_makes_name(p->call.makes));
		json_put_text(&w, "result", p->result);
		json_put_open(&w, "steps", '[');
		write_steps(&w, s, i + 1, p->end);
		json_close(&w, ']');
		json_close(&w, '}');
	}
	json_close(&w, ']');
	return json_writer_finish(&w);
}
