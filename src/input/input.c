/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/input.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/beside.h"
#include "input/bootlog.h"
#include "input/dtb.h"
#include "input/dts.h"
#include "input/gathered.h"
#include "input/pc.h"
#include "input/synthetic.h"
#include "input/tar.h"
#include "util/alloc.h"
#include "util/infile.h"
#include "util/packed.h"

/* No input comes near this; what is larger is something else. */
#define MAX_INPUT (64u << 20)
#define MAX_UNPACKED ((size_t)128 << 20)

/* The bytes of an input, with a NUL behind them. */
struct bytes {
	char *data;
	size_t len;
};

struct format {
	enum input_kind kind;
	const char *name;
	bool (*detect)(const struct bytes *in); /* NULL: only if asked for */
	int (*load)(struct machine *m, const char *name, const struct bytes *in,
		    const struct input_options *opt, struct error *err);
};

/*
 * Text of two bytes each, the lower first, as Windows redirects it: what is no
 * ASCII becomes '?'.
 */
static void narrow_text(char *data, size_t *len)
{
	size_t n = 0;

	if (*len < 2 || *len % 2 || memcmp(data, "\xff\xfe", 2) != 0)
		return;
	for (size_t i = 2; i < *len; i += 2)
		data[n++] = data[i + 1] || data[i] & 0x80 ? '?' : data[i];
	data[n] = '\0';
	*len = n;
}

/* Packed bytes give way to what they hold, with a NUL behind it. */
static int unpack(char **data, size_t *len, const char *name, struct error *err)
{
	char *out;
	size_t out_len;

	narrow_text(*data, len);
	if (!packed_how(*data, *len))
		return 0;
	if (packed_unpack(*data, *len, MAX_UNPACKED, &out, &out_len, name, err))
		return -1;
	free(*data);
	*data = out;
	*len = out_len;
	return 0;
}

static const char *name_of(const char *path)
{
	return strcmp(path, "-") == 0 ? "stdin" : path;
}

static int read_as(const char *path, const char *name, char **data, size_t *len,
		   struct error *err)
{
	int ret = strcmp(path, "-") == 0 ?
			  infile_read(STDIN_FILENO, MAX_INPUT, data, len, name,
				      err) :
			  infile_read_path(path, MAX_INPUT, data, len, err);

	if (ret || !unpack(data, len, name, err))
		return ret;
	free(*data);
	*data = NULL;
	return -1;
}

static bool is_dtb(const struct bytes *in)
{
	return in->len >= 4 && memcmp(in->data, "\xd0\x0d\xfe\xed", 4) == 0;
}

static int load_dtb(struct machine *m, const char *name, const struct bytes *in,
		    const struct input_options *opt, struct error *err)
{
	return machine_from_dtb(m, in->data, in->len, name, opt, err);
}

/* Blanks and comments may come before what is looked for. */
static const char *skip_comments(const char *s)
{
	for (;;) {
		const char *end;

		while (isspace((unsigned char)*s))
			s++;
		if (strncmp(s, "//", 2) == 0)
			end = strchr(s, '\n');
		else if (strncmp(s, "/*", 2) == 0)
			end = strstr(s + 2, "*/");
		else
			return s;
		if (!end)
			return "";
		s = end + (*end == '\n' ? 1 : 2);
	}
}

static bool is_dts(const struct bytes *in)
{
	static const char start[] = "/dts-v1/";

	return strncmp(skip_comments(in->data), start, strlen(start)) == 0;
}

static int load_dts(struct machine *m, const char *name, const struct bytes *in,
		    const struct input_options *opt, struct error *err)
{
	void *blob;
	size_t len;
	int ret;

	if (dts_compile(name, in->data, in->len, &blob, &len, err))
		return -1;
	ret = machine_from_dtb(m, blob, len, name, opt, err);
	free(blob);
	return ret;
}

static bool is_log_text(const struct bytes *in)
{
	return is_log(in->data, in->len);
}

static int load_beside(struct machine *tree, const struct input_options *opt,
		       struct error *err)
{
	struct input_options with = options_beside_log(opt);
	struct bytes in = { 0 };
	int ret = read_as(opt->tree, opt->tree, &in.data, &in.len, err);

