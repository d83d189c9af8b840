/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/x86/e820.h"
#include "arch/x86/e820_32.h"
#include "arch/x86/setup.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "mm/bootmem.h"
#include "mm/mm_init/free_area_init.h"
#include "mm/page_alloc/free_hot_page.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/rangemap.h"

/*
 * 32-bit x86 in the time of bootmem: setup_arch() and the seams after it,
 * arch/x86/kernel/setup_32.c, e820_32.c, head_32.S and arch/x86/mm/init_32.c.
 */

#define MAX_DMA_ADDRESS (16ULL << 20)
#define PTRS_PER_PTE 1024
#define PGD_SIZE (4ULL << 20) /* mapped by one page table */
/* head_32.S: the bitmap, all page tables and slack of a machine of 4 GiB */
#define BOOTBITMAP_SIZE (1ULL << 17)
#define PAGE_TABLE_PAGES 1024
#define ALLOCATOR_SLOP 4
#define VMALLOC_RESERVE (128ULL << 20)
#define MAX_NONPAE_PFN (1ULL << 20)
#define LEAST_LOWMEM_PFN ((64ULL << 20) >> 12)
#define BIOS_EBDA_MIN 0x20000ULL
#define BIOS_END 0xa0000ULL
/* Right behind its pointer, where the common firmware puts the table. */
#define MPF_SIZE 16
#define VMALLOC_OFFSET (8ULL << 20)
#define FIXADDR_TOP 0xfffff000ULL
#define LAST_PKMAP 1024
#define LAST_PKMAP_PAE 512

/* What setup_arch()'s steps hand on to each other. */
struct setup {
	uint64_t init_pg_tables_end; /* bytes */
	uint64_t head_tables; /* page tables that head_32.S made */
	bool nopentium; /* mem=nopentium: no pages of 4 MiB */
};

static void boot_loader(struct machine *m, const struct kernel *k)
{
	x86_boot_loader(m, k);
}

static uint64_t page_size(const struct boot *b)
{
	return kernel_page_size(b->kernel);
}

/*
 * head_32.S: page tables from pg0, the page behind _end, one for each 4 MiB,
 * until they map themselves and what setup_arch() will take behind them.
 *
 *     |image|t0 t1|bitmap|page tables of 4 GiB|slack|
 *     0 ............................................ mapped: 4 MiB a table
 */
static void make_boot_page_tables(const struct boot *b, struct setup *s)
{
	uint64_t at =
		align_up(boot_image_pa(b, b->kernel->sym.end), page_size(b));
	uint64_t beyond = BOOTBITMAP_SIZE +
			  (PAGE_TABLE_PAGES + ALLOCATOR_SLOP) * page_size(b);

	do {
		at += page_size(b);
		s->head_tables++;
	} while (s->head_tables * PGD_SIZE < at + beyond);
	s->init_pg_tables_end = at;
}

/* bad_bios_dmi_table[]: how much of memory such firmware may write to. */
#define CORRUPT_LOW_BYTES (64ULL << 10)

static void memory_setup(struct boot *b)
{
	e820_32_memory_setup(b);
	if (!b->machine->pc.hints.low_ram_corrupt)
		return;
	e820_range_update(b, 0, CORRUPT_LOW_BYTES, E820_RAM, E820_RESERVED);
	e820_update_table(&b->e820);
}

static void parse_early_param(struct boot *b)
{
	const struct params *p = &b->params;
	struct setup *s = b->handed;

	s->nopentium = e820_32_early_params(b);
	for (size_t i = 0; i < p->nr_early_messages; i++)
		journal_log(b->journal, "%s", p->messages[i]);
}

static void print_user_map(struct boot *b)
{
	if (!b->e820_userdef)
		return;
	journal_log(b->journal, "user-defined physical RAM map:");
	e820_32_print_map(b, "user");
}

static void find_max_pfn(struct boot *b)
{
	const struct kernel *k = b->kernel;

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t start = pfn_up(k, e->base);
		uint64_t end = pfn_down(k, e->base + e->size);

		if (e->type == E820_RAM && start < end)
			b->totals.max_pfn = max_u64(b->totals.max_pfn, end);
	}
}

