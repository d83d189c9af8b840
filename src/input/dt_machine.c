/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input/dt_device.h"
#include "input/dt_riscv.h"
#include "input/dtb.h"
#include "util/alloc.h"
#include "util/sort.h"

/* What a device tree says, into struct machine. */

/* A tree on its way into a machine. */
struct reader {
	struct dt_tree *t;
	struct machine *m;
	struct error *err;
	uint32_t ac, sc; /* of the root; 1 to 4 each */
};

static int check_cells(struct reader *r, const char *name, uint32_t cells)
{
	if (cells >= 1 && cells <= 4)
		return 0;
	return error_set(r->err, "%s: /: %s is %" PRIu32 ", expected 1 to 4",
			 r->m->input, name, cells);
}

static int read_root(struct reader *r)
{
	const struct dt_prop *model = dt_prop(r->t, 0, "model");
	const char *compatible = dt_string(dt_prop(r->t, 0, "compatible"));

	r->ac = r->t->nodes[0].address_cells;
	r->sc = r->t->nodes[0].size_cells;
	if (check_cells(r, "#address-cells", r->ac) ||
	    check_cells(r, "#size-cells", r->sc))
		return -1;
	r->m->fdt.address_cells = r->ac;
	r->m->fdt.size_cells = r->sc;
	if (dt_string(model))
		r->m->model = xstrdup(dt_string(model));
	if (compatible)
		r->m->fdt.compatible = xstrdup(compatible);
	r->m->fdt.compatibles = dt_stringlist(dt_prop(r->t, 0, "compatible"));
	return 0;
}

static size_t pair_size(const struct reader *r)
{
	return 4 * ((size_t)r->ac + r->sc);
}

/* Base and size that fit 64 bits; the kernel would take the lower cells. */
static bool fits(const uint8_t *data, uint32_t cells)
{
	return cells <= 2 || dt_read(data, cells - 2) == 0;
}

static bool read_pair(const struct reader *r, const uint8_t *data,
		      struct range *out)
{
	const uint8_t *size = data + 4 * (size_t)r->ac;

	out->base = dt_read(data, r->ac);
	out->size = dt_read(size, r->sc);
	return fits(data, r->ac) && fits(size, r->sc) &&
	       out->base <= UINT64_MAX - out->size;
}

/*
 * All the pairs of a property into *v. -1 where one of them cannot be: wider
 * than 64 bits or past their end.
 */
static int read_ranges(const struct reader *r, size_t node,
		       const struct dt_prop *p, struct range **v, size_t *n)
{
	size_t pair = pair_size(r), count = p->len / pair;
	const struct dt_node *at = &r->t->nodes[node];
	const char *up = r->t->nodes[at->parent].name;

	*v = xcalloc(count, sizeof(**v));
	for (*n = 0; *n < count; ++*n) {
		struct range *range = &(*v)[*n];

		if (!read_pair(r, p->data + *n * pair, range))
			return error_set(r->err,
					 "%s: /%s%s%s: %s: 0x%" PRIx64
					 " + 0x%" PRIx64
					 ", expected a sum below 2^64",
					 r->m->input, up, *up ? "/" : "",
					 at->name, p->name, range->base,
					 range->size);
	}
	return 0;
}

/* A number for a NUMA node; what does not fit an int is too high anyway. */
static int numa_node_id(const struct dt_tree *t, size_t node)
{
	uint32_t nid;

	if (!dt_read_u32(t, node, "numa-node-id", &nid))
		return -1;
	return nid > INT_MAX ? INT_MAX : (int)nid;
}

/* of_node_to_nid(): the node's own or the next ancestor's. */
static int inherited_nid(const struct dt_tree *t, size_t node)
{
	for (; node != DT_NONE; node = t->nodes[node].parent) {
		int nid = numa_node_id(t, node);

		if (nid >= 0)
			return nid;
	}
	return -1;
}

static int read_bank_ranges(struct reader *r, size_t node,
			    struct fdt_memory_node *mem)
{
	const struct dt_prop *p = dt_prop(r->t, node, "linux,usable-memory");

	if (!p)
		p = dt_prop(r->t, node, "reg");
	if (!p)
		return 0;
	mem->entry_bytes = (uint32_t)pair_size(r);
	mem->rest_bytes = (uint32_t)(p->len % pair_size(r));
	return read_ranges(r, node, p, &mem->ranges, &mem->nr_ranges);
}

