/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_foreign.h"

#include <stdlib.h>
#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"

/*
 * Architectures that have no model, told by what only they print: the lines
 * about memory are much the same on all, and would be taken for those of a
 * board of arm.
 */

/* How a line begins, and what is in it; NULL: anything. */
static const struct {
	const char *arch;
	const char *pattern;
	const char *has;
} lines[] = {
	{ "loongarch", "CPU%d revision is: %x (Loongson-", "bit)" },
	{ "loongarch", "64-bit Loongson Processor probed", NULL },
	{ "loongarch", "32-bit Loongson Processor probed", NULL },

	{ "mips", "CPU revision is: %x", NULL },
	{ "mips", "CPU%d revision is: %x", NULL },
	{ "mips", "FPU revision is: %x", NULL },
	{ "mips", "Determined physical RAM map:", NULL },
	{ "mips", "User-defined physical RAM map:", NULL },
	{ "mips", "memory: %x @ %x (", NULL },
	{ "mips", "Primary instruction cache %dkB", NULL },
	{ "mips", "Primary data cache %dkB", NULL },
	{ "mips", "MIPS secondary cache %dkB", NULL },
	{ "mips", "MIPS: machine is ", NULL },
	{ "mips", "Synthesized clear page handler (", NULL },

	{ "powerpc", "Using %w machine description", NULL },
	{ "powerpc", "Starting Linux ppc", NULL },
	{ "powerpc", "Starting Linux PPC", NULL },
	{ "powerpc", "radix-mmu: ", NULL },
	{ "powerpc", "hash-mmu: ", NULL },
	{ "powerpc", "Page orders: linear mapping = ", NULL },
	{ "powerpc", "ppc64_pft_size = ", NULL },
	{ "powerpc", "phys_mem_size = ", "0x" },
	{ "powerpc", "Top of RAM: %x, Total RAM: %x", NULL },
	{ "powerpc", "Memory hole size: %dMB", NULL },

	{ "s390", "Linux is running as a z/VM guest", NULL },
	{ "s390", "Linux is running natively in ", "-bit mode" },
	{ "s390", "Linux is running under KVM in ", "-bit mode" },
	{ "s390", "setup.%x: Linux is running ", NULL },
	{ "s390", "The maximum memory size is %dMB", NULL },
	{ "s390", "The CPU configuration topology of the machine is:", NULL },

	{ "sparc", "PROMLIB: ", NULL },
	{ "sparc", "ARCH: SUN4", NULL },
	{ "sparc", "Remapping the kernel...", NULL },
	{ "sparc", "Kernel: Using %d locked TLB entries", NULL },

	{ "sh", "Booting machvec: ", NULL },
	{ "sh", "... MOUNT_ROOT_RDONLY - ", NULL },
	{ "sh", "PVR=%x CVR=%x PRR=%x", NULL },
	{ "sh", "I-cache : n_ways=", NULL },

	{ "m68k", "Amiga hardware found: [", NULL },
	{ "m68k", "Atari hardware found: ", NULL },
	{ "m68k", "Apollo hardware found: [", NULL },
	{ "m68k", "Detected Macintosh model: ", NULL },
	{ "m68k", "uClinux with CPU ", NULL },
	{ "m68k", "NatFeats found (", NULL },

	{ "alpha", "Booting ", " using machine vector " },
	{ "alpha", "memcluster %d, usage %d, start", NULL },
	{ "alpha", "bootconsole [srm0] enabled", NULL },

	{ "parisc", "The 64-bit Kernel has started...", NULL },
	{ "parisc", "The 32-bit Kernel has started...", NULL },
	{ "parisc", "Determining PDC firmware type: ", NULL },

	{ "ia64", "EFI v", "SALsystab=" },
	{ "ia64", "SAL %d.%d: ", NULL },
	{ "ia64", "SAL Platform features:", NULL },
	{ "ia64", "SAL: AP wakeup using external interrupt vector", NULL },

	{ "arc", "IDENTITY", "ARCVER [" },
	{ "arc", "IDENTITY", "CPU-ID [" },
	{ "openrisc", "CPU: OpenRISC-", NULL },
	{ "microblaze", "setup_cpuinfo: ", NULL },
	{ "microblaze", "setup_memory: ", NULL },
	{ "csky", "C-SKY: ", NULL },
	{ "um", "UML running in ", NULL },
};

