/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/vmlinux.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/archs.h"
#include "util/alloc.h"
#include "util/infile.h"
#include "util/library.h"

/* libdw carries libelf's with it. */
#define FUNCTIONS(X)                                                           \
	X(elf_nextscn)                                                         \
	X(gelf_getshdr)                                                        \
	X(elf_getdata)                                                         \
	X(elf_version)                                                         \
	X(elf_begin)                                                           \
	X(elf_kind)                                                            \
	X(gelf_getehdr)                                                        \
	X(dwarf_begin_elf)                                                     \
	X(dwarf_end)                                                           \
	X(elf_end)                                                             \
	X(gelf_getsym)                                                         \
	X(elf_strptr)                                                          \
	X(elf_rawdata)                                                         \
	X(gelf_getrela)                                                        \
	X(dwarf_dieoffset)                                                     \
	X(dwarf_siblingof)                                                     \
	X(dwarf_tag)                                                           \
	X(dwarf_diename)                                                       \
	X(dwarf_hasattr)                                                       \
	X(dwarf_child)                                                         \
	X(dwarf_get_units)                                                     \
	X(dwarf_aggregate_size)                                                \
	X(dwarf_attr)                                                          \
	X(dwarf_formudata)                                                     \
	X(dwarf_getlocation)                                                   \
	X(dwarf_formref_die)                                                   \
	X(dwarf_peel_type)

LIBRARY(dw, "to read a vmlinux", FUNCTIONS);

struct type {
	const char *name; /* as in C */
	int tag;
	const char *bare; /* without "struct " or "enum " */
	bool found;
	Dwarf_Die die;
};

struct vmlinux {
	int fd;
	Elf *elf;
	Dwarf *dwarf;
	GElf_Ehdr ehdr;
	Elf_Data *symbols;
	size_t nr_symbols;
	size_t symbol_names; /* section of the names */
	struct type *types;
	size_t nr_types, cap_types;
	size_t nr_missing; /* types not found yet */
};

const char *vmlinux_arch(const struct vmlinux *v)
{
	const struct arch_facts *a = arch_facts_of_elf(v->ehdr.e_machine);

	return a ? a->name : NULL;
}

unsigned vmlinux_word_size(const struct vmlinux *v)
{
	return v->ehdr.e_ident[EI_CLASS] == ELFCLASS64 ? 8 : 4;
}

static void load_symbols(struct vmlinux *v)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = dw.elf_nextscn(v->elf, scn))) {
		if (!dw.gelf_getshdr(scn, &sh) || sh.sh_type != SHT_SYMTAB ||
		    !sh.sh_entsize)
			continue;
		v->symbols = dw.elf_getdata(scn, NULL);
		v->nr_symbols = (size_t)(sh.sh_size / sh.sh_entsize);
		v->symbol_names = sh.sh_link;
		return;
	}
}

static int load(struct vmlinux *v, const char *path, struct error *err)
{
	char names[ARCH_NAMES_MAX];

	dw.elf_version(EV_CURRENT);
	v->fd = infile_open(AT_FDCWD, path, false, path, err);
	if (v->fd < 0)
		return -1;
	v->elf = dw.elf_begin(v->fd, ELF_C_READ_MMAP, NULL);
	if (!v->elf || dw.elf_kind(v->elf) != ELF_K_ELF ||
	    !dw.gelf_getehdr(v->elf, &v->ehdr))
		return error_set(
			err,
			"%s: not an ELF file, expected an uncompressed vmlinux",
			path);
	if (!vmlinux_arch(v))
		return error_set(err, "%s: ELF machine %u, expected %s", path,
				 (unsigned)v->ehdr.e_machine,
				 arch_names(names, " or ", arch_any));
	load_symbols(v);
	if (!v->symbols)
		return error_set(err, "%s: no symbol table", path);
	v->dwarf = dw.dwarf_begin_elf(v->elf, DWARF_C_READ, NULL);
	if (!v->dwarf)
		return error_set(
			err,
			"%s: no debug information, expected the vmlinux of a -dbg package or of a build with CONFIG_DEBUG_INFO",
			path);
	return 0;
}

struct vmlinux *vmlinux_open(const char *path, struct error *err)
{
	struct vmlinux *v;

	if (library_need(&libdw, err))
		return NULL;
	v = xcalloc(1, sizeof(*v));
	if (load(v, path, err)) {
		vmlinux_close(v);
		return NULL;
	}
	return v;
}

void vmlinux_close(struct vmlinux *v)
{
	if (!v)
		return;
	dw.dwarf_end(v->dwarf);
	dw.elf_end(v->elf);
	if (v->fd >= 0)
		close(v->fd);
	free(v->types);
	free(v);
}

bool vmlinux_symbol(struct vmlinux *v, const char *name, uint64_t *value,
		    uint64_t *size_bytes)
{
	for (size_t i = 0; i < v->nr_symbols; i++) {
		const char *s;
		GElf_Sym sym;

		if (!dw.gelf_getsym(v->symbols, (int)i, &sym) ||
		    sym.st_shndx == SHN_UNDEF)
			continue;
		s = dw.elf_strptr(v->elf, v->symbol_names, sym.st_name);
		if (!s || strcmp(s, name))
			continue;
		if (value)
			*value = sym.st_value;
		if (size_bytes)
			*size_bytes = sym.st_size;
		return true;
	}
	return false;
}

