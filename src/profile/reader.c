/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/reader.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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
		abort();
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
