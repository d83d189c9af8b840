#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What users type.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
board=fixtures/arm64-uma-1g-smp2/input.dtb

phases="start setup_arch setup_per_cpu_areas vfs_caches_init_early build_all_zonelists mem_init kmem_cache_init setup_per_cpu_pageset page_alloc_init_late init_per_zone_wmark_min"
same "a record for every phase, in order" "$phases" \
	"$("$INITMEM" run $board | jq -r .phase | xargs)"
same "records are numbered" "0 1 2 3 4 5 6 7 8 9" \
	"$("$INITMEM" run $board | jq .index | xargs)"
same "--until stops there" "start setup_arch" \
	"$("$INITMEM" run --until setup_arch $board | jq -r .phase | xargs)"
same "--phase prints that record only" "mem_init" \
	"$("$INITMEM" run --phase mem_init $board | jq -r .phase | xargs)"
same "--steps adds the steps" "memblock_free_all null" \
	"$("$INITMEM" run --steps --phase mem_init $board | jq -r .step | xargs)"
same "standard input is -" "$("$INITMEM" run $board | md5sum)" \
	"$("$INITMEM" run - <$board | md5sum)"
same "source is compiled" "1" \
	"$("$INITMEM" run --phase start dts/board-uma-1g.dts | jq '.machine.firmware_map | length')"
same "twice the same bytes" "$("$INITMEM" run --steps $board | md5sum)" \
	"$("$INITMEM" run --steps $board | md5sum)"
same "--append reaches the kernel" "131072" \
	"$("$INITMEM" run --append cma=512M --phase setup_arch $board | jq .totals.totalcma_pages)"
same "--cmdline replaces" "quiet" \
	"$("$INITMEM" run --cmdline quiet --phase start $board | jq -r .machine.cmdline)"
same "--memory replaces the banks" "536870912" \
	"$("$INITMEM" run --memory 0x40000000,512M --phase start $board | jq '.machine.firmware_map[0].size')"
same "--cpus keeps the first" "1" \
	"$("$INITMEM" run --cpus 1 --phase setup_per_cpu_areas $board | jq .percpu.nr_units)"
"$INITMEM" kernel show debian-6.1-armmp |
	jq 'del(.cpu_methods, .machines, .smp_machines)' >"$dir/unlisted.json"
same "a profile without lists does not say what starts CPUs" "1 0" \
	"$(for board in arm-two-none arm-two; do
		"$INITMEM" run --kernel "$dir/unlisted.json" --phase init_per_zone_wmark_min \
			fixtures/faults/cpus-arm-start/$board.dts | jq "[.inexact[] | select(test(\"start CPUs\"))] | length"
	done | xargs)"
same "--initrd is shown" "1342177280 1048576" \
	"$("$INITMEM" run --initrd 0x50000000,1M --phase start $board | jq -r '.machine.initrd | "\(.base) \(.size)"')"
same "text has no colour in a pipe" "" \
	"$("$INITMEM" run --format=text $board | grep $'\033' | head -n 1)"
# 16 MiB a character, as the map says: each zone of 768 MiB is 48 of them.
same "the map of the memory is to scale" "48 48" \
	"$("$INITMEM" run --format=text --phase mem_init dts/board-arm-highmem.dts |
		awk '/^physical memory/, /a character is 16 MiB/ { if ($3 == "MiB") print length($6) }' | xargs)"
same "owners and free lists have bars" "2" \
	"$("$INITMEM" run --format=text --phase mem_init $board |
		sed -n '/^who owns/,/^$/p; /^free lists/,/^$/p' | grep -cE ' #{20,}$')"
same "a pipe cuts nothing" "yes" \
	"$("$INITMEM" run --format=text --phase setup_arch fixtures/arm64-resv-2g/input.dtb |
		grep -q 'early_init_dt_alloc_reserved_memory_arch' && echo yes)"
same "a closed pipe ends it quietly" "" \
	"$({ "$INITMEM" run --steps $board | head -c 1 >/dev/null; } 2>&1)"
