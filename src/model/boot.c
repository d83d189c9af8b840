/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/boot.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/sequence.h"
#include "util/alloc.h"
#include "util/range.h"

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

void boot_init(struct boot *b, const struct machine *machine,
	       const struct kernel *kernel, const struct arch *arch)
{
	uint64_t max_addr = kernel->phys_addr_size == 4 ? UINT32_MAX :
							  UINT64_MAX;

	memset(b, 0, sizeof(*b));
	b->machine = machine;
	b->kernel = kernel;
	b->arch = arch;
	b->image_base = machine->image_base;
	b->nr_node_ids = kernel->max_numnodes;
	b->nr_cpu_ids = kernel->nr_cpus;
	b->nr_online_cpus = 1;
	b->max_physmem_bits = kernel->max_physmem_bits;
	b->default_cma = -1;
	b->policy_zone = -1;
	b->memblock_alive = !kernel->bootmem;
	memblock_init(&b->memblock, kernel->memblock_regions,
		      kernel->memblock_reserved_regions, max_addr);
}

static void forget(struct boot *b)
{
	for (size_t i = 0; i < b->nr_log; i++)
		free(b->log[i]);
	b->nr_log = 0;
	b->nr_events = 0;
}

static void percpu_release(struct percpu *p)
{
	for (size_t i = 0; i < p->nr_groups; i++)
		free(p->groups[i].cpu_map);
	free(p->groups);
	free(p->unit_offsets);
}

void boot_release(struct boot *b)
{
	forget(b);
	sequence_free(b->sequence);
	free(b->log);
	free(b->events);
	for (size_t i = 0; i < b->nr_nodes; i++)
		node_free(b->nodes[i]);
	free(b->nodes);
	free(b->distance);
	free(b->e820.entries);
	free(b->e820_firmware.entries);
	rangemap_release(&b->mtrr_trimmed);
	free(b->cpu_nid);
	free(b->cpu_absent);
	free(b->zone_movable_pfn);
	percpu_release(&b->percpu);
	free(b->hash_tables);
	free(b->cma_areas);
	free(b->attempts);
	free(b->slab_caches);
	rangemap_release(&b->page_zones);
	rangemap_release(&b->sections);
	rangemap_release(&b->unbacked_sections);
	free(b->section_maps);
	rangemap_release(&b->low_tables.slots);
	rangemap_release(&b->ledger);
	rangemap_release(&b->owned);
	stringmap_release(&b->owner_index);
	free(b->owners);
	free(b->inexact);
	free(b->panic);
	for (size_t i = 0; i < b->nr_interned; i++)
		free(b->interned[i]);
	free(b->interned);
	memblock_release(&b->memblock);
	bootmem_release(&b->bootmem);
	params_release(&b->params);
	memset(b, 0, sizeof(*b));
}

/* Takes the string over. */
static const char *keep(struct boot *b, char *s)
{
	array_reserve(b->interned, b->cap_interned, b->nr_interned + 1);
	b->interned[b->nr_interned++] = s;
	return s;
}

static char *vformat(const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	s = xcalloc((size_t)len + 1, 1);
	vsnprintf(s, (size_t)len + 1, fmt, ap);
	return s;
}

const char *boot_intern(struct boot *b, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = vformat(fmt, ap);
	va_end(ap);
	return keep(b, s);
}

void boot_enter(struct boot *b, const char *function)
{
	assert(b->depth < ARRAY_SIZE(b->stack));
	b->stack[b->depth++].function =
		kernel_function_name(b->kernel, function);
}

void boot_leave(struct boot *b)
{
	assert(b->depth > 0);
	b->depth--;
}

void boot_tell(struct boot *b)
{
	if (b->observer && b->observer(b->observer_ctx, b))
		forget(b);
}

