/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "answer/answer.h"
#include "command/columns.h"
#include "command/command.h"
#include "command/message.h"
#include "command/terminal.h"
#include "input/input.h"
#include "input/tar.h"
#include "profile/fit.h"
#include "profile/import.h"
#include "profile/kernel_files.h"
#include "profile/nearest.h"
#include "profile/profile.h"
#include "util/alloc.h"
#include "util/outfile.h"
#include "util/packed.h"

/* initmem kernel list|show|import: the kernel builds it knows. */

struct subcommand {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
};

/* fflush() of standard output with its error, if there is one. */
static int finish_stdout(void)
{
	struct error err = { 0 };

	if (fflush(stdout) == 0 && !ferror(stdout))
		return STATUS_OK;
	error_set(&err, "standard output: %s", strerror(errno));
	return command_error(&err);
}

/* What the banner says behind the compiler: "#1 SMP Debian 6.1.176-1 ..." */
static const char *build_of(const struct kernel *k)
{
	const char *mark = strrchr(k->banner, '#');

	return mark ? mark : "";
}

static const struct column list_columns[] = {
	{ "name", "NAME", false, "what --kernel takes", false },
	{ "arch", "ARCH", false, "architecture", false },
	{ "release", "RELEASE", false, "as uname says it", false },
	{ "line", "LINE", false, "the line of releases that it is on", true },
	{ "page_size", "PAGE_SIZE", false, "of its pages", true },
	{ "numa", "NUMA", false, "yes: it knows NUMA nodes", true },
	{ "default", "DEFAULT", false,
	  "yes: an architecture boots it without --kernel", true },
	{ "build", "BUILD", true, "which build it is", false },
};

/* A line has room for the build, too. */
#define BUILD_WIDTH 120

static error_t parse_list(int key, char *arg, struct argp_state *state)
{
	struct column_words *w = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = w;
		return 0;
	case ARGP_KEY_ARG:
		usage_error("%s: expected no more arguments", arg);
	case ARGP_KEY_END:
		columns_check(w, list_columns, ARRAY_SIZE(list_columns));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child list_children[] = { { .argp = &columns_argp },
						   { 0 } };

static const struct argp list_argp = {
	.parser = parse_list,
	.doc = "List the built-in kernels: name, architecture, release, build. "
	       "[default] marks what an architecture boots without --kernel.",
	.children = list_children,
};

static bool is_default(const struct builtin_profile *p, const struct kernel *k)
{
	return p == profile_nearest(k->arch, NULL, true);
}

static void add_kernel(struct section *s, const struct builtin_profile *p,
		       const struct kernel *k)
{
	add_text(s, "%s", p->name);
	add_text(s, "%s", k->arch);
	add_text(s, "%s", k->release);
	add_text(s, "%s", k->line ? k->line : "");
	add_bytes(s, kernel_page_size(k));
	add_text(s, "%s", k->numa ? "yes" : "no");
	add_text(s, "%s", is_default(p, k) ? "yes" : "no");
	add_text(s, "%s", build_of(k));
}

static int run_list(int argc, char **argv)
{
	const struct text_style style = terminal_style(COLOR_AUTO);
	struct column_words w = { 0 };
	struct answer a = { 0 };
	struct section *s;

	command_parse(&list_argp, argc, argv, 0, &w);
	/* For people a table; programs that ask for nothing get plain lines. */
	if (!w.asked && style.width) {
		w.options.chosen = style.width < BUILD_WIDTH ?
					   "name,arch,release,default" :
					   "name,arch,release,default,build";
		w.asked = true;
	}
	s = answer_section(&a, "kernels", list_columns,
			   ARRAY_SIZE(list_columns), "");
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		const struct builtin_profile *p = &builtin_profiles[i];
		struct error err = { 0 };
		struct kernel k;

		if (kernel_load(&k, p->name, &err)) {
			answer_release(&a);
			return command_error(&err);
		}
		if (w.asked)
			add_kernel(s, p, &k);
		else
			printf("%-30s %-7s %-24s %s%s\n", p->name, k.arch,
			       k.release, build_of(&k),
			       is_default(p, &k) ? " [default]" : "");
		kernel_release(&k);
	}
	if (w.asked)
		columns_write(stdout, s, &w.options, &style);
	answer_release(&a);
	return finish_stdout();
}