/* What a release has that distributions give to such a machine. */
static const struct {
	const char *arch, *word;
} releases[] = {
	{ "mips", "-4kc-malta" },      { "mips", "-5kc-malta" },
	{ "mips", "-octeon" },	       { "mips", "-mips64r2" },
	{ "mips", "-mips32r2" },       { "powerpc", "ppc64" },
	{ "powerpc", "-powerpc" },     { "s390", "s390x" },
	{ "sparc", "-sparc64" },       { "loongarch", "loongarch64" },
	{ "loongarch", "-loong64" },   { "m68k", "-m68k" },
	{ "alpha", "-alpha-generic" }, { "alpha", "-alpha-smp" },
	{ "parisc", "-parisc" },       { "ia64", "-itanium" },
	{ "ia64", "-mckinley" },
};

/* How the name of a compiler begins; "-" and what it is for follow. */
static const struct {
	const char *arch, *name;
} compilers[] = {
	{ "mips", "mips" },
	{ "mips", "mipsel" },
	{ "mips", "mips64" },
	{ "mips", "mips64el" },
	{ "mips", "mipsisa32r6" },
	{ "mips", "mipsisa64r6" },
	{ "powerpc", "powerpc" },
	{ "powerpc", "powerpc64" },
	{ "powerpc", "powerpc64le" },
	{ "powerpc", "ppc64le" },
	{ "s390", "s390x" },
	{ "sparc", "sparc" },
	{ "sparc", "sparc64" },
	{ "sh", "sh4" },
	{ "loongarch", "loongarch64" },
	{ "m68k", "m68k" },
	{ "alpha", "alpha" },
	{ "parisc", "hppa" },
	{ "parisc", "hppa64" },
	{ "ia64", "ia64" },
	{ "arc", "arc" },
	{ "openrisc", "or1k" },
	{ "microblaze", "microblaze" },
	{ "microblaze", "microblazeel" },
	{ "nios2", "nios2" },
	{ "xtensa", "xtensa" },
	{ "hexagon", "hexagon" },
	{ "csky", "csky" },
	{ "riscv32", "riscv32" },
};

static const char *by_release(const char *release, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++) {
		if (memmem(release, len, releases[i].word,
			   strlen(releases[i].word)))
			return releases[i].arch;
	}
	return NULL;
}

/* "mips-openwrt-linux-gcc", but no user at a machine of such a name. */
static const char *by_compiler(const char *word)
{
	size_t len = strcspn(word, " "), name = strcspn(word, "- ");

	if (word[name] != '-' || memchr(word, '@', len))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(compilers); i++) {
		if (strlen(compilers[i].name) == name &&
		    !strncmp(word, compilers[i].name, name))
			return compilers[i].arch;
	}
	return NULL;
}

/* "Linux version RELEASE (who built it) (the compiler ...) #1 ..." */
static const char *by_banner(const char *text)
{
	struct scan s = { 0 };
	const char *arch, *open;

	if (scan(&s, text, "Linux version %w") != SCAN_YES)
		return NULL;
	arch = by_release(s.word, s.word_len);
	for (open = strchr(s.rest, '('); !arch && open;
	     open = strchr(open + 1, '('))
		arch = by_compiler(open + 1);
	return arch;
}

/* Behind the name of what prints it, which some releases have and some not. */
static const char *skip_names(const char *text)
{
	static const char *const names[] = { "setup: ", "cpu: ", "efi: ",
					     "printk: " };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *rest;

		if (skip_prefix(text, names[i], &rest))
			return rest;
	}
	return text;
}

static const char *by_line(const char *text)
{
	text = skip_names(skip_blanks(text));
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct scan s = { 0 };

		if (scan_may_match(text, lines[i].pattern) &&
		    scan(&s, text, lines[i].pattern) == SCAN_YES &&
		    (!lines[i].has || strstr(text, lines[i].has)))
			return lines[i].arch;
	}
	return NULL;
}

void log_foreign_line(struct log_foreign *f, const char *text, unsigned number)
{
	const char *arch;

	if (f->arch)
		return;
	arch = by_banner(text);
	f->built = arch != NULL;
	f->arch = arch ? arch : by_line(text);
	if (!f->arch)
		return;
	f->text = xstrdup(text);
	f->line = number;
}

void log_foreign_release(struct log_foreign *f)
{
	free(f->text);
	*f = (struct log_foreign){ 0 };
}

bool log_is_foreign(const char *text)
{
	return by_banner(text) || by_line(text);
}
