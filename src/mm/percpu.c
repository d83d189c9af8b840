/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/percpu.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/arch_numa.h"
#include "mm/boot_alloc.h"
#include "mm/memblock.h"
#include "util/alloc.h"
#include "util/range.h"

#define PCPU_MIN_UNIT_SIZE 32768
#define PCPU_MIN_UNIT_SIZE_ONCE 65536
#define PCPU_MIN_ALLOC_SIZE 4
#define PCPU_SLOT_BASE_SHIFT 5

/* struct pcpu_alloc_info, with the group of each possible CPU. */
struct alloc_info {
	uint64_t static_size, reserved_size, dyn_size; /* bytes */
	uint64_t unit_size, alloc_size;
	uint32_t upa; /* units of an allocation */
	uint32_t nr_units;
	uint64_t at, bytes; /* where the kernel keeps it meanwhile */
	int *group; /* by CPU; -1 where none is possible */
	uint32_t *group_cpus; /* by group */
	uint32_t nr_groups;
};

static bool cpu_possible(const struct boot *b, size_t cpu)
{
	return cpu < b->nr_cpu_ids && b->cpu_nid[cpu] >= 0;
}

static void alloc_info_release(struct alloc_info *ai)
{
	free(ai->group);
	free(ai->group_cpus);
}

static bool near(const struct boot *b, const struct pcpu_setup *s, size_t cpu,
		 size_t other)
{
	return !s->distance || (s->distance(b, cpu, other) == LOCAL_DISTANCE &&
				s->distance(b, other, cpu) == LOCAL_DISTANCE);
}

/* CPUs that are near each other make a group. */
static void make_groups(const struct boot *b, const struct pcpu_setup *s,
			struct alloc_info *ai)
{
	ai->group = xcalloc(b->nr_cpu_ids, sizeof(*ai->group));
	ai->group_cpus = xcalloc(b->nr_cpu_ids, sizeof(*ai->group_cpus));
	for (size_t cpu = 0; cpu < b->nr_cpu_ids; cpu++)
		ai->group[cpu] = -1;
	for (size_t cpu = 0; cpu < b->nr_cpu_ids; cpu++) {
		if (!cpu_possible(b, cpu) || ai->group[cpu] >= 0)
			continue;
		for (size_t t = cpu; t < b->nr_cpu_ids; t++) {
			if (!cpu_possible(b, t) || ai->group[t] >= 0 ||
			    (t != cpu && !near(b, s, cpu, t)))
				continue;
			ai->group[t] = (int)ai->nr_groups;
			ai->group_cpus[ai->nr_groups]++;
		}
		ai->nr_groups++;
	}
}

static bool divides(uint64_t alloc_size, uint32_t upa, uint64_t page)
{
	return alloc_size % upa == 0 && (alloc_size / upa) % page == 0;
}

/* How many units of an allocation waste least. */
static uint32_t best_upa(const struct boot *b, const struct alloc_info *ai,
			 uint32_t max_upa)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t last_allocs = UINT64_MAX;
	uint32_t best = 0;

	for (uint32_t upa = max_upa; upa; upa--) {
		uint64_t allocs = 0, wasted;

		if (!divides(ai->alloc_size, upa, page))
			continue;
		for (uint32_t g = 0; g < ai->nr_groups; g++)
			allocs += div_round_up(ai->group_cpus[g], upa);
		wasted = allocs * upa - b->nr_possible_cpus;
		if (wasted > b->nr_possible_cpus / 3)
			continue;
		if (allocs > last_allocs)
			break;
		last_allocs = allocs;
		best = upa;
	}
	return best;
}

