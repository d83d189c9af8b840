/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "input/dt_tree.h"

#define MAX_ADDRESS_CELLS 4

/*
 * What stands in the first cell of an address decides whether a range can
 * hold it. A bus without such a cell has compare NULL.
 */
struct bus {
	bool (*match)(const struct dt_tree *t, size_t node);
	/* 0: as the node of the bus says */
	uint32_t address_cells, size_cells;
	bool (*compare)(uint32_t address, uint32_t range);
};

static bool is_pci(const struct dt_tree *t, size_t node)
{
	const char *type = dt_string(dt_prop(t, node, "device_type"));

	if (type && (strcmp(type, "pci") == 0 || strcmp(type, "pciex") == 0 ||
		     strcmp(type, "vci") == 0 || strcmp(type, "ht") == 0))
		return true;
	return dt_named(t, node, "pcie");
}

static bool is_isa(const struct dt_tree *t, size_t node)
{
	return dt_named(t, node, "isa");
}

static bool has_flag_cell(const struct dt_tree *t, size_t node)
{
	return t->nodes[node].address_cells == 3;
}

static bool always(const struct dt_tree *t, size_t node)
{
	(void)t;
	(void)node;
	return true;
}

/* The space code: 1 is I/O, 2 and 3 are memory. */
static bool same_pci_space(uint32_t address, uint32_t range)
{
	uint32_t a = address >> 24 & 3, b = range >> 24 & 3;

	return (a == 1) == (b == 1) && (a >= 2) == (b >= 2);
}

static bool same_isa_space(uint32_t address, uint32_t range)
{
	return !((address ^ range) & 1);
}

static bool same_flags(uint32_t address, uint32_t range)
{
	return address == range;
}

/* of_busses[], drivers/of/address.c, Linux 6.1; the first that matches. */
static const struct bus buses[] = {
	{ is_pci, 3, 2, same_pci_space },
	{ is_isa, 2, 1, same_isa_space },
	{ has_flag_cell, 0, 0, same_flags },
	{ always, 0, 0, NULL },
};

static const struct bus *bus_of(const struct dt_tree *t, size_t node)
{
	const struct bus *b = buses;

	while (!b->match(t, node))
		b++;
	return b;
}

/* An address on its way to the root. */
struct address {
	const struct bus *bus;
	uint32_t na, ns;
	uint8_t cells[MAX_ADDRESS_CELLS * 4];
};

static bool enter_bus(struct dt_tree *t, size_t node, struct address *a)
{
	t->translate_steps += 1 + t->nodes[node].nr_props;
	if (t->translate_steps > DT_MAX_TRANSLATE_STEPS)
		return false;
	a->bus = bus_of(t, node);
	a->na = a->bus->address_cells ? a->bus->address_cells :
					t->nodes[node].address_cells;
	a->ns = a->bus->size_cells ? a->bus->size_cells :
				     t->nodes[node].size_cells;
	return a->na > 0 && a->na <= MAX_ADDRESS_CELLS && a->ns > 0;
}

/* The offset of `a` in one entry of ranges; false if it is not in it. */
static bool in_range(const struct address *a, const uint8_t *range,
		     uint32_t parent_cells, uint64_t *offset)
{
	uint32_t flag = a->bus->compare != NULL;
	uint64_t start = dt_read(range + 4 * flag, a->na - flag);
	uint64_t at = dt_read(a->cells + 4 * flag, a->na - flag);
	uint64_t size = dt_read(range + 4 * (a->na + parent_cells), a->ns);

	if (flag && !a->bus->compare((uint32_t)dt_read(a->cells, 1),
				     (uint32_t)dt_read(range, 1)))
		return false;
	*offset = at - start;
	return at >= start && at < start + size;
}

/* Adds offset to the address behind the flag cell; the upper cells go. */
static void add_offset(struct address *a, uint64_t offset)
{
	uint32_t flag = a->bus->compare != NULL;
	uint32_t n = a->na - flag;
	uint8_t *cells = a->cells + 4 * flag;
	uint64_t v = dt_read(cells, n) + offset;

	memset(cells, 0, 4 * n);
	for (uint32_t i = 0; i < 4 * n && i < 8; i++)
		cells[4 * n - 1 - i] = (uint8_t)(v >> (8 * i));
}

