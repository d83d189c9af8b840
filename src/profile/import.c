/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/archs.h"
#include "model/release.h"
#include "profile/fields.h"
#include "profile/find_line.h"
#include "profile/kconfig.h"
#include "profile/line.h"
#include "profile/profile.h"
#include "profile/self_check.h"
#include "profile/vmlinux.h"
#include "profile/writer.h"
#include "util/alloc.h"
#include "util/range.h"

/* Where what was not found would be. */
enum place { OF_TYPES, OF_SYMBOLS, OF_BOTH, NR_PLACES };

static const char *const places[NR_PLACES] = {
	[OF_TYPES] = "types: of debug information or BTF",
	[OF_SYMBOLS] = "symbols: of .symtab, or of a list of all (--symbols)",
	[OF_BOTH] = "of symbols and types",
};

struct import {
	struct vmlinux *vmlinux;
	struct kconfig config;
	struct marks marks;
	struct json_object *root;
	struct json_object *constants;
	struct kernel kernel; /* its release line, as far as it is known */
	char *missing[NR_PLACES];
};

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
	const char *knows; /* only where it can be set, or not; NULL: always */
	unsigned word_size; /* 0: any */
	uint64_t value;
	const char *text;
	const char *origin;
};

static void not_found(struct import *im, enum place place, const char *what)
{
	char **list = &im->missing[place];

	xappendf(list, "%s%s", *list ? ", " : "", what);
}

/* "struct track (types: ...); _data (symbols: ...)"; NULL: nothing. */
static char *all_missing(const struct import *im)
{
	char *text = NULL;

	for (size_t i = 0; i < NR_PLACES; i++) {
		if (im->missing[i])
			xappendf(&text, "%s%s (%s)", text ? "; " : "",
				 im->missing[i], places[i]);
	}
	return text;
}

/* "..." of a .config, where \ stands before " and itself. */
static struct json_object *option_string(const char *text)
{
	struct json_object *v;
	char *copy = xstrdup(text), *out = copy;

	for (const char *c = text + 1; *c && *c != '"'; c++) {
		if (*c == '\\' && c[1])
			c++;
		*out++ = *c;
	}
	*out = '\0';
	v = json_object_new_string(copy);
	free(copy);
	return v;
}

static bool from_value(struct import *im, const struct rule *r, struct fact *f)
{
	(void)im;
	f->value = r->value;
	f->text = r->text;
	snprintf(f->origin, sizeof(f->origin), "%s", r->origin);
	return true;
}

static bool from_option(struct import *im, const struct rule *r,
			struct fact *f)
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