static error_t parse_show(int key, char *arg, struct argp_state *state)
{
	const char **name = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*name)
			usage_error("%s: expected one kernel only", arg);
		*name = arg;
		return 0;
	case ARGP_KEY_END:
		if (!*name)
			usage_error(
				"expected the NAME of a kernel or a FILE.json");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp show_argp = {
	.parser = parse_show,
	.args_doc = "NAME|FILE.json",
	.doc = "Print the profile of a kernel: every value and where it comes from.",
};

/* A file is printed as it is once it has been found to be a profile. */
static int show_file(const char *path)
{
	struct error err = { 0 };
	struct kernel k;
	char *text;
	size_t len;

	if (profile_read_file(path, &text, &len, &err))
		return command_error(&err);
	if (kernel_from_json(&k, text, len, path, &err)) {
		free(text);
		return command_error(&err);
	}
	kernel_release(&k);
	fwrite(text, 1, len, stdout);
	free(text);
	return finish_stdout();
}

static int run_show(int argc, char **argv)
{
	const struct builtin_profile *p;
	const char *name = NULL;
	struct error err = { 0 };

	command_parse(&show_argp, argc, argv, 0, &name);
	if (profile_is_file(name))
		return show_file(name);
	p = profile_find(name);
	if (!p) {
		profile_unknown(name, &err);
		return command_error(&err);
	}
	fwrite(p->json, 1, p->len, stdout);
	return finish_stdout();
}

struct import_options {
	const char *vmlinux; /* NULL: with `running`, where it usually lies */
	bool running;
	const char *config;
	const char *debug, *btf, *symbols;
	const char *log; /* NULL: not from a log */
	const char *name; /* NULL: the release */
	const char *output; /* NULL: standard output */
};

enum { OPT_RUNNING = 0x300, OPT_DEBUG, OPT_BTF, OPT_SYMBOLS };

static const struct argp_option import_options[] = {
	{ "running", OPT_RUNNING, NULL, 0,
	  "The kernel that runs here: its image, /proc/kallsyms, BTF and configuration",
	  0 },
	{ "config", 'c', "CONFIG", 0,
	  "The .config that it was built with (default: what the image holds, or config-RELEASE beside it)",
	  0 },
	{ "debug", OPT_DEBUG, "FILE|DIR", 0,
	  "Debug information that was split off, or a folder of it by build IDs",
	  0 },
	{ "btf", OPT_BTF, "FILE", 0,
	  "Its types as BTF (default: what the image holds)", 0 },
	{ "symbols", OPT_SYMBOLS, "FILE", 0,
	  "Its System.map, or /proc/kallsyms while it ran, where the image has no symbol table",
	  0 },
	{ "log", 'l', "LOG", 0,
	  "Fit a profile to a boot log of the kernel, where there is no image of it",
	  0 },
	{ "name", 'n', "NAME", 0, "Name of the profile (default: the release)",
	  0 },
	{ "output", 'o', "FILE", 0, "Write there, not to standard output", 0 },
	{ 0 },
};

/* What goes together. */
static void check_import(const struct import_options *o)
{
	bool files = o->vmlinux || o->config || o->debug || o->btf ||
		     o->symbols || o->running;

	if (o->log && files)
		usage_error(
			"--log: expected no IMAGE and no --config, --debug, --btf, --symbols or --running with it");
	if (!o->log && !o->vmlinux && !o->running)
		usage_error("expected IMAGE, --running or --log LOG");
}

