#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: demo.sh INITMEM BOARD.dts FOLDER
#
# The main job on one board: its boot as records, and each graph as a picture.

set -eu
initmem=$1
board=$2
out=$3

rm -rf "$out"
mkdir -p "$out"
"$initmem" run --format=json -o "$out" "$board" > "$out/records.jsonl"
"$initmem" run --format=text --phase mem_init "$board"
for graph in "$out"/*.dot; do
	dot -Tsvg -o "${graph%.dot}.svg" "$graph"
done
for view in flow nodes zones zonelists freelists memory; do
	"$initmem" graph $view -T png "$board" > "$out/$view.png"
done
echo
echo "$(find "$out" -name '*.svg' | wc -l) graphs of $board, drawn as SVG, and the last phase's as PNG, are in $out:"
echo "  $out/start_kernel.svg   the phases"
echo "  $out/05-mem_init.memory.svg   who owns the memory when the page allocator takes over"
[ ! -e "$out/index.html" ] || echo "  $out/index.html   step through the boot in a browser"
echo "The records are in $out/records.jsonl"
