/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/vmlinux.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/archs.h"
#include "profile/btf.h"
#include "profile/dwarf_types.h"
#include "profile/elf_file.h"
#include "profile/symbols.h"
#include "util/alloc.h"

/* A word that the kernel fills in when it relocates itself. */
struct addend {
	uint64_t addr, value;
};

struct vmlinux {
	const char *name; /* the image's, for messages */
	const struct arch_facts *arch;
	struct image image;
	struct elf_file *elf; /* NULL: an Image */
	uint64_t base; /* of an Image: where its first byte is linked */
	bool little;
	struct addend *addends;
	size_t nr_addends, cap_addends;

	struct symbols symbols;
	const char *symbols_from;
	struct loaded symbols_file;

	struct image debug_file;
	struct elf_file *debug; /* NULL: none beside the image */
	char *debug_path; /* of a build ID; NULL: it was given */
	struct dwarf_types *dwarf; /* NULL: types are of BTF */

	struct loaded btf_file;
	struct btf *btf; /* NULL: none */
	char *banner;
};

const char *vmlinux_arch(const struct vmlinux *v)
{
	return v->arch->name;
}

unsigned vmlinux_word_size(const struct vmlinux *v)
{
	return v->arch->word_size;
}

const char *vmlinux_banner(const struct vmlinux *v)
{
	return v->banner;
}

const char *vmlinux_types_from(const struct vmlinux *v)
{
	return v->dwarf ? "DWARF" : "BTF";
}

const char *vmlinux_symbols_from(const struct vmlinux *v)
{
	return v->symbols_from;
}

/* The i-th piece of what is loaded, as it lies in the file. */
static const unsigned char *loaded_piece(struct vmlinux *v, size_t i,
					 uint64_t *addr, size_t *len)
{
	if (v->elf)
		return elf_file_loaded(v->elf, i, addr, len);
	*addr = v->base;
	*len = v->image.file.len;
	return i ? NULL : (const unsigned char *)v->image.file.data;
}

/* What the file holds at [addr, addr + *room); NULL if nothing. */
static const unsigned char *bytes_at(struct vmlinux *v, uint64_t addr,
				     size_t *room)
{
	const unsigned char *piece;
	uint64_t start;
	size_t len;

	for (size_t i = 0; (piece = loaded_piece(v, i, &start, &len)); i++) {
		if (addr < start || addr - start >= len)
			continue;
		*room = len - (size_t)(addr - start);
		return piece + (addr - start);
	}
	return NULL;
}

/* Of a text, or of bytes, that the image holds. */
static const char *find_bytes(struct vmlinux *v, const char *bytes, size_t n,
			      size_t *room)
{
	const unsigned char *piece;
	uint64_t start;
	size_t len;

	for (size_t i = 0; (piece = loaded_piece(v, i, &start, &len)); i++) {
		const char *at = memmem(piece, len, bytes, n);

		if (!at)
			continue;
		*room = len - (size_t)(at - (const char *)piece);
		return at;
	}
	return NULL;
}

bool vmlinux_has_text(struct vmlinux *v, const char *text)
{
	size_t room;

	return find_bytes(v, text, strlen(text), &room) != NULL;
}

const char *vmlinux_packed_config(struct vmlinux *v, size_t *len)
{
	/* kernel/configs.c of Linux */
	static const char start[] = "IKCFG_ST", end[] = "IKCFG_ED";
	const char *at = find_bytes(v, start, strlen(start), len), *stop;

	if (!at)
		return NULL;
	at += strlen(start);
	*len -= strlen(start);
	stop = memmem(at, *len, end, strlen(end));
	if (!stop)
		return NULL;
	*len = (size_t)(stop - at);
	return at;
}

