/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/setup.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "arch/early_param.h"
#include "arch/x86/cpus.h"
#include "arch/x86/e820.h"
#include "arch/x86/efi.h"
#include "arch/x86/kaslr.h"
#include "arch/x86/kexec.h"
#include "arch/x86/mtrr.h"
#include "arch/x86/traps.h"
#include "cmdline/params.h"
#include "journal/attempt.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/arch_numa.h"
#include "mm/boot_alloc.h"
#include "mm/cma.h"
#include "mm/crash_reserve.h"
#include "mm/hugetlb.h"
#include "mm/log_buf.h"
#include "mm/memblock.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/page_alloc.h"
#include "mm/percpu.h"
#include "mm/swiotlb.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/words.h"

#define SZ_1M (1ULL << 20)
#define LOW_RESERVE (64ULL << 10)
#define SZ_16M (16ULL << 20)
#define SZ_512M (512ULL << 20)
#define SZ_4G (4ULL << 30)
#define SZ_64T (64ULL << 40)
#define CRASH_ALIGN SZ_16M
#define PUD_ORDER 18 /* 1 GiB of 4 KiB pages */
#define BIOS_START_MIN 0x20000 /* arch/x86/kernel/ebda.c */
#define BIOS_START_MAX 0x9f000
#define BIOS_END 0xa0000
#define MPF_BYTES 16 /* struct mpf_intel */
#define HPET_RESOURCE_NAME_SIZE 9
#define IOAPIC_RESOURCE_NAME_SIZE 11
#define LINE_WITHOUT_CLFLUSH 32
#define MAX_DMA_PFN (SZ_16M >> 12)
#define MAX_DMA32_PFN (SZ_4G >> 12)

void x86_setup_release(struct x86_setup *s)
{
	x86_direct_map_release(&s->map);
	x86_nodes_release(&s->nodes);
}

/*
 * Where a log names the first page table taken from brk, the image ends below
 * it. What the fit does not know of its sizes is less than this.
 */
#define FIT_TOLERANCE (8ULL << 20)
#define IMAGE_ALIGN (2ULL << 20) /* the least that there is */

static uint64_t image_base_by_log(const struct machine *m,
				  const struct kernel *k)
{
	uint64_t unmoved = x86_unmoved_image_base(m, k);
	uint64_t tables = m->pc.hints.pgtable_base;
	uint64_t before = k->sym.brk_base - kernel_image_start(k);

	if (!k->randomize_base || k->word_size != 8 || tables <= before ||
	    (tables - before >= unmoved &&
	     tables - before < unmoved + FIT_TOLERANCE))
		return unmoved;
	return align_down(tables - before, IMAGE_ALIGN);
}

void x86_boot_loader(struct machine *m, const struct kernel *k)
{
	if (m->has_image_base)
		return;
	m->image_base = image_base_by_log(m, k);
	x86_kexec_place(m, k);
}

/*
 * reserve_bios_regions(): from the BIOS data area up. Where that begins is in
 * two words of low memory; firmware ends its first piece of RAM there. EFI
 * leaves them empty, and its pieces end anywhere.
 */
static void reserve_bios_regions(struct boot *b)
{
	const struct e820_map *map = &b->machine->pc.e820.firmware;
	uint64_t start = BIOS_START_MAX;

	for (size_t i = 0; i < map->nr && !b->machine->pc.efi.booted; i++) {
		const struct e820_entry *e = &map->entries[i];
		uint64_t end = e->base + e->size;

		if (e->type == E820_RAM && end <= BIOS_END &&
		    end >= BIOS_START_MIN)
			start = min_u64(start, end);
	}
	memblock_reserve(b, start, X86_ISA_END - start, "BIOS area",
			 "reserve_bios_regions");
}

static void early_reserve_initrd(struct boot *b)
{
	const struct machine *m = b->machine;
	uint64_t end = align_up(m->initrd_end, kernel_page_size(b->kernel));

	if (!m->has_initrd || !m->initrd_start ||
	    m->initrd_end <= m->initrd_start)
		return;
	b->initrd_start = m->initrd_start;
	b->initrd_size = m->initrd_end - m->initrd_start;
	memblock_reserve_kern(b, b->initrd_start, end - b->initrd_start,
			      "initial RAM disk", "early_reserve_initrd");
}

static void reserve_image(struct boot *b)
{
	const struct kernel_symbols *s = &b->kernel->sym;

	memblock_reserve_kern(b, boot_image_pa(b, s->text),
			      s->end_of_kernel_reserve - s->text,
			      "kernel image", "");
}

/* memblock_x86_reserve_range_setup_data() */
static void reserve_setup_data(struct boot *b)
{
	const struct machine_e820 *m = &b->machine->pc.e820;

	for (size_t i = 0; i < m->nr_setup_data; i++)
		memblock_reserve_kern(b, m->setup_data[i].base,
				      m->setup_data[i].size, "setup_data",
				      "memblock_x86_reserve_range_setup_data");
}

static void early_reserve_memory(struct boot *b)
{
	reserve_image(b);
	memblock_reserve(b, 0, 0x10000, "first 64 KiB", "");
	early_reserve_initrd(b);
	reserve_setup_data(b);
	reserve_bios_regions(b);
}