static uint64_t pages_to_mb(uint64_t pages)
{
	return pages >> 8;
}

/* MAXMEM_PFN: what the direct mapping can hold below the vmalloc area. */
static uint64_t maxmem_pfn(const struct boot *b)
{
	uint64_t reserve = b->params.has_vmalloc ? b->params.vmalloc :
						   VMALLOC_RESERVE;
	uint64_t end = b->kernel->vmalloc_end ? b->kernel->vmalloc_end :
						1ULL << 32;
	uint64_t room = end - b->kernel->page_offset;

	return reserve < room ? (room - reserve) >> b->kernel->page_shift : 0;
}

/* More memory than the direct mapping holds: the rest is high memory. */
static uint64_t low_pfn_of_large(struct boot *b, uint64_t maxmem,
				 uint64_t highmem)
{
	uint64_t *max_pfn = &b->totals.max_pfn;

	if (!b->params.has_highmem)
		highmem = *max_pfn - maxmem;
	if (highmem + maxmem < *max_pfn)
		*max_pfn = maxmem + highmem;
	if (highmem + maxmem > *max_pfn)
		journal_log(
			b->journal,
			"only %" PRIu64
			"MB highmem pages available, ignoring highmem size of %" PRIu64
			"MB.",
			pages_to_mb(*max_pfn - maxmem), pages_to_mb(highmem));
	if (!b->kernel->highmem) {
		journal_log(b->journal,
			    "Warning only %" PRIu64 "MB will be used.",
			    pages_to_mb(maxmem));
		journal_log(b->journal, "Use a %s enabled kernel.",
			    *max_pfn > MAX_NONPAE_PFN ? "HIGHMEM64G" :
							"HIGHMEM");
		*max_pfn = maxmem;
	} else if (!b->kernel->x86_pae && *max_pfn > MAX_NONPAE_PFN) {
		*max_pfn = MAX_NONPAE_PFN;
		journal_log(b->journal, "Warning only 4GB will be used.");
		journal_log(b->journal, "Use a HIGHMEM64G enabled kernel.");
	}
	return maxmem;
}

/* All of it could be low memory; highmem= takes some away from that. */
static uint64_t low_pfn_of_small(struct boot *b, uint64_t highmem)
{
	uint64_t max_pfn = b->totals.max_pfn;

	if (!highmem)
		return max_pfn;
	if (!b->kernel->highmem) {
		journal_log(b->journal,
			    "ignoring highmem size on non-highmem kernel!");
		return max_pfn;
	}
	if (highmem >= max_pfn) {
		journal_log(b->journal,
			    "highmem size specified (%" PRIu64
			    "MB) is bigger than pages available (%" PRIu64
			    "MB)!.",
			    pages_to_mb(highmem), pages_to_mb(max_pfn));
		return max_pfn;
	}
	if (max_pfn - highmem < LEAST_LOWMEM_PFN) {
		journal_log(
			b->journal,
			"highmem size %" PRIu64
			"MB results in smaller than 64MB lowmem, ignoring it.",
			pages_to_mb(highmem));
		return max_pfn;
	}
	return max_pfn - highmem;
}

static void find_max_low_pfn(struct boot *b)
{
	struct totals *t = &b->totals;
	uint64_t maxmem = maxmem_pfn(b), highmem = 0;

	if (b->params.has_highmem)
		highmem = pfn_down(b->kernel, b->params.highmem);
	t->max_low_pfn = t->max_pfn > maxmem ?
				 low_pfn_of_large(b, maxmem, highmem) :
				 low_pfn_of_small(b, highmem);
}

static void make_bitmap(struct boot *b)
{
	init_bootmem(b, b->totals.min_low_pfn, b->totals.max_low_pfn);
}

