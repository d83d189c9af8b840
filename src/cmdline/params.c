/* SPDX-License-Identifier: GPL-2.0-only */
#include "cmdline/params.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmdline/hugepages.h"
#include "cmdline/slub_debug.h"
#include "model/archs.h"
#include "model/kernel.h"
#include "util/alloc.h"
#include "util/range.h"
#include "util/size.h"

#define LOG_BUF_LEN_MAX (1ULL << 31)
#define RESERVE_MEM_NAME_SIZE 16 /* with its NUL */
#define VMALLOC_LEAST (16ULL << 20)
#define VMALLOC_LOWMEM_LEAST (32ULL << 20) /* that it leaves */
#define VMALLOC_OFFSET (8ULL << 20)

/* One pass over the command line. */
struct parser {
	struct params *p;
	const struct kernel *k;
	struct hugepages_state hugepages;
	struct noted_word *noted; /* of huge pages, in their order */
	size_t nr_noted;
};

/* A word of huge pages that takes effect once the nodes are known. */
struct noted_word {
	void (*setup)(struct hugepages_state *h, const char *value);
	char *value;
};

/* HUGE_MAX_HSTATE; elsewhere 1 */
static const struct {
	const char *arch;
	size_t sizes;
} hstates[] = {
	{ "arm64", 4 },
	{ "x86", 2 },
	{ "riscv", 2 },
};

/* The kernel's isspace(): Latin-1's no-break space is one too. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\xa0';
}

static char *skip_spaces(char *s)
{
	while (is_space(*s))
		s++;
	return s;
}

/*
 * get_option() of one integer: whether there is one. What has no digits sets
 * *value to 0 all the same; an empty word leaves it.
 */
static bool get_option(const char *s, int *value)
{
	const char *end;
	bool minus;

	if (!s || !*s)
		return false;
	minus = *s == '-';
	s += minus;
	*value = (int)(uint32_t)simple_strtoull(s, &end, 0);
	if (minus)
		*value = (int)(0u - (uint32_t)*value);
	return end != s;
}

/* What fits into a phys_addr_t of the build. */
static uint64_t to_phys_addr(const struct kernel *k, uint64_t v)
{
	return k->phys_addr_size == 4 ? (uint32_t)v : v;
}

/* simple_strtoul() */
static uint64_t to_number(const struct kernel *k, const char *s,
			  const char **end)
{
	return kernel_ulong(k, simple_strtoull(s, end, 0));
}

/* kstrtobool(): the first character says it, or the second of "on", "off". */
static bool to_bool(const char *s, bool *value)
{
	char c = s ? (char)tolower((unsigned char)s[0]) : 0;

	if (c == 'o') {
		c = (char)tolower((unsigned char)s[1]);
		*value = c == 'n';
		return c == 'n' || c == 'f';
	}
	*value = c == 'y' || c == '1';
	return *value || c == 'n' || c == '0';
}

/* parse_option_str(): one of the words between the commas. */
static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (list && *list) {
		size_t have = strcspn(list, ",");

		if (have == len && strncmp(list, word, len) == 0)
			return true;
		list += have + (list[have] == ',');
	}
	return false;
}

static char dash2underscore(char c)
{
	return c == '-' ? '_' : c;
}

/* parameqn(); the first n of b are not past its end. */
static bool name_begins(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (dash2underscore(a[i]) != dash2underscore(b[i]))
			return false;
	}
	return true;
}

static bool same_name(const char *a, const char *b)
{
	return name_begins(a, b, strlen(b) + 1);
}

static bool in_list(char **list, const char *name)
{
	for (size_t i = 0; list && list[i]; i++) {
		if (same_name(name, list[i]))
			return true;
	}
	return false;
}

static void add_string(char ***v, size_t *n, char *s)
{
	*v = xrealloc(*v, *n + 1, sizeof(**v));
	(*v)[(*n)++] = s;
}

/*
 * Early options. A handler returns what the kernel's does, as far as that is
 * 0 or not. A value is NULL where there is no '='.
 */

static void add_memory_word(struct params *p, const char *s, bool memmap)
{
	p->memory_words = xrealloc(p->memory_words, p->nr_memory_words + 1,
				   sizeof(*p->memory_words));
	p->memory_words[p->nr_memory_words++] =
		(struct memory_word){ memmap, xstrdup(s) };
}

static int early_memmap(struct parser *x, const char *s)
{
	if (s)
		add_memory_word(x->p, s, true);
	return s ? 0 : -1;
}

static int early_mem(struct parser *x, const char *s)
{
	if (!s)
		return 1;
	add_memory_word(x->p, s, false);
	x->p->has_mem = true;
	x->p->mem = memparse(s, NULL);
	x->p->mems =
		xrealloc(x->p->mems, x->p->nr_mems + 1, sizeof(*x->p->mems));
	x->p->mems[x->p->nr_mems++] = x->p->mem;
	return 0;
}

static int early_no4lvl(struct parser *x, const char *s)
{
	(void)s;
	params_message(x->p, "Disabled 4-level and 5-level paging");
	return 0;
}

