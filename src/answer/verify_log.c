/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/dialect.h"
#include "answer/log_words.h"
#include "answer/verify.h"
#include "input/log_line.h"
#include "input/scan.h"
#include "journal/journal.h"
#include "util/alloc.h"
#include "util/buffer.h"
#include "util/stringmap.h"

/* The log of a real boot: its lines about memory beside the predicted ones. */

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

/* Kinds of lines whose words tell what the build has chosen. */
static const char *const chosen[] = { "mem auto-init: " };

static bool is_chosen(const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(chosen); i++) {
		if (starts_with(line, chosen[i]))
			return true;
	}
	return false;
}

/* Where the part of a line ends that says which line it is. */
static size_t kind_len(const char *s)
{
	static const char map[] = "e820: ";
	size_t from = starts_with(s, map) ? strlen(map) : 0;
	size_t len = from + strcspn(s + from, "0123456789");

	if (is_chosen(s))
		return strcspn(s, ":");
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

/* "  DMA zone: 21 pages reserved": of these the words behind the number tell. */
static const char *behind_zone_pages(const char *s)
{
	static const char zone[] = " zone: ", digits[] = "0123456789";
	const char *at = strstr(s, zone);

	if (!at)
		return "";
	at += strlen(zone);
	return at + strspn(at, digits);
}

static size_t len_to_digit(const char *s)
{
	return strcspn(s, "0123456789");
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

/*
 * Where KASLR puts the direct mapping is a multiple of this, and hides all that
 * is above it: of an address the rest can be compared.
 */
#define RANDOM_BASE_ALIGN (1ULL << 30)

/* The address behind '@' or the last '[', and the line without it, or NULL. */
static char *without_address(const char *line, uint64_t *address)
{
	const char *at = strrchr(line, '@');
	char *rest, *end;

	if (!at)
		at = strrchr(line, '[');
	if (!at || strspn(at + 1, "0123456789abcdef") != 16)
		return NULL;
	*address = strtoull(at + 1, &end, 16);
	rest = xasprintf("%.*s%s", (int)(at - line), line, end);
	return rest;
}

static bool same_but_for_base(const char *a, const char *b)
{
	uint64_t at_a = 0, at_b = 0;
	char *x = without_address(a, &at_a), *y = without_address(b, &at_b);
	bool same = x && y && same_line(x, y) &&
		    at_a % RANDOM_BASE_ALIGN == at_b % RANDOM_BASE_ALIGN;

	free(x);
	free(y);
	return same;
}

/*
 * A line as it is compared: equal ones have one number, those of a kind
 * another; of texts there are too many pairs.
 */
struct words {
	char *text;
	size_t line, kind;
};

static bool same(const struct words *a, const struct words *b)
{
	return a->line == b->line;
}

static bool alike(const struct words *a, const struct words *b)
{
	return a->kind == b->kind;
}

/* The numbers of lines and of kinds, from 1 in the order in which they came. */
struct numbering {
	struct stringmap lines, kinds;
	struct buffer key; /* kept for its room */
};

static const char *line_key(struct numbering *n, const char *s)
{
	s = skip_blanks(s);
	buffer_clear(&n->key);
	buffer_add_bytes(&n->key, s, len_without_end(s));
	return n->key.text;
}

static const char *kind_key(struct numbering *n, const char *s)
{
	const char *behind = skip_blanks(behind_zone_pages(s));

	s = skip_blanks(s);
	buffer_clear(&n->key);
	buffer_add_bytes(&n->key, s, kind_len(s));
	buffer_add_bytes(&n->key, "\n", 1);
	buffer_add_bytes(&n->key, behind, len_to_digit(behind));
	return n->key.text;
}

static size_t number_of(struct stringmap *m, const char *key)
{
	size_t *number = stringmap_at(m, key, strlen(key));

	if (!*number)
		*number = m->n;
	return *number;
}

/* Takes the text over. */
static struct words number_words(struct numbering *n, char *text)
{
	return (struct words){
		.text = text,
		.line = number_of(&n->lines, line_key(n, text)),
		.kind = number_of(&n->kinds, kind_key(n, text)),
	};
}

static void numbering_release(struct numbering *n)
{
	stringmap_release(&n->lines);
	stringmap_release(&n->kinds);
	buffer_release(&n->key);
}

struct log {
	char **lines; /* of one boot, about memory */
	struct words *words; /* the same as they are compared */
	size_t n, cap, cap_words;
	bool other; /* of another release than the prediction's */
	bool other_rules; /* of another line of releases */
	bool goes_on; /* behind mm_init() */
	bool excerpt; /* lines are left out of its middle */
	char *last; /* whatever it is about; NULL: no line at all */
	char *death; /* the line that says of what the kernel dies */
	char *panic; /* its panic line */
	char *release; /* of the kernel; NULL: the log does not say */
	bool whole; /* it begins where the kernel began */
	bool debug; /* it has lines of KERN_DEBUG */
	bool past_mm_init; /* the slab allocator has said its line */
};

static void log_forget(struct log *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->lines[i]);
		free(l->words[i].text);
	}
	free(l->release);
	free(l->lines);
	free(l->words);
	free(l->last);
	free(l->death);
	free(l->panic);
	memset(l, 0, sizeof(*l));
}

