/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_LOG_KERNEL_H
#define INITMEM_MODEL_LOG_KERNEL_H

#include <stdint.h>

#include "model/kernel.h"

/*
 * What the lines of a boot log say of the build that wrote it: sizes that the
 * compiler and the linker have fixed, choices of the configuration, and which
 * kinds of lines it has at all. What a boot works out (places, counts of pages)
 * is nothing of a build and has no fact here.
 */
enum build_fact {
	/* Numbers of the build. */
	LOG_PERCPU_STATIC, /* bytes of .data..percpu; 0: not SMP */
	LOG_PERCPU_RESERVED, /* bytes kept for modules */
	LOG_NR_CPUS,
	LOG_CODE_KIB, /* of the line "Memory:", and so below */
	LOG_RWDATA_KIB,
	LOG_RODATA_KIB,
	LOG_DATA_KIB, /* before 3.10: from the end of the text to that of data */
	LOG_INIT_KIB,
	LOG_BSS_KIB,
	LOG_REAL_MODE_BYTES, /* x86: of what CPUs start with, in whole pages */
	LOG_SMP_LOCKS_KIB, /* freed where one CPU is all, or all are up */
	LOG_BUF_BYTES, /* of the ring buffer in the image */
	LOG_BUF_CPU_BYTES, /* more of it for each further CPU */
	LOG_BUF_UNUSED, /* bytes of LOG_BUF_BYTES, where that is not said */
	LOG_PAGE_BYTES,
	LOG_PAGE_BYTES_LEAST, /* where that is not said: no fewer */
	LOG_TEXT_START, /* where it is linked */
	LOG_BSS_END, /* the same of the image's end */
	LOG_EARLY_MAPPED, /* i386: to where tables go that the image needs */
	LOG_CMA_MIB, /* of the area that the build asks for, or the user */
	LOG_INIT_START, /* where its .init is linked */
	LOG_KFENCE_OBJECTS, /* in its pool, where there is one */
	LOG_KERNEL_ADDRESS, /* 64 bits: one in the map of memory, or in the
			       image */
	LOG_PAGE_MAP, /* 64 bits: where the struct page of the first page lies */

	/* Kinds of lines that it has; the value says nothing more. */
	LOG_IS_SMP,
	LOG_HAS_ZONE_HEADING,
	LOG_HAS_ZONE, /* and the next ones, by enum zone_kind */
	LOG_HAS_ZONES_END = LOG_HAS_ZONE + NR_ZONE_KINDS,
	LOG_HAS_ZONE_PAGES = LOG_HAS_ZONES_END, /* those with pages, alike */
	LOG_HAS_ZONE_PAGES_END = LOG_HAS_ZONE_PAGES + NR_ZONE_KINDS,
	LOG_HAS_NODES = LOG_HAS_ZONE_PAGES_END, /* only with NUMA */
	LOG_HAS_NOSAVE,
	LOG_HAS_PID_HASH,
	LOG_HAS_DENTRY_HASH,
	LOG_HAS_MEMORY, /* "Memory: ... available" */
	LOG_HAS_ZONELISTS,
	LOG_HAS_CMA,
	LOG_HAS_LAYOUT, /* "Virtual kernel memory layout:" */
	LOG_HAS_PKMAP,
	LOG_HAS_MODULES,
	LOG_HAS_SLUB,
	LOG_HAS_SWIOTLB, /* a buffer was made, or its size settled */
	LOG_HAS_SWIOTLB_SIZED, /* less than the default, for small objects */
	LOG_HAS_DEFERRED, /* struct pages that threads initialise */
	LOG_ALL_PAGES, /* or none of them, by the balance of "Memory:" */
	LOG_HAS_FREED_INIT,
	LOG_HAS_HUGETLB, /* large pages that user space asks for */
	LOG_HAS_HOLE_PAGES, /* some have no memory behind them */
	LOG_HAS_DECRYPTED, /* a part of .bss that encryption spares */
	LOG_HAS_MEMCG,
	LOG_HAS_MP_TABLE, /* of the MP specification, which it reads */
	LOG_HAS_KVM_CLOCK, /* as a guest of KVM, unless told not to */
	LOG_HAS_NODES_MADE, /* of numa=fake= */
	LOG_IS_OLD_ARM, /* its CPU is one of ARMv6 or older */
	NR_BUILD_FACTS
};

struct build_fact_value {
	uint64_t value;
	unsigned line; /* of the log, from 1; 0: no line says it */
};

struct log_kernel {
	struct build_fact_value facts[NR_BUILD_FACTS];
	char *banner; /* "Linux version ..."; NULL: not in the log */
	unsigned banner_line;
};

#endif