static bool number_at(struct vmlinux *v, uint64_t addr, size_t width,
		      uint64_t *value)
{
	const unsigned char *p;
	size_t room;

	p = bytes_at(v, addr, &room);
	if (!p || room < width)
		return false;
	*value = 0;
	for (size_t i = 0; i < width; i++)
		*value = *value << 8 | p[v->little ? width - 1 - i : i];
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

bool vmlinux_long(struct vmlinux *v, uint64_t addr, uint64_t *value)
{
	return number_at(v, addr, vmlinux_word_size(v), value);
}

const char *vmlinux_string(struct vmlinux *v, uint64_t addr)
{
	const unsigned char *p;
	size_t room;

	p = bytes_at(v, addr, &room);
	return p && memchr(p, 0, room) ? (const char *)p : NULL;
}

static void add_addend(void *arg, uint64_t addr, uint64_t value)
{
	struct vmlinux *v = arg;

	if (!value)
		return;
	array_reserve(v->addends, v->cap_addends, v->nr_addends + 1);
	v->addends[v->nr_addends++] = (struct addend){ addr, value };
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
	for (size_t i = 0; i < v->nr_addends; i++) {
		uint64_t at = v->addends[i].addr - start;

		if (v->addends[i].addr >= start && at % stride == 0 &&
		    at / stride < n)
			(*out)[at / stride] = v->addends[i].value;
	}
	return n;
}

bool vmlinux_symbol(struct vmlinux *v, const char *name, uint64_t *value,
		    uint64_t *size_bytes)
{
	const struct symbol *s = symbols_find(&v->symbols, name);

	if (!s)
		return false;
	if (value)
		*value = s->value;
	if (size_bytes)
		*size_bytes = s->size_bytes;
	return true;
}

bool vmlinux_symbol_room(struct vmlinux *v, const char *name, uint64_t *bytes)
{
	const struct symbol *s = symbols_find(&v->symbols, name);

	*bytes = s ? symbols_room(&v->symbols, s->value) : 0;
	return *bytes != 0;
}

void vmlinux_want(struct vmlinux *v, const char *type)
{
	if (v->dwarf)
		dwarf_want(v->dwarf, type);
}

void vmlinux_scan(struct vmlinux *v)
{
	if (v->dwarf)
		dwarf_scan(v->dwarf);
}

bool vmlinux_sizeof(struct vmlinux *v, const char *type, uint64_t *bytes)
{
	return v->dwarf ? dwarf_sizeof(v->dwarf, type, bytes) :
			  btf_sizeof(v->btf, type, bytes);
}

bool vmlinux_offsetof(struct vmlinux *v, const char *type, const char *member,
		      uint64_t *bytes)
{
	return v->dwarf ? dwarf_offsetof(v->dwarf, type, member, bytes) :
			  btf_offsetof(v->btf, type, member, bytes);
}

bool vmlinux_elements(struct vmlinux *v, const char *type, const char *member,
		      uint64_t *n)
{
	return v->dwarf ? dwarf_elements(v->dwarf, type, member, n) :
			  btf_elements(v->btf, type, member, n);
}

const char *vmlinux_enumerator(struct vmlinux *v, const char *type, size_t i)
{
	return v->dwarf ? dwarf_enumerator(v->dwarf, type, i) :
			  btf_enumerator(v->btf, type, i);
}

bool vmlinux_enumerator_value(struct vmlinux *v, const char *type,
			      const char *name, uint64_t *value)
{
	return v->dwarf ? dwarf_enumerator_value(v->dwarf, type, name, value) :
			  btf_enumerator_value(v->btf, type, name, value);
}

bool vmlinux_parameters(struct vmlinux *v, const char *function, size_t *n)
{
	return v->btf && btf_parameters(v->btf, function, n);
}

static int open_elf(struct vmlinux *v, struct error *err)
{
	char names[ARCH_NAMES_MAX];

	v->elf = elf_file_new(v->image.file.data, v->image.file.len, v->name,
			      err);
	if (!v->elf)
		return -1;
	v->little = elf_file_is_little(v->elf);
	v->arch = arch_facts_of_elf(elf_file_machine(v->elf));
	if (!v->arch)
		return error_set(err, "%s: ELF machine %u, expected %s",
				 v->name, elf_file_machine(v->elf),
				 arch_names(names, " or ", arch_any));
	elf_file_addends(v->elf, add_addend, v);
	return 0;
}

/*
 * An Image has no sections: what its relocations are is told by their type,
 * between a place and a value. That of 32-bit ARM has none.
 */
static void scan_addends(struct vmlinux *v)
{
	uint64_t type = v->arch->relative_reloc, word[3];
	const char *data = v->image.file.data;
	size_t len = v->image.file.len;

	for (size_t at = 0; at + sizeof(word) <= len; at += 8) {
		memcpy(word, data + at, sizeof(word));
		/* All that the kernel links lies in the upper half. */
		if (word[1] == type && word[0] >> 63 && word[2] >> 63) {
			add_addend(v, word[0], word[2]);
			at += 16;
		}
	}
}

static int open_image(struct vmlinux *v, const struct kernel_file *f,
		      struct error *err)
{
	v->name = f->path;
	if (image_open(&v->image, f, err))
		return -1;
	if (!v->image.raw_arch)
		return open_elf(v, err);
	v->arch = arch_facts_find(v->image.raw_arch);
	v->little = true;
	if (v->arch->relative_reloc)
		scan_addends(v);
	return 0;
}

/* At the first byte of the image. */
static const char *first_symbol(const struct vmlinux *v)
{
	return v->arch->first_symbol ? v->arch->first_symbol : "_text";
}

/* What the image itself, or what was split off, says, before any text. */
static int open_symbols(struct vmlinux *v, const struct kernel_file *f,
			struct error *err)
{
	v->symbols_from = "symbol table";
	if ((v->elf && elf_file_symbols(v->elf, &v->symbols)) ||
	    (v->debug && elf_file_symbols(v->debug, &v->symbols))) {
		symbols_sort(&v->symbols);
		return 0;
	}
	if (!f->path)
		return error_set(
			err,
			"%s: no symbol table, expected its System.map, or /proc/kallsyms while it runs, with --symbols",
			v->name);
	v->symbols_from = "System.map or /proc/kallsyms";
	if (loaded_open_unpacked(&v->symbols_file, f, err) ||
	    symbols_from_text(&v->symbols, v->symbols_file.data,
			      v->symbols_file.len, f->path, err))
		return -1;
	if (symbols_find(&v->symbols, first_symbol(v)))
		return 0;
	return error_set(
		err,
		"%s: no symbol %s, expected all of the kernel's (Debian's System.map only names the -dbg package that has them)",
		f->path, first_symbol(v));
}

/* Where the linker put the first byte of an ELF file's kernel. */
static uint64_t lowest_loaded(struct vmlinux *v)
{
	uint64_t addr, lowest = UINT64_MAX;
	size_t len;

	for (size_t i = 0; elf_file_loaded(v->elf, i, &addr, &len); i++) {
		/* Per-CPU data may be linked at 0. */
		if (addr >> 20 && addr < lowest)
			lowest = addr;
	}
	return lowest;
}

/* An Image points to its own first byte (kimage_vaddr); 0: not found. */
static uint64_t lowest_addend(const struct vmlinux *v)
{
	uint64_t lowest = UINT64_MAX;

	for (size_t i = 0; i < v->nr_addends; i++) {
		if (v->addends[i].value < lowest)
			lowest = v->addends[i].value;
	}
	return lowest % 4096 ? 0 : lowest;
}

/*
 * A kernel that runs may have moved itself, and its symbols with it: by how
 * much is told by the first byte of its image. Per-CPU data linked at 0 stay.
 */
static void place_symbols(struct vmlinux *v)
{
	const struct symbol *s = symbols_find(&v->symbols, first_symbol(v));
	uint64_t linked = v->elf ? lowest_loaded(v) : lowest_addend(v);

	if (s && v->symbols_file.data && linked && linked != UINT64_MAX &&
	    linked < s->value && (s->value - linked) % 4096 == 0)
		symbols_lower(&v->symbols, linked, s->value - linked);
	if (s && !v->elf)
		v->base = s->value;
}

static int check_build_ids(struct vmlinux *v, const char *path,
			   struct error *err)
{
	char *image = v->elf ? elf_file_build_id(v->elf) : NULL;
	char *debug = elf_file_build_id(v->debug);
	int ret = 0;

	if (image && debug && strcmp(image, debug) != 0)
		ret = error_set(
			err,
			"%s: debug information of build %s, but %s is build %s",
			path, debug, v->name, image);
	free(image);
	free(debug);
	return ret;
}

static int open_debug(struct vmlinux *v, const struct kernel_file *f,
		      struct error *err)
{
	if (image_open(&v->debug_file, f, err))
		return -1;
	v->debug = elf_file_new(v->debug_file.file.data, v->debug_file.file.len,
				f->path, err);
	if (!v->debug || check_build_ids(v, f->path, err))
		return -1;
	v->dwarf = dwarf_types_new(v->debug, err);
	if (v->dwarf || err->set)
		return err->set ? -1 : 0;
	return error_set(
		err,
		"%s: no debug information, expected the file that it was split off to, or a vmlinux with it",
		f->path);
}

/* FOLDER/.build-id/ab/cdef....debug, or without .build-id; NULL: none. */
static char *find_debug(const char *const *folders, const char *id)
{
	static const char *const below[] = { "/.build-id", "" };

	for (; *folders; folders++) {
		for (size_t i = 0; i < ARRAY_SIZE(below); i++) {
			char *path = xasprintf("%s%s/%.2s/%s.debug", *folders,
					       below[i], id, id + 2);

			if (!access(path, R_OK))
				return path;
			free(path);
		}
	}
	return NULL;
}

static int open_types(struct vmlinux *v, const struct vmlinux_files *files,
		      struct error *err)
{
	char *id;

	if (files->debug.path)
		return open_debug(v, &files->debug, err);
	v->dwarf = v->elf ? dwarf_types_new(v->elf, err) : NULL;
	if (v->dwarf || err->set)
		return err->set ? -1 : 0;
	id = v->elf ? elf_file_build_id(v->elf) : NULL;
	if (id && strlen(id) > 2 && files->debug_folders)
		v->debug_path = find_debug(files->debug_folders, id);
	free(id);
	return v->debug_path ? open_debug(v,
					  &(struct kernel_file){
						  .path = v->debug_path },
					  err) :
			       0;
}

/* The section .BTF, which an Image has without a name. */
static const void *own_btf(struct vmlinux *v, size_t *len)
{
	static const char magic[] = "\x9f\xeb\1\0\x18\0\0\0\0\0\0";

	return v->elf ? elf_file_section(v->elf, ".BTF", len) :
			find_bytes(v, magic, sizeof(magic), len);
}

static int open_btf(struct vmlinux *v, const struct kernel_file *f,
		    struct error *err)
{
	const char *name = f->path ? f->path : v->name;
	const void *data;
	size_t len = 0;

	if (f->path) {
		if (loaded_open_unpacked(&v->btf_file, f, err))
			return -1;
		data = v->btf_file.data;
		len = v->btf_file.len;
	} else {
		data = own_btf(v, &len);
	}
	if (data) {
		v->btf = btf_new(data, len, vmlinux_word_size(v), name, err);
		return v->btf ? 0 : -1;
	}
	if (v->dwarf)
		return 0;
	return error_set(
		err,
		"%s: no debug information and no BTF, expected the vmlinux of a -dbg package or of a build with CONFIG_DEBUG_INFO, what was split off with --debug, or BTF, as /sys/kernel/btf/vmlinux has it while the kernel runs, with --btf",
		v->name);
}

/* "Linux version 6..." where it lies in the image. */
static void find_banner(struct vmlinux *v)
{
	static const char start[] = "Linux version ";
	const unsigned char *piece;
	uint64_t addr;
	size_t len;

	for (size_t i = 0; (piece = loaded_piece(v, i, &addr, &len)); i++) {
		const char *at = (const char *)piece, *end = at + len, *stop;

		while (!v->banner && (at = memmem(at, (size_t)(end - at), start,
						  strlen(start)))) {
			const char *release = at + strlen(start);

			stop = memchr(at, '\n', (size_t)(end - at));
			if (stop > release && *release >= '0' &&
			    *release <= '9')
				v->banner = xstrndup(at, (size_t)(stop - at));
			at = release;
		}
	}
}

/*
 * The one at linux_banner counts: another one may lie in the image, without the
 * build's number. It must be there, or the symbols are not of this image.
 */
static int check_banner(struct vmlinux *v, struct error *err)
{
	const char *s;
	uint64_t addr;
	size_t same;

	if (!v->banner || !vmlinux_symbol(v, "linux_banner", &addr, NULL))
		return 0;
	same = strlen("Linux version ");
	same += strcspn(v->banner + same, " ");
	s = vmlinux_string(v, addr);
	if (s && !strncmp(s, v->banner, same)) {
		free(v->banner);
		v->banner = xstrndup(s, strcspn(s, "\n"));
		return 0;
	}
	return error_set(
		err,
		"%s: its words \"%.*s\" are not where linux_banner is, 0x%" PRIx64
		": the symbols are of another kernel",
		v->name, (int)same, v->banner, addr);
}

struct vmlinux *vmlinux_open(const struct kernel_file *image, struct error *err)
{
	struct vmlinux *v = xcalloc(1, sizeof(*v));

	if (!open_image(v, image, err)) {
		find_banner(v);
		return v;
	}
	vmlinux_close(v);
	return NULL;
}

int vmlinux_load(struct vmlinux *v, const struct vmlinux_files *files,
		 struct error *err)
{
	if (open_types(v, files, err) || open_btf(v, &files->btf, err) ||
	    open_symbols(v, &files->symbols, err))
		return -1;
	place_symbols(v);
	return check_banner(v, err);
}

void vmlinux_close(struct vmlinux *v)
{
	if (!v)
		return;
	dwarf_types_free(v->dwarf);
	btf_free(v->btf);
	symbols_release(&v->symbols);
	elf_file_free(v->debug);
	elf_file_free(v->elf);
	image_release(&v->debug_file);
	image_release(&v->image);
	loaded_release(&v->symbols_file);
	loaded_release(&v->btf_file);
	free(v->debug_path);
	free(v->addends);
	free(v->banner);
	free(v);
}
