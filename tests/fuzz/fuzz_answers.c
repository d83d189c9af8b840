/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/diff.h"
#include "answer/facts.h"
#include "answer/verify.h"
#include "emit/answer.h"
#include "emit/html.h"
#include "emit/json.h"
#include "emit/lint.h"
#include "input/options.h"
#include "input/pc.h"
#include "input/tar.h"
#include "journal/boot.h"
#include "lib/session.h"
#include "lint/lint.h"
#include "profile/fit.h"
#include "profile/profile.h"
#include "start/sequence.h"
#include "util/alloc.h"

#include "oracle.h"
#include "schema.h"

/*
 * Any bytes as an input, all the way: the records, the report page, the
 * findings, `diff` with other words, `verify` against what the input itself
 * tells, `kernel import --log`. All JSON fits its schema, and a second time
 * all is said again as it was.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_BYTES (128u << 10)

static struct schemas {
	struct json_object *record, *answer, *finding;
} schemas;

/* One boot, with all that looks on. */
struct look {
	struct watcher watcher;
	struct facts facts;
	struct prediction prediction;
	FILE *page, *records;
	unsigned index;
};

static bool observe(void *ctx, const struct boot *b)
{
	struct look *l = ctx;

	if (l->page)
		html_page_record(l->page, b, l->index);
	if (l->records)
		json_write_record(l->records, b, l->index);
	l->index++;
	watcher_observe(&l->watcher, b);
	facts_observe(&l->facts, b);
	prediction_observe(&l->prediction, b);
	return true;
}

static void boot(struct look *l, struct boot *b, const struct session *s)
{
	boot_init(b, &s->machine, &s->kernel, s->arch);
	b->observer = observe;
	b->observer_ctx = l;
	boot_run(b, NULL);
}

static void look_release(struct look *l, struct boot *b)
{
	watcher_release(&l->watcher);
	facts_release(&l->facts);
	prediction_release(&l->prediction);
	boot_release(b);
}

/* Prints it and takes it away. */
static void put_answer(FILE *out, struct answer *a)
{
	size_t len;
	char *text;
	FILE *f = xmemstream(&text, &len);

	answer_write_json(f, a);
	xmemstream_end(f);
	check_json(text, len, schemas.answer);
	fwrite(text, 1, len, out);
	free(text);
	answer_write_text(out, a, &(struct text_style){ .width = 80 }, true);
	answer_release(a);
}

static void take(struct evidence_file *e, const struct tar_files *f,
		 const char *name)
{
	struct tar_file *from = tar_find(f, name);

	if (from)
		*e = (struct evidence_file){ name, from->data, from->len };
}

/* What the input tells of itself, as command/verify.c takes it. */
static void put_verify(FILE *out, struct boot *b, const struct look *l,
		       const char *text, size_t size)
{
	struct tar_files files = { 0 };
	struct evidence e = { 0 };
	struct answer a = { 0 };
	struct error err = { 0 };

	if (is_tar(text, size)) {
		if (tar_read(&files, text, size, "fuzz", &err))
			return;
		take(&e.log, &files, "dmesg.txt");
		take(&e.zoneinfo, &files, "zoneinfo");
		take(&e.buddyinfo, &files, "buddyinfo");
		take(&e.slabinfo, &files, "slabinfo");
		take(&e.iomem, &files, "iomem");
		take(&e.memory, &files, "memblock/memory");
		take(&e.reserved, &files, "memblock/reserved");
	} else {
		e.log = (struct evidence_file){ "fuzz", (char *)text, size };
	}
	if (verify(&a, b, &l->prediction, &e, &err))
		answer_release(&a);
	else
		put_answer(out, &a);
	tar_release(&files);
}

static void put_diff(FILE *out, const struct common_options *o,
		     const char *text, size_t size, struct boot *b,
		     struct look *l)
{
	static const char *const words[] = {
		"cma=16M",	  "mem=300M",
		"numa=off",	  "hugepagesz=2M hugepages=3",
		"kernelcore=30%",
	};
	struct common_options with = *o;
	struct answer a = { 0 };
	struct error err = { 0 };
	struct look other = { 0 };
	struct session s;
	struct boot c;