/* of_address_to_resource() for each entry of reg, up to the first failure. */
static void read_numa_reg(struct reader *r, size_t node,
			  struct fdt_memory_node *mem)
{
	const struct dt_prop *p = dt_prop(r->t, node, "reg");
	const struct dt_node *up = &r->t->nodes[r->t->nodes[node].parent];
	uint64_t entry = 4 * ((uint64_t)up->address_cells + up->size_cells);
	size_t cap = 0;

	for (size_t at = 0; p && entry && p->len - at >= entry;
	     at += (size_t)entry) {
		struct range v;

		v.base = dt_translate(r->t, node, p->data + at, p->len - at,
				      "ranges");
		v.size = dt_read(p->data + at + 4 * up->address_cells,
				 up->size_cells);
		if (v.base > UINT64_MAX - v.size)
			break;
		array_reserve(mem->reg, cap, mem->nr_reg + 1);
		mem->reg[mem->nr_reg++] = v;
	}
}

/* early_init_dt_scan_memory() and of_numa_parse_memory_nodes() */
static int read_memory_node(struct reader *r, size_t node,
			    struct fdt_memory_node *mem)
{
	const struct dt_node *n = &r->t->nodes[node];

	mem->root_child = n->parent == 0;
	mem->path = xasprintf(mem->root_child ? "/%s" : "/.../%s", n->name);
	mem->available = dt_available(r->t, node);
	mem->hotpluggable = dt_prop(r->t, node, "hotpluggable") != NULL;
	mem->nid = numa_node_id(r->t, node);
	read_numa_reg(r, node, mem);
	if (!mem->root_child || !mem->available)
		return 0;
	return read_bank_ranges(r, node, mem);
}

/* A node whose name says memory, and whose device_type does not. */
static void note_untyped(struct reader *r, size_t node)
{
	const struct dt_node *n = &r->t->nodes[node];

	if (n->parent == 0 && dt_named(r->t, node, "memory") &&
	    dt_available(r->t, node) && !r->m->fdt.untyped_memory)
		r->m->fdt.untyped_memory = xasprintf("/%s", n->name);
}

static int read_memory(struct reader *r)
{
	struct machine_fdt *fdt = &r->m->fdt;
	size_t cap = 0;

	for (size_t i = 1; i < r->t->nr_nodes; i++) {
		const char *type = dt_string(dt_prop(r->t, i, "device_type"));

		if (!type || strcmp(type, "memory") != 0) {
			note_untyped(r, i);
			continue;
		}
		array_reserve(fdt->memory, cap, fdt->nr_memory + 1);
		fdt->memory[fdt->nr_memory] = (struct fdt_memory_node){ 0 };
		fdt->nr_memory++;
		if (read_memory_node(r, i, &fdt->memory[fdt->nr_memory - 1]))
			return -1;
	}
	return 0;
}

#define GIVE_MEMORY "give --memory BASE,SIZE"

/* No node is scanned: why the one that is meant is not. */
static int no_node(const struct reader *r)
{
	const struct machine_fdt *fdt = &r->m->fdt;
	const char *file = r->m->input;

	if (fdt->untyped_memory)
		return error_set(
			r->err,
			"%s: %s: lacks device_type = \"memory\": " GIVE_MEMORY,
			file, fdt->untyped_memory);
	for (size_t i = 0; i < fdt->nr_memory; i++) {
		if (fdt->memory[i].root_child)
			return error_set(
				r->err,
				"%s: %s: its status disables it: " GIVE_MEMORY,
				file, fdt->memory[i].path);
	}
	return error_set(
		r->err,
		"%s: /: no node with device_type \"memory\": " GIVE_MEMORY,
		file);
}

static int no_memory(const struct reader *r, const struct fdt_memory_node *n)
{
	const char *file = r->m->input;

	if (!n)
		return no_node(r);
	if (!n->nr_ranges && n->rest_bytes)
		return error_set(r->err,
				 "%s: %s: reg has %" PRIu32
				 " bytes, expected a multiple of %" PRIu32,
				 file, n->path, n->rest_bytes, n->entry_bytes);
	if (!n->nr_ranges)
		return error_set(r->err, "%s: %s: no reg: " GIVE_MEMORY, file,
				 n->path);
	return error_set(
		r->err,
		"%s: %s: size is 0 (a boot loader fills it): " GIVE_MEMORY,
		file, n->path);
}

