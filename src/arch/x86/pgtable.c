/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/pgtable.h"

#include <inttypes.h>
#include <string.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

#define ISA_END 0x100000ULL
#define PAGE_SHIFT 12
#define PUD_SHIFT 30
#define P4D_SHIFT 39
#define PGDIR_5LEVEL_SHIFT 48
#define PAGE_BYTES (1ULL << PAGE_SHIFT)
#define PUD_SIZE (1ULL << PUD_SHIFT)
#define TABLE_ENTRY 8 /* bytes, of 64 bits */
#define SZ_4G (4ULL << 30)
#define KERNEL_IMAGE_SIZE (512ULL << 20) /* mapped by the image's own tables */
#define MAX_PIECES 5 /* NR_RANGE_MR */

static const char direct_tables[] = "page tables of the direct mapping";

static bool is_64(const struct boot *b)
{
	return b->kernel->word_size == 8;
}

unsigned x86_pmd_shift(const struct kernel *k)
{
	return k->word_size == 4 && !k->x86_pae ? 22 : 21;
}

static uint64_t pmd_size(const struct boot *b)
{
	return 1ULL << x86_pmd_shift(b->kernel);
}

/* A part of a range that is mapped with pages of one size. */
struct piece {
	uint64_t start, end;
	enum x86_page_size page;
};

void x86_direct_map_release(struct x86_direct_map *map)
{
	rangemap_release(&map->mapped);
	rangemap_release(&map->p4d_tables);
	rangemap_release(&map->pud_tables);
	rangemap_release(&map->pmd_tables);
	rangemap_release(&map->pte_tables);
}

/* x86: for how many levels there are tables in the image. */
RULE(x86_early_tables, "early_alloc_pgt_buf()", WITH_MEMBLOCK,
     VARIANT(X86_EARLY_TABLES_BY_LEVELS, "by_levels"),
     VARIANT(X86_EARLY_TABLES_OF_THREE, "of_three"));

uint64_t x86_pgt_buf_size(const struct kernel *k)
{
	bool of_three = k->rules.x86_early_tables == X86_EARLY_TABLES_OF_THREE;
	unsigned tables = k->x86_5level && !of_three ? 4 : 3;
	unsigned times = k->randomize_memory ? 4 : 2;

	return tables * times * PAGE_BYTES;
}

/* mem=nopentium, which only 32 bits know, takes large pages away. */
static bool lacks_pse(const struct boot *b)
{
	if (b->machine->pc.features.nopse)
		return true;
	for (size_t i = 0; i < b->params.nr_memory_words; i++) {
		const struct memory_word *w = &b->params.memory_words[i];

		if (!w->memmap && !strcmp(w->value, "nopentium"))
			return !is_64(b);
	}
	return false;
}

void x86_probe_page_sizes(struct boot *b, struct x86_direct_map *map)
{
	map->largest = b->params.debug_pagealloc || lacks_pse(b) ? X86_PAGE_4K :
								   X86_PAGE_2M;
	if (map->largest == X86_PAGE_4K || b->params.nogbpages ||
	    !b->kernel->x86_direct_gbpages || !b->machine->pc.features.gbpages)
		return;
	map->largest = X86_PAGE_1G;
	journal_log(b->journal, "Using GB pages for direct mapping");
}

/* As many of `count` single pages as the buffer still has. */
static uint64_t take_from_buffer(struct x86_direct_map *map, uint64_t count)
{
	uint64_t left = (map->buf_end - map->buf_next) >> PAGE_SHIFT;
	uint64_t n = map->can_use_buf ? min_u64(left, count) : 0;

	map->buf_next += n << PAGE_SHIFT;
	return n;
}

/* alloc_low_page() `count` times */
static int alloc_tables(struct boot *b, struct x86_direct_map *map,
			uint64_t count, const char *what, const char *by)
{
	count -= take_from_buffer(map, count);
	if (!count)
		return 0;
	if (map->min_mapped < map->max_mapped &&
	    memblock_alloc_run(b, count, PAGE_BYTES, PAGE_BYTES,
			       map->min_mapped, map->max_mapped, NO_NODE, false,
			       what, by) == count)
		return 0;
	return journal_panic(b->journal,
			     "alloc_low_pages: can not alloc memory");
}

