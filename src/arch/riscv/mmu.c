/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/riscv/mmu.h"

#include <string.h>

#include "journal/journal.h"
#include "mm/kfence.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "mm/page_tables.h"
#include "mm/percpu.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/rangemap.h"

/* arch/riscv/mm/init.c and the headers about its address space. */

#define SZ_2M (2ULL << 20)
#define SZ_1G (1ULL << 30)
#define SZ_2G (2ULL << 30)
#define KERNEL_LINK_ADDR (-SZ_2G)
#define KASAN_SHADOW_END (KERNEL_LINK_ADDR - SZ_2G) /* MODULES_LOWEST_VADDR */
#define STRUCT_PAGE_MAX_SHIFT 6

#define MOST_LEVELS 5

#define PTE_TABLE_SHIFT 21 /* a table of PTEs maps 2 MiB */

/* By levels: Sv39, Sv48, Sv57. */
static const struct mode {
	unsigned levels, va_bits;
	uint64_t page_offset;
} modes[] = {
	{ 3, 39, 0xffffffd600000000 },
	{ 4, 48, 0xffffaf8000000000 },
	{ 5, 57, 0xff60000000000000 },
};

static const struct mode *mode_of(const struct boot *b)
{
	return &modes[b->pgtable_levels - modes[0].levels];
}

/* PGDIR_SHIFT: an entry of the top table maps so much. */
static unsigned pgdir_shift(const struct boot *b)
{
	return mode_of(b)->va_bits - 9;
}

uint64_t riscv_page_offset(const struct boot *b)
{
	return mode_of(b)->page_offset;
}

/* A quarter of the top table. */
uint64_t riscv_kern_virt_size(const struct boot *b)
{
	return 128ULL << pgdir_shift(b);
}

uint64_t riscv_vmalloc_size(const struct boot *b)
{
	return riscv_kern_virt_size(b) / 2;
}

static uint64_t vmalloc_start(const struct boot *b)
{
	return riscv_page_offset(b) - riscv_vmalloc_size(b);
}

uint64_t riscv_vmemmap_start(const struct boot *b)
{
	unsigned shift = mode_of(b)->va_bits - b->kernel->page_shift - 1 +
			 STRUCT_PAGE_MAX_SHIFT;

	return vmalloc_start(b) - (1ULL << shift);
}

static bool hart_is_usable(const struct machine_cpu *cpu, bool reads_string)
{
	return cpu->reg != UINT64_MAX && cpu->enabled &&
	       (cpu->riscv_isa == RISCV_ISA_EXTENSIONS ||
		(cpu->riscv_isa == RISCV_ISA_STRING && reads_string));
}

bool riscv_hart_is_usable(const struct boot *b, const struct machine_cpu *cpu)
{
	return hart_is_usable(cpu, b->kernel->riscv_isa_fallback ||
					   b->params.riscv_isa_fallback);
}

/* get_early_cmdline(): of the tree, and of the build where it says so. */
static bool early_cmdline_has(const struct boot *b, const char *word)
{
	const struct kernel *k = b->kernel;
	const char *given = b->machine->cmdline;

	if (!k->cmdline_force && strstr(given, word))
		return true;
	return (k->cmdline_extend || k->cmdline_force || !*given) &&
	       k->builtin_cmdline && strstr(k->builtin_cmdline, word);
}

/*
 * The hart that boots: the first that the kernel will run on once it has read
 * its command line; NULL: none.
 */
static const struct machine_cpu *boot_hart(const struct boot *b)
{
	const struct machine *m = b->machine;
	bool reads_string = b->kernel->riscv_isa_fallback ||
			    early_cmdline_has(b, "riscv_isa_fallback");

	for (size_t i = 0; i < m->nr_cpus; i++) {
		if (hart_is_usable(&m->cpus[i], reads_string))
			return &m->cpus[i];
	}
	return NULL;
}

/* The most levels that it can walk. */
static unsigned hart_levels(struct boot *b, const struct machine_cpu *hart)
{
	if (hart && hart->mmu_levels)
		return hart->mmu_levels;
	journal_inexact(
		b->journal, "memblock",
		"no mmu-type in the tree tells how many levels of page tables the harts can walk; shown with the three that all of them can");
	return 3;
}

