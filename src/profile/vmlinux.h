/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_VMLINUX_H
#define INITMEM_PROFILE_VMLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

/*
 * Facts of a kernel's ELF file with debug information, of any architecture,
 * word size and byte order, DWARF 2 to 5. Questions return false where the
 * file has no answer.
 */
struct vmlinux;

/*
 * NULL with err if the file is not ELF of a known architecture, with symbols
 * and debug information.
 */
struct vmlinux *vmlinux_open(const char *path, struct error *err);
void vmlinux_close(struct vmlinux *v);

/* Its name in model/archs.h. */
const char *vmlinux_arch(const struct vmlinux *v);
unsigned vmlinux_word_size(const struct vmlinux *v); /* 4 or 8 */

/* value and size_bytes may be NULL. */
bool vmlinux_symbol(struct vmlinux *v, const char *name, uint64_t *value,
		    uint64_t *size_bytes);

/* The string at a linked address; it lives as long as v. NULL if none. */
const char *vmlinux_string(struct vmlinux *v, uint64_t addr);

/*
 * The first pointer of each `stride` bytes long entry of a table at linked
 * addresses [start, end), as the kernel has them after it has relocated
 * itself to where it is linked. *out is allocated; returns how many.
 */
size_t vmlinux_pointers(struct vmlinux *v, uint64_t start, uint64_t end,
			uint64_t stride, uint64_t **out);

/* 32 bits at a linked address. */
bool vmlinux_u32(struct vmlinux *v, uint64_t addr, uint32_t *value);

/*
 * Types are named as in C: "struct page", "enum zone_type", "phys_addr_t". Say
 * which ones you want (the strings must outlive v), then scan once: it goes
 * through the compilation units until all are found.
 */
void vmlinux_want(struct vmlinux *v, const char *type);
void vmlinux_scan(struct vmlinux *v);

bool vmlinux_sizeof(struct vmlinux *v, const char *type, uint64_t *bytes);
bool vmlinux_offsetof(struct vmlinux *v, const char *type, const char *member,
		      uint64_t *bytes);
/* Elements of an array member; of its first dimension. */
bool vmlinux_elements(struct vmlinux *v, const char *type, const char *member,
		      uint64_t *n);
/* Name of the i-th enumerator, in the order of the source; NULL at the end. */
const char *vmlinux_enumerator(struct vmlinux *v, const char *type, size_t i);
/* The value of an enumerator; false where the type has none of that name. */
bool vmlinux_enumerator_value(struct vmlinux *v, const char *type,
			      const char *name, uint64_t *value);

#endif
