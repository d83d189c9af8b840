/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usage: freeze > frozen_table.c
 *
 * Reads the built-in profiles, and writes what has been read as a C file: the
 * table of profile/frozen.h. It runs while the program is built, and is made of
 * its files.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "profile/frozen.h"
#include "profile/nearest.h"
#include "profile/profile.h"

/* Until there is one. */
const struct frozen_kernel frozen_kernels[] = { { 0 } };

static void print_number(void *ctx, uint64_t v)
{
	unsigned *n = ctx;

	printf("%s%" PRIu64 "ULL,", (*n)++ % 8 ? " " : "\n\t", v);
}

static void print_string(void *ctx, const char *s)
{
	(void)ctx;
	printf("\n\t\"");
	for (; *s; s++) {
		if (*s >= ' ' && *s <= '~' && *s != '"' && *s != '\\' &&
		    *s != '?')
			putchar(*s);
		else
			printf("\\%03o", (unsigned char)*s);
	}
	printf("\\0\"");
}

static void ignore_number(void *ctx, uint64_t v)
{
	(void)ctx;
	(void)v;
}

static void ignore_string(void *ctx, const char *s)
{
	(void)ctx;
	(void)s;
}

static int print_kernel(const struct builtin_profile *p, size_t i)
{
	unsigned n = 0;
	const struct freezer numbers = { print_number, ignore_string, &n };
	const struct freezer strings = { ignore_number, print_string, NULL };
	struct error err;
	struct kernel k;

	if (kernel_from_json(&k, p->json, p->len, p->name, &err)) {
		fprintf(stderr, "freeze: %s\n", err.text);
		return -1;
	}
	printf("static const uint64_t numbers_%zu[] = {", i);
	kernel_freeze(&k, &numbers);
	printf("\n};\nstatic const char strings_%zu[] =", i);
	kernel_freeze(&k, &strings);
	printf(";\n\n");
	kernel_release(&k);
	return 0;
}

int main(void)
{
	printf("/* Made by tools/freeze.c. */\n#include \"profile/frozen.h\"\n\n");
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		if (print_kernel(&builtin_profiles[i], i))
			return 1;
	}
	printf("const struct frozen_kernel frozen_kernels[] = {\n");
	for (size_t i = 0; i < nr_builtin_profiles; i++)
		printf("\t{ \"%s\", numbers_%zu, strings_%zu },\n",
		       builtin_profiles[i].name, i, i);
	printf("\t{ 0 },\n};\n");
	return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