/* set_satp_mode_from_fdt(): the first hart that may be used counts. */
static unsigned levels_of_tree(const struct boot *b)
{
	const struct machine *m = b->machine;
	size_t i = 0;

	while (i < m->nr_cpus && !m->cpus[i].enabled)
		i++;
	return i < m->nr_cpus && m->cpus[i].mmu_type_levels ?
		       m->cpus[i].mmu_type_levels :
		       MOST_LEVELS;
}

/*
 * set_satp_mode(): the words are looked for anywhere in the command line, also
 * inside of others.
 */
static unsigned allowed_levels(const struct boot *b)
{
	return early_cmdline_has(b, "no4lvl") ? 3 :
	       early_cmdline_has(b, "no5lvl") ? 4 :
						MOST_LEVELS;
}

/* RISC-V: whether the tree's mmu-type keeps the page tables at fewer levels. */
RULE(riscv_levels, "set_satp_mode()", WITH_MEMBLOCK,
     VARIANT(RISCV_LEVELS_OF_TREE, "of_tree",
	     .shows = "function __pi_set_satp_mode_from_fdt", .since = "6.17"),
     /* that boots, whatever the tree says of it */
     VARIANT(RISCV_LEVELS_OF_HART, "of_hart",
	     .shows = "no function __pi_set_satp_mode_from_fdt"));

int riscv_setup_vm(struct boot *b)
{
	const struct machine_cpu *hart = boot_hart(b);
	unsigned levels;

	/* A BUG_ON() before there is anything that could tell. */
	if (b->image_base & (SZ_2M - 1))
		return journal_hang(b->journal, "setup_vm");
	if (hart && hart->no_mmu)
		return journal_hang(b->journal, "relocate_enable_mmu");
	levels = (unsigned)min_u64(hart_levels(b, hart), allowed_levels(b));
	if (b->kernel->rules.riscv_levels == RISCV_LEVELS_OF_TREE)
		levels = (unsigned)min_u64(levels, levels_of_tree(b));
	b->pgtable_levels =
		(unsigned)min_u64(levels, b->kernel->pgtable_levels);
	return 0;
}

/*
 * The tables below the top one, a set for each level: the slots that have one.
 * No table is freed here, so a slot needs one exactly once.
 *
 *     va       |--2M--|--2M--|--2M--|--2M--|
 *     range        [=====================)       2 tables of PTEs, at the ends
 *     blocks       p      B      B     p
 */
#define MAX_TABLES 4

struct tables {
	struct rangemap slots[MAX_TABLES]; /* from PTEs up */
	const char *what; /* of their pages */
};

static void tables_release(struct tables *t)
{
	for (size_t i = 0; i < MAX_TABLES; i++)
		rangemap_release(&t->slots[i]);
}

/* How far apart pages are mapped: best_map_size(), or one size for all. */
enum map_size { MAP_BEST, MAP_PAGES, MAP_PMDS };

/*
 * create_pgd_mapping() for all of [va, va + size), which maps pa. Each
 * table takes a page from the top of free memory, so that their number is all
 * that matters for what is left.
 */
static int map(struct boot *b, struct tables *t, uint64_t va, uint64_t pa,
	       uint64_t size, enum map_size how, const char *by)
{
	uint64_t page = kernel_page_size(b->kernel), count = 0;

	if (!size)
		return 0;
	for (unsigned i = 0; i + 1 < b->pgtable_levels; i++) {
		unsigned shift = PTE_TABLE_SHIFT + 9 * i;
		bool aligned = !((va ^ pa) & ((1ULL << shift) - 1));
		bool blocks = how == MAP_BEST && aligned &&
			      shift < pgdir_shift(b);

		if (how == MAP_PMDS && shift == PTE_TABLE_SHIFT)
			continue;
		count += page_tables_add(&t->slots[i], shift, va, va + size,
					 blocks);
	}
	if (memblock_alloc_run(b, count, page, page, 0,
			       MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE, false,
			       t->what, by) == count)
		return 0;
	/* It clears the table where nothing is: at physical address 0. */
	return journal_oops(b->journal, "create_pgd_mapping");
}