/* What setup_arch() begins with where the rest of that comes later. */
static void reserve_image_and_page_0(struct boot *b)
{
	reserve_image(b);
	memblock_reserve(b, 0, kernel_page_size(b->kernel), "page 0", "");
}

static int parse_early_param(struct boot *b)
{
	const struct params *p = &b->params;

	if (early_param_messages(b))
		return -1;
	e820_early_params(b);
	if (b->kernel->swiotlb)
		swiotlb_early_param(b);
	b->memblock.movable_node = p->movable_node && b->kernel->memory_hotplug;
	return 0;
}

/* e820_add_kernel_range(): the image is RAM, whatever the map says. */
static void e820_add_kernel_range(struct boot *b)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	uint64_t start = boot_image_pa(b, s->text), size = s->end - s->text;

	if (e820_mapped_all(b, start, start + size, E820_RAM))
		return;
	journal_remark(b->journal, REMARK_IMAGE_NOT_RAM,
		       ".text .data .bss are not marked as E820_TYPE_RAM!");
	e820_range_remove(b, start, size, 0);
	e820_range_add(b, start, size, E820_RAM);
}

/* x86: what firmware may write to at the beginning of memory. */
RULE(x86_low_memory, "reserve_real_mode()", WITH_MEMBLOCK,
     VARIANT(X86_LOW_MEMORY_1M, "first_1m",
	     .shows = "no function trim_low_memory_range", .since = "5.13"),
     /* with crashkernel= the first MiB */
     VARIANT(X86_LOW_MEMORY_64K, "first_64k",
	     .shows = "function trim_low_memory_range", .since = "5.5"),
     VARIANT(X86_LOW_MEMORY_64K_ALWAYS, "first_64k_always", .since = "3.9"),
     VARIANT(X86_LOW_MEMORY_64K_UNUSABLE, "first_64k_unusable"));

static void trim_bios_range(struct boot *b)
{
	bool all_low = b->kernel->rules.x86_low_memory ==
		       X86_LOW_MEMORY_64K_UNUSABLE;

	e820_range_update(b, 0,
			  all_low ? LOW_RESERVE : kernel_page_size(b->kernel),
			  E820_RAM, E820_RESERVED);
	e820_range_remove(b, BIOS_END, X86_ISA_END - BIOS_END, E820_RAM);
	e820_update_table(&b->e820);
}

/* A placement by chance changes addresses, not sizes. */
static void note_kaslr(struct boot *b)
{
	if (x86_kaslr(b))
		journal_inexact(
			b->journal, "memblock",
			b->machine->kernel_code.size ?
				"without nokaslr the kernel's virtual areas lie at addresses chosen by chance, and the page tables differ with them; shown as with nokaslr" :
				"without nokaslr the kernel image lies at an address chosen by chance, and the page tables differ with it; shown as with nokaslr");
}

/* What is taken where the input does not tell everything. */
static void note_missing(struct boot *b)
{
	const struct machine *m = b->machine;

	if (m->image_guessed)
		journal_inexact(
			b->journal, "memblock",
			journal_intern(
				b->journal,
				"where kexec put the image of this crash kernel is not known: shown at 0x%" PRIx64
				", the lowest place in its memory (--image-base)",
				m->image_base));
	if (m->source != SOURCE_DMESG)
		journal_inexact(
			b->journal, "memblock",
			"a memory map alone does not tell initrd, ACPI tables, SMBIOS and I/O APICs, for which the kernel reserves memory");
}

/* Near the kernel image, as long as nobody knows what is removable. */
static void set_direction(struct boot *b)
{
	b->memblock.bottom_up = b->memblock.movable_node;
}

static void find_max_pfn(struct boot *b)
{
	b->totals.max_pfn = e820_end_of_ram_pfn(b, b->max_arch_pfn);
	if (x86_mtrr_trim(b, b->totals.max_pfn))
		b->totals.max_pfn = e820_end_of_ram_pfn(b, b->max_arch_pfn);
	b->max_possible_pfn = b->totals.max_pfn;
}

uint64_t x86_end_of_low_ram(struct boot *b)
{
	if (b->totals.max_pfn <= MAX_DMA32_PFN)
		return b->totals.max_pfn;
	return e820_end_of_ram_pfn(b, MAX_DMA32_PFN);
}

/* Whether dmi_setup() finds strings. */
static bool has_smbios(const struct boot *b)
{
	const struct machine *m = b->machine;

	return b->kernel->dmi && (!m->pc.has_smbios || m->pc.smbios);
}

/* Of the largest range that there is. */
static uint64_t middle_of_memory(const struct boot *b)
{
	const struct e820_map *t = &b->e820;
	struct range largest = { 0, 0 };

	for (size_t i = 0; i < t->nr; i++) {
		const struct e820_entry *e = &t->entries[i];

		if (e->type == E820_RAM && e->size > largest.size)
			largest = (struct range){ e->base, e->size };
	}
	return largest.base + largest.size / 2;
}

