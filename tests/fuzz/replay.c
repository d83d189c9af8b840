/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes a fuzz target a plain program over files, where there is no libFuzzer:
 *
 *     fuzz_NAME FILE...
 *
 * Each file is given as it is, cut short at many places, and with bytes changed
 * in ways that are the same in every run.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NR_CUTS 64
#define NR_CHANGES 512
#define CHANGES_MAX 4 /* bytes changed at once */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Numerical Recipes' generator: the same sequence everywhere. */
static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* From a block of just that size, so that a sanitizer sees a read past it. */
static void give(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		err(2, NULL);
	memcpy(copy, data, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void cut(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < NR_CUTS; i++)
		give(data, len * i / NR_CUTS);
}

static void change(uint8_t *data, size_t len, uint32_t *seed)
{
	static const uint8_t bytes[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	uint8_t was[CHANGES_MAX];
	size_t at[CHANGES_MAX];
	size_t n = 1 + next(seed) % CHANGES_MAX;

	for (size_t i = 0; i < n; i++) {
		at[i] = next(seed) % len;
		was[i] = data[at[i]];
		data[at[i]] = bytes[next(seed) % sizeof(bytes)];
	}
	give(data, len);
	while (n--)
		data[at[n]] = was[n];
}

static uint8_t *read_file(const char *path, size_t *len)
{
	FILE *in = fopen(path, "rb");
	uint8_t *data;
	long end;

	if (!in || fseek(in, 0, SEEK_END) || (end = ftell(in)) < 0 ||
	    fseek(in, 0, SEEK_SET))
		err(2, "%s", path);
	*len = (size_t)end;
	data = malloc(*len ? *len : 1);
	if (!data || fread(data, 1, *len, in) != *len)
		err(2, "%s", path);
	fclose(in);
	return data;
}

int main(int argc, char **argv)
{
	uint32_t seed = 1;

	if (argc < 2)
		errx(2, "usage: %s FILE...", argv[0]);
	for (int i = 1; i < argc; i++) {
		size_t len;
		uint8_t *data = read_file(argv[i], &len);

		give(data, len);
		cut(data, len);
		for (int n = 0; len && n < NR_CHANGES; n++)
			change(data, len, &seed);
		free(data);
	}
	return 0;
}
