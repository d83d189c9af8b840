/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_ARCHS_H
#define INITMEM_MODEL_ARCHS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The architectures: what is plain to say of each, for everybody. What an
 * architecture does is in arch/ (struct arch, where a checklist stands).
 */

enum firmware {
	FIRMWARE_TREE, /* a device tree tells its kernels of memory */
	FIRMWARE_E820,
};

#define ARCH_WORDS_MAX 8

struct arch_facts {
	const char *name; /* in profiles, lines and records */
	const char *family; /* its folder below arch/ of the kernel */
	unsigned word_size; /* bytes of a long */
	unsigned elf_machine; /* of a vmlinux */
	const char *option; /* that all its builds have set */
	enum firmware firmware;
	/*
	 * Its kernels boot on the CPUs of this one, too; NULL: on no others'.
	 * `any`: on each of them, not only where machine.aarch32 says so.
	 */
	const char *guest_of;
	bool guest_of_any;
	/* The code of a board starts CPUs: "cpu_methods", "machines". */
	bool board_code;
	/* Behind what each Image of it begins with; NULL: there is none. */
	const char *image_magic;
	/* The first byte of its image; NULL: "_text". */
	const char *first_symbol;
	/* Of a relocation that is an address of the image; 0: none is read. */
	unsigned relative_reloc;
	/* Its images may have ORC tables, between data and what is freed. */
	bool orc;
	/* Some vendor's kernels end ZONE_DMA32 where their devices begin. */
	bool dma32_of_vendors;
	/* HAVE_ARCH_HUGE_VMALLOC */
	bool huge_vmalloc;
	/*
	 * Until this release it frees what does not fill the initrd's last
	 * page, too; NULL: at no time.
	 */
	const char *initrd_in_pages;
	/* What tells it in a log: in the release; behind it, the compiler. */
	const char *release_words[ARCH_WORDS_MAX];
	const char *compiler_words[ARCH_WORDS_MAX];
};

extern const struct arch_facts arch_facts[];
extern const size_t nr_arch_facts;

/* NULL: there is none of that name. */
const struct arch_facts *arch_facts_find(const char *name);

/* By what its vmlinux is; NULL: none. */
const struct arch_facts *arch_facts_of_elf(unsigned machine);

/* The first with this firmware and words of this size, which there must be. */
const struct arch_facts *arch_facts_of(enum firmware firmware,
				       unsigned word_size);

/* Whether the architecture is that one, or of that family. */
bool arch_is(const char *name, const char *name_or_family);

/* Whether the text has one of the words; they end with NULL. */
bool arch_has_word(const char *const *words, const char *text);

/*
 * "arm64, arm, x86_64 or i386": the names of those that `which` says, with
 * `last` (" or ") before the last one. Returns buf.
 */
#define ARCH_NAMES_MAX 256
const char *arch_names(char buf[ARCH_NAMES_MAX], const char *last,
		       bool (*which)(const struct arch_facts *a));
bool arch_any(const struct arch_facts *a);
bool arch_is_wide(const struct arch_facts *a); /* words of 8 bytes */
bool arch_is_narrow(const struct arch_facts *a);
bool arch_has_tree(const struct arch_facts *a);

#endif
