/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_order.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define LOCAL_DISTANCE 10
#define REMOTE_DISTANCE 20
/*
 * More than what find_next_best_node() adds to a distance itself: 1 for a node
 * with a lower number, and 1 for one with CPUs.
 */
#define STEP 3
/* Distances end at 255, which means that there is no way. */
#define MOST_NODES 64
#define NO_PXM UINT32_MAX

void log_orders_add(struct log_orders *o, uint64_t node, const char *list)
{
	struct log_order order = { .node = node };
	size_t cap = 0;
	char *end;

	for (;; list = end) {
		uint64_t next = strtoull(list, &end, 10);

		if (end == list || order.n == MOST_NODES)
			break;
		array_reserve(order.nearest, cap, order.n + 1);
		order.nearest[order.n++] = next;
	}
	array_reserve(o->v, o->cap, o->n + 1);
	o->v[o->n++] = order;
}

void log_orders_release(struct log_orders *o)
{
	for (size_t i = 0; i < o->n; i++)
		free(o->v[i].nearest);
	free(o->v);
	memset(o, 0, sizeof(*o));
}

static uint32_t pxm_of(const struct machine_acpi *a, uint64_t nid)
{
	for (size_t i = 0; i < a->nr_memory; i++) {
		if (a->memory[i].nid >= 0 && (uint64_t)a->memory[i].nid == nid)
			return a->memory[i].pxm;
	}
	for (size_t i = 0; i < a->nr_cpus; i++) {
		if (a->cpus[i].nid >= 0 && (uint64_t)a->cpus[i].nid == nid)
			return a->cpus[i].pxm;
	}
	return NO_PXM;
}

/* Each of its nodes is one of the SRAT, and none is there twice. */
static bool is_whole(const struct log_order *o, const struct machine_acpi *a)
{
	for (size_t i = 0; i < o->n; i++) {
		if (pxm_of(a, o->nearest[i]) >= MOST_NODES)
			return false;
		for (size_t j = 0; j < i; j++) {
			if (o->nearest[j] == o->nearest[i])
				return false;
		}
	}
	return o->n > 1 && pxm_of(a, o->node) < MOST_NODES;
}

static size_t nr_pxms(const struct machine_acpi *a)
{
	uint32_t most = 0;

	for (size_t i = 0; i < a->nr_memory; i++)
		most = a->memory[i].pxm > most ? a->memory[i].pxm : most;
	for (size_t i = 0; i < a->nr_cpus; i++)
		most = a->cpus[i].pxm > most ? a->cpus[i].pxm : most;
	return most < MOST_NODES ? most + 1 : 0;
}

bool log_orders_slit(const struct log_orders *o, struct machine_acpi *a)
{
	size_t n = nr_pxms(a);

	for (size_t i = 0; i < o->n; i++) {
		if (!is_whole(&o->v[i], a))
			return false;
	}
	if (!o->n || !n)
		return false;
	a->slit_nodes = n;
	a->slit = xcalloc(n, n);
	for (size_t i = 0; i < n * n; i++)
		a->slit[i] = i / n == i % n ? LOCAL_DISTANCE : REMOTE_DISTANCE;
	for (size_t i = 0; i < o->n; i++) {
		uint8_t *row = &a->slit[pxm_of(a, o->v[i].node) * n];

		for (size_t j = 0; j < o->v[i].n; j++) {
			uint64_t nid = o->v[i].nearest[j];

			if (nid != o->v[i].node)
				row[pxm_of(a, nid)] =
					(uint8_t)(REMOTE_DISTANCE + STEP * j);
		}
	}
	return true;
}
