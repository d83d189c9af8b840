#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: fuzz.sh BUILD SECONDS
#
# Lets libFuzzer try every target for some seconds, from the inputs we have.
# What it finds stays in BUILD/found.

set -u
cd "$(dirname "$0")/.." || exit 2
build=$1
seconds=$2
found=$build/found
mkdir -p "$found"
passed=0
failed=0

. tests/lib/seeds.sh

for source in tests/fuzz/fuzz_*.c; do
	[ -e "$source" ] || break
	name=$(basename "$source" .c)
	corpus=$build/corpus/$name
	mkdir -p "$corpus" "$corpus.seeds"
	seeds "$name" "$corpus.seeds"
	words=
	[ -e "tests/fuzz/$name.dict" ] && words=-dict=tests/fuzz/$name.dict
	if "$build/tests/fuzz/$name" -max_total_time="$seconds" -timeout=10 $words \
		-rss_limit_mb=1024 -print_final_stats=1 -verbosity=1 \
		-artifact_prefix="$found/$name-" "$corpus" "$corpus.seeds" \
		>"$build/$name.log" 2>&1; then
		passed=$((passed + 1))
		echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' \
			"$build/$name.log") runs"
	else
		failed=$((failed + 1))
		echo "not ok $name: $(grep -m1 -E 'ERROR|SUMMARY' "$build/$name.log")"
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
