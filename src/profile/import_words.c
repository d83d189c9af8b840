/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/import_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/sort.h"

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorts the words and puts each of them once into a new group. */
static void add_words(struct import *im, const char *group, const char *origin,
		      const char **words, size_t n)
{
	struct json_object *values = json_object_new_array();

	if (n)
		sort_stable(words, n, sizeof(*words), compare_words);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(words[i - 1], words[i]))
			json_object_array_add(values,
					      json_object_new_string(words[i]));
	}
	put_group(im->root, group, origin, values);
}

/* A table of structs whose first member points to a string. */
struct word_table {
	const char *group;
	const char *origin;
	const char *start, *end; /* symbols */
	const char *type;
	size_t flag_word; /* only entries with this int set; 0: all */
	bool starts_cpus; /* only where boards do, with SMP */
};

static const struct word_table word_tables[] = {
	{ "setup_params", "struct obs_kernel_param, section .init.setup",
	  "__setup_start", "__setup_end", "struct obs_kernel_param", 0, false },
	{ "early_params",
	  "struct obs_kernel_param with early, section .init.setup",
	  "__setup_start", "__setup_end", "struct obs_kernel_param", 2, false },
	{ "module_params", "struct kernel_param, section __param",
	  "__start___param", "__stop___param", "struct kernel_param", 0,
	  false },
	{ "cpu_methods", "struct of_cpu_method, section __cpu_method_of_table",
	  "__cpu_method_of_table", "__cpu_method_of_table_sentinel",
	  "struct of_cpu_method", 0, true },
};

/* Words on their way into a group. */
struct words {
	const char **v;
	size_t n, cap;
};

static void add_word(struct words *w, const char *word)
{
	array_reserve(w->v, w->cap, w->n + 1);
	w->v[w->n++] = word;
}

/*
 * Code that calls smp_set_ops() by itself, not through a table: a function of
 * it, and what its boards are known by, name by name.
 */
static const struct smp_code {
	const char *function, *group;
	const char *words[2];
} smp_code[] = {
	{ "armada_370_xp_dt_fixup",
	  "smp_machines",
	  { "marvell,armada-370-xp" } },
	{ "hip04_smp_init", "smp_machines", { "hisilicon,hip04-d01" } },
	{ "sunxi_mc_smp_init",
	  "cpu_methods",
	  { "allwinner,sun8i-a83t-smp", "allwinner,sun9i-a80-smp" } },
};

static void add_smp_code(struct import *im, const char *group, struct words *w)
{
	for (size_t i = 0; i < ARRAY_SIZE(smp_code); i++) {
		const struct smp_code *c = &smp_code[i];

		if (strcmp(c->group, group) ||
		    !vmlinux_symbol(im->vmlinux, c->function, NULL, NULL))
			continue;
		for (size_t j = 0; j < ARRAY_SIZE(c->words) && c->words[j]; j++)
			add_word(w, c->words[j]);
	}
}

static void add_word_table(struct import *im, const struct word_table *t)
{
	uint64_t start = 0, end = 0, stride = 0, *pointers;
	struct words words = { 0 };
	size_t n;

	if (!vmlinux_symbol(im->vmlinux, t->start, &start, NULL) ||
	    !vmlinux_symbol(im->vmlinux, t->end, &end, NULL) ||
	    !vmlinux_sizeof(im->vmlinux, t->type, &stride)) {
		not_found(im, OF_BOTH, t->group);
		return;
	}
	n = vmlinux_pointers(im->vmlinux, start, end, stride, &pointers);
	for (size_t i = 0; i < n; i++) {
		const char *s = vmlinux_string(im->vmlinux, pointers[i]);
		uint64_t flag = start + i * stride +
				t->flag_word * vmlinux_word_size(im->vmlinux);
		uint32_t set = 1;

		if (t->flag_word && !vmlinux_u32(im->vmlinux, flag, &set))
			set = 0;
		if (s && set)
			add_word(&words, s);
	}
	if (words.n == 0)
		not_found(im, OF_BOTH, t->group);
	add_smp_code(im, t->group, &words);
	add_words(im, t->group, t->origin, words.v, words.n);
	free(words.v);
	free(pointers);
}

/* The pointer at a linked address; 0 if there is none. */
static uint64_t pointer_at(struct import *im, uint64_t addr)
{
	unsigned size = vmlinux_word_size(im->vmlinux);
	uint64_t *v, value = 0;

	if (vmlinux_pointers(im->vmlinux, addr, addr + size, size, &v) == 1)
		value = *v;
	free(v);
	return value;
}

/* The strings of an array of pointers that a 0 ends. */
static void add_strings(struct import *im, uint64_t array, struct words *w)
{
	unsigned size = vmlinux_word_size(im->vmlinux);
	const char *s;

	while (array &&
	       (s = vmlinux_string(im->vmlinux, pointer_at(im, array)))) {
		add_word(w, s);
		array += size;
	}
}

#define MACHINE_DESC "struct machine_desc"

/* A table of them, and the members that tell of one. */
struct machine_table {
	uint64_t start, end, stride;
	uint64_t dt_compat, smp;
};

static bool find_machines(struct import *im, struct machine_table *t)
{
	return vmlinux_symbol(im->vmlinux, "__arch_info_begin", &t->start,
			      NULL) &&
	       vmlinux_symbol(im->vmlinux, "__arch_info_end", &t->end, NULL) &&
	       vmlinux_sizeof(im->vmlinux, MACHINE_DESC, &t->stride) &&
	       t->stride &&
	       vmlinux_offsetof(im->vmlinux, MACHINE_DESC, "dt_compat",
				&t->dt_compat) &&
	       vmlinux_offsetof(im->vmlinux, MACHINE_DESC, "smp", &t->smp);
}

/* arm: the boards that the build has code for, and whose CPUs it can start. */
static void add_machines(struct import *im)
{
	struct machine_table t;
	struct words all = { 0 }, smp = { 0 };

	if (!find_machines(im, &t)) {
		not_found(im, OF_BOTH, "machines");
		return;
	}
	for (uint64_t at = t.start; at + t.stride <= t.end; at += t.stride) {
		uint64_t compat = pointer_at(im, at + t.dt_compat);

		add_strings(im, compat, &all);
		if (pointer_at(im, at + t.smp))
			add_strings(im, compat, &smp);
	}
	add_smp_code(im, "smp_machines", &smp);
	add_words(im, "machines",
		  "dt_compat of struct machine_desc, section .arch.info.init",
		  all.v, all.n);
	add_words(im, "smp_machines",
		  "those with .smp, or whose code calls smp_set_ops()", smp.v,
		  smp.n);
	free(all.v);
	free(smp.v);
}

/* Whether the build has boards whose code starts CPUs. */
static bool starts_cpus(const struct import *im)
{
	return arch_of(im)->board_code &&
	       kconfig_set(&im->config, "CONFIG_SMP");
}

void import_words_want(struct import *im)
{
	for (size_t i = 0; i < ARRAY_SIZE(word_tables); i++)
		vmlinux_want(im->vmlinux, word_tables[i].type);
	vmlinux_want(im->vmlinux, MACHINE_DESC);
}

void import_words(struct import *im)
{
	for (size_t i = 0; i < ARRAY_SIZE(word_tables); i++) {
		if (!word_tables[i].starts_cpus || starts_cpus(im))
			add_word_table(im, &word_tables[i]);
	}
	if (starts_cpus(im))
		add_machines(im);
}
