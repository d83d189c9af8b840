/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lint/rules.h"
#include "util/alloc.h"
#include "util/size.h"

/* Group E: e820 maps, and the command line that changes them. */

#define SZ_1K 1024ULL
#define SZ_1M (1ULL << 20)
#define SZ_2G (2ULL << 30)
#define SZ_4G (4ULL << 30)
/* arch/x86/boot/compressed/kaslr.c */
#define MAX_MEMMAP_REGIONS 4

static bool is_pc(const struct lint *l)
{
	return l->machine->pc.e820.firmware.nr != 0;
}

/* One word of memmap=A,B,...: what stands before and behind the sign. */
struct memmap_word {
	uint64_t size;
	char sign; /* '@' '#' '$' '!' '%'; 0: none */
	uint64_t base;
	char *text;
};

typedef void memmap_visitor(struct lint *l, const struct lint_rule *rule,
			    const struct memmap_word *w);

static void visit_word(struct lint *l, const struct lint_rule *rule,
		       const char *text, size_t len, memmap_visitor *visit)
{
	struct memmap_word w = { .text = xstrndup(text, len) };
	const char *end;

	w.size = memparse(w.text, &end);
	if (end != w.text && strcmp(w.text, "exactmap")) {
		w.sign = *end;
		w.base = *end ? memparse(end + 1, NULL) : 0;
		visit(l, rule, &w);
	}
	free(w.text);
}

/* Each element of each memmap= that the kernel reads. */
static void visit_memmap(struct lint *l, const struct lint_rule *rule,
			 memmap_visitor *visit)
{
	const struct params *p = l->boot ? &l->boot->params : NULL;

	for (size_t i = 0; p && i < p->nr_memory_words; i++) {
		const char *s = p->memory_words[i].value;

		if (!p->memory_words[i].memmap)
			continue;
		while (*s && !lint_enough(l)) {
			size_t len = strcspn(s, ",");

			visit_word(l, rule, s, len, visit);
			s += len + (s[len] == ',');
		}
	}
}

static void check_memmap_word(struct lint *l, const struct lint_rule *rule,
			      const struct memmap_word *w)
{
	struct range image = lint_image_range(l), taken = { w->base, w->size };
	struct lint_finding *f;
	char size[32], at[LINT_BUF];

	if (!w->sign || !strchr("@#$!%", w->sign)) {
		format_size(w->size, size, sizeof(size));
		f = lint_add(
			l, rule, xasprintf("command line: memmap=%s", w->text),
			w->sign ?
				xasprintf(
					"'%c' is no sign of memmap=, and so the word means mem=: no memory from %s on.%s",
					w->sign, size,
					w->sign == '\\' ?
						" One backslash too many has reached the kernel" :
						"") :
				xasprintf(
					"has no sign, and so means mem=: no memory from %s on. A shell or GRUB may have eaten \"$...\"",
					size));
		f->kernel = xstrdup("removes the RAM above that address");
		f->change = xstrdup(
			"memmap=SIZE\\$ADDR, with \\\\\\$ in GRUB's configuration");
	} else if ((w->sign == '$' || w->sign == '!' || w->sign == '#') &&
		   w->size && w->base <= UINT64_MAX - w->size &&
		   ranges_overlap(taken.base, taken.size, image.base,
				  image.size)) {
		f = lint_add(
			l, rule, xasprintf("command line: memmap=%s", w->text),
			xasprintf(
				"takes memory that the kernel image lies in [%s]",
				range_text(&image, at, sizeof(at))));
		f->severity = LINT_ERROR;
		lint_quote(f, lint_line(l, REMARK_IMAGE_NOT_RAM, NULL),
			   "takes the memory that it runs in for something else");
		f->change = xstrdup("another address");
	}
}

/*
 * mem_avoid_memmap() of the decompressor has four slots. A list that goes on
 * behind the fourth makes it give up; a word that begins behind it is not read.
 */
struct kaslr_slots {
	size_t used;
	bool gave_up;
	const char *unread; /* the first word that is not looked at */
};

static void fill_slots(struct kaslr_slots *k, const char *s)
{
	if (k->used >= MAX_MEMMAP_REGIONS) {
		k->unread = k->unread ? k->unread : s;
		return;
	}
	while (*s && k->used < MAX_MEMMAP_REGIONS) {
		const char *end;
		uint64_t size = memparse(s, &end);

		if (size && (*end == '$' || *end == '#' || *end == '!') &&
		    memparse(end + 1, NULL))
			k->used++;
		s += strcspn(s, ",");
		s += *s == ',';
	}
	if (*s)
		k->gave_up = true;
}

