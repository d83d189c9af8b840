/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/e820.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/boot_alloc.h"
#include "mm/memblock.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"
#include "util/sort.h"

#define E820_MAX_ENTRIES_ZEROPAGE 128
#define MAX_GAP_END (1ULL << 32)
#define MIN_GAP_SIZE 0x400000
#define ISA_END 0x100000ULL

/* Where an entry starts or ends. */
struct change {
	uint64_t at;
	bool end;
	size_t entry;
};

static int compare_changes(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->end != y->end)
		return x->end ? 1 : -1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The table's capacity: what the boot protocol holds, and three a node. */
static size_t max_entries(const struct boot *b)
{
	return E820_MAX_ENTRIES_ZEROPAGE + 3 * (size_t)b->kernel->max_numnodes;
}

const char *e820_type_name(uint32_t type, char *buf, size_t len)
{
	static const struct {
		uint32_t type;
		const char *name;
	} names[] = {
		{ E820_RAM, "usable" },
		{ E820_RESERVED_KERN, "usable" },
		{ E820_RESERVED, "reserved" },
		{ E820_SOFT_RESERVED, "soft reserved" },
		{ E820_ACPI, "ACPI data" },
		{ E820_NVS, "ACPI NVS" },
		{ E820_UNUSABLE, "unusable" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].type == type)
			return names[i].name;
	}
	snprintf(buf, len,
		 type == E820_PMEM || type == E820_PRAM ?
			 "persistent (type %" PRIu32 ")" :
			 "type %" PRIu32,
		 type);
	return buf;
}

/* x86: what the kinds of memory are called, and whether gaps are logged. */
RULE(x86_e820_lines, "e820__print_table()", WITH_MEMBLOCK,
     VARIANT(X86_E820_LINES_SYSTEM_RAM, "system_ram",
	     .shows = "string \" device reserved\""),
     VARIANT(X86_E820_LINES_USABLE, "usable", .shows = "string \"usable\""));

static bool says_system_ram(const struct boot *b)
{
	return !kernel_has_bootmem(b->kernel) &&
	       b->kernel->rules.x86_e820_lines == X86_E820_LINES_SYSTEM_RAM;
}

/* What the kernel's log calls it. */
static const char *type_words(const struct boot *b, uint32_t type, char *buf,
			      size_t len)
{
	if (!says_system_ram(b))
		return e820_type_name(type, buf, len);
	switch (type) {
	case E820_RAM:
	case E820_RESERVED_KERN:
		return "System RAM";
	case E820_RESERVED:
		return "device reserved";
	case E820_PMEM:
	case E820_PRAM:
		snprintf(buf, len, "persistent RAM (type %" PRIu32 ")", type);
		return buf;
	default:
		return e820_type_name(type, buf, len);
	}
}

/* Between what ends at `from` and an entry that begins at `to`. */
static void print_gap(struct boot *b, const char *who, uint64_t from,
		      uint64_t to)
{
	if (to < from)
		journal_log(b->journal,
			    "[Firmware Bug]: out of order E820 entry!");
	else if (to > from)
		journal_log(b->journal,
			    "%s: [gap 0x%016" PRIx64 "-0x%016" PRIx64 "]", who,
			    from, to - 1);
}

void e820_print_table(struct boot *b, const char *who)
{
	const char *blanks = says_system_ram(b) ? "  " : " ";
	uint64_t end = 0;
	char buf[32];

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];

		if (says_system_ram(b))
			print_gap(b, who, end, e->base);
		end = e->base + e->size;
		journal_log(b->journal,
			    "%s: [mem 0x%016" PRIx64 "-0x%016" PRIx64 "]%s%s",
			    who, e->base, end - 1, blanks,
			    type_words(b, e->type, buf, sizeof(buf)));
	}
}

/* The boundaries of all entries that are not empty, sorted. */
static struct change *make_changes(const struct e820_map *map, size_t *nr)
{
	struct change *c = xcalloc(2 * map->nr, sizeof(*c));

	*nr = 0;
	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];

		if (!e->size)
			continue;
		c[(*nr)++] = (struct change){ e->base, false, i };
		c[(*nr)++] = (struct change){ e->base + e->size, true, i };
	}
	sort_stable(c, *nr, sizeof(*c), compare_changes);
	return c;
}

