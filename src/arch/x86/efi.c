/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/efi.h"

#include <inttypes.h>
#include <string.h>

#include "arch/x86/e820.h"
#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/alloc.h"
#include "util/range.h"

#define EFI_PAGE_SIZE 4096ULL
/* Firmware in the field keeps 8 bytes of room behind the 40 of the type. */
#define DESC_SIZE 48ULL
#define MEMATTR_HEADER_SIZE 16ULL /* efi_memory_attributes_table_t */
#define BOOT_MEMMAP_HEADER_SIZE 40ULL /* struct efi_boot_memmap */
/* EDK II's pool of whole pages: a header in front, a tail behind. */
#define POOL_HEAD_SIZE 24ULL
#define POOL_TAIL_SIZE 8ULL
#define MMIO_LARGE (256ULL << 10)
#define KERNEL_ALIGN (2ULL << 20) /* hdr->kernel_alignment */

uint64_t x86_efi_image_base(const struct machine *m, const struct kernel *k)
{
	const struct machine_efi *efi = &m->pc.efi;
	uint64_t size = k->sym.end - k->sym.text, best = 0;

	for (size_t i = 0; i < efi->nr_map; i++) {
		const struct range *r = &efi->map[i].range;
		uint64_t start = align_up(max_u64(r->base, k->physical_start),
					  KERNEL_ALIGN);

		if (efi->map[i].type == EFI_LOADER_CODE &&
		    start + size <= r->base + r->size &&
		    (!best || start < best))
			best = start;
	}
	return best;
}

/* The ACPI region with the table that lies lowest in it; NULL: none. */
static const struct range *acpi_region(const struct machine *m,
				       uint64_t *lowest)
{
	const struct machine_efi *efi = &m->pc.efi;
	const struct machine_acpi *acpi = &m->pc.acpi;
	const struct range *found = NULL;

	for (size_t i = 0; i < efi->nr_map; i++) {
		const struct range *r = &efi->map[i].range;

		if (efi->map[i].type != EFI_ACPI_RECLAIM)
			continue;
		for (size_t t = 0; t < acpi->nr_tables; t++) {
			uint64_t at = acpi->tables[t].base;

			if (at < r->base || at >= r->base + r->size ||
			    (found && at >= *lowest))
				continue;
			*lowest = at;
			found = r;
		}
	}
	return found;
}

/*
 * The stub asks the firmware for room of the ACPI kind. EDK II, as most
 * firmware, takes the next pages downwards, below the tables:
 *
 *     | ... | map | WAET | MCFG | ... | XSDT |
 */
static uint64_t memmap_place(const struct machine *m, uint32_t spare)
{
	uint64_t lowest = 0, bytes, at;
	const struct range *r = acpi_region(m, &lowest);

	if (!r)
		return 0;
	bytes = POOL_HEAD_SIZE + BOOT_MEMMAP_HEADER_SIZE + POOL_TAIL_SIZE +
		(m->pc.efi.nr_map + spare) * DESC_SIZE;
	bytes = align_up(bytes, EFI_PAGE_SIZE);
	at = align_down(lowest, EFI_PAGE_SIZE);
	if (at - r->base < bytes)
		return 0;
	return at - bytes + POOL_HEAD_SIZE + BOOT_MEMMAP_HEADER_SIZE;
}

/* x86: how many entries the stub adds to the map. */
NUMBER_RULE(x86_efi_spare, "efi_get_memory_map()", WITH_MEMBLOCK, 0, 64);

void x86_efi_reserve_memmap(struct boot *b)
{
	const struct machine_efi *efi = &b->machine->pc.efi;
	uint64_t at = memmap_place(b->machine, b->kernel->rules.x86_efi_spare);

	if (!efi->booted)
		return;
	if (!efi->nr_map) {
		journal_inexact(
			b->journal, "memblock",
			"the log of this EFI boot has no lines of efi=debug: the boot services' regions, which the kernel keeps for a while, and the place of the kernel image are not known");
		return;
	}
	journal_inexact(
		b->journal, "memblock",
		"where an EFI boot loader put the firmware's memory map is not in the log; shown where EDK II would put it");
	if (at)
		memblock_reserve(b, at, efi->nr_map * DESC_SIZE,
				 "memory map of the EFI firmware",
				 "efi_memblock_x86_reserve_range");
}

