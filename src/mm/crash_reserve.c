/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/crash_reserve.h"

#include <inttypes.h>

#include "cmdline/params.h"
#include "journal/attempt.h"
#include "journal/journal.h"
#include "mm/attempt.h"
#include "mm/boot_alloc.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "util/range.h"

#define CMA_RANGES_MAX 4 /* CRASHKERNEL_CMA_RANGES_MAX */

/* What is asked for: bytes. */
struct request {
	uint64_t size, base, low_size;
	bool high;
	const char *by;
};

/* The form with ,high, which counts where there is no plain one. */
static bool parse_high(struct boot *b, const struct crash_limits *limits,
		       struct request *r)
{
	struct crash_words w;
	int ret = boot_parse_crashkernel(b, ",high", 0, &w);

	r->size = w.size;
	r->high = true;
	if (ret || !r->size)
		return false;
	ret = boot_parse_crashkernel(b, ",low", 0, &w);
	r->base = w.base;
	r->low_size = ret == PARAM_ABSENT ? limits->default_low_size : w.size;
	return !ret || ret == PARAM_ABSENT;
}

/* parse_crashkernel() */
static bool parse(struct boot *b, const struct crash_limits *limits,
		  struct request *r)
{
	uint64_t ram = b->memblock.memory.total_size;
	struct crash_words w;
	int ret = boot_parse_crashkernel(b, NULL, ram, &w);

	*r = (struct request){ .size = w.size, .base = w.base };
	if (ret == PARAM_ABSENT ? !parse_high(b, limits, r) : ret != 0)
		return false;
	return r->size && r->size < ram;
}

uint64_t crash_search(struct boot *b, const struct crash_search *s)
{
	const struct mem_attempt a = {
		.kind = ATTEMPT_CRASHKERNEL,
		.name = s->low	? "crashkernel=,low" :
			s->high ? "crashkernel=,high" :
				  "crashkernel=",
		.where = s->where,
		.size = s->size,
		.align = s->align,
		.min = s->min,
		.max = s->max,
		.nid = NO_NODE,
	};

	return attempt_alloc(b, &a,
			     s->low ? "crash kernel, low part" : "crash kernel",
			     s->by);
}

static uint64_t search(struct boot *b, const struct request *r, uint64_t align,
		       uint64_t min, uint64_t max, const char *where)
{
	return crash_search(b, &(struct crash_search){ .high = r->high,
						       .size = r->size,
						       .align = align,
						       .min = min,
						       .max = max,
						       .where = where,
						       .by = r->by });
}

static uint64_t search_low(struct boot *b, const struct request *r,
			   const struct crash_limits *l)
{
	return search(b, r, l->align, 0, l->low_max, l->below_low_max);
}

static uint64_t search_high(struct boot *b, const struct request *r,
			    const struct crash_limits *l)
{
	return search(b, r, l->align,
		      r->high && l->high_min ? l->high_min : l->low_max,
		      l->high_max, "downwards from the highest limit");
}

/* Where the first choice has no room there is a second one. */
static uint64_t find_place(struct boot *b, struct request *r,
			   const struct crash_limits *l)
{
	uint64_t at = r->high ? search_high(b, r, l) : search_low(b, r, l);

	if (!at && !r->high) {
		r->low_size = l->default_low_size;
		at = search_high(b, r, l);
	} else if (!at && (l->high_min || l->low_max != l->high_max)) {
		at = search_low(b, r, l);
	}
	if (!at)
		journal_remark(b->journal, REMARK_CRASH_FAILS,
			       "cannot allocate crashkernel (size:0x%" PRIx64
			       ")",
			       r->size);
	return at;
}

static uint64_t take_fixed(struct boot *b, const struct request *r,
			   const struct crash_limits *l)
{
	uint64_t at = search(b, r, l->align, r->base, r->base + r->size,
			     "at a fixed place");

	if (!at)
		journal_remark(
			b->journal, REMARK_CRASH_FAILS,
			"crashkernel reservation failed - memory is in use.");
	return at;
}

