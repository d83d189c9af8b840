#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: embed.sh OUTPUT.c LINES PROFILES
#
# Writes a C file that holds the profiles and the release lines, two folders of
# JSON files, as string literals, byte for byte, and the tables builtin_profiles[]
# (profile/profile.h) and builtin_lines[] (profile/lines.h), sorted by name. It
# needs sh, sed and sort, and any C compiler takes the result.
#
# A profile's name is its file's; architecture and release are taken from the
# lines that `initmem kernel import` writes, and a line's releases from theirs;
# linux-* are builds of the release as it is, and no distribution's.

set -eu
LC_ALL=C
export LC_ALL

[ $# = 3 ] || { echo "usage: embed.sh OUTPUT.c LINES PROFILES" >&2; exit 2; }
output=$1
lines=$2
profiles=$3

# The JSON string behind a key, still quoted as in JSON, which C understands.
value() {
	sed -n 's/^ *"'"$1"'": *\("[^"\\]*"\),\{0,1\}$/\1/p' "$2" | sed 1q
}

# The strings of the JSON array behind a key, as C would list them.
list() {
	sed -n 's/^ *"'"$1"'": *\[\("[^]\\]*"\)\],\{0,1\}$/\1/p' "$2" | sed 1q
}

literal() {
	sed -f "$(dirname "$0")/../util/literal.sed" "$1"
}

# A folder's files by base name: a shorter name is in front of a longer one.
sorted() {
	for file in "$1"/*.json; do
		echo "$(basename "$file" .json) $file"
	done | sort | cut -d' ' -f2-
}

# NAME FOLDER: its files as NAME_0, NAME_1, ...
literals() {
	i=0
	for file in $(sorted "$2"); do
		echo "static const char $1_$i[] ="
		literal "$file"
		echo ';'
		i=$((i + 1))
	done
	echo
}

trap 'rm -f "$output.tmp"' EXIT
{
	echo '/* Made by profile/embed.sh. */'
	echo '#include "profile/lines.h"'
	echo '#include "profile/profile.h"'
	echo
	literals line "$lines"
	literals json "$profiles"
	echo 'const struct builtin_line builtin_lines[] = {'
	i=0
	for file in $(sorted "$lines"); do
		releases=$(list releases "$file")
		archs=$(list archs "$file")
		[ -n "$releases" ] && [ -n "$archs" ] || {
			echo "embed.sh: $file: no releases or archs" >&2
			exit 1
		}
		printf '\t{ "%s", (const char *const[]){ %s, NULL },\n' \
			"$(basename "$file" .json)" "$releases"
		printf '\t  (const char *const[]){ %s, NULL },\n' "$archs"
		printf '\t  line_%d, sizeof(line_%d) - 1 },\n' $i $i
		i=$((i + 1))
	done
	echo '};'
	echo 'const size_t nr_builtin_lines ='
	printf '\tsizeof(builtin_lines) / sizeof(builtin_lines[0]);\n'
	echo 'const struct builtin_profile builtin_profiles[] = {'
	i=0
	for file in $(sorted "$profiles"); do
		arch=$(value arch "$file")
		release=$(value release "$file")
		[ -n "$arch" ] && [ -n "$release" ] || {
			echo "embed.sh: $file: no arch or release" >&2
			exit 1
		}
		lpae=false
		[ "$(value CONFIG_ARM_LPAE "$file")" = '"y"' ] && lpae=true
		plain=false
		case $(basename "$file") in linux-*) plain=true ;; esac
		printf '\t{ "%s", %s, %s, json_%d, sizeof(json_%d) - 1, %s, %s },\n' \
			"$(basename "$file" .json)" "$arch" "$release" $i $i $lpae $plain
		i=$((i + 1))
	done
	echo '};'
	echo 'const size_t nr_builtin_profiles ='
	printf '\tsizeof(builtin_profiles) / sizeof(builtin_profiles[0]);\n'
} > "$output.tmp"
mv "$output.tmp" "$output"
