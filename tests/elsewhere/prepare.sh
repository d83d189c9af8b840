#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: prepare.sh i386|s390x|musl BUILD
#
# Brings what a build for another machine needs into BUILD, and tries whether
# its programs run here. Fails where the archive has nothing of it, or the
# machine cannot: then there is nothing to be checked.

set -eu
root=$2/sysroot/root
case $1 in
i386) loader=lib/ld-linux.so.2 emulator= ;;
s390x) loader=lib/ld64.so.1 emulator=qemu-s390x-static ;;
*) exit 0 ;;
esac
sh tests/elsewhere/sysroot.sh "$1" "$2/sysroot"
${emulator:+"$emulator" -L "$root"} "$root/$loader" --version >/dev/null
