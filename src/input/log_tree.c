/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_tree.h"

#include <stdlib.h>
#include <string.h>

#include "input/beside.h"
#include "input/log_banks.h"
#include "input/log_estimate.h"
#include "input/pc.h"
#include "model/archs.h"
#include "util/alloc.h"
#include "util/rangemap.h"
#include "util/words.h"

/*
 * From the lines of log_tree.h to a machine, as if a tree had said it. The
 * ranges that a kernel prints are its memory after all that it cuts off or
 * keeps for itself: to cut them once more changes nothing.
 */

#define SZ_1M (1ULL << 20)
#define SZ_128M (128ULL << 20)
#define SZ_256M (256ULL << 20)
#define SZ_1G (1ULL << 30)
/* A tree of the common size. */
#define TREE_BYTES (64u << 10)

/* No-map memory */

static void set_range(struct rangemap *map, const struct range *r)
{
	rangemap_set(map, r->base, r->base + r->size, 0);
}

/* Of a tree that lies beside the log, or made of the lines. */
static void set_no_map_nodes(struct rangemap *map,
			     const struct machine_fdt *fdt)
{
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		for (size_t r = 0; n->no_map && n->available && r < n->nr_reg;
		     r++)
			set_range(map, &n->reg[r]);
	}
}

/* How much of the range some region that is no-map has. */
static uint64_t known_no_map(const struct log_tree *t,
			     const struct machine_fdt *fdt,
			     const struct range *r)
{
	struct rangemap map = { 0 };
	uint64_t covered;

	for (size_t i = 0; i < t->nr_regions; i++) {
		const struct log_region *n = &t->regions[i];

		if (n->no_map && n->placed)
			set_range(&map, &n->range);
	}
	set_no_map_nodes(&map, fdt);
	covered = rangemap_covered(&map, r->base, r->base + r->size);
	rangemap_release(&map);
	return covered;
}

/*
 * Ranges of a node that touch differ in what the kernel does with them: one
 * kind is mapped, the other is not, in turn.
 *
 *     |   mapped   |no-map|     mapped     |no-map| mapped |
 *
 * What regions say of them counts; otherwise the smaller kind is not mapped.
 * Returns 0 or 1: the first of the run that is no-map.
 */
static size_t no_map_kind(const struct log_tree *t,
			  const struct machine_fdt *fdt,
			  const struct log_range *v, size_t n)
{
	uint64_t sum[2] = { 0, 0 }, known[2] = { 0, 0 }, covered;

	for (size_t i = 0; i < n; i++) {
		covered = known_no_map(t, fdt, &v[i].range);
		sum[i % 2] += v[i].range.size;
		/* Less than half is not why the range is one of its own. */
		if (covered >= v[i].range.size / 2)
			known[i % 2] += covered;
	}
	if (known[0] != known[1])
		return known[0] < known[1];
	return sum[1] <= sum[0];
}

/* Holes that no region explains: one region for all, as none has a name. */
static void add_no_map(struct fdt_reserved_node *holes, size_t *cap,
		       const struct log_tree *t, const struct machine_fdt *fdt,
		       const struct log_range *v, size_t n)
{
	for (size_t i = no_map_kind(t, fdt, v, n); i < n; i += 2) {
		if (known_no_map(t, fdt, &v[i].range) >= v[i].range.size)
			continue;
		array_reserve(holes->reg, *cap, holes->nr_reg + 1);
		holes->reg[holes->nr_reg++] = v[i].range;
	}
}

static struct fdt_reserved_node *new_reserved(struct machine_fdt *fdt,
					      const char *name)
{
	struct fdt_reserved_node *n;

	fdt->reserved = xrealloc(fdt->reserved, fdt->nr_reserved + 1,
				 sizeof(*fdt->reserved));
	n = &fdt->reserved[fdt->nr_reserved++];
	*n = (struct fdt_reserved_node){ .name = xstrdup(name),
					 .available = true };
	fdt->has_reserved_memory = fdt->reserved_memory_ok = true;
	return n;
}

/* A region of one range, in its place. */
static struct fdt_reserved_node *reserve_range(struct machine_fdt *fdt,
					       const char *name, struct range r)
{
	struct fdt_reserved_node *n = new_reserved(fdt, name);

	n->has_reg = true;
	n->reg = xcalloc(1, sizeof(*n->reg));
	n->reg[n->nr_reg++] = r;
	return n;
}

