/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/fatal.h"

int library_need(struct library *l, struct error *err)
{
	void *handle;

	if (l->handle)
		return 0;
	handle = dlopen(l->soname, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return error_set(err, "cannot load %s, needed %s: %s",
				 l->soname, l->purpose, dlerror());
	for (size_t i = 0; i < l->nr_names; i++) {
		void *found = dlsym(handle, l->names[i]);

		if (!found) {
			dlclose(handle);
			return error_set(err, "%s has no %s, needed %s",
					 l->soname, l->names[i], l->purpose);
		}
		/* ISO C has no conversion from void * to a function. */
		memcpy((char *)l->pointers + i * sizeof(found), &found,
		       sizeof(found));
	}
	l->handle = handle;
	return 0;
}

void library_require(struct library *l)
{
	struct error err = { 0 };

	if (!library_need(l, &err))
		return;
	if (fatal_is_caught())
		fatal(err.text);
	fprintf(stderr, "initmem: %s\n", err.text);
	exit(2);
}
