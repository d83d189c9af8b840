/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/release.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

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

size_t release_line_len(const char *release)
{
	/* Until 3.0 a line had three numbers. */
	int numbers = strncmp(release, "2.", 2) ? 2 : 3;
	size_t len = 0;

	while (isdigit((unsigned char)release[len]) || release[len] == '.') {
		if (release[len] == '.' && --numbers == 0)
			break;
		len++;
	}
	return len;
}

bool same_release_line(const char *a, const char *b)
{
	size_t len = release_line_len(a);

	return len && len == release_line_len(b) && !strncmp(a, b, len);
}

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
		if (begins_number(banner, at) &&
		    same_release_line(at, release) && repairs(at) > most)
			most = repairs(at);
	}
	return xasprintf("%.*s.%lu", (int)release_line_len(release), release,
			 most);
}
