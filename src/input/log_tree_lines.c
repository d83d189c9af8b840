/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_tree_lines.h"

#include <stdlib.h>
#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"

/*
 * The lines of log_tree.h, as a table. Sizes that a kernel prints in MiB are
 * rounded down there.
 */

#define MAX_BANKS 4096u
#define MAX_REGIONS 512u
#define MAX_REMOVED 64u
#define MAX_AREAS 16u
#define KIB_SHIFT 10
#define MIB_SHIFT 20

static void release_region(struct log_region *r)
{
	free(r->name);
	free(r->compatible);
}

void log_tree_release(struct log_tree *t)
{
	for (size_t i = 0; i < NR_LOG_BANKS; i++)
		free(t->banks[i].v);
	for (size_t i = 0; i < t->nr_regions; i++)
		release_region(&t->regions[i]);
	for (size_t i = 0; i < t->nr_areas; i++)
		free(t->areas[i].name);
	free(t->areas);
	free(t->regions);
	free(t->removed);
	memset(t, 0, sizeof(*t));
}

/* 0 where it has more than 64 bits. */
static uint64_t shifted(uint64_t v, unsigned shift)
{
	return v < 1ULL << (64 - shift) ? v << shift : 0;
}

/* Banks */

static void add_bank(struct log_tree *t, enum log_banks of, uint64_t base,
		     uint64_t size, int nid)
{
	struct log_bank_list *l = &t->banks[of];

	if (!size || size > UINT64_MAX - base || l->n == MAX_BANKS)
		return;
	array_reserve(l->v, l->cap, l->n + 1);
	l->v[l->n++] = (struct log_range){ { base, size }, nid };
}

/* The last byte, or what follows it: memory ends at a page. */
static uint64_t end_of(uint64_t last)
{
	return last + (last & 1);
}

static void on_node(struct log_tree *t, const struct scan *s)
{
	if (s->v[0] < 1024 && s->v[2] > s->v[1])
		add_bank(t, BANKS_NODES, s->v[1], end_of(s->v[2]) - s->v[1],
			 (int)s->v[0]);
}

static void on_pfns_follow(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->in_pfns = true;
}

static void on_pfns(struct log_tree *t, const struct scan *s)
{
	if (t->in_pfns && s->v[0] < 1024 && s->v[2] > s->v[1] &&
	    s->v[2] < 1ULL << 52)
		add_bank(t, BANKS_PFNS, s->v[1], s->v[2] - s->v[1],
			 (int)s->v[0]);
}

static void on_fdt_bank(struct log_tree *t, const struct scan *s)
{
	add_bank(t, BANKS_FDT, s->v[0], s->v[1], -1);
}

/* What a build without high memory does not use, and another one would. */
static void on_truncated(struct log_tree *t, const struct scan *s)
{
	t->truncated = true;
	if (s->v[1] > s->v[0])
		add_bank(t, BANKS_TRUNCATED, s->v[0], end_of(s->v[1]) - s->v[0],
			 -1);
}

static void add_removed(struct log_tree *t, uint64_t base, uint64_t size)
{
	if (!size || size > UINT64_MAX - base || t->nr_removed == MAX_REMOVED)
		return;
	for (size_t i = 0; i < t->nr_removed; i++) {
		struct range *r = &t->removed[i];

		if (base + size != r->base && r->base + r->size != base)
			continue;
		r->base = min_u64(r->base, base);
		r->size += size;
		return;
	}
	array_reserve(t->removed, t->cap_removed, t->nr_removed + 1);
	t->removed[t->nr_removed++] = (struct range){ base, size };
}

static void on_removed(struct log_tree *t, const struct scan *s)
{
	struct scan range = { 0 };

	if (scan(&range, s->rest, " removed memory %x-%x") == SCAN_YES &&
	    range.v[1] > range.v[0]) {
		add_removed(t, range.v[0], range.v[1] - range.v[0]);
		t->early_holes = true;
	}
}

/* "memory reserve: Memory(base:0x91800000 size:80M) reserved for <ion>" */
static void on_vendor_hole(struct log_tree *t, const struct scan *s)
{
	add_removed(t, s->v[0], shifted(s->v[1], MIB_SHIFT));
}

/* "Reserved low memory from 0x06000000 to 0x0e3fffff, size: 132 MiB" */
static void on_reserved_low(struct log_tree *t, const struct scan *s)
{
	if (s->v[1] > s->v[0])
		add_removed(t, s->v[0], end_of(s->v[1]) - s->v[0]);
}

