/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/release.h"
#include "model/unmodelled.h"
#include "profile/fields.h"
#include "profile/find_line.h"
#include "profile/import_parts.h"
#include "profile/line.h"
#include "profile/profile.h"
#include "profile/self_check.h"
#include "util/alloc.h"

static const char *const places[NR_PLACES] = {
	[OF_TYPES] = "types: of debug information or BTF",
	[OF_SYMBOLS] = "symbols: of .symtab, or of a list of all (--symbols)",
	[OF_BOTH] = "of symbols and types",
};

void not_found(struct import *im, enum place place, const char *what)
{
	char **list = &im->missing[place];

	xappendf(list, "%s%s", *list ? ", " : "", what);
}

const struct arch_facts *arch_of(const struct import *im)
{
	return arch_facts_find(vmlinux_arch(im->vmlinux));
}

/* "struct track (types: ...); _data (symbols: ...)"; NULL: nothing. */
static char *all_missing(const struct import *im)
{
	char *text = NULL;

	for (size_t i = 0; i < NR_PLACES; i++) {
		if (im->missing[i])
			xappendf(&text, "%s%s (%s)", text ? "; " : "",
				 im->missing[i], places[i]);
	}
	return text;
}

/* "..." of a .config, where \ stands before " and itself. */
static struct json_object *option_string(const char *text)
{
	struct json_object *v;
	char *copy = xstrdup(text), *out = copy;

	for (const char *c = text + 1; *c && *c != '"'; c++) {
		if (*c == '\\' && c[1])
			c++;
		*out++ = *c;
	}
	*out = '\0';
	v = json_object_new_string(copy);
	free(copy);
	return v;
}

/* Types of the rest of the import. */
static const char *const other_types[] = {
	"enum zone_type",
	"enum migratetype",
};

/* What only builds with an option have, or those without, beside its field. */
static const struct {
	const char *key, *option;
	bool set;
} with_option[] = {
	{ "struct hyp_page", "CONFIG_KVM", true },
	{ "struct prb_desc", "CONFIG_PRINTK", true },
	{ "struct printk_info", "CONFIG_PRINTK", true },
	{ "struct track", "CONFIG_SLUB_DEBUG", true },
	{ "struct kmem_cache_cpu", "CONFIG_SLUB_TINY", false },
	{ "struct array_cache", "CONFIG_SLAB", true },
};

