/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/profile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/archs.h"
#include "profile/fields.h"
#include "profile/frozen.h"
#include "profile/line.h"
#include "profile/reader.h"
#include "util/alloc.h"
#include "util/infile.h"
#include "util/range.h"
#include "util/similar.h"

#define SCHEMA "initmem-kernel-1"
#define STRING_MAX 4096
#define IMAGE_BYTES_MAX (1ULL << 30)
#define PERCPU_BYTES_MAX (16ULL << 20)
/* Sections there can be; 56 - 27 on the largest builds. */
#define SECTION_COUNT_BITS_MAX 29

static void *member(struct kernel *k, size_t offset)
{
	return (char *)k + offset;
}

/* Numbers are JSON integers, or strings in hexadecimal for addresses. */
static bool plain_number(struct json_object *v, uint64_t *n)
{
	const char *s;
	char *end;

	if (json_object_is_type(v, json_type_int)) {
		*n = json_object_get_uint64(v);
		/* A negative number reads as 0. */
		return *n != 0 || json_object_get_int64(v) == 0;
	}
	s = plain_string(v);
	if (!s || strncmp(s, "0x", 2) || strspn(s + 2, "0123456789abcdef") == 0)
		return false;
	errno = 0;
	*n = strtoull(s + 2, &end, 16);
	return *end == '\0' && errno == 0;
}

static int read_bool(struct reader *r, const struct field *f, const char *place,
		     struct json_object *v)
{
	const char *s = plain_string(v);

	if (!s || strlen(s) != 1 || !strchr("ymn", *s))
		return wrong_type(r, place, "\"y\", \"m\", \"n\" or null");
	*(bool *)member(r->k, f->offset) = *s == 'y';
	return 0;
}

static int read_string(struct reader *r, const struct field *f,
		       const char *place, struct json_object *v)
{
	const char *s = plain_string(v);

	if (!s)
		return wrong_type(r, place, "a string");
	if (strlen(s) > STRING_MAX)
		return error_set(r->err,
				 "%s: %s: string of %zu bytes, allowed are %d",
				 r->where, place, strlen(s), STRING_MAX);
	*(char **)member(r->k, f->offset) = xstrdup(s);
	return 0;
}

static int read_number(struct reader *r, const struct field *f,
		       const char *place, struct json_object *v)
{
	uint64_t n;

	if (!plain_number(v, &n))
		return wrong_type(r, place, "an integer or \"0x...\"");
	if (n < f->min || n > f->max)
		return error_set(r->err,
				 "%s: %s: %" PRIu64
				 " is out of range, allowed are %" PRIu64
				 " to %" PRIu64,
				 r->where, place, n, f->min, f->max);
	if (f->type == FIELD_POW2 && (n & (n - 1)))
		return error_set(r->err,
				 "%s: %s: %" PRIu64 " is not a power of two",
				 r->where, place, n);
	if (f->type == FIELD_U64)
		*(uint64_t *)member(r->k, f->offset) = n;
	else
		*(uint32_t *)member(r->k, f->offset) = (uint32_t)n;
	return 0;
}

static bool field_needed(const struct reader *r, const struct field *f)
{
	if (f->need == NEED_NEVER || !field_of_rules(f, r->k))
		return false;
	if (f->need != NEED_ALWAYS)
		return *(bool *)member(r->k, f->need);
	return field_of_arch(f, r->k->arch);
}

static int read_absent(struct reader *r, const struct field *f,
		       const char *place)
{
	if (field_needed(r, f))
		return error_set(r->err,
				 "%s: %s: missing, this kernel needs it",
				 r->where, place);
	if (f->type == FIELD_STRING)
		*(char **)member(r->k, f->offset) = xstrdup("");
	return 0;
}

/* Each of its values is an object: the value and its origin. */
static bool has_own_origins(enum field_group group)
{
	return group == GROUP_CONSTANTS;
}

static int read_field(struct reader *r, struct json_object *values,
		      const struct field *f)
{
	bool constant = has_own_origins(f->group);
	struct json_object *v = NULL;
	char place[128];

	snprintf(place, sizeof(place), "/%s/%s%s%s", field_group_name(f->group),
		 constant ? "" : "values/", f->key, constant ? "/value" : "");
	json_object_object_get_ex(values, f->key, &v);
	if (constant && v) {
		if (!json_object_is_type(v, json_type_object))
			return wrong_type(r, place, "an object around it");
		json_object_object_get_ex(v, "value", &v);
	}
	if (!v)
		return read_absent(r, f, place);
	if (f->type == FIELD_BOOL)
		return read_bool(r, f, place, v);
	if (f->type == FIELD_STRING)
		return read_string(r, f, place, v);
	return read_number(r, f, place, v);
}