void lint_memmap_word(struct lint *l, const struct lint_rule *rule)
{
	const struct params *p = l->boot ? &l->boot->params : NULL;
	struct kaslr_slots k = { 0 };
	struct lint_finding *f;

	if (!is_pc(l) || !p)
		return;
	visit_memmap(l, rule, check_memmap_word);
	for (size_t i = 0; i < p->nr_memory_words; i++) {
		if (p->memory_words[i].memmap)
			fill_slots(&k, p->memory_words[i].value);
	}
	if (!l->kernel->randomize_base || p->nokaslr)
		return;
	if (k.unread && !k.gave_up) {
		f = lint_add(
			l, rule, xasprintf("command line: memmap=%s", k.unread),
			xasprintf(
				"KASLR keeps off the first %d ranges only: the kernel may be placed in this one",
				MAX_MEMMAP_REGIONS));
		f->kernel = xstrdup("may decompress itself into the range");
		f->change = xstrdup("join ranges, or add nokaslr");
	} else if (k.gave_up) {
		f = lint_add(
			l, rule, xstrdup("command line: memmap="),
			xasprintf(
				"more than %d ranges in one list: KASLR gives up",
				MAX_MEMMAP_REGIONS));
		f->severity = LINT_NOTE;
		f->kernel =
			xstrdup("does not choose a physical place by chance");
		f->change = xstrdup("join ranges, if randomization matters");
	}
}

static void check_memmap_hole(struct lint *l, const struct lint_rule *rule,
			      const struct memmap_word *w)
{
	struct range r = { w->base, w->size };
	struct lint_finding *f;
	char size[32];
	uint64_t in;

	if ((w->sign != '!' && w->sign != '@') || !w->size ||
	    w->base > UINT64_MAX - w->size)
		return;
	in = lint_ram_inside(l, &r);
	if (in == w->size)
		return;
	f = lint_add(l, rule, xasprintf("command line: memmap=%s", w->text),
		     xasprintf("%s of it are no RAM in the firmware's map",
			       format_size(w->size - in, size, sizeof(size))));
	f->kernel = xstrdup(
		w->sign == '!' ?
			"offers devices or nothing at all as persistent memory" :
			"uses them as RAM");
	f->change = xstrdup(
		"a range inside one usable entry: mind the hole below 4 GiB");
}

void lint_memmap_hole(struct lint *l, const struct lint_rule *rule)
{
	if (is_pc(l))
		visit_memmap(l, rule, check_memmap_hole);
}

/* Where RAM ends; below 4 GiB, and at all. */
static void ram_ends(const struct lint *l, uint64_t *low, uint64_t *high)
{
	struct range *banks;
	size_t n = lint_banks(l->machine, &banks);

	*low = *high = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t end = banks[i].base + banks[i].size;

		if (banks[i].base < SZ_4G)
			*low = min_u64(end, SZ_4G);
		*high = max_u64(*high, end);
	}
	free(banks);
}

void lint_no_remap(struct lint *l, const struct lint_rule *rule)
{
	uint64_t low, high;
	struct lint_finding *f;
	char size[32];

	if (!is_pc(l))
		return;
	ram_ends(l, &low, &high);
	if (high > SZ_4G || high < SZ_2G)
		return;
	f = lint_add(
		l, rule, xstrdup("e820 map"),
		xasprintf(
			"RAM ends at %s and none is above 4 GiB: if the machine has 4 GiB or more, firmware has not remapped what the hole for devices hides",
			format_size(low, size, sizeof(size))));
	f->kernel = xstrdup("knows of no other memory");
	f->change = xstrdup(
		"memory remapping in the firmware's settings, or newer firmware");
}

void lint_hole(struct lint *l, const struct lint_rule *rule)
{
	uint64_t low, high;
	char a[32], b[32];

	if (!is_pc(l))
		return;
	ram_ends(l, &low, &high);
	if (high <= SZ_4G || low >= SZ_4G)
		return;
	lint_add(l, rule, xstrdup("e820 map"),
		 xasprintf(
			 "%s of RAM reach up to 0x%" PRIx64
			 ": the %s below 4 GiB that devices have are made up for above",
			 format_size(lint_ram(l->machine), a, sizeof(a)),
			 high - 1, format_size(SZ_4G - low, b, sizeof(b))));
}

/* "[a-b], [c-d] and 3 more" */
static char *list_ranges(const struct rangemap *m)
{
	const size_t shown = 3;
	char *list = xstrdup("");

	for (size_t i = 0; i < m->n && i < shown; i++) {
		struct range r = { m->v[i].start, m->v[i].end - m->v[i].start };
		char at[LINT_BUF];

		xappendf(&list, "%s[%s]", i ? ", " : "",
			 range_text(&r, at, sizeof(at)));
	}
	if (m->n > shown)
		xappendf(&list, " and %zu more", m->n - shown);
	return list;
}