/* The entries that cover the place where the sweep is. */
struct active {
	size_t *entries;
	size_t n;
};

static void active_update(struct active *a, const struct change *c)
{
	size_t i = 0;

	if (!c->end) {
		a->entries[a->n++] = c->entry;
		return;
	}
	while (a->entries[i] != c->entry)
		i++;
	a->entries[i] = a->entries[--a->n];
}

static uint32_t active_type(const struct active *a, const struct e820_map *map)
{
	uint32_t type = 0;

	for (size_t i = 0; i < a->n; i++) {
		uint32_t t = map->entries[a->entries[i]].type;

		if (t > type)
			type = t;
	}
	return type;
}

/* Neighbours of these types stay apart. */
static bool nomerge(uint32_t type)
{
	return type == E820_PRAM || type == E820_SOFT_RESERVED;
}

static bool refused(const struct e820_map *map)
{
	if (map->nr < 2)
		return true;
	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];

		if (e->base + e->size < e->base)
			return true;
	}
	return false;
}

/*
 *     1 |-------------------|             1 |----|
 *     2      |------|              ->     2      |------|
 *     1                     |---|         1             |-----------|
 */
static void sweep(const struct e820_map *map, struct e820_map *out)
{
	struct active a = { xcalloc(map->nr, sizeof(*a.entries)), 0 };
	uint64_t last_at = 0;
	uint32_t last = 0;
	size_t nr;
	struct change *changes = make_changes(map, &nr);

	for (size_t i = 0; i < nr; i++) {
		uint64_t at = changes[i].at;
		uint32_t type;

		active_update(&a, &changes[i]);
		type = active_type(&a, map);
		if (type == last && !nomerge(type))
			continue;
		if (last && at > last_at)
			e820_map_add(out, last_at, at - last_at, last);
		last_at = at;
		last = type;
	}
	free(changes);
	free(a.entries);
}

bool e820_update_table(struct e820_map *map)
{
	struct e820_map out = { 0 };

	if (refused(map))
		return false;
	sweep(map, &out);
	free(map->entries);
	*map = out;
	return true;
}

void e820_update_table_print(struct boot *b)
{
	if (!e820_update_table(&b->e820))
		return;
	journal_log(b->journal, "modified physical RAM map:");
	e820_print_table(b, "modified");
}

void e820_range_add(struct boot *b, uint64_t start, uint64_t size,
		    uint32_t type)
{
	if (b->e820.nr >= max_entries(b)) {
		journal_log(b->journal,
			    "e820: too many entries; ignoring [mem 0x%08" PRIx64
			    "-0x%08" PRIx64 "]",
			    start, start + size - 1);
		return;
	}
	e820_map_add(&b->e820, start, size, type);
}

/*
 * What is left of entry i once [start, end) is cut out: the part below stays
 * in its place, the part above becomes a new entry if there are both.
 */
static void cut(struct boot *b, size_t i, uint64_t start, uint64_t end)
{
	struct e820_entry *e = &b->e820.entries[i];
	uint64_t entry_end = e->base + e->size;
	uint32_t type = e->type;

	if (e->base < start) {
		e->size = start - e->base;
		if (entry_end > end)
			e820_range_add(b, end, entry_end - end, type);
	} else {
		e->size = entry_end - end;
		e->base = end;
	}
}

static bool clip(const struct e820_entry *e, uint64_t *start, uint64_t *end)
{
	*start = max_u64(*start, e->base);
	*end = min_u64(*end, e->base + e->size);
	return *start < *end;
}

static uint64_t end_of(uint64_t start, uint64_t size)
{
	return start + min_u64(size, UINT64_MAX - start);
}