static size_t run_length(const struct log_range *v, size_t n)
{
	size_t len = 1;

	while (len < n && log_range_end(&v[len - 1]) == v[len].range.base &&
	       v[len - 1].nid == v[len].nid)
		len++;
	return len;
}

/* Only what a kernel printed of its own regions is split so. */
static void find_holes(struct machine *m, const struct log_tree *t,
		       const struct banks *b)
{
	struct fdt_reserved_node holes = { 0 }, *n;
	size_t cap = 0;

	for (size_t i = 0, len; t->banks[BANKS_NODES].n && i < b->n; i += len) {
		len = run_length(&b->v[i], b->n - i);
		if (len > 1)
			add_no_map(&holes, &cap, t, &m->fdt, &b->v[i], len);
	}
	if (!holes.nr_reg)
		return;
	n = new_reserved(&m->fdt,
			 m->pc.efi.booted ? "kept-by-firmware" : "no-map");
	n->has_reg = n->no_map = true;
	n->reg = holes.reg;
	n->nr_reg = holes.nr_reg;
}

/* What reserve_regions() makes of a region of memory. */
enum efi_use {
	EFI_FREE,
	EFI_RESERVES, /* mapped, and reserved */
	EFI_KEEPS, /* not mapped */
};

static enum efi_use efi_use(const struct efi_region *r)
{
	switch (r->type) {
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_BOOT_CODE:
	case EFI_BOOT_DATA:
	case EFI_CONVENTIONAL:
	case EFI_PERSISTENT:
		return EFI_FREE;
	case EFI_ACPI_RECLAIM:
		return EFI_RESERVES;
	default:
		return EFI_KEEPS;
	}
}

static void take_efi_regions(struct machine *m, enum efi_use use,
			     const char *name)
{
	const struct machine_efi *efi = &m->pc.efi;
	struct fdt_reserved_node *n = NULL;
	size_t cap = 0;

	for (size_t i = 0; i < efi->nr_map; i++) {
		const struct efi_region *r = &efi->map[i];

		if (!log_efi_is_memory(r) || efi_use(r) != use)
			continue;
		n = n ? n : new_reserved(&m->fdt, name);
		n->has_reg = true;
		n->no_map = use == EFI_KEEPS;
		array_reserve(n->reg, cap, n->nr_reg + 1);
		n->reg[n->nr_reg++] = r->range;
	}
}

/* Where its map is in the log, all is known of what firmware keeps. */
static void keep_efi_regions(struct machine *m)
{
	take_efi_regions(m, EFI_KEEPS, "kept-by-firmware");
	take_efi_regions(m, EFI_RESERVES, "acpi-tables");
}

/* Memory nodes */

static bool has_nodes(const struct banks *b)
{
	for (size_t i = 0; i < b->n; i++) {
		if (b->v[i].nid > 0)
			return true;
	}
	return false;
}

static struct fdt_memory_node *memory_node(struct machine_fdt *fdt, int nid)
{
	struct fdt_memory_node *n;

	for (size_t i = 0; i < fdt->nr_memory; i++) {
		if (fdt->memory[i].nid == nid)
			return &fdt->memory[i];
	}
	fdt->memory =
		xrealloc(fdt->memory, fdt->nr_memory + 1, sizeof(*fdt->memory));
	n = &fdt->memory[fdt->nr_memory++];
	*n = (struct fdt_memory_node){
		.path = nid > 0 ? xasprintf("/memory of node %d", nid) :
				  xstrdup("/memory"),
		.root_child = true,
		.available = true,
		.nid = nid,
		.entry_bytes = 16,
	};
	return n;
}

/* What touches is one bank: where the kernel splits it, it does again. */
static void add_range(struct fdt_memory_node *n, const struct range *r)
{
	struct range *last = n->nr_ranges ? &n->ranges[n->nr_ranges - 1] : NULL;

	if (last && last->base + last->size == r->base) {
		last->size += r->size;
		n->reg[n->nr_reg - 1] = *last;
		return;
	}
	n->ranges = xrealloc(n->ranges, n->nr_ranges + 1, sizeof(*n->ranges));
	n->reg = xrealloc(n->reg, n->nr_reg + 1, sizeof(*n->reg));
	n->ranges[n->nr_ranges++] = *r;
	n->reg[n->nr_reg++] = *r;
}

