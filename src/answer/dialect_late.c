/* SPDX-License-Identifier: GPL-2.0-only */
#include "answer/dialect_late.h"

#include <stdlib.h>
#include <string.h>

#include "answer/dialect_layout.h"
#include "arch/arch.h"
#include "arch/x86/e820.h"
#include "cmdline/hugepages.h"
#include "mm/hugetlb.h"
#include "mm/mm_init/system_hash.h"
#include "model/archs.h"
#include "model/memblock.h"
#include "model/release.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/words.h"

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

static void set_huge_pages(struct line_fact *f, const struct boot *b,
			   uint64_t size)
{
	set_size(f, size);
	line_fact_set(f, "pages", pages_asked(b, size));
}

/* Since then arm64 takes several entries as one by itself. */
#define ARM64_ALL_SIZES "5.0"

static bool huge_pages(struct line_fact *f, const struct boot *b,
		       const char *release, size_t i)
{
	bool pud = b->arch->has_pud_pages && b->arch->has_pud_pages(b);
	uint64_t sizes[HUGEPAGES_OWN_SIZES];

	if (b->kernel->va_bits && !release_reaches(release, ARM64_ALL_SIZES)) {
		set_huge_pages(f, b, 1ULL << b->kernel->hpage_shift);
		return !i && b->kernel->hugetlb_page;
	}
	if (i >= hugepages_sizes(b->kernel, pud, sizes))
		return false;
	set_huge_pages(f, b, sizes[i]);
	return true;
}

/* Svnapot: sixteen entries as one. A log shows that the harts have it. */
static bool napot_pages(struct line_fact *f, const struct boot *b,
			const char *release, size_t i)
{
	(void)release;
	if (i || !b->kernel->hugetlb_page)
		return false;
	set_huge_pages(f, b, kernel_page_size(b->kernel) << 4);
	return true;
}

/* "2 MB", as kernels say that have no string_get_size() yet. */
static bool old_huge_pages(struct line_fact *f, const struct boot *b,
			   const char *release, size_t i)
{
	char unit[] = "KB", *size;

	if (!huge_pages(f, b, release, i))
		return false;
	unit[0] = line_fact_field(f, "unit")->word[0];
	line_fact_set_word(f, "unit", unit);
	size = line_fact_field(f, "size")->word;
	size[strcspn(size, ".")] = '\0';
	return true;
}

static void set_row(struct line_fact *f, const struct layout_row *row)
{
	line_fact_set_word(f, "row", row->name);
	line_fact_set(f, "start", row->start);
	line_fact_set(f, "end", row->end);
	line_fact_set(f, "size", row->size);
	line_fact_set_word(f, "unit", row->unit);
}

static bool arm64_layout_row(struct line_fact *f, const struct boot *b,
			     const char *release, size_t i)
{
	struct layout_row row;

	if (!dialect_layout_arm64(b, release, i, &row))
		return false;
	set_row(f, &row);
	return true;
}

static bool riscv_layout_row(struct line_fact *f, const struct boot *b,
			     const char *release, size_t i)
{
	struct layout_row row;

	if (!dialect_layout_riscv(b, release, i, &row))
		return false;
	set_row(f, &row);
	return true;
}

static bool i386_layout_row(struct line_fact *f, const struct boot *b,
			    const char *release, size_t i)
{
	struct layout_row row;

	if (!dialect_layout_i386(b, release, i, &row))
		return false;
	set_row(f, &row);
	return true;
}

/* The one whose name is two words. */
static bool layout_pci(struct line_fact *f, const struct boot *b,
		       const char *release, size_t i)
{
	struct layout_row row;

	if (i)
		return false;
	dialect_layout_pci(b, release, &row);
	set_row(f, &row);
	return true;
}

/* vmalloc() of huge pages, where the architecture has it. */
#define HUGE_VMALLOC "5.19"

/* Builds that have it from later releases say so of their tables. */
static bool says_huge_vmalloc(const struct machine *m)
{
	return machine_log_has(m, ", vmalloc hugepage)");
}

static bool huge_vmalloc(const struct boot *b, const char *release,
			 uint64_t bytes)
{
	return arch_facts_find(b->kernel->arch)->huge_vmalloc &&
	       (release_reaches(release, HUGE_VMALLOC) ||
		says_huge_vmalloc(b->machine)) &&
	       bytes >= 1ULL << b->kernel->hpage_shift;
}

/* Spread over the nodes, once there is vmalloc(). */
static bool vfs_hash(struct line_fact *f, const struct boot *b,
		     const char *release, size_t i)
{
	struct hash_spec s;
	uint64_t entries, bytes;

	if (!b->hashdist || !vfs_hash_spec(b, i, &s))
		return false;
	entries = 1ULL << ilog2_u64(max_u64(system_hash_entries(b, &s), 1));
	bytes = entries * s.bucket_size;
	line_fact_set(f, "entries", entries);
	line_fact_set(f, "order", ilog2_u64(bytes) - b->kernel->page_shift);
	line_fact_set(f, "bytes", bytes);
	line_fact_set_word(f, "how",
			   huge_vmalloc(b, release, bytes) ?
				   "vmalloc hugepage" :
				   "vmalloc");
	return true;
}