static int early_riscv_isa_fallback(struct parser *x, const char *s)
{
	(void)s;
	x->p->riscv_isa_fallback = true;
	return 0;
}

static int early_no5lvl(struct parser *x, const char *s)
{
	(void)s;
	params_message(x->p, "Disabled 5-level paging");
	return 0;
}

static int early_cma(struct parser *x, const char *s)
{
	struct params *p = x->p;

	if (!s)
		return -1;
	p->has_cma = true;
	p->cma_size = to_phys_addr(x->k, memparse(s, &s));
	if (*s != '@')
		return 0;
	p->cma_base = to_phys_addr(x->k, memparse(s + 1, &s));
	p->cma_limit = to_phys_addr(x->k, *s == '-' ?
						  memparse(s + 1, &s) :
						  p->cma_base + p->cma_size);
	return 0;
}

static int early_cma_pernuma(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	x->p->cma_pernuma = memparse(s, NULL);
	return 0;
}

/*
 * A list of NODE:SIZE, into *sizes by node; returns what stands behind its last
 * comma, or where it makes no sense.
 */
static const char *parse_node_sizes(struct parser *x, const char *s,
				    uint64_t **sizes, size_t *nr)
{
	uint32_t nodes = x->k->max_numnodes;

	while (s && isdigit((unsigned char)*s)) {
		const char *colon;
		uint64_t nid = simple_strtoull(s, &colon, 10);

		if (*colon != ':' || nid >= nodes)
			break;
		if (!*sizes) {
			*sizes = xcalloc(nodes, sizeof(uint64_t));
			*nr = nodes;
		}
		(*sizes)[nid] = memparse(colon + 1, &s);
		if (*s != ',')
			return "";
		s++;
	}
	return s ? s : "";
}

static int early_numa_cma(struct parser *x, const char *s)
{
	parse_node_sizes(x, s, &x->p->numa_cma, &x->p->nr_numa_cma);
	return 0;
}

static int early_hugetlb_cma(struct parser *x, const char *s)
{
	struct params *p = x->p;
	const char *digits;

	if (x->k->rules.huge_nodes == HUGE_NODES_NONE) {
		p->hugetlb_cma = memparse(s, NULL);
		return 0;
	}
	s = parse_node_sizes(x, s, &p->hugetlb_cma_node,
			     &p->nr_hugetlb_cma_node);
	if (!isdigit((unsigned char)*s))
		return 0;
	simple_strtoull(s, &digits, 10);
	if (*digits != ':')
		p->hugetlb_cma = memparse(s, NULL);
	return 0;
}

static int early_crashkernel(struct parser *x, const char *s)
{
	(void)s;
	x->p->crashkernel.given = true;
	return 0;
}

/* cmdline_parse_core() */
static int parse_core(struct parser *x, const char *s, struct core_param *core)
{
	const char *end;
	uint64_t v;

	if (!s)
		return -1;
	core->given = true;
	v = simple_strtoull(s, &end, 0);
	if (*end == '%') {
		core->percent = v;
		return 0;
	}
	core->pages = memparse(s, NULL) >> x->k->page_shift;
	core->percent = 0;
	return 0;
}

static int early_kernelcore(struct parser *x, const char *s)
{
	if (has_word(s, "mirror")) {
		x->p->kernelcore_mirror = true;
		return 0;
	}
	return parse_core(x, s, &x->p->kernelcore);
}

static int early_movablecore(struct parser *x, const char *s)
{
	return parse_core(x, s, &x->p->movablecore);
}

static int early_movable_node(struct parser *x, const char *s)
{
	(void)s;
	x->p->movable_node = x->k->memory_hotplug;
	return 0;
}

static void vmalloc_limited(struct parser *x, const char *to)
{
	uint64_t mb = x->p->vmalloc >> 20;

	if (x->k->rules.arm_vmalloc == ARM_VMALLOC_WITH_GAP)
		params_message(x->p,
			       "vmalloc area %stoo %s, limiting to %" PRIu64
			       "MB",
			       *to == 'b' ? "is " : "", to, mb);
	else
		params_message(x->p,
			       "vmalloc area is too %s, limiting to %" PRIu64
			       "MiB",
			       to, mb);
}

/* early_vmalloc(), arch/arm/mm/mmu.c: between 16 MiB and what leaves 32. */
static void limit_vmalloc(struct parser *x)
{
	struct params *p = x->p;
	uint64_t gap = x->k->rules.arm_vmalloc == ARM_VMALLOC_WITH_GAP ?
			       0 :
			       VMALLOC_OFFSET;
	uint64_t most = x->k->vmalloc_end - x->k->page_offset -
			VMALLOC_LOWMEM_LEAST - gap;

	if (p->vmalloc < VMALLOC_LEAST) {
		p->vmalloc = VMALLOC_LEAST;
		vmalloc_limited(x, "small");
	}
	if (p->vmalloc > most) {
		p->vmalloc = most;
		vmalloc_limited(x, "big");
	}
}

static int early_vmalloc(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	x->p->has_vmalloc = true;
	x->p->vmalloc = kernel_ulong(x->k, memparse(s, NULL));
	if (x->k->vmalloc_end)
		limit_vmalloc(x);
	return 0;
}

