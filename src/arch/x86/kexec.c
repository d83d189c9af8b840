/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/kexec.h"

#include "arch/x86/e820.h"
#include "cmdline/params.h"
#include "journal/boot.h"
#include "model/boot.h"
#include "util/range.h"
#include "util/words.h"

#define SZ_1M (1ULL << 20)
#define MIN_KERNEL_ALIGN (2ULL << 20) /* arch/x86/include/asm/boot.h, 64 bits */

/*
 * The lowest usable place above the first MiB, as both loaders of kexec look
 * for it; 0: none. The decompressor does not go below physical_start.
 */
static uint64_t find_place(const struct e820_map *map, const struct kernel *k)
{
	uint64_t size = k->sym.end - k->sym.text, best = 0;
	uint64_t align = k->word_size == 8 ? MIN_KERNEL_ALIGN :
					     k->physical_start;

	for (size_t i = 0; i < map->nr; i++) {
		const struct e820_entry *e = &map->entries[i];
		uint64_t at =
			align_up(max_u64(e->base, k->physical_start), align);

		if (e->type == E820_RAM && e->base >= SZ_1M &&
		    at + size <= e->base + e->size && (!best || at < best))
			best = at;
	}
	return best;
}

void x86_kexec_place(struct machine *m, const struct kernel *k)
{
	uint64_t end = m->image_base + (k->sym.end - k->sym.text), at;
	bool crash = words_find_last(m->cmdline, "elfcorehdr=") != NULL;
	struct boot b;

	if (kernel_has_bootmem(k)) /* not relocatable */
		return;
	boot_init(&b, m, k, NULL);
	params_parse(&b.params, m->cmdline, k, false);
	e820_memory_setup(&b);
	/* A boot loader does not look at mem= and memmap=, kexec writes them. */
	if (crash) {
		e820_early_params(&b);
		e820_update_table(&b.e820);
	}
	at = find_place(&b.e820, k);
	if (!e820_mapped_all(&b, m->image_base, end, E820_RAM) && at) {
		m->image_base = at;
		m->image_guessed = true;
	}
	boot_release(&b);
}
