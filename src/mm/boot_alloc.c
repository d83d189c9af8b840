/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/boot_alloc.h"

#include <inttypes.h>
#include <stdarg.h>

#include "cmdline/params.h"
#include "journal/journal.h"
#include "mm/bootmem.h"
#include "mm/memblock.h"
#include "model/boot.h"

/* The boot allocator, and who panics where it has nothing left. */
RULE(boot_allocator, "free_bootmem(), memblock_reserve()", ANY_KERNEL,
     VARIANT(BOOT_MEMBLOCK, "memblock",
	     .shows = "function memblock_alloc_try_nid",
	     .excludes =
		     "zone_sizes=from_active_ranges zone_sizes=from_e820 present_pages=without_memmap"),
     VARIANT(BOOT_MEMBLOCK_PANICS, "memblock_panics",
	     .shows = "function memblock_virt_alloc_try_nid"),
     VARIANT(BOOT_BOOTMEM, "bootmem",
	     .shows =
		     "symbol contig_bootmem_data; function __alloc_bootmem_core",
	     .excludes =
		     "zone_sizes=from_memblock zone_sizes=given kernel_pages=counted"));

/* Where memblock_virt_alloc() and its like find nothing, they panic. */
static bool memblock_panics(const struct kernel *k)
{
	return k->rules.boot_allocator == BOOT_MEMBLOCK_PANICS;
}

static uint64_t from_bootmem(struct boot *b, uint64_t size, uint64_t align,
			     const char *what, const char *by)
{
	uint64_t at;

	return bootmem_alloc(b, size, align, what, by, &at) ? 0 : at;
}

uint64_t boot_alloc(struct boot *b, uint64_t size, uint64_t align,
		    const char *what, const char *by)
{
	if (kernel_has_bootmem(b->kernel))
		return from_bootmem(b, size, align, what, by);
	return memblock_alloc(b, size, align, what, by);
}

uint64_t boot_alloc_node(struct boot *b, uint64_t size, uint64_t align, int nid,
			 const char *what, const char *by)
{
	if (kernel_has_bootmem(b->kernel))
		return from_bootmem(b, size, align, what, by);
	return memblock_alloc_try_nid(b, size, align, 0,
				      MEMBLOCK_ALLOC_ACCESSIBLE, nid, false,
				      what, by);
}

/* memblock_virt_alloc(size, 0) and its like, mm/memblock.c */
int boot_alloc_panic(struct boot *b, uint64_t size, int nid, const char *fmt,
		     ...)
{
	va_list ap;

	if (memblock_panics(b->kernel))
		return journal_panic(
			b->journal,
			"memblock_virt_alloc_try_nid: Failed to allocate %" PRIu64
			" bytes align=0x0 nid=%d from=0x%" PRIx64
			" max_addr=0x0",
			size, nid, b->max_dma_address);
	va_start(ap, fmt);
	journal_vpanic(b->journal, fmt, ap);
	va_end(ap);
	return -1;
}

/* memblock_alloc_base() */
int boot_phys_alloc_panic(struct boot *b, uint64_t size, const char *fmt, ...)
{
	va_list ap;

	if (memblock_panics(b->kernel))
		return journal_panic(b->journal,
				     "ERROR: Failed to allocate 0x%" PRIx64
				     " bytes below 0x0.",
				     size);
	va_start(ap, fmt);
	journal_vpanic(b->journal, fmt, ap);
	va_end(ap);
	return -1;
}

int boot_parse_crashkernel(struct boot *b, const char *suffix,
			   uint64_t system_ram, struct crash_words *w)
{
	int ret = params_crashkernel(&b->params, suffix, system_ram, w);

	if (w->message[0])
		journal_log(b->journal, "%s", w->message);
	return ret;
}
