/* SPDX-License-Identifier: GPL-2.0-only */
#include "util/stringmap.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void stringmap_release(struct stringmap *m)
{
	for (size_t i = 0; i < m->cap; i++)
		free(m->v[i].key);
	free(m->v);
	memset(m, 0, sizeof(*m));
}

/* Fowler, Noll and Vo's, 1a, of 64 bits. */
static uint64_t hash_of(const char *key, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)key[i]) * 0x100000001b3;
	return hash;
}

/* The entry of the key, or the free place where it belongs. */
static struct stringmap_entry *place(const struct stringmap *m, const char *key,
				     size_t len, uint64_t hash)
{
	size_t i = (size_t)hash & (m->cap - 1);

	while (m->v[i].key && (m->v[i].hash != hash || m->v[i].len != len ||
			       memcmp(m->v[i].key, key, len) != 0))
		i = (i + 1) & (m->cap - 1);
	return &m->v[i];
}

/* At most half full, so that a free place is near. */
static void grow(struct stringmap *m)
{
	struct stringmap old = *m;

	m->cap = old.cap ? 2 * old.cap : 64;
	m->v = xcalloc(m->cap, sizeof(*m->v));
	for (size_t i = 0; i < old.cap; i++) {
		const struct stringmap_entry *e = &old.v[i];

		if (e->key)
			*place(m, e->key, e->len, e->hash) = *e;
	}
	free(old.v);
}

size_t *stringmap_at(struct stringmap *m, const char *key, size_t len)
{
	uint64_t hash = hash_of(key, len);
	struct stringmap_entry *e;

	if (2 * (m->n + 1) > m->cap)
		grow(m);
	e = place(m, key, len, hash);
	if (!e->key) {
		*e = (struct stringmap_entry){ .len = len, .hash = hash };
		e->key = xcalloc(len + 1, 1);
		memcpy(e->key, key, len);
		m->n++;
	}
	return &e->value;
}

size_t stringmap_find(const struct stringmap *m, const char *key, size_t len)
{
	const struct stringmap_entry *e;

	if (!m->cap)
		return 0;
	e = place(m, key, len, hash_of(key, len));
	return e->key ? e->value : 0;
}
