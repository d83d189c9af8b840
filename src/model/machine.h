/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_MODEL_MACHINE_H
#define INITMEM_MODEL_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/archs.h"
#include "model/log_kernel.h"
#include "util/range.h"

/*
 * What firmware and boot loader hand to the kernel, as plain facts: no rule
 * of any kernel is applied yet. Filled by a reader (input/), constant
 * afterwards.
 */

enum machine_source {
	SOURCE_DTB,
	SOURCE_E820,
	SOURCE_DMESG,
	SOURCE_MEMMAP,
};

/* riscv: what a tree says of the instructions that a hart has. */
enum riscv_isa {
	RISCV_ISA_LACKS, /* what a kernel of 64 bits needs, or it does not say */
	RISCV_ISA_STRING, /* by riscv,isa, which some kernels no longer read */
	RISCV_ISA_EXTENSIONS, /* by riscv,isa-base and riscv,isa-extensions */
};

struct machine_cpu {
	int nid; /* numa-node-id of the node or an ancestor; -1: none */
	int own_nid; /* numa-node-id of the node itself; -1: none */
	uint64_t reg; /* MPIDR or APIC id */
	uint64_t reg_cell; /* first cell of a tree's reg; all ones: none */
	bool enabled; /* status absent, "okay" or "ok"; MADT flag 0 */
	bool online_capable, x2apic; /* MADT flag 1, kind of entry */
	bool typed; /* device_type is "cpu", not only the name */
	bool known_enable_method; /* a method that can bring it up */
	char *enable_method; /* NULL: none */
	enum riscv_isa riscv_isa;
	bool riscv_zicbom; /* has instructions that clean caches */
	unsigned mmu_levels; /* riscv: tables it can walk; 0: not known */
	unsigned mmu_type_levels; /* riscv: what mmu-type says; 0: nothing */
	bool no_mmu; /* its core, or mmu-type, says so */
};

/* A node with device_type "memory", as the tree has it, in tree order. */
struct fdt_memory_node {
	char *path;
	bool root_child; /* only these are scanned into memblock */
	bool available; /* status absent, "okay" or "ok" */
	bool hotpluggable;
	int nid; /* numa-node-id, -1: none */
	/*
	 * linux,usable-memory or else reg, read with the root's cells: whole
	 * entries, as the kernel goes on while there is one.
	 */
	struct range *ranges;
	size_t nr_ranges;
	uint32_t entry_bytes; /* of an entry */
	uint32_t rest_bytes; /* behind the last whole one */
	/* reg, for NUMA, which does not look at linux,usable-memory. */
	struct range *reg;
	size_t nr_reg;
};

/* A property whose length does not fit the cells, as it stands. */
#define FDT_RAW_CELLS 12
struct fdt_raw {
	const char *property; /* NULL: they all fit */
	size_t bytes;
	uint32_t cells[FDT_RAW_CELLS]; /* the first of bytes / 4 */
};

/* A child of /reserved-memory, in tree order. */
struct fdt_reserved_node {
	char *name;
	bool available;
	bool has_reg;
	bool bad_reg_length; /* reg is no multiple of the cells */
	struct range *reg;
	size_t nr_reg;
	bool has_size;
	bool bad_size_length;
	uint64_t size;
	bool bad_alignment_length;
	uint64_t alignment; /* 0: none */
	bool has_alloc_ranges;
	bool bad_alloc_ranges_length;
	struct range *alloc_ranges;
	size_t nr_alloc_ranges;
	/* The first of reg, size, alignment, alloc-ranges that is bad. */
	struct fdt_raw bad;
	bool no_map, reusable;
	bool linux_cma_default, linux_dma_default;
	char **compatible; /* NULL-terminated, NULL if absent */
};

/* Memory that a vendor's kernel sets aside for a device, as its tree asks. */
struct fdt_cma_area {
	char *name;
	uint64_t base; /* 0: wherever there is some */
	uint64_t size;
	bool anywhere; /* not in low memory alone */
};

