/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_ELF_FILE_H
#define INITMEM_PROFILE_ELF_FILE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/symbols.h"
#include "util/error.h"

/* What an ELF file holds, of any machine, word size and byte order. */
struct elf_file;

/*
 * Of bytes, which must outlive it; they may be written to. `name` is for
 * messages. NULL with err: they are not ELF.
 */
struct elf_file *elf_file_new(char *data, size_t len, const char *name,
			      struct error *err);
void elf_file_free(struct elf_file *f);

/* For libdw. */
Elf *elf_file_handle(struct elf_file *f);

unsigned elf_file_machine(const struct elf_file *f); /* EM_... */
bool elf_file_is_little(const struct elf_file *f);

/* The section of that name, as it lies in the file; NULL if there is none. */
const void *elf_file_section(struct elf_file *f, const char *name, size_t *len);

/*
 * What is loaded, one after the other, as it lies in the file: the i-th; NULL
 * behind the last one.
 */
const void *elf_file_loaded(struct elf_file *f, size_t i, uint64_t *addr,
			    size_t *len);

/* Adds those of .symtab, not sorted; how many. */
size_t elf_file_symbols(struct elf_file *f, struct symbols *s);

/*
 * A relocatable kernel may keep its pointers only in the addends of the
 * relocations that it applies to itself: those of a section that is loaded.
 * Calls found() for each. The other ones have been applied by the linker.
 */
void elf_file_addends(struct elf_file *f,
		      void (*found)(void *arg, uint64_t addr, uint64_t addend),
		      void *arg);

/* "1f08..." of the note that the linker wrote; NULL: it has none. free() it. */
char *elf_file_build_id(struct elf_file *f);

#endif
