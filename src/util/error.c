/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, const char *fmt, ...)
{
	va_list ap;

	if (err->set)
		return -1;
	err->set = true;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	for (char *c = err->text; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	}
	return -1;
}

int error_prefix(struct error *err, const char *prefix)
{
	struct error old = *err;

	err->set = false;
	return error_set(err, "%s: %s", prefix, old.text);
}
