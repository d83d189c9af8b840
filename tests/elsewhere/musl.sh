#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: musl.sh DIR
#
# Leaves in DIR/include and DIR/lib what a build with musl-gcc needs on Debian:
# argp, which musl has not, from gnulib's source as the standalone library of
# that name is; headers and static libraries of Debian's packages, which were
# compiled for glibc; and the few functions that these call for _FORTIFY_SOURCE.

set -eu
mkdir -p "$1/include" "$1/lib" "$1/argp"
dir=$(cd "$1" && pwd)
system=/usr/lib/$(gcc -print-multiarch)
gnulib=/usr/share/gnulib/lib

for header in archive.h archive_entry.h dwarf.h elfutils gelf.h libelf.h json-c \
	graphviz libsmartcols microhttpd.h libfdt.h fdt.h libfdt_env.h; do
	ln -sfn "/usr/include/$header" "$dir/include/$header"
done
cp "$system/libjson-c.a" "$system/libfdt.a" "$dir/lib"
# Opened at run time: just their names are asked for.
for library in cgraph gvc smartcols dw archive microhttpd; do
	ln -sfn "$system/lib$library.so" "$dir/lib"
done

# What gnulib's configure would find out about musl.
cat >"$dir/argp/config.h" <<'END'
#define _GNU_SOURCE 1
#include <stdalign.h>
#include <stdbool.h>
#define FALLTHROUGH __attribute__((fallthrough))
#define HAVE_DECL_FLOCKFILE 1
#define HAVE_DECL_PROGRAM_INVOCATION_NAME 1
#define HAVE_DECL_PROGRAM_INVOCATION_SHORT_NAME 1
#define HAVE_FLOCKFILE 1
#define HAVE_FUNLOCKFILE 1
#define HAVE_MEMPCPY 1
#define HAVE_STRCASECMP 1
#define HAVE_STRCHRNUL 1
#define HAVE_STRNDUP 1
#define ISSLASH(c) ((c) == '/')
#define MAYBE_UNUSED __attribute__((unused))
#define _GL_ARG_NONNULL(arguments)
#define _GL_ATTRIBUTE_DEALLOC(function, argument)
#define _GL_ATTRIBUTE_FORMAT(format)
#define _GL_ATTRIBUTE_PURE
#define _GL_ATTRIBUTE_SPEC_PRINTF_SYSTEM __printf__
#define _GL_EXTERN_INLINE static inline
#define _GL_INLINE static inline
#define _GL_INLINE_HEADER_BEGIN
#define _GL_INLINE_HEADER_END
#define _GL_UNUSED __attribute__((unused))
#define __GETOPT_PREFIX rpl_
END
sed 's/@HAVE_GETOPT_H@/0/; s/@GUARD_PREFIX@/GL/; s/@PRAGMA_[A-Z_]*@//; /definition of _GL_ARG_NONNULL/d' \
	"$gnulib/getopt.in.h" >"$dir/argp/getopt.h"
sed 's/@HAVE_SYS_CDEFS_H@/0/' "$gnulib/getopt-cdefs.in.h" >"$dir/argp/getopt-cdefs.h"
# As a program sees it, without config.h and inline functions.
{
	echo '#define _GL_ATTRIBUTE_FORMAT(format)'
	sed 's/^#if !_LIBC || defined __USE_EXTERN_INLINES/#if 0/' "$gnulib/argp.h"
} >"$dir/include/argp.h"

for source in argp-ba argp-eexst argp-fmtstream argp-fs-xinl argp-help argp-parse \
	argp-pin argp-pv argp-pvh argp-xinl basename-lgpl getopt getopt1; do
	# Beside config.h, or the header files there would be found first.
	musl-gcc -w -O2 -DHAVE_CONFIG_H -I"$dir/argp" -I"$gnulib" \
		-c "$gnulib/$source.c" -o "$dir/argp/$source.o"
done
cat >"$dir/argp/fortify.c" <<'END'
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define WITH_ARGUMENTS(call)           \
	va_list ap;                    \
	int n;                         \
	va_start(ap, fmt);             \
	n = call;                      \
	va_end(ap);                    \
	return n

int __vfprintf_chk(FILE *f, int flag, const char *fmt, va_list ap)
{
	return vfprintf(f, fmt, ap);
}

int __fprintf_chk(FILE *f, int flag, const char *fmt, ...)
{
	WITH_ARGUMENTS(vfprintf(f, fmt, ap));
}

int __vsnprintf_chk(char *s, size_t max, int flag, size_t size, const char *fmt,
		    va_list ap)
{
	return vsnprintf(s, max, fmt, ap);
}

int __snprintf_chk(char *s, size_t max, int flag, size_t size, const char *fmt, ...)
{
	WITH_ARGUMENTS(vsnprintf(s, max, fmt, ap));
}

int __vasprintf_chk(char **s, int flag, const char *fmt, va_list ap)
{
	return vasprintf(s, fmt, ap);
}

char *__strcat_chk(char *to, const char *from, size_t size)
{
	return strcat(to, from);
}

void __vsyslog_chk(int priority, int flag, const char *fmt, va_list ap)
{
	vsyslog(priority, fmt, ap);
}
END
musl-gcc -w -O2 -D_GNU_SOURCE -c "$dir/argp/fortify.c" -o "$dir/argp/fortify.o"
rm -f "$dir/lib/libargp.a"
ar rcs "$dir/lib/libargp.a" "$dir"/argp/*.o