/* A tree in which no bank has a size is not finished. */
static int check_memory(const struct reader *r)
{
	const struct fdt_memory_node *first = NULL;

	if (machine_tree_has_memory(r->m))
		return 0;
	for (size_t i = 0; i < r->m->fdt.nr_memory && !first; i++) {
		const struct fdt_memory_node *n = &r->m->fdt.memory[i];

		if (n->root_child && n->available)
			first = n;
	}
	r->err->lacks_memory = true;
	return no_memory(r, first);
}

static bool has_cells(const struct reader *r, size_t node, const char *name,
		      uint32_t cells)
{
	uint32_t have;

	return dt_read_u32(r->t, node, name, &have) && have == cells;
}

/* One value of `cells`; *bad when the property has another length. */
static uint64_t read_value(const struct dt_prop *p, uint32_t cells, bool *bad)
{
	*bad = p && p->len != 4 * (size_t)cells;
	return p && !*bad ? dt_read(p->data, cells) : 0;
}

static bool is_pairs(const struct reader *r, const struct dt_prop *p)
{
	return p->len % pair_size(r) == 0;
}

static int read_reserved_ranges(struct reader *r, size_t node,
				struct fdt_reserved_node *n)
{
	const struct dt_prop *reg = dt_prop(r->t, node, "reg");
	const struct dt_prop *alloc = dt_prop(r->t, node, "alloc-ranges");

	n->has_reg = reg != NULL;
	n->bad_reg_length = reg && !is_pairs(r, reg);
	n->has_alloc_ranges = alloc != NULL;
	n->bad_alloc_ranges_length = alloc && !is_pairs(r, alloc);
	if (reg && !n->bad_reg_length &&
	    read_ranges(r, node, reg, &n->reg, &n->nr_reg))
		return -1;
	if (alloc && !n->bad_alloc_ranges_length)
		return read_ranges(r, node, alloc, &n->alloc_ranges,
				   &n->nr_alloc_ranges);
	return 0;
}

/* Remembers the property, unless one before it is bad, too. */
static void note_bad(struct fdt_reserved_node *n, bool bad,
		     const char *property, const struct dt_prop *p)
{
	if (!bad || n->bad.property || !p)
		return;
	n->bad.property = property;
	n->bad.bytes = p->len;
	for (size_t i = 0; i < FDT_RAW_CELLS && 4 * i + 4 <= p->len; i++)
		n->bad.cells[i] = (uint32_t)dt_read(p->data + 4 * i, 1);
}

static void note_bad_properties(struct reader *r, size_t node,
				struct fdt_reserved_node *n)
{
	note_bad(n, n->bad_reg_length, "reg", dt_prop(r->t, node, "reg"));
	note_bad(n, n->bad_size_length, "size", dt_prop(r->t, node, "size"));
	note_bad(n, n->bad_alignment_length, "alignment",
		 dt_prop(r->t, node, "alignment"));
	note_bad(n, n->bad_alloc_ranges_length, "alloc-ranges",
		 dt_prop(r->t, node, "alloc-ranges"));
}

static int read_reserved_node(struct reader *r, size_t node,
			      struct fdt_reserved_node *n)
{
	const struct dt_tree *t = r->t;
	const struct dt_prop *size = dt_prop(t, node, "size");

	n->name = xstrdup(t->nodes[node].name);
	n->available = dt_available(t, node);
	n->has_size = size != NULL;
	n->size = read_value(size, r->sc, &n->bad_size_length);
	n->alignment = read_value(dt_prop(t, node, "alignment"), r->ac,
				  &n->bad_alignment_length);
	n->no_map = dt_prop(t, node, "no-map") != NULL;
	n->reusable = dt_prop(t, node, "reusable") != NULL;
	n->linux_cma_default = dt_prop(t, node, "linux,cma-default") != NULL;
	n->linux_dma_default = dt_prop(t, node, "linux,dma-default") != NULL;
	n->compatible = dt_stringlist(dt_prop(t, node, "compatible"));
	if (read_reserved_ranges(r, node, n))
		return -1;
	note_bad_properties(r, node, n);
	return 0;
}

