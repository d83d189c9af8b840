#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# explain, diff, verify: on every recorded machine, and what users type.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
board=fixtures/arm64-uma-1g-smp2/input.dtb

# MACHINE: the options of verify for what was recorded of it, into $evidence.
machine_evidence() {
	local from=$PWD/fixtures/$1
	evidence=(--log "$from/dmesg.txt")
	[ -d "$from/proc" ] || return 0
	evidence+=(--zoneinfo "$from/proc/zoneinfo.txt" --buddyinfo
		"$from/proc/buddyinfo.txt" --iomem "$from/proc/iomem.txt")
	[ ! -s "$from/proc/slabinfo.txt" ] ||
		evidence+=(--slabinfo "$from/proc/slabinfo.txt")
	[ -e "$from/proc/memblock_memory.txt" ] || return 0
	mkdir -p "$dir/$1"
	cp "$from/proc/memblock_memory.txt" "$dir/$1/memory"
	cp "$from/proc/memblock_reserved.txt" "$dir/$1/reserved"
	evidence+=(--memblock "$dir/$1")
}

# OPERATION MACHINE WORD...: in the machine's folder.
on() {
	local operation=$1 machine=$2
	shift 2
	machine_words "$machine"
	(cd "fixtures/$machine" && "$INITMEM" "$operation" "${words[@]}" "$@")
}

# MACHINE: the command line of its log, where that is of a second boot with more
# words (see fixtures/README.md), into $second.
second_boot() {
	local log
	second=()
	log=$(sed -n 's/.*Kernel command line: //p' "fixtures/$1/dmesg.txt")
	[[ $log == *memblock=debug* ]] && second=(--cmdline "$log")
}

# MACHINE OTHER: exit status of verify against what was recorded of OTHER.
verify_status() {
	machine_evidence "$2"
	second_boot "$1"
	on verify "$1" --format=json "${evidence[@]}" "${second[@]}" >"$dir/out" 2>"$dir/err"
	echo $?
}

first_difference() {
	jq -r '.differences.rows[0] | "\(.what) \(.place): \(.predicted) / \(.real)"' \
		"$dir/out" 2>/dev/null | head -c 300
	head -n 1 "$dir/err"
}

