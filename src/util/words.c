/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/words.h"

#include <string.h>

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