/* dmi_setup(), early_alloc_pgt_buf() and reserve_brk() */
static void reserve_brk(struct boot *b)
{
	struct x86_setup *s = b->handed;
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t hint = b->machine->pc.hints.pgtable_base;

	/* The strings are shorter than a page on all machines seen. */
	if (has_smbios(b))
		s->brk_end += 1;
	s->map.buf_next =
		hint && hint >= s->brk_end ? hint : align_up(s->brk_end, page);
	s->map.buf_end = s->map.buf_next + x86_pgt_buf_size(b->kernel);
	if (x86_kaslr(b) && !hint && !b->machine->has_image_base &&
	    !b->machine->kernel_code.size)
		s->map.buf_likely = middle_of_memory(b);
	s->brk_end = s->map.buf_end;
	b->memblock.current_limit = X86_ISA_END;
	memblock_reserve_kern(b, s->brk_start, s->brk_end - s->brk_start,
			      "brk: SMBIOS strings, first page tables",
			      "reserve_brk");
}

/* crash_reserve_low_1M() */
static void reserve_low_1m(struct boot *b)
{
	memblock_reserve(b, 0, X86_ISA_END, "first MiB",
			 "crash_reserve_low_1M");
	journal_log(b->journal,
		    "kexec: Reserving the low 1M of memory for crashkernel");
}

/* arch/x86/realmode/init.c */
static void reserve_real_mode(struct boot *b)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t size =
		align_up(s->real_mode_blob_end - s->real_mode_blob, page);
	uint64_t at = memblock_alloc_range_nid(b, size, page, 0, X86_ISA_END,
					       NO_NODE, false,
					       "real-mode trampoline",
					       "memblock_phys_alloc_range");

	if (!at)
		journal_remark(
			b->journal, REMARK_NO_TRAMPOLINE,
			"No sub-1M memory is available for the trampoline");
	if (b->kernel->rules.x86_low_memory == X86_LOW_MEMORY_1M)
		memblock_reserve(b, 0, X86_ISA_END, "first MiB", "");
	else if (b->kernel->rules.x86_low_memory == X86_LOW_MEMORY_64K && at &&
		 words_find_last(b->params.cmdline, "crashkernel="))
		reserve_low_1m(b);
	if (b->kernel->rules.x86_kho_scratch == X86_KHO_SCRATCH_1M)
		memblock_mark(b, 0, X86_ISA_END, MEMBLOCK_KHO_SCRATCH, false,
			      "");
}

static void trim_low_memory_range(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t bytes = k->x86_reserve_low ? k->x86_reserve_low * 1024ULL :
					      LOW_RESERVE;

	if (b->params.reservelow)
		bytes = b->params.reservelow;
	bytes = align_up(bytes, kernel_page_size(k));
	memblock_reserve(b, 0, bytes,
			 journal_intern(b->journal, "first %u KiB",
					(unsigned)(bytes >> 10)),
			 "");
}

/*
 * default_find_smp_config(): the pointer to the MP table. No log tells how long
 * the table is; it lies beside it, in what is reserved anyway.
 */
static void find_smp_config(struct boot *b)
{
	const struct machine_pc *pc = &b->machine->pc;

	if (!x86_reads_mp_table(b) || !pc->mp_table)
		return;
	journal_log(b->journal,
		    "found SMP MP-table at [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "]",
		    pc->mp_table, pc->mp_table + MPF_BYTES - 1);
	memblock_reserve(b, pc->mp_table, MPF_BYTES, "pointer to the MP table",
			 "smp_scan_config default_find_smp_config "
			 "find_smp_config");
}

/* All that is mapped may be used; on 64 bits that is all there is. */
static void set_limits(struct boot *b)
{
	const struct x86_setup *s = b->handed;

	b->memblock.current_limit = s->map.max_mapped;
	if (b->kernel->word_size == 8)
		b->totals.max_low_pfn = b->totals.max_pfn;
	b->totals.has_pfns = true;
}

static uint64_t image_size(const struct boot *b)
{
	return b->kernel->sym.end_of_kernel_reserve - b->kernel->sym.text;
}

/* The initrd has to lie in the direct mapping. */
static int reserve_initrd(struct boot *b)
{
	const struct x86_setup *s = b->handed;
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t start = b->initrd_start;
	uint64_t end = align_up(start + b->initrd_size, page), at, lo, hi;

	if (!b->initrd_size)
		return 0;
	journal_log(b->journal,
		    "RAMDISK: [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]", start,
		    end - 1);
	lo = align_down(start, page);
	hi = align_down(end, page);
	if (rangemap_covered(&s->map.mapped, lo, hi) == hi - lo)
		return 0;
	at = memblock_alloc_range_nid(b, align_up(b->initrd_size, page), page,
				      0, s->map.max_mapped, NO_NODE, false,
				      "initial RAM disk", "relocate_initrd");
	if (!at)
		return journal_panic(
			b->journal,
			"Cannot find place for new RAMDISK of size %" PRIu64,
			b->initrd_size);
	journal_log(b->journal,
		    "Allocated new RAMDISK: [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "]",
		    at, at + b->initrd_size - 1);
	journal_log(b->journal,
		    "Move RAMDISK from [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "] to [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]",
		    start, start + b->initrd_size - 1, at,
		    at + b->initrd_size - 1);
	memblock_free(b, start, end - start, "");
	if (ranges_overlap(start, end - start, b->image_base, image_size(b)))
		journal_inexact(
			b->journal, "nodes",
			"the initial RAM disk lay over the kernel image: when it is moved away, the kernel gives its own pages to the page allocator; what becomes of them is not known");
	b->initrd_start = at;
	return 0;
}

