#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: golden.sh [--write] [CASE...]
#
# tests/golden/CASE/cmd is a line of shell that calls `initmem`; out, err and
# status beside it are what it must print and end with. --write writes them
# anew: read the diff like code.

set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C NO_COLOR=1
INITMEM=$(realpath "${INITMEM:-build/initmem}")
export INITMEM
write=no
[ "${1:-}" = --write ] && write=yes && shift
got=$(mktemp -d)
trap 'rm -rf "$got"' EXIT

run_case() {
	bash -c 'set -o pipefail
		initmem() { "$INITMEM" "$@"; }
		'"$(cat "$1/cmd")" </dev/null >"$got/out" 2>"$got/err"
	echo $? >"$got/status"
}

# The first line that differs, and what was there.
difference() {
	diff "$1" "$2" | sed -n '2,3p' | cut -c1-160 | tr '\n' ' '
}

check_case() {
	local part
	for part in status err out; do
		if [ ! -e "$1/$part" ]; then
			echo "not ok $2: $1/$part is missing (make golden writes it)"
			return
		fi
		cmp -s "$1/$part" "$got/$part" || {
			echo "not ok $2: $part differs (< expected, > got): $(difference "$1/$part" "$got/$part")"
			return
		}
	done
	echo "ok $2"
}

[ $# -gt 0 ] || set -- tests/golden/*/
for dir; do
	dir=${dir%/}
	name=$(basename "$dir")
	dir=tests/golden/$name
	if [ ! -e "$dir/cmd" ]; then
		echo "not ok $name: $dir/cmd is missing"
		continue
	fi
	run_case "$dir"
	if [ $write = yes ]; then
		cp "$got"/out "$got"/err "$got"/status "$dir"/
	else
		check_case "$dir" "$name"
	fi
done
