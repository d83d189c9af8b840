/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_OPTIONS_H
#define INITMEM_INPUT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/range.h"

struct machine;

enum input_kind {
	INPUT_AUTO,
	INPUT_DTB,
	INPUT_DTS,
	INPUT_E820,
	INPUT_DMESG,
	INPUT_MEMMAP,
	INPUT_TAR, /* of `initmem gather` */
};

/* An ACPI table as it lies in memory. */
struct input_table {
	const char *signature; /* "SRAT" */
	const char *data;
	size_t len;
};

/* --memory BASE,SIZE[,NODE] */
struct input_memory {
	struct range range;
	int nid; /* -1: not given */
};

/* What a boot loader adds, from the command line of initmem. */
struct input_options {
	enum input_kind kind;
	const char *name; /* what messages call INPUT; NULL: as its path */
	const char *cmdline; /* replaces /chosen/bootargs; NULL: keep */
	const char *append; /* NULL: nothing */
	unsigned cpus; /* only the first N CPUs; 0: all */
	unsigned online_cpus; /* of the possible ones, N come up; 0: not said */
	bool has_boot_cpu; /* the one with this reg boots, not the tree's first */
	uint64_t boot_cpu;
	bool has_initrd;
	struct range initrd;
	bool has_image_base;
	uint64_t image_base;
	bool has_dtb_base;
	uint64_t dtb_base;
	bool has_dtb_size;
	uint64_t dtb_size;
	struct input_memory *memory;
	size_t nr_memory;
	const char *log; /* its boot log beside the input; NULL: none */
	const char
		*iomem; /* --iomem FILE, for where the image lies; NULL: none */
	const char *iomem_text; /* the same, read; NULL: not yet */
	bool may_lack_memory; /* a tree without is no error */
	unsigned boot; /* --boot N of a log, from 1; 0: the last */
	const char *acpi; /* --acpi DIR; NULL: none */
	const char *tree; /* --tree FILE, of the machine of a log; NULL: none */
	/* The same, read: a log takes out of it what it needs. NULL: none */
	struct machine *beside;
	bool log_beside; /* to a tree a log says how much memory there is */
	const struct input_table *tables; /* the same from memory */
	size_t nr_tables;
	unsigned seen_cpus; /* so many a running system has; 0: not known */
	const char *machine; /* --machine WORDS, instead of a file; NULL */
	const char *device; /* a node of the tree to tell of; NULL: none */
	const char *cpu_features; /* --cpu-features LIST; NULL: not given */
};

#endif
