/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_READER_H
#define INITMEM_PROFILE_READER_H

#include <json-c/json.h>
#include <stddef.h>

#include "model/kernel.h"
#include "util/error.h"

/* What the readers of profiles and of release lines share. */

#define PROFILE_BYTES_MAX (8 << 20)

struct reader {
	struct kernel *k;
	const char *where; /* names the text in messages */
	/* Of a profile that was fitted to a log, with rules of its own. */
	struct json_object *fitted; /* NULL: it was not */
	/* Of one that was imported: how its line was found. */
	struct json_object *found; /* NULL: it does not say */
	struct error *err;
};

/* Records that what stands at `place` is of another type. Returns -1. */
int wrong_type(struct reader *r, const char *place, const char *want);

/* A string without NUL bytes, or NULL. */
const char *plain_string(struct json_object *v);

/* The values of a group; NULL if the group is not there. */
struct json_object *group_values(struct json_object *root, const char *name);

/*
 * A group of other names, which may be absent; `where` names the text. 0, or -1
 * with an error. free() l->v.
 */
int read_renames(struct reader *r, const char *where, struct json_object *root,
		 const char *key, struct rename_list *l);

/* The whole text as one JSON object; NULL with err. */
struct json_object *json_text_parse(const char *json, size_t len,
				    const char *where, struct error *err);

#endif