static void on_start(struct log_tree *t, const struct scan *s)
{
	t->start = s->v[0];
	t->has_start = true;
}

/* "mem=128MB@0x00000000", as one vendor's kernel says it */
static void on_vendor_bank(struct log_tree *t, const struct scan *s)
{
	add_bank(t, BANKS_FDT, s->v[1], shifted(s->v[0], MIB_SHIFT), -1);
}

/* "Memory: 244MB 276MB = 520MB total": one for each bank. */
static void on_sizes(struct log_tree *t, const struct scan *s)
{
	const char *text = s->rest;
	struct scan size = { .v = { s->v[0] } };

	t->nr_sizes = 0;
	do {
		if (t->nr_sizes < ARRAY_SIZE(t->sizes))
			t->sizes[t->nr_sizes++] = shifted(size.v[0], MIB_SHIFT);
		text = size.rest ? size.rest : text;
	} while (scan(&size, text, " %dMB") == SCAN_YES);
	if (scan(&size, text, " = %dMB total") != SCAN_YES)
		t->nr_sizes = 0;
}

/* Regions of reserved-memory */

static struct log_region *find_region(struct log_tree *t, const char *name)
{
	for (size_t i = 0; i < t->nr_regions; i++) {
		if (t->regions[i].name && !strcmp(t->regions[i].name, name))
			return &t->regions[i];
	}
	return NULL;
}

/* The region of this name, whose memory it takes; NULL: too many. */
static struct log_region *region_named(struct log_tree *t, char *name)
{
	struct log_region *r = find_region(t, name);

	if (r || t->nr_regions == MAX_REGIONS) {
		free(name);
		return r;
	}
	array_reserve(t->regions, t->cap_regions, t->nr_regions + 1);
	r = &t->regions[t->nr_regions++];
	*r = (struct log_region){ .name = name };
	t->has_logo |= !strncmp(name, "drm-logo@", strlen("drm-logo@"));
	return r;
}

static void place_region(struct log_region *r, uint64_t base, uint64_t size,
			 bool rounded)
{
	if (size > UINT64_MAX - base || (r->placed && rounded))
		return;
	r->range = (struct range){ base, size };
	r->placed = true;
	r->rounded = rounded;
}

/* "adsp@92a00000", "mmode@1,40000": the address in a node's name. */
static bool unit_address(const char *name, uint64_t *at)
{
	struct scan s = { 0 };

	name = strrchr(name, '@');
	*at = 0;
	while (name && scan(&s, name + 1, "%x") == SCAN_YES) {
		*at = *at << 32 | s.v[0];
		if (*s.rest != ',')
			return !*s.rest;
		name = s.rest;
	}
	return false;
}

/* Whoever has chosen the place: the tree, if the name has it. */
static void settle_place(struct log_region *r)
{
	uint64_t at;

	if (r->name && r->placed && unit_address(r->name, &at))
		r->fixed |= at == r->range.base;
}

/* "OF: reserved mem: 0x...0..0x...f (65536 KiB) map reusable linux,cma" */
static void on_region(struct log_tree *t, const struct scan *s)
{
	const char *rest = skip_blanks(s->rest), *name = strrchr(rest, ' ');
	struct log_region *r;

	if (!name || !name[1] || s->v[1] < s->v[0])
		return;
	r = region_named(t, xstrdup(name + 1));
	if (!r)
		return;
	r->placed = false;
	place_region(r, s->v[0], s->v[1] + 1 - s->v[0], false);
	r->no_map = !strncmp(rest, "nomap ", 6);
	r->reusable = strstr(rest, " reusable ") != NULL;
	settle_place(r);
}

static bool overlaps_region(const struct log_tree *t, uint64_t base,
			    uint64_t size)
{
	for (size_t i = 0; i < t->nr_regions; i++) {
		const struct log_region *r = &t->regions[i];

		if (r->placed &&
		    ranges_overlap(r->range.base, r->range.size, base, size))
			return true;
	}
	return false;
}

/* "ramoops: using 0x10000@0xbeb00000, ecc: 16": where the tree has it */
static void on_ramoops(struct log_tree *t, const struct scan *s)
{
	struct log_region *r;

	if (!s->v[0] || s->v[0] > UINT64_MAX - s->v[1] ||
	    overlaps_region(t, s->v[1], s->v[0]))
		return;
	r = region_named(t, xstrdup("ramoops"));
	if (!r || r->placed)
		return;
	place_region(r, s->v[1], s->v[0], false);
	r->fixed = true;
}