void boot_leave_step(struct boot *b)
{
	assert(b->depth > 0);
	if (!b->panic) {
		b->step = b->stack[b->depth - 1].function;
		boot_tell(b);
		b->step = NULL;
	}
	boot_leave(b);
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

void boot_log(struct boot *b, const char *fmt, ...)
{
	va_list ap;

	array_reserve(b->log, b->cap_log, b->nr_log + 1);
	va_start(ap, fmt);
	b->log[b->nr_log++] = with_log_prefix(b->kernel, vformat(fmt, ap));
	va_end(ap);
}

int boot_vpanic(struct boot *b, const char *fmt, va_list ap)
{
	if (!b->panic)
		b->panic = vformat(fmt, ap);
	return -1;
}

int boot_panic(struct boot *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	boot_vpanic(b, fmt, ap);
	va_end(ap);
	return -1;
}

/* The init task runs from kernel_init() on, before it the idle task. */
static bool init_runs(const struct boot *b)
{
	for (unsigned i = 0; i < b->depth; i++) {
		if (!strcmp(b->stack[i].function, "kernel_init"))
			return true;
	}
	return false;
}

static void die_in(struct boot *b, const char *function)
{
	if (!b->panic)
		b->dies_in = kernel_function_name(b->kernel, function);
}

int boot_oops(struct boot *b, const char *function)
{
	die_in(b, function);
	if (init_runs(b)) /* by SIGSEGV */
		return boot_panic(b, "Attempted to kill init! "
				     "exitcode=0x0000000b");
	return boot_panic(b, "Attempted to kill the idle task!");
}

int boot_bug(struct boot *b, const char *function)
{
	const char *place = kernel_bug_place(b->kernel, function);

	if (place)
		boot_log(b, "kernel BUG at %s!", place);
	return boot_oops(b, function);
}

int boot_fault(struct boot *b, const char *function, uint64_t addr)
{
	const char *words = addr < kernel_page_size(b->kernel) ? b->null_fault :
								 b->page_fault;

	if (words)
		boot_log(b, "%s%0*" PRIx64, words,
			 (int)b->kernel->word_size * 2, addr);
	return boot_oops(b, function);
}

int boot_hang(struct boot *b, const char *function)
{
	die_in(b, function);
	return boot_panic(b, "%s", "");
}

char *boot_last_words(const struct boot *b)
{
	if (!*b->panic)
		return xasprintf("The kernel stops in %s() without a panic.",
				 b->dies_in);
	if (b->dies_in)
		return xasprintf("Kernel panic - not syncing: %s (after an "
				 "exception in %s())",
				 b->panic, b->dies_in);
	return xasprintf("Kernel panic - not syncing: %s", b->panic);
}

void boot_inexact(struct boot *b, const char *member, const char *reason)
{
	for (size_t i = 0; i < b->nr_inexact; i++) {
		if (!strcmp(b->inexact[i].member, member) &&
		    !strcmp(b->inexact[i].reason, reason))
			return;
	}
	array_reserve(b->inexact, b->cap_inexact, b->nr_inexact + 1);
	b->inexact[b->nr_inexact++] = (struct inexact){ member, reason };
}

void boot_exact(struct boot *b, const char *member)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->nr_inexact; i++) {
		if (strcmp(b->inexact[i].member, member))
			b->inexact[kept++] = b->inexact[i];
	}
	b->nr_inexact = kept;
}

/* A call chain as it grows, innermost function first. */
struct chain {
	char *text, *end, *last; /* last: where the last name begins */
};

/* A function that the build has not is left out, and so is one twice over. */
static void chain_add(struct chain *c, const char *function)
{
	if (!*function || (c->last && !strcmp(c->last, function)))
		return;
	if (c->last)
		*c->end++ = ' ';
	c->last = c->end;
	c->end = stpcpy(c->end, function);
}

/* The build's names of the functions in `by`, one after the other. */
static void chain_add_words(struct chain *c, const struct kernel *k,
			    const char *by)
{
	while (*by) {
		char word[64];
		size_t len = strcspn(by, " ");

		snprintf(word, sizeof(word), "%.*s", (int)len, by);
		chain_add(c, kernel_function_name(k, word));
		by += len + (by[len] == ' ');
	}
}

/* Bytes that are enough for `by` in the build's names. */
static size_t words_room(const struct kernel *k, const char *by)
{
	size_t words = 1, longest = 0;

	for (const char *c = by; *c; c++)
		words += *c == ' ';
	for (size_t i = 0; i < k->functions.n; i++) {
		size_t len = strlen(k->functions.v[i].to);

		longest = len > longest ? len : longest;
	}
	return strlen(by) + words * (longest + 1);
}