/* What a chunk keeps of its areas, and whether chunks of cgroups lie apart. */
RULE(percpu_map, "pcpu_setup_first_chunk()", WITH_MEMBLOCK,
     VARIANT(PERCPU_MAP_BITMAPS, "bitmaps", .shows = "struct pcpu_block_md",
	     .since = "5.14"),
     VARIANT(PERCPU_MAP_BITMAPS_BY_TYPE, "bitmaps_by_type",
	     .shows = "enumerator PCPU_NR_CHUNK_TYPES", .since = "5.9"),
     VARIANT(PERCPU_MAP_BITMAPS_OF_ALL, "bitmaps_of_all", .since = "4.14"),
     VARIANT(PERCPU_MAP_ARRAYS, "arrays", .shows = "struct pcpu_chunk.map"));

/* The least that a unit of the first chunk has. */
RULE(percpu_unit, "pcpu_build_alloc_info()", WITH_MEMBLOCK,
     VARIANT(PERCPU_UNIT_OF_32K, "of_32k", .since = "2.6.37"),
     VARIANT(PERCPU_UNIT_OF_64K, "of_64k"));

static uint64_t pcpu_min_unit_size(const struct kernel *k)
{
	return k->rules.percpu_unit == PERCPU_UNIT_OF_64K ?
		       PCPU_MIN_UNIT_SIZE_ONCE :
		       PCPU_MIN_UNIT_SIZE;
}

/* pcpu_build_alloc_info(): 0, or -1 after boot_panic(). */
static int build_alloc_info(struct boot *b, const struct pcpu_setup *s,
			    uint64_t dyn_size, uint64_t atom_size,
			    struct alloc_info *ai)
{
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), sum, min_unit;
	uint32_t upa;

	ai->static_size = k->sym.per_cpu_end - k->sym.per_cpu_start;
	ai->reserved_size = k->percpu_module_reserve;
	sum = align_up(ai->static_size + ai->reserved_size +
			       max_u64(dyn_size, k->percpu_dynamic_early),
		       page);
	ai->dyn_size = sum - ai->static_size - ai->reserved_size;
	min_unit = max_u64(sum, pcpu_min_unit_size(k));
	ai->alloc_size = div_round_up(min_unit, atom_size) * atom_size;
	upa = (uint32_t)(ai->alloc_size / min_unit);
	while (!divides(ai->alloc_size, upa, page))
		upa--;
	make_groups(b, s, ai);
	ai->upa = best_upa(b, ai, upa);
	ai->unit_size = ai->alloc_size / ai->upa;
	for (uint32_t g = 0; g < ai->nr_groups; g++)
		ai->nr_units +=
			(uint32_t)div_round_up(ai->group_cpus[g], ai->upa) *
			ai->upa;
	ai->bytes = align_up(align_up(k->size.pcpu_alloc_info +
					      ai->nr_groups *
						      k->size.pcpu_group_info,
				      sizeof(int)) +
				     ai->nr_units * sizeof(int),
			     page);
	ai->at = memblock_alloc(b, ai->bytes,
				k->rules.percpu_map == PERCPU_MAP_ARRAYS ?
					k->cache_bytes :
					page,
				"per-CPU set-up (temporary)",
				"pcpu_alloc_alloc_info pcpu_build_alloc_info");
	if (ai->at)
		return 0;
	return journal_panic(b->journal, "%s", s->panic);
}

/* Units of a group, its CPUs first, then padding. */
static void fill_group(const struct boot *b, const struct alloc_info *ai,
		       uint32_t g, struct percpu_group *out)
{
	uint32_t unit = 0;

	out->nr_units =
		(uint32_t)div_round_up(ai->group_cpus[g], ai->upa) * ai->upa;
	out->cpu_map = xcalloc(out->nr_units, sizeof(*out->cpu_map));
	for (size_t cpu = 0; cpu < b->nr_cpu_ids; cpu++) {
		if (ai->group[cpu] == (int)g)
			out->cpu_map[unit++] = (int)cpu;
	}
	while (unit < out->nr_units)
		out->cpu_map[unit++] = -1;
}

static unsigned digits(uint64_t v)
{
	unsigned n = 1;

	while (v /= 10)
		n++;
	return n;
}