static bool from_sizeof(struct import *im, const struct rule *r,
			struct fact *f)
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
static bool from_symbol(struct import *im, const struct rule *r,
			struct fact *f)
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
	{ "HPAGE_SHIFT", from_value, .arch = "i386",
	  .option = "CONFIG_X86_PAE", .value = 21,
	  .origin = "PMD_SHIFT, pgtable-3level of i386" },
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
	  .option = "CONFIG_TRANSPARENT_HUGEPAGE", .knows = MAX_BLOCK_OPTION,
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
	  .part = "struct reserved_mem",
	  .option = "CONFIG_OF_RESERVED_MEM" },
	{ "MAX_RESERVED_REGIONS", from_symbol, .name = "reserved_mem",
	  .part = "struct reserved_mem",
	  .option = "CONFIG_OF_RESERVED_MEM" },
	{ "MAX_CMA_AREAS", from_symbol, .name = "cma_areas",
	  .part = "struct cma", .option = "CONFIG_CMA" },
	{ "SECTION_SIZE_BITS", from_subsections,
	  .option = "CONFIG_SPARSEMEM_VMEMMAP",
	  .name = "struct mem_section_usage", .part = "subsection_map" },
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
	  .origin = "PERCPU_FIRST_CHUNK_RESERVE, arch/x86/kernel/setup_percpu.c" },
	{ "PERCPU_MODULE_RESERVE", from_value, .value = 8 << 10,
	  .option = "CONFIG_MODULES", .origin = PERCPU_H },
	{ "PERCPU_MODULE_RESERVE", from_value, .value = 0,
	  .origin = "no CONFIG_MODULES; " PERCPU_H },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .arch = "i386",
	  .option = "CONFIG_MODULES", .value = (20 + 8) << 10,
	  .origin = "with PERCPU_MODULE_RESERVE, arch/x86/kernel/setup_percpu.c" },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .word_size = 8,
	  .option = "CONFIG_RANDOM_KMALLOC_CACHES", .value = 28 << 12,
	  .origin = "CONFIG_RANDOM_KMALLOC_CACHES, " PERCPU_H },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .word_size = 8,
	  .value = 28 << 10, .origin = PERCPU_H },
	{ "PERCPU_DYNAMIC_RESERVE", from_value, .word_size = 4,
	  .value = 20 << 10, .origin = PERCPU_H },
	{ "PERCPU_DYNAMIC_EARLY_SIZE", from_value,
	  .option = "CONFIG_RANDOM_KMALLOC_CACHES", .value = 20 << 12,
	  .origin = "CONFIG_RANDOM_KMALLOC_CACHES, " PERCPU_H },
	{ "PERCPU_DYNAMIC_EARLY_SIZE", from_value, .value = 20 << 10,
	  .knows = "CONFIG_RANDOM_KMALLOC_CACHES", .origin = PERCPU_H },
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
	  .option = "CONFIG_GCC_PLUGIN_STRUCTLEAK_BYREF",
	  .text = "byref(zero)",
	  .origin = "CONFIG_GCC_PLUGIN_STRUCTLEAK_BYREF" },
	{ "init_stack", from_value,
	  .option = "CONFIG_GCC_PLUGIN_STRUCTLEAK_USER",
	  .text = "__user(zero)",
	  .origin = "CONFIG_GCC_PLUGIN_STRUCTLEAK_USER" },
	{ "VMALLOC_END", from_value, .arch = "arm", .value = 0xff800000,
	  .origin = "arch/arm/include/asm/pgtable.h" },
	{ "init_stack", from_value, .text = "off",
	  .origin = "no CONFIG_INIT_STACK_*" },
};

/* Types of the rest of the import. */
static const char *const other_types[] = {
	"enum zone_type",
	"enum migratetype",
	"struct obs_kernel_param",
	"struct kernel_param",
	"struct of_cpu_method",
	"struct machine_desc",
	"struct memblock",
	"struct memblock_type",
};

static const struct arch_facts *arch_of(const struct import *im)
{
	return arch_facts_find(vmlinux_arch(im->vmlinux));
}

static bool rule_applies(const struct import *im, const struct rule *r)
{
	if (r->arch && !arch_is(arch_of(im)->name, r->arch))
		return false;
	if (r->word_size && r->word_size != vmlinux_word_size(im->vmlinux))
		return false;
	if (r->knows && !kconfig_known(&im->config, r->knows))
		return false;
	return !r->option || kconfig_set(&im->config, r->option);
}

/* A field that another architecture needs may be here, or may not. */
static bool field_expected(const struct import *im, const struct field *f)
{
	return field_of_arch(f, vmlinux_arch(im->vmlinux));
}

/* Whether this build can have the field at all. */
static bool field_applies(const struct import *im, const struct field *f)
{
	if (f->where && !f->where(&im->kernel))
		return false;
	if (f->need == NEED_NEVER || f->need == NEED_ALWAYS)
		return true;
	for (size_t i = 0; i < nr_profile_fields; i++) {
		if (profile_fields[i].offset == f->need)
			return kconfig_set(&im->config, profile_fields[i].key);
	}
	return true;
}

/* "struct kmem_cache.node" at its dot. */
static char *type_of_member(const struct field *f)
{
	return xstrndup(f->key, strcspn(f->key, "."));
}

/*
 * All that is asked for later, for one scan: those of fields, too, that only the
 * release line will tell to be of this kernel.
 */
