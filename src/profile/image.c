/* SPDX-License-Identifier: GPL-2.0-only */
#include "profile/image.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/archs.h"
#include "util/alloc.h"
#include "util/infile.h"
#include "util/packed.h"

#define TEXT_MAX ((size_t)64 << 20) /* what /proc and /sys have */
#define UNPACKED_MAX ((size_t)192 << 20)
#define WRAPS_MAX 4 /* a zboot that is packed again, and then some */

/*
 * Of a file as it lies on a disk: a vmlinux has hundreds of megabytes. Those of
 * /sys that say a size, as that of BTF, are to be read.
 */
static bool map_file(struct loaded *l, int fd, const struct stat *st)
{
	void *map = MAP_FAILED;

	if (S_ISREG(st->st_mode) && st->st_size > 0 &&
	    (uintmax_t)st->st_size < SIZE_MAX / 2)
		map = mmap(NULL, (size_t)st->st_size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return false;
	l->data = l->map = map;
	l->len = l->map_len = (size_t)st->st_size;
	return true;
}

static int read_file(struct loaded *l, int fd, struct error *err)
{
	if (infile_read(fd, TEXT_MAX, &l->owned, &l->len, l->name, err))
		return -1;
	l->data = l->owned;
	return 0;
}

int loaded_open(struct loaded *l, const struct kernel_file *f,
		struct error *err)
{
	struct stat st = { 0 };
	int fd, ret = 0;

	*l = (struct loaded){ .name = f->path, .data = f->data, .len = f->len };
	if (f->data)
		return 0;
	fd = infile_open(AT_FDCWD, f->path, true, f->path, err);
	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && S_ISDIR(st.st_mode))
		ret = error_set(err, "%s: a folder, expected a file", f->path);
	else if (!map_file(l, fd, &st))
		ret = read_file(l, fd, err);
	close(fd);
	return ret;
}

static void take_place(struct loaded *l, char *data, size_t len)
{
	loaded_release(l);
	l->data = l->owned = data;
	l->len = len;
}

/* What is packed in [data, data + len) takes the place of the file. */
static int unpack(struct loaded *l, const char *data, size_t len,
		  struct error *err)
{
	char *out;
	size_t out_len;

	if (packed_unpack(data, len, UNPACKED_MAX, &out, &out_len, l->name,
			  err))
		return -1;
	take_place(l, out, out_len);
	return 0;
}

void loaded_release(struct loaded *l)
{
	if (l->map)
		munmap(l->map, l->map_len);
	free(l->owned);
	*l = (struct loaded){ .name = l->name };
}

static bool has(const struct loaded *l, size_t at, const char *magic,
		size_t len)
{
	return l->len >= at + len && !memcmp(l->data + at, magic, len);
}

