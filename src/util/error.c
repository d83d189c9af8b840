/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/utf8.h"

int error_set(struct error *err, const char *fmt, ...)
{
	va_list ap;

	if (err->set)
		return -1;
	err->set = true;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	utf8_blot_controls(err->text);
	return -1;
}