static void add_mtrr_loss(struct lint *l, const struct lint_rule *rule,
			  char *message)
{
	const char *line = lint_line(l, REMARK_MTRR_LOSES, NULL);
	struct lint_finding *f = lint_add(l, rule, xstrdup("MTRRs"), message);

	f->kernel = xstrdup(
		line ? line :
		       "WARNING: BIOS bug: CPU MTRRs don't cover all of memory");
	f->change = xstrdup(
		"newer firmware, or its settings for MTRRs and for memory above 4 GiB; disable_mtrr_trim only where the registers are known to be right");
}

void lint_mtrr(struct lint *l, const struct lint_rule *rule)
{
	const struct mtrr_evidence *e = &l->machine->pc.mtrr_evidence;
	const struct rangemap *lost = l->boot ? &l->boot->mtrr_trimmed : NULL;
	char size[32], *list;

	if (lost && lost->n) {
		list = list_ranges(lost);
		format_size(rangemap_covered(lost, 0, UINT64_MAX), size,
			    sizeof(size));
		add_mtrr_loss(
			l, rule,
			xasprintf(
				"%s of RAM are lost, for firmware has not made them write-back: %s",
				size, list));
		free(list);
	} else if (lost && e->loses && !e->nr_uncached &&
		   !l->machine->pc.mtrr.known &&
		   !l->boot->params.disable_mtrr_trim) {
		add_mtrr_loss(
			l, rule,
			xasprintf(
				"the log says that %" PRIu64
				" MiB of RAM are lost, which firmware has not made write-back, but not where they are",
				e->lost_mib));
	}
}

static char *entry_place(const struct e820_map *map, size_t i)
{
	const struct e820_entry *e = &map->entries[i];
	struct range r = { e->base, e->size };
	char at[LINT_BUF];

	return xasprintf("e820 entry %zu [%s]", i + 1,
			 range_text(&r, at, sizeof(at)));
}

static void check_entry_order(struct lint *l, const struct lint_rule *rule,
			      const struct e820_map *map, size_t i)
{
	const struct e820_entry *e = &map->entries[i];
	const struct e820_entry *before = &map->entries[i - 1];
	struct lint_finding *f;

	if (e->base < before->base) {
		f = lint_add(
			l, rule, entry_place(map, i),
			xstrdup("lies below the entry before it: the map is not sorted"));
		f->severity = LINT_NOTE;
		f->kernel = xstrdup("sorts the map");
		f->change = xstrdup("entries in ascending order");
	} else if (before->base + before->size > e->base) {
		f = lint_add(l, rule, entry_place(map, i),
			     xasprintf("overlaps the entry before it, %s",
				       before->type == e->type ?
					       "of its own type" :
					       "of another type"));
		f->severity = before->type == e->type ? LINT_NOTE :
							LINT_WARNING;
		f->kernel = xstrdup(
			"the type with the higher number wins where both lie");
		f->change = xstrdup("entries that do not overlap");
	}
}

static void check_entry_edges(struct lint *l, const struct lint_rule *rule,
			      const struct e820_map *map, size_t i)
{
	const struct e820_entry *e = &map->entries[i];
	uint64_t end = e->base + e->size;
	struct lint_finding *f;

	if (e->type != E820_RAM)
		return;
	if ((e->base | end) & (SZ_1K - 1)) {
		f = lint_add(
			l, rule, entry_place(map, i),
			xstrdup("usable memory that does not begin and end on a KiB"));
		f->kernel = xstrdup("drops the broken pages at its edges");
		f->change = xstrdup("edges on a KiB, better on a page");
	}
}

/* Usable bytes below 1 MiB, in whole pages above the first. */
static uint64_t low_ram(const struct e820_map *map)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];
		uint64_t from = max_u64(align_up(e->base, 4096), 4096);
		uint64_t to =
			align_down(min_u64(e->base + e->size, SZ_1M), 4096);

		if (e->type == E820_RAM && e->base < SZ_1M && from < to)
			bytes += to - from;
	}
	return bytes;
}

void lint_e820_entries(struct lint *l, const struct lint_rule *rule)
{
	const struct e820_map *map = &l->machine->pc.e820.firmware;
	const char *line = lint_line(l, REMARK_NO_TRAMPOLINE, NULL);
	struct lint_finding *f;

	for (size_t i = 0; i < map->nr && !lint_enough(l); i++) {
		if (i)
			check_entry_order(l, rule, map, i);
		check_entry_edges(l, rule, map, i);
	}
	if (!map->nr || (low_ram(map) && !line))
		return;
	f = lint_add(
		l, rule, xstrdup("e820 map"),
		xstrdup("no usable memory below 1 MiB for the code that starts the other CPUs"));
	f->severity = LINT_ERROR;
	lint_quote(f, line, "finds no place for that code");
	f->change = xstrdup(
		"a usable entry below 640 KiB; for a crash kernel, add it to its memmap=");
}
