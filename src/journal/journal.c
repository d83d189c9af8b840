/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/owner_kind.h"
#include "util/alloc.h"
#include "util/fatal.h"
#include "util/range.h"

struct journal *journal_new(const struct kernel *k)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	j->kernel = k;
	return j;
}

void journal_forget(struct journal *j)
{
	for (size_t i = 0; i < j->nr_log; i++)
		free(j->log[i]);
	j->nr_log = 0;
	j->events.n = 0;
	journal_told(j);
}

void journal_told(struct journal *j)
{
	j->events_since_told.n = 0;
	j->log_told = j->nr_log;
}

struct journal_part journal_since_note(const struct journal *j)
{
	return (struct journal_part){ &j->events, j->log, j->nr_log };
}

struct journal_part journal_since_told(const struct journal *j)
{
	return (struct journal_part){ &j->events_since_told,
				      j->log ? j->log + j->log_told : NULL,
				      j->nr_log - j->log_told };
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	journal_forget(j);
	free(j->log);
	free(j->events.v);
	free(j->events_since_told.v);
	rangemap_release(&j->ledger);
	rangemap_release(&j->owned);
	rangemap_release(&j->withheld);
	stringmap_release(&j->owner_index);
	buffer_release(&j->owner_key);
	buffer_release(&j->chain);
	free(j->owners);
	free(j->attempts);
	free(j->obstacles);
	free(j->remarks);
	free(j->inexact);
	free(j->panic);
	for (size_t i = 0; i < j->nr_interned; i++)
		free(j->interned[i]);
	free(j->interned);
	free(j);
}

const char *event_op_name(enum event_op op)
{
	static const char *const names[] = {
		[EVENT_ADD] = "add",
		[EVENT_REMOVE] = "remove",
		[EVENT_RESERVE] = "reserve",
		[EVENT_ALLOC] = "alloc",
		[EVENT_FREE] = "free",
		[EVENT_MARK] = "mark",
		[EVENT_SET_NODE] = "set_node",
		[EVENT_PAGE_ALLOC] = "page_alloc",
		[EVENT_PAGE_FREE] = "page_free",
	};

	return names[op];
}

/* Takes the string over. */
static const char *keep(struct journal *j, char *s)
{
	array_reserve(j->interned, j->cap_interned, j->nr_interned + 1);
	j->interned[j->nr_interned++] = s;
	return s;
}

const char *journal_intern(struct journal *j, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return keep(j, s);
}

void journal_enter(struct journal *j, const char *function)
{
	if (j->depth == ARRAY_SIZE(j->stack))
		fatal("a bug: too many calls in each other");
	j->stack[j->depth++].function =
		kernel_function_name(j->kernel, function);
}

void journal_leave(struct journal *j)
{
	if (!j->depth)
		fatal("a bug: a call ends that was not made");
	j->depth--;
}

/* With the beginning that the build gives such lines; takes the line over. */
static char *with_log_prefix(const struct kernel *k, char *line)
{
	for (size_t i = 0; i < k->log_prefixes.n; i++) {
		const struct rename *r = &k->log_prefixes.v[i];
		size_t len = strlen(r->from);
		char *other;

		if (strncmp(line, r->from, len))
			continue;
		other = xasprintf("%s%s", r->to, line + len);
		free(line);
		return other;
	}
	return line;
}

__attribute__((format(printf, 2, 0))) static void
vlog(struct journal *j, const char *fmt, va_list ap)
{
	array_reserve(j->log, j->cap_log, j->nr_log + 1);
	j->log[j->nr_log++] = with_log_prefix(j->kernel, xvasprintf(fmt, ap));
}

void journal_log(struct journal *j, const char *fmt, ...)
{
	va_list ap;

	if (j->panic)
		return;
	va_start(ap, fmt);
	vlog(j, fmt, ap);
	va_end(ap);
}