static error_t parse_import(int key, char *arg, struct argp_state *state)
{
	struct import_options *o = state->input;

	switch (key) {
	case 'c':
		o->config = arg;
		return 0;
	case OPT_RUNNING:
		o->running = true;
		return 0;
	case OPT_DEBUG:
		o->debug = arg;
		return 0;
	case OPT_BTF:
		o->btf = arg;
		return 0;
	case OPT_SYMBOLS:
		o->symbols = arg;
		return 0;
	case 'l':
		o->log = arg;
		return 0;
	case 'n':
		if (!*arg || strlen(arg) > PROFILE_NAME_MAX)
			usage_error("--name: expected 1 to %d bytes",
				    PROFILE_NAME_MAX);
		o->name = arg;
		return 0;
	case 'o':
		o->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (o->vmlinux)
			usage_error("%s: expected one IMAGE only", arg);
		o->vmlinux = arg;
		return 0;
	case ARGP_KEY_END:
		check_import(o);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp import_argp = {
	.options = import_options,
	.parser = parse_import,
	.args_doc = "IMAGE|ARCHIVE\n--running [IMAGE]\n--log LOG",
	.doc = "Make the profile of a kernel from its image, a vmlinux or what "
	       "is booted: symbols, types (debug information or BTF) and "
	       "configuration are taken from it, from files beside it and from "
	       "those named here; or from what `initmem gather` brought home. "
	       "Or fit one to its boot log: the nearest built-in kernel with "
	       "the constants that the lines of the log carry.",
};

static int write_profile(const char *json, const char *path)
{
	struct error err = { 0 };
	struct outfile out;

	if (!path) {
		fputs(json, stdout);
		return finish_stdout();
	}
	if (outfile_open(&out, path, &err))
		return command_error(&err);
	fputs(json, out.f);
	if (outfile_commit(&out, &err))
		return command_error(&err);
	return STATUS_OK;
}

static void print_fit(const char *log, const struct kernel_fit *fit)
{
	const struct {
		const char *what, *text;
	} parts[] = {
		{ "read from the log", fit->read },
		{ "rules by the log", fit->rules },
		{ "guessed", fit->guessed },
	};

	message("initmem: %s: fitted from %s", log, fit->base);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (parts[i].text)
			message("initmem: %s: %s: %s", log, parts[i].what,
				parts[i].text);
	}
}

static int import_log(const struct import_options *o)
{
	const struct input_options input = { .kind = INPUT_DMESG,
					     .may_lack_memory = true };
	struct error err = { 0 };
	struct kernel_fit fit;
	struct kernel k;
	struct machine m;
	int status, ret;

	if (machine_load(&m, o->log, &input, &err))
		return command_error(&err);
	ret = kernel_fit(&fit, &k, &m, m.input, o->name, &err);
	if (!ret)
		print_fit(m.input, &fit);
	machine_release(&m);
	if (ret)
		return command_error(&err);
	kernel_release(&k);
	status = write_profile(fit.json, o->output);
	kernel_fit_release(&fit);
	return status;
}

/* What is split off may be a file, or a folder with one for each build ID. */
static void set_debug(struct import_request *rq, const char *debug,
		      const char *folders[3])
{
	struct stat st;
	size_t n = 0;

	if (debug && !stat(debug, &st) && S_ISDIR(st.st_mode))
		folders[n++] = debug;
	else
		rq->files.debug.path = debug;
	folders[n] = "/usr/lib/debug";
	rq->files.debug_folders = folders;
}

static int import_files(struct import_request *rq,
			const struct import_options *o)
{
	struct import_result r;
	struct error err = { 0 };
	int status;

	if (profile_import(rq, &r, &err))
		return command_error(&err);
	if (r.missing)
		fprintf(stderr, "initmem: %s: not found: %s\n",
			rq->files.image.path, r.missing);
	if (r.unmodelled)
		fprintf(stderr, "initmem: %s: not modelled: %s\n",
			rq->files.image.path, r.unmodelled);
	status = write_profile(r.json, o->output);
	import_result_release(&r);
	return status;
}

/* Those that the user has not named are found where they usually lie. */
static int find_and_import(const struct import_options *o,
			   struct import_request *rq)
{
	const char *root = getenv("INITMEM_GATHER_ROOT");
	struct found_files found = { 0 };
	struct error err = { 0 };
	int status;

	if (o->running &&
	    kernel_files_running(rq, root ? root : "", &found, &err)) {
		status = command_error(&err);
	} else {
		kernel_files_beside(rq, &found);
		status = import_files(rq, o);
	}
	found_files_release(&found);
	return status;
}

/* A file that `initmem gather` has brought home, unless the user has another. */
static void set_gathered(struct kernel_file *f, const struct tar_files *files,
			 const char *name)
{
	const struct tar_file *t = f->path ? NULL : tar_find(files, name);

	if (t)
		*f = (struct kernel_file){ .path = t->name,
					   .data = t->data,
					   .len = t->len };
}

static int import_archive(const struct import_options *o,
			  struct import_request *rq,
			  const struct tar_files *files)
{
	struct error err = { 0 };

	rq->files.image = (struct kernel_file){ 0 };
	set_gathered(&rq->files.image, files, "vmlinuz");
	set_gathered(&rq->files.symbols, files, "kallsyms");
	set_gathered(&rq->files.btf, files, "btf");
	set_gathered(&rq->config_beside, files, "config");
	if (rq->files.image.path)
		return import_files(rq, o);
	error_set(
		&err,
		"%s: no vmlinuz in it, expected an archive that `initmem gather` has made as root",
		o->vmlinux);
	return command_error(&err);
}

/* Whether a file may hold a tar file, by how it begins. */
static bool may_be_tar(const char *path)
{
	const char *dot = strrchr(path, '.');
	char head[512];
	struct stat st;
	FILE *f = !stat(path, &st) && S_ISREG(st.st_mode) ? fopen(path, "rbe") :
							    NULL;
	size_t n = f ? fread(head, 1, sizeof(head), f) : 0;

	if (f)
		fclose(f);
	return is_tar(head, n) ||
	       (packed_how(head, n) &&
		(strstr(path, ".tar.") || (dot && !strcmp(dot, ".tgz"))));
}

static int read_archive(const struct import_options *o,
			struct import_request *rq)
{
	struct tar_files files = { 0 };
	struct error err = { 0 };
	char *data;
	size_t len;
	int status;

	if (input_read(o->vmlinux, &data, &len, &err))
		return command_error(&err);
	if (tar_read(&files, data, len, o->vmlinux, &err))
		status = command_error(&err);
	else
		status = import_archive(o, rq, &files);
	tar_release(&files);
	free(data);
	return status;
}

static int run_import(int argc, char **argv)
{
	const char *folders[3] = { NULL };
	struct import_options o = { 0 };
	struct import_request rq = { 0 };

	command_parse(&import_argp, argc, argv, 0, &o);
	if (o.log)
		return import_log(&o);
	rq.files.image.path = o.vmlinux;
	rq.files.btf.path = o.btf;
	rq.files.symbols.path = o.symbols;
	rq.config.path = o.config;
	rq.name = o.name;
	set_debug(&rq, o.debug, folders);
	if (o.vmlinux && !o.running && may_be_tar(o.vmlinux))
		return read_archive(&o, &rq);
	return find_and_import(&o, &rq);
}

static const struct subcommand subcommands[] = {
	{ "list", "the built-in kernels", run_list },
	{ "show", "print a kernel's profile", run_show },
	{ "import", "make a profile of your own kernel", run_import },
};

static const struct subcommand *subcommand_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(subcommands); i++) {
		if (!strcmp(name, subcommands[i].name))
			return &subcommands[i];
	}
	return NULL;
}

