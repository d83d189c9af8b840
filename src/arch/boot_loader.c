/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/boot_loader.h"

#include <stdbool.h>

#include "util/range.h"

#define SZ_128M (128ULL << 20)
/* arm: so much of RAM is low memory, wherever the build splits addresses */
#define LOW_FOR_SURE (512ULL << 20)
/* riscv: no loader puts a tree above, for kernels that reach no more at first */
#define REACHED_EARLY (3ULL << 30)

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

static bool hits(const struct range *r, const struct range *place)
{
	return r->size &&
	       ranges_overlap(r->base, r->size, place->base, place->size);
}

/* What has a part of the place already; NULL: nothing. */
static const struct range *occupant(const struct machine *m,
				    const struct range *image,
				    const struct range *initrd,
				    const struct range *place)
{
	if (hits(image, place))
		return image;
	if (hits(initrd, place))
		return initrd;
	for (size_t i = 0; i < m->fdt.nr_memreserve; i++) {
		if (hits(&m->fdt.memreserve[i], place))
			return &m->fdt.memreserve[i];
	}
	for (size_t i = 0; i < m->fdt.nr_reserved; i++) {
		const struct fdt_reserved_node *n = &m->fdt.reserved[i];

		for (size_t r = 0; n->available && r < n->nr_reg; r++) {
			if (hits(&n->reg[r], place))
				return &n->reg[r];
		}
	}
	return NULL;
}

static struct range find_initrd(const struct machine *m)
{
	bool some = m->has_initrd && m->initrd_end > m->initrd_start;

	return (struct range){ m->initrd_start,
			       some ? m->initrd_end - m->initrd_start : 0 };
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
	struct range initrd = find_initrd(m), place = { wish, size };
	const struct range *who;
	struct fit f = { .size = size };

	while ((who = occupant(m, image, &initrd, &place)) &&
	       align_up(who->base + who->size, align) > place.base)
		place.base = align_up(who->base + who->size, align);
	f.base = place.base;
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

/* One `align` above the start of RAM, or the next free place after it. */
static struct range place_image(struct machine *m, const struct ram *ram,
				uint64_t size, uint64_t align)
{
	struct range none = { 0 };

	if (!m->has_image_base)
		m->image_base = find_place(m, &none,
					   align_up(ram->start, align) + align,
					   size, align);
	return (struct range){ m->image_base, size };
}

void boot_loader_place(struct machine *m, uint64_t image_size,
		       uint64_t image_align, uint64_t fdt_align)
{
	struct ram ram = find_ram(m);
	struct range image = place_image(m, &ram, image_size, image_align);

	place_fdt(m, &ram, &image, fdt_align, UINT64_MAX);
}

/* The bank that has the image; none: empty. */
struct home {
	uint64_t image_base;
	struct range bank;
};

static void check_home(const struct range *bank, void *ctx)
{
	struct home *h = ctx;

	if (ranges_overlap(bank->base, bank->size, h->image_base, 1))
		h->bank = *bank;
}

/* The last place up to `top` that nothing has; 0: the bank has none. */
static uint64_t last_place(const struct machine *m, const struct range *image,
			   const struct range *bank, uint64_t top,
			   uint64_t align)
{
	struct range initrd = find_initrd(m), place = { 0, m->fdt.totalsize };
	const struct range *who;

	for (;; top = who->base) {
		if (top < bank->base + place.size)
			return 0;
		place.base = align_down(top - place.size, align);
		if (place.base < bank->base)
			return 0;
		who = occupant(m, image, &initrd, &place);
		if (!who)
			return place.base;
	}
}

void boot_loader_place_high(struct machine *m, uint64_t image_size,
			    uint64_t align)
{
	struct ram ram = find_ram(m);
	struct range image = place_image(m, &ram, image_size, align);
	struct home home = { .image_base = image.base };
	uint64_t top, base;

	for_each_bank(m, check_home, &home);
	top = home.bank.base + home.bank.size;
	if (home.bank.base < REACHED_EARLY)
		top = min_u64(top, REACHED_EARLY);
	base = last_place(m, &image, &home.bank, top, align);
	if (base && !m->fdt.has_base)
		m->fdt.base = base;
	else
		place_fdt(m, &ram, &image, align, UINT64_MAX);
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