static void vremark(struct journal *j, const struct remark *r, const char *fmt,
		    va_list ap)
{
	if (j->panic)
		return;
	vlog(j, fmt, ap);
	array_reserve(j->remarks, j->cap_remarks, j->nr_remarks + 1);
	j->remarks[j->nr_remarks] = *r;
	j->remarks[j->nr_remarks++].line =
		journal_intern(j, "%s", j->log[j->nr_log - 1]);
}

void journal_remark(struct journal *j, enum remark_kind kind, const char *fmt,
		    ...)
{
	const struct remark r = { .kind = kind };
	va_list ap;

	va_start(ap, fmt);
	vremark(j, &r, fmt, ap);
	va_end(ap);
}

void journal_remark_about(struct journal *j, const struct remark *r,
			  const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vremark(j, r, fmt, ap);
	va_end(ap);
}

const struct remark *journal_remarked(const struct journal *j,
				      enum remark_kind kind, const char *about)
{
	for (size_t i = 0; i < j->nr_remarks; i++) {
		const struct remark *r = &j->remarks[i];

		if (r->kind == kind &&
		    (!about || (r->about && !strcmp(r->about, about))))
			return r;
	}
	return NULL;
}

int journal_vpanic(struct journal *j, const char *fmt, va_list ap)
{
	if (!j->panic)
		j->panic = xvasprintf(fmt, ap);
	return -1;
}

int journal_panic(struct journal *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	journal_vpanic(j, fmt, ap);
	va_end(ap);
	return -1;
}

/* The init task runs from kernel_init() on, before it the idle task. */
static bool init_runs(const struct journal *j)
{
	for (unsigned i = 0; i < j->depth; i++) {
		if (!strcmp(j->stack[i].function, "kernel_init"))
			return true;
	}
	return false;
}

static void die_in(struct journal *j, const char *function)
{
	if (!j->panic)
		j->dies_in = kernel_function_name(j->kernel, function);
}

int journal_oops(struct journal *j, const char *function)
{
	die_in(j, function);
	if (init_runs(j)) /* by SIGSEGV */
		return journal_panic(j, "Attempted to kill init! "
					"exitcode=0x0000000b");
	return journal_panic(j, "Attempted to kill the idle task!");
}

int journal_bug(struct journal *j, const char *function)
{
	const char *place;

	if (!function)
		function = j->stack[j->depth - 1].function;
	place = kernel_bug_place(j->kernel, function);
	if (place)
		journal_log(j, "kernel BUG at %s!", place);
	return journal_oops(j, function);
}

int journal_fault(struct journal *j, const char *function, uint64_t addr)
{
	const char *words = addr < kernel_page_size(j->kernel) ? j->null_fault :
								 j->page_fault;

	if (words)
		journal_remark(j, REMARK_BAD_ACCESS, "%s%0*" PRIx64, words,
			       (int)j->kernel->word_size * 2, addr);
	return journal_oops(j, function);
}

int journal_hang(struct journal *j, const char *function)
{
	die_in(j, function);
	return journal_panic(j, "%s", "");
}

char *journal_last_words(const struct journal *j)
{
	if (!*j->panic)
		return xasprintf("The kernel stops in %s() without a panic.",
				 j->dies_in);
	if (j->dies_in)
		return xasprintf("Kernel panic - not syncing: %s (after an "
				 "exception in %s())",
				 j->panic, j->dies_in);
	return xasprintf("Kernel panic - not syncing: %s", j->panic);
}

void journal_inexact(struct journal *j, const char *member, const char *reason)
{
	for (size_t i = 0; i < j->nr_inexact; i++) {
		if (!strcmp(j->inexact[i].member, member) &&
		    !strcmp(j->inexact[i].reason, reason))
			return;
	}
	array_reserve(j->inexact, j->cap_inexact, j->nr_inexact + 1);
	j->inexact[j->nr_inexact++] = (struct inexact){ member, reason };
}

