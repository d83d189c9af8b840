/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/verify.h"
#include "input/log_line.h"
#include "input/scan.h"
#include "util/alloc.h"

/* Beyond this many lines about memory a log is none of a boot. */
#define MAX_LINES 4000u

/* How lines begin that the model predicts; others say nothing about it. */
static const char *const about_memory[] = {
	"Machine model: ",
	"OF: fdt: ",
	"OF: reserved mem: ",
	"Reserved memory: ",
	"Memory limited to ",
	"NUMA: ",
	"Zone ranges:",
	"Movable zone start for each node",
	"Early memory node ranges",
	"node ",
	"Initmem setup node ",
	"Initializing node ",
	"On node ",
	"cma: ",
	"hugetlb_cma: ",
	"HugeTLB: ",
	"crashkernel",
	"cannot allocate crashkernel",
	"percpu: ",
	"pcpu-alloc: ",
	"Fallback order for Node ",
	"Built ",
	"Policy zone: ",
	"Kernel command line: ",
	"Unknown kernel command line parameters ",
	"printk: log_buf_len",
	"printk: early log buf free",
	"Dentry cache hash table entries: ",
	"Inode-cache hash table entries: ",
	"mem auto-init: ",
	"software IO TLB: ",
	"Memory: ",
	"SLUB: ",
};

/* Printed with KERN_DEBUG: a console does not show them. */
static const char *const debug_lines[] = {
	"pcpu-alloc: ",
	"e820: update ",
	"e820: remove ",
	"initial memory mapped: ",
};

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_debug(const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(debug_lines); i++) {
		if (starts_with(line, debug_lines[i]))
			return true;
	}
	return false;
}

static bool is_about_memory(const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(about_memory); i++) {
		if (starts_with(line, about_memory[i]))
			return true;
	}
	return false;
}

/* Where the part of a line ends that says which line it is. */
static size_t kind_len(const char *s)
{
	size_t len = strcspn(s, "0123456789");

	return len > 3 ? len : strlen(s);
}

static size_t len_without_end(const char *s)
{
	size_t len = strlen(s);

	while (len && isspace((unsigned char)s[len - 1]))
		len--;
	return len;
}

/* Indentation does not count: not all loggers keep it. */
static bool same_part(const char *a, const char *b,
		      size_t (*part_len)(const char *s))
{
	size_t len;

	a = skip_blanks(a);
	b = skip_blanks(b);
	len = part_len(a);
	return len == part_len(b) && strncmp(a, b, len) == 0;
}

static bool same_kind(const char *a, const char *b)
{
	return same_part(a, b, kind_len);
}

static bool same_line(const char *a, const char *b)
{
	return same_part(a, b, len_without_end);
}

/* The line with the ends of its ranges rounded up to whole pages. */
static char *in_whole_pages(const char *line)
{
	char *copy = xstrdup(line);

	for (char *end = strchr(copy, ']'); end; end = strchr(end + 1, ']')) {
		if (end - copy > 3)
			memset(end - 3, 'f', 3);
	}
	return copy;
}

/*
 * A log of x86 tells of the initrd in whole pages, and where it is moved to the
 * byte: the latter cannot be known from the former.
 */
static bool same_but_for_initrd(const char *a, const char *b)
{
	char *x, *y;
	bool same;

	if (!strstr(a, " RAMDISK") || !strstr(b, " RAMDISK"))
		return false;
	x = in_whole_pages(a);
	y = in_whole_pages(b);
	same = same_line(x, y);
	free(x);
	free(y);
	return same;
}

struct log {
	char **lines; /* of one boot, about memory */
	size_t n, cap;
	char *release; /* of the kernel; NULL: the log does not say */
	bool whole; /* it begins where the kernel began */
	bool debug; /* it has lines of KERN_DEBUG */
	bool past_mm_init; /* the slab allocator has said its line */
};

static void log_forget(struct log *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->lines[i]);
	free(l->release);
	free(l->lines);
	memset(l, 0, sizeof(*l));
}

