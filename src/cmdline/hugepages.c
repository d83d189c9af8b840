/* SPDX-License-Identifier: GPL-2.0-only */
#include "cmdline/hugepages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/kernel.h"
#include "model/params.h"
#include "util/alloc.h"
#include "util/size.h"

/* h->last for pages of a size that is not said yet */
#define OF_DEFAULT HUGEPAGES_MAX_SIZES

/*
 * Contiguous entries of a table act as one, so many of them (log2) of the
 * last level and of the one above; CONT_PTE_SHIFT, CONT_PMD_SHIFT of arm64.
 */
static const struct {
	uint32_t page_shift, pte, pmd;
} contiguous[] = {
	{ 12, 4, 4 },
	{ 14, 7, 5 },
	{ 16, 5, 5 },
};

static uint32_t cont_pte_shift(const struct kernel *k)
{
	for (size_t i = 0; i < ARRAY_SIZE(contiguous); i++) {
		if (k->page_shift == contiguous[i].page_shift)
			return k->page_shift + contiguous[i].pte;
	}
	return 0;
}

uint32_t hugepages_cont_pmd_shift(const struct kernel *k)
{
	for (size_t i = 0; i < ARRAY_SIZE(contiguous); i++) {
		if (k->page_shift == contiguous[i].page_shift)
			return k->hpage_shift + contiguous[i].pmd;
	}
	return 0;
}

static bool is_contiguous_size(const struct kernel *k, uint64_t size)
{
	return size == 1ULL << cont_pte_shift(k) ||
	       size == 1ULL << hugepages_cont_pmd_shift(k);
}

static bool is_pud_size(const struct kernel *k, uint64_t size)
{
	uint32_t shift = 2 * k->hpage_shift - k->page_shift;

	return shift < 64 && size == 1ULL << shift;
}

/* hugetlbpage_init(), gigantic_pages_init() and hugetlb_init() */
size_t hugepages_sizes(const struct kernel *k, bool pud_pages,
		       uint64_t sizes[HUGEPAGES_OWN_SIZES])
{
	uint32_t pud_shift = 2 * k->hpage_shift - k->page_shift;
	size_t n = 0;

	if (!k->hugetlb_page)
		return 0;
	for (uint32_t shift = pud_shift; shift > k->page_shift; shift--) {
		uint64_t size = 1ULL << shift;

		if (shift == k->hpage_shift ||
		    (pud_pages && shift == pud_shift) ||
		    (k->va_bits && is_contiguous_size(k, size)))
			sizes[n++] = size;
	}
	return n;
}

/* arch_hugetlb_valid_size() */
static bool is_valid_size(const struct hugepages_state *h, uint64_t size)
{
	const struct kernel *k = h->k;

	if (!k->hugetlb_page || !size)
		return false;
	if (size == 1ULL << k->hpage_shift ||
	    (h->pud_pages && is_pud_size(k, size)))
		return true;
	/* Only arm64 builds say how wide their addresses are. */
	return k->va_bits && is_contiguous_size(k, size);
}

void hugepages_begin(struct hugepages_state *h, struct params *p,
		     const struct kernel *k, bool pud_pages)
{
	*h = (struct hugepages_state){

		.p = p,
		.k = k,
		.pud_pages = pud_pages,
		.last = SIZE_MAX,
		.valid = true
	};
}

/* Its index, or nr_hstates. */
static size_t find_hstate(const struct hugepages_state *h, uint64_t size)
{
	size_t i = 0;

	while (i < h->nr_hstates && h->hstates[i].size_bytes != size)
		i++;
	return i;
}

static void add_hstate(struct hugepages_state *h, uint64_t size)
{
	size_t i = find_hstate(h, size);

	if (i == h->nr_hstates)
		h->hstates[h->nr_hstates++].size_bytes = size;
	h->current = i;
}

static struct hugepages_param *add_request(struct params *p)
{
	struct hugepages_param *r;

	p->hugepages = xrealloc(p->hugepages, p->nr_hugepages + 1, sizeof(*r));
	r = &p->hugepages[p->nr_hugepages++];
	*r = (struct hugepages_param){ 0 };
	return r;
}

/* A decimal number; false where there is none. */
static bool read_decimal(const char **s, uint64_t *v)
{
	if (!isdigit((unsigned char)**s))
		return false;
	*v = simple_strtoull(*s, s, 10);
	return true;
}