/* These only lead to the others. */
static bool is_root_table(const char *signature)
{
	static const char *const roots[] = { "RSDP", "RSDT", "XSDT" };

	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		if (!strcmp(signature, roots[i]))
			return true;
	}
	return false;
}

/* acpi_reserve_initial_tables() */
static void acpi_boot_table_init(struct boot *b)
{
	const struct machine_acpi *acpi = &b->machine->pc.acpi;

	if (b->params.acpi_off)
		return;
	for (size_t i = 0; i < acpi->nr_tables; i++) {
		const struct acpi_table *t = &acpi->tables[i];

		if (is_root_table(t->signature) || !t->length)
			continue;
		journal_log(b->journal,
			    "ACPI: Reserving %4s table memory at [mem 0x%" PRIx64
			    "-0x%" PRIx64 "]",
			    t->signature, t->base, t->base + t->length - 1);
		memblock_reserve(b, t->base, t->length,
				 journal_intern(b->journal, "ACPI table %s",
						t->signature),
				 "acpi_reserve_initial_tables");
	}
}

/* What crashkernel= asks for; sizes 0: nothing. */
struct crash_request {
	uint64_t size, base;
	bool high;
};

static bool parse_crashkernel(struct boot *b, struct crash_request *r)
{
	uint64_t ram = b->memblock.memory.total_size;
	struct crash_words w;
	int ret = boot_parse_crashkernel(b, NULL, ram, &w);

	if (ret || !w.size) {
		r->high = true;
		ret = boot_parse_crashkernel(b, ",high", ram, &w);
	}
	r->size = w.size;
	r->base = w.base;
	return !ret && w.size;
}

/* Of the low part, where nobody says it: bounce buffers, and some more. */
static uint64_t crash_low_size(struct boot *b)
{
	return b->kernel->word_size == 4 ?
		       0 :
		       max_u64(swiotlb_size_or_default(b) + (8 << 20),
			       256ULL << 20);
}

/* reserve_crashkernel_low() */
static int reserve_crashkernel_low_x86(struct boot *b)
{
	uint64_t limit = min_u64(b->memblock.memory.total_size, SZ_4G);
	struct crash_words w;
	uint64_t size, at;
	int ret;

	if (b->kernel->word_size == 4)
		return 0;
	ret = boot_parse_crashkernel(b, ",low", limit, &w);
	size = w.size;
	if (ret)
		size = crash_low_size(b);
	else if (!size)
		return 0;
	at = crash_search(b, &(struct crash_search){
				     .low = true,
				     .size = size,
				     .align = CRASH_ALIGN,
				     .max = SZ_4G,
				     .where = "below 4 GiB",
				     .by = "reserve_crashkernel_low" });
	if (!at) {
		journal_remark(
			b->journal, REMARK_CRASH_LOW_FAILS,
			"Cannot reserve %" PRIu64
			"MB crashkernel low memory, please try smaller size.",
			size >> 20);
		return -1;
	}
	journal_remark(b->journal, REMARK_CRASH_LOW,
		       "Reserving %" PRIu64 "MB of low memory at %" PRIu64
		       "MB for crashkernel (low RAM limit: %" PRIu64 "MB)",
		       size >> 20, at >> 20, limit >> 20);
	return 0;
}

static uint64_t crash_try(struct boot *b, const struct crash_request *r,
			  uint64_t align, uint64_t min, uint64_t max,
			  const char *where)
{
	return crash_search(b, &(struct crash_search){ .high = r->high,
						       .size = r->size,
						       .align = align,
						       .min = min,
						       .max = max,
						       .where = where,
						       .by = "" });
}

/* x86: where a crash kernel may lie that does not ask for high memory. */
RULE(x86_crash_area, "reserve_crashkernel()", WITH_MEMBLOCK,
     /* and above it where there is no room */
     VARIANT(X86_CRASH_AREA_4G, "below_4g", .since = "5.2"),
     VARIANT(X86_CRASH_AREA_896M, "below_896m"));

/* CRASH_ADDR_LOW_MAX: what loaders of all ages reach. */
static uint64_t crash_low_max(const struct boot *b)
{
	if (b->kernel->word_size == 4)
		return SZ_512M;
	return b->kernel->rules.x86_crash_area == X86_CRASH_AREA_4G ?
		       SZ_4G :
		       896ULL << 20;
}

static bool is_crash_high(const struct boot *b, const struct crash_request *r)
{
	return r->high || b->kernel->rules.x86_crash_area == X86_CRASH_AREA_4G;
}