static void want_types(struct import *im)
{
	find_line_want(&im->marks);
	self_check_want(im->vmlinux);
	for (size_t i = 0; i < ARRAY_SIZE(other_types); i++)
		vmlinux_want(im->vmlinux, other_types[i]);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct rule *r = &rules[i];

		if (!rule_applies(im, r))
			continue;
		if (r->from == from_sizeof || r->from == from_elements ||
		    r->from == from_subsections ||
		    r->from == from_enumerator ||
		    r->from == from_pageblock_bits)
			vmlinux_want(im->vmlinux, r->name);
		else if (r->from == from_symbol && r->part)
			vmlinux_want(im->vmlinux, r->part);
	}
	for (size_t i = 0; i < nr_profile_fields; i++) {
		const struct field *f = &profile_fields[i];
		char *type;

		if (f->group == GROUP_SIZEOF)
			vmlinux_want(im->vmlinux, f->key);
		if (f->group != GROUP_OFFSETOF)
			continue;
		type = type_of_member(f);
		vmlinux_want(im->vmlinux, type);
		free(type);
	}
}

static struct json_object *config_value(const struct import *im,
					const struct field *f)
{
	const char *text = kconfig_text(&im->config, f->key);
	uint64_t n;

	if (f->type == FIELD_BOOL)
		return json_object_new_string(text ? text : "n");
	if (!text)
		return NULL;
	if (*text == '"')
		return option_string(text);
	if (kconfig_number(&im->config, f->key, &n))
		return json_object_new_uint64(n);
	return json_object_new_string(text);
}

static struct json_object *symbol_value(struct import *im,
					const struct field *f)
{
	char text[32];
	uint64_t v;

	if (!vmlinux_symbol(im->vmlinux, f->key, &v, NULL))
		return NULL;
	snprintf(text, sizeof(text), "0x%0*" PRIx64,
		 (int)vmlinux_word_size(im->vmlinux) * 2, v);
	return json_object_new_string(text);
}

static struct json_object *sizeof_value(struct import *im,
					const struct field *f)
{
	uint64_t n;

	if (!vmlinux_sizeof(im->vmlinux, f->key, &n))
		return NULL;
	return json_object_new_uint64(n);
}

static struct json_object *offsetof_value(struct import *im,
					  const struct field *f)
{
	char *type = type_of_member(f);
	uint64_t n;
	bool found;

	found = vmlinux_offsetof(im->vmlinux, type, strchr(f->key, '.') + 1,
				 &n);
	free(type);
	return found ? json_object_new_uint64(n) : NULL;
}

static struct json_object *field_value(struct import *im,
				       const struct field *f)
{
	switch (f->group) {
	case GROUP_SYMBOLS:
		return symbol_value(im, f);
	case GROUP_SIZEOF:
		return sizeof_value(im, f);
	case GROUP_OFFSETOF:
		return offsetof_value(im, f);
	default:
		return config_value(im, f);
	}
}

