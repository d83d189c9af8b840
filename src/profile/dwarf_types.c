/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/dwarf_types.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/library.h"

#define FUNCTIONS(X)                                                           \
	X(dwarf_begin_elf)                                                     \
	X(dwarf_end)                                                           \
	X(dwarf_dieoffset)                                                     \
	X(dwarf_siblingof)                                                     \
	X(dwarf_tag)                                                           \
	X(dwarf_diename)                                                       \
	X(dwarf_hasattr)                                                       \
	X(dwarf_child)                                                         \
	X(dwarf_get_units)                                                     \
	X(dwarf_aggregate_size)                                                \
	X(dwarf_attr)                                                          \
	X(dwarf_formudata)                                                     \
	X(dwarf_getlocation)                                                   \
	X(dwarf_formref_die)                                                   \
	X(dwarf_peel_type)

LIBRARY(dw, "to read debug information", FUNCTIONS);

struct type {
	char *name; /* as in C; allocated */
	int tag;
	const char *bare; /* the same without "struct " or "enum " */
	bool found;
	Dwarf_Die die;
};

struct dwarf_types {
	Dwarf *dwarf;
	struct type *types;
	size_t nr_types, cap_types;
	size_t nr_missing; /* types not found yet */
};

struct dwarf_types *dwarf_types_new(struct elf_file *f, struct error *err)
{
	struct dwarf_types *d;
	Dwarf *dwarf;

	if (library_need(&libdw, err))
		return NULL;
	dwarf = dw.dwarf_begin_elf(elf_file_handle(f), DWARF_C_READ, NULL);
	if (!dwarf)
		return NULL;
	d = xcalloc(1, sizeof(*d));
	d->dwarf = dwarf;
	return d;
}

void dwarf_types_free(struct dwarf_types *d)
{
	if (!d)
		return;
	dw.dwarf_end(d->dwarf);
	for (size_t i = 0; i < d->nr_types; i++)
		free(d->types[i].name);
	free(d->types);
	free(d);
}

static struct type *type_find(struct dwarf_types *d, const char *name)
{
	for (size_t i = 0; i < d->nr_types; i++) {
		if (!strcmp(d->types[i].name, name))
			return &d->types[i];
	}
	return NULL;
}

void dwarf_want(struct dwarf_types *d, const char *type)
{
	static const struct {
		const char *prefix;
		int tag;
	} kinds[] = {
		{ "struct ", DW_TAG_structure_type },
		{ "enum ", DW_TAG_enumeration_type },
		{ "", DW_TAG_typedef },
	};
	struct type t = { .found = false };
	size_t i = 0;

	if (type_find(d, type))
		return;
	while (strncmp(type, kinds[i].prefix, strlen(kinds[i].prefix)))
		i++;
	t.name = xstrdup(type);
	t.tag = kinds[i].tag;
	t.bare = t.name + strlen(kinds[i].prefix);
	array_reserve(d->types, d->cap_types, d->nr_types + 1);
	d->types[d->nr_types++] = t;
	d->nr_missing++;
}

/* Goes on to the next entry; a damaged file may point backwards for ever. */
static bool next_sibling(Dwarf_Die *die)
{
	Dwarf_Off before = dw.dwarf_dieoffset(die);

	return dw.dwarf_siblingof(die, die) == 0 &&
	       dw.dwarf_dieoffset(die) > before;
}

static void take_type(struct dwarf_types *d, Dwarf_Die *die)
{
	int tag = dw.dwarf_tag(die);
	const char *name;

	if (tag != DW_TAG_structure_type && tag != DW_TAG_enumeration_type &&
	    tag != DW_TAG_typedef)
		return;
	name = dw.dwarf_diename(die);
	if (!name)
		return;
	for (size_t i = 0; i < d->nr_types; i++) {
		struct type *t = &d->types[i];

		if (t->found || t->tag != tag || strcmp(t->bare, name) ||
		    dw.dwarf_hasattr(die, DW_AT_declaration))
			continue;
		t->die = *die;
		t->found = true;
		d->nr_missing--;
	}
}

static void scan_unit(struct dwarf_types *d, Dwarf_Die *unit)
{
	Dwarf_Die die;

	if (dw.dwarf_child(unit, &die))
		return;
	do {
		take_type(d, &die);
	} while (d->nr_missing && next_sibling(&die));
}

