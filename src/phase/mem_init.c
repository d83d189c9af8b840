/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>

#include "arch/arch.h"
#include "mm/flatmem.h"
#include "mm/highmem.h"
#include "mm/system_hash.h"
#include "model/buddy.h"
#include "phase/phase.h"
#include "util/range.h"

/* mem_init(), arch/.../mm/init.c, around memblock_free_all(), mm/memblock.c */

/* init_mem_debugging_and_hardening() and report_meminit() */
static void report_meminit(struct boot *b)
{
	const struct kernel *k = b->kernel;
	bool alloc = b->params.init_on_alloc < 0 ? k->init_on_alloc :
						   b->params.init_on_alloc;
	bool freed = b->params.init_on_free < 0 ? k->init_on_free :
						  b->params.init_on_free;

	if (!*k->init_stack)
		return;
	if (b->params.page_poison && (alloc || freed)) {
		boot_log(b,
			 "mem auto-init: CONFIG_PAGE_POISONING is on, will take precedence over init_on_alloc and init_on_free");
		alloc = freed = false;
	}
	boot_log(b, "mem auto-init: stack:%s, heap alloc:%s, heap free:%s",
		 k->init_stack, alloc ? "on" : "off", freed ? "on" : "off");
	if (freed)
		boot_log(b,
			 "mem auto-init: clearing system memory may take some time...");
}

/* stack_depot_early_init(), lib/stackdepot.c */
static int stack_depot_early_init(struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct params *p = &b->params;
	const struct hash_spec spec = {
		.name = "stackdepot",
		.by = "alloc_large_system_hash stack_depot_early_init",
		.bucket_size = k->word_size,
		.scale = 14,
		.low_limit = 1 << 12,
		.high_limit = 1 << 20,
	};

	if (!k->size.track || !p->slub_debug.stores_users ||
	    p->stack_depot_disable)
		return 0;
	return alloc_large_system_hash(b, &spec);
}

/*
 * A zone whose count of pages is 0 gets no struct pages; init_unavailable_range()
 * gives them to the next zone, as those of a hole. Without sections their
 * pageblock's type is looked up in front of that zone's map, and a list that
 * does not exist is found.
 */
static int free_in_front(struct boot *b)
{
	boot_inexact(
		b, "log",
		"memory lies in a zone that counts no pages: the kernel frees it to another one and dies of it; the lines of the oops are not modelled");
	return boot_oops(b, "__free_one_page");
}

/*
 * Pages [start, end) to their zone, except those whose struct pages are not
 * initialised yet.
 */
static int free_to_zone(struct boot *b, uint64_t start, uint64_t end)
{
	while (start < end) {
		uint64_t stop = end, now;
		struct zone *z = boot_zone_run(b, start, &stop);

		if (z && b->kernel->flatmem && start < z->zone_start_pfn)
			return free_in_front(b);
		now = z ? min_u64(stop, b->nodes[z->nid]->first_deferred_pfn) :
			  start;
		if (start < now)
			free_page_range(b, z, start, now);
		start = stop;
	}
	return 0;
}

/* Free ranges in ascending order; returns their pages, deferred or not. */
static int memblock_free_all(struct boot *b)
{
	const struct kernel *k = b->kernel;
	struct memblock_free_iter it = { 0 };

	boot_enter(b, "memblock_free_all");
	if (k->flatmem && !k->arch_free_memmap)
		free_unused_memmap(b);
	reset_all_zones_managed_pages(b);
	b->memblock.movable_node = false;
	memblock_clear_hotplug_all(&b->memblock);
	while (memblock_next_free(&b->memblock, NO_NODE, 0, &it)) {
		uint64_t start = pfn_up(k, it.start);
		uint64_t end =
			min_u64(pfn_down(k, it.end), b->totals.max_low_pfn);

		if (start >= end)
			continue;
		b->totals.totalram_pages += end - start;
		boot_event_free(b, start, end, it.nid,
				"free memory to the buddy allocator",
				"__free_memory_core");
		if (free_to_zone(b, start, end))
			return -1;
	}
	boot_leave_step(b);
	return 0;
}

