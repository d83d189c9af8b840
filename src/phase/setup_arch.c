/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arch.h"
#include "phase/phase.h"

/* setup_arch(), arch/.../kernel/setup.c: the architecture's own sequence. */
int setup_arch(struct boot *b)
{
	int ret;

	params_parse(&b->params, b->machine->cmdline, b->kernel,
		     b->arch->has_pud_pages && b->arch->has_pud_pages(b));
	b->null_fault = b->arch->null_fault;
	b->page_fault = b->arch->page_fault;
	boot_enter(b, "setup_arch");
	ret = b->arch->setup_arch(b);
	if (!ret)
		boot_leave(b);
	return ret;
}
