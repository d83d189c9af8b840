/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_forms.h"

#include <stdlib.h>
#include <string.h>

#include "input/e820.h"
#include "input/scan.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * The lines of a boot log that say something of the machine, as a table of
 * forms. Lines that print what the kernel made of it ("Zone ranges:") are none
 * of them, unless they alone tell what the hardware is like.
 */

#define MAX_ENTRIES 4096u
#define MAX_CPUS 65536u
#define MAX_THREADS 1024u /* of a core */
#define MAX_TABLES 512u
#define MAX_MTRRS 256u
#define MIB_SHIFT 20
#define SCTLR_AFE (1u << 29)

void log_boot_release(struct log_boot *b)
{
	machine_release(&b->m);
	log_tree_release(&b->tree);
	log_orders_release(&b->orders);
	log_foreign_release(&b->foreign);
	free(b->lapics);
	free(b->booted);
	free(b->modified.entries);
	memset(b, 0, sizeof(*b));
}

/* Maps */

enum map_kind {
	MAP_FIRMWARE,
	MAP_USER,
	MAP_EXTENDED,
	MAP_RESULT, /* the kernel's own edit */
};

static const struct map_prefix {
	const char *prefix;
	enum map_kind kind;
} map_prefixes[] = {
	{ "BIOS-e820:", MAP_FIRMWARE },
	{ "BIOS-e801:", MAP_FIRMWARE },
	{ "BIOS-88:", MAP_FIRMWARE },
	{ "Xen:", MAP_FIRMWARE },
	{ "raw:", MAP_FIRMWARE },
	{ "user:", MAP_USER },
	{ "reserve setup_data:", MAP_EXTENDED },
	{ "modified:", MAP_RESULT },
};

static const struct map_prefix bare = { "", MAP_FIRMWARE };

static const struct map_prefix *find_prefix(const char *text, const char **rest)
{
	for (size_t i = 0; i < ARRAY_SIZE(map_prefixes); i++)
		if (skip_prefix(text, map_prefixes[i].prefix, rest))
			return &map_prefixes[i];
	*rest = text;
	return &bare;
}

bool is_map_line(const char *text)
{
	const char *rest;

	return find_prefix(text, &rest) != &bare;
}

/* "BIOS-e820:" without its colon. */
static void set_source(struct machine_e820 *e, const char *prefix)
{
	size_t len = strcspn(prefix, ":");

	memcpy(e->source, prefix, len);
	e->source[len] = 0;
}

/*
 * A hypervisor's bare map, and the raw one, stand before the map that the
 * kernel goes by: that one replaces them. Any other second map is left out.
 */
static struct e820_map *firmware_map(struct log_boot *b, const char *prefix)
{
	struct machine_e820 *e = &b->m.pc.e820;
	size_t len = strcspn(prefix, ":");

	if (!e->firmware.nr) {
		set_source(e, prefix);
		return &e->firmware;
	}
	if (strlen(e->source) == len && strncmp(e->source, prefix, len) == 0)
		return &e->firmware;
	if (*prefix && (!*e->source || strcmp(e->source, "raw") == 0)) {
		e->firmware.nr = 0;
		set_source(e, prefix);
		return &e->firmware;
	}
	return NULL;
}

static struct e820_map *map_of(struct log_boot *b, const struct map_prefix *p)
{
	switch (p->kind) {
	case MAP_FIRMWARE:
		return firmware_map(b, p->prefix);
	case MAP_USER:
		return &b->m.pc.e820.user;
	case MAP_EXTENDED:
		return &b->m.pc.e820.extended;
	case MAP_RESULT:
		return b->m.pc.mtrr_evidence.loses ? &b->modified : NULL;
	}
	return NULL;
}

static void add_entry(struct log_boot *b, const struct map_prefix *p,
		      const struct e820_entry *e)
{
	struct e820_map *map = map_of(b, p);

	if (!map)
		return;
	if (map->nr == MAX_ENTRIES)
		machine_note(&b->m,
			     "only the first %u entries of the map count",
			     MAX_ENTRIES);
	else
		e820_map_add(map, e->base, e->size, e->type);
}

/* A bare line must be an entry to its end, for other lines begin like one. */
static enum form_result map_form(struct log_boot *b, const char *text)
{
	const char *rest;
	const struct map_prefix *p = find_prefix(text, &rest);
	struct e820_entry e = { 0 };
	enum e820_line r = e820_parse(rest, &e);

	if (p == &bare && r != E820_LINE_ENTRY && r != E820_LINE_PARTIAL)
		return FORM_NO;
	switch (r) {
	case E820_LINE_NO:
		return FORM_NO;
	case E820_LINE_PARTIAL:
		return p == &bare && !*rest ? FORM_NO : FORM_PARTIAL;
	case E820_LINE_GAP:
		return FORM_YES;
	case E820_LINE_BAD_TYPE:
		if (!b) /* lines that do not belong together */
			return FORM_NO;
		machine_note(
			&b->m,
			"'%.200s': a type that we do not know, taken as reserved",
			text);
		e.type = E820_RESERVED;
		break;
	case E820_LINE_ENTRY:
		break;
	}
	if (b)
		add_entry(b, p, &e);
	return FORM_YES;
}

/* SRAT */

static void grow_cpu_count(struct log_boot *b, enum cpu_count how,
			   uint64_t cpus, uint64_t hotplug)
{
	if (how < b->cpu_count || cpus + hotplug > MAX_CPUS ||
	    cpus > MAX_CPUS || hotplug > MAX_CPUS || !cpus)
		return;
	b->cpu_count = how;
	b->nr_cpus = cpus;
	b->nr_hotplug = hotplug;
}

static int nid_of(uint64_t v)
{
	return v < 65536 ? (int)v : -1;
}

static void on_srat_cpu(struct log_boot *b, const struct scan *s)
{
	struct machine_acpi *a = &b->m.pc.acpi;

	if (a->nr_cpus == MAX_CPUS)
		return;
	a->has_srat = true;
	array_reserve(a->cpus, a->cap_cpus, a->nr_cpus + 1);
	a->cpus[a->nr_cpus++] = (struct srat_cpu){
		.pxm = (uint32_t)s->v[0],
		.nid = nid_of(s->v[2]),
		.apic_id = s->v[1],
		.enabled = true,
		.x2apic = s->v[1] > 0xff,
	};
	grow_cpu_count(b, CPUS_SRAT, a->nr_cpus, 0);
}