/* Counts the boots, so that the wanted one can be kept. */
static bool begins_boot(const char *line, const char **release)
{
	return skip_prefix(line, "Linux version ", release);
}

/* The prediction, and its lines as they are compared with those of a log. */
struct predicted {
	const struct prediction *p;
	const struct boot *b;
	struct dialect dialect; /* of the log */
	char **said; /* in its words; NULL: its kernel says no such thing */
	struct words *words;
	struct numbering numbers; /* of these, then of the log's */
	size_t nr_lines, nr_kinds; /* that are predicted: the first numbers */
};

/* How a line is compared: to the letter with one of the same kernel. */
static char *words_of(const struct log *l, const char *line)
{
	return l->other ? log_words(line) : xstrdup(line);
}

static void predicted_forget(struct predicted *p)
{
	for (size_t i = 0; p->words && i < p->p->nr_log; i++) {
		free(p->words[i].text);
		free(p->said[i]);
	}
	free(p->words);
	free(p->said);
	p->words = NULL;
	p->said = NULL;
	numbering_release(&p->numbers);
}

/* What is shown of a line that differs. */
static const char *shown(const struct predicted *p, size_t i)
{
	return p->said[i] ? p->said[i] : p->p->log[i];
}

static void predict_for(struct predicted *p, const struct log *l)
{
	p->words = xcalloc(p->p->nr_log + 1, sizeof(*p->words));
	p->said = xcalloc(p->p->nr_log + 1, sizeof(*p->said));
	for (size_t i = 0; i < p->p->nr_log; i++) {
		p->said[i] = l->other ? dialect_line(&p->dialect, p->b,
						     p->p->log[i]) :
					xstrdup(p->p->log[i]);
		p->words[i] =
			number_words(&p->numbers, words_of(l, shown(p, i)));
	}
	p->nr_lines = p->numbers.lines.n;
	p->nr_kinds = p->numbers.kinds.n;
}

/* The boot of a log that is compared: lines [from, end), the first its banner. */
struct span {
	size_t from, end;
	const char *release; /* NULL: its beginning is lost */
	bool first; /* of the log */
};

/* The wanted one; 0, or one that is not there: the last. */
static struct span find_boot(char *const *lines, size_t n, unsigned wanted)
{
	struct span s = { .end = n, .first = true };
	const char *release;
	unsigned boot = 0;

	for (size_t i = 0; i < n; i++) {
		if (!begins_boot(lines[i], &release))
			continue;
		if (wanted && boot == wanted) {
			s.end = i;
			break;
		}
		s.from = i;
		s.release = release;
		s.first = !boot++;
	}
	return s;
}

/*
 * How the kernel that wrote the log words its lines, from those of the boot
 * that is compared, and from what stands before the first.
 */
static void learn_dialect(struct predicted *p, char *const *lines,
			  const struct span *s)
{
	size_t from = s->first ? 0 : s->from;
	const char *banner = s->release ? lines[s->from] :
					  p->b->machine->log_kernel.banner;

	dialect_learn(&p->dialect, lines + from, s->end - from, banner,
		      p->b->kernel->page_shift);
	p->dialect.whole = s->release != NULL;
}

/*
 * The lines of text that is cut up for them, of each boot the first: free() the
 * array.
 */
static char **lines_of(char *text, size_t len, size_t *n)
{
	struct log_lines lines;
	struct log_line line;
	size_t cap = 0;
	char **v = NULL;

	*n = 0;
	log_lines_init(&lines, text, len);
	while (log_lines_next(&lines, &line)) {
		array_reserve(v, cap, *n + 1);
		v[(*n)++] = line.text;
	}
	return v;
}

static bool is_in_log(const struct words *words, const struct log *l,
		      bool (*equal)(const struct words *a,
				    const struct words *b))
{
	for (size_t i = 0; i < l->n; i++) {
		if (equal(words, &l->words[i]))
			return true;
	}
	return false;
}

