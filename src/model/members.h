/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_MEMBERS_H
#define INITMEM_MODEL_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/boot.h"

/*
 * The members of a record's parts: what they are called and where they are.
 * Writers (JSON and its schema, text, graphs, page) and answers (diff, verify)
 * read these tables; a fact that stands in one of them is told by all.
 */

enum member_unit {
	MEMBER_COUNT, /* needs no size beside it */
	MEMBER_PAGES, /* an amount of memory */
	MEMBER_PFN,
	MEMBER_BYTES,
	MEMBER_ADDRESS, /* physical, bytes */
	MEMBER_KIB
};

enum member_form {
	MEMBER_NUMBER,
	MEMBER_NUMBERS, /* an array of them */
	MEMBER_FRAMES /* struct per_cpu_pages: its pages, head first */
};

/* What a zone's member is about: graphs give each its colour. */
enum member_role {
	MEMBER_PLACE, /* where the zone lies, how large it is */
	MEMBER_HOLES,
	MEMBER_KEPT, /* of the boot, for good */
	MEMBER_NOMAP, /* left alone */
	MEMBER_DEFERRED, /* free; the page allocator gets it later */
	MEMBER_SERVES, /* what the page allocator has */
	MEMBER_CMA,
	MEMBER_LIMIT, /* what is kept from requests */
	MEMBER_PAGESET /* of the CPUs' own lists */
};

/* In which outputs: all of those that exist, unless it says otherwise. */
enum member_scope {
	MEMBER_RECORD,
	MEMBER_ASIDE, /* graphs and diff: a record says it with others */
	MEMBER_DERIVED /* graphs: the other members say it */
};

struct member {
	const char *key; /* path in the record's part: "watermark.min" */
	size_t object; /* its first bytes, with the dot, name the object */
	const char *heading; /* of a column of text; NULL: never one */
	const char *title; /* of a column of the page */
	const char *words; /* to diff: "min watermark" */
	const char *help; /* a sentence, for schema and page */
	const char *proc; /* its name in /proc/zoneinfo; NULL: not there */
	const char *graph; /* in graphs, where that is not the key */
	const char *estimate; /* the same before mem_init(), if it is one */
	enum member_unit unit;
	enum member_form form;
	enum member_role role;
	enum member_scope scope;
	bool part; /* of the one before: graphs set it in */
	bool own; /* each zone's differs: none is odd among them */
	bool moves; /* the running kernel goes on changing it */
	bool has_none; /* UINT64_MAX: there is none, null in JSON */
	/* MEMBER_NUMBER, MEMBER_FRAMES: the field, unless `number` is set */
	size_t offset, width;
	uint64_t (*number)(const struct boot *b, const void *of);
	/* MEMBER_NUMBERS: *n of them */
	const uint64_t *(*numbers)(const struct boot *b, const void *of,
				   size_t *n);
	bool (*exists)(const struct boot *b); /* by now; NULL: always */
};

struct members {
	const struct member *v;
	size_t n;
};

extern const struct members zone_members; /* of struct zone */
extern const struct members node_members; /* of struct node */
extern const struct members percpu_members; /* of struct percpu */
extern const struct members hash_table_members; /* of struct hash_table */
extern const struct members slab_cache_members; /* of struct slab_cache */
extern const struct members total_members; /* of struct boot */

/* All of them, by the name of the record's part. */
struct named_members {
	const char *name; /* "zone" */
	const struct members *members;
};

extern const struct named_members all_members[];
extern const size_t nr_all_members;

bool member_exists(const struct member *m, const struct boot *b);
/* Of a MEMBER_NUMBER; `of` is the struct that its table is of. */
uint64_t member_number(const struct member *m, const struct boot *b,
		       const void *of);
/* Of a MEMBER_FRAMES. The caller releases the list. */
struct free_list member_frames(const struct member *m, const void *of);
/* Any value as words: "12", "0 0 256"; free() it. */
char *member_text(const struct member *m, const struct boot *b, const void *of);

/* By key, or by its name in /proc/zoneinfo; NULL: there is none. */
const struct member *member_find(const struct members *t, const char *key);
const struct member *member_of_proc(const struct members *t, const char *name);

const char *member_unit_name(enum member_unit unit);

#endif