static int register_bootmem_low_pages(struct boot *b)
{
	const struct kernel *k = b->kernel;

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t start = pfn_up(k, e->base), end;

		if (e->type != E820_RAM || start >= b->totals.max_low_pfn)
			continue;
		end = min_u64(pfn_down(k, e->base + e->size),
			      b->totals.max_low_pfn);
		if (end > start &&
		    bootmem_free(b, start << k->page_shift,
				 (end - start) << k->page_shift, ""))
			return -1;
	}
	return 0;
}

/*
 * The extended BIOS data area: a word of low memory says where it begins, and
 * firmware ends its first piece of RAM there.
 */
static int reserve_ebda_region(struct boot *b)
{
	const struct e820_map *map = &b->machine->pc.e820.firmware;
	uint64_t start = BIOS_END;

	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];
		uint64_t end = e->base + e->size;

		if (e->type == E820_RAM && end < BIOS_END &&
		    end >= BIOS_EBDA_MIN)
			start = min_u64(start, end);
	}
	if (start == BIOS_END)
		return 0;
	return bootmem_reserve(b, align_down(start, 16), page_size(b),
			       "extended BIOS data area",
			       "reserve_ebda_region");
}

static int reserve_mp_table(struct boot *b, uint64_t at, const char *what)
{
	uint64_t end = b->totals.max_low_pfn << b->kernel->page_shift;

	if (at >= end)
		return 0;
	return bootmem_reserve(b, at, min_u64(page_size(b), end - at), what,
			       "smp_scan_config");
}

static int find_smp_config(struct boot *b)
{
	const struct machine_pc *pc = &b->machine->pc;

	if (!b->kernel->mpparse || !pc->has_mp_table)
		return 0;
	journal_log(b->journal, "found SMP MP-table at %08" PRIx64,
		    pc->mp_table);
	journal_enter(b->journal, "find_smp_config");
	if (reserve_mp_table(b, pc->mp_table, "pointer to the MP table") ||
	    reserve_mp_table(b, pc->mp_table + MPF_SIZE, "MP table"))
		return -1;
	journal_leave(b->journal);
	return 0;
}

/* An initrd that reaches into high memory is given up. */
static int reserve_initrd(struct boot *b)
{
	const struct machine *m = b->machine;
	uint64_t end = b->totals.max_low_pfn << b->kernel->page_shift;

	if (!m->has_initrd || !m->initrd_start ||
	    m->initrd_end <= m->initrd_start)
		return 0;
	if (m->initrd_end > end) {
		journal_remark_about(
			b->journal,
			&(struct remark){
				.kind = REMARK_INITRD_LOST,
				.range = { m->initrd_start,
					   m->initrd_end - m->initrd_start } },
			"initrd extends beyond end of memory (0x%08" PRIx64
			" > 0x%08" PRIx64 ")",
			m->initrd_end, end);
		journal_log(b->journal, "disabling initrd");
		return 0;
	}
	b->initrd_start = m->initrd_start;
	b->initrd_size = m->initrd_end - m->initrd_start;
	return bootmem_reserve(b, b->initrd_start, b->initrd_size,
			       "initial RAM disk", "");
}

/* The ranges that are taken before anybody may ask. */
static int reserve_early(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct bootmem *bm = &b->bootmem;
	uint64_t text = boot_image_pa(b, k->sym.text), page = page_size(b);
	uint64_t end =
		(bm->map_pfn << k->page_shift) + bm->map_bytes + page - 1;

	if (bootmem_reserve(b, text, end - text,
			    "kernel image, boot page tables, bootmem bitmap",
			    "") ||
	    bootmem_reserve(b, 0, page, "first page, of the BIOS", "") ||
	    reserve_ebda_region(b))
		return -1;
	/* AMD K7: what lies right below 640 KiB may be broken. */
	if (b->machine->pc.features.vendor == VENDOR_AMD) {
		journal_inexact(
			b->journal, "bootmem",
			"the page below 640 KiB is reserved on an AMD K7; of an AMD CPU the input does not tell which it is");
		if (bootmem_reserve(b, BIOS_END - page, page,
				    "page below 640 KiB", ""))
			return -1;
	}
	if (k->smp && bootmem_reserve(b, page, page,
				      "second page, for the start of CPUs", ""))
		return -1;
	return find_smp_config(b) || reserve_initrd(b) ? -1 : 0;
}