uint64_t x86_alloc_low_pages(struct boot *b, struct x86_direct_map *map,
			     uint64_t count, const char *what, const char *by)
{
	uint64_t left = (map->buf_end - map->buf_next) >> PAGE_SHIFT, at = 0;

	if (map->can_use_buf && left >= count) {
		at = map->buf_next;
		map->buf_next += count << PAGE_SHIFT;
		return at;
	}
	if (map->min_mapped < map->max_mapped)
		at = memblock_alloc_range_nid(b, count << PAGE_SHIFT,
					      PAGE_BYTES, map->min_mapped,
					      map->max_mapped, NO_NODE, false,
					      what, by);
	if (!at)
		journal_panic(b->journal,
			      "alloc_low_pages: can not alloc memory");
	return at;
}

/* A table for each slot of p that has none. */
static int fill_level(struct boot *b, struct x86_direct_map *map,
		      struct rangemap *tables, unsigned shift,
		      const struct piece *p, const char *what, const char *by)
{
	uint64_t lo = p->start >> shift, hi = ((p->end - 1) >> shift) + 1;
	uint64_t count = hi - lo - rangemap_covered(tables, lo, hi);

	rangemap_fill(tables, lo, hi, 0);
	return alloc_tables(b, map, count, what, by);
}

int x86_fill_ptes(struct boot *b, struct x86_direct_map *map, uint64_t start,
		  uint64_t end, const char *what, const char *by)
{
	const struct piece p = { start, end, X86_PAGE_4K };

	return fill_level(b, map, &map->pte_tables, x86_pmd_shift(b->kernel),
			  &p, what, by);
}

/*
 * kernel_physical_mapping_init() for the tables above a large page. On 32 bits
 * they are part of the image.
 */
static int fill_upper_levels(struct boot *b, struct x86_direct_map *map,
			     const struct piece *p)
{
	const char *what = direct_tables;

	if (!is_64(b))
		return 0;
	if (b->pgtable_levels == 5 &&
	    fill_level(b, map, &map->p4d_tables, PGDIR_5LEVEL_SHIFT, p, what,
		       "alloc_low_pages alloc_low_page "
		       "kernel_physical_mapping_init"))
		return -1;
	if (fill_level(b, map, &map->pud_tables, P4D_SHIFT, p, what,
		       "alloc_low_pages alloc_low_page phys_p4d_init "
		       "kernel_physical_mapping_init"))
		return -1;
	if (p->page == X86_PAGE_1G)
		return 0;
	return fill_level(b, map, &map->pmd_tables, PUD_SHIFT, p, what,
			  "alloc_low_pages alloc_low_page phys_pud_init "
			  "kernel_physical_mapping_init");
}

/*
 * Where the mapping ends as kernel_physical_mapping_init() tells: on 64 bits a
 * large page counts as a whole.
 */
static uint64_t mapped_end(const struct boot *b,
			   const struct x86_direct_map *map,
			   const struct piece *p)
{
	uint64_t last = p->end - 1;

	if (!is_64(b))
		return p->end;
	if (p->page == X86_PAGE_1G &&
	    !rangemap_at(&map->pmd_tables, last >> PUD_SHIFT))
		return align_up(p->end, PUD_SIZE);
	if (p->page != X86_PAGE_4K &&
	    !rangemap_at(&map->pte_tables, last >> x86_pmd_shift(b->kernel)))
		return align_up(p->end, pmd_size(b));
	return p->end;
}

static int map_piece(struct boot *b, struct x86_direct_map *map,
		     const struct piece *p)
{
	if (fill_upper_levels(b, map, p))
		return -1;
	if (p->page != X86_PAGE_4K)
		return 0;
	return x86_fill_ptes(
		b, map, p->start, p->end, direct_tables,
		is_64(b) ? "alloc_low_pages alloc_low_page phys_pmd_init "
			   "kernel_physical_mapping_init" :
			   "alloc_low_pages alloc_low_page "
			   "one_page_table_init kernel_physical_mapping_init");
}

