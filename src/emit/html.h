/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_EMIT_HTML_H
#define INITMEM_EMIT_HTML_H

#include <stddef.h>
#include <stdio.h>

#include "model/boot.h"

/*
 * The page that ties the files of `run -o DIR` together: the flowchart, and for
 * each phase links to its record and graphs.
 */

/*
 * Writes the page for the phases up to the current one. `svg` is the flowchart
 * as view_render() draws it. 0, or -1 with errno.
 */
int html_write_index(FILE *out, const struct boot *b, const char *svg,
		     size_t len);

#endif
