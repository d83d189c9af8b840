/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_WRITER_H
#define INITMEM_PROFILE_WRITER_H

#include <json-c/json.h>

/* What all that make a profile share: profile.h has its form. */

/* { "value": ..., "origin": "..." }; `value` is given away. */
struct json_object *new_entry(struct json_object *value, const char *origin);

/* Puts a new { "origin": "...", "values": ... } at NAME; `values` is given
 * away. */
void put_group(struct json_object *root, const char *name, const char *origin,
	       struct json_object *values);

/* The text of the file; to be freed. */
char *profile_text(struct json_object *root);

#endif
