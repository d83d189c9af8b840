/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_kernel.h"

#include <stdlib.h>
#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"
#include "util/haystack.h"

/*
 * A number of the build: in a line that has `line`, the decimal number right
 * behind `before`, or else right in front of `after`. Lines of all ages.
 */
static const struct number_form {
	const char *line, *before, *after;
	enum build_fact fact;
} number_forms[] = {
	{ "ercpu: Embedded", " s", NULL, LOG_PERCPU_STATIC },
	{ "ercpu: Embedded", " r", NULL, LOG_PERCPU_RESERVED },
	{ "PERCPU: Embedded", " s", NULL, LOG_PERCPU_STATIC },
	{ "PERCPU: Embedded", " r", NULL, LOG_PERCPU_RESERVED },
	{ "pcpu-alloc: s", "pcpu-alloc: s", NULL, LOG_PERCPU_STATIC },
	{ "pcpu-alloc: s", " r", NULL, LOG_PERCPU_RESERVED },
	{ "NR_CPUS:", "NR_CPUS:", NULL, LOG_NR_CPUS },
	{ "RCU restricting CPUs", "NR_CPUS=", NULL, LOG_NR_CPUS },
	{ "Memory: ", NULL, "K kernel code", LOG_CODE_KIB },
	{ "Memory: ", NULL, "k kernel code", LOG_CODE_KIB },
	{ "Memory: ", NULL, "K rwdata", LOG_RWDATA_KIB },
	{ "Memory: ", NULL, "K rodata", LOG_RODATA_KIB },
	{ "Memory: ", NULL, "k data", LOG_DATA_KIB },
	{ "Memory: ", NULL, "K init", LOG_INIT_KIB },
	{ "Memory: ", NULL, "k init", LOG_INIT_KIB },
	{ "Memory: ", NULL, "K bss", LOG_BSS_KIB },
	{ "Freeing SMP alternatives memory: ", "memory: ", NULL,
	  LOG_SMP_LOCKS_KIB },
	{ "Freeing SMP alternatives: ", "alternatives: ", NULL,
	  LOG_SMP_LOCKS_KIB },
	{ "Base memory trampoline at [", " size ", NULL, LOG_REAL_MODE_BYTES },
	{ "log_buf_len min size", "min size: ", NULL, LOG_BUF_BYTES },
	{ "log_buf_len individual", "contribution: ", NULL, LOG_BUF_CPU_BYTES },
	{ "cma: Reserved ", "cma: Reserved ", NULL, LOG_CMA_MIB },
	{ "cma: CMA: reserved ", "CMA: reserved ", NULL, LOG_CMA_MIB },
	{ "cma: dma_declare_contiguous(", "adjust size to ", NULL,
	  LOG_CMA_MIB },
	{ "kfence: initialized", NULL, " objects at", LOG_KFENCE_OBJECTS },
	{ "early log buf free", "free: ", NULL, LOG_BUF_UNUSED },
};