static void make_memory(struct machine *m, const struct banks *b)
{
	bool numa = has_nodes(b);

	for (size_t i = 0; i < b->n; i++)
		add_range(memory_node(&m->fdt, !numa	       ? -1 :
					       b->v[i].nid < 0 ? 0 :
								 b->v[i].nid),
			  &b->v[i].range);
	if (numa)
		machine_guess(
			m, "nodes[].distances",
			"the log does not tell the distances of its nodes: shown as equally far from each other");
}

/* reserved-memory */

static char **one_string(const char *s)
{
	char **v = xcalloc(2, sizeof(*v));

	v[0] = xstrdup(s);
	return v;
}

/*
 * A tree may say between which addresses the kernel is to place a region: if
 * not at once in all memory, then where these are of whole 256 MiB around the
 * place that the log has. What finds none there is put anywhere.
 */
static void limit_place(struct fdt_reserved_node *n, const struct range *r)
{
	uint64_t start = align_down(r->base, SZ_256M), end;

	if (r->size > UINT64_MAX - SZ_256M - r->base)
		return;
	end = align_up(r->base + r->size, SZ_256M);
	/* One cell has less than all of its addresses. */
	if (end == 4 * SZ_1G && r->base + r->size != end)
		end--;
	n->has_alloc_ranges = true;
	n->nr_alloc_ranges = 2;
	n->alloc_ranges = xcalloc(2, sizeof(*n->alloc_ranges));
	n->alloc_ranges[0] = (struct range){ start, end - start };
	n->alloc_ranges[1] = (struct range){ 0, UINT64_MAX };
}

/*
 * Kernels list the regions that they have placed themselves before those that
 * had a place: from the first with an address in its name on, all have one.
 */
static void make_region(struct machine *m, const struct log_region *r,
			bool fixed, bool no_map)
{
	struct fdt_reserved_node *n = new_reserved(&m->fdt, r->name);
	uint64_t size = r->range.size ? r->range.size : 4096;

	n->no_map = r->no_map || no_map;
	n->reusable = r->reusable;
	n->linux_cma_default = r->reusable && !strncmp(r->name, "linux,cma", 9);
	if (r->compatible)
		n->compatible = one_string(r->compatible);
	if (fixed) {
		n->has_reg = true;
		n->reg = xcalloc(1, sizeof(*n->reg));
		n->reg[n->nr_reg++] = (struct range){ r->range.base, size };
	} else {
		n->has_size = true;
		n->size = size;
		limit_place(n, &r->range);
	}
}

/* As no-map regions are, which the kernel takes at the same time. */
static void make_taken(struct machine *m, const struct banks *b)
{
	struct fdt_reserved_node *n;

	if (!b->nr_taken)
		return;
	n = new_reserved(&m->fdt, "taken-by-the-board");
	n->has_reg = n->no_map = true;
	n->reg = xcalloc(b->nr_taken, sizeof(*n->reg));
	for (size_t i = 0; i < b->nr_taken; i++)
		n->reg[n->nr_reg++] = b->taken[i];
}

/* The kernel places regions at whole pages only. */
static bool is_fixed(const struct log_region *r)
{
	return r->fixed || r->range.base % 4096;
}

/*
 * Between the ranges of the nodes: it has been taken out of them, wherever the
 * tree would have had it.
 */
static bool lies_in_hole(const struct log_tree *t, const struct banks *b,
			 const struct range *r)
{
	uint64_t below = 0, above = 0;

	for (size_t i = 0; t->banks[BANKS_NODES].n && i < b->n; i++) {
		below += log_range_end(&b->v[i]) <= r->base;
		above += b->v[i].range.base >= r->base + r->size;
	}
	return below && above && below + above == b->n;
}

