/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cmdline/params.h"
#include "cmdline/slub_debug.h"
#include "journal/boot.h"
#include "lab.h"
#include "mm/slab.h"
#include "util/alloc.h"

#define Z SLUB_RED_ZONE
#define P SLUB_POISON
#define U SLUB_STORE_USER

/* What each option means for a cache; the option from its name's end on. */
static const struct {
	const char *name;
	const char *options[2];
	const char *cache;
	unsigned flags;
	bool stores_users;
} options[] = {
	{ "no option", { NULL }, "kmalloc-64", 0, false },
	{ "without letters: all", { "" }, "kmalloc-64", Z | P | U, true },
	{ "'=' and nothing: all", { "=" }, "kmalloc-64", Z | P | U, true },
	{ "letters of either case", { "=zP" }, "kmalloc-64", Z | P, false },
	{ "'-' takes back", { "=ZU-P" }, "kmalloc-64", P, false },
	{ "off", { "=-" }, "kmalloc-64", 0, false },
	{ "a list is for its caches",
	  { "=P,kmalloc-64" },
	  "kmalloc-64",
	  P,
	  false },
	{ "and for no others", { "=P,kmalloc-64" }, "kmalloc-640", 0, false },
	{ "a list alone: all checks",
	  { "=,kmalloc-64" },
	  "kmalloc-64",
	  Z | P | U,
	  false },
	{ "a name's beginning", { "=U,kmalloc-1*,x" }, "kmalloc-1k", U, true },
	{ "second of a list", { "=U,x,kmem_cache;P" }, "kmem_cache", U, true },
	{ "a block for the rest",
	  { "=U,x,kmem_cache;P" },
	  "kmalloc-8",
	  P,
	  true },
	{ "the first block that matches", { "=Z,a*;P,ab" }, "ab", Z, false },
	{ "an earlier option stays for the rest",
	  { "=Z", "=P,x" },
	  "kmalloc-8",
	  Z,
	  false },
	{ "a later list replaces", { "=P,x", "=Z,y" }, "x", 0, false },
};

static void test_options(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct slub_debug d = { 0 };
		struct params p = { 0 };
		unsigned flags;

		for (size_t j = 0; j < 2 && options[i].options[j]; j++)
			slub_debug_setup(&d, options[i].options[j], &p);
		flags = slub_debug_flags(&d, options[i].cache);
		if (flags != options[i].flags)
			fail_msg("%s: %#x, expected %#x", options[i].name,
				 flags, options[i].flags);
		/* a list without letters asks for no depot in advance */
		if (d.stores_users != options[i].stores_users &&
		    options[i].options[0][1] != ',')
			fail_msg("%s: depot %d", options[i].name,
				 d.stores_users);
		params_release(&p);
		free(d.blocks);
	}
}

static void test_unknown_letter(void **state)
{
	struct slub_debug d = { 0 };
	struct params p = { 0 };

	(void)state;
	slub_debug_setup(&d, "=ZxP", &p);
	assert_int_equal(d.flags, Z | P);
	assert_int_equal(p.nr_messages, 1);
	assert_string_equal(p.messages[0],
			    "slub_debug option 'x' unknown. skipped");
	params_release(&p);
}

/* What calculate_sizes() adds to an object; a track of 32 bytes. */
static const struct {
	const char *name;
	const char *option;
	uint32_t object_size;
	unsigned flags;
	uint32_t size;
	bool stores_users;
} sizes[] = {
	{ "nothing", "=-", 64, SLAB_KMALLOC, 64, false },
	{ "no room for checks alone", "=F", 64, SLAB_KMALLOC, 64, false },
	{ "red zones: right, left, padding", "=Z", 64, SLAB_KMALLOC, 192,
	  false },
	{ "the rounding is the right red zone", "=Z", 60, 0, 80, false },
	{ "the free pointer behind the object", "=P", 64, SLAB_KMALLOC, 128,
	  false },
	{ "two tracks and the size asked for", "=U", 8, SLAB_KMALLOC, 80,
	  true },
	{ "two tracks", "=U", 8, 0, 72, true },
	{ "all", "", 64, SLAB_KMALLOC, 256, true },
	{ "not if that takes a larger order", "=UO", 4096, SLAB_KMALLOC, 4096,
	  false },
	{ "in the same order all the same", "=UO", 5000, SLAB_KMALLOC, 5072,
	  true },
};

static void test_sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		const struct slab_cache *c;
		struct machine m = { 0 };
		struct kernel k;
		struct slabs s;
		struct boot b;

		lab_kernel(&k);
		k.kmalloc_min_align = k.slab_min_align = 8;
		k.size.track = 32;
		lab_boot(&b, &m, &k, 0, 0);
		b.cache_line = 64;
		b.nr_cpu_ids = 1;
		slub_debug_setup(&b.params.slub_debug, sizes[i].option,
				 &b.params);
		slabs_init(&s, &b);
		slabs_create(&s, "x", sizes[i].object_size, sizes[i].flags);
		c = &b.slab_caches[0];
		if (c->size != sizes[i].size ||
		    c->stores_users != sizes[i].stores_users)
			fail_msg("%s: size %u users %d, expected %u %d",
				 sizes[i].name, c->size, c->stores_users,
				 sizes[i].size, sizes[i].stores_users);
		slabs_release(&s);
		boot_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_unknown_letter),
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
