/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_INPUT_H
#define INITMEM_INPUT_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine.h"
#include "util/error.h"

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
	const char *cmdline; /* replaces /chosen/bootargs; NULL: keep */
	const char *append; /* NULL: nothing */
	unsigned cpus; /* only the first N CPUs; 0: all */
	unsigned online_cpus; /* of the possible ones, N come up; 0: not said */
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
	/* The text of its /proc/iomem, for where the image lies; NULL: none. */
	const char *iomem;
	bool may_lack_memory; /* a tree without is no error */
	unsigned boot; /* --boot N of a log, from 1; 0: the last */
	const char *acpi; /* --acpi DIR; NULL: none */
	const struct input_table *tables; /* the same from memory */
	size_t nr_tables;
	unsigned seen_cpus; /* so many a running system has; 0: not known */
	const char *cpu_features; /* --cpu-features LIST; NULL: the log's */
};

/*
 * Reads INPUT ("-": standard input) into *m. Returns 0, or -1 with err, then
 * *m is empty. Release with machine_release().
 */
int machine_load(struct machine *m, const char *path,
		 const struct input_options *opt, struct error *err);

/*
 * The bytes of a file ("-": standard input) with a NUL behind them, at most 64
 * MiB; the caller frees *data. 0, or -1 with err and nothing to free.
 */
int input_read(const char *path, char **data, size_t *len, struct error *err);

/*
 * How many CPUs came up, says the log of a boot ("Brought up"); `boot` as in
 * input_options. 0 where it does not say, or where its command line held CPUs
 * back with a word that `cmdline` has not.
 */
unsigned log_brought_up(const char *text, size_t len, unsigned boot,
			const char *cmdline);

/*
 * machine_load() of a device tree blob in memory: `blob` is not changed.
 */
int machine_from_dtb(struct machine *m, const void *blob, size_t len,
		     const char *name, const struct input_options *opt,
		     struct error *err);

#endif
