/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/html.h"

#include <stdlib.h>
#include <string.h>

#include "emit/json.h"
#include "util/alloc.h"

/* Where in the page the records go; the rest of it follows them. */
static const char records_mark[] = "@records@";

static int done(FILE *out)
{
	return ferror(out) ? -1 : 0;
}

/*
 * JSON inside a script element: no '<' may stand there, or "</script>" in an
 * input would end it. In JSON it can only be part of a string.
 */
static void put_json(FILE *out, const char *json)
{
	for (size_t len; *json; json += len + (json[len] == '<')) {
		len = strcspn(json, "<");
		fwrite(json, 1, len, out);
		if (json[len])
			fputs("\\u003c", out);
	}
}

/* What `write` makes of the state, with nothing in it that ends a script. */
static int put_escaped(FILE *out, const struct boot *b, unsigned index,
		       int (*write)(FILE *f, const struct boot *b,
				    unsigned index))
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int ret;

	if (!f)
		return -1;
	ret = write(f, b, index);
	if (fclose(f))
		ret = -1;
	if (!ret)
		put_json(out, text);
	free(text);
	return ret ? -1 : done(out);
}

static int write_phases(FILE *out, const struct boot *b, unsigned index)
{
	(void)index;
	return json_write_phases(out, b);
}

static int write_members(FILE *out, const struct boot *b, unsigned index)
{
	(void)b;
	(void)index;
	return json_write_members(out);
}

/* What stands at @NAME@ in the page, before the records. */
static int put_part(FILE *out, const struct boot *b, bool files,
		    const char *name)
{
	if (!strncmp(name, "phases@", 7))
		return put_escaped(out, b, 0, write_phases);
	if (!strncmp(name, "members@", 8))
		return put_escaped(out, b, 0, write_members);
	if (!strncmp(name, "style@", 6))
		fputs(page_style, out);
	else
		fputs(files ? "true" : "false", out); /* files@ */
	return 0;
}

int html_page_begin(FILE *out, const struct boot *b, bool files)
{
	const char *p = page_html, *at;

	while ((at = strchr(p, '@'))) {
		fwrite(p, 1, (size_t)(at - p), out);
		if (!strncmp(at, records_mark, strlen(records_mark)))
			return done(out);
		if (put_part(out, b, files, at + 1))
			return -1;
		p = strchr(at + 1, '@') + 1;
	}
	return done(out);
}

int html_page_record(FILE *out, const struct boot *b, unsigned index)
{
	if (index)
		putc(',', out);
	return put_escaped(out, b, index, json_write_record);
}

int html_page_end(FILE *out)
{
	const char *p = strstr(page_html, records_mark) + strlen(records_mark);
	const char *script = strstr(p, "@script@");

	fwrite(p, 1, (size_t)(script - p), out);
	fputs(page_script, out);
	fputs(script + strlen("@script@"), out);
	return fflush(out) ? -1 : done(out);
}