machines=()
for file in fixtures/*/expected.jsonl; do
	machine=$(basename "$(dirname "$file")")
	[ -e "fixtures/$machine/dmesg.txt" ] && machines+=("$machine")
done
previous=${machines[-1]}
for machine in "${machines[@]}"; do
	status=$(verify_status "$machine" "$machine")
	# Nothing wrong, and something there that could have been.
	if [ "$status" = 0 ] && [ "$(jq '.summary.rows[-1].equal' "$dir/out")" -ge 15 ]; then
		echo "ok verify $machine against its own boot"
	else
		echo "not ok verify $machine against its own boot: status $status, $(first_difference)"
	fi
	same "verify $machine lists what cannot be compared" true \
		"$(jq '.not_compared.rows | length > 0' "$dir/out")"
	same "verify $machine against $previous" 1 \
		"$(verify_status "$machine" "$previous")"
	on explain "$machine" --format=json >"$dir/out" 2>"$dir/err"
	same "explain $machine: the account adds up" "0 true" \
		"$? $(jq '[.account.notes[] | startswith("Checked: ")] | any' "$dir/out")"
	# Added up here once more, from the rows.
	same "explain $machine: the rows add up" "0" "$(jq '
		.account.rows | (map(.sign) | index("=")) as $memory |
		(map(.what) | index("handed to the page allocator")) as $handed |
		(map(.what) | index("available at the end of the modelled boot")) as $last |
		def signed: if .sign == "-" then -.bytes elif .sign == "+" then .bytes else 0 end;
		[.[0].bytes + (.[1:$memory] | map(signed) | add // 0) - .[$memory].bytes,
		 .[$memory].bytes + (.[$memory + 1:$handed] | map(signed) | add // 0) - .[$handed].bytes,
		 .[$handed].bytes + (.[$handed + 1:$last] | map(signed) | add // 0) - .[$last].bytes,
		 .[$last].bytes - (.[$last + 1:] | map(.bytes) | add)]
		| map(if . < 0 then -. else . end) | add' "$dir/out")"
	previous=$machine
done

# Each free page belongs to its zone's free list, each owned one to its owner.
numa=arm64-numa2-4g-smp4
life() {
	on explain $numa "$@" --format=json
}
same "an address of the image has its owner" "kernel image [0x40210000-0x41c8cfff]" \
	"$(life 0x40300000 | jq -r '.place.rows[] | select(.fact == "owner").value')"
same "a pfn is an address" "$(life 0x50000000)" "$(life pfn 0x50000)"
same "a deferred page is named" "mem_init" \
	"$(life 0x50000000 | jq -r '.life.rows[] | select(.state | contains("deferred")).phase')"
same "a zone's watermarks are explained" 489 \
	"$(life zone 1/dma | jq '.zone.rows[] | select(.value == "min watermark").pages')"
same "a zonelist shows what was compared" "1 null 0 336" \
	"$(life zonelist 1 | jq -r '[.zonelist.rows[] | .node, .value] | map(tostring) | join(" ")')"
same "crashkernel= that fits" 3959422976 \
	"$(on explain arm64-cmdline-crash-4g crashkernel --format=json |
		jq '.crashkernel.rows[0].at')"
same "crashkernel= that does not says what is free" "null true" \
	"$(on explain arm64-cmdline-crash-4g --append crashkernel=3500M crashkernel --format=json |
		jq -r '.crashkernel.rows[0] | "\(.at) \(.result | contains("the largest is"))"')"
same "cma= beyond the end is refused with the kernel's words" true \
	"$("$INITMEM" explain $board --append cma=3G cma --format=json |
		jq '.cma.rows[-1].result | contains("exceeds limit")')"

"$INITMEM" diff $board $board >"$dir/out"
same "diff of equal inputs" "0 As much is kept, lent and free." "$? $(sed -n 2p "$dir/out")"
"$INITMEM" diff $board --b-append cma=256M >"$dir/out"
same "what all have lost comes first" "1 1" \
	"$(sed -n 1,4p "$dir/out" | grep -c '^lent to CMA.*+201326592') $(sed -n 1,4p "$dir/out" |
		grep -c '^free .*-201326592')"
same "then where the pools are" "1" \
	"$(sed -n 5,10p "$dir/out" | grep -c '^reserved .* 0x0000[0-9a-f]* .* 0x0000[0-9a-f]*$')"
same "then what a zone has" "1" \
	"$(sed -n 9,14p "$dir/out" | grep -c 'movable pages only.*+201326592')"
"$INITMEM" explain $board --append cma=900M cma >"$dir/out"
same "a pool without a place is told first" "1" \
	"$(sed -n 1,4p "$dir/out" | grep -c '^No area "reserved": 900 MiB find no place, the largest')"
"$INITMEM" explain $board >"$dir/out"
same "who has most of what is kept is told first" "1" \
	"$(sed -n 1,10p "$dir/out" | grep -c '^kept by the boot .* struct pages [0-9.]* MiB, initial RAM disk [0-9.]* MiB, [0-9]* more')"
"$INITMEM" diff $board --b-append cma=256M >"$dir/out"
same "single differences stand aside" "1 0" \
	"$(grep -c 'which --all shows' "$dir/out") $(grep -c 'memory of' "$dir/out")"
same "all of them" "0" "$("$INITMEM" diff --all $board --b-append cma=256M |
	grep -c 'which --all shows')"
same "colour where asked for" "1" \
	"$("$INITMEM" explain --color=always $board | head -1 | grep -c "$(printf '\033')")"
same "no colour in a pipe" "0" "$("$INITMEM" explain $board | grep -c "$(printf '\033')")"
same "another word for --color" \
	"initmem: --color=blue: expected auto, always or never" \
	"$("$INITMEM" diff --color=blue $board $board 2>&1)"
same "no trailing blanks but in the kernel's own lines" "0" \
	"$("$INITMEM" run --format=text $board | grep -v '^  | ' | grep -c ' $')"
"$INITMEM" diff $board --b-append cma=256M --format=json >"$dir/out"
same "diff of two command lines" "1 201326592" \
	"$? $(jq '.owners.rows[0].change' "$dir/out")"
same "the first difference comes first" "setup_arch" \
	"$(jq -r '.differences.rows[0].phase' "$dir/out")"

# The same board under two releases: what differs, once, and nothing else.
releases() { # INPUT A B
	"$INITMEM" diff "$1" --kernel "$2" --b-kernel "$3" --format=json >"$dir/out"
	jq -c '.differences.rows[]' "$dir/out" >"$dir/rows"
	same "$1, $2, $3: no row of zeros" "" \
		"$(jq -r 'select([.a, .b] | map(. // "" | test("[1-9]")) == [false, false])
			| select([.a, .b] | any(. and test("^[0 ]+$"))) | .what' "$dir/rows")"
	same "$1, $2, $3: what both have is told of neither alone" "" \
		"$(jq -rs '[.[] | select(.b == null) | .a] as $a | [.[] | select(.a == null) | .b] as $b |
			$a - ($a - $b) | map(select(test("^[0-9]+ blocks?$|^[0-9]+$") | not))[]' "$dir/rows")"
}
releases dts/board-uma-1g.dts debian-6.1-arm64 debian-6.12-arm64
releases dts/server-numa2.dts debian-6.12-arm64 debian-6.1-arm64
same "functions that are called in another order" \
	"A has build_all_zonelists" \
	"$(jq -r '.differences.notes[]' "$dir/out" | sed 's/^B has \(.*\) before.*/A has \1/')"
