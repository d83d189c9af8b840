/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_BOOT_H
#define INITMEM_MODEL_BOOT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/attempt.h"
#include "model/bootmem.h"
#include "model/kernel.h"
#include "model/machine.h"
#include "model/memblock.h"
#include "model/params.h"
#include "model/zone.h"
#include "util/rangemap.h"
#include "util/stringmap.h"

/*
 * The whole state of one simulated boot. Phases change it one after the
 * other; emitters read a const one. It owns everything it points to except
 * machine, kernel and arch, which outlive it.
 */

struct arch;
struct sequence;

enum event_op {
	EVENT_ADD,
	EVENT_REMOVE,
	EVENT_RESERVE,
	EVENT_ALLOC,
	EVENT_FREE,
	EVENT_MARK,
	EVENT_SET_NODE,
	EVENT_PAGE_ALLOC,
	EVENT_PAGE_FREE,
};

/* "add", "reserve", ... as the records name it. */
const char *event_op_name(enum event_op op);

/* One operation, or `count` equal ones at bases `stride` bytes apart. */
struct event {
	enum event_op op;
	uint64_t base, size; /* bytes */
	uint64_t align; /* allocations; else 0 */
	int nid; /* asked for or set; NO_NODE: none */
	int order; /* page allocator; else -1 */
	uint64_t count;
	int64_t stride;
	const char *what; /* plain words; NULL: none */
	const char *by; /* kernel functions, innermost first, by spaces */
};

/* Who took memory, for what, and when: the ledger's tags index these. */
struct owner {
	const char *what;
	const char *by; /* the kernel function that took it */
	const char *since; /* "setup_arch" or "setup_arch/paging_init" */
};

struct percpu_group {
	uint64_t base_offset; /* from percpu.base */
	uint32_t nr_units;
	int *cpu_map; /* by unit; -1: empty */
};

struct percpu {
	bool ready;
	uint64_t static_size, reserved_size, dynamic_size;
	uint64_t unit_size, atom_size, alloc_size;
	uint32_t nr_units;
	bool in_vmalloc; /* pages mapped there, not areas of the direct map */
	uint64_t base; /* physical address of the lowest group */
	uint64_t *unit_offsets; /* by CPU, nr_cpu_ids of them */
	uint64_t dynamic_free; /* bytes left in the first dynamic chunk */
	struct percpu_group *groups;
	size_t nr_groups;
};

struct hash_table {
	const char *name;
	uint64_t entries;
	unsigned order; /* get_order(bytes) */
	uint64_t bytes;
};

struct slab_cache {
	const char *name;
	uint32_t object_size, size, align;
	unsigned order;
	uint32_t objects; /* of a slab */
	uint32_t min_partial;
	bool dma, reclaimable;
	bool stores_users; /* each object's, in the stack depot */
};

struct cma_area {
	const char *name;
	uint64_t base_pfn, count; /* pages */
	unsigned order_per_bit;
};

/* SPARSEMEM: the struct pages of one section. */
struct section_map {
	uint64_t section; /* its number */
	uint64_t base; /* bytes */
};

/*
 * 32-bit x86: where page tables come from between setup_arch() and mem_init(),
 * and which slots of the kernel's half have one, counted from PAGE_OFFSET.
 */
struct low_tables {
	uint64_t buf_next, buf_end; /* what brk still has, bytes */
	uint64_t min_mapped, max_mapped;
	struct rangemap slots;
};

struct totals {
	bool has_pfns; /* the three below are set */
	uint64_t max_pfn, max_low_pfn, min_low_pfn;
	uint64_t totalram_pages; /* 0 before mem_init */
	uint64_t totalhigh_pages; /* of them in high memory */
	bool has_reserve; /* the two below are set */
	uint64_t totalreserve_pages;
	uint64_t min_free_kbytes;
};

struct inexact {
	const char *member;
	const char *reason;
};

struct frame {
	const char *function;
};

struct boot;

/*
 * Called when a phase (step NULL) or a step has ended. Returns true when it has
 * taken note of the events and log lines: they are dropped then.
 */
typedef bool boot_observer(void *ctx, const struct boot *b);

struct boot {
	const struct machine *machine;
	const struct kernel *kernel;
	const struct arch *arch;
	void *handed; /* what a call hands to those that it makes itself */
	struct sequence *sequence; /* NULL until boot_sequence() */

	/* where we are */
	const char *phase;
	const char *step; /* only while the observer runs; else NULL */
	struct frame stack[16];
	unsigned depth;
	boot_observer *observer;
	void *observer_ctx;

