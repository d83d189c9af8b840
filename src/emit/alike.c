/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/alike.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buffer.h"
#include "util/stringmap.h"
#include "util/words.h"

/* Columns of rows that nobody prints. */
#define MOST_COMPARED 64

/* What stands in front of a number that rows may differ in. */
static const char *const counted[] = { "node ", "group " };

/* A row without its number and its addresses, and these. */
struct reading {
	struct buffer key; /* equal: the rows are alike */
	struct buffer places; /* equal too: wholly */
	bool has_number;
	unsigned long number;
	size_t column, at, len;
};

static const char *number_behind(const char *text)
{
	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
		const char *word = strstr(text, counted[i]);

		if (word && isdigit((unsigned char)word[strlen(counted[i])]))
			return word + strlen(counted[i]);
	}
	return NULL;
}

/* How often a line of a log came: `log "NUMA: ..." (4)`. */
static const char *number_of_line(const char *text)
{
	const char *open = strrchr(text, '(');

	return !strncmp(text, "log \"", 5) && open &&
			       isdigit((unsigned char)open[1]) ?
		       open + 1 :
		       NULL;
}

static void take_number(struct reading *r, const char *text, const char *number,
			size_t column)
{
	char *end;

	r->number = strtoul(number, &end, 10);
	r->has_number = true;
	r->column = column;
	r->at = (size_t)(number - text);
	r->len = (size_t)(end - number);
}

static void read_subject(struct reading *r, const char *text, size_t column)
{
	const char *number = r->has_number ? NULL : number_behind(text);

	if (!number && !r->has_number)
		number = number_of_line(text);
	if (!number) {
		buffer_add_all(&r->key, text, "|", NULL);
		return;
	}
	take_number(r, text, number, column);
	buffer_add_bytes(&r->key, text, r->at);
	buffer_add_all(&r->key, "#", number + r->len, "|", NULL);
}

/*
 * How long the number at `s` is that says where or of which node, in a text of
 * one side; 0: it says how much.
 */
static size_t place_length(const char *text, const char *s)
{
	size_t before = (size_t)(s - text), len = strspn(s, "0123456789");
	bool listed = before > 1 && s[-1] == ' ' &&
		      (s[-2] == ':' || s[-2] == ',') &&
		      strncmp(s + len, " b", 2) != 0 &&
		      strncmp(s + len, " p", 2) != 0;

	if (!strncmp(s, "0x", 2))
		return 2 + strspn(s + 2, "0123456789abcdef");
	if (!len || (before && isalnum((unsigned char)s[-1])))
		return 0;
	return listed || (before && s[-1] == '(' && s[len] == ')') ||
			       (before > 4 && !strncmp(s - 5, "node ", 5)) ?
		       len :
		       0;
}

static void read_side(struct reading *r, const char *text)
{
	for (const char *s = text; *s;) {
		size_t len = place_length(text, s);

		if (len) {
			buffer_add_bytes(&r->places, s, len);
			buffer_add(&r->places, "|");
			buffer_add(&r->key, "@");
		} else {
			buffer_add_bytes(&r->key, s, 1);
		}
		s += len ? len : 1;
	}
	buffer_add(&r->key, "|");
}

/* A number as it is, for what is compared only. */
static void add_value(struct buffer *b, const struct cell *c)
{
	buffer_add_number(b, c->kind);
	buffer_add_bytes(b, (const char *)&c->v, sizeof(c->v));
}

static bool is_node(const struct column *c)
{
	return c->title && !strcmp(c->title, "NODE");
}

static void read_cell(struct reading *r, const struct section *s, size_t column,
		      const struct cell *c)
{
	bool side = s->layout == LAYOUT_PAIRS && column + 2 >= s->nr_columns;

	if (c->kind == CELL_ADDRESS) {
		add_value(&r->places, c);
		buffer_add(&r->key, "@|");
	} else if (c->kind == CELL_COUNT && !r->has_number &&
		   is_node(&s->columns[column])) {
		r->has_number = true;
		r->number = (unsigned long)c->v;
		r->column = column;
		buffer_add(&r->key, "#|");
	} else if (c->kind != CELL_TEXT) {
		add_value(&r->key, c);
	} else if (side) {
		read_side(r, c->text);
	} else {
		read_subject(r, c->text, column);
	}
}

static struct reading read_row(const struct section *s, size_t row)
{
	struct reading r = { 0 };