/* "alloc_init_pud map_kernel" and the call stack, innermost first. */
static char *call_chain(const struct boot *b, const char *by)
{
	size_t len = words_room(b->kernel, by) + 1;
	struct chain c;

	for (unsigned i = 0; i < b->depth; i++)
		len += strlen(b->stack[i].function) + 1;
	c = (struct chain){ .text = xcalloc(len + 1, 1) };
	c.end = c.text;
	chain_add_words(&c, b->kernel, by);
	for (unsigned i = b->depth; i-- > 0;)
		chain_add(&c, b->stack[i].function);
	return c.text;
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

void boot_event(struct boot *b, struct event e)
{
	struct event *last = b->nr_events ? &b->events[b->nr_events - 1] : NULL;
	char *chain = call_chain(b, e.by ? e.by : "");

	e.by = chain;
	if (last && event_continues(last, &e)) {
		last->stride = (int64_t)(e.base - last->base) -
			       (int64_t)(last->count - 1) * last->stride;
		last->count += e.count;
		free(chain);
		return;
	}
	if (last && same_text(last->by, chain)) {
		e.by = last->by;
		free(chain);
	} else {
		keep(b, chain);
	}
	array_reserve(b->events, b->cap_events, b->nr_events + 1);
	b->events[b->nr_events++] = e;
}

void boot_event_free(struct boot *b, uint64_t start_pfn, uint64_t end_pfn,
		     int nid, const char *what, const char *by)
{
	const uint32_t shift = b->kernel->page_shift;

	boot_event(b, (struct event){ .op = EVENT_PAGE_FREE,
				      .base = start_pfn << shift,
				      .size = (end_pfn - start_pfn) << shift,
				      .nid = nid,
				      .order = -1,
				      .count = 1,
				      .what = what,
				      .by = by });
}

static uint32_t owner_index(struct boot *b, const char *what, const char *by,
			    const char *since)
{
	char *key = xasprintf("%s\n%s\n%s", what, by, since);
	size_t *index = stringmap_at(&b->owner_index, key, strlen(key));

	free(key);
	if (!*index) {
		array_reserve(b->owners, b->cap_owners, b->nr_owners + 1);
		b->owners[b->nr_owners++] = (struct owner){ what, by, since };
		*index = b->nr_owners;
	}
	return (uint32_t)(*index - 1);
}

/* The innermost kernel function of a chain: its first word. */
static const char *first_function(struct boot *b, const char *by)
{
	char *chain = call_chain(b, by ? by : "");
	size_t len = strcspn(chain, " ");
	const char *first = len ? boot_intern(b, "%.*s", (int)len, chain) :
				  "start_kernel";

	free(chain);
	return first;
}

/* "setup_arch/paging_init": the phase and the function called from it. */
static const char *since_now(struct boot *b)
{
	for (unsigned i = 0; i + 1 < b->depth; i++) {
		if (b->phase && !strcmp(b->stack[i].function, b->phase))
			return boot_intern(b, "%s/%s", b->phase,
					   b->stack[i + 1].function);
	}
	return b->phase ? b->phase : "start";
}

/*
 * The first owner stays. Gaps are looked for in `owned`, where what many small
 * owners hold side by side is one extent.
 */
void boot_own(struct boot *b, uint64_t base, uint64_t size, const char *what,
	      const char *by)
{
	uint64_t start = base, end = base + size;
	uint32_t tag;

	if (!size)
		return;
	tag = owner_index(b, what, first_function(b, by), since_now(b));
	for (size_t i = rangemap_find(&b->owned, base);
	     i < b->owned.n && b->owned.v[i].start < end; i++) {
		rangemap_set(&b->ledger, start, b->owned.v[i].start, tag);
		start = b->owned.v[i].end;
	}
	rangemap_set(&b->ledger, start, end, tag);
	rangemap_set(&b->owned, base, end, 0);
}

void boot_disown(struct boot *b, uint64_t base, uint64_t size)
{
	rangemap_clear(&b->ledger, base, base + size);
	rangemap_clear(&b->owned, base, base + size);
}

const char *boot_pa_text(struct boot *b, uint64_t addr)
{
	return boot_intern(b, "0x%0*llx", (int)b->kernel->phys_addr_size * 2,
			   (unsigned long long)addr);
}

uint64_t boot_image_pa(const struct boot *b, uint64_t linked)
{
	return linked - b->kernel->sym.text + b->image_base;
}

uint64_t boot_image_va(const struct boot *b, uint64_t addr)
{
	return addr - b->image_base + b->kernel->sym.text;
}

struct node *boot_node(struct boot *b, int nid)
{
	return nid >= 0 && (size_t)nid < b->nr_nodes ? b->nodes[nid] : NULL;
}

struct node *boot_node_create(struct boot *b, int nid)
{
	size_t need = (size_t)nid + 1;

	if (need > b->nr_nodes) {
		b->nodes = xrealloc(b->nodes, need, sizeof(*b->nodes));
		memset(&b->nodes[b->nr_nodes], 0,
		       (need - b->nr_nodes) * sizeof(*b->nodes));
		b->nr_nodes = need;
	}
	if (!b->nodes[nid])
		b->nodes[nid] = node_new(nid, b->kernel);
	return b->nodes[nid];
}

void boot_link_pages(struct boot *b, const struct zone *z, uint64_t start_pfn,
		     uint64_t end_pfn)
{
	rangemap_set(&b->page_zones, start_pfn, end_pfn,
		     (uint32_t)z->nid * MAX_NR_ZONES + z->index);
}

struct zone *boot_zone_run(const struct boot *b, uint64_t pfn, uint64_t *end)
{
	const struct rangemap *m = &b->page_zones;
	size_t i = rangemap_find(m, pfn);

	if (i == m->n)
		return NULL;
	if (m->v[i].start > pfn) {
		*end = min_u64(*end, m->v[i].start);
		return NULL;
	}
	*end = min_u64(*end, m->v[i].end);
	return &b->nodes[m->v[i].tag / MAX_NR_ZONES]
			->zones[m->v[i].tag % MAX_NR_ZONES];
}

struct zone *boot_pfn_zone(const struct boot *b, uint64_t pfn)
{
	uint64_t end = UINT64_MAX;

	return boot_zone_run(b, pfn, &end);
}
