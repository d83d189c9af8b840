/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_BOOT_H
#define INITMEM_JOURNAL_BOOT_H

#include "model/boot.h"

/* Takes no ownership of machine, kernel, arch. */
void boot_init(struct boot *b, const struct machine *machine,
	       const struct kernel *kernel, const struct arch *arch);
void boot_release(struct boot *b);

#endif
