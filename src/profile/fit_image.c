/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_image.h"

#include <stdlib.h>
#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "profile/reader.h"
#include "util/alloc.h"
#include "util/range.h"

/*
 * The linked addresses of an image whose sections have other sizes:
 *
 *     base   |  text  |  |rodata|    | data | init |bss|
 *     log    |    text    |  |rodata|    |data|   init   |bss|
 *
 * What begins at a large page goes on beginning at one, what follows at once
 * goes on following; what lies inside a section keeps its share of it.
 */

#define SZ_4K 0x1000ULL
#define SZ_64K 0x10000ULL
#define SZ_1M 0x100000ULL
#define SZ_2M 0x200000ULL
#define KIB_MAX (1ULL << 19)

static const struct section {
	const char *start, *end;
	enum build_fact kib;
} sections[] = {
	{ "_stext", "_etext", LOG_CODE_KIB },
	{ "_etext", "_edata", LOG_DATA_KIB },
	{ "__start_rodata", "__end_rodata", LOG_RODATA_KIB },
	{ "_sdata", "_edata", LOG_RWDATA_KIB },
	{ "__init_begin", "__init_end", LOG_INIT_KIB },
	{ "__smp_locks", "__smp_locks_end", LOG_SMP_LOCKS_KIB },
	{ "__bss_start", "__bss_stop", LOG_BSS_KIB },
};

struct symbol {
	char *key; /* allocated */
	uint64_t at;
};

struct symbols {
	struct symbol *v;
	size_t n;
};

static bool in_image(const struct fit *f, uint64_t at)
{
	return at >= fit_symbol(f, "_text") && at <= fit_symbol(f, "_end");
}

static struct symbols take_symbols(const struct fit *f)
{
	struct json_object *values =
		group_values(f->root, field_group_name(GROUP_SYMBOLS));
	struct symbols s = { 0 };

	s.v = xcalloc((size_t)json_object_object_length(values) + 1,
		      sizeof(*s.v));
	json_object_object_foreach(values, key, v)
	{
		uint64_t at = fit_symbol(f, key);

		(void)v;
		if (in_image(f, at))
			s.v[s.n++] = (struct symbol){ xstrdup(key), at };
	}
	return s;
}

static struct symbol *find(struct symbols *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!strcmp(s->v[i].key, key))
			return &s->v[i];
	}
	return NULL;
}

/* The first that is not below `at`, besides the section's own end. */
static uint64_t next_symbol(const struct symbols *s, uint64_t at,
			    const struct symbol *end)
{
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < s->n; i++) {
		if (&s->v[i] != end && s->v[i].at >= at)
			next = min_u64(next, s->v[i].at);
	}
	return next;
}

/* RISC-V: rodata lies between _sdata and _edata. */
static bool data_holds_rodata(const struct fit *f)
{
	uint64_t rodata = fit_symbol(f, "__start_rodata");

	return rodata && rodata >= fit_symbol(f, "_sdata") &&
	       rodata < fit_symbol(f, "_edata");
}

/*
 * RISC-V: sections begin at large pages since they have rights of their own;
 * those of a log that has another size of rodata follow each other.
 */
static bool is_packed(const struct fit *f)
{
	return data_holds_rodata(f) && fit_has(f, LOG_RODATA_KIB) &&
	       fit_fact(f, LOG_RODATA_KIB) % (SZ_2M >> 10);
}

static bool is_whole(const struct fit *f, enum build_fact kib, uint64_t unit)
{
	return fit_fact(f, kib) && (fit_fact(f, kib) << 10) % unit == 0;
}

/*
 * arm: with rights of their own sections begin at what one entry of the first
 * level maps, and those that fill it up are whole ones.
 */
static uint64_t arm_section_align(const struct fit *f)
{
	uint64_t section = fit_option(f, "CONFIG_ARM_LPAE") ? SZ_2M : SZ_1M;

	return is_whole(f, LOG_CODE_KIB, SZ_1M) &&
			       is_whole(f, LOG_INIT_KIB, SZ_1M) ?
		       section :
		       SZ_4K;
}

/* arm64: 64 KiB, so that each size of pages will do, or whole blocks. */
static uint64_t arm64_section_align(const struct fit *f)
{
	return is_whole(f, LOG_INIT_KIB, SZ_2M) ? SZ_2M : SZ_64K;
}

static uint64_t riscv_section_align(const struct fit *f)
{
	return is_packed(f) ? SZ_4K : SZ_2M;
}

/* To what a section of the log's image is aligned if the base's is to `least`. */
static const struct image_align {
	const char *family;
	uint64_t least;
	uint64_t (*align)(const struct fit *f);
} image_aligns[] = {
	{ "arm", SZ_4K, arm_section_align },
	{ "arm64", SZ_2M, arm64_section_align },
	{ "riscv", SZ_2M, riscv_section_align },
};

