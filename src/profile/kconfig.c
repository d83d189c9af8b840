/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/kconfig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void kconfig_init(struct kconfig *c, const char *name, const char *text,
		  size_t len)
{
	c->name = name;
	c->text = xcalloc(len + 1, 1);
	c->len = len;
	memcpy(c->text, text, len);
	for (size_t i = 0; i < len; i++) {
		if (c->text[i] == '\n' || c->text[i] == '\r')
			c->text[i] = '\0';
	}
}

void kconfig_release(struct kconfig *c)
{
	free(c->text);
	c->text = NULL;
	c->len = 0;
}

static const char *find_text(const struct kconfig *c, const char *option)
{
	const char *line = c->text, *end = line + c->len;
	size_t len = strlen(option);

	for (; line < end; line += strlen(line) + 1) {
		if (!strncmp(line, option, len) && line[len] == '=')
			return line + len + 1;
	}
	return NULL;
}

/* Options that are gone, as they are always on; what still shows them. */
static const struct {
	const char *option, *shown_by, *text;
} implied[] = {
	{ "CONFIG_X86_5LEVEL", "CONFIG_PGTABLE_LEVELS", "5" },
};

const char *kconfig_text(const struct kconfig *c, const char *option)
{
	const char *text = find_text(c, option), *shown;

	for (size_t i = 0; !text && i < ARRAY_SIZE(implied); i++) {
		shown = strcmp(implied[i].option, option) ?
				NULL :
				find_text(c, implied[i].shown_by);
		if (shown && !strcmp(shown, implied[i].text))
			text = "y";
	}
	return text;
}

bool kconfig_set(const struct kconfig *c, const char *option)
{
	const char *text = kconfig_text(c, option);

	return text && !strcmp(text, "y");
}

bool kconfig_known(const struct kconfig *c, const char *option)
{
	const char *line = c->text, *end = line + c->len;
	size_t len = strlen(option);

	if (kconfig_text(c, option))
		return true;
	for (; line < end; line += strlen(line) + 1) {
		if (!strncmp(line, "# ", 2) &&
		    !strncmp(line + 2, option, len) && line[len + 2] == ' ')
			return true;
	}
	return false;
}

bool kconfig_number(const struct kconfig *c, const char *option, uint64_t *n)
{
	const char *text = kconfig_text(c, option);
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	*n = strtoull(text, &end, 0);
	return *end == '\0';
}

void kconfig_release_of(const struct kconfig *c, char *out, size_t size)
{
	const char *line = c->text, *end = line + c->len;
	char release[32];

	*out = '\0';
	for (; line < end; line += strlen(line) + 1) {
		if (sscanf(line, "# Linux/%*s %31s Kernel Configuration",
			   release) != 1)
			continue;
		snprintf(out, size, "%s", release);
		return;
	}
}