static int find_groups(struct reader *r, struct json_object *root,
		       struct json_object **groups)
{
	for (enum field_group g = 0; g < NR_FIELD_GROUPS; g++) {
		groups[g] = group_values(root, field_group_name(g));
		if (has_own_origins(g))
			json_object_object_get_ex(root, field_group_name(g),
						  &groups[g]);
		if (groups[g] &&
		    !json_object_is_type(groups[g], json_type_object))
			return error_set(r->err, "%s: /%s: expected an object",
					 r->where, field_group_name(g));
	}
	return 0;
}

/* Who made it, or all the rest, for which the rules are to be known. */
static int read_fields(struct reader *r, struct json_object *root, bool build)
{
	struct json_object *groups[NR_FIELD_GROUPS] = { 0 };

	if (find_groups(r, root, groups))
		return -1;
	for (size_t i = 0; i < nr_profile_fields; i++) {
		const struct field *f = &profile_fields[i];

		if ((f->group == GROUP_BUILD) == build &&
		    read_field(r, groups[f->group], f))
			return -1;
	}
	return 0;
}

/* A list of strings in a group of its own; NULL and err set if it is not. */
static struct json_object *
string_list(struct reader *r, struct json_object *root, const char *name)
{
	struct json_object *list = group_values(root, name);
	char place[128];
	size_t n;

	snprintf(place, sizeof(place), "/%s/values", name);
	if (!list || !json_object_is_type(list, json_type_array)) {
		wrong_type(r, place, "a list of strings");
		return NULL;
	}
	n = json_object_array_length(list);
	for (size_t i = 0; i < n; i++) {
		if (!plain_string(json_object_array_get_idx(list, i))) {
			wrong_type(r, place, "a list of strings");
			return NULL;
		}
	}
	return list;
}

/* Where a name stands in a table of names, or -1. */
static int name_index(const char *name, const char *(*name_of)(unsigned),
		      unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (!strcmp(name, name_of(i)))
			return (int)i;
	}
	return -1;
}

static const char *zone_name_of(unsigned i)
{
	return zone_kind_name((enum zone_kind)i);
}

static const char *migratetype_name_of(unsigned i)
{
	return migratetype_name((enum migratetype)i);
}

static int read_zones(struct reader *r, struct json_object *root)
{
	struct json_object *list = string_list(r, root, "zones");
	size_t n;
	int last = -1;

	if (!list)
		return -1;
	n = json_object_array_length(list);
	if (n == 0 || n > MAX_NR_ZONES)
		return error_set(
			r->err,
			"%s: /zones/values: %zu zones, allowed are 1 to %d",
			r->where, n, MAX_NR_ZONES);
	for (size_t i = 0; i < n; i++) {
		const char *name = json_object_get_string(
			json_object_array_get_idx(list, i));
		int kind = name_index(name, zone_name_of, NR_ZONE_KINDS);

		if (kind <= last)
			return error_set(
				r->err,
				"%s: /zones/values/%zu: \"%.32s\", expected some of DMA, DMA32, Normal, HighMem, Movable, Device in this order",
				r->where, i, name);
		r->k->zones[i] = (enum zone_kind)kind;
		last = kind;
	}
	r->k->nr_zones = (uint32_t)n;
	return 0;
}

static int read_migratetypes(struct reader *r, struct json_object *root)
{
	struct json_object *list = string_list(r, root, "migratetypes");
	size_t n;

	if (!list)
		return -1;
	n = json_object_array_length(list);
	for (size_t i = 0; i < n; i++) {
		const char *name = json_object_get_string(
			json_object_array_get_idx(list, i));
		int mt = name_index(name, migratetype_name_of,
				    NR_MIGRATETYPE_KINDS);

		if (mt < 0 || r->k->has_migratetype[mt])
			return error_set(
				r->err,
				"%s: /migratetypes/values/%zu: \"%.32s\", expected each of Unmovable, Movable, Reclaimable, HighAtomic, Reserve, CMA, Isolate once at most",
				r->where, i, name);
		r->k->has_migratetype[mt] = true;
	}
	r->k->nr_migratetypes = (uint32_t)n;
	return 0;
}