static int early_numa(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	if (strncmp(s, "off", 3) == 0)
		x->p->numa_off = true;
	if (strncmp(s, "fake=", 5) == 0) {
		free(x->p->numa_fake);
		x->p->numa_fake = xstrdup(s + 5);
	}
	if (strncmp(s, "noacpi", 6) == 0)
		x->p->numa_noacpi = true;
	return 0;
}

static int early_nogbpages(struct parser *x, const char *s)
{
	(void)s;
	x->p->nogbpages = true;
	return 0;
}

/* parse_reservelow(), arch/x86/kernel/setup.c */
static int early_reservelow(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	x->p->reservelow = clamp_u64(memparse(s, NULL), 4 << 10, 640 << 10);
	return 0;
}

static int early_gbpages(struct parser *x, const char *s)
{
	(void)s;
	x->p->nogbpages = false;
	return 0;
}

static int early_acpi(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	if (strcmp(s, "off") == 0)
		x->p->acpi_off = true;
	return 0;
}

static int early_possible_cpus(struct parser *x, const char *s)
{
	int n = x->p->has_possible_cpus ? (int)x->p->possible_cpus : -1;

	get_option(s, &n);
	x->p->has_possible_cpus = n != -1;
	x->p->possible_cpus = (uint32_t)n;
	return 0;
}

static int early_nr_cpus(struct parser *x, const char *s)
{
	uint64_t limit = x->p->nr_cpus ? x->p->nr_cpus : x->k->nr_cpus;
	int n;

	if (get_option(s, &n) && n > 0 && (uint64_t)n < limit)
		x->p->nr_cpus = (uint64_t)n;
	return 0;
}

static int early_maxcpus(struct parser *x, const char *s)
{
	int n;

	get_option(s, &n);
	if (!s || !*s)
		return 0;
	x->p->has_maxcpus = true;
	x->p->maxcpus = (uint32_t)n;
	return 0;
}

static int early_cpuhp_parallel(struct parser *x, const char *s)
{
	bool on;

	if (!to_bool(s, &on))
		return -1;
	x->p->cpuhp_serial = !on;
	return 0;
}

/* parse_kfence_early_init() */
static int early_kfence(struct parser *x, const char *s)
{
	int n;

	if (s && get_option(s, &n))
		x->p->kfence_early = n != 0;
	return 0;
}

static int early_nosmp(struct parser *x, const char *s)
{
	(void)s;
	x->p->has_maxcpus = true;
	x->p->maxcpus = 0;
	return 0;
}

static int early_initrd(struct parser *x, const char *s)
{
	uint64_t start;

	if (!s)
		return 0;
	start = to_phys_addr(x->k, memparse(s, &s));
	if (*s != ',')
		return 0;
	x->p->has_initrd = true;
	x->p->initrd_start = start;
	x->p->initrd_size = kernel_ulong(x->k, memparse(s + 1, NULL));
	return 0;
}

static int early_noapic(struct parser *x, const char *s)
{
	(void)s;
	x->p->noapic = true;
	return 0;
}

static int early_nolapic(struct parser *x, const char *s)
{
	(void)s;
	x->p->nolapic = true;
	return 0;
}

/* arch_parse_debug_rodata() */
static int early_rodata(struct parser *x, const char *s)
{
	bool by_default = x->k->rules.arm64_rodata == ARM64_RODATA_FULL;
	bool full = s && !strcmp(s, by_default ? "on" : "full");
	bool on = full || (by_default && s && !strcmp(s, "noalias"));

	if (!on && !to_bool(s, &on))
		return -1;
	x->p->rodata_given = true;
	x->p->rodata_full = full;
	x->p->rodata_enabled = on;
	return 0;
}

/* setup_io_tlb_npages(); rounding is left to who uses it. */
static int early_swiotlb(struct parser *x, const char *s)
{
	struct params *p = x->p;

	if (!s)
		return 0;
	if (isdigit((unsigned char)*s)) {
		p->has_swiotlb_slabs = true;
		p->swiotlb_slabs = to_number(x->k, s, &s);
	}
	s += *s == ',';
	if (isdigit((unsigned char)*s))
		p->swiotlb_areas = max_u64((uint32_t)to_number(x->k, s, &s), 1);
	s += *s == ',';
	if (strcmp(s, "force") == 0)
		p->swiotlb_force = true;
	else if (strcmp(s, "noforce") == 0)
		p->swiotlb_noforce = true;
	return 0;
}

static int early_log_buf_len(struct parser *x, const char *s)
{
	uint64_t len;

	if (!s)
		return -1;
	len = memparse(s, NULL);
	if (len > LOG_BUF_LEN_MAX) {
		len = LOG_BUF_LEN_MAX;
		params_message(x->p,
			       "printk: log_buf over 2G is not supported.");
	}
	if (len > 1ULL << x->k->log_buf_shift)
		x->p->log_buf_len = len;
	return 0;
}