/* Counts the boots, so that the wanted one can be kept. */
static bool begins_boot(const char *line, const char **release)
{
	return skip_prefix(line, "Linux version ", release);
}

static bool is_predicted_kind(const char *line, const struct prediction *p)
{
	for (size_t i = 0; i < p->nr_log; i++) {
		if (same_kind(line, p->log[i]))
			return true;
	}
	return false;
}

static bool is_predicted(const char *line, const struct prediction *p)
{
	for (size_t i = 0; i < p->nr_log; i++) {
		if (same_line(line, p->log[i]))
			return true;
	}
	return false;
}

static void keep_line(struct log *l, const char *line,
		      const struct prediction *p)
{
	/* From here on much else happens, of which only a part is modelled. */
	if (l->past_mm_init && !is_predicted(line, p))
		return;
	l->past_mm_init |= starts_with(line, "SLUB: ");
	if (l->n == MAX_LINES ||
	    (!is_about_memory(line) && !is_predicted_kind(line, p)))
		return;
	if (is_debug(line))
		l->debug = true;
	array_reserve(l->lines, l->cap, l->n + 1);
	l->lines[l->n++] = xstrdup(line);
}

/* Behind the last line of a predicted kind the kernel is past our phases. */
static void cut_tail(struct log *l, const struct prediction *p)
{
	size_t end = 0;

	for (size_t i = 0; p->nr_log && i < l->n; i++) {
		if (same_kind(l->lines[i], p->log[p->nr_log - 1]))
			end = i + 1;
	}
	while (end && l->n > end)
		free(l->lines[--l->n]);
}

static void read_log(struct log *l, const struct evidence *e,
		     const struct prediction *p)
{
	char *copy = xcalloc(e->log.len + 1, 1);
	struct log_lines lines;
	struct log_line line;
	const char *release;
	unsigned boot = 0;

	memcpy(copy, e->log.data, e->log.len);
	log_lines_init(&lines, copy, e->log.len);
	while (log_lines_next(&lines, &line)) {
		if (begins_boot(line.text, &release)) {
			if (e->boot && boot == e->boot)
				break;
			boot++;
			log_forget(l);
			l->whole = true;
			l->release = xstrndup(release, strcspn(release, " "));
		}
		keep_line(l, line.text, p);
	}
	free(copy);
	cut_tail(l, p);
}

/* Longest common subsequence: how long from predicted i, real j on. */
struct lcs {
	uint16_t *v;
	size_t width;
};

static uint16_t *lcs_at(const struct lcs *t, size_t i, size_t j)
{
	return &t->v[i * t->width + j];
}

static void lcs_fill(struct lcs *t, const struct prediction *p,
		     const struct log *l)
{
	t->width = l->n + 1;
	t->v = xcalloc((p->nr_log + 1) * t->width, sizeof(*t->v));
	for (size_t i = p->nr_log; i-- > 0;) {
		for (size_t j = l->n; j-- > 0;) {
			uint16_t down = *lcs_at(t, i + 1, j);
			uint16_t right = *lcs_at(t, i, j + 1);

			if (same_line(p->log[i], l->lines[j]))
				*lcs_at(t, i, j) =
					(uint16_t)(*lcs_at(t, i + 1, j + 1) +
						   1);
			else
				*lcs_at(t, i, j) = down > right ? down : right;
		}
	}
}

/* Lines between two that are equal: [i, i_end) predicted, [j, j_end) real. */
struct gap {
	size_t i, i_end, j, j_end;
	bool first; /* nothing was equal yet */
};

static void place_of(char *buf, size_t len, size_t line)
{
	snprintf(buf, len, "line %zu", line + 1);
}

static void lost_line(struct comparison *c, const struct prediction *p,
		      const struct log *l, const struct gap *g, size_t i)
{
	char place[32];

	place_of(place, sizeof(place), i);
	if (g->first && !l->whole)
		compare_not(c, 1, "%s: the log begins later: %s", place,
			    p->log[i]);
	else if (is_debug(p->log[i]) && !l->debug)
		compare_not(c, 1, "%s: the log has no debug lines: %s", place,
			    p->log[i]);
	else
		compare_differ(c, place, p->log[i], "(no such line)");
}

