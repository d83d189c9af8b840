/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/lines.h"
#include "util/alloc.h"

#define SCHEMA "initmem-line-1"

static bool has_release(const struct builtin_line *l, const char *release)
{
	for (const char *const *r = l->releases; *r; r++) {
		if (same_release_line(*r, release))
			return true;
	}
	return false;
}

static int unknown_line(struct reader *r, const char *what)
{
	char list[256] = "";

	for (size_t i = 0; i < nr_builtin_lines; i++) {
		size_t used = strlen(list);

		snprintf(list + used, sizeof(list) - used, "%s%s",
			 i ? ", " : "", builtin_lines[i].name);
	}
	return error_set(r->err,
			 "%s: %.64s: no such release line, known are %s",
			 r->where, what, list);
}

/* The line as JSON, to be put; NULL with an error. */
static struct json_object *find_line(struct reader *r, const char *name)
{
	for (size_t i = 0; i < nr_builtin_lines; i++) {
		const struct builtin_line *l = &builtin_lines[i];
		struct json_object *root;

		if (name ? strcmp(l->name, name) != 0 :
			   !has_release(l, r->k->release))
			continue;
		root = json_text_parse(l->json, l->len, l->name, r->err);
		if (root)
			r->k->line = xstrdup(l->name);
		return root;
	}
	if (name || !profile_line_check(r->k, r->where, r->err))
		unknown_line(r, name ? name : r->k->release);
	return NULL;
}

static int wrong_calls(struct reader *r, const char *caller)
{
	return error_set(
		r->err,
		"%s: /calls/values/%.64s: wrong type, expected a list of strings, or one for each architecture",
		r->k->line, caller);
}

static int add_callees(struct reader *r, const char *caller,
		       struct json_object *list)
{
	struct call_order *o = &r->k->calls;
	size_t n = json_object_array_length(list);
	struct callees *c = &o->v[o->n++];

	c->caller = xstrdup(caller);
	c->names = xcalloc(n + 1, sizeof(*c->names));
	for (size_t i = 0; i < n; i++) {
		const char *name =
			plain_string(json_object_array_get_idx(list, i));

		if (!name)
			return wrong_calls(r, caller);
		c->names[i] = xstrdup(name);
	}
	return 0;
}

static int read_calls(struct reader *r, struct json_object *root)
{
	struct json_object *values = group_values(root, "calls");

	if (!values || !json_object_is_type(values, json_type_object))
		return error_set(r->err, "%s: /calls: missing", r->k->line);
	r->k->calls.v = xcalloc((size_t)json_object_object_length(values) + 1,
				sizeof(*r->k->calls.v));
	json_object_object_foreach(values, caller, callees)
	{
		struct json_object *list = callees;

		if (json_object_is_type(callees, json_type_object) &&
		    !json_object_object_get_ex(callees, r->k->arch, &list))
			continue;
		if (!json_object_is_type(list, json_type_array))
			return wrong_calls(r, caller);
		if (add_callees(r, caller, list))
			return -1;
	}
	return 0;
}

int line_read(struct reader *r, const char *name)
{
	struct json_object *root = find_line(r, name), *v = NULL;
	const char *schema;
	int ret;

	if (!root)
		return -1;
	json_object_object_get_ex(root, "schema", &v);
	schema = plain_string(v);
	if (!schema || strcmp(schema, SCHEMA))
		ret = error_set(
			r->err,
			"%s: /schema: not a release line, expected \"" SCHEMA
			"\"",
			r->k->line);
	else
		ret = read_calls(r, root);
	json_object_put(root);
	return ret;
}

void line_release(struct kernel *k)
{
	for (size_t i = 0; i < k->calls.n; i++) {
		struct callees *c = &k->calls.v[i];

		for (size_t n = 0; c->names && c->names[n]; n++)
			free(c->names[n]);
		free(c->names);
		free(c->caller);
	}
	free(k->calls.v);
	free(k->line);
}