static uint32_t e820_type(const struct efi_region *r)
{
	switch (r->type) {
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_BOOT_CODE:
	case EFI_BOOT_DATA:
	case EFI_CONVENTIONAL:
		return r->write_back ? E820_RAM : E820_RESERVED;
	case EFI_ACPI_RECLAIM:
		return E820_ACPI;
	case EFI_ACPI_NVS:
		return E820_NVS;
	case EFI_UNUSABLE:
		return E820_UNUSABLE;
	case EFI_PERSISTENT:
		return E820_PMEM;
	default:
		return E820_RESERVED;
	}
}

void x86_efi_add_memmap(struct boot *b)
{
	const struct machine_efi *efi = &b->machine->pc.efi;

	if (!b->params.add_efi_memmap)
		return;
	for (size_t i = 0; i < efi->nr_map; i++)
		e820_range_add(b, efi->map[i].range.base,
			       efi->map[i].range.size, e820_type(&efi->map[i]));
	if (efi->nr_map)
		e820_update_table(&b->e820);
}

/* efi_memattr_init() */
static void reserve_memattr(struct boot *b)
{
	const struct machine_efi *efi = &b->machine->pc.efi;

	for (size_t i = 0; i < efi->nr_tables; i++) {
		if (strcmp(efi->tables[i].name, "MEMATTR") != 0)
			continue;
		if (!efi->nr_memattr) {
			journal_inexact(
				b->journal, "memblock",
				"the size of the EFI memory attributes table is not in the log, which ends too early or is without efi=debug");
			return;
		}
		memblock_reserve(b, efi->tables[i].base,
				 MEMATTR_HEADER_SIZE +
					 efi->nr_memattr * DESC_SIZE,
				 "EFI memory attributes table",
				 "efi_memattr_init efi_config_parse_tables "
				 "efi_config_init");
	}
}

/* Tables that are reserved too, but whose size no line of the log has. */
static void note_unknown_tables(struct boot *b)
{
	static const char *const names[] = { "TPMEventLog", "TPMFinalLog",
					     "MEMRESERVE", "MOKvar" };
	const struct machine_efi *efi = &b->machine->pc.efi;

	for (size_t i = 0; i < efi->nr_tables; i++) {
		for (size_t n = 0; n < ARRAY_SIZE(names); n++) {
			if (!strcmp(efi->tables[i].name, names[n]))
				journal_inexact(
					b->journal, "memblock",
					journal_intern(
						b->journal,
						"the size of the EFI table %s, which the kernel reserves, is not in the log",
						names[n]));
		}
	}
}

/* efi_remove_e820_mmio(): large pieces are left to drivers. */
static void remove_region(struct boot *b, uint64_t number,
			  const struct range *r)
{
	bool large = r->size >= MMIO_LARGE;

	journal_log(b->journal,
		    "efi: %s mem%02" PRIu64 ": MMIO range=[0x%08" PRIx64
		    "-0x%08" PRIx64 "] (%" PRIu64 "%s) from e820 map",
		    large ? "Remove" : "Not removing", number, r->base,
		    r->base + r->size - 1,
		    large ? r->size >> 20 : r->size >> 10, large ? "MB" : "KB");
	if (large)
		e820_range_remove(b, r->base, r->size, E820_RESERVED);
}

/* Without firmware's map a log's own lines tell of the large ones. */
static void remove_mmio(struct boot *b)
{
	const struct machine_efi *efi = &b->machine->pc.efi;

	for (size_t i = 0; i < efi->nr_map; i++) {
		if (efi->map[i].type == EFI_MMIO)
			remove_region(b, i, &efi->map[i].range);
	}
	for (size_t i = 0; !efi->nr_map && i < efi->nr_removed; i++)
		remove_region(b, efi->removed[i].number,
			      &efi->removed[i].range);
}

/* x86: what becomes of the firmware's MMIO in the memory map. */
RULE(x86_efi_mmio, "efi_init()", WITH_MEMBLOCK,
     VARIANT(X86_EFI_MMIO_REMOVED, "removed",
	     .shows = "string \"efi: Remove mem%02u: MMIO range\"",
	     .since = "6.2", .log = ": MMIO range=["),
     VARIANT(X86_EFI_MMIO_KEPT, "kept",
	     .shows = "no string \"efi: Remove mem%02u: MMIO range\""));

