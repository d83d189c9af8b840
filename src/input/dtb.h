/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_DTB_H
#define INITMEM_INPUT_DTB_H

#include "input/dt_tree.h"
#include "input/options.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * A device tree blob in memory, which is not changed; `name` is for messages.
 * Returns 0, or -1 with err and *m empty.
 */
int machine_from_dtb(struct machine *m, const void *blob, size_t len,
		     const char *name, const struct input_options *opt,
		     struct error *err);

/*
 * The facts of a tree, input/dt_machine.c; memreserve, totalsize and what the
 * user said about places are the blob's affair (dtb.c). Without `needs_memory`
 * a tree that leaves its memory to the boot loader is accepted. Messages begin
 * with m->input. Returns 0, or -1 with err; then the caller releases m.
 */
int machine_from_tree(struct machine *m, struct dt_tree *t, bool needs_memory,
		      bool memory_given, struct error *err);

/*
 * The architecture (model/archs.h) of a CPU node's compatible string, NULL when
 * it is not in the table.
 */
const char *cpu_architecture(const char *compatible);

/* Whether such a 64-bit core boots a 32-bit kernel too. */
bool cpu_has_aarch32(const char *compatible);

/* Of 32 bits: it has LPAE; it is older than ARMv7; it has no MMU. */
bool cpu_has_lpae(const char *compatible);
bool cpu_is_older(const char *compatible);
bool cpu_has_no_mmu(const char *compatible);

#endif