static int early_percpu_alloc(struct parser *x, const char *s)
{
	struct params *p = x->p;
	bool choice = x->k->percpu_page_first_chunk;

	if (!s)
		return -1;
	if (choice && (strcmp(s, "page") == 0 || strcmp(s, "embed") == 0)) {
		p->percpu_page = *s == 'p';
		p->percpu_embed = *s == 'e';
	} else {
		params_message(p, "percpu: unknown allocator %s specified", s);
	}
	return 0;
}

static int early_memblock(struct parser *x, const char *s)
{
	if (s && strstr(s, "debug"))
		x->p->memblock_debug = true;
	return 0;
}

static int early_bool(const char *s, int *value)
{
	bool on;

	if (!to_bool(s, &on))
		return -1;
	*value = on;
	return 0;
}

static int early_init_on_alloc(struct parser *x, const char *s)
{
	return early_bool(s, &x->p->init_on_alloc);
}

static int early_init_on_free(struct parser *x, const char *s)
{
	return early_bool(s, &x->p->init_on_free);
}

static int early_hugetlb_free_vmemmap(struct parser *x, const char *s)
{
	return to_bool(s, &x->p->hugetlb_free_vmemmap) ? 0 : -1;
}

static int early_debug_pagealloc(struct parser *x, const char *s)
{
	return to_bool(s, &x->p->debug_pagealloc) ? 0 : -1;
}

static int early_kvm_arm_mode(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	if (strcmp(s, "protected") == 0)
		x->p->kvm_protected = true;
	else if (strcmp(s, "none") == 0 || strcmp(s, "nvhe") == 0)
		x->p->kvm_protected = false;
	return 0;
}

static int early_page_poison(struct parser *x, const char *s)
{
	return to_bool(s, &x->p->page_poison) ? 0 : -1;
}

static int early_stack_depot_disable(struct parser *x, const char *s)
{
	if (to_bool(s, &x->p->stack_depot_disable) &&
	    x->p->stack_depot_disable &&
	    x->k->rules.stack_table == STACK_TABLE_OF_RECORDS)
		params_message(x->p, "Stack Depot is disabled");
	return 0;
}

static int early_stack_depot_max_pools(struct parser *x, const char *s)
{
	if (s)
		x->p->stack_depot_max_pools =
			(uint32_t)simple_strtoull(s, NULL, 0);
	return 0;
}

static int early_disable_mtrr_trim(struct parser *x, const char *s)
{
	(void)s;
	x->p->disable_mtrr_trim = true;
	return 0;
}

static int early_enable_mtrr_cleanup(struct parser *x, const char *s)
{
	(void)s;
	x->p->mtrr_cleanup = true;
	return 0;
}

static int early_disable_mtrr_cleanup(struct parser *x, const char *s)
{
	(void)s;
	x->p->mtrr_cleanup = false;
	return 0;
}

static int early_add_efi_memmap(struct parser *x, const char *s)
{
	(void)s;
	x->p->add_efi_memmap = true;
	return 0;
}

static int early_iommu(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	for (; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (strncmp(s, "off", 3) == 0)
			x->p->iommu_off = true;
	}
	return 0;
}

/* When hugepages= and its like take effect. */
RULE(hugepages_params, "hugetlb_add_param()", WITH_MEMBLOCK,
     VARIANT(HUGEPAGES_PARAMS_NOTED, "noted",
	     .shows = "symbol hugetlb_bootmem_alloc"),
     VARIANT(HUGEPAGES_PARAMS_AT_ONCE, "at_once",
	     .shows = "no symbol hugetlb_bootmem_alloc"));

static bool notes_hugepages(const struct parser *x)
{
	return x->k->rules.hugepages_params == HUGEPAGES_PARAMS_NOTED;
}

/* HUGE_MAX_CMDLINE_ARGS: two words for each size, and one for the default. */
static size_t most_noted(const struct kernel *k)
{
	for (size_t i = 0; i < ARRAY_SIZE(hstates); i++) {
		if (arch_is(k->arch, hstates[i].arch))
			return 2 * hstates[i].sizes + 1;
	}
	return 3;
}

/* hugetlb_add_param() */
static int note(struct parser *x, const char *s,
		void (*setup)(struct hugepages_state *h, const char *value))
{
	if (!s)
		return -1;
	if (!notes_hugepages(x))
		return 0;
	if (x->nr_noted == most_noted(x->k))
		return -1;
	x->noted = xrealloc(x->noted, x->nr_noted + 1, sizeof(*x->noted));
	x->noted[x->nr_noted++] = (struct noted_word){ setup, xstrdup(s) };
	return 0;
}

static int early_hugepages(struct parser *x, const char *s)
{
	return note(x, s, hugepages_setup);
}

static int early_hugepagesz(struct parser *x, const char *s)
{
	return note(x, s, hugepagesz_setup);
}

static int early_default_hugepagesz(struct parser *x, const char *s)
{
	return note(x, s, default_hugepagesz_setup);
}

/* hugetlb_parse_params(): what was noted, one after the other. */
static void parse_noted(struct parser *x)
{
	for (size_t i = 0; i < x->nr_noted; i++) {
		x->noted[i].setup(&x->hugepages, x->noted[i].value);
		free(x->noted[i].value);
	}
	free(x->noted);
}

