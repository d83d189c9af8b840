#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: rules.sh OUT FILE...
#
# What model/rules.h calls model/rules_list.h: the rules that the files declare.
# OUT is written only where they have changed, for all files are built from it.

set -e
out=$1
shift
awk '
/^(NUMBER_)?RULE\(/ { inside = 1 }
inside && /\);$/ { inside = 0; sub(/;$/, ""); print; next }
inside' "$@" >"$out.new"
if cmp -s "$out.new" "$out"; then
	rm "$out.new"
else
	mv "$out.new" "$out"
fi