static void on_old_srat_cpu(struct log_boot *b, const struct scan *s)
{
	struct scan same = *s;

	b->old_srat = true;
	same.v[2] = s->v[3];
	on_srat_cpu(b, &same);
}

static void add_srat_memory(struct log_boot *b, const struct scan *s,
			    struct range r)
{
	struct machine_acpi *a = &b->m.pc.acpi;

	if (a->nr_memory == MAX_ENTRIES)
		return;
	a->has_srat = true;
	array_reserve(a->memory, a->cap_memory, a->nr_memory + 1);
	a->memory[a->nr_memory++] = (struct srat_memory){
		.pxm = (uint32_t)s->v[1],
		.nid = nid_of(s->v[0]),
		.range = r,
		.enabled = true,
		.hotplug = strcasestr(s->rest, "hot") != NULL,
		.nonvolatile = strcasestr(s->rest, "volatile") != NULL,
	};
}

/* From 3.5 on: each line is an entry, its end inclusive. */
static void on_srat_memory(struct log_boot *b, const struct scan *s)
{
	struct e820_entry e;

	if (e820_set_range(&e, s->v[2], s->v[3]))
		add_srat_memory(b, s, (struct range){ e.base, e.size });
}

/* What the entries of this node reach over; empty if it has none. */
static struct range node_span(const struct machine_acpi *a, int nid)
{
	uint64_t start = UINT64_MAX, end = 0;

	for (size_t i = 0; i < a->nr_memory; i++) {
		const struct range *r = &a->memory[i].range;

		if (a->memory[i].nid != nid)
			continue;
		start = min_u64(start, r->base);
		end = max_u64(end, r->base + r->size);
	}
	return end > start ? (struct range){ start, end - start } :
			     (struct range){ 0, 0 };
}

/*
 * Before 2.6.33 a line shows what its node reaches over so far, so that the
 * entry is what has been added at one of the ends:
 *
 *     SRAT: Node 0 PXM 0 0-a0000          |----|
 *     SRAT: Node 0 PXM 0 0-80000000       |-----------------|   entry: what is
 * new
 *
 * The hole between the two cannot be seen. Later ones show the entry itself,
 * which never covers what the node had. Some print the last byte as the end.
 */
static void on_old_srat_memory(struct log_boot *b, const struct scan *s)
{
	uint64_t start = s->v[2], end = s->v[3];
	struct range had;

	b->old_srat = true;
	if (b->m.pc.acpi.nr_memory == MAX_ENTRIES)
		return;
	if ((end & 0xfff) == 0xfff)
		end++;
	had = node_span(&b->m.pc.acpi, nid_of(s->v[0]));
	if (had.size && start <= had.base && end >= had.base + had.size) {
		if (start < had.base)
			end = had.base;
		else
			start = had.base + had.size;
	}
	if (end > start)
		add_srat_memory(b, s, (struct range){ start, end - start });
}

static void on_hotplug_zone(struct log_boot *b, const struct scan *s)
{
	struct machine_acpi *a = &b->m.pc.acpi;

	for (size_t i = 0; i < a->nr_memory; i++) {
		const struct range *r = &a->memory[i].range;

		if (r->base >= s->v[0] && r->base + r->size <= s->v[1])
			a->memory[i].hotplug = true;
	}
}

/* CPUs */

static void on_allowed_cpus(struct log_boot *b, const struct scan *s)
{
	if (s->v[0] >= s->v[1])
		grow_cpu_count(b, CPUS_ALLOWED, s->v[0] - s->v[1], s->v[1]);
}

static void on_allowed_cpus_plus(struct log_boot *b, const struct scan *s)
{
	grow_cpu_count(b, CPUS_ALLOWED, s->v[0], s->v[1]);
}

static void on_threads(struct log_boot *b, const struct scan *s)
{
	if (s->v[0] <= MAX_THREADS)
		b->m.pc.threads_per_core = (uint32_t)s->v[0];
}

static void on_setup_percpu(struct log_boot *b, const struct scan *s)
{
	grow_cpu_count(b, CPUS_NR_CPU_IDS, s->v[2], 0);
}

static void on_rcu_limit(struct log_boot *b, const struct scan *s)
{
	grow_cpu_count(b, CPUS_NR_CPU_IDS, s->v[1], 0);
}

static void on_areas_follow(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->nr_areas = 0;
}

/* "pcpu-alloc: [0] 0 1 2 3 [1] 4 5 - -": groups in brackets, and their CPUs. */
static void on_areas(struct log_boot *b, const struct scan *s)
{
	for (const char *at = strchr(s->rest, ' '); at; at = strchr(at, ' ')) {
		at = skip_blanks(at);
		b->nr_areas += *at >= '0' && *at <= '9';
	}
	grow_cpu_count(b, CPUS_AREAS, b->nr_areas, 0);
}

static void set_cpus_up(struct log_boot *b, uint64_t n)
{
	grow_cpu_count(b, CPUS_BROUGHT_UP, n, 0);
	if (n && n <= MAX_CPUS)
		b->nr_up = n;
	/* Not all of their areas need be listed in what is left of a log. */
	if (b->cpu_count == CPUS_AREAS && n > b->nr_cpus)
		grow_cpu_count(b, CPUS_AREAS, n, 0);
}

static void on_cpus_up(struct log_boot *b, const struct scan *s)
{
	set_cpus_up(b, s->v[0]);
}

static void on_node_cpus_up(struct log_boot *b, const struct scan *s)
{
	set_cpus_up(b, s->v[1]);
}

static void set_booted(struct log_boot *b, uint64_t cpu, int nid)
{
	if (cpu >= MAX_CPUS)
		return;
	array_reserve(b->booted, b->cap_booted, (size_t)cpu + 1);
	while (b->nr_booted <= cpu)
		b->booted[b->nr_booted++] = -1;
	if (b->booted[cpu] < 0)
		b->booted[cpu] = nid;
}

