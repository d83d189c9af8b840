#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# initmem lint: the advice does what it promises, and what is quoted as the
# kernel's is what `initmem log` prints of the same input.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# --- quotes -----------------------------------------------------------------
# What only a kernel says so: a line of its log, and no words of ours.
voice='^(OF|cma|NUMA|Reserved memory|Kernel panic|INITRD|swiotlb|software IO TLB|Ignoring|Truncating|SRAT|crashkernel|Initmem|Memory): '

# NAME OPTION... INPUT: the lines that findings hold, and what looks like one.
quotes() {
	local name=$1 quoted
	shift
	"$INITMEM" lint --level=note --format=json "$@" >"$dir/findings" 2>/dev/null
	[ $? -lt 2 ] && inputs=$((inputs + 1))
	# Most findings hold nothing that the filter below could take.
	grep -qE "\"log\":\"|\"kernel\":\"${voice#^}" "$dir/findings" || return 0
	"$INITMEM" log "$@" >"$dir/log" 2>/dev/null
	quoted=$(jq -r --arg v "$voice" '.log // (.kernel | strings | select(test($v)))' "$dir/findings")
	[ -z "$quoted" ] || count=$((count + $(wc -l <<<"$quoted")))
	wrong=$(grep -vxFf "$dir/log" <<<"$quoted" | grep . | head -1)
	[ -z "$wrong" ] || echo "$name: '$wrong'"
}
count=0
inputs=0
for kernel in "" debian-6.1-armmp linux-4.0-vexpress linux-4.0-vexpress-sparse-cma; do
	for input in dts/*.dts fixtures/faults/*/*.dts; do
		quotes "$input" ${kernel:+--kernel $kernel} "$input"
	done