/* "=== mt85xx_mon_mem 0x6000000 0x100000===": of its own, taken out */
static void on_own_region(struct log_tree *t, const struct scan *s)
{
	static const char end[] = "_mem";
	struct log_region *r;

	if (s->word_len < strlen(end) || !s->v[1] ||
	    memcmp(s->word + s->word_len - strlen(end), end, strlen(end)) != 0)
		return;
	r = region_named(t, xstrndup(s->word, s->word_len));
	if (!r)
		return;
	place_region(r, s->v[0], s->v[1], false);
	r->fixed = r->no_map = true;
}

/* "c0c00000 - e0000000,   512000 KB, linux,codec_mm_cma", as one vendor says */
static void on_vendor_region(struct log_tree *t, const struct scan *s)
{
	const char *name = skip_blanks(s->rest);
	struct log_region *r;

	if (!*name || s->v[1] <= s->v[0])
		return;
	r = region_named(t, xstrdup(name));
	if (!r)
		return;
	place_region(r, s->v[0], s->v[1] - s->v[0], false);
	r->fixed = true;
}

static char *quoted(const char *text)
{
	return xstrndup(text, strcspn(text, "'"));
}

/* "allocated memory for 'adsp' node: base 0x..., size 8 MiB" */
static void on_allocated(struct log_tree *t, const struct scan *s)
{
	struct log_region *r = region_named(t, quoted(s->rest));

	if (r)
		r->dynamic = true;
}

/* "reserved region for node 'x@85600000': base 0x..., size 1 MiB" */
static void on_reg_reserved(struct log_tree *t, const struct scan *s)
{
	struct log_region *r = region_named(t, quoted(s->rest));
	const char *rest = strchr(s->rest, '\'');
	struct scan range = { 0 };

	if (!r || !rest ||
	    scan(&range, rest + 1, ": base %x, size %d MiB") != SCAN_YES)
		return;
	place_region(r, range.v[0], shifted(range.v[1], MIB_SHIFT), true);
	r->fixed = true;
}

/* "failed to reserve memory for node 'drm-logo@00000000': base 0x0, ..." */
static void on_logo(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->has_logo = true;
}

/* "created DMA memory pool at 0x..., size 2 MiB", of the node named next. */
static void on_pool(struct log_tree *t, const struct scan *s)
{
	t->pending = (struct log_region){
		.range = { s->v[0], shifted(s->v[1], MIB_SHIFT) },
	};
	t->has_pending = true;
}

static void on_cma_pool(struct log_tree *t, const struct scan *s)
{
	on_pool(t, s);
	t->pending.reusable = true;
}

/* Coherent memory is taken out of the map, whatever its size. */
static void on_dma_pool(struct log_tree *t, const struct scan *s)
{
	on_pool(t, s);
	t->pending.no_map = true;
}

/* "initialized node linux,cma, compatible id shared-dma-pool" */
static void on_initialized(struct log_tree *t, const struct scan *s)
{
	static const char between[] = ", compatible id ";
	const char *id = strstr(s->rest, between);
	const struct log_region *p = &t->pending;
	struct log_region *r;

	if (!id)
		return;
	r = region_named(t, xstrndup(s->rest, (size_t)(id - s->rest)));
	if (!r)
		return;
	free(r->compatible);
	r->compatible = xstrdup(id + strlen(between));
	if (!t->has_pending)
		return;
	place_region(r, p->range.base, p->range.size, true);
	r->no_map |= p->no_map;
	r->reusable |= p->reusable;
	settle_place(r);
	t->has_pending = false;
}

/* "cma: Found secure_region, memory base 0, size 252 MiB" */
static void on_device_area(struct log_tree *t, const struct scan *s)
{
	uint64_t size = shifted(s->v[1], MIB_SHIFT);

	if (!size || t->nr_areas == MAX_AREAS)
		return;
	array_reserve(t->areas, t->cap_areas, t->nr_areas + 1);
	t->areas[t->nr_areas++] = (struct log_cma_area){
		.name = xstrndup(s->word, strcspn(s->word, ",@")),
		.base = s->v[0],
		.size = size,
	};
}

static void on_carved(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->carves = true;
}

/* From the top of memory: how much, not where. */
static void on_persistent(struct log_tree *t, const struct scan *s)
{
	if (s->v[1] > s->v[0])
		t->persistent = end_of(s->v[1]) - s->v[0];
}