/* What only kernels print that are built so. */
static const struct {
	const char *words;
	enum build_fact fact;
} kind_forms[] = {
	{ "No NUMA configuration found", LOG_HAS_NODES },
	{ "NODE_DATA", LOG_HAS_NODES },
	{ "Faking a node at", LOG_HAS_NODES },
	{ "Fallback order for Node", LOG_HAS_NODES },
	{ "Policy zone: ", LOG_HAS_NODES },
	{ "Registered nosave memory", LOG_HAS_NOSAVE },
	{ "PID hash table entries", LOG_HAS_PID_HASH },
	{ "Dentry cache hash table entries", LOG_HAS_DENTRY_HASH },
	{ "Built ", LOG_HAS_ZONELISTS },
	{ "cma: ", LOG_HAS_CMA },
	{ "irtual kernel memory layout:", LOG_HAS_LAYOUT },
	{ "pkmap   : 0x", LOG_HAS_PKMAP },
	{ "modules : 0x", LOG_HAS_MODULES },
	{ "created CMA memory pool", LOG_HAS_CMA },
	{ "Memory: ", LOG_HAS_MEMORY },
	{ "SLUB: ", LOG_HAS_SLUB },
	{ "found SMP MP-table", LOG_HAS_MP_TABLE },
	{ "MPTABLE: ", LOG_HAS_MP_TABLE },
	{ "Faking node ", LOG_HAS_NODES_MADE },
	{ "kvm-clock: cpu 0, msr ", LOG_HAS_KVM_CLOCK },
	{ "CPU: ARMv6-compatible ", LOG_IS_OLD_ARM },
	{ " (ARMv5", LOG_IS_OLD_ARM },
	{ " (ARMv4", LOG_IS_OLD_ARM },
	{ "software IO TLB: area num ", LOG_HAS_SWIOTLB },
	{ "software IO TLB: mapped ", LOG_HAS_SWIOTLB },
	{ "software IO TLB [mem ", LOG_HAS_SWIOTLB },
	{ "bounce buffer size adjusted to ", LOG_HAS_SWIOTLB_SIZED },
	{ " deferred pages initialised in ", LOG_HAS_DEFERRED },
	{ "Freeing unused kernel ", LOG_HAS_FREED_INIT },
	{ "HugeTLB", LOG_HAS_HUGETLB },
	{ " pages in unavailable ranges", LOG_HAS_HOLE_PAGES },
	{ "Freeing unused decrypted memory: ", LOG_HAS_DECRYPTED },
	{ "Initializing cgroup subsys memory", LOG_HAS_MEMCG },
	{ "Disabling memory control group subsystem", LOG_HAS_MEMCG },
};

/* The first line counts: some are printed again later, of other things. */
static void set(struct log_kernel *l, enum build_fact fact, uint64_t value,
		unsigned number)
{
	if (!l->facts[fact].line)
		l->facts[fact] = (struct build_fact_value){ value, number };
}

static void take_numbers(struct log_kernel *l, const struct haystack *h,
			 unsigned number)
{
	for (size_t i = 0; i < ARRAY_SIZE(number_forms); i++) {
		const struct number_form *f = &number_forms[i];
		uint64_t value;

		if (!haystack_find(h, f->line))
			continue;
		if (f->before ? number_behind(h->text, f->before, &value) :
				number_before(h->text, f->after, &value))
			set(l, f->fact, value, number);
	}
}

/* "[mem 0x...", "empty", "0x00037bfe -> " */
static bool is_zone_range(const char *rest)
{
	const char *end;

	return skip_prefix(rest, "[mem ", &end) ||
	       skip_prefix(rest, "empty", &end) || strstr(rest, " -> ");
}

/*
 * "  DMA32    [mem 0x...", "  Device   empty", "  HighMem  0x00037bfe -> ";
 * "  Normal zone: 65024 pages, LIFO batch:15"
 */
static void take_zone_line(struct log_kernel *l, const char *text,
			   unsigned zone, unsigned number)
{
	const char *rest, *end;

	if (!skip_prefix(text, zone_kind_name((enum zone_kind)zone), &rest) ||
	    *rest != ' ')
		return;
	if (is_zone_range(skip_blanks(rest)))
		set(l, (enum build_fact)(LOG_HAS_ZONE + zone), 1, number);
	if (skip_prefix(rest, " zone: ", &end))
		set(l, (enum build_fact)(LOG_HAS_ZONE_PAGES + zone), 1, number);
}

static void take_zone(struct log_kernel *l, const char *text, unsigned number)
{
	const char *rest;

	if (skip_prefix(text, "Zone ranges:", &rest) ||
	    skip_prefix(text, "Zone PFN ranges:", &rest))
		set(l, LOG_HAS_ZONE_HEADING, 1, number);
	text = skip_blanks(text);
	for (unsigned z = 0; z < NR_ZONE_KINDS; z++)
		take_zone_line(l, text, z, number);
}

/*
 * "... hash table entries: 2048 (order: 2, 16384 bytes": four pages; an order
 * of 0 is a page that may have room left.
 */
