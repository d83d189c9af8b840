#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: sonames.sh OUT.c CC LIBRARY...
#
# Writes a C file with soname_LIBRARY for each, as the linker would record it:
# what the header files of this build belong to. What the library itself needs
# is no matter of that.

set -eu
out=$1
cc=$2
shift 2
probe=$out.probe
trap 'rm -f "$probe"' EXIT

{
	echo '#include "util/library.h"'
	for library; do
		echo 'int main(void) { return 0; }' |
			$cc -x c - -o "$probe" -Wl,--no-as-needed "-l$library" \
				-Wl,--unresolved-symbols=ignore-in-shared-libs
		soname=$(LC_ALL=C objdump -p "$probe" |
			awk -v name="lib$library." '$1 == "NEEDED" &&
				index($2, name) == 1 { print $2; exit }')
		[ -n "$soname" ] || {
			echo "sonames.sh: lib$library has no soname" >&2
			exit 1
		}
		echo "const char soname_$library[] = \"$soname\";"
	done
} > "$out.new"
mv -f "$out.new" "$out"
