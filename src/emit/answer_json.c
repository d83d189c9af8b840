/* SPDX-License-Identifier: GPL-2.0-only */
#include <json-c/json.h>

#include <stdlib.h>

#include "emit/answer.h"
#include "util/utf8.h"

/* Answers as JSON. */

/* JSON is UTF-8; what an input has in another encoding becomes '?'. */
static struct json_object *text_json(const char *s)
{
	char *clean = utf8_clean(s);
	struct json_object *o = json_object_new_string(clean);

	free(clean);
	return o;
}

static struct json_object *cell_json(const struct cell *c)
{
	switch (c->kind) {
	case CELL_TEXT:
		return text_json(c->text);
	case CELL_COUNT:
	case CELL_BYTES:
	case CELL_ADDRESS:
		return json_object_new_uint64((uint64_t)c->v);
	case CELL_CHANGE:
		return json_object_new_int64(c->v);
	case CELL_NONE:
		break;
	}
	return NULL;
}

static struct json_object *section_json(const struct section *s)
{
	struct json_object *o = json_object_new_object();
	struct json_object *rows = json_object_new_array();
	struct json_object *notes = json_object_new_array();

	for (size_t i = 0; i < section_rows(s); i++) {
		struct json_object *row = json_object_new_object();

		for (size_t c = 0; c < s->nr_columns; c++)
			json_object_object_add(
				row, s->columns[c].name,
				cell_json(&s->cells[i * s->nr_columns + c]));
		json_object_array_add(rows, row);
	}
	for (size_t i = 0; i < s->nr_notes; i++)
		json_object_array_add(notes, text_json(s->notes[i]));
	json_object_object_add(o, "title", text_json(s->title));
	json_object_object_add(o, "rows", rows);
	json_object_object_add(o, "notes", notes);
	return o;
}

int answer_write_json(FILE *out, const struct answer *a)
{
	struct json_object *root = json_object_new_object();
	const char *text;
	size_t len;

	for (size_t i = 0; i < a->nr_sections; i++)
		json_object_object_add(root, a->sections[i].name,
				       section_json(&a->sections[i]));
	text = json_object_to_json_string_length(
		root, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&len);
	utf8_print_json(out, text, len);
	putc('\n', out);
	json_object_put(root);
	return fflush(out) || ferror(out) ? -1 : 0;
}