/* ".... node  #1, CPUs:    #96  #97": one for each change of the node */
static void on_booted(struct log_boot *b, const struct scan *s)
{
	int nid = nid_of(s->v[0]);

	for (const char *at = strchr(s->rest, '#'); at;
	     at = strchr(at + 1, '#')) {
		char *end;
		uint64_t cpu = strtoull(at + 1, &end, 10);

		if (end > at + 1)
			set_booted(b, cpu, nid);
	}
}

static void add_lapic(struct log_boot *b, uint64_t id)
{
	for (size_t i = 0; i < b->nr_lapics; i++)
		if (b->lapics[i] == id)
			return;
	if (b->nr_lapics == 1024)
		return;
	array_reserve(b->lapics, b->cap_lapics, b->nr_lapics + 1);
	b->lapics[b->nr_lapics++] = (uint32_t)id;
	grow_cpu_count(b, CPUS_LISTED, b->nr_lapics, b->nr_hotplug);
}

static void on_lapic(struct log_boot *b, const struct scan *s)
{
	if (strncmp(s->rest, "enabled", 7) == 0)
		add_lapic(b, s->v[1]);
}

static void on_x2apic(struct log_boot *b, const struct scan *s)
{
	if (strncmp(s->rest, "enabled", 7) == 0)
		add_lapic(b, s->v[0]);
}

static void on_processor(struct log_boot *b, const struct scan *s)
{
	add_lapic(b, s->v[0]);
}

static void on_ioapic(struct log_boot *b, const struct scan *s)
{
	struct machine_acpi *a = &b->m.pc.acpi;

	if (s->v[0] < 1024 && s->v[0] + 1 > a->nr_ioapics)
		a->nr_ioapics = (uint32_t)s->v[0] + 1;
}

static void on_mp_ioapic(struct log_boot *b, const struct scan *s)
{
	struct machine_acpi *a = &b->m.pc.acpi;

	(void)s;
	if (++b->nr_mp_ioapics > a->nr_ioapics && b->nr_mp_ioapics < 1024)
		a->nr_ioapics = (uint32_t)b->nr_mp_ioapics;
}

/* cache_line_size() */
static void on_slub(struct log_boot *b, const struct scan *s)
{
	if (s->v[0] >= 16 && s->v[0] <= 256 && !(s->v[0] & (s->v[0] - 1)))
		b->m.cache_line = (uint32_t)s->v[0];
}

static void on_old_slub(struct log_boot *b, const struct scan *s)
{
	const struct scan line = { .v = { s->v[1] } };

	on_slub(b, &line);
}

static void on_cpu0(struct log_boot *b, const struct scan *s)
{
	struct machine_cpu_features *f = &b->m.pc.features;

	if (strstr(s->rest, "Intel"))
		f->vendor = VENDOR_INTEL;
	else if (strstr(s->rest, "AMD"))
		f->vendor = VENDOR_AMD;
}

static void on_gbpages(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.features.has_gbpages = true;
	b->m.pc.features.gbpages = true;
}

static void on_last_pfn(struct log_boot *b, const struct scan *s)
{
	struct mtrr_evidence *e = &b->m.pc.mtrr_evidence;

	b->saw_last_pfn = true;
	b->max_arch_pfn = s->v[1];
	if (e->loses)
		return;
	e->nr_uncached = 0;
	e->end = s->v[0] < 1ULL << 40 ? s->v[0] << 12 : 0;
}

static void on_lowmem(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->lowmem = true;
}

/* Tables and firmware */

static bool is_signature(const char *word, size_t len)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_!";

	return len == 4 && strspn(word, chars) >= 4;
}

static void note_table(struct log_boot *b, const char *signature)
{
	b->named_slit |= strcmp(signature, "SLIT") == 0;
	b->named_srat |= strcmp(signature, "SRAT") == 0;
	b->named_madt |= strcmp(signature, "APIC") == 0;
	b->m.pc.acpi.has_hpet |= strcmp(signature, "HPET") == 0;
}

static void on_distances(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->distance_table = true;
}

static void on_fallback_order(struct log_boot *b, const struct scan *s)
{
	log_orders_add(&b->orders, s->v[0], s->rest);
}

/* " (v06 ALASKA ...": the major revision, by which the kernel knows the FADT. */
static void note_revision(struct log_boot *b, const char *signature,
			  const char *text)
{
	struct machine_acpi *a = &b->m.pc.acpi;
	struct scan s = { 0 };

	if (strcmp(signature, "FACP") || scan(&s, text, " (v%d ") != SCAN_YES ||
	    s.v[0] > UINT8_MAX)
		return;
	a->has_fadt_major = true;
	a->fadt_major = (uint8_t)s.v[0];
}

/* Tables that AML loads later have a virtual address: they are not these. */
static void on_acpi_table(struct log_boot *b, const struct scan *s)
{
	struct machine_acpi *a = &b->m.pc.acpi;
	struct acpi_table *t;

	if (!is_signature(s->word, s->word_len) || a->nr_tables == MAX_TABLES ||
	    !s->v[0] || s->v[0] >> 52 || s->v[1] > 1u << 30 ||
	    (*s->rest && !strchr(" \t", *s->rest)))
		return;
	array_reserve(a->tables, a->cap_tables, a->nr_tables + 1);
	t = &a->tables[a->nr_tables++];
	*t = (struct acpi_table){ .base = s->v[0], .length = s->v[1] };
	memcpy(t->signature, s->word, 4);
	note_table(b, t->signature);
	note_revision(b, t->signature, s->rest);
}

/* Before 2.6.20: "ACPI: RSDP (v000 BOCHS ) @ 0x000f5ba0" */
static void on_acpi_table_at(struct log_boot *b, const struct scan *s)
{
	const char *at = strstr(s->rest, "@ ");
	struct scan found = { 0 };

	if (!at || scan(&found, at, "@ %x") != SCAN_YES)
		return;
	found.word = s->word;
	found.word_len = s->word_len;
	on_acpi_table(b, &found);
}

static void on_reserving_table(struct log_boot *b, const struct scan *s)
{
	struct machine_acpi *a = &b->m.pc.acpi;

	for (size_t i = 0; i < a->nr_tables; i++)
		if (a->tables[i].base == s->v[0] &&
		    a->tables[i].length == s->v[1] - s->v[0] + 1)
			a->tables[i].reserved = true;
}

