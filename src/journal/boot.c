/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/boot.h"

#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "journal/sequence.h"

/*
 * The highest phys_addr_t, where a region's end has to stay below it; before
 * memblock, memory was told in page frames, and goes to the last one.
 */
static uint64_t max_addr(const struct kernel *k)
{
	uint64_t last = k->phys_addr_size == 4 ? UINT32_MAX : UINT64_MAX;

	return kernel_has_bootmem(k) && last < UINT64_MAX ? last + 1 : last;
}

void boot_init(struct boot *b, const struct machine *machine,
	       const struct kernel *kernel, const struct arch *arch)
{
	memset(b, 0, sizeof(*b));
	b->machine = machine;
	b->kernel = kernel;
	b->arch = arch;
	b->journal = journal_new(kernel);
	b->image_base = machine->image_base;
	b->nr_node_ids = kernel->max_numnodes;
	b->nr_cpu_ids = kernel->nr_cpus;
	b->nr_online_cpus = 1;
	b->max_physmem_bits = kernel->max_physmem_bits;
	b->reserved_mem_slots = kernel->reserved_mem_regions;
	b->low_address_limit = UINT32_MAX;
	b->default_cma = -1;
	b->policy_zone = -1;
	b->memblock_alive = !kernel_has_bootmem(kernel);
	memblock_init(&b->memblock, kernel->memblock_regions,
		      kernel->memblock_reserved_regions, max_addr(kernel));
}

static void percpu_release(struct percpu *p)
{
	for (size_t i = 0; i < p->nr_groups; i++)
		free(p->groups[i].cpu_map);
	free(p->groups);
	free(p->unit_offsets);
}

void boot_release(struct boot *b)
{
	journal_free(b->journal);
	sequence_free(b->sequence);
	for (size_t i = 0; i < b->nr_nodes; i++)
		node_free(b->nodes[i]);
	free(b->nodes);
	free(b->distance);
	free(b->emu_nid_to_phys);
	free(b->e820.entries);
	free(b->e820_firmware.entries);
	rangemap_release(&b->mtrr_trimmed);
	free(b->reserved_mem);
	free(b->cpu_nid);
	free(b->cpu_absent);
	free(b->cpu_second_thread);
	free(b->zone_movable_pfn);
	percpu_release(&b->percpu);
	free(b->hash_tables);
	free(b->cma_areas);
	free(b->slab_caches);
	rangemap_release(&b->page_zones);
	rangemap_release(&b->sections);
	rangemap_release(&b->unbacked_sections);
	free(b->section_maps);
	rangemap_release(&b->low_tables.slots);
	memblock_release(&b->memblock);
	rangemap_release(&b->bootmem.reserved);
	params_release(&b->params);
	memset(b, 0, sizeof(*b));
}
