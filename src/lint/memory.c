/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "lint/advice.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"
#include "util/sort.h"

/* Group M: the memory nodes of a tree, and mem= beside them. */

/* The first node that is scanned, or NULL. */
static const struct fdt_memory_node *first_node(const struct machine *m)
{
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		if (m->fdt.memory[i].root_child && m->fdt.memory[i].available)
			return &m->fdt.memory[i];
	}
	return NULL;
}

static char *memory_place(const struct machine *m)
{
	const struct fdt_memory_node *n = first_node(m);

	return xstrdup(n ? n->path : "/memory");
}

/* What the tree says beside what --memory says; sign: who has more. */
static void compare_totals(struct lint *l, const struct lint_rule *rule,
			   bool more)
{
	uint64_t tree, real;
	char a[32], b[32], c[32];
	struct lint_finding *f;

	if (!l->given)
		return;
	tree = lint_ram(l->given);
	real = lint_ram(l->machine);
	if (!tree || tree == real || (real > tree) != more)
		return;
	f = lint_add(
		l, rule, memory_place(l->given),
		xasprintf(
			"the tree says %s, --memory says %s: %s",
			format_size(tree, a, sizeof(a)),
			format_size(real, b, sizeof(b)),
			more ? "the rest is lost unless the boot loader corrects the node" :
			       "the kernel would use memory that is not there"));
	f->kernel = xasprintf("%s %s", more ? "does without" : "takes for RAM",
			      format_size(more ? real - tree : tree - real, c,
					  sizeof(c)));
	f->change =
		xstrdup("let the boot loader write the size, or correct reg");
}

void lint_memory_more(struct lint *l, const struct lint_rule *rule)
{
	compare_totals(l, rule, true);
}

void lint_memory_less(struct lint *l, const struct lint_rule *rule)
{
	compare_totals(l, rule, false);
}

/* The first child of the root that is disabled, or NULL. */
static const struct fdt_memory_node *disabled_node(const struct machine *m)
{
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		if (m->fdt.memory[i].root_child && !m->fdt.memory[i].available)
			return &m->fdt.memory[i];
	}
	return NULL;
}

/* How the kernel ends where it finds no memory at all. */
static char *end_without_memory(const struct lint *l)
{
	const struct boot *b = l->bare;
	const struct remark *pool;
	char *words, *text;

	if (!b || !b->journal->panic)
		return xstrdup("finds no memory");
	pool = journal_remarked(b->journal, REMARK_POOL_FAILS, NULL);
	words = journal_last_words(b->journal);
	text = xasprintf("finds no memory; with an early console it says: %s%s%s",
			 pool ? pool->line : "", pool ? ", then: " : "", words);
	free(words);
	return text;
}

struct missing {
	const char *where, *what, *change;
};

/* Why the machine has no memory: the node that is meant, and its flaw. */
static struct missing why_missing(const struct lint *l, const struct machine *m)
{
	const struct fdt_memory_node *n = first_node(m);
	const char *loader =
		l->boot ?
			"nothing, if the boot loader does: --memory stood in for it here" :
			"--memory BASE,SIZE, with what the boot loader writes, shows the boot and the rules that need one";

	if (n)
		return (struct missing){
			n->path,
			n->nr_ranges ?
				"size 0: the boot loader has to fill it in" :
			n->rest_bytes ?
				"reg holds no whole entry of base and size" :
				"no reg: the boot loader has to fill it in",
			loader
		};
	if (m->fdt.untyped_memory)
		return (struct missing){
			m->fdt.untyped_memory,
			"lacks device_type = \"memory\", by which alone the kernel knows memory",
			"add device_type = \"memory\""
		};
	n = disabled_node(m);
	if (n)
		return (struct missing){
			n->path,
			"its status is not \"okay\": it is passed over",
			"drop status, or let the boot loader set it"
		};
	return (struct missing){
		"/memory",
		"no node with device_type \"memory\": the boot loader has to add one",
		loader
	};
}