static bool line_is_predicted(const char *text, struct predicted *p)
{
	const char *key = line_key(&p->numbers, text);
	size_t number = stringmap_find(&p->numbers.lines, key, strlen(key));

	return number && number <= p->nr_lines;
}

static bool kind_is_predicted(const char *text, struct predicted *p)
{
	const char *key = kind_key(&p->numbers, text);
	size_t number = stringmap_find(&p->numbers.kinds, key, strlen(key));

	return number && number <= p->nr_kinds;
}

/* "Memory: 96MB 32MB = 128MB total": what arm was given, up to 3.11. */
static bool tells_banks(const char *line)
{
	return starts_with(line, "Memory: ") && !strstr(line, " available");
}

static bool is_wanted(struct log *l, const char *line, const char *words,
		      struct predicted *p)
{
	/* From here on much else happens, of which only a part is modelled. */
	if (l->past_mm_init && !line_is_predicted(words, p))
		return false;
	l->past_mm_init |= starts_with(line, "SLUB: ");
	return l->n < MAX_LINES && !tells_banks(line) &&
	       (is_about_memory(line) || kind_is_predicted(words, p));
}

static void keep_line(struct log *l, const char *line, struct predicted *p)
{
	char *words = words_of(l, line);

	if (!is_wanted(l, line, words, p)) {
		free(words);
		return;
	}
	if (is_debug(line))
		l->debug = true;
	array_reserve(l->lines, l->cap, l->n + 1);
	array_reserve(l->words, l->cap_words, l->n + 1);
	l->words[l->n] = number_words(&p->numbers, words);
	l->lines[l->n++] = xstrdup(line);
}

