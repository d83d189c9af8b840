/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_BOOT_ALLOC_H
#define INITMEM_MM_BOOT_ALLOC_H

#include <stdint.h>

struct boot;
struct crash_words;

/*
 * A request to the boot allocator of the build, whichever that is:
 * alloc_bootmem() or memblock_alloc(). Bytes; `what` and `by` as in memblock.h.
 * Returns the address, 0 if there is no memory; bootmem has panicked then.
 */
uint64_t boot_alloc(struct boot *b, uint64_t size, uint64_t align,
		    const char *what, const char *by);

/* The same for what belongs to a node: alloc_bootmem_node(). */
uint64_t boot_alloc_node(struct boot *b, uint64_t size, uint64_t align, int nid,
			 const char *what, const char *by);

/*
 * The panic after memblock_alloc() of `size` bytes has given nothing: the
 * message of the caller, or, where the allocator of the build (then
 * memblock_virt_alloc()) panics by itself, that one's. `nid` as it was asked
 * for. Returns -1.
 */
int boot_alloc_panic(struct boot *b, uint64_t size, int nid, const char *fmt,
		     ...) __attribute__((format(printf, 4, 5)));

/* The same for memblock_phys_alloc(), once memblock_alloc(). */
int boot_phys_alloc_panic(struct boot *b, uint64_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* params_crashkernel() for b's command line, and what is printed of it. */
int boot_parse_crashkernel(struct boot *b, const char *suffix,
			   uint64_t system_ram, struct crash_words *w);

#endif