struct pieces {
	struct piece v[MAX_PIECES];
	size_t n;
};

/* save_mr(); returns where the next piece starts. */
static uint64_t add_piece(struct pieces *s, uint64_t from, uint64_t start,
			  uint64_t end, enum x86_page_size page)
{
	if (start >= end)
		return from;
	s->v[s->n++] = (struct piece){ start, end, page };
	return end;
}

static enum x86_page_size at_most(const struct x86_direct_map *map,
				  enum x86_page_size page)
{
	return page < map->largest ? page : map->largest;
}

/* A piece of small pages takes large ones if all around it is memory too. */
static void widen(const struct boot *b, const struct x86_direct_map *map,
		  struct piece *p)
{
	const struct memblock *mb = &b->memblock;
	uint64_t start = align_down(p->start, pmd_size(b));
	uint64_t end = align_up(p->end, pmd_size(b));
	enum x86_page_size page = p->page;

	if (!is_64(b) && end >> PAGE_SHIFT > b->totals.max_low_pfn)
		return;
	if (map->largest >= X86_PAGE_2M && page < X86_PAGE_2M &&
	    memblock_is_region_memory(mb, start, end - start))
		p->page = X86_PAGE_2M;
	if (map->largest < X86_PAGE_1G || page == X86_PAGE_1G)
		return;
	start = align_down(p->start, PUD_SIZE);
	end = align_up(p->end, PUD_SIZE);
	if (memblock_is_region_memory(mb, start, end - start))
		p->page = X86_PAGE_1G;
}

static void merge(struct pieces *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (n && s->v[n - 1].end == s->v[i].start &&
		    s->v[n - 1].page == s->v[i].page)
			s->v[n - 1].end = s->v[i].end;
		else
			s->v[n++] = s->v[i];
	}
	s->n = n;
}

static void widen_all(const struct boot *b, const struct x86_direct_map *map,
		      struct pieces *s)
{
	for (size_t i = 0; i < s->n; i++)
		widen(b, map, &s->v[i]);
}

/*
 * split_mem_range():   4K | 2M .. | 1G ............ | 2M .. | 4K
 *                    start    2M      1G           1G      2M   end
 */
static struct pieces cut_mem_range(const struct boot *b,
				   const struct x86_direct_map *map,
				   uint64_t start, uint64_t end)
{
	struct pieces s = { .n = 0 };
	uint64_t pmd = pmd_size(b);
	uint64_t at = start, last_2m = align_down(end, pmd), to;
	enum x86_page_size large = at_most(map, X86_PAGE_2M);

	/* Memory type registers cut up the first 2 MiB. */
	to = !is_64(b) && !start ? pmd : align_up(start, pmd);
	at = add_piece(&s, at, start, min_u64(to, end), X86_PAGE_4K);
	to = is_64(b) ? min_u64(align_up(at, PUD_SIZE), last_2m) : last_2m;
	at = add_piece(&s, at, align_up(at, pmd), to, large);
	if (is_64(b)) {
		at = add_piece(&s, at, align_up(at, PUD_SIZE),
			       align_down(end, PUD_SIZE),
			       at_most(map, X86_PAGE_1G));
		at = add_piece(&s, at, align_up(at, pmd), last_2m, large);
	}
	add_piece(&s, at, at, end, X86_PAGE_4K);
	return s;
}

static struct pieces split_mem_range(const struct boot *b,
				     const struct x86_direct_map *map,
				     uint64_t start, uint64_t end)
{
	struct pieces s = cut_mem_range(b, map, start, end);

	widen_all(b, map, &s);
	merge(&s);
	return s;
}

