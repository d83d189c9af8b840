/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_H
#define INITMEM_H

#include <stddef.h>

/*
 * libinitmem: what Linux does with memory while it boots
 * ======================================================
 *
 * The library reads what firmware says of a machine (a device tree, an e820
 * map, a boot log), lets a model of the kernel boot on it, and says what the
 * kernel's allocators hold after each phase. It is what the command `initmem`
 * is made of; initmem(1) has the words that are not explained here.
 *
 *	#include <initmem.h>
 *
 *	static int show(void *ctx, struct initmem *im, const char *phase)
 *	{
 *		puts(initmem_record(im));
 *		return 0;
 *	}
 *
 *	struct initmem *im = initmem_new();
 *
 *	if (initmem_set(im, "cpus", "4") || initmem_load(im, "board.dtb") ||
 *	    initmem_run(im, NULL, show, NULL) < 0)
 *		fprintf(stderr, "%s\n", initmem_error(im));
 *	initmem_free(im);
 *
 * is built with `cc prog.c $(pkg-config --cflags --libs libinitmem)`.
 *
 * Manners
 *	Nothing is printed, no signal is caught, and the program is not ended.
 *	A source (.dts) is compiled by `dtc`, in a child with limits on its time
 *	and memory. Libraries that few inputs need (libarchive, libcgraph,
 *	libgvc) are opened when one does.
 *
 * Errors
 *	A function that returns int returns 0, or -1 if it failed; one that
 *	returns a string returns NULL then. initmem_error() has the line that
 *	says why: the input, the place in it, what is there, what is allowed.
 *	A kernel that does not get through its boot is no error: it is a result.
 *	Without memory functions fail too ("out of memory"); what the failing
 *	one had taken by then is not given back.
 *
 * Strings
 *	All are UTF-8. What a function returns belongs to its struct initmem
 *	and stays until the same function is called again, until the next
 *	initmem_load() or initmem_run(), or until initmem_free(). What is handed
 *	in is copied.
 *
 * Threads
 *	Each struct initmem may be used by one thread at a time; several threads
 *	may use one each. Pictures other than "dot" are Graphviz's, which only
 *	one thread of a program may ask for at a time.
 *
 * Versions
 *	Functions stay as they are as long as the library is libinitmem.so.0;
 *	what is new gets a symbol version of its own. A record has the members
 *of record.schema.json; more may be added.
 */

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define INITMEM_API __attribute__((visibility("default")))
#else
#define INITMEM_API
#endif

/* An input, the kernel that boots on it, and how far it has come. */
struct initmem;

/* "0.1" */
INITMEM_API const char *initmem_version(void);

/* Nothing is loaded yet. NULL: out of memory. */
INITMEM_API struct initmem *initmem_new(void);

/* Takes NULL. */
INITMEM_API void initmem_free(struct initmem *im);

/*
 * Why the last function that could fail did, one line without a line feed; ""
 * if it did not. Takes the NULL of initmem_new().
 */
INITMEM_API const char *initmem_error(const struct initmem *im);

/*
 * An option of what is loaded next, spelt as on the command line without its
 * dashes: "kernel", "cmdline", "append", "memory", "cpus", "online-cpus",
 * "boot-cpu", "initrd", "image-base", "dtb-base", "input", "boot", "machine",
 * "acpi", "tree", "iomem", "cpu-features". "memory" may be set several times;
 * of the others the last value counts. Of pictures, from now on: "theme"
 * ("light" or "dark"), and "full" ("yes" or "no"), with which nothing is
 * folded.
 */
INITMEM_API int initmem_set(struct initmem *im, const char *option,
			    const char *value);

/*
 * Reads an input, whatever it is: a device tree (blob or source), an e820 map,
 * a boot log, a folder like /sys/firmware/memmap, the archive of `initmem
 * gather`; "-" is standard input, NULL the one that the option "machine" has in
 * words. Then the kernel is chosen, and what a boot loader adds is filled in.
 * What was loaded before is forgotten.
 */
INITMEM_API int initmem_load(struct initmem *im, const char *path);

/* The same of `len` bytes in memory, which messages call `name`. */
INITMEM_API int initmem_load_memory(struct initmem *im, const char *name,
				    const void *bytes, size_t len);

/*
 * What is to be known of the loaded input besides errors (which kernel stands
 * in, what was guessed), i from 0; NULL behind the last.
 */
INITMEM_API const char *initmem_note(struct initmem *im, size_t i);

/* The name of the kernel that boots: "linux-6.1-arm64". NULL: none is loaded. */
INITMEM_API const char *initmem_kernel(struct initmem *im);

/* The phases of its boot in their order, i from 0; NULL behind the last. */
INITMEM_API const char *initmem_phase(struct initmem *im, size_t i);

/*
 * Called after each phase, when `im` stands there: initmem_record(),
 * initmem_log() and initmem_graph() may be asked, other functions not. A value
 * that is not 0 means that it need not be called again.
 */
typedef int initmem_watch(void *ctx, struct initmem *im, const char *phase);

/*
 * Boots what is loaded, from the start to the end of the phase `until` (NULL:
 * to the end of the boot), as often as it is called, and stands there until the
 * next call. `watch` may be NULL. Returns 0, 1 if the kernel does not get
 * through (its record and its log say why), or -1.
 */
INITMEM_API int initmem_run(struct initmem *im, const char *until,
			    initmem_watch *watch, void *ctx);

/*
 * The state of memory where the boot stands: a line of JSON, without its line
 * feed, as record.schema.json describes it. While the boot is watched it is
 * the line of `initmem run`, of which the first has the machine and the kernel;
 * after the boot that of `initmem run --phase`, which has both.
 */
INITMEM_API const char *initmem_record(struct initmem *im);

/*
 * The lines that the real kernel has printed about memory up to here, each with
 * a line feed: what `initmem log` prints.
 */
INITMEM_API const char *initmem_log(struct initmem *im);

/*
 * A picture of where the boot stands. `view` is one of initmem_view(); `format`
 * is "dot", "svg", "png" or "pdf". *len (if not NULL) is set to the number of
 * bytes, behind which a NUL stands.
 */
INITMEM_API const char *initmem_graph(struct initmem *im, const char *view,
				      const char *format, size_t *len);

/* The names of the views, i from 0; NULL behind the last. */
INITMEM_API const char *initmem_view(size_t i);

/*
 * What is wrong or wasteful in the loaded input: a JSON object a line, as
 * finding.schema.json describes it; "" if nothing is. A tree without memory,
 * which cannot be booted, can be asked too.
 */
INITMEM_API const char *initmem_findings(struct initmem *im);

#ifdef __cplusplus
}
#endif

#endif