static int setup_bootmem_allocator(struct boot *b)
{
	return call_inner(b) || reserve_early(b) ? -1 : 0;
}

/* After find_max_pfn() and find_max_low_pfn(). */
static void tell_low_memory(struct boot *b)
{
	struct totals *t = &b->totals;

	t->has_pfns = true;
	if (b->kernel->highmem)
		journal_log(b->journal, "%" PRIu64 "MB HIGHMEM available.",
			    pages_to_mb(t->max_pfn - t->max_low_pfn));
	b->high_memory = t->max_low_pfn << b->kernel->page_shift;
	journal_log(b->journal, "%" PRIu64 "MB LOWMEM available.",
		    pages_to_mb(t->max_low_pfn));
}

static int setup_memory(struct boot *b)
{
	const struct setup *s = b->handed;

	b->totals.min_low_pfn = pfn_up(b->kernel, s->init_pg_tables_end);
	return call_inner(b);
}

/* The page in low memory from which the other CPUs start. */
static int smp_alloc_memory(struct boot *b)
{
	uint64_t at;

	if (!b->kernel->smp)
		return 0;
	return bootmem_alloc_low(b, page_size(b), page_size(b),
				 "trampoline of the other CPUs",
				 "__alloc_bootmem_low smp_alloc_memory", &at);
}

/*
 * pagetable_init(): pages of 4 MiB need no table. Where they are not allowed,
 * head_32.S has made the first ones.
 */
static int pagetable_init(struct boot *b)
{
	const struct setup *s = b->handed;
	uint64_t tables = div_round_up(b->totals.max_low_pfn, PTRS_PER_PTE), at;

	for (uint64_t i = s->head_tables; s->nopentium && i < tables; i++) {
		if (bootmem_alloc_low(b, page_size(b), page_size(b),
				      "page tables of the direct mapping",
				      "__alloc_bootmem_low one_page_table_init "
				      "kernel_physical_mapping_init",
				      &at))
			return -1;
	}
	if (!b->kernel->highmem)
		return 0;
	return bootmem_alloc_low(
		b, page_size(b), page_size(b), "page table of kmap()",
		"__alloc_bootmem_low one_page_table_init page_table_range_init "
		"permanent_kmaps_init",
		&at);
}

#define MAX_ACTIVE_REGIONS 256 /* of early_node_map[] */

/* Once as one, later e820_register_active_regions(): whole pages of RAM. */
static void add_memory(struct boot *b, uint64_t end_pfn)
{
	if (b->kernel->rules.zone_sizes != ZONE_SIZES_FROM_E820) {
		add_active_range(b, 0, end_pfn);
		return;
	}
	b->memblock.memory.max = MAX_ACTIVE_REGIONS;
	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t start = pfn_up(b->kernel, e->base);
		uint64_t end = min_u64(pfn_down(b->kernel, e->base + e->size),
				       end_pfn);

		if (e->type == E820_RAM && start < end)
			add_active_range(b, start, end);
	}
}

static int zone_sizes_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct totals *t = &b->totals;

	set_max_zone_pfn(b, ZONE_DMA, pfn_down(k, MAX_DMA_ADDRESS));
	set_max_zone_pfn(b, ZONE_NORMAL, t->max_low_pfn);
	set_max_zone_pfn(b, ZONE_HIGHMEM, t->max_pfn);
	add_memory(b, k->highmem ? t->max_pfn : t->max_low_pfn);
	return call_inner(b);
}

/*
 * dmi_scan_machine(): the strings are copied. The input does not have them;
 * these are an emulator's, and what counts is that they fill some hundred
 * bytes.
 */
