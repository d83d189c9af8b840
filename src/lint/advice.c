/* SPDX-License-Identifier: GPL-2.0-only */
#include "lint/advice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"

#define SZ_1K UINT64_C(1024)
#define SZ_1M UINT64_C(0x100000)
#define SZ_128M UINT64_C(0x8000000)

char *advice_or(char *a, char *b)
{
	char *both;

	if (!a || !b)
		return a ? a : b;
	both = xasprintf("%s; or %s", a, b);
	free(a);
	free(b);
	return both;
}

static char *cells_text(uint64_t value, uint32_t cells)
{
	char *text = xstrdup("");

	for (uint32_t i = cells; i-- > 0;) {
		uint32_t cell = i > 1 ? 0 : (uint32_t)(value >> (32 * i));

		xappendf(&text, cell ? "%s0x%" PRIx32 : "%s%" PRIx32,
			 *text ? " " : "", cell);
	}
	return text;
}

char *advice_value_cells(uint64_t value, uint32_t nr_cells)
{
	char *cells = cells_text(value, nr_cells);
	char *text = xasprintf("<%s>", cells);

	free(cells);
	return text;
}

char *advice_size_cells(const struct lint *l, uint64_t value)
{
	return advice_value_cells(value, l->machine->fdt.size_cells);
}

char *advice_range_cells(const struct lint *l, const struct range *r)
{
	char *base = cells_text(r->base, l->machine->fdt.address_cells);
	char *size = cells_text(r->size, l->machine->fdt.size_cells);
	char *text = xasprintf("<%s %s>", base, size);

	free(base);
	free(size);
	return text;
}

char *advice_word_size(uint64_t bytes)
{
	if (!(bytes % SZ_1M))
		return xasprintf("%" PRIu64 "M", bytes / SZ_1M);
	if (!(bytes % SZ_1K))
		return xasprintf("%" PRIu64 "K", bytes / SZ_1K);
	return xasprintf("%" PRIu64, bytes);
}

/* End of r if [base, base + size) hits it, else `end`. */
static uint64_t hit(uint64_t end, const struct range *r, uint64_t base,
		    uint64_t size)
{
	return r->size && ranges_overlap(r->base, r->size, base, size) ?
		       max_u64(end, r->base + r->size) :
		       end;
}

/* Where what lies in the way of [base, base + size) ends; 0: nothing does. */
static uint64_t occupied_until(const struct lint *l,
			       const struct advice_place *p, uint64_t base)
{
	const struct machine *m = l->machine;
	const struct machine_fdt *fdt = &m->fdt;
	struct range image = lint_image_range(l);
	struct range initrd = { m->initrd_start,
				m->initrd_end - m->initrd_start };
	struct range tree = { fdt->base, fdt->totalsize };
	uint64_t end = hit(0, &p->avoid, base, p->size);

	if (p->of != PLACE_IMAGE)
		end = hit(end, &image, base, p->size);
	if (p->of != PLACE_INITRD && m->has_initrd)
		end = hit(end, &initrd, base, p->size);
	/* A tree without a place of its own moves along with the initrd. */
	if (p->of != PLACE_TREE && (p->of != PLACE_INITRD || fdt->has_base))
		end = hit(end, &tree, base, p->size);
	for (size_t i = 0; i < fdt->nr_memreserve; i++)
		end = hit(end, &fdt->memreserve[i], base, p->size);
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		for (size_t r = 0;
		     n->available && n != p->node && r < n->nr_reg; r++)
			end = hit(end, &n->reg[r], base, p->size);
	}
	return end;
}

static bool find_from(const struct lint *l, const struct advice_place *p,
		      uint64_t wish, uint64_t *at)
{
	const struct memblock_type *memory = &l->boot->memblock.memory;

	for (size_t i = 0; i < memory->cnt; i++) {
		const struct memblock_region *m = &memory->regions[i];
		uint64_t base = align_up(max_u64(m->base, wish), p->align);
		uint64_t end = m->base + m->size, next;

		if (p->limit)
			end = min_u64(end, p->limit);
		if (m->flags & MEMBLOCK_NOMAP)
			continue;
		for (; base < end && p->size <= end - base;
		     base = align_up(next, p->align)) {
			next = occupied_until(l, p, base);
			if (next)
				continue;
			*at = base;
			return true;
		}
	}
	return false;
}

bool advice_find_place(const struct lint *l, const struct advice_place *p,
		       uint64_t *at)
{
	const struct memblock *mb;
	struct range image;
	uint64_t wish;

	if (!l->boot || l->machine->source != SOURCE_DTB || !p->size)
		return false;
	mb = &l->boot->memblock;
	image = lint_image_range(l);
	wish = memblock_start_of_dram(mb) +
	       min_u64(mb->memory.total_size / 2, SZ_128M);
	wish = max_u64(wish, image.base + image.size);
	return find_from(l, p, wish, at) || find_from(l, p, 0, at);
}

bool advice_is_free(const struct lint *l, const struct range *r,
		    const struct fdt_reserved_node *node)
{
	const struct advice_place p = { .of = PLACE_NODE,
					.node = node,
					.size = r->size };

	return memblock_is_region_memory(&l->boot->memblock, r->base,
					 r->size) &&
	       !occupied_until(l, &p, r->base);
}

char *advice_load(const struct lint *l, const struct advice_place *p)
{
	uint64_t at;

	if (!advice_find_place(l, p, &at))
		return NULL;
	return xasprintf("load it at 0x%" PRIx64 ", where nothing else lies",
			 at);
}

char *advice_load_initrd(const struct lint *l)
{
	const struct machine *m = l->machine;
	const struct advice_place p = {
		.of = PLACE_INITRD,
		.size = m->initrd_end - m->initrd_start,
		.align = 2 << 20,
		.limit = l->boot->high_memory,
	};
	char *text = advice_load(l, &p);

	return text ? text :
		      xstrdup(m->source == SOURCE_DTB ?
				      "a smaller one: no free place in low memory is as large" :
				      "load it into low memory that nothing else has");
}