/* What unflattening needs to know of a node, in tree order. */
struct fdt_node_shape {
	uint32_t name_len; /* unit name; 0 for the root */
	uint32_t path_len; /* full path; 1 for the root */
	uint32_t base_len; /* up to the last '@' */
	uint32_t nr_props; /* NOPs not counted */
	bool has_name_prop;
	bool used_seed; /* /chosen: rng-seed goes when the kernel takes it */
};

/* An entry of dma-ranges: an address of the bus is one of the CPU's. */
struct fdt_dma_range {
	uint64_t bus, cpu, size;
};

/* A device that is asked about, and its way to memory. */
struct fdt_device {
	char *path;
	char *compatible; /* the first; NULL: none */
	bool available;
	bool iommu; /* it has iommus */
	bool coherent;
	char *bus; /* the path of the one whose dma-ranges count; NULL: none */
	struct fdt_dma_range *ranges;
	size_t nr_ranges;
	char **regions; /* names of the nodes of memory-region */
	size_t nr_regions;
};

struct fdt_distance {
	uint32_t a, b, distance;
};

/* How the firmware is called, /psci. */
enum psci_method {
	PSCI_NONE, /* it is not there, or says nothing that is known */
	PSCI_HVC, /* as a guest of a hypervisor */
	PSCI_SMC,
};

struct machine_fdt {
	bool has_base; /* --dtb-base was given */
	uint64_t base; /* where the tree lies, bytes */
	uint64_t totalsize; /* of its header, or as --dtb-base says */
	uint32_t address_cells, size_cells; /* of the root */
	char *compatible; /* first string of the root, NULL if absent */
	char **compatibles; /* all of them, NULL-terminated; NULL if absent */
	bool has_stdout; /* /chosen names a console: stdout-path */
	struct range *memreserve; /* up to the first of size 0 */
	size_t nr_memreserve;
	struct fdt_memory_node *memory;
	size_t nr_memory;
	/* A child of the root named "memory" that no kernel takes for memory. */
	char *untyped_memory; /* path; NULL: none lacks its device_type */
	bool reserved_memory_ok; /* cells equal the root's and ranges there */
	bool has_reserved_memory;
	struct fdt_reserved_node *reserved;
	size_t nr_reserved;
	bool reserved_sorted; /* they are as the kernel's sort left them */
	struct fdt_cma_area *cma; /* in the order of the tree */
	size_t nr_cma;
	struct range usable_range[2]; /* linux,usable-memory-range */
	size_t nr_usable_range;
	struct range elfcorehdr; /* size 0: none */
	bool efi; /* the EFI stub has written into /chosen */
	bool has_kaslr_seed;
	uint64_t kaslr_seed;
	struct fdt_node_shape *shapes;
	size_t nr_shapes;
	uint32_t *alias_stems; /* stem length of each alias that is scanned */
	size_t nr_alias_stems;
	bool has_distance_map;
	bool bad_distance_map; /* the kernel refuses it */
	struct fdt_distance *distances;
	size_t nr_distances;
	bool cpu_numa; /* some CPU node has numa-node-id */
	enum psci_method psci;
	bool psci_cpu_on; /* it can start CPUs */
	char *cpus_enable_method; /* that of /cpus; NULL: none */
	uint64_t dma32_end; /* where a vendor's kernel has it; 0: at 4 GiB */
	uint64_t dma_max_address; /* of_dma_get_max_cpu_address(); ~0: none */
	char *dma_max_bus; /* the path of the bus that sets it; NULL: none */
	struct fdt_device *device; /* as input_options.device asks; NULL */
};

/* Types of an e820 entry, as firmware and boot protocol number them. */
#define E820_RAM 1u
#define E820_RESERVED 2u
#define E820_ACPI 3u
#define E820_NVS 4u
#define E820_UNUSABLE 5u
#define E820_PMEM 7u
#define E820_PRAM 12u
#define E820_RESERVED_KERN 128u
#define E820_SOFT_RESERVED 0xefffffffu

