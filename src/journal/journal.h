/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_JOURNAL_H
#define INITMEM_JOURNAL_JOURNAL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/remark.h"
#include "model/kernel.h"
#include "util/buffer.h"
#include "util/range.h"
#include "util/rangemap.h"
#include "util/stringmap.h"

/*
 * The diary of a boot: where it is, what it took, gave back and printed, who
 * owns what, and how it ends. It knows the kernel and nothing else of the boot.
 */

enum event_op {
	EVENT_ADD,
	EVENT_REMOVE,
	EVENT_RESERVE,
	EVENT_ALLOC,
	EVENT_FREE,
	EVENT_MARK,
	EVENT_SET_NODE,
	EVENT_PAGE_ALLOC,
	EVENT_PAGE_FREE,
};

/* "add", "reserve", ... as the records name it. */
const char *event_op_name(enum event_op op);

/* One operation, or `count` equal ones at bases `stride` bytes apart. */
struct event {
	enum event_op op;
	uint64_t base, size; /* bytes */
	uint64_t align; /* allocations; else 0 */
	int nid; /* asked for or set; NO_NODE: none */
	int order; /* page allocator; else -1 */
	uint64_t count;
	int64_t stride;
	const char *what; /* plain words; NULL: none */
	const char *by; /* kernel functions, innermost first, by spaces */
};

/* Who took memory, for what, and when: the ledger's tags index these. */
struct owner {
	const char *what;
	const char *by; /* the kernel function that took it */
	const char *since; /* "setup_arch" or "setup_arch/paging_init" */
	const char *kind; /* owner_kind() */
};

/*
 * Searches for a large piece of memory that may fail: for CMA areas, the crash
 * kernel and reserved-memory nodes without a place. They are kept in the order
 * in which the kernel makes them, those that fail too, so that "why did it not
 * get its memory" has an answer.
 */
enum attempt_kind {
	ATTEMPT_CMA,
	ATTEMPT_CRASHKERNEL,
	ATTEMPT_RESERVED_MEM,
};

/* What an attempt was refused for, as far as somebody asks. */
enum attempt_refusal {
	REFUSED_OTHERWISE, /* or not refused */
	REFUSED_NO_SLOT, /* there are as many CMA areas as there can be */
	REFUSED_ALIGNMENT, /* base or size of a node that wants to be an area */
};

/* Bytes. What the caller fills in comes first. */
struct mem_attempt {
	enum attempt_kind kind;
	const char *name; /* of the area: "reserved", "linux,cma", ",low" */
	const char *where; /* where this one looks, in plain words; NULL */
	uint64_t size, align;
	uint64_t min, max; /* the window; max 0: up to current_limit */
	int nid; /* NO_NODE: any */
	bool exact; /* not on another node */
	uint64_t reach; /* who asks can use no place beyond; 0: any */
	enum attempt_refusal refusal; /* what `failed` says */

	const char *by; /* the kernel function that tried */
	const char *phase;
	uint64_t at; /* where it landed; 0: nowhere */
	const char *failed; /* why not, in plain words; NULL: it landed */
	bool given_back; /* it landed, and was freed since */
	/* Of one that failed. */
	bool refused; /* before a search: what follows is what one would find */
	struct range largest; /* the best free piece of the window */
	struct range elsewhere; /* free, aligned, and large enough; size 0 */
	size_t first_obstacle, nr_obstacles; /* of the journal's, by address */
};

/*
 * What kept a search from a larger piece of its window, as
 * it was at that moment:
 *
 *   window      [-------------------------------)
 *   memory    |=============================|
 *   reserved         |AA|      |BBB|CC|
 *   obstacles         A         B   C        the end of RAM
 *   their room  |--------------|                             of A
 *                       |-------------------|                of B and C
 */

enum obstacle_kind {
	OBSTACLE_TAKEN, /* reserved before */
	OBSTACLE_NOMAP, /* a region of no-map */
	OBSTACLE_NO_RAM,
	OBSTACLE_END, /* of all that may be searched; its range is empty */
};

struct mem_obstacle {
	enum obstacle_kind kind;
	struct range range; /* the part that is in the window */
	const char *what; /* whose it is, in plain words */
	/*
	 * From an aligned address on: what would be free without it, and
	 * without those that lie wall to wall with it. Size 0: that is not RAM.
	 */
	struct range room;
};

struct inexact {
	const char *member;
	const char *reason;
};

struct frame {
	const char *function;
};

/* Events in the order of the boot; equal ones in a row are one. */
struct event_list {
	struct event *v;
	size_t n, cap;
};

/* What happened in a part of the boot: events, and lines of the log. */
struct journal_part {
	const struct event_list *events;
	char *const *log;
	size_t nr_log;
};

struct journal {
	const struct kernel *kernel;

	/* where the boot is */
	const char *phase;
	const char *step; /* only while the observer runs; else NULL */
	struct frame stack[16];
	unsigned depth;

	/* since the observer last took note */
	struct event_list events;
	char **log;
	size_t nr_log, cap_log;
	/* since it was last told, whether it took note or not */
	struct event_list events_since_told;
	size_t log_told; /* how many lines were told before */

