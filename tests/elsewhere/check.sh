#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: check.sh i386|s390x|musl INITMEM BUILD
#
# Builds initmem for another machine, or C library, into BUILD, warnings as
# errors, and holds what it prints against what INITMEM does. 32 bits and musl
# run here as they are, started by a loader of their own; the rest in qemu-user.

set -eu
case $1 in
i386) triple=i686-linux-gnu loader=lib/ld-linux.so.2 emulator= ;;
s390x) triple=s390x-linux-gnu loader=lib/ld64.so.1 emulator=qemu-s390x-static ;;
musl) ;;
*) echo "check.sh: $1: expected i386, s390x or musl" >&2; exit 2 ;;
esac
here=$2
mkdir -p "$3"
build=$(cd "$3" && pwd)

make_there() {
	${MAKE:-make} -j"$(nproc)" WERROR=1 BUILD="$build" "$@"
}

if [ "$1" = musl ]; then
	sh tests/elsewhere/musl.sh "$build/parts"
	CPPFLAGS="-isystem $build/parts/include" make_there "$build/initmem" \
		CC=musl-gcc LDFLAGS="-L$build/parts/lib" LDLIBS=-largp
	exec /usr/bin/python3 tests/elsewhere/elsewhere.py --linked-only \
		"$here" "$build/initmem"
fi

sh tests/elsewhere/sysroot.sh "$1" "$build/sysroot"
root=$build/sysroot/root
libraries=$root/lib/$1-linux-gnu:$root/usr/lib/$1-linux-gnu
export PKG_CONFIG_LIBDIR="$root/usr/lib/$1-linux-gnu/pkgconfig:$root/usr/share/pkgconfig"
export PKG_CONFIG_SYSROOT_DIR="$root"
make_there CC="$triple-gcc --sysroot=$root" AR="$triple-ar" \
	OBJCOPY="$triple-objcopy" \
	LDFLAGS="-Wl,--dynamic-linker=$root/$loader,--disable-new-dtags,-rpath,$libraries,-rpath-link,$libraries"
exec /usr/bin/python3 tests/elsewhere/elsewhere.py "$here" \
	${emulator:+"$emulator" -L "$root"} "$build/initmem"
