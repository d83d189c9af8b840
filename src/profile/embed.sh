#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: embed.sh OUTPUT.c PROFILE.json...
#
# Writes a C file that holds the given profiles as string literals, byte for
# byte, and the table builtin_profiles[] (profile/profile.h), sorted by name.
# It needs sh, sed and sort, and any C compiler takes the result. In a Makefile:
#
#     build/profile/builtin.c: src/profile/embed.sh $(PROFILES)
#             src/profile/embed.sh $@ $(PROFILES)
#
# A profile's name is its file's; architecture and release are taken from the
# lines that `initmem kernel import` writes.

set -eu
LC_ALL=C
export LC_ALL

[ $# -ge 2 ] || { echo "usage: embed.sh OUTPUT.c PROFILE.json..." >&2; exit 2; }
output=$1
shift

# The JSON string behind a key, still quoted as in JSON, which C understands.
value() {
	sed -n 's/^ *"'"$1"'": *\("[^"\\]*"\),\{0,1\}$/\1/p' "$2" | sed 1q
}

literal() {
	sed -f "$(dirname "$0")/../util/literal.sed" "$1"
}

# By base name, whatever the folders are called.
sorted() {
	for file; do
		echo "$(basename "$file" .json) $file"
	done | sort | cut -d' ' -f2-
}

trap 'rm -f "$output.tmp"' EXIT
{
	echo '/* Made by profile/embed.sh. */'
	echo '#include "profile/profile.h"'
	echo
	i=0
	for file in $(sorted "$@"); do
		echo "static const char json_$i[] ="
		literal "$file"
		echo ';'
		i=$((i + 1))
	done
	echo
	echo 'const struct builtin_profile builtin_profiles[] = {'
	i=0
	for file in $(sorted "$@"); do
		arch=$(value arch "$file")
		release=$(value release "$file")
		[ -n "$arch" ] && [ -n "$release" ] || {
			echo "embed.sh: $file: no arch or release" >&2
			exit 1
		}
		lpae=false
		[ "$(value CONFIG_ARM_LPAE "$file")" = '"y"' ] && lpae=true
		printf '\t{ "%s", %s, %s, json_%d, sizeof(json_%d) - 1, %s },\n' \
			"$(basename "$file" .json)" "$arch" "$release" $i $i $lpae
		i=$((i + 1))
	done
	echo '};'
	echo 'const size_t nr_builtin_profiles ='
	printf '\tsizeof(builtin_profiles) / sizeof(builtin_profiles[0]);\n'
} > "$output.tmp"
mv "$output.tmp" "$output"