static uint64_t crash_alloc(struct boot *b, const struct crash_request *r)
{
	const uint64_t limits[] = { crash_low_max(b),
				    b->kernel->word_size == 8 ? SZ_64T :
								SZ_512M };
	uint64_t at = 0;
	size_t end = is_crash_high(b, r) ? 2 : 1;

	if (r->base) {
		at = crash_try(b, r, SZ_1M, r->base, r->base + r->size,
			       "at a fixed place");
		if (at != r->base)
			journal_remark(
				b->journal, REMARK_CRASH_FAILS,
				"crashkernel reservation failed - memory is in use.");
		return at == r->base ? at : 0;
	}
	for (size_t i = r->high ? 1 : 0; !at && i < end; i++)
		at = crash_try(b, r, CRASH_ALIGN, CRASH_ALIGN, limits[i],
			       i ? "downwards from the highest limit" :
				   "downwards from the low limit");
	if (!at)
		journal_remark(
			b->journal, REMARK_CRASH_FAILS,
			"crashkernel reservation failed - No suitable area found.");
	return at;
}

static void reserve_crashkernel_x86(struct boot *b)
{
	uint64_t ram = b->memblock.memory.total_size, at;
	struct crash_request r = { 0 };

	if (!b->kernel->kexec_core || !parse_crashkernel(b, &r))
		return;
	at = crash_alloc(b, &r);
	if (at >= SZ_4G && reserve_crashkernel_low_x86(b)) {
		memblock_free(b, at, r.size, "");
		attempt_given_back(b->journal, at,
				   "its low part found no place");
	} else if (at)
		journal_log(b->journal,
			    "Reserving %" PRIu64 "MB of memory at %" PRIu64
			    "MB for crashkernel (System RAM: %" PRIu64 "MB)",
			    r.size >> 20, at >> 20, ram >> 20);
}

/* asm/crash_reserve.h */
static void reserve_crashkernel_limited(struct boot *b)
{
	bool is_64 = b->kernel->word_size == 8;
	const struct crash_limits limits = {
		.align = CRASH_ALIGN,
		.low_max = is_64 ? SZ_4G : SZ_512M,
		.high_max = is_64 ? SZ_64T : SZ_512M,
		.default_low_size = crash_low_size(b),
		.below_low_max = is_64 ? "below 4 GiB" : "below 512 MiB",
	};

	if (reserve_crashkernel_generic(b, &limits) &&
	    b->kernel->rules.crashkernel_cma == CRASHKERNEL_CMA_RESERVED)
		reserve_crashkernel_cma(b);
}

/* Who looks for a place for the crash kernel, and whether there is a second. */
RULE(crashkernel, "reserve_crashkernel()", WITH_MEMBLOCK,
     VARIANT(CRASHKERNEL_GENERIC, "generic",
	     .shows = "function reserve_crashkernel_generic"),
     VARIANT(CRASHKERNEL_TRIES_TWICE, "tries_twice",
	     .shows =
		     "string \"crashkernel reservation failed - memory is in use.\""),
     VARIANT(CRASHKERNEL_OF_ARCH, "of_arch",
	     .shows = "no function reserve_crashkernel_generic"));

static void reserve_crashkernel(struct boot *b)
{
	switch (b->kernel->rules.crashkernel) {
	case CRASHKERNEL_GENERIC:
		reserve_crashkernel_limited(b);
		break;
	case CRASHKERNEL_TRIES_TWICE:
	case CRASHKERNEL_OF_ARCH:
		reserve_crashkernel_x86(b);
		break;
	}
}

/* memblock_find_dma_reserve(): what is taken below 16 MiB. */
static void find_dma_reserve(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct memblock_pfn_iter it = { 0 };
	struct memblock_free_iter f = { 0 };
	uint64_t pages = 0, nr_free = 0;

	if (k->word_size == 4)
		return;
	while (memblock_next_pfn_range(&b->memblock, k->page_shift, NO_NODE,
				       &it)) {
		uint64_t end = min_u64(it.end_pfn, MAX_DMA_PFN);

		pages += end - min_u64(it.start_pfn, end);
	}
	while (memblock_next_free(&b->memblock, NO_NODE, 0, &f)) {
		uint64_t end = min_u64(pfn_down(k, f.end), MAX_DMA_PFN);

		nr_free += end - min_u64(pfn_up(k, f.start), end);
	}
	b->dma_reserve = pages - nr_free;
}

static void call_dma_contiguous_reserve(struct boot *b)
{
	const struct x86_setup *s = b->handed;

	dma_contiguous_reserve(b, s->map.max_mapped);
}

static void call_hugetlb_cma_reserve(struct boot *b)
{
	const struct kernel *k = b->kernel;

	if (k->hugetlb_page && k->cma && b->machine->pc.features.gbpages)
		hugetlb_cma_reserve(b, PUD_ORDER);
}

/*
 * setup_arch() calls it where there are pages of 1 GiB, while no CPU is known;
 * whoever calls it later, calls it anyway.
 */
static int call_hugetlb_bootmem_alloc(struct boot *b)
{
	if (!b->nr_possible_cpus && !b->machine->pc.features.gbpages)
		return 0;
	return hugetlb_bootmem_alloc(b);
}

