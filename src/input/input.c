/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/input.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/dts.h"
#include "input/pc.h"
#include "input/proc.h"
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
	int (*load)(struct machine *m, const char *name,
		    const struct bytes *in, const struct input_options *opt,
		    struct error *err);
};

static bool is_dtb(const struct bytes *in)
{
	return in->len >= 4 && memcmp(in->data, "\xd0\x0d\xfe\xed", 4) == 0;
}

static int load_dtb(struct machine *m, const char *name,
		    const struct bytes *in, const struct input_options *opt,
		    struct error *err)
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

static int load_dts(struct machine *m, const char *name,
		    const struct bytes *in, const struct input_options *opt,
		    struct error *err)
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

static bool is_pc_log(const struct bytes *in)
{
	return is_log(in->data, in->len);
}

static int load_log(struct machine *m, const char *name,
		    const struct bytes *in, const struct input_options *opt,
		    struct error *err)
{
	return machine_from_log(m, in->data, in->len, name, opt, err);
}

static bool is_tar_file(const struct bytes *in)
{
	return is_tar(in->data, in->len);
}

static bool has_firmware_map(const struct tar_file *log)
{
	return log && strstr(log->data, "BIOS-e820: ");
}

/* The boot log, or where it has lost the firmware's map the map alone. */
static int load_pc_files(struct machine *m, const char *name,
			 const struct tar_files *f,
			 const struct input_options *opt, struct error *err)
{
	const struct tar_file *log = tar_find(f, "dmesg.txt");
	const struct tar_file *map = tar_find(f, "memmap.txt");
	const struct tar_file *cmdline = tar_find(f, "cmdline");
	struct input_options with = *opt;
	char *words;
	int ret;

	if (has_firmware_map(log))
		return machine_from_log(m, log->data, log->len, name, opt, err);
	if (!map)
		return error_set(
			err,
			"%s: neither fdt, nor memmap.txt, nor a dmesg.txt with the firmware's map: gather it as root",
			name);
	words = xstrndup(cmdline ? cmdline->data : "",
			 cmdline ? strcspn(cmdline->data, "\n") : 0);
	if (!with.cmdline)
		with.cmdline = words;
	ret = machine_from_log(m, map->data, map->len, name, &with, err);
	free(words);
	return ret;
}

/* Where the image lies, if root has read it. */
static void find_kernel_code(struct machine *m, const char *iomem)
{
	struct proc_resources r = { 0 };
	struct error ignored = { 0 };

	if (proc_read_iomem(&r, iomem, "iomem", &ignored))
		r.n = 0;
	for (size_t i = 0; i < r.n; i++) {
		if (!strcmp(r.v[i].name, "Kernel code"))
			m->kernel_code = r.v[i].range;
	}
	proc_resources_release(&r);
}

/* CPUs that were up when zoneinfo was read, by number. */
struct seen_cpus {
	unsigned up, last; /* how many; the last one's number + 1 */
};

static struct seen_cpus count_seen(const struct tar_files *f)
{
	const struct tar_file *zoneinfo = tar_find(f, "zoneinfo");
	struct seen_cpus seen = { 0 };

	if (zoneinfo)
		seen.up = proc_zoneinfo_cpus(zoneinfo->data, &seen.last);
	return seen;
}

/*
 * The boot log says how many came up, or else what is up later. Where the
 * machine is the log's, machine_from_log() has asked it.
 */
static void limit_cpus(struct machine *m, const struct tar_files *f,
		       const struct input_options *opt,
		       const struct seen_cpus *seen)
{
	const struct tar_file *log = tar_find(f, "dmesg.txt");
	bool asked = !tar_find(f, "fdt") && has_firmware_map(log);

	if (!m->brought_up && log && !asked)
		log_tells_cpus(m, log->data, log->len, opt->boot);
	if (!m->brought_up)
		m->brought_up = seen->up;
}

/*
 * "Linux version 6.1.0-50-amd64 (...": which kernel has written the text; of
 * several boots in it the wanted one's, from 1, or with 0 the last one's.
 */
static void find_release(struct machine *m, const char *text, const char *of,
			 unsigned wanted)
{
	static const char banner[] = "Linux version ";
	const char *at = NULL, *next = text;
	unsigned boot = 0;

	if (m->release)
		return;
	while ((!wanted || boot < wanted) && (next = strstr(next, banner))) {
		next += strlen(banner);
		at = next;
		boot++;
	}
	if (!at)
		return;
	m->release = xstrndup(at, strcspn(at, " \t\r\n"));
	m->release_of = of;
}

