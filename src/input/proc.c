/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/proc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"

#define MAX_NODES 1024u

/* Cuts text into lines without changing it. */
struct lines {
	const char *at;
	char *line; /* the last one, without its end */
};

static bool next_line(struct lines *l)
{
	size_t len = strcspn(l->at, "\r\n");

	free(l->line);
	l->line = NULL;
	if (!*l->at)
		return false;
	l->line = xstrndup(l->at, len);
	l->at += len;
	l->at += strspn(l->at, "\r");
	if (*l->at == '\n')
		l->at++;
	return true;
}

static const struct {
	const char *name;
	const char *pattern;
} fields[NR_ZONE_FIELDS] = {
	[ZONE_FREE] = { "free", " pages free %d" },
	[ZONE_MIN] = { "min", " min %d" },
	[ZONE_LOW] = { "low", " low %d" },
	[ZONE_HIGH] = { "high", " high %d" },
	[ZONE_SPANNED] = { "spanned", " spanned %d" },
	[ZONE_PRESENT] = { "present", " present %d" },
	[ZONE_MANAGED] = { "managed", " managed %d" },
	[ZONE_CMA_PAGES] = { "cma", " cma %d" },
	[ZONE_START_PFN] = { "start_pfn", " start_pfn: %d" },
	[ZONE_PCP_HIGH] = { "pageset high", " high: %d" },
	[ZONE_PCP_BATCH] = { "pageset batch", " batch: %d" },
};

const char *zone_field_name(enum zone_field f)
{
	return fields[f].name;
}

/* "Node 0, zone   Normal": a new zone; *rest is what follows its name. */
static struct proc_zone *zone_line(struct proc_zones *z, const char *line,
				   const char **rest)
{
	struct proc_zone *zone;
	struct scan s;

	if (scan(&s, line, "Node %d, zone %w") != SCAN_YES ||
	    s.v[0] >= MAX_NODES || !s.word_len ||
	    s.word_len >= sizeof(zone->name))
		return NULL;
	array_reserve(z->v, z->cap, z->n + 1);
	zone = &z->v[z->n++];
	*zone = (struct proc_zone){ .nid = (int)s.v[0] };
	memcpy(zone->name, s.word, s.word_len);
	*rest = s.rest;
	return zone;
}

/* "protection: (0, 0, 256, 256)" */
static void read_protection(struct proc_zone *z, const char *line)
{
	struct scan s;

	if (scan(&s, line, " protection: (%d") != SCAN_YES)
		return;
	z->nr_protection = 0;
	do {
		if (z->nr_protection == MAX_NR_ZONES)
			return;
		z->protection[z->nr_protection++] = s.v[0];
	} while (scan(&s, s.rest, ", %d") == SCAN_YES);
}

/* The first of a zone counts: the pagesets of all CPUs are alike. */
static void read_field(struct proc_zone *z, const char *line)
{
	struct scan s;

	for (size_t i = 0; i < NR_ZONE_FIELDS; i++) {
		if (z->has[i] ||
		    scan(&s, line, fields[i].pattern) != SCAN_YES ||
		    *skip_blanks(s.rest))
			continue;
		z->has[i] = true;
		z->v[i] = s.v[0];
		return;
	}
	read_protection(z, line);
}

int proc_read_zoneinfo(struct proc_zones *out, const char *text,
		       const char *name, struct error *err)
{
	struct lines l = { .at = text };
	struct proc_zone *zone = NULL, *next;
	const char *rest;

	memset(out, 0, sizeof(*out));
	while (next_line(&l)) {
		next = zone_line(out, l.line, &rest);
		if (next)
			zone = next;
		else if (zone)
			read_field(zone, l.line);
	}
	if (out->n)
		return 0;
	return error_set(
		err,
		"%s: no line \"Node N, zone NAME\", expected the text of /proc/zoneinfo",
		name);
}

#define MAX_CPUS 8192u

unsigned proc_zoneinfo_cpus(const char *text, unsigned *end)
{
	bool *seen = xcalloc(MAX_CPUS, sizeof(*seen));
	struct lines l = { .at = text };
	unsigned count = 0;
	struct scan s;

	*end = 0;
	while (next_line(&l)) {
		if (scan(&s, l.line, " cpu: %d") != SCAN_YES ||
		    *skip_blanks(s.rest) || s.v[0] >= MAX_CPUS || seen[s.v[0]])
			continue;
		seen[s.v[0]] = true;
		count++;
		if (s.v[0] >= *end)
			*end = (unsigned)s.v[0] + 1;
	}
	free(seen);
	return count;
}