static const char linear_by[] = "create_pgd_mapping "
				"create_linear_mapping_range "
				"create_linear_mapping_page_table";

/* create_linear_mapping_range() */
static int map_linear(struct boot *b, struct tables *t, const struct range *r,
		      bool pages)
{
	bool small = pages || b->params.debug_pagealloc;

	return map(b, t, r->base + b->page_offset, r->base, r->size,
		   small ? MAP_PAGES : MAP_BEST, linear_by);
}

static int mark_nomap(struct boot *b, const struct range *r, bool set)
{
	return memblock_mark(b, r->base, r->size, MEMBLOCK_NOMAP, set,
			     "create_linear_mapping_page_table");
}

/* All banks but what is to be mapped apart from them. */
static int map_banks(struct boot *b, struct tables *t)
{
	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];
		const struct range bank = { r->base, r->size };

		if (r->flags & MEMBLOCK_NOMAP)
			continue;
		if (map_linear(b, t, &bank, false))
			return -1;
	}
	return 0;
}

/* The pool is taken whether or not KFENCE is switched on. */
static int alloc_kfence_pool(struct boot *b, struct range *pool)
{
	pool->size = b->kernel->kfence ? kfence_pool_size(b->kernel) : 0;
	if (!pool->size)
		return 0;
	pool->base =
		memblock_alloc_range_nid(b, pool->size,
					 kernel_page_size(b->kernel), 0,
					 MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE,
					 false, "KFENCE pool",
					 "create_linear_mapping_page_table");
	if (!pool->base)
		return journal_bug(b->journal,
				   "create_linear_mapping_page_table");
	b->kfence_pool = pool->base;
	return mark_nomap(b, pool, true);
}

/*
 * create_linear_mapping_page_table(): the parts of the image that change their
 * protection, and the KFENCE pool, must not share a large page with others.
 */
static int map_memory(struct boot *b, struct tables *t)
{
	const struct kernel_symbols *s = &b->kernel->sym;
	const struct range apart[] = {
		{ b->image_base, s->init_data_begin - s->start },
		{ boot_image_pa(b, s->start_rodata),
		  s->data - s->start_rodata },
	};
	size_t n = b->kernel->strict_kernel_rwx ? ARRAY_SIZE(apart) : 0;
	struct range pool;

	for (size_t i = 0; i < n; i++)
		mark_nomap(b, &apart[i], true);
	if (alloc_kfence_pool(b, &pool) || map_banks(b, t))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (map_linear(b, t, &apart[i], false))
			return -1;
	}
	for (size_t i = 0; i < n; i++)
		mark_nomap(b, &apart[i], false);
	if (!pool.size)
		return 0;
	return map_linear(b, t, &pool, true) || mark_nomap(b, &pool, false);
}

/* create_kernel_page_table() */
static int map_image(struct boot *b, struct tables *t)
{
	uint64_t size = align_up(kernel_image_size(b->kernel), SZ_2M);

	t->what = "page tables of the kernel image";
	return map(b, t, kernel_image_start(b->kernel), b->image_base, size,
		   MAP_PMDS, "create_pgd_mapping create_kernel_page_table");
}

int riscv_setup_vm_final(struct boot *b)
{
	struct tables t = { .what = "page tables of the linear map" };
	int ret = map_memory(b, &t) || map_image(b, &t);

	tables_release(&t);
	return ret ? -1 : 0;
}

/* Tables below the top one for [va, end), where there are none yet. */
static uint64_t new_tables(const struct boot *b, uint64_t va, uint64_t end)
{
	uint64_t count = 0;

	for (unsigned i = 0; i + 1 < b->pgtable_levels; i++) {
		unsigned shift = PTE_TABLE_SHIFT + 9 * i;

		count += ((end - 1) >> shift) - (va >> shift) + 1;
	}
	return count;
}

int riscv_map_early_vmalloc(struct boot *b, uint64_t size)
{
	uint64_t va = vmalloc_start(b);

	return pcpu_populate_ptes(b, new_tables(b, va, va + size));
}

/* Ranges of addresses, whose top entries all get a table. */
#define NR_AREAS 4

