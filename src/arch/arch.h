/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_ARCH_ARCH_H
#define INITMEM_ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "journal/sequence.h"
#include "model/boot.h"

/*
 * An architecture: one filled struct in a folder of its own, with hooks only at
 * the seams the kernel itself has. No phase asks for its name.
 *
 * What a new one needs:
 *
 * - a row in model/archs.c: its names, words, firmware, what its vmlinux is;
 *   tests/unit/test_archs.c then says what is missing below;
 * - a folder arch/FAMILY/ with its struct arch, declared here and listed in
 *   arch.c: its calls, boot loader, first per-CPU chunk, page tables;
 * - its lists in the release lines, profile/lines/;
 * - its own fields, with its name in the row: profile/fields.c for what a
 *   profile must have, profile/import_constants.c for where that is found;
 * - its own words of the command line: arch_options[], cmdline/params.c;
 * - what tells it in an input: cores[] of input/cpu_arch.c for a tree,
 *   cpu_forms[] of input/log_forms.c for a log;
 * - its name in emit/record.schema.json;
 * - a built-in kernel, and recorded boots of it under fixtures/.
 */

/* A part of the kernel image that /proc/iomem names. */
struct arch_image_resource {
	const char *name; /* "Kernel code" */
	size_t start, end; /* offsets of its symbols in struct kernel_symbols */
};

struct arch {
	const char *name;
	bool bootmem; /* for builds whose boot allocator is bootmem */

	/*
	 * What a boot loader or emulator would choose where the user did not
	 * say: where the image and the tree lie. Changes *m.
	 */
	void (*boot_loader)(struct machine *m, const struct kernel *k);

	/*
	 * arch_hugetlb_valid_size(): whether a page of a table above the PMDs
	 * can be a huge page; NULL: it cannot.
	 */
	bool (*has_pud_pages)(const struct boot *b);

	/*
	 * What the fault handler prints in front of the address of a bad access
	 * of the kernel's own: within the first page, elsewhere.
	 */
	const char *null_fault, *page_fault;
	/* A fault in parse_early_param() is told so; else the kernel just ends.
	 */
	bool early_faults_tell;

	/*
	 * phys_to_virt() once setup_arch() is done: the address of pa in the
	 * kernel's map of memory; *there: something is mapped there. NULL: the
	 * kernel keeps nothing whose address is not.
	 */
	uint64_t (*phys_to_virt)(const struct boot *b, uint64_t pa,
				 bool *there);

	/* setup_per_cpu_areas(): the first chunk. 0, or -1 on a panic. */
	int (*setup_per_cpu_areas)(struct boot *b);

	/*
	 * What it does in a call's place, and calls of its own (start/calls.h).
	 * A row without run() only says that the function lies in arch/.
	 */
	const struct call *calls;
	size_t nr_calls;
	/* The same, shared by some architectures: looked at behind its own. */
	const struct call *family;
	size_t nr_family;

	/*
	 * request_standard_resources(): /proc/iomem has banks to the byte, not
	 * the whole pages inside of them. An e820 map is shown as it is.
	 */
	bool ram_resources_to_the_byte;

	/*
	 * free_initrd_mem() is its own: it frees the whole pages around the
	 * initial RAM disk, and does not take it out of memblock, where that is
	 * kept. The generic one does, and frees the pages inside.
	 */
	bool own_free_initrd_mem;

	/* What setup_arch() tells /proc/iomem of the image; NULL: not known. */
	const struct arch_image_resource *image_resources;
	size_t nr_image_resources;
	/* Whether this build's does so; NULL: all of them. */
	bool (*has_image_resource)(const struct kernel *k,
				   const struct arch_image_resource *r);
};

/* The next one of k behind `r`, from the first on if NULL; NULL: no more. */
const struct arch_image_resource *
arch_next_image_resource(const struct arch *arch, const struct kernel *k,
			 const struct arch_image_resource *r);

/* That of the kernel's build; NULL if it is not modelled. */
const struct arch *arch_find(const struct kernel *k);

extern const struct arch arch_arm64;
extern const struct arch arch_arm;
extern const struct arch arch_riscv64;
extern const struct arch arch_x86_64;
extern const struct arch arch_i386;
extern const struct arch arch_i386_bootmem;

#endif