/* Whether hugepages= and hugetlb_cma= may list nodes. */
RULE(huge_nodes, "hugepages_setup(), hugetlb_cma_reserve()", WITH_MEMBLOCK,
     VARIANT(HUGE_NODES_LISTED, "listed",
	     .shows = "string \"HugeTLB: Invalid hugepages parameter %s\"",
	     .since = "5.17"),
     VARIANT(HUGE_NODES_NONE, "none", .shows = "no such string"));

/* "N" or "NODE:N,..." into *r; *s is where it stops being one. */
static bool read_counts(const struct kernel *k, const char **s,
			struct hugepages_param *r)
{
	const char *start = *s;
	uint64_t nid, n;

	if (k->rules.huge_nodes == HUGE_NODES_NONE) {
		read_decimal(s, &r->count);
		return true;
	}
	while (**s) {
		const char *at = *s;

		if (!read_decimal(&at, &nid))
			return false;
		if (*at != ':') {
			r->count = nid;
			return *s == start;
		}
		if (nid >= k->max_numnodes)
			return false;
		*s = ++at;
		if (!read_decimal(&at, &n))
			return false;
		if (!r->node_counts)
			r->node_counts = xcalloc(k->max_numnodes, sizeof(n));
		r->nr_nodes = k->max_numnodes;
		r->node_counts[nid] = n;
		r->count += n;
		if (*at != ',')
			break;
		*s = at + 1;
	}
	return true;
}

void hugepages_setup(struct hugepages_state *h, const char *value)
{
	size_t target = h->nr_hstates ? h->current : OF_DEFAULT;
	struct hugepages_param r = { 0 };
	const char *at = value;

	if (!h->valid) {
		params_message(
			h->p,
			"HugeTLB: hugepages=%s does not follow a valid hugepagesz, ignoring",
			value);
		h->valid = true;
		return;
	}
	if (target == h->last) {
		params_message(
			h->p,
			"HugeTLB: hugepages= specified twice without interleaving hugepagesz=, ignoring hugepages=%s",
			value);
		return;
	}
	if (!read_counts(h->k, &at, &r)) {
		params_message(h->p, "HugeTLB: Invalid hugepages parameter %s",
			       at);
		free(r.node_counts);
		return;
	}
	h->last = target;
	if (target == OF_DEFAULT) {
		h->pending = h->p->nr_hugepages + 1;
	} else {
		r.size_bytes = h->hstates[target].size_bytes;
		h->hstates[target].count = r.count;
	}
	*add_request(h->p) = r;
}

void hugepagesz_setup(struct hugepages_state *h, const char *value)
{
	uint64_t size = memparse(value, NULL);
	size_t i = find_hstate(h, size);

	h->valid = false;
	if (!is_valid_size(h, size)) {
		params_message(h->p, "HugeTLB: unsupported hugepagesz=%s",
			       value);
		return;
	}
	/* Twice is once too often, but for a default without pages yet. */
	if (i < h->nr_hstates && (!h->has_default || i != h->default_hstate ||
				  h->hstates[i].count)) {
		params_message(h->p,
			       "HugeTLB: hugepagesz=%s specified twice, ignoring",
			       value);
		return;
	}
	add_hstate(h, size);
	h->valid = true;
}

void default_hugepagesz_setup(struct hugepages_state *h, const char *value)
{
	uint64_t size = memparse(value, NULL);

	h->valid = false;
	if (h->has_default) {
		params_message(
			h->p,
			"HugeTLB: default_hugepagesz previously specified, ignoring %s",
			value);
		return;
	}
	if (!is_valid_size(h, size)) {
		params_message(h->p,
			       "HugeTLB: unsupported default_hugepagesz=%s",
			       value);
		return;
	}
	add_hstate(h, size);
	h->valid = true;
	h->has_default = true;
	h->default_hstate = h->current;
	h->p->default_hugepagesz = size;
	if (h->pending) {
		struct hugepages_param *r = &h->p->hugepages[h->pending - 1];

		r->size_bytes = size;
		h->hstates[h->current].count = r->count;
		h->pending = 0;
	}
}

void hugepages_end(struct hugepages_state *h)
{
	if (h->pending)
		h->p->hugepages[h->pending - 1].size_bytes =
			1ULL << h->k->hpage_shift;
}