uint64_t e820_range_update(struct boot *b, uint64_t start, uint64_t size,
			   uint32_t old_type, uint32_t new_type)
{
	uint64_t end = end_of(start, size), changed = 0;
	char from[32], to[32];

	journal_log(b->journal,
		    "e820: update [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "] %s ==> %s",
		    start, end - 1, type_words(b, old_type, from, sizeof(from)),
		    type_words(b, new_type, to, sizeof(to)));
	for (size_t i = 0; i < b->e820.nr; i++) {
		struct e820_entry *e = &b->e820.entries[i];
		uint64_t lo = start, hi = end;

		if (e->type != old_type || !clip(e, &lo, &hi))
			continue;
		changed += hi - lo;
		if (lo == e->base && hi == e->base + e->size) {
			e->type = new_type;
			continue;
		}
		e820_range_add(b, lo, hi - lo, new_type);
		cut(b, i, lo, hi);
	}
	return changed;
}

void e820_range_remove(struct boot *b, uint64_t start, uint64_t size,
		       uint32_t type)
{
	uint64_t end = end_of(start, size);
	char buf[32];

	/* Without a type the line may end in the blank before it. */
	journal_log(b->journal,
		    "e820: remove [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]%s%s",
		    start, end - 1, type || !says_system_ram(b) ? " " : "",
		    type ? type_words(b, type, buf, sizeof(buf)) : "");
	for (size_t i = 0; i < b->e820.nr; i++) {
		struct e820_entry *e = &b->e820.entries[i];
		uint64_t lo = start, hi = end;

		if ((type && e->type != type) || !clip(e, &lo, &hi))
			continue;
		if (lo == e->base && hi == e->base + e->size)
			*e = (struct e820_entry){ 0 };
		else
			cut(b, i, lo, hi);
	}
}

static void copy_map(struct e820_map *to, const struct e820_map *from,
		     size_t max)
{
	to->nr = 0;
	for (size_t i = 0; i < from->nr && i < max; i++)
		e820_map_add(to, from->entries[i].base, from->entries[i].size,
			     from->entries[i].type);
}

/*
 * What does not fit into the boot protocol's page comes as set-up data, which
 * is appended and sorted in later, with the same result.
 */
void e820_memory_setup(struct boot *b)
{
	const struct e820_map *in = &b->machine->pc.e820.firmware;

	copy_map(&b->e820, in, max_entries(b));
	if (!e820_update_table(&b->e820)) {
		uint64_t top = e820_end_of_ram_pfn(b, UINT64_MAX)
			       << b->kernel->page_shift;

		b->e820.nr = 0;
		e820_map_add(&b->e820, 0, 0xa0000, E820_RAM);
		if (top > ISA_END)
			e820_map_add(&b->e820, ISA_END, top - ISA_END,
				     E820_RAM);
		journal_inexact(
			b->journal, "memblock",
			"the kernel refuses this map and takes the sizes of BIOS calls, which the input does not have");
	}
	copy_map(&b->e820_firmware, &b->e820, SIZE_MAX);
	journal_log(b->journal, "BIOS-provided physical RAM map:");
	e820_print_table(b, "BIOS-e820");
}

/* N%S-from+to */
static void retype(struct boot *b, uint64_t size, const char *s)
{
	uint64_t start = memparse(s, &s);
	uint32_t from = 0, to = 0;

	if (*s == '-')
		from = (uint32_t)simple_strtoull(s + 1, &s, 0);
	if (*s == '+')
		to = (uint32_t)simple_strtoull(s + 1, &s, 0);
	if (*s)
		return;
	if (from && to)
		e820_range_update(b, start, size, from, to);
	else if (to)
		e820_range_add(b, start, size, to);
	else
		e820_range_remove(b, start, size, from);
}

/* parse_memmap_one(): true if the map counts as the user's from now on. */
static bool parse_memmap_one(struct boot *b, const char *s)
{
	static const struct {
		char sign;
		uint32_t type;
	} kinds[] = {
		{ '@', E820_RAM },
		{ '#', E820_ACPI },
		{ '$', E820_RESERVED },
		{ '!', E820_PRAM },
	};
	const char *after;
	uint64_t size;

	if (!strncmp(s, "exactmap", 8)) {
		b->e820.nr = 0;
		return true;
	}
	size = memparse(s, &after);
	if (after == s)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (*after != kinds[i].sign)
			continue;
		e820_range_add(b, memparse(after + 1, NULL), size,
			       kinds[i].type);
		return true;
	}
	if (*after == '%')
		retype(b, size, after + 1);
	else
		e820_range_remove(b, size, UINT64_MAX - size, E820_RAM);
	return true;
}