same "a line in the words of another release is one" "NODE_DATA(1) NUMA: NODE_DATA" \
	"$(jq -r 'select(.a and (.a | test("NODE_DATA.1"))) |
		"\(.a[:12]) \(.b[:15])"' "$dir/rows")"
same "a line that comes later says so" "Memory: page_alloc_init_late mem_init" \
	"$(jq -r 'select(.what | test("Memory: ")) | "\(.a) \(.b)"' "$dir/rows" |
		sed 's/ .*(in \(page_[a-z_]*\)).* (in \(mem_init\))/ \1 \2/')"
"$INITMEM" diff $board --b-append mem=16M --format=json >"$dir/out"
same "a boot that dies is compared so far" "B ends in setup_arch: what comes after is not compared. setup_arch" \
	"$(jq -r '.differences | "\(.notes[-1]) \([.rows[].phase] | unique | join(" "))"' "$dir/out")"
"$INITMEM" diff $board --kernel debian-6.1-arm64 --b-kernel debian-6.1-amd64 \
	>"$dir/out" 2>"$dir/err"
same "diff with a kernel of another architecture" 2 $?

# NAME MESSAGE WORD...: status 2 and this one line.
refused() {
	local name=$1 message=$2
	shift 2
	"$INITMEM" "$@" >"$dir/out" 2>"$dir/err"
	same "$name" "2 initmem: $message" "$? $(cat "$dir/err" "$dir/out")"
}

echo "Node x" >"$dir/odd"
refused "verify with nothing to compare" \
	"nothing to compare with: expected --log, --zoneinfo, --buddyinfo, --slabinfo, --memblock or --iomem, a boot log as INPUT, or a tar file of \`initmem gather\`" \
	verify $board
refused "verify with something else as zoneinfo" \
	"$dir/odd: no line \"Node N, zone NAME\", expected the text of /proc/zoneinfo" \
	verify $board --zoneinfo "$dir/odd"
refused "verify with something else as slabinfo" \
	"$dir/odd: no line \"CACHE ACTIVE OBJECTS SIZE PER-SLAB PAGES\", expected the text of /proc/slabinfo" \
	verify $board --slabinfo "$dir/odd"
refused "verify with something else as iomem" \
	"$dir/odd: no line \"FIRST-LAST : NAME\", expected the text of /proc/iomem" \
	verify $board --iomem "$dir/odd"
refused "verify without the file" "$dir/none: No such file or directory" \
	verify $board --log "$dir/none"
refused "explain a zone that is not there" \
	"zone 3/DMA: there is none on this machine; \`initmem run --format=text\` lists them" \
	explain $board zone 3/DMA
refused "explain a node that is not there" \
	"zonelist 3: there is no such node with a zonelist on this machine" \
	explain $board zonelist 3
refused "explain half a question" "expected NODE/NAME at the end" \
	explain $board zone
refused "explain a question that is none" \
	"what: expected an ADDRESS, pfn PFN, zone NODE/NAME, zonelist NODE, cma or crashkernel, device NODE or dma BITS" \
	explain $board what
refused "diff with one input" \
	"nothing to compare with: expected a second INPUT, --b-cmdline, --b-append or --b-kernel" \
	diff $board
printf '00000000-00000000 : System RAM\n' >"$dir/hidden"
same "an iomem that was not read by root is not compared" "0 1" \
	"$("$INITMEM" verify $board --iomem "$dir/hidden" --format=json >"$dir/out"
		echo $?) $(jq '[.not_compared.rows[] | select(.why | contains("read it as root"))] | length' "$dir/out")"