static void on_hpet(struct log_boot *b, const struct scan *s)
{
	b->m.pc.acpi.has_hpet = s->v[1] != 0;
}

static void set_smbios(struct log_boot *b, bool there)
{
	b->m.pc.has_smbios = true;
	b->m.pc.smbios = there;
}

static void on_no_dmi(struct log_boot *b, const struct scan *s)
{
	(void)s;
	set_smbios(b, false);
}

static void on_dmi(struct log_boot *b, const struct scan *s)
{
	(void)s;
	if (!b->m.pc.has_smbios)
		set_smbios(b, true);
}

static void on_mp_table(struct log_boot *b, const struct scan *s)
{
	b->m.pc.has_mp_table = true;
	b->m.pc.mp_table = s->v[0];
}

/* "at [ffff8800000f6d60] f6d60" and "at [c00f5ba0] 000f5ba0" */
static void on_mapped_mp_table(struct log_boot *b, const struct scan *s)
{
	b->m.pc.has_mp_table = true;
	b->m.pc.mp_table = s->v[1];
}

static void set_initrd(struct log_boot *b, uint64_t start, uint64_t end)
{
	if (end <= start)
		return;
	b->m.has_initrd = true;
	b->m.initrd_start = start;
	b->m.initrd_end = end;
}

static void on_ramdisk(struct log_boot *b, const struct scan *s)
{
	if (s->v[1] != UINT64_MAX)
		set_initrd(b, s->v[0], s->v[1] + 1);
}

static void on_old_ramdisk(struct log_boot *b, const struct scan *s)
{
	set_initrd(b, s->v[0], s->v[1]);
}

/* EFI */

struct efi_name {
	const char *name;
	enum efi_type type;
};

/* Names of all ages; those of before 4.0 end in "Memory". */
static const struct efi_name efi_names[] = {
	{ "Reserved", EFI_RESERVED },
	{ "Loader Code", EFI_LOADER_CODE },
	{ "Loader Data", EFI_LOADER_DATA },
	{ "Boot Code", EFI_BOOT_CODE },
	{ "Boot Data", EFI_BOOT_DATA },
	{ "Runtime Code", EFI_RUNTIME_CODE },
	{ "Runtime Data", EFI_RUNTIME_DATA },
	{ "Conventional", EFI_CONVENTIONAL },
	{ "Unusable", EFI_UNUSABLE },
	{ "ACPI Reclaim", EFI_ACPI_RECLAIM },
	{ "ACPI Mem", EFI_ACPI_NVS },
	{ "MMIO Port", EFI_MMIO_PORT },
	{ "Memory Mapped I/O Port", EFI_MMIO_PORT },
	{ "MMIO", EFI_MMIO },
	{ "Memory Mapped I/O", EFI_MMIO },
	{ "PAL Code", EFI_PAL_CODE },
	{ "Persistent", EFI_PERSISTENT },
	{ "Unaccepted", EFI_UNACCEPTED },
};

static enum efi_type efi_type(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(efi_names); i++)
		if (strncmp(name, efi_names[i].name,
			    strlen(efi_names[i].name)) == 0)
			return efi_names[i].type;
	return EFI_UNKNOWN;
}

/* "range=[a-b]", or with a round bracket where the end is exclusive */
static bool efi_range(const char *text, struct range *r)
{
	const char *at = strstr(text, "range=[");
	struct e820_entry e;
	struct scan s;

	if (!at || scan(&s, at, "range=[%x-%x") != SCAN_YES)
		return false;
	if (*s.rest == ')') {
		*r = (struct range){ s.v[0], s.v[1] - s.v[0] };
		return s.v[1] > s.v[0];
	}
	if (*s.rest != ']' || !e820_set_range(&e, s.v[0], s.v[1]))
		return false;
	*r = (struct range){ e.base, e.size };
	return true;
}

/* The list is printed again, from 0, when the kernel has changed it. */
static void add_efi_region(struct log_boot *b, uint64_t number,
			   struct efi_region r)
{
	struct machine_efi *efi = &b->m.pc.efi;

	efi->booted = true;
	b->efi_done |= number < b->next_efi;
	if (efi->nr_map == MAX_ENTRIES || b->efi_done)
		return;
	b->next_efi = number + 1;
	array_reserve(efi->map, efi->cap_map, efi->nr_map + 1);
	efi->map[efi->nr_map++] = r;
}

static void on_efi_memory(struct log_boot *b, const struct scan *s)
{
	const char *name = skip_blanks(s->rest);
	size_t len = strcspn(name, "]");
	struct efi_region r = { 0 };

	if (*name != '[' || !efi_range(name, &r.range))
		return;
	r.type = efi_type(name + 1);
	r.runtime = memmem(name, len, "|RUN", 4) != NULL;
	r.special_purpose = memmem(name, len, "|SP", 3) != NULL;
	r.write_back = memmem(name, len, "|WB", 3) != NULL;
	add_efi_region(b, s->v[0], r);
}

/* Before 4.0: "mem00: type=7, attr=0xf, range=[0x...-0x...) (0MB)" */
/* Of other architectures, which do not number them: "0x...-0x... [Boot Data" */
static void on_plain_efi_memory(struct log_boot *b, const struct scan *s)
{
	struct e820_entry e;
	struct efi_region r = { .type = efi_type(s->rest) };

	if (!e820_set_range(&e, s->v[0], s->v[1]))
		return;
	r.range = (struct range){ e.base, e.size };
	r.runtime = strstr(s->rest, "|RUN") != NULL;
	r.special_purpose = strstr(s->rest, "|SP") != NULL;
	r.write_back = strstr(s->rest, "|WB") != NULL;
	add_efi_region(b, b->next_efi, r);
}

static void on_old_efi_memory(struct log_boot *b, const struct scan *s)
{
	struct efi_region r = { 0 };

	if (!efi_range(s->rest, &r.range))
		return;
	r.type = s->v[1] < EFI_UNKNOWN ? (enum efi_type)s->v[1] : EFI_UNKNOWN;
	r.runtime = s->v[2] >> 63;
	r.special_purpose = s->v[2] >> 18 & 1;
	r.write_back = s->v[2] >> 3 & 1;
	add_efi_region(b, s->v[0], r);
}

/* Two blanks, or a mark that the entry is not valid, before the range. */
static void on_efi_memattr(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.efi.nr_memattr++;
}