static void take_page_size(struct log_kernel *l, const struct haystack *h,
			   unsigned number)
{
	const char *at = haystack_find(h, "hash table entries: ");
	struct build_fact_value *least = &l->facts[LOG_PAGE_BYTES_LEAST];
	struct scan s;

	if (!at ||
	    scan(&s, at, "hash table entries: %d (order: %d, %d bytes") !=
		    SCAN_YES ||
	    s.v[1] > 20 || s.v[2] & (s.v[2] - 1) || s.v[2] >> s.v[1] < 4096)
		return;
	if (s.v[1])
		set(l, LOG_PAGE_BYTES, s.v[2] >> s.v[1], number);
	else if (s.v[2] > least->value)
		*least = (struct build_fact_value){ s.v[2], number };
}

/* "HugeTLB: registered 512 MiB page size": of one size of small pages alone */
static void take_huge_pages(struct log_kernel *l, const char *text,
			    unsigned number)
{
	static const struct {
		const char *huge;
		uint64_t page;
	} sizes[] = {
		{ " 64.0 KiB page", 4096 },
		{ " 512 MiB page", 65536 },
		{ " 16.0 GiB page", 65536 },
	};

	if (strncmp(text, "HugeTLB", strlen("HugeTLB")) != 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (strstr(text, sizes[i].huge))
			set(l, LOG_PAGE_BYTES, sizes[i].page, number);
	}
}

#define FTRACE_BYTES 16 /* struct dyn_ftrace of 64 bits */

/* "ftrace: allocating 46951 entries in 46 pages": how many fit on one */
static void take_ftrace(struct log_kernel *l, const char *text, unsigned number)
{
	static const uint64_t sizes[] = { 4096, 16384, 65536 };
	struct scan s;

	if (scan(&s, text, "ftrace: allocating %d entries in %d pages") !=
		    SCAN_YES ||
	    s.v[0] > 1u << 24 || !s.v[1])
		return;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint64_t pages = s.v[0] * FTRACE_BYTES / sizes[i];

		if (s.v[1] >= pages && s.v[1] <= pages + 3)
			set(l, LOG_PAGE_BYTES, sizes[i], number);
	}
}

/*
 * "      .text : 0xc0008000 - 0xc0985510   (9718 kB)": before the line
 * "Memory:" had the sections of the image, the map of arm had them.
 */
static void take_section(struct log_kernel *l, const char *text,
			 unsigned number)
{
	static const struct {
		const char *form;
		enum build_fact kib;
	} forms[] = {
		{ ".text : %x - %x", LOG_CODE_KIB },
		{ ".init : %x - %x", LOG_INIT_KIB },
		{ ".data : %x - %x", LOG_RWDATA_KIB },
		{ ".bss : %x - %x", LOG_BSS_KIB },
	};

	text = skip_blanks(text);
	for (size_t i = 0; *text == '.' && i < ARRAY_SIZE(forms); i++) {
		struct scan s;

		if (scan(&s, text, forms[i].form) != SCAN_YES ||
		    s.v[1] <= s.v[0])
			continue;
		set(l, forms[i].kib, (s.v[1] - s.v[0] + 1023) >> 10, number);
		if (forms[i].kib == LOG_CODE_KIB)
			set(l, LOG_TEXT_START, s.v[0], number);
		if (forms[i].kib == LOG_CODE_KIB && s.v[0] >> 48 == 0xffff)
			set(l, LOG_KERNEL_ADDRESS, s.v[0], number);
		else if (forms[i].kib == LOG_BSS_KIB)
			set(l, LOG_BSS_END, s.v[1], number);
	}
}

/*
 * "PERCPU: Embedded 14 pages/cpu @ffffffc0beec3000", "Freeing unused kernel
 * memory: 416K (ffffffc000d1e000 - ffffffc000d86000)"
 */
static void take_address(struct log_kernel *l, const struct haystack *h,
			 unsigned number)
{
	static const char *const kinds[] = { "ERCPU: Embedded",
					     "ercpu: Embedded",
					     "Freeing unused kernel memory: " };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const char *at = haystack_find(h, kinds[i]);

		at = at ? strstr(at, "ffff") : NULL;
		if (at && strspn(at, "0123456789abcdef") == 16)
			set(l, LOG_KERNEL_ADDRESS, strtoull(at, NULL, 16),
			    number);
	}
}