int proc_read_buddyinfo(struct proc_zones *out, const char *text,
			const char *name, struct error *err)
{
	struct lines l = { .at = text };
	struct scan s;

	memset(out, 0, sizeof(*out));
	while (next_line(&l)) {
		struct proc_zone *z = zone_line(out, l.line, &s.rest);

		while (z && z->nr_orders < MAX_NR_ORDERS &&
		       scan(&s, s.rest, " %d") == SCAN_YES)
			z->nr_free[z->nr_orders++] = s.v[0];
	}
	if (out->n && out->v[0].nr_orders)
		return 0;
	return error_set(
		err,
		"%s: no line \"Node N, zone NAME COUNT...\", expected the text of /proc/buddyinfo",
		name);
}

void proc_zones_release(struct proc_zones *z)
{
	free(z->v);
	memset(z, 0, sizeof(*z));
}

const struct proc_zone *proc_zone_find(const struct proc_zones *z, int nid,
				       const char *name)
{
	for (size_t i = 0; i < z->n; i++) {
		if (z->v[i].nid == nid && !strcmp(z->v[i].name, name))
			return &z->v[i];
	}
	return NULL;
}

/* A name and five numbers; of these, objects in use and there come first. */
static bool slab_line(struct proc_slab *slab, const char *line)
{
	struct scan s;

	if (scan(&s, line, "%w %d %d %d %d %d") != SCAN_YES || !s.word_len ||
	    *s.word == '#')
		return false;
	*slab = (struct proc_slab){ xstrndup(s.word, s.word_len), s.v[2],
				    s.v[3], s.v[4] };
	return true;
}

int proc_read_slabinfo(struct proc_slabs *out, const char *text,
		       const char *name, struct error *err)
{
	struct lines l = { .at = text };
	struct proc_slab slab;

	memset(out, 0, sizeof(*out));
	while (next_line(&l)) {
		if (!slab_line(&slab, l.line))
			continue;
		array_reserve(out->v, out->cap, out->n + 1);
		out->v[out->n++] = slab;
	}
	if (out->n)
		return 0;
	return error_set(
		err,
		"%s: no line \"CACHE ACTIVE OBJECTS SIZE PER-SLAB PAGES\", expected the text of /proc/slabinfo",
		name);
}

void proc_slabs_release(struct proc_slabs *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i].name);
	free(s->v);
	memset(s, 0, sizeof(*s));
}

const struct proc_slab *proc_slab_find(const struct proc_slabs *s,
				       const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!strcmp(s->v[i].name, name))
			return &s->v[i];
	}
	return NULL;
}

/* First and last byte, as these files have them. */
static void add_resource(struct proc_resources *r, uint64_t first,
			 uint64_t last, unsigned depth, const char *name)
{
	struct range range = { first, last - first + 1 };

	array_reserve(r->v, r->cap, r->n + 1);
	r->v[r->n++] = (struct proc_resource){ range, depth, xstrdup(name) };
}

int proc_read_iomem(struct proc_resources *out, const char *text,
		    const char *name, struct error *err)
{
	struct lines l = { .at = text };
	struct scan s;

	memset(out, 0, sizeof(*out));
	out->hidden = true;
	while (next_line(&l)) {
		unsigned depth = (unsigned)strspn(l.line, " ") / 2;

		if (scan(&s, l.line, " %x-%x : ") != SCAN_YES ||
		    s.v[0] > s.v[1])
			continue;
		if (s.v[1])
			out->hidden = false;
		add_resource(out, s.v[0], s.v[1], depth, skip_blanks(s.rest));
	}
	if (out->n)
		return 0;
	return error_set(
		err,
		"%s: no line \"FIRST-LAST : NAME\", expected the text of /proc/iomem",
		name);
}

int proc_read_memblock(struct proc_resources *out, const char *text,
		       const char *name, struct error *err)
{
	struct lines l = { .at = text };
	struct scan s;

	memset(out, 0, sizeof(*out));
	while (next_line(&l)) {
		if (scan(&s, l.line, " %d: 0x%x..0x%x") == SCAN_YES &&
		    s.v[1] <= s.v[2])
			add_resource(out, s.v[1], s.v[2], 0, "");
	}
	if (out->n)
		return 0;
	return error_set(
		err,
		"%s: no line \"N: FIRST..LAST\", expected a file of debugfs/memblock",
		name);
}

void proc_resources_release(struct proc_resources *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i].name);
	free(r->v);
	memset(r, 0, sizeof(*r));
}
