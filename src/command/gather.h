/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_GATHER_H
#define INITMEM_COMMAND_GATHER_H

/* command/gather.sh, word for word: made by the Makefile. */
extern const char gather_script[];

#endif