static void make_regions(struct machine *m, const struct log_tree *t,
			 const struct banks *b)
{
	bool rounded = false, moved = false, fixed = false, hole;

	m->fdt.reserved_sorted = true;
	for (size_t i = 0; i < t->nr_regions; i++) {
		const struct log_region *r = &t->regions[i];

		if (!r->placed || log_is_removed(r))
			continue;
		fixed |= is_fixed(r);
		hole = lies_in_hole(t, b, &r->range);
		make_region(m, r, hole || (fixed && !r->dynamic), hole);
		rounded |= r->rounded;
		moved |= !hole && (!fixed || r->dynamic);
	}
	if (rounded)
		machine_guess(
			m, "memblock",
			"the log has the sizes of reserved regions in whole MiB, rounded down");
	if (moved)
		machine_guess(
			m, "memblock",
			"between which addresses the tree wants the regions that the kernel places, and aligned to what, is not in the log: shown as whole 256 MiB around the places there");
}

static bool in_one_bank(const struct machine_fdt *fdt, uint64_t base,
			uint64_t size)
{
	for (size_t i = 0; i < fdt->nr_memory; i++) {
		for (size_t r = 0; r < fdt->memory[i].nr_ranges; r++) {
			const struct range *b = &fdt->memory[i].ranges[r];

			if (base >= b->base && size <= b->size &&
			    base - b->base <= b->size - size)
				return true;
		}
	}
	return false;
}

/*
 * What the tree of each board with some chip keeps from the kernel, and no line
 * names: by words of its drivers and boards.
 */
static const struct {
	const char *words;
	struct range kept;
} chips[] = {
	/* the maker's own trees: four regions in a row */
	{ "Qualcomm Technologies, Inc. IPQ40", { 0x87000000, 16 * SZ_1M } },
	/* smem and tz of qcom-ipq4019.dtsi */
	{ "ipq40", { 0x87e00000, 2 * SZ_1M } },
};

/* Where lines name ranges or regions, these are all. */
static void keep_for_chip(struct machine *m, const struct log_tree *t)
{
	if (t->banks[BANKS_NODES].n || t->nr_regions)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(chips); i++) {
		if (!machine_log_has(m, chips[i].words) ||
		    !in_one_bank(&m->fdt, chips[i].kept.base,
				 chips[i].kept.size))
			continue;
		reserve_range(&m->fdt, "kept-by-firmware", chips[i].kept)
			->no_map = true;
		machine_guess(
			m, "memblock",
			"what firmware keeps is not in the log: shown as trees of other boards with this chip have it");
		return;
	}
}

/* Areas for devices, of kernels before reserved-memory had any. */
static void make_areas(struct machine *m, const struct log_tree *t)
{
	struct machine_fdt *fdt = &m->fdt;

	fdt->cma = t->nr_areas ? xcalloc(t->nr_areas, sizeof(*fdt->cma)) : NULL;
	for (size_t i = 0; i < t->nr_areas; i++) {
		const struct log_cma_area *a = &t->areas[i];

		fdt->cma[fdt->nr_cma++] = (struct fdt_cma_area){
			.name = xstrdup(a->name),
			.base = a->base,
			.size = a->size,
			.anywhere = t->carves || t->early_holes,
		};
	}
	if (t->nr_areas)
		machine_guess(
			m, "memblock",
			"up to where areas for devices may lie is not in the log: shown as this vendor's kernels have them");
}

/* What is to keep messages over a boot lies at the very top. */
static void make_persistent(struct machine *m, const struct log_tree *t,
			    const struct banks *b)
{
	const struct range *last = b->n ? &b->v[b->n - 1].range : NULL;

	if (!last || !t->persistent || t->persistent > last->size)
		return;
	machine_guess(
		m, "memblock",
		"where memory is that keeps messages over a boot: shown at its very top");
	reserve_range(&m->fdt, "persistent-memory",
		      (struct range){ last->base + last->size - t->persistent,
				      t->persistent });
}

/* The initrd */

static uint64_t bank_bytes(const struct machine_fdt *fdt)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < fdt->nr_memory; i++) {
		for (size_t r = 0; r < fdt->memory[i].nr_ranges; r++)
			sum += fdt->memory[i].ranges[r].size;
	}
	return sum;
}

static uint64_t ram_start(const struct machine_fdt *fdt)
{
	uint64_t start = UINT64_MAX;

	for (size_t i = 0; i < fdt->nr_memory; i++) {
		if (fdt->memory[i].nr_ranges)
			start = min_u64(start, fdt->memory[i].ranges[0].base);
	}
	return start;
}