static void on_efi(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.efi.booted = true;
}

static void set_half_open(struct range *r, const struct scan *s)
{
	if (s->v[1] > s->v[0])
		*r = (struct range){ s->v[0], s->v[1] - s->v[0] };
}

static void on_efi_removed(struct log_boot *b, const struct scan *s)
{
	struct machine_efi *efi = &b->m.pc.efi;
	struct e820_entry e;

	if (efi->nr_removed == MAX_ENTRIES ||
	    !e820_set_range(&e, s->v[1], s->v[2]))
		return;
	array_reserve(efi->removed, efi->cap_removed, efi->nr_removed + 1);
	efi->removed[efi->nr_removed++] =
		(struct efi_removed){ s->v[0], { e.base, e.size } };
}

/* The table tells its length, and only there. */
static void on_esrt(struct log_boot *b, const struct scan *s)
{
	set_half_open(&b->m.pc.efi.esrt, s);
}

static void add_efi_table(struct machine_efi *efi, const char *name, size_t len,
			  uint64_t base)
{
	struct efi_table *t;

	if (len >= sizeof(t->name) || efi->nr_tables == 64)
		return;
	array_reserve(efi->tables, efi->cap_tables, efi->nr_tables + 1);
	t = &efi->tables[efi->nr_tables++];
	memset(t, 0, sizeof(*t));
	memcpy(t->name, name, len);
	t->base = base;
}

/* "SMBIOS=0x7f518000 ACPI=0x7f77e000 ACPI 2.0=0x7f77e014 " */
static enum form_result efi_tables_form(struct log_boot *b, const char *text)
{
	const char *rest;
	bool found = false;

	if (!skip_prefix(text, "efi:", &rest) &&
	    !skip_prefix(text, "EFI:", &rest))
		return FORM_NO;
	for (;;) {
		struct scan s;
		size_t len;

		rest = skip_blanks(rest);
		len = strcspn(rest, "=:[(");
		if (rest[len] != '=' ||
		    scan(&s, rest + len, "=0x%x") != SCAN_YES)
			break;
		if (b)
			add_efi_table(&b->m.pc.efi, rest, len, s.v[0]);
		found = true;
		rest = s.rest;
	}
	if (found && b)
		b->m.pc.efi.booted = true;
	return found ? FORM_YES : FORM_NO;
}

/* Each kernel that reads the table says so, wherever it has found it. */
static void on_mp_specification(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.has_mp_table = true;
}

/* The graphics' own registers say where it is; the kernel reads them. */
static void on_stolen(struct log_boot *b, const struct scan *s)
{
	struct e820_entry e;

	if (e820_set_range(&e, s->v[0], s->v[1]))
		b->m.pc.stolen = (struct range){ e.base, e.size };
}

/* Hints */

static void set_mib_range(struct range *r, const struct scan *s)
{
	if (s->v[0] < 1ULL << 40 && s->v[1] < 1ULL << 40)
		*r = (struct range){ s->v[1] << MIB_SHIFT,
				     s->v[0] << MIB_SHIFT };
}

static void on_crash(struct log_boot *b, const struct scan *s)
{
	set_mib_range(&b->m.pc.hints.crashkernel, s);
}

static void on_crash_low(struct log_boot *b, const struct scan *s)
{
	set_mib_range(&b->m.pc.hints.crashkernel_low, s);
}

static void on_new_crash(struct log_boot *b, const struct scan *s)
{
	set_half_open(&b->m.pc.hints.crashkernel, s);
}

static void on_new_crash_low(struct log_boot *b, const struct scan *s)
{
	set_half_open(&b->m.pc.hints.crashkernel_low, s);
}

/* dump_kernel_offset(): only a panic says so. */
static void on_no_offset(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.hints.kaslr = KASLR_OFF;
}

static void on_offset(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.hints.kaslr = KASLR_ON;
}

static void on_corrupt_low_ram(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.hints.low_ram_corrupt = true;
}

static void on_brk_pgtable(struct log_boot *b, const struct scan *s)
{
	if (!b->m.pc.hints.pgtable_base)
		b->m.pc.hints.pgtable_base = s->v[0];
}

/* MTRRs */

static enum mtrr_type mtrr_type(const char *word, size_t len)
{
	static const struct {
		const char *name, *letters;
		enum mtrr_type type;
	} names[] = {
		{ "uncachable", "UC", MTRR_UNCACHABLE },
		{ "write-combining", "WC", MTRR_WRCOMB },
		{ "write-through", "WT", MTRR_WRTHROUGH },
		{ "write-protect", "WP", MTRR_WRPROT },
		{ "write-back", "WB", MTRR_WRBACK },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if ((strlen(names[i].name) == len &&
		     !strncmp(word, names[i].name, len)) ||
		    (len == 2 && !strncmp(word, names[i].letters, len)))
			return names[i].type;
	}
	return MTRR_OTHER;
}

static void on_mtrr_default(struct log_boot *b, const struct scan *s)
{
	b->has_mtrr_default = true;
	b->m.pc.mtrr.default_type = mtrr_type(s->word, s->word_len);
}

static void on_mtrr_fixed(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.mtrr.fixed_enabled = true;
}

/* They are read, and so count, even where firmware has not enabled them. */
static void on_mtrr_variable(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.mtrr.known = b->has_mtrr_default;
	b->m.pc.mtrr.nr_ranges = 0;
}

static void add_mtrr(struct log_boot *b, uint64_t reg, enum mtrr_type type,
		     uint64_t base, uint64_t size)
{
	struct machine_mtrr *m = &b->m.pc.mtrr;

	if (!size || m->nr_ranges == MAX_MTRRS || reg >= MAX_MTRRS)
		return;
	array_reserve(m->ranges, m->cap_ranges, m->nr_ranges + 1);
	m->ranges[m->nr_ranges++] = (struct mtrr_range){
		(uint32_t)reg, type, { base, min_u64(size, UINT64_MAX - base) }
	};
}

/*
 * "0 base 000000000 mask E00000000 write-back". The mask has as many digits as
 * the CPU has of an address; all bits above its first one are taken as set,
 * generic_get_mtrr().
 */
