/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/arch_numa_percpu.h"

#include "mm/arch_numa.h"
#include "mm/percpu.h"

static int percpu_distance(const struct boot *b, size_t from, size_t to)
{
	return (int)node_distance(b, b->cpu_nid[from], b->cpu_nid[to]);
}

int arch_numa_setup_per_cpu_areas(struct boot *b, uint64_t vmalloc_total,
				  int (*map_early_vmalloc)(struct boot *b,
							   uint64_t size))
{
	const struct pcpu_setup s = {
		.atom_size = kernel_page_size(b->kernel),
		.distance = percpu_distance,
		.numa_nodes = true,
		.panic = "Failed to initialize percpu areas (err=-12).",
		.log_prefix = "NUMA: PERCPU: ",
		.vmalloc_total = vmalloc_total,
		.map_early_vmalloc = b->kernel->percpu_page_first_chunk ?
					     map_early_vmalloc :
					     NULL,
	};

	const struct pcpu_setup one_node = {
		.atom_size = kernel_page_size(b->kernel),
		.panic = "Failed to initialize percpu areas.",
		.vmalloc_total = vmalloc_total,
	};

	return pcpu_first_chunk(b, b->kernel->numa ? &s : &one_node);
}
