/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/elf_file.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/library.h"

/* libdw carries libelf's with it. */
#define FUNCTIONS(X)                                                           \
	X(elf_version)                                                         \
	X(elf_memory)                                                          \
	X(elf_end)                                                             \
	X(elf_kind)                                                            \
	X(elf_nextscn)                                                         \
	X(elf_getdata)                                                         \
	X(elf_rawdata)                                                         \
	X(elf_strptr)                                                          \
	X(elf_getshdrstrndx)                                                   \
	X(gelf_getehdr)                                                        \
	X(gelf_getshdr)                                                        \
	X(gelf_getsym)                                                         \
	X(gelf_getrela)                                                        \
	X(gelf_getnote)

LIBRARY(dw, "to read a kernel's ELF file", FUNCTIONS);

struct elf_file {
	Elf *elf;
	GElf_Ehdr ehdr;
	size_t names; /* section of the sections' names */
};

struct elf_file *elf_file_new(char *data, size_t len, const char *name,
			      struct error *err)
{
	struct elf_file *f;

	if (library_need(&libdw, err))
		return NULL;
	dw.elf_version(EV_CURRENT);
	f = xcalloc(1, sizeof(*f));
	f->elf = dw.elf_memory(data, len);
	if (f->elf && dw.elf_kind(f->elf) == ELF_K_ELF &&
	    dw.gelf_getehdr(f->elf, &f->ehdr) &&
	    !dw.elf_getshdrstrndx(f->elf, &f->names))
		return f;
	elf_file_free(f);
	error_set(err, "%s: not an ELF file, or it is damaged", name);
	return NULL;
}

void elf_file_free(struct elf_file *f)
{
	if (!f)
		return;
	dw.elf_end(f->elf);
	free(f);
}

Elf *elf_file_handle(struct elf_file *f)
{
	return f->elf;
}

unsigned elf_file_machine(const struct elf_file *f)
{
	return f->ehdr.e_machine;
}

bool elf_file_is_little(const struct elf_file *f)
{
	return f->ehdr.e_ident[EI_DATA] == ELFDATA2LSB;
}

static const void *raw(Elf_Scn *scn, size_t *len)
{
	Elf_Data *data = dw.elf_rawdata(scn, NULL);

	*len = data && data->d_buf ? data->d_size : 0;
	return *len ? data->d_buf : NULL;
}

const void *elf_file_section(struct elf_file *f, const char *name, size_t *len)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = dw.elf_nextscn(f->elf, scn))) {
		const char *s;

		if (!dw.gelf_getshdr(scn, &sh) || sh.sh_type == SHT_NOBITS)
			continue;
		s = dw.elf_strptr(f->elf, f->names, sh.sh_name);
		if (s && !strcmp(s, name))
			return raw(scn, len);
	}
	return NULL;
}

const void *elf_file_loaded(struct elf_file *f, size_t i, uint64_t *addr,
			    size_t *len)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = dw.elf_nextscn(f->elf, scn))) {
		const void *data;

		if (!dw.gelf_getshdr(scn, &sh) || !(sh.sh_flags & SHF_ALLOC) ||
		    sh.sh_type == SHT_NOBITS)
			continue;
		data = raw(scn, len);
		*addr = sh.sh_addr;
		if (data && i-- == 0)
			return data;
	}
	return NULL;
}

static void add_symbols(struct elf_file *f, Elf_Scn *scn, const GElf_Shdr *sh,
			struct symbols *s)
{
	Elf_Data *data = dw.elf_getdata(scn, NULL);
	GElf_Sym sym;

	for (int i = 0; data && dw.gelf_getsym(data, i, &sym); i++) {
		const char *name;

		if (sym.st_shndx == SHN_UNDEF)
			continue;
		name = dw.elf_strptr(f->elf, sh->sh_link, sym.st_name);
		if (name && *name)
			symbols_add(s, name, sym.st_value, sym.st_size);
	}
}

size_t elf_file_symbols(struct elf_file *f, struct symbols *s)
{
	size_t before = s->n;
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while (s->n == before && (scn = dw.elf_nextscn(f->elf, scn))) {
		if (dw.gelf_getshdr(scn, &sh) && sh.sh_type == SHT_SYMTAB)
			add_symbols(f, scn, &sh, s);
	}
	return s->n - before;
}

void elf_file_addends(struct elf_file *f,
		      void (*found)(void *arg, uint64_t addr, uint64_t addend),
		      void *arg)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = dw.elf_nextscn(f->elf, scn))) {
		Elf_Data *data;
		GElf_Rela rela;

		if (!dw.gelf_getshdr(scn, &sh) || sh.sh_type != SHT_RELA ||
		    !(sh.sh_flags & SHF_ALLOC))
			continue;
		data = dw.elf_getdata(scn, NULL);
		for (int i = 0; data && dw.gelf_getrela(data, i, &rela); i++)
			found(arg, rela.r_offset, (uint64_t)rela.r_addend);
	}
}

static char *hex(const unsigned char *bytes, size_t n)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < n; i++)
		xappendf(&text, "%02x", bytes[i]);
	return text;
}

/* Of the notes of one section. */
static char *find_build_id(Elf_Data *data)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while ((at = dw.gelf_getnote(data, at, &note, &name, &desc))) {
		const unsigned char *bytes = data->d_buf;

		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(bytes + name, "GNU", 4))
			return hex(bytes + desc, note.n_descsz);
	}
	return NULL;
}

char *elf_file_build_id(struct elf_file *f)
{
	Elf_Scn *scn = NULL;
	char *id = NULL;
	GElf_Shdr sh;

	while (!id && (scn = dw.elf_nextscn(f->elf, scn))) {
		Elf_Data *data;

		if (!dw.gelf_getshdr(scn, &sh) || sh.sh_type != SHT_NOTE)
			continue;
		data = dw.elf_getdata(scn, NULL);
		if (data && data->d_buf)
			id = find_build_id(data);
	}
	return id;
}