/* pcpu_dump_alloc_info(): one line for some allocations each. */
static void log_alloc_info(struct boot *b, const struct alloc_info *ai)
{
	const struct percpu *p = &b->percpu;
	unsigned gw = digits(ai->nr_groups), cw = digits(b->nr_possible_cpus);
	uint64_t width = (uint64_t)ai->upa * (cw + 1) + gw + 3;
	uint64_t per_line = max_u64(60 / width, 1), on_line = 0;
	char *line = NULL;

	per_line = 1ULL << ilog2_u64(per_line);
	journal_log(b->journal,
		    "pcpu-alloc: s%" PRIu64 " r%" PRIu64 " d%" PRIu64
		    " u%" PRIu64 " alloc=%" PRIu64 "*%" PRIu64,
		    ai->static_size, ai->reserved_size, ai->dyn_size,
		    ai->unit_size, ai->alloc_size / p->atom_size, p->atom_size);
	for (size_t g = 0; g < p->nr_groups; g++) {
		for (uint32_t u = 0; u < p->groups[g].nr_units; u++) {
			int cpu = p->groups[g].cpu_map[u];
			char unit[32];

			if (u % ai->upa == 0 && on_line++ == per_line) {
				journal_log(b->journal, "pcpu-alloc: %s", line);
				free(line);
				line = NULL;
				on_line = 1;
			}
			if (cpu >= 0)
				snprintf(unit, sizeof(unit), "%0*d ", (int)cw,
					 cpu);
			else
				snprintf(unit, sizeof(unit), "%.*s ", (int)cw,
					 "--------------------");
			if (u % ai->upa == 0)
				xappendf(&line, "[%0*zu] ", (int)gw, g);
			xappendf(&line, "%s", unit);
		}
	}
	journal_log(b->journal, "pcpu-alloc: %s", line ? line : "");
	free(line);
}

/* memblock_alloc() of the first chunk's metadata. */
static int alloc_meta(struct boot *b, uint64_t size, const char *by)
{
	if (memblock_alloc(b, size, b->kernel->cache_bytes,
			   "per-CPU allocator's own data", by))
		return 0;
	return boot_alloc_panic(b, size, NO_NODE,
				"%.*s: Failed to allocate %" PRIu64 " bytes",
				(int)strcspn(by, " "), by, size);
}

/* pcpu_alloc_first_chunk() for `size` bytes at `start`. */
static int alloc_first_chunk(struct boot *b, uint64_t start, uint64_t size)
{
	static const char by[] = "pcpu_alloc_first_chunk "
				 "pcpu_setup_first_chunk";
	const struct kernel *k = b->kernel;
	uint64_t page = kernel_page_size(k), word = k->word_size;
	uint64_t region = align_up((start & (page - 1)) + size, page);
	uint64_t pages = region / page, bits = region / PCPU_MIN_ALLOC_SIZE;
	const uint64_t sizes[] = {
		k->size.pcpu_chunk + word * div_round_up(pages, word * 8),
		word * div_round_up(bits, word * 8),
		word * div_round_up(bits + 1, word * 8),
		k->size.pcpu_block_md * pages,
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (alloc_meta(b, sizes[i], by))
			return -1;
	}
	return 0;
}

/* One chunk struct; the array that maps the first chunk is static. */
static int alloc_mapped_chunk(struct boot *b, uint64_t unit_size)
{
	const struct kernel *k = b->kernel;
	uint64_t pages = unit_size / kernel_page_size(k), word = k->word_size;

	return alloc_meta(b,
			  k->size.pcpu_chunk +
				  word * div_round_up(pages, word * 8),
			  "pcpu_setup_first_chunk");
}