	if (!ret && is_dtb(&in))
		ret = load_dtb(tree, opt->tree, &in, &with, err);
	else if (!ret && is_dts(&in))
		ret = load_dts(tree, opt->tree, &in, &with, err);
	else if (!ret)
		ret = error_set(
			err, "--tree: %s: expected a device tree, .dtb or .dts",
			opt->tree);
	free(in.data);
	return ret;
}

static int load_log(struct machine *m, const char *name, const struct bytes *in,
		    const struct input_options *opt, struct error *err)
{
	struct machine tree;

	if (!opt->tree)
		return machine_from_log(m, in->data, in->len, name, opt, err);
	if (load_beside(&tree, opt, err))
		return -1;
	return machine_from_log_and_tree(m, in->data, in->len, name, &tree, opt,
					 err);
}

static bool is_tar_file(const struct bytes *in)
{
	return is_tar(in->data, in->len);
}

static int load_tar(struct machine *m, const char *name, const struct bytes *in,
		    const struct input_options *opt, struct error *err)
{
	struct tar_files f;
	int ret = tar_read(&f, in->data, in->len, name, err);

	if (!ret)
		ret = machine_from_files(m, name, &f, opt, err);
	tar_release(&f);
	return ret;
}

/*
 * A map is a short log, and taken for one by its content: the two differ only
 * in what is missed.
 */
static const struct format formats[] = {
	{ INPUT_DTB, "dtb", is_dtb, load_dtb },
	{ INPUT_TAR, "tar", is_tar_file, load_tar },
	{ INPUT_DTS, "dts", is_dts, load_dts },
	{ INPUT_DMESG, "dmesg", is_log_text, load_log },
	{ INPUT_E820, "e820", NULL, load_log },
};

static bool is_folder(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && !stat(path, &st) &&
	       S_ISDIR(st.st_mode);
}

int input_read(const char *path, char **data, size_t *len, struct error *err)
{
	return read_as(path, name_of(path), data, len, err);
}

/* The format that was asked for, or else the first that knows the content. */
static const struct format *find_format(const struct bytes *in,
					enum input_kind kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		const struct format *f = &formats[i];

		if (kind == INPUT_AUTO ? f->detect && f->detect(in) :
					 f->kind == kind)
			return f;
	}
	return NULL;
}

/* Of a machine in words nothing is missed, and its architecture is known. */
static void note_synthetic(struct machine *m, const char *arch,
			   const char *words)
{
	m->arch = arch_facts_find(arch)->name;
	m->arch_assumed = false;
	if (!m->model)
		m->model = xstrdup(words);
	while (m->nr_notes)
		free(m->notes[--m->nr_notes]);
}

/* Which boot is a question to a log, be it beside the input. */
static int check_boot(const struct machine *m, const struct format *f,
		      const struct input_options *opt, struct error *err)
{
	if (!opt->boot || m->nr_boots || opt->log || f->kind == INPUT_TAR)
		return 0;
	return error_set(
		err,
		"%s: --boot %u: it is no boot log, of which there could be several",
		m->input, opt->boot);
}

/* Other inputs have their tree in them, or have none. NULL: a folder. */
static int check_tree(const struct machine *m, const struct format *f,
		      const struct input_options *opt, struct error *err)
{
	if (!opt->tree ||
	    (f && f->load == load_log && m->firmware == FIRMWARE_TREE))
		return 0;
	return error_set(
		err,
		"%s: --tree: expected INPUT to be a boot log of arm, arm64 or riscv64, beside which the tree lies",
		m->input);
}

/* What the kernel says while it boots stands in its image, too. */
static bool is_program(const struct bytes *in)
{
	return in->len > 64 &&
	       (!memcmp(in->data, "\177ELF", 4) ||
		(!memcmp(in->data, "MZ", 2) && memchr(in->data, 0, 64)));
}

