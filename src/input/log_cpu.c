/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/log_cpu.h"

#include <string.h>

#include "input/scan.h"
#include "util/alloc.h"

/*
 * print_cpu_info(), of the CPU that boots:
 *
 *     CPU: Intel 05/09 (fam: 05, model: 09, stepping: 00)
 *     smpboot: CPU0: AMD ... (family: 0xf, model: 0x6b, stepping: 0x1)
 */
static bool is_of_boot_cpu(const char *text)
{
	const char *rest = text;

	skip_prefix(text, "smpboot: ", &rest);
	return skip_prefix(rest, "CPU: ", &rest) ||
	       skip_prefix(rest, "CPU0: ", &rest);
}

void log_cpu_line(struct log_cpu *c, const char *text)
{
	static const char *const forms[] = {
		"(fam: %x, model: %x,",
		"(family: %x, model: %x,",
	};

	for (size_t i = 0; is_of_boot_cpu(text) && i < ARRAY_SIZE(forms); i++) {
		const char *at = strstr(text, i ? "(family: " : "(fam: ");
		struct scan s = { 0 };

		if (!at || scan(&s, at, forms[i]) != SCAN_YES)
			continue;
		c->family = s.v[0];
		c->model = s.v[1];
		c->vendor = strstr(text, "Intel") ? VENDOR_INTEL :
			    strstr(text, "AMD")	  ? VENDOR_AMD :
						    VENDOR_UNKNOWN;
	}
}

/* Of the family of the Pentium Pro: up to the Pentium III. */
static bool is_before_pentium_m(const struct log_cpu *c)
{
	return c->family == 6 &&
	       (c->model < 9 || c->model == 0xa || c->model == 0xb);
}

static bool lacks_clflush(const struct log_cpu *c)
{
	return c->family < 6 ||
	       (c->vendor == VENDOR_INTEL ? is_before_pentium_m(c) :
					    c->family == 6);
}

/* early_init_intel(): lines of 64 bytes, two of which go to memory at once. */
#define NETBURST 15
#define NETBURST_BYTES 128

void log_cpu_caches(const struct log_cpu *c, struct machine *m)
{
	struct machine_cpu_features *f = &m->pc.features;

	if (!c->family || c->vendor == VENDOR_UNKNOWN)
		return;
	f->has_clflush = true;
	f->clflush = !lacks_clflush(c);
	if (c->vendor == VENDOR_INTEL && c->family == NETBURST &&
	    !m->cache_line)
		m->cache_line = NETBURST_BYTES;
}

/* Servers', as their makers number them. */
static const struct {
	enum cpu_vendor vendor;
	unsigned family, first_model, last_model;
} five_levels[] = {
	{ VENDOR_INTEL, 6, 0x6a, 0x6a }, /* Ice Lake */
	{ VENDOR_INTEL, 6, 0x6c, 0x6c },
	{ VENDOR_INTEL, 6, 0x8f, 0x8f }, /* Sapphire Rapids */
	{ VENDOR_INTEL, 6, 0xad, 0xaf }, /* Granite Rapids, Sierra Forest */
	{ VENDOR_INTEL, 6, 0xcf, 0xcf }, /* Emerald Rapids */
	{ VENDOR_AMD, 0x19, 0x10, 0x1f }, /* Genoa */
	{ VENDOR_AMD, 0x19, 0xa0, 0xaf }, /* Bergamo, Siena */
	{ VENDOR_AMD, 0x1a, 0x00, 0x1f }, /* Turin */
};

void log_cpu_levels(const struct log_cpu *c, struct machine *m)
{
	struct machine_cpu_features *f = &m->pc.features;

	for (size_t i = 0; !f->has_la57 && i < ARRAY_SIZE(five_levels); i++) {
		if (c->vendor == five_levels[i].vendor &&
		    c->family == five_levels[i].family &&
		    c->model >= five_levels[i].first_model &&
		    c->model <= five_levels[i].last_model)
			f->has_la57 = f->la57 = true;
	}
}