/* What the file holds at [addr, addr + *room); NULL if nothing. */
static const unsigned char *bytes_at(struct vmlinux *v, uint64_t addr,
				     size_t *room)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = dw.elf_nextscn(v->elf, scn))) {
		Elf_Data *data;

		if (!dw.gelf_getshdr(scn, &sh) || !(sh.sh_flags & SHF_ALLOC) ||
		    sh.sh_type == SHT_NOBITS || addr < sh.sh_addr ||
		    addr - sh.sh_addr >= sh.sh_size)
			continue;
		data = dw.elf_rawdata(scn, NULL);
		if (!data || addr - sh.sh_addr >= data->d_size)
			return NULL;
		*room = data->d_size - (size_t)(addr - sh.sh_addr);
		return (unsigned char *)data->d_buf + (addr - sh.sh_addr);
	}
	return NULL;
}

static bool number_at(struct vmlinux *v, uint64_t addr, size_t width,
		      uint64_t *value)
{
	bool little = v->ehdr.e_ident[EI_DATA] == ELFDATA2LSB;
	const unsigned char *p;
	size_t room;

	p = bytes_at(v, addr, &room);
	if (!p || room < width)
		return false;
	*value = 0;
	for (size_t i = 0; i < width; i++)
		*value = *value << 8 | p[little ? width - 1 - i : i];
	return true;
}

bool vmlinux_u32(struct vmlinux *v, uint64_t addr, uint32_t *value)
{
	uint64_t n;

	if (!number_at(v, addr, 4, &n))
		return false;
	*value = (uint32_t)n;
	return true;
}

const char *vmlinux_string(struct vmlinux *v, uint64_t addr)
{
	const unsigned char *p;
	size_t room;

	p = bytes_at(v, addr, &room);
	return p && memchr(p, 0, room) ? (const char *)p : NULL;
}

/*
 * A relocatable kernel may keep its pointers only in the addends of the
 * relocations that it applies to itself: those with addends in a section that
 * is loaded. The other ones have been applied by the linker.
 */
static void apply_addends(struct vmlinux *v, uint64_t start, uint64_t stride,
			  uint64_t *pointers, size_t n)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = dw.elf_nextscn(v->elf, scn))) {
		Elf_Data *data;
		GElf_Rela rela;

		if (!dw.gelf_getshdr(scn, &sh) || sh.sh_type != SHT_RELA ||
		    !(sh.sh_flags & SHF_ALLOC))
			continue;
		data = dw.elf_getdata(scn, NULL);
		for (int i = 0; data && dw.gelf_getrela(data, i, &rela); i++) {
			uint64_t at = rela.r_offset - start;

			if (rela.r_offset >= start && at % stride == 0 &&
			    at / stride < n && rela.r_addend)
				pointers[at / stride] = (uint64_t)rela.r_addend;
		}
	}
}

size_t vmlinux_pointers(struct vmlinux *v, uint64_t start, uint64_t end,
			uint64_t stride, uint64_t **out)
{
	unsigned width = vmlinux_word_size(v);
	size_t room, n;

	*out = NULL;
	if (stride < width || end < start || !bytes_at(v, start, &room) ||
	    end - start > room)
		return 0;
	n = (size_t)((end - start) / stride);
	*out = xcalloc(n + 1, sizeof(**out));
	for (size_t i = 0; i < n; i++)
		number_at(v, start + i * stride, width, &(*out)[i]);
	apply_addends(v, start, stride, *out, n);
	return n;
}

static struct type *type_find(struct vmlinux *v, const char *name)
{
	for (size_t i = 0; i < v->nr_types; i++) {
		if (!strcmp(v->types[i].name, name))
			return &v->types[i];
	}
	return NULL;
}

void vmlinux_want(struct vmlinux *v, const char *type)
{
	static const struct {
		const char *prefix;
		int tag;
	} kinds[] = {
		{ "struct ", DW_TAG_structure_type },
		{ "enum ", DW_TAG_enumeration_type },
		{ "", DW_TAG_typedef },
	};
	struct type t = { .name = type };
	size_t i = 0;

	if (type_find(v, type))
		return;
	while (strncmp(type, kinds[i].prefix, strlen(kinds[i].prefix)))
		i++;
	t.tag = kinds[i].tag;
	t.bare = type + strlen(kinds[i].prefix);
	array_reserve(v->types, v->cap_types, v->nr_types + 1);
	v->types[v->nr_types++] = t;
	v->nr_missing++;
}

/* Goes on to the next entry; a damaged file may point backwards for ever. */
static bool next_sibling(Dwarf_Die *die)
{
	Dwarf_Off before = dw.dwarf_dieoffset(die);

	return dw.dwarf_siblingof(die, die) == 0 &&
	       dw.dwarf_dieoffset(die) > before;
}

