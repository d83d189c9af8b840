/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/early_param.h"

#include "arch/arch.h"
#include "journal/journal.h"

int early_param_messages(struct boot *b)
{
	const struct params *p = &b->params;

	for (size_t i = 0; i < p->nr_early_messages; i++)
		journal_log(b->journal, "%s", p->messages[i]);
	if (!p->null_word)
		return 0;
	return b->arch->early_faults_tell ?
		       journal_fault(b->journal, p->null_reader, 0) :
		       journal_hang(b->journal, p->null_reader);
}