	/* ledger */
	struct rangemap ledger; /* by byte; tag indexes owners */
	struct rangemap owned; /* what the ledger covers, without tags */
	/*
	 * Memory that the kernel leaves alone (no-map), by byte, and for whom;
	 * tag indexes owners.
	 */
	struct rangemap withheld;
	struct owner *owners;
	size_t nr_owners, cap_owners;
	struct stringmap owner_index; /* from 1 */
	struct buffer owner_key, chain; /* kept for their room */

	struct mem_attempt *attempts; /* in the order of the boot */
	size_t nr_attempts, cap_attempts;
	struct mem_obstacle *obstacles; /* of the attempts that failed */
	size_t nr_obstacles, cap_obstacles;
	struct remark *remarks; /* in the order of the log */
	size_t nr_remarks, cap_remarks;
	struct inexact *inexact;
	size_t nr_inexact, cap_inexact;

	/*
	 * What a bad access of the kernel's own prints in front of the address:
	 * within the first page, elsewhere. NULL: not known.
	 */
	const char *null_fault, *page_fault;
	/* how the boot ends; all NULL where it does not */
	char *panic; /* behind "Kernel panic - not syncing: "; "": not printed */
	const char *dies_in; /* the function of the exception; NULL: panic() */

	char **interned;
	size_t nr_interned, cap_interned;
};

struct journal *journal_new(const struct kernel *k);
void journal_free(struct journal *j);

/* The observer has taken note of the events and of the log, or was told only. */
void journal_forget(struct journal *j);
void journal_told(struct journal *j);

/* Since the observer last took note; since it was last told. */
struct journal_part journal_since_note(const struct journal *j);
struct journal_part journal_since_told(const struct journal *j);

/* A string that lives as long as j does. */
const char *journal_intern(struct journal *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The simulated call stack: enter a kernel function whose callees take memory
 * or that ends in a record; leave it again. `function` is a literal.
 */
void journal_enter(struct journal *j, const char *function);
void journal_leave(struct journal *j);

/* A line that the real kernel prints here; none once it has stopped. */
void journal_log(struct journal *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, with what it says kept beside it. */
void journal_remark(struct journal *j, enum remark_kind kind, const char *fmt,
		    ...) __attribute__((format(printf, 3, 4)));
/* And with who or what it is about; r->line is not looked at. */
void journal_remark_about(struct journal *j, const struct remark *r,
			  const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The first of its kind, about that name (NULL: any); NULL: there is none. */
const struct remark *journal_remarked(const struct journal *j,
				      enum remark_kind kind, const char *about);

/*
 * The simulated kernel stops here, with this message. The first one counts.
 * Returns -1, which every phase passes up.
 */
int journal_panic(struct journal *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int journal_vpanic(struct journal *j, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/*
 * The simulated kernel dies of an exception in its function `function` (a
 * literal): of a bad access, a BUG(). It does not say why by a panic of its
 * own: the lines about the exception go to the log by journal_log() before, as
 * far as they can be predicted, and what panics in the end is make_task_dead()
 * for the task that ran. Returns -1, as journal_panic().
 */
int journal_oops(struct journal *j, const char *function);

/*
 * The same for a BUG(), with its line where the profile knows the place. NULL:
 * in the function that was entered last.
 */
int journal_bug(struct journal *j, const char *function);

/* The same for an access to the virtual address `addr`, with its line. */
int journal_fault(struct journal *j, const char *function, uint64_t addr);

/*
 * The simulated kernel gets no further than `function` (a literal), without a
 * panic: it runs into the void before it can tell, or for ever. What it prints
 * before, if anything, is journal_log()'s. Returns -1, as journal_panic().
 */
int journal_hang(struct journal *j, const char *function);

/*
 * How the boot ends, for people; to be freed: "Kernel panic - not syncing: ..."
 * and, where an exception is behind it, in which function. j->panic is set.
 */
char *journal_last_words(const struct journal *j);

/*
 * From here on the records' `member` is an approximation, for one reason more.
 * Literals, or journal_intern().
 */
void journal_inexact(struct journal *j, const char *member, const char *reason);
void journal_exact(struct journal *j, const char *member);

/*
 * Records an event, until the kernel stops; equal neighbours are folded. `by`
 * as in memblock.h: the functions on the call stack are put behind it.
 */
void journal_event(struct journal *j, struct event e);

/* The event of pages [start, end) that go to the buddy allocator. */
void journal_event_free(struct journal *j, uint64_t start_pfn, uint64_t end_pfn,
			int nid, const char *what, const char *by);

/* Ledger: bytes that nobody owns yet become `what`'s; the rest stays. */
void journal_own(struct journal *j, uint64_t base, uint64_t size,
		 const char *what, const char *by);
void journal_disown(struct journal *j, uint64_t base, uint64_t size);
/* The first extent of the ledger whose owner is called so; NULL: none. */
const struct rangemap_extent *journal_owned_as(const struct journal *j,
					       const char *what);

/*
 * Beside the ledger: who wants bytes not to be mapped. The last who asks is
 * named; journal_unwithhold() when they are mapped after all.
 */
void journal_withhold(struct journal *j, uint64_t base, uint64_t size,
		      const char *what, const char *by);
void journal_unwithhold(struct journal *j, uint64_t base, uint64_t size);
/* For whom a byte is left alone; NULL: nobody is known. */
const struct owner *journal_withheld_for(const struct journal *j,
					 uint64_t addr);

/* An address as %pa prints it: as wide as phys_addr_t. Lives as long as b. */
const char *journal_pa_text(struct journal *j, uint64_t addr);

#endif
