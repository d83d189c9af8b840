/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/similar.h"

/* Group W: words of the command line that are not what they seem. */

/* Words about memory, and what their value begins with besides a digit. */
static const struct value_word {
	const char *name;
	const char *others[4];
} value_words[] = {
	{ "mem", { "nopentium" } },
	{ "memmap", { "exactmap" } },
	{ "cma", { NULL } },
	{ "hugetlb_cma", { NULL } },
	{ "cma_pernuma", { NULL } },
	{ "crashkernel", { "auto" } },
	{ "vmalloc", { NULL } },
	{ "highmem", { NULL } },
	{ "kernelcore", { "mirror" } },
	{ "movablecore", { NULL } },
	{ "hugepages", { NULL } },
	{ "hugepagesz", { NULL } },
	{ "default_hugepagesz", { NULL } },
	{ "swiotlb", { ",", "force", "noforce" } },
	{ "nr_cpus", { NULL } },
	{ "maxcpus", { NULL } },
	{ "possible_cpus", { NULL } },
	{ "numa", { "off", "fake=", "noacpi" } },
	{ "percpu_alloc", { "embed", "page" } },
};

static size_t name_length(const char *word)
{
	return strcspn(word, "= ");
}

static void tell_unknown(struct lint *l, const struct lint_rule *rule,
			 const char *word)
{
	char *name = xstrndup(word, name_length(word));
	const char *like = similar_word(name, value_words,
					sizeof(value_words[0]),
					ARRAY_SIZE(value_words));
	struct lint_finding *f;

	if (strcmp(name, "BOOT_IMAGE") != 0) {
		f = lint_add(l, rule, lint_at_word(word),
			     xasprintf("%s does not know this word",
				       l->kernel->name));
		f->kernel = xstrdup("hands it on to user space");
		if (like && !strcmp(like, name))
			f->change = xstrdup(
				"drop it, or a build that has what it is for");
		else if (like)
			f->change = xasprintf("%s%s, if that is meant", like,
					      word[name_length(word)] == '=' ?
						      "=" :
						      "");
		else
			f->severity = LINT_NOTE;
	}
	free(name);
}

void lint_words_unknown(struct lint *l, const struct lint_rule *rule)
{
	const struct params *p = l->boot ? &l->boot->params : NULL;

	for (size_t i = 0; p && i < p->nr_unknown_args && !lint_enough(l); i++)
		tell_unknown(l, rule, p->unknown_args[i]);
	for (size_t i = 0; p && i < p->nr_unknown_envs && !lint_enough(l); i++)
		tell_unknown(l, rule, p->unknown_envs[i]);
}

static bool can_be_read(const struct value_word *m, const char *value)
{
	if (isdigit((unsigned char)*value))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(m->others) && m->others[i]; i++) {
		if (!strncmp(value, m->others[i], strlen(m->others[i])))
			return true;
	}
	return false;
}

bool lint_word_malformed(const char *word)
{
	size_t len = name_length(word);

	for (size_t i = 0; word[len] == '=' && i < ARRAY_SIZE(value_words);
	     i++) {
		const struct value_word *m = &value_words[i];

		if (strlen(m->name) == len && !strncmp(m->name, word, len))
			return !can_be_read(m, word + len + 1);
	}
	return false;
}

/* Whether a rule before has said what is wrong with the word. */
static bool is_told(const struct lint *l, const char *word)
{
	char *where = lint_at_word(word);
	bool told = false;

	for (size_t i = 0; i < l->nr_findings && !told; i++)
		told = l->findings[i].severity > LINT_NOTE &&
		       !strcmp(l->findings[i].where, where);
	free(where);
	return told;
}

/* What the kernel reads although there is nothing. */
static void tell_no_value(struct lint *l, const struct lint_rule *rule,
			  const char *word)
{
	struct lint_finding *f =
		lint_add(l, rule, lint_at_word(word),
			 xstrdup("it has no value, and this kernel reads one"));

	f->severity = LINT_ERROR;
	f->change = xasprintf("%s=VALUE, or leave it out", word);
	if (l->boot->journal->panic)
		lint_quote_end(l, f, journal_last_words(l->boot->journal));
}

void lint_words_malformed(struct lint *l, const struct lint_rule *rule)
{
	const char *word = l->machine->cmdline;

	if (l->boot && l->boot->params.null_word)
		tell_no_value(l, rule, l->boot->params.null_word);
	for (; *word && !lint_enough(l); word += strcspn(word, " ")) {
		struct lint_finding *f;

		word += strspn(word, " ");
		if (!strncmp(word, "-- ", 3))
			return;
		if (!lint_word_malformed(word) || is_told(l, word))
			continue;
		f = lint_add(l, rule, lint_at_word(word),
			     xstrdup("its value cannot be read"));
		f->kernel = xstrdup("takes it for 0, or passes over it");
		f->change = xstrdup(
			"a number, with K, M or G behind it where it is a size");
	}
}