/* Lists of chunks by free size, and those for special ones. */
static uint64_t nr_slots(const struct kernel *k, uint64_t unit_size)
{
	unsigned shift = fls_u64(unit_size);
	static const unsigned specials[] = {
		[PERCPU_MAP_BITMAPS] = 4,
		[PERCPU_MAP_BITMAPS_BY_TYPE] = 2,
		[PERCPU_MAP_BITMAPS_OF_ALL] = 2,
		[PERCPU_MAP_ARRAYS] = 2,
	};
	unsigned special = specials[k->rules.percpu_map];

	if (shift < PCPU_SLOT_BASE_SHIFT - 1)
		return 1 + special;
	return shift - PCPU_SLOT_BASE_SHIFT + 2 + special;
}

/* PCPU_NR_CHUNK_TYPES */
static unsigned nr_chunk_types(const struct kernel *k)
{
	return k->rules.percpu_map == PERCPU_MAP_BITMAPS_BY_TYPE &&
			       k->memcg_kmem ?
		       2 :
		       1;
}

/* pcpu_setup_first_chunk(); `start` is the address of the first unit. */
static int setup_first_chunk(struct boot *b, const struct alloc_info *ai,
			     uint64_t start)
{
	static const char by[] = "pcpu_setup_first_chunk";
	uint64_t word = b->kernel->word_size;
	uint64_t stat = align_up(ai->static_size, PCPU_MIN_ALLOC_SIZE);
	uint64_t dyn = ai->dyn_size - (stat - ai->static_size);
	const uint64_t sizes[] = {
		ai->nr_groups * word,
		ai->nr_groups * word,
		b->nr_cpu_ids * sizeof(int),
		b->nr_cpu_ids * word,
		nr_chunk_types(b->kernel) * nr_slots(b->kernel, ai->unit_size) *
			b->kernel->size.list_head,
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (alloc_meta(b, sizes[i], by))
			return -1;
	}
	b->percpu.dynamic_free = dyn;
	if (b->kernel->rules.percpu_map == PERCPU_MAP_ARRAYS)
		return alloc_mapped_chunk(b, ai->unit_size) ||
				       (ai->reserved_size &&
					alloc_mapped_chunk(b, ai->unit_size)) ?
			       -1 :
			       0;
	if (ai->reserved_size &&
	    alloc_first_chunk(b, start + stat, ai->reserved_size))
		return -1;
	if (alloc_first_chunk(b, start + stat + ai->reserved_size, dyn))
		return -1;
	return 0;
}

/* Sizes and groups of the state; places follow. */
static void fill_percpu(struct boot *b, const struct alloc_info *ai,
			uint64_t atom_size)
{
	struct percpu *p = &b->percpu;

	p->static_size = ai->static_size;
	p->reserved_size = ai->reserved_size;
	p->dynamic_size = ai->dyn_size;
	p->unit_size = ai->unit_size;
	p->alloc_size = ai->alloc_size;
	p->atom_size = atom_size;
	p->nr_units = ai->nr_units;
	p->nr_groups = ai->nr_groups;
	p->groups = xcalloc(ai->nr_groups, sizeof(*p->groups));
	p->unit_offsets = xcalloc(b->nr_cpu_ids, sizeof(*p->unit_offsets));
	for (uint32_t g = 0; g < ai->nr_groups; g++)
		fill_group(b, ai, g, &p->groups[g]);
}

static void set_unit_offsets(struct boot *b)
{
	struct percpu *p = &b->percpu;

	for (size_t g = 0; g < p->nr_groups; g++) {
		for (uint32_t u = 0; u < p->groups[g].nr_units; u++) {
			int cpu = p->groups[g].cpu_map[u];

			if (cpu >= 0)
				p->unit_offsets[cpu] =
					p->groups[g].base_offset +
					u * p->unit_size;
		}
	}
	p->ready = true;
}

/* pcpu_fc_alloc() */
static uint64_t fc_alloc(struct boot *b, const struct pcpu_setup *s,
			 uint64_t size, uint64_t align, int cpu,
			 const char *what, const char *by)
{
	int nid = s->numa_nodes ? b->cpu_nid[cpu] : NO_NODE;
	const struct node *n = boot_node(b, nid);

	if (s->numa_nodes && (!n || !n->online)) {
		journal_log(b->journal,
			    "percpu: cpu %d has no node %d or node-local memory",
			    cpu, nid);
		nid = NO_NODE;
	}
	return memblock_alloc_try_nid(b, size, align, b->max_dma_address,
				      MEMBLOCK_ALLOC_ACCESSIBLE, nid, false,
				      what, by);
}