done >"$dir/wrong"
say "what is quoted of trees is in the log" "$(head -3 "$dir/wrong")"
for args in fixtures/*/args; do
	machine_words "$(basename "${args%/args}")"
	cd "${args%/args}" || exit 2
	quotes "$args" "${words[@]}"
	cd - >/dev/null || exit 2
done >"$dir/wrong"
say "what is quoted of recorded machines is in the log" "$(head -3 "$dir/wrong")"
say "there were quotes" "$([ "$count" -gt 60 ] && [ "$inputs" -gt 100 ] || echo "$count of $inputs inputs")"

# --- advice that is taken -----------------------------------------------------
# A board of RAM= at 0x40000000 with two cells each, and these CHILDREN= of
# /reserved-memory and words in CHOSEN=.
board() {
	local ram=0x40000000 children= chosen= core=arm,cortex-a53
	for word; do local "${word%%=*}=${word#*=}"; done
	cat >"$dir/board.dts" <<-EOF
	/dts-v1/;
	/ {
		#address-cells = <2>;
		#size-cells = <2>;
		chosen { $chosen };
		cpus {
			#address-cells = <1>;
			#size-cells = <0>;
			cpu@0 { device_type = "cpu"; compatible = "$core"; reg = <0>; };
		};
		memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 $ram>; };
		reserved-memory {
			#address-cells = <2>;
			#size-cells = <2>;
			ranges;
			$children
		};
	};
	EOF
}

# CODE OPTION...: what the finding says to change.
advice() {
	local code=$1
	shift
	"$INITMEM" lint --level=note --format=json "$@" "$dir/board.dts" 2>/dev/null |
		jq -r -s --arg c "$code" 'map(select(.code == $c)) | .[0].change // ""'
}

# NAME CODE OPTION...: the finding is gone, and the boot gets through.
gone() {
	local name=$1 code=$2 left
	shift 2
	"$INITMEM" lint --level=note --format=json "$@" "$dir/board.dts" >"$dir/findings" 2>"$dir/err"
	[ $? -lt 2 ] || { echo "not ok $name: $(tail -1 "$dir/err")"; return; }
	left=$(jq -r --arg c "$code" 'select(.code == $c or ((.kernel // "") | test("Kernel panic|without a panic"))) | .code + ": " + .message' "$dir/findings")
	say "$name" "${left:+still there: $left (${*:-the tree})}"
}

# PROPERTY: writes the advice "PROPERTY = <...>" over the one in the tree.
write_property() {
	local value
	value=$(grep -oE "$1 = <[^>]*>" <<<"$change" | head -1)
	[ -n "$value" ] || { echo "not ok $1 is advised: '$change'"; return; }
	sed -i -E "s/\<$1 = <[^>]*>/$value/2; t; s/\<$1 = <[^>]*>/$value/" "$dir/pool.txt"
}

# NAME CODE PROPERTY POOL: a node whose advised property is written.
mends() {
	local name=$1 code=$2 property=$3
	echo "$4" >"$dir/pool.txt"
	board "children=$(cat "$dir/pool.txt") ${5:-}" "chosen=${6:-}" "core=$core"
	change=$(advice "$code" $options)
	[ -n "$change" ] || echo "not ok $name: there is no advice"
	write_property "$property"
	board "children=$(cat "$dir/pool.txt") ${5:-}" "chosen=${6:-}" "core=$core"
	gone "$name" "$code" $options
}
pool='compatible = "shared-dma-pool"; reusable;'
options=
core=arm,cortex-a53
mends "a multiple of the page block for the size" R4 reg \
	"p@48000000 { $pool reg = <0 0x48000000 0 0x730000>; };"
mends "and for the base" R4 reg \
	"p@48100000 { $pool reg = <0 0x48100000 0 0x1000000>; };"
mends "inwards where a neighbour is in the way" R4 reg \
	"p@48000000 { $pool reg = <0 0x48000000 0 0x730000>; };" \
	"n@48730000 { reg = <0 0x48730000 0 0x10000>; };"
mends "of a dynamic one" R4 size "p { $pool size = <0 0x730000>; };"
options="--kernel linux-4.0-vexpress-sparse-cma"
core=arm,cortex-a9
mends "a multiple of the largest block of Linux 4.0" R4 reg \
	"p@48200000 { $pool reg = <0 0x48200000 0 0x800000>; };"
mends "and for a size" R4 reg \
	"p@48000000 { $pool reg = <0 0x48000000 0 0x600000>; };"
core=arm,cortex-a53
options=
small='size = <0 0x8000000>; alloc-ranges = <0 0x50000000 0 0x9000000>;'
mends "a size that fits beside a node" R4 size "p { $pool $small };" \
	"n@52000000 { reg = <0 0x52000000 0 0x100000>; };"
mends "alloc-ranges that hold it" R4 alloc-ranges "p { $pool $small };" \
	"n@52000000 { reg = <0 0x52000000 0 0x100000>; };"
initrd='linux,initrd-start = <0 0x53000000>; linux,initrd-end = <0 0x53700000>;'
mends "a size that fits beside the initrd" R4 size "p { $pool $small };" "" "$initrd"
place=$(board "children=p { $pool $small };" "chosen=$initrd"
	advice R4 | grep -oE 'elsewhere, at 0x[0-9a-f]+' | grep -oE '0x.*')
board "children=p { $pool $small };" \
	"chosen=linux,initrd-start = <0 $place>; linux,initrd-end = <0 ($place + 0x700000)>;"
gone "an initrd that is loaded elsewhere" R4
mends "a value of one cell" M3 size "p { $pool size = <0x3000000>; };"
mends "an entry of one cell each" M3 reg "p@48000000 { reg = <0x48000000 0x300000>; };"
mends "two entries with a base of two cells" M3 reg \
	"p@48000000 { reg = <0 0x48000000 0x300000 0 0x49000000 0x100000>; };"

# --- of the command line -------------------------------------------------------
# NAME CODE PATTERN WORD OPTION...: the word that PATTERN finds in the advice.
takes() {
	local name=$1 code=$2 pattern=$3 word=$4 better
	shift 4
	better=$(advice "$code" --append "$word" "$@" | grep -oE "$pattern" | head -1)
	[ -n "$better" ] || { echo "not ok $name: no $pattern in '$(advice "$code" --append "$word" "$@")'"; return; }
	gone "$name ($better)" "$code" --append "$better" "$@"
}
board
takes "the largest default pool" R4 'cma=[0-9]+[MK]' cma=3G
takes "a place on a multiple" R4 'cma=[^ ;]+' cma=64M@0x50100000
takes "another place than the image's" R4 'cma=[^ ;]+' cma=64M@0x40400000
takes "a size in multiples" R4 'cma=[^ ;]+' cma=5M@0x50000000
takes "the largest crash kernel" C1 'crashkernel=[0-9]+[MK]' crashkernel=3G --kernel debian-6.1-arm64
takes "another place for the crash kernel" C3 'crashkernel=[^ ,]+' crashkernel=128M@0x40200000
board ram=0x20000000 core=arm,cortex-a15
takes "the largest crash kernel of 32 bits" C1 'crashkernel=[0-9]+[MK]' crashkernel=900M

# NAME CODE OPTION ADDRESS REST OPTION...: a load address.
loads() {
	local name=$1 code=$2 option=$3 before=$4 after=$5 at
	shift 5
	at=$(advice "$code" "$option" "$before$after" "$@" | grep -oE '0x[0-9a-f]+' | head -1)
	[ -n "$at" ] || { echo "not ok $name: no address"; return; }
	gone "$name" "$code" "$option" "$at$after" "$@"
}
board "children=tz@50000000 { reg = <0 0x50000000 0 0x200000>; no-map; };"
loads "an initrd out of a region" I1 --initrd 0x50100000 ,3M
loads "an initrd out of the image" I1 --initrd 0x40800000 ,3M --image-base 0x40200000
loads "an initrd in RAM" I1 --initrd 0x7ff00000 ,3M
loads "an image out of a region" I1 --image-base 0x4fe00000 ""
apart=$(advice I1 --image-base 0x4fe00000 --initrd 0x50000000,3M --dtb-base 0x50100000 | grep -oE '0x[0-9a-f]+')
read -r image initrd tree <<<"${apart//$'\n'/ }"
gone "image, initrd and tree out of a region ($image $initrd $tree)" I1 --image-base "$image" --initrd "$initrd,3M" --dtb-base "$tree"
board ram=0x60000000 core=arm,cortex-a15
loads "an initrd in low memory" H2 --initrd 0xd0000000 ,1M

# --- kernels that lack something -------------------------------------------------
# NAME CODES OPTION...: none of these.
silent() {
	local name=$1 codes=$2 found
	shift 2
	found=$("$INITMEM" lint --level=note --format=json "$@" "$dir/board.dts" 2>/dev/null |
		jq -r --arg c "$codes" 'select([.code] | inside($c / " ")) | .code' | tr '\n' ' ')
	say "$name" "$found"
}
board core=arm,cortex-a15 "children=p { $pool size = <0 0x1000000>; linux,cma-default; };"
silent "no CMA: no default pool" "R5 R6 R7 R8 R9" --kernel linux-4.0-vexpress --append cma=32M
silent "no NUMA: no made-up nodes" "N1 N2 N3 N4" --kernel debian-6.1-armmp --append numa=fake=4
say "no CMA: no word of it but that it lacks" "$(
	"$INITMEM" lint --kernel linux-4.0-vexpress "$dir/board.dts" |
		cut -d: -f2- | grep -i cma | grep -v 'a kernel without CMA')"
say "Linux 4.0 with CMA lets the node win over cma=" "$(
	"$INITMEM" lint --kernel linux-4.0-vexpress-sparse-cma --append cma=32M "$dir/board.dts" |
		grep -q 'R5: .*does nothing, for /reserved-memory/p is' || echo "no R5")"
