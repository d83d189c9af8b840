/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/dt_riscv.h"

#include <string.h>
#include <strings.h>

#include "util/alloc.h"

static const char *isa_string(const struct dt_tree *t, size_t cpu)
{
	return dt_string(dt_prop(t, cpu, "riscv,isa"));
}

static const char *isa_base(const struct dt_tree *t, size_t cpu)
{
	return dt_string(dt_prop(t, cpu, "riscv,isa-base"));
}

bool riscv_says_isa(const struct dt_tree *t, size_t cpu)
{
	return isa_string(t, cpu) || isa_base(t, cpu);
}

bool riscv_is_64(const struct dt_tree *t, size_t cpu)
{
	const char *s = isa_base(t, cpu) ? isa_base(t, cpu) :
					   isa_string(t, cpu);

	return s && !strncasecmp(s, "rv64", 4);
}

/* Also one of those that stand alone: "i". */
static bool lists(const struct dt_tree *t, size_t cpu, const char *extension)
{
	const struct dt_prop *p = dt_prop(t, cpu, "riscv,isa-extensions");
	const char *s;

	dt_for_each_string(p, s) {
		if (!strcmp(s, extension))
			return true;
	}
	return false;
}

enum riscv_isa riscv_read_isa(const struct dt_tree *t, size_t cpu)
{
	const char *base = isa_base(t, cpu), *isa = isa_string(t, cpu);

	if (!dt_stringlist_has(dt_prop(t, cpu, "compatible"), RISCV_HART))
		return RISCV_ISA_LACKS;
	if (base)
		return !strncasecmp(base, "rv64i", 5) && lists(t, cpu, "i") &&
				       lists(t, cpu, "m") &&
				       lists(t, cpu, "a") ?
			       RISCV_ISA_EXTENSIONS :
			       RISCV_ISA_LACKS;
	return isa && !strncasecmp(isa, "rv64ima", 7) ? RISCV_ISA_STRING :
							RISCV_ISA_LACKS;
}

/* An extension of several letters in "rv64imac_zicbom_zihintpause". */
static bool isa_string_has(const char *isa, const char *extension)
{
	size_t len = strlen(extension);

	while (isa && (isa = strchr(isa, '_'))) {
		isa++;
		if (!strncasecmp(isa, extension, len) &&
		    (isa[len] == '_' || isa[len] == '\0'))
			return true;
	}
	return false;
}

bool riscv_has_zicbom(const struct dt_tree *t, size_t cpu)
{
	uint32_t size;

	if (!dt_read_u32(t, cpu, "riscv,cbom-block-size", &size) || !size ||
	    (size & (size - 1)))
		return false;
	return isa_base(t, cpu) ? lists(t, cpu, "zicbom") :
				  isa_string_has(isa_string(t, cpu), "zicbom");
}

/*
 * QEMU before 8.0 says Sv48 of every hart with an MMU, and its harts can walk
 * five levels. Those of later ones have Zicbom, and say what they can.
 */
static bool says_too_little(const struct dt_tree *t, size_t cpu)
{
	return dt_stringlist_has(dt_prop(t, 0, "compatible"), "riscv-virtio") &&
	       !dt_prop(t, cpu, "riscv,cbom-block-size");
}

unsigned riscv_mmu_type_levels(const struct dt_tree *t, size_t cpu)
{
	static const char *const types[] = { "riscv,sv39", "riscv,sv48",
					     "riscv,sv57" };
	const char *type = dt_string(dt_prop(t, cpu, "mmu-type"));

	for (unsigned i = 0; type && i < ARRAY_SIZE(types); i++) {
		if (!strcmp(type, types[i]))
			return i + 3;
	}
	return 0;
}

unsigned riscv_mmu_levels(const struct dt_tree *t, size_t cpu)
{
	unsigned levels = riscv_mmu_type_levels(t, cpu);

	return levels == 4 && says_too_little(t, cpu) ? 5 : levels;
}

bool riscv_has_no_mmu(const struct dt_tree *t, size_t cpu)
{
	const char *type = dt_string(dt_prop(t, cpu, "mmu-type"));

	return type && !strcmp(type, "riscv,none");
}