/* What the kernel has worked out */

static void on_total(struct log_tree *t, const struct scan *s)
{
	t->total = shifted(s->v[1], KIB_SHIFT);
}

static void on_node_pages(struct log_tree *t, const struct scan *s)
{
	if (s->v[1] < 1ULL << 48)
		t->node_pages += s->v[1];
}

static void on_mem_map(struct log_tree *t, const struct scan *s)
{
	if (!t->mem_map)
		t->mem_map = s->v[2];
}

static void on_percpu(struct log_tree *t, const struct scan *s)
{
	t->percpu = s->v[1];
}

static void on_cma(struct log_tree *t, const struct scan *s)
{
	t->cma += min_u64(shifted(s->v[0], MIB_SHIFT), UINT32_MAX);
}

static void on_identity(struct log_tree *t, const struct scan *s)
{
	t->identity = s->v[0];
}

static void on_page_ext(struct log_tree *t, const struct scan *s)
{
	t->page_ext = s->v[0];
}

static void on_mounts(struct log_tree *t, const struct scan *s)
{
	t->mounts = s->v[0];
}

/* "0xffffffbdc2000000 - 0xffffffbdc5f97800   (    63 MB actual)" */
static void on_page_map(struct log_tree *t, const struct scan *s)
{
	if (s->v[1] > s->v[0])
		t->page_map = (struct range){ s->v[0], s->v[1] - s->v[0] };
}

static void on_workingset(struct log_tree *t, const struct scan *s)
{
	t->pages_order = s->v[1] < 64 ? (unsigned)s->v[1] : 0;
}

/* The boot loader, where a serial line was listened to */

/* "DRAM:  512 MiB", "DRAM:  1.5 GiB", "DRAM:  1 GiB (effective 3 GiB)" */
static void on_dram(struct log_tree *t, const struct scan *s)
{
	const char *effective = strstr(s->rest, "(effective ");
	struct scan v = *s, part = { 0 };
	unsigned shift;

	if (effective && scan(&part, effective, "(effective %d") == SCAN_YES)
		v = part;
	part.v[0] = 0;
	if (*v.rest == '.' && scan(&part, v.rest, ".%d") == SCAN_YES)
		v.rest = part.rest;
	v.rest = skip_blanks(v.rest);
	shift = !strncmp(v.rest, "GiB", 3) || !strncmp(v.rest, "GB", 2) ? 30 :
		!strncmp(v.rest, "MiB", 3) || !strncmp(v.rest, "MB", 2) ? 20 :
									  0;
	if (shift && part.v[0] < 10)
		t->dram =
			shifted(v.v[0], shift) + shifted(part.v[0], shift) / 10;
}

static void on_loaded(struct log_tree *t, const struct scan *s)
{
	if (s->v[0] && (!t->loaded || s->v[0] < t->loaded))
		t->loaded = s->v[0];
}

/* "Loading Device Tree to 8ffd2000, end 8ffff8aa ... OK" */
static void on_tree_loaded(struct log_tree *t, const struct scan *s)
{
	on_loaded(t, s);
	if (s->v[1] > s->v[0])
		t->tree = (struct range){ s->v[0], s->v[1] + 1 - s->v[0] };
}

/* "AM335X ES2.1 (neon)", "OMAP4460 ES1.1", "OMAP3430/3530 ES3.1" */
static void on_omap(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->omap = true;
}

/* "Machine: cardhu", or with a tree "Machine: X, model: Y" of some releases */
static void on_machine(struct log_tree *t, const struct scan *s)
{
	t->named = true;
	t->modelled |= strstr(s->rest, ", model: ") != NULL;
}

static void on_model(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->modelled = true;
}

/* "1c28000.serial: ttyS0 at MMIO 0x1c28000 (irq = 33, base_baud = 115200)" */
static void on_registers(struct log_tree *t, const struct scan *s)
{
	if (!t->device)
		t->device = s->v[0];
}

/* Within the first 16 MiB of the linear map. */
static void on_text(struct log_tree *t, const struct scan *s)
{
	if (s->v[0] <= UINT32_MAX)
		t->page_offset = s->v[0] & ~0xfffffffULL;
}

/* The initrd */

static void on_initrd_freed(struct log_tree *t, const struct scan *s)
{
	struct scan at = { 0 };

	t->initrd_size = shifted(s->v[0], KIB_SHIFT);
	if (*s->rest && scan(&at, s->rest + 1, " (%x - %x)") == SCAN_YES &&
	    at.v[1] > at.v[0]) {
		t->initrd_base = at.v[0];
		t->initrd_virtual = true;
	}
}