static int dmi_scan_machine(struct boot *b)
{
	static const struct {
		const char *what, *by;
		uint64_t size;
	} copies[] = {
		{ "BIOS vendor", "dmi_string dmi_save_ident",
		  sizeof("SeaBIOS") },
		{ "BIOS version", "dmi_string dmi_save_ident",
		  sizeof("1.16.2-debian-1.16.2-1") },
		{ "BIOS date", "dmi_string dmi_save_ident",
		  sizeof("04/01/2014") },
		{ "system vendor", "dmi_string dmi_save_ident",
		  sizeof("QEMU") },
		{ "product name", "dmi_string dmi_save_ident",
		  sizeof("Standard PC (i440FX + PIIX, 1996)") },
		{ "product version", "dmi_string dmi_save_ident",
		  sizeof("pc-i440fx-7.2") },
		{ "chassis vendor", "dmi_string dmi_save_ident",
		  sizeof("QEMU") },
		{ "chassis type", "dmi_save_type", 4 },
		{ "chassis version", "dmi_string dmi_save_ident",
		  sizeof("pc-i440fx-7.2") },
	};
	uint64_t at;

	if (!b->kernel->dmi ||
	    (b->machine->pc.has_smbios && !b->machine->pc.smbios))
		return 0;
	journal_inexact(
		b->journal, "ledger",
		"the lengths of the SMBIOS strings, which the kernel copies, are an emulator's: the small pieces around them may lie some bytes off");
	for (size_t i = 0; i < ARRAY_SIZE(copies); i++) {
		if (bootmem_alloc(b, copies[i].size, b->kernel->cache_bytes,
				  journal_intern(b->journal, "SMBIOS: %s",
						 copies[i].what),
				  journal_intern(b->journal,
						 "__alloc_bootmem %s dmi_decode "
						 "dmi_table dmi_present",
						 copies[i].by),
				  &at))
			return -1;
	}
	return 0;
}

/* get_smp_config(): CPUs of the MP table are possible, up to the limits. */
static void get_smp_config(struct boot *b)
{
	const struct params *p = &b->params;
	uint64_t limit = b->kernel->nr_cpus, on;

	if (p->has_maxcpus)
		limit = min_u64(limit, p->maxcpus);
	limit = max_u64(limit, 1);
	/* MP_processor_info(): those that are switched off do not count */
	on = b->machine->nr_cpus - b->machine->pc.hotplug_cpus;
	b->nr_cpu_ids = (size_t)min_u64(max_u64(on, 1), limit);
	b->nr_possible_cpus = b->nr_present_cpus = b->nr_cpu_ids;
	b->cpu_nid = xcalloc(b->nr_cpu_ids, sizeof(*b->cpu_nid));
}

static int setup_arch(struct boot *b)
{
	struct setup s = { 0 };

	b->max_dma_address = MAX_DMA_ADDRESS;
	make_boot_page_tables(b, &s);
	b->handed = &s;
	if (call_inner(b))
		return -1;
	b->cache_line = b->kernel->cache_bytes;
	return 0;
}

/*
 * setup_per_cpu_areas(), init/main.c: one copy of the static data for each
 * possible CPU, side by side, and nothing behind it.
 */
static int setup_per_cpu_areas(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct percpu *p = &b->percpu;
	uint64_t size = k->sym.per_cpu_end - k->sym.per_cpu_start, unit;

	unit = align_up(size + k->percpu_module_reserve, page_size(b));
	if (bootmem_alloc(b, unit * b->nr_possible_cpus, page_size(b),
			  "per-CPU data", "__alloc_bootmem", &p->base))
		return -1;
	p->static_size = size;
	p->reserved_size = k->percpu_module_reserve;
	p->unit_size = p->alloc_size = unit;
	p->atom_size = page_size(b);
	p->nr_units = (uint32_t)b->nr_possible_cpus;
	p->unit_offsets = xcalloc(p->nr_units, sizeof(*p->unit_offsets));
	p->nr_groups = 1;
	p->groups = xcalloc(1, sizeof(*p->groups));
	p->groups[0].nr_units = p->nr_units;
	p->groups[0].cpu_map =
		xcalloc(p->nr_units, sizeof(*p->groups[0].cpu_map));
	for (uint32_t cpu = 0; cpu < p->nr_units; cpu++) {
		p->unit_offsets[cpu] = cpu * unit;
		p->groups[0].cpu_map[cpu] = (int)cpu;
	}
	p->ready = true;
	return 0;
}