static bool parse_memmap(struct boot *b, const char *value)
{
	char *copy = xstrdup(value), *s = copy;
	bool userdef = false;

	while (s) {
		char *comma = strchr(s, ',');

		if (comma)
			*comma++ = '\0';
		userdef |= parse_memmap_one(b, s);
		s = comma;
	}
	free(copy);
	return userdef;
}

/* parse_memopt() */
static bool parse_mem(struct boot *b, const char *value)
{
	uint64_t size = memparse(value, NULL);

	if (!strcmp(value, "nopentium"))
		return false;
	if (size)
		e820_range_remove(b, size, UINT64_MAX - size, E820_RAM);
	return true;
}

void e820_early_params(struct boot *b)
{
	const struct params *p = &b->params;
	bool userdef = false;

	for (size_t i = 0; i < p->nr_memory_words; i++) {
		const struct memory_word *w = &p->memory_words[i];

		userdef |= w->memmap ? parse_memmap(b, w->value) :
				       parse_mem(b, w->value);
	}
	b->e820_userdef = userdef;
}

/* Where words of the command line are lost: what the log's kernel made. */
static void take_user_map(struct boot *b)
{
	const struct e820_map *user = &b->machine->pc.e820.user;

	if (!b->machine->cmdline_cut || !user->nr)
		return;
	copy_map(&b->e820, user, max_entries(b));
	b->e820_userdef = true;
}

int e820_finish_early_params(struct boot *b)
{
	take_user_map(b);
	if (!b->e820_userdef)
		return 0;
	if (!e820_update_table(&b->e820))
		return journal_panic(b->journal,
				     "Invalid user supplied memory map");
	journal_log(b->journal, "user-defined physical RAM map:");
	e820_print_table(b, "user");
	return 0;
}

/*
 * x86: whether what an EFI boot loader hands over is kept for a kernel that
 * follows by kexec, too.
 */
RULE(x86_setup_data, "e820__reserve_setup_data()", WITH_MEMBLOCK,
     /* no longer; nor in 5.14 of Red Hat's 9.6 */
     VARIANT(X86_SETUP_DATA_LEFT, "left", .since = "6.10", .log = ".el9_6."),
     VARIANT(X86_SETUP_DATA_KEPT, "kept", .since = "5.7"),
     /* with all of the map */
     VARIANT(X86_SETUP_DATA_COPIED, "copied"));

/*
 * The map for kexec is changed alike, and says so with the same line. Not for
 * what kexec itself brings along, or a virtual machine without EFI.
 */
static void reserve_setup_data(struct boot *b, const struct range *r)
{
	uint32_t times = b->machine->pc.efi.booted &&
					 b->kernel->rules.x86_setup_data ==
						 X86_SETUP_DATA_KEPT ?
				 2 :
				 1;

	while (times--)
		e820_range_update(b, r->base, r->size, E820_RAM,
				  E820_RESERVED_KERN);
}

void e820_reserve_setup_data(struct boot *b)
{
	const struct machine_e820 *m = &b->machine->pc.e820;

	if (!m->nr_setup_data)
		return;
	for (size_t i = 0; i < m->nr_setup_data; i++)
		reserve_setup_data(b, &m->setup_data[i]);
	e820_update_table(&b->e820);
	journal_log(b->journal, "extended physical RAM map:");
	e820_print_table(b, "reserve setup_data");
}

bool e820_mapped_all(const struct boot *b, uint64_t start, uint64_t end,
		     uint32_t type)
{
	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];

		if ((type && e->type != type) || e->base >= end ||
		    e->base + e->size <= start)
			continue;
		if (e->base <= start)
			start = e->base + e->size;
		if (start >= end)
			return true;
	}
	return false;
}

/* x86: what e820__end_of_ram_pfn() counts. */
RULE(x86_end_of_ram, "e820__end_of_ram_pfn()", WITH_MEMBLOCK,
     VARIANT(X86_END_OF_RAM_AND_ACPI, "ram_and_acpi",
	     .shows = "function e820__end_ram_pfn"),
     VARIANT(X86_END_OF_RAM_ONLY, "ram", .shows = "function e820_end_pfn"));

