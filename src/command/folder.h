/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_COMMAND_FOLDER_H
#define INITMEM_COMMAND_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "command/command.h"
#include "model/boot.h"
#include "util/error.h"
#include "util/outfile.h"

/*
 * The folder of `run -o DIR`: NN-phase.json and its graphs, start_kernel.dot
 * and index.html. All are written into a hidden folder inside it, and only when
 * the last is complete take their places, together: the files of an earlier
 * boot stay as they are until then, and go all at once, those that this boot
 * has not, too. Two programs at once put theirs in place one after the other.
 */
struct folder {
	char *path;
	char *apart; /* DIR/.initmem-XXXXXX */
	struct undo *undo, *undo_apart; /* undo: NULL: DIR was there before */
	struct outfile *files; /* complete, under their temporary names */
	size_t nr_files, cap_files;
};

/* Makes the folder if it is not there. 0, or -1 with err. */
int folder_open(struct folder *f, const char *path, struct error *err);

/* The current phase's record and graphs. */
int folder_add_phase(struct folder *f, const struct boot *b, unsigned index,
		     struct error *err);

/*
 * start_kernel.dot of the boot that has ended, and index.html: the report page
 * of the same boot, up to `until`, with links to the other files. Then all of
 * them take their places.
 */
int folder_finish(struct folder *f, const struct boot *b,
		  const struct session *s, const struct call *until,
		  struct error *err);

/* Releases f, and takes away what is not in its place. */
void folder_close(struct folder *f);

#endif