void lint_memory_missing(struct lint *l, const struct lint_rule *rule)
{
	const struct machine *m = l->given ? l->given : l->machine;
	struct lint_finding *f;
	struct missing why;

	if (m->source != SOURCE_DTB)
		return;
	if (!lint_has_memory(m)) {
		why = why_missing(l, m);
		f = lint_add(l, rule, xstrdup(why.where), xstrdup(why.what));
		f->kernel = end_without_memory(l);
		f->change = xstrdup(why.change);
		if (l->given)
			f->severity = LINT_NOTE;
	} else if (m->fdt.untyped_memory) {
		f = lint_add(
			l, rule, xstrdup(m->fdt.untyped_memory),
			xstrdup("lacks device_type = \"memory\", by which alone the kernel knows memory"));
		f->kernel = xstrdup("does without the memory it describes");
		f->change = xstrdup("add device_type = \"memory\"");
	}
}

/* The highest address that a bank may have, exclusive; 0: no limit. */
static uint64_t reach(const struct kernel *k, const struct machine *m)
{
	bool lacks_lpa2 = k->page_shift < 16 && !m->lpa2;
	unsigned bits = k->phys_addr_size * 8;

	if (k->pa_bits && k->pa_bits < bits)
		bits = lacks_lpa2 && k->pa_bits > 48 ? 48 : k->pa_bits;
	else if (k->arm_lpae)
		bits = 40;
	return bits >= 64 ? 0 : 1ULL << bits;
}

/* No board has such addresses or sizes: the cells are other ones. */
static bool implausible(const struct range *r)
{
	return (r->base | r->size | (r->base + r->size - 1)) >> 48;
}

static void check_reach(struct lint *l, const struct lint_rule *rule,
			const struct fdt_memory_node *n)
{
	uint64_t limit = reach(l->kernel, l->machine);

	for (size_t i = 0; limit && i < n->nr_ranges; i++) {
		const struct range *r = &n->ranges[i];
		struct lint_finding *f;
		char size[32];

		if (!r->size || !implausible(r) ||
		    (r->base < limit && r->size <= limit - r->base))
			continue;
		f = lint_add(l, rule, xstrdup(n->path),
			     xasprintf("reg is read as %s at 0x%" PRIx64
				       ", beyond 0x%" PRIx64
				       " which is all that %s can address",
				       format_size(r->size, size, sizeof(size)),
				       r->base, limit, l->kernel->name));
		f->kernel = xstrdup("cuts off or ignores the bank");
		f->change = xstrdup(
			"write base and size with as many cells as /'s #address-cells and #size-cells say");
		return;
	}
}

/* reg is read while a whole entry is left. */
static void check_rest(struct lint *l, const struct lint_rule *rule,
		       const struct fdt_memory_node *n)
{
	struct lint_finding *f;

	if (!n->rest_bytes)
		return;
	f = lint_add(l, rule, xstrdup(n->path),
		     xasprintf("reg has %zu bytes, expected a multiple of %" PRIu32
			       ": the last %" PRIu32 " are no whole entry",
			       n->nr_ranges * n->entry_bytes + n->rest_bytes,
			       n->entry_bytes, n->rest_bytes));
	f->kernel =
		xasprintf("reads %zu whole, and drops the rest", n->nr_ranges);
	f->change = xstrdup(
		"write base and size with as many cells as /'s #address-cells and #size-cells say");
}

/* What another number of cells for each value makes of the property. */
static char *read_with(const struct lint *l, const struct fdt_raw *raw,
		       uint32_t ac, uint32_t sc)
{
	size_t n = raw->bytes / 4, at = 0;
	char *text = NULL;

	if (n > FDT_RAW_CELLS || n % (ac + sc) || ac > 2 || sc > 2)
		return NULL;
	while (at < n) {
		struct range r = { 0 };
		char *one;

		for (uint32_t i = 0; i < ac; i++)
			r.base = r.base << 32 | raw->cells[at++];
		for (uint32_t i = 0; i < sc; i++)
			r.size = r.size << 32 | raw->cells[at++];
		if (!r.size || implausible(&r)) {
			free(text);
			return NULL;
		}
		one = advice_range_cells(l, &r);
		xappendf(&text, "%s%s", text ? ", " : "", one);
		free(one);
	}
	return text;
}

/* Of base and size: how they were meant, as far as that can be told. */
static char *meant_ranges(const struct lint *l, const struct fdt_raw *raw)
{
	static const uint32_t tries[][2] = {
		{ 1, 1 }, { 2, 2 }, { 2, 1 }, { 1, 2 }
	};
	char *text = NULL;

	for (size_t i = 0; !text && i < ARRAY_SIZE(tries); i++)
		text = read_with(l, raw, tries[i][0], tries[i][1]);
	return text;
}

