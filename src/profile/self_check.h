/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_SELF_CHECK_H
#define INITMEM_PROFILE_SELF_CHECK_H

#include "model/kernel.h"
#include "profile/kconfig.h"
#include "profile/vmlinux.h"
#include "util/error.h"

/* Wants the types that are held against each other, before the scan. */
void self_check_want(struct vmlinux *v);

/*
 * Holds what an import has taken from one file against what it has taken from
 * another: sizes of types against layouts that are known, zones and kinds of
 * pages against the configuration, lengths against both. What the files do not
 * tell is passed over. 0, or -1 with err: what does not agree, and that the
 * files are not of one kernel.
 */
int self_check(struct vmlinux *v, const struct kconfig *c,
	       const struct kernel *k, struct error *err);

#endif
