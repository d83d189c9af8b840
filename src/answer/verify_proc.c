/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/verify.h"
#include "arch/arch.h"
#include "input/proc.h"
#include "mm/page_alloc/wmark.h"
#include "model/members.h"
#include "util/alloc.h"
#include "util/sort.h"

/* /proc/zoneinfo, /proc/buddyinfo, /proc/iomem and debugfs/memblock. */

struct place {
	char text[80];
};

static struct place zone_place(int nid, const char *zone, const char *what)
{
	struct place p;

	snprintf(p.text, sizeof(p.text), "node %d %s %s", nid, zone, what);
	return p;
}

/*
 * What is freed of the image and the initrd since, adjust_managed_page_count()
 * may add to it at once: then it is held against managed as it is by now.
 */
static uint64_t protection_now(const struct boot *b, const struct zone *z,
			       const struct proc_zones *all, size_t zone)
{
	const struct node *n = b->nodes[z->nid];
	uint64_t above = 0;

	if (b->kernel->rules.lowmem_reserve != LOWMEM_RESERVE_FOLLOWS_MANAGED)
		return z->lowmem_reserve[zone];
	for (size_t i = z->index + 1; i <= zone && i < n->nr_zones; i++) {
		const struct proc_zone *r =
			proc_zone_find(all, z->nid,
				       zone_kind_name(n->zones[i].kind));

		if (!r || !r->has[ZONE_MANAGED])
			return z->lowmem_reserve[zone];
		above += r->v[ZONE_MANAGED];
	}
	return zone > z->index ? lowmem_reserve_of(b, z, above) : 0;
}

static void compare_protection(struct comparison *c, const struct boot *b,
			       const struct zone *z,
			       const struct proc_zone *real,
			       const struct proc_zones *all)
{
	for (size_t i = 0; i < real->nr_protection; i++) {
		struct place p = zone_place(z->nid, real->name, "protection");

		compare_number(c, p.text, protection_now(b, z, all, i),
			       real->protection[i]);
	}
}

/* Of what the running kernel does not go on changing. */
static void compare_field(struct comparison *c, const struct boot *b,
			  const struct zone *z, const struct proc_zone *real,
			  enum zone_field f)
{
	const char *name = zone_field_name(f);
	const struct member *m = member_of_proc(&zone_members, name);
	uint64_t v;

	/* 2.6 shows no managed pages: then a field is just not there. */
	if (!real->has[f] || !m || m->moves || !member_exists(m, b))
		return;
	v = member_number(m, b, z);
	if (f == ZONE_PRESENT) /* it shows a count below 0 as a large one */
		v -= z->present_below;
	compare_number(c, zone_place(z->nid, real->name, name).text, v,
		       real->v[f]);
}

static void compare_zone(struct comparison *c, const struct boot *b,
			 const struct zone *z, const struct proc_zone *real,
			 const struct proc_zones *all)
{
	for (enum zone_field f = 0; f < NR_ZONE_FIELDS; f++)
		compare_field(c, b, z, real, f);
	compare_protection(c, b, z, real, all);
}

typedef void zone_fn(struct comparison *c, const struct boot *b,
		     const struct zone *z, const struct proc_zone *real,
		     const struct proc_zones *all);

static void for_each_zone(struct comparison *c, const struct boot *b,
			  const struct proc_zones *real, zone_fn *fn)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			const struct zone *z = &b->nodes[n]->zones[i];
			const char *name = zone_kind_name(z->kind);
			const struct proc_zone *r =
				proc_zone_find(real, z->nid, name);

			if (r)
				fn(c, b, z, r, real);
			else if (zone_populated(z))
				compare_differ(c,
					       zone_place(z->nid, name, "").text,
					       "populated", NULL);
		}
	}
}

/* Zones that have pages and that the prediction has not, or not at all. */
static void unexpected_zones(struct comparison *c, const struct boot *b,
			     const struct proc_zones *real)
{
	for (size_t i = 0; i < real->n; i++) {
		const struct proc_zone *r = &real->v[i];
		bool found = false;

		for (unsigned z = 0;
		     (size_t)r->nid < b->nr_nodes && b->nodes[r->nid] &&
		     z < b->nodes[r->nid]->nr_zones;
		     z++)
			found |= !strcmp(r->name,
					 zone_kind_name(b->nodes[r->nid]
								->zones[z]
								.kind));
		if (!found)
			compare_differ(c, zone_place(r->nid, r->name, "").text,
				       NULL, "there");
	}
}

/*
 * managed grows after the boot phases by what is freed of the image and the
 * initrd; the log says how much that is.
 */
