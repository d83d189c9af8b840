/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>

#include "journal/journal.h"
#include "journal/sequence.h"
#include "start/calls.h"

/* mem_init_print_info(), mm/page_alloc.c: the line "Memory: ... available" */

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
