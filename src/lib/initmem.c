/* SPDX-License-Identifier: GPL-2.0-only */
#include "lib/initmem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/dialect.h"
#include "emit/dot.h"
#include "emit/json.h"
#include "emit/lint.h"
#include "input/input.h"
#include "journal/boot.h"
#include "journal/journal.h"
#include "journal/sequence.h"
#include "lib/options.h"
#include "lib/session.h"
#include "lint/lint.h"
#include "model/boot.h"
#include "start/sequence.h"
#include "util/alloc.h"
#include "util/fatal.h"
#include "util/utf8.h"
#include "util/version.h"

/*
 * The public functions. Each does its work in fatal_catch(): `guarded()` calls
 * one with what it was given, and what is called returns its result there.
 */

struct initmem {
	struct common_options options;
	struct view_options draw;
	char **words; /* copies of what they point to */
	size_t nr_words, cap_words;

	bool loaded;
	struct session session;
	struct machine given; /* without the option "memory"; empty: the same */
	const char **phases; /* of this kernel's boot, in their order */
	size_t nr_phases, cap_phases;
	struct error no_memory; /* why it cannot boot, if it cannot */

	bool booted; /* `boot` is one */
	struct boot boot;
	unsigned index; /* of the record */
	bool watched; /* now: events and log are those of one phase */
	initmem_watch *watch;
	void *watch_ctx;

	struct dialect dialect;
	FILE *log_out;
	char *log;
	size_t log_len, log_taken;

	char *record, *graph, *findings;
	struct error err;
};

const char *initmem_version(void)
{
	return INITMEM_VERSION;
}

struct initmem *initmem_new(void)
{
	return calloc(1, sizeof(struct initmem));
}

const char *initmem_error(const struct initmem *im)
{
	if (!im)
		return "out of memory";
	return im->err.set ? im->err.text : "";
}

/* --- calls ------------------------------------------------------------------ */

/* What a function was called with, and what came of it. */
struct request {
	struct initmem *im;
	int (*does)(struct request *r);
	const char *name, *value; /* option, path, phase, view and format */
	const void *bytes; /* NULL: none */
	size_t len;
	int result;
};

static void do_request(void *ctx)
{
	struct request *r = ctx;

	r->result = r->does(r);
}

static int guarded(struct request *r)
{
	const char *why;

	r->im->err.set = false;
	why = fatal_catch(do_request, r);
	if (why)
		return error_set(&r->im->err, "%s", why);
	return r->result;
}

/* --- options ---------------------------------------------------------------- */

static int choose(const char *option, const char *value,
		  const char *const names[2], struct error *err)
{
	for (int i = 0; i < 2; i++) {
		if (!strcmp(names[i], value))
			return i;
	}
	return error_set(err, "%s=%s: expected %s or %s", option, value,
			 names[0], names[1]);
}

static int set_theme(struct initmem *im, const char *value)
{
	static const char *const names[] = { "light", "dark" };
	int i = choose("theme", value, names, &im->err);

	if (i < 0)
		return -1;
	im->draw.theme = i ? DOT_DARK : DOT_LIGHT;
	return 0;
}

static int set_full(struct initmem *im, const char *value)
{
	static const char *const names[] = { "no", "yes" };
	int i = choose("full", value, names, &im->err);

	if (i < 0)
		return -1;
	im->draw.full = i;
	return 0;
}

static int set_option(struct request *r)
{
	struct initmem *im = r->im;
	char *value;

	if (!strcmp(r->name, "theme"))
		return set_theme(im, r->value);
	if (!strcmp(r->name, "full"))
		return set_full(im, r->value);
	value = xstrdup(r->value);
	array_reserve(im->words, im->cap_words, im->nr_words + 1);
	im->words[im->nr_words++] = value;
	return common_option_set(&im->options, r->name, value, &im->err);
}

int initmem_set(struct initmem *im, const char *option, const char *value)
{
	return guarded(&(struct request){
		.im = im, .does = set_option, .name = option, .value = value });
}

/* --- a boot ----------------------------------------------------------------- */