	struct params params;
	struct memblock memblock;
	bool memblock_alive;
	struct bootmem bootmem; /* where the build has it instead */
	bool slab_is_available;

	struct node **nodes; /* by nid; NULL where there is none */
	size_t nr_nodes; /* entries of nodes[] */
	size_t nr_node_ids; /* highest possible + 1; first max_numnodes */
	uint32_t *distance; /* nr_node_ids x nr_node_ids; NULL before */
	size_t distance_nodes;
	bool numa_off;

	/* x86: e820_table and e820_table_firmware */
	struct e820_map e820, e820_firmware;
	bool e820_userdef; /* mem= or memmap= has changed it */
	struct rangemap mtrr_trimmed; /* RAM, by byte, that MTRRs cost */
	uint64_t max_arch_pfn; /* MAX_ARCH_PFN */
	unsigned pgtable_levels; /* in force; 0: what the build has */
	unsigned max_physmem_bits; /* MAX_PHYSMEM_BITS in force */
	uint64_t max_possible_pfn;
	struct low_tables low_tables;
	bool log_buf_enlarged; /* setup_log_buf() has done its work */

	/* possible CPUs: nid by CPU; -1 where the CPU is not possible */
	int *cpu_nid;
	size_t nr_cpu_ids; /* last possible CPU + 1 */
	size_t nr_possible_cpus;
	size_t nr_present_cpus; /* as far as they are counted this early */
	/* by CPU: possible, but not there when smp_init() comes; NULL: none */
	bool *cpu_absent;
	size_t nr_startable_cpus; /* those there that smp_init() can start */
	size_t nr_online_cpus; /* 1 until the others come up */
	uint32_t cache_line; /* cache_line_size() */

	/*
	 * What a bad access of the kernel's own prints in front of the address:
	 * within the first page, elsewhere. NULL: not known.
	 */
	const char *null_fault, *page_fault;

	/* set by the architecture */
	uint64_t image_base; /* of _text */
	uint64_t image_offset; /* virtual minus physical of the image */
	uint64_t memstart_addr; /* arm64: start of the linear map */
	uint64_t page_offset; /* x86: linear address of physical 0 */
	uint64_t dma_limit; /* arm64_dma_phys_limit, arm_dma_limit */
	uint64_t max_dma_address; /* MAX_DMA_ADDRESS as a physical one */
	uint64_t high_memory; /* physical end of the directly mapped part */
	uint64_t max_zone_pfns[MAX_NR_ZONES];
	uint64_t dma_reserve; /* pages */
	uint64_t initrd_start, initrd_size; /* phys_initrd_*; 0: none */
	struct range initrd_freed; /* page frames, once they have been freed */

	/* free_area_init() */
	uint64_t zone_lowest_pfn[MAX_NR_ZONES], zone_highest_pfn[MAX_NR_ZONES];
	uint64_t *zone_movable_pfn; /* by nid, nr_nodes of them */
	uint64_t nr_all_pages, nr_kernel_pages;
	bool managed_pages_reset; /* reset_all_zones_managed_pages() was here */
	bool page_group_by_mobility_disabled;
	bool hashdist;
	bool zonelists_built;
	int policy_zone; /* zone index; -1 without NUMA */

	struct percpu percpu;
	struct hash_table *hash_tables;
	size_t nr_hash_tables;
	struct cma_area *cma_areas;
	size_t nr_cma_areas;
	int default_cma; /* index; -1: none */
	uint64_t totalcma_pages;
	struct mem_attempt *attempts; /* in the order of the boot */
	size_t nr_attempts, cap_attempts;
	bool hugetlb_cma; /* hugetlb_cma= has got memory */
	struct slab_cache *slab_caches;
	size_t nr_slab_caches;
	bool slab_ready;
	struct totals totals;

	/* by pfn, what its struct page says: see boot_link_pages() */
	struct rangemap page_zones;
	/* FLATMEM: the struct page of mem_map_start_pfn lies at mem_map_base */
	uint64_t mem_map_base, mem_map_start_pfn;

	/* sparse: by section number, tag = nid of the first range there */
	struct rangemap sections;
	struct rangemap unbacked_sections; /* left without struct pages */
	/* where each of them has a map of its own: those a bank ends in */
	struct section_map *section_maps;
	size_t nr_section_maps;

	/* since the observer last took note */
	struct event *events;
	size_t nr_events, cap_events;
	char **log;
	size_t nr_log, cap_log;

	/* ledger */
	struct rangemap ledger; /* by byte; tag indexes owners */
	struct rangemap owned; /* what the ledger covers, without tags */
	struct owner *owners;
	size_t nr_owners, cap_owners;
	struct stringmap owner_index; /* from 1 */

