/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_VMLINUX_H
#define INITMEM_PROFILE_VMLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/image.h"
#include "util/error.h"

/*
 * Facts of a kernel: of its image, of the symbols and the types that are in it
 * or in files beside it; of any architecture, word size and byte order.
 * Questions return false where these have no answer.
 */
struct vmlinux;

/* What else may be there; path NULL: it is not. */
struct vmlinux_files {
	struct kernel_file image;
	struct kernel_file debug; /* debug information split off */
	struct kernel_file btf;
	struct kernel_file symbols; /* System.map or /proc/kallsyms */
	/* Folders with debug information by build IDs; NULL-terminated. */
	const char *const *debug_folders;
};

/*
 * Opens the image alone: architecture, banner and what it holds can be asked
 * for. NULL with err if it is of no known architecture.
 */
struct vmlinux *vmlinux_open(const struct kernel_file *image,
			     struct error *err);

/*
 * Reads symbols and types, of the image or of the other files. 0, or -1 with
 * err: there is neither debug information nor BTF, there are no symbols, or
 * the files are not of one kernel.
 */
int vmlinux_load(struct vmlinux *v, const struct vmlinux_files *files,
		 struct error *err);
void vmlinux_close(struct vmlinux *v);

/* Its name in model/archs.h. */
const char *vmlinux_arch(const struct vmlinux *v);
unsigned vmlinux_word_size(const struct vmlinux *v); /* 4 or 8 */

/* "Linux version RELEASE (...) ...", without the newline; NULL: none. */
const char *vmlinux_banner(const struct vmlinux *v);

/* What types and symbols were read from: "DWARF", "BTF"; "symbol table". */
const char *vmlinux_types_from(const struct vmlinux *v);
const char *vmlinux_symbols_from(const struct vmlinux *v);

/* As the linker placed it. value and size_bytes may be NULL; the size is 0
   where nothing says it. */
bool vmlinux_symbol(struct vmlinux *v, const char *name, uint64_t *value,
		    uint64_t *size_bytes);

/* Bytes from a symbol up to the next one: it has at most so many. */
bool vmlinux_symbol_room(struct vmlinux *v, const char *name, uint64_t *bytes);

/* The string at a linked address; it lives as long as v. NULL if none. */
const char *vmlinux_string(struct vmlinux *v, uint64_t addr);

/* Whether the image holds the text anywhere. */
bool vmlinux_has_text(struct vmlinux *v, const char *text);

/* The .config that the image holds, packed (CONFIG_IKCONFIG); NULL: none. */
const char *vmlinux_packed_config(struct vmlinux *v, size_t *len);

/*
 * The first pointer of each `stride` bytes long entry of a table at linked
 * addresses [start, end), as the kernel has them after it has relocated
 * itself to where it is linked. *out is allocated; returns how many.
 */
size_t vmlinux_pointers(struct vmlinux *v, uint64_t start, uint64_t end,
			uint64_t stride, uint64_t **out);

/* 32 bits, or a word, at a linked address. */
bool vmlinux_u32(struct vmlinux *v, uint64_t addr, uint32_t *value);
bool vmlinux_long(struct vmlinux *v, uint64_t addr, uint64_t *value);

/*
 * Types are named as in C: "struct page", "enum zone_type", "phys_addr_t". Say
 * which ones you want, then scan once.
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

/* How many parameters a function has, by BTF: where it was not inlined. */
bool vmlinux_parameters(struct vmlinux *v, const char *function, size_t *n);

#endif