void dwarf_scan(struct dwarf_types *d)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;

	while (d->nr_missing && dw.dwarf_get_units(d->dwarf, cu, &cu, NULL,
						   NULL, &unit, NULL) == 0)
		scan_unit(d, &unit);
}

static Dwarf_Die *type_die(struct dwarf_types *d, const char *type)
{
	struct type *t = type_find(d, type);

	return t && t->found ? &t->die : NULL;
}

bool dwarf_sizeof(struct dwarf_types *d, const char *type, uint64_t *bytes)
{
	Dwarf_Die *die = type_die(d, type);
	Dwarf_Word size;

	if (!die || dw.dwarf_aggregate_size(die, &size))
		return false;
	*bytes = size;
	return true;
}

static bool find_member(struct dwarf_types *d, const char *type,
			const char *member, Dwarf_Die *out)
{
	Dwarf_Die *die = type_die(d, type);

	if (!die || dw.dwarf_child(die, out))
		return false;
	do {
		const char *name = dw.dwarf_diename(out);

		if (dw.dwarf_tag(out) == DW_TAG_member && name &&
		    !strcmp(name, member))
			return true;
	} while (next_sibling(out));
	return false;
}

bool dwarf_offsetof(struct dwarf_types *d, const char *type, const char *member,
		    uint64_t *bytes)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;
	Dwarf_Die die;
	Dwarf_Op *op;
	size_t n;

	if (!find_member(d, type, member, &die) ||
	    !dw.dwarf_attr(&die, DW_AT_data_member_location, &attr))
		return false;
	if (dw.dwarf_formudata(&attr, &value) == 0) {
		*bytes = value;
		return true;
	}
	/* DWARF 2 says it as an expression. */
	if (dw.dwarf_getlocation(&attr, &op, &n) || n != 1 ||
	    op[0].atom != DW_OP_plus_uconst)
		return false;
	*bytes = op[0].number;
	return true;
}

bool dwarf_elements(struct dwarf_types *d, const char *type, const char *member,
		    uint64_t *n)
{
	Dwarf_Die die, array, dimension;
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (!find_member(d, type, member, &die) ||
	    !dw.dwarf_attr(&die, DW_AT_type, &attr) ||
	    !dw.dwarf_formref_die(&attr, &array) ||
	    dw.dwarf_peel_type(&array, &array) ||
	    dw.dwarf_tag(&array) != DW_TAG_array_type ||
	    dw.dwarf_child(&array, &dimension))
		return false;
	if (dw.dwarf_attr(&dimension, DW_AT_count, &attr) &&
	    dw.dwarf_formudata(&attr, &value) == 0) {
		*n = value;
		return true;
	}
	if (!dw.dwarf_attr(&dimension, DW_AT_upper_bound, &attr) ||
	    dw.dwarf_formudata(&attr, &value))
		return false;
	*n = value + 1;
	return true;
}

const char *dwarf_enumerator(struct dwarf_types *d, const char *type, size_t i)
{
	Dwarf_Die *die = type_die(d, type);
	Dwarf_Die child;

	if (!die || dw.dwarf_child(die, &child))
		return NULL;
	do {
		if (dw.dwarf_tag(&child) == DW_TAG_enumerator && i-- == 0)
			return dw.dwarf_diename(&child);
	} while (next_sibling(&child));
	return NULL;
}

bool dwarf_enumerator_value(struct dwarf_types *d, const char *type,
			    const char *name, uint64_t *value)
{
	Dwarf_Die *die = type_die(d, type);
	Dwarf_Die child;

	if (!die || dw.dwarf_child(die, &child))
		return false;
	do {
		Dwarf_Attribute attr;
		Dwarf_Word word;

		if (dw.dwarf_tag(&child) != DW_TAG_enumerator ||
		    strcmp(dw.dwarf_diename(&child) ? dw.dwarf_diename(&child) :
						      "",
			   name) != 0)
			continue;
		if (!dw.dwarf_attr(&child, DW_AT_const_value, &attr) ||
		    dw.dwarf_formudata(&attr, &word))
			return false;
		*value = word;
		return true;
	} while (next_sibling(&child));
	return false;
}