/* fdt_scan_reserved_mem() */
static int read_reserved(struct reader *r)
{
	struct machine_fdt *fdt = &r->m->fdt;
	size_t node = dt_root_child(r->t, "reserved-memory", true), i, cap = 0;

	if (node == DT_NONE)
		return 0;
	fdt->has_reserved_memory = true;
	fdt->reserved_memory_ok = has_cells(r, node, "#address-cells", r->ac) &&
				  has_cells(r, node, "#size-cells", r->sc) &&
				  dt_prop(r->t, node, "ranges");
	dt_for_each_child(r->t, node, i) {
		array_reserve(fdt->reserved, cap, fdt->nr_reserved + 1);
		fdt->reserved[fdt->nr_reserved] =
			(struct fdt_reserved_node){ 0 };
		fdt->nr_reserved++;
		if (read_reserved_node(r, i,
				       &fdt->reserved[fdt->nr_reserved - 1]))
			return -1;
	}
	return 0;
}

static size_t chosen_node(const struct dt_tree *t)
{
	return dt_root_child(t, "chosen", true);
}

/* early_init_dt_check_for_initrd() */
static void read_initrd(struct reader *r, size_t chosen)
{
	const struct dt_prop *a = dt_prop(r->t, chosen, "linux,initrd-start");
	const struct dt_prop *b = dt_prop(r->t, chosen, "linux,initrd-end");
	uint64_t start, end;

	if (!a || !b)
		return;
	start = dt_read(a->data, a->len / 4);
	end = dt_read(b->data, b->len / 4);
	if (start > end)
		return;
	r->m->has_initrd = true;
	r->m->initrd_start = start;
	r->m->initrd_end = end;
}

/* The copy ends before the last byte, whether that is the terminator or not. */
static char *read_bootargs(const struct dt_prop *p)
{
	return p && p->len ? xstrndup((const char *)p->data, p->len - 1) :
			     xstrdup("");
}

static int read_elfcorehdr(struct reader *r, size_t chosen)
{
	const struct dt_prop *p = dt_prop(r->t, chosen, "linux,elfcorehdr");

	if (!p || p->len < pair_size(r))
		return 0;
	if (!read_pair(r, p->data, &r->m->fdt.elfcorehdr))
		return error_set(r->err,
				 "%s: /chosen: linux,elfcorehdr passes 64 bits",
				 r->m->input);
	return 0;
}

/* early_init_dt_check_for_usable_mem_range() */
static int read_usable_range(struct reader *r, size_t chosen)
{
	struct machine_fdt *fdt = &r->m->fdt;
	const struct dt_prop *p =
		dt_prop(r->t, chosen, "linux,usable-memory-range");
	size_t pair = pair_size(r);

	if (!p || p->len % (r->ac + r->sc))
		return 0;
	for (size_t i = 0; i < 2 && (i + 1) * pair <= p->len; i++) {
		if (!read_pair(r, p->data + i * pair, &fdt->usable_range[i]))
			return error_set(r->err,
					 "%s: /chosen: %s passes 64 bits",
					 r->m->input, p->name);
		fdt->nr_usable_range++;
	}
	return 0;
}

/*
 * efi_get_fdt_params(): all of them are there, and of these lengths, where the
 * EFI stub has started the kernel.
 */