/* One allocation: the pointers, NULL, then the characters. */
static char **word_array(struct json_object *list)
{
	size_t n = json_object_array_length(list), bytes = 0;
	char **words, *at;

	for (size_t i = 0; i < n; i++)
		bytes += (size_t)json_object_get_string_len(
				 json_object_array_get_idx(list, i)) +
			 1;
	words = xcalloc(1, (n + 1) * sizeof(*words) + bytes);
	at = (char *)(words + n + 1);
	for (size_t i = 0; i < n; i++) {
		words[i] = at;
		at = stpcpy(at, json_object_get_string(
					json_object_array_get_idx(list, i))) +
		     1;
	}
	return words;
}

static int read_words(struct reader *r, struct json_object *root,
		      const struct word_list *l)
{
	struct json_object *list;
	char **words;

	if (!json_object_object_get_ex(root, l->key, &list)) {
		if (l->null_if_absent)
			return 0;
		words = xcalloc(1, sizeof(*words));
	} else {
		list = string_list(r, root, l->key);
		if (!list)
			return -1;
		words = word_array(list);
	}
	*(char ***)member(r->k, l->offset) = words;
	for (size_t i = 1; words[0] && words[i]; i++) {
		if (strcmp(words[i - 1], words[i]) >= 0)
			return error_set(
				r->err,
				"%s: /%s/values/%zu: \"%.64s\" does not belong behind \"%.64s\", the list is sorted",
				r->where, l->key, i, words[i], words[i - 1]);
	}
	return 0;
}

static bool is_symbol(const struct field *f)
{
	return f->group == GROUP_SYMBOLS;
}

/* The per-CPU section may be linked at 0, away from the image. */
static bool is_percpu_symbol(const struct field *f)
{
	return f->offset == offsetof(struct kernel, sym.per_cpu_start) ||
	       f->offset == offsetof(struct kernel, sym.per_cpu_end);
}

/* On ARM the first tables lie below the image, in the room kept free there. */
static bool is_below_image(const struct field *f)
{
	return f->offset == offsetof(struct kernel, sym.swapper_pg_dir);
}

static int check_image(struct reader *r)
{
	const uint64_t start = kernel_image_start(r->k), end = r->k->sym.end;
	const char *first = r->k->sym.start ? "_start" : "_text";

	if (end <= start || end - start > IMAGE_BYTES_MAX)
		return error_set(r->err,
				 "%s: /symbols/values/_end: 0x%" PRIx64
				 ", expected at most 1 GiB above %s (0x%" PRIx64
				 ")",
				 r->where, end, first, start);
	for (size_t i = 0; i < nr_profile_fields; i++) {
		const struct field *f = &profile_fields[i];
		uint64_t v;

		if (!is_symbol(f) || is_percpu_symbol(f) || is_below_image(f))
			continue;
		v = *(uint64_t *)member(r->k, f->offset);
		if (v && (v < start || v > end))
			return error_set(r->err,
					 "%s: /symbols/values/%s: 0x%" PRIx64
					 " is not between %s (0x%" PRIx64
					 ") and _end (0x%" PRIx64 ")",
					 r->where, f->key, v, first, start,
					 end);
	}
	return 0;
}

static int check_symbol_pairs(struct reader *r)
{
	const struct kernel_symbols *s = &r->k->sym;
	const struct {
		const char *start_name, *end_name;
		uint64_t start, end;
	} pairs[] = {
		{ "_stext", "_etext", s->stext, s->etext },
		{ "__start_rodata", "__end_rodata", s->start_rodata,
		  s->end_rodata },
		{ "__init_begin", "__init_end", s->init_begin, s->init_end },
		{ "_sinittext", "_einittext", s->sinittext, s->einittext },
		{ "__inittext_begin", "__inittext_end", s->inittext_begin,
		  s->inittext_end },
		{ "__initdata_begin", "__initdata_end", s->initdata_begin,
		  s->initdata_end },
		{ "_sdata", "_edata", s->sdata, s->edata },
		{ "__bss_start", "__bss_stop", s->bss_start, s->bss_stop },
		{ "__brk_base", "__brk_limit", s->brk_base, s->brk_limit },
		{ "real_mode_blob", "real_mode_blob_end", s->real_mode_blob,
		  s->real_mode_blob_end },
		{ "init_pg_dir", "init_pg_end", s->init_pg_dir,
		  s->init_pg_end },
		{ "__idmap_text_start", "__idmap_text_end", s->idmap_text_start,
		  s->idmap_text_end },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (pairs[i].start && pairs[i].end < pairs[i].start)
			return error_set(r->err,
					 "%s: /symbols/values/%s: 0x%" PRIx64
					 " is below %s (0x%" PRIx64 ")",
					 r->where, pairs[i].end_name,
					 pairs[i].end, pairs[i].start_name,
					 pairs[i].start);
	}
	return 0;
}

