/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/owner_kind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"

/* In this order: the first word that a name holds tells its kind. */
static const struct {
	const char *word, *kind;
} kind_words[] = {
	{ "page tables", "tables" },
	{ "page table", "tables" },
	{ "swapper_pg_dir", "tables" },
	{ "static mappings", "tables" },
	{ "first tables", "tables" },
	{ "CMA", "aside" },
	{ "crash kernel", "aside" },
	{ "huge pages", "aside" },
	{ "reserved-memory", "aside" },
	{ "software IO TLB", "aside" },
	{ "hibernation", "aside" },
	{ "kernel image", "image" },
	{ "device tree", "image" },
	{ "initial RAM", "image" },
	{ "ACPI", "image" },
	{ "BIOS", "image" },
	{ "first MiB", "image" },
	{ "first 64", "image" },
	{ "firmware", "image" },
	{ "command line", "image" },
	{ "memreserve", "image" },
	{ "SMBIOS", "image" },
	{ "trampoline", "image" },
	{ "exception vectors", "image" },
	{ "EFI", "image" },
	{ "setup_data", "image" },
	{ "MP table", "image" },
	{ "not usable", "image" },
	{ "struct pages", "pages" },
	{ "mem_map", "pages" },
	{ "section", "pages" },
	{ "pageblock bits", "pages" },
	{ "pg_data", "node" },
	{ "NUMA", "node" },
	{ "resource", "node" },
	{ "CPU masks", "node" },
	{ "per-CPU", "percpu" },
	{ "hash table", "hash" },
	{ "wait table", "hash" },
};

/* A bit for each letter, whatever its case. */
static uint32_t letter_bit(char c)
{
	return 1u << (c & 0x1f);
}

/* Of a word's first three letters, which each has. */
static uint32_t first_letters(const char *word)
{
	return letter_bit(word[0]) | letter_bit(word[1]) | letter_bit(word[2]);
}

/* strcasestr(), which prepares for texts longer than these. */
static bool holds(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; *text; text++) {
		if (letter_bit(text[0]) == letter_bit(word[0]) &&
		    letter_bit(text[1]) == letter_bit(word[1]) &&
		    !strncasecmp(text, word, len))
			return true;
	}
	return false;
}

const char *owner_kind(const char *what)
{
	uint32_t letters = 0;

	for (const char *c = what; *c; c++)
		letters |= letter_bit(*c);
	for (size_t i = 0; i < ARRAY_SIZE(kind_words); i++) {
		const char *word = kind_words[i].word;

		if (!(first_letters(word) & ~letters) && holds(what, word))
			return kind_words[i].kind;
	}
	return "other";
}