static void forget(char **text)
{
	free(*text);
	*text = NULL;
}

static void end_boot(struct initmem *im)
{
	if (im->log_out)
		fclose(im->log_out);
	im->log_out = NULL;
	im->log_taken = 0;
	forget(&im->log);
	forget(&im->record);
	forget(&im->graph);
	dialect_release(&im->dialect);
	im->dialect = (struct dialect){ 0 };
	if (im->booted)
		boot_release(&im->boot);
	im->booted = false;
	im->index = 0;
}

static void unload(struct initmem *im)
{
	end_boot(im);
	forget(&im->findings);
	if (im->loaded) {
		machine_release(&im->given);
		session_close(&im->session);
		free(im->phases);
		im->phases = NULL;
		im->nr_phases = im->cap_phases = 0;
	}
	im->loaded = false;
	im->no_memory.set = false;
}

static void put_line(void *ctx, const char *line)
{
	struct initmem *im = ctx;

	utf8_print(im->log_out, line);
	putc('\n', im->log_out);
}

static void put_in_dialect(struct initmem *im, const struct boot *b,
			   const char *line)
{
	char *text = dialect_line(&im->dialect, b, line);

	if (text)
		put_line(im, text);
	free(text);
}

/* The lines that are new since it was called last. */
static void take_log(struct initmem *im, const struct boot *b)
{
	const struct journal *j = b->journal;

	for (; im->log_taken < j->nr_log; im->log_taken++) {
		if (im->dialect.nr_kinds)
			put_in_dialect(im, b, j->log[im->log_taken]);
		else
			put_line(im, j->log[im->log_taken]);
	}
	if (j->panic && *j->panic)
		fprintf(im->log_out, "Kernel panic - not syncing: %s\n",
			j->panic);
}

/* Whether the boot goes on behind the phase that has ended. */
static bool goes_on(const struct boot *b)
{
	const struct sequence *s = b->sequence;
	const char *phase = b->journal->phase;
	const char *last =
		s->until ? s->until :
			   s->steps[s->steps[s->n - 1].phase].model_name;

	return !b->journal->panic && strcmp(phase, last) != 0;
}

/* What the last one says stays, for who asks after the boot. */
static bool observe(void *ctx, const struct boot *b)
{
	struct initmem *im = ctx;
	bool more;

	take_log(im, b);
	if (b->journal->step)
		return false;
	im->watched = true;
	if (im->watch && im->watch(im->watch_ctx, im, b->journal->phase))
		im->watch = NULL;
	im->watched = false;
	more = goes_on(b);
	im->index += more;
	if (more)
		im->log_taken = 0;
	return more;
}

static int find_until(struct initmem *im, const char *name,
		      const struct call **until)
{
	*until = name ? phase_find(name) : NULL;
	if (name && !*until)
		return error_set(&im->err, "%s: unknown phase", name);
	return phase_check(&im->session, "until", *until, &im->err);
}

static int not_loaded(struct initmem *im)
{
	return error_set(&im->err, "nothing is loaded");
}

static void learn_dialect(struct initmem *im)
{
	const struct machine *m = &im->session.machine;

	if (session_is_of_log(&im->session, &im->options))
		dialect_learn(&im->dialect, m->log, m->nr_log,
			      m->log_kernel.banner,
			      im->session.kernel.page_shift);
	im->dialect.known = session_wrote_log(&im->session);
}

static int run_boot(struct request *r)
{
	struct initmem *im = r->im;
	struct session *s = &im->session;
	const struct call *until;
	int ret;

	if (!im->loaded)
		return not_loaded(im);
	if (im->no_memory.set)
		return error_set(&im->err, "%s", im->no_memory.text);
	if (find_until(im, r->name, &until))
		return -1;
	end_boot(im);
	learn_dialect(im);
	im->log_out = xmemstream(&im->log, &im->log_len);
	boot_init(&im->boot, &s->machine, &s->kernel, s->arch);
	im->booted = true;
	im->boot.observer = observe;
	im->boot.observer_ctx = im;
	ret = boot_run(&im->boot, until);
	if (!ret && !until)
		dialect_later(&im->dialect, &im->boot, put_line, im);
	return ret ? 1 : 0;
}

