/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_JSON_OBJECT_H
#define INITMEM_EMIT_JSON_OBJECT_H

#include <json-c/json.h>
#include <stdio.h>

#include "answer/answer.h"

/* What answers, lists and findings have in common as objects of json-c. */

/* JSON is UTF-8; what an input has in another encoding becomes '?'. */
struct json_object *text_json(const char *s);

/* A number is a number; NULL, which is json-c's null, of an empty cell. */
struct json_object *cell_json(const struct cell *c);

/* As a line, or several with JSON_C_TO_STRING_PRETTY; slashes stay as they are.
 */
void object_print(FILE *out, struct json_object *o, int flags);

#endif
