/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITMEM_INPUT_ACPI_H
#define INITMEM_INPUT_ACPI_H

#include <stddef.h>
#include <stdint.h>

#include "model/machine.h"
#include "util/error.h"

/*
 * Binary ACPI tables, as /sys/firmware/acpi/tables has them. What a table
 * says replaces what a log said. Signature, length and checksum are verified,
 * and that every entry lies inside the table.
 */

/*
 * One table: SRAT, SLIT, APIC or FACP. `name` is for messages. Returns 0, or -1
 * with err; then *m is as it was.
 */
int acpi_read_table(struct machine *m, const char *signature,
		    const uint8_t *data, size_t len, const char *name,
		    struct error *err);

/* Those of the four that the folder has ("SRAT" or "SRAT.dat"). */
int acpi_read_folder(struct machine *m, const char *folder, struct error *err);

/*
 * acpi_is_processor_usable(), arch/x86/kernel/acpi/boot.c: from ACPI 6.3 on a
 * CPU that is off counts only with the flag "online capable". Once all tables
 * are read: they have no order. Where no FADT tells, all stay, and are counted
 * in nr_unsure_cpus.
 */
void acpi_drop_unusable_cpus(struct machine *m);

#endif