/*
 * page_is_ram(): the pages of [start, end) that the map calls usable, each once
 * though entries that memmap= has added overlap. To be released.
 */
static struct rangemap ram_pages(const struct boot *b, uint64_t start,
				 uint64_t end)
{
	const struct kernel *k = b->kernel;
	struct rangemap ram = { 0 };

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t lo = clamp_u64(pfn_up(k, e->base), start, end);
		uint64_t hi =
			clamp_u64(pfn_down(k, e->base + e->size), lo, end);

		if (e->type == E820_RAM)
			rangemap_set(&ram, lo, hi, 0);
	}
	return ram;
}

static uint64_t count_ram_pages(const struct boot *b, uint64_t start,
				uint64_t end)
{
	struct rangemap ram = ram_pages(b, start, end);
	uint64_t pages = rangemap_covered(&ram, start, end);

	rangemap_release(&ram);
	return pages;
}

/* set_highmem_pages_init(): page by page, those that are RAM. */
static int set_highmem_pages_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct totals *t = &b->totals;
	struct rangemap ram;

	if (!k->highmem)
		return 0;
	ram = ram_pages(b, t->max_low_pfn, t->max_pfn);
	for (size_t i = 0; i < ram.n; i++) {
		uint64_t lo = ram.v[i].start, hi = ram.v[i].end;

		t->totalhigh_pages += hi - lo;
		journal_event(
			b->journal,
			(struct event){
				.op = EVENT_PAGE_FREE,
				.base = lo << k->page_shift,
				.size = (hi - lo) << k->page_shift,
				.nid = 0,
				.order = 0,
				.count = 1,
				.what = "free high memory to the buddy allocator",
				.by = "free_new_highpage "
				      "add_one_highpage_init "
				      "set_highmem_pages_init" });
		free_hot_pages(b, lo, hi);
	}
	rangemap_release(&ram);
	t->totalram_pages += t->totalhigh_pages;
	return 0;
}

static void print_layout_row(struct boot *b, const char *name, uint64_t start,
			     uint64_t end, unsigned shift)
{
	journal_log(b->journal,
		    "    %-7s : 0x%08" PRIx64 " - 0x%08" PRIx64 "   (%4" PRIu64
		    " %s)",
		    name, start, end, (end - start) >> shift,
		    shift == 10 ? "kB" : "MB");
}

/* "virtual kernel memory layout:" */
static void print_layout(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct kernel_symbols *s = &k->sym;
	uint64_t page = page_size(b), high = b->high_memory + k->page_offset;
	uint64_t fixaddr =
		FIXADDR_TOP - k->end_of_permanent_fixed_addresses * page;
	uint64_t kmaps = k->x86_pae ? LAST_PKMAP_PAE : LAST_PKMAP;
	uint64_t pkmap =
		k->vmalloc_end ?
			k->vmalloc_end + 2 * page :
			align_down(fixaddr - (kmaps + 1) * page, kmaps * page);
	uint64_t vmalloc = k->vmalloc_end ?
				   high + VMALLOC_OFFSET :
				   align_down(high + 2 * VMALLOC_OFFSET - 1,
					      VMALLOC_OFFSET);
	uint64_t vmalloc_end = (k->highmem ? pkmap : fixaddr) - 2 * page;

	journal_log(b->journal, "virtual kernel memory layout:");
	print_layout_row(b, "fixmap", fixaddr, FIXADDR_TOP, 10);
	if (k->highmem)
		print_layout_row(b, "pkmap", pkmap, pkmap + kmaps * page, 10);
	print_layout_row(b, "vmalloc", vmalloc, vmalloc_end, 20);
	print_layout_row(b, "lowmem", k->page_offset, high, 20);
	print_layout_row(b, "  .init", s->init_begin, s->init_end, 10);
	print_layout_row(b, "  .data", s->etext, s->edata, 10);
	print_layout_row(b, "  .text", s->text, s->etext, 10);
}

