/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/haystack.h"

void haystack_init(struct haystack *h, const char *text)
{
	h->text = text;
	memset(h->pairs, 0, sizeof(h->pairs));
	if (!*text)
		return;
	for (const char *at = text; at[1]; at++)
		h->pairs[at[0] & 63] |= 1ULL << (at[1] & 63);
}