static void add_fields(struct import *im, enum field_group group,
		       const char *origin)
{
	struct json_object *values = json_object_new_object();

	for (size_t i = 0; i < nr_profile_fields; i++) {
		const struct field *f = &profile_fields[i];
		struct json_object *v;

		if (f->group != group || !field_applies(im, f))
			continue;
		v = field_value(im, f);
		if (!v && !field_expected(im, f))
			continue;
		if (v || group == GROUP_CONFIG)
			json_object_object_add(values, f->key, v);
		else
			not_found(im,
				  group == GROUP_SYMBOLS ? OF_SYMBOLS :
							   OF_TYPES,
				  f->key);
	}
	put_group(im->root, field_group_name(group), origin, values);
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

static void add_constants(struct import *im)
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

/* The kernel's enumerators and the words it prints for them. */
struct enumerator {
	const char *name, *word;
};

static const struct enumerator zone_types[] = {
	{ "ZONE_DMA", "DMA" },	       { "ZONE_DMA32", "DMA32" },
	{ "ZONE_NORMAL", "Normal" },   { "ZONE_HIGHMEM", "HighMem" },
	{ "ZONE_MOVABLE", "Movable" }, { "ZONE_DEVICE", "Device" },
};

static const struct enumerator migratetypes[] = {
	{ "MIGRATE_UNMOVABLE", "Unmovable" },
	{ "MIGRATE_MOVABLE", "Movable" },
	{ "MIGRATE_RECLAIMABLE", "Reclaimable" },
	{ "MIGRATE_HIGHATOMIC", "HighAtomic" },
	{ "MIGRATE_RESERVE", "Reserve" },
	{ "MIGRATE_CMA", "CMA" },
	{ "MIGRATE_ISOLATE", "Isolate" },
};

/* The enumerators that the table knows; the rest are bounds and counts. */
static void add_enum(struct import *im, const char *group, const char *type,
		     const struct enumerator *table, size_t n)
{
	struct json_object *values = json_object_new_array();
	char origin[64];
	const char *name;

	for (size_t i = 0; (name = vmlinux_enumerator(im->vmlinux, type, i));
	     i++) {
		for (size_t j = 0; j < n; j++) {
			if (!strcmp(name, table[j].name))
				json_object_array_add(
					values,
					json_object_new_string(table[j].word));
		}
	}
	if (json_object_array_length(values) == 0)
		not_found(im, OF_TYPES, type);
	snprintf(origin, sizeof(origin), "%s: %s",
		 vmlinux_types_from(im->vmlinux), type);
	put_group(im->root, group, origin, values);
}

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorts the words and puts each of them once into a new group. */
static void add_words(struct import *im, const char *group, const char *origin,
		      const char **words, size_t n)
{
	struct json_object *values = json_object_new_array();

	if (n)
		qsort(words, n, sizeof(*words), compare_words);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(words[i - 1], words[i]))
			json_object_array_add(
				values, json_object_new_string(words[i]));
	}
	put_group(im->root, group, origin, values);
}

/* A table of structs whose first member points to a string. */
struct word_table {
	const char *group;
	const char *origin;
	const char *start, *end; /* symbols */
	const char *type;
	size_t flag_word; /* only entries with this int set; 0: all */
	bool starts_cpus; /* only where boards do, with SMP */
};

static const struct word_table word_tables[] = {
	{ "setup_params", "struct obs_kernel_param, section .init.setup",
	  "__setup_start", "__setup_end", "struct obs_kernel_param", 0, false },
	{ "early_params",
	  "struct obs_kernel_param with early, section .init.setup",
	  "__setup_start", "__setup_end", "struct obs_kernel_param", 2, false },
	{ "module_params", "struct kernel_param, section __param",
	  "__start___param", "__stop___param", "struct kernel_param", 0, false },
	{ "cpu_methods", "struct of_cpu_method, section __cpu_method_of_table",
	  "__cpu_method_of_table", "__cpu_method_of_table_sentinel",
	  "struct of_cpu_method", 0, true },
};

/* Words on their way into a group. */
struct words {
	const char **v;
	size_t n, cap;
};

static void add_word(struct words *w, const char *word)
{
	array_reserve(w->v, w->cap, w->n + 1);
	w->v[w->n++] = word;
}

/*
 * Code that calls smp_set_ops() by itself, not through a table: a function of
 * it, and what its boards are known by, name by name.
 */
static const struct smp_code {
	const char *function, *group;
	const char *words[2];
} smp_code[] = {
	{ "armada_370_xp_dt_fixup", "smp_machines", { "marvell,armada-370-xp" } },
	{ "hip04_smp_init", "smp_machines", { "hisilicon,hip04-d01" } },
	{ "sunxi_mc_smp_init",
	  "cpu_methods",
	  { "allwinner,sun8i-a83t-smp", "allwinner,sun9i-a80-smp" } },
};

static void add_smp_code(struct import *im, const char *group, struct words *w)
{
	for (size_t i = 0; i < ARRAY_SIZE(smp_code); i++) {
		const struct smp_code *c = &smp_code[i];

		if (strcmp(c->group, group) ||
		    !vmlinux_symbol(im->vmlinux, c->function, NULL, NULL))
			continue;
		for (size_t j = 0; j < ARRAY_SIZE(c->words) && c->words[j]; j++)
			add_word(w, c->words[j]);
	}
}

