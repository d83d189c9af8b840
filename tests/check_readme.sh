#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The README's examples work as pasted: each ```sh block but the ones that call
# make is run from the top of a copy, in order, with no more than its own text.

set -u
cd "$(dirname "$0")/.." || exit 2
INITMEM=$(realpath "${INITMEM:-build/initmem}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/top" "$scratch/top/build"
cp -r dts fixtures src "$scratch/top"
ln -s "$INITMEM" "$scratch/top/build/initmem"
awk -v out="$scratch/block" '
	/^```sh$/ { n++; file = sprintf("%s-%02d", out, n); next }
	/^```$/ { file = ""; next }
	file != "" { print > file }' README.md

# BLOCK: a file that it writes with "> FILE" and that has nothing in it.
empty_output() {
	local file
	sed -nE 's/.*> ([^ ]+\.[a-z]+)$/\1/p' "$1" | while read -r file; do
		[ -s "$scratch/top/$file" ] || echo "$file"
	done
}

ran=0
for block in "$scratch"/block-*; do
	[ -e "$block" ] || continue
	grep -qE '^(sudo )?make( |$)' "$block" && continue
	ran=$((ran + 1))
	first=$(grep -vE '^(#|$)' "$block" | head -n 1)
	if ! (cd "$scratch/top" && bash -eo pipefail "$block") </dev/null \
		>"$scratch/out" 2>"$scratch/err"; then
		echo "not ok $first: it fails: $(head -n 1 "$scratch/err")"
	elif [ ! -s "$scratch/out" ] && ! grep -qE '>|-o ' "$block"; then
		echo "not ok $first: it prints nothing"
	elif empty=$(empty_output "$block") && [ -n "$empty" ]; then
		echo "not ok $first: $empty is empty"
	elif grep -qv ": note: " "$scratch/err"; then
		echo "not ok $first: it says: $(grep -v -m 1 ": note: " "$scratch/err")"
	else
		echo "ok $first"
	fi
done
[ $ran -gt 0 ] || echo "not ok README.md: it has no examples"

# Every file that the text points to is there.
grep -oE '\]\([^)#]+\)' README.md | tr -d ']()' | grep -v '^http' |
	while read -r file; do
		if [ -e "$file" ]; then
			echo "ok $file is there"
		else
			echo "not ok $file: README.md points to it, it is not there"
		fi
	done
