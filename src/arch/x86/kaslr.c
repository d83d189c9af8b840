/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86/kaslr.h"

#include "arch/x86/efi.h"
#include "util/range.h"

uint64_t x86_unmoved_image_base(const struct machine *m, const struct kernel *k)
{
	return max_u64(k->physical_start, x86_efi_image_base(m, k));
}

bool x86_kaslr(const struct boot *b)
{
	const struct machine *m = b->machine;

	if (!b->kernel->randomize_base || b->params.nokaslr)
		return false;
	if (m->pc.hints.kaslr != KASLR_UNKNOWN)
		return m->pc.hints.kaslr == KASLR_ON;
	/* Not even the decompressor may have run: a vmlinux can boot, too. */
	return !m->kernel_code.size ||
	       m->image_base != x86_unmoved_image_base(m, b->kernel);
}