static void on_initrd_bytes(struct log_tree *t, const struct scan *s)
{
	t->initrd_size = s->v[0];
}

static void on_initrd_refused(struct log_tree *t, const struct scan *s)
{
	t->initrd_base = s->v[0];
	t->initrd_size = s->v[1];
	t->initrd_virtual = false;
}

/* CPUs */

#define MPIDR_HWID 0xff00ffffffULL

static void set_mpidr(struct log_tree *t, uint64_t cpu, uint64_t mpidr)
{
	if (cpu >= ARRAY_SIZE(t->mpidr))
		return;
	t->mpidr[cpu] = mpidr & MPIDR_HWID;
	t->has_mpidr |= 1ULL << cpu;
}

/* "Boot CPU: AArch64 Processor [410fd034]" */
static void on_midr(struct log_tree *t, const struct scan *s)
{
	t->midr = (uint32_t)s->v[0];
}

/* "Booting Linux on physical CPU 0x0000000000 [0x412fd050]" */
static void on_boot_cpu(struct log_tree *t, const struct scan *s)
{
	struct scan id = { 0 };

	set_mpidr(t, 0, s->v[0]);
	if (scan(&id, s->rest, " [%x]") == SCAN_YES)
		on_midr(t, &id);
}

/* Later lines are of CPUs that come back. */
static void on_cpu(struct log_tree *t, const struct scan *s)
{
	struct scan id = { 0 };

	if (s->v[0] < 65536 && s->v[0] > t->last_cpu)
		t->last_cpu = s->v[0];
	if (scan(&id, s->rest, " %x") == SCAN_YES)
		set_mpidr(t, s->v[0], id.v[0]);
}

static void on_nodes_up(struct log_tree *t, const struct scan *s)
{
	t->nodes_up = s->v[0];
}

static void on_failed_cpu(struct log_tree *t, const struct scan *s)
{
	if (s->v[0] < 65536)
		t->failed_cpu = max_u64(t->failed_cpu, s->v[0]);
}

/* "GICv3: CPU0: found redistributor a00 region 0:0x0e310000", by its MPIDR */
static void on_redistributor(struct log_tree *t, const struct scan *s)
{
	set_mpidr(t, s->v[0], s->v[1]);
}

/* "CPU1: thread -1, cpu 1, socket 0, mpidr 80000001" */
static void on_topology(struct log_tree *t, const struct scan *s)
{
	const char *mpidr = strstr(s->rest, "mpidr ");
	struct scan id = { 0 };

	if (mpidr && scan(&id, mpidr, "mpidr %x") == SCAN_YES)
		set_mpidr(t, s->v[0], id.v[0]);
}

/* Not where they end, which the kernel works out. */
static void on_dma_zone(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->has_dma = true;
}

static void on_dma32_zone(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->has_dma32 = true;
}

static void on_normal_zone(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->has_normal = true;
}

static void on_hole_pages(struct log_tree *t, const struct scan *s)
{
	t->hole_pages |= !strcmp(s->rest, " pages in unavailable ranges");
}

static void on_acpi(struct log_tree *t, const struct scan *s)
{
	(void)s;
	t->acpi = true;
}