# KERNEL WORD...: verify a made-up /sys/kernel/debug/memblock of one region, with
# these words and an initrd of two and a half pages: the last predicted region.
reserved_last() {
	local kernel=$1
	shift
	mkdir -p "$dir/kept"
	echo '   0: 0x40000000..0x7fffffff' >"$dir/kept/memory"
	echo '   0: 0x41000000..0x41000fff' >"$dir/kept/reserved"
	"$INITMEM" verify --kernel "$kernel" --memblock "$dir/kept" --image-base 0x40200000 \
		--dtb-base 0x4a000000,4096 --initrd 0x4a001000,0x2800 "$@" --format=json $board |
		jq -r '[.differences.rows[] | select(.predicted // "" | test("0x4a00"))][0].predicted'
}
same "the initrd is out of memblock once it is unpacked" '[0x4a000000-0x4a000fff]' \
	"$(reserved_last debian-6.1-arm64)"
same "and is not where it is kept" '[0x4a000000-0x4a003fff]' \
	"$(reserved_last debian-6.1-arm64 --append retain_initrd)"
same "6.12 has taken .init out of the image" '[0x40200000-0x41a6ffff]' \
	"$("$INITMEM" verify --kernel debian-6.12-arm64 --memblock "$dir/kept" \
		--image-base 0x40200000 --format=json $board |
		jq -r '[.differences.rows[] | select(.place == "memblock.reserved")][0].predicted')"

# A slab cache laid out otherwise, and one that goes by another's name.
slabinfo=fixtures/arm64-uma-1g-smp2/proc/slabinfo.txt
sed -E '/^kmalloc-256 /s/ 256 +16 +1 :/ 384   21    2 :/; /^kmalloc-rcl-512 /d' $slabinfo >"$dir/slabinfo"
"$INITMEM" verify $board --kernel debian-6.1-arm64 --slabinfo $slabinfo --format=json >"$dir/out"
same "slab caches are held against slabinfo" "0 0 true" \
	"$? $(jq -r '.summary.rows[0] | "\(.different) \(.equal >= 90)"' "$dir/out")"
"$INITMEM" verify $board --kernel debian-6.1-arm64 --slabinfo "$dir/slabinfo" --format=json >"$dir/out"
same "one of another size differs, with its slab" \
	"kmalloc-256 object size 256/384 kmalloc-256 objects of a slab 16/21 kmalloc-256 pages of a slab 1/2" \
	"$(jq -r '.differences.rows[] | "\(.place) \(.predicted)/\(.real)"' "$dir/out" | xargs)"
same "numbers are numbers" '["number"] number' "$(jq -rc '"\([.differences.rows[] |
	(.predicted, .real) | type] | unique) \(.summary.rows[0].share | type)"' "$dir/out")"
same "one that is not listed is not compared" "kmalloc-rcl-512" \
	"$(jq -r '.not_compared.rows[].why' "$dir/out" | sed -n 's/: not listed.*//p')"

# Which zone serves a device stands in the first lines.
same "a device's zone comes first" "zone DMA and those below: wholly in reach" \
	"$("$INITMEM" explain dts/server-numa2.dts dma 32 | sed -n 's/^served from *//p; 3q')"
ask_narrow() {
	if /usr/bin/python3 -c 'import pty; pty.openpty()' 2>/dev/null; then
		NO_COLOR=1 PAGER=cat /usr/bin/python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' \
			sh -c 'stty cols 80; exec "$@"' sh "$INITMEM" explain "$@" </dev/null | tr -d '\r'
	else
		"$INITMEM" explain "$@"
	fi
}
same "pools and zones stand in its first ten lines" \
	"pools reserved (64 MiB), software IO TLB (64 MiB)|0 DMA yes|0 Normal no|1 Normal no" \
	"$(ask_narrow dts/server-numa2.dts dma 32 | head -10 |
		sed -nE 's/^(pools) +/\1 /p; s/^ +([0-9]+) ([A-Z]\w*) .* (yes|no)$/\1 \2 \3/p' | paste -sd '|' | sed 's/ *|/|/g')"

# Lines of a zone are held against each other by what they count.
machine_words k510-arm64-crash-4g
sed -e '/DMA zone: 0 pages reserved/d' -e 's/786432 pages, LIFO/786999 pages, LIFO/' \
	fixtures/k510-arm64-crash-4g/dmesg.txt >"$dir/zones.log"
(cd fixtures/k510-arm64-crash-4g &&
	"$INITMEM" verify --format=json --log "$dir/zones.log" "${words[@]}" >"$dir/out")
same "a zone's lines are not held against others of it" \
	'[["  DMA zone: 0 pages reserved",null],["  DMA zone: 786432 pages, LIFO batch:63","DMA zone: 786999 pages, LIFO batch:63"]]' \
	"$(jq -c '[.differences.rows[] | [.predicted, .real]]' "$dir/out")"