/* x86: in which parts the direct mapping is made, and what is logged of it. */
RULE(x86_direct_mapping, "init_mem_mapping()", WITH_MEMBLOCK,
     VARIANT(X86_DIRECT_MAPPING_BY_LEVELS, "by_levels",
	     .shows = "function memory_map_top_down", .since = "4.0"),
     VARIANT(X86_DIRECT_MAPPING_BY_LEVELS_LOGGED, "by_levels_logged",
	     .shows = "string \"init_memory_mapping: [mem %#010lx-%#010lx]\"",
	     .since = "3.19"),
     VARIANT(X86_DIRECT_MAPPING_BY_FIVE_BITS, "by_five_bits", .since = "3.9"),
     VARIANT(X86_DIRECT_MAPPING_IN_TWO, "in_two",
	     .shows =
		     "string \"kernel direct mapping tables up to %lx @ %lx-%lx\""));

static int init_memory_mapping(struct boot *b, struct x86_direct_map *map,
			       uint64_t start, uint64_t end)
{
	struct pieces s = split_mem_range(b, map, start, end);
	uint64_t last = start;

	if (b->kernel->rules.x86_direct_mapping != X86_DIRECT_MAPPING_BY_LEVELS)
		journal_log(b->journal,
			    "init_memory_mapping: [mem 0x%08" PRIx64
			    "-0x%08" PRIx64 "]",
			    start, end - 1);

	for (size_t i = 0; i < s.n; i++) {
		if (map_piece(b, map, &s.v[i]))
			return -1;
		last = mapped_end(b, map, &s.v[i]);
	}
	rangemap_fill(&map->mapped, start, last, 0);
	map->max_mapped = max_u64(map->max_mapped, last);
	return 0;
}

static bool has_buffer(const struct x86_direct_map *map, uint64_t lo,
		       uint64_t hi)
{
	if (map->buf_likely)
		return lo <= map->buf_likely && map->buf_likely < hi;
	return max_u64(lo, map->buf_next) < min_u64(hi, map->buf_end);
}

/* init_range_memory_mapping(): the memory in [start, end); *sum grows. */
static int map_ram(struct boot *b, struct x86_direct_map *map, uint64_t start,
		   uint64_t end, uint64_t *sum)
{
	struct memblock_pfn_iter it = { 0 };

	while (memblock_next_pfn_range(&b->memblock, PAGE_SHIFT, NO_NODE,
				       &it)) {
		uint64_t lo = clamp_u64(it.start_pfn << PAGE_SHIFT, start, end);
		uint64_t hi = clamp_u64(it.end_pfn << PAGE_SHIFT, start, end);

		if (lo >= hi)
			continue;
		/* The buffer must not be written to before it is mapped. */
		map->can_use_buf = !has_buffer(map, lo, hi);
		if (init_memory_mapping(b, map, lo, hi))
			return -1;
		*sum += hi - lo;
		map->can_use_buf = true;
	}
	return 0;
}

/*
 * get_new_step_size(): one less than the difference of two table levels, once a
 * step's worth is mapped; before it was there, so many bits whenever a step
 * maps more than all those before it.
 */
#define STEP_SIZE_SHIFT 5

static uint64_t next_step(const struct boot *b, uint64_t step, uint64_t before,
			  uint64_t sum)
{
	if (b->kernel->rules.x86_direct_mapping ==
	    X86_DIRECT_MAPPING_BY_FIVE_BITS)
		return sum - before > before ? step << STEP_SIZE_SHIFT : step;
	if (sum < step)
		return step;
	return step << (x86_pmd_shift(b->kernel) - PAGE_SHIFT - 1);
}

