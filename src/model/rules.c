/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/rules.h"

#include <stdlib.h>
#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "util/alloc.h"

_Static_assert(sizeof(enum fallback_rule) == sizeof(uint32_t),
	       "rules are set and read as 32 bits");

#undef RULE
#undef NUMBER_RULE
#define RULE_NAMED(rule, kernel_function, of_kernels)                          \
	.name = #rule, .offset = offsetof(struct rules, rule),                 \
	.function = kernel_function, .kernels = of_kernels
#define VARIANTS(...)                                                          \
	.variants = (const struct kernel_rule_variant[]){ __VA_ARGS__ },       \
	.nr_variants =                                                         \
		sizeof((const struct kernel_rule_variant[]){ __VA_ARGS__ }) /  \
		sizeof(struct kernel_rule_variant)
#define VARIANT(id, variant, ...) [id] = { .name = variant, __VA_ARGS__ }
#define RULE(rule, function, kernels, ...)                                     \
	{ RULE_NAMED(rule, function, kernels), VARIANTS(__VA_ARGS__) },
#define NUMBER_RULE(rule, function, kernels, least, most)                      \
	{ RULE_NAMED(rule, function, kernels), .min = least, .max = most },

const struct kernel_rule kernel_rules[NR_KERNEL_RULES] = {
#include "model/rules_list.h"
};

const struct kernel_rule *kernel_rule_find(const char *name)
{
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		if (!strcmp(kernel_rules[i].name, name))
			return &kernel_rules[i];
	}
	return NULL;
}

int kernel_rule_variant(const struct kernel_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->nr_variants; i++) {
		if (!strcmp(rule->variants[i].name, name))
			return (int)i;
	}
	return -1;
}

uint32_t kernel_rule_get(const struct kernel_rule *rule,
			 const struct rules *rules)
{
	uint32_t value;

	memcpy(&value, (const char *)rules + rule->offset, sizeof(value));
	return value;
}

void kernel_rule_set(const struct kernel_rule *rule, struct rules *rules,
		     uint32_t value)
{
	memcpy((char *)rules + rule->offset, &value, sizeof(value));
}

bool kernel_rule_of_arch(const struct kernel_rule *rule, const char *arch)
{
	for (size_t i = 0; i < nr_arch_facts; i++) {
		const char *family = arch_facts[i].family;
		size_t len = strlen(family);

		if (!strncmp(rule->name, family, len) && rule->name[len] == '_')
			return arch_is(arch, family);
	}
	return true;
}

int kernel_rule_of_release(const struct kernel_rule *rule, const char *release)
{
	size_t last = rule->nr_variants - 1;

	if (!rule->nr_variants || !*rule->variants[0].since)
		return -1;
	for (size_t i = 0; i < last; i++) {
		if (*rule->variants[i].since &&
		    release_reaches(release, rule->variants[i].since))
			return (int)i;
	}
	return (int)last;
}

static bool has_variant(const struct rules *rules, const unsigned char *given,
			const struct kernel_rule *rule, const char *variant)
{
	return given[rule - kernel_rules] &&
	       (int)kernel_rule_get(rule, rules) ==
		       kernel_rule_variant(rule, variant);
}

/* The rule that `word`, "rule=variant", names, if that is its variant here. */
static const struct kernel_rule *named_with(const struct rules *rules,
					    const unsigned char *given,
					    const char *word)
{
	size_t len = strcspn(word, "="), end = strcspn(word, " ");
	char *name = xstrndup(word, len);
	char *variant = xstrndup(word + len + 1, end - len - 1);
	const struct kernel_rule *rule = kernel_rule_find(name);
	bool has = rule && has_variant(rules, given, rule, variant);

	free(name);
	free(variant);
	return has ? rule : NULL;
}

/* Another rule whose variant cannot be with that of the first; or NULL. */
static const struct kernel_rule *excluded_by(const struct rules *rules,
					     const unsigned char *given,
					     const struct kernel_rule *first)
{
	const char *word =
		first->variants && given[first - kernel_rules] ?
			first->variants[kernel_rule_get(first, rules)].excludes :
			"";
	const struct kernel_rule *other = NULL;

	for (; *word && !other; word += strspn(word, " ")) {
		other = named_with(rules, given, word);
		word += strcspn(word, " ");
	}
	return other;
}

/* The first rule that has variants although bootmem knows nothing of it. */
static const struct kernel_rule *without_memblock(const unsigned char *given)
{
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		if (kernel_rules[i].kernels == WITH_MEMBLOCK && given[i])
			return &kernel_rules[i];
	}
	return NULL;
}

bool kernel_rules_contradict(const struct rules *rules,
			     const unsigned char *given,
			     struct kernel_rule_conflict *out)
{
	for (size_t i = 0; i < NR_KERNEL_RULES; i++) {
		out->rules[0] = &kernel_rules[i];
		out->rules[1] = excluded_by(rules, given, out->rules[0]);
		if (out->rules[1])
			return true;
	}
	if (rules->boot_allocator != BOOT_BOOTMEM)
		return false;
	out->rules[0] = KERNEL_RULE(boot_allocator);
	out->rules[1] = without_memblock(given);
	return out->rules[1];
}
