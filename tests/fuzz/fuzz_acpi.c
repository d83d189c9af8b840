/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "input/acpi.h"
#include "util/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* With a length and a checksum that are right, so that entries are reached. */
static uint8_t *repair(const uint8_t *data, size_t size, const char *signature)
{
	uint8_t *copy = xcalloc(size + 1, 1), sum = 0;

	memcpy(copy, data, size);
	if (size < 36)
		return copy;
	memcpy(copy, signature, 4);
	for (size_t i = 0; i < 4; i++)
		copy[4 + i] = (uint8_t)(size >> (8 * i));
	copy[9] = 0;
	for (size_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + copy[i]);
	copy[9] = (uint8_t)-sum;
	return copy;
}

static void read_as(const uint8_t *data, size_t size, const char *signature)
{
	struct error err = { 0 };
	struct machine m = { 0 };

	if (acpi_read_table(&m, signature, data, size, "fuzz", &err) &&
	    !err.set)
		__builtin_trap();
	machine_release(&m);
}

/* Any bytes as each of the tables: as they are, and made to look whole. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const signatures[] = { "SRAT", "SLIT", "APIC" };

	for (size_t i = 0; i < ARRAY_SIZE(signatures); i++) {
		uint8_t *whole = repair(data, size, signatures[i]);

		read_as(data, size, signatures[i]);
		read_as(whole, size, signatures[i]);
		free(whole);
	}
	return 0;
}