/* Of a size or an alignment. */
static char *meant_value(const struct fdt_raw *raw, uint32_t wanted)
{
	size_t n = raw->bytes / 4;
	uint64_t value = 0;

	if (!n || n > 2)
		return NULL;
	for (size_t i = 0; i < n; i++)
		value = value << 32 | raw->cells[i];
	return value && (wanted > 1 || value <= UINT32_MAX) ?
		       advice_value_cells(value, wanted) :
		       NULL;
}

static bool is_value(const struct fdt_raw *raw)
{
	return !strcmp(raw->property, "size") ||
	       !strcmp(raw->property, "alignment");
}

/* How many cells a value, or an entry of base and size, has. */
static uint32_t wanted_cells(const struct lint *l, const struct fdt_raw *raw)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	return !strcmp(raw->property, "size") ?
		       fdt->size_cells :
	       !strcmp(raw->property, "alignment") ?
		       fdt->address_cells :
		       fdt->address_cells + fdt->size_cells;
}

static char *cells_in_words(size_t cells)
{
	static const char *const words[] = { "no cells", "one",	  "two",
					     "three",	 "four",  "five",
					     "six",	 "seven", "eight" };

	return cells < ARRAY_SIZE(words) ? xstrdup(words[cells]) :
					   xasprintf("%zu", cells);
}

static char *length_text(const struct fdt_raw *raw)
{
	size_t cells = raw->bytes / 4;
	char *count, *text;

	if (raw->bytes % 4)
		return xasprintf("%zu bytes", raw->bytes);
	count = cells_in_words(cells);
	text = xasprintf("%s%s", count,
			 cells == 1 ? " cell" :
			 cells	    ? " cells" :
				      "");
	free(count);
	return text;
}

static void tell_length(struct lint *l, const struct lint_rule *rule,
			const struct fdt_reserved_node *n)
{
	const struct fdt_raw *raw = &n->bad;
	uint32_t wanted = wanted_cells(l, raw);
	char *length = length_text(raw), *cells = cells_in_words(wanted);
	struct lint_finding *f;
	char *meant;

	f = lint_add(
		l, rule, lint_at_reserved(n),
		xasprintf(
			"%s has another length than the cells of / ask for: %s is %s, %s%s are asked for; nothing is reserved",
			raw->property, raw->property, length,
			is_value(raw) ? "" : "multiples of ", cells));
	free(length);
	free(cells);
	lint_quote(f, lint_line(l, REMARK_REGION_MALFORMED, n->name),
		   "skips the node");
	meant = is_value(raw) ? meant_value(raw, wanted) : meant_ranges(l, raw);
	f->change =
		meant ? xasprintf("%s = %s, if that was meant", raw->property,
				  meant) :
			xstrdup("write it with #address-cells and #size-cells of /");
	free(meant);
}

static void check_reserved_cells(struct lint *l, const struct lint_rule *rule)
{
	const struct machine_fdt *fdt = &l->machine->fdt;
	struct lint_finding *f;

	if (fdt->nr_reserved && !fdt->reserved_memory_ok) {
		f = lint_add(
			l, rule, xstrdup("/reserved-memory"),
			xasprintf(
				"its cells are not those of /, or ranges is missing: none of %zu regions is reserved",
				fdt->nr_reserved));
		lint_quote(f, lint_line(l, REMARK_CELLS_REFUSED, NULL),
			   "ignores the node and all in it");
		f->change = xstrdup(
			"#address-cells and #size-cells as / has them, and an empty ranges");
		return;
	}
	for (size_t i = 0; i < fdt->nr_reserved && !lint_enough(l); i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];
		bool late = n->has_reg && !n->bad_reg_length;

		/* Where reg is right nothing else is read. */
		if (n->available && n->bad.property && !late &&
		    (n->bad_reg_length || n->has_size))
			tell_length(l, rule, n);
	}
}