/* Where the linear map has it, if the log's kernel printed that. */
static uint64_t printed_initrd(const struct log_tree *t,
			       const struct machine *m)
{
	uint64_t mask = log_is_wide(m) ? (1ULL << 38) - 1 : 0xfffffff;

	if (!t->initrd_base || !t->initrd_virtual)
		return t->initrd_base;
	return align_down(ram_start(&m->fdt), SZ_1G) + (t->initrd_base & mask);
}

/*
 * Boot loaders that put the tree as far up as they may, and the initrd below
 * it: the first MiB of a Raspberry Pi's memory are its video's, whose firmware
 * also loads what the others do. U-Boot for AT91 moves itself to the top, with
 * 4 MiB to allocate from and its stack below, and the tree below that.
 */
static const struct {
	const char *model; /* how it begins */
	uint64_t below;
	uint64_t own; /* bytes at the top that the loader has */
} loaders[] = {
	{ "Raspberry Pi ", 0x2f000000, 0 },
	{ "Atmel ", UINT64_MAX, 5 * SZ_1M },
};

/*
 * Others move both to the top of memory, below what they take there for
 * themselves: those of Rockchip's boards have their heap of 32 MiB there, and
 * leave to firmware what lies before 2 MiB, where memory begins.
 *
 *     |firmware|  ...  |tree| initrd |stack, heap, loader|
 *              2M                                      end
 *
 * Not so that of the vendor, who gives the kernel a picture to go on showing.
 */
static const struct {
	uint64_t start, own;
} movers[] = {
	{ 2 * SZ_1M, 0x20f0000 },
};

/* Where what such a one has moved ends; 0: nothing tells. */
static uint64_t moved_end(const struct machine *m, const struct log_tree *t)
{
	const struct machine_fdt *fdt = &m->fdt;
	const struct range *r = fdt->nr_memory ? fdt->memory[0].ranges : NULL;

	if (!log_is_wide(m) || !r || m->pc.efi.booted || t->has_logo)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(movers); i++) {
		if (r->base == movers[i].start && r->size > movers[i].own)
			return r->base + r->size - movers[i].own;
	}
	return 0;
}

/* Where one of them has put the tree; 0: nothing tells. */
static uint64_t loaded_tree(const struct machine *m, const struct log_tree *t)
{
	const struct machine_fdt *fdt = &m->fdt;
	uint64_t top, end;

	if (!fdt->nr_memory || !fdt->memory[0].nr_ranges)
		return 0;
	top = fdt->memory[0].ranges[0].base + fdt->memory[0].ranges[0].size;
	for (size_t i = 0; m->model && i < ARRAY_SIZE(loaders); i++) {
		end = min_u64(top - min_u64(top, loaders[i].own),
			      loaders[i].below);
		if (!strncmp(m->model, loaders[i].model,
			     strlen(loaders[i].model)) &&
		    in_one_bank(fdt, end - TREE_BYTES, TREE_BYTES))
			return align_down(end - TREE_BYTES, 4096);
	}
	end = moved_end(m, t);
	if (end < TREE_BYTES)
		return 0;
	if (m->has_initrd)
		end = min_u64(end, m->initrd_start);
	end = align_down(end - TREE_BYTES, 4096);
	return in_one_bank(fdt, end, TREE_BYTES) ? end : 0;
}

/* The same of the initrd. */
static uint64_t loaded_initrd(const struct machine *m, const struct log_tree *t)
{
	uint64_t end = moved_end(m, t);

	if (!end)
		end = loaded_tree(m, t);
	return end > t->initrd_size ? align_down(end - t->initrd_size, 4096) :
				      0;
}

/* The first whole MiB from there on where nothing is that has no map. */
static uint64_t behind_holes(const struct machine_fdt *fdt, uint64_t base,
			     uint64_t size)
{
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		const struct fdt_reserved_node *n = &fdt->reserved[i];

		for (size_t r = 0; n->no_map && r < n->nr_reg; r++) {
			uint64_t end = n->reg[r].base + n->reg[r].size;

			if (n->reg[r].base < base + size && end > base)
				base = end;
		}
	}
	return align_up(base, SZ_1M);
}

