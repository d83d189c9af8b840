/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_CRASH_RESERVE_H
#define INITMEM_MM_CRASH_RESERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/boot.h"

/* What asm/crash_reserve.h of an architecture says; bytes. */
struct crash_limits {
	uint64_t align; /* CRASH_ALIGN */
	uint64_t low_max, high_max; /* CRASH_ADDR_LOW_MAX, _HIGH_MAX */
	uint64_t high_min; /* CRASH_HIGH_SEARCH_BASE; 0: low_max */
	uint64_t default_low_size; /* DEFAULT_CRASH_KERNEL_LOW_SIZE */
	const char *below_low_max; /* in words: "below 4 GiB" */
};

/* One search for the crash kernel's memory; bytes. */
struct crash_search {
	bool high; /* as crashkernel=,high asks */
	bool low; /* its low part */
	uint64_t size, align;
	uint64_t min, max;
	const char *where; /* in plain words */
	const char *by; /* as for memblock_reserve() */
};

/* Its address; 0: there is no place. */
uint64_t crash_search(struct boot *b, const struct crash_search *s);

/*
 * reserve_crashkernel_low() of `size` bytes below l->low_max; says in the log
 * what became of it. Whether it found a place.
 */
bool reserve_crashkernel_low(struct boot *b, uint64_t size, const char *by,
			     const struct crash_limits *l);

/*
 * parse_crashkernel() and reserve_crashkernel_generic(), kernel/crash_reserve.c:
 * a place for the crash kernel that crashkernel= asks for. The kernel boots on
 * without one; false: nothing was asked for, or nothing that can be.
 */
bool reserve_crashkernel_generic(struct boot *b,
				 const struct crash_limits *limits);

/*
 * reserve_crashkernel_cma(): movable memory that the crash kernel gets on top,
 * where the function above says that the option makes sense.
 */
void reserve_crashkernel_cma(struct boot *b);

/*
 * reserve_crashkernel() of architectures that looked on in the other part of
 * memory before they shared the function above; from high_min on with ,high.
 */
void reserve_crashkernel_twice(struct boot *b,
			       const struct crash_limits *limits);

#endif
