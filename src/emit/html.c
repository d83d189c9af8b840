/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/html.h"

#include <stdlib.h>
#include <string.h>

#include "emit/json.h"
#include "util/alloc.h"

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
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);
	int ret;

	ret = write(f, b, index);
	xmemstream_end(f);
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

static int write_views(FILE *out, const struct boot *b, unsigned index)
{
	(void)b;
	(void)index;
	return json_write_views(out);
}

static void put_scripts(FILE *out, const struct html_page *page)
{
	fputs(page_script, out);
	if (page->served)
		fputs(page_serve_script, out);
}

/* What stands at @NAME@ in the page. */
static int put_part(FILE *out, const struct boot *b,
		    const struct html_page *page, const char *name)
{
	if (!strncmp(name, "phases@", 7))
		return put_escaped(out, b, 0, write_phases);
	if (!strncmp(name, "members@", 8))
		return put_escaped(out, b, 0, write_members);
	if (!strncmp(name, "files@", 6) && page->files)
		return put_escaped(out, b, 0, write_views);
	if (!strncmp(name, "files@", 6))
		fputs("[]", out);
	else if (!strncmp(name, "style@", 6))
		fputs(page_style, out);
	else if (!strncmp(name, "connect@", 8))
		fputs(page->served ? "; connect-src 'self'" : "", out);
	else if (!strncmp(name, "served@", 7))
		put_json(out, page->served ? page->served : "null");
	else
		put_scripts(out, page); /* script@ */
	return 0;
}

/* The page up to `end`, with what stands in it at its marks. */
static int put_page(FILE *out, const char *p, const char *end,
		    const struct boot *b, const struct html_page *page)
{
	const char *at;

	while ((at = memchr(p, '@', (size_t)(end - p)))) {
		fwrite(p, 1, (size_t)(at - p), out);
		if (put_part(out, b, page, at + 1))
			return -1;
		p = strchr(at + 1, '@') + 1;
	}
	fwrite(p, 1, (size_t)(end - p), out);
	return done(out);
}

/* Where in the page the records go; the rest of it follows them. */
static const char *records_mark(size_t *len)
{
	static const char mark[] = "@records@";

	*len = sizeof(mark) - 1;
	return strstr(page_html, mark);
}

int html_page_begin(FILE *out, const struct html_page *page)
{
	size_t len;

	return put_page(out, page_html, records_mark(&len), NULL, page);
}

int html_page_record(FILE *out, const struct boot *b, unsigned index)
{
	if (index)
		putc(',', out);
	return put_escaped(out, b, index, json_write_record_of_steps);
}

int html_page_end(FILE *out, const struct html_page *page, const struct boot *b)
{
	size_t len;
	const char *p = records_mark(&len);

	if (put_page(out, p + len, p + strlen(p), b, page))
		return -1;
	return fflush(out) ? -1 : done(out);
}
