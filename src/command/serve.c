/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "command/command.h"
#include "command/diff.h"
#include "command/report.h"
#include "emit/json_writer.h"
#include "profile/nearest.h"
#include "profile/profile.h"
#include "serve/child.h"
#include "serve/http.h"
#include "util/alloc.h"
#include "util/infile.h"
#include "util/size.h"

/*
 * initmem serve INPUT: the page of `report`, whose fields ask for other boots.
 * Each is booted in a child of the server, from the options of its call and
 * then those that the fields stand for, by the same parser and the same
 * functions: what is wrong with a field is what the command line would say.
 */

#define MOST_BYTES (16u << 20) /* of a request */
#define MIB ((size_t)1 << 20)

static const struct child_limits limits = {
	.seconds = 20,
	.memory = 1024 * MIB,
	.output = 64 * MIB,
};

struct options {
	struct common_options common;
	uint16_t port; /* 0: any */
};

enum { OPT_PORT = 0x200 };

static const struct argp_option options[] = {
	{ "port", OPT_PORT, "N", 0,
	  "where it listens (default: any that is free)", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	uint64_t n;

	if (key != OPT_PORT)
		return parse_input_argument(key, arg, state, &o->common);
	if (!parse_size(arg, &n) || !n || n > UINT16_MAX)
		usage_error("--port=%s: expected 1 to 65535", arg);
	o->port = (uint16_t)n;
	return 0;
}

static const struct argp_child children[] = { { .argp = &common_argp }, { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "INPUT",
	.doc = "Show the page of `initmem report` to a browser on this machine, "
	       "with fields to boot it otherwise: command line, memory, CPUs, "
	       "kernel, another input. Prints its address; Ctrl-C ends it.",
	.children = children,
};

struct server {
	struct common_options base; /* what the call says */
	char *input; /* standard input, read once; NULL: INPUT is a file */
	size_t input_len;
};

/* --- fields ----------------------------------------------------------------- */

/* In the order in which they are taken. */
static const struct {
	const char *field, *option;
	bool may_be_empty; /* and means it */
	bool words; /* the option again for each */
} fields[] = {
	{ "kernel", "kernel", false, false },
	{ "cpus", "cpus", false, false },
	{ "memory", "memory", false, true },
	{ "cmdline", "cmdline", true, false },
};

/* The options of one boot, and the words that they point into. */
struct asked {
	struct common_options o;
	char **words;
	size_t nr_words, cap_words;
};

static void asked_release(struct asked *a)
{
	common_options_release(&a->o);
	for (size_t i = 0; i < a->nr_words; i++)
		free(a->words[i]);
	free(a->words);
}

static char *keep(struct asked *a, char *word)
{
	array_reserve(a->words, a->cap_words, a->nr_words + 1);
	return a->words[a->nr_words++] = word;
}

/* As on the command line. */
static void take_word(struct asked *a, const char *option, const char *value)
{
	static char name[] = "initmem serve";
	char *argv[] = { name, keep(a, xasprintf("--%s=%s", option, value)),
			 NULL };

	command_parse(&common_argp, 2, argv, 0, &a->o);
}

/* A page may choose a kernel, and not one of all files. */
static void check_kernel(const struct common_options *base, const char *name)
{
	bool given = base->kernel && !strcmp(base->kernel, name);

	if (profile_is_file(name) && !given)
		usage_error(
			"--kernel=%s: expected the name of a kernel, see `initmem kernel list`",
			name);
}

static void take_field(struct asked *a, const struct common_options *base,
		       size_t i, const char *value)
{
	char *copy = xstrdup(value), *rest = copy, *word;

	if (!strcmp(fields[i].field, "kernel"))
		check_kernel(base, value);
	if (!strcmp(fields[i].field, "memory"))
		a->o.input.nr_memory = 0;
	if (!strcmp(fields[i].field, "cmdline"))
		a->o.input.append = NULL;
	if (!fields[i].words)
		take_word(a, fields[i].option, value);
	while (fields[i].words && (word = strsep(&rest, " \t\r\n"))) {
		if (*word)
			take_word(a, fields[i].option, word);
	}
	free(copy);
}

/* A path to bytes that lie in memory alone, as long as the program runs. */
static const char *path_of(struct asked *a, const char *data, size_t len)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	for (size_t at = 0; fd >= 0 && at < len;) {
		ssize_t n = write(fd, data + at, len - at);

		if (n <= 0)
			usage_error("an input in memory: %s", strerror(errno));
		at += (size_t)n;
	}
	if (fd < 0)
		usage_error("an input in memory: %s", strerror(errno));
	return keep(a, xasprintf("/proc/self/fd/%d", fd));
}

static void take_input(struct asked *a, const struct server *s,
		       const struct http_field *f)
{
	if (f) {
		a->o.path = path_of(a, f->data, f->len);
		a->o.input.name = f->file ? f->file : f->name;
		a->o.input.kind = INPUT_AUTO;
		a->o.input.machine = NULL;
	} else if (s->input) {
		a->o.path = path_of(a, s->input, s->input_len);
		a->o.input.name = "stdin";
	}
}

/* What the call says, with a list of banks of its own. */
static struct asked asked_by_call(const struct server *s)
{
	struct asked a = { .o = s->base };
	size_t n = s->base.input.nr_memory;

	a.o.input.memory = xcalloc(n, sizeof(*a.o.input.memory));
	if (n)
		memcpy(a.o.input.memory, s->base.input.memory,
		       n * sizeof(*a.o.input.memory));
	return a;
}

/* In the child: by the fields, too, whose names begin so. */
static struct asked asked_by_fields(const struct server *s,
				    const struct http_request *r,
				    const char *prefix)
{
	struct asked a = asked_by_call(s);
	char *name;

	name = xasprintf("%sinput", prefix);
	take_input(&a, s, http_field(r, name));
	free(name);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct http_field *f;

		name = xasprintf("%s%s", prefix, fields[i].field);
		f = http_field(r, name);
		if (f && (*f->data || fields[i].may_be_empty))
			take_field(&a, &s->base, i, f->data);
		free(name);
	}
	return a;
}

