/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_UTIL_HAYSTACK_H
#define INITMEM_UTIL_HAYSTACK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A text in which many words are looked for, of which it has few: those whose
 * first letters do not stand side by side in it anywhere cost next to nothing.
 */
struct haystack {
	const char *text;
	uint64_t pairs[64]; /* a bit for each letter behind another one */
};

/* The text has to stay. */
void haystack_init(struct haystack *h, const char *text);

static inline int haystack_has_pair(const struct haystack *h, const char *pair)
{
	return h->pairs[pair[0] & 63] >> (pair[1] & 63) & 1;
}

/* strstr() */
static inline const char *haystack_find(const struct haystack *h,
					const char *word)
{
	for (size_t i = 0; i < 3 && word[i] && word[i + 1]; i++) {
		if (!haystack_has_pair(h, word + i))
			return NULL;
	}
	return strstr(h->text, word);
}

#endif
