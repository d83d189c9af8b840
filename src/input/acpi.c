/* SPDX-License-Identifier: GPL-2.0-only */
#include "input/acpi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/infile.h"

/* struct acpi_table_header and the offsets of the ACPI specification. */
#define HEADER_LENGTH 36u
#define HEADER_REVISION 8

#define MAX_TABLE (16u << 20)
#define MAX_SLIT_NODES 4096u

struct table {
	const char *name; /* for messages */
	const char *signature;
	const uint8_t *data;
	size_t len;
	uint8_t revision;
};

static uint64_t read_le(const uint8_t *p, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

static uint32_t read_le32(const uint8_t *p)
{
	return (uint32_t)read_le(p, 4);
}

static int check_table(struct table *t, struct error *err)
{
	uint8_t sum = 0;
	uint32_t length;

	if (t->len < HEADER_LENGTH)
		return error_set(
			err, "%s: %zu bytes, an ACPI table has a header of %u",
			t->name, t->len, HEADER_LENGTH);
	if (memcmp(t->data, t->signature, 4) != 0)
		return error_set(err, "%s: signature %.4s, expected %s",
				 t->name, (const char *)t->data, t->signature);
	length = read_le32(t->data + 4);
	if (length < HEADER_LENGTH || length > t->len)
		return error_set(err,
				 "%s: the header says %u bytes, the file has %zu",
				 t->name, length, t->len);
	for (uint32_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + t->data[i]);
	if (sum)
		return error_set(
			err,
			"%s: the bytes add up to 0x%02x, expected a checksum that makes 0",
			t->name, sum);
	t->len = length;
	t->revision = t->data[HEADER_REVISION];
	return 0;
}

/* An entry of a table that is a list of { type, length, ... }. */
struct entry {
	uint8_t type;
	size_t min_length;
	void (*read)(struct machine *m, const struct table *t,
		     const uint8_t *p);
};

static int read_entries(struct machine *m, const struct table *t, size_t at,
			const struct entry *kinds, size_t nr_kinds,
			struct error *err)
{
	while (at < t->len) {
		const uint8_t *p = t->data + at;

		if (t->len - at < 2 || p[1] < 2 || p[1] > t->len - at)
			return error_set(
				err,
				"%s: the entry at byte %zu does not fit into the table's %zu",
				t->name, at, t->len);
		for (size_t i = 0; i < nr_kinds; i++) {
			if (kinds[i].type != p[0])
				continue;
			if (p[1] < kinds[i].min_length)
				return error_set(
					err,
					"%s: the entry at byte %zu (type %u) has %u bytes, expected %zu",
					t->name, at, p[0], p[1],
					kinds[i].min_length);
			kinds[i].read(m, t, p);
		}
		at += p[1];
	}
	return 0;
}

/* SRAT: acpi_parse_srat(), drivers/acpi/numa/srat.c */

static void add_srat_cpu(struct machine *m, struct srat_cpu cpu)
{
	struct machine_acpi *a = &m->pc.acpi;

	array_reserve(a->cpus, a->cap_cpus, a->nr_cpus + 1);
	a->cpus[a->nr_cpus++] = cpu;
}

/* The upper bytes of a domain count from revision 2 of the table on. */
static uint32_t domain(const struct table *t, uint32_t low, uint32_t high)
{
	return t->revision >= 2 ? low | high : low & 0xff;
}

static void read_srat_lapic(struct machine *m, const struct table *t,
			    const uint8_t *p)
{
	uint32_t high = (uint32_t)read_le(p + 9, 3) << 8;

	add_srat_cpu(m, (struct srat_cpu){ .pxm = domain(t, p[2], high),
					   .nid = -1,
					   .apic_id = p[3],
					   .enabled = p[4] & 1 });
}

static void read_srat_x2apic(struct machine *m, const struct table *t,
			     const uint8_t *p)
{
	(void)t;
	add_srat_cpu(m, (struct srat_cpu){ .pxm = read_le32(p + 4),
					   .nid = -1,
					   .apic_id = read_le32(p + 8),
					   .enabled = p[12] & 1,
					   .x2apic = true });
}

static void read_srat_memory(struct machine *m, const struct table *t,
			     const uint8_t *p)
{
	struct machine_acpi *a = &m->pc.acpi;
	uint32_t pxm = read_le32(p + 2), flags = read_le32(p + 28);

	array_reserve(a->memory, a->cap_memory, a->nr_memory + 1);
	a->memory[a->nr_memory++] = (struct srat_memory){
		.pxm = domain(t, pxm, pxm),
		.nid = -1,
		.range = { read_le(p + 8, 8), read_le(p + 16, 8) },
		.enabled = flags & 1,
		.hotplug = flags & 2,
		.nonvolatile = flags & 4,
	};
}

static const struct entry srat_entries[] = {
	{ 0, 16, read_srat_lapic },
	{ 1, 40, read_srat_memory },
	{ 2, 24, read_srat_x2apic },
};

static int read_srat(struct machine *m, const struct table *t,
		     struct error *err)
{
	m->pc.acpi.has_srat = true;
	return read_entries(m, t, 48, srat_entries, ARRAY_SIZE(srat_entries),
			    err);
}

/* SLIT: acpi_parse_slit() */
static int read_slit(struct machine *m, const struct table *t,
		     struct error *err)
{
	struct machine_acpi *a = &m->pc.acpi;
	uint64_t n = t->len < 44 ? 0 : read_le(t->data + 36, 8);

	if (!n || n > MAX_SLIT_NODES || n * n > t->len - 44)
		return error_set(
			err,
			"%s: the table's %zu bytes are not those of %llu x %llu distances",
			t->name, t->len, (unsigned long long)n,
			(unsigned long long)n);
	a->slit_nodes = (size_t)n;
	a->slit = xcalloc(a->slit_nodes, a->slit_nodes);
	memcpy(a->slit, t->data + 44, a->slit_nodes * a->slit_nodes);
	return 0;
}

/* APIC: the MADT, arch/x86/kernel/acpi/boot.c */

/* Flags of an entry. */
#define MADT_ENABLED 1u
#define MADT_ONLINE_CAPABLE 2u

static void add_cpu(struct machine *m, uint32_t apic_id, uint32_t flags,
		    bool x2apic)
{
	m->cpus = xrealloc(m->cpus, m->nr_cpus + 1, sizeof(*m->cpus));
	m->cpus[m->nr_cpus++] = (struct machine_cpu){
		.nid = -1,
		.own_nid = -1,
		.reg = apic_id,
		.enabled = flags & MADT_ENABLED,
		.online_capable = flags & MADT_ONLINE_CAPABLE,
		.x2apic = x2apic,
		.known_enable_method = true,
	};
}

/* acpi_parse_lapic(), acpi_parse_x2apic(): unused slots have no APIC. */
static void read_madt_lapic(struct machine *m, const struct table *t,
			    const uint8_t *p)
{
	(void)t;
	if (p[3] != 0xff)
		add_cpu(m, p[3], read_le32(p + 4), false);
}

static void read_madt_x2apic(struct machine *m, const struct table *t,
			     const uint8_t *p)
{
	(void)t;
	if (read_le32(p + 4) != UINT32_MAX)
		add_cpu(m, read_le32(p + 4), read_le32(p + 8), true);
}

static void read_madt_ioapic(struct machine *m, const struct table *t,
			     const uint8_t *p)
{
	(void)t;
	(void)p;
	m->pc.acpi.nr_ioapics++;
}

static const struct entry madt_entries[] = {
	{ 0, 8, read_madt_lapic },
	{ 1, 12, read_madt_ioapic },
	{ 9, 16, read_madt_x2apic },
};

static int read_madt(struct machine *m, const struct table *t,
		     struct error *err)
{
	m->pc.acpi.has_madt = true;
	return read_entries(m, t, 44, madt_entries, ARRAY_SIZE(madt_entries),
			    err);
}

/* FACP: the FADT, of which only the revision counts here. */
#define FADT_MINOR_REVISION 131

static int read_fadt(struct machine *m, const struct table *t,
		     struct error *err)
{
	struct machine_acpi *a = &m->pc.acpi;

	(void)err;
	a->fadt_major = t->revision;
	if (t->len > FADT_MINOR_REVISION)
		a->fadt_minor = t->data[FADT_MINOR_REVISION];
	return 0;
}

/* What each table replaces when it has been read into an empty machine. */

static void take_srat(struct machine *m, struct machine *from)
{
	struct machine_acpi *a = &m->pc.acpi, *f = &from->pc.acpi;

	free(a->memory);
	free(a->cpus);
	a->memory = f->memory;
	a->nr_memory = f->nr_memory;
	a->cap_memory = f->cap_memory;
	a->cpus = f->cpus;
	a->nr_cpus = f->nr_cpus;
	a->cap_cpus = f->cap_cpus;
	a->has_srat = true;
	f->memory = NULL;
	f->cpus = NULL;
}

static void take_slit(struct machine *m, struct machine *from)
{
	free(m->pc.acpi.slit);
	m->pc.acpi.slit = from->pc.acpi.slit;
	m->pc.acpi.slit_nodes = from->pc.acpi.slit_nodes;
	from->pc.acpi.slit = NULL;
}

static void take_madt(struct machine *m, struct machine *from)
{
	free(m->cpus);
	m->cpus = from->cpus;
	m->nr_cpus = from->nr_cpus;
	m->pc.acpi.has_madt = true;
	m->pc.acpi.nr_ioapics = from->pc.acpi.nr_ioapics;
	from->cpus = NULL;
	from->nr_cpus = 0;
}

static void take_fadt(struct machine *m, struct machine *from)
{
	struct machine_acpi *a = &m->pc.acpi;

	a->has_fadt_major = a->has_fadt_minor = true;
	a->fadt_major = from->pc.acpi.fadt_major;
	a->fadt_minor = from->pc.acpi.fadt_minor;
}

static const struct reader {
	const char *signature;
	int (*read)(struct machine *m, const struct table *t,
		    struct error *err);
	void (*take)(struct machine *m, struct machine *from);
} readers[] = {
	{ "SRAT", read_srat, take_srat },
	{ "SLIT", read_slit, take_slit },
	{ "APIC", read_madt, take_madt },
	{ "FACP", read_fadt, take_fadt },
};

static int read_table(struct machine *m, const struct reader *r,
		      const uint8_t *data, size_t len, const char *name,
		      struct error *err)
{
	struct table t = { name, r->signature, data, len, 0 };
	struct machine from = { 0 };
	int ret = check_table(&t, err);

	if (!ret)
		ret = r->read(&from, &t, err);
	if (!ret)
		r->take(m, &from);
	machine_release(&from);
	return ret;
}

int acpi_read_table(struct machine *m, const char *signature,
		    const uint8_t *data, size_t len, const char *name,
		    struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++)
		if (strcmp(readers[i].signature, signature) == 0)
			return read_table(m, &readers[i], data, len, name, err);
	return error_set(err, "%s: expected SRAT, SLIT, APIC or FACP, not %s",
			 name, signature);
}

