/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_TESTS_FUZZ_SCHEMA_H
#define INITMEM_TESTS_FUZZ_SCHEMA_H

#include <err.h>
#include <json-c/json.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/*
 * Whether text is UTF-8 and JSON that fits a schema of ours, with those
 * keywords of JSON Schema that they have. What does not fit ends the program,
 * and says where.
 */

static inline struct json_object *schema_load(const char *name)
{
	char *path = xasprintf("src/emit/%s.schema.json", name);
	struct json_object *schema = json_object_from_file(path);

	if (!schema)
		errx(2, "%s: %s", path, json_util_get_last_err());
	free(path);
	return schema;
}

struct checker {
	struct json_object *root; /* the schema that a $ref is looked for in */
	char at[256]; /* the first place that does not fit */
};

static inline bool fits(struct checker *c, struct json_object *schema,
			struct json_object *v);

/* Returns false. */
static inline bool misfit(struct checker *c, const char *what,
			  struct json_object *v)
{
	if (!*c->at)
		snprintf(c->at, sizeof(c->at), "%s: %.200s", what,
			 json_object_to_json_string(v));
	return false;
}

static inline bool is_of_type(const char *type, struct json_object *v)
{
	static const struct {
		const char *name;
		enum json_type type;
	} types[] = {
		{ "null", json_type_null },
		{ "boolean", json_type_boolean },
		{ "integer", json_type_int },
		{ "number", json_type_int },
		{ "number", json_type_double },
		{ "string", json_type_string },
		{ "array", json_type_array },
		{ "object", json_type_object },
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (!strcmp(types[i].name, type) &&
		    json_object_is_type(v, types[i].type))
			return true;
	}
	return false;
}

static inline bool fits_type(struct json_object *types, struct json_object *v)
{
	if (!json_object_is_type(types, json_type_array))
		return is_of_type(json_object_get_string(types), v);
	for (size_t i = 0; i < json_object_array_length(types); i++) {
		if (is_of_type(json_object_get_string(
				       json_object_array_get_idx(types, i)),
			       v))
			return true;
	}
	return false;
}

/* How many of the schemas it fits. */
static inline size_t fits_how_many(struct checker *c, struct json_object *of,
				   struct json_object *v)
{
	size_t n = 0;

	for (size_t i = 0; i < json_object_array_length(of); i++) {
		struct checker quiet = { .root = c->root };

		n += fits(&quiet, json_object_array_get_idx(of, i), v);
	}
	return n;
}

static inline bool is_one_of(struct json_object *values, struct json_object *v)
{
	for (size_t i = 0; i < json_object_array_length(values); i++) {
		if (json_object_equal(json_object_array_get_idx(values, i), v))
			return true;
	}
	return false;
}

static inline bool matches(const char *pattern, const char *text)
{
	regex_t r;
	bool ok;

	if (regcomp(&r, pattern, REG_EXTENDED | REG_NOSUB))
		errx(2, "%s: no pattern", pattern);
	ok = !regexec(&r, text, 0, NULL, 0);
	regfree(&r);
	return ok;
}

static inline bool fits_members(struct checker *c, struct json_object *schema,
				struct json_object *v)
{
	struct json_object *known =
		json_object_object_get(schema, "properties");
	struct json_object *others, *of, *must;
	bool closed = json_object_object_get_ex(schema, "additionalProperties",
						&others);

	json_object_object_foreach(v, key, value)
	{
		if (known && json_object_object_get_ex(known, key, &of)) {
			if (!fits(c, of, value))
				return misfit(c, key, value);
		} else if (closed &&
			   json_object_is_type(others, json_type_boolean)) {
			return misfit(c, key, value);
		} else if (closed && !fits(c, others, value)) {
			return misfit(c, key, value);
		}
	}
	must = json_object_object_get(schema, "required");
	for (size_t i = 0; must && i < json_object_array_length(must); i++) {
		struct json_object *name = json_object_array_get_idx(must, i);

		if (!json_object_object_get_ex(v, json_object_get_string(name),
					       NULL))
			return misfit(c, "lacks", name);
	}
	return true;
}

