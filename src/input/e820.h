/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_E820_H
#define INITMEM_INPUT_E820_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine.h"

/*
 * One line of an e820 map without what stands before it: e820_print_map() of
 * all ages, arch/x86/kernel/e820.c.
 */
enum e820_line {
	E820_LINE_NO, /* something else */
	E820_LINE_PARTIAL, /* ends in mid-range or before the type */
	E820_LINE_GAP, /* "[gap ...]": nothing is there */
	E820_LINE_BAD_TYPE, /* a range, and a type that we do not know */
	E820_LINE_ENTRY,
};

/* Fills *e for an entry, and all but the type for a bad one. */
enum e820_line e820_parse(const char *text, struct e820_entry *e);

/*
 * The name of a type, in the words of the log or of /sys/firmware/memmap.
 * *rest is what follows. E820_LINE_ENTRY, E820_LINE_BAD_TYPE, or
 * E820_LINE_PARTIAL where more words are needed.
 */
enum e820_line e820_parse_type(const char *text, uint32_t *type,
			       const char **rest);

/* [first, last] as base and size; false if last lies below first. */
bool e820_set_range(struct e820_entry *e, uint64_t first, uint64_t last);

#endif