static int check_percpu(struct reader *r)
{
	const struct kernel_symbols *s = &r->k->sym;

	if (s->per_cpu_end < s->per_cpu_start ||
	    s->per_cpu_end - s->per_cpu_start > PERCPU_BYTES_MAX)
		return error_set(
			r->err,
			"%s: /symbols/values/__per_cpu_end: 0x%" PRIx64
			", expected at most 16 MiB above __per_cpu_start (0x%" PRIx64
			")",
			r->where, s->per_cpu_end, s->per_cpu_start);
	return 0;
}

/*
 * SLAB: an array of indices that lies off the slab is an object no larger than
 * those it counts.
 */
static bool off_slab_holds(const struct kernel *k)
{
	uint64_t page = 1ULL << k->page_shift;
	uint64_t least = k->off_slab_least ? k->off_slab_least :
					     page / OFF_SLAB_FRACTION;
	uint32_t header = k->size.slab_header;

	return k->size.freelist_idx && least > header &&
	       page / least <= (least - header) / k->size.freelist_idx;
}

/* What holds on an architecture. */
static int check_arch(struct reader *r)
{
	char names[ARCH_NAMES_MAX];

	if (arch_facts_find(r->k->arch))
		return 0;
	return error_set(r->err, "%s: /build/values/arch: expected %s",
			 r->where, arch_names(names, " or ", arch_any));
}

static int check_word_size(struct reader *r)
{
	const struct kernel *k = r->k;
	char wide[ARCH_NAMES_MAX], narrow[ARCH_NAMES_MAX];

	if (k->word_size == arch_facts_find(k->arch)->word_size)
		return 0;
	return error_set(
		r->err,
		"%s: /constants/sizeof(long)/value: expected 8 on %s, 4 on %s",
		r->where, arch_names(wide, " and ", arch_is_wide),
		arch_names(narrow, " and ", arch_is_narrow));
}

/* What must hold between values, so that the model need not ask. */
struct claim {
	bool ok;
	const char *place, *message;
};

static int check_claims(struct reader *r, const struct claim *claims, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!claims[i].ok)
			return error_set(r->err, "%s: %s: %s", r->where,
					 claims[i].place, claims[i].message);
	}
	return 0;
}

static int check_constants(struct reader *r)
{
	const struct kernel *k = r->k;
	const struct claim claims[] = {
		{ k->pageblock_order < k->nr_orders,
		  "/constants/pageblock_order/value", "not below MAX_ORDER" },
		{ (k->max_numnodes > 1) == k->numa,
		  "/constants/MAX_NUMNODES/value",
		  "expected 1 without CONFIG_NUMA, more with it" },
		{ !k->numa || k->word_size == 8, "/config/values/CONFIG_NUMA",
		  "expected on architectures of 64 bits only" },
		{ !k->slab || !k->slub, "/config/values",
		  "expected at most one of CONFIG_SLAB and CONFIG_SLUB" },
		{ !k->slab ||
			  k->rules.slab_freelist == SLAB_FREELIST_IN_OBJECT ||
			  off_slab_holds(k),
		  "/constants/OFF_SLAB_MIN_SIZE/value",
		  "so small objects leave more of them on a page than their struct slab can count" },
		{ k->smp || k->nr_cpus == 1, "/constants/NR_CPUS/value",
		  "expected 1 without CONFIG_SMP" },
		{ k->sparsemem != k->flatmem, "/config/values",
		  "expected one of CONFIG_SPARSEMEM and CONFIG_FLATMEM" },
		{ !k->sparsemem ||
			  (k->section_size_bits <= k->max_physmem_bits &&
			   k->max_physmem_bits - k->section_size_bits <=
				   SECTION_COUNT_BITS_MAX),
		  "/constants/SECTION_SIZE_BITS/value",
		  "expected 0 to 29 less than MAX_PHYSMEM_BITS" },
		{ !k->sparsemem || k->section_size_bits >=
					   k->page_shift + k->nr_orders - 1,
		  "/constants/SECTION_SIZE_BITS/value",
		  "expected at least PAGE_SHIFT + MAX_ORDER - 1" },
		{ !k->va_bits || (k->va_bits - 4) / (k->page_shift - 3) ==
					 k->pgtable_levels,
		  "/config/values/CONFIG_PGTABLE_LEVELS",
		  "does not go with CONFIG_ARM64_VA_BITS and PAGE_SHIFT" },
		{ !k->sym.start || (k->sym.data && k->sym.start_rodata),
		  "/symbols/values", "expected _data and __start_rodata" },
		{ !k->sym.start || k->pgtable_levels >= 3,
		  "/config/values/CONFIG_PGTABLE_LEVELS",
		  "expected 3 to 5 on riscv64" },
		{ !k->hugetlb_page || k->hpage_shift > k->page_shift,
		  "/constants/HPAGE_SHIFT/value", "not above PAGE_SHIFT" },
	};

	return check_claims(r, claims, ARRAY_SIZE(claims));
}