static void on_mtrr_range(struct log_boot *b, const struct scan *s)
{
	uint64_t mask = s->v[2] & ~0xfffULL;
	uint64_t size = mask ? -(mask | -(1ULL << ilog2_u64(mask))) :
			       UINT64_MAX;

	if (b->m.pc.mtrr.known)
		add_mtrr(b, s->v[0], mtrr_type(s->word, s->word_len), s->v[1],
			 size);
}

static void on_tom2(struct log_boot *b, const struct scan *s)
{
	b->m.pc.mtrr.tom2 = s->v[0];
}

/*
 * The clean-up prints what it starts from, if the default type is uncachable,
 * and then what it makes of it.
 */
static void on_original_mtrrs(struct log_boot *b, const struct scan *s)
{
	struct machine_mtrr *m = &b->m.pc.mtrr;

	(void)s;
	b->original_mtrrs = !m->known;
	if (m->known)
		return;
	m->known = true;
	m->default_type = MTRR_UNCACHABLE;
}

static void on_new_mtrrs(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->original_mtrrs = false;
}

static uint64_t with_unit(uint64_t v, char unit)
{
	unsigned shift = unit == 'K' ? 10 : unit == 'M' ? 20 : 30;

	return v < 1ULL << (63 - shift) ? v << shift : 0;
}

/* "reg 1, base: 3584MB, range: 512MB, type UC" */
static void on_mtrr_reg(struct log_boot *b, const struct scan *s)
{
	struct scan size = { 0 }, type = { 0 };

	if (!b->original_mtrrs || !*s->rest ||
	    scan(&size, s->rest + 1, "B, range: %d") != SCAN_YES ||
	    !*size.rest || scan(&type, size.rest + 1, "B, type %w") != SCAN_YES)
		return;
	add_mtrr(b, s->v[0], mtrr_type(type.word, type.word_len),
		 with_unit(s->v[1], *s->rest),
		 with_unit(size.v[0], *size.rest));
}

/*
 * The trim comes right after the end of RAM is looked for: what it takes away
 * stands between that line and its warning.
 */
static void add_uncached(struct log_boot *b, uint64_t first, uint64_t last)
{
	struct mtrr_evidence *e = &b->m.pc.mtrr_evidence;
	struct e820_entry r;

	if (e->loses || e->nr_uncached == MAX_MTRRS ||
	    ((first | (last + 1)) & 0xfff) || !e820_set_range(&r, first, last))
		return;
	array_reserve(e->uncached, e->cap_uncached, e->nr_uncached + 1);
	e->uncached[e->nr_uncached++] = (struct range){ r.base, r.size };
}

static void on_e820_update(struct log_boot *b, const struct scan *s)
{
	add_uncached(b, s->v[0], s->v[1]);
}

/* Before 3.5: the end is exclusive. */
static void on_old_e820_update(struct log_boot *b, const struct scan *s)
{
	if (s->v[1])
		add_uncached(b, s->v[0], s->v[1] - 1);
}

static void on_mtrr_loss(struct log_boot *b, const struct scan *s)
{
	b->m.pc.mtrr_evidence.loses = true;
	b->m.pc.mtrr_evidence.lost_mib = s->v[0];
}

/* The kernel itself */

void log_says_arch(struct log_boot *b, const struct arch_facts *a)
{
	if (!b->arch || a->word_size > b->arch->word_size)
		b->arch = a;
}

/* The compiler tells, where no line of the CPU does. */
static void take_compiler(struct log_boot *b, const char *compiler)
{
	for (size_t i = 0; i < nr_arch_facts; i++) {
		if (arch_has_word(arch_facts[i].compiler_words, compiler))
			log_says_arch(b, &arch_facts[i]);
	}
}

static void on_banner(struct log_boot *b, const struct scan *s)
{
	b->banner = true;
	free(b->m.release);
	b->m.release = xstrndup(s->word, s->word_len);
	b->m.release_of = "the log";
	take_compiler(b, s->rest);
}

static void on_hypervisor(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.pc.hypervisor = HYPERVISOR_ONE;
}

static void on_map_header(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->map_header = true;
}

/* A board's name; later lines are of other things. */
static void on_model(struct log_boot *b, const struct scan *s)
{
	const char *name = skip_blanks(s->rest);

	if (!b->m.model && *name)
		b->m.model = xstrdup(name);
}

/* "Machine: Qualcomm MSM 8226 (Flattened Device Tree), model: X" */
static void on_old_model(struct log_boot *b, const struct scan *s)
{
	static const char model[] = ", model: ";
	const char *name = strstr(s->rest, model);
	const struct scan after = { .rest = name ? name + strlen(model) :
						   s->rest };

	on_model(b, &after);
}

/* "CPU: ARMv7 Processor [412fc091] revision 1 (ARMv7), cr=10c5387d" */
static void on_arm_cpu(struct log_boot *b, const struct scan *s)
{
	const char *version = strstr(s->rest, "(ARMv");
	const char *cr = strstr(s->rest, "cr=");
	struct scan control = { 0 };

	b->m.lacks_armv7 = version && version[5] < '7';
	/* Page tables of LPAE alone have an access flag of their own. */
	b->m.lacks_lpae = !cr || scan(&control, cr, "cr=%x") != SCAN_YES ||
			  !(control.v[0] & SCTLR_AFE);
}

static void on_lpa2(struct log_boot *b, const struct scan *s)
{
	(void)s;
	b->m.lpa2 = true;
}

