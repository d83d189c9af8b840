/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/import_parts.h"

#include <stdio.h>
#include <string.h>

#include "model/release.h"
#include "util/alloc.h"
#include "util/range.h"

/* One value of /constants: a number, or a text. */
struct fact {
	uint64_t value;
	const char *text; /* NULL: the number counts */
	char origin[160];
};

struct rule;
typedef bool rule_source(struct import *im, const struct rule *r,
			 struct fact *f);

/*
 * Where a constant comes from. The first rule of a key is taken whose
 * conditions hold and that finds something.
 */
struct rule {
	const char *key;
	rule_source *from;
	const char *name; /* what `from` looks at: option, type, symbol */
	const char *part; /* member of the type, type of the elements */
	const char *arch; /* or a family, of model/archs.h; NULL: any */
	const char *option; /* only with this one set; NULL: always */
	const char *with; /* and this one, too */
	const char *knows; /* only where it can be set, or not; NULL: always */
	const char *since; /* the first release with it; NULL: all have it */
	const char *until; /* the first one without it; NULL: none */
	unsigned word_size; /* 0: any */
	uint64_t value;
	const char *text;
	const char *origin;
};

static bool from_value(struct import *im, const struct rule *r, struct fact *f)
{
	(void)im;
	f->value = r->value;
	f->text = r->text;
	snprintf(f->origin, sizeof(f->origin), "%s", r->origin);
	return true;
}

static bool from_option(struct import *im, const struct rule *r, struct fact *f)
{
	snprintf(f->origin, sizeof(f->origin), "%s", r->name);
	return kconfig_number(&im->config, r->name, &f->value);
}

static bool from_option_shift(struct import *im, const struct rule *r,
			      struct fact *f)
{
	uint64_t shift;

	snprintf(f->origin, sizeof(f->origin), "1 << %s", r->name);
	if (!kconfig_number(&im->config, r->name, &shift) || shift > 31)
		return false;
	f->value = 1ULL << shift;
	return true;
}

static bool from_sizeof(struct import *im, const struct rule *r, struct fact *f)
{
	snprintf(f->origin, sizeof(f->origin), "%s: size of %s",
		 vmlinux_types_from(im->vmlinux), r->name);
	return vmlinux_sizeof(im->vmlinux, r->name, &f->value);
}

static bool from_elements(struct import *im, const struct rule *r,
			  struct fact *f)
{
	snprintf(f->origin, sizeof(f->origin), "%s: elements of %s.%s",
		 vmlinux_types_from(im->vmlinux), r->name, r->part);
	return vmlinux_elements(im->vmlinux, r->name, r->part, &f->value);
}

static bool from_enumerator(struct import *im, const struct rule *r,
			    struct fact *f)
{
	snprintf(f->origin, sizeof(f->origin), "%s: %s of %s",
		 vmlinux_types_from(im->vmlinux), r->part, r->name);
	return vmlinux_enumerator_value(im->vmlinux, r->name, r->part,
					&f->value);
}

/* An element this large shows how many there are in spite of a gap behind. */
#define ELEMENT_LEAST 40

/*
 * Bytes of an array where no symbol has a size: what lies behind it is not
 * nearer than its end, and aligned at most as a cache line is.
 */
static bool bytes_by_room(struct import *im, const char *symbol,
			  uint64_t element, uint64_t *bytes)
{
	uint64_t room;

	if (!vmlinux_symbol_room(im->vmlinux, symbol, &room))
		return false;
	if (element >= ELEMENT_LEAST)
		*bytes = room - room % element;
	else if (element == 1) /* a buffer: its length is a power of two */
		*bytes = 1ULL << (63 - __builtin_clzll(room));
	else
		return false;
	return true;
}

/* An array's length: what the symbol table says by what one element takes. */
static bool from_symbol(struct import *im, const struct rule *r, struct fact *f)
{
	uint64_t element = 1, size;
	bool sized;

	if (r->part && !vmlinux_sizeof(im->vmlinux, r->part, &element))
		return false;
	if (!vmlinux_symbol(im->vmlinux, r->name, NULL, &size) || !element)
		return false;
	sized = size != 0;
	if (!sized && !bytes_by_room(im, r->name, element, &size))
		return false;
	snprintf(f->origin, sizeof(f->origin), "%s: %s %s%s%s%s%s",
		 vmlinux_symbols_from(im->vmlinux),
		 sized ? "size of" : "room of", r->name, r->part ? ", " : "",
		 r->part ? vmlinux_types_from(im->vmlinux) : "",
		 r->part ? ": size of " : "", r->part ? r->part : "");
	if (!size || size % element)
		return false;
	f->value = size / element;
	return true;
}