static int early_highmem(struct parser *x, const char *s)
{
	if (!s)
		return -1;
	x->p->has_highmem = true;
	x->p->highmem = memparse(s, NULL);
	return 0;
}

struct option {
	const char *name;
	int (*parse)(struct parser *x, const char *value);
};

static const struct option early_options[] = {
	{ "mem", early_mem },
	{ "memmap", early_memmap },
	{ "acpi", early_acpi },
	{ "cma", early_cma },
	{ "cma_pernuma", early_cma_pernuma },
	{ "numa_cma", early_numa_cma },
	{ "hugetlb_cma", early_hugetlb_cma },
	{ "crashkernel", early_crashkernel },
	{ "kernelcore", early_kernelcore },
	{ "movablecore", early_movablecore },
	{ "movable_node", early_movable_node },
	{ "numa", early_numa },
	{ "vmalloc", early_vmalloc },
	{ "nr_cpus", early_nr_cpus },
	{ "maxcpus", early_maxcpus },
	{ "nosmp", early_nosmp },
	{ "cpuhp.parallel", early_cpuhp_parallel },
	{ "initrd", early_initrd },
	{ "initrdmem", early_initrd },
	{ "rodata", early_rodata },
	{ "swiotlb", early_swiotlb },
	{ "log_buf_len", early_log_buf_len },
	{ "percpu_alloc", early_percpu_alloc },
	{ "memblock", early_memblock },
	{ "debug_pagealloc", early_debug_pagealloc },
	{ "hugetlb_free_vmemmap", early_hugetlb_free_vmemmap },
	{ "page_poison", early_page_poison },
	{ "stack_depot_disable", early_stack_depot_disable },
	{ "stack_depot_max_pools", early_stack_depot_max_pools },
	{ "init_on_alloc", early_init_on_alloc },
	{ "init_on_free", early_init_on_free },
	{ "hugepages", early_hugepages },
	{ "hugepagesz", early_hugepagesz },
	{ "default_hugepagesz", early_default_hugepagesz },
};

/* Those that one architecture or family alone has (model/archs.h). */
static const struct {
	const char *arch;
	struct option option;
} arch_options[] = {
	{ "arm64", { "kvm-arm.mode", early_kvm_arm_mode } },
	{ "riscv", { "no4lvl", early_no4lvl } },
	{ "riscv", { "no5lvl", early_no5lvl } },
	{ "riscv", { "riscv_isa_fallback", early_riscv_isa_fallback } },
	{ "arm64", { "kfence.sample_interval", early_kfence } },
	{ "x86", { "nogbpages", early_nogbpages } },
	{ "x86", { "gbpages", early_gbpages } },
	{ "x86", { "reservelow", early_reservelow } },
	{ "x86", { "possible_cpus", early_possible_cpus } },
	{ "x86", { "noapic", early_noapic } },
	{ "x86", { "nolapic", early_nolapic } },
	{ "x86", { "disableapic", early_nolapic } },
	{ "x86", { "iommu", early_iommu } },
	{ "x86", { "add_efi_memmap", early_add_efi_memmap } },
	{ "x86", { "disable_mtrr_trim", early_disable_mtrr_trim } },
	{ "x86", { "enable_mtrr_cleanup", early_enable_mtrr_cleanup } },
	{ "x86", { "disable_mtrr_cleanup", early_disable_mtrr_cleanup } },
	{ "x86", { "highmem", early_highmem } },
};

static void try_early(struct parser *x, const struct option *o, char *name,
		      char *value)
{
	if (same_name(name, o->name) && o->parse(x, value))
		params_message(x->p, "Malformed early option '%s'", name);
}

/* Whose functions read a value without a look whether there is one. */
static void note_null_word(struct parser *x, const char *name)
{
	static const struct {
		const char *name, *reader, *arch; /* arch NULL: any */
	} words[] = {
		{ "kernelcore", "cmdline_parse_kernelcore", NULL },
		{ "hugetlb_cma", "cmdline_parse_hugetlb_cma", NULL },
		{ "cma_pernuma", "early_cma_pernuma", NULL },
		{ "numa_cma", "early_numa_cma", NULL },
		{ "swiotlb", "setup_io_tlb_npages", NULL },
		{ "initrd", "early_initrd", NULL },
		{ "initrdmem", "early_initrdmem", NULL },
		{ "mem", "early_mem", "arm" },
		{ "vmalloc", "early_vmalloc", "arm" },
	};

	/* Without a word that is not a number it looks first. */
	if (same_name(name, "kernelcore") && kernel_has_bootmem(x->k))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!same_name(name, words[i].name) ||
		    (words[i].arch && !arch_is(x->k->arch, words[i].arch)))
			continue;
		x->p->null_word = words[i].name;
		x->p->null_reader = words[i].reader;
	}
}