bool reserve_crashkernel_low(struct boot *b, uint64_t size, const char *by,
			     const struct crash_limits *l)
{
	uint64_t at = crash_search(b, &(struct crash_search){
					      .low = true,
					      .size = size,
					      .align = l->align,
					      .max = l->low_max,
					      .where = l->below_low_max,
					      .by = by });

	if (!at) {
		journal_remark(
			b->journal, REMARK_CRASH_LOW_FAILS,
			"cannot allocate crashkernel low memory (size:0x%" PRIx64
			").",
			size);
		return false;
	}
	journal_remark(b->journal, REMARK_CRASH_LOW,
		       "crashkernel low memory reserved: 0x%08" PRIx64
		       " - 0x%08" PRIx64 " (%" PRIu64 " MB)",
		       at, at + size, size >> 20);
	return true;
}

/* The low part, where the place found needs one. */
static bool reserve_low(struct boot *b, const struct request *r, uint64_t at,
			const struct crash_limits *l)
{
	return at < l->low_max || !r->low_size || b->kernel->word_size != 8 ||
	       reserve_crashkernel_low(
		       b, r->low_size,
		       journal_intern(b->journal, "reserve_crashkernel_low %s",
				      r->by),
		       l);
}

static void reserve(struct boot *b, struct request *r,
		    const struct crash_limits *limits)
{
	uint64_t at = r->base ? take_fixed(b, r, limits) :
				find_place(b, r, limits);

	if (!at)
		return;
	if (!reserve_low(b, r, at, limits)) {
		memblock_free(b, at, r->size, r->by);
		attempt_given_back(b->journal, at,
				   "its low part found no place");
		return;
	}
	journal_log(b->journal,
		    "crashkernel reserved: 0x%016" PRIx64 " - 0x%016" PRIx64
		    " (%" PRIu64 " MB)",
		    at, at + r->size, r->size >> 20);
}

/* The option that brings it. */
RULE(crash_option, "reserve_crashkernel_generic()", ANY_KERNEL,
     VARIANT(CRASH_OPTION_CRASH_RESERVE, "crash_reserve", .since = "6.9"),
     VARIANT(CRASH_OPTION_KEXEC_CORE, "kexec_core"));

static bool has_crash_option(const struct kernel *k)
{
	return k->rules.crash_option == CRASH_OPTION_CRASH_RESERVE ?
		       k->crash_reserve :
		       k->kexec_core;
}

bool reserve_crashkernel_generic(struct boot *b,
				 const struct crash_limits *limits)
{
	struct request r;

	if (!has_crash_option(b->kernel) || !parse(b, limits, &r))
		return false;
	r.by = "reserve_crashkernel_generic";
	reserve(b, &r, limits);
	return true;
}

/* Area by area, each half of the one before where that found no place. */
static unsigned declare_areas(struct boot *b, uint64_t wanted, uint64_t *got)
{
	uint64_t page = kernel_page_size(b->kernel);
	struct cma_request r = { .size = align_up(wanted, page),
				 .nid = NO_NODE,
				 .name = "crashkernel" };
	unsigned n = 0;

	while (*got < wanted && n < CMA_RANGES_MAX) {
		if (!cma_declare_contiguous_nid(b, &r)) {
			*got += r.size;
			n++;
			continue;
		}
		if (r.size <= page)
			break;
		r.size = align_up(r.size / 2, page);
	}
	return n;
}

void reserve_crashkernel_cma(struct boot *b)
{
	struct crash_words w;
	uint64_t got = 0;
	unsigned n;

	if (boot_parse_crashkernel(b, ",cma", 0, &w) || !w.size)
		return;
	if (!b->kernel->cma) {
		journal_log(b->journal,
			    "crashkernel CMA reservation not supported");
		return;
	}
	n = declare_areas(b, w.size, &got);
	if (got < w.size)
		journal_log(b->journal,
			    "crashkernel CMA reservation failed: %" PRIu64
			    " MB requested, %" PRIu64
			    " MB reserved in %u ranges",
			    w.size >> 20, got >> 20, n);
	else
		journal_log(b->journal,
			    "crashkernel CMA reserved: %" PRIu64
			    " MB in %u ranges",
			    got >> 20, n);
}

void reserve_crashkernel_twice(struct boot *b,
			       const struct crash_limits *limits)
{
	struct request r;

	if (!b->kernel->kexec_core || !parse(b, limits, &r))
		return;
	r.size = align_up(r.size, kernel_page_size(b->kernel));
	r.by = "reserve_crashkernel";
	reserve(b, &r, limits);
}