void journal_exact(struct journal *j, const char *member)
{
	size_t kept = 0;

	for (size_t i = 0; i < j->nr_inexact; i++) {
		if (strcmp(j->inexact[i].member, member))
			j->inexact[kept++] = j->inexact[i];
	}
	j->nr_inexact = kept;
}

/* A call chain as it grows, innermost function first. */
struct chain {
	struct buffer *text;
	size_t last; /* where the last name begins */
};

/* A function that the build has not is left out, and so is one twice over. */
static void chain_add(struct chain *c, const char *function)
{
	struct buffer *text = c->text;

	if (!*function ||
	    (text->len && !strcmp(text->text + c->last, function)))
		return;
	if (text->len)
		buffer_add_bytes(text, " ", 1);
	c->last = text->len;
	buffer_add(text, function);
}

/* The build's names of the functions in `by`, one after the other. */
static void chain_add_words(struct chain *c, const struct kernel *k,
			    const char *by)
{
	while (*by) {
		char word[64];
		size_t len = (size_t)(strchrnul(by, ' ') - by);
		size_t kept = min_size(len, sizeof(word) - 1);

		memcpy(word, by, kept);
		word[kept] = '\0';
		chain_add(c, kernel_function_name(k, word));
		by += len + (by[len] == ' ');
	}
}

/*
 * "alloc_init_pud map_kernel" and the call stack, innermost first. It stands
 * until the next one is asked for.
 */