static void make_initrd(struct machine *m, const struct log_tree *t)
{
	uint64_t base = printed_initrd(t, m), half = bank_bytes(&m->fdt) / 2;

	if (!t->initrd_size || m->has_initrd)
		return;
	if (!base)
		base = loaded_initrd(m, t);
	if (!base || !in_one_bank(&m->fdt, base, t->initrd_size)) {
		base = behind_holes(&m->fdt,
				    align_up(ram_start(&m->fdt) +
						     min_u64(half, SZ_128M),
					     SZ_1M),
				    t->initrd_size);
		machine_guess(
			m, "memblock",
			"where the boot loader put the initrd is not in the log: shown where emulators do");
	}
	if (!in_one_bank(&m->fdt, base, t->initrd_size))
		return;
	m->has_initrd = true;
	m->initrd_start = base;
	m->initrd_end = base + t->initrd_size;
}

/* CPUs */

/*
 * How many nodes came up, where some have no memory and the numbers of the
 * others leave room for them; 0: all have memory.
 */
static size_t nodes_with_bare(const struct machine *m, const struct log_tree *t)
{
	const struct machine_fdt *fdt = &m->fdt;

	if (t->nodes_up <= fdt->nr_memory || t->nodes_up > m->nr_cpus)
		return 0;
	for (size_t i = 0; i < fdt->nr_memory; i++) {
		if (fdt->memory[i].nid < 0 ||
		    (uint64_t)fdt->memory[i].nid >= t->nodes_up)
			return 0;
	}
	return (size_t)t->nodes_up;
}

static int node_of_cpu(const struct machine *m, const struct log_tree *t,
		       size_t cpu)
{
	size_t bare = nodes_with_bare(m, t);
	const struct machine_acpi *a = &m->pc.acpi;
	const struct machine_fdt *fdt = &m->fdt;

	if (fdt->nr_memory < 2)
		return -1;
	/* Nodes that are made up have no CPUs of their own. */
	if (words_find_last(m->cmdline, "numa=fake="))
		return fdt->memory[0].nid;
	for (size_t i = 0; i < a->nr_cpus; i++) {
		if (a->cpus[i].apic_id == m->cpus[cpu].reg)
			return a->cpus[i].nid;
	}
	if (a->nr_cpus)
		return cpu < a->nr_cpus ? a->cpus[cpu].nid : 0;
	return bare ? (int)(cpu * bare / m->nr_cpus) :
		      fdt->memory[cpu * fdt->nr_memory / m->nr_cpus].nid;
}

static bool mpidr_is_told(const struct log_tree *t, size_t cpu)
{
	return cpu < ARRAY_SIZE(t->mpidr) && (t->has_mpidr >> cpu & 1);
}

static bool some_cpu_has(const struct log_tree *t, uint64_t mpidr)
{
	for (size_t i = 0; i < ARRAY_SIZE(t->mpidr); i++) {
		if (mpidr_is_told(t, i) && t->mpidr[i] == mpidr)
			return true;
	}
	return false;
}

/* No two CPUs have the same: what no line tells is one that is left over. */
static void set_mpidrs(struct machine *m, const struct log_tree *t)
{
	uint64_t next = 0;

	for (size_t i = 0; i < m->nr_cpus; i++) {
		struct machine_cpu *c = &m->cpus[i];

		while (t->has_mpidr && some_cpu_has(t, next))
			next++;
		c->reg = mpidr_is_told(t, i) ? t->mpidr[i] :
			 t->has_mpidr	     ? next++ :
					       c->reg;
		c->reg_cell = c->reg;
	}
}

static void make_cpus(struct machine *m, const struct log_tree *t, uint64_t n)
{
	if (!n)
		n = t->last_cpu + 1;
	if (t->failed_cpu)
		n = max_u64(n, t->failed_cpu + 1);
	machine_set_cpus(m, (size_t)n);
	set_mpidrs(m, t);
	for (size_t i = 0; i < n; i++) {
		struct machine_cpu *c = &m->cpus[i];

		c->typed = true;
		c->riscv_isa = RISCV_ISA_EXTENSIONS;
	}
	for (size_t i = 0; i < n; i++) {
		struct machine_cpu *c = &m->cpus[i];

		c->nid = c->own_nid = node_of_cpu(m, t, i);
		m->fdt.cpu_numa |= c->nid >= 0;
	}
	if (m->fdt.nr_memory > 1 && !m->pc.acpi.nr_cpus &&
	    !words_find_last(m->cmdline, "numa=fake="))
		machine_guess(
			m, "percpu",
			"the log does not tell which CPU is on which node: shown as in turn, the same number on each");
}