void lint_memory_cells(struct lint *l, const struct lint_rule *rule)
{
	const struct machine *m = l->machine;

	for (size_t i = 0; i < m->fdt.nr_memory && !lint_enough(l); i++) {
		if (!m->fdt.memory[i].root_child || !m->fdt.memory[i].available)
			continue;
		check_reach(l, rule, &m->fdt.memory[i]);
		check_rest(l, rule, &m->fdt.memory[i]);
	}
	check_reserved_cells(l, rule);
}

struct bank {
	struct range range;
	const char *path;
};

static int compare_banks(const void *a, const void *b)
{
	const struct bank *x = a, *y = b;

	if (x->range.base != y->range.base)
		return x->range.base < y->range.base ? -1 : 1;
	return (x->range.size > y->range.size) -
	       (x->range.size < y->range.size);
}

static size_t all_banks(const struct machine *m, struct bank **v)
{
	size_t n = 0, cap = 0;

	*v = NULL;
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *mem = &m->fdt.memory[i];

		for (size_t r = 0; r < mem->nr_ranges; r++) {
			if (!mem->ranges[r].size)
				continue;
			array_reserve(*v, cap, n + 1);
			(*v)[n++] = (struct bank){ mem->ranges[r], mem->path };
		}
	}
	if (n)
		sort_stable(*v, n, sizeof(**v), compare_banks);
	return n;
}

void lint_banks_overlap(struct lint *l, const struct lint_rule *rule)
{
	struct bank *v;
	size_t n = all_banks(l->machine, &v), top = 0;

	for (size_t i = 1; i < n && !lint_enough(l); i++) {
		uint64_t end = v[top].range.base + v[top].range.size;
		char x[LINT_BUF], y[LINT_BUF];
		struct lint_finding *f;

		if (v[i].range.base < end) {
			f = lint_add(l, rule, xstrdup(v[i].path),
				     xasprintf("[%s] overlaps [%s] of %s",
					       range_text(&v[i].range, x,
							  sizeof(x)),
					       range_text(&v[top].range, y,
							  sizeof(y)),
					       v[top].path));
			f->kernel = xstrdup(
				"joins the banks: their sum is less than it looks");
			f->change = xstrdup("correct base or size");
		}
		if (v[i].range.base + v[i].range.size > end)
			top = i;
	}
	free(v);
}

/* Why the kernel does not take memory of whole pages. */
static void explain_unreached(const struct lint *l, struct lint_finding *f,
			      const struct remark *r)
{
	uint64_t end = r->range.base + r->range.size;
	uint64_t limit = reach(l->kernel, l->machine);

	if (r->kind == REMARK_MAP_BEYOND) {
		f->message = xstrdup(
			"a part of the memory is not used: this kernel does not reach it, for its linear map ends before");
		f->change = xstrdup(
			"banks that lie closer together, or a build with a larger CONFIG_ARM64_VA_BITS");
	} else if (limit && end > limit) {
		f->message =
			xasprintf("memory above 0x%" PRIx64
				  " is not used: addresses of %s end there",
				  limit - 1, l->kernel->name);
		f->change = xstrdup(l->kernel->phys_addr_size == 4 ?
					    "a build with CONFIG_ARM_LPAE" :
					    "banks below that address");
	} else {
		f->message = xstrdup(
			"memory is not used, for it lies below where the kernel's linear map begins");
		f->change = xstrdup(
			"load the kernel image at the beginning of RAM");
	}
}

static void tell_tiny(struct lint *l, const struct lint_rule *rule,
		      const struct remark *r)
{
	char size[32], at[LINT_BUF];
	struct lint_finding *f = lint_add(
		l, rule, xstrdup(r->about),
		xasprintf("the bank [%s] has %s: not one whole page of it",
			  range_text(&r->range, at, sizeof(at)),
			  format_size(r->range.size, size, sizeof(size))));

	lint_quote(f, r->line, NULL);
	f->change = xstrdup(
		"correct the size in reg: zeros may be missing at its end, or cells be exchanged");
}

static void tell_beyond(struct lint *l, const struct lint_rule *rule,
			const struct remark *r)
{
	struct lint_finding *f =
		lint_add(l, rule, memory_place(l->machine), NULL);

	explain_unreached(l, f, r);
	lint_quote(f, r->line, NULL);
}

