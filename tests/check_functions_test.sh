#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# check_functions.py finds a function that is not where the kernel has it.

set -u
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

# NAME FILE TEXT EXPECTED: what it says of TEXT in src/FILE.
says() {
	local out
	rm -rf "$copy/src"
	mkdir -p "$copy/src/${2%/*}"
	printf '%b\n' "$3" >"$copy/src/$2"
	out=$(/usr/bin/python3 "$here/check_functions.py" "$copy")
	if [ "$out" = "$4" ]; then
		echo "ok $1"
	else
		echo "not ok $1: got: $out"
	fi
}

body='(struct boot *b)\n{\n}'
right='ok functions: 1 are where the kernel has them'

says "in the kernel's file" mm/page_alloc.c "void build_zonelists$body" "$right"
says "in a folder of its name" mm/page_alloc/x.c "void build_zonelists$body" \
	"$right"
says "in a file of the function's name" start/smp_init.c "int smp_init$body" \
	"$right"
says "elsewhere" start/x.c "void build_zonelists$body" \
	"not ok functions: src/start/x.c: build_zonelists(): the kernel has it in mm/page_alloc.c"
says "elsewhere, in a comment" mm/memblock.c \
	"/* build_zonelists(): once. */\nstatic void order$body" \
	"not ok functions: src/mm/memblock.c: build_zonelists(): the kernel has it in mm/page_alloc.c"
says "of another architecture" arch/arm/traps.c "void trap_init$body" "$right"
says "of none" mm/traps.c "void trap_init$body" \
	"not ok functions: src/mm/traps.c: trap_init(): the kernel has it in $(
		sed -n 's/^trap_init //; T; s/ / or /gp' "$here/kernel_functions.txt")"
says "a name of our own" mm/page_alloc.c "void add_largest$body" \
	'ok functions: 0 are where the kernel has them'
