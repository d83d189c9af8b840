/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/params.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static void release_strings(char **v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i]);
	free(v);
}

void params_message(struct params *p, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	p->messages =
		xrealloc(p->messages, p->nr_messages + 1, sizeof(*p->messages));
	p->messages[p->nr_messages++] = xstrdup(text);
}

void params_release(struct params *p)
{
	for (size_t i = 0; i < p->nr_hugepages; i++)
		free(p->hugepages[i].node_counts);
	free(p->hugepages);
	for (size_t i = 0; i < p->nr_reserve_mem; i++)
		free(p->reserve_mem[i].name);
	free(p->reserve_mem);
	free(p->numa_cma);
	free(p->hugetlb_cma_node);
	free(p->slub_debug.blocks);
	for (size_t i = 0; i < p->nr_memory_words; i++)
		free(p->memory_words[i].value);
	free(p->memory_words);
	free(p->mems);
	free(p->numa_fake);
	release_strings(p->unknown_args, p->nr_unknown_args);
	release_strings(p->unknown_envs, p->nr_unknown_envs);
	release_strings(p->messages, p->nr_messages);
	free(p->cmdline);
	memset(p, 0, sizeof(*p));
}
