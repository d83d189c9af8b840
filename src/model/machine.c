/* SPDX-License-Identifier: GPL-2.0-only */
#include "model/machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* A log of nothing but oddities shall not fill memory with our sentences. */
#define MAX_NOTES 64

void machine_drop_memory(struct machine *m)
{
	struct machine_fdt *fdt = &m->fdt;

	for (size_t i = 0; i < fdt->nr_memory; i++) {
		free(fdt->memory[i].path);
		free(fdt->memory[i].ranges);
		free(fdt->memory[i].reg);
	}
	free(fdt->memory);
	fdt->memory = NULL;
	fdt->nr_memory = 0;
}

static void release_strings(char **v)
{
	for (size_t i = 0; v && v[i]; i++)
		free(v[i]);
	free(v);
}

static void release_reserved(struct machine_fdt *fdt)
{
	for (size_t i = 0; i < fdt->nr_reserved; i++) {
		free(fdt->reserved[i].name);
		free(fdt->reserved[i].reg);
		free(fdt->reserved[i].alloc_ranges);
		release_strings(fdt->reserved[i].compatible);
	}
	free(fdt->reserved);
}

static void release_pc(struct machine_pc *pc)
{
	free(pc->e820.firmware.entries);
	free(pc->e820.user.entries);
	free(pc->e820.extended.entries);
	free(pc->e820.setup_data);
	free(pc->acpi.tables);
	free(pc->acpi.memory);
	free(pc->acpi.cpus);
	free(pc->acpi.slit);
	free(pc->efi.map);
	free(pc->efi.removed);
	free(pc->efi.tables);
	free(pc->mtrr.ranges);
	free(pc->mtrr_evidence.uncached);
}

static void release_cpus(struct machine *m)
{
	for (size_t i = 0; i < m->nr_cpus; i++)
		free(m->cpus[i].enable_method);
	free(m->cpus);
}

static void release_device(struct fdt_device *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->nr_regions; i++)
		free(d->regions[i]);
	free(d->regions);
	free(d->ranges);
	free(d->bus);
	free(d->compatible);
	free(d->path);
	free(d);
}

void machine_release(struct machine *m)
{
	struct machine_fdt *fdt = &m->fdt;

	machine_drop_memory(m);
	free(fdt->untyped_memory);
	free(fdt->dma_max_bus);
	release_device(fdt->device);
	release_reserved(fdt);
	for (size_t i = 0; i < fdt->nr_cma; i++)
		free(fdt->cma[i].name);
	free(fdt->cma);
	free(fdt->compatible);
	release_strings(fdt->compatibles);
	free(fdt->memreserve);
	free(fdt->shapes);
	free(fdt->alias_stems);
	free(fdt->distances);
	free(m->input);
	free(m->model);
	free(m->cmdline);
	release_cpus(m);
	free(fdt->cpus_enable_method);
	release_pc(&m->pc);
	free(m->release);
	for (size_t i = 0; i < m->nr_notes; i++)
		free(m->notes[i]);
	free(m->notes);
	for (size_t i = 0; i < m->nr_log; i++)
		free(m->log[i]);
	free(m->log);
	for (size_t i = 0; i < m->nr_guesses; i++)
		free(m->guesses[i].reason);
	free(m->guesses);
	for (size_t i = 0; i < m->nr_said; i++)
		free(m->said[i].text);
	free(m->said);
	free(m->log_kernel.banner);
	memset(m, 0, sizeof(*m));
}

bool machine_tree_has_memory(const struct machine *m)
{
	for (size_t i = 0; i < m->fdt.nr_memory; i++) {
		const struct fdt_memory_node *n = &m->fdt.memory[i];

		for (size_t r = 0;
		     n->root_child && n->available && r < n->nr_ranges; r++) {
			if (n->ranges[r].size)
				return true;
		}
	}
	return false;
}

static bool has_note(const struct machine *m, const char *text)
{
	for (size_t i = 0; i < m->nr_notes; i++)
		if (strcmp(m->notes[i], text) == 0)
			return true;
	return false;
}

bool machine_log_has(const struct machine *m, const char *words)
{
	for (size_t i = 0; i < m->nr_log; i++) {
		if (strstr(m->log[i], words))
			return true;
	}
	return false;
}

void machine_note(struct machine *m, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	if (m->nr_notes == MAX_NOTES || has_note(m, text))
		return;
	array_reserve(m->notes, m->cap_notes, m->nr_notes + 1);
	m->notes[m->nr_notes++] = xstrdup(text);
}

void machine_guess(struct machine *m, const char *member, const char *reason)
{
	for (size_t i = 0; i < m->nr_guesses; i++) {
		if (!strcmp(m->guesses[i].member, member) &&
		    !strcmp(m->guesses[i].reason, reason))
			return;
	}
	array_reserve(m->guesses, m->cap_guesses, m->nr_guesses + 1);
	m->guesses[m->nr_guesses++] =
		(struct machine_guess){ member, xstrdup(reason) };
}

void e820_map_add(struct e820_map *map, uint64_t base, uint64_t size,
		  uint32_t type)
{
	array_reserve(map->entries, map->cap, map->nr + 1);
	map->entries[map->nr++] = (struct e820_entry){ base, size, type };
}