/* of_translate_one(): from the bus of `node` to the one it lies on. */
static bool translate_one(struct dt_tree *t, size_t node, struct address *a,
			  const char *ranges)
{
	const struct dt_prop *p = dt_prop(t, node, ranges);
	struct address up = *a;
	uint64_t offset, entry;

	if (!enter_bus(t, t->nodes[node].parent, &up))
		return false;
	if (!p && strcmp(ranges, "dma-ranges") != 0)
		return false;
	if (!p || !p->len) {
		uint32_t flag = up.bus->compare != NULL;

		offset = dt_read(a->cells, a->na);
		memset(up.cells + 4 * flag, 0, 4 * (up.na - flag));
		*a = up;
		add_offset(a, offset);
		return true;
	}
	entry = 4 * ((uint64_t)a->na + up.na + a->ns);
	for (uint64_t at = 0; p->len - at >= entry; at += entry) {
		const uint8_t *range = p->data + at;

		t->translate_steps++;
		if (!in_range(a, range, up.na, &offset))
			continue;
		memcpy(up.cells, range + 4 * a->na, 4 * up.na);
		*a = up;
		add_offset(a, offset);
		return true;
	}
	return false;
}

uint64_t dt_translate(struct dt_tree *t, size_t node, const uint8_t *data,
		      size_t len, const char *ranges)
{
	size_t bus = t->nodes[node].parent;
	struct address a = { 0 };

	if (bus == DT_NONE || !enter_bus(t, bus, &a) || 4 * a.na > len)
		return UINT64_MAX;
	memcpy(a.cells, data, 4 * a.na);
	for (; bus != 0; bus = t->nodes[bus].parent) {
		if (!translate_one(t, bus, &a, ranges))
			return UINT64_MAX;
	}
	return dt_read(a.cells, a.na);
}

bool dt_dma_range(struct dt_tree *t, size_t node, const struct dt_prop *p,
		  size_t i, struct fdt_dma_range *r)
{
	const struct dt_node *n = &t->nodes[node];
	size_t up = n->parent == DT_NONE ? node : n->parent;
	size_t na = n->address_cells, ns = n->size_cells;
	size_t pna = t->nodes[up].address_cells;
	size_t entry = 4 * (na + pna + ns), at = i * entry;
	const uint8_t *cells;

	if (!entry || at > p->len || p->len - at < entry)
		return false;
	cells = p->data + at;
	*r = (struct fdt_dma_range){
		.bus = dt_read(cells, na),
		.cpu = dt_translate(t, node, cells + 4 * na,
				    p->len - at - 4 * na, "dma-ranges"),
		.size = dt_read(cells + 4 * (na + pna), ns),
	};
	return true;
}

/* The highest address that the dma-ranges of one node reach. */
static uint64_t dma_reach(struct dt_tree *t, size_t node,
			  const struct dt_prop *p)
{
	struct fdt_dma_range r;
	uint64_t reach = 0;

	for (size_t i = 0; dt_dma_range(t, node, p, i, &r); i++) {
		uint64_t end = r.size + r.cpu;

		/* As it is coded there: the sum may wrap. */
		if (end > reach)
			reach = end - 1;
	}
	return reach;
}

uint64_t dt_dma_max_cpu_address(struct dt_tree *t, size_t *bus)
{
	uint64_t max = UINT64_MAX;

	*bus = DT_NONE;
	for (size_t i = 0; i < t->nr_nodes;) {
		const struct dt_prop *p;

		if (i && !dt_available(t, i)) {
			i = t->nodes[i].end;
			continue;
		}
		p = dt_prop(t, i, "dma-ranges");
		if (p && p->len) {
			uint64_t reach = dma_reach(t, i, p);

			if (reach < max) {
				max = reach;
				*bus = i;
			}
		}
		i++;
	}
	return max;
}
