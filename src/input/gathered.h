/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_GATHERED_H
#define INITMEM_INPUT_GATHERED_H

#include "input/options.h"
#include "input/tar.h"
#include "model/machine.h"
#include "util/error.h"

/*
 * The machine that `initmem gather` has brought these files of: its tree and
 * boot log, or the firmware's map, with ACPI tables, /proc/iomem and which CPUs
 * were up. `name` is for messages. Returns 0, or -1 with err and *m empty.
 */
int machine_from_files(struct machine *m, const char *name,
		       const struct tar_files *f,
		       const struct input_options *opt, struct error *err);

#endif