static void close_gap(struct comparison *c, const struct prediction *p,
		      const struct log *l, const struct gap *g)
{
	bool *used = xcalloc(g->j_end - g->j + 1, sizeof(*used));
	char place[32];

	for (size_t i = g->i; i < g->i_end; i++) {
		size_t j = g->j;

		while (j < g->j_end &&
		       (used[j - g->j] || !same_kind(p->log[i], l->lines[j])))
			j++;
		if (j == g->j_end) {
			lost_line(c, p, l, g, i);
			continue;
		}
		used[j - g->j] = true;
		place_of(place, sizeof(place), i);
		if (same_but_for_initrd(p->log[i], l->lines[j]))
			compare_not(
				c, 1,
				"%s: the initrd's size is known in whole pages only: %s",
				place, l->lines[j]);
		else
			compare_differ(c, place, p->log[i], l->lines[j]);
	}
	for (size_t j = g->j; j < g->j_end; j++) {
		if (!used[j - g->j])
			compare_differ(c, "not predicted", "(no such line)",
				       l->lines[j]);
	}
	free(used);
}

static void compare_lines(struct comparison *c, const struct prediction *p,
			  const struct log *l)
{
	struct gap g = { .first = true };
	struct lcs t;

	lcs_fill(&t, p, l);
	while (g.i_end < p->nr_log && g.j_end < l->n) {
		size_t i = g.i_end, j = g.j_end;

		if (same_line(p->log[i], l->lines[j])) {
			close_gap(c, p, l, &g);
			compare_equal(c);
			g = (struct gap){ i + 1, i + 1, j + 1, j + 1, false };
		} else if (*lcs_at(&t, i + 1, j) >= *lcs_at(&t, i, j + 1)) {
			g.i_end++;
		} else {
			g.j_end++;
		}
	}
	g.i_end = p->nr_log;
	g.j_end = l->n;
	close_gap(c, p, l, &g);
	free(t.v);
}

void verify_log(struct comparison *c, const struct boot *b,
		const struct prediction *p, const struct evidence *e)
{
	struct log l = { 0 };

	read_log(&l, e, p);
	if (!l.release)
		compare_not(
			c, 1,
			"the kernel's release: the log does not begin with \"Linux version\"");
	else if (!strcmp(l.release, b->kernel->release))
		compare_equal(c);
	else
		compare_differ(c, "kernel", b->kernel->release, l.release);
	if (p->nr_log > MAX_LINES)
		compare_not(c, p->nr_log, "more than %u predicted lines",
			    MAX_LINES);
	else
		compare_lines(c, p, &l);
	log_forget(&l);
}

bool log_freed_late(const struct evidence *e, uint64_t *kib)
{
	char *copy, *word;
	const char *release;
	struct log_lines lines;
	struct log_line line;
	bool found = false;
	unsigned boot = 0;
	struct scan s;

	*kib = 0;
	if (!e->log.data)
		return false;
	copy = xcalloc(e->log.len + 1, 1);
	memcpy(copy, e->log.data, e->log.len);
	log_lines_init(&lines, copy, e->log.len);
	while (log_lines_next(&lines, &line)) {
		if (begins_boot(line.text, &release)) {
			if (e->boot && boot == e->boot)
				break;
			boot++;
			found = false;
			*kib = 0;
		}
		/* The alternatives go inside the boot phases. */
		if (!starts_with(line.text, "Freeing ") ||
		    strstr(line.text, "SMP alternatives"))
			continue;
		word = strstr(line.text, " memory: ");
		if (word && scan(&s, word, " memory: %dK") == SCAN_YES) {
			*kib += s.v[0];
			found = true;
		}
	}
	free(copy);
	return found;
}