static const struct {
	const char *pattern;
	void (*take)(struct log_tree *t, const struct scan *s);
} lines[] = {
	{ "node %d: [mem %x-%x]", on_node },
	{ "early_node_map[%d] active PFN ranges", on_pfns_follow },
	{ "Early memory PFN ranges", on_pfns_follow },
	{ "%d: %x -> %x", on_pfns },
	{ "- %x , %x", on_fdt_bank },
	{ "Memory: %dMB", on_sizes },
	{ "Node %w", on_removed },
	{ "memory reserve: Memory(base:%x size:%dM)", on_vendor_hole },
	{ "Reserved low memory from %x to %x,", on_reserved_low },
	{ "physical memory start address is %x", on_start },
	{ "mem=%dMB@%x", on_vendor_bank },
	{ "Truncating RAM at %x-%x", on_truncated },
	{ "Ignoring RAM at %x-%x", on_truncated },

	{ "%x..%x (%d KiB)", on_region },
	{ "%x - %x, %d KB, ", on_vendor_region },
	{ "=== %w %x %x===", on_own_region },
	{ "ramoops: using %x@%x, ecc", on_ramoops },
	{ "ramoops: attached %x@%x, ecc", on_ramoops },
	{ "reserved region for node '", on_reg_reserved },
	{ "allocated memory for '", on_allocated },
	{ "failed to reserve memory for node 'drm-logo@", on_logo },
	{ "created CMA memory pool at %x, size %d MiB", on_cma_pool },
	{ "created DMA memory pool at %x, size %d MiB", on_dma_pool },
	{ "created restricted DMA pool at %x, size %d MiB", on_pool },
	{ "initialized node ", on_initialized },
	{ "cma: Found %w memory base %x, size %d MiB", on_device_area },
	{ "qcom,%w reserved EBI1 size %x", on_carved },
	{ "Initialized persistent memory from %x-%x", on_persistent },

	{ "Memory: %dK/%dK available", on_total },
	{ "Memory: %dk/%dk available", on_total },
	{ "On node %d totalpages: %d", on_node_pages },
	{ "On node %d, zone Normal: %d", on_hole_pages },
	{ "free_area_init_node: node %d, pgdat %x, node_mem_map %x",
	  on_mem_map },
	{ "PERCPU: Embedded %d pages/cpu @%x", on_percpu },
	{ "percpu: Embedded %d pages/cpu @%x", on_percpu },
	{ ".text : %x", on_text },
	{ "cma: Reserved %d MiB at", on_cma },
	{ "cma: CMA: reserved %d MiB at", on_cma },
	{ "Setting up static identity map for %x", on_identity },
	{ "allocated %d bytes of page_ext", on_page_ext },
	{ "Mount-cache hash table entries: %d", on_mounts },
	{ "%x - %x ( %d MB actual)", on_page_map },
	{ "workingset: timestamp_bits=%d max_order=%d", on_workingset },
	{ "%w %w at MMIO %x", on_registers },
	{ "Machine: ", on_machine },
	{ "Machine model: ", on_model },

	{ "DRAM: %d", on_dram },
	{ "Load Address: %x", on_loaded },
	{ "Loading Device Tree to %x, end %x", on_tree_loaded },
	{ "Using Device Tree in place at %x, end %x", on_tree_loaded },
	{ "Booting using the fdt blob at %x", on_loaded },
	{ "OMAP%d ES%d.%d", on_omap },
	{ "OMAP%d/%d ES%d.%d", on_omap },
	{ "AM%dX ES%d.%d", on_omap },
	{ "AM%d ES%d.%d", on_omap },
	{ "DRA%d ES%d.%d", on_omap },

	{ "Freeing initrd memory: %d", on_initrd_freed },
	{ "Initial ramdisk at: 0x(____ptrval____) (%d bytes)",
	  on_initrd_bytes },
	{ "INITRD: %x+%x", on_initrd_refused },

	{ "Booting Linux on physical CPU %i", on_boot_cpu },
	{ "CPU: AArch64 Processor [%x]", on_midr },
	{ "Boot CPU: AArch64 Processor [%x]", on_midr },
	{ "CPU%d: Booted secondary processor", on_cpu },
	{ "CPU%d: failed to come online", on_failed_cpu },
	{ "smp: Brought up %d nodes", on_nodes_up },
	{ "CPU%d: thread", on_topology },
	{ "CPU%d: found redistributor %x region", on_redistributor },
	{ "GICv3: CPU%d: found redistributor %x region", on_redistributor },
	{ "DMA [mem ", on_dma_zone },
	{ "DMA32 [mem ", on_dma32_zone },
	{ "DMA zone: ", on_dma_zone },
	{ "DMA32 zone: ", on_dma32_zone },
	{ "Normal zone: ", on_normal_zone },
	{ "psci: probing for conduit method from ACPI.", on_acpi },
};

/* "OF: fdt: Reserved memory: ...": one of several, or none. */
static const char *skip_subsystems(const char *text)
{
	static const char *const prefixes[] = { "OF: fdt:", "OF: reserved mem:",
						"Reserved memory:",
						"Removed memory:" };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		const char *rest;

		if (skip_prefix(text, prefixes[i], &rest))
			text = skip_blanks(rest);
	}
	return text;
}

bool log_tree_line(struct log_tree *t, const char *text)
{
	text = skip_subsystems(text);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct scan s = { 0 };

		if (!scan_may_match(text, lines[i].pattern) ||
		    scan(&s, text, lines[i].pattern) != SCAN_YES)
			continue;
		if (t)
			lines[i].take(t, &s);
		return true;
	}
	return false;
}
