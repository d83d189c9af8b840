/* SPDX-License-Identifier: GPL-2.0-only */
#include <json-c/json.h>

#include "emit/answer.h"
#include "emit/json_object.h"

/* Answers as JSON. */

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

	json_object_object_add(root, "schema", text_json("initmem-answer-1"));
	for (size_t i = 0; i < a->nr_sections; i++)
		json_object_object_add(root, a->sections[i].name,
				       section_json(&a->sections[i]));
	object_print(out, root, JSON_C_TO_STRING_PLAIN);
	json_object_put(root);
	return fflush(out) || ferror(out) ? -1 : 0;
}