static uint64_t section_align(const struct fit *f, uint64_t at)
{
	for (size_t i = 0; i < ARRAY_SIZE(image_aligns); i++) {
		const struct image_align *a = &image_aligns[i];

		if (arch_is(f->arch, a->family))
			return at % a->least ? 0 : a->align(f);
	}
	return at % SZ_2M ? 0 : SZ_2M;
}

/* Where `next` goes that lay behind `old_end`. */
static uint64_t place_next(const struct fit *f, uint64_t next, uint64_t old_end,
			   uint64_t new_end)
{
	uint64_t align = section_align(f, next);

	if (align)
		return align_up(new_end, align);
	if (next % SZ_64K == 0 && next - old_end < SZ_64K)
		return align_up(new_end, SZ_64K);
	if (next % SZ_4K == 0 && next - old_end < SZ_4K)
		return align_up(new_end, SZ_4K);
	return align_up(new_end + (next - old_end), SZ_4K);
}

/*
 * x86_64: between data and init lie a table of the places of BUG() and, in most
 * builds, those of the ORC unwinder, which grow with the code. A log that has
 * the address where init begins tells how much there is; releases before them
 * had none.
 */
#define ORC_SINCE "4.14"
#define DECRYPTED_SINCE "4.19" /* see may_end_at_large_page() */
#define TABLES_MAX (16ULL << 20)
#define KERNEL_MAP 0xffffffff80000000ULL
#define IMAGE_MAX (64ULL << 20)

/* What BUG() alone takes, in shares of the code: one in 290 to one in 110. */
#define BUGS_MOST 110
#define BUGS_LEAST 290
#define BUGS_USUAL 152
/* What user space reads of the time. */
#define VVAR_BYTES 4096

/* Ubuntu's builds unwind by frame pointers; later ones show it by their end. */
static bool has_frame_pointers(const struct fit *f)
{
	return strstr(f->log->banner, "-Ubuntu ") &&
	       !release_reaches(f->release, DECRYPTED_SINCE);
}

/* What lies between where init begins and the end of .bss. */
static uint64_t bytes_from_init(const struct fit *f)
{
	uint64_t kib = fit_fact(f, LOG_INIT_KIB) + fit_fact(f, LOG_BSS_KIB) +
		       fit_fact(f, LOG_SMP_LOCKS_KIB);

	return (kib << 10) + fit_symbol(f, "__bss_start") -
	       fit_symbol(f, "__smp_locks_end");
}

/*
 * .bss ends at a large page where a part of it stays as it is under memory
 * encryption; not all logs of such builds say so.
 */
static bool may_end_at_large_page(const struct fit *f)
{
	return fit_symbol(f, "__smp_locks_end") &&
	       fit_has(f, LOG_SMP_LOCKS_KIB) && fit_has(f, LOG_BSS_KIB) &&
	       release_reaches(f->release, DECRYPTED_SINCE) &&
	       fit_fact(f, LOG_BSS_KIB) < KIB_MAX;
}

/*
 * The end is known but for whole large pages. If what is left then is as much
 * as the places of BUG() take, nothing else is there; or else it is what comes
 * nearest to what other builds have.
 */
static uint64_t tables_by_end(const struct fit *f, uint64_t edata,
			      uint64_t likely)
{
	uint64_t code = fit_fact(f, LOG_CODE_KIB) << 10;
	uint64_t end = align_up(edata, SZ_4K) + bytes_from_init(f);
	uint64_t pad = align_up(edata, SZ_4K) - edata;
	uint64_t least = align_up(end, SZ_2M) - end + pad;

	if (least >= code / BUGS_LEAST && least <= code / BUGS_MOST)
		return least;
	if (!fit_has(f, LOG_HAS_DECRYPTED))
		return likely;
	if (likely <= least)
		return least;
	return least + (likely - least + SZ_2M / 2) / SZ_2M * SZ_2M;
}

static uint64_t table_bytes(const struct fit *f, uint64_t edata, uint64_t old)
{
	uint64_t code = fit_fact(f, LOG_CODE_KIB) << 10;
	uint64_t old_code = fit_symbol(f, "_etext") - fit_symbol(f, "_stext");
	uint64_t init = fit_fact(f, LOG_INIT_START);
	uint64_t likely = old_code ? old * code / old_code : old;

	if (fit_has(f, LOG_INIT_START) && init > edata &&
	    init - edata < TABLES_MAX && init < KERNEL_MAP + IMAGE_MAX)
		return init - edata;
	if (!release_reaches(f->release, ORC_SINCE))
		return align_up(edata, SZ_4K) - edata + VVAR_BYTES;
	if (has_frame_pointers(f))
		return code / BUGS_USUAL;
	return may_end_at_large_page(f) ? tables_by_end(f, edata, likely) :
					  likely;
}

