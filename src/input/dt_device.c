/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/dt_device.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* Named in the message where several nodes are meant. */
#define MOST_NAMED 4

char *dt_path(const struct dt_tree *t, size_t node)
{
	const struct dt_node *n = &t->nodes[node];
	char *up, *path;

	if (n->parent == DT_NONE)
		return xstrdup("/");
	if (t->nodes[n->parent].parent == DT_NONE)
		return xasprintf("/%s", n->name);
	up = dt_path(t, n->parent);
	path = xasprintf("%s/%s", up, n->name);
	free(up);
	return path;
}

/* --- which node is meant --------------------------------------------------- */

static bool is_at(const struct dt_tree *t, size_t node, const char *path)
{
	char *own = dt_path(t, node);
	bool same = !strcmp(own, path);

	free(own);
	return same;
}

static size_t find_path(const struct dt_tree *t, const char *path)
{
	for (size_t i = 0; i < t->nr_nodes; i++) {
		if (is_at(t, i, path))
			return i;
	}
	return DT_NONE;
}

/* By an alias, or a label that dtc -@ has kept. */
static size_t find_symbol(const struct dt_tree *t, const char *name)
{
	static const char *const lists[] = { "aliases", "__symbols__" };

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		size_t list = dt_root_child(t, lists[i], false);
		const char *path = list == DT_NONE ?
					   NULL :
					   dt_string(dt_prop(t, list, name));

		if (path)
			return find_path(t, path);
	}
	return DT_NONE;
}

/* The nodes of that name; NULL-terminated names in *list if `list`. */
static size_t find_name(const struct dt_tree *t, const char *name, size_t *n,
			char **list)
{
	size_t found = DT_NONE;

	*n = 0;
	for (size_t i = 1; i < t->nr_nodes; i++) {
		char *path;

		if (!dt_named(t, i, name))
			continue;
		found = *n ? found : i;
		if (++*n > MOST_NAMED)
			continue;
		path = dt_path(t, i);
		xappendf(list, "%s%s", *n > 1 ? ", " : "", path);
		free(path);
	}
	return found;
}

static size_t find_device(const struct machine *m, const struct dt_tree *t,
			  const char *name, struct error *err)
{
	char *list = NULL;
	size_t n = 0,
	       node = *name == '/' ? find_path(t, name) : find_symbol(t, name);

	if (node == DT_NONE && *name != '/')
		node = find_name(t, name, &n, &list);
	if (node == DT_NONE)
		error_set(
			err,
			"%s: no node %s: expected a path, a name, an alias or a label of the tree",
			m->input, name);
	else if (n > 1)
		error_set(err, "%s: %zu nodes are called %s: %s%s", m->input, n,
			  name, list, n > MOST_NAMED ? ", ..." : "");
	free(list);
	return n > 1 ? DT_NONE : node;
}

/* --- what it says ---------------------------------------------------------- */

/*
 * of_dma_get_range(): the bus whose dma-ranges count. An empty one goes on
 * upwards; behind the first bus, one without the property ends the search.
 */
static size_t dma_bus(const struct dt_tree *t, size_t node)
{
	bool first = true;

	for (size_t i = t->nodes[node].parent; i != DT_NONE;
	     i = t->nodes[i].parent) {
		const struct dt_prop *p = dt_prop(t, i, "dma-ranges");

		if (p && p->len)
			return i;
		if (!p && !first)
			return DT_NONE;
		first = false;
	}
	return DT_NONE;
}

static void read_dma_ranges(struct dt_tree *t, size_t bus, struct fdt_device *d)
{
	const struct dt_prop *p = dt_prop(t, bus, "dma-ranges");
	struct fdt_dma_range r;

	for (size_t i = 0; dt_dma_range(t, bus, p, i, &r); i++) {
		if (r.cpu == UINT64_MAX || !r.size)
			continue;
		if (r.cpu + r.size < r.cpu)
			r.size = UINT64_MAX - r.cpu;
		d->ranges = xrealloc(d->ranges, d->nr_ranges + 1, sizeof(r));
		d->ranges[d->nr_ranges++] = r;
	}
}

static bool has_phandle(const struct dt_tree *t, size_t node, uint32_t phandle)
{
	uint32_t own;

	return (dt_read_u32(t, node, "phandle", &own) ||
		dt_read_u32(t, node, "linux,phandle", &own)) &&
	       own == phandle;
}

/* The names of the nodes that memory-region points at. */
static void read_regions(const struct dt_tree *t, size_t node,
			 struct fdt_device *d)
{
	const struct dt_prop *p = dt_prop(t, node, "memory-region");
	size_t all = p ? p->len / 4 : 0;

	d->regions = xcalloc(all + 1, sizeof(*d->regions));
	for (size_t i = 0; i < all; i++) {
		uint32_t phandle = (uint32_t)dt_read(p->data + 4 * i, 1);

		for (size_t n = 0; n < t->nr_nodes; n++) {
			if (!has_phandle(t, n, phandle))
				continue;
			d->regions[d->nr_regions++] = xstrdup(t->nodes[n].name);
			break;
		}
	}
}

int dt_read_device(struct machine *m, struct dt_tree *t, const char *name,
		   struct error *err)
{
	size_t node = find_device(m, t, name, err), bus;
	struct fdt_device *d;
	const char *compatible;

	if (node == DT_NONE)
		return -1;
	d = xcalloc(1, sizeof(*d));
	m->fdt.device = d;
	d->path = dt_path(t, node);
	compatible = dt_string(dt_prop(t, node, "compatible"));
	d->compatible = compatible ? xstrdup(compatible) : NULL;
	d->available = dt_available(t, node);
	d->iommu = dt_prop(t, node, "iommus") != NULL;
	d->coherent = dt_prop(t, node, "dma-coherent") != NULL;
	bus = dma_bus(t, node);
	if (bus != DT_NONE) {
		d->bus = dt_path(t, bus);
		read_dma_ranges(t, bus, d);
	}
	read_regions(t, node, d);
	return 0;
}
