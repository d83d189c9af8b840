/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_DWARF_TYPES_H
#define INITMEM_PROFILE_DWARF_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/elf_file.h"

/*
 * The types of an ELF file's debug information, DWARF 2 to 5. They are named as
 * in C: "struct page", "enum zone_type", "phys_addr_t". Say which ones you want,
 * then scan once: it goes through the compilation units until all are found.
 */
struct dwarf_types;

/* NULL: the file has no debug information, or err says what is amiss. */
struct dwarf_types *dwarf_types_new(struct elf_file *f, struct error *err);
void dwarf_types_free(struct dwarf_types *d);

void dwarf_want(struct dwarf_types *d, const char *type);
void dwarf_scan(struct dwarf_types *d);

/* Questions: false, or NULL, where it has no answer. */
bool dwarf_sizeof(struct dwarf_types *d, const char *type, uint64_t *bytes);
bool dwarf_offsetof(struct dwarf_types *d, const char *type, const char *member,
		    uint64_t *bytes);
bool dwarf_elements(struct dwarf_types *d, const char *type, const char *member,
		    uint64_t *n);
const char *dwarf_enumerator(struct dwarf_types *d, const char *type, size_t i);
bool dwarf_enumerator_value(struct dwarf_types *d, const char *type,
			    const char *name, uint64_t *value);

#endif