void x86_efi_init(struct boot *b)
{
	if (!b->machine->pc.efi.booted)
		return;
	if (b->kernel->word_size == 8)
		reserve_memattr(b);
	note_unknown_tables(b);
	if (b->kernel->rules.x86_efi_mmio == X86_EFI_MMIO_REMOVED)
		remove_mmio(b);
}

static bool has_table(const struct machine_efi *efi, const char *name)
{
	for (size_t i = 0; i < efi->nr_tables; i++) {
		if (!strcmp(efi->tables[i].name, name))
			return true;
	}
	return false;
}

/*
 * Whether the boot services have it, says the map. Without that, what is usable
 * and holds a table is theirs: runtime services keep what is reserved.
 */
static bool in_boot_data(const struct boot *b, uint64_t at)
{
	const struct machine_efi *efi = &b->machine->pc.efi;

	if (!efi->nr_map)
		return e820_mapped_all(b, at, at + 1, E820_RAM);
	for (size_t i = 0; i < efi->nr_map; i++) {
		const struct range *r = &efi->map[i].range;

		if (at >= r->base && at - r->base < r->size)
			return efi->map[i].type == EFI_BOOT_DATA;
	}
	return false;
}

/* x86: where it is noted that a table of the boot services is kept. */
RULE(x86_efi_kept, "efi_arch_mem_reserve()", WITH_MEMBLOCK,
     VARIANT(X86_EFI_KEPT_IN_E820, "in_e820", .since = "5.5"),
     VARIANT(X86_EFI_KEPT_IN_MEMBLOCK, "in_memblock"));

/* efi_mem_reserve(): a table that the boot services own is kept. */
static void keep_table(struct boot *b, const char *name, const struct range *r,
		       const char *by)
{
	uint64_t start = align_down(r->base, EFI_PAGE_SIZE);
	uint64_t end = align_up(r->base + r->size, EFI_PAGE_SIZE);

	if (!in_boot_data(b, r->base))
		return;
	journal_inexact(
		b->journal, "memblock",
		journal_intern(
			b->journal,
			"keeping the EFI table %s splits the firmware's memory map: the new map's memory is not modelled",
			name));
	memblock_reserve(b, r->base, r->size,
			 journal_intern(b->journal, "EFI table %s", name), by);
	if (b->kernel->rules.x86_efi_kept != X86_EFI_KEPT_IN_E820)
		return;
	e820_range_update(b, start, end - start, E820_RAM, E820_RESERVED);
	e820_update_table(&b->e820);
}

/*
 * efi_mokvar_table_init(): no line has how large the list of owners' keys is,
 * and most fit on a page; the table begins at one.
 */
static void reserve_mokvar(struct boot *b)
{
	const struct machine_efi *efi = &b->machine->pc.efi;

	for (size_t i = 0; i < efi->nr_tables; i++) {
		const struct range page = { efi->tables[i].base,
					    EFI_PAGE_SIZE };

		if (!strcmp(efi->tables[i].name, "MOKvar"))
			keep_table(b, "MOKvar", &page,
				   "efi_mem_reserve efi_mokvar_table_init");
	}
}

/* efi_esrt_init() */
static void reserve_esrt(struct boot *b)
{
	const struct machine_efi *efi = &b->machine->pc.efi;
	const struct range *r = &efi->esrt;

	if (!has_table(efi, "ESRT") && !r->size)
		return;
	if (!r->size) {
		journal_inexact(
			b->journal, "memblock",
			"the EFI table ESRT, which the kernel reserves where the boot services own it: the log lacks its size");
		return;
	}
	journal_log(b->journal,
		    "esrt: Reserving ESRT space from 0x%016" PRIx64
		    " to 0x%016" PRIx64 ".",
		    r->base, r->base + r->size);
	keep_table(b, "ESRT", r, "efi_mem_reserve efi_esrt_init");
}

void x86_efi_reserve_boot_services(struct boot *b)
{
	const struct machine_efi *efi = &b->machine->pc.efi;

	if (efi->booted) {
		reserve_esrt(b);
		reserve_mokvar(b);
	}

	for (size_t i = 0; i < efi->nr_map; i++) {
		const struct efi_region *r = &efi->map[i];

		if (r->type != EFI_BOOT_CODE && r->type != EFI_BOOT_DATA)
			continue;
		if (!memblock_overlaps(&b->memblock.reserved, r->range.base,
				       r->range.size))
			memblock_reserve(b, r->range.base, r->range.size,
					 "EFI boot services",
					 "efi_reserve_boot_services");
	}
}