	struct inexact *inexact;
	size_t nr_inexact, cap_inexact;

	/* how the boot ends; all NULL where it does not */
	char *panic; /* behind "Kernel panic - not syncing: "; "": not printed */
	const char *dies_in; /* the function of the exception; NULL: panic() */

	char **interned;
	size_t nr_interned, cap_interned;
};

/* Takes no ownership of machine, kernel, arch. */
void boot_init(struct boot *b, const struct machine *machine,
	       const struct kernel *kernel, const struct arch *arch);
void boot_release(struct boot *b);

/* A string that lives as long as b does. */
const char *boot_intern(struct boot *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The simulated call stack: enter a kernel function whose callees take memory
 * or that ends in a record; leave it again. `function` is a literal.
 */
void boot_enter(struct boot *b, const char *function);
void boot_leave(struct boot *b);
/* Leaves the function and tells the observer that this step has ended. */
void boot_leave_step(struct boot *b);

/* A line that the real kernel prints here. */
void boot_log(struct boot *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The simulated kernel stops here, with this message. The first one counts.
 * Returns -1, which every phase passes up.
 */
int boot_panic(struct boot *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int boot_vpanic(struct boot *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/*
 * The simulated kernel dies of an exception in its function `function` (a
 * literal): of a bad access, a BUG(). It does not say why by a panic of its
 * own: the lines about the exception go to the log by boot_log() before, as far
 * as they can be predicted, and what panics in the end is make_task_dead() for
 * the task that ran. Returns -1, as boot_panic().
 */
int boot_oops(struct boot *b, const char *function);

/* The same for a BUG(), with its line where the profile knows the place. */
int boot_bug(struct boot *b, const char *function);

/* The same for an access to the virtual address `addr`, with its line. */
int boot_fault(struct boot *b, const char *function, uint64_t addr);

/*
 * The simulated kernel gets no further than `function` (a literal), without a
 * panic: it runs into the void before it can tell, or for ever. What it prints
 * before, if anything, is boot_log()'s. Returns -1, as boot_panic().
 */
int boot_hang(struct boot *b, const char *function);

/*
 * How the boot ends, for people; to be freed: "Kernel panic - not syncing: ..."
 * and, where an exception is behind it, in which function. b->panic is set.
 */
char *boot_last_words(const struct boot *b);

/*
 * From here on the records' `member` is an approximation, for one reason more.
 * Literals, or boot_intern().
 */
void boot_inexact(struct boot *b, const char *member, const char *reason);
void boot_exact(struct boot *b, const char *member);

/*
 * Records an event; equal neighbours are folded. `by` as in memblock.h: the
 * functions on the call stack are put behind it.
 */
void boot_event(struct boot *b, struct event e);

/* The event of pages [start, end) that go to the buddy allocator. */
void boot_event_free(struct boot *b, uint64_t start_pfn, uint64_t end_pfn,
		     int nid, const char *what, const char *by);

/* Ledger: bytes that nobody owns yet become `what`'s; the rest stays. */
void boot_own(struct boot *b, uint64_t base, uint64_t size, const char *what,
	      const char *by);
void boot_disown(struct boot *b, uint64_t base, uint64_t size);

/* Tells the observer that a phase, or the step it is in, has ended. */
void boot_tell(struct boot *b);

/* An address as %pa prints it: as wide as phys_addr_t. Lives as long as b. */
const char *boot_pa_text(struct boot *b, uint64_t addr);

/* Physical address of a linked address of the kernel image. */
uint64_t boot_image_pa(const struct boot *b, uint64_t linked);

/* Where the image's own mapping has a physical address; 32 bits: __va(). */
uint64_t boot_image_va(const struct boot *b, uint64_t addr);

/*
 * set_page_links(): the struct pages of [start_pfn, end_pfn) say from now on
 * that they belong to z. Zones may overlap; a page belongs to one of them.
 */
void boot_link_pages(struct boot *b, const struct zone *z, uint64_t start_pfn,
		     uint64_t end_pfn);

/*
 * page_zone(): the zone that the struct page says; NULL where it says none.
 * boot_zone_run(): and lowers *end to where the pages from pfn on that are all
 * alike in this end.
 */
struct zone *boot_pfn_zone(const struct boot *b, uint64_t pfn);
struct zone *boot_zone_run(const struct boot *b, uint64_t pfn, uint64_t *end);

/* NODE_DATA(nid); NULL where there is none. Makes it if `create`. */
struct node *boot_node(struct boot *b, int nid);
struct node *boot_node_create(struct boot *b, int nid);

#endif
