/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/words.h"

#include <string.h>

#include "util/alloc.h"

const char *words_find_last(const char *words, const char *start)
{
	const char *at = words, *found = NULL;

	while (at && (at = strstr(at, start))) {
		if (at == words || at[-1] == ' ')
			found = at;
		at++;
	}
	return found;
}

char *number_list_text(const unsigned long *numbers, size_t n, size_t least)
{
	char *text = xstrdup("");
	size_t end;

	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1;
		     end < n && numbers[end] == numbers[i] + (end - i);)
			end++;
		if (end - i < least)
			end = i + 1;
		xappendf(&text, end - i > 1 ? "%s%lu to %lu" : "%s%lu",
			 *text ? ", " : "", numbers[i], numbers[end - 1]);
	}
	return text;
}
