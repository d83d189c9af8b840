/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/pkvm.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

#define HYP_MEMBLOCK_REGIONS 128
#define KVM_PGTABLE_LEVELS 4
#define KVM_MAX_PVMS 255 /* guests, of a pointer each */
#define FFA_MAILBOX_PAGES 2
/* Headers of 48, 32 and 16 bytes, and 16 for each of SG_MAX_SEGMENTS. */
#define FFA_DESCRIPTOR_BYTES (48 + 32 + 16 + 2048 * 16)
#define PRIVATE_BYTES (1ULL << 30) /* of the hypervisor's own mappings */
#define MMIO_BYTES (1ULL << 30) /* of the host's */
#define CONCATENATED_PGD_PAGES 16

/* arm64: what protected KVM keeps memory for. */
RULE(arm64_hyp_memory, "kvm_hyp_reserve()", WITH_MEMBLOCK,
     VARIANT(ARM64_HYP_MEMORY_FOR_GUESTS, "for_guests",
	     .shows = "function pkvm_create_hyp_vm"),
     VARIANT(ARM64_HYP_MEMORY_FOR_GUESTS_48_BITS, "for_guests_48_bits",
	     .shows = "function pkvm_create_hyp_vm, no CONFIG_ARM64_LPA2"),
     VARIANT(ARM64_HYP_MEMORY_FOR_TABLES, "for_tables",
	     .shows = "no function pkvm_create_hyp_vm"));

static bool for_guests(const struct kernel *k)
{
	return k->rules.arm64_hyp_memory != ARM64_HYP_MEMORY_FOR_TABLES;
}

/*
 * __hyp_pgtable_max_pages(): tables that map that many pages one by one. The
 * newer ones have a level more, for 52 bits.
 */
static uint64_t max_tables(const struct kernel *k, uint64_t pages)
{
	uint64_t per_table = kernel_page_size(k) / 8, total = 0;
	int levels = KVM_PGTABLE_LEVELS +
		     (k->rules.arm64_hyp_memory == ARM64_HYP_MEMORY_FOR_GUESTS);

	for (int level = 0; level < levels; level++) {
		pages = div_round_up(pages, per_table);
		total += pages;
	}
	return total;
}

/*
 * The array of struct hyp_page has those of its own pages, too, and tables:
 * for so many pages in all.
 */
static uint64_t hyp_page_array(const struct kernel *k, uint64_t total)
{
	uint64_t pages = 0, before;

	do {
		before = pages;
		pages = div_round_up((total + before) * k->size.hyp_page,
				     kernel_page_size(k));
		pages += max_tables(k, pages);
	} while (pages != before);
	return pages;
}

/* hyp_vmemmap_pages(): the array is as long as memory is, bank by bank. */
static uint64_t hyp_vmemmap_pages(const struct boot *b)
{
	const struct memblock_type *memory = &b->memblock.memory;
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), bytes = 0;

	for (size_t i = 0; i < memory->cnt; i++) {
		const struct memblock_region *r = &memory->regions[i];
		uint64_t start = pfn_down(k, r->base) * k->size.hyp_page;
		uint64_t size = pfn_down(k, r->size) * k->size.hyp_page;

		bytes += align_up(start + size, page) - align_down(start, page);
	}
	return bytes >> k->page_shift;
}

/* hyp_vm_table_pages(), hyp_ffa_proxy_pages() */
static uint64_t guest_pages(const struct kernel *k)
{
	uint64_t page = kernel_page_size(k);

	return div_round_up(KVM_MAX_PVMS * 8, page) + FFA_MAILBOX_PAGES +
	       div_round_up(FFA_DESCRIPTOR_BYTES, page);
}

/* Tables for the hypervisor, for the host, and what describes pages. */
static uint64_t hyp_mem_pages(const struct boot *b)
{
	const struct kernel *k = b->kernel;
	const struct memblock_type *memory = &b->memblock.memory;
	uint64_t of_memory = 0, total;

	for (size_t i = 0; i < memory->cnt; i++)
		of_memory +=
			max_tables(k, memory->regions[i].size >> k->page_shift);
	total = of_memory + max_tables(k, PRIVATE_BYTES >> k->page_shift);
	total += of_memory + CONCATENATED_PGD_PAGES +
		 max_tables(k, MMIO_BYTES >> k->page_shift);
	if (for_guests(k))
		return total + guest_pages(k) + hyp_vmemmap_pages(b);
	return total + hyp_page_array(k, total);
}

/* Nothing but the way to the firmware tells where a kernel was started. */
static bool starts_at_el2(struct boot *b)
{
	if (b->machine->fdt.psci == PSCI_NONE)
		journal_inexact(
			b->journal, "memblock",
			"no /psci tells whether the kernel starts at EL2, where kvm-arm.mode=protected keeps memory; shown as if it did");
	return b->machine->fdt.psci != PSCI_HVC;
}

int arm64_kvm_hyp_reserve(struct boot *b)
{
	static const char what[] = "page tables of the hypervisor";
	static const char by[] = "kvm_hyp_reserve";
	const struct kernel *k = b->kernel;
	uint64_t block = 1ULL << k->hpage_shift, size, base;

	if (!b->params.kvm_protected || !k->size.hyp_page || !starts_at_el2(b))
		return 0;
	if (b->memblock.memory.cnt > HYP_MEMBLOCK_REGIONS) {
		journal_log(b->journal,
			    "kvm [0]: Failed to register hyp memblocks: -12");
		return 0;
	}
	size = hyp_mem_pages(b) << k->page_shift;
	base = memblock_alloc(b, align_up(size, block), block, what, by);
	if (base)
		size = align_up(size, block);
	else
		base = memblock_alloc(b, size, kernel_page_size(k), what, by);
	if (base)
		journal_log(b->journal,
			    "kvm [0]: Reserved %" PRIu64 " MiB at 0x%" PRIx64,
			    size >> 20, base);
	else
		journal_log(b->journal,
			    "kvm [0]: Failed to reserve hyp memory");
	return 0;
}
