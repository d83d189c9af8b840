/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/frozen.h"

#include <stdlib.h>
#include <string.h>

#include "model/rules.h"
#include "profile/fields.h"
#include "util/alloc.h"

/* One way through a kernel for both directions, so that they cannot differ. */
struct ice {
	const struct freezer *to; /* NULL: the kernel is filled from: */
	const uint64_t *numbers;
	const char *strings;
};

/* v, or what is to be there. */
static uint64_t number(struct ice *ice, uint64_t v)
{
	if (!ice->to)
		return *ice->numbers++;
	ice->to->number(ice->to->ctx, v);
	return v;
}

static size_t count(struct ice *ice, size_t n)
{
	return (size_t)number(ice, n);
}

static const char *string(struct ice *ice, const char *s)
{
	if (ice->to) {
		ice->to->string(ice->to->ctx, s);
		return s;
	}
	s = ice->strings;
	ice->strings += strlen(s) + 1;
	return s;
}

static void text(struct ice *ice, char **s)
{
	const char *from;

	if (!number(ice, *s != NULL))
		return;
	from = string(ice, *s);
	if (!ice->to)
		*s = xstrdup(from);
}

/* n + 1 pointers, to strings that stay in the table: nobody changes them. */
static char **thaw_strings(struct ice *ice, size_t n)
{
	char **words = xcalloc(n + 1, sizeof(*words));

	for (size_t i = 0; i < n; i++)
		words[i] = (char *)string(ice, NULL);
	return words;
}

static size_t nr_words(char **words)
{
	size_t n = 0;

	while (words && words[n])
		n++;
	return n;
}

static void word_list(struct ice *ice, char ***words)
{
	size_t n;

	if (!number(ice, *words != NULL))
		return;
	n = count(ice, nr_words(*words));
	if (!ice->to)
		*words = thaw_strings(ice, n);
	for (size_t i = 0; ice->to && i < n; i++)
		string(ice, (*words)[i]);
}

/* Its pairs are pointers, and the characters lie behind them: as above. */
static void renames(struct ice *ice, struct rename_list *l)
{
	_Static_assert(sizeof(*l->v) == 2 * sizeof(char *), "a pair");

	l->n = count(ice, l->n);
	if (!ice->to)
		l->v = (struct rename *)thaw_strings(ice, 2 * l->n);
	for (size_t i = 0; ice->to && i < l->n; i++) {
		string(ice, l->v[i].from);
		string(ice, l->v[i].to);
	}
}

/* Each name is an allocation of its own here. */
static void callees(struct ice *ice, struct callees *c)
{
	size_t n;

	text(ice, &c->caller);
	n = count(ice, nr_words(c->names));
	if (!ice->to)
		c->names = xcalloc(n + 1, sizeof(*c->names));
	for (size_t i = 0; i < n; i++)
		text(ice, &c->names[i]);
}

static void calls(struct ice *ice, struct call_order *o)
{
	o->n = count(ice, o->n);
	if (!ice->to)
		o->v = xcalloc(o->n + 1, sizeof(*o->v));
	for (size_t i = 0; i < o->n; i++)
		callees(ice, &o->v[i]);
}

static void field(struct ice *ice, struct kernel *k, const struct field *f)
{
	void *at = (char *)k + f->offset;

	switch (f->type) {
	case FIELD_BOOL:
		*(bool *)at = number(ice, *(bool *)at);
		break;
	case FIELD_U32:
	case FIELD_POW2:
		*(uint32_t *)at = (uint32_t)number(ice, *(uint32_t *)at);
		break;
	case FIELD_U64:
		*(uint64_t *)at = number(ice, *(uint64_t *)at);
		break;
	case FIELD_STRING:
		text(ice, at);
		break;
	}
}

static void rules(struct ice *ice, struct rules *r)
{
	for (size_t i = 0; i < NR_KERNEL_RULES; i++)
		kernel_rule_set(&kernel_rules[i], r,
				(uint32_t)
					number(ice,
					       kernel_rule_get(&kernel_rules[i],
							       r)));
}

static void zones(struct ice *ice, struct kernel *k)
{
	k->nr_zones = (uint32_t)number(ice, k->nr_zones);
	for (uint32_t i = 0; i < k->nr_zones; i++)
		k->zones[i] = (enum zone_kind)number(ice, k->zones[i]);
	k->nr_migratetypes = (uint32_t)number(ice, k->nr_migratetypes);
	for (int i = 0; i < NR_MIGRATETYPE_KINDS; i++)
		k->has_migratetype[i] = number(ice, k->has_migratetype[i]);
}

static void kernel(struct ice *ice, struct kernel *k)
{
	text(ice, &k->name);
	text(ice, &k->base_release);
	text(ice, &k->line);
	text(ice, &k->line_inexact);
	for (size_t i = 0; i < nr_profile_fields; i++)
		field(ice, k, &profile_fields[i]);
	rules(ice, &k->rules);
	zones(ice, k);
	for (size_t i = 0; i < nr_profile_word_lists; i++)
		word_list(ice,
			  (char ***)((char *)k + profile_word_lists[i].offset));
	renames(ice, &k->functions);
	renames(ice, &k->log_prefixes);
	renames(ice, &k->bugs);
	calls(ice, &k->calls);
}

const struct frozen_kernel *frozen_find(const char *name)
{
	for (const struct frozen_kernel *f = frozen_kernels; f->name; f++) {
		if (!strcmp(f->name, name))
			return f;
	}
	return NULL;
}

void kernel_thaw(struct kernel *k, const struct frozen_kernel *f)
{
	struct ice ice = { .numbers = f->numbers, .strings = f->strings };

	memset(k, 0, sizeof(*k));
	kernel(&ice, k);
}

void kernel_freeze(const struct kernel *k, const struct freezer *to)
{
	struct ice ice = { .to = to };

	kernel(&ice, (struct kernel *)k);
}