static int check_lists(struct reader *r)
{
	const struct kernel *k = r->k;
	const bool *mt = k->has_migratetype;
	const struct claim claims[] = {
		{ kernel_zone_index(k, ZONE_NORMAL) >= 0 &&
			  kernel_zone_index(k, ZONE_MOVABLE) >= 0,
		  "/zones/values", "every kernel has Normal and Movable" },
		{ k->highmem == (kernel_zone_index(k, ZONE_HIGHMEM) >= 0),
		  "/zones/values",
		  "expected HighMem with CONFIG_HIGHMEM and only then" },
		{ mt[MIGRATE_UNMOVABLE] && mt[MIGRATE_MOVABLE] &&
			  mt[MIGRATE_RECLAIMABLE],
		  "/migratetypes/values",
		  "every kernel has Unmovable, Movable and Reclaimable" },
		{ (k->rules.migrate_reserve != RESERVE_BLOCKS_NONE) ==
			  mt[MIGRATE_RESERVE],
		  "/migratetypes/values",
		  "expected Reserve where the release line's rule migrate_reserve keeps blocks, and only there" },
		{ k->cma == mt[MIGRATE_CMA], "/migratetypes/values",
		  "expected CMA with CONFIG_CMA and only then" },
	};

	return check_claims(r, claims, ARRAY_SIZE(claims));
}

static int check_values(struct reader *r)
{
	return check_constants(r) ? -1 : check_lists(r);
}

static int read_name(struct reader *r, struct json_object *root)
{
	struct json_object *v = NULL;
	const char *s;

	json_object_object_get_ex(root, "schema", &v);
	s = plain_string(v);
	if (!s || strcmp(s, SCHEMA))
		return error_set(
			r->err,
			"%s: /schema: not a kernel profile, expected \"" SCHEMA
			"\"",
			r->where);
	v = NULL;
	json_object_object_get_ex(root, "name", &v);
	s = plain_string(v);
	if (!s || !*s || strlen(s) > PROFILE_NAME_MAX)
		return wrong_type(r, "/name", "a string of 1 to 255 bytes");
	r->k->name = xstrdup(s);
	return 0;
}

/* Fitted to a log: of which build, for its release need not be the line's. */
static int read_fitted(struct reader *r)
{
	struct json_object *v = NULL;
	const char *base;

	if (!r->fitted)
		return 0;
	json_object_object_get_ex(r->fitted, "base_release", &v);
	base = plain_string(v);
	if (!base || strlen(base) > STRING_MAX)
		return wrong_type(r, "/fitted/base_release", "a string");
	r->k->base_release = xstrdup(base);
	return 0;
}

/* Imported: how the line was found. */
static int read_found(struct reader *r)
{
	struct json_object *v = NULL;

	if (!r->found)
		return 0;
	json_object_object_get_ex(r->found, "by", &v);
	if (!plain_string(v))
		return wrong_type(r, "/found/by", "\"release\" or \"marks\"");
	return 0;
}

/*
 * The release line: the one that is named, or that of the release. What it
 * says a build must not say too: one of them would be passed over.
 */