same "a note in a pipe is one line" 1 "$("$INITMEM" run --until start dts/board-arm-highmem.dts 2>&1 >/dev/null | wc -l)"
# COMMAND...: what it prints to a terminal.
on_terminal() {
	/usr/bin/python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$@"
}
if /usr/bin/python3 -c 'import pty; pty.openpty()' 2>/dev/null; then
	same "a terminal gets text, coloured" "yes" \
		"$(on_terminal "$INITMEM" run $board --until start | grep $'\033\[1;36m' >/dev/null && echo yes)"
	same "no table is wider than the terminal" "" \
		"$(NO_COLOR=1 on_terminal "$INITMEM" run --phase setup_arch fixtures/arm64-resv-2g/input.dtb |
			tr -d '\r' | sed -n '/^what happened/,/^the kernel prints/p' | awk 'length($0) > 80')"
	for columns in 80 132; do
		# The kernel's own lines are not cut: they may be longer.
		width=$(NO_COLOR=1 on_terminal sh -c "stty cols $columns
			exec $INITMEM run dts/server-numa16-64t.dts" | tr -d '\r' |
			grep -v '^  | ' | awk '{ if (length > most) most = length } END { print most }')
		same "text fits a terminal of $columns columns" fits \
			"$([ "$width" -gt $((columns - 8)) ] && [ "$width" -le $columns ] &&
				echo fits || echo "longest line: $width")"
	done
	same "a long list of nodes is folded, so that zones have bars" "4 0" \
		"$(NO_COLOR=1 on_terminal "$INITMEM" run dts/server-numa16-64t.dts | tr -d '\r' |
			awk '/^zones$/ { on = 1; bars = wide = 0; next } /^$/ { on = 0 }
				on && / #+$/ { bars++ } on && length($0) > 80 { wide++ }
				END { print bars + 0, wide + 0 }')"
	same "a note is folded on a terminal" "yes" \
		"$(on_terminal sh -c "stty cols 60; exec $INITMEM run --until start dts/board-arm-highmem.dts >/dev/null" |
			tr -d '\r' | awk 'length($0) > 60 { wide = 1 } NR == 2 { second = /^  / }
				END { print (NR > 1 && second && !wide) ? "yes" : "no" }')"
	same "NO_COLOR: not one escape" "" \
		"$(NO_COLOR=1 on_terminal "$INITMEM" run $board | grep $'\033' | head -n 1)"
	same "NO_COLOR is heeded" "yes" \
		"$(NO_COLOR=1 on_terminal "$INITMEM" run $board --until start | grep '^== 0 start' >/dev/null && echo yes)"
else
	echo "# skip colour on a terminal: this place has no /dev/pts"
fi

"$INITMEM" run -o "$dir/out" $board >/dev/null
same "-o writes 10 records, 60 graphs, the flowchart and a page" "10 61 1" \
	"$(find "$dir/out" -name '*.json' | wc -l) $(find "$dir/out" -name '*.dot' | wc -l) $(find "$dir/out" -name index.html | wc -l)"
same "and nothing else" "72" "$(find "$dir/out" -type f | wc -l)"
"$INITMEM" run -o "$dir/out" $board >/dev/null
same "a second time into the same folder" 0 $?

# FILE: the JSON that the page holds, one record a line.
embedded() {
	/usr/bin/python3 -c 'import json, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
element = r"<script type=\"application/json\" id=\"records\">(.*?)</script>"
for record in json.loads(re.search(element, page, re.S).group(1)):
    print(json.dumps(record, separators=(",", ":"), ensure_ascii=False))' "$1"
}
"$INITMEM" report $board -o "$dir/page.html"
same "report holds the records of run --steps" \
	"$("$INITMEM" run --steps $board | jq -cS . | md5sum)" \
	"$(embedded "$dir/page.html" | jq -cS . | md5sum)"
same "index.html holds them too" "$(embedded "$dir/page.html" | md5sum)" \
	"$(embedded "$dir/out/index.html" | md5sum)"
"$INITMEM" report $board -o "$dir/again.html"
same "a report twice has the same bytes" "" \
	"$(cmp "$dir/page.html" "$dir/again.html")"
same "a report loads nothing from anywhere" "" \
	"$(grep -oE '(src|href)="?(https?:)?//[^ ]*|url\([^)]*\)|@import' "$dir/page.html" | head -n 1)"
evil='</script><script>alert(1)</script><!--<script>'
"$INITMEM" report --cmdline "$evil" $board -o "$dir/evil.html"
same "an input cannot end the script" \
	"$(grep -o '<[/!]*script\|<!--' "$dir/page.html" | sort | uniq -c)" \
	"$(grep -o '<[/!]*script\|<!--' "$dir/evil.html" | sort | uniq -c)"
same "and is in the records as it was" "$evil" \
	"$(embedded "$dir/evil.html" | head -n 1 | jq -r .machine.cmdline)"

# A machine that is too small to boot.
"$INITMEM" report --memory 0x40000000,28M $board -o "$dir/small.html"
same "a report of a boot that panics: status 3" 3 $?
same "its page has the panic" "true" \
	"$(embedded "$dir/small.html" | tail -n 1 | jq 'has("panic")')"

"$INITMEM" run --memory 0x40000000,28M $board >"$dir/small" 2>"$dir/err"
same "too little memory: status 3" 3 $?
same "too little memory: the last record has the panic" "true" \
	"$(tail -n 1 "$dir/small" | jq 'has("panic")')"
same "too little memory: only the last" "1" \
	"$(jq -c 'select(has("panic"))' "$dir/small" | wc -l)"