static void add_word_table(struct import *im, const struct word_table *t)
{
	uint64_t start = 0, end = 0, stride = 0, *pointers;
	struct words words = { 0 };
	size_t n;

	if (!vmlinux_symbol(im->vmlinux, t->start, &start, NULL) ||
	    !vmlinux_symbol(im->vmlinux, t->end, &end, NULL) ||
	    !vmlinux_sizeof(im->vmlinux, t->type, &stride)) {
		not_found(im, OF_BOTH, t->group);
		return;
	}
	n = vmlinux_pointers(im->vmlinux, start, end, stride, &pointers);
	for (size_t i = 0; i < n; i++) {
		const char *s = vmlinux_string(im->vmlinux, pointers[i]);
		uint64_t flag = start + i * stride +
				t->flag_word * vmlinux_word_size(im->vmlinux);
		uint32_t set = 1;

		if (t->flag_word && !vmlinux_u32(im->vmlinux, flag, &set))
			set = 0;
		if (s && set)
			add_word(&words, s);
	}
	if (words.n == 0)
		not_found(im, OF_BOTH, t->group);
	add_smp_code(im, t->group, &words);
	add_words(im, t->group, t->origin, words.v, words.n);
	free(words.v);
	free(pointers);
}

/* The pointer at a linked address; 0 if there is none. */
static uint64_t pointer_at(struct import *im, uint64_t addr)
{
	unsigned size = vmlinux_word_size(im->vmlinux);
	uint64_t *v, value = 0;

	if (vmlinux_pointers(im->vmlinux, addr, addr + size, size, &v) == 1)
		value = *v;
	free(v);
	return value;
}

/* The strings of an array of pointers that a 0 ends. */
static void add_strings(struct import *im, uint64_t array, struct words *w)
{
	unsigned size = vmlinux_word_size(im->vmlinux);
	const char *s;

	while (array && (s = vmlinux_string(im->vmlinux,
					    pointer_at(im, array)))) {
		add_word(w, s);
		array += size;
	}
}

/* A table of struct machine_desc, and the members that tell of one. */
struct machine_table {
	uint64_t start, end, stride;
	uint64_t dt_compat, smp;
};

static bool find_machines(struct import *im, struct machine_table *t)
{
	static const char type[] = "struct machine_desc";

	return vmlinux_symbol(im->vmlinux, "__arch_info_begin", &t->start,
			      NULL) &&
	       vmlinux_symbol(im->vmlinux, "__arch_info_end", &t->end, NULL) &&
	       vmlinux_sizeof(im->vmlinux, type, &t->stride) && t->stride &&
	       vmlinux_offsetof(im->vmlinux, type, "dt_compat",
				&t->dt_compat) &&
	       vmlinux_offsetof(im->vmlinux, type, "smp", &t->smp);
}

/* arm: the boards that the build has code for, and whose CPUs it can start. */
static void add_machines(struct import *im)
{
	struct machine_table t;
	struct words all = { 0 }, smp = { 0 };

	if (!find_machines(im, &t)) {
		not_found(im, OF_BOTH, "machines");
		return;
	}
	for (uint64_t at = t.start; at + t.stride <= t.end; at += t.stride) {
		uint64_t compat = pointer_at(im, at + t.dt_compat);

		add_strings(im, compat, &all);
		if (pointer_at(im, at + t.smp))
			add_strings(im, compat, &smp);
	}
	add_smp_code(im, "smp_machines", &smp);
	add_words(im, "machines",
		  "dt_compat of struct machine_desc, section .arch.info.init",
		  all.v, all.n);
	add_words(im, "smp_machines",
		  "those with .smp, or whose code calls smp_set_ops()", smp.v,
		  smp.n);
	free(all.v);
	free(smp.v);
}

/* "6.1.0-50-amd64" of the banner; NULL with err. */
static char *read_release(struct import *im, const struct import_request *rq,
			  struct error *err)
{
	const char *path = rq->files.image.path;
	const char *banner = vmlinux_banner(im->vmlinux);
	char *release;

	if (!banner) {
		error_set(err, "%s: no words \"Linux version\", not a kernel",
			  path);
		return NULL;
	}
	banner += strlen("Linux version ");
	release = xstrndup(banner, strcspn(banner, " "));
	if (!rq->release || !strcmp(rq->release, release))
		return release;
	error_set(err,
		  "%s: Linux %s, but what runs is Linux %s: expected its image",
		  path, release, rq->release);
	free(release);
	return NULL;
}

