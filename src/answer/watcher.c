/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "util/alloc.h"
#include "util/range.h"

/* The life of one address, kept from record to record. */

/* `by` is a chain of functions; the innermost one counts. */
static uint32_t remover_index(struct watcher *w, const char *by)
{
	size_t len = strcspn(by, " ");

	for (size_t i = 0; i < w->nr_removers; i++) {
		if (!strncmp(w->removers[i], by, len) && !w->removers[i][len])
			return (uint32_t)i;
	}
	array_reserve(w->removers, w->cap_removers, w->nr_removers + 1);
	w->removers[w->nr_removers] = xstrndup(by, len);
	return (uint32_t)w->nr_removers++;
}

static struct taking *taking_of(struct watcher *w, const struct event *e)
{
	const char *what = e->what ? e->what : "";
	size_t len = strcspn(e->by, " ");
	struct taking *t;

	for (size_t i = 0; i < w->nr_takings; i++) {
		t = &w->takings[i];
		if (!strcmp(t->what, what))
			return t;
	}
	array_reserve(w->takings, w->cap_takings, w->nr_takings + 1);
	t = &w->takings[w->nr_takings++];
	*t = (struct taking){ .what = xstrdup(what),
			      .by = xstrndup(e->by, len) };
	return t;
}

static uint64_t bytes_of(const struct event *e)
{
	return e->size * e->count;
}

/* What was memory goes; kernels remove much that never was any. */
static void keep_removed(struct watcher *w, uint64_t base, uint64_t end,
			 const char *by)
{
	while (base < end) {
		uint64_t stop = end;

		if (rangemap_run(&w->added, base, &stop))
			rangemap_set(&w->removed, base, stop,
				     remover_index(w, by));
		base = stop;
	}
}

static void keep_range(struct watcher *w, const struct event *e)
{
	for (uint64_t i = 0; i < e->count; i++) {
		uint64_t base = e->base + i * (uint64_t)e->stride;
		uint64_t end = base + e->size < base ? UINT64_MAX :
						       base + e->size;

		if (e->op == EVENT_ADD)
			rangemap_set(&w->added, base, end, 0);
		else
			keep_removed(w, base, end, e->by);
	}
}

static void keep_event(struct watcher *w, const struct event *e)
{
	switch (e->op) {
	case EVENT_ADD:
	case EVENT_REMOVE:
		keep_range(w, e);
		break;
	case EVENT_PAGE_ALLOC:
		taking_of(w, e)->bytes += bytes_of(e);
		break;
	default:
		break;
	}
}

static void keep_memory(struct watcher *w, const struct memblock_type *t)
{
	rangemap_release(&w->memory);
	memset(&w->memory, 0, sizeof(w->memory));
	for (size_t i = 0; i < t->cnt; i++) {
		const struct memblock_region *r = &t->regions[i];

		rangemap_set(&w->memory, r->base, r->base + r->size,
			     (r->flags & MEMBLOCK_NOMAP ? MEMORY_NOMAP : 0) |
				     (i % 2 ? MEMORY_ODD : 0));
	}
}

/* With bootmem: the whole pages of usable RAM that have a struct page. */
static void keep_ram(struct watcher *w, const struct boot *b)
{
	const struct kernel *k = b->kernel;

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t start = pfn_up(k, e->base);
		uint64_t end = min_u64(pfn_down(k, e->base + e->size),
				       b->totals.max_pfn);

		if (e->type == E820_RAM && start < end)
			rangemap_set(&w->memory, start << k->page_shift,
				     end << k->page_shift, 0);
	}
}

static uint64_t pages_put_off(const struct boot *b)
{
	uint64_t managed = 0;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++)
			managed += b->nodes[n]->zones[i].managed_pages;
	}
	return b->totals.totalram_pages > managed ?
		       b->totals.totalram_pages - managed :
		       0;
}

static char *taken_text(const char *what, const char *by, int by_len)
{
	return xasprintf("%s, taken by %.*s()", what, by_len, by);
}