	for (size_t c = 0; c < s->nr_columns; c++)
		read_cell(&r, s, c, &s->cells[row * s->nr_columns + c]);
	return r;
}

/* The rows of one key, and the numbers that they have. */
struct class
{
	size_t first, n, cap;
	/* Once all rows are read ascending, without those that two rows have. */
	unsigned long *numbers;
	bool elsewhere;
	bool shown; /* as one row */
};

struct classes {
	struct reading *rows;
	struct class *v;
	size_t n, cap;
	struct stringmap index; /* from 1 */
	bool fold;
};

static bool same_text(const struct buffer *a, const struct buffer *b)
{
	return a->len == b->len &&
	       (!a->len || !memcmp(a->text, b->text, a->len));
}

static void put_into_class(struct classes *all, size_t row)
{
	const struct reading *r = &all->rows[row];
	size_t *index = stringmap_at(&all->index, r->key.text, r->key.len);
	struct class *c;

	if (!*index) {
		array_reserve(all->v, all->cap, all->n + 1);
		all->v[all->n++] = (struct class){ .first = row };
		*index = all->n;
	}
	c = &all->v[*index - 1];
	array_reserve(c->numbers, c->cap, c->n + 1);
	c->numbers[c->n++] = r->number;
	c->elsewhere |= !same_text(&r->places, &all->rows[c->first].places);
}

static int by_number(const void *a, const void *b)
{
	const unsigned long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* A number that comes twice does not tell its rows apart. */
static void sort_numbers(struct class *c)
{
	size_t kept = 0, end;

	qsort(c->numbers, c->n, sizeof(*c->numbers), by_number);
	for (size_t i = 0; i < c->n; i = end) {
		for (end = i + 1;
		     end < c->n && c->numbers[end] == c->numbers[i];)
			end++;
		if (end - i == 1)
			c->numbers[kept++] = c->numbers[i];
	}
	c->n = kept;
}

static bool is_folded(const struct classes *all, const struct class *c,
		      const struct reading *r)
{
	return all->fold && r->has_number && c->n >= ALIKE_LEAST &&
	       bsearch(&r->number, c->numbers, c->n, sizeof(*c->numbers),
		       by_number);
}

/* Alone, or the first of several; the others are left out. */
static void show_row(struct alikes *a, struct classes *all, size_t row)
{
	const struct reading *r = &all->rows[row];
	size_t *index = stringmap_at(&all->index, r->key.text, r->key.len);
	struct class *c = &all->v[*index - 1];
	struct alike f = { .row = row,
			   .rows = 1,
			   .column = r->column,
			   .at = r->at,
			   .len = r->len };

	if (is_folded(all, c, r)) {
		if (c->shown)
			return;
		c->shown = true;
		f.rows = c->n;
		f.numbers = number_list_text(c->numbers, c->n, 2);
		f.elsewhere = c->elsewhere;
	}
	array_reserve(a->v, a->cap, a->n + 1);
	a->v[a->n++] = f;
}

struct section *alike_rows(struct answer *a, size_t nr_columns)
{
	static const struct column columns[MOST_COMPARED] = {
		{ .title = "NODE" }
	};

	assert(nr_columns <= MOST_COMPARED);
	return answer_section(a, "alike", columns, nr_columns, "");
}

void alikes_find(struct alikes *a, const struct section *s, bool fold)
{
	size_t n = section_rows(s);
	struct classes all = { .rows = xcalloc(n, sizeof(*all.rows)) };

	*a = (struct alikes){ 0 };
	all.fold = fold;
	for (size_t i = 0; i < n; i++) {
		all.rows[i] = read_row(s, i);
		put_into_class(&all, i);
	}
	for (size_t i = 0; i < all.n; i++)
		sort_numbers(&all.v[i]);
	for (size_t i = 0; i < n; i++)
		show_row(a, &all, i);
	for (size_t i = 0; i < n; i++) {
		buffer_release(&all.rows[i].key);
		buffer_release(&all.rows[i].places);
	}
	for (size_t i = 0; i < all.n; i++)
		free(all.v[i].numbers);
	stringmap_release(&all.index);
	free(all.v);
	free(all.rows);
}

void alikes_release(struct alikes *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->v[i].numbers);
	free(a->v);
}

char *alike_text(const struct alike *f, const char *text)
{
	if (!f->len)
		return xstrdup(f->numbers);
	return xasprintf("%.*s%s%s, %s", (int)f->at, text, f->numbers,
			 text + f->at + f->len,
			 f->elsewhere ? "the first" : "each");
}
