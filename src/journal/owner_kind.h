/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_JOURNAL_OWNER_KIND_H
#define INITMEM_JOURNAL_OWNER_KIND_H

/* What a name of the ledger is, in the words of the records' `kind`. */
const char *owner_kind(const char *what);

#endif
