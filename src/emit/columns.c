/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/columns.h"

#include <ctype.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "emit/json_object.h"
#include "util/alloc.h"
#include "util/size.h"

/* --- which columns --------------------------------------------------------- */

/* n where there is none. */
static size_t column_index(const struct column *columns, size_t n,
			   const char *name)
{
	size_t i = 0;

	while (i < n && strcasecmp(columns[i].name, name))
		i++;
	return i;
}

char *columns_unknown(const struct column *columns, size_t n,
		      const struct columns_options *o)
{
	char *copy, *rest, *word, *unknown = NULL;

	if (!o->chosen)
		return NULL;
	copy = rest = xstrdup(o->chosen + (*o->chosen == '+'));
	while (!unknown && (word = strsep(&rest, ","))) {
		if (column_index(columns, n, word) == n)
			unknown = xstrdup(word);
	}
	free(copy);
	return unknown;
}

struct choice {
	size_t *v; /* indexes of columns */
	size_t n;
};

static void choose(struct choice *c, size_t column)
{
	c->v = xrealloc(c->v, c->n + 1, sizeof(*c->v));
	c->v[c->n++] = column;
}

static bool is_chosen(const struct choice *c, size_t column)
{
	size_t i = 0;

	while (i < c->n && c->v[i] != column)
		i++;
	return i < c->n;
}

static struct choice choice_of(const struct section *s,
			       const struct columns_options *o)
{
	bool usual = !o->chosen || *o->chosen == '+';
	struct choice c = { 0 };
	char *copy, *rest, *word;

	for (size_t i = 0; usual && i < s->nr_columns; i++) {
		if (!s->columns[i].extra)
			choose(&c, i);
	}
	if (!o->chosen)
		return c;
	copy = rest = xstrdup(o->chosen + (*o->chosen == '+'));
	while ((word = strsep(&rest, ","))) {
		size_t i = column_index(s->columns, s->nr_columns, word);

		if (!usual || !is_chosen(&c, i)) /* "besides the usual ones" */
			choose(&c, i);
	}
	free(copy);
	return c;
}

void columns_list(FILE *out, const struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%c %-22s %s\n", columns[i].extra ? ' ' : '*',
			columns[i].name, columns[i].help);
}

/* --- cells ----------------------------------------------------------------- */

static char *size_word(uint64_t bytes)
{
	char size[32], *word = xcalloc(sizeof(size), 1), *to = word;

	format_size(bytes, size, sizeof(size));
	for (const char *p = size; *p; p++) {
		if (*p != ' ')
			*to++ = *p;
	}
	return word;
}

static char *cell_word(const struct cell *c, const struct columns_options *o)
{
	switch (c->kind) {
	case CELL_TEXT:
		return xstrdup(c->text);
	case CELL_BYTES:
		if (!o->bytes)
			return size_word((uint64_t)c->v);
		return xasprintf("%" PRIu64, (uint64_t)c->v);
	case CELL_COUNT:
		return xasprintf("%" PRIu64, (uint64_t)c->v);
	case CELL_ADDRESS:
		return xasprintf("0x%" PRIx64, (uint64_t)c->v);
	case CELL_CHANGE:
		return xasprintf("%" PRId64, c->v);
	case CELL_SHARE:
		return xasprintf("%" PRId64 ".%" PRId64, c->v / 10, c->v % 10);
	case CELL_NONE:
		break;
	}
	return xstrdup("");
}

static const struct cell *cell_at(const struct section *s, size_t row,
				  size_t column)
{
	return &s->cells[row * s->nr_columns + column];
}

static void put_upper(FILE *out, const char *name)
{
	for (; *name; name++)
		putc(toupper((unsigned char)*name), out);
}

/* What would end a word, or a quoted one, or a line, as \x20. */
static void put_escaped(FILE *out, const char *text, bool quoted)
{
	if (!*text && !quoted)
		fputs("\\x20", out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c == 127 || c == '\\' ||
		    (quoted ? strchr("\"`$", c) != NULL : c == ' '))
			fprintf(out, "\\x%02x", c);
		else
			putc(c, out);
	}
}