/* The groups' areas: 0, or -1 when one of them finds no room. */
static int alloc_groups(struct boot *b, const struct pcpu_setup *s,
			uint64_t *areas)
{
	const struct percpu *p = &b->percpu;

	for (size_t g = 0; g < p->nr_groups; g++) {
		areas[g] =
			fc_alloc(b, s, p->groups[g].nr_units * p->unit_size,
				 p->atom_size, p->groups[g].cpu_map[0],
				 journal_intern(b->journal,
						"per-CPU areas, group %zu", g),
				 "pcpu_fc_alloc pcpu_embed_first_chunk");
		if (!areas[g])
			return -1;
	}
	return 0;
}

static void free_groups(struct boot *b, const uint64_t *areas)
{
	const struct percpu *p = &b->percpu;

	for (size_t g = 0; g < p->nr_groups; g++) {
		if (areas[g])
			memblock_free(b, areas[g],
				      p->groups[g].nr_units * p->unit_size,
				      "pcpu_fc_free pcpu_embed_first_chunk");
	}
}

/* Are the groups too far apart to be mirrored in the vmalloc area? */
static bool too_far(struct boot *b, const struct pcpu_setup *s,
		    const uint64_t *areas)
{
	struct percpu *p = &b->percpu;
	uint64_t low = UINT64_MAX, high = 0, distance;

	for (size_t g = 0; g < p->nr_groups; g++) {
		low = min_u64(low, areas[g]);
		high = max_u64(high,
			       areas[g] + p->groups[g].nr_units * p->unit_size);
	}
	p->base = low;
	distance = high - low;
	if (distance <= s->vmalloc_total / 4 * 3)
		return false;
	journal_log(b->journal,
		    "percpu: max_distance=0x%" PRIx64
		    " too large for vmalloc space 0x%" PRIx64,
		    distance, s->vmalloc_total);
	return true;
}

/* What the units do not need goes back at once. */
static void trim_units(struct boot *b, const struct alloc_info *ai,
		       const uint64_t *areas)
{
	const struct percpu *p = &b->percpu;
	uint64_t sum = ai->static_size + ai->reserved_size + ai->dyn_size;

	for (size_t g = 0; g < p->nr_groups; g++) {
		for (uint32_t u = 0; u < p->groups[g].nr_units; u++) {
			uint64_t unit = areas[g] + u * p->unit_size;
			uint64_t used = p->groups[g].cpu_map[u] < 0 ? 0 : sum;

			if (used < p->unit_size)
				memblock_free(b, unit + used,
					      p->unit_size - used,
					      "pcpu_fc_free "
					      "pcpu_embed_first_chunk");
		}
	}
}

static void forget_percpu(struct boot *b)
{
	struct percpu *p = &b->percpu;

	for (size_t g = 0; g < p->nr_groups; g++)
		free(p->groups[g].cpu_map);
	free(p->groups);
	free(p->unit_offsets);
	memset(p, 0, sizeof(*p));
}

/*
 * " @cfde5000", where the kernel tells it and has its image in the map of
 * memory, as those of 32 bits do.
 */
static const char *base_text(struct boot *b)
{
	if (kernel_has_block_mds(b->kernel) || b->kernel->word_size == 8)
		return "";
	return journal_intern(b->journal, " @%08" PRIx64,
			      boot_image_va(b, b->percpu.base));
}

