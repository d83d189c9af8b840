#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: check_rooms.sh [ROOT]
#
# The rules between the rooms under src/: who includes whom, which library is
# used where, that lint reads no log, that each header compiles alone, each file
# names its license and no function is longer than a screen.

set -u
cd "${1:-.}" || exit 2

# room: the rooms it may include from, besides itself.
declare -A may=(
	[util]=""
	[model]="util"
	[journal]="model util"
	[cmdline]="model util"
	[profile]="model util"
	[input]="model util"
	[mm]="journal cmdline model util"
	[arch]="mm journal cmdline model util"
	[start]="arch mm journal cmdline model util"
	[lint]="journal cmdline model util"
	[answer]="input start arch mm journal cmdline model util"
	[emit]="answer lint start arch mm journal cmdline model util"
	[lib]="profile input arch mm start journal cmdline answer lint emit model util"
	[serve]="util"
	[command]="lib serve profile input arch mm start journal cmdline answer lint emit model util"
	[main]="command lib serve profile input arch mm start journal cmdline answer lint emit model util"
)

# header pattern | the files that may include it
libraries=(
	'libfdt|src/input/dtb.c src/input/synthetic.c'
	'json-c/|src/emit/json_object.h src/emit/answer_json.c src/emit/lint_json.c src/emit/columns.c src/profile/reader.c src/profile/reader.h src/profile/writer.h src/profile/find_line.h src/profile/fit_edit.h'
	'elfutils/|src/profile/dwarf_types.c'
	'dwarf\.h|src/profile/dwarf_types.c'
	'libelf|src/profile/elf_file.h'
	'gelf|src/profile/elf_file.c'
	'archive|src/input/tar.c src/util/packed.c'
	'graphviz/|src/emit/dot_render.c'
	'libsmartcols|src/emit/text_table.c'
	'microhttpd|src/serve/http.c'
)

# Made while the program is built, by src/model/rules.sh.
made=model/rules_list.h
gen=$(mktemp -d) || exit 2
trap 'rm -rf "$gen"' EXIT

failed=0
wrong() {
	echo "not ok rooms: $*"
	failed=1
}

# file:line:name of each #include "..." or <...>
includes() {
	grep -nHE '^[[:space:]]*#[[:space:]]*include' "$@" |
		sed -E 's/^([^:]*:[0-9]+):[^<"]*[<"]([^>"]*)[>"].*/\1 \2/'
}

check_rooms() {
	local at name file room target
	while read -r at name; do
		file=${at%%:*}
		room=${file#src/}
		case $room in
		*/*) room=${room%%/*} ;;
		*) room=main ;;
		esac
		[ -n "${may[$room]+x}" ] || {
			wrong "$file: src/$room is no room"
			continue
		}
		target=${name%%/*}
		[ "$target" = "$room" ] && continue
		case " ${may[$room]} " in
		*" $target "*) ;;
		*) wrong "$at: $room may not include \"$name\" (it may from: ${may[$room]:-nowhere})" ;;
		esac
	done < <(includes "$@" |
		while read -r at name; do
			[ -e "src/$name" ] && echo "$at $name"
		done)
}

# A file and its header are one; a circle of such pairs is wrong.
check_circles() {
	local at name left
	left=$(includes "$@" | while read -r at name; do
		at=${at%%:*}
		at=${at#src/}
		[ "${at%.[ch]}" = "${name%.h}" ] || [ ! -e "src/$name" ] ||
			echo "${at%.[ch]} ${name%.h}"
	done | tsort 2>&1 >/dev/null | sed -n 's/^tsort: \(.*\/.*\)$/\1/p')
	[ -z "$left" ] ||
		wrong "these files include each other in a circle: $(tr '\n' ' ' <<<"$left")"
}

check_named() { # "x.h" without its room
	local at name
	while read -r at name; do
		[ -e "src/$name" ] || [ "$name" = $made ] ||
			wrong "$at: \"$name\" does not name a room and a file in it"
	done < <(grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$@" |
		sed -E 's/^([^:]*:[0-9]+):[^"]*"([^"]*)".*/\1 \2/')
}

check_libraries() {
	local at name rule
	while read -r at name; do
		for rule in "${libraries[@]}"; do
			[[ $name =~ ^(${rule%%|*}) ]] || continue
			case " ${rule#*|} " in
			*" ${at%%:*} "*) ;;
			*) wrong "$at: <$name> belongs in ${rule#*|}" ;;
			esac
		done
	done < <(includes "$@")
}

check_headers() {
	local header flags
	flags=$(pkg-config --cflags json-c libcgraph libgvc libdw 2>/dev/null)
	mkdir -p "$gen/${made%/*}"
	[ ! -e src/model/rules.sh ] ||
		sh src/model/rules.sh "$gen/$made" "${sources[@]}"
	for header; do
		# shellcheck disable=SC2086 # flags is a list, CC may be one
		out=$(${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Isrc -I"$gen" \
			${flags//-I/-isystem } -fsyntax-only -x c \
			-include "$header" /dev/null 2>&1) ||
			wrong "$header does not compile alone: $(head -1 <<<"$out")"
	done
}

check_license() {
	local file
	while read -r file; do
		wrong "$file: no SPDX line at its top"
	done < <(awk 'BEGIN { for (i = 1; i < ARGC; i++) seen[ARGV[i]] = 0 }
		FNR <= 3 && /SPDX-License-Identifier: / { seen[FILENAME] = 1 }
		FNR == 3 { nextfile }
		END { for (file in seen) if (!seen[file]) print file }' "$@" |
		sort)
}

# How a line is worded is the kernel's: lint asks what was remarked.
check_lint() {
	local at
	while read -r at; do
		wrong "$at: lint reads the log; journal_remarked() has what it says"
	done < <(grep -rnE '\b(nr_log|log\[)' src/lint 2>/dev/null | cut -d: -f1,2)
}

# From brace to brace.
max_lines=65
check_sizes() {
	local lines at
	while read -r lines at; do
		wrong "$at: a function of $lines lines, at most $max_lines"
	done < <(awk -v max=$max_lines 'FNR == 1 { begin = 0 }
		/^\{$/ { begin = FNR }
		/^\}$/ && begin {
			if (FNR - begin + 1 > max)
				print FNR - begin + 1, FILENAME ":" begin
			begin = 0
		}' "$@")
}

mapfile -t sources < <(find src -name '*.[ch]' | sort)
mapfile -t headers < <(find src -name '*.h' | sort)
mapfile -t licensed < <(find Makefile .ci src tests tools dts man completions \
	-type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o \
	-name '*.dts' -o -name '*.dtsi' -o -name Makefile -o -path '.ci/*' \
	-o -path 'man/*' -o -path 'completions/*' \) 2>/dev/null | sort)

[ ${#sources[@]} -gt 0 ] || wrong "no sources under src/"
check_rooms "${sources[@]}"
check_circles "${sources[@]}"
check_named "${sources[@]}"
check_libraries "${sources[@]}"
check_headers "${headers[@]}"
check_lint
check_sizes "${sources[@]}"
check_license "${licensed[@]}"
[ $failed = 1 ] || echo "ok rooms: ${#sources[@]} files"
exit $failed