/*
 * cache_line_size(): most CPUs write lines of 64 bytes back. These do two at
 * once, by their maker and its number for them.
 */
#define MIDR_MAKER_AND_PART 0xff00fff0u

static const uint32_t wide_writers[] = {
	0x51002010, 0x51002050, 0x51002110, /* Kryo */
	0x5100c000, 0x5100c010, /* Falkor and what came behind it */
};
#define WIDE_LINE 128

static void find_cache_line(struct machine *m, const struct log_tree *t)
{
	for (size_t i = 0; !m->cache_line && i < ARRAY_SIZE(wide_writers);
	     i++) {
		if ((t->midr & MIDR_MAKER_AND_PART) == wide_writers[i])
			m->cache_line = WIDE_LINE;
	}
}

/*
 * With memory in DMA32 some bus ends below it (both zones are arm64's), and of
 * those that do all end at 1 GiB (Raspberry Pi); otherwise DMA has all that 32
 * bits reach.
 */
static uint64_t bus_end(const struct machine *m, const struct log_tree *t)
{
	bool two = t->has_dma && t->has_dma32;

	return two && ram_start(&m->fdt) < SZ_1G ? SZ_1G - 1 : UINT64_MAX;
}

/*
 * RISC-V: a kernel for machines whose devices lie from 2 to 4 GiB, with memory
 * below and above, ends its zone where they begin. Of those that go by 32 bits
 * none known has struct pages for the hole, which this log counts.
 */
static uint64_t dma32_end(const struct machine *m, const struct log_tree *t)
{
	uint64_t below = 0, above = UINT64_MAX;
	const struct fdt_memory_node *n = m->fdt.memory;
	const struct arch_facts *a = arch_facts_find(m->arch);

	if (!a || !a->dma32_of_vendors || !t->hole_pages || !t->has_dma32 ||
	    m->fdt.nr_memory != 1)
		return 0;
	for (size_t r = 0; r < n->nr_ranges; r++) {
		uint64_t end = n->ranges[r].base + n->ranges[r].size;

		if (end <= 4 * SZ_1G)
			below = max_u64(below, end);
		else
			above = min_u64(above, n->ranges[r].base);
	}
	return below == 2 * SZ_1G && above == 4 * SZ_1G ? below : 0;
}

/* arm: a machine that its kernel knows by a number, from tags, has no tree. */
static bool has_tags(const struct log_tree *t, const struct machine *m)
{
	return t->named && !t->modelled && !log_is_wide(m);
}

static const char *tree_guess(const struct log_tree *t, const struct machine *m)
{
	if (has_tags(t, m))
		return "a machine without a tree: what its code reserves for itself is not in the log; shown as nothing";
	if (loaded_tree(m, t))
		return "where the boot loader put kernel and tree, and what the tree is like, is not in the log: shown as firmware of such boards puts them, the tree with 64 KiB and nothing of it unflattened";
	return t->tree.size ?
		       "where the boot loader put the kernel, and what the tree is like, is not in the log: shown as an emulator puts it, and nothing of the tree unflattened" :
		       "where the boot loader put kernel and tree, and what the tree is like, is not in the log: shown as an emulator puts them, the tree with 64 KiB and nothing of it unflattened";
}

/* A boot loader may say where the tree is, or always put it there. */
static void place_tree(struct machine *m, const struct log_tree *t)
{
	struct machine_fdt *fdt = &m->fdt;

	if (fdt->has_base || !fdt->totalsize)
		return;
	if (t->tree.size && t->tree.base % 8 == 0 &&
	    in_one_bank(fdt, t->tree.base, t->tree.size)) {
		fdt->base = t->tree.base;
		fdt->totalsize = (uint32_t)t->tree.size;
	} else {
		fdt->base = loaded_tree(m, t);
	}
	fdt->has_base = fdt->base != 0;
}

static void note_efi(struct machine *m, const struct log_tree *t)
{
	if ((m->pc.efi.booted || t->acpi) && !m->pc.efi.nr_map)
		machine_guess(
			m, "memblock",
			"an EFI boot: what firmware keeps of memory that is mapped, its tables among it, is not in the log; shown as nothing");
}

