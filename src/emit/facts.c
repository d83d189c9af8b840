/* SPDX-License-Identifier: GPL-2.0-only */
#include "emit/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "util/alloc.h"
#include "util/size.h"
#include "util/sort.h"

const char *node_title(const struct boot *b, const struct node *n, char *buf,
		       size_t len)
{
	if (b->kernel->numa)
		snprintf(buf, len, "node %d", n->nid);
	else
		snprintf(buf, len, "contig_page_data");
	return buf;
}

const char *count_text(uint64_t n, char *buf, size_t len)
{
	if (n < 10000)
		snprintf(buf, len, "%" PRIu64, n);
	else if (n < 1000000)
		snprintf(buf, len, "%.1fk", (double)n / 1e3);
	else if (n < 1000000000)
		snprintf(buf, len, "%.1fM", (double)n / 1e6);
	else
		snprintf(buf, len, "%.1fG", (double)n / 1e9);
	return buf;
}

const char *cpu_list_text(const struct boot *b, int nid, char *buf, size_t len)
{
	size_t used = 0, cpu = 0;

	buf[0] = '\0';
	while (cpu < b->nr_cpu_ids && used + 32 < len) {
		size_t first = cpu;

		while (cpu < b->nr_cpu_ids && b->cpu_nid[cpu] == nid)
			cpu++;
		if (cpu == first) {
			cpu++;
			continue;
		}
		used += (size_t)snprintf(buf + used, len - used,
					 cpu - first > 1 ? "%s%zu-%zu" :
							   "%s%zu",
					 used ? " " : "", first, cpu - 1);
	}
	if (!used)
		snprintf(buf, len, "none");
	else if (cpu < b->nr_cpu_ids)
		snprintf(buf + used, len - used, " ...");
	return buf;
}

/* Boyer and Moore's vote, and then a count: is it a true majority? */
bool majority(const uint64_t *v, size_t n, uint64_t *value)
{
	size_t votes = 0, count = 0;

	for (size_t i = 0; i < n; i++) {
		if (!votes)
			*value = v[i];
		if (v[i] == *value)
			votes++;
		else
			votes--;
	}
	for (size_t i = 0; i < n; i++)
		count += v[i] == *value;
	return n >= 3 && 2 * count > n;
}

const char *only_fallback_zone(const struct boot *b)
{
	const char *only = NULL;

	for (size_t n = 0; n < b->nr_nodes; n++) {
		const struct node *node = b->nodes[n];

		for (size_t i = 0; node && i < node->fallback.n; i++) {
			const unsigned zone = node->fallback.v[i].zone;
			const char *name =
				zone_kind_name(b->kernel->zones[zone]);

			if (only && strcmp(only, name))
				return NULL;
			only = name;
		}
	}
	return only ? only : "";
}

static int by_name(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	return strcmp(x->what, y->what);
}

static int by_bytes(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return strverscmp(x->what, y->what);
}

/* Owners of one name that took memory in several places are one. */
static size_t merge_equal(struct share *s, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept && !strcmp(s[kept - 1].what, s[i].what)) {
			s[kept - 1].bytes += s[i].bytes;
			s[kept - 1].pieces += s[i].pieces;
		} else {
			s[kept++] = s[i];
		}
	}
	return kept;
}

struct share *owner_shares(const struct boot *b, size_t *n)
{
	struct share *s = xcalloc(b->journal->nr_owners + 1, sizeof(*s));
	size_t held = 0;

	for (size_t i = 0; i < b->journal->nr_owners; i++) {
		s[i].what = b->journal->owners[i].what;
		s[i].by = b->journal->owners[i].by;
	}
	for (size_t i = 0; i < b->journal->ledger.n; i++) {
		const struct rangemap_extent *e = &b->journal->ledger.v[i];

		s[e->tag].bytes += e->end - e->start;
		s[e->tag].pieces++;
	}
	for (size_t i = 0; i < b->journal->nr_owners; i++) {
		if (s[i].bytes)
			s[held++] = s[i];
	}
	sort_stable(s, held, sizeof(*s), by_name);
	*n = merge_equal(s, held);
	sort_stable(s, *n, sizeof(*s), by_bytes);
	return s;
}
