/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/acpi.h"
#include "util/alloc.h"

/* Tables are built byte by byte, little-endian. */

struct image {
	uint8_t data[512];
	size_t len;
};

static void put(struct image *t, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		t->data[t->len++] = (uint8_t)(i < 8 ? v >> (8 * i) : 0);
}

static void begin(struct image *t, const char *signature, uint8_t revision)
{
	memset(t, 0, sizeof(*t));
	memcpy(t->data, signature, 4);
	t->data[8] = revision;
	t->len = 36;
}

/* Fills in length and checksum. */
static void end(struct image *t)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < 4; i++)
		t->data[4 + i] = (uint8_t)(t->len >> (8 * i));
	t->data[9] = 0;
	for (size_t i = 0; i < t->len; i++)
		sum = (uint8_t)(sum + t->data[i]);
	t->data[9] = (uint8_t)-sum;
}

static void put_lapic_affinity(struct image *t, uint32_t pxm, uint8_t id,
			       uint32_t flags)
{
	put(t, 0, 1);
	put(t, 16, 1);
	put(t, pxm & 0xff, 1);
	put(t, id, 1);
	put(t, flags, 4);
	put(t, 0, 1);
	put(t, pxm >> 8, 3);
	put(t, 0, 4);
}

static void put_memory_affinity(struct image *t, uint32_t pxm, uint64_t base,
				uint64_t length, uint32_t flags)
{
	put(t, 1, 1);
	put(t, 40, 1);
	put(t, pxm, 4);
	put(t, 0, 2);
	put(t, base, 8);
	put(t, length, 8);
	put(t, 0, 4);
	put(t, flags, 4);
	put(t, 0, 8);
}

static void put_x2apic_affinity(struct image *t, uint32_t pxm, uint32_t id)
{
	put(t, 2, 1);
	put(t, 24, 1);
	put(t, 0, 2);
	put(t, pxm, 4);
	put(t, id, 4);
	put(t, 1, 4);
	put(t, 0, 8);
}

static void make_srat(struct image *t, uint8_t revision)
{
	begin(t, "SRAT", revision);
	put(t, 1, 4);
	put(t, 0, 8);
	put_lapic_affinity(t, 0x102, 7, 1);
	put_memory_affinity(t, 0x102, 0x100000, 0x7ff00000, 1);
	put_memory_affinity(t, 3, 0x100000000, 0x80000000, 3);
	put_memory_affinity(t, 3, 0, 0, 0);
	put_x2apic_affinity(t, 3, 0x1234);
	put(t, 9, 1); /* a type that nobody knows */
	put(t, 4, 1);
	put(t, 0, 2);
	end(t);
}

static int read(struct machine *m, const char *signature, const struct image *t,
		struct error *err)
{
	memset(err, 0, sizeof(*err));
	return acpi_read_table(m, signature, t->data, t->len, "t", err);
}

static void srat(void **state)
{
	/* the upper bytes of a domain are not there before revision 2 */
	static const uint32_t domains[] = { 0x2, 0x102 };

	(void)state;
	for (uint8_t rev = 1; rev <= 2; rev++) {
		struct machine m = { 0 };
		struct machine_acpi *a = &m.pc.acpi;
		struct error err;
		struct image t;

		make_srat(&t, rev);
		assert_int_equal(read(&m, "SRAT", &t, &err), 0);
		assert_true(a->has_srat);
		assert_int_equal(a->nr_cpus, 2);
		assert_int_equal(a->cpus[0].pxm, domains[rev - 1]);
		assert_int_equal(a->cpus[0].apic_id, 7);
		assert_int_equal(a->cpus[0].nid, -1);
		assert_true(a->cpus[0].enabled);
		assert_true(a->cpus[1].x2apic);
		assert_int_equal(a->cpus[1].apic_id, 0x1234);
		assert_int_equal(a->nr_memory, 3);
		assert_int_equal(a->memory[0].pxm, domains[rev - 1]);
		assert_int_equal(a->memory[0].range.base, 0x100000);
		assert_int_equal(a->memory[0].range.size, 0x7ff00000);
		assert_true(a->memory[0].enabled);
		assert_false(a->memory[0].hotplug);
		assert_true(a->memory[1].hotplug);
		assert_false(a->memory[2].enabled);
		machine_release(&m);
	}
}

static void slit(void **state)
{
	struct machine m = { 0 };
	struct error err;
	struct image t;

	(void)state;
	begin(&t, "SLIT", 1);
	put(&t, 2, 8);
	put(&t, 0x0a15140a, 4);
	end(&t);
	assert_int_equal(read(&m, "SLIT", &t, &err), 0);
	assert_int_equal(m.pc.acpi.slit_nodes, 2);
	assert_memory_equal(m.pc.acpi.slit, "\x0a\x14\x15\x0a", 4);
	machine_release(&m);
}

static void put_lapic(struct image *t, uint8_t id, uint32_t flags)
{
	put(t, 0, 1);
	put(t, 8, 1);
	put(t, 0, 1);
	put(t, id, 1);
	put(t, flags, 4);
}

static void madt(void **state)
{
	struct machine m = { 0 };
	struct error err;
	struct image t;

	(void)state;
	begin(&t, "APIC", 3);
	put(&t, 0xfee00000, 4);
	put(&t, 1, 4);
	put_lapic(&t, 0, 1);
	put_lapic(&t, 4, 2); /* online capable: not enabled yet */
	put(&t, 0x0c01, 2); /* an I/O APIC */
	put(&t, 0, 10);
	put(&t, 0x1009, 2); /* an x2APIC */
	put(&t, 0, 2);
	put(&t, 0x300, 4);
	put(&t, 1, 4);
	put(&t, 0, 4);
	end(&t);
	assert_int_equal(read(&m, "APIC", &t, &err), 0);
	assert_true(m.pc.acpi.has_madt);
	assert_int_equal(m.pc.acpi.nr_ioapics, 1);
	assert_int_equal(m.nr_cpus, 3);
	assert_true(m.cpus[0].enabled);
	assert_false(m.cpus[1].enabled);
	assert_int_equal(m.cpus[1].reg, 4);
	assert_int_equal(m.cpus[2].reg, 0x300);
	machine_release(&m);
}

