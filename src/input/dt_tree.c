/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/dt_tree.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"

void dt_tree_release(struct dt_tree *t)
{
	free(t->nodes);
	free(t->props);
	memset(t, 0, sizeof(*t));
}

size_t dt_first_child(const struct dt_tree *t, size_t i)
{
	return i + 1 < t->nodes[i].end ? i + 1 : DT_NONE;
}

size_t dt_next_sibling(const struct dt_tree *t, size_t i)
{
	size_t parent = t->nodes[i].parent, next = t->nodes[i].end;

	return next < t->nodes[parent].end ? next : DT_NONE;
}

bool dt_named(const struct dt_tree *t, size_t node, const char *name)
{
	size_t len = strlen(name);
	const char *have = t->nodes[node].name;

	return strncmp(have, name, len) == 0 &&
	       (!have[len] || have[len] == '@');
}

size_t dt_root_child(const struct dt_tree *t, const char *name, bool loose)
{
	size_t i;

	dt_for_each_child(t, 0, i) {
		if (loose ? dt_named(t, i, name) :
			    strcmp(t->nodes[i].name, name) == 0)
			return i;
	}
	return DT_NONE;
}

const struct dt_prop *dt_prop(const struct dt_tree *t, size_t node,
			      const char *name)
{
	const struct dt_node *n = &t->nodes[node];

	for (size_t i = 0; i < n->nr_props; i++) {
		const struct dt_prop *p = &t->props[n->first_prop + i];

		if (strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

const char *dt_string(const struct dt_prop *p)
{
	if (!p || !memchr(p->data, 0, p->len))
		return NULL;
	return (const char *)p->data;
}

const char *dt_next_string(const struct dt_prop *p, const char *s)
{
	size_t at = s ? (size_t)(s - (const char *)p->data) + strlen(s) + 1 : 0;

	if (!p || at >= p->len || !memchr(p->data + at, 0, p->len - at))
		return NULL;
	return (const char *)p->data + at;
}

bool dt_stringlist_has(const struct dt_prop *p, const char *s)
{
	const char *have;

	dt_for_each_string(p, have) {
		if (strcasecmp(have, s) == 0)
			return true;
	}
	return false;
}

char **dt_stringlist(const struct dt_prop *p)
{
	size_t n = 0, cap = 0;
	char **list = NULL;
	const char *s;

	if (!p)
		return NULL;
	dt_for_each_string(p, s) {
		array_reserve(list, cap, n + 1);
		list[n++] = xstrdup(s);
	}
	array_reserve(list, cap, n + 1);
	list[n] = NULL;
	return list;
}

uint64_t dt_read(const uint8_t *data, size_t cells)
{
	uint64_t v = 0;

	for (size_t i = 0; i < cells * 4; i++)
		v = v << 8 | data[i];
	return v;
}

bool dt_read_u32(const struct dt_tree *t, size_t node, const char *name,
		 uint32_t *value)
{
	const struct dt_prop *p = dt_prop(t, node, name);

	if (!p || p->len < 4)
		return false;
	*value = (uint32_t)dt_read(p->data, 1);
	return true;
}

bool dt_available(const struct dt_tree *t, size_t node)
{
	const struct dt_prop *p = dt_prop(t, node, "status");
	const char *s = dt_string(p);

	return !p || (s && (strcmp(s, "okay") == 0 || strcmp(s, "ok") == 0));
}
