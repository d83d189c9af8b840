/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/fit_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define UNKNOWN "Unknown kernel command line parameters \""
#define UNKNOWN_END "\", will be passed to user space."

/* The words of the line in it, from 1, to be freed; NULL: there is none. */
static char *unknown_words(const struct fit *f, size_t *line)
{
	const char *at, *end;

	*line = fit_line_with(f, UNKNOWN);
	if (!*line)
		return NULL;
	at = strstr(f->lines[*line - 1], UNKNOWN) + strlen(UNKNOWN);
	end = strstr(at, UNKNOWN_END);
	return end ? xstrndup(at, (size_t)(end - at)) : NULL;
}

/* The next word, to be freed; NULL: no more. Blanks in quotes are its. */
static char *next_word(const char **words)
{
	const char *at = *words + strspn(*words, " ");
	bool quoted = false;
	size_t n = 0;

	for (; at[n] && (at[n] != ' ' || quoted); n++)
		quoted ^= at[n] == '"';
	*words = at + n;
	return n ? xstrndup(at, n) : NULL;
}

static char *next_name(const char **words)
{
	char *name = next_word(words);

	if (name)
		name[strcspn(name, "=")] = '\0';
	return name;
}

/* How many more words a value in quotes looks like without them. */
static size_t nr_blanks(const char *word)
{
	size_t n = 0;

	for (; *word; word++)
		n += word[0] == ' ' && word[1] != ' ';
	return n;
}

/* Where the line has the parameter; NULL: nowhere. */
static char *find_param(char *line, const char *word, size_t name_len)
{
	char *at = line;

	for (; at; at = strchr(at, ' ')) {
		at += strspn(at, " ");
		if (!strncmp(at, word, name_len) && at[name_len] == '=')
			return at;
	}
	return NULL;
}

/*
 * The line has values without their quotes: what looks like words of their own
 * there is none. "dm=1 vroot none ro" of dm="1 vroot none ro" becomes "dm=1".
 */
static void blank_values(char *line, const char *cmdline)
{
	char *word;

	while ((word = next_word(&cmdline))) {
		size_t n = nr_blanks(word);
		char *at = n ? find_param(line, word, strcspn(word, "=")) :
			       NULL;

		at = at ? strchr(at, ' ') : NULL;
		for (; at && n; n--) {
			at += strspn(at, " ");
			memset(at, ' ', strcspn(at, " "));
		}
		free(word);
	}
}

static bool names_have(const char *words, const char *name)
{
	bool has = false;

	for (char *other; !has && (other = next_name(&words)); free(other))
		has = !strcmp(other, name);
	return has;
}

static bool is_setup_param(const struct fit *f, const char *name)
{
	char *with_value = xasprintf("%s=", name);
	bool is = fit_has_word(f, "setup_params", name) ||
		  fit_has_word(f, "setup_params", with_value);

	free(with_value);
	return is;
}

static void fit_word(struct fit *f, const char *name, bool unknown,
		     const char *origin)
{
	if (unknown && !fit_has_word(f, "unknown_params", name))
		fit_add_word(f, "unknown_params", name, origin);
	else if (!unknown && !is_setup_param(f, name) &&
		 !fit_has_word(f, "module_params", name))
		fit_add_word(f, "module_params", name, origin);
}

void fit_words(struct fit *f)
{
	const char *at = f->cmdline;
	char *words, *name, origin[32];
	size_t line;

	words = unknown_words(f, &line);
	snprintf(origin, sizeof(origin), "log line %zu", line);
	if (words)
		blank_values(words, at);
	while (words && (name = next_name(&at))) {
		bool last = !strcmp(name, "--");

		if (!last && !strpbrk(name, ".\""))
			fit_word(f, name, names_have(words, name), origin);
		free(name);
		if (last)
			break;
	}
	free(words);
}