static uint32_t u32_at(const struct loaded *l, size_t at)
{
	const unsigned char *p = (const unsigned char *)l->data + at;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/*
 * The part of a file that holds the packed kernel. What gzip has packed ends
 * by itself; behind all other the kernel's build puts four bytes, the length.
 */
static int unpack_part(struct loaded *l, uint64_t at, uint64_t len,
		       struct error *err)
{
	const char *data = l->data + at, *how;

	if (at > l->len || len > l->len - at || len < 8)
		return error_set(
			err,
			"%s: the packed kernel is at 0x%llx and has %llu bytes, the file only %zu",
			l->name, (unsigned long long)at,
			(unsigned long long)len, l->len);
	how = packed_how(data, (size_t)len);
	if (!how && *data != 0x5d && memcmp(data, "\177ELF", 4) != 0)
		return error_set(
			err,
			"%s: the kernel in it is packed in a way that is not known, expected gzip, xz, lzma, zstd, lz4, lzo or bzip2",
			l->name);
	if (!how || strcmp(how, "gzip") != 0)
		len -= 4;
	return unpack(l, data, (size_t)len, err);
}

/* Documentation/x86/boot.rst of Linux, from protocol 2.08 on */
static bool is_bzimage(const struct loaded *l)
{
	return has(l, 0x1fe, "\x55\xaa", 2) && has(l, 0x202, "HdrS", 4) &&
	       l->len >= 0x250 && (u32_at(l, 0x206) & 0xffff) >= 0x208;
}

static int open_bzimage(struct loaded *l, struct error *err)
{
	uint64_t sectors = (unsigned char)l->data[0x1f1];
	uint64_t setup = ((sectors ? sectors : 4) + 1) * 512;

	return unpack_part(l, setup + u32_at(l, 0x248), u32_at(l, 0x24c), err);
}

/* drivers/firmware/efi/libstub/zboot-header.S of Linux */
static bool is_zboot(const struct loaded *l)
{
	return has(l, 0, "MZ", 2) && has(l, 4, "zimg", 4) && l->len >= 64;
}

static int open_zboot(struct loaded *l, struct error *err)
{
	return unpack_part(l, u32_at(l, 8), u32_at(l, 12), err);
}

static bool is_packed(const struct loaded *l)
{
	return packed_how(l->data, l->len) != NULL;
}

static int open_packed(struct loaded *l, struct error *err)
{
	return unpack(l, l->data, l->len, err);
}

int loaded_open_unpacked(struct loaded *l, const struct kernel_file *f,
			 struct error *err)
{
	if (loaded_open(l, f, err))
		return -1;
	return is_packed(l) ? open_packed(l, err) : 0;
}

/* Little-endian, as arch/arm/boot/compressed/head.S of Linux begins it. */
static bool is_zimage(const struct loaded *l)
{
	return has(l, 0x24, "\x18\x28\x6f\x01", 4);
}

/*
 * Where the packed kernel in a zImage ends, the last four bytes of which are
 * its length when unpacked: in a table that the header points to, behind a
 * count and a magic word. 0: it does not say, as before Linux 4.15.
 */
static size_t zimage_packed_end(const struct loaded *l)
{
	uint32_t table, size_at;

	if (!has(l, 0x34, "EEEE", 4) || l->len < 0x3c)
		return 0;
	table = u32_at(l, 0x38);
	if (!has(l, (size_t)table + 4, "KLSZ", 4) ||
	    l->len < (size_t)table + 12)
		return 0;
	size_at = u32_at(l, (size_t)table + 8);
	return l->len >= (size_t)size_at + 4 ? (size_t)size_at + 4 : 0;
}

/* Whether what lies there may be packed, and be of so many bytes. */
static bool may_be_packed(const struct loaded *l, size_t at, uint32_t size)
{
	uint64_t said;

	if ((unsigned char)l->data[at] != 0x5d)
		return packed_how(l->data + at, l->len - at) != NULL;
	/* lzma has no magic; its header says a length, or that it says none */
	if (l->len - at < 13)
		return false;
	said = u32_at(l, at + 5) | (uint64_t)u32_at(l, at + 9) << 32;
	return said == size || said == UINT64_MAX;
}

/* Takes the place of the file if it unpacks to so many bytes. */
static bool unpacks_to(struct loaded *l, size_t at, size_t end, uint32_t size)
{
	const char *data = l->data + at, *how = packed_how(data, end - at);
	struct error why = { 0 };
	char *out;
	size_t len;

	/* Of gzip's, the length is a part. */
	if (!how || strcmp(how, "gzip") != 0)
		end -= 4;
	if (packed_unpack(data, end - at, size, &out, &len, l->name, &why))
		return false;
	if (len == size)
		take_place(l, out, len);
	else
		free(out);
	return len == size;
}

/*
 * Nothing but its code knows where the packed kernel in a zImage begins: it is
 * what unpacks to the length that stands behind it.
 */
static int open_zimage(struct loaded *l, struct error *err)
{
	size_t end = zimage_packed_end(l);
	uint32_t size = end ? u32_at(l, end - 4) : 0;

	for (size_t at = 0; size && at + 8 < end; at++) {
		if (may_be_packed(l, at, size) && unpacks_to(l, at, end, size))
			return 0;
	}
	return error_set(
		err,
		"%s: a zImage of 32-bit ARM, no packed kernel found in it, expected one that gzip, xz, lzma, lz4 or lzo has packed",
		l->name);
}

/* What has a kernel within. */
static const struct wrap {
	bool (*is)(const struct loaded *l);
	int (*open)(struct loaded *l, struct error *err);
	/* Of an Image that does not say by itself; NULL: it does. */
	const char *arch;
} wraps[] = {
	{ is_bzimage, open_bzimage, NULL },
	{ is_zboot, open_zboot, NULL },
	{ is_packed, open_packed, NULL },
	{ is_zimage, open_zimage, "arm" },
};

static const struct wrap *wrap_of(const struct loaded *l)
{
	for (size_t i = 0; i < ARRAY_SIZE(wraps); i++) {
		if (wraps[i].is(l))
			return &wraps[i];
	}
	return NULL;
}

#define IMAGE_MAGIC_AT 56

/* Documentation/arm64/booting.rst, Documentation/riscv/boot-image-header.rst */
static const char *image_arch(const struct loaded *l)
{
	for (size_t i = 0; i < nr_arch_facts; i++) {
		const char *magic = arch_facts[i].image_magic;

		if (magic && has(l, IMAGE_MAGIC_AT, magic, strlen(magic)))
			return arch_facts[i].name;
	}
	return NULL;
}

int image_open(struct image *im, const struct kernel_file *f, struct error *err)
{
	struct loaded *l = &im->file;
	const struct wrap *wrap;
	const char *arch = NULL;

	im->raw_arch = NULL;
	if (loaded_open(l, f, err))
		return -1;
	for (int i = 0; i < WRAPS_MAX && (wrap = wrap_of(l)); i++) {
		if (wrap->open(l, err))
			return -1;
		arch = wrap->arch;
	}
	if (has(l, 0, "\177ELF", 4))
		return 0;
	im->raw_arch = arch ? arch : image_arch(l);
	return im->raw_arch ?
		       0 :
		       error_set(
			       err,
			       "%s: not a kernel, expected a vmlinux (ELF), an x86 bzImage, a 32-bit ARM zImage, an arm64 or RISC-V Image, or an EFI zboot image",
			       f->path);
}

void image_release(struct image *im)
{
	loaded_release(&im->file);
}
