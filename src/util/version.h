/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_VERSION_H
#define INITMEM_UTIL_VERSION_H

/* What --version says, and SARIF of its tool. */
#define INITMEM_VERSION "0.1"

#endif
