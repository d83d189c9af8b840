/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/release.h"

#include <stdio.h>
#include <string.h>

#define NUMBERS 4

/* Up to four numbers, those that are missing 0. */
static void read_numbers(const char *release, unsigned n[NUMBERS])
{
	memset(n, 0, NUMBERS * sizeof(*n));
	sscanf(release, "%4u.%4u.%4u.%4u", &n[0], &n[1], &n[2], &n[3]);
}

static bool is_before(const unsigned *a, const unsigned *b)
{
	for (int i = 0; i < NUMBERS; i++) {
		if (a[i] != b[i])
			return a[i] < b[i];
	}
	return false;
}

/* From 3.0 on the third number is one of repairs, before that the fourth. */
static bool same_series(const unsigned *a, const unsigned *b)
{
	return a[0] == b[0] && a[1] == b[1] && (a[0] >= 3 || a[2] == b[2]);
}

bool release_reaches(const char *release, const char *since)
{
	unsigned has[NUMBERS], first[NUMBERS];
	const char *at = since;

	if (!release || !since)
		return true;
	read_numbers(release, has);
	for (; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		read_numbers(at, first);
		if (!is_before(has, first) &&
		    (at == since || same_series(has, first)))
			return true;
	}
	return false;
}