/* A field that another architecture needs may be here, or may not. */
static bool field_expected(const struct import *im, const struct field *f)
{
	if (!field_of_arch(f, vmlinux_arch(im->vmlinux)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(with_option); i++) {
		if (!strcmp(f->key, with_option[i].key))
			return kconfig_set(&im->config,
					   with_option[i].option) ==
			       with_option[i].set;
	}
	return true;
}

/* Whether this build can have the field at all. */
static bool field_applies(const struct import *im, const struct field *f)
{
	if (f->where && !f->where(&im->kernel))
		return false;
	if (f->need == NEED_NEVER || f->need == NEED_ALWAYS)
		return true;
	for (size_t i = 0; i < nr_profile_fields; i++) {
		if (profile_fields[i].offset == f->need)
			return kconfig_set(&im->config, profile_fields[i].key);
	}
	return true;
}

/* "struct kmem_cache.node" at its dot. */
static char *type_of_member(const struct field *f)
{
	return xstrndup(f->key, strcspn(f->key, "."));
}

/*
 * All that is asked for later, for one scan: those of fields, too, that only
 * the release line will tell to be of this kernel.
 */
static void want_types(struct import *im)
{
	find_line_want(&im->marks);
	import_constants_want(im);
	import_words_want(im);
	self_check_want(im->vmlinux);
	for (size_t i = 0; i < ARRAY_SIZE(other_types); i++)
		vmlinux_want(im->vmlinux, other_types[i]);
	for (size_t i = 0; i < nr_profile_fields; i++) {
		const struct field *f = &profile_fields[i];
		char *type;

		if (f->group == GROUP_SIZEOF)
			vmlinux_want(im->vmlinux, f->key);
		if (f->group != GROUP_OFFSETOF)
			continue;
		type = type_of_member(f);
		vmlinux_want(im->vmlinux, type);
		free(type);
	}
}

static struct json_object *config_value(const struct import *im,
					const struct field *f)
{
	const char *text = kconfig_text(&im->config, f->key);
	uint64_t n;

	if (f->type == FIELD_BOOL)
		return json_object_new_string(text ? text : "n");
	if (!text)
		return NULL;
	if (*text == '"')
		return option_string(text);
	if (kconfig_number(&im->config, f->key, &n))
		return json_object_new_uint64(n);
	return json_object_new_string(text);
}

static struct json_object *symbol_value(struct import *im,
					const struct field *f)
{
	char text[32];
	uint64_t v;

	if (!vmlinux_symbol(im->vmlinux, f->key, &v, NULL))
		return NULL;
	snprintf(text, sizeof(text), "0x%0*" PRIx64,
		 (int)vmlinux_word_size(im->vmlinux) * 2, v);
	return json_object_new_string(text);
}

static struct json_object *sizeof_value(struct import *im,
					const struct field *f)
{
	uint64_t n;

	if (!vmlinux_sizeof(im->vmlinux, f->key, &n))
		return NULL;
	return json_object_new_uint64(n);
}

static struct json_object *offsetof_value(struct import *im,
					  const struct field *f)
{
	char *type = type_of_member(f);
	uint64_t n;
	bool found;

	found = vmlinux_offsetof(im->vmlinux, type, strchr(f->key, '.') + 1,
				 &n);
	free(type);
	return found ? json_object_new_uint64(n) : NULL;
}

static struct json_object *field_value(struct import *im, const struct field *f)
{
	switch (f->group) {
	case GROUP_SYMBOLS:
		return symbol_value(im, f);
	case GROUP_SIZEOF:
		return sizeof_value(im, f);
	case GROUP_OFFSETOF:
		return offsetof_value(im, f);
	default:
		return config_value(im, f);
	}
}

static void add_fields(struct import *im, enum field_group group,
		       const char *origin)
{
	struct json_object *values = json_object_new_object();

	for (size_t i = 0; i < nr_profile_fields; i++) {
		const struct field *f = &profile_fields[i];
		struct json_object *v;

		if (f->group != group || !field_applies(im, f))
			continue;
		v = field_value(im, f);
		if (!v && !field_expected(im, f))
			continue;
		if (v || group == GROUP_CONFIG)
			json_object_object_add(values, f->key, v);
		else
			not_found(im,
				  group == GROUP_SYMBOLS ? OF_SYMBOLS :
							   OF_TYPES,
				  f->key);
	}
	put_group(im->root, field_group_name(group), origin, values);
}

/* The kernel's enumerators and the words it prints for them. */
struct enumerator {
	const char *name, *word;
};

static const struct enumerator zone_types[] = {
	{ "ZONE_DMA", "DMA" },	       { "ZONE_DMA32", "DMA32" },
	{ "ZONE_NORMAL", "Normal" },   { "ZONE_HIGHMEM", "HighMem" },
	{ "ZONE_MOVABLE", "Movable" }, { "ZONE_DEVICE", "Device" },
};

static const struct enumerator migratetypes[] = {
	{ "MIGRATE_UNMOVABLE", "Unmovable" },
	{ "MIGRATE_MOVABLE", "Movable" },
	{ "MIGRATE_RECLAIMABLE", "Reclaimable" },
	{ "MIGRATE_HIGHATOMIC", "HighAtomic" },
	{ "MIGRATE_RESERVE", "Reserve" },
	{ "MIGRATE_CMA", "CMA" },
	{ "MIGRATE_ISOLATE", "Isolate" },
};

/* The enumerators that the table knows; the rest are bounds and counts. */
static void add_enum(struct import *im, const char *group, const char *type,
		     const struct enumerator *table, size_t n)
{
	struct json_object *values = json_object_new_array();
	char origin[64];
	const char *name;

	for (size_t i = 0; (name = vmlinux_enumerator(im->vmlinux, type, i));
	     i++) {
		for (size_t j = 0; j < n; j++) {
			if (!strcmp(name, table[j].name))
				json_object_array_add(values,
						      json_object_new_string(
							      table[j].word));
		}
	}
	if (json_object_array_length(values) == 0)
		not_found(im, OF_TYPES, type);
	snprintf(origin, sizeof(origin), "%s: %s",
		 vmlinux_types_from(im->vmlinux), type);
	put_group(im->root, group, origin, values);
}

/* "6.1.0-50-amd64" of the banner; NULL with err. */
static char *read_release(struct import *im, const struct import_request *rq,
			  struct error *err)
{
	const char *path = rq->files.image.path;
	const char *banner = vmlinux_banner(im->vmlinux);
	char *release;

	if (!banner) {
		error_set(err, "%s: no words \"Linux version\", not a kernel",
			  path);
		return NULL;
	}
	banner += strlen("Linux version ");
	release = xstrndup(banner, strcspn(banner, " "));
	if (!rq->release || !strcmp(rq->release, release))
		return release;
	error_set(err,
		  "%s: Linux %s, but what runs is Linux %s: expected its image",
		  path, release, rq->release);
	free(release);
	return NULL;
}

/* What is known before anything else is: whether there can be a line at all. */
static int open_kernel(struct import *im, const struct import_request *rq,
		       struct error *err)
{
	struct reader r = { .k = &im->kernel,
			    .where = rq->files.image.path,
			    .err = err };

	im->vmlinux = vmlinux_open(&rq->files.image, err);
	if (!im->vmlinux)
		return -1;
	im->kernel.arch = xstrdup(vmlinux_arch(im->vmlinux));
	im->kernel.release = read_release(im, rq, err);
	if (!im->kernel.release)
		return -1;
	return line_may_be_found(im->kernel.release, im->kernel.arch) ?
		       0 :
		       line_read(&r, NULL);
}

/* "found": how the line was found, and where the kernel goes another way. */
static int add_found(struct import *im, const struct line_found *f,
		     struct json_object *found, struct error *err)
{
	const char *release = im->kernel.release;
	char *text;
	int ret;

	text = f->by_marks ?
		       xasprintf(
			       "no line has Linux %s: %u of %u marks of the image are %s's",
			       release, f->agree, f->looked, f->line->name) :
		       xasprintf(
			       "%s has Linux %s; %u of %u marks of the image agree",
			       f->line->name, release, f->agree, f->looked);
	json_object_object_add(found, "origin", json_object_new_string(text));
	free(text);
	json_object_object_add(found, "by",
			       json_object_new_string(f->by_marks ? "marks" :
								    "release"));
	if (f->differs)
		json_object_object_add(found, "differs",
				       json_object_new_string(f->differs));
	if (!f->by_marks)
		return 0;
	text = release_with_repairs(release, im->kernel.banner);
	ret = find_own_ways(f, &im->marks, text, im->kernel.arch, found, err);
	free(text);
	return ret;
}

/* What the release line says: no image tells it all. */
static int read_line(struct import *im, const char *path, struct error *err)
{
	struct reader r = { .k = &im->kernel, .where = path, .err = err };
	struct line_found f;
	int ret;

	find_line(&f, &im->marks, im->kernel.release, im->kernel.arch);
	r.found = json_object_new_object();
	ret = f.line ? add_found(im, &f, r.found, err) : 0;
	if (!ret)
		ret = line_read(&r, f.line ? f.line->name : NULL);
	json_object_object_add(im->root, "found", r.found);
	line_found_release(&f);
	return ret;
}

static int add_build(struct import *im, const struct import_request *rq,
		     struct error *err)
{
	struct json_object *values = json_object_new_object();
	const struct kernel *k = &im->kernel;
	const char *name = rq->name ? rq->name : k->release;

	json_object_object_add(values, "arch", json_object_new_string(k->arch));
	json_object_object_add(values, "release",
			       json_object_new_string(k->release));
	json_object_object_add(values, "banner",
			       json_object_new_string(k->banner));
	json_object_object_add(im->root, "schema",
			       json_object_new_string("initmem-kernel-1"));
	json_object_object_add(im->root, "name", json_object_new_string(name));
	json_object_object_add(im->root, "line", NULL);
	if (read_line(im, rq->files.image.path, err)) {
		json_object_put(values);
		return -1;
	}
	json_object_object_add(im->root, "line",
			       json_object_new_string(im->kernel.line));
	put_group(im->root, "build", "ELF header, linux_banner", values);
	return 0;
}

/* As it is, or packed: /proc/config.gz. */
static int read_config(struct import *im, const struct kernel_file *f,
		       struct error *err)
{
	struct loaded l;
	int ret = loaded_open_unpacked(&l, f, err);

	if (!ret)
		kconfig_init(&im->config, f->path, l.data, l.len);
	loaded_release(&l);
	return ret;
}

/* As the user says; else as the image holds it; else where it usually lies. */
static int load_config(struct import *im, const struct import_request *rq,
		       struct error *err)
{
	const struct arch_facts *a = arch_of(im);
	struct kernel_file own = { .path = rq->files.image.path };
	const struct kernel_file *f = &rq->config;

	if (!f->path) {
		own.data = (char *)vmlinux_packed_config(im->vmlinux, &own.len);
		f = own.data ? &own : &rq->config_beside;
	}
	if (!f->path)
		return error_set(
			err,
			"%s: no configuration in it (CONFIG_IKCONFIG), nor beside it, expected the .config that it was built with, as /boot/config-RELEASE or /proc/config.gz, with --config",
			rq->files.image.path);
	if (read_config(im, f, err))
		return -1;
	if (!kconfig_set(&im->config, a->option))
		return error_set(
			err,
			"%s: no %s=y, expected the configuration of this %s kernel",
			f->path, a->option, a->name);
	return 0;
}

/* Options that are set, and that no code knows of. */
static char *add_unmodelled(struct import *im)
{
	struct json_object *names = json_object_new_array();
	char *text = NULL;

	for (size_t i = 0; i < nr_unmodelled_options; i++) {
		const struct unmodelled_option *u = &unmodelled_options[i];

		if (!kconfig_set(&im->config, u->name) ||
		    (u->with && !kconfig_set(&im->config, u->with)))
			continue;
		json_object_array_add(names, json_object_new_string(u->name));
		xappendf(&text, "%s%s (%s)", text ? "; " : "", u->name,
			 u->does);
	}
	if (text)
		put_group(im->root, "unmodelled", ".config", names);
	else
		json_object_put(names);
	return text;
}

/* Everything that fields.c names, in the order of a profile. */
static void add_values(struct import *im)
{
	add_fields(im, GROUP_CONFIG, ".config");
	add_fields(im, GROUP_SYMBOLS, vmlinux_symbols_from(im->vmlinux));
	add_fields(im, GROUP_SIZEOF, vmlinux_types_from(im->vmlinux));
	add_fields(im, GROUP_OFFSETOF, vmlinux_types_from(im->vmlinux));
	import_constants(im);
	add_enum(im, "zones", "enum zone_type", zone_types,
		 ARRAY_SIZE(zone_types));
	add_enum(im, "migratetypes", "enum migratetype", migratetypes,
		 ARRAY_SIZE(migratetypes));
	import_words(im);
}

/*
 * What we write must be what we read; where it is not, what was not found is
 * the likely reason. And what the files say must go together.
 */
static int check_profile(struct import *im, const struct import_result *out,
			 const char *path, struct error *err)
{
	struct error why = { 0 };
	struct kernel k;
	int ret;

	if (!kernel_from_json(&k, out->json, strlen(out->json), path, &why)) {
		ret = self_check(im->vmlinux, &im->config, &k, &why);
		kernel_release(&k);
		return ret ? error_set(err, "%s: %s", path, why.text) : 0;
	}
	if (!out->missing)
		return error_set(err, "%s", why.text);
	return error_set(err, "%s; not found: %s", why.text, out->missing);
}

static void import_release(struct import *im)
{
	vmlinux_close(im->vmlinux);
	json_object_put(im->root);
	json_object_put(im->constants);
	kconfig_release(&im->config);
	for (size_t i = 0; i < NR_PLACES; i++)
		free(im->missing[i]);
	kernel_release(&im->kernel);
}

static int import(struct import *im, const struct import_request *rq,
		  struct import_result *out, struct error *err)
{
	const char *path = rq->files.image.path;

	if (open_kernel(im, rq, err) ||
	    vmlinux_load(im->vmlinux, &rq->files, err) ||
	    load_config(im, rq, err))
		return -1;
	im->kernel.banner = xstrdup(vmlinux_banner(im->vmlinux));
	im->marks = (struct marks){ im->vmlinux, &im->config };
	want_types(im);
	vmlinux_scan(im->vmlinux);
	if (add_build(im, rq, err))
		return -1;
	add_values(im);
	out->unmodelled = add_unmodelled(im);
	out->json = profile_text(im->root);
	out->missing = all_missing(im);
	return check_profile(im, out, path, err);
}

int profile_import(const struct import_request *rq, struct import_result *out,
		   struct error *err)
{
	struct import im = { .root = json_object_new_object(),
			     .constants = json_object_new_object() };
	int ret;

	memset(out, 0, sizeof(*out));
	ret = import(&im, rq, out, err);
	if (ret)
		import_result_release(out);
	import_release(&im);
	return ret;
}

void import_result_release(struct import_result *r)
{
	free(r->json);
	free(r->unmodelled);
	free(r->missing);
	memset(r, 0, sizeof(*r));
}