static void set_text(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

/* How far the kernel of the log has come. */
static void note_progress(struct log *l, const char *line)
{
	if (!*skip_blanks(line))
		return;
	set_text(&l->last, line);
	l->goes_on |= log_line_is_late(line);
	if (l->past_mm_init || l->goes_on || !log_line_is_death(line))
		return;
	if (!l->death)
		l->death = xstrdup(line);
	if (!l->panic && starts_with(line, "Kernel panic"))
		l->panic = xstrdup(line);
}

/* The log is of this boot no longer, or was never one to its end. */
static bool ends_early(const struct log *l)
{
	return l->death || (!l->past_mm_init && !l->goes_on);
}

/* Behind the last line of a predicted kind the kernel is past our phases. */
static void cut_tail(struct log *l, const struct predicted *p)
{
	size_t end = 0, n = p->p->nr_log;

	for (size_t i = 0; n && i < l->n; i++) {
		if (alike(&l->words[i], &p->words[n - 1]))
			end = i + 1;
	}
	while (end && l->n > end) {
		free(l->lines[--l->n]);
		free(l->words[l->n].text);
	}
}

static void set_release(struct log *l, const char *release,
			const struct boot *b)
{
	l->release = xstrndup(release, strcspn(release, " "));
	l->other = strcmp(l->release, kernel_words_release(b->kernel)) != 0;
	l->other_rules =
		!same_release_line(l->release, kernel_words_release(b->kernel));
}

static void read_log(struct log *l, const struct evidence *e,
		     const struct boot *b, struct predicted *p)
{
	char *copy = xcalloc(e->log.len + 1, 1);
	struct span span;
	char **lines;
	size_t n;

	memcpy(copy, e->log.data, e->log.len);
	lines = lines_of(copy, e->log.len, &n);
	span = find_boot(lines, n, e->boot);
	learn_dialect(p, lines, &span);
	if (span.release) {
		l->whole = true;
		set_release(l, span.release, b);
	} else if (b->machine->log_kernel.banner && b->machine->release) {
		/* Where its beginning is lost, the input may tell. */
		set_release(l, b->machine->release, b);
	}
	predict_for(p, l);
	for (size_t i = span.from; i < span.end; i++) {
		keep_line(l, lines[i], p);
		note_progress(l, lines[i]);
	}
	free(lines);
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

static void lcs_fill(struct lcs *t, const struct predicted *p,
		     const struct log *l)
{
	t->width = l->n + 1;
	t->v = xcalloc((p->p->nr_log + 1) * t->width, sizeof(*t->v));
	for (size_t i = p->p->nr_log; i-- > 0;) {
		for (size_t j = l->n; j-- > 0;) {
			uint16_t down = *lcs_at(t, i + 1, j);
			uint16_t right = *lcs_at(t, i, j + 1);

			if (same(&p->words[i], &l->words[j]))
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
	size_t *pair; /* for each predicted line the real one of its kind */
	bool *used; /* which of the real ones are such */
};

#define NO_PAIR SIZE_MAX

static void place_of(char *buf, size_t len, size_t line)
{
	snprintf(buf, len, "line %zu", line + 1);
}

static void lost_line(struct comparison *c, const struct predicted *p,
		      const struct log *l, const struct gap *g, size_t i)
{
	const char *predicted = shown(p, i);
	char place[32];

	place_of(place, sizeof(place), i);
	if (g->first && !l->whole)
		compare_not(c, 1, "%s: the log begins later: %s", place,
			    predicted);
	else if (is_debug(predicted) && !l->debug)
		compare_not(c, 1, "%s: the log has no debug lines: %s", place,
			    predicted);
	else if (!p->said[i])
		compare_not(c, 1, "%s: the log's kernel has no such line: %s",
			    place, predicted);
	else if (l->excerpt)
		compare_not(c, 1, "%s: the log is an excerpt: %s", place,
			    predicted);
	else if (p->b->report_free_unknown &&
		 starts_with(predicted, "Memory: "))
		compare_not(c, 1, "%s: its free pages are not predicted: %s",
			    place, predicted);
	else if (l->other_rules && is_in_log(&p->words[i], l, same))
		compare_not(c, 1, "%s: at another place in the log: %s", place,
			    predicted);
	else if (l->other_rules && !is_in_log(&p->words[i], l, alike))
		compare_not(c, 1, "%s: the log has no line of this kind: %s",
			    place, predicted);
	else
		compare_differ(c, place, predicted, NULL);
}

/* The log has a line that is not one of the predicted ones. */
static void more_in_log(struct comparison *c, const struct predicted *p,
			const struct log *l, size_t j)
{
	const char *real = l->lines[j];

	if (strstr(real, "early log buf free: "))
		compare_not(c, 1,
			    "what all lines before took is not predicted: %s",
			    real);
	else if (!l->other_rules)
		compare_differ(c, "not predicted", NULL, real);
	else if (strstr(real, "] page "))
		compare_not(c, 1, "with which pages is not predicted: %s",
			    real);
	else if (l->words[j].line <= p->nr_lines)
		; /* said of the predicted one */
	else if (l->words[j].kind > p->nr_kinds)
		compare_not(c, 1, "no line of this kind is predicted: %s",
			    real);
	else
		compare_differ(c, "not predicted", NULL, real);
}

/* The last line of a log may be cut in the middle. */
static bool is_cut(const struct log *l, size_t j, const char *predicted)
{
	const char *line = skip_blanks(l->lines[j]);

	return j == l->n - 1 && ends_early(l) &&
	       !strcmp(l->last, l->lines[j]) &&
	       starts_with(skip_blanks(predicted), line);
}

static void compare_pair(struct comparison *c, const struct predicted *p,
			 const struct log *l, size_t i, size_t j)
{
	const char *predicted = shown(p, i), *real = l->lines[j];
	char place[32];

	place_of(place, sizeof(place), i);
	if (same_but_for_initrd(predicted, real))
		compare_not(
			c, 1,
			"%s: the initrd's size is known in whole pages only: %s",
			place, real);
	else if (same_but_for_base(predicted, real))
		compare_not(c, 1,
			    "%s: the kernel's addresses begin by chance: %s",
			    place, real);
	else if (is_cut(l, j, predicted))
		compare_not(c, 1, "%s: the log ends inside of it: %s", place,
			    real);
	else if (l->other && is_chosen(real))
		compare_not(c, 1, "%s: its build has chosen otherwise: %s",
			    place, real);
	else
		compare_differ(c, place, predicted, real);
}

static void find_pairs(struct gap *g, const struct predicted *p,
		       const struct log *l)
{
	for (size_t i = g->i; i < g->i_end; i++) {
		size_t j = g->j;

		while (j < g->j_end && (g->used[j - g->j] ||
					(!alike(&p->words[i], &l->words[j]) &&
					 !is_cut(l, j, shown(p, i)))))
			j++;
		g->pair[i - g->i] = j < g->j_end ? j : NO_PAIR;
		if (j < g->j_end)
			g->used[j - g->j] = true;
	}
}

/* How many of the predicted lines the log does not reach. */
static size_t beyond_end(const struct gap *g, const struct predicted *p,
			 const struct log *l)
{
	size_t n = 0;

	if (g->i_end < p->p->nr_log || !ends_early(l))
		return 0;
	while (g->i + n < g->i_end &&
	       g->pair[g->i_end - n - 1 - g->i] == NO_PAIR)
		n++;
	return n;
}

static void log_ends(struct comparison *c, const struct log *l, size_t from,
		     size_t n)
{
	if (l->death)
		compare_not(c, n, "lines %zu to %zu: the boot stopped here: %s",
			    from + 1, from + n, l->death);
	else
		compare_not(c, n, "lines %zu to %zu: the log ends here: %s",
			    from + 1, from + n, l->last ? l->last : "");
}

static void compare_gap(struct comparison *c, const struct predicted *p,
			const struct log *l, const struct gap *g)
{
	size_t beyond = beyond_end(g, p, l), end = g->i_end - beyond;

	for (size_t i = g->i; i < end; i++) {
		size_t j = g->pair[i - g->i];

		if (j == NO_PAIR)
			lost_line(c, p, l, g, i);
		else
			compare_pair(c, p, l, i, j);
	}
	for (size_t j = g->j; j < g->j_end; j++) {
		if (!g->used[j - g->j])
			more_in_log(c, p, l, j);
	}
	if (beyond)
		log_ends(c, l, end, beyond);
}

static void close_gap(struct comparison *c, const struct predicted *p,
		      const struct log *l, struct gap *g)
{
	g->pair = xcalloc(g->i_end - g->i + 1, sizeof(*g->pair));
	g->used = xcalloc(g->j_end - g->j + 1, sizeof(*g->used));
	find_pairs(g, p, l);
	compare_gap(c, p, l, g);
	free(g->pair);
	free(g->used);
}

static void compare_lines(struct comparison *c, const struct predicted *p,
			  const struct log *l)
{
	struct gap g = { .first = true };
	struct lcs t;

	lcs_fill(&t, p, l);
	while (g.i_end < p->p->nr_log && g.j_end < l->n) {
		size_t i = g.i_end, j = g.j_end;

		if (same(&p->words[i], &l->words[j])) {
			close_gap(c, p, l, &g);
			compare_equal(c);
			g = (struct gap){ .i = i + 1,
					  .i_end = i + 1,
					  .j = j + 1,
					  .j_end = j + 1 };
		} else if (*lcs_at(&t, i + 1, j) >= *lcs_at(&t, i, j + 1)) {
			g.i_end++;
		} else {
			g.j_end++;
		}
	}
	g.i_end = p->p->nr_log;
	g.j_end = l->n;
	close_gap(c, p, l, &g);
	free(t.v);
}

static bool has_line(char **lines, size_t n, const char *start, size_t *at)
{
	for (size_t i = 0; i < n; i++) {
		*at = i;
		if (starts_with(lines[i], start))
			return true;
	}
	return false;
}

/*
 * A line that every kernel prints is not there, but one that comes behind it
 * is: somebody has left lines out.
 */
static bool is_excerpt(const struct predicted *p, const struct log *l)
{
	static const char *const always[] = { "Zone ranges:", "Memory: " };
	size_t n = p->p->nr_log, at, behind;

	for (size_t i = 0; i < ARRAY_SIZE(always); i++) {
		if (!has_line(p->p->log, n, always[i], &at) ||
		    has_line(l->lines, l->n, always[i], &behind))
			continue;
		for (size_t j = 0; j < l->n; j++) {
			for (size_t k = at; k < n; k++) {
				if (same(&p->words[k], &l->words[j]))
					return true;
			}
		}
	}
	return false;
}

/* Where the log's kernel dies before it has set up its memory. */
static void compare_death(struct comparison *c, const struct boot *b,
			  const struct log *l)
{
	char *words = b->journal->panic ? journal_last_words(b->journal) : NULL;

	if (!l->death)
		;
	else if (words && l->panic && !strcmp(words, l->panic))
		compare_equal(c);
	else
		compare_differ(c, "end of the boot",
			       words ? words : "(it goes on)",
			       l->panic ? l->panic : l->death);
	free(words);
}

void verify_log(struct comparison *c, const struct boot *b,
		const struct prediction *p, const struct evidence *e)
{
	struct predicted words = { .p = p, .b = b };
	struct log l = { 0 };

	read_log(&l, e, b, &words);
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
	else {
		l.excerpt = is_excerpt(&words, &l);
		compare_lines(c, &words, &l);
	}
	compare_death(c, b, &l);
	predicted_forget(&words);
	dialect_release(&words.dialect);
	log_forget(&l);
}

bool log_freed_late(const struct evidence *e, uint64_t *kib)
{
	static const char *const sought[] = { "Linux version ", "Freeing " };
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
	log_lines_only(&lines, sought, ARRAY_SIZE(sought));
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
