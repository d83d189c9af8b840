/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_DT_TREE_H
#define INITMEM_INPUT_DT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine.h"

/*
 * A device tree as arrays: nodes in the order of the blob, a parent before
 * its children, so that a subtree is one stretch [i, nodes[i].end). Names and
 * data point into the blob, which must outlive the tree.
 */

#define DT_NONE SIZE_MAX

struct dt_prop {
	const char *name;
	const uint8_t *data;
	size_t len; /* bytes */
};

struct dt_node {
	const char *name; /* with its unit address; "" for the root */
	size_t name_len;
	size_t parent; /* DT_NONE: the root */
	size_t end; /* the first node behind the subtree */
	uint32_t depth; /* 0: the root */
	/* #address-cells, #size-cells here or at the next ancestor, or 1 */
	uint32_t address_cells, size_cells;
	size_t first_prop, nr_props;
};

struct dt_tree {
	struct dt_node *nodes;
	size_t nr_nodes, cap_nodes;
	struct dt_prop *props;
	size_t nr_props, cap_props;
	uint64_t translate_steps; /* entries and properties looked at */
};

/*
 * Buses inside buses with long lists would take for ever. Above this nothing
 * is translated any more; real trees take some thousand steps.
 */
#define DT_MAX_TRANSLATE_STEPS (1u << 24)

void dt_tree_release(struct dt_tree *t);

/* Children of node i; DT_NONE at the end. */
size_t dt_first_child(const struct dt_tree *t, size_t i);
size_t dt_next_sibling(const struct dt_tree *t, size_t i);

#define dt_for_each_child(t, parent_, child)                                   \
	for ((child) = dt_first_child((t), (parent_)); (child) != DT_NONE;     \
	     (child) = dt_next_sibling((t), (child)))

/* Whether this is its name, with or without a unit address. */
bool dt_named(const struct dt_tree *t, size_t node, const char *name);

/*
 * The child of the root with this name; with `loose` a name that has a unit
 * address counts too, as fdt_path_offset() looks for it. DT_NONE: none.
 */
size_t dt_root_child(const struct dt_tree *t, const char *name, bool loose);

/* The first property of this name, or NULL. */
const struct dt_prop *dt_prop(const struct dt_tree *t, size_t node,
			      const char *name);

/* The value if it is a terminated string, else NULL. */
const char *dt_string(const struct dt_prop *p);
/*
 * The string of the list behind `s`, the first one if that is NULL; NULL when
 * no terminated one is left, or p is.
 */
const char *dt_next_string(const struct dt_prop *p, const char *s);
#define dt_for_each_string(p, s)                                               \
	for ((s) = dt_next_string((p), NULL); (s);                             \
	     (s) = dt_next_string((p), (s)))
/* Whether one string of the list is `s`, in any case of letters. */
bool dt_stringlist_has(const struct dt_prop *p, const char *s);
/* A copy of the list, NULL-terminated; NULL if p is. free() each and it. */
char **dt_stringlist(const struct dt_prop *p);

/* of_read_number(): `cells` of them folded, the older ones shifted out. */
uint64_t dt_read(const uint8_t *data, size_t cells);
/* of_property_read_u32(); false if there is no such cell. */
bool dt_read_u32(const struct dt_tree *t, size_t node, const char *name,
		 uint32_t *value);

/* of_device_is_available(): status is absent, "okay" or "ok". */
bool dt_available(const struct dt_tree *t, size_t node);

/* Translation of addresses, drivers/of/address.c. */

/*
 * __of_translate_address(): the address that `data` (of at most len bytes) has
 * in the bus of `node`'s parent, seen from the root. `ranges` is "ranges" or
 * "dma-ranges". UINT64_MAX where that cannot be said.
 */
uint64_t dt_translate(struct dt_tree *t, size_t node, const uint8_t *data,
		      size_t len, const char *ranges);

/* The i-th entry of p, the node's dma-ranges; false: no more. */
bool dt_dma_range(struct dt_tree *t, size_t node, const struct dt_prop *p,
		  size_t i, struct fdt_dma_range *r);

/*
 * of_dma_get_max_cpu_address() of the whole tree; UINT64_MAX: no limit. *bus is
 * the node that sets it, DT_NONE: none does.
 */
uint64_t dt_dma_max_cpu_address(struct dt_tree *t, size_t *bus);

#endif
