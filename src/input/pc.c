/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/pc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "input/acpi.h"
#include "input/cpu_features.h"
#include "util/alloc.h"

static void edit_cmdline(struct machine *m, const struct input_options *opt)
{
	const char *old = m->cmdline ? m->cmdline : "";
	char *cmdline;

	if (opt->cmdline) {
		old = opt->cmdline;
		m->cmdline_cut = false;
	}
	if (opt->append)
		cmdline =
			xasprintf("%s%s%s", old, *old ? " " : "", opt->append);
	else
		cmdline = xstrdup(old);
	free(m->cmdline);
	m->cmdline = cmdline;
}

void machine_set_cpus(struct machine *m, size_t n)
{
	m->cpus = xrealloc(m->cpus, n, sizeof(*m->cpus));
	for (size_t i = m->nr_cpus; i < n; i++)
		m->cpus[i] =
			(struct machine_cpu){ .nid = -1,
					      .own_nid = -1,
					      .reg = i,
					      .enabled = true,
					      .known_enable_method = true };
	m->nr_cpus = n;
}

/* --cpus takes the first ones of those that are known, or says how many. */
static void edit_cpus(struct machine *m, const struct input_options *opt)
{
	size_t known = m->nr_cpus;

	if (opt->cpus && (!known || opt->cpus < known))
		machine_set_cpus(m, opt->cpus);
	else if (!known)
		machine_set_cpus(m, opt->seen_cpus ? opt->seen_cpus : 1);
	if (!known && !opt->cpus && opt->seen_cpus)
		machine_note(
			m,
			"CPUs are counted by the page lists in zoneinfo, those that were up: %u (--cpus N)",
			opt->seen_cpus);
	else if (!known && !opt->cpus)
		machine_note(
			m,
			"nothing tells the number of CPUs: one is assumed (--cpus N)");
	m->pc.hotplug_cpus = 0;
	for (size_t i = 0; i < m->nr_cpus; i++)
		m->pc.hotplug_cpus += !m->cpus[i].enabled;
}

static int refuse_tree_options(const struct machine *m,
			       const struct input_options *opt,
			       struct error *err)
{
	if (m->firmware == FIRMWARE_TREE)
		return 0;
	if (opt->nr_memory)
		return error_set(
			err,
			"%s: --memory is for device trees, this input has its own map",
			m->input);
	if (opt->has_dtb_base || opt->has_dtb_size)
		return error_set(
			err,
			"%s: --dtb-base is for device trees, and this is none",
			m->input);
	return 0;
}

static int check_initrd(const struct machine *m, const struct range *r,
			struct error *err)
{
	if (r->size && r->base + r->size > r->base)
		return 0;
	return error_set(err,
			 "%s: --initrd: 0x%" PRIx64 " bytes at 0x%" PRIx64
			 " are no range",
			 m->input, r->size, r->base);
}

int machine_pc_options(struct machine *m, const struct input_options *opt,
		       struct error *err)
{
	if (refuse_tree_options(m, opt, err))
		return -1;
	if (opt->acpi && acpi_read_folder(m, opt->acpi, err))
		return -1;
	for (size_t i = 0; i < opt->nr_tables; i++) {
		const struct input_table *t = &opt->tables[i];

		if (acpi_read_table(m, t->signature, (const uint8_t *)t->data,
				    t->len, t->signature, err))
			return -1;
	}
	acpi_drop_unusable_cpus(m);
	if (opt->cpu_features &&
	    machine_set_cpu_features(m, opt->cpu_features, err))
		return -1;
	if (opt->has_initrd) {
		if (check_initrd(m, &opt->initrd, err))
			return -1;
		m->has_initrd = true;
		m->initrd_start = opt->initrd.base;
		m->initrd_end = opt->initrd.base + opt->initrd.size;
	}
	m->has_image_base = opt->has_image_base;
	m->image_base = opt->image_base;
	edit_cmdline(m, opt);
	edit_cpus(m, opt);
	return 0;
}