int initmem_run(struct initmem *im, const char *until, initmem_watch *watch,
		void *ctx)
{
	int ret;

	im->watch = watch;
	im->watch_ctx = ctx;
	ret = guarded(
		&(struct request){ .im = im, .does = run_boot, .name = until });
	im->watched = false;
	return ret;
}

/* --- loading ---------------------------------------------------------------- */

static int load_session(const struct request *r, struct common_options *o,
			struct session *s, struct error *err)
{
	if (r->bytes)
		return session_load_bytes(s, o, r->name, r->bytes, r->len, err);
	return session_load(s, o, err);
}

static int load_given(const struct request *r, const struct common_options *o,
		      struct machine *m, struct error *err)
{
	struct input_options plain = o->input;

	plain.memory = NULL;
	plain.nr_memory = 0;
	plain.may_lack_memory = true;
	if (r->bytes)
		return machine_load_bytes(m, r->name, r->bytes, r->len, &plain,
					  err);
	return machine_load(m, o->path, &plain, err);
}

/* One without memory is loaded too, for its findings. */
static int load_input(const struct request *r, struct common_options *o)
{
	struct initmem *im = r->im;

	if (!load_session(r, o, &im->session, &im->no_memory)) {
		im->no_memory.set = false;
		return 0;
	}
	if (!im->no_memory.lacks_memory || (!r->bytes && !strcmp(o->path, "-")))
		return error_set(&im->err, "%s", im->no_memory.text);
	o->input.may_lack_memory = true;
	if (!load_session(r, o, &im->session, &(struct error){ 0 }))
		return 0;
	return error_set(&im->err, "%s", im->no_memory.text);
}

static void list_phases(struct initmem *im)
{
	const struct session *s = &im->session;
	const struct sequence *calls;
	struct boot b;

	boot_init(&b, &s->machine, &s->kernel, s->arch);
	calls = boot_sequence(&b);
	for (size_t i = 0; i < calls->n; i++) {
		if (calls->steps[i].call.kind != CALL_PHASE)
			continue;
		array_reserve(im->phases, im->cap_phases, im->nr_phases + 1);
		im->phases[im->nr_phases++] = calls->steps[i].model_name;
	}
	boot_release(&b);
}

static int load(struct request *r)
{
	struct initmem *im = r->im;
	struct common_options o = im->options;

	unload(im);
	o.path = o.input.machine ? "--machine" : r->name;
	if (!o.path)
		return error_set(&im->err,
				 "no input, and no option \"machine\"");
	im->given = (struct machine){ 0 };
	if (load_input(r, &o))
		return -1;
	if (session_check(&im->session, &im->err) ||
	    (o.input.nr_memory && strcmp(o.path, "-") != 0 &&
	     load_given(r, &o, &im->given, &im->err))) {
		session_close(&im->session);
		return -1;
	}
	list_phases(im);
	im->loaded = true;
	return 0;
}

int initmem_load(struct initmem *im, const char *path)
{
	return guarded(
		&(struct request){ .im = im, .does = load, .name = path });
}

int initmem_load_memory(struct initmem *im, const char *name, const void *bytes,
			size_t len)
{
	return guarded(&(struct request){ .im = im,
					  .does = load,
					  .name = name,
					  .bytes = bytes ? bytes : "",
					  .len = len });
}

void initmem_free(struct initmem *im)
{
	if (!im)
		return;
	unload(im);
	common_options_release(&im->options);
	for (size_t i = 0; i < im->nr_words; i++)
		free(im->words[i]);
	free(im->words);
	free(im);
}

/* --- what there is to ask ----------------------------------------------------
 */

const char *initmem_note(struct initmem *im, size_t i)
{
	const struct machine *m = &im->session.machine;

	return im->loaded && i < m->nr_notes ? m->notes[i] : NULL;
}

const char *initmem_kernel(struct initmem *im)
{
	return im->loaded ? im->session.kernel.name : NULL;
}

const char *initmem_phase(struct initmem *im, size_t i)
{
	return im->loaded && i < im->nr_phases ? im->phases[i] : NULL;
}