/* do_early_param() */
static void do_early_param(struct parser *x, char *name, char *value)
{
	/* Read before there are handlers, so it need not be one of them. */
	if (same_name(name, "nokaslr"))
		x->p->nokaslr = true;
	if (same_name(name, "no5lvl"))
		x->p->no5lvl = true;
	if (in_list(x->k->unknown_params, name) ||
	    (x->k->early_params && !in_list(x->k->early_params, name)))
		return;
	if (x->p->null_word) /* it is not looked at any more */
		return;
	if (!value && x->k->early_params)
		note_null_word(x, name);
	if (x->p->null_word)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(early_options); i++)
		try_early(x, &early_options[i], name, value);
	for (size_t i = 0; i < ARRAY_SIZE(arch_options); i++) {
		if (arch_is(x->k->arch, arch_options[i].arch))
			try_early(x, &arch_options[i].option, name, value);
	}
}

/*
 * Options of the second pass. They get what follows the name in the table,
 * which is a prefix of the word, as __setup() has it; not 0: refused.
 */

static int setup_keepinitrd(struct parser *x, const char *s)
{
	(void)s;
	x->p->keepinitrd = true;
	return 0;
}

static int setup_hashdist(struct parser *x, const char *s)
{
	x->p->has_hashdist = true;
	x->p->hashdist = (uint32_t)to_number(x->k, s, &s);
	return 0;
}

static int setup_dhash_entries(struct parser *x, const char *s)
{
	x->p->dhash_entries = to_number(x->k, s, &s);
	return 0;
}

static int setup_ihash_entries(struct parser *x, const char *s)
{
	x->p->ihash_entries = to_number(x->k, s, &s);
	return 0;
}

static int setup_hugepages(struct parser *x, const char *s)
{
	if (!notes_hugepages(x))
		hugepages_setup(&x->hugepages, s);
	return 0;
}

static int setup_hugepagesz(struct parser *x, const char *s)
{
	if (!notes_hugepages(x))
		hugepagesz_setup(&x->hugepages, s);
	return 0;
}

static int setup_default_hugepagesz(struct parser *x, const char *s)
{
	if (!notes_hugepages(x))
		default_hugepagesz_setup(&x->hugepages, s);
	return 0;
}

/* reserve_mem(); whether there is room, and for its name, shows later. */
static int setup_reserve_mem(struct parser *x, const char *s)
{
	struct params *p = x->p;
	struct reserve_mem_param r = { .nr_hugepages = p->nr_hugepages };

	r.size = memparse(s, &s);
	if (!r.size || *s != ':')
		return 0;
	r.align = memparse(s + 1, &s);
	if (*s != ':')
		return 0;
	s++;
	if (strlen(s) >= RESERVE_MEM_NAME_SIZE || !*skip_spaces((char *)s))
		return 0;
	r.name = xstrdup(s);
	p->reserve_mem = xrealloc(p->reserve_mem, p->nr_reserve_mem + 1,
				  sizeof(*p->reserve_mem));
	p->reserve_mem[p->nr_reserve_mem++] = r;
	return 0;
}

static void set_u32(const char *s, uint32_t *v)
{
	int n = (int)*v;

	get_option(s, &n);
	*v = (uint32_t)n;
}

/* The type of slub_min_order= and its like, and whether one moves another. */
RULE(slub_orders, "setup_slub_min_order()", ANY_KERNEL,
     VARIANT(SLUB_ORDERS_MOVE_EACH_OTHER, "move_each_other",
	     .shows = "parameter slab_min_order= of section .init.setup"),
     VARIANT(SLUB_ORDERS_UNSIGNED, "unsigned",
	     .shows = "symbol slub_min_order of type unsigned int"),
     VARIANT(SLUB_ORDERS_SIGNED, "signed",
	     .shows = "symbol slub_min_order of type int"));

/*
 * Where orders and counts are int, one below 0 is the least of all: no slab is
 * too small for it, and it stands for 0.
 */
static void set_slub_u32(struct parser *x, const char *s, uint32_t *v)
{
	set_u32(s, v);
	if (x->k->rules.slub_orders == SLUB_ORDERS_SIGNED && (int)*v < 0)
		*v = 0;
}

static bool orders_move(const struct parser *x)
{
	return x->k->rules.slub_orders == SLUB_ORDERS_MOVE_EACH_OTHER;
}

static int setup_slub_min_order(struct parser *x, const char *s)
{
	struct params *p = x->p;
	uint32_t most = p->has_slub_max_order ? p->slub_max_order :
						kernel_slub_max_order(x->k);

	set_slub_u32(x, s, &p->slub_min_order);
	if (orders_move(x) && p->slub_min_order > most) {
		p->slub_max_order = p->slub_min_order;
		p->has_slub_max_order = true;
	}
	return 0;
}

static int setup_slub_max_order(struct parser *x, const char *s)
{
	struct params *p = x->p;
	uint32_t most = x->k->nr_orders - 1;

	if (!p->has_slub_max_order)
		p->slub_max_order = kernel_slub_max_order(x->k);
	set_slub_u32(x, s, &p->slub_max_order);
	if (p->slub_max_order > most)
		p->slub_max_order = most;
	p->has_slub_max_order = true;
	if (orders_move(x) && p->slub_min_order > p->slub_max_order)
		p->slub_min_order = p->slub_max_order;
	return 0;
}

static int setup_slub_min_objects(struct parser *x, const char *s)
{
	set_u32(s, &x->p->slub_min_objects);
	if (x->k->rules.slub_orders == SLUB_ORDERS_SIGNED &&
	    (int)x->p->slub_min_objects < 0)
		x->p->slub_min_objects = 1;
	return 0;
}