/* What reaches to the very top of 64 bits has a size one byte too small. */
struct e820_entry {
	uint64_t base, size; /* bytes; nothing says that they are aligned */
	uint32_t type;
};

/* In the order of the input: may be unsorted, overlap and repeat. */
struct e820_map {
	struct e820_entry *entries;
	size_t nr, cap;
};

struct machine_e820 {
	struct e820_map firmware;
	char source[16]; /* "BIOS-e820", "Xen", ...; "": bare lines */
	/* What the kernel of the log made of it; empty where it did not. */
	struct e820_map user; /* after mem=, memmap= */
	struct e820_map extended; /* "reserve setup_data" */
	/* Where the nodes of setup_data lie, read off `extended`. */
	struct range *setup_data;
	size_t nr_setup_data;
};

/* An entry of the SRAT. nid is what a log says; -1: only the pxm is known. */
struct srat_memory {
	uint32_t pxm;
	int nid;
	struct range range;
	bool enabled, hotplug, nonvolatile;
};

struct srat_cpu {
	uint32_t pxm;
	int nid;
	uint64_t apic_id; /* MPIDR on arm64 */
	bool enabled, x2apic;
};

/* A firmware table in memory. */
struct acpi_table {
	char signature[5];
	uint64_t base, length; /* bytes; length 0: the log does not say */
	bool reserved; /* the log's kernel says that it reserves it */
};

struct machine_acpi {
	struct acpi_table *tables; /* in the order of the log */
	size_t nr_tables, cap_tables;
	bool has_srat; /* from a table, or from lines of a log */
	struct srat_memory *memory; /* in table order */
	size_t nr_memory, cap_memory;
	struct srat_cpu *cpus; /* in table order */
	size_t nr_cpus, cap_cpus;
	uint8_t *slit; /* slit_nodes x slit_nodes, by pxm; NULL: none */
	size_t slit_nodes;
	bool has_madt; /* machine.cpus has its entries, in its order */
	bool has_fadt_major, has_fadt_minor; /* known; a log has no minor */
	uint8_t fadt_major, fadt_minor; /* revision of the FADT */
	bool has_online_capable; /* known to be 6.3 or later, with that flag */
	/* Entries of the MADT that count or not, by an unknown FADT. */
	size_t nr_unsure_cpus;
	bool knows_apic_ids; /* of each CPU that is on */
	uint32_t nr_ioapics;
	bool has_hpet; /* with an address that is not 0 */
};

/* Numbers of the UEFI specification; EFI_UNKNOWN: a name we do not know. */
enum efi_type {
	EFI_RESERVED,
	EFI_LOADER_CODE,
	EFI_LOADER_DATA,
	EFI_BOOT_CODE,
	EFI_BOOT_DATA,
	EFI_RUNTIME_CODE,
	EFI_RUNTIME_DATA,
	EFI_CONVENTIONAL,
	EFI_UNUSABLE,
	EFI_ACPI_RECLAIM,
	EFI_ACPI_NVS,
	EFI_MMIO,
	EFI_MMIO_PORT,
	EFI_PAL_CODE,
	EFI_PERSISTENT,
	EFI_UNACCEPTED,
	EFI_UNKNOWN,
};

struct efi_region {
	enum efi_type type;
	struct range range;
	bool runtime; /* EFI_MEMORY_RUNTIME */
	bool special_purpose; /* EFI_MEMORY_SP */
	bool write_back; /* EFI_MEMORY_WB */
};

/* "SMBIOS=0x7f518000": the configuration tables. */
struct efi_table {
	char name[24];
	uint64_t base;
};

/* A region that a log's kernel says it removes from the e820 map. */
struct efi_removed {
	uint64_t number; /* in firmware's map */
	struct range range;
};

struct machine_efi {
	bool booted; /* the log says that this was an EFI boot */
	struct efi_region *map; /* only with efi=debug */
	size_t nr_map, cap_map;
	struct efi_removed *removed; /* what is known of MMIO without `map` */
	size_t nr_removed, cap_removed;
	struct efi_table *tables;
	size_t nr_tables, cap_tables;
	struct range
		esrt; /* as the kernel has read its size; size 0: not known */
	uint32_t nr_memattr; /* entries of the MEMATTR table; 0: not known */
};

