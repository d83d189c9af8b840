/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/release.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/kernel.h"
#include "util/alloc.h"

/* The number behind that of the line, "85" of 6.1.85; 0: none. */
static unsigned long repairs(const char *release)
{
	const char *at = release + release_line_len(release);

	return *at == '.' && isdigit((unsigned char)at[1]) ?
		       strtoul(at + 1, NULL, 10) :
		       0;
}

static bool begins_number(const char *text, const char *at)
{
	return isdigit((unsigned char)*at) &&
	       (at == text ||
		(!isalnum((unsigned char)at[-1]) && at[-1] != '.'));
}

char *release_with_repairs(const char *release, const char *banner)
{
	unsigned long most = repairs(release);

	for (const char *at = banner; at && *at; at++) {
		if (begins_number(banner, at) && same_release_line(at, release) &&
		    repairs(at) > most)
			most = repairs(at);
	}
	return xasprintf("%.*s.%lu", (int)release_line_len(release), release,
			 most);
}
