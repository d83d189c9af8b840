/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/html.h"

#include <string.h>

#include "emit/dot.h"
#include "phase/phase.h"

static void put_text(FILE *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			putc(*s, out);
		}
	}
}

static const char head[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\">\n"
	"<head>\n"
	"<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<style>\n"
	"body { font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 70em;\n"
	"       padding: 0 1em; color: #222; background: #fff; }\n"
	"table { border-collapse: collapse; }\n"
	"th, td { text-align: left; padding: .3em .8em; border-bottom: 1px solid #ccc;\n"
	"         vertical-align: top; }\n"
	"svg { max-width: 100%; height: auto; }\n"
	"code { background: #f3f3f3; padding: .1em .3em; }\n"
	"</style>\n";

static void phase_row(FILE *out, const char *name, size_t index)
{
	fprintf(out, "<tr><td><code>%s</code></td><td>", name);
	put_text(out, phase_find(name)->title);
	fprintf(out, "</td><td><a href=\"%02zu-%s.json\">record</a></td><td>",
		index, name);
	for (size_t i = 0; i < nr_views; i++) {
		if (strcmp(views[i].name, "flow"))
			fprintf(out, "<a href=\"%02zu-%s.%s.dot\">%s</a> ",
				index, name, views[i].name, views[i].name);
	}
	fputs("</td></tr>\n", out);
}

int html_write_index(FILE *out, const struct boot *b, const char *svg,
		     size_t len)
{
	const char *model = b->machine->model ? b->machine->model :
						b->machine->input;

	fputs(head, out);
	fputs("<title>initmem: ", out);
	put_text(out, model);
	fputs("</title>\n</head>\n<body>\n<h1>", out);
	put_text(out, model);
	fputs("</h1>\n<p>Kernel <code>", out);
	put_text(out, b->kernel->release);
	fputs("</code>, command line <code>", out);
	put_text(out, b->machine->cmdline);
	fputs("</code>.</p>\n", out);
	if (b->panic) {
		fputs("<p><strong>This boot does not get through: ", out);
		put_text(out, b->panic);
		fputs("</strong></p>\n", out);
	}
	fputs("<table>\n<tr><th>phase</th><th>what it does</th>"
	      "<th>state</th><th>graphs</th></tr>\n",
	      out);
	for (size_t i = 0; i < nr_phases; i++) {
		if (b->phase && i > (size_t)(phase_find(b->phase) - phases))
			break;
		phase_row(out, phases[i].name, i);
	}
	fputs("</table>\n<h2><a href=\"start_kernel.dot\">start_kernel</a></h2>\n",
	      out);
	/* from <svg on: the XML declaration has no place inside a page */
	for (const char *p = svg; p && p < svg + len; p++) {
		if (!strncmp(p, "<svg", 4)) {
			fwrite(p, 1, len - (size_t)(p - svg), out);
			break;
		}
	}
	fputs("</body>\n</html>\n", out);
	return fflush(out) || ferror(out) ? -1 : 0;
}