static bool dentry_hash(struct line_fact *f, const struct boot *b,
			const char *release, size_t i)
{
	return !i && vfs_hash(f, b, release, 0);
}

static bool inode_hash(struct line_fact *f, const struct boot *b,
		       const char *release, size_t i)
{
	return !i && vfs_hash(f, b, release, 1);
}

/*
 * numa=fake=N of a tree, by patches that some vendors have: equal parts of all
 * addresses, each with a line as if it were the only one.
 */
static bool faked_node(struct line_fact *f, const struct boot *b,
		       const char *release, size_t i)
{
	const char *fake = words_find_last(b->machine->cmdline, "numa=fake=");
	uint64_t start = memblock_start_of_dram(&b->memblock);
	uint64_t end = memblock_end_of_dram(&b->memblock), n, each;

	(void)release;
	n = fake ? strtoull(fake + strlen("numa=fake="), NULL, 10) : 0;
	if (n < 2 || i >= n || b->nr_nodes < 2 ||
	    !arch_has_tree(arch_facts_find(b->kernel->arch)))
		return false;
	each = (end - start) / n;
	line_fact_set(f, "start", start + i * each);
	line_fact_set(f, "end", start + (i + 1) * each);
	return true;
}

/*
 * i386 with bootmem, from 2.6.25 on: what it says of low and of high memory.
 * init_memory_mapping(), initmem_init(), set_highmem_pages_init()
 */
static bool low_ram(struct line_fact *f, const struct boot *b,
		    const char *release, size_t i)
{
	(void)release;
	if (i || !kernel_has_bootmem(b->kernel))
		return false;
	line_fact_set(f, "start", 0);
	line_fact_set(f, "end", b->totals.max_low_pfn << b->kernel->page_shift);
	return true;
}

static bool high_memory(struct line_fact *f, const struct boot *b,
			const char *release, size_t i)
{
	const struct totals *t = &b->totals;
	bool high = t->max_pfn > t->max_low_pfn;

	(void)release;
	if (i || !kernel_has_bootmem(b->kernel) || !b->kernel->highmem)
		return false;
	line_fact_set(f, "nid", 0);
	line_fact_set(f, "start",
		      high ? t->max_low_pfn << b->kernel->page_shift : 0);
	line_fact_set(f, "end", high ? t->max_pfn << b->kernel->page_shift : 0);
	return true;
}

/*
 * efi_ioremap(): what firmware runs of is mapped like memory that it is not,
 * from when nothing but memory was mapped until EFI had tables of its own.
 */
#define ONLY_RAM_MAPPED "3.9"
#define OWN_EFI_TABLES "3.14"

static bool is_mapped_by_efi(const struct boot *b, const struct efi_region *r)
{
	return r->runtime && r->range.size &&
	       (r->type == EFI_RUNTIME_CODE || r->type == EFI_RUNTIME_DATA) &&
	       !e820_mapped_all(b, r->range.base, r->range.base + 1, E820_RAM);
}

static bool efi_mapping(struct line_fact *f, const struct boot *b,
			const char *release, size_t i)
{
	const struct machine_efi *efi = &b->machine->pc.efi;

	if (!release_reaches(release, ONLY_RAM_MAPPED) ||
	    release_reaches(release, OWN_EFI_TABLES) || !efi->booted ||
	    words_find_last(b->machine->cmdline, "noefi"))
		return false;
	for (size_t n = 0; n < efi->nr_map; n++) {
		const struct range *r = &efi->map[n].range;

		if (!is_mapped_by_efi(b, &efi->map[n]) || i--)
			continue;
		line_fact_set(f, "start", r->base);
		line_fact_set(f, "end", r->base + r->size);
		return true;
	}
	return false;
}

/* How many page frames addresses of 32 and of 36 bits have. */
#define MAX_ARCH_PFN 0x100000
#define MAX_ARCH_PFN_PAE 0x1000000

static bool last_pfn(struct line_fact *f, const struct boot *b,
		     const char *release, size_t i)
{
	const char *source = b->machine->pc.e820.source;

	(void)release;
	if (i || !kernel_has_bootmem(b->kernel) || !strcmp(source, "Xen"))
		return false;
	line_fact_set(f, "pfn", b->totals.max_pfn);
	line_fact_set(f, "arch_pfn",
		      b->kernel->x86_pae ? MAX_ARCH_PFN_PAE : MAX_ARCH_PFN);
	return true;
}

