/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/unmodelled.h"

#include <string.h>

#include "util/alloc.h"

const struct unmodelled_option unmodelled_options[] = {
	{ "CONFIG_BUILTIN_DTB",
	  "the tree lies in the image, and is copied from there",
	  { "memblock", "nodes" },
	  NULL },
	{ "CONFIG_KASAN_GENERIC",
	  "an eighth of memory goes to its shadow, and slab objects are larger",
	  { "memblock", "nodes" },
	  NULL },
	{ "CONFIG_KASAN_SW_TAGS",
	  "a sixteenth of memory goes to its shadow, and slab objects are larger",
	  { "memblock", "nodes" },
	  NULL },
	{ "CONFIG_KEXEC_HANDOVER_ENABLE_DEFAULT",
	  "areas for the next kernel's start are set aside",
	  { "memblock", "nodes" },
	  NULL },
	{ "CONFIG_KMSAN",
	  "two thirds of memory go to what it knows of each byte",
	  { "memblock", "nodes" },
	  NULL },
	{ "CONFIG_MEM_ALLOC_PROFILING_ENABLED_BY_DEFAULT",
	  "slabs have an array of tags each",
	  { "slab", "nodes" },
	  NULL },
	{ "CONFIG_PAGE_TABLE_CHECK_ENFORCED",
	  "each page of flat memory has more flags outside its struct page",
	  { "memblock", "nodes" },
	  "CONFIG_FLATMEM" },
	{ "CONFIG_SLOB",
	  "objects of all sizes share pages",
	  { "slab", "nodes" },
	  NULL },
	{ "CONFIG_XIP_KERNEL",
	  "a part of the image stays where it is stored",
	  { "memblock", "nodes" },
	  NULL },
};
const size_t nr_unmodelled_options = ARRAY_SIZE(unmodelled_options);

const struct unmodelled_option *unmodelled_option_find(const char *name)
{
	for (size_t i = 0; i < nr_unmodelled_options; i++) {
		if (!strcmp(unmodelled_options[i].name, name))
			return &unmodelled_options[i];
	}
	return NULL;
}