static bool booted_by_efi(const struct dt_tree *t, size_t chosen)
{
	static const struct {
		const char *name;
		size_t len;
	} props[] = {
		{ "linux,uefi-system-table", 8 },
		{ "linux,uefi-mmap-start", 8 },
		{ "linux,uefi-mmap-size", 4 },
		{ "linux,uefi-mmap-desc-size", 4 },
		{ "linux,uefi-mmap-desc-ver", 4 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(props); i++) {
		const struct dt_prop *p = dt_prop(t, chosen, props[i].name);

		if (!p || p->len != props[i].len)
			return false;
	}
	return true;
}

/* With banks from elsewhere the boot is shown as if there was no EFI. */
static int check_efi(struct reader *r, bool memory_given)
{
	size_t chosen = chosen_node(r->t);

	r->m->fdt.efi = chosen != DT_NONE && booted_by_efi(r->t, chosen);
	if (!r->m->fdt.efi || memory_given)
		return 0;
	return error_set(
		r->err,
		"%s: /chosen: linux,uefi-mmap-start: an EFI boot, whose kernel takes memory from the firmware's map (and without a tree CPUs from ACPI), not from /memory; take its boot log, with this as --tree, or what `initmem gather` brings, or give the banks with --memory BASE,SIZE",
		r->m->input);
}

static int read_chosen(struct reader *r)
{
	size_t chosen = chosen_node(r->t);
	const struct dt_prop *seed;

	if (chosen == DT_NONE) {
		r->m->cmdline = xstrdup("");
		return 0;
	}
	r->m->cmdline = read_bootargs(dt_prop(r->t, chosen, "bootargs"));
	read_initrd(r, chosen);
	r->m->fdt.has_stdout = dt_prop(r->t, chosen, "stdout-path") ||
			       dt_prop(r->t, chosen, "linux,stdout-path");
	seed = dt_prop(r->t, chosen, "kaslr-seed");
	if (seed && seed->len == 8) {
		r->m->fdt.has_kaslr_seed = true;
		r->m->fdt.kaslr_seed = dt_read(seed->data, 2);
	}
	if (read_elfcorehdr(r, chosen))
		return -1;
	return read_usable_range(r, chosen);
}

/* of_get_next_cpu_node() */
static bool is_cpu(const struct dt_tree *t, size_t node)
{
	const char *type = dt_string(dt_prop(t, node, "device_type"));
	const char *status = dt_string(dt_prop(t, node, "status"));
	const char *name = t->nodes[node].name;

	if (status &&
	    (strcmp(status, "fail") == 0 || strncmp(status, "fail-", 5) == 0))
		return false;
	return (type && strcmp(type, "cpu") == 0) || strcmp(name, "cpu") == 0 ||
	       strncmp(name, "cpu@", 4) == 0;
}

/* of_get_cpu_hwid(): all ones where reg is missing or short. */
static uint64_t cpu_reg(const struct dt_tree *t, size_t node)
{
	const struct dt_prop *p = dt_prop(t, node, "reg");
	uint64_t cells = t->nodes[t->nodes[node].parent].address_cells;

	if (!p || !cells || 4 * cells > p->len)
		return UINT64_MAX;
	return dt_read(p->data, (size_t)cells);
}

/* What of_property_read_u32() takes, however many cells there are. */
static uint64_t first_cell(const struct dt_tree *t, size_t node)
{
	const struct dt_prop *p = dt_prop(t, node, "reg");

	return p && p->len >= 4 ? dt_read(p->data, 1) : UINT64_MAX;
}

static char *enable_method(const struct dt_tree *t, size_t node)
{
	const char *method = dt_string(dt_prop(t, node, "enable-method"));

	return method ? xstrdup(method) : NULL;
}

static bool is_typed_cpu(const struct dt_tree *t, size_t node)
{
	const char *type = dt_string(dt_prop(t, node, "device_type"));

	return type && strcasecmp(type, "cpu") == 0;
}

/* cpu_read_enable_method() and the cpu_init() of the methods there are. */
static bool can_be_enabled(const struct dt_tree *t, size_t node)
{
	const char *method = dt_string(dt_prop(t, node, "enable-method"));
	const struct dt_prop *release = dt_prop(t, node, "cpu-release-addr");

	if (!method)
		return false;
	if (strcmp(method, "spin-table") == 0)
		return release && release->len >= 8;
	return strcmp(method, "psci") == 0;
}

static bool is_psci(const struct dt_tree *t, size_t node, bool *by_numbers)
{
	const struct dt_prop *p = dt_prop(t, node, "compatible");
	const char *s;

	/* The most specific of the strings that are known counts. */
	dt_for_each_string(p, s) {
		*by_numbers = strcmp(s, "arm,psci") == 0;
		if (*by_numbers || strcmp(s, "arm,psci-0.2") == 0 ||
		    strcmp(s, "arm,psci-1.0") == 0)
			return true;
	}
	return false;
}

/*
 * psci_dt_init(): the first such node counts, and only if it is there. Before
 * PSCI 0.2 it has to give the number of each function.
 */
static void read_psci(struct reader *r)
{
	struct machine_fdt *fdt = &r->m->fdt;
	const char *method;
	size_t node = 0;
	bool by_numbers = false;
	uint32_t number;

	while (node < r->t->nr_nodes && !is_psci(r->t, node, &by_numbers))
		node++;
	if (node == r->t->nr_nodes || !dt_available(r->t, node))
		return;
	method = dt_string(dt_prop(r->t, node, "method"));
	if (method && strcmp(method, "hvc") == 0)
		fdt->psci = PSCI_HVC;
	else if (method && strcmp(method, "smc") == 0)
		fdt->psci = PSCI_SMC;
	fdt->psci_cpu_on =
		fdt->psci != PSCI_NONE &&
		(!by_numbers || dt_read_u32(r->t, node, "cpu_on", &number));
}

/* What a CPU's compatible strings say of it. */
struct core {
	const char *arch; /* by the first string that says it; NULL: none */
	bool aarch32, lpae, older, no_mmu;
};

static void read_core(const struct dt_tree *t, size_t node, struct core *c)
{
	const struct dt_prop *p = dt_prop(t, node, "compatible");
	const char *s;

	*c = (struct core){ .no_mmu = riscv_has_no_mmu(t, node) };
	if (riscv_says_isa(t, node)) {
		c->arch = riscv_is_64(t, node) ? cpu_architecture(RISCV_HART) :
						 NULL;
		return;
	}
	dt_for_each_string(p, s) {
		if (!c->arch)
			c->arch = cpu_architecture(s);
		c->aarch32 |= cpu_has_aarch32(s);
		c->lpae |= cpu_has_lpae(s);
		c->older |= cpu_is_older(s);
		c->no_mmu |= cpu_has_no_mmu(s);
	}
}

/* What Linux calls an architecture that has no model; NULL: not known. */
static const char *foreign_architecture(const struct dt_tree *t, size_t cpu)
{
	static const struct {
		const char *arch, *compatible;
	} known[] = {
		{ "mips", "mips," },	   { "mips", "brcm,bmips" },
		{ "mips", "img,mips" },	   { "loongarch", "loongson,la" },
		{ "arc", "snps,arc" },	   { "openrisc", "opencores,or1" },
		{ "nios2", "altr,nios2" }, { "xtensa", "cdns,xtensa" },
		{ "powerpc", "PowerPC," },
	};
	const struct dt_prop *p = dt_prop(t, cpu, "compatible");

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		size_t len = strlen(known[i].compatible);

		if (p && p->len >= len &&
		    !memcmp(p->data, known[i].compatible, len))
			return known[i].arch;
	}
	if (riscv_says_isa(t, cpu))
		return "riscv32";
	/* Of these compatible has the maker's name, or there is none. */
	return dt_prop(t, cpu, "timebase-frequency") ? "powerpc" : NULL;
}