/* The tree itself is nowhere in the log. */
static void make_tree(struct machine *m, const struct log_tree *t)
{
	struct machine_fdt *fdt = &m->fdt;

	if (!fdt->totalsize)
		fdt->totalsize = has_tags(t, m) ? 0 : TREE_BYTES;
	fdt->address_cells = fdt->size_cells = 2;
	fdt->dma_max_address = bus_end(m, t);
	fdt->dma32_end = dma32_end(m, t);
	if (fdt->dma32_end)
		machine_guess(
			m, "nodes",
			"a hole of devices from 2 to 4 GiB, which has struct pages: shown as a vendor's kernel, whose DMA32 ends at 2 GiB");
	/* Whatever has brought them up in the log. */
	fdt->psci = PSCI_SMC;
	fdt->psci_cpu_on = true;
	machine_guess(m, "memblock", tree_guess(t, m));
}

/*
 * Whether the line "Memory:" can be of that much: a kernel may use less, as one
 * without high memory does, but no boot loader leaves out more than half.
 */
static bool has_total(const struct machine *m, const struct log_tree *t)
{
	uint64_t bytes = bank_bytes(&m->fdt);

	if (!t->total || words_find_last(m->cmdline, "mem="))
		return true;
	return t->total <= bytes && t->total >= bytes / 2;
}

/* What the kernel was handed has all that it says it has. */
static bool tree_has(const struct machine *m, const struct log_tree *t,
		     const struct banks *b)
{
	struct rangemap map = { 0 };
	bool has;

	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0;
		     n->root_child && n->available && r < n->nr_ranges; r++)
			set_range(&map, &n->ranges[r]);
	}
	has = map.n != 0 && (b->n || has_total(m, t));
	for (size_t i = 0; i < b->n; i++)
		has &= rangemap_covered(&map, b->v[i].range.base,
					log_range_end(&b->v[i])) ==
		       b->v[i].range.size;
	rangemap_release(&map);
	return has;
}

/* Of what no line has an address, it is where the tree has some. */
static void find_banks_near(struct banks *b, const struct log_tree *t,
			    struct machine *m)
{
	uint64_t start = ram_start(&m->fdt);

	log_banks_find(b, t, m);
	if (b->n == 1 && start != UINT64_MAX)
		b->v[0].range.base = start;
}

/* Whether the user has another mem= than the log's kernel had. */
static bool changes_mem(const struct input_options *opt)
{
	return words_find_last(opt->cmdline, "mem=") ||
	       words_find_last(opt->append, "mem=");
}

/* Memory and what is kept of it, by lines. */
static void make_banks(struct machine *m, const struct log_tree *t,
		       struct banks *b, const struct input_options *opt)
{
	if (!b->n)
		find_banks_near(b, t, m);
	log_banks_settle(b, t);
	machine_drop_memory(m);
	make_memory(m, b);
	make_taken(m, b);
	if (!log_has_tree(m)) {
		make_regions(m, t, b);
		make_persistent(m, t, b);
		keep_for_chip(m, t);
		make_areas(m, t);
	}
	if (m->pc.efi.nr_map)
		keep_efi_regions(m);
	else if (!opt->nr_memory)
		find_holes(m, t, b);
	m->mem_applied = !opt->nr_memory && !changes_mem(opt);
}

/*
 * To the memory and the CPUs of a tree that lies beside the log the lines add
 * what a boot loader has done.
 */
void log_tree_machine(const struct log_tree *t, struct machine *m,
		      uint64_t cpus, const struct input_options *opt)
{
	struct banks b = { 0 };

	for (size_t i = 0; i < opt->nr_memory; i++)
		log_banks_add(&b, opt->memory[i].range.base,
			      opt->memory[i].range.size, opt->memory[i].nid);
	if (log_has_tree(m) && !b.n)
		log_banks_ranges(&b, t, m);
	if (!log_has_tree(m) || !tree_has(m, t, &b))
		make_banks(m, t, &b, opt);
	free(b.v);
	free(b.taken);
	make_initrd(m, t);
	if (!m->nr_cpus)
		make_cpus(m, t, cpus);
	if (log_has_tree(m))
		m->fdt.dma_max_address =
			min_u64(m->fdt.dma_max_address, bus_end(m, t));
	else
		make_tree(m, t);
	place_tree(m, t);
	find_cache_line(m, t);
	note_efi(m, t);
}