enum cpu_vendor {
	VENDOR_UNKNOWN,
	VENDOR_INTEL,
	VENDOR_AMD,
};

/* Facts of x86 CPUs; those without has_ are false where nothing says so. */
struct machine_cpu_features {
	enum cpu_vendor vendor;
	bool has_gbpages; /* known: the log reaches that far */
	bool gbpages;
	bool has_la57;
	bool la57;
	bool nopse; /* no large pages: few CPUs of 32 bits lack them */
	bool has_clflush;
	bool clflush; /* and so the length of a cache line can be asked for */
};

/* Memory types, as the registers number them. */
enum mtrr_type {
	MTRR_UNCACHABLE = 0,
	MTRR_WRCOMB = 1,
	MTRR_WRTHROUGH = 4,
	MTRR_WRPROT = 5,
	MTRR_WRBACK = 6,
	MTRR_OTHER = 7, /* a log only says that it is none of those it names */
};

/* A variable range that is in use. */
struct mtrr_range {
	uint32_t reg;
	enum mtrr_type type;
	struct range range;
};

/* What firmware has put into the memory type range registers. */
struct machine_mtrr {
	bool known; /* the log prints them; else all below is empty */
	enum mtrr_type default_type;
	bool fixed_enabled; /* they are there, and in force */
	struct mtrr_range *ranges;
	size_t nr_ranges, cap_ranges;
	uint64_t tom2; /* AMD: write-back from 4 GiB up to here; 0: not forced */
};

/*
 * What the log's kernel says that the registers do not call write-back, where
 * they themselves are not in the log.
 */
struct mtrr_evidence {
	struct range *uncached;
	size_t nr_uncached, cap_uncached;
	uint64_t end; /* of that kernel's RAM; up to there is all above, too */
	bool loses;
	uint64_t lost_mib;
	bool not_looked; /* disable_mtrr_trim was on its command line */
};

enum kaslr_hint {
	KASLR_UNKNOWN,
	KASLR_OFF,
	KASLR_ON,
};

/* What the log's kernel did; facts to start from, or to compare with. */
struct machine_hints {
	enum kaslr_hint kaslr; /* as it says when it panics */
	struct range crashkernel, crashkernel_low; /* size 0: none */
	uint64_t pgtable_base; /* first page table taken from brk; 0: none */
	bool low_ram_corrupt; /* by a BIOS that is known to write there */
};

/* What only a PC has: filled by readers of e820 maps and of boot logs. */
/* init_hypervisor_platform(): whether the kernel knows one below it. */
enum pc_hypervisor {
	HYPERVISOR_UNKNOWN,
	HYPERVISOR_NONE,
	HYPERVISOR_ONE,
};

struct machine_pc {
	struct machine_e820 e820;
	struct machine_acpi acpi;
	struct machine_efi efi;
	struct machine_cpu_features features;
	struct machine_hints hints;
	struct machine_mtrr mtrr;
	struct mtrr_evidence mtrr_evidence;
	bool has_smbios; /* known */
	bool smbios; /* DMI strings are there */
	bool has_mp_table;
	uint64_t mp_table; /* its floating pointer; 0: the log does not say */
	struct range
		stolen; /* what Intel's graphics have of RAM; size 0: none */
	enum pc_hypervisor hypervisor;
	uint32_t threads_per_core; /* at most; 0: not known */
	uint32_t hotplug_cpus; /* possible, not enabled: at the end of cpus */
};