/*
 * The first CPU is taken for the one that boots: the tree does not say which
 * it is, and firmware starts with the first.
 */
static void read_cpus(struct reader *r)
{
	size_t cpus = dt_root_child(r->t, "cpus", false), i, cap = 0;
	struct machine *m = r->m;
	bool mixed = false, only64 = false;
	int nid; /* for those that have none of their own */

	if (cpus == DT_NONE)
		return;
	m->fdt.cpus_enable_method = enable_method(r->t, cpus);
	nid = inherited_nid(r->t, cpus);
	dt_for_each_child(r->t, cpus, i) {
		int own = numa_node_id(r->t, i);
		struct core core;

		if (!is_cpu(r->t, i))
			continue;
		array_reserve(m->cpus, cap, m->nr_cpus + 1);
		m->cpus[m->nr_cpus++] = (struct machine_cpu){
			.nid = own >= 0 ? own : nid,
			.own_nid = own,
			.reg = cpu_reg(r->t, i),
			.reg_cell = first_cell(r->t, i),
			.enabled = dt_available(r->t, i),
			.typed = is_typed_cpu(r->t, i),
			.known_enable_method = can_be_enabled(r->t, i),
			.enable_method = enable_method(r->t, i),
			.riscv_isa = riscv_read_isa(r->t, i),
			.riscv_zicbom = riscv_has_zicbom(r->t, i),
			.mmu_levels = riscv_mmu_levels(r->t, i),
			.mmu_type_levels = riscv_mmu_type_levels(r->t, i),
		};
		if (own >= 0)
			m->fdt.cpu_numa = true;
		read_core(r->t, i, &core);
		m->cpus[m->nr_cpus - 1].no_mmu = core.no_mmu;
		only64 = only64 || !core.aarch32;
		m->lacks_lpae |= !core.lpae;
		m->lacks_armv7 |= core.older;
		m->lacks_mmu |= core.no_mmu && dt_available(r->t, i);
		mixed = mixed ||
			(core.arch && m->arch && strcmp(core.arch, m->arch));
		m->arch = m->arch ? m->arch : core.arch;
		if (!core.arch && !m->foreign_arch)
			m->foreign_arch = foreign_architecture(r->t, i);
	}
	if (mixed)
		m->arch = NULL;
	m->aarch32 = m->arch && m->nr_cpus && !only64;
}