/* nr_free_pages(): what lies on per-CPU lists does not count. */
static uint64_t nr_free_pages(const struct boot *b)
{
	const struct node *n = b->nodes[0];
	uint64_t pages = 0;

	for (unsigned i = 0; i < n->nr_zones; i++)
		pages += n->zones[i].nr_free_pages;
	return pages;
}

/* mem_init(), arch/x86/mm/init_32.c */
static int mem_init(struct boot *b)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	const struct totals *t = &b->totals;
	unsigned shift = b->kernel->page_shift - 10;
	uint64_t ram = count_ram_pages(b, 0, t->max_low_pfn), reserved;

	journal_exact(b->journal, "log");
	if (call_inner(b))
		return -1;
	reserved = ram - (t->totalram_pages - t->totalhigh_pages);
	journal_log(b->journal,
		    "Memory: %" PRIu64 "k/%" PRIu64 "k available (%" PRIu64
		    "k kernel code, %" PRIu64 "k reserved, %" PRIu64
		    "k data, %" PRIu64 "k init, %" PRIu64 "k highmem)",
		    nr_free_pages(b) << shift, t->max_pfn << shift,
		    (s->etext - s->text) >> 10, reserved << shift,
		    (s->edata - s->etext) >> 10,
		    (s->init_end - s->init_begin) >> 10,
		    t->totalhigh_pages << shift);
	print_layout(b);
	return 0;
}

static const struct call calls[] = {
	{ .name = "setup_arch", .run = setup_arch },
	{ .name = "memory_setup", .does = memory_setup },
	{ .name = "parse_early_param",
	  .does = parse_early_param,
	  .title = "mem=, memmap=, highmem=, ..." },
	{ .name = "print_memory_map", .does = print_user_map },
	{ .name = "setup_memory", .run = setup_memory },
	{ .name = "find_max_pfn",
	  .does = find_max_pfn,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "end of the highest usable e820 range" },
	{ .name = "find_max_low_pfn",
	  .does = find_max_low_pfn,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "where high memory begins" },
	{ .name = "printk", .does = tell_low_memory, .part = true },
	{ .name = "init_bootmem",
	  .does = make_bitmap,
	  .kind = CALL_STEP,
	  .title = "one bit a page, all of them reserved" },
	{ .name = "register_bootmem_low_pages",
	  .run = register_bootmem_low_pages,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "usable e820 ranges are free" },
	{ .name = "setup_bootmem_allocator",
	  .run = setup_bootmem_allocator,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "image, BIOS, initrd reserved" },
	{ .name = "smp_alloc_memory", .run = smp_alloc_memory },
	{ .name = "paging_init",
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "page tables of the kernel" },
	{ .name = "pagetable_init", .run = pagetable_init },
	{ .name = "zone_sizes_init",
	  .run = zone_sizes_init,
	  .kind = CALL_STEP,
	  .arch = true,
	  .title = "limits of the zones" },
	{ .name = "free_area_init", .title = "nodes and zones" },
	{ .name = "dmi_scan_machine", .run = dmi_scan_machine },
	{ .name = "get_smp_config", .does = get_smp_config },
	{ .name = "e820__register_nosave_regions",
	  .run = e820_register_nosave_regions },
	{ .name = "e820_register_memory", .does = e820_32_register_memory },
	{ .name = "mem_init", .run = mem_init },
	{ .name = "set_highmem_pages_init", .run = set_highmem_pages_init },
};

const struct arch arch_i386_bootmem = {
	.name = "i386",
	.bootmem = true,
	.boot_loader = boot_loader,
	.null_fault = "BUG: unable to handle kernel NULL pointer dereference "
		      "at virtual address ",
	.page_fault = "BUG: unable to handle kernel paging request at "
		      "virtual address ",
	.own_free_initrd_mem = true,
	.setup_per_cpu_areas = setup_per_cpu_areas,
	.calls = calls,
	.nr_calls = ARRAY_SIZE(calls),
};
