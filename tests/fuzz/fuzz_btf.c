/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profile/btf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Types to ask for: those that tests/unit/test_btf.c has, and none. */
static void ask(const struct btf *b)
{
	static const char *const types[] = { "struct s", "enum e", "t",
					     "struct page", "enum zone_type" };
	uint64_t n;
	size_t count;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (btf_has(b, types[i]))
			btf_sizeof(b, types[i], &n);
		btf_offsetof(b, types[i], "m", &n);
		btf_elements(b, types[i], "m", &n);
		for (size_t at = 0; btf_enumerator(b, types[i], at); at++)
			;
		btf_enumerator_value(b, types[i], "A", &n);
	}
	btf_parameters(b, "f", &count);
}

/* Any bytes as BTF: types, or a message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = { 0 };
	/* As large as it is: a byte too far is found. */
	uint8_t *copy = malloc(size ? size : 1);
	struct btf *b;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	b = btf_new(copy, size, 8, "fuzz", &err);
	if (!b != err.set)
		__builtin_trap();
	if (b)
		ask(b);
	btf_free(b);
	free(copy);
	return 0;
}
