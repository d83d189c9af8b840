/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MM_HUGETLB_H
#define INITMEM_MM_HUGETLB_H

#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * Huge pages too big for the buddy allocator are taken from memblock while
 * the second pass over the command line meets hugepages=: mm/hugetlb.c,
 * hugetlb_hstate_alloc_pages(). Smaller ones come from the buddy allocator
 * after the modelled phases. These are the words [first, end).
 */
void hugetlb_alloc_gigantic(struct boot *b, size_t first, size_t end);

/*
 * hugetlb_bootmem_alloc(), of kernels that note those words only: all of them
 * take effect, once.
 */
int hugetlb_bootmem_alloc(struct boot *b);

/*
 * For sparse_init(): where gigantic pages are taken before it, and
 * hugetlb_free_vmemmap= is on, most of their struct pages are never made.
 */
void hugetlb_note_shared_struct_pages(struct boot *b);

/* "2.00 MiB", in buf. */
const char *hugetlb_size_text(uint64_t bytes, char *buf, size_t len);

#endif
