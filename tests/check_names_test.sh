#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# check_names.sh finds each kind of name that it looks for.

set -u
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/src/start" "$copy/src/emit" "$copy/src/model" "$copy/src/mm"
cp "$here/../src/start/calls.c" "$copy/src/start"
cp "$here/../src/emit/views.c" "$copy/src/emit"
cp "$here/../src/model/archs.c" "$copy/src/model"
cp "$here/../src/mm/boot_alloc.c" "$copy/src/mm"

# NAME TEXT MESSAGE: with TEXT in a file of src/mm, it says MESSAGE; none: ok.
finds() {
	local out
	printf '%b\n' "$2" >"$copy/src/mm/x.c"
	out=$(bash "$here/check_names.sh" "$copy")
	if [ "$out" = "${3:-ok names: phases, views, architectures, rules}" ]; then
		echo "ok $1"
	else
		echo "not ok $1: got: $out"
	fi
}

outside() { echo "not ok names: src/mm/x.c:$1: the name of $2 outside of $3"; }

finds "a phase" 'enter(b, "mem_init");' \
	"$(outside 1 "a phase" src/start/calls.c)"
finds "a phase with its step" '\nx = "setup_arch/paging_init";' \
	"$(outside 2 "a phase" src/start/calls.c)"
finds "a view" 'v = view_find("zonelists");' \
	"$(outside 1 "a view" src/emit/views.c)"
finds "an architecture that is asked for" 'if (arch_is(k->arch, "arm64"))' \
	"$(outside 1 "an architecture" src/model/archs.c)"
finds "one that is given" 'return "riscv64";' \
	"$(outside 1 "an architecture" src/model/archs.c)"
finds "a family that is compared" '\tif (!strcmp(family, "x86"))' \
	"$(outside 1 "an architecture" src/model/archs.c)"
finds "a rule" 'fit_set_rule(f, "boot_allocator", 0);' \
	"$(outside 1 "a rule" "its RULE()")"
finds "a rule that is compared" '\tif (!strcmp(rule->name, "boot_allocator"))' \
	"$(outside 1 "a rule" "its RULE()")"
finds "a member that is called so" '\tput_u64(w, "boot_allocator", n);'
finds "a row of a table that is for one" '\t{ "VMALLOC_END", "arm", 4 },'
finds "a comment" '/* "mem_init" of\n * "setup_arch" */ int x; /* "arm64" */'