static int map_top_down(struct boot *b, struct x86_direct_map *map,
			uint64_t start, uint64_t end)
{
	uint64_t pmd = pmd_size(b), step = pmd, sum = 0, real_end, last, at;

	journal_enter(b->journal, "memory_map_top_down");
	at = memblock_alloc_range_nid(b, pmd, pmd, start, end, NO_NODE, false,
				      "room for the first tables (temporary)",
				      "");
	if (at) {
		memblock_free(b, at, pmd, "");
		real_end = at + pmd;
	} else {
		journal_log(b->journal,
			    "Failed to release memory for alloc_low_pages()");
		real_end = max_u64(start, align_down(end, pmd));
	}
	map->max_mapped = 0;
	map->min_mapped = last = real_end;
	while (last > start) {
		uint64_t from = start, before = sum;

		if (last > step)
			from = max_u64(align_down(last - 1, step), start);
		if (map_ram(b, map, from, last, &sum))
			return -1;
		map->min_mapped = last = from;
		step = next_step(b, step, before, sum);
	}
	if (real_end < end && map_ram(b, map, real_end, end, &sum))
		return -1;
	journal_leave(b->journal);
	return 0;
}

static int map_bottom_up(struct boot *b, struct x86_direct_map *map,
			 uint64_t start, uint64_t end)
{
	uint64_t step = pmd_size(b), sum = 0;

	journal_enter(b->journal, "memory_map_bottom_up");
	map->min_mapped = start;
	while (start < end) {
		uint64_t next = end, before = sum;

		if (step && end - start > step)
			next = min_u64(align_up(start + 1, step), end);
		if (map_ram(b, map, start, next, &sum))
			return -1;
		start = next;
		step = next_step(b, step, before, sum);
	}
	journal_leave(b->journal);
	return 0;
}

/* Pages of tables for [start, end), as find_early_table_space() counts. */
static uint64_t early_table_pages(const struct boot *b,
				  const struct x86_direct_map *map,
				  uint64_t start, uint64_t end)
{
	uint64_t puds = (align_up(end, PUD_SIZE) - start) >> PUD_SHIFT;
	uint64_t large =
		map->largest == X86_PAGE_1G ? align_down(end, PUD_SIZE) : start;
	uint64_t pmds = (align_up(end, pmd_size(b)) - large) / pmd_size(b);
	uint64_t ptes = map->largest == X86_PAGE_4K ?
				end - start :
				end - align_down(end, pmd_size(b));

	return div_round_up(puds * TABLE_ENTRY, PAGE_BYTES) +
	       div_round_up(pmds * TABLE_ENTRY, PAGE_BYTES) +
	       div_round_up((ptes >> PAGE_SHIFT) * TABLE_ENTRY, PAGE_BYTES);
}

/* At the end of what is mapped before it; 0 after boot_panic(). */
static uint64_t place_tables(struct boot *b, struct x86_direct_map *map,
			     uint64_t start, uint64_t end, uint64_t bytes)
{
	uint64_t at;

	journal_log(b->journal,
		    "init_memory_mapping: [mem 0x%08" PRIx64 "-0x%08" PRIx64
		    "]",
		    start, end - 1);
	at = memblock_alloc_range_nid(b, bytes, PAGE_BYTES, 0, map->max_mapped,
				      NO_NODE, false, direct_tables,
				      "find_early_table_space "
				      "init_memory_mapping");
	if (!at) {
		journal_panic(b->journal,
			      "Cannot find space for the kernel page tables");
		return 0;
	}
	journal_log(b->journal,
		    "kernel direct mapping tables up to 0x%" PRIx64
		    " @ [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]",
		    end - 1, at, at + bytes - 1);
	rangemap_fill(&map->mapped, start, end, 0);
	map->max_mapped = end;
	return at;
}

static int map_part(struct boot *b, struct x86_direct_map *map, uint64_t start,
		    uint64_t end)
{
	uint64_t pages = early_table_pages(b, map, start, end);

	return place_tables(b, map, start, end, pages << PAGE_SHIFT) ? 0 : -1;
}

/* Low memory as a whole, with its holes, and all that is above 4 GiB. */
static int map_in_two(struct boot *b, struct x86_direct_map *map, uint64_t end)
{
	uint64_t low = b->totals.max_low_pfn << PAGE_SHIFT;

	map->max_mapped = KERNEL_IMAGE_SIZE;
	if (map_part(b, map, 0, min_u64(low, end)))
		return -1;
	return end > SZ_4G ? map_part(b, map, SZ_4G, end) : 0;
}

