/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "answer/verify.h"
#include "command/answers.h"
#include "command/command.h"
#include "input/bootlog.h"
#include "input/input.h"
#include "input/pc.h"
#include "input/tar.h"
#include "journal/boot.h"
#include "start/sequence.h"
#include "util/alloc.h"

/* initmem verify INPUT: the prediction beside a real boot. */

struct options {
	struct common_options common;
	struct answer_options answer;
	const char *log, *zoneinfo, *buddyinfo, *slabinfo, *memblock;
};

enum {
	OPT_LOG = 0x200,
	OPT_ZONEINFO,
	OPT_BUDDYINFO,
	OPT_SLABINFO,
	OPT_MEMBLOCK
};

static const struct argp_option options[] = {
	{ "log", OPT_LOG, "FILE", 0, "its boot log, as dmesg prints it", 0 },
	{ "zoneinfo", OPT_ZONEINFO, "FILE", 0, "its /proc/zoneinfo", 0 },
	{ "buddyinfo", OPT_BUDDYINFO, "FILE", 0, "its /proc/buddyinfo", 0 },
	{ "slabinfo", OPT_SLABINFO, "FILE", 0,
	  "its /proc/slabinfo, read by root", 0 },
	{ "memblock", OPT_MEMBLOCK, "DIR", 0,
	  "its /sys/kernel/debug/memblock: files memory and reserved", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_LOG:
		o->log = arg;
		return 0;
	case OPT_ZONEINFO:
		o->zoneinfo = arg;
		return 0;
	case OPT_BUDDYINFO:
		o->buddyinfo = arg;
		return 0;
	case OPT_SLABINFO:
		o->slabinfo = arg;
		return 0;
	case OPT_MEMBLOCK:
		o->memblock = arg;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[1] = &o->answer;
		return parse_input_argument(key, arg, state, &o->common);
	default:
		return parse_input_argument(key, arg, state, &o->common);
	}
}

static const struct argp_child children[] = { { .argp = &common_argp },
					      { .argp = &answer_argp },
					      { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "INPUT",
	.doc = "Compare the prediction with what a real boot of the machine "
	       "left: line by line and value by value. Exit status 1 where "
	       "they differ.",
	.children = children,
};

/* *f has the file's text, if there is a path. */
static int read_evidence(struct evidence_file *f, const char *path,
			 struct error *err)
{
	if (!path)
		return 0;
	f->name = path;
	return input_read(path, &f->data, &f->len, err);
}

static int read_memblock(struct evidence *e, const char *dir, char **names,
			 struct error *err)
{
	if (!dir)
		return 0;
	names[0] = xasprintf("%s/memory", dir);
	names[1] = xasprintf("%s/reserved", dir);
	if (read_evidence(&e->memory, names[0], err))
		return -1;
	return read_evidence(&e->reserved, names[1], err);
}

static int read_all(struct evidence *e, const struct options *o, char **names,
		    struct error *err)
{
	if (read_evidence(&e->log, o->log, err) ||
	    read_evidence(&e->zoneinfo, o->zoneinfo, err) ||
	    read_evidence(&e->buddyinfo, o->buddyinfo, err) ||
	    read_evidence(&e->slabinfo, o->slabinfo, err) ||
	    read_evidence(&e->iomem, o->common.input.iomem, err))
		return -1;
	return read_memblock(e, o->memblock, names, err);
}

static void take_file(struct evidence_file *f, const struct tar_files *files,
		      const char *name)
{
	struct tar_file *from = tar_find(files, name);

	if (!from)
		return;
	*f = (struct evidence_file){ name, from->data, from->len };
	from->data = NULL;
}

/*
 * What `initmem gather` put into INPUT, where it is such a file; a boot log
 * tells of itself.
 */
static int read_gathered(struct evidence *e, const struct options *o,
			 struct error *err)
{
	struct tar_files files = { 0 };
	size_t len = 0;
	char *data;
	int ret = 0;

	if (!strcmp(o->common.path, "-") ||
	    input_read(o->common.path, &data, &len, err))
		return err->set ? -1 : 0;
	if (!is_tar(data, len) && is_log(data, len) &&
	    strstr(data, "Linux version ")) {
		e->log = (struct evidence_file){ o->common.path, data, len };
		return 0;
	}
	if (is_tar(data, len))
		ret = tar_read(&files, data, len, o->common.path, err);
	take_file(&e->log, &files, "dmesg.txt");
	take_file(&e->zoneinfo, &files, "zoneinfo");
	take_file(&e->buddyinfo, &files, "buddyinfo");
	take_file(&e->slabinfo, &files, "slabinfo");
	take_file(&e->iomem, &files, "iomem");
	take_file(&e->memory, &files, "memblock/memory");
	take_file(&e->reserved, &files, "memblock/reserved");
	tar_release(&files);
	free(data);
	return ret;
}

static bool has_evidence(const struct evidence *e)
{
	return e->log.data || e->zoneinfo.data || e->buddyinfo.data ||
	       e->slabinfo.data || e->iomem.data || e->memory.data ||
	       e->reserved.data;
}

/*
 * How many CPUs came up, and what they can do, is told by the log alone. One
 * from a tar file has been asked by machine_load(), unless --input makes that
 * file something else.
 */
static void limit_cpus(struct machine *m, const struct options *o,
		       const struct evidence *e)
{
	bool asked = !o->log && o->common.input.kind == INPUT_AUTO;

	if (e->log.data && !asked)
		log_tells_cpus(m, e->log.data, e->log.len, e->boot);
}

static int run(const struct options *o, const struct evidence *e,
	       struct error *err)
{
	struct prediction p = { 0 };
	struct answer a = { 0 };
	struct session s;
	struct boot b;
	int status = STATUS_ERROR;

	if (session_open(&s, &o->common, err))
		return STATUS_ERROR;
	limit_cpus(&s.machine, o, e);
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	b.observer = prediction_observe;
	b.observer_ctx = &p;
	boot_run(&b, NULL);
	if (!verify(&a, &b, &p, e, err))
		status = answer_print(&a, &o->answer, err);
	answer_release(&a);
	prediction_release(&p);
	boot_release(&b);
	session_close(&s);
	return status;
}

int command_verify(int argc, char **argv)
{
	struct options o = { 0 };
	struct evidence e = { 0 };
	struct error err = { 0 };
	char *names[2] = { 0 };
	int status = STATUS_ERROR;

	command_parse(&argp, argc, argv, 0, &o);
	e.boot = o.common.input.boot;
	if (!read_all(&e, &o, names, &err) &&
	    (has_evidence(&e) || !read_gathered(&e, &o, &err))) {
		if (!has_evidence(&e))
			usage_error(
				"nothing to compare with: expected --log, --zoneinfo, --buddyinfo, --slabinfo, --memblock or --iomem, a boot log as INPUT, or a tar file of `initmem gather`");
		o.common.input.log = e.log.data;
		o.common.input.iomem_text = e.iomem.data;
		status = run(&o, &e, &err);
	}
	free(e.log.data);
	free(e.zoneinfo.data);
	free(e.buddyinfo.data);
	free(e.slabinfo.data);
	free(e.iomem.data);
	free(e.memory.data);
	free(e.reserved.data);
	free(names[0]);
	free(names[1]);
	common_options_release(&o.common);
	return err.set ? command_error(&err) : status;
}