/* x86 of 64 bits: where zones end that memory does not fill. */
RULE(x86_zone_limits, "zone_sizes_init()", WITH_MEMBLOCK,
     VARIANT(X86_ZONE_LIMITS_OF_MEMORY, "of_memory", .since = "3.17"),
     VARIANT(X86_ZONE_LIMITS_OF_ADDRESSES, "of_addresses"));

static int zone_sizes_init(struct boot *b)
{
	const struct totals *t = &b->totals;
	bool all = b->kernel->rules.x86_zone_limits ==
		   X86_ZONE_LIMITS_OF_ADDRESSES;
	uint64_t most = all ? UINT64_MAX : t->max_low_pfn;

	set_max_zone_pfn(b, ZONE_DMA, min_u64(MAX_DMA_PFN, most));
	set_max_zone_pfn(b, ZONE_DMA32, min_u64(MAX_DMA32_PFN, most));
	set_max_zone_pfn(b, ZONE_NORMAL, t->max_low_pfn);
	set_max_zone_pfn(b, ZONE_HIGHMEM, t->max_pfn);
	return call_inner(b);
}

/* acpi_parse_hpet() */
static void alloc_hpet_resource(struct boot *b)
{
	const struct machine_acpi *acpi = &b->machine->pc.acpi;

	if (acpi->has_hpet && !b->params.acpi_off)
		memblock_alloc(b,
			       b->kernel->size.resource +
				       HPET_RESOURCE_NAME_SIZE,
			       b->kernel->cache_bytes, "resource of the HPET",
			       "acpi_parse_hpet acpi_boot_init");
}

/* disable_ioapic_support(): no I/O APIC is looked for in the MADT. */
static bool skip_ioapic_setup(const struct boot *b)
{
	const struct params *p = &b->params;

	return p->noapic || !x86_reads_lapics(b) ||
	       (p->has_maxcpus && !p->maxcpus);
}

/* An MP table is read where the MADT's are not looked at. */
static uint64_t nr_ioapics(const struct boot *b)
{
	uint64_t known = b->machine->pc.acpi.nr_ioapics;

	if (!skip_ioapic_setup(b))
		return known;
	return x86_reads_mp_table(b) ? max_u64(known, 1) : 0;
}

/* ioapic_setup_resources() */
static int alloc_ioapic_resources(struct boot *b)
{
	uint64_t each = b->kernel->size.resource + IOAPIC_RESOURCE_NAME_SIZE;
	uint64_t size = nr_ioapics(b) * each;

	if (!size ||
	    memblock_alloc(b, size, b->kernel->cache_bytes,
			   "resources of the I/O APICs",
			   "ioapic_setup_resources io_apic_init_mappings"))
		return 0;
	return journal_panic(b->journal,
			     "ioapic_setup_resources: Failed to allocate %" PRIu64
			     " bytes",
			     size);
}

/* Known, not assumed: such CPUs have CLFLUSH. */
static bool is_64bit(const struct machine *m)
{
	const struct arch_facts *a = arch_facts_find(m->arch);

	return a && !m->arch_assumed && arch_is_wide(a) &&
	       !m->pc.features.has_clflush;
}

/*
 * early_identify_cpu(): CPUs of 32 bits without CLFLUSH do not tell, and count
 * as having short lines.
 */
static void set_cache_line(struct boot *b)
{
	const struct machine_cpu_features *f = &b->machine->pc.features;

	b->cache_line = b->machine->cache_line;
	if (b->cache_line)
		return;
	b->cache_line = b->kernel->cache_bytes;
	if (b->kernel->word_size == 8 || is_64bit(b->machine))
		return;
	if (!f->has_clflush)
		journal_inexact(
			b->journal, "slab",
			"neither the log nor --cpu-features tells whether the CPU has CLFLUSH and with it the length of a cache line");
	else if (!f->clflush)
		b->cache_line = LINE_WITHOUT_CLFLUSH;
}

/* early_quirks(): intel_graphics_stolen(), from the graphics' registers. */
static void early_quirks(struct boot *b)
{
	const struct range *r = &b->machine->pc.stolen;

	if (!r->size)
		return;
	journal_log(b->journal,
		    "Reserving Intel graphics memory at [mem 0x%08" PRIx64
		    "-0x%08" PRIx64 "]",
		    r->base, r->base + r->size - 1);
	e820_range_add(b, r->base, r->size, E820_RESERVED);
	e820_update_table(&b->e820);
}

static void init_cpu_to_node(struct boot *b)
{
	const struct x86_setup *s = b->handed;

	x86_init_cpu_to_node(b, &s->nodes);
}

int x86_setup_arch(struct boot *b)
{
	note_kaslr(b);
	note_missing(b);
	if (call_inner(b))
		return -1;
	set_cache_line(b);
	return 0;
}

/* pcpu_cpu_distance() */
static int percpu_distance(const struct boot *b, size_t from, size_t to)
{
	return b->cpu_nid[from] == b->cpu_nid[to] ? LOCAL_DISTANCE :
						    REMOTE_DISTANCE;
}

/* x86: how many masks of CPUs setup_cpu_local_masks() allocates. */
NUMBER_RULE(x86_cpu_masks, "setup_cpu_local_masks()", WITH_MEMBLOCK, 1, 8);