static bool has_orc(const struct fit *f, const struct section *sec)
{
	const struct arch_facts *a = arch_facts_find(f->arch);

	return (sec->kib == LOG_RWDATA_KIB || sec->kib == LOG_DATA_KIB) && a &&
	       a->orc &&
	       fit_symbol(f, "__init_begin") > fit_symbol(f, "_edata");
}

/* What is copied elsewhere, or counted, stays as large as it is. */
static const char *const kept_whole[][2] = {
	{ "real_mode_blob", "real_mode_blob_end" },
	{ "__idmap_text_start", "__idmap_text_end" },
};

static void keep_whole(struct symbols *s, const uint64_t *sizes)
{
	for (size_t i = 0; i < ARRAY_SIZE(kept_whole); i++) {
		struct symbol *start = find(s, kept_whole[i][0]);
		struct symbol *end = find(s, kept_whole[i][1]);

		if (start && end)
			end->at = start->at + sizes[i];
	}
}

static void whole_sizes(struct symbols *s, uint64_t *sizes)
{
	for (size_t i = 0; i < ARRAY_SIZE(kept_whole); i++) {
		struct symbol *start = find(s, kept_whole[i][0]);
		struct symbol *end = find(s, kept_whole[i][1]);

		sizes[i] = start && end ? end->at - start->at : 0;
	}
}

/* A section that has others in it; those have their sizes already. */
static void resize_around(const struct fit *f, struct symbols *s,
			  const struct symbol *start, struct symbol *end,
			  uint64_t size)
{
	uint64_t old_end = end->at, next = next_symbol(s, old_end, end);
	uint64_t shift =
		next == UINT64_MAX ?
			0 :
			place_next(f, next, old_end, start->at + size) - next;

	for (size_t i = 0; i < s->n; i++) {
		if (&s->v[i] == end)
			end->at = start->at + size;
		else if (s->v[i].at >= old_end)
			s->v[i].at += shift;
	}
}

static void resize(const struct fit *f, struct symbols *s,
		   const struct section *sec, uint64_t size)
{
	struct symbol *start = find(s, sec->start), *end = find(s, sec->end);
	uint64_t from, old_end, old, next, shift;

	if (!start || !end || end->at <= start->at)
		return;
	from = start->at;
	old_end = end->at;
	old = old_end - from;
	next = next_symbol(s, old_end, end);
	shift = next == UINT64_MAX ?
			0 :
			place_next(f, next, old_end, from + size) - next;
	if (has_orc(f, sec) && next != UINT64_MAX)
		shift = align_up(from + size +
					 table_bytes(f, from + size,
						     next - old_end),
				 SZ_4K) -
			next;
	for (size_t i = 0; i < s->n; i++) {
		struct symbol *sym = &s->v[i];

		if (sym == end)
			sym->at = from + size;
		else if (sym->at >= old_end)
			sym->at += shift;
		else if (sym->at > from)
			sym->at = from + (sym->at - from) * size / old;
	}
}

/* Where no symbols tell it, rodata is a part of the text. */
static uint64_t section_bytes(const struct fit *f, const struct section *sec)
{
	uint64_t kib = fit_fact(f, sec->kib);

	if (sec->kib == LOG_CODE_KIB &&
	    fit_number(f, GROUP_CONSTANTS, "bytes of rodata"))
		kib += fit_fact(f, LOG_RODATA_KIB);
	return kib << 10;
}

/*
 * RISC-V: rodata lies between _sdata and _edata, and "Memory:" takes it out of
 * what it says of the data.
 */
static bool data_has_rodata(struct symbols *s)
{
	const struct symbol *data = find(s, "_sdata"), *end = find(s, "_edata");
	const struct symbol *rodata = find(s, "__start_rodata");

	return data && end && rodata && rodata->at >= data->at &&
	       rodata->at < end->at;
}

/* What lies in the section takes so many bytes of it. */
static uint64_t taken_bytes(const struct symbols *s, const struct symbol *start,
			    const struct symbol *end)
{
	uint64_t last = start->at;

	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].at < end->at)
			last = max_u64(last, s->v[i].at);
	}
	return last - start->at;
}

static void resize_data_around_rodata(const struct fit *f, struct symbols *s)
{
	uint64_t kib =
		fit_fact(f, LOG_RWDATA_KIB) + fit_fact(f, LOG_RODATA_KIB);
	struct symbol *data = find(s, "_sdata"), *end = find(s, "_edata");
	uint64_t least = taken_bytes(s, data, end);

	/* Releases that had it elsewhere had less of it than lies between. */
	if (fit_has(f, LOG_RWDATA_KIB) && fit_has(f, LOG_RODATA_KIB) &&
	    kib < KIB_MAX)
		resize_around(f, s, data, end, max_u64(kib << 10, least));
}