static int setup_slub_debug(struct parser *x, const char *s)
{
	slub_debug_setup(&x->p->slub_debug, s, x->p);
	if ((x->k->init_on_alloc || x->k->init_on_free) &&
	    (x->p->slub_debug.flags & SLUB_POISON))
		params_message(
			x->p,
			"mem auto-init: SLAB_POISON will take precedence over init_on_alloc/init_on_free");
	return 0;
}

static int setup_cgroup_memory(struct parser *x, const char *s)
{
	if (has_word(s, "nokmem"))
		x->p->nokmem = true;
	return 0;
}

static int setup_transparent_hugepage(struct parser *x, const char *s)
{
	bool never = strcmp(s, "never") == 0;

	if (!never && strcmp(s, "always") != 0 && strcmp(s, "madvise") != 0) {
		params_message(
			x->p,
			"huge_memory: transparent_hugepage= cannot parse, ignored");
		return -1;
	}
	x->p->thp_never = never;
	return 0;
}

/* init_setup(): what was said to init before is forgotten. */
static int setup_init(struct parser *x, const char *s)
{
	(void)s;
	for (size_t i = 0; i < x->p->nr_unknown_args; i++)
		free(x->p->unknown_args[i]);
	x->p->nr_unknown_args = 0;
	return 0;
}

static const struct option setup_options[] = {
	{ "hashdist=", setup_hashdist },
	{ "dhash_entries=", setup_dhash_entries },
	{ "ihash_entries=", setup_ihash_entries },
	{ "reserve_mem=", setup_reserve_mem },
	{ "hugepages=", setup_hugepages },
	{ "hugepagesz=", setup_hugepagesz },
	{ "default_hugepagesz=", setup_default_hugepagesz },
	{ "slab_min_order=", setup_slub_min_order },
	{ "slab_max_order=", setup_slub_max_order },
	{ "slab_min_objects=", setup_slub_min_objects },
	{ "slab_debug", setup_slub_debug },
	{ "slub_min_order=", setup_slub_min_order },
	{ "slub_max_order=", setup_slub_max_order },
	{ "slub_min_objects=", setup_slub_min_objects },
	{ "slub_debug", setup_slub_debug },
	{ "cgroup.memory=", setup_cgroup_memory },
	{ "transparent_hugepage=", setup_transparent_hugepage },
	{ "init=", setup_init },
	{ "rdinit=", setup_init },
	{ "keepinitrd", setup_keepinitrd },
	{ "retain_initrd", setup_keepinitrd },
};

/* Aliases of sysctls, fs/proc/proc_sysctl.c: never unknown. */
static char *sysctl_aliases[] = {
	(char[]){ "hardlockup_all_cpu_backtrace" },
	(char[]){ "hung_task_panic" },
	(char[]){ "numa_zonelist_order" },
	(char[]){ "softlockup_all_cpu_backtrace" },
	(char[]){ "softlockup_panic" },
	NULL,
};

static bool is_setup_option(const struct kernel *k, const char *name)
{
	if (!k->setup_params && !strncmp(name, "slab_", 5))
		return k->rules.slub_orders == SLUB_ORDERS_MOVE_EACH_OTHER;
	return !k->setup_params || in_list(k->setup_params, name);
}

/* obsolete_checksetup(): whether some handler takes the word. */
static bool is_known(const struct kernel *k, const char *word)
{
	/* A profile without the list cannot say what is unknown. */
	if (!k->setup_params)
		return true;
	for (size_t i = 0; k->setup_params[i]; i++) {
		const char *s = k->setup_params[i];
		size_t n = strlen(s);

		if (strlen(word) < n || !name_begins(word, s, n))
			continue;
		if (!in_list(k->early_params, s) || !word[n] || word[n] == '=')
			return true;
	}
	return false;
}

/* The two that are there from the start, and the last of each name. */
static void add_env(struct params *p, const char *word, size_t name_len)
{
	size_t n = name_len + 1;

	if (strncmp(word, "HOME=", n) == 0 || strncmp(word, "TERM=", n) == 0)
		return;
	for (size_t i = 0; i < p->nr_unknown_envs; i++) {
		char **old = &p->unknown_envs[i];

		if (strncmp(word, *old, n) == 0) {
			free(*old);
			*old = xstrdup(word);
			return;
		}
	}
	add_string(&p->unknown_envs, &p->nr_unknown_envs, xstrdup(word));
}

static void unknown_word(struct parser *x, const char *name, const char *word,
			 bool has_value)
{
	struct params *p = x->p;

	if (strchr(name, '.'))
		return;
	if (has_value)
		add_env(p, word, strlen(name));
	else
		add_string(&p->unknown_args, &p->nr_unknown_args,
			   xstrdup(word));
}

/* Not 0: a handler has refused the word, which is as unknown as any then. */
static int run_setup(struct parser *x, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(setup_options); i++) {
		const struct option *o = &setup_options[i];
		size_t n = strlen(o->name);

		if (strlen(word) >= n && name_begins(word, o->name, n) &&
		    is_setup_option(x->k, o->name))
			return o->parse(x, word + n);
	}
	return 0;
}