static void take_type(struct vmlinux *v, Dwarf_Die *die)
{
	int tag = dw.dwarf_tag(die);
	const char *name;

	if (tag != DW_TAG_structure_type && tag != DW_TAG_enumeration_type &&
	    tag != DW_TAG_typedef)
		return;
	name = dw.dwarf_diename(die);
	if (!name)
		return;
	for (size_t i = 0; i < v->nr_types; i++) {
		struct type *t = &v->types[i];

		if (t->found || t->tag != tag || strcmp(t->bare, name) ||
		    dw.dwarf_hasattr(die, DW_AT_declaration))
			continue;
		t->die = *die;
		t->found = true;
		v->nr_missing--;
	}
}

static void scan_unit(struct vmlinux *v, Dwarf_Die *unit)
{
	Dwarf_Die die;

	if (dw.dwarf_child(unit, &die))
		return;
	do {
		take_type(v, &die);
	} while (v->nr_missing && next_sibling(&die));
}

void vmlinux_scan(struct vmlinux *v)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;

	while (v->nr_missing && dw.dwarf_get_units(v->dwarf, cu, &cu, NULL,
						   NULL, &unit, NULL) == 0)
		scan_unit(v, &unit);
}

static Dwarf_Die *type_die(struct vmlinux *v, const char *type)
{
	struct type *t = type_find(v, type);

	return t && t->found ? &t->die : NULL;
}

bool vmlinux_sizeof(struct vmlinux *v, const char *type, uint64_t *bytes)
{
	Dwarf_Die *die = type_die(v, type);
	Dwarf_Word size;

	if (!die || dw.dwarf_aggregate_size(die, &size))
		return false;
	*bytes = size;
	return true;
}

static bool find_member(struct vmlinux *v, const char *type, const char *member,
			Dwarf_Die *out)
{
	Dwarf_Die *die = type_die(v, type);

	if (!die || dw.dwarf_child(die, out))
		return false;
	do {
		const char *name = dw.dwarf_diename(out);

		if (dw.dwarf_tag(out) == DW_TAG_member && name &&
		    !strcmp(name, member))
			return true;
	} while (next_sibling(out));
	return false;
}

bool vmlinux_offsetof(struct vmlinux *v, const char *type, const char *member,
		      uint64_t *bytes)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;
	Dwarf_Die die;
	Dwarf_Op *op;
	size_t n;

	if (!find_member(v, type, member, &die) ||
	    !dw.dwarf_attr(&die, DW_AT_data_member_location, &attr))
		return false;
	if (dw.dwarf_formudata(&attr, &value) == 0) {
		*bytes = value;
		return true;
	}
	/* DWARF 2 says it as an expression. */
	if (dw.dwarf_getlocation(&attr, &op, &n) || n != 1 ||
	    op[0].atom != DW_OP_plus_uconst)
		return false;
	*bytes = op[0].number;
	return true;
}

bool vmlinux_elements(struct vmlinux *v, const char *type, const char *member,
		      uint64_t *n)
{
	Dwarf_Die die, array, dimension;
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (!find_member(v, type, member, &die) ||
	    !dw.dwarf_attr(&die, DW_AT_type, &attr) ||
	    !dw.dwarf_formref_die(&attr, &array) ||
	    dw.dwarf_peel_type(&array, &array) ||
	    dw.dwarf_tag(&array) != DW_TAG_array_type ||
	    dw.dwarf_child(&array, &dimension))
		return false;
	if (dw.dwarf_attr(&dimension, DW_AT_count, &attr) &&
	    dw.dwarf_formudata(&attr, &value) == 0) {
		*n = value;
		return true;
	}
	if (!dw.dwarf_attr(&dimension, DW_AT_upper_bound, &attr) ||
	    dw.dwarf_formudata(&attr, &value))
		return false;
	*n = value + 1;
	return true;
}

const char *vmlinux_enumerator(struct vmlinux *v, const char *type, size_t i)
{
	Dwarf_Die *die = type_die(v, type);
	Dwarf_Die child;

	if (!die || dw.dwarf_child(die, &child))
		return NULL;
	do {
		if (dw.dwarf_tag(&child) == DW_TAG_enumerator && i-- == 0)
			return dw.dwarf_diename(&child);
	} while (next_sibling(&child));
	return NULL;
}

bool vmlinux_enumerator_value(struct vmlinux *v, const char *type,
			      const char *name, uint64_t *value)
{
	Dwarf_Die *die = type_die(v, type);
	Dwarf_Die child;

	if (!die || dw.dwarf_child(die, &child))
		return false;
	do {
		Dwarf_Attribute attr;
		Dwarf_Word word;

		if (dw.dwarf_tag(&child) != DW_TAG_enumerator ||
		    strcmp(dw.dwarf_diename(&child) ? dw.dwarf_diename(&child) :
						      "",
			   name) != 0)
			continue;
		if (!dw.dwarf_attr(&child, DW_AT_const_value, &attr) ||
		    dw.dwarf_formudata(&attr, &word))
			return false;
		*value = word;
		return true;
	} while (next_sibling(&child));
	return false;
}
