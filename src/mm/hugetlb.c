/* SPDX-License-Identifier: GPL-2.0-only */
#include "mm/hugetlb.h"

#include <inttypes.h>
#include <stdio.h>

#include "journal/journal.h"
#include "mm/memblock.h"
#include "util/range.h"

/* string_get_size() with powers of 1024 and three digits: "1.00 GiB". */
const char *hugetlb_size_text(uint64_t bytes, char *buf, size_t len)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	unsigned i = bytes ? ilog2_u64(bytes) / 10 : 0;
	uint64_t whole = bytes >> (10 * i);

	snprintf(buf, len, "%" PRIu64 "%s %s", whole,
		 whole < 10  ? ".00" :
		 whole < 100 ? ".0" :
			       "",
		 unit[i]);
	return buf;
}

static const char by[] = "__alloc_bootmem_huge_page "
			 "hugetlb_hstate_alloc_pages hugepages_setup "
			 "parse_args";

/* The first page's struct is set with those of all that is reserved. */
static void leave_tails(struct boot *b, uint64_t at, uint64_t size)
{
	uint64_t page = kernel_page_size(b->kernel);

	memblock_reserved_mark_noinit(b, at + page, size - page, by);
}

static uint64_t take_noinit(struct boot *b, uint64_t count, uint64_t size,
			    int nid, bool exact)
{
	uint64_t done, at;

	for (done = 0; done < count; done++) {
		at = memblock_alloc_try_nid(b, size, size, 0,
					    MEMBLOCK_ALLOC_ACCESSIBLE, nid,
					    exact, "gigantic huge pages", by);
		if (!at)
			break;
		leave_tails(b, at, size);
	}
	return done;
}

/*
 * Whether memblock knows of the tails of gigantic pages, and whether those of a
 * node may lie on another.
 */
RULE(gigantic_pages, "__alloc_bootmem_huge_page()", WITH_MEMBLOCK,
     VARIANT(GIGANTIC_PAGES_NOINIT_EXACT, "noinit_exact",
	     .shows = "function alloc_bootmem"),
     VARIANT(GIGANTIC_PAGES_NOINIT, "noinit",
	     .shows = "enumerator MEMBLOCK_RSRV_NOINIT of enum memblock_flags"),
     VARIANT(GIGANTIC_PAGES_PLAIN, "plain",
	     .shows =
		     "no enumerator MEMBLOCK_RSRV_NOINIT of enum memblock_flags"));

/* `listed`: hugepages= names the node. */
static uint64_t take(struct boot *b, uint64_t count, uint64_t size, int nid,
		     bool listed)
{
	switch (b->kernel->rules.gigantic_pages) {
	case GIGANTIC_PAGES_NOINIT_EXACT:
		return take_noinit(b, count, size, nid, listed);
	case GIGANTIC_PAGES_NOINIT:
		return take_noinit(b, count, size, nid, false);
	case GIGANTIC_PAGES_PLAIN:
		break;
	}
	return memblock_alloc_run(b, count, size, size, 0,
				  MEMBLOCK_ALLOC_ACCESSIBLE, nid, false,
				  "gigantic huge pages", by);
}

static bool has_memory(const struct boot *b, size_t n)
{
	return b->nodes[n] &&
	       (b->nodes[n]->has_memory || memblock_has_node(b, n));
}

/* The next node with memory from *nid on, round robin. */
static int next_node(const struct boot *b, int nid)
{
	for (size_t i = 0; i < b->nr_nodes; i++) {
		size_t n = ((size_t)nid + i) % b->nr_nodes;

		if (has_memory(b, n))
			return (int)n;
	}
	return 0;
}

static size_t nodes_with_memory(const struct boot *b)
{
	size_t count = 0;

	for (size_t n = 0; n < b->nr_nodes; n++)
		count += has_memory(b, n);
	return count;
}

/* Balanced over the nodes with memory: hugepages=N. */
static void alloc_balanced(struct boot *b, const struct hugepages_param *h)
{
	int nid = 0;
	uint64_t done = 0;
	char text[32];

	if (nodes_with_memory(b) <= 1) {
		done = take(b, h->count, h->size_bytes, next_node(b, 0), false);
	} else {
		while (done < h->count) {
			nid = next_node(b, nid);
			if (!take(b, 1, h->size_bytes, nid, false))
				break;
			nid++;
			done++;
		}
	}
	b->gigantic_pages += done;
	if (done < h->count)
		journal_log(b->journal,
			    "HugeTLB: allocating %" PRIu64
			    " of page size %s failed.  Only allocated %" PRIu64
			    " hugepages.",
			    h->count,
			    hugetlb_size_text(h->size_bytes, text,
					      sizeof(text)),
			    done);
}

/* hugepages=N:COUNT,...: hugetlb_hstate_alloc_pages_onenode() */
static void alloc_listed(struct boot *b, const struct hugepages_param *h)
{
	char text[32];

	for (size_t n = 0; n < h->nr_nodes; n++) {
		const struct node *node = boot_node(b, (int)n);
		uint64_t want = h->node_counts[n], done;

		if (!want || !node || !node->online)
			continue;
		done = take(b, want, h->size_bytes, (int)n, true);
		b->gigantic_pages += done;
		if (done < want)
			journal_log(
				b->journal,
				"HugeTLB: allocating %" PRIu64
				" of page size %s failed node%zu.  Only allocated %" PRIu64
				" hugepages.",
				want,
				hugetlb_size_text(h->size_bytes, text,
						  sizeof(text)),
				n, done);
	}
}

static bool is_gigantic(const struct boot *b, const struct hugepages_param *h)
{
	return h->size_bytes > kernel_page_size(b->kernel)
				       << (b->kernel->nr_orders - 1);
}

/* pr_warn_once(), of the first one of all */
static void say_skipped(struct boot *b, size_t nr_before)
{
	for (size_t i = 0; i < nr_before; i++) {
		if (is_gigantic(b, &b->params.hugepages[i]))
			return;
	}
	journal_log(b->journal,
		    "HugeTLB: hugetlb_cma is enabled, skip boot time allocation");
}

void hugetlb_alloc_gigantic(struct boot *b, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct hugepages_param *h = &b->params.hugepages[i];

		if (!is_gigantic(b, h))
			continue;
		if (b->hugetlb_cma)
			say_skipped(b, i);
		else if (h->node_counts)
			alloc_listed(b, h);
		else if (h->count)
			alloc_balanced(b, h);
	}
}

int hugetlb_bootmem_alloc(struct boot *b)
{
	const struct params *p = &b->params;

	if (b->hugetlb_allocated)
		return 0;
	b->hugetlb_allocated = true;
	for (size_t i = p->nr_parsed_messages; i < p->nr_messages; i++)
		journal_log(b->journal, "%s", p->messages[i]);
	hugetlb_alloc_gigantic(b, 0, p->nr_hugepages);
	return 0;
}

void hugetlb_note_shared_struct_pages(struct boot *b)
{
	static const char why[] =
		"hugetlb_free_vmemmap: struct pages of gigantic pages share one page, and the others are not made: not modelled";

	if (!b->gigantic_pages || !b->params.hugetlb_free_vmemmap)
		return;
	journal_inexact(b->journal, "memblock", why);
	journal_inexact(b->journal, "nodes", why);
}
