/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/boot_loader.h"

#include <stdbool.h>

#include "util/range.h"

#define SZ_128M (128ULL << 20)
/* arm: so much of RAM is low memory, wherever the build splits addresses */
#define LOW_FOR_SURE (512ULL << 20)

/* Calls fn for each bank of memory that the kernel will see. */
static void for_each_bank(const struct machine *m,
			  void (*fn)(const struct range *bank, void *ctx),
			  void *ctx)
{
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		if (!n->root_child || !n->available)
			continue;
		for (size_t r = 0; r < n->nr_ranges; r++) {
			if (n->ranges[r].size)
				fn(&n->ranges[r], ctx);
		}
	}
}

struct ram {
	uint64_t start, size;
};

static void add_bank(const struct range *bank, void *ctx)
{
	struct ram *ram = ctx;

	ram->start = min_u64(ram->start, bank->base);
	ram->size += bank->size;
}

/* End of something that [base, base + size) hits; 0: nothing. */
static uint64_t hits(const struct range *r, uint64_t base, uint64_t size)
{
	return r->size && ranges_overlap(r->base, r->size, base, size) ?
		       r->base + r->size :
		       0;
}

static uint64_t occupied_until(const struct machine *m,
			       const struct range *image, uint64_t base,
			       uint64_t size)
{
	struct range initrd = { m->initrd_start,
				m->initrd_end - m->initrd_start };
	uint64_t end = hits(image, base, size);

	if (!end && m->has_initrd && m->initrd_end > m->initrd_start)
		end = hits(&initrd, base, size);
	for (size_t i = 0; !end && i < m->fdt.nr_memreserve; i++)
		end = hits(&m->fdt.memreserve[i], base, size);
	for (size_t i = 0; !end && i < m->fdt.nr_reserved; i++) {
		const struct fdt_reserved_node *n = &m->fdt.reserved[i];

		for (size_t r = 0; !end && n->available && r < n->nr_reg; r++)
			end = hits(&n->reg[r], base, size);
	}
	return end;
}

struct fit {
	uint64_t base, size;
	bool inside;
};

static void check_bank(const struct range *bank, void *ctx)
{
	struct fit *f = ctx;

	if (f->base >= bank->base && f->size <= bank->size &&
	    f->base - bank->base <= bank->size - f->size)
		f->inside = true;
}

/* The first aligned place from `wish` on that nothing else occupies. */
static struct fit free_place(const struct machine *m, const struct range *image,
			     uint64_t wish, uint64_t size, uint64_t align)
{
	struct fit f = { .base = wish, .size = size };
	uint64_t end;

	while ((end = occupied_until(m, image, f.base, size)) &&
	       align_up(end, align) > f.base)
		f.base = align_up(end, align);
	for_each_bank(m, check_bank, &f);
	return f;
}

/* The same, in whichever bank there is one. */
struct search {
	const struct machine *m;
	const struct range *image;
	uint64_t align;
	struct fit found;
};

static void search_bank(const struct range *bank, void *ctx)
{
	struct search *s = ctx;

	if (!s->found.inside)
		s->found = free_place(s->m, s->image,
				      align_up(bank->base, s->align),
				      s->found.size, s->align);
}

/*
 * A free place from `wish` on, if it is in RAM; otherwise the wish itself: what
 * then happens is the kernel's affair. That of a log has booted, so that there
 * was a place.
 */
static uint64_t find_place(const struct machine *m, const struct range *image,
			   uint64_t wish, uint64_t size, uint64_t align)
{
	struct fit f = free_place(m, image, wish, size, align);
	struct search s = { m, image, align, { .size = size } };

	if (!f.inside && m->source == SOURCE_DMESG) {
		for_each_bank(m, search_bank, &s);
		f = s.found;
	}
	return f.inside ? f.base : wish;
}

static struct ram find_ram(const struct machine *m)
{
	struct ram ram = { .start = UINT64_MAX };

	for_each_bank(m, add_bank, &ram);
	if (ram.start == UINT64_MAX)
		ram.start = 0;
	return ram;
}

/* Behind the initrd, unless that is not below `limit`. */
static void place_fdt(struct machine *m, const struct ram *ram,
		      const struct range *image, uint64_t align, uint64_t limit)
{
	uint64_t wish = ram->start + min_u64(ram->size / 2, SZ_128M);

	if (!ram->size) /* a tree at 0 would be none at all */
		wish = SZ_128M;
	if (m->fdt.has_base)
		return;
	if (m->has_initrd && m->initrd_end > m->initrd_start &&
	    m->initrd_end < limit)
		wish = m->initrd_end;
	m->fdt.base = find_place(m, image, align_up(wish, align),
				 m->fdt.totalsize, align);
}

void boot_loader_place(struct machine *m, uint64_t image_size,
		       uint64_t image_align, uint64_t fdt_align)
{
	struct ram ram = find_ram(m);
	struct range image = { 0 };

	if (!m->has_image_base)
		m->image_base = find_place(m, &image,
					   align_up(ram.start, image_align) +
						   image_align,
					   image_size, image_align);
	image = (struct range){ m->image_base, image_size };
	place_fdt(m, &ram, &image, fdt_align, UINT64_MAX);
}

void boot_loader_place_arm(struct machine *m, uint64_t text_offset,
			   uint64_t image_size)
{
	struct ram ram = find_ram(m);
	struct range image;

	if (!m->has_image_base)
		m->image_base = align_up(ram.start, 2 << 20) + text_offset;
	image = (struct range){ m->image_base, image_size };
	place_fdt(m, &ram, &image, 4096, ram.start + LOW_FOR_SURE);
}
