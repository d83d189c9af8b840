#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Output that goes nowhere, for every command: a disk that is full, a pipe that
# nobody reads, a folder that nothing can be written into.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
board=dts/board-uma-1g.dts
numa=dts/server-numa2.dts

# What prints.
commands=(
	"run --format=json $board" "run --format=text $board"
	"graph zones $board" "graph flow -T svg $board" "log $board"
	"list zones $board" "explain $board" "explain --format=json $board"
	"diff $board $numa" "diff --format=json $board $numa" "lint --level=note $board"
	"lint --level=note --format=json $board" "lint --format=sarif $board" "lint --list"
	"lint --explain M6" "kernel list" "kernel show debian-6.1-arm64"
	"gather --script" "--help" "--version" "run --help"
)
for words in "${commands[@]}"; do
	# shellcheck disable=SC2086 # words
	"$INITMEM" $words >/dev/full 2>"$dir/err"
	same "a full disk: $words" \
		"2 initmem: standard output: No space left on device" \
		"$? $(cat "$dir/err")"
	# Longer than it takes for the reader to be gone.
	# shellcheck disable=SC2086 # words
	(sleep 0.05; exec "$INITMEM" $words 2>"$dir/err") | :
	same "a pipe that nobody reads: $words" "141 " \
		"${PIPESTATUS[0]} $(cat "$dir/err")"
done

# FILE WORD...: of these the output is FILE.
for folder in /proc /proc/self/fdinfo; do
	for words in "run -o $folder/boot $board" \
		"report -o $folder/boot.html $board" \
		"kernel import --log fixtures/logs/linux-3.4-level.log -o $folder/k.json"; do
		# shellcheck disable=SC2086 # words
		"$INITMEM" $words >/dev/null 2>"$dir/err"
		same "nothing can be written there: $words" "2 1" \
			"$? $(grep -c "^initmem: $folder" "$dir/err")"
	done
done

# Two into one folder: the files of one, whole.
for n in 1 2 3; do
	rm -rf "$dir/both"
	"$INITMEM" run --format=json -o "$dir/both" $board >/dev/null 2>&1 &
	"$INITMEM" run --format=json -o "$dir/both" $numa >/dev/null 2>&1
	wait
	same "two into one folder, round $n: one machine's" "1 0" "$(
		cat "$dir"/both/*.json | jq '.nodes // [] | length | select(. > 0)' |
			sort -u | wc -l) $(
		find "$dir/both" -name '.*' | grep -c /.initmem)"
done
