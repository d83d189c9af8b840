/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/archs.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "util/alloc.h"

/* free_initrd_mem(), arch/x86/mm/init.c */
#define INITRD_IN_PAGES "2.6.34"

const struct arch_facts arch_facts[] = {
	{ .name = "arm64",
	  .family = "arm64",
	  .word_size = 8,
	  .elf_machine = EM_AARCH64,
	  .option = "CONFIG_ARM64",
	  .image_magic = "ARM\x64",
	  .relative_reloc = R_AARCH64_RELATIVE,
	  .huge_vmalloc = true,
	  .firmware = FIRMWARE_TREE,
	  .release_words = { "arm64", "aarch64" },
	  .compiler_words = { "aarch64-" } },
	{ .name = "arm",
	  .family = "arm",
	  .word_size = 4,
	  .elf_machine = EM_ARM,
	  .option = "CONFIG_ARM",
	  .firmware = FIRMWARE_TREE,
	  .guest_of = "arm64",
	  .board_code = true,
	  .compiler_words = { "(arm-", "(armv7" } },
	{ .name = "riscv64",
	  .family = "riscv",
	  .word_size = 8,
	  .elf_machine = EM_RISCV,
	  .option = "CONFIG_ARCH_RV64I",
	  .image_magic = "RSC\x05",
	  .first_symbol = "_start",
	  .relative_reloc = R_RISCV_RELATIVE,
	  .dma32_of_vendors = true,
	  .firmware = FIRMWARE_TREE,
	  .release_words = { "riscv64" },
	  .compiler_words = { "riscv64-" } },
	{ .name = "x86_64",
	  .family = "x86",
	  .word_size = 8,
	  .elf_machine = EM_X86_64,
	  .option = "CONFIG_X86_64",
	  .orc = true,
	  .huge_vmalloc = true,
	  .initrd_in_pages = INITRD_IN_PAGES,
	  .firmware = FIRMWARE_E820,
	  .release_words = { "amd64", "x86_64" } },
	{ .name = "i386",
	  .family = "x86",
	  .word_size = 4,
	  .elf_machine = EM_386,
	  .option = "CONFIG_X86_32",
	  .initrd_in_pages = INITRD_IN_PAGES,
	  .firmware = FIRMWARE_E820,
	  .guest_of = "x86_64",
	  .guest_of_any = true,
	  .release_words = { "i386", "i486", "i586", "i686", "-686", "-pae",
			     "PAE" } },
};

const size_t nr_arch_facts = ARRAY_SIZE(arch_facts);

const struct arch_facts *arch_facts_find(const char *name)
{
	for (size_t i = 0; name && i < nr_arch_facts; i++) {
		if (!strcmp(arch_facts[i].name, name))
			return &arch_facts[i];
	}
	return NULL;
}

const struct arch_facts *arch_facts_of_elf(unsigned machine)
{
	for (size_t i = 0; i < nr_arch_facts; i++) {
		if (arch_facts[i].elf_machine == machine)
			return &arch_facts[i];
	}
	return NULL;
}

const struct arch_facts *arch_facts_of(enum firmware firmware,
				       unsigned word_size)
{
	size_t i = 0;

	while (arch_facts[i].firmware != firmware ||
	       arch_facts[i].word_size != word_size)
		i++;
	return &arch_facts[i];
}

bool arch_is(const char *name, const char *name_or_family)
{
	const struct arch_facts *a = arch_facts_find(name);

	return a && (!strcmp(a->name, name_or_family) ||
		     !strcmp(a->family, name_or_family));
}

bool arch_has_word(const char *const *words, const char *text)
{
	for (; *words; words++) {
		if (strstr(text, *words))
			return true;
	}
	return false;
}

const char *arch_names(char buf[ARCH_NAMES_MAX], const char *last,
		       bool (*which)(const struct arch_facts *a))
{
	size_t n = 0, done = 0, used = 0;

	for (size_t i = 0; i < nr_arch_facts; i++)
		n += which(&arch_facts[i]);
	buf[0] = '\0';
	for (size_t i = 0; i < nr_arch_facts && used < ARCH_NAMES_MAX; i++) {
		if (!which(&arch_facts[i]))
			continue;
		used += (size_t)snprintf(buf + used, ARCH_NAMES_MAX - used,
					 "%s%s",
					 !done	       ? "" :
					 done + 1 == n ? last :
							 ", ",
					 arch_facts[i].name);
		done++;
	}
	return buf;
}

bool arch_any(const struct arch_facts *a)
{
	(void)a;
	return true;
}

bool arch_is_wide(const struct arch_facts *a)
{
	return a->word_size == 8;
}

bool arch_is_narrow(const struct arch_facts *a)
{
	return !arch_is_wide(a);
}

bool arch_has_tree(const struct arch_facts *a)
{
	return a->firmware == FIRMWARE_TREE;
}
