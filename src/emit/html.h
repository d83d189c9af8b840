/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_HTML_H
#define INITMEM_EMIT_HTML_H

#include <stdbool.h>
#include <stdio.h>

#include "model/boot.h"

/*
 * The report: one page, with everything it needs inside, to step through a
 * boot. What it looks like and does is in the files of emit/page/; the build
 * embeds them here, and the records of the boot go in as JSON.
 */
extern const char page_html[];
extern const char page_style[];
extern const char page_script[];
extern const char page_serve_script[];

struct html_page {
	bool files; /* it lies in the folder of `run -o DIR`, and links to it */
	/* What `initmem serve` tells it, as JSON; NULL: it has nobody to ask. */
	const char *served;
};

/*
 * Begins a page; then a record after each phase and step, numbered from 0; then
 * the end, of the boot that has run. Each returns 0, or -1 with errno.
 */
int html_page_begin(FILE *out, const struct html_page *page);
int html_page_record(FILE *out, const struct boot *b, unsigned index);
int html_page_end(FILE *out, const struct html_page *page,
		  const struct boot *b);

#endif