/* setup_node_to_cpumask_map() and setup_cpu_local_masks() */
static void alloc_cpumasks(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t bits = align_up(b->nr_cpu_ids, k->word_size * 8);

	if (!k->cpumask_offstack)
		return;
	for (size_t i = 0; k->numa && i < b->nr_node_ids; i++)
		memblock_alloc(b, bits / 8, k->cache_bytes,
			       "CPU masks of the nodes",
			       "alloc_bootmem_cpumask_var "
			       "setup_node_to_cpumask_map");
	for (uint32_t i = 0; i < k->rules.x86_cpu_masks; i++)
		memblock_alloc(b, bits / 8, k->cache_bytes,
			       "CPU masks of the start of CPUs",
			       "alloc_bootmem_cpumask_var "
			       "setup_cpu_local_masks");
}

/* x86: what nr_cpumask_bits is. */
RULE(x86_cpumask_bits, "setup_per_cpu_areas()", WITH_MEMBLOCK,
     VARIANT(X86_CPUMASK_BITS_OF_IDS, "of_ids", .since = "6.1"),
     VARIANT(X86_CPUMASK_BITS_OF_MASK, "of_mask"));

/* nr_cpumask_bits */
static size_t cpumask_bits(const struct boot *b)
{
	const struct kernel *k = b->kernel;

	return k->rules.x86_cpumask_bits == X86_CPUMASK_BITS_OF_MASK &&
			       !k->cpumask_offstack ?
		       k->nr_cpus :
		       b->nr_cpu_ids;
}

int x86_setup_per_cpu_areas(struct boot *b, uint64_t atom_size,
			    uint64_t vmalloc_total,
			    int (*map_early_vmalloc)(struct boot *b,
						     uint64_t size))
{
	const struct kernel *k = b->kernel;
	const struct pcpu_setup s = {
		.atom_size = atom_size,
		.distance = percpu_distance,
		.numa_nodes = k->numa,
		.panic = "cannot initialize percpu area (err=-12)",
		.log_prefix = "setup_percpu: ",
		.vmalloc_total = vmalloc_total,
		.map_early_vmalloc =
			k->percpu_page_first_chunk ? map_early_vmalloc : NULL,
	};

	journal_log(b->journal,
		    "setup_percpu: NR_CPUS:%" PRIu32
		    " nr_cpumask_bits:%zu nr_cpu_ids:%zu nr_node_ids:%zu",
		    k->nr_cpus, cpumask_bits(b), b->nr_cpu_ids, b->nr_node_ids);
	if (pcpu_first_chunk(b, &s))
		return -1;
	alloc_cpumasks(b);
	return 0;
}

static void pci_iommu_alloc(struct boot *b)
{
	swiotlb_init(b,
		     b->max_possible_pfn > MAX_DMA32_PFN &&
			     !b->params.iommu_off,
		     false);
}

/* Not so where reserve_initrd() has given the image away with the initrd. */
static bool is_owned(const struct boot *b, uint64_t start_pfn, uint64_t end_pfn)
{
	const uint32_t shift = b->kernel->page_shift;

	return rangemap_covered(&b->journal->ledger, start_pfn << shift,
				end_pfn << shift) == (end_pfn - start_pfn)
							     << shift;
}

/*
 * Frees the list of lock prefixes, where all of them have been patched: with
 * alternative_instructions(), or once no page is deferred any more.
 */
static void free_smp_locks(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t start = pfn_up(k, boot_image_pa(b, k->sym.smp_locks));
	uint64_t end = pfn_down(k, boot_image_pa(b, k->sym.smp_locks_end));
	bool patched = b->nr_present_cpus == 1 ||
		       (b->params.has_maxcpus && b->params.maxcpus <= 1);
	struct zone *z = boot_pfn_zone(b, start);

	if (!k->smp || (patched && b->nr_possible_cpus > 1) || !z ||
	    start >= end || !is_owned(b, start, end))
		return;
	journal_event_free(b->journal, start, end, z->nid,
			   "list of lock prefixes (SMP alternatives)",
			   boot_has_made(b, MAKES_PAGESETS) ?
				   "free_init_pages" :
				   "free_init_pages alternative_instructions");
	journal_log(b->journal, "Freeing SMP alternatives memory: %" PRIu64 "K",
		    (end - start) << (k->page_shift - 10));
	b->totals.totalram_pages += end - start;
	journal_disown(b->journal, start << k->page_shift,
		       (end - start) << k->page_shift);
	free_ascending(b, z, start, end, 0);
}

/* What a guest of KVM shares with it of each CPU's time, in one array. */
#define PVCLOCK_BYTES 64

static void kvmclock_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k);

	memblock_alloc(b, align_up(k->nr_cpus * PVCLOCK_BYTES, page), page,
		       "clocks of the KVM guest", "kvmclock_init");
}

/*
 * set_pte_vaddr(): a table for the slot of the fixed mappings that the vsyscall
 * page lies in, of which the image had none.
 */
