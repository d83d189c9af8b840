/* SPDX-License-Identifier: GPL-2.0-only */
#include "lint/lint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "journal/journal.h"
#include "lint/rules.h"
#include "util/alloc.h"
#include "util/sort.h"

/* Findings of one rule about one input. */
#define ENOUGH 500

const char *lint_severity_name(enum lint_severity severity)
{
	static const char *const names[] = { "note", "warning", "error" };

	return names[severity];
}

const struct lint_rule *lint_rule_find(const char *code)
{
	for (size_t i = 0; i < nr_lint_rules; i++) {
		if (!strcasecmp(lint_rules[i].code, code))
			return &lint_rules[i];
	}
	return NULL;
}

void lint_run(struct lint *l)
{
	for (size_t i = 0; i < nr_lint_rules; i++) {
		l->first = l->nr_findings;
		lint_rules[i].check(l, &lint_rules[i]);
		lint_said(l, &lint_rules[i]);
		if (lint_enough(l))
			lint_add(l, &lint_rules[i], xstrdup("the input"),
				 xasprintf(
					 "and more: only the first %d are listed",
					 ENOUGH));
	}
}

bool lint_enough(const struct lint *l)
{
	return l->nr_findings - l->first >= ENOUGH;
}

bool lint_seen(const struct lint *l, lint_check *check)
{
	size_t i = 0;

	while (i < nr_lint_rules && lint_rules[i].check != check)
		i++;
	return i < nr_lint_rules && !(l->hidden && l->hidden[i]);
}

void lint_finding_release(struct lint_finding *f)
{
	free(f->where);
	free(f->message);
	free(f->kernel);
	free(f->log);
	free(f->change);
}

void lint_release(struct lint *l)
{
	for (size_t i = 0; i < l->nr_findings; i++)
		lint_finding_release(&l->findings[i]);
	free(l->findings);
	l->findings = NULL;
	l->nr_findings = l->cap_findings = 0;
}

bool lint_has_memory(const struct machine *m)
{
	struct range *banks;
	size_t n = lint_banks(m, &banks);

	free(banks);
	return n != 0;
}

struct lint_finding *lint_add(struct lint *l, const struct lint_rule *rule,
			      char *where, char *message)
{
	struct lint_finding *f;

	array_reserve(l->findings, l->cap_findings, l->nr_findings + 1);
	f = &l->findings[l->nr_findings++];
	*f = (struct lint_finding){ .rule = rule,
				    .severity = rule->severity,
				    .where = where,
				    .message = message };
	return f;
}

const struct remark *lint_remark(const struct lint *l, enum remark_kind kind,
				 const char *about)
{
	return l->boot ? journal_remarked(l->boot->journal, kind, about) : NULL;
}

const char *lint_line(const struct lint *l, enum remark_kind kind,
		      const char *about)
{
	const struct remark *r = lint_remark(l, kind, about);

	return r ? r->line : NULL;
}

bool lint_dies_in(const struct lint *l, const char *function)
{
	const struct boot *b = l->boot;

	return b && b->journal->panic && b->journal->dies_in &&
	       !strcmp(b->journal->dies_in,
		       kernel_function_name(l->kernel, function));
}

char *lint_end_words(const struct lint *l)
{
	const char *line = lint_line(l, REMARK_BAD_ACCESS, NULL);
	char *words = journal_last_words(l->boot->journal), *text;

	text = xasprintf("%s%s%s", line ? line : "", line ? "; " : "", words);
	free(words);
	return text;
}

void lint_quote_end(const struct lint *l, struct lint_finding *f, char *words)
{
	f->kernel = words;
	if (l->boot->journal->panic && *l->boot->journal->panic)
		f->log = xasprintf("Kernel panic - not syncing: %s",
				   l->boot->journal->panic);
}

const struct fdt_reserved_node *lint_reserved_node(const struct lint *l,
						   const char *name)
{
	const struct machine_fdt *fdt = &l->machine->fdt;

	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		if (fdt->reserved[i].available &&
		    !strcmp(fdt->reserved[i].name, name))
			return &fdt->reserved[i];
	}
	return NULL;
}