/* What is known before anything else is: whether there can be a line at all. */
static int open_kernel(struct import *im, const struct import_request *rq,
		       struct error *err)
{
	struct reader r = { .k = &im->kernel,
			    .where = rq->files.image.path,
			    .err = err };

	im->vmlinux = vmlinux_open(&rq->files.image, err);
	if (!im->vmlinux)
		return -1;
	im->kernel.arch = xstrdup(vmlinux_arch(im->vmlinux));
	im->kernel.release = read_release(im, rq, err);
	if (!im->kernel.release)
		return -1;
	return line_may_be_found(im->kernel.release, im->kernel.arch) ?
		       0 :
		       line_read(&r, NULL);
}

/* "found": how the line was found, and where the kernel goes another way. */
static int add_found(struct import *im, const struct line_found *f,
		     struct json_object *found, struct error *err)
{
	const char *release = im->kernel.release;
	struct json_object *own;
	char *text;

	text = f->by_marks ?
		       xasprintf(
			       "no line has Linux %s: %u of %u marks of the image are %s's",
			       release, f->agree, f->looked, f->line->name) :
		       xasprintf(
			       "%s has Linux %s; %u of %u marks of the image agree",
			       f->line->name, release, f->agree, f->looked);
	json_object_object_add(found, "origin", json_object_new_string(text));
	free(text);
	json_object_object_add(
		found, "by",
		json_object_new_string(f->by_marks ? "marks" : "release"));
	if (f->differs)
		json_object_object_add(found, "differs",
				       json_object_new_string(f->differs));
	if (!f->by_marks)
		return 0;
	text = release_with_repairs(release, im->kernel.banner);
	own = find_rules(f, &im->marks, text, im->kernel.arch, err);
	free(text);
	if (!own)
		return -1;
	json_object_object_add(found, "rules", own);
	return 0;
}

/* What the release line says: no image tells it all. */
static int read_line(struct import *im, const char *path, struct error *err)
{
	struct reader r = { .k = &im->kernel, .where = path, .err = err };
	struct line_found f;
	int ret;

	find_line(&f, &im->marks, im->kernel.release, im->kernel.arch);
	r.found = json_object_new_object();
	ret = f.line ? add_found(im, &f, r.found, err) : 0;
	if (!ret)
		ret = line_read(&r, f.line ? f.line->name : NULL);
	json_object_object_add(im->root, "found", r.found);
	line_found_release(&f);
	return ret;
}

static int add_build(struct import *im, const struct import_request *rq,
		     struct error *err)
{
	struct json_object *values = json_object_new_object();
	const struct kernel *k = &im->kernel;
	const char *name = rq->name ? rq->name : k->release;

	json_object_object_add(values, "arch", json_object_new_string(k->arch));
	json_object_object_add(values, "release",
			       json_object_new_string(k->release));
	json_object_object_add(values, "banner",
			       json_object_new_string(k->banner));
	json_object_object_add(im->root, "schema",
			       json_object_new_string("initmem-kernel-1"));
	json_object_object_add(im->root, "name", json_object_new_string(name));
	json_object_object_add(im->root, "line", NULL);
	if (read_line(im, rq->files.image.path, err)) {
		json_object_put(values);
		return -1;
	}
	json_object_object_add(im->root, "line",
			       json_object_new_string(im->kernel.line));
	put_group(im->root, "build", "ELF header, linux_banner", values);
	return 0;
}

/* As it is, or packed: /proc/config.gz. */
static int read_config(struct import *im, const struct kernel_file *f,
		       struct error *err)
{
	struct loaded l;
	int ret = loaded_open_unpacked(&l, f, err);

	if (!ret)
		kconfig_init(&im->config, f->path, l.data, l.len);
	loaded_release(&l);
	return ret;
}

/* As the user says; else as the image holds it; else where it usually lies. */
static int load_config(struct import *im, const struct import_request *rq,
		       struct error *err)
{
	const struct arch_facts *a = arch_of(im);
	struct kernel_file own = { .path = rq->files.image.path };
	const struct kernel_file *f = &rq->config;