static const struct form {
	const char *pattern;
	void (*take)(struct log_boot *b, const struct scan *s);
} forms[] = {
	{ "Linux version %w", on_banner },
	{ "Hypervisor detected: ", on_hypervisor },
	{ "Machine model:", on_model },
	{ "OF: fdt: Machine model:", on_model },
	{ "Machine: ", on_old_model },
	{ "BIOS-provided physical RAM map:", on_map_header },
	{ "e820: BIOS-provided physical RAM map:", on_map_header },

	{ "SRAT: Node %d PXM %d [mem %x-%x]", on_srat_memory },
	{ "SRAT: Node %d PXM %d %x-%x", on_old_srat_memory },
	{ "SRAT: PXM %d -> APIC %i -> CPU %d -> Node %d", on_old_srat_cpu },
	{ "SRAT: PXM %d -> APIC %i -> Node %d", on_srat_cpu },
	{ "SRAT: PXM %d -> MPIDR %i -> Node %d", on_srat_cpu },
	{ "NUMA: Initialized distance table", on_distances },
	{ "SRAT: hot plug zone found %x - %x", on_hotplug_zone },

	{ "smpboot: Allowing %d CPUs, %d hotplug CPUs", on_allowed_cpus },
	{ "SMP: Allowing %d CPUs, %d hotplug CPUs", on_allowed_cpus },
	{ "CPU topo: Allowing %d present CPUs plus %d hotplug CPUs",
	  on_allowed_cpus_plus },
	{ "CPU topo: Max. threads per core: %d", on_threads },
	{ "setup_percpu: NR_CPUS:%d nr_cpumask_bits:%d nr_cpu_ids:%d",
	  on_setup_percpu },
	{ "PERCPU: NR_CPUS:%d nr_cpumask_bits:%d nr_cpu_ids:%d",
	  on_setup_percpu },
	{ "NR_CPUS:%d nr_cpumask_bits:%d nr_cpu_ids:%d", on_setup_percpu },
	{ "pcpu-alloc: s%d", on_areas_follow },
	{ "pcpu-alloc: [", on_areas },
	{ "RCU: Adjusting geometry for rcu_fanout_leaf=%d, nr_cpu_ids=%d",
	  on_rcu_limit },
	{ "rcu: Adjusting geometry for rcu_fanout_leaf=%d, nr_cpu_ids=%d",
	  on_rcu_limit },
	{ "RCU restricting CPUs from NR_CPUS=%d to nr_cpu_ids=%d",
	  on_rcu_limit },
	{ "rcu: RCU restricting CPUs from NR_CPUS=%d to nr_cpu_ids=%d",
	  on_rcu_limit },
	{ "ACPI: LAPIC (acpi_id[%i] lapic_id[%i] ", on_lapic },
	{ "ACPI: X2APIC (apic_id[%i] uid[%i] ", on_x2apic },
	{ "Processor #%d ", on_processor },
	{ ".... node #%d, CPUs:", on_booted },
	{ "Brought up %d CPU", on_cpus_up },
	{ "smp: Brought up %d node, %d CPU", on_node_cpus_up },
	{ "smp: Brought up %d nodes, %d CPU", on_node_cpus_up },
	{ "SMP: Total of %d processors activated", on_cpus_up },
	{ "smpboot: Total of %d processors activated", on_cpus_up },
	{ "Total of %d processors activated", on_cpus_up },
	{ "get_core_count val = %d", on_cpus_up },
	{ "Fallback order for Node %d: ", on_fallback_order },
	{ "IOAPIC[%d]: apic_id", on_ioapic },
	{ "I/O APIC #%d ", on_mp_ioapic },
	{ "smpboot: CPU0: ", on_cpu0 },
	{ "CPU0: ", on_cpu0 },
	{ "Using GB pages for direct mapping", on_gbpages },
	{ "x86/mm: Using GB pages for direct mapping", on_gbpages },
	{ "last_pfn = %x max_arch_pfn = %x", on_last_pfn },
	{ "e820: last_pfn = %x max_arch_pfn = %x", on_last_pfn },
	{ "%dMB LOWMEM available.", on_lowmem },

	{ "MTRR default type: %w", on_mtrr_default },
	{ "MTRR fixed ranges enabled:", on_mtrr_fixed },
	{ "MTRR variable ranges enabled:", on_mtrr_variable },
	{ "MTRR variable ranges disabled:", on_mtrr_variable },
	{ "%d base %x mask %x %w", on_mtrr_range },
	{ "TOM2: %x aka ", on_tom2 },
	{ "original variable MTRRs", on_original_mtrrs },
	{ "New variable MTRRs", on_new_mtrrs },
	{ "reg %d, base: %d", on_mtrr_reg },
	{ "e820: update [mem %x-%x] usable ==> reserved", on_e820_update },
	{ "e820 update range: %x - %x (usable) ==> (reserved)",
	  on_old_e820_update },
	{ "WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing %dMB of RAM",
	  on_mtrr_loss },

	{ "ACPI: Reserving %w table memory at [mem %x-%x]",
	  on_reserving_table },
	{ "ACPI: HPET id: %x base: %x", on_hpet },
	{ "ACPI: %w %x, %x", on_acpi_table },
	{ "ACPI: %w %x %x", on_acpi_table },
	{ "ACPI: %w (v", on_acpi_table_at },
	{ "DMI not present or invalid.", on_no_dmi },
	{ "DMI: ", on_dmi },
	{ "DMI %d.%d present.", on_dmi },
	{ "SMBIOS %d.%d", on_dmi },
	{ "found SMP MP-table at [mem %x-%x]", on_mp_table },
	{ "found SMP MP-table at [%x] %x", on_mapped_mp_table },
	{ "found SMP MP-table at %x", on_mp_table },
	{ "Intel MultiProcessor Specification v", on_mp_specification },
	{ "Reserving Intel graphics memory at [mem %x-%x]", on_stolen },
	{ "Reserving Intel graphics memory at %x-%x", on_stolen },
	{ "Reserving Intel graphics stolen memory at %x-%x", on_stolen },
	{ "RAMDISK: [mem %x-%x]", on_ramdisk },
	{ "RAMDISK: %x - %x", on_old_ramdisk },
	{ "Move RAMDISK from [mem %x-%x]", on_ramdisk },
	{ "SLUB: HWalign=%d, ", on_slub },
	{ "SLUB: Genslabs=%d, HWalign=%d, ", on_old_slub },

	{ "efi: mem%d: type=%d, attr=%x, ", on_old_efi_memory },
	{ "EFI: mem%d: type=%d, attr=%x, ", on_old_efi_memory },
	{ "efi: mem%d: ", on_efi_memory },
	{ "EFI: mem%d: ", on_efi_memory },
	{ "efi: 0x%x-%x [", on_plain_efi_memory },
	{ "efi: Remove mem%d: MMIO range=[%x-%x]", on_efi_removed },
	{ "efi: memattr: 0x", on_efi_memattr },
	{ "efi: memattr: ! 0x", on_efi_memattr },
	{ "esrt: Reserving ESRT space from %x to %x", on_esrt },
	{ "efi: EFI v", on_efi },
	{ "EFI v", on_efi },

	{ "Reserving %dMB of memory at %dMB for crashkernel", on_crash },
	{ "Reserving %dMB of low memory at %dMB for crashkernel",
	  on_crash_low },
	{ "crashkernel reserved: %x - %x", on_new_crash },
	{ "crashkernel low memory reserved: %x - %x", on_new_crash_low },
	{ "BRK [%x, %x] PGTABLE", on_brk_pgtable },
	{ "AMI BIOS detected: BIOS may corrupt low RAM", on_corrupt_low_ram },
	{ "Phoenix BIOS detected: BIOS may corrupt low RAM",
	  on_corrupt_low_ram },
	{ "Phoenix/MSC BIOS detected: BIOS may corrupt low RAM",
	  on_corrupt_low_ram },
	{ "Kernel Offset: disabled", on_no_offset },
	{ "Kernel Offset: %x from ", on_offset },
};