static inline bool fits_items(struct checker *c, struct json_object *items,
			      struct json_object *v)
{
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		if (!fits(c, items, json_object_array_get_idx(v, i)))
			return false;
	}
	return true;
}

static inline int64_t amount(struct json_object *v)
{
	if (json_object_is_type(v, json_type_array))
		return (int64_t)json_object_array_length(v);
	if (json_object_is_type(v, json_type_object))
		return json_object_object_length(v);
	return json_object_get_int64(v);
}

static inline bool fits_keyword(struct checker *c, struct json_object *schema,
				const char *key, struct json_object *want,
				struct json_object *v)
{
	bool array = json_object_is_type(v, json_type_array);
	bool object = json_object_is_type(v, json_type_object);

	if (!strcmp(key, "type"))
		return fits_type(want, v);
	if (!strcmp(key, "const"))
		return json_object_equal(want, v);
	if (!strcmp(key, "enum"))
		return is_one_of(want, v);
	if (!strcmp(key, "oneOf"))
		return fits_how_many(c, want, v) == 1;
	if (!strcmp(key, "anyOf"))
		return fits_how_many(c, want, v) > 0;
	if (!strcmp(key, "properties") || !strcmp(key, "required"))
		return !object || fits_members(c, schema, v);
	if (!strcmp(key, "items"))
		return !array || fits_items(c, want, v);
	if (!strcmp(key, "minItems") || !strcmp(key, "minProperties") ||
	    !strcmp(key, "minimum"))
		return json_object_is_type(v, json_type_null) ||
		       amount(v) >= json_object_get_int64(want);
	if (!strcmp(key, "maxItems") || !strcmp(key, "maxProperties"))
		return amount(v) <= json_object_get_int64(want);
	if (!strcmp(key, "pattern"))
		return !json_object_is_type(v, json_type_string) ||
		       matches(json_object_get_string(want),
			       json_object_get_string(v));
	return true;
}

static inline bool fits(struct checker *c, struct json_object *schema,
			struct json_object *v)
{
	struct json_object *to;

	if (json_object_object_get_ex(schema, "$ref", &to)) {
		const char *name = strrchr(json_object_get_string(to), '/') + 1;

		schema = json_object_object_get(json_object_object_get(c->root,
								       "$defs"),
						name);
	}
	json_object_object_foreach(schema, key, want)
	{
		if (!fits_keyword(c, schema, key, want, v))
			return misfit(c, key, v);
	}
	return true;
}

/* Strictly: one value, and nothing but UTF-8 in its strings. */
static inline struct json_object *json_strictly(const char *text, size_t len)
{
	struct json_tokener *t = json_tokener_new();
	struct json_object *v;

	json_tokener_set_flags(t, JSON_TOKENER_STRICT |
					  JSON_TOKENER_VALIDATE_UTF8);
	v = json_tokener_parse_ex(t, text, (int)len);
	if (json_tokener_get_error(t) != json_tokener_success) {
		fprintf(stderr, "ERROR: no JSON, %s: %.*s\n",
			json_tokener_error_desc(json_tokener_get_error(t)),
			(int)(len < 4096 ? len : 4096), text);
		abort();
	}
	json_tokener_free(t);
	return v;
}

static inline void check_json(const char *text, size_t len,
			      struct json_object *schema)
{
	struct json_object *v = json_strictly(text, len);
	struct checker c = { .root = schema };

	if (!fits(&c, schema, v)) {
		fprintf(stderr, "ERROR: the schema has it otherwise: %s\n",
			c.at);
		abort();
	}
	json_object_put(v);
}

/* A JSON value on each line. */
static inline void check_lines(const char *text, struct json_object *schema)
{
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		check_json(text, len, schema);
	}
}

#endif