/* Places the groups; 0, an errno when it does not work out, -1 on panic. */
static int embed(struct boot *b, const struct pcpu_setup *s,
		 const struct alloc_info *ai, uint64_t *areas)
{
	struct percpu *p = &b->percpu;
	uint64_t sum = ai->static_size + ai->reserved_size + ai->dyn_size;
	int err;

	fill_percpu(b, ai, s->atom_size);
	err = alloc_groups(b, s, areas) ? ENOMEM : 0;
	if (!err && too_far(b, s, areas) && s->map_early_vmalloc)
		err = EINVAL;
	if (err) {
		free_groups(b, areas);
		forget_percpu(b);
		return err;
	}
	trim_units(b, ai, areas);
	for (size_t g = 0; g < p->nr_groups; g++)
		p->groups[g].base_offset = areas[g] - p->base;
	journal_log(b->journal,
		    "percpu: Embedded %" PRIu64 " pages/cpu%s s%" PRIu64
		    " r%" PRIu64 " d%" PRIu64 " u%" PRIu64,
		    sum >> b->kernel->page_shift, base_text(b), ai->static_size,
		    ai->reserved_size, ai->dyn_size, ai->unit_size);
	log_alloc_info(b, ai);
	set_unit_offsets(b);
	return setup_first_chunk(b, ai, p->base);
}

/* pcpu_embed_first_chunk() */
static int embed_first_chunk(struct boot *b, const struct pcpu_setup *s)
{
	uint64_t page = kernel_page_size(b->kernel), bytes, at;
	struct alloc_info ai = { 0 };
	uint64_t *areas;
	int ret;

	journal_enter(b->journal, "pcpu_embed_first_chunk");
	if (build_alloc_info(b, s, b->kernel->percpu_dynamic_reserve,
			     s->atom_size, &ai)) {
		alloc_info_release(&ai);
		return -1;
	}
	bytes = align_up(ai.nr_groups * b->kernel->word_size, page);
	at = memblock_alloc(b, bytes, b->kernel->cache_bytes,
			    "per-CPU set-up (temporary)", "");
	areas = xcalloc(ai.nr_groups, sizeof(*areas));
	ret = at ? embed(b, s, &ai, areas) : ENOMEM;
	if (ret >= 0) {
		memblock_free(b, ai.at, ai.bytes, "pcpu_free_alloc_info");
		if (at)
			memblock_free(b, at, bytes, "");
	}
	free(areas);
	alloc_info_release(&ai);
	journal_leave(b->journal);
	return ret;
}

/* One page at a time, on the node of the unit's CPU. */
static int alloc_unit_pages(struct boot *b, const struct pcpu_setup *s,
			    const struct alloc_info *ai, uint64_t *first)
{
	uint64_t page = kernel_page_size(b->kernel);
	const int *cpus = b->percpu.groups[0].cpu_map;

	for (size_t u = 0; u < b->nr_possible_cpus; u++) {
		for (uint64_t i = 0; i < ai->unit_size / page; i++) {
			uint64_t at = fc_alloc(b, s, page, page, cpus[u],
					       "per-CPU areas",
					       "pcpu_fc_alloc");

			if (!at) {
				journal_log(b->journal,
					    "percpu: failed to allocate %" PRIu64
					    "K page for cpu%d",
					    page >> 10, cpus[u]);
				return journal_panic(b->journal, "%s",
						     s->panic);
			}
			if (!*first)
				*first = at;
		}
	}
	return 0;
}

