/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <string.h>

#include "cmdline/params.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

/* Where crashkernel= stands and what it asks for: kernel/crash_core.c. */

#define TOTAL_ALIGN (128ULL << 20)

static const char option[] = "crashkernel=";
static const char *const suffixes[] = { ",high", ",low", ",cma" };

static bool ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && strncmp(s + len - n, end, n) == 0;
}

/* Not all kernels know the last one. */
static bool has_any_suffix(const struct params *p, const char *s, size_t len)
{
	size_t n = ARRAY_SIZE(suffixes) - !p->knows_crashkernel_cma;

	for (size_t i = 0; i < n; i++) {
		if (ends_with(s, len, suffixes[i]))
			return true;
	}
	return false;
}

/* get_last_crashkernel(): the value of the last one in this form, or NULL. */
static const char *last_option(const struct params *params, const char *suffix)
{
	const char *last = NULL;

	for (const char *p = strstr(params->cmdline, option); p;
	     p = strstr(p + 1, option)) {
		size_t len = strcspn(p, " ");

		if (suffix ? ends_with(p, len, suffix) :
			     !has_any_suffix(params, p, len))
			last = p + strlen(option);
	}
	return last;
}

static bool read_size(const char **s, uint64_t *v)
{
	const char *end;

	*v = memparse(*s, &end);
	if (end == *s)
		return false;
	*s = end;
	return true;
}

/* What the kernel prints of a word that it does not take. */
static int refuse(struct crash_words *w, const char *message)
{
	snprintf(w->message, sizeof(w->message), "%s", message);
	return PARAM_BAD;
}

static int unrecognized(struct crash_words *w, char c)
{
	snprintf(w->message, sizeof(w->message),
		 "crashkernel: unrecognized char: %c", c);
	return PARAM_BAD;
}

/* One "start-[end]:size" of parse_crashkernel_mem(). */
static int read_range(const char **s, struct crash_words *w, uint64_t *start,
		      uint64_t *end, uint64_t *size)
{
	*end = UINT64_MAX;
	if (!read_size(s, start))
		return refuse(w, "crashkernel: Memory value expected");
	if (**s != '-')
		return refuse(w, "crashkernel: '-' expected");
	++*s;
	if (**s != ':') {
		if (!read_size(s, end))
			return refuse(w, "crashkernel: Memory value expected");
		if (*end <= *start)
			return refuse(w, "crashkernel: end <= start");
	}
	if (**s != ':')
		return refuse(w, "crashkernel: ':' expected");
	++*s;
	if (!read_size(s, size))
		return refuse(w, "Memory value expected");
	if (*size >= w->total)
		return refuse(w, "crashkernel: invalid size");
	return 0;
}

/* parse_crashkernel_mem(): start-[end]:size,...[@base] */
static int parse_ranges(const char *s, struct crash_words *w)
{
	uint64_t start, end, v;

	do {
		if (read_range(&s, w, &start, &end, &v))
			return PARAM_BAD;
		if (w->total >= start && w->total < end) {
			w->size = v;
			break;
		}
	} while (*s++ == ',');
	if (!w->size) {
		refuse(w, "crashkernel size resulted in zero bytes");
		return 0;
	}
	s += strcspn(s, " @");
	if (*s != '@')
		return 0;
	s++;
	return read_size(&s, &w->base) ?
		       0 :
		       refuse(w, "Memory value expected after '@'");
}

/* parse_crashkernel_simple(): size[@base] */
static int parse_simple(const char *s, struct crash_words *w)
{
	if (!read_size(&s, &w->size))
		return refuse(w, "crashkernel: memory value expected");
	if (*s == '@')
		w->base = memparse(s + 1, NULL);
	else if (*s && *s != ' ')
		return unrecognized(w, *s);
	return 0;
}

/* parse_crashkernel_suffix(): size,high or size,low */
static int parse_suffix(const char *s, const char *suffix,
			struct crash_words *w)
{
	size_t len = strlen(suffix);

	if (!read_size(&s, &w->size))
		return refuse(w, "crashkernel: memory value expected");
	if (strncmp(s, suffix, len) != 0)
		return unrecognized(w, *s);
	return s[len] && s[len] != ' ' ? unrecognized(w, s[len]) : 0;
}

int params_crashkernel(const struct params *p, const char *suffix,
		       uint64_t system_ram, struct crash_words *w)
{
	const char *s = last_option(p, suffix);

	*w = (struct crash_words){ .total = align_up(system_ram, TOTAL_ALIGN) };
	if (!s)
		return PARAM_ABSENT;
	if (suffix)
		return parse_suffix(s, suffix, w);
	/* A colon in the word makes it the form with ranges. */
	if (memchr(s, ':', strcspn(s, " ")))
		return parse_ranges(s, w);
	return parse_simple(s, w);
}