/* struct memblock, mm/memblock.c, begins with the lengths of its arrays. */
static bool from_memblock(struct import *im, const struct rule *r,
			  struct fact *f)
{
	uint64_t addr, type, max;

	snprintf(f->origin, sizeof(f->origin), "image: memblock.%s.max",
		 r->name);
	return vmlinux_symbol(im->vmlinux, "memblock", &addr, NULL) &&
	       vmlinux_offsetof(im->vmlinux, "struct memblock", r->name,
				&type) &&
	       vmlinux_offsetof(im->vmlinux, "struct memblock_type", "max",
				&max) &&
	       vmlinux_long(im->vmlinux, addr + type + max, &f->value);
}

static bool from_word_size(struct import *im, const struct rule *r,
			   struct fact *f)
{
	(void)r;
	f->value = vmlinux_word_size(im->vmlinux);
	snprintf(f->origin, sizeof(f->origin), "ELF class");
	return true;
}

/* A constant that an earlier rule has given; 0 if none. */
static uint64_t constant(const struct import *im, const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(im->constants, key, &v) ||
	    !json_object_object_get_ex(v, "value", &v))
		return 0;
	return json_object_get_uint64(v);
}

/* A table of 8-byte entries fills a page; the PMD is the second one up. */
static bool from_table_levels(struct import *im, const struct rule *r,
			      struct fact *f)
{
	uint64_t page_shift = constant(im, "PAGE_SHIFT");

	f->value = 2 * (page_shift - 3) + 3;
	snprintf(f->origin, sizeof(f->origin), "PAGE_SHIFT; %s", r->origin);
	return page_shift != 0;
}

#define MAX_BLOCK_OPTION "CONFIG_PAGE_BLOCK_MAX_ORDER"

/* PAGE_BLOCK_MAX_ORDER, where the build sets one; MAX_PAGE_ORDER. */
static bool from_max_order(struct import *im, const struct rule *r,
			   struct fact *f)
{
	uint64_t most;

	f->value = constant(im, "MAX_ORDER") - 1;
	snprintf(f->origin, sizeof(f->origin), "MAX_ORDER - 1; %s", r->origin);
	if (kconfig_number(&im->config, MAX_BLOCK_OPTION, &most) &&
	    most < f->value) {
		f->value = most;
		snprintf(f->origin, sizeof(f->origin), "%s", MAX_BLOCK_OPTION);
	}
	return constant(im, "MAX_ORDER") != 0;
}

/* NR_PAGEBLOCK_BITS, which is a power of two. */
static bool from_pageblock_bits(struct import *im, const struct rule *r,
				struct fact *f)
{
	if (!from_enumerator(im, r, f))
		return false;
	f->value = roundup_pow2(f->value);
	return true;
}

static bool from_huge_page(struct import *im, const struct rule *r,
			   struct fact *f)
{
	uint64_t huge = constant(im, "HPAGE_SHIFT");
	uint64_t page = constant(im, "PAGE_SHIFT");

	if (huge < page || !from_max_order(im, r, f))
		return false;
	f->value = min_u64(f->value, huge - page);
	snprintf(f->origin, sizeof(f->origin),
		 "smaller of HPAGE_SHIFT - PAGE_SHIFT and MAX_ORDER - 1; %s",
		 r->origin);
	return true;
}

#define SUBSECTION_SHIFT 21 /* include/linux/mmzone.h: what a bit stands for */

/* A section's map has a bit for each of its parts, in words. */
static bool from_subsections(struct import *im, const struct rule *r,
			     struct fact *f)
{
	uint64_t words;

	if (!vmlinux_elements(im->vmlinux, r->name, r->part, &words) ||
	    !words || (words & (words - 1)))
		return false;
	f->value = SUBSECTION_SHIFT +
		   ilog2_u64(words * vmlinux_word_size(im->vmlinux) * 8);
	snprintf(f->origin, sizeof(f->origin), "DWARF: bits of %s.%s", r->name,
		 r->part);
	return true;
}

