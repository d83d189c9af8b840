/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/log_kind.h"
#include "input/scan.h"
#include "util/alloc.h"
#include "util/fatal.h"

/* Lines against the wordings of their kinds: log_kind.h has the notation. */

/* One {name:how width} of a wording. */
struct slot {
	const char *name;
	size_t name_len;
	char how; /* 'd', 'x', 'X', 's', '*' */
	int width;
};

static const char *read_slot(struct slot *s, const char *text)
{
	const char *end = strchr(text, '}');

	*s = (struct slot){ .name = text + 1, .how = 'd' };
	s->name_len = strcspn(s->name, ":}");
	text = s->name + s->name_len;
	if (*text == ':' && !isdigit((unsigned char)*++text))
		s->how = *text++;
	s->width = atoi(text);
	return end + 1;
}

static bool is_named(const struct slot *s, const char *name)
{
	return strlen(name) == s->name_len &&
	       !strncmp(s->name, name, s->name_len);
}

static bool field_is(const struct log_field *f, const char *name, size_t len)
{
	return f->name_len == len && !strncmp(f->name, name, len);
}

static struct log_field *find_field(const struct line_fact *f, const char *name,
				    size_t len)
{
	for (size_t i = 0; i < f->nr_fields; i++) {
		if (field_is(&f->fields[i], name, len))
			return (struct log_field *)&f->fields[i];
	}
	return NULL;
}

static struct log_field *make_field(struct line_fact *f, const char *name,
				    size_t len)
{
	struct log_field *field = find_field(f, name, len);

	if (!field) {
		if (f->nr_fields == LOG_FIELDS_MAX)
			fatal("a bug: a wording has more fields than a line may");
		field = &f->fields[f->nr_fields++];
		*field = (struct log_field){ .name = name, .name_len = len };
	}
	return field;
}

const struct log_field *line_fact_field(const struct line_fact *f,
					const char *name)
{
	return find_field(f, name, strlen(name));
}

void line_fact_set(struct line_fact *f, const char *name, uint64_t value)
{
	make_field(f, name, strlen(name))->value = value;
}

void line_fact_set_word(struct line_fact *f, const char *name, const char *word)
{
	struct log_field *field = make_field(f, name, strlen(name));

	free(field->word);
	field->word = xstrdup(word);
}

const char *line_fact_key(const struct line_fact *f)
{
	const struct log_field *field =
		*f->kind->key ? line_fact_field(f, f->kind->key) : NULL;

	return field && field->word ? field->word : "";
}

void line_fact_release(struct line_fact *f)
{
	for (size_t i = 0; i < f->nr_fields; i++)
		free(f->fields[i].word);
	f->nr_fields = 0;
}

/* How the names of places are one of "start" and "end". */
static const struct place {
	const char *name, *of;
	bool pfn, last;
} places[] = {
	{ "last", "end", false, true },
	{ "up_last", "up_end", false, true },
	{ "low_last", "low_end", false, true },
	{ "start_pfn", "start", true, false },
	{ "end_pfn", "end", true, false },
};

static const struct place *place_of(const struct slot *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (is_named(s, places[i].name))
			return &places[i];
	}
	return NULL;
}

static void take_number(struct line_fact *f, const struct slot *s, uint64_t v,
			unsigned page_shift)
{
	const struct place *p = place_of(s);

	if (!p)
		make_field(f, s->name, s->name_len)->value = v;
	else if (p->pfn)
		line_fact_set(f, p->of, v << page_shift);
	else
		line_fact_set(f, p->of, v + 1);
}

static const char *scan_number(const struct slot *s, const char *at,
			       uint64_t *value)
{
	int base = s->how == 'd' ? 10 : 16;
	char *end;

	if (s->how == 'x') {
		if (strncmp(at, "0x", 2))
			return NULL;
		at += 2;
	}
	if (!isxdigit((unsigned char)*at) &&
	    (base == 16 || *at != '-' || !isdigit((unsigned char)at[1])))
		return NULL;
	*value = strtoull(at, &end, base);
	return end > at ? end : NULL;
}

/* All up to what the wording has behind it; that has no more slots. */
static size_t rest_len(const char *at, const char *stop)
{
	size_t len = strlen(at), end = strlen(stop);

	return len > end && !strcmp(at + len - end, stop) ? len - end : 0;
}

/* A colon ends the name of a subsystem, not a word. */
static size_t word_len(const char *at, const char *stop)
{
	const char stops[] = { *stop ? *stop : ' ', ':', 0 };
	size_t len = strcspn(at, stops);

	return at[len] == ':' && *stop != ':' ? 0 : len;
}

static const char *scan_word(const struct slot *s, const char *at,
			     const char *stop, char **word)
{
	size_t len = s->how == '*' ? rest_len(at, stop) : word_len(at, stop);

	*word = len ? xstrndup(at, len) : NULL;
	return len ? at + len : NULL;
}

/* One slot at the line's `at`; NULL: it is not there. */
static const char *take_slot(struct line_fact *f, const struct slot *s,
			     const char *at, const char *stop,
			     unsigned page_shift)
{
	uint64_t value;
	char *word;

	if (s->how == 's' || s->how == '*') {
		at = scan_word(s, at, stop, &word);
		if (at)
			make_field(f, s->name, s->name_len)->word = word;
		return at;
	}
	at = scan_number(s, skip_blanks(at), &value);
	if (at)
		take_number(f, s, value, page_shift);
	return at;
}