static void map_vsyscall(struct boot *b)
{
	uint64_t page = kernel_page_size(b->kernel);

	memblock_alloc(b, page, page, "page table of the vsyscall page",
		       "spp_getpage set_pte_vaddr map_vsyscall");
}

const struct arch_image_resource x86_image_resources[X86_IMAGE_RESOURCES] = {
	{ "Kernel code", offsetof(struct kernel_symbols, text),
	  offsetof(struct kernel_symbols, etext) },
	{ "Kernel rodata", offsetof(struct kernel_symbols, start_rodata),
	  offsetof(struct kernel_symbols, end_rodata) },
	{ "Kernel data", offsetof(struct kernel_symbols, sdata),
	  offsetof(struct kernel_symbols, edata) },
	{ "Kernel bss", offsetof(struct kernel_symbols, bss_start),
	  offsetof(struct kernel_symbols, bss_stop) },
};

const struct call x86_calls[X86_NR_CALLS] = {
	{ .name = "early_reserve_memory", .does = early_reserve_memory },
	{ .name = "memblock_reserve",
	  .does = reserve_image_and_page_0,
	  .part = true },
	{ .name = "early_reserve_initrd", .does = early_reserve_initrd },
	{ .name = "memblock_x86_reserve_range_setup_data",
	  .does = reserve_setup_data },
	{ .name = "reserve_bios_regions", .does = reserve_bios_regions },
	{ .name = "trim_low_memory_range", .does = trim_low_memory_range },
	{ .name = "e820__memory_setup", .does = e820_memory_setup },
	{ .name = "parse_early_param",
	  .run = parse_early_param,
	  .title = "mem=, memmap=, ..." },
	{ .name = "do_add_efi_memmap", .does = x86_efi_add_memmap },
	{ .name = "efi_memblock_x86_reserve_range",
	  .does = x86_efi_reserve_memmap },
	{ .name = "memblock_set_bottom_up",
	  .does = set_direction,
	  .part = true },
	{ .name = "e820__reserve_setup_data", .does = e820_reserve_setup_data },
	{ .name = "e820__finish_early_params",
	  .run = e820_finish_early_params },
	{ .name = "efi_init", .does = x86_efi_init },
	{ .name = "e820_add_kernel_range", .does = e820_add_kernel_range },
	{ .name = "trim_bios_range", .does = trim_bios_range },
	{ .name = "e820__end_of_ram_pfn", .does = find_max_pfn },
	{ .name = "find_smp_config", .does = find_smp_config },
	{ .name = "reserve_brk", .does = reserve_brk },
	{ .name = "e820__memblock_setup",
	  .does = e820_memblock_setup,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "usable e820 ranges to memblock" },
	{ .name = "efi_reserve_boot_services",
	  .does = x86_efi_reserve_boot_services },
	{ .name = "reserve_real_mode",
	  .does = reserve_real_mode,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "trampoline, first MiB" },
	{ .name = "memblock_set_current_limit",
	  .does = set_limits,
	  .part = true },
	{ .name = "reserve_initrd", .run = reserve_initrd },
	{ .name = "acpi_boot_table_init", .does = acpi_boot_table_init },
	{ .name = "dma_contiguous_reserve",
	  .does = call_dma_contiguous_reserve },
	{ .name = "hugetlb_cma_reserve", .does = call_hugetlb_cma_reserve },
	{ .name = "hugetlb_bootmem_alloc", .run = call_hugetlb_bootmem_alloc },
	{ .name = "reserve_crashkernel", .does = reserve_crashkernel },
	{ .name = "memblock_find_dma_reserve", .does = find_dma_reserve },
	{ .name = "kvmclock_init", .does = kvmclock_init },
	{ .name = "zone_sizes_init",
	  .run = zone_sizes_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "limits of the zones" },
	{ .name = "arch_zone_limits_init", .run = zone_sizes_init },
	{ .name = "map_vsyscall", .does = map_vsyscall },
	{ .name = "early_quirks", .does = early_quirks },
	{ .name = "acpi_boot_init", .does = alloc_hpet_resource },
	{ .name = "topology_apply_cmdline_limits_early",
	  .does = x86_limit_cpus },
	{ .name = "topology_init_possible_cpus",
	  .does = x86_init_possible_cpus },
	{ .name = "prefill_possible_map", .does = x86_prefill_possible_map },
	{ .name = "init_cpu_to_node",
	  .does = init_cpu_to_node,
	  .needs = offsetof(struct kernel, numa) },
	{ .name = "io_apic_init_mappings", .run = alloc_ioapic_resources },
	{ .name = "e820__reserve_resources",
	  .run = e820_reserve_resources,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "what /proc/iomem shows" },
	{ .name = "e820__register_nosave_regions",
	  .run = e820_register_nosave_regions },
	{ .name = "e820__setup_pci_gap", .does = e820_setup_pci_gap },
	{ .name = "setup_per_cpu_areas", .arch = true },
	{ .name = "trap_init", .run = trap_init },
	{ .name = "pci_iommu_alloc", .does = pci_iommu_alloc },
	{ .name = "arch_cpu_finalize_init", .does = free_smp_locks },
	{ .name = "free_smp_locks", .does = free_smp_locks },
};