/* Tables of ACPI count where they are read by way of the direct mapping. */
static bool counts_as_ram(const struct boot *b, uint32_t type)
{
	return type == E820_RAM ||
	       (type == E820_ACPI &&
		b->kernel->rules.x86_end_of_ram == X86_END_OF_RAM_AND_ACPI);
}

uint64_t e820_end_of_ram_pfn(struct boot *b, uint64_t limit_pfn)
{
	uint32_t shift = b->kernel->page_shift;
	uint64_t max_arch_pfn = b->max_arch_pfn, last = 0;

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t end = (e->base + e->size) >> shift;

		if (!counts_as_ram(b, e->type) || e->base >> shift >= limit_pfn)
			continue;
		last = max_u64(last, min_u64(end, limit_pfn));
	}
	last = min_u64(last, max_arch_pfn);
	journal_log(b->journal,
		    "last_pfn = 0x%" PRIx64 " max_arch_pfn = 0x%" PRIx64, last,
		    max_arch_pfn);
	return last;
}

static bool is_ram(const struct e820_entry *e)
{
	return e->type == E820_RAM || e->type == E820_RESERVED_KERN;
}

/* x86: what of the first MiB a kernel that was handed over may take from. */
RULE(x86_kho_scratch, "e820__memblock_setup()", WITH_MEMBLOCK,
     VARIANT(X86_KHO_SCRATCH_NONE, "none",
	     .shows = "no function memblock_mark_kho_scratch"),
     /* until reserve_real_mode(), handed over or not */
     VARIANT(X86_KHO_SCRATCH_1M, "first_1m",
	     .shows = "function memblock_mark_kho_scratch"));

void e820_memblock_setup(struct boot *b)
{
	b->memblock.can_resize = true;
	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];

		if (b->kernel->phys_addr_size == 4 &&
		    e->base + e->size > UINT32_MAX)
			continue;
		if (e->type == E820_SOFT_RESERVED)
			memblock_reserve(b, e->base, e->size,
					 "soft reserved memory", "");
		if (is_ram(e))
			memblock_add(b, e->base, e->size, "");
	}
	/* A kernel that was handed over has nothing else to take from. */
	if (b->kernel->rules.x86_kho_scratch == X86_KHO_SCRATCH_1M)
		memblock_mark(b, 0, ISA_END, MEMBLOCK_KHO_SCRATCH, true, "");
	memblock_trim_memory(b, kernel_page_size(b->kernel));
}

int e820_reserve_resources(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t size = b->e820.nr * k->size.resource;

	if (!memblock_alloc(b, size, k->cache_bytes,
			    "resources of the memory map", ""))
		return journal_panic(
			b->journal,
			"e820__reserve_resources: Failed to allocate %" PRIu64
			" bytes",
			size);
	for (size_t i = 0; k->firmware_memmap && i < b->e820_firmware.nr; i++)
		memblock_alloc(b, k->size.firmware_map_entry, k->cache_bytes,
			       "firmware memory map of /sys",
			       "firmware_map_add_early");
	return 0;
}

/* register_nosave_region(); *last_end is where the list's last one ends. */
static int register_nosave(struct boot *b, uint64_t start, uint64_t end,
			   uint64_t *last_end)
{
	const struct kernel *k = b->kernel;
	bool extends = *last_end && *last_end == start;

	if (start >= end)
		return 0;
	if (!extends && !boot_alloc(b, k->size.nosave_region, k->cache_bytes,
				    "what hibernation leaves out",
				    "register_nosave_region "
				    "e820__register_nosave_regions"))
		return journal_panic(
			b->journal,
			"register_nosave_region: Failed to allocate %" PRIu32
			" bytes",
			k->size.nosave_region);
	*last_end = end;
	journal_log(b->journal,
		    "PM: hibernation: Registered nosave memory: [mem 0x%08" PRIx64
		    "-0x%08" PRIx64 "]",
		    start << k->page_shift, (end << k->page_shift) - 1);
	return 0;
}

