/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/symbols.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/sort.h"

void symbols_add(struct symbols *s, const char *name, uint64_t value,
		 uint64_t size_bytes)
{
	array_reserve(s->v, s->cap, s->n + 1);
	s->v[s->n] = (struct symbol){ .name = name,
				      .value = value,
				      .size_bytes = size_bytes,
				      .order = s->n };
	s->n++;
}

static int compare_symbols(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	int names = strcmp(x->name, y->name);

	return names ? names : (x->order > y->order) - (x->order < y->order);
}

static int compare_values(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void sort_values(struct symbols *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->values[i] = s->v[i].value;
	if (s->n)
		sort_stable(s->values, s->n, sizeof(*s->values),
			    compare_values);
}

void symbols_sort(struct symbols *s)
{
	if (!s->n)
		return;
	sort_stable(s->v, s->n, sizeof(*s->v), compare_symbols);
	s->values = xcalloc(s->n, sizeof(*s->values));
	sort_values(s);
}

/* "ffffffff81000000 T _text", and "\t[module]" behind it; false: it is none. */
static bool read_symbol(struct symbols *s, char *line)
{
	char *end, *name;
	uint64_t value;

	errno = 0;
	value = strtoull(line, &end, 16);
	if (end == line || errno || end[0] != ' ' || !end[1] || end[2] != ' ')
		return false;
	name = end + 3;
	if (strpbrk(name, "\t["))
		return true;
	name[strcspn(name, " \r")] = '\0';
	if (*name)
		symbols_add(s, name, value, 0);
	return true;
}

static int read_symbols(struct symbols *s, const char *name, struct error *err)
{
	size_t number = 1;
	char *next;

	for (char *line = s->text; *line; line = next, number++) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (*line && !read_symbol(s, line))
			return error_set(
				err,
				"%s: line %zu: expected ADDRESS TYPE NAME, as in System.map or /proc/kallsyms",
				name, number);
	}
	return 0;
}

/* A reader without rights sees every address as 0. */
static bool hidden(const struct symbols *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].value)
			return false;
	}
	return true;
}

int symbols_from_text(struct symbols *s, const char *text, size_t len,
		      const char *name, struct error *err)
{
	int ret;

	memset(s, 0, sizeof(*s));
	s->text = xstrndup(text, len);
	ret = read_symbols(s, name, err);
	if (!ret && hidden(s))
		ret = error_set(
			err,
			"%s: %s, expected to be read by root with kernel.kptr_restrict below 2",
			name, s->n ? "hides its addresses" : "has no symbols");
	if (ret)
		symbols_release(s);
	else
		symbols_sort(s);
	return ret;
}

const struct symbol *symbols_find(const struct symbols *s, const char *name)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(s->v[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->n && !strcmp(s->v[low].name, name) ? &s->v[low] : NULL;
}

uint64_t symbols_room(const struct symbols *s, uint64_t value)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->values[middle] <= value)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->n ? s->values[low] - value : 0;
}

void symbols_lower(struct symbols *s, uint64_t from, uint64_t bytes)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].value >= from)
			s->v[i].value -= bytes;
	}
	sort_values(s);
}

void symbols_release(struct symbols *s)
{
	free(s->v);
	free(s->values);
	free(s->text);
	memset(s, 0, sizeof(*s));
}
