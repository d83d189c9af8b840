/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/reader.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

int wrong_type(struct reader *r, const char *place, const char *want)
{
	return error_set(r->err, "%s: %s: wrong type, expected %s", r->where,
			 place, want);
}

const char *plain_string(struct json_object *v)
{
	const char *s;

	if (!json_object_is_type(v, json_type_string))
		return NULL;
	s = json_object_get_string(v);
	if (strlen(s) != (size_t)json_object_get_string_len(v))
		return NULL;
	return s;
}

struct json_object *group_values(struct json_object *root, const char *name)
{
	struct json_object *group, *values;

	if (!json_object_object_get_ex(root, name, &group) ||
	    !json_object_object_get_ex(group, "values", &values))
		return NULL;
	return values;
}

static bool only_space(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!strchr(" \t\r\n", s[i]))
			return false;
	}
	return true;
}

struct json_object *json_text_parse(const char *json, size_t len,
				    const char *where, struct error *err)
{
	struct json_tokener *tok;
	struct json_object *root;
	enum json_tokener_error status;
	size_t end;

	if (len > PROFILE_BYTES_MAX) {
		error_set(err, "%s: %zu bytes, a profile has at most %d", where,
			  len, PROFILE_BYTES_MAX);
		return NULL;
	}
	tok = json_tokener_new();
	if (!tok)
		out_of_memory();
	root = json_tokener_parse_ex(tok, json, (int)len);
	status = json_tokener_get_error(tok);
	end = json_tokener_get_parse_end(tok);
	json_tokener_free(tok);
	if (status == json_tokener_continue) {
		error_set(
			err,
			"%s: not JSON: ends after %zu bytes in the middle of a value",
			where, len);
	} else if (status != json_tokener_success) {
		error_set(err, "%s: not JSON: %s at byte %zu", where,
			  json_tokener_error_desc(status), end);
	} else if (json_object_is_type(root, json_type_object) &&
		   only_space(json + end, len - end)) {
		return root;
	} else {
		error_set(err, "%s: expected one JSON object and nothing else",
			  where);
	}
	json_object_put(root);
	return NULL;
}

/* The pairs, then the characters. */
static int fill_renames(struct reader *r, const char *where,
			struct json_object *values, const char *key,
			struct rename_list *l)
{
	size_t n = (size_t)json_object_object_length(values), bytes = 0;
	char *at;

	json_object_object_foreach(values, from, to)
	{
		if (!plain_string(to))
			return error_set(
				r->err,
				"%s: /%s/values/%.64s: wrong type, expected a string",
				where, key, from);
		bytes += strlen(from) + strlen(plain_string(to)) + 2;
	}
	l->v = xcalloc(1, n * sizeof(*l->v) + bytes);
	at = (char *)(l->v + n);
	json_object_object_foreach(values, name, other)
	{
		l->v[l->n].from = at;
		at = stpcpy(at, name) + 1;
		l->v[l->n++].to = at;
		at = stpcpy(at, json_object_get_string(other)) + 1;
	}
	return 0;
}

int read_renames(struct reader *r, const char *where, struct json_object *root,
		 const char *key, struct rename_list *l)
{
	struct json_object *values;
	char place[64];

	if (!json_object_object_get_ex(root, key, NULL))
		return 0;
	values = group_values(root, key);
	if (values && json_object_is_type(values, json_type_object))
		return fill_renames(r, where, values, key, l);
	snprintf(place, sizeof(place), "/%s/values", key);
	return error_set(r->err,
			 "%s: %s: wrong type, expected an object of strings",
			 where, place);
}
