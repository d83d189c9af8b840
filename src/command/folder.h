/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_FOLDER_H
#define INITMEM_COMMAND_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "command/command.h"
#include "model/boot.h"
#include "util/error.h"

/*
 * The folder of `run -o DIR`: NN-phase.json and its graphs, start_kernel.dot
 * and index.html. Each file is complete or absent, and when something goes
 * wrong those of this run are taken away again.
 */
struct folder {
	char *path;
	bool made; /* by us */
	char **files; /* written so far */
	size_t nr_files, cap_files;
};

/* Makes the folder if it is not there. 0, or -1 with err. */
int folder_open(struct folder *f, const char *path, struct error *err);

/* The current phase's record and graphs. */
int folder_add_phase(struct folder *f, const struct boot *b, unsigned index,
		     struct error *err);

/*
 * start_kernel.dot of the boot that has ended, and index.html: the report page
 * of the same boot, up to `until`, with links to the other files.
 */
int folder_finish(struct folder *f, const struct boot *b,
		  const struct session *s, const struct phase *until,
		  struct error *err);

/* Releases f; takes its files away unless `keep`. */
void folder_close(struct folder *f, bool keep);

#endif
