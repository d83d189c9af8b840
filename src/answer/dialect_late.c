/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/dialect_late.h"

#include <string.h>

#include "arch/arch.h"
#include "cmdline/hugepages.h"
#include "mm/hugetlb.h"
#include "util/alloc.h"
#include "util/range.h"

/* Of the size that hugepages= was last said for. */
static uint64_t pages_asked(const struct boot *b, uint64_t size)
{
	uint64_t count = 0;

	for (size_t i = 0; i < b->params.nr_hugepages; i++) {
		if (b->params.hugepages[i].size_bytes == size)
			count = b->params.hugepages[i].count;
	}
	return count;
}

static void set_size(struct line_fact *f, uint64_t bytes)
{
	char text[32], *unit;

	hugetlb_size_text(bytes, text, sizeof(text));
	unit = strchr(text, ' ');
	*unit++ = '\0';
	line_fact_set_word(f, "size", text);
	line_fact_set_word(f, "unit", unit);
}

static bool huge_pages(struct line_fact *f, const struct boot *b, size_t i)
{
	bool pud = b->arch->has_pud_pages && b->arch->has_pud_pages(b);
	uint64_t sizes[HUGEPAGES_OWN_SIZES];

	if (i >= hugepages_sizes(b->kernel, pud, sizes))
		return false;
	set_size(f, sizes[i]);
	line_fact_set(f, "pages", pages_asked(b, sizes[i]));
	return true;
}

/* "2 MB", as kernels say that have no string_get_size() yet. */
static bool old_huge_pages(struct line_fact *f, const struct boot *b, size_t i)
{
	char unit[] = "KB", *size;

	if (!huge_pages(f, b, i))
		return false;
	unit[0] = line_fact_field(f, "unit")->word[0];
	line_fact_set_word(f, "unit", unit);
	size = line_fact_field(f, "size")->word;
	size[strcspn(size, ".")] = '\0';
	return true;
}

static void set_address(struct line_fact *f, const struct boot *b,
			const char *name, uint64_t pa)
{
	bool there = true;

	if (b->arch->phys_to_virt)
		line_fact_set(f, name, b->arch->phys_to_virt(b, pa, &there));
}

static bool initrd(struct line_fact *f, const struct boot *b, size_t i)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t start = align_down(b->initrd_start, page);
	uint64_t end = align_up(b->initrd_start + b->initrd_size, page);

	if (i || !b->initrd_size || b->params.keepinitrd)
		return false;
	line_fact_set(f, "kib", (end - start) >> 10);
	set_address(f, b, "address", start);
	set_address(f, b, "address_end", end);
	return true;
}

static bool bounce_buffer(struct line_fact *f, const struct boot *b, size_t i)
{
	const struct range *r = &b->quiet_io_tlb;

	if (i || !r->size)
		return false;
	line_fact_set(f, "start", r->base);
	line_fact_set(f, "end", r->base + r->size);
	line_fact_set(f, "mib", r->size >> 20);
	set_address(f, b, "address", r->base);
	set_address(f, b, "address_last", r->base + r->size - 1);
	return true;
}

const struct dialect_late dialect_lates[] = {
	{ "huge pages", huge_pages },
	{ "huge pages", old_huge_pages },
	{ "initrd freed", initrd },
	{ "bounce buffer", bounce_buffer },
};
const size_t nr_dialect_lates = ARRAY_SIZE(dialect_lates);
