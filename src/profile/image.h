/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_PROFILE_IMAGE_H
#define INITMEM_PROFILE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/* A file of a kernel: by its path, or bytes that another file held. */
struct kernel_file {
	const char *path; /* NULL: there is none; for messages */
	char *data; /* NULL: what lies at the path */
	size_t len;
};

/* Its bytes, which may be written to; the file stays as it is. */
struct loaded {
	const char *name; /* for messages */
	char *data;
	size_t len;
	void *map; /* what is to be given back; NULL: nothing */
	size_t map_len;
	char *owned;
};

/* 0, or -1 with err; to be released in either case. */
int loaded_open(struct loaded *l, const struct kernel_file *f,
		struct error *err);

/* The same of a text, a list or types that may be packed: unpacked. */
int loaded_open_unpacked(struct loaded *l, const struct kernel_file *f,
			 struct error *err);

void loaded_release(struct loaded *l);

/*
 * The kernel in what people boot: x86's bzImage, 32-bit ARM's zImage, arm64's
 * and RISC-V's Image and EFI zboot, and any of these, or an ELF file, packed.
 * Unpacked it is an ELF file, or an Image.
 */
struct image {
	struct loaded file;
	/* Of an Image: the architecture, model/archs.h; NULL: it is ELF. */
	const char *raw_arch;
};

/* 0, or -1 with err; to be released in either case. */
int image_open(struct image *im, const struct kernel_file *f,
	       struct error *err);
void image_release(struct image *im);

#endif