struct sizes {
	uint64_t code, data, rodata, init_data, init_code, bss; /* bytes */
};

/* A part that the linker put inside another one is not counted twice. */
static void take_out(uint64_t start, uint64_t end, uint64_t *size, uint64_t pos,
		     uint64_t part)
{
	if (start <= pos && pos<end && * size> part)
		*size -= part;
}

/* Where no symbols tell them, rodata is a part of the text. */
static struct sizes image_sizes(const struct kernel *k)
{
	const struct kernel_symbols *s = &k->sym;
	uint64_t rodata_start = k->rodata_size ? s->stext : s->start_rodata;
	struct sizes z = {
		.code = s->etext - s->stext,
		.data = s->edata - s->sdata,
		.rodata = k->rodata_size ? k->rodata_size :
					   s->end_rodata - s->start_rodata,
		.init_data = s->init_end - s->init_begin,
		.init_code = s->einittext - s->sinittext,
		.bss = s->bss_stop - s->bss_start,
	};
	uint64_t init_data = z.init_data;

	take_out(s->init_begin, s->init_end, &z.init_data, s->sinittext,
		 z.init_code);
	take_out(s->stext, s->etext, &z.code, s->sinittext, z.init_code);
	take_out(s->sdata, s->edata, &z.data, s->init_begin, init_data);
	take_out(s->stext, s->etext, &z.code, rodata_start, z.rodata);
	take_out(s->sdata, s->edata, &z.data, rodata_start, z.rodata);
	return z;
}

/* mem_init_print_info() */
static void print_info(struct boot *b)
{
	struct sizes z = image_sizes(b->kernel);
	unsigned shift = b->kernel->page_shift - 10;
	uint64_t free_pages = 0, present = 0;
	char highmem[48] = "";

	for (size_t n = 0; n < b->nr_nodes; n++) {
		if (!b->nodes[n] || !b->nodes[n]->online)
			continue;
		present += b->nodes[n]->node_present_pages;
		for (unsigned i = 0; i < b->nodes[n]->nr_zones; i++) {
			free_pages += b->nodes[n]->zones[i].nr_free_pages;
			present -= b->nodes[n]->zones[i].present_below;
		}
	}
	if (b->kernel->highmem)
		snprintf(highmem, sizeof(highmem), ", %" PRIu64 "K highmem",
			 b->totals.totalhigh_pages << shift);
	boot_log(b,
		 "Memory: %" PRIu64 "K/%" PRIu64 "K available (%" PRIu64
		 "K kernel code, %" PRIu64 "K rwdata, %" PRIu64
		 "K rodata, %" PRIu64 "K init, %" PRIu64 "K bss, %" PRIu64
		 "K reserved, %" PRIu64 "K cma-reserved%s)",
		 free_pages << shift, present << shift, z.code >> 10,
		 z.data >> 10, z.rodata >> 10,
		 (z.init_data + z.init_code) >> 10, z.bss >> 10,
		 kernel_ulong(b->kernel,
			      (present - b->totals.totalram_pages -
			       b->totalcma_pages)
				      << shift),
		 b->totalcma_pages << shift, highmem);
}

int mem_init(struct boot *b)
{
	boot_exact(b, "log");
	if (b->arch->mem_init)
		return b->arch->mem_init(b);
	if (b->arch->trap_init && b->arch->trap_init(b))
		return -1;
	boot_enter(b, "mm_init");
	report_meminit(b);
	if (stack_depot_early_init(b))
		return -1;
	boot_enter(b, "mem_init");
	if (b->arch->mem_init_early && b->arch->mem_init_early(b))
		return -1;
	if (b->kernel->arch_free_memmap)
		free_unused_memmap(b);
	if (memblock_free_all(b))
		return -1;
	if (b->arch->mem_init_late && b->arch->mem_init_late(b))
		return -1;
	boot_leave(b);
	print_info(b);
	if (b->arch->mem_init_report)
		b->arch->mem_init_report(b);
	boot_leave(b);
	return 0;
}