/* One region for all that lies between two of RAM. */
static int register_gaps(struct boot *b)
{
	const struct kernel *k = b->kernel;
	uint64_t last = 0, last_end = 0;

	for (size_t i = 0; i < b->e820.nr; i++) {
		const struct e820_entry *e = &b->e820.entries[i];

		if (!is_ram(e))
			continue;
		if (last < e->base &&
		    register_nosave(b, pfn_down(k, last), pfn_up(k, e->base),
				    &last_end))
			return -1;
		last = e->base + e->size;
	}
	return register_nosave(b, pfn_down(k, last), b->totals.max_pfn,
			       &last_end);
}

/* x86: how far memory is that hibernation may leave out. */
RULE(x86_nosave_end, "e820__register_nosave_regions()", WITH_MEMBLOCK,
     VARIANT(X86_NOSAVE_TO_MAX_PFN, "to_max_pfn", .since = "4.20"),
     VARIANT(X86_NOSAVE_TO_MAX_LOW_PFN, "to_max_low_pfn"));

/* High memory was left alone while nothing looked at it. */
static uint64_t nosave_end(const struct boot *b)
{
	return kernel_has_bootmem(b->kernel) ||
			       b->kernel->rules.x86_nosave_end ==
				       X86_NOSAVE_TO_MAX_LOW_PFN ?
		       b->totals.max_low_pfn :
		       b->totals.max_pfn;
}

/* One for each entry that is not RAM, and for each gap between entries. */
static int register_entries(struct boot *b, bool but_first)
{
	const struct kernel *k = b->kernel;
	const struct e820_entry *e = b->e820.entries;
	uint64_t pfn = 0, last_end = 0;
	size_t i = 0;

	if (but_first && b->e820.nr) {
		pfn = pfn_down(k, e->base + e->size);
		i = 1;
	}
	for (; i < b->e820.nr && pfn < nosave_end(b); i++) {
		if (register_nosave(b, pfn, pfn_up(k, e[i].base), &last_end))
			return -1;
		pfn = pfn_down(k, e[i].base + e[i].size);
		if (!is_ram(&e[i]) &&
		    register_nosave(b, pfn_up(k, e[i].base), pfn, &last_end))
			return -1;
	}
	return 0;
}

/* x86: which regions hibernation leaves out, one by one. */
RULE(x86_nosave, "e820__register_nosave_regions()", WITH_MEMBLOCK,
     VARIANT(X86_NOSAVE_GAPS, "gaps",
	     .since = "6.15 6.14.4 6.12.25 6.6.88 6.1.135 5.15.181 5.10.237"),
     VARIANT(X86_NOSAVE_ENTRIES, "entries", .since = "3.17"),
     VARIANT(X86_NOSAVE_ENTRIES_BUT_FIRST, "entries_but_first"));

int e820_register_nosave_regions(struct boot *b)
{
	enum x86_nosave_rule way = b->kernel->rules.x86_nosave;

	if (!b->kernel->hibernation)
		return 0;
	if (kernel_has_bootmem(b->kernel))
		return register_entries(b, true);
	if (way == X86_NOSAVE_GAPS)
		return register_gaps(b);
	return register_entries(b, way == X86_NOSAVE_ENTRIES_BUT_FIRST);
}

void e820_find_gap(const struct boot *b, uint64_t *start, uint64_t *size)
{
	uint64_t last = MAX_GAP_END;

	for (size_t i = b->e820.nr; i-- > 0;) {
		const struct e820_entry *e = &b->e820.entries[i];
		uint64_t end = e->base + e->size;

		if (last > end && last - end >= *size) {
			*size = last - end;
			*start = end;
		}
		last = min_u64(last, e->base);
	}
}

void e820_setup_pci_gap(struct boot *b)
{
	uint64_t size = MIN_GAP_SIZE, start = 0;

	e820_find_gap(b, &start, &size);
	if (!start) {
		start = (b->totals.max_pfn << b->kernel->page_shift) + ISA_END;
		journal_log(
			b->journal,
			"Cannot find an available gap in the 32-bit address range");
		journal_log(
			b->journal,
			"PCI devices with unassigned 32-bit BARs may not work!");
	}
	journal_log(b->journal,
		    "[%s 0x%08" PRIx64 "-0x%08" PRIx64
		    "] available for PCI devices",
		    says_system_ram(b) ? "gap" : "mem", start,
		    start + size - 1);
}