static void compare_managed(struct comparison *c, const struct boot *b,
			    const struct proc_zones *real,
			    const struct evidence *e)
{
	unsigned shift = b->kernel->page_shift - 10;
	uint64_t predicted = 0, have = 0, kib;

	for (size_t i = 0; i < real->n; i++) {
		if (!real->v[i].has[ZONE_MANAGED])
			return;
		have += real->v[i].v[ZONE_MANAGED];
	}
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++)
			predicted += b->nodes[n]->zones[i].managed_pages;
	}
	if (!log_freed_late(e, &kib)) {
		compare_not(c, 1,
			    "managed: %" PRIu64 " predicted, %" PRIu64
			    " real; what was freed since only a --log tells",
			    predicted, have);
		return;
	}
	compare_number(c, "all zones managed (and freed since, by the log)",
		       predicted + (kib >> shift), have);
}

int verify_zoneinfo(struct comparison *c, const struct boot *b,
		    const struct evidence *e, struct error *err)
{
	struct proc_zones real;
	int ret = proc_read_zoneinfo(&real, e->zoneinfo.data, e->zoneinfo.name,
				     err);

	if (!ret) {
		for_each_zone(c, b, &real, compare_zone);
		unexpected_zones(c, b, &real);
		compare_managed(c, b, &real, e);
		compare_not(
			c, real.n,
			"pages free: the running system has taken some since");
	}
	proc_zones_release(&real);
	return ret;
}

static uint64_t free_pages(const struct proc_zone *z)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < z->nr_orders && i < MAX_NR_ORDERS; i++)
		pages += z->nr_free[i] << i;
	return pages;
}

/* Which zones have pages, how many orders, and no more free than there are. */
static void compare_blocks(struct comparison *c, const struct boot *b,
			   const struct zone *z, const struct proc_zone *real,
			   const struct proc_zones *all)
{
	struct place p = zone_place(z->nid, real->name, "populated");

	(void)all;
	(void)b;
	compare_number(c, p.text, zone_populated(z), 1);
	if (free_pages(real) > z->present_pages)
		compare_number(c,
			       zone_place(z->nid, real->name,
					  "free pages, at most")
				       .text,
			       z->present_pages, free_pages(real));
	else
		compare_equal(c);
}

int verify_buddyinfo(struct comparison *c, const struct boot *b,
		     const struct evidence *e, struct error *err)
{
	struct proc_zones real;
	int ret = proc_read_buddyinfo(&real, e->buddyinfo.data,
				      e->buddyinfo.name, err);

	if (!ret) {
		for_each_zone(c, b, &real, compare_blocks);
		unexpected_zones(c, b, &real);
		compare_number(c, "orders", b->kernel->nr_orders,
			       real.v[0].nr_orders);
		compare_not(
			c, real.n * real.v[0].nr_orders,
			"free blocks of each order: the running system has taken and split some since");
	}
	proc_zones_release(&real);
	return ret;
}

struct ranges {
	struct range *v;
	size_t n, cap;
};

static void add_range(struct ranges *r, uint64_t base, uint64_t size)
{
	array_reserve(r->v, r->cap, r->n + 1);
	r->v[r->n++] = (struct range){ base, size };
}

static char *range_text(const struct range *r)
{
	return xasprintf("[%#" PRIx64 "-%#" PRIx64 "]", r->base,
			 r->base + r->size - 1);
}

static void one_sided(struct comparison *c, const char *place,
		      const struct range *r, bool predicted)
{
	char *text = range_text(r);

	compare_differ(c, place, predicted ? text : NULL,
		       predicted ? NULL : text);
	free(text);
}

/* Two sorted lists; what begins at the same place is a pair. */
static void compare_ranges(struct comparison *c, const char *place,
			   const struct ranges *predicted,
			   const struct ranges *real)
{
	size_t i = 0, j = 0;

	while (i < predicted->n || j < real->n) {
		const struct range *p = i < predicted->n ? &predicted->v[i] :
							   NULL;
		const struct range *r = j < real->n ? &real->v[j] : NULL;
		char *a, *z;

		if (!r || (p && p->base < r->base)) {
			one_sided(c, place, p, true);
			i++;
			continue;
		}
		if (!p || r->base < p->base) {
			one_sided(c, place, r, false);
			j++;
			continue;
		}
		a = range_text(p);
		z = range_text(r);
		if (p->size == r->size)
			compare_equal(c);
		else
			compare_differ(c, place, a, z);
		free(a);
		free(z);
		i++;
		j++;
	}
}

static int compare_range(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->base < y->base ? -1 : x->base > y->base;
}

/*
 * e820__reserve_resources(): an entry whose last byte is no address of this
 * build gets no resource.
 */
