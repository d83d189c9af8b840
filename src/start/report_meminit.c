/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal/journal.h"
#include "start/calls.h"

/* init_mem_debugging_and_hardening() and report_meminit() */
int report_meminit(struct boot *b)
{
	const struct kernel *k = b->kernel;
	bool alloc = b->params.init_on_alloc < 0 ? k->init_on_alloc :
						   b->params.init_on_alloc;
	bool freed = b->params.init_on_free < 0 ? k->init_on_free :
						  b->params.init_on_free;

	if (!*k->init_stack)
		return 0;
	if (b->params.page_poison && (alloc || freed)) {
		journal_log(
			b->journal,
			"mem auto-init: CONFIG_PAGE_POISONING is on, will take precedence over init_on_alloc and init_on_free");
		alloc = freed = false;
	}
	journal_log(b->journal,
		    "mem auto-init: stack:%s, heap alloc:%s, heap free:%s",
		    k->init_stack, alloc ? "on" : "off", freed ? "on" : "off");
	if (freed)
		journal_log(
			b->journal,
			"mem auto-init: clearing system memory may take some time...");
	return 0;
}
