/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/json_object.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/utf8.h"

struct json_object *text_json(const char *s)
{
	char *clean = utf8_clean(s);
	struct json_object *o = json_object_new_string(clean);

	free(clean);
	return o;
}

/* 87.6, and not what a double makes of it. */
static struct json_object *share_json(int64_t tenths)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64 ".%" PRId64, tenths / 10,
		 tenths % 10);
	return json_object_new_double_s((double)tenths / 10, text);
}

struct json_object *cell_json(const struct cell *c)
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
	case CELL_SHARE:
		return share_json(c->v);
	case CELL_NONE:
		break;
	}
	return NULL;
}

void object_print(FILE *out, struct json_object *o, int flags)
{
	size_t len;
	const char *text = json_object_to_json_string_length(
		o, flags | JSON_C_TO_STRING_NOSLASHESCAPE, &len);

	utf8_print_json(out, text, len);
	putc('\n', out);
}