	with.input.append = words[size % ARRAY_SIZE(words)];
	if (session_load_bytes(&s, &with, "fuzz", text, size, &err))
		return;
	boot(&other, &c, &s);
	diff(&a, b, &l->facts, &c, &other.facts);
	put_answer(out, &a);
	check_boot(&c, &other.watcher);
	look_release(&other, &c);
	session_close(&s);
}

static void put_findings(FILE *out, const struct session *s,
			 const struct boot *b)
{
	struct lint l = { .machine = &s->machine, .kernel = &s->kernel };
	size_t len;
	char *text;
	FILE *f = xmemstream(&text, &len);

	*(lint_has_memory(&s->machine) ? &l.boot : &l.bare) = b;
	lint_run(&l);
	lint_write_json(f, &l, "fuzz");
	lint_release(&l);
	xmemstream_end(f);
	check_lines(text, schemas.finding);
	fputs(text, out);
	free(text);
}

static void put_import(FILE *out, const struct session *s)
{
	struct error err = { 0 };
	struct kernel_fit fit;
	struct kernel k;

	if (!kernel_can_fit(&s->machine) ||
	    kernel_fit(&fit, &k, &s->machine, "fuzz", NULL, &err))
		return;
	json_object_put(json_strictly(fit.json, strlen(fit.json)));
	fputs(fit.json, out);
	kernel_fit_release(&fit);
	kernel_release(&k);
}

static void put_all(FILE *out, const struct common_options *o,
		    const struct session *s, const char *text, size_t size)
{
	static const struct html_page page = { 0 };
	struct look l = { .page = out };
	size_t len;
	char *records;
	struct boot b;

	l.records = xmemstream(&records, &len);
	html_page_begin(out, &page);
	boot(&l, &b, s);
	html_page_end(out, &page, &b);
	xmemstream_end(l.records);
	check_lines(records, schemas.record);
	free(records);
	check_boot(&b, &l.watcher);
	put_findings(out, s, &b);
	put_diff(out, o, text, size, &b, &l);
	put_verify(out, &b, &l, text, size);
	look_release(&l, &b);
	put_import(out, s);
}

/* All that is said of it; NULL: it is no input. */
static char *said(const char *text, size_t size, size_t *len)
{
	const struct common_options o = { .input.may_lack_memory = true };
	struct error err = { 0 };
	struct session s;
	char *all;
	FILE *f;

	if (session_load_bytes(&s, &o, "fuzz", text, size, &err)) {
		if (!err.set || strchr(err.text, '\n')) {
			fprintf(stderr, "ERROR: a refusal of no line: %s\n",
				err.text);
			abort();
		}
		return NULL;
	}
	f = xmemstream(&all, len);
	put_all(f, &o, &s, text, size);
	xmemstream_end(f);
	session_close(&s);
	return all;
}

/* One of four, by its bytes: it is said twice. */
static bool is_one_of_four(const uint8_t *data, size_t size)
{
	unsigned sum = 0;

	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + data[i];
	return !(sum >> 8 & 3);
}

static void check_twice(const char *text, size_t size, const char *first,
			size_t first_len)
{
	size_t len = 0;
	char *again = said(text, size, &len);

	if (!first != !again || first_len != len ||
	    (first && memcmp(first, again, len))) {
		fprintf(stderr, "ERROR: said otherwise the second time\n");
		abort();
	}
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = 0;
	char *text, *first;

	if (!schemas.record)
		schemas = (struct schemas){ schema_load("record"),
					    schema_load("answer"),
					    schema_load("finding") };
	/* dtc is another's program. */
	if (size > MAX_BYTES || memmem(data, size, "/dts-v1/", 8))
		return 0;
	text = xcalloc(size + 1, 1);
	memcpy(text, data, size);
	first = said(text, size, &len);
	if (is_one_of_four(data, size))
		check_twice(text, size, first, len);
	free(first);
	free(text);
	return 0;
}
