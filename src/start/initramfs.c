/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"
#include "journal/journal.h"
#include "mm/highmem.h"
#include "mm/of_fdt.h"
#include "start/calls.h"
#include "util/range.h"

/*
 * Who reads the initrd and gives it back: setup_boot_config(), init/main.c, and
 * populate_rootfs(), init/initramfs.c. Where it lies outside the kernel's map
 * of memory that is the end.
 */

#define BOOTCONFIG_MAGIC_LEN 12

/*
 * Whether pa, a part of the initrd, can be read; *va is its address. Unit tests
 * have no architecture.
 */
static bool readable(const struct boot *b, uint64_t pa, uint64_t *va)
{
	bool there = true;

	*va = 0;
	if (b->arch && b->arch->phys_to_virt)
		*va = b->arch->phys_to_virt(b, pa, &there);
	return there;
}

/* Whether [start, end) is memory that the kernel was only told of. */
static bool is_no_ram(const struct boot *b, uint64_t start, uint64_t end)
{
	const struct machine_fdt *fdt = &b->machine->fdt;

	return fdt->nr_memory && fdt_end_of_ram(fdt, start, end) < end;
}

int setup_boot_config(struct boot *b)
{
	uint64_t end = b->initrd_start + b->initrd_size, va;

	if (b->initrd_size < 16)
		return 0;
	readable(b, end, &va);
	if (b->arch->phys_to_virt && !va)
		return 0; /* an end of 0 is none */
	if (!readable(b, end - BOOTCONFIG_MAGIC_LEN, &va))
		return journal_fault(b->journal, "setup_boot_config", va);
	if (is_no_ram(b, end - BOOTCONFIG_MAGIC_LEN, end))
		return journal_oops(b->journal, "setup_boot_config");
	return 0;
}

int unpack_to_rootfs(struct boot *b)
{
	const uint64_t page = kernel_page_size(b->kernel);
	uint64_t end = b->initrd_start + b->initrd_size, va;

	for (uint64_t at = b->initrd_start; at < end;
	     at = (at | (page - 1)) + 1) {
		if (!readable(b, at, &va))
			return journal_fault(b->journal, "populate_rootfs", va);
	}
	if (b->initrd_size && is_no_ram(b, b->initrd_start, end))
		return journal_oops(b->journal, "populate_rootfs");
	return 0;
}

/*
 * free_initrd_mem(), at the end of populate_rootfs(): whole pages around it.
 * They count as managed; the lists, which are older, do not show them.
 */
int free_initrd(struct boot *b)
{
	uint64_t start = pfn_down(b->kernel, b->initrd_start);
	uint64_t end = pfn_up(b->kernel, b->initrd_start + b->initrd_size);
	struct zone *z;

	if (!b->initrd_size || b->params.keepinitrd)
		return 0;
	b->initrd_freed = (struct range){ start, end - start };
	z = boot_zone_run(b, start, &end);
	if (!z)
		return 0;
	highmem_count_ram(b, z, end - start);
	journal_event_free(b->journal, start, end, z->nid,
			   "free the initial RAM disk",
			   "free_reserved_area free_initrd_mem "
			   "free_initrd populate_rootfs");
	if (kernel_has_managed_pages(b->kernel))
		z->managed_pages += end - start;
	return 0;
}
