/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "model/params.h"
#include "util/range.h"
#include "util/size.h"

/* Where crashkernel= stands and what it asks for: kernel/crash_core.c. */

#define TOTAL_ALIGN (128ULL << 20)

static const char option[] = "crashkernel=";
static const char *const suffixes[] = { ",high", ",low" };

static bool ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && strncmp(s + len - n, end, n) == 0;
}

static bool has_any_suffix(const char *s, size_t len)
{
	return ends_with(s, len, suffixes[0]) || ends_with(s, len, suffixes[1]);
}

/* get_last_crashkernel(): the value of the last one in this form, or NULL. */
static const char *last_option(const char *cmdline, const char *suffix)
{
	const char *last = NULL;

	for (const char *p = strstr(cmdline, option); p;
	     p = strstr(p + 1, option)) {
		size_t len = strcspn(p, " ");

		if (suffix ? ends_with(p, len, suffix) :
			     !has_any_suffix(p, len))
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

/* One "start-[end]:size"; false where it is none. */
static bool read_range(const char **s, uint64_t total, uint64_t *start,
		       uint64_t *end, uint64_t *size)
{
	*end = UINT64_MAX;
	if (!read_size(s, start) || *(*s)++ != '-')
		return false;
	if (**s != ':' && (!read_size(s, end) || *end <= *start))
		return false;
	return *(*s)++ == ':' && read_size(s, size) && *size < total;
}

/* parse_crashkernel_mem(): start-[end]:size,...[@base] */
static int parse_ranges(const char *s, uint64_t system_ram, uint64_t *size,
			uint64_t *base)
{
	uint64_t total = align_up(system_ram, TOTAL_ALIGN), start, end, v;

	do {
		if (!read_range(&s, total, &start, &end, &v))
			return PARAM_BAD;
		if (total >= start && total < end) {
			*size = v;
			break;
		}
	} while (*s++ == ',');
	if (!*size)
		return PARAM_BAD;
	s += strcspn(s, " @");
	if (*s != '@')
		return 0;
	s++;
	return read_size(&s, base) ? 0 : PARAM_BAD;
}

/* parse_crashkernel_simple(): size[@base] */
static int parse_simple(const char *s, uint64_t *size, uint64_t *base)
{
	if (!read_size(&s, size))
		return PARAM_BAD;
	if (*s == '@')
		*base = memparse(s + 1, NULL);
	else if (*s && *s != ' ')
		return PARAM_BAD;
	return 0;
}

/* parse_crashkernel_suffix(): size,high or size,low */
static int parse_suffix(const char *s, const char *suffix, uint64_t *size)
{
	size_t len = strlen(suffix);

	if (!read_size(&s, size) || strncmp(s, suffix, len) != 0)
		return PARAM_BAD;
	return s[len] && s[len] != ' ' ? PARAM_BAD : 0;
}

int params_crashkernel(const struct params *p, const char *suffix,
		       uint64_t system_ram, uint64_t *size, uint64_t *base)
{
	const char *s = last_option(p->cmdline, suffix);

	*size = *base = 0;
	if (!s)
		return PARAM_ABSENT;
	if (suffix)
		return parse_suffix(s, suffix, size);
	/* A colon in the word makes it the form with ranges. */
	if (memchr(s, ':', strcspn(s, " ")))
		return parse_ranges(s, system_ram, size, base);
	return parse_simple(s, size, base);
}