static void add_map(const struct boot *b, struct ranges *out)
{
	uint64_t last = b->kernel->phys_addr_size == 4 ? UINT32_MAX :
							 UINT64_MAX;

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];

		if (e->type == E820_RAM && e->base + e->size - 1 <= last)
			add_range(out, e->base, e->size);
	}
}

/* request_standard_resources(): a bank without a whole page may get none. */
static void add_banks(const struct boot *b, struct ranges *out)
{
	const struct memblock_type *t = &b->memblock.memory;
	bool to_the_byte = b->arch->ram_resources_to_the_byte &&
			   !kernel_resources_are_pages(b->kernel);
	uint64_t unit = to_the_byte ? 1 : kernel_page_size(b->kernel);

	for (size_t i = 0; i < t->cnt; i++) {
		const struct memblock_region *r = &t->regions[i];
		uint64_t start = align_up(r->base, unit);
		uint64_t end = align_down(r->base + r->size, unit);

		if (!(r->flags & MEMBLOCK_NOMAP) && start < end)
			add_range(out, start, end - start);
	}
}

/* "System RAM" at the margin: the banks, or the usable entries of the map. */
static void predicted_ram(const struct boot *b, struct ranges *out)
{
	if (b->e820.nr)
		add_map(b, out);
	else
		add_banks(b, out);
	if (out->n)
		sort_stable(out->v, out->n, sizeof(*out->v), compare_range);
}

static void real_ram(const struct proc_resources *r, struct ranges *out)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!r->v[i].depth && !strcmp(r->v[i].name, "System RAM"))
			add_range(out, r->v[i].range.base, r->v[i].range.size);
	}
	if (out->n)
		sort_stable(out->v, out->n, sizeof(*out->v), compare_range);
}

/* "Kernel code" and its like, as the architecture registers them. */
static void compare_image(struct comparison *c, const struct boot *b,
			  const struct proc_resources *real)
{
	const struct arch_image_resource *a = NULL;

	while ((a = arch_next_image_resource(b->arch, b->kernel, a))) {
		const char *sym = (const char *)&b->kernel->sym;
		struct ranges predicted = { 0 }, have = { 0 };
		uint64_t start = *(const uint64_t *)(sym + a->start);
		uint64_t end = *(const uint64_t *)(sym + a->end);

		add_range(&predicted, boot_image_pa(b, start), end - start);
		for (size_t j = 0; j < real->n; j++) {
			if (!strcmp(real->v[j].name, a->name))
				add_range(&have, real->v[j].range.base,
					  real->v[j].range.size);
		}
		compare_ranges(c, a->name, &predicted, &have);
		free(predicted.v);
		free(have.v);
	}
}

int verify_iomem(struct comparison *c, const struct boot *b,
		 const struct evidence *e, struct error *err)
{
	struct ranges predicted = { 0 }, have = { 0 };
	struct proc_resources real;
	int ret = proc_read_iomem(&real, e->iomem.data, e->iomem.name, err);

	if (!ret && real.hidden) {
		compare_not(c, real.n, "all addresses are 0: read it as root");
	} else if (!ret) {
		predicted_ram(b, &predicted);
		real_ram(&real, &have);
		compare_ranges(c, "System RAM", &predicted, &have);
		compare_image(c, b, &real);
		compare_not(
			c, real.n - have.n,
			"devices, and what lies inside of System RAM besides the kernel image");
	}
	free(predicted.v);
	free(have.v);
	proc_resources_release(&real);
	return ret;
}

static int compare_type(struct comparison *c, const struct memblock_type *t,
			const struct evidence_file *f, struct error *err)
{
	struct ranges predicted = { 0 }, have = { 0 };
	struct proc_resources real;
	char place[32];
	int ret;

	if (!f->data)
		return 0;
	ret = proc_read_memblock(&real, f->data, f->name, err);
	for (size_t i = 0; i < t->cnt; i++) {
		const struct memblock_region *r = &t->regions[i];

		add_range(&predicted, r->base, r->size);
	}
	for (size_t i = 0; !ret && i < real.n; i++)
		add_range(&have, real.v[i].range.base, real.v[i].range.size);
	snprintf(place, sizeof(place), "memblock.%s", t->name);
	if (!ret)
		compare_ranges(c, place, &predicted, &have);
	free(predicted.v);
	free(have.v);
	proc_resources_release(&real);
	return ret;
}

int verify_memblock(struct comparison *c, const struct boot *b,
		    const struct evidence *e, struct error *err)
{
	if (!b->kernel->arch_keep_memblock) {
		compare_not(
			c, 2,
			"this kernel build does not keep memblock after the boot");
		return 0;
	}
	if (compare_type(c, &b->memblock.memory, &e->memory, err))
		return -1;
	return compare_type(c, &b->memblock.reserved, &e->reserved, err);
}