/* --- what the page is told ---------------------------------------------------
 */

static void put_bank(char **words, const struct range *bank, int nid)
{
	xappendf(words, "%s0x%" PRIx64 ",0x%" PRIx64, **words ? " " : "",
		 bank->base, bank->size);
	if (nid >= 0)
		xappendf(words, ",%d", nid);
}

/* As the field takes them; NULL: the input has a map of its own. */
static char *memory_words(const struct machine *m)
{
	char *words;

	if (m->firmware == FIRMWARE_E820)
		return NULL;
	words = xstrdup("");
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t k = 0; n->available && k < n->nr_ranges; k++)
			put_bank(&words, &n->ranges[k], n->nid);
	}
	return words;
}

static void put_fields(struct json_writer *w, const struct session *s)
{
	char *memory = memory_words(&s->machine);

	json_put_open(w, "fields", '{');
	json_put_text(w, "cmdline", s->machine.cmdline);
	json_put_text(w, "memory", memory);
	json_put_num(w, "cpus", s->machine.nr_cpus);
	json_put_text(w, "kernel", s->kernel.name);
	json_close(w, '}');
	free(memory);
}

static void put_kernels(struct json_writer *w)
{
	json_put_open(w, "kernels", '[');
	for (size_t i = 0; i < nr_builtin_profiles; i++) {
		json_open(w, '{');
		json_put_text(w, "name", builtin_profiles[i].name);
		json_put_text(w, "arch", builtin_profiles[i].arch);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static char *served_json(const struct session *s)
{
	struct json_writer w;
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	json_writer_init(&w, f);
	json_open(&w, '{');
	json_put_text(&w, "input", s->machine.input);
	json_put_num(&w, "most_bytes", MOST_BYTES);
	put_fields(&w, s);
	put_kernels(&w);
	json_put_open(&w, "notes", '[');
	for (size_t i = 0; i < s->machine.nr_notes; i++)
		json_text(&w, s->machine.notes[i]);
	json_close(&w, ']');
	json_close(&w, '}');
	json_writer_finish(&w);
	xmemstream_end(f);
	text[strcspn(text, "\n")] = '\0'; /* it stands inside of a line */
	return text;
}

/* --- the child: one answer ---------------------------------------------------
 */

struct question {
	const struct server *server;
	const struct http_request *request;
};

static int say_boot(void *ctx)
{
	const struct question *q = ctx;
	struct asked a = asked_by_fields(q->server, q->request, "");
	struct html_page page = { 0 };
	struct error err = { 0 };
	struct session s;
	char *served;
	bool panicked;

	if (session_open(&s, &a.o, &err)) {
		asked_release(&a);
		return command_error(&err);
	}
	page.served = served = served_json(&s);
	if (report_write(stdout, &s, &page, &panicked))
		error_set(&err, "the page: %s", strerror(errno));
	free(served);
	session_close(&s);
	asked_release(&a);
	return err.set ? command_error(&err) : STATUS_OK;
}

static int say_difference(void *ctx)
{
	static const struct answer_options how = { .format = ANSWER_JSON };
	const struct question *q = ctx;
	struct asked a, b;
	struct error err = { 0 };
	int status;

	a = asked_by_fields(q->server, q->request, "before-");
	b = asked_by_fields(q->server, q->request, "");
	status = diff_print(&a.o, &b.o, &how, &err);
	asked_release(&a);
	asked_release(&b);
	if (err.set)
		return command_error(&err);
	return status == STATUS_NO ? STATUS_OK : status;
}

/* --- the server --------------------------------------------------------------
 */

static const struct {
	bool post;
	const char *path, *type;
	int (*say)(void *ctx);
} places[] = {
	{ false, "", "text/html; charset=utf-8", say_boot },
	{ true, "boot", "text/html; charset=utf-8", say_boot },
	{ true, "diff", "application/json", say_difference },
};

/* What is wrong, without the name in front and notes in other lines. */
static char *last_line(const struct child_result *r)
{
	char *text = xstrdup(r->said), *line;
	static const char us[] = "initmem: ";

	text[strcspn(text, "\n") ? strlen(text) : 0] = '\0';
	while (*text && text[strlen(text) - 1] == '\n')
		text[strlen(text) - 1] = '\0';
	line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	if (!strncmp(line, us, sizeof(us) - 1))
		line += sizeof(us) - 1;
	memmove(text, line, strlen(line) + 1);
	return text;
}

static char *what_went_wrong(const struct child_result *r)
{
	switch (r->end) {
	case CHILD_LATE:
		return xasprintf("not booted after %u seconds, given up",
				 limits.seconds);
	case CHILD_LARGE:
		return xasprintf("its page has more than %zu MiB",
				 limits.output / MIB);
	case CHILD_STOPPED:
		return xstrdup("initmem serve has been ended");
	case CHILD_KILLED:
		return xstrdup("the boot was ended by a signal");
	default:
		return last_line(r);
	}
}

/*
 * The field whose option the message names, or the kernel that was asked for
 * and is not one for the machine; else the input is to blame.
 */
static const char *field_of(const struct http_request *r, const char *message)
{
	const struct http_field *kernel = http_field(r, "kernel");
	const char *blamed = kernel && *kernel->data &&
					     strstr(message, " kernel") ?
				     "kernel" :
				     "input";
	char *option;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		option = xasprintf("--%s", fields[i].option);
		if (strstr(message, option))
			blamed = fields[i].field;
		free(option);
	}
	return blamed;
}

static void answer_text(struct http_answer *a, unsigned status,
			const char *text)
{
	a->status = status;
	a->type = "text/plain; charset=utf-8";
	a->body = xstrdup(text);
	a->len = strlen(text);
}

static void answer_error(struct http_answer *a, const struct http_request *r,
			 const char *message)
{
	struct json_writer w;
	FILE *f = xmemstream(&a->body, &a->len);

	json_writer_init(&w, f);
	json_open(&w, '{');
	json_put_text(&w, "field", field_of(r, message));
	json_put_text(&w, "message", message);
	json_close(&w, '}');
	json_writer_finish(&w);
	xmemstream_end(f);
	a->status = 422;
	a->type = "application/json";
}

static void answer_place(struct server *s, size_t place,
			 const struct http_request *request,
			 struct http_answer *a)
{
	struct question q = { .server = s, .request = request };
	struct error err = { 0 };
	struct child_result r;
	char *message;

	if (child_run(&r, &limits, places[place].say, &q, &err)) {
		answer_error(a, request, err.text);
	} else if (r.end == CHILD_ENDED && r.status == STATUS_OK) {
		a->type = places[place].type;
		a->body = r.out;
		a->len = r.out_len;
		r.out = NULL;
	} else {
		message = what_went_wrong(&r);
		answer_error(a, request, message);
		free(message);
	}
	child_result_release(&r);
}

static void handle(void *ctx, const struct http_request *request,
		   struct http_answer *a)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (strcmp(places[i].path, request->path) != 0)
			continue;
		if (places[i].post == request->post)
			answer_place(ctx, i, request, a);
		else
			answer_text(a, 405, "not this way\n");
		return;
	}
	answer_text(a, 404, "there is nothing of that name\n");
}

