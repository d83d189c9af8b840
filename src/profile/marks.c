/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/marks.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define NAME_MAX_LEN 95

/* One part of a mark, taken apart. */
struct term {
	char name[NAME_MAX_LEN + 1]; /* what is looked for */
	char part[NAME_MAX_LEN + 1]; /* a member, or the type of an enumerator */
	const char *rest; /* behind the name */
};

static enum mark yes_or_no(bool yes)
{
	return yes ? MARK_YES : MARK_NO;
}

/* The C name at the front of a text; 0 bytes: there is none. */
static size_t take_name(const char *text, char out[NAME_MAX_LEN + 1])
{
	size_t n = 0;

	while (n < NAME_MAX_LEN &&
	       (isalnum((unsigned char)text[n]) || text[n] == '_'))
		n++;
	memcpy(out, text, n);
	out[n] = '\0';
	return n;
}

static enum mark look_struct(struct marks *m, const struct term *t)
{
	char type[NAME_MAX_LEN + 8];
	uint64_t n;

	snprintf(type, sizeof(type), "struct %s", t->name);
	if (*t->part)
		return yes_or_no(
			vmlinux_offsetof(m->vmlinux, type, t->part, &n));
	return yes_or_no(vmlinux_sizeof(m->vmlinux, type, &n));
}

static enum mark look_enumerator(struct marks *m, const struct term *t)
{
	char type[NAME_MAX_LEN + 8];
	uint64_t n;

	snprintf(type, sizeof(type), "enum %s", t->part);
	return yes_or_no(
		vmlinux_enumerator_value(m->vmlinux, type, t->name, &n));
}

/* Lists of a running kernel may have functions only. */
static enum mark look_symbol(struct marks *m, const struct term *t)
{
	if (vmlinux_symbol(m->vmlinux, t->name, NULL, NULL))
		return MARK_YES;
	return vmlinux_symbol(m->vmlinux, "boot_command_line", NULL, NULL) ?
		       MARK_NO :
		       MARK_UNKNOWN;
}

/* " of three parameters": how many; 0: the words are others. */
static size_t said_parameters(const char *rest)
{
	static const char *const numbers[] = { "one", "two", "three", "four",
					       "five" };

	if (strncmp(rest, " of ", 4) != 0)
		return 0;
	rest += 4;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		size_t len = strlen(numbers[i]);

		if (!strncmp(rest, numbers[i], len) &&
		    !strncmp(rest + len, " parameter", 10))
			return i + 1;
	}
	return 0;
}

/* That there is none by the name does not tell: it may have been inlined. */
static enum mark look_function(struct marks *m, const struct term *t)
{
	size_t want = said_parameters(t->rest), n;

	if (want)
		return vmlinux_parameters(m->vmlinux, t->name, &n) ?
			       yes_or_no(n == want) :
			       MARK_UNKNOWN;
	return !*t->rest && vmlinux_symbol(m->vmlinux, t->name, NULL, NULL) ?
		       MARK_YES :
		       MARK_UNKNOWN;
}

static enum mark look_option(struct marks *m, const struct term *t)
{
	char option[NAME_MAX_LEN + 8];

	snprintf(option, sizeof(option), "CONFIG_%s", t->name);
	return kconfig_known(m->config, option) ?
		       yes_or_no(kconfig_set(m->config, option)) :
		       MARK_UNKNOWN;
}

/* "..." behind "string ", without quotes within. */
static enum mark look_string(struct marks *m, const char *text)
{
	char words[2 * NAME_MAX_LEN];
	size_t n = 0;

	if (*text++ != '"')
		return MARK_UNKNOWN;
	for (; *text && *text != '"' && n < sizeof(words) - 1; text++)
		words[n++] = *text;
	words[n] = '\0';
	return *text == '"' && n && !text[1] ?
		       yes_or_no(vmlinux_has_text(m->vmlinux, words)) :
		       MARK_UNKNOWN;
}

static const struct kind {
	const char *prefix;
	enum mark (*look)(struct marks *m, const struct term *t);
	const char *joint; /* between name and part; NULL: none */
	bool needs_part;
	bool has_rest;
} kinds[] = {
	{ "struct ", look_struct, ".", false, false },
	{ "enumerator ", look_enumerator, " of enum ", true, false },
	{ "symbol ", look_symbol, NULL, false, false },
	{ "function ", look_function, NULL, false, true },
	{ "CONFIG_", look_option, NULL, false, false },
};

/* What a part of a mark is of; NULL: its words are not those of a mark. */
static const struct kind *parse(const char *text, struct term *t)
{
	const struct kind *k = kinds;

	while (k < kinds + ARRAY_SIZE(kinds) &&
	       strncmp(text, k->prefix, strlen(k->prefix)) != 0)
		k++;
	if (k == kinds + ARRAY_SIZE(kinds))
		return NULL;
	text += strlen(k->prefix);
	*t = (struct term){ .rest = text };
	t->rest += take_name(text, t->name);
	if (k->joint && !strncmp(t->rest, k->joint, strlen(k->joint))) {
		t->rest += strlen(k->joint);
		t->rest += take_name(t->rest, t->part);
	}
	return *t->name && (!*t->rest || k->has_rest) &&
			       (*t->part || !k->needs_part) ?
		       k :
		       NULL;
}

static enum mark look_part(struct marks *m, const char *text)
{
	bool no = !strncmp(text, "no ", 3);
	const struct kind *k;
	enum mark found;
	struct term t;

	text += no ? 3 : 0;
	if (!strncmp(text, "string ", 7)) {
		found = look_string(m, text + 7);
	} else {
		k = parse(text, &t);
		found = k ? k->look(m, &t) : MARK_UNKNOWN;
	}
	if (!no || found == MARK_UNKNOWN)
		return found;
	return yes_or_no(found == MARK_NO);
}

/* Calls each() with each part of a mark. */
static void each_part(const char *mark,
		      void (*each)(void *arg, const char *part), void *arg)
{
	char *copy = xstrdup(mark), *next;

	for (char *part = copy; part; part = next) {
		next = strstr(part, "; ");
		if (next) {
			*next = '\0';
			next += 2;
		}
		each(arg, part);
	}
	free(copy);
}

static void want_part(void *arg, const char *text)
{
	struct marks *m = arg;
	const struct kind *k;
	struct term t;
	char *type;

	k = parse(text + (strncmp(text, "no ", 3) ? 0 : 3), &t);
	if (!k || (k->look != look_struct && k->look != look_enumerator))
		return;
	type = k->look == look_struct ? xasprintf("struct %s", t.name) :
					xasprintf("enum %s", t.part);
	vmlinux_want(m->vmlinux, type);
	free(type);
}

void marks_want(struct marks *m, const char *mark)
{
	each_part(mark, want_part, m);
}

struct sum {
	struct marks *marks;
	bool no, unknown;
};

static void sum_part(void *arg, const char *text)
{
	struct sum *s = arg;
	enum mark found = look_part(s->marks, text);

	s->no |= found == MARK_NO;
	s->unknown |= found == MARK_UNKNOWN;
}

enum mark marks_look(struct marks *m, const char *mark)
{
	struct sum s = { .marks = m };

	each_part(mark, sum_part, &s);
	return s.no ? MARK_NO : s.unknown ? MARK_UNKNOWN : MARK_YES;
}
