/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/boot_alloc.h"

#include "model/boot.h"

static uint64_t from_bootmem(struct boot *b, uint64_t size, uint64_t align,
			     const char *what, const char *by)
{
	uint64_t at;

	return bootmem_alloc(b, size, align, what, by, &at) ? 0 : at;
}

uint64_t boot_alloc(struct boot *b, uint64_t size, uint64_t align,
		    const char *what, const char *by)
{
	if (b->kernel->bootmem)
		return from_bootmem(b, size, align, what, by);
	return memblock_alloc(b, size, align, what, by);
}

uint64_t boot_alloc_node(struct boot *b, uint64_t size, uint64_t align, int nid,
			 const char *what, const char *by)
{
	if (b->kernel->bootmem)
		return from_bootmem(b, size, align, what, by);
	return memblock_alloc_try_nid(b, size, align, 0,
				      MEMBLOCK_ALLOC_ACCESSIBLE, nid, false,
				      what, by);
}