/* The bytes of an input, which have been unpacked, in the format they have. */
static int load_bytes(struct machine *m, const char *name,
		      const struct bytes *in, enum input_kind kind,
		      const struct input_options *opt, struct error *err)
{
	const struct format *f;

	if (kind == INPUT_AUTO && is_program(in))
		return error_set(
			err,
			"%s: a program or a kernel's image, expected a device tree, an e820 map or a boot log (`initmem kernel import` takes a vmlinux)",
			name);
	f = find_format(in, kind);
	if (!f)
		return error_set(
			err,
			"%s: neither a device tree (magic 0xd00dfeed, or source that begins with /dts-v1/) nor an e820 map or boot log (\"BIOS-e820: [mem 0x...-0x...] usable\"), nor a tar file of `initmem gather`",
			name);
	if (f->load(m, name, in, opt, err))
		return -1;
	if (!check_boot(m, f, opt, err) && !check_tree(m, f, opt, err))
		return 0;
	machine_release(m);
	return -1;
}

static int load_folder(struct machine *m, const char *path,
		       const struct input_options *opt, struct error *err)
{
	if (machine_from_memmap(m, path, opt, err))
		return -1;
	if (!check_tree(m, NULL, opt, err))
		return 0;
	machine_release(m);
	return -1;
}

static int read_iomem(struct machine *m, const struct input_options *opt,
		      struct error *err)
{
	char *text = NULL;
	size_t len;
	int ret;

	if (!opt->iomem_text && input_read(opt->iomem, &text, &len, err))
		return -1;
	ret = machine_find_kernel_code(m, text ? text : opt->iomem_text,
				       opt->iomem, err);
	free(text);
	return ret;
}

/* What stands beside the input. */
static int add_beside(struct machine *m, const struct input_options *opt,
		      struct error *err)
{
	if (opt->log)
		machine_find_release(m, opt->log, "the log", opt->boot);
	if (!opt->iomem || !read_iomem(m, opt, err))
		return 0;
	machine_release(m);
	return -1;
}

static int load_words(struct machine *m, const struct input_options *opt,
		      struct error *err)
{
	static const char name[] = "--machine";
	enum input_kind kind = opt->kind;
	struct bytes in = { 0 };
	const char *arch = NULL;
	int ret;

	ret = synthetic_input(opt->machine, &in.data, &in.len, &kind, &arch,
			      err);
	if (!ret)
		ret = load_bytes(m, name, &in, kind, opt, err);
	free(in.data);
	if (!ret && arch)
		note_synthetic(m, arch, opt->machine);
	return ret;
}

static int load_file(struct machine *m, const char *path,
		     const struct input_options *opt, struct error *err)
{
	const char *name = opt->name ? opt->name : name_of(path);
	struct bytes in = { 0 };
	int ret = read_as(path, name, &in.data, &in.len, err);

	if (!ret)
		ret = load_bytes(m, name, &in, opt->kind, opt, err);
	free(in.data);
	return ret;
}

int machine_load(struct machine *m, const char *path,
		 const struct input_options *opt, struct error *err)
{
	int ret;

	memset(m, 0, sizeof(*m));
	if (opt->machine)
		ret = load_words(m, opt, err);
	else if (opt->kind == INPUT_MEMMAP ||
		 (opt->kind == INPUT_AUTO && is_folder(path)))
		ret = load_folder(m, path, opt, err);
	else
		ret = load_file(m, path, opt, err);
	return ret ? ret : add_beside(m, opt, err);
}

/* A copy, with the NUL that readers of text look for. */
static char *copy_bytes(const void *bytes, size_t len)
{
	char *copy = xcalloc(len + 1, 1);

	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

int machine_load_bytes(struct machine *m, const char *name, const void *bytes,
		       size_t len, const struct input_options *opt,
		       struct error *err)
{
	struct bytes in = { .len = len };
	int ret;

	memset(m, 0, sizeof(*m));
	if (len > MAX_INPUT)
		return error_set(err,
				 "%s: more than %u MiB, no input is that large",
				 name, MAX_INPUT >> 20);
	in.data = copy_bytes(bytes, len);
	ret = unpack(&in.data, &in.len, name, err);
	if (!ret)
		ret = load_bytes(m, name, &in, opt->kind, opt, err);
	free(in.data);
	return ret ? ret : add_beside(m, opt, err);
}