#define PAGEBLOCK_FLAGS_H "include/linux/pageblock-flags.h"
#define PERCPU_H "include/linux/percpu.h"

static const struct rule rules[] = {
	{ "PAGE_SHIFT", from_option, .name = "CONFIG_PAGE_SHIFT",
	  .arch = "arm64" },
	{ "PAGE_SHIFT", from_option, .name = "CONFIG_ARM64_PAGE_SHIFT",
	  .arch = "arm64" },
	{ "PAGE_SHIFT", from_value, .value = 12,
	  .origin = "asm/page.h of the architecture" },
	{ "HPAGE_SHIFT", from_table_levels, .arch = "arm64",
	  .origin = "PMD_SHIFT, arch/arm64/include/asm/pgtable-hwdef.h" },
	{ "HPAGE_SHIFT", from_value, .arch = "x86_64", .value = 21,
	  .origin = "PMD_SHIFT, arch/x86/include/asm/pgtable_64_types.h" },
	{ "HPAGE_SHIFT", from_value, .arch = "i386", .option = "CONFIG_X86_PAE",
	  .value = 21, .origin = "PMD_SHIFT, pgtable-3level of i386" },
	{ "HPAGE_SHIFT", from_value, .arch = "i386", .value = 22,
	  .origin = "PMD_SHIFT, pgtable-2level of i386" },
	{ "HPAGE_SHIFT", from_value, .arch = "arm", .value = 21,
	  .option = "CONFIG_ARM_LPAE",
	  .origin = "PMD_SHIFT, arch/arm/include/asm/pgtable-3level.h" },
	{ "HPAGE_SHIFT", from_value, .arch = "riscv64", .value = 21,
	  .origin = "PMD_SHIFT, arch/riscv/include/asm/pgtable-64.h" },
	{ .key = "sizeof(long)", .from = from_word_size },
	{ "sizeof(phys_addr_t)", from_sizeof, .name = "phys_addr_t" },
	{ "SMP_CACHE_BYTES", from_value, .arch = "arm64", .value = 64,
	  .origin = "L1_CACHE_SHIFT, arch/arm64/include/asm/cache.h" },
	{ "SMP_CACHE_BYTES", from_value, .arch = "riscv", .value = 64,
	  .origin = "L1_CACHE_SHIFT, arch/riscv/include/asm/cache.h" },
	{ "SMP_CACHE_BYTES", from_option_shift, .arch = "arm",
	  .name = "CONFIG_ARM_L1_CACHE_SHIFT" },
	{ "SMP_CACHE_BYTES", from_option_shift,
	  .name = "CONFIG_X86_L1_CACHE_SHIFT" },
	{ "INTERNODE_CACHE_BYTES", from_value, .arch = "arm64", .value = 64,
	  .origin = "L1_CACHE_SHIFT, include/linux/cache.h" },
	{ "INTERNODE_CACHE_BYTES", from_value, .arch = "riscv", .value = 64,
	  .origin = "L1_CACHE_SHIFT, include/linux/cache.h" },
	{ "INTERNODE_CACHE_BYTES", from_option_shift, .arch = "arm",
	  .name = "CONFIG_ARM_L1_CACHE_SHIFT" },
	{ "INTERNODE_CACHE_BYTES", from_option_shift,
	  .name = "CONFIG_X86_INTERNODE_CACHE_SHIFT" },
	{ "COMMAND_LINE_SIZE", from_symbol, .name = "boot_command_line" },
	{ "MAX_ORDER", from_elements, .name = "struct zone",
	  .part = "free_area" },
	{ "pageblock_order", from_huge_page, .option = "CONFIG_HUGETLB_PAGE",
	  .origin = PAGEBLOCK_FLAGS_H },
	{ "pageblock_order", from_huge_page,
	  .option = "CONFIG_TRANSPARENT_HUGEPAGE", .since = "6.11",
	  .origin = PAGEBLOCK_FLAGS_H },
	{ "pageblock_order", from_max_order, .origin = PAGEBLOCK_FLAGS_H },
	{ "NR_PAGEBLOCK_BITS", from_pageblock_bits,
	  .name = "enum pageblock_bits", .part = "__NR_PAGEBLOCK_BITS",
	  .knows = MAX_BLOCK_OPTION },
	{ "NR_PCP_LISTS", from_elements, .name = "struct per_cpu_pages",
	  .part = "lists" },
	{ "NR_CPUS", from_option, .name = "CONFIG_NR_CPUS",
	  .option = "CONFIG_SMP" },
	{ "NR_CPUS", from_value, .value = 1, .origin = "no CONFIG_SMP" },
	{ "MAX_NUMNODES", from_option_shift, .name = "CONFIG_NODES_SHIFT",
	  .option = "CONFIG_NUMA" },
	{ "MAX_NUMNODES", from_value, .value = 1, .origin = "no CONFIG_NUMA" },
	{ "INIT_MEMBLOCK_REGIONS", from_symbol,
	  .name = "memblock_memory_init_regions",
	  .part = "struct memblock_region" },
	{ "INIT_MEMBLOCK_REGIONS", from_memblock, .name = "memory" },
	{ "INIT_MEMBLOCK_RESERVED_REGIONS", from_symbol,
	  .name = "memblock_reserved_init_regions",
	  .part = "struct memblock_region" },
	{ "INIT_MEMBLOCK_RESERVED_REGIONS", from_memblock, .name = "reserved" },
	{ "MAX_RESERVED_REGIONS", from_symbol, .name = "reserved_mem_array",
	  .part = "struct reserved_mem", .option = "CONFIG_OF_RESERVED_MEM" },
	{ "MAX_RESERVED_REGIONS", from_symbol, .name = "reserved_mem",
	  .part = "struct reserved_mem", .option = "CONFIG_OF_RESERVED_MEM" },
	{ "MAX_CMA_AREAS", from_symbol, .name = "cma_areas",
	  .part = "struct cma", .option = "CONFIG_CMA" },
	{ "SECTION_SIZE_BITS", from_subsections,
	  .option = "CONFIG_SPARSEMEM_VMEMMAP",
	  .name = "struct mem_section_usage", .part = "subsection_map" },
	{ "SECTION_SIZE_BITS", from_value, .arch = "arm64", .value = 30,
	  .option = "CONFIG_SPARSEMEM", .until = "5.12",
	  .origin = "arch/arm64/include/asm/sparsemem.h" },
	{ "SECTION_SIZE_BITS", from_value, .arch = "arm64", .value = 29,
	  .option = "CONFIG_ARM64_64K_PAGES",
	  .origin = "arch/arm64/include/asm/sparsemem.h" },
	{ "SECTION_SIZE_BITS", from_value, .arch = "arm64", .value = 27,
	  .option = "CONFIG_SPARSEMEM",
	  .origin = "arch/arm64/include/asm/sparsemem.h" },
	{ "SECTION_SIZE_BITS", from_value, .arch = "x86_64", .value = 27,
	  .option = "CONFIG_SPARSEMEM",
	  .origin = "arch/x86/include/asm/sparsemem.h" },
	{ "MAX_PHYSMEM_BITS", from_option, .arch = "arm64",
	  .option = "CONFIG_SPARSEMEM", .name = "CONFIG_ARM64_PA_BITS" },
	{ "SECTION_SIZE_BITS", from_value, .arch = "riscv64", .value = 27,
	  .option = "CONFIG_SPARSEMEM",
	  .origin = "arch/riscv/include/asm/sparsemem.h" },
	{ "MAX_PHYSMEM_BITS", from_value, .arch = "riscv64", .value = 56,
	  .option = "CONFIG_SPARSEMEM",
	  .origin = "arch/riscv/include/asm/sparsemem.h" },
	{ "MAX_PHYSMEM_BITS", from_value, .arch = "x86_64", .value = 46,
	  .option = "CONFIG_SPARSEMEM",
	  .origin = "arch/x86/include/asm/sparsemem.h, with four levels" },
	{ "SECTION_SIZE_BITS", from_value, .arch = "i386", .value = 29,
	  .option = "CONFIG_X86_PAE",
	  .origin = "arch/x86/include/asm/sparsemem.h" },
	{ "SECTION_SIZE_BITS", from_value, .arch = "i386", .value = 26,
	  .option = "CONFIG_SPARSEMEM",
	  .origin = "arch/x86/include/asm/sparsemem.h" },
	{ "MAX_PHYSMEM_BITS", from_value, .arch = "i386", .value = 36,
	  .option = "CONFIG_X86_PAE",
	  .origin = "arch/x86/include/asm/sparsemem.h" },
	{ "MAX_PHYSMEM_BITS", from_value, .arch = "i386", .value = 32,
	  .option = "CONFIG_SPARSEMEM",
	  .origin = "arch/x86/include/asm/sparsemem.h" },
	{ "MAX_PHYSMEM_BITS with LA57", from_value, .value = 52,
	  .option = "CONFIG_X86_5LEVEL",
	  .origin = "arch/x86/include/asm/sparsemem.h, with five levels" },
	{ "__end_of_fixed_addresses", from_enumerator, .arch = "i386",
	  .name = "enum fixed_addresses", .part = "__end_of_fixed_addresses" },
	{ "FIX_KMAP_BEGIN", from_enumerator, .arch = "i386",
	  .name = "enum fixed_addresses", .part = "FIX_KMAP_BEGIN",
	  .option = "CONFIG_HIGHMEM" },
	{ "FIX_KMAP_END", from_enumerator, .arch = "i386",
	  .name = "enum fixed_addresses", .part = "FIX_KMAP_END",
	  .option = "CONFIG_HIGHMEM" },
	{ "FIX_BTMAP_BEGIN", from_enumerator, .arch = "i386",
	  .name = "enum fixed_addresses", .part = "FIX_BTMAP_BEGIN" },
	{ "ARCH_KMALLOC_MINALIGN", from_value, .arch = "arm64", .value = 8,
	  .option = "CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC",
	  .origin = "arch/arm64/include/asm/cache.h" },
	{ "ARCH_KMALLOC_MINALIGN", from_value, .arch = "arm64", .value = 128,
	  .origin = "ARCH_DMA_MINALIGN, arch/arm64/include/asm/cache.h" },
	{ "ARCH_KMALLOC_MINALIGN", from_option_shift, .arch = "arm",
	  .name = "CONFIG_ARM_L1_CACHE_SHIFT" },
	{ "ARCH_KMALLOC_MINALIGN", from_value, .arch = "riscv", .value = 8,
	  .origin = "arch/riscv/include/asm/cache.h" },
	{ "ARCH_KMALLOC_MINALIGN", from_value, .value = 8,
	  .origin = "alignment of long long, include/linux/slab.h" },
	{ "ARCH_SLAB_MINALIGN", from_value, .value = 8,
	  .origin = "alignment of long long, include/linux/slab.h" },
	{ "PERCPU_MODULE_RESERVE", from_value, .arch = "i386", .value = 0,
	  .origin =
		  "PERCPU_FIRST_CHUNK_RESERVE, arch/x86/kernel/setup_percpu.c" },
	{ "PERCPU_MODULE_RESERVE", from_value, .value = 8 << 13,
	  .option = "CONFIG_MODULES", .with = "CONFIG_MEM_ALLOC_PROFILING",
	  .since = "6.10", .until = "6.16",
	  .origin = "CONFIG_MEM_ALLOC_PROFILING, " PERCPU_H },
	{ "PERCPU_MODULE_RESERVE", from_value, .value = 8 << 10,
	  .option = "CONFIG_MODULES", .origin = PERCPU_H },
	{ "PERCPU_MODULE_RESERVE", from_value, .value = 0,
	  .origin = "no CONFIG_MODULES; " PERCPU_H },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .arch = "i386",
	  .option = "CONFIG_MODULES", .value = (20 + 8) << 10,
	  .origin =
		  "with PERCPU_MODULE_RESERVE, arch/x86/kernel/setup_percpu.c" },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .word_size = 8,
	  .option = "CONFIG_RANDOM_KMALLOC_CACHES", .value = 28 << 12,
	  .origin = "CONFIG_RANDOM_KMALLOC_CACHES, " PERCPU_H },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .word_size = 8,
	  .value = 28 << 10, .origin = PERCPU_H },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .word_size = 4,
	  .option = "CONFIG_RANDOM_KMALLOC_CACHES", .value = 20 << 12,
	  .origin = "CONFIG_RANDOM_KMALLOC_CACHES, " PERCPU_H },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .word_size = 4,
	  .value = 20 << 10, .origin = PERCPU_H },
	{ "PERCPU_DYNAMIC_EARLY_SIZE", from_value,
	  .option = "CONFIG_RANDOM_KMALLOC_CACHES", .value = 20 << 12,
	  .origin = "CONFIG_RANDOM_KMALLOC_CACHES, " PERCPU_H },
	{ "PERCPU_DYNAMIC_EARLY_SIZE", from_value, .value = 20 << 10,
	  .since = "6.6", .origin = PERCPU_H },
	{ "PERCPU_DYNAMIC_EARLY_SIZE", from_value, .value = 12 << 10,
	  .origin = PERCPU_H },
	{ "init_stack", from_value, .option = "CONFIG_INIT_STACK_ALL_PATTERN",
	  .text = "all(pattern)", .origin = "CONFIG_INIT_STACK_ALL_PATTERN" },
	{ "init_stack", from_value, .option = "CONFIG_INIT_STACK_ALL_ZERO",
	  .text = "all(zero)", .origin = "CONFIG_INIT_STACK_ALL_ZERO" },
	{ "init_stack", from_value,
	  .option = "CONFIG_GCC_PLUGIN_STRUCTLEAK_BYREF_ALL",
	  .text = "byref_all(zero)",
	  .origin = "CONFIG_GCC_PLUGIN_STRUCTLEAK_BYREF_ALL" },
	{ "init_stack", from_value,
	  .option = "CONFIG_GCC_PLUGIN_STRUCTLEAK_BYREF", .text = "byref(zero)",
	  .origin = "CONFIG_GCC_PLUGIN_STRUCTLEAK_BYREF" },
	{ "init_stack", from_value,
	  .option = "CONFIG_GCC_PLUGIN_STRUCTLEAK_USER", .text = "__user(zero)",
	  .origin = "CONFIG_GCC_PLUGIN_STRUCTLEAK_USER" },
	{ "VMALLOC_END", from_value, .arch = "arm", .value = 0xff800000,
	  .origin = "arch/arm/include/asm/pgtable.h" },
	{ "init_stack", from_value, .text = "off",
	  .origin = "no CONFIG_INIT_STACK_*" },
};

