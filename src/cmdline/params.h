/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_CMDLINE_PARAMS_H
#define INITMEM_CMDLINE_PARAMS_H

#include "model/kernel.h"
#include "model/params.h"

/*
 * parse_early_param() and parse_args(), init/main.c and kernel/params.c, on
 * the finished command line. Never fails: the kernel passes over what it does
 * not understand. `pud_pages`: hugepagesz= may name the pages of a PUD.
 * Release with params_release().
 */
void params_parse(struct params *p, const char *cmdline, const struct kernel *k,
		  bool pud_pages);

/* What a crashkernel= word says. */
struct crash_words {
	uint64_t size,
		base; /* bytes; base 0: anywhere; size 0: no range holds */
	uint64_t total; /* system_ram as ranges are compared with it */
	char message[64]; /* what the kernel prints of it; "": nothing */
};

/*
 * parse_crashkernel(), kernel/crash_core.c. `suffix` is NULL, ",high",
 * ",low" or ",cma"; system_ram in bytes. Fills *w. Returns 0, PARAM_ABSENT
 * where the option is not there in this form, PARAM_BAD where it is malformed.
 */
#define PARAM_ABSENT 1
#define PARAM_BAD (-1)
int params_crashkernel(const struct params *p, const char *suffix,
		       uint64_t system_ram, struct crash_words *w);

#endif