static int read_line(struct reader *r, struct json_object *root)
{
	static const char *const of_line[] = { "behaviours", "rules",
					       "functions", "log_prefixes" };
	struct json_object *v = NULL;
	const char *name = NULL;

	if (json_object_object_get_ex(root, "line", &v)) {
		name = plain_string(v);
		if (!name)
			return wrong_type(r, "/line", "a string");
	}
	json_object_object_get_ex(root, "fitted", &r->fitted);
	json_object_object_get_ex(root, "found", &r->found);
	if (read_fitted(r) || read_found(r) || line_read(r, name))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(of_line); i++) {
		if (json_object_object_get_ex(root, of_line[i], NULL))
			return error_set(
				r->err,
				"%s: /%s: not a build's, the release line %s has it: remove it here",
				r->where, of_line[i], r->k->line);
	}
	return 0;
}

static int read_root(struct reader *r, struct json_object *root)
{
	/* Profiles that do not say so are of builds that have it. */
	r->k->dmi = true;
	if (read_name(r, root) || read_fields(r, root, true) || check_arch(r) ||
	    read_line(r, root) || read_fields(r, root, false) ||
	    read_zones(r, root) || read_migratetypes(r, root))
		return -1;
	for (size_t i = 0; i < nr_profile_word_lists; i++) {
		if (read_words(r, root, &profile_word_lists[i]))
			return -1;
	}
	if (read_renames(r, r->where, root, "bugs", &r->k->bugs))
		return -1;
	if (check_word_size(r) || check_image(r) || check_symbol_pairs(r) ||
	    check_percpu(r))
		return -1;
	return check_values(r);
}

int kernel_from_json(struct kernel *k, const char *json, size_t len,
		     const char *where, struct error *err)
{
	struct reader r = { .k = k, .where = where, .err = err };
	struct json_object *root;
	int ret;

	memset(k, 0, sizeof(*k));
	root = json_text_parse(json, len, where, err);
	if (!root)
		return -1;
	ret = read_root(&r, root);
	json_object_put(root);
	if (ret)
		kernel_release(k);
	return ret;
}

int profile_read_file(const char *path, char **text, size_t *len,
		      struct error *err)
{
	return infile_read_path(path, PROFILE_BYTES_MAX, text, len, err);
}

static int load_file(struct kernel *k, const char *path, struct error *err)
{
	char *text;
	size_t len;
	int ret;

	if (profile_read_file(path, &text, &len, err))
		return -1;
	ret = kernel_from_json(k, text, len, path, err);
	free(text);
	return ret;
}

bool profile_is_file(const char *name)
{
	size_t len = strlen(name);

	return strchr(name, '/') ||
	       (len > 5 && !strcmp(name + len - 5, ".json"));
}

const struct builtin_profile *profile_find(const char *name)
{
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		if (!strcmp(name, builtin_profiles[i].name))
			return &builtin_profiles[i];
	}
	return NULL;
}

int profile_unknown(const char *name, struct error *err)
{
	const char *like = similar_word(name, builtin_profiles,
					sizeof(builtin_profiles[0]),
					nr_builtin_profiles);
	char list[512] = "";

	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		size_t used = strlen(list);

		snprintf(list + used, sizeof(list) - used, "%s%s",
			 i ? ", " : "", builtin_profiles[i].name);
	}
	return error_set(
		err,
		"%.200s: no such kernel%s%s%s, expected a FILE.json or one of: %s",
		name, like ? " (did you mean " : "", like ? like : "",
		like ? "?)" : "", list);
}

int kernel_load(struct kernel *k, const char *name_or_file, struct error *err)
{
	const struct frozen_kernel *frozen;
	const struct builtin_profile *p;

	memset(k, 0, sizeof(*k));
	if (profile_is_file(name_or_file))
		return load_file(k, name_or_file, err);
	frozen = frozen_find(name_or_file);
	if (frozen) {
		kernel_thaw(k, frozen);
		return 0;
	}
	p = profile_find(name_or_file);
	if (!p)
		return profile_unknown(name_or_file, err);
	return kernel_from_json(k, p->json, p->len, p->name, err);
}

void kernel_release(struct kernel *k)
{
	for (size_t i = 0; i < nr_profile_fields; i++) {
		if (profile_fields[i].type == FIELD_STRING)
			free(*(char **)member(k, profile_fields[i].offset));
	}
	for (size_t i = 0; i < nr_profile_word_lists; i++)
		free(*(char ***)member(k, profile_word_lists[i].offset));
	free(k->bugs.v);
	line_release(k);
	free(k->base_release);
	free(k->name);
	memset(k, 0, sizeof(*k));
}