/* Two CPUs that are on, one that is off, one off and online capable. */
static const struct {
	const char *name;
	bool has_major, has_minor;
	uint8_t major, minor;
	size_t cpus, unsure;
} fadt_cases[] = {
	{ "no FADT", false, false, 0, 0, 4, 1 },
	{ "a log's 5", true, false, 5, 0, 4, 0 },
	{ "a log's 6 may be 6.3", true, false, 6, 0, 4, 1 },
	{ "6.2", true, true, 6, 2, 4, 0 },
	{ "6.3", true, true, 6, 3, 3, 0 },
	{ "5.9", true, true, 5, 9, 4, 0 },
	{ "7.0", true, false, 7, 0, 3, 0 },
};

static void online_capable(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(fadt_cases); i++) {
		struct machine_cpu cpus[] = {
			{ .reg = 0, .enabled = true },
			{ .reg = 1 },
			{ .reg = 2, .online_capable = true },
			{ .reg = 3, .enabled = true },
		};
		struct machine m = { .cpus = cpus, .nr_cpus = 4 };
		struct machine_acpi *a = &m.pc.acpi;

		a->has_madt = true;
		a->has_fadt_major = fadt_cases[i].has_major;
		a->has_fadt_minor = fadt_cases[i].has_minor;
		a->fadt_major = fadt_cases[i].major;
		a->fadt_minor = fadt_cases[i].minor;
		acpi_drop_unusable_cpus(&m);
		if (m.nr_cpus != fadt_cases[i].cpus ||
		    a->nr_unsure_cpus != fadt_cases[i].unsure)
			fail_msg("%s: %zu CPUs, %zu unsure", fadt_cases[i].name,
				 m.nr_cpus, a->nr_unsure_cpus);
		assert_int_equal(m.cpus[m.nr_cpus - 1].reg, 3);
	}
}

static void cut(struct image *t)
{
	t->len -= 8;
}

static void flip(struct image *t)
{
	t->data[50] ^= 1;
}

static void rename_table(struct image *t)
{
	memcpy(t->data, "SLIT", 4);
	end(t);
}

static void only_header(struct image *t)
{
	t->len = 20;
}

static void entry_past_end(struct image *t)
{
	t->len -= 8;
	end(t);
}

static void entry_of_no_length(struct image *t)
{
	t->data[49] = 0;
	end(t);
}

static void entry_too_short(struct image *t)
{
	t->data[49] = 8;
	end(t);
}

static const struct {
	void (*spoil)(struct image *t);
	const char *error;
} bad_tables[] = {
	{ cut, "the header says" },
	{ flip, "expected a checksum" },
	{ rename_table, "signature SLIT, expected SRAT" },
	{ only_header, "20 bytes, an ACPI table has a header of 36" },
	{ entry_past_end, "does not fit" },
	{ entry_of_no_length, "the entry at byte 48 does not fit" },
	{ entry_too_short, "has 8 bytes, expected 16" },
};

/* A bad table is refused, and what was known before stays. */
static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad_tables); i++) {
		struct machine m = { 0 };
		struct error err;
		struct image t;

		make_srat(&t, 2);
		assert_int_equal(read(&m, "SRAT", &t, &err), 0);
		bad_tables[i].spoil(&t);
		assert_int_equal(read(&m, "SRAT", &t, &err), -1);
		if (!strstr(err.text, bad_tables[i].error))
			fail_msg("'%s', expected '%s'", err.text,
				 bad_tables[i].error);
		assert_int_equal(m.pc.acpi.nr_memory, 3);
		machine_release(&m);
	}
}

static void bad_slit(void **state)
{
	static const uint64_t sizes[] = { 0, 3, 1ULL << 32, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct machine m = { 0 };
		struct error err;
		struct image t;

		begin(&t, "SLIT", 1);
		put(&t, sizes[i], 8);
		put(&t, 0x0a14140a, 4);
		end(&t);
		assert_int_equal(read(&m, "SLIT", &t, &err), -1);
		assert_non_null(strstr(err.text, "distances"));
	}
}

/* Tables of a real machine: two nodes of 2 GiB, four CPUs. */
static void folder(void **state)
{
	struct machine m = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(acpi_read_folder(&m, "fixtures/logs/acpi", &err), 0);
	assert_int_equal(m.nr_cpus, 4);
	assert_int_equal(m.pc.acpi.nr_ioapics, 1);
	assert_int_equal(m.pc.acpi.nr_cpus, 4);
	assert_int_equal(m.pc.acpi.cpus[3].pxm, 1);
	assert_null(m.pc.acpi.slit);
	assert_int_equal(m.pc.acpi.memory[1].range.base, 0x100000);
	machine_release(&m);
	assert_int_equal(acpi_read_folder(&m, "fixtures/logs", &err), -1);
	assert_non_null(strstr(err.text, "none of the tables"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(srat),		  cmocka_unit_test(slit),
		cmocka_unit_test(madt),		  cmocka_unit_test(refused),
		cmocka_unit_test(online_capable), cmocka_unit_test(bad_slit),
		cmocka_unit_test(folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
