/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/similar.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "util/range.h"

/* Longer words are not compared. */
#define MAX_WORD 64

static bool alike(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/*
 * How many letters, whatever their case, have to be put in, taken out, changed,
 * or swapped with the next one, so that a becomes b (Damerau and Levenshtein).
 */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][MAX_WORD + 1];
	size_t na = strlen(a), nb = strlen(b);
	size_t *older = rows[0], *old = rows[1], *now = rows[2];

	if (na > MAX_WORD || nb > MAX_WORD)
		return MAX_WORD;
	for (size_t j = 0; j <= nb; j++)
		old[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *spare = older;

		now[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t best = old[j - 1] + !alike(a[i - 1], b[j - 1]);

			best = min_size(best, old[j] + 1);
			best = min_size(best, now[j - 1] + 1);
			if (i > 1 && j > 1 && alike(a[i - 1], b[j - 2]) &&
			    alike(a[i - 2], b[j - 1]))
				best = min_size(best, older[j - 2] + 1);
			now[j] = best;
		}
		older = old;
		old = now;
		now = spare;
	}
	return old[nb];
}

const char *similar_word(const char *word, const void *words, size_t stride,
			 size_t n)
{
	size_t len = strlen(word), least = len / 3 + 1;
	const char *best = NULL, *begun = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *w = *(const char *const *)((const char *)words +
						       i * stride);
		size_t d = distance(word, w);

		if (d < least) {
			best = w;
			least = d;
		}
		if (!begun && len > 1 && !strncasecmp(word, w, len))
			begun = w;
	}
	return begun ? begun : best;
}
