/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_BTF_H
#define INITMEM_PROFILE_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

/*
 * The types of a kernel as BTF has them (Documentation/bpf/btf.rst of Linux):
 * the section .BTF of its image, or /sys/kernel/btf/vmlinux. Of either byte
 * order. Types are named as in C, "struct page", "enum zone_type",
 * "phys_addr_t"; where several have a name, the first counts.
 */
struct btf;

/*
 * Of bytes, which may be anything and must outlive it; `name` is for messages,
 * a pointer of the kernel has `word_size` bytes. NULL with err: they are no
 * BTF, or damaged.
 */
struct btf *btf_new(const void *data, size_t len, unsigned word_size,
		    const char *name, struct error *err);
void btf_free(struct btf *b);

/* Questions: false, or NULL, where it has no answer. */
bool btf_has(const struct btf *b, const char *type);
bool btf_sizeof(const struct btf *b, const char *type, uint64_t *bytes);
bool btf_offsetof(const struct btf *b, const char *type, const char *member,
		  uint64_t *bytes);
bool btf_elements(const struct btf *b, const char *type, const char *member,
		  uint64_t *n);
const char *btf_enumerator(const struct btf *b, const char *type, size_t i);
bool btf_enumerator_value(const struct btf *b, const char *type,
			  const char *name, uint64_t *value);

/* Of a function that was not inlined everywhere: how many it takes. */
bool btf_parameters(const struct btf *b, const char *function, size_t *n);

#endif