static void close_gap(struct symbols *s, const char *below, const char *above)
{
	const struct symbol *lower = find(s, below), *upper = find(s, above);
	uint64_t from = upper ? upper->at : 0, room;

	if (!lower || !upper || from <= lower->at)
		return;
	room = from - lower->at;
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].at >= from)
			s->v[i].at -= room;
	}
}

/* What large pages left in front of rodata and behind it is not there. */
static void pack_rodata(struct symbols *s)
{
	close_gap(s, "_sdata", "__start_rodata");
	close_gap(s, "__end_rodata", "_data");
}

/*
 * arm: the text begins behind what starts the kernel, or at the next section
 * where those are aligned; only from there on the image is reserved.
 */
#define HEAD_BYTES 0x280

static void place_text(const struct fit *f, struct symbols *s)
{
	const struct symbol *head = find(s, "_text"), *text = find(s, "_stext");
	uint64_t align, from, to;

	if (!arch_is(f->arch, image_aligns[0].family) || !head || !text)
		return;
	align = arm_section_align(f);
	from = text->at;
	to = align == SZ_4K ? head->at + HEAD_BYTES : align_up(head->at, align);
	if (align == SZ_4K && from - head->at < SZ_64K)
		return;
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].at >= from)
			s->v[i].at += to - from;
	}
}

/* Sections in the order of their places. */
static void resize_all(const struct fit *f, struct symbols *s)
{
	bool done[ARRAY_SIZE(sections)] = { false };
	bool around = data_has_rodata(s);
	uint64_t sizes[ARRAY_SIZE(kept_whole)];

	whole_sizes(s, sizes);
	place_text(f, s);
	if (around && is_packed(f))
		pack_rodata(s);
	for (size_t n = 0; n < ARRAY_SIZE(sections); n++) {
		size_t first = ARRAY_SIZE(sections);
		uint64_t least = UINT64_MAX;

		for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
			struct symbol *start = find(s, sections[i].start);

			if (done[i] || !start || start->at >= least)
				continue;
			least = start->at;
			first = i;
		}
		if (first == ARRAY_SIZE(sections))
			break;
		done[first] = true;
		if (around && sections[first].kib == LOG_RWDATA_KIB)
			continue;
		if (fit_has(f, sections[first].kib) &&
		    fit_fact(f, sections[first].kib) < KIB_MAX)
			resize(f, s, &sections[first],
			       section_bytes(f, &sections[first]));
		if (around && sections[first].kib == LOG_RODATA_KIB)
			resize_data_around_rodata(f, s);
	}
	keep_whole(s, sizes);
}

/*
 * x86_64: before the line had it, .bss was of this size in what distributions
 * built; on i386 another line tells where it ends.
 */
#define OLD_BSS_BYTES (848ULL << 10)

static bool lacks_bss(const struct fit *f)
{
	return fit_is_wide(f) && fit_has(f, LOG_DATA_KIB) &&
	       !fit_has(f, LOG_BSS_KIB);
}

static void guess_bss(struct fit *f)
{
	uint64_t to = fit_symbol(f, "__bss_start") + OLD_BSS_BYTES;
	uint64_t shift = to - fit_symbol(f, "__bss_stop");
	static const char *const behind[] = { "__brk_base", "__brk_limit",
					      "__end_of_kernel_reserve",
					      "_end" };

	fit_move_symbols(f, behind, ARRAY_SIZE(behind), shift);
	fit_guess_symbol(
		f, "__bss_stop", to,
		"no line says how large .bss is: as of builds of the time");
}

/* Before 3.10 the line has "data" from the end of the text, and no rodata. */
static bool has_sections(const struct fit *f)
{
	return fit_has(f, LOG_CODE_KIB) && fit_has(f, LOG_INIT_KIB) &&
	       fit_fact(f, LOG_CODE_KIB) && fit_fact(f, LOG_INIT_KIB);
}

void fit_image(struct fit *f)
{
	struct symbols s;

	if (!has_sections(f))
		return;
	if (fit_number(f, GROUP_CONSTANTS, "bytes of rodata") &&
	    fit_has(f, LOG_RODATA_KIB))
		fit_read_number(f, GROUP_CONSTANTS, "bytes of rodata",
				fit_fact(f, LOG_RODATA_KIB) << 10,
				LOG_RODATA_KIB);
	s = take_symbols(f);
	resize_all(f, &s);
	for (size_t i = 0; i < s.n; i++) {
		fit_place_symbol(f, s.v[i].key, s.v[i].at);
		free(s.v[i].key);
	}
	free(s.v);
	if (lacks_bss(f))
		guess_bss(f);
	if (is_packed(f))
		fit_guess_option(f, "CONFIG_STRICT_KERNEL_RWX", false,
				 "rodata is of no large pages");
	fit_symbols_from(f, LOG_CODE_KIB, "sizes of the image's sections");
}