/* "0xffffffbdc2000000 - 0xffffffbdc5f97800   (    63 MB actual)" */
static void take_page_map(struct log_kernel *l, const char *text,
			  unsigned number)
{
	struct scan s;

	if (scan(&s, skip_blanks(text), "%x - %x ( %d MB actual)") == SCAN_YES)
		set(l, LOG_PAGE_MAP, s.v[0], number);
}

/*
 * "initial memory mapped: [mem 0x00000000-0x01ffffff]", before 3.5 "initial
 * memory mapped : 0 - 02000000"
 */
static void take_early_mapped(struct log_kernel *l, const char *text,
			      unsigned number)
{
	struct scan s;

	if (scan(&s, text, "initial memory mapped: [mem %x-%x]") == SCAN_YES)
		set(l, LOG_EARLY_MAPPED, s.v[1] + 1, number);
	else if (scan(&s, text, "initial memory mapped : 0 - %x") == SCAN_YES)
		set(l, LOG_EARLY_MAPPED, s.v[0], number);
}

/* "Freeing unused kernel memory: 1336K (ffffffff81d20000 - ffffffff81e6e000)" */
static void take_init(struct log_kernel *l, const char *text, unsigned number)
{
	struct scan s;

	if (scan(&s, text, "Freeing unused kernel memory: %dK (%x - %x)") ==
	    SCAN_YES)
		set(l, LOG_INIT_START, s.v[1], number);
}

/* "node 0 initialised, 3165411 pages in 1ms", of releases before 5.9 */
static void take_deferred(struct log_kernel *l, const char *text,
			  unsigned number)
{
	struct scan s;

	if (scan(&s, text, "node %d initialised, %d pages in %dms") == SCAN_YES)
		set(l, LOG_HAS_DEFERRED, 1, number);
}

/*
 * "Memory: 1944232K/2095104K available (..., 134488K reserved, 16384K
 * cma-reserved)": what is neither free nor reserved has no struct pages yet.
 * Small machines have none to leave to threads.
 */
#define NONE_MISSING (64u << 10)
#define MAY_DEFER (512u << 10)

static void take_balance(struct log_kernel *l, const char *text,
			 unsigned number)
{
	uint64_t reserved = 0, cma = 0, have;
	struct scan s;

	if (scan(&s, text, "Memory: %dK/%dK available") != SCAN_YES ||
	    s.v[1] < MAY_DEFER ||
	    !number_before(text, "K reserved", &reserved) || !reserved)
		return;
	number_before(text, "K cma-reserved", &cma);
	have = s.v[0] + reserved + cma;
	if (have + NONE_MISSING > s.v[1])
		set(l, LOG_ALL_PAGES, 1, number);
	else
		set(l, LOG_HAS_DEFERRED, 1, number);
}

static void take_banner(struct log_kernel *l, const char *text, unsigned number)
{
	if (l->banner || strncmp(text, "Linux version ", 14))
		return;
	l->banner = xstrdup(text);
	l->banner_line = number;
	if (strstr(text, " SMP "))
		set(l, LOG_IS_SMP, 1, number);
}

void log_kernel_line(struct log_kernel *l, const char *text, unsigned number)
{
	struct haystack h;

	haystack_init(&h, text);
	take_banner(l, text, number);
	take_numbers(l, &h, number);
	take_zone(l, text, number);
	take_page_size(l, &h, number);
	take_huge_pages(l, text, number);
	take_ftrace(l, text, number);
	take_section(l, text, number);
	take_address(l, &h, number);
	take_init(l, text, number);
	take_early_mapped(l, text, number);
	take_page_map(l, text, number);
	take_deferred(l, text, number);
	take_balance(l, text, number);
	for (size_t i = 0; i < ARRAY_SIZE(kind_forms); i++) {
		if (haystack_find(&h, kind_forms[i].words))
			set(l, kind_forms[i].fact, 1, number);
	}
}