/* "ACPI: NUMA: SRAT: ...", and what else kernels put before "SRAT:" */
static const char *skip_subsystems(const char *text)
{
	static const char *const prefixes[] = { "ACPI: NUMA: ", "ACPI: ",
						"NUMA: " };
	const char *rest;

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (skip_prefix(text, prefixes[i], &rest) &&
		    strncmp(rest, "SRAT: ", 6) == 0)
			return rest;
	return text;
}

/* The text must reach past the first blank before it counts as begun. */
static bool is_begun(const char *text)
{
	return strlen(text) >= 8;
}

/* What tells of the CPU, on architectures without a map. */
static const struct {
	const char *pattern;
	const char *arch;
	bool before_banner; /* it stands in front of "Linux version" */
	void (*take)(struct log_boot *b, const struct scan *s);
} cpu_forms[] = {
	/* with the MIDR: "0x0000000000 [0x410fd034]" */
	{ "Booting Linux on physical CPU %i [", "arm64", true, NULL },
	{ "Booting Linux on physical CPU %i", "arm", true, NULL },
	{ "SBI specification v", "riscv64", false, NULL },
	{ "riscv: ", "riscv64", false, NULL },
	{ "elf_hwcap is 0x", "riscv64", false, NULL },
	{ "riscv,", "riscv64", false, NULL },
	{ "plic: ", "riscv64", false, NULL },
	{ "clocksource: riscv_clocksource: ", "riscv64", false, NULL },
	{ "CPU: ARM", "arm", false, on_arm_cpu },
	{ "CPU: AArch64 Processor", "arm64", false, NULL },
	{ "Boot CPU: AArch64 Processor", "arm64", false, NULL },
	/* where the first lines are lost */
	{ "Detected VIPT I-cache on CPU0", "arm64", false, NULL },
	{ "Detected PIPT I-cache on CPU0", "arm64", false, NULL },
	{ "CPU features: detected: 52-bit Virtual Addressing (LPA2)", "arm64",
	  false, on_lpa2 },
	{ "CPU features: ", "arm64", false, NULL },
	{ "CPU%d: Booted secondary processor [", "arm64", false, NULL },
	{ "CPU%d: Booted secondary processor %x [", "arm64", false, NULL },
	{ "CPU: PIPT / VIPT ", "arm", false, NULL },
	{ "CPU: VIPT ", "arm", false, NULL },
	{ "CPU: VIVT ", "arm", false, NULL },
	{ "Memory policy: ", "arm", false, NULL },
};

/* Whether it matches; if only with what may follow, *result says so. */
static bool matches(struct scan *s, const char *text, const char *pattern,
		    enum form_result *result)
{
	enum scan_result r = scan(s, text, pattern);

	if (r == SCAN_PARTIAL && is_begun(text))
		*result = FORM_PARTIAL;
	return r == SCAN_YES;
}

static enum form_result cpu_form(struct log_boot *b, const char *text)
{
	enum form_result result = FORM_NO;

	for (size_t i = 0; i < ARRAY_SIZE(cpu_forms); i++) {
		struct scan s = { 0 };

		if (!scan_may_match(text, cpu_forms[i].pattern) ||
		    !matches(&s, text, cpu_forms[i].pattern, &result))
			continue;
		if (b) {
			b->facts |= !cpu_forms[i].before_banner;
			if (cpu_forms[i].take)
				cpu_forms[i].take(b, &s);
			log_says_arch(b, arch_facts_find(cpu_forms[i].arch));
		}
		return FORM_YES;
	}
	return result;
}

static enum form_result table_form(struct log_boot *b, const char *text)
{
	enum form_result result = FORM_NO;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct scan s = { 0 };

		if (!scan_may_match(text, forms[i].pattern) ||
		    !matches(&s, text, forms[i].pattern, &result))
			continue;
		if (b) {
			b->facts = true;
			forms[i].take(b, &s);
		}
		return FORM_YES;
	}
	return result;
}

static enum form_result kernel_form(struct log_boot *b, const char *text)
{
	enum form_result cpu, other = FORM_NO;

	text = skip_subsystems(text);
	cpu = cpu_form(b, text);
	if (cpu != FORM_YES)
		other = table_form(b, text);
	return other == FORM_NO ? cpu : other;
}

enum form_result log_form(struct log_boot *b, const char *text)
{
	enum form_result r = map_form(b, text);

	if (r == FORM_NO && !is_map_line(text))
		r = efi_tables_form(b, text);
	if (r == FORM_NO)
		r = kernel_form(b, text);
	return r;
}

bool log_begins_boot(const struct log_boot *b, const char *text)
{
	struct scan s;
	bool has_map = b->m.pc.e820.firmware.nr && *b->m.pc.e820.source;

	if (scan(&s, text, "Linux version %w") == SCAN_YES)
		return b->facts || has_map;
	if (scan(&s, text, "BIOS-provided physical RAM map:") == SCAN_YES ||
	    scan(&s, text, "e820: BIOS-provided physical RAM map:") == SCAN_YES)
		return b->map_header || (has_map && !b->banner);
	return false;
}

const char *log_cmdline(const char *text, bool *early)
{
	const char *rest;

	*early = skip_prefix(text, "Command line:", &rest);
	if (!*early && !skip_prefix(text, "Kernel command line:", &rest))
		return NULL;
	return rest + (*rest == ' ');
}
