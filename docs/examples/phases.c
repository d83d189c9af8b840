/* SPDX-License-Identifier: GPL-2.0-only */
/* usage: phases INPUT [OPTION=VALUE...]: the size of each phase's record. */
#include <initmem.h>
#include <stdio.h>
#include <string.h>

static int show(void *ctx, struct initmem *im, const char *phase)
{
	const char *record = initmem_record(im);

	(void)ctx;
	if (!record)
		return 1;
	printf("%-24s %7zu bytes\n", phase, strlen(record));
	return 0;
}

static int look(struct initmem *im, int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (value)
			*value++ = 0;
		if (initmem_set(im, argv[i], value ? value : ""))
			return -1;
	}
	if (initmem_load(im, argv[1]))
		return -1;
	return initmem_run(im, NULL, show, NULL);
}

int main(int argc, char **argv)
{
	struct initmem *im = initmem_new();
	int ret = im && argc > 1 ? look(im, argc, argv) : -1;

	if (ret < 0)
		fprintf(stderr, "phases: %s\n", initmem_error(im));
	initmem_free(im);
	return ret ? 1 : 0;
}
