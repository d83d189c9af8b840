#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Graphviz accepts every graph without a word, and -T draws what it says.

set -u
cd "$(dirname "$0")/.." || exit 2
INITMEM=$(realpath "${INITMEM:-build/initmem}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
views=$("$INITMEM" graph x x 2>&1 | sed 's/.*one of: //; s/,//g')

# FILE: Graphviz's complaint about it; empty if it has none.
complaint() {
	local said
	[ -s "$1" ] || { echo "no graph"; return; }
	said=$(dot -Tsvg -o "$scratch/drawn.svg" "$1" 2>&1) ||
		said="dot failed: $said"
	[ -n "$said" ] || grep -q '</svg>' "$scratch/drawn.svg" ||
		said="dot drew nothing"
	head -n 1 <<<"$said"
}

# FOLDER RECORDS: what is wrong in what `run -o` wrote, a line for each.
folder_troubles() {
	local i=0 phase view file said
	for phase in $(jq -r .phase "$2"); do
		printf -v file '%02d-%s' $i "$phase"
		jq -e .phase "$1/$file.json" >/dev/null 2>&1 ||
			echo "$file.json: no record in it"
		for view in ${views#flow }; do
			said=$(complaint "$1/$file.$view.dot")
			[ -z "$said" ] || echo "$file.$view.dot: $said"
		done
		i=$((i + 1))
	done
	[ "$i" -ge 9 ] || echo "$i records, expected one for each phase"
	said=$(complaint "$1/start_kernel.dot")
	[ -z "$said" ] || echo "start_kernel.dot: $said"
}

# NAME INPUT: `run -o` writes each phase's record and graphs.
folder() {
	local said
	if ! said=$("$INITMEM" run --format=json -o "$scratch/$1" "$2" \
		2>&1 >"$scratch/records"); then
		echo "not ok $1 into a folder: $said"
		return
	fi
	said=$(folder_troubles "$scratch/$1" "$scratch/records")
	if [ -z "$said" ]; then
		echo "ok $1 into a folder"
	else
		echo "not ok $1 into a folder: $(wc -l <<<"$said") wrong; first $(head -n 1 <<<"$said")"
	fi
}

# NAME INPUT...: each view of the last phase.
last() {
	local view said
	for view in $views; do
		"$INITMEM" graph "$view" "${@:2}" >"$scratch/last.dot" 2>"$scratch/err"
		said=$(grep -v ": note: " "$scratch/err")
		[ -n "$said" ] || said=$(complaint "$scratch/last.dot")
		if [ -n "$said" ]; then
			echo "not ok $1: $view: $(head -n 1 <<<"$said")"
		else
			echo "ok $1: $view"
		fi
	done
}

# FORMAT START: -T FORMAT writes a file that starts so.
renders() {
	"$INITMEM" graph nodes -T "$1" dts/board-uma-1g.dts \
		>"$scratch/drawn" 2>"$scratch/err"
	if head -c 1000 "$scratch/drawn" | LC_ALL=C grep -qa "$2" &&
		[ ! -s "$scratch/err" ]; then
		echo "ok -T $1"
	else
		echo "not ok -T $1: expected a file with '$2' at its start; $(head -n 1 "$scratch/err")"
	fi
}

# FILE: the words that a drawn graph shows, one a line, in their order.
words_of() {
	grep -oE '>[^<]*</text>' "$1" |
		sed -E 's/^>//; s,</text>$,,; s/&#45;/-/g; s/&#160;/ /g'
}

# NAME VIEW WANTED: each line of the file WANTED is among what VIEW shows.
shows() {
	local lost
	lost=$(comm -23 <(sort -u "$3") <(words_of "$scratch/$2.svg" |
		sed 's/^\* //' | tr ' ' '\n' | tr -d ',' | sort -u))
	if [ -s "$3" ] && [ -z "$lost" ]; then
		echo "ok $1: $2 shows the record's values"
	else
		echo "not ok $1: $2 shows the record's values: $(wc -l <<<"$lost") of $(wc -l <"$3") are not there; first $(head -n 1 <<<"$lost")"
	fi
}

# What a record says, as the views print it.
zone_facts='.nomap as $nomap | .nodes[].zones[] | select(.present_pages > 0) |
	. as $z | .zone_start_pfn as $from | ($from + .spanned_pages) as $to |
	([$nomap[]? | ([(.base + .size) / 4096, $to] | min) -
		([.base / 4096, $from] | max) | select(. > 0)] | add // 0) as $left |
	.name, .zone_start_pfn, .spanned_pages, .present_pages, .managed_pages,
	.cma_pages, .watermark.min, .watermark.low, .watermark.high,
	(.pageset | .high // .high_min, .high_max // .batch, .batch),
	(.spanned_pages - .present_pages), ($left | select(. > 0)),
	(.present_pages - .managed_pages - $left)'
list_facts='.nodes[].zones[].free_area[].lists[][0][0]'
owner_facts='.ledger[] | .by'
path_facts='.nodes[] | "node \(.nid)",
	(.zonelists.fallback[] | "node \(.node)", .zone)'
node_facts='.nodes[].node_present_pages'

# NAME ARGUMENT...: what the views show is what the record says.
facts() {
	local view name=$1
	shift
	"$INITMEM" run --format=json --phase init_per_zone_wmark_min "$@" \
		>"$scratch/record" 2>/dev/null
	for view in zones zonelists freelists memory nodes; do
		"$INITMEM" graph --full "$view" -T svg "$@" \
			>"$scratch/$view.svg"
	done
	jq -r "$zone_facts" "$scratch/record" >"$scratch/wanted"
	shows "$name" zones "$scratch/wanted"
	jq -r "$list_facts" "$scratch/record" >"$scratch/wanted"
	shows "$name" freelists "$scratch/wanted"
	jq -r "$owner_facts" "$scratch/record" >"$scratch/wanted"
	shows "$name" memory "$scratch/wanted"
	jq -r "$node_facts" "$scratch/record" >"$scratch/wanted"
	shows "$name" nodes "$scratch/wanted"
}

# NAME ARGUMENT...: each node's path in its order, where steps name the zone.
path() {
	local name=$1
	shift
	"$INITMEM" run --format=json --phase init_per_zone_wmark_min "$@" |
		jq -r "$path_facts" >"$scratch/wanted"
	"$INITMEM" graph --full zonelists -T svg "$@" >"$scratch/drawn.svg"
	words_of "$scratch/drawn.svg" |
		grep -xE 'node [0-9]+|DMA|DMA32|Normal|HighMem|Movable' \
			>"$scratch/shown"
	if [ -s "$scratch/wanted" ] && cmp -s "$scratch/wanted" "$scratch/shown"; then
		echo "ok $name: zonelists lead along the record's path"
	else
		echo "not ok $name: zonelists lead along the record's path: $(diff "$scratch/wanted" "$scratch/shown" | sed -n '2,3p' | tr '\n' ' ')"
	fi
}

# NAME TEXT...: on 32-bit ARM the one node has the kernel's name for it.
uma() {
	local view
	for view in nodes zones zonelists memory; do
		"$INITMEM" graph "$view" "$1" >"$scratch/uma.dot"
		if grep -q contig_page_data "$scratch/uma.dot"; then
			echo "ok $1: $view names contig_page_data"
		else
			echo "not ok $1: $view names contig_page_data: it does not"
		fi
	done
}

folder uma-256m fixtures/arm64-uma-256m-smp1/input.dtb
folder uma-64g fixtures/arm64-uma-64g-smp4/input.dtb
folder numa2 fixtures/arm64-numa2-4g-smp4/input.dtb
for board in dts/*.dts; do
	input=("$board")
	case $board in
	*/bad-*) continue ;;
	*/board-empty-memory.dts) input=(--memory "0x80000000,0x20000000" "$board") ;;
	esac
	# A boot that panics has graphs up to there only.
	"$INITMEM" run --format=json "${input[@]}" >/dev/null 2>&1
	[ $? = 3 ] || last "$(basename "$board" .dts)" "${input[@]}"
done
facts numa2 dts/server-numa2.dts
facts numa16 dts/server-numa16-64t.dts
facts highmem dts/board-arm-highmem.dts
path numa2 dts/server-numa2.dts
uma dts/board-arm-highmem.dts
last dark --theme=dark dts/server-numa2.dts
renders svg '<svg'
renders png 'PNG'
renders pdf '%PDF'