/* The line without blanks at its ends against one wording. */
static bool fits(struct line_fact *f, const char *line, const char *wording,
		 unsigned page_shift)
{
	const char *w = skip_blanks(wording);

	while (*w) {
		struct slot s;

		if (*w == '{') {
			w = read_slot(&s, w);
			line = take_slot(f, &s, line, w, page_shift);
			if (!line)
				return false;
		} else if (*w == ' ') {
			if (*line != ' ' && w[1] != '{')
				return false;
			line = skip_blanks(line);
			w = skip_blanks(w);
		} else if (*w++ != *line++) {
			return false;
		}
	}
	return !*skip_blanks(line);
}

/* Blanks count as one, and none at the ends. */
static bool same_but_for_blanks(const char *a, const char *b)
{
	a = skip_blanks(a);
	b = skip_blanks(b);
	while (*a && *a == *b) {
		if (*a == ' ') {
			a = skip_blanks(a);
			b = skip_blanks(b);
		} else {
			a++;
			b++;
		}
	}
	return !*skip_blanks(a) && !*skip_blanks(b);
}

/* Most wordings can be told from most lines by a letter. */
static bool may_fit(const char *wording, const char *line)
{
	while (*wording == ' ')
		wording++;
	return *wording == '{' || *wording == *line;
}

static bool read_as(struct line_fact *f, const char *line,
		    const struct log_kind *k, const struct log_wording *w,
		    unsigned page_shift)
{
	const char *lacks;
	char *text;

	*f = (struct line_fact){ .kind = k, .wording = w };
	if (!fits(f, line, w->text, page_shift)) {
		line_fact_release(f);
		return false;
	}
	text = line_fact_text(f, w, page_shift, &lacks);
	f->fit = text && same_but_for_blanks(text, line) ? LOG_FIT_LETTER :
							   LOG_FIT_LOOSE;
	free(text);
	return true;
}

enum log_fit log_wording_fits(const struct log_kind *k,
			      const struct log_wording *w, const char *line)
{
	struct line_fact f;

	if (read_as(&f, skip_blanks(line), k, w, 0))
		line_fact_release(&f);
	return f.fit;
}

/* The wording that fits best; of several the newest. */
static bool read_kind(struct line_fact *f, const char *line,
		      const struct log_kind *k, unsigned page_shift)
{
	*f = (struct line_fact){ 0 };
	for (const struct log_wording *w = k->wordings;
	     *w->text && f->fit < LOG_FIT_LETTER; w++) {
		struct line_fact other;

		if (!may_fit(w->text, line) ||
		    !read_as(&other, line, k, w, page_shift))
			continue;
		if (other.fit > f->fit) {
			line_fact_release(f);
			*f = other;
		} else {
			line_fact_release(&other);
		}
	}
	return f->fit != LOG_FIT_NO;
}

bool line_fact_read(struct line_fact *f, const char *line, unsigned page_shift)
{
	line = skip_blanks(line);
	for (size_t i = 0; i < nr_log_kinds; i++) {
		if (read_kind(f, line, &log_kinds[i], page_shift))
			return true;
	}
	return false;
}

/* The value as the slot says it; false: the fact does not have it. */
static bool value_of(const struct line_fact *f, const struct slot *s,
		     unsigned page_shift, uint64_t *v)
{
	const struct place *p = place_of(s);
	const struct log_field *field = p ? line_fact_field(f, p->of) :
					    find_field(f, s->name, s->name_len);

	if (!field || field->word)
		return false;
	*v = field->value;
	if (p && p->last)
		*v -= 1;
	if (p && p->pfn)
		*v >>= page_shift;
	return true;
}

static bool put_number(char **text, const struct line_fact *f,
		       const struct slot *s, unsigned page_shift)
{
	uint64_t v;

	if (!value_of(f, s, page_shift, &v))
		return false;
	if (s->how == 'd')
		xappendf(text, "%*" PRId64, s->width, (int64_t)v);
	else
		xappendf(text, "%s%0*" PRIx64, s->how == 'x' ? "0x" : "",
			 s->width, v);
	return true;
}

static bool put_slot(char **text, const struct line_fact *f,
		     const struct slot *s, unsigned page_shift)
{
	const struct log_field *field = find_field(f, s->name, s->name_len);

	if (s->how != 's' && s->how != '*')
		return put_number(text, f, s, page_shift);
	if (!field || !field->word)
		return false;
	xappendf(text, "%*s", -s->width, field->word);
	return true;
}

char *line_fact_text(const struct line_fact *f, const struct log_wording *w,
		     unsigned page_shift, const char **lacks)
{
	char *text = xstrdup("");

	for (const char *at = w->text; *at;) {
		size_t len = strcspn(at, "{");
		struct slot s;

		xappendf(&text, "%.*s", (int)len, at);
		at += len;
		if (!*at)
			break;
		at = read_slot(&s, at);
		if (!put_slot(&text, f, &s, page_shift)) {
			*lacks = s.name;
			free(text);
			return NULL;
		}
	}
	return text;
}

const struct log_kind *log_kind_find(const char *name)
{
	for (size_t i = 0; i < nr_log_kinds; i++) {
		if (!strcmp(log_kinds[i].name, name))
			return &log_kinds[i];
	}
	return NULL;
}