/* x86: for what of 32 bits room for tables is looked for. */
RULE(x86_table_room, "find_early_table_space()", WITH_MEMBLOCK,
     VARIANT(X86_TABLE_ROOM_BY_PIECE, "by_piece", .since = "3.5",
	     .log = "kernel direct mapping tables up to 0x"),
     VARIANT(X86_TABLE_ROOM_AS_ONE, "as_one"));

/* Large pages are counted with one more table of small ones. */
static uint64_t room_for_tables(const struct boot *b, const struct pieces *s)
{
	const struct kernel *k = b->kernel;
	uint64_t entry = k->x86_pae ? 8 : 4, pmd = pmd_size(b);
	uint64_t pud = k->x86_pae ? PUD_SIZE : pmd;
	uint64_t puds = 0, pmds = 0, ptes = 0;

	for (size_t i = 0; i < s->n; i++) {
		uint64_t size = s->v[i].end - s->v[i].start;

		puds += div_round_up(size, pud);
		pmds += div_round_up(size, pmd);
		if (s->v[i].page != X86_PAGE_4K)
			size = size % pmd + pmd;
		ptes += div_round_up(size, PAGE_BYTES);
	}
	return align_up(puds * entry, PAGE_BYTES) +
	       align_up(pmds * entry, PAGE_BYTES) +
	       align_up(ptes * entry, PAGE_BYTES) +
	       align_up(k->end_of_fixed_addresses * entry, PAGE_BYTES);
}

/* What is left of the room once all tables are made is free again. */
static int fill_room(struct boot *b, struct x86_direct_map *map,
		     const struct pieces *s,
		     int (*more)(struct boot *b, struct x86_direct_map *map))
{
	for (size_t i = 0; i < s->n; i++) {
		if (map_piece(b, map, &s->v[i]))
			return -1;
	}
	if (more && more(b, map))
		return -1;
	if (map->buf_next < map->buf_end)
		memblock_free(b, map->buf_next, map->buf_end - map->buf_next,
			      "init_memory_mapping");
	map->buf_end = map->buf_next;
	return 0;
}

/* Low memory as a whole, whose tables lie in what the image's own map. */
static int map_as_one(struct boot *b, struct x86_direct_map *map, uint64_t end,
		      int (*more)(struct boot *b, struct x86_direct_map *map))
{
	struct pieces s = cut_mem_range(b, map, 0, end);
	struct pieces one = { .v = { { 0, end, map->largest } }, .n = 1 };
	uint64_t bytes;

	merge(&s);
	bytes = room_for_tables(b, b->kernel->rules.x86_table_room ==
						   X86_TABLE_ROOM_BY_PIECE ?
					   &s :
					   &one);
	map->max_mapped = map->image_mapped;
	map->buf_next = place_tables(b, map, 0, end, bytes);
	if (!map->buf_next)
		return -1;
	map->buf_end = map->buf_next + bytes;
	return fill_room(b, map, &s, more);
}

int x86_init_mem_mapping(struct boot *b, struct x86_direct_map *map,
			 uint64_t end,
			 int (*more)(struct boot *b,
				     struct x86_direct_map *map))
{
	uint64_t kernel_end = boot_image_pa(b, b->kernel->sym.end);
	int ret;

	map->can_use_buf = true;
	if (b->kernel->rules.x86_direct_mapping == X86_DIRECT_MAPPING_IN_TWO)
		return is_64(b) ? map_in_two(b, map, end) :
				  map_as_one(b, map, end, more);
	ret = init_memory_mapping(b, map, 0, ISA_END);
	if (!ret && b->memblock.bottom_up) {
		ret = map_bottom_up(b, map, kernel_end, end);
		if (!ret)
			ret = map_bottom_up(b, map, ISA_END, kernel_end);
	} else if (!ret) {
		ret = map_top_down(b, map, ISA_END, end);
	}
	if (!ret && more)
		ret = more(b, map);
	return ret;
}