static int say_address(void *ctx, const char *address, struct error *err)
{
	(void)ctx;
	if (printf("%s\n", address) < 0 || fflush(stdout))
		return error_set(err, "standard output: %s", strerror(errno));
	return 0;
}

/* What is wrong with the call is said before anybody asks. */
static int check_call(struct server *s, struct error *err)
{
	struct session session;
	struct asked a;
	int ret;

	if (!s->base.input.machine && !strcmp(s->base.path, "-") &&
	    infile_read(STDIN_FILENO, MOST_BYTES, &s->input, &s->input_len,
			"stdin", err))
		return -1;
	a = asked_by_call(s);
	take_input(&a, s, NULL);
	ret = session_open(&session, &a.o, err);
	if (!ret)
		session_close(&session);
	asked_release(&a);
	return ret;
}

int command_serve(int argc, char **argv)
{
	struct options o = { 0 };
	struct server s = { 0 };
	struct error err = { 0 };
	struct http_server http = { .most = MOST_BYTES,
				    .ready = say_address,
				    .handle = handle,
				    .ctx = &s };

	command_parse(&argp, argc, argv, 0, &o);
	s.base = o.common;
	http.port = o.port;
	if (!check_call(&s, &err))
		http_serve(&http, &err);
	free(s.input);
	common_options_release(&o.common);
	return err.set ? command_error(&err) : STATUS_OK;
}