static bool rule_applies(const struct import *im, const struct rule *r)
{
	if (r->arch && !arch_is(arch_of(im)->name, r->arch))
		return false;
	if (r->word_size && r->word_size != vmlinux_word_size(im->vmlinux))
		return false;
	if (r->since && !release_reaches(im->kernel.release, r->since))
		return false;
	if (r->until && release_reaches(im->kernel.release, r->until))
		return false;
	if (r->with && !kconfig_set(&im->config, r->with))
		return false;
	if (r->knows && !kconfig_known(&im->config, r->knows))
		return false;
	return !r->option || kconfig_set(&im->config, r->option);
}

void import_constants_want(struct import *im)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct rule *r = &rules[i];

		if (!rule_applies(im, r))
			continue;
		if (r->from == from_sizeof || r->from == from_elements ||
		    r->from == from_subsections || r->from == from_enumerator ||
		    r->from == from_pageblock_bits)
			vmlinux_want(im->vmlinux, r->name);
		else if (r->from == from_symbol && r->part)
			vmlinux_want(im->vmlinux, r->part);
	}
	vmlinux_want(im->vmlinux, "struct memblock");
	vmlinux_want(im->vmlinux, "struct memblock_type");
}

/* Whether another rule of its key may do what rules[i] could not. */
static bool has_later_rule(const struct import *im, size_t i)
{
	for (size_t n = i + 1; n < ARRAY_SIZE(rules); n++) {
		if (!strcmp(rules[n].key, rules[i].key) &&
		    rule_applies(im, &rules[n]))
			return true;
	}
	return false;
}

void import_constants(struct import *im)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct rule *r = &rules[i];
		struct fact f = { 0 };
		struct json_object *v;

		if (!rule_applies(im, r) ||
		    json_object_object_get_ex(im->constants, r->key, NULL))
			continue;
		if (!r->from(im, r, &f)) {
			if (!has_later_rule(im, i))
				not_found(im,
					  r->from == from_symbol ||
							  r->from ==
								  from_memblock ?
						  OF_BOTH :
						  OF_TYPES,
					  r->key);
			continue;
		}
		v = f.text ? json_object_new_string(f.text) :
			     json_object_new_uint64(f.value);
		json_object_object_add(im->constants, r->key,
				       new_entry(v, f.origin));
	}
	json_object_object_add(im->root, "constants",
			       json_object_get(im->constants));
}
