/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>

#include "journal/journal.h"
#include "journal/sequence.h"
#include "start/calls.h"

/* mem_init_print_info(), mm/page_alloc.c: the line "Memory: ... available" */

/* Where the line comes late, the kernel has long taken pages of its own. */
static void note_late(struct boot *b)
{
	b->report_free_unknown = boot_has_made(b, MAKES_PAGESETS);
	if (b->report_free_unknown)
		journal_inexact(
			b->journal, "log",
			"the free pages of the Memory line, which this kernel prints once all CPUs are up: what it has taken since setup_per_cpu_pageset is not modelled");
}

/* mem_init_print_info() */
int mem_init_print_info(struct boot *b)
{
	struct image_sizes z = kernel_image_sizes(b->kernel);
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
	note_late(b);
	if (b->kernel->highmem)
		snprintf(highmem, sizeof(highmem), ", %" PRIu64 "K highmem",
			 b->totals.totalhigh_pages << shift);
	journal_log(b->journal,
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
	return 0;
}