const char *initmem_view(size_t i)
{
	return i < nr_views ? views[i].name : NULL;
}

static int not_booted(struct initmem *im)
{
	return error_set(&im->err, "nothing has booted");
}

/* A line without its end. */
static int take_line(char **to, char *text, size_t len)
{
	if (len && text[len - 1] == '\n')
		text[len - 1] = 0;
	free(*to);
	*to = text;
	return 0;
}

static int make_record(struct request *r)
{
	struct initmem *im = r->im;
	char *text;
	size_t len;
	FILE *f;

	if (!im->booted)
		return not_booted(im);
	f = xmemstream(&text, &len);
	if (im->watched)
		json_write_record(f, &im->boot, im->index);
	else
		json_write_record_alone(f, &im->boot, im->index);
	xmemstream_end(f);
	return take_line(&im->record, text, len);
}

const char *initmem_record(struct initmem *im)
{
	return guarded(&(struct request){ .im = im, .does = make_record }) ?
		       NULL :
		       im->record;
}

static int make_log(struct request *r)
{
	if (!r->im->booted)
		return not_booted(r->im);
	if (fflush(r->im->log_out))
		out_of_memory();
	return 0;
}

const char *initmem_log(struct initmem *im)
{
	return guarded(&(struct request){ .im = im, .does = make_log }) ?
		       NULL :
		       im->log;
}

static void draw_dot(struct initmem *im, const struct view *v, size_t *len)
{
	struct buffer text = view_dot(v, &im->boot, &im->draw);

	im->graph = text.text;
	*len = text.len;
}

static int draw_picture(struct initmem *im, const struct view *v,
			const char *format, size_t *len)
{
	unsigned bytes = 0;
	char *data;

	if (view_render(v, &im->boot, &im->draw, format, &data, &bytes,
			&im->err))
		return -1;
	im->graph = xcalloc((size_t)bytes + 1, 1);
	memcpy(im->graph, data, bytes);
	*len = bytes;
	view_free_data(data);
	return 0;
}

static bool is_picture(const char *format)
{
	return !strcmp(format, "svg") || !strcmp(format, "png") ||
	       !strcmp(format, "pdf");
}

static int make_graph(struct request *r)
{
	const struct view *v = view_find(r->name);
	struct initmem *im = r->im;

	if (!im->booted)
		return not_booted(im);
	if (!v)
		return error_set(&im->err, "%s: unknown view", r->name);
	forget(&im->graph);
	if (is_picture(r->value))
		return draw_picture(im, v, r->value, &r->len);
	if (strcmp(r->value, "dot") != 0)
		return error_set(&im->err, "%s: expected dot, svg, png or pdf",
				 r->value);
	draw_dot(im, v, &r->len);
	return 0;
}

const char *initmem_graph(struct initmem *im, const char *view,
			  const char *format, size_t *len)
{
	struct request r = {
		.im = im, .does = make_graph, .name = view, .value = format
	};

	if (guarded(&r))
		return NULL;
	if (len)
		*len = r.len;
	return im->graph;
}

static int make_findings(struct request *r)
{
	struct initmem *im = r->im;
	struct session *s = &im->session;
	struct lint l = { .machine = &s->machine, .kernel = &s->kernel };
	struct boot b;
	size_t len;
	FILE *f;

	if (!im->loaded)
		return not_loaded(im);
	l.given = im->given.input ? &im->given : NULL;
	boot_init(&b, &s->machine, &s->kernel, s->arch);
	boot_run(&b, NULL);
	*(lint_has_memory(&s->machine) ? &l.boot : &l.bare) = &b;
	lint_run(&l);
	forget(&im->findings);
	f = xmemstream(&im->findings, &len);
	lint_write_json(f, &l, s->machine.input);
	xmemstream_end(f);
	lint_release(&l);
	boot_release(&b);
	return 0;
}

const char *initmem_findings(struct initmem *im)
{
	return guarded(&(struct request){ .im = im, .does = make_findings }) ?
		       NULL :
		       im->findings;
}
