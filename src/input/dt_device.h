/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_DT_DEVICE_H
#define INITMEM_INPUT_DT_DEVICE_H

#include "input/dt_tree.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * What a tree says of one device's way to memory: fills m->fdt.device. `name`
 * is a path, a node's name with or without its unit address, an alias, or a
 * label where the tree has its symbols. 0, or -1 with err where there is no
 * such node, or several.
 */
int dt_read_device(struct machine *m, struct dt_tree *t, const char *name,
		   struct error *err);

/* "/soc@0/dsp@5c00000"; free() it. */
char *dt_path(const struct dt_tree *t, size_t node);

#endif