/* Bytes of the banks from `limit` on. */
static uint64_t banks_above(const struct lint *l, uint64_t limit)
{
	struct range *banks;
	size_t n = lint_banks(l->machine, &banks);
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t end = banks[i].base + banks[i].size;

		bytes += end - clamp_u64(limit, banks[i].base, end);
	}
	free(banks);
	return bytes;
}

/* Where the kernel cuts and does not say so. */
static void tell_silent_end(struct lint *l, const struct lint_rule *rule)
{
	uint64_t limit = l->boot->memstart_addr + l->boot->linear_size;
	uint64_t bytes = l->boot->linear_size ? banks_above(l, limit) : 0;
	struct lint_finding *f;
	char size[32];

	if (!bytes)
		return;
	f = lint_add(
		l, rule, memory_place(l->machine),
		xasprintf("memory from 0x%" PRIx64
			  " on is not used: the kernel's linear map ends there",
			  limit));
	f->kernel = xasprintf("does without %s, and does not say so",
			      format_size(bytes, size, sizeof(size)));
	f->change = xstrdup(
		"harts whose page tables have more levels, used without no4lvl or no5lvl; or banks that lie closer together");
}

void lint_memory_ignored(struct lint *l, const struct lint_rule *rule)
{
	const struct journal *j = l->boot ? l->boot->journal : NULL;

	if (j)
		tell_silent_end(l, rule);

	for (size_t i = 0; j && i < j->nr_remarks && !lint_enough(l); i++) {
		const struct remark *r = &j->remarks[i];

		if (r->kind == REMARK_BANK_TINY)
			tell_tiny(l, rule, r);
		else if (r->kind == REMARK_BANK_BEYOND ||
			 r->kind == REMARK_MAP_BEYOND)
			tell_beyond(l, rule, r);
	}
}

/* What memblock has and no bank of the firmware: the first such range. */
static struct range made_up(const struct lint *l)
{
	const struct memblock_type *mem = &l->boot->memblock.memory;
	struct range *banks, r = { 0 };
	size_t n = lint_banks(l->machine, &banks);

	for (size_t i = 0; i < mem->cnt && !r.size; i++) {
		uint64_t at = mem->regions[i].base, end = at;

		end += mem->regions[i].size;
		for (size_t k = 0; k < n && at < end && !r.size; k++) {
			if (banks[k].base + banks[k].size <= at)
				continue;
			if (banks[k].base > at)
				r = (struct range){
					at, min_u64(banks[k].base, end) - at
				};
			at = banks[k].base + banks[k].size;
		}
		if (at < end && !r.size)
			r = (struct range){ at, end - at };
	}
	free(banks);
	return r;
}

/* The mem= that claims r; NULL: none does. */
static const char *claiming_word(const struct boot *b, const struct range *r)
{
	for (size_t i = 0; i < b->params.nr_memory_words; i++) {
		const struct memory_word *w = &b->params.memory_words[i];
		uint64_t start = memblock_start_of_dram(&b->memblock), size;
		const char *end;

		size = memparse(w->value, &end);
		if (*end == '@')
			start = memparse(end + 1, NULL);
		if (!w->memmap && start <= r->base && r->base - start < size)
			return w->value;
	}
	return NULL;
}

void lint_memory_made_up(struct lint *l, const struct lint_rule *rule)
{
	const struct boot *b = l->boot;
	struct lint_finding *f;
	char size[32], at[LINT_BUF], *words;
	const char *word;
	struct range r;

	/* That of 64 bits only limits. */
	if (!b || l->machine->source != SOURCE_DTB || l->kernel->word_size != 4)
		return;
	r = made_up(l);
	word = r.size ? claiming_word(b, &r) : NULL;
	if (!word)
		return;
	f = lint_add(l, rule, xasprintf("command line: mem=%s", word),
		     xasprintf("claims %s [%s] that no memory node has",
			       format_size(r.size, size, sizeof(size)),
			       range_text(&r, at, sizeof(at))));
	words = lint_dies_in(l, "paging_init") ?
			journal_last_words(b->journal) :
			NULL;
	f->kernel =
		words ? xasprintf(
				"puts page tables there, and cannot read them back: %s",
				words) :
			xstrdup("takes them for RAM: what is put there is lost");
	free(words);
	f->change = xstrdup(
		"a mem= inside the memory nodes, or nodes that say what the machine has");
}
