/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/writer.h"

#include "util/alloc.h"

struct json_object *new_entry(struct json_object *value, const char *origin)
{
	struct json_object *entry = json_object_new_object();

	json_object_object_add(entry, "value", value);
	json_object_object_add(entry, "origin", json_object_new_string(origin));
	return entry;
}

void put_group(struct json_object *root, const char *name, const char *origin,
	       struct json_object *values)
{
	struct json_object *group = json_object_new_object();

	json_object_object_add(group, "origin", json_object_new_string(origin));
	json_object_object_add(group, "values", values);
	json_object_object_add(root, name, group);
}

char *profile_text(struct json_object *root)
{
	return xasprintf("%s\n",
			 json_object_to_json_string_ext(
				 root, JSON_C_TO_STRING_PRETTY |
					       JSON_C_TO_STRING_SPACED |
					       JSON_C_TO_STRING_NOSLASHESCAPE));
}