/* ram_alignment(): how far from an entry of RAM devices are kept. */
static uint64_t ram_alignment(uint64_t at)
{
	if (at < 1ULL << 20)
		return 64 << 10;
	return at < 16ULL << 20 ? 1ULL << 20 : 64ULL << 20;
}

/* e820__reserve_resources_late(): what is behind the i-th that is not aligned. */
static bool ram_buffer(struct line_fact *f, const struct boot *b,
		       const char *release, size_t i)
{
	(void)release;
	for (size_t n = 0; n < b->e820.nr; n++) {
		const struct e820_entry *e = &b->e820.entries[n];
		uint64_t end = e->base + e->size;

		if (e->type != E820_RAM || end % ram_alignment(end) == 0 || i--)
			continue;
		line_fact_set(f, "start", end);
		line_fact_set(f, "end", align_up(end, ram_alignment(end)));
		return true;
	}
	return false;
}

static void set_address(struct line_fact *f, const struct boot *b,
			const char *name, uint64_t pa)
{
	bool there = true;

	if (b->arch->phys_to_virt)
		line_fact_set(f, name, b->arch->phys_to_virt(b, pa, &there));
}

static bool initrd(struct line_fact *f, const struct boot *b,
		   const char *release, size_t i)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t start = b->initrd_start, end = start + b->initrd_size;
	const char *in_pages =
		arch_facts_find(b->kernel->arch)->initrd_in_pages;

	if (i || !b->initrd_size || b->params.keepinitrd)
		return false;
	if (b->arch->own_free_initrd_mem) {
		start = align_down(start, page);
		end = align_up(end, page);
	} else {
		start = align_up(start, page);
		end = align_down(end, page);
	}
	if (in_pages && !release_reaches(release, in_pages))
		end = b->initrd_start + b->initrd_size;
	line_fact_set(f, "kib", (end - start) >> 10);
	set_address(f, b, "address", start);
	set_address(f, b, "address_end", end);
	return true;
}

static bool bounce_buffer(struct line_fact *f, const struct boot *b,
			  const char *release, size_t i)
{
	const struct range *r = &b->quiet_io_tlb;

	(void)release;
	if (i || !r->size)
		return false;
	line_fact_set(f, "start", r->base);
	line_fact_set(f, "end", r->base + r->size);
	line_fact_set(f, "mib", r->size >> 20);
	set_address(f, b, "address", r->base);
	set_address(f, b, "address_last", r->base + r->size - 1);
	return true;
}

/* A region that the tree has without a place. */
static bool placed_region(struct line_fact *f, const struct boot *b,
			  const char *release, size_t i)
{
	char *name;

	(void)release;
	for (size_t r = 0; r < b->nr_reserved_mem; r++) {
		const struct reserved_mem *m = &b->reserved_mem[r];

		if (m->node->has_reg || !m->size || i--)
			continue;
		name = xasprintf("'%s'", m->node->name);
		line_fact_set_word(f, "node", name);
		free(name);
		line_fact_set(f, "start", m->base);
		line_fact_set(f, "mib", m->size >> 20);
		return true;
	}
	return false;
}

const struct dialect_late dialect_lates[] = {
	{ "last_pfn", "i386", last_pfn, { "", "" } },
	{ "direct mapping", "i386", low_ram, { "", "" } },
	{ "direct mapping", "x86_64", efi_mapping, { "", "" } },
	{ "mapped low ram", "i386", low_ram, { "", "" } },
	{ "low ram", "i386", low_ram, { "", "" } },
	{ "high memory", "i386", high_memory, { "", "" } },
	{ "faked node", NULL, faked_node, { "", "" } },
	{ "dentry hash", NULL, dentry_hash, { "", "" } },
	{ "inode hash", NULL, inode_hash, { "", "" } },
	{ "layout row",
	  "arm64",
	  arm64_layout_row,
	  { "    {row:s7} : {start:x16} - {end:x16}   ({size:6} {unit:s})",
	    "" } },
	{ "layout row", "i386", i386_layout_row, { "", "" } },
	{ "layout row",
	  "riscv",
	  riscv_layout_row,
	  { "{row:s-12} : {start:x8} - {end:x8}   ({size:4} {unit:s})", "" } },
	{ "layout pci", "riscv", layout_pci, { "", "" } },
	{ "huge pages", NULL, huge_pages, { "", "" } },
	{ "huge pages", "riscv", napot_pages, { "", "" } },
	{ "huge pages", NULL, old_huge_pages, { "", "" } },
	{ "ram buffer", "x86", ram_buffer, { "", "" } },
	{ "initrd freed", NULL, initrd, { "", "" } },
	{ "bounce buffer", NULL, bounce_buffer, { "", "" } },
	{ "region placed", NULL, placed_region, { "", "" } },
};
const size_t nr_dialect_lates = ARRAY_SIZE(dialect_lates);