	if (!f->path) {
		own.data = (char *)vmlinux_packed_config(im->vmlinux, &own.len);
		f = own.data ? &own : &rq->config_beside;
	}
	if (!f->path)
		return error_set(
			err,
			"%s: no configuration in it (CONFIG_IKCONFIG), nor beside it, expected the .config that it was built with, as /boot/config-RELEASE or /proc/config.gz, with --config",
			rq->files.image.path);
	if (read_config(im, f, err))
		return -1;
	if (!kconfig_set(&im->config, a->option))
		return error_set(err,
				 "%s: no %s=y, expected the configuration of this %s kernel",
				 f->path, a->option, a->name);
	return 0;
}

/* Whether the build has boards whose code starts CPUs. */
static bool starts_cpus(const struct import *im)
{
	return arch_of(im)->board_code && kconfig_set(&im->config, "CONFIG_SMP");
}

/* Everything that fields.c names, in the order of a profile. */
static void add_values(struct import *im)
{
	add_fields(im, GROUP_CONFIG, ".config");
	add_fields(im, GROUP_SYMBOLS, vmlinux_symbols_from(im->vmlinux));
	add_fields(im, GROUP_SIZEOF, vmlinux_types_from(im->vmlinux));
	add_fields(im, GROUP_OFFSETOF, vmlinux_types_from(im->vmlinux));
	add_constants(im);
	add_enum(im, "zones", "enum zone_type", zone_types,
		 ARRAY_SIZE(zone_types));
	add_enum(im, "migratetypes", "enum migratetype", migratetypes,
		 ARRAY_SIZE(migratetypes));
	for (size_t i = 0; i < ARRAY_SIZE(word_tables); i++) {
		if (!word_tables[i].starts_cpus || starts_cpus(im))
			add_word_table(im, &word_tables[i]);
	}
	if (starts_cpus(im))
		add_machines(im);
}

/*
 * What we write must be what we read; where it is not, what was not found is
 * the likely reason. And what the files say must go together.
 */
static int check_profile(struct import *im, const struct import_result *out,
			 const char *path, struct error *err)
{
	struct error why = { 0 };
	struct kernel k;
	int ret;

	if (!kernel_from_json(&k, out->json, strlen(out->json), path, &why)) {
		ret = self_check(im->vmlinux, &im->config, &k, &why);
		kernel_release(&k);
		return ret ? error_set(err, "%s: %s", path, why.text) : 0;
	}
	if (!out->missing)
		return error_set(err, "%s", why.text);
	return error_set(err, "%s; not found: %s", why.text, out->missing);
}

static void import_release(struct import *im)
{
	vmlinux_close(im->vmlinux);
	json_object_put(im->root);
	json_object_put(im->constants);
	kconfig_release(&im->config);
	for (size_t i = 0; i < NR_PLACES; i++)
		free(im->missing[i]);
	kernel_release(&im->kernel);
}

static int import(struct import *im, const struct import_request *rq,
		  struct import_result *out, struct error *err)
{
	const char *path = rq->files.image.path;

	if (open_kernel(im, rq, err) ||
	    vmlinux_load(im->vmlinux, &rq->files, err) ||
	    load_config(im, rq, err))
		return -1;
	im->kernel.banner = xstrdup(vmlinux_banner(im->vmlinux));
	im->marks = (struct marks){ im->vmlinux, &im->config };
	want_types(im);
	vmlinux_scan(im->vmlinux);
	if (add_build(im, rq, err))
		return -1;
	add_values(im);
	out->json = profile_text(im->root);
	out->missing = all_missing(im);
	return check_profile(im, out, path, err);
}

int profile_import(const struct import_request *rq, struct import_result *out,
		   struct error *err)
{
	struct import im = { .root = json_object_new_object(),
			     .constants = json_object_new_object() };
	int ret;

	memset(out, 0, sizeof(*out));
	ret = import(&im, rq, out, err);
	if (ret)
		import_result_release(out);
	import_release(&im);
	return ret;
}

void import_result_release(struct import_result *r)
{
	free(r->json);
	free(r->missing);
	memset(r, 0, sizeof(*r));
}