static void find_release_of_files(struct machine *m, const struct tar_files *f)
{
	static const char *const names[] = { "version", "dmesg.txt" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct tar_file *file = tar_find(f, names[i]);

		if (file)
			find_release(m, file->data, "the gathered machine", 0);
	}
}

static int load_files(struct machine *m, const char *name,
		      const struct tar_files *f,
		      const struct input_options *opt, struct error *err)
{
	static const char *const signatures[] = { "SRAT", "SLIT", "APIC",
						  "FACP" };
	const struct tar_file *tree = tar_find(f, "fdt");
	const struct tar_file *iomem = tar_find(f, "iomem");
	struct input_table tables[ARRAY_SIZE(signatures)];
	struct seen_cpus seen = count_seen(f);
	struct input_options with = *opt;
	int ret;

	with.seen_cpus = seen.last;
	with.tables = tables;
	with.nr_tables = 0;
	for (size_t i = 0; i < ARRAY_SIZE(signatures); i++) {
		const struct tar_file *t = tar_find(f, signatures[i]);

		if (t && !opt->acpi)
			tables[with.nr_tables++] = (struct input_table){
				signatures[i], t->data, t->len
			};
	}
	if (tree)
		ret = machine_from_dtb(m, tree->data, tree->len, name, opt,
				       err);
	else
		ret = load_pc_files(m, name, f, &with, err);
	if (!ret)
		find_release_of_files(m, f);
	if (!ret && iomem)
		find_kernel_code(m, iomem->data);
	if (!ret)
		limit_cpus(m, f, opt, &seen);
	return ret;
}

static int load_tar(struct machine *m, const char *name,
		    const struct bytes *in, const struct input_options *opt,
		    struct error *err)
{
	struct tar_files f;
	int ret = tar_read(&f, in->data, in->len, name, err);

	if (!ret)
		ret = load_files(m, name, &f, opt, err);
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
	{ INPUT_DMESG, "dmesg", is_pc_log, load_log },
	{ INPUT_E820, "e820", NULL, load_log },
};

static bool is_folder(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && !stat(path, &st) &&
	       S_ISDIR(st.st_mode);
}

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
static void note_synthetic(struct machine *m, const char *arch)
{
	m->arch = arch_facts_find(arch)->name;
	m->arch_assumed = false;
	while (m->nr_notes)
		free(m->notes[--m->nr_notes]);
}

/* Which boot is a question to a log, be it beside the input. */
static int check_boot(struct machine *m, const struct format *f,
		      const struct input_options *opt, struct error *err)
{
	if (!opt->boot || m->nr_boots || opt->log || f->kind == INPUT_TAR)
		return 0;
	error_set(err, "%s: --boot %u: it is no boot log, of which there could be several", m->input,
		  opt->boot);
	machine_release(m);
	return -1;
}

/* The bytes of an input, which have been unpacked, in the format they have. */
static int load_bytes(struct machine *m, const char *name,
		      const struct bytes *in, enum input_kind kind,
		      const struct input_options *opt, struct error *err)
{
	const struct format *f = find_format(in, kind);

	if (f)
		return f->load(m, name, in, opt, err) ||
				       check_boot(m, f, opt, err) ?
			       -1 :
			       0;
	return error_set(
		err,
		"%s: neither a device tree (magic 0xd00dfeed, or source that begins with /dts-v1/) nor an e820 map or boot log (\"BIOS-e820: [mem 0x...-0x...] usable\"), nor a tar file of `initmem gather`",
		name);
}

/* What stands beside the input. */
static void add_beside(struct machine *m, const struct input_options *opt)
{
	if (opt->log)
		find_release(m, opt->log, "the log", opt->boot);
	if (opt->iomem)
		find_kernel_code(m, opt->iomem);
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
		note_synthetic(m, arch);
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
		return machine_from_memmap(m, path, opt, err);
	else
		ret = load_file(m, path, opt, err);
	if (!ret)
		add_beside(m, opt);
	return ret;
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
	if (!ret)
		add_beside(m, opt);
	return ret;
}