/* What lines of a log say went wrong; lint tells what each means. */
enum said_kind {
	SAID_REGION_FAILS,
	SAID_POOL_FAILS,
	SAID_POOL_ALIGNMENT,
	SAID_POOL_ZONES,
	SAID_POOL_BYPASSED,
	SAID_POOL_EMPTY,
	SAID_POOL_FLAGS,
	SAID_OVERLAP,
	SAID_TABLE_FULL,
	SAID_BAD_CELLS,
	SAID_MEMORY_IGNORED,
	SAID_RAM_CUT,
	SAID_INITRD_LOST,
	SAID_CRASH_FAILS,
	SAID_CRASH_FORM,
	SAID_CRASH_RESERVED,
	SAID_NO_HIGHMEM,
	SAID_NO_PAE,
	SAID_NO_NX,
};

struct said_line {
	enum said_kind kind;
	char *text; /* the line, without its prefix */
};

/* What no input tells: which part of the records rests on it, and what for. */
struct machine_guess {
	const char *member; /* a literal */
	char *reason;
};

struct machine {
	char *input; /* name for messages */
	enum firmware firmware; /* which of fdt and pc tells of memory */
	/*
	 * As model/archs.h names it: what the CPU nodes' compatible says, a
	 * log, or a map; NULL where it can be several or nothing says so.
	 */
	const char *arch;
	bool arch_assumed; /* nothing says so: the map is all there is */
	const char *foreign_arch; /* "mips": a tree's, not modelled; NULL */
	bool aarch32; /* "arm64", and every CPU boots kernels for "arm" too */
	bool lacks_lpae, lacks_armv7; /* "arm": one of its CPUs does */
	bool lacks_mmu; /* one of its CPUs that are switched on does */
	enum machine_source source;
	char *model; /* NULL: none */
	char *cmdline; /* never NULL */
	bool cmdline_cut; /* the log has only its beginning */
	bool mem_applied; /* the banks are what mem= has left or made */
	bool has_initrd;
	uint64_t initrd_start, initrd_end;
	/* Where the boot loader put things, if the user said so. */
	bool has_image_base;
	uint64_t image_base; /* physical address of _text */
	bool image_guessed; /* only its memory is known, not where in there */
	struct range kernel_code; /* as /proc/iomem had it; size 0: not known */
	struct machine_cpu *cpus; /* boot CPU first */
	size_t nr_cpus;
	unsigned online_cpus; /* so many come up, the user says; 0: nothing */
	unsigned brought_up; /* at most so many, a log says; 0: nothing */
	bool lpa2; /* arm64: the CPUs know 52 bits of both kinds of addresses */
	uint32_t cache_line; /* of the boot CPU, bytes; 0: not known */
	struct machine_fdt fdt;
	struct machine_pc pc; /* but for logs empty with a tree */
	char *release; /* of its kernel: "6.1.0-50-amd64"; NULL: not known */
	const char *release_of; /* what tells it: "the log"; a literal */
	unsigned boot; /* which boot of the log this is, from 1 ... */
	unsigned nr_boots; /* ... of how many; 0: no log */
	struct said_line *said; /* in the order of the log, each once */
	size_t nr_said, cap_said;
	/* A log's lines of this boot, without their prefixes. */
	char **log;
	size_t nr_log, cap_log;
	struct log_kernel log_kernel; /* what a log says of its build */
	/* What is assumed where the input is silent: each boot is inexact
	 * there. */
	struct machine_guess *guesses;
	size_t nr_guesses, cap_guesses;
	/* What the input lacks, one sentence each: for stderr, not errors. */
	char **notes;
	size_t nr_notes, cap_notes;
};

void machine_release(struct machine *m);

/* Whether some bank of the tree that the kernel looks at has a size. */
bool machine_tree_has_memory(const struct machine *m);

/* Takes the nodes of memory out of the tree. */
void machine_drop_memory(struct machine *m);

/* Whether some line of the log that the input is has these words. */
bool machine_log_has(const struct machine *m, const char *words);

/* Adds a note; the same sentence is kept once. */
void machine_note(struct machine *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds a guess; the same one is kept once. */
void machine_guess(struct machine *m, const char *member, const char *reason);

/* Adds an entry at the end. */
void e820_map_add(struct e820_map *map, uint64_t base, uint64_t size,
		  uint32_t type);

#endif