static size_t find_distance_map(const struct dt_tree *t)
{
	for (size_t i = 0; i < t->nr_nodes; i++) {
		if (dt_stringlist_has(dt_prop(t, i, "compatible"),
				      "numa-distance-map-v1"))
			return i;
	}
	return DT_NONE;
}

/* of_numa_parse_distance_map_v1() */
static void read_distances(struct reader *r)
{
	struct machine_fdt *fdt = &r->m->fdt;
	size_t node = find_distance_map(r->t), entries;
	const struct dt_prop *p;

	if (node == DT_NONE)
		return;
	fdt->has_distance_map = true;
	p = dt_prop(r->t, node, "distance-matrix");
	if (!p || !p->len || p->len % 4) {
		fdt->bad_distance_map = true;
		return;
	}
	entries = p->len / 12;
	fdt->distances = xcalloc(entries, sizeof(*fdt->distances));
	for (size_t i = 0; i < entries; i++) {
		const uint8_t *at = p->data + 12 * i;

		fdt->distances[i] = (struct fdt_distance){
			.a = (uint32_t)dt_read(at, 1),
			.b = (uint32_t)dt_read(at + 4, 1),
			.distance = (uint32_t)dt_read(at + 8, 1),
		};
	}
	fdt->nr_distances = entries;
}

/* Up to the last '@' behind the last '/', populate_properties(). */
static size_t base_length(const char *name, size_t len)
{
	const char *start = name, *at = NULL, *end = name + len;

	for (const char *c = name; c < end; c++) {
		if (*c == '@')
			at = c;
		else if (*c == '/')
			start = c + 1;
	}
	return (size_t)((at && at >= start ? at : end) - start);
}

/* A non-empty rng-seed is overwritten before the tree is unflattened. */
static bool seed_is_used(const struct dt_tree *t, size_t chosen)
{
	const struct dt_prop *p;

	if (chosen == DT_NONE)
		return false;
	p = dt_prop(t, chosen, "rng-seed");
	return p && p->len;
}

/* Parents come before their children. */
static uint32_t path_length(const struct fdt_node_shape *shapes,
			    const struct dt_tree *t, size_t i)
{
	size_t parent = t->nodes[i].parent;

	if (i == 0)
		return 1;
	return (parent ? shapes[parent].path_len : 0) + 1 +
	       (uint32_t)t->nodes[i].name_len;
}

static void read_shapes(struct reader *r)
{
	const struct dt_tree *t = r->t;
	struct machine_fdt *fdt = &r->m->fdt;
	size_t chosen = chosen_node(t);

	fdt->shapes = xcalloc(t->nr_nodes, sizeof(*fdt->shapes));
	fdt->nr_shapes = t->nr_nodes;
	for (size_t i = 0; i < t->nr_nodes; i++) {
		const struct dt_node *n = &t->nodes[i];

		fdt->shapes[i] = (struct fdt_node_shape){
			.name_len = (uint32_t)n->name_len,
			.path_len = path_length(fdt->shapes, t, i),
			.base_len = (uint32_t)base_length(n->name, n->name_len),
			.nr_props = (uint32_t)n->nr_props,
			.has_name_prop = dt_prop(t, i, "name") != NULL,
		};
	}
	if (seed_is_used(t, chosen))
		fdt->shapes[chosen].used_seed = true;
}

/* Nodes sorted by parent and name, so that paths are found quickly. */
struct named_node {
	size_t parent, node;
	const char *name;
	size_t name_len;
};

static int compare_names(const void *a, const void *b)
{
	const struct named_node *x = a, *y = b;
	size_t len = x->name_len < y->name_len ? x->name_len : y->name_len;
	int order;

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	order = memcmp(x->name, y->name, len);
	if (order)
		return order;
	return (x->name_len > y->name_len) - (x->name_len < y->name_len);
}

