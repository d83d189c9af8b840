#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The fuzz targets over the inputs we have, cut and changed (fuzz/replay.c).

set -u
cd "$(dirname "$0")/.." || exit 2
build=${BUILD:-build}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
. tests/lib/seeds.sh

for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	mkdir "$scratch/$name"
	seeds "$name" "$scratch/$name"
	timeout 300 "$build/tests/replay/$name" "$scratch/$name"/* \
		>"$scratch/out" 2>&1
	status=$?
	if [ $status = 0 ]; then
		echo "ok $name"
	else
		echo "not ok $name: status $status: $(grep -m1 -E \
			'ERROR|runtime error|Assertion|such file' "$scratch/out")"
	fi
done