struct area {
	const char *name; /* in the panic */
	uint64_t tables; /* to be made */
};

static void use_slots(const struct boot *b, struct rangemap *used, uint64_t va,
		      uint64_t end)
{
	if (va < end)
		rangemap_fill(used, va >> pgdir_shift(b),
			      ((end - 1) >> pgdir_shift(b)) + 1, 0);
}

/* The top entries that have a table since paging_init() or sparse_init(). */
static void find_used(const struct boot *b, struct rangemap *used)
{
	const struct kernel *k = b->kernel;
	uint64_t section = pages_per_section(k) * k->size.page;

	for (size_t i = 0; i < b->memblock.memory.cnt; i++) {
		const struct memblock_region *r =
			&b->memblock.memory.regions[i];

		if (!(r->flags & MEMBLOCK_NOMAP))
			use_slots(b, used, r->base + b->page_offset,
				  memblock_region_end(r) + b->page_offset);
	}
	for (size_t i = 0; i < b->sections.n; i++) {
		const struct rangemap_extent *e = &b->sections.v[i];

		use_slots(b, used, b->vmemmap + e->start * section,
			  b->vmemmap + e->end * section);
	}
	if (b->percpu.in_vmalloc)
		use_slots(b, used, vmalloc_start(b), vmalloc_start(b) + 1);
	use_slots(b, used, kernel_image_start(k), k->sym.end);
}

/* PAGE_END: the linear map may grow up to where KASAN would have its shadow. */
static uint64_t page_end(const struct boot *b)
{
	uint64_t shadow = 1ULL << (mode_of(b)->va_bits - 4);

	return align_down(KASAN_SHADOW_END - shadow, 1ULL << pgdir_shift(b));
}

/* How many top entries of each area get a table now. */
static void count_areas(const struct boot *b, struct area areas[NR_AREAS])
{
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k);
	const struct {
		bool there;
		const char *name;
		uint64_t start, end;
	} all[NR_AREAS] = {
		{ true, "vmalloc", vmalloc_start(b), riscv_page_offset(b) },
		{ k->modules, "bpf/modules", align_up(k->sym.end, page) - SZ_2G,
		  align_up(k->sym.start, page) },
		{ k->memory_hotplug, "vmemmap", riscv_vmemmap_start(b),
		  vmalloc_start(b) },
		{ k->memory_hotplug, "direct map", riscv_page_offset(b),
		  page_end(b) },
	};
	unsigned shift = pgdir_shift(b);
	struct rangemap used = { 0 };

	find_used(b, &used);
	for (size_t i = 0; i < NR_AREAS; i++) {
		areas[i].name = all[i].name;
		areas[i].tables = all[i].there ?
					  page_tables_add(&used, shift,
							  all[i].start,
							  all[i].end, false) :
					  0;
	}
	rangemap_release(&used);
}

uint64_t riscv_pgtable_cache_pages(const struct boot *b)
{
	struct area areas[NR_AREAS];
	uint64_t pages = 0;

	count_areas(b, areas);
	for (size_t i = 0; i < NR_AREAS; i++)
		pages += areas[i].tables;
	return pages;
}

/* preallocate_pgd_pages_range() */
static int preallocate(struct boot *b, const struct area *a)
{
	static const char *const levels[] = { "pmd", "pud", "p4d" };
	const struct page_request req = {
		.mt = MIGRATE_UNMOVABLE,
		.highest = ZONE_NORMAL,
		.nid = b->cpu_nid[0],
		.what = journal_intern(b->journal, "page tables of the %s area",
				       a->name),
		.by = "preallocate_pgd_pages_range",
	};

	for (uint64_t n = a->tables; n; n--) {
		if (alloc_pages(b, &req) == NO_PFN)
			return journal_panic(
				b->journal,
				"Failed to pre-allocate %s pages for %s area",
				levels[b->pgtable_levels - modes[0].levels],
				a->name);
	}
	return 0;
}

int riscv_pgtable_cache_init(struct boot *b)
{
	struct area areas[NR_AREAS];

	count_areas(b, areas);
	for (size_t i = 0; i < NR_AREAS; i++) {
		if (preallocate(b, &areas[i]))
			return -1;
	}
	return 0;
}
