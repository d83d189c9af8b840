/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/beside.h"

#include <stdlib.h>
#include <string.h>

#include "input/proc.h"
#include "model/archs.h"
#include "util/alloc.h"

bool log_has_tree(const struct machine *m)
{
	return m->source == SOURCE_DTB;
}

/* The machine's tables say what it is. */
static bool is_of_stub(const struct machine *tree)
{
	return tree->fdt.efi && !tree->nr_cpus;
}

/* 64-bit cores boot kernels of 32 bits, too. */
static bool is_same_machine(const struct machine *m, const struct machine *tree)
{
	const struct arch_facts *a = arch_facts_find(m->arch);

	return !m->arch || !tree->arch || !strcmp(m->arch, tree->arch) ||
	       (tree->aarch32 && a && a->guest_of &&
		!strcmp(a->guest_of, tree->arch));
}

static void take_text(char **to, char **from)
{
	free(*to);
	*to = *from;
	*from = NULL;
}

/* A log that has lost its line, or the end of it. */
static void take_cmdline(struct machine *m, struct machine *tree)
{
	size_t len = strlen(m->cmdline);

	if (*m->cmdline &&
	    (!m->cmdline_cut || strncmp(m->cmdline, tree->cmdline, len) != 0))
		return;
	take_text(&m->cmdline, &tree->cmdline);
	m->cmdline_cut = false;
}

static void take_cpus(struct machine *m, struct machine *tree)
{
	m->cpus = tree->cpus;
	m->nr_cpus = tree->nr_cpus;
	tree->cpus = NULL;
	tree->nr_cpus = 0;
	m->aarch32 = tree->aarch32;
	m->lacks_lpae = tree->lacks_lpae;
	m->lacks_armv7 = tree->lacks_armv7;
	m->lacks_mmu = tree->lacks_mmu;
}

int log_take_tree(struct machine *m, struct machine *tree, struct error *err)
{
	if (is_of_stub(tree)) {
		m->fdt.totalsize = tree->fdt.totalsize;
		return 0;
	}
	if (!is_same_machine(m, tree))
		return error_set(
			err,
			"%s: its CPUs are %s, and the log beside it, %s, is of a kernel for %s: not the same machine",
			tree->input, tree->arch, m->input, m->arch);
	m->source = SOURCE_DTB;
	m->arch = m->arch ? m->arch : tree->arch;
	m->fdt = tree->fdt;
	memset(&tree->fdt, 0, sizeof(tree->fdt));
	/* What firmware keeps, lines of the log say or nothing does. */
	m->fdt.efi = false;
	if (tree->model)
		take_text(&m->model, &tree->model);
	take_cmdline(m, tree);
	take_cpus(m, tree);
	if (!tree->has_initrd)
		return 0;
	m->has_initrd = true;
	m->initrd_start = tree->initrd_start;
	m->initrd_end = tree->initrd_end;
	return 0;
}

struct input_options options_beside_log(const struct input_options *opt)
{
	struct input_options with = *opt;

	with.cmdline = with.append = with.cpu_features = NULL;
	with.cpus = 0;
	with.has_initrd = false;
	with.log_beside = true;
	return with;
}

int machine_find_kernel_code(struct machine *m, const char *iomem,
			     const char *name, struct error *err)
{
	struct proc_resources r = { 0 };
	int ret = proc_read_iomem(&r, iomem, name, err);

	for (size_t i = 0; !ret && !r.hidden && i < r.n; i++) {
		if (!strcmp(r.v[i].name, "Kernel code"))
			m->kernel_code = r.v[i].range;
	}
	proc_resources_release(&r);
	return ret;
}

void machine_find_release(struct machine *m, const char *text, const char *of,
			  unsigned wanted)
{
	static const char banner[] = "Linux version ";
	const char *at = NULL, *next = text;
	unsigned boot = 0;

	if (m->release)
		return;
	while ((!wanted || boot < wanted) && (next = strstr(next, banner))) {
		next += strlen(banner);
		at = next;
		boot++;
	}
	if (!at)
		return;
	m->release = xstrndup(at, strcspn(at, " \t\r\n"));
	m->release_of = of;
}