static char *owner_text(const struct boot *b, uint64_t addr)
{
	const struct rangemap_extent *e =
		rangemap_at(&b->journal->ledger, addr);
	const struct owner *o = e ? &b->journal->owners[e->tag] : NULL;

	return o ? taken_text(o->what, o->by, (int)strlen(o->by)) : NULL;
}

bool watcher_knows_ram(const struct watcher *w, uint64_t addr)
{
	return rangemap_at(&w->memory, addr) || rangemap_at(&w->removed, addr);
}

/* Of memory that is not to be mapped, or of what would be if it were RAM. */
static char *nomap_text(const struct boot *b, const struct watcher *w,
			uint64_t addr)
{
	const struct owner *o = journal_withheld_for(b->journal, addr);

	if (!o)
		return xstrdup("memory that is not to be mapped (no-map)");
	if (!watcher_knows_ram(w, addr))
		return xasprintf("%s (no-map), where there is no RAM", o->what);
	return xasprintf("%s (no-map), left alone by %s()", o->what, o->by);
}

bool boot_find_free(const struct boot *b, uint64_t pfn, struct free_block *out)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		for (unsigned i = 0; b->nodes[n] && i < b->nodes[n]->nr_zones;
		     i++) {
			if (zone_find_free(&b->nodes[n]->zones[i], pfn,
					   &out->pfn, &out->order, &out->mt))
				return true;
		}
	}
	return false;
}

/* Whether mem_init() has put the page off for page_alloc_init_late(). */
static bool is_deferred(const struct boot *b, uint64_t pfn)
{
	for (size_t n = 0; n < b->nr_nodes; n++) {
		const struct node *node = b->nodes[n];

		if (node && node->has_memory &&
		    pfn >= node->first_deferred_pfn &&
		    pfn < node->node_start_pfn + node->node_spanned_pages)
			return true;
	}
	return false;
}

/* In the allocator that there is while the kernel boots. */
static char *free_text(const struct boot *b)
{
	return xasprintf("free in %s", kernel_has_bootmem(b->kernel) ?
					       "bootmem" :
					       "memblock");
}

static char *memory_text(const struct boot *b, uint64_t pfn)
{
	if (!b->totals.totalram_pages)
		return free_text(b);
	if (is_deferred(b, pfn))
		return xstrdup(
			"deferred: free, but its struct page is not initialised yet");
	return xstrdup("in use");
}

static const char unknown_text[] = "not known as memory";

static char *state_text(const struct boot *b, const struct watcher *w,
			uint64_t addr)
{
	const struct rangemap_extent *m = rangemap_at(&w->memory, addr);
	const struct rangemap_extent *gone = rangemap_at(&w->removed, addr);
	char *owner = owner_text(b, addr);
	struct free_block block;

	if (boot_find_free(b, addr >> b->kernel->page_shift, &block)) {
		free(owner);
		return xasprintf("free in the page allocator: order %u, %s",
				 block.order, migratetype_name(block.mt));
	}
	if (m && m->tag & MEMORY_NOMAP) {
		free(owner);
		return nomap_text(b, w, addr);
	}
	if (owner)
		return owner;
	if (m)
		return memory_text(b, addr >> b->kernel->page_shift);
	if (journal_withheld_for(b->journal, addr))
		return nomap_text(b, w, addr);
	if (gone)
		return xasprintf("taken out of memory by %s()",
				 w->removers[gone->tag]);
	return xstrdup(unknown_text);
}

/* Takes the text over; the same as before is no new stage. */
static void add_stage(struct watcher *w, const char *phase, char *step,
		      char *text)
{
	if (w->nr_life && !strcmp(w->life[w->nr_life - 1].text, text)) {
		free(step);
		free(text);
		return;
	}
	array_reserve(w->life, w->cap_life, w->nr_life + 1);
	w->life[w->nr_life++] = (struct life_stage){ phase, step, text };
}