/* The first word that is no option ends our part of the command line. */
struct chosen {
	const struct subcommand *sub;
	int first; /* its index in argv */
};

static error_t parse_kernel(int key, char *arg, struct argp_state *state)
{
	struct chosen *c = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		c->sub = subcommand_find(arg);
		if (!c->sub)
			usage_error("%s: expected list, show or import%s", arg,
				    usage_hint(arg, subcommands,
					       sizeof(subcommands[0]),
					       ARRAY_SIZE(subcommands)));
		c->first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		usage_error("expected list, show or import");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The subcommands, from their table, at the end of --help. */
static char *kernel_help(int key, const char *text, void *input)
{
	char *help = NULL;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	for (size_t i = 0; i < ARRAY_SIZE(subcommands); i++)
		xappendf(&help, "  %-8s %s\n", subcommands[i].name,
			 subcommands[i].summary);
	return help;
}

static const struct argp kernel_argp = {
	.parser = parse_kernel,
	.args_doc =
		"list\nshow NAME|FILE.json\nimport IMAGE|ARCHIVE\nimport --running\nimport --log LOG",
	.doc = "The kernel builds that initmem knows.\v",
	.help_filter = kernel_help,
};

int command_kernel(int argc, char **argv)
{
	struct chosen c = { 0 };
	char *name;
	int status;

	command_parse(&kernel_argp, argc, argv, ARGP_IN_ORDER, &c);
	name = xasprintf("initmem kernel %s", c.sub->name);
	argv[c.first] = name;
	status = c.sub->run(argc - c.first, argv + c.first);
	free(name);
	return status;
}