/* pcpu_page_first_chunk() */
static int page_first_chunk(struct boot *b, const struct pcpu_setup *s)
{
	struct pcpu_setup one_group = *s;
	uint64_t page = kernel_page_size(b->kernel), bytes, at, first = 0;
	struct alloc_info ai = { 0 };
	int ret;

	one_group.distance = NULL;
	journal_enter(b->journal, "pcpu_page_first_chunk");
	if (build_alloc_info(b, &one_group, 0, page, &ai)) {
		alloc_info_release(&ai);
		return -1;
	}
	fill_percpu(b, &ai, page);
	bytes = align_up(ai.unit_size / page * b->nr_possible_cpus *
				 b->kernel->word_size,
			 page);
	at = memblock_alloc(b, bytes, b->kernel->cache_bytes,
			    "per-CPU set-up (temporary)", "");
	if (!at)
		journal_panic(b->journal,
			      "pcpu_page_first_chunk: Failed to allocate %" PRIu64
			      " bytes",
			      bytes);
	ret = at ? alloc_unit_pages(b, s, &ai, &first) : -1;
	if (!ret && s->map_early_vmalloc(b, b->nr_possible_cpus * ai.unit_size))
		ret = journal_panic(
			b->journal,
			"pcpu_populate_pte: Failed to allocate memory");
	b->percpu.base = first;
	b->percpu.in_vmalloc = true;
	if (!ret) {
		journal_log(b->journal,
			    "percpu: %" PRIu64 " %" PRIu64
			    "K pages/cpu s%" PRIu64 " r%" PRIu64 " d%" PRIu64,
			    ai.unit_size / page, page >> 10, ai.static_size,
			    ai.reserved_size, ai.dyn_size);
		log_alloc_info(b, &ai);
		set_unit_offsets(b);
		ret = setup_first_chunk(b, &ai, 0);
	}
	if (!ret) {
		memblock_free(b, at, bytes, "");
		memblock_free(b, ai.at, ai.bytes, "pcpu_free_alloc_info");
	}
	alloc_info_release(&ai);
	journal_leave(b->journal);
	return ret;
}

int pcpu_only_chunk(struct boot *b)
{
	uint64_t unit =
		max_u64(pcpu_min_unit_size(b->kernel),
			roundup_pow2(b->kernel->percpu_dynamic_reserve));
	uint32_t group_cpus = 1;
	int *group = xcalloc(b->nr_cpu_ids, sizeof(*group));
	struct alloc_info ai = {
		.dyn_size = unit,
		.unit_size = unit,
		.alloc_size = unit,
		.upa = 1,
		.nr_units = 1,
		.group = group,
		.group_cpus = &group_cpus,
		.nr_groups = 1,
	};
	int ret = -1;

	fill_percpu(b, &ai, unit);
	b->percpu.base = memblock_alloc(b, unit, kernel_page_size(b->kernel),
					"per-CPU area", NULL);
	if (!b->percpu.base) {
		journal_panic(b->journal,
			      "Failed to allocate memory for percpu areas.");
	} else {
		log_alloc_info(b, &ai);
		set_unit_offsets(b);
		ret = setup_first_chunk(b, &ai, b->percpu.base);
	}
	free(group);
	return ret;
}

int pcpu_populate_ptes(struct boot *b, uint64_t count)
{
	uint64_t page = kernel_page_size(b->kernel);
	uint64_t done = memblock_alloc_run(b, count, page, page, 0,
					   MEMBLOCK_ALLOC_ACCESSIBLE, NO_NODE,
					   false,
					   "page tables of the per-CPU areas",
					   "pcpu_populate_pte");

	return done == count ? 0 : -1;
}

int pcpu_first_chunk(struct boot *b, const struct pcpu_setup *s)
{
	bool page_method = b->params.percpu_page && s->map_early_vmalloc;
	int ret = 1;

	if (!page_method) {
		ret = embed_first_chunk(b, s);
		if (ret > 0 && s->map_early_vmalloc)
			journal_log(
				b->journal,
				"%s%s allocator failed (%d), falling back to page size",
				s->log_prefix,
				b->params.percpu_embed ? "embed" : "auto",
				-ret);
	}
	if (ret > 0 && s->map_early_vmalloc)
		ret = page_first_chunk(b, s);
	if (ret > 0)
		ret = journal_panic(b->journal, "%s", s->panic);
	return ret;
}

void pcpu_alloc(struct boot *b, uint64_t size)
{
	uint64_t bytes = align_up(size, PCPU_MIN_ALLOC_SIZE);

	b->percpu.dynamic_free -= min_u64(bytes, b->percpu.dynamic_free);
}