/* Of a call chain, innermost first: the function that the phase called. */
static char *step_in(const struct boot *b, const char *by)
{
	const char *phase = kernel_function_name(b->kernel, b->journal->phase);
	const char *last = NULL;
	size_t last_len = 0;

	while (*by) {
		size_t len = strcspn(by, " ");

		if (len == strlen(phase) && !strncmp(by, phase, len))
			return last ? xstrndup(last, last_len) : NULL;
		last = by;
		last_len = len;
		by += len + (by[len] == ' ');
	}
	return NULL;
}

static bool event_covers(const struct event *e, uint64_t addr)
{
	for (uint64_t i = 0; i < e->count; i++) {
		uint64_t base = e->base + i * (uint64_t)e->stride;

		if (addr >= base && addr - base < e->size)
			return true;
	}
	return false;
}

/* Whether nothing is known of the address so far. */
static bool is_unknown(const struct watcher *w)
{
	return !w->nr_life ||
	       !strcmp(w->life[w->nr_life - 1].text, unknown_text);
}

/* What an event makes of the address; NULL: nothing that is told. */
static char *event_text(struct watcher *w, const struct boot *b,
			const struct event *e)
{
	const uint64_t addr = w->address;
	int len = (int)strcspn(e->by, " ");

	switch (e->op) {
	case EVENT_ADD:
		return is_unknown(w) ? free_text(b) : NULL;
	case EVENT_FREE:
		w->owned = false;
		return b->totals.totalram_pages ? NULL : free_text(b);
	case EVENT_REMOVE:
		return journal_withheld_for(b->journal, addr) ?
			       nomap_text(b, w, addr) :
		       rangemap_at(&w->removed, addr) ?
			       xasprintf("taken out of memory by %.*s()", len,
					 e->by) :
			       NULL;
	case EVENT_RESERVE:
	case EVENT_ALLOC:
		/* Who is there first remains the owner. */
		if (w->owned || !e->what)
			return NULL;
		w->owned = true;
		return taken_text(e->what, e->by, len);
	case EVENT_MARK:
		/* Others are marked for a moment only. */
		return e->what && !strcmp(e->what, "nomap") &&
				       journal_withheld_for(b->journal, addr) ?
			       nomap_text(b, w, addr) :
			       NULL;
	default:
		return NULL;
	}
}

/* What happened since the last record, and then what there is. */
static void follow(struct watcher *w, const struct boot *b)
{
	const struct journal *j = b->journal;

	for (size_t i = 0; i < j->events.n; i++) {
		const struct event *e = &j->events.v[i];
		char *text = event_covers(e, w->address) ? event_text(w, b, e) :
							   NULL;

		if (text)
			add_stage(w, j->phase, step_in(b, e->by), text);
	}
	w->owned = rangemap_at(&j->ledger, w->address) != NULL;
	add_stage(w, j->phase, j->step ? xstrdup(j->step) : NULL,
		  state_text(b, w, w->address));
}

bool watcher_observe(void *ctx, const struct boot *b)
{
	struct watcher *w = ctx;

	for (size_t i = 0; i < b->journal->events.n; i++)
		keep_event(w, &b->journal->events.v[i]);
	if (b->memblock_alive && b->memblock.memory.cnt)
		keep_memory(w, &b->memblock.memory);
	if (b->bootmem.alive && !w->memory.n)
		keep_ram(w, b);
	if (!b->journal->step && boot_makes(b, MAKES_FREE_LISTS))
		w->deferred_pages = pages_put_off(b);
	if (w->has_address)
		follow(w, b);
	return true;
}

void watcher_release(struct watcher *w)
{
	for (size_t i = 0; i < w->nr_takings; i++) {
		free(w->takings[i].what);
		free(w->takings[i].by);
	}
	for (size_t i = 0; i < w->nr_life; i++) {
		free(w->life[i].step);
		free(w->life[i].text);
	}
	for (size_t i = 0; i < w->nr_removers; i++)
		free(w->removers[i]);
	rangemap_release(&w->memory);
	rangemap_release(&w->removed);
	rangemap_release(&w->added);
	free(w->removers);
	free(w->takings);
	free(w->life);
}
