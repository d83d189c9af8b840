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
 * has not, too. A file that would be the same stays the file that it is, but
 * for index.html. Two programs at once put theirs in place one after the other.
 */
struct kept_file;

struct folder {
	char *path;
	char *apart; /* DIR/.initmem-XXXXXX */
	struct undo *undo, *undo_apart; /* undo: NULL: DIR was there before */
	struct outfile *files; /* complete, under their temporary names */
	size_t nr_files, cap_files;
	struct kept_file *kept; /* complete, in memory: few bytes in all */
	size_t nr_kept, cap_kept, kept_bytes;
	struct outfile page; /* index.html while it is written */
	unsigned nr_page_records;
	bool page_open;
};

/* Makes the folder if it is not there. 0, or -1 with err. */
int folder_open(struct folder *f, const char *path, struct error *err);

/*
 * What has just ended: its record in the page; of a phase, a file with `record`
 * (JSON, unless it is a step) and those of its graphs.
 */
int folder_add(struct folder *f, const struct boot *b, const char *record,
	       struct error *err);

/*
 * start_kernel.dot of the boot that has ended, and the end of index.html, the
 * report page with links to the other files. Then all take their places.
 */
int folder_finish(struct folder *f, const struct boot *b, struct error *err);

/* Releases f, and takes away what is not in its place. */
void folder_close(struct folder *f);

#endif
