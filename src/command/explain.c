/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "command/answers.h"
#include "command/command.h"
#include "journal/boot.h"
#include "start/sequence.h"
#include "util/alloc.h"
#include "util/size.h"

/* initmem explain INPUT [QUESTION]: where is my memory, and why. */

enum question {
	ASK_ACCOUNT,
	ASK_ADDRESS,
	ASK_PFN,
	ASK_ZONE,
	ASK_ZONELIST,
	ASK_CMA,
	ASK_CRASHKERNEL,
	ASK_DEVICE,
	ASK_DMA,
};

struct options {
	struct common_options common;
	struct answer_options answer;
	enum question question;
	unsigned words; /* of the question, so far */
	uint64_t number; /* address, pfn or node */
	char *zone; /* points into copy */
	char *copy;
};

/* Words that begin a question, and what must follow. */
static const struct asked {
	const char *name;
	enum question question;
	const char *follows; /* NULL: nothing */
} questions[] = {
	{ "zone", ASK_ZONE, "NODE/NAME" },
	{ "zonelist", ASK_ZONELIST, "NODE" },
	{ "pfn", ASK_PFN, "PFN" },
	{ "cma", ASK_CMA, NULL },
	{ "crashkernel", ASK_CRASHKERNEL, NULL },
	{ "device", ASK_DEVICE,
	  "NODE, a name, path, alias or label of the tree" },
	{ "dma", ASK_DMA, "BITS, 1 to 64" },
};

static const char *follows(enum question q)
{
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		if (questions[i].question == q)
			return questions[i].follows;
	}
	return NULL;
}

static void first_word(struct options *o, const char *arg)
{
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		if (!strcmp(questions[i].name, arg)) {
			o->question = questions[i].question;
			return;
		}
	}
	if (!parse_size(arg, &o->number))
		usage_error(
			"%s: expected an ADDRESS, pfn PFN, zone NODE/NAME, zonelist NODE, cma or crashkernel, device NODE or dma BITS%s",
			arg,
			usage_hint(arg, questions, sizeof(questions[0]),
				   ARRAY_SIZE(questions)));
	o->question = ASK_ADDRESS;
}

static void second_word(struct options *o, const char *arg)
{
	const char *wanted = follows(o->question);

	if (!wanted)
		usage_error("%s: expected nothing after the question", arg);
	if (o->question == ASK_DEVICE) {
		o->common.input.device = arg;
		return;
	}
	o->copy = xstrdup(arg);
	o->zone = strchr(o->copy, '/');
	if (o->zone)
		*o->zone++ = 0;
	if (!parse_size(o->copy, &o->number) ||
	    (o->question == ASK_ZONE) != (o->zone != NULL) ||
	    (o->question == ASK_DMA && (!o->number || o->number > 64)) ||
	    (o->question != ASK_PFN && o->number > 1023) ||
	    o->number > UINT64_MAX >> 12)
		usage_error("%s: expected %s", arg, wanted);
}

static void add_word(struct options *o, const char *arg)
{
	if (o->words == 0)
		first_word(o, arg);
	else if (o->words == 1)
		second_word(o, arg);
	else
		usage_error("%s: expected one question", arg);
	o->words++;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[1] = &o->answer;
		return parse_input_argument(key, arg, state, &o->common);
	case ARGP_KEY_ARG:
		if (!o->common.path)
			return parse_input_argument(key, arg, state,
						    &o->common);
		add_word(o, arg);
		return 0;
	case ARGP_KEY_END:
		if (o->words == 1 && follows(o->question))
			usage_error("expected %s at the end",
				    follows(o->question));
		return parse_input_argument(key, arg, state, &o->common);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &common_argp },
					      { .argp = &answer_argp },
					      { 0 } };

static const struct argp argp = {
	.parser = parse,
	.args_doc = "INPUT\nINPUT ADDRESS\nINPUT pfn PFN\n"
		    "INPUT zone NODE/NAME\nINPUT zonelist NODE\n"
		    "INPUT cma\nINPUT crashkernel\nINPUT device NODE|PATH\n"
		    "INPUT dma BITS",
	.doc = "Say where the memory of the machine is, and why. Without a "
	       "question: the account of every byte from what is installed to "
	       "what is available.",
	.children = children,
};

static int answer(struct answer *a, const struct options *o, struct boot *b,
		  const struct watcher *w, struct error *err)
{
	int nid = (int)o->number;

	switch (o->question) {
	case ASK_ACCOUNT:
		explain_account(a, b, w);
		return 0;
	case ASK_ADDRESS:
	case ASK_PFN:
		explain_address(a, b, w);
		return 0;
	case ASK_ZONE:
		return explain_zone(a, b, nid, o->zone, err);
	case ASK_ZONELIST:
		return explain_zonelist(a, b, nid, err);
	case ASK_CMA:
		explain_cma(a, b);
		return 0;
	case ASK_CRASHKERNEL:
		explain_crashkernel(a, b);
		return 0;
	case ASK_DEVICE:
		if (!b->machine->fdt.device)
			return error_set(
				err,
				"%s: explain device: only a device tree tells of devices",
				b->machine->input);
		explain_device(a, b);
		return 0;
	case ASK_DMA:
		explain_dma(a, b, (unsigned)o->number);
		return 0;
	}
	return 0;
}

static int run(const struct options *o, struct error *err)
{
	struct watcher w = { 0 };
	struct answer a = { 0 };
	struct session s;
	struct boot b;
	int status = STATUS_ERROR, panic;

	if (session_open(&s, &o->common, err))
		return STATUS_ERROR;
	w.has_address = o->question == ASK_ADDRESS || o->question == ASK_PFN;
	w.address = o->question == ASK_PFN ? o->number << s.kernel.page_shift :
					     o->number;
	boot_init(&b, &s.machine, &s.kernel, s.arch);
	b.observer = watcher_observe;
	b.observer_ctx = &w;
	panic = boot_run(&b, NULL);
	if (!answer(&a, o, &b, &w, err))
		status = answer_print(&a, &o->answer, err);
	if (status == STATUS_OK && panic)
		status = STATUS_PANIC;
	answer_release(&a);
	watcher_release(&w);
	boot_release(&b);
	session_close(&s);
	return status;
}

int command_explain(int argc, char **argv)
{
	struct options o = { 0 };
	struct error err = { 0 };
	int status;

	command_parse(&argp, argc, argv, 0, &o);
	status = run(&o, &err);
	free(o.copy);
	common_options_release(&o.common);
	return err.set ? command_error(&err) : status;
}