/* Without it a CPU that is off may come later: the flag means nothing yet. */
static bool has_online_capable(const struct machine_acpi *a)
{
	return a->fadt_major > 6 || (a->fadt_major == 6 && a->fadt_minor >= 3);
}

void acpi_drop_unusable_cpus(struct machine *m)
{
	struct machine_acpi *a = &m->pc.acpi;
	bool known = a->has_fadt_major &&
		     (a->fadt_major != 6 || a->has_fadt_minor);
	size_t n = 0;

	a->nr_unsure_cpus = 0;
	a->has_online_capable = known && has_online_capable(a);
	for (size_t i = 0; a->has_madt && i < m->nr_cpus; i++) {
		bool flagged = m->cpus[i].enabled || m->cpus[i].online_capable;

		a->nr_unsure_cpus += !flagged && !known;
		if (flagged || !a->has_online_capable)
			m->cpus[n++] = m->cpus[i];
	}
	if (a->has_madt)
		m->nr_cpus = n;
}

/* Returns 1 if there was a file, 0 if not, -1 with err. */
static int try_file(struct machine *m, int dir, const char *folder,
		    const struct reader *r, const char *suffix,
		    struct error *err)
{
	char *file = xasprintf("%s%s", r->signature, suffix);
	char *name = xasprintf("%s/%s", folder, file);
	struct error absent = { 0 };
	int fd = infile_open(dir, file, false, name, &absent), ret = 0;
	char *data = NULL;
	size_t len;

	if (fd >= 0) {
		ret = infile_read(fd, MAX_TABLE, &data, &len, name, err);
		if (!ret)
			ret = read_table(m, r, (const uint8_t *)data, len, name,
					 err);
		ret = ret ? -1 : 1;
		close(fd);
	} else if (errno != ENOENT) {
		ret = error_set(err, "%s", absent.text);
	}
	free(data);
	free(name);
	free(file);
	return ret;
}

int acpi_read_folder(struct machine *m, const char *folder, struct error *err)
{
	static const char *const suffixes[] = { "", ".dat" };
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int found = 0;

	if (dir < 0)
		return error_set(err, "%s: %s", folder, strerror(errno));
	for (size_t i = 0; i < ARRAY_SIZE(readers) && found >= 0; i++) {
		int one = 0;

		for (size_t j = 0; j < ARRAY_SIZE(suffixes) && !one; j++)
			one = try_file(m, dir, folder, &readers[i], suffixes[j],
				       err);
		found = one < 0 ? -1 : found + one;
	}
	close(dir);
	if (found < 0)
		return -1;
	if (!found)
		return error_set(
			err,
			"%s: none of the tables SRAT, SLIT, APIC, FACP is there",
			folder);
	return 0;
}