/* param_set_sample_interval(), mm/kfence/core.c */
static void set_sample_interval(struct parser *x, const char *s)
{
	const char *end = s;
	uint64_t value = s ? to_number(x->k, s, &end) : 0;

	if (s && end != s && !*end)
		x->p->kfence_sample_interval = value;
}

/* parse_one() and unknown_bootoption() */
static void do_param(struct parser *x, char *name, char *value)
{
	bool unknown = in_list(x->k->unknown_params, name);
	char *word;

	if (x->k->kfence && same_name(name, "kfence.sample_interval"))
		set_sample_interval(x, value);
	if (!unknown && (in_list(x->k->module_params, name) ||
			 in_list(sysctl_aliases, name)))
		return;
	/* What next_arg() took apart, without the quotes of the value. */
	word = value ? xasprintf("%s=%s", name, value) : xstrdup(name);
	if (unknown) {
		unknown_word(x, name, word, value != NULL);
	} else if (strncmp(word, "BOOT_IMAGE=", 11) != 0 &&
		   strncmp(word, "kexec", 5) != 0) {
		if (run_setup(x, word) || !is_known(x->k, word))
			unknown_word(x, name, word, value != NULL);
	}
	free(word);
}

/*
 * next_arg(), lib/cmdline.c: quotes keep blanks together, and stand for
 * nothing when they are around the word or around its value.
 */
static char *next_arg(char *args, char **name, char **value)
{
	bool quoted = *args == '"', in_quote = quoted;
	size_t equals = 0, i;

	args += quoted;
	for (i = 0; args[i] && (!is_space(args[i]) || in_quote); i++) {
		if (!equals && args[i] == '=')
			equals = i;
		if (args[i] == '"')
			in_quote = !in_quote;
	}
	*name = args;
	*value = equals ? args + equals + 1 : NULL;
	if (equals)
		args[equals] = 0;
	if (*value && **value == '"') {
		++*value;
		if (args[i - 1] == '"')
			args[i - 1] = 0;
	}
	if (quoted && i > 0 && args[i - 1] == '"')
		args[i - 1] = 0;
	if (args[i])
		args[i++] = 0;
	return skip_spaces(args + i);
}

/* parse_args(), kernel/params.c */
static void parse_args(struct parser *x,
		       void (*each)(struct parser *x, char *name, char *value))
{
	char *copy = xstrdup(x->p->cmdline), *args = skip_spaces(copy);

	while (*args) {
		char *name, *value;

		args = next_arg(args, &name, &value);
		if (!value && strcmp(name, "--") == 0)
			break;
		each(x, name, value);
	}
	free(copy);
}

/* early_init_dt_scan_chosen(): what is built in is forced, added or spare. */
static char *join_cmdline(const char *given, const struct kernel *k)
{
	const char *built = k->builtin_cmdline ? k->builtin_cmdline : "";
	size_t max = k->command_line_size ? k->command_line_size - 1 : SIZE_MAX;
	char *joined, *cut;

	if (k->cmdline_force || (!*given && !k->cmdline_extend))
		return xstrndup(built, max);
	if (!k->cmdline_extend)
		return xstrndup(given, max);
	joined = xasprintf("%s %s", given, built);
	cut = xstrndup(joined, max);
	free(joined);
	return cut;
}

/* x86: whether crashkernel=,cma gives the crash kernel movable memory. */
RULE(crashkernel_cma, "reserve_crashkernel_cma()", WITH_MEMBLOCK,
     VARIANT(CRASHKERNEL_CMA_RESERVED, "reserved",
	     .shows = "function reserve_crashkernel_cma"),
     VARIANT(CRASHKERNEL_CMA_UNKNOWN, "unknown",
	     .shows = "no function reserve_crashkernel_cma"));

void params_parse(struct params *p, const char *cmdline, const struct kernel *k,
		  bool pud_pages)
{
	struct parser x = { .p = p, .k = k };

	memset(p, 0, sizeof(*p));
	p->init_on_alloc = p->init_on_free = -1;
	p->kfence_sample_interval = k->kfence_sample_interval;
	p->kfence_early = p->kfence_sample_interval != 0;
	p->debug_pagealloc = k->debug_pagealloc_default;
	p->hugetlb_free_vmemmap = k->hugetlb_free_vmemmap_default;
	p->knows_crashkernel_cma = k->rules.crashkernel_cma ==
				   CRASHKERNEL_CMA_RESERVED;
	p->slub_debug.renamed = k->rules.slub_orders ==
				SLUB_ORDERS_MOVE_EACH_OTHER;
	if (k->slub_debug_on)
		slub_debug_setup(&p->slub_debug, "", p);
	p->cmdline = join_cmdline(cmdline, k);
	parse_args(&x, do_early_param);
	p->nr_early_messages = p->nr_messages;
	hugepages_begin(&x.hugepages, p, k, pud_pages);
	parse_args(&x, do_param);
	p->nr_parsed_messages = p->nr_messages;
	parse_noted(&x);
	hugepages_end(&x.hugepages);
}