static struct named_node *index_names(const struct dt_tree *t)
{
	struct named_node *v = xcalloc(t->nr_nodes, sizeof(*v));

	for (size_t i = 0; i < t->nr_nodes; i++) {
		const struct dt_node *n = &t->nodes[i];

		v[i] = (struct named_node){ n->parent, i, n->name,
					    n->name_len };
	}
	sort_stable(v, t->nr_nodes, sizeof(*v), compare_names);
	return v;
}

/* of_find_node_by_path() of a full path; options may follow a colon. */
static bool path_exists(const struct named_node *names, size_t n,
			const char *path)
{
	const char *end = path + strcspn(path, ":");
	struct named_node key = { 0 };

	if (*path != '/')
		return false;
	while (path < end && *path == '/') {
		const struct named_node *found;

		path++;
		key.name = path;
		key.name_len = strcspn(path, "/:");
		if (!key.name_len)
			return path == end;
		found = bsearch(&key, names, n, sizeof(*names), compare_names);
		if (!found)
			return false;
		key.parent = found->node;
		path += key.name_len;
	}
	return true;
}

/* Length without the digits at the end; SIZE_MAX: there is no such number. */
static size_t stem_length(const char *name)
{
	size_t len = strlen(name), stem = len;

	while (stem > 0 && isdigit((unsigned char)name[stem - 1]))
		stem--;
	if (stem == len || strtoull(name + stem, NULL, 10) > INT_MAX)
		return SIZE_MAX;
	return stem;
}

static bool is_alias(const struct dt_prop *p)
{
	return strcmp(p->name, "name") != 0 &&
	       strcmp(p->name, "phandle") != 0 &&
	       strcmp(p->name, "linux,phandle") != 0 && dt_string(p);
}

/* of_alias_scan() */
static void read_aliases(struct reader *r)
{
	struct machine_fdt *fdt = &r->m->fdt;
	size_t node = dt_root_child(r->t, "aliases", false);
	const struct dt_node *n;
	struct named_node *names;

	if (node == DT_NONE)
		return;
	n = &r->t->nodes[node];
	names = index_names(r->t);
	fdt->alias_stems = xcalloc(n->nr_props, sizeof(*fdt->alias_stems));
	for (size_t i = 0; i < n->nr_props; i++) {
		const struct dt_prop *p = &r->t->props[n->first_prop + i];
		size_t stem = stem_length(p->name);

		if (!is_alias(p) || stem == SIZE_MAX ||
		    !path_exists(names, r->t->nr_nodes, dt_string(p)))
			continue;
		fdt->alias_stems[fdt->nr_alias_stems++] = (uint32_t)stem;
	}
	free(names);
}

/* Changes to another tree, and no machine by themselves. */
static int check_overlay(struct reader *r)
{
	size_t i;

	dt_for_each_child(r->t, 0, i) {
		size_t child;

		dt_for_each_child(r->t, i, child) {
			if (strcmp(r->t->nodes[child].name, "__overlay__"))
				continue;
			return error_set(
				r->err,
				"%s: /%s: a device tree overlay, expected a whole tree: apply it first (fdtoverlay -i base.dtb -o whole.dtb overlay.dtbo)",
				r->m->input, r->t->nodes[i].name);
		}
	}
	return 0;
}

int machine_from_tree(struct machine *m, struct dt_tree *t, bool needs_memory,
		      bool memory_given, struct error *err)
{
	struct reader r = { .t = t, .m = m, .err = err };
	size_t bus;

	if (check_overlay(&r) || read_root(&r) || check_efi(&r, memory_given) ||
	    read_memory(&r) || (needs_memory && check_memory(&r)) ||
	    read_reserved(&r) || read_chosen(&r))
		return -1;
	read_cpus(&r);
	read_psci(&r);
	read_distances(&r);
	read_shapes(&r);
	read_aliases(&r);
	m->fdt.dma_max_address = dt_dma_max_cpu_address(t, &bus);
	if (bus != DT_NONE)
		m->fdt.dma_max_bus = dt_path(t, bus);
	if (t->translate_steps > DT_MAX_TRANSLATE_STEPS)
		return error_set(
			err,
			"%s: ranges, dma-ranges: more than %u steps to translate all addresses",
			m->input, DT_MAX_TRANSLATE_STEPS);
	return 0;
}