void lint_quote(struct lint_finding *f, const char *line, const char *words)
{
	if (line)
		f->log = xstrdup(line);
	else if (words)
		f->kernel = xstrdup(words);
}

const char *lint_kernel(const struct lint_finding *f)
{
	return f->kernel ? f->kernel : f->log;
}

const char *lint_extra_log(const struct lint_finding *f)
{
	return f->kernel && f->log && !strstr(f->kernel, f->log) ? f->log :
								   NULL;
}

char *lint_at_word(const char *word)
{
	return xasprintf("command line: %.*s", (int)strcspn(word, " "), word);
}

char *lint_at_reserved(const struct fdt_reserved_node *n)
{
	return xasprintf("/reserved-memory/%s", n->name);
}

const char *range_text(const struct range *r, char *buf, size_t len)
{
	snprintf(buf, len, "0x%" PRIx64 "-0x%" PRIx64, r->base,
		 r->base + r->size - (r->size != 0));
	return buf;
}

char *lint_word(const struct lint *l, const char *start)
{
	const char *line = l->machine->cmdline, *last = NULL;

	for (const char *p = line; (p = strstr(p, start)); p++) {
		if (p == line || p[-1] == ' ')
			last = p;
	}
	return last ? xstrndup(last, strcspn(last, " ")) : NULL;
}

bool reserved_compatible(const struct fdt_reserved_node *n, const char *with)
{
	for (char **c = n->compatible; c && *c; c++) {
		if (!strcasecmp(*c, with))
			return true;
	}
	return false;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return (x->size > y->size) - (x->size < y->size);
}

static size_t collect_banks(const struct machine *m, struct range **v)
{
	size_t n = 0, cap = 0;

	*v = NULL;
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *mem = &m->fdt.memory[i];

		if (!mem->root_child || !mem->available)
			continue;
		for (size_t r = 0; r < mem->nr_ranges; r++) {
			if (!mem->ranges[r].size)
				continue;
			array_reserve(*v, cap, n + 1);
			(*v)[n++] = mem->ranges[r];
		}
	}
	for (size_t i = 0; i < m->pc.e820.firmware.nr; i++) {
		const struct e820_entry *e = &m->pc.e820.firmware.entries[i];

		if (e->type != E820_RAM || !e->size)
			continue;
		array_reserve(*v, cap, n + 1);
		(*v)[n++] = (struct range){ e->base, e->size };
	}
	return n;
}

size_t lint_banks(const struct machine *m, struct range **v)
{
	size_t n = collect_banks(m, v), out = 0;

	if (!n)
		return 0;
	sort_stable(*v, n, sizeof(**v), compare_ranges);
	for (size_t i = 1; i < n; i++) {
		struct range *last = &(*v)[out], *r = &(*v)[i];

		if (r->base > last->base + last->size)
			(*v)[++out] = *r;
		else
			last->size = max_u64(last->base + last->size,
					     r->base + r->size) -
				     last->base;
	}
	return out + 1;
}

uint64_t lint_ram(const struct machine *m)
{
	struct range *banks;
	size_t n = lint_banks(m, &banks);
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += banks[i].size;
	free(banks);
	return bytes;
}

uint64_t lint_inside(const struct range *banks, size_t n, const struct range *r)
{
	uint64_t bytes = 0, end = r->base + r->size;

	for (size_t i = 0; i < n; i++) {
		uint64_t from = max_u64(banks[i].base, r->base);
		uint64_t to = min_u64(banks[i].base + banks[i].size, end);

		if (from < to)
			bytes += to - from;
	}
	return bytes;
}

uint64_t lint_ram_inside(const struct lint *l, const struct range *r)
{
	struct range *banks;
	size_t n = lint_banks(l->machine, &banks);
	uint64_t bytes = lint_inside(banks, n, r);

	free(banks);
	return bytes;
}

struct range lint_image_range(const struct lint *l)
{
	return (struct range){ l->boot ? l->boot->image_base : 0,
			       kernel_image_size(l->kernel) };
}