/* --- forms ----------------------------------------------------------------- */

static void write_raw(FILE *out, const struct section *s,
		      const struct choice *c, const struct columns_options *o)
{
	for (size_t i = 0; !o->no_headings && i < c->n; i++) {
		fputs(i ? " " : "", out);
		put_upper(out, s->columns[c->v[i]].name);
	}
	if (!o->no_headings)
		putc('\n', out);
	for (size_t row = 0; row < section_rows(s); row++) {
		for (size_t i = 0; i < c->n; i++) {
			char *word = cell_word(cell_at(s, row, c->v[i]), o);

			fputs(i ? " " : "", out);
			put_escaped(out, word, false);
			free(word);
		}
		putc('\n', out);
	}
}

static void write_pairs(FILE *out, const struct section *s,
			const struct choice *c, const struct columns_options *o)
{
	for (size_t row = 0; row < section_rows(s); row++) {
		for (size_t i = 0; i < c->n; i++) {
			char *word = cell_word(cell_at(s, row, c->v[i]), o);

			fputs(i ? " " : "", out);
			put_upper(out, s->columns[c->v[i]].name);
			fputs("=\"", out);
			put_escaped(out, word, true);
			putc('"', out);
			free(word);
		}
		putc('\n', out);
	}
}

static void write_json(FILE *out, const struct section *s,
		       const struct choice *c)
{
	struct json_object *root = json_object_new_object();
	struct json_object *rows = json_object_new_array();

	for (size_t row = 0; row < section_rows(s); row++) {
		struct json_object *o = json_object_new_object();

		for (size_t i = 0; i < c->n; i++)
			json_object_object_add(o, s->columns[c->v[i]].name,
					       cell_json(cell_at(s, row,
								 c->v[i])));
		json_object_array_add(rows, o);
	}
	json_object_object_add(root, s->name, rows);
	object_print(out, root, JSON_C_TO_STRING_PLAIN);
	json_object_put(root);
}

static bool is_number(const struct section *s, size_t column)
{
	for (size_t i = column; i < s->nr_cells; i += s->nr_columns) {
		if (s->cells[i].kind == CELL_TEXT)
			return false;
	}
	return true;
}

static void write_table(FILE *out, const struct section *s,
			const struct choice *c, const struct columns_options *o,
			const struct text_style *style)
{
	struct text_column *columns = xcalloc(c->n + 1, sizeof(*columns));
	struct text_table *t;

	for (size_t i = 0; i < c->n; i++)
		columns[i] = (struct text_column){
			.name = o->no_headings ? "" : s->columns[c->v[i]].title,
			.align = is_number(s, c->v[i]) ? TEXT_RIGHT : TEXT_WRAP,
			.optional = s->columns[c->v[i]].optional && !o->chosen,
		};
	t = text_table_new(columns, c->n);
	for (size_t row = 0; row < section_rows(s); row++) {
		for (size_t i = 0; i < c->n; i++) {
			char *word = cell_word(cell_at(s, row, c->v[i]), o);

			text_table_cell(t, "%s", word);
			free(word);
		}
	}
	text_table_print(t, out, style);
	free(columns);
}

int columns_write(FILE *out, const struct section *s,
		  const struct columns_options *o,
		  const struct text_style *style)
{
	struct choice c = choice_of(s, o);

	switch (o->form) {
	case COLUMNS_RAW:
		write_raw(out, s, &c, o);
		break;
	case COLUMNS_PAIRS:
		write_pairs(out, s, &c, o);
		break;
	case COLUMNS_JSON:
		write_json(out, s, &c);
		break;
	case COLUMNS_TABLE:
		if (section_rows(s) && c.n)
			write_table(out, s, &c, o, style);
		break;
	}
	free(c.v);
	return fflush(out) || ferror(out) ? -1 : 0;
}
