/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_RANGE_H
#define INITMEM_UTIL_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Half open: [base, base + size). Bytes unless a name says pages or pfn. */
struct range {
	uint64_t base;
	uint64_t size;
};

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static inline uint64_t clamp_u64(uint64_t v, uint64_t lo, uint64_t hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

/* Rounding to a power of two. align_up() wraps to 0 past the top, as in C. */
static inline uint64_t align_down(uint64_t v, uint64_t align)
{
	return v & ~(align - 1);
}

static inline uint64_t align_up(uint64_t v, uint64_t align)
{
	return (v + align - 1) & ~(align - 1);
}

static inline uint64_t div_round_up(uint64_t v, uint64_t by)
{
	return v / by + (v % by != 0);
}

/* Number of the highest bit set, counted from 1; 0 for 0 (fls64 of Linux). */
static inline unsigned fls_u64(uint64_t v)
{
	return v ? 64u - (unsigned)__builtin_clzll(v) : 0;
}

/* floor(log2(v)); v is not 0. */
static inline unsigned ilog2_u64(uint64_t v)
{
	return 63u - (unsigned)__builtin_clzll(v);
}

/* Next power of two at or above v; 1 for 0. */
static inline uint64_t roundup_pow2(uint64_t v)
{
	return v <= 1 ? 1 : 1ULL << fls_u64(v - 1);
}

/* Whether [a, a + an) and [b, b + bn) share a byte. Neither wraps. */
static inline bool ranges_overlap(uint64_t a, uint64_t an, uint64_t b,
				  uint64_t bn)
{
	return a < b + bn && b < a + an;
}

#endif