static const char *call_chain(struct journal *j, const char *by)
{
	struct chain c = { .text = &j->chain };

	buffer_clear(&j->chain);
	chain_add_words(&c, j->kernel, by);
	for (unsigned i = j->depth; i-- > 0;)
		chain_add(&c, j->stack[i].function);
	return j->chain.text;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Whether e goes on where the run of equal operations `last` ends. */
static bool event_continues(const struct event *last, const struct event *e)
{
	int64_t step;

	if (last->op != e->op || last->size != e->size ||
	    last->align != e->align || last->nid != e->nid ||
	    last->order != e->order || !same_text(last->what, e->what) ||
	    !same_text(last->by, e->by))
		return false;
	step = (int64_t)(e->base - last->base) -
	       (int64_t)(last->count - 1) * last->stride;
	if (step == 0 || (last->count > 1 && step != last->stride))
		return false;
	return e->count == 1 || e->stride == step;
}

static void event_list_add(struct event_list *l, struct event e)
{
	struct event *last = l->n ? &l->v[l->n - 1] : NULL;

	if (last && event_continues(last, &e)) {
		last->stride = (int64_t)(e.base - last->base) -
			       (int64_t)(last->count - 1) * last->stride;
		last->count += e.count;
		return;
	}
	array_reserve(l->v, l->cap, l->n + 1);
	l->v[l->n++] = e;
}

/* The chain of calls as it is now; that of the last event, if it is the same. */
static const char *call_chain_kept(struct journal *j, const char *by)
{
	const struct event_list *l = &j->events;
	const char *chain = call_chain(j, by);

	if (!l->n || !same_text(l->v[l->n - 1].by, chain))
		return keep(j, xstrdup(chain));
	return l->v[l->n - 1].by;
}

void journal_event(struct journal *j, struct event e)
{
	if (j->panic)
		return;
	e.by = call_chain_kept(j, e.by ? e.by : "");
	event_list_add(&j->events, e);
	event_list_add(&j->events_since_told, e);
}

void journal_event_free(struct journal *j, uint64_t start_pfn, uint64_t end_pfn,
			int nid, const char *what, const char *by)
{
	const uint32_t shift = j->kernel->page_shift;

	journal_event(j, (struct event){ .op = EVENT_PAGE_FREE,
					 .base = start_pfn << shift,
					 .size = (end_pfn - start_pfn) << shift,
					 .nid = nid,
					 .order = -1,
					 .count = 1,
					 .what = what,
					 .by = by });
}

/* The innermost kernel function of a chain: its first word. */
static void add_first_function(struct buffer *text, struct journal *j,
			       const char *by)
{
	const char *chain = call_chain(j, by ? by : "");
	size_t len = strcspn(chain, " ");

	if (len)
		buffer_add_bytes(text, chain, len);
	else
		buffer_add(text, "start_kernel");
}

/* "setup_arch/paging_init": the phase and the function called from it. */
static void add_since(struct buffer *text, const struct journal *j)
{
	const char *phase = j->phase ? j->phase : "";

	buffer_add(text, phase);
	for (unsigned i = 0; i + 1 < j->depth; i++) {
		if (*phase && !strcmp(j->stack[i].function, phase)) {
			buffer_add_all(text, "/", j->stack[i + 1].function,
				       NULL);
			return;
		}
	}
}

/* Who takes memory now, for what: the same one each time is one owner. */
static uint32_t owner_now(struct journal *j, const char *what, const char *by)
{
	struct buffer *key = &j->owner_key;
	size_t at_by, at_since, *index;

	buffer_clear(key);
	buffer_add_all(key, what, "\n", NULL);
	at_by = key->len;
	add_first_function(key, j, by);
	buffer_add(key, "\n");
	at_since = key->len;
	add_since(key, j);
	index = stringmap_at(&j->owner_index, key->text, key->len);
	if (!*index) {
		int by_len = (int)(at_since - at_by - 1);

		array_reserve(j->owners, j->cap_owners, j->nr_owners + 1);
		j->owners[j->nr_owners++] = (struct owner){
			what,
			journal_intern(j, "%.*s", by_len, key->text + at_by),
			keep(j, xstrdup(key->text + at_since)),
			owner_kind(what),
		};
		*index = j->nr_owners;
	}
	return (uint32_t)(*index - 1);
}

/*
 * The first owner stays. Gaps are looked for in `owned`, where what many small
 * owners hold side by side is one extent.
 */
void journal_own(struct journal *j, uint64_t base, uint64_t size,
		 const char *what, const char *by)
{
	uint64_t start = base, end = base + size;
	uint32_t tag;

	if (!size)
		return;
	tag = owner_now(j, what, by);
	for (size_t i = rangemap_find(&j->owned, base);
	     i < j->owned.n && j->owned.v[i].start < end; i++) {
		rangemap_set(&j->ledger, start, j->owned.v[i].start, tag);
		start = j->owned.v[i].end;
	}
	rangemap_set(&j->ledger, start, end, tag);
	rangemap_set(&j->owned, base, end, 0);
}

void journal_disown(struct journal *j, uint64_t base, uint64_t size)
{
	rangemap_clear(&j->ledger, base, base + size);
	rangemap_clear(&j->owned, base, base + size);
}

const struct rangemap_extent *journal_owned_as(const struct journal *j,
					       const char *what)
{
	for (size_t i = 0; i < j->ledger.n; i++) {
		if (!strcmp(j->owners[j->ledger.v[i].tag].what, what))
			return &j->ledger.v[i];
	}
	return NULL;
}

void journal_withhold(struct journal *j, uint64_t base, uint64_t size,
		      const char *what, const char *by)
{
	rangemap_set(&j->withheld, base, base + size, owner_now(j, what, by));
}

void journal_unwithhold(struct journal *j, uint64_t base, uint64_t size)
{
	rangemap_clear(&j->withheld, base, base + size);
}

const struct owner *journal_withheld_for(const struct journal *j, uint64_t addr)
{
	const struct rangemap_extent *e = rangemap_at(&j->withheld, addr);

	return e ? &j->owners[e->tag] : NULL;
}

const char *journal_pa_text(struct journal *j, uint64_t addr)
{
	return journal_intern(j, "0x%0*llx", (int)j->kernel->phys_addr_size * 2,
			      (unsigned long long)addr);
}
