#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# initmem lint: for each rule an input that breaks it and one that does not.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# A board of 1 GiB at 0x40000000, two cells each, changed by KEY=VALUE words:
# memory= (reg, or none), nodes= (more of them), reserve= (/memreserve/ lines),
# children= (of /reserved-memory), cells= (its #size-cells), core=, args=.
board() {
	local memory="<0 0x40000000 0 0x40000000>" nodes= reserve= children=
	local cells=2 core=arm,cortex-a53 args= word
	for word; do local "${word%%=*}=${word#*=}"; done
	[ "$memory" = none ] ||
		memory="memory@40000000 { device_type = \"memory\"; reg = $memory; };"
	[ "$memory" = none ] && memory=
	cat >"$dir/board.dts" <<-EOF
	/dts-v1/;
	$reserve
	/ {
		#address-cells = <2>;
		#size-cells = <2>;
		chosen { bootargs = "$args"; };
		cpus {
			#address-cells = <1>;
			#size-cells = <0>;
			cpu@0 { device_type = "cpu"; compatible = "$core"; reg = <0>; };
		};
		$memory
		$nodes
		reserved-memory {
			#address-cells = <2>;
			#size-cells = <$cells>;
			ranges;
			$children
		};
	};
	EOF
	input=$dir/board.dts
}

# NAME { reg = <0 BASE 0 SIZE>; MORE };
region() {
	echo "$1 { reg = <0 $2 0 $3>; ${4:-} };"
}

# A PC: RANGE TYPE lines of an e820 map.
pc() {
	: >"$dir/pc.txt"
	while [ $# -gt 1 ]; do
		echo "BIOS-e820: [mem $1] $2" >>"$dir/pc.txt"
		shift 2
	done
	input=$dir/pc.txt
}

# RULE SEVERITY PATTERN OPTION...: a finding like this, once at the least.
finds() {
	local rule=$1 severity=$2 pattern=$3 got
	shift 3
	got=$("$INITMEM" lint --level=note --format=json "$@" "$input" 2>"$dir/err")
	seen+=" $rule"
	jq -e -s --arg r "$rule" --arg s "$severity" --arg p "$pattern" \
		'any(.[]; .code == $r and .severity == $s and
			((.where + ": " + .message + " | " + (.kernel // "") + " | " + (.log // "")) | test($p)))' \
		<<<"$got" >/dev/null 2>&1
	if [ $? = 0 ]; then
		echo "ok $rule: $pattern"
	else
		echo "not ok $rule: expected $severity $pattern, got: $(head -1 "$dir/err") $(head -c 400 <<<"$got" | tr '\n' ' ')"
	fi
}

# RULE OPTION...: none.
clean() {
	local rule=$1 got status
	shift
	got=$("$INITMEM" lint --level=note --format=json "$@" "$input" 2>"$dir/err")
	status=$?
	quiet+=" $rule"
	if [ $status -lt 2 ] && jq -e -s --arg r "$rule" 'all(.[]; .code != $r)' \
		<<<"$got" >/dev/null 2>&1; then
		echo "ok $rule: not there"
	else
		echo "not ok $rule: expected none, got: $(grep -m 1 "\"$rule\"" <<<"$got" || head -c 300 <<<"$got")"
	fi
}
# RULE OPTION...: a single one.
once() {
	local rule=$1 got
	shift
	got=$("$INITMEM" lint --level=note --format=json "$@" "$input" 2>/dev/null |
		jq -s --arg r "$rule" 'map(select(.code == $r)) | length')
	same "$rule: one finding a cause" 1 "$got"
}
seen=
quiet=

# --- O: what overlaps -----------------------------------------------------
a=$(region a@50000000 0x50000000 0x200000)
board children="$a $(region b@50100000 0x50100000 0x200000)"
finds O1 error 'b@50100000: .* shares 1 MiB with a@50000000 .*OVERLAP DETECTED'
finds O1 error 'b@50100000' --memory 0x80000000,1G
clean O2
board children="$a $(region b@50100000 0x50100000 0x200000 'status = "disabled";')"
clean O1
board children="$a $(region b@50200000 0x50200000 0x200000)"
clean O1
wide=$(region wide@50000000 0x50000000 0x1000000)
board children="$wide $(region b@50100000 0x50100000 0x200000) $(region c@50400000 0x50400000 0x100000)"
finds O1 error 'b@50100000: .* shares 2 MiB with wide@50000000 .*; that one shares also 1 MiB with c@50400000'
once O1
board children="$wide $(for i in $(seq 12); do
	region "$(printf 'r%d@%x' "$i" $((0x50000000 + i * 0x10000)))" \
		"$(printf '0x%x' $((0x50000000 + i * 0x10000)))" 0x10000
done)"
finds O1 error 'with r8@50080000 .*, and memory with 4 more'
once O1
board children="$a $(region b@50000000 0x50000000 0x200000)"
finds O2 warning 'the range of a@50000000 too'
clean O1
many=$(for i in $(seq 0 64); do
	region "$(printf 'r%d@%x' "$i" $((0x50000000 + i * 0x10000)))" \
		"$(printf '0x%x' $((0x50000000 + i * 0x10000)))" 0x10000
done)
board children="$many"
finds O3 error 'r64@50400000: 65 regions.*not enough space' --kernel debian-6.1-arm64
board children="${many%r64*}"
clean O3
tz=$(region tz@50000000 0x50000000 0x100000 'no-map;')
board reserve='/memreserve/ 0x50000000 0x1000;' children="$tz"
finds O4 error 'tz@50000000: .*/memreserve/ has reserved.*failed to reserve memory' --kernel debian-6.1-arm64
board reserve='/memreserve/ 0x51000000 0x1000;' children="$tz"
clean O4
finds O5 note '1 of 1 entries have no node.*0x51000000-0x51000fff'
clean O6
board reserve='/memreserve/ 0x51000000 0x1000;'
finds O6 note '0x51000000-0x51000fff'
board reserve='/memreserve/ 0x50000000 0x1000;' children="$a"
finds O6 note '0x50000000-0x50000fff'
clean O7
board children="$tz"
clean O6
board reserve='/memreserve/ 0x50000000 0x1000;' children="$a"
clean O5
board reserve='/memreserve/ 0x50000000 0x2000; /memreserve/ 0x50001000 0x1000;'
finds O7 warning 'overlap; the Devicetree Specification'

# --- R: regions and pools ---------------------------------------------------
board children="$(region top@7ff00000 0x7ff00000 0x200000)"
finds R1 warning '1 MiB of .* lie outside'
pool='compatible = "shared-dma-pool"; reusable;'
board children="$(region p@90000000 0x90000000 0x1000000 "$pool")"
finds R1 error '16 MiB of .* outside.*reads the struct page.*paging request at virtual address fffffc0001400000.*Attempted to kill init' --kernel debian-6.1-arm64
clean R8
board memory='<0 0x40000000 0 0x3a000000>' children="$(region p@79000000 0x79000000 0x2000000 "$pool")"
finds R1 error '16 MiB of .* outside.*activates the pool without a word, and hands out 16 MiB'
clean R8
board core=arm,cortex-a15 memory='<0 0x40000000 0 0x20000000>' children="$(region p@5f000000 0x5f000000 0x2000000 "$pool")"
finds R1 error '16 MiB of .* outside.*activates the pool over foreign memory'
board children="$(region p@90000000 0x90000000 0x1000000 "$pool")"
clean R3
board children="$(region out@90000000 0x90000000 0x200000)"
finds R3 note 'not in any memory node'
clean R1
board children="$(region empty@50000000 0x50000000 0)"
finds R2 warning 'has size 0.*failed to reserve memory for node .empty'
board children="$a"
clean R2
clean R3
board children="pool { $pool size = <0 0x4000000>; alloc-ranges = <0 0x40000000 0 0x8000000>; }; $(region mid@44000000 0x43000000 0x2000000)"
finds R4 error 'pool: 64 MiB, aligned to 2 MiB, find no place: the largest free piece .*failed to allocate memory for node .pool'
board children="pool { $pool size = <0 0x4000000>; };"
clean R4
board
finds R4 error 'command line: cma=2G: .*cma: Failed to reserve' --append cma=2G
default="cma { $pool linux,cma-default; size = <0 0x4000000>; };"
board children="$default"
finds R5 warning 'cma=32M: replaces the default pool of /reserved-memory/cma.*bypass cma node' --append cma=32M
finds R4 error 'find no place.*nor is there the default pool of /reserved-memory/cma, which it replaces' --append cma=4G
same "a word that finds no place, and replaces a pool: one finding" "R4" \
	"$("$INITMEM" lint --format=json --append cma=4G "$input" | jq -r .code | xargs)"
clean R5
finds R6 note '/reserved-memory/cma: the default pool, 64 MiB'
clean R9
board
finds R9 warning 'no default pool' --append cma=0
clean R6 --append cma=0
board memory='<0 0x40000000 0 0x40000000 0 0x90000000 0 0x2000000>' \
	children="$(region p@90000000 0x90000000 0x2000000 "$pool")"
finds R7 warning 'is the whole bank \[0x90000000-0x91ffffff\]'
board children="$(region p@50000000 0x50000000 0x2000000 "$pool")"
clean R7
clean R8
clean R10
board memory='<0 0xc0000000 0 0x80000000>' \
	children="p@ff000000 { reg = <0 0xff000000 0 0x2000000>; $pool };"
finds R8 error 'begins in zone DMA and ends in zone Normal'
board children="$(region x@50000000 0x50000000 0x200000 'reusable; no-map;')"
finds R10 warning 'exclude each other'
board children="$(region x@50000000 0x50000000 0x200000 'reusable;')"
finds R10 warning 'not compatible with'
board children="$(region x@50000000 0x50000000 0x200000 'compatible = "shared-dma-pool";')"
finds R10 note 'without reusable'

# --- M: memory nodes ----------------------------------------------------------
board
finds M1 warning 'the tree says 1 GiB, --memory says 2 GiB' --memory 0x40000000,2G
clean M1
clean M1 --memory 0x40000000,1G
finds M5 error 'the tree says 1 GiB, --memory says 512 MiB' --memory 0x40000000,512M
clean M5
clean M2
board memory=none
finds M2 warning 'no node with device_type'
board memory='<0 0x40000000 0 0>'
finds M2 warning 'size 0.*Failed to allocate page table page'
board memory=none nodes='memory@80000000 { reg = <0 0x80000000 0 0x20000000>; };'
finds M2 warning 'memory@80000000: lacks device_type'
board nodes='memory@90000000 { reg = <0 0x90000000 0 0x20000000>; };'
finds M2 warning 'memory@90000000: lacks device_type'
board nodes='memory-controller@90000000 { reg = <0 0x90000000 0 0x1000>; };'
clean M2
board memory=none nodes='memory@80000000 { device_type = "memory"; status = "disabled"; reg = <0 0x80000000 0 0x20000000>; };'
finds M2 warning 'memory@80000000: its status is not'
board memory='<0x40000000>'
finds M2 warning 'memory@40000000: reg holds no whole entry'
finds M2 note 'memory@40000000: reg holds no whole entry' --memory 0x40000000,1G
finds M3 error 'reg has 4 bytes, expected a multiple of 16'
board memory='<0 0x40000000 0 0x20000000 0 0x80000000 0x20000000>'
finds M3 error 'reg has 28 bytes, .* the last 12 are no whole entry'
board memory='<0x80000000 0x40000000 0 0x40000000>'
finds M3 error 'beyond 0x1000000000000'
board cells=1 children='x@0 { reg = <0 0x50000000 0x1000>; };'
finds M3 error 'none of 1 regions.*unsupported node format'
board children="$a"
clean M3
board children='x { reg = <0 0x50000000 0>; };'
finds M3 error 'reg has another length.*invalid reg property'
board nodes='memory@60000000 { device_type = "memory"; reg = <0 0x60000000 0 0x40000000>; };'
finds M6 warning 'memory@60000000: .* overlaps'
board
clean M6
clean M7
board memory='<0 0x40000000 0 0x40000000 0 0x90000000 0 0x800>'
finds M7 warning 'not one whole page.*Ignoring memory block 0x90000000'
board memory='<0 0x40000000 0 0x40000000 0x9000 0x0 0 0x40000000>'
finds M7 warning 'does not reach it.*doesn.t fit in the linear mapping'

# --- E: e820 and its words -----------------------------------------------------
low='0x0000000000000000-0x000000000009ffff'
pc $low usable 0x0000000000100000-0x000000007fffffff usable
finds E1 warning 'memmap=1G: has no sign' --append memmap=1G
finds E1 error 'memmap=64M\$16M: takes memory that the kernel' --append 'memmap=64M$16M'
finds E1 warning 'memmap=1M\$640M: KASLR' --append \
	'memmap=1M$512M memmap=1M$544M memmap=1M$576M memmap=1M$608M memmap=1M$640M'
finds E1 note 'KASLR gives up' --append \
	'memmap=1M$512M,1M$544M,1M$576M,1M$608M,1M$640M'
clean E1 --append 'memmap=64M$512M'
finds E2 warning 'memmap=1G!1536M: 512 MiB of it are no RAM' --append 'memmap=1G!1536M'
clean E2 --append 'memmap=64M!512M'
finds E4 note 'RAM ends at 2 GiB'
clean E5
clean E6
pc $low usable 0x0000000000100000-0x00000000bfffffff usable 0x0000000100000000-0x000000013fffffff usable
finds E6 note '4.0 GiB of RAM reach up to 0x13fffffff: the 1 GiB below'
clean E4
input=fixtures/faults/mtrr-ranges/intel.log
finds E7 warning '515 MiB of RAM are lost.*0x200000000-0x21fffffff'
clean E7 --append disable_mtrr_trim
clean E7 --append mem=3500M
pc 0x0000000000100000-0x000000003fffffff usable $low usable
finds E5 note 'is not sorted'
pc $low usable 0x0000000000100000-0x000000003fffffff usable 0x000000003ff00000-0x0000000040ffffff reserved
finds E5 warning 'overlaps the entry before it, of another type'
pc $low usable 0x0000000000100000-0x000000003fffff7f usable
finds E5 warning 'does not begin and end on a KiB'
pc 0x0000000000100000-0x000000003fffffff usable
finds E5 error 'no usable memory below 1 MiB'

# --- N: nodes -----------------------------------------------------------------
memory_of() { # NODE BASE
	echo "memory@$2 { device_type = \"memory\"; reg = <0 0x$2 0 0x40000000>; numa-node-id = <$1>; };"
}
map() { # LIST
	echo "distance-map { compatible = \"numa-distance-map-v1\"; distance-matrix = <$1>; };"
}
two="$(memory_of 0 40000000) $(memory_of 1 80000000)"
board memory=none nodes="$two $(map '0 0 10 0 1 20 1 1 10')"
clean N1
clean N2
clean N3
clean N4
finds N3 warning 'numa=fake=4' --append numa=fake=4
board memory=none nodes="$two"
finds N2 note 'no distance map'
board memory=none nodes="$two $(map '0 0 10 0 1 5 1 1 10')"
finds N2 warning 'refuses the description.*Invalid distance'
board
finds N2 note 'one faked node.*Faking a node'
board memory=none nodes="$two $(map '0 0 10 0 1 20 1 0 30 1 1 10')"
finds N4 note 'are 20 apart one way and 30'
board memory=none nodes="$two $(map '0 0 10 0 1 20 0 2 30 1 2 30 1 1 10 2 2 10')"
finds N1 warning 'node 2: has no memory, and 0 CPUs: .* nodes 0, 1,'
board memory=none nodes="$two $(map "$(for a in {0..6}; do
	for b in {0..6}; do [ "$a" = "$b" ] && echo "$a $b 10" || echo "$a $b 20"; done
done)")"
finds N1 warning 'nodes 2 to 6: have no memory: nodes 2, 4, 6 with 0 CPUs each: .* nodes 0, 1, .*; nodes 3, 5 with 0 CPUs each: .* nodes 1, 0,'
once N1

# --- Z, H: zones, low and high memory ---------------------------------------------
bus() { # SIZE
	echo "soc { #address-cells = <2>; #size-cells = <2>; ranges; dma-ranges = <0 0 0 0 0 $1>; dev@0 { reg = <0 0 0 0>; }; };"
}
board memory='<0 0 0 0x40000000>' nodes="$(bus 0x30000000)"
finds Z1 warning 'reaches up to 0x2fffffff, zone DMA up to 0x3fffffff: 256 MiB' --kernel debian-6.1-arm64
board memory='<0 0 0 0x40000000>' nodes="$(bus 0x40000000)"
clean Z1
clean Z2
clean Z3 --kernel debian-6.1-arm64
clean Z4
board nodes="$(bus 0x38010000)"
clean Z1
board memory='<0 0 1 0x40000000>' nodes="$(bus 0x40000000)"
finds Z2 note '4 GiB of RAM lie above 0x3fffffff'
finds Z3 note '64 MiB at .* for devices'
board memory='<0 0x40000000 0 0xc0000000 1 0 1 0>' children="$(region big@40000000 0x40000000 0xbf800000)"
finds Z3 warning 'scarce|no low memory.*Failed to allocate' --image-base 0x100200000 --dtb-base 0x108000000
board memory='<0 0xf8000000 0x10 0x08000000>'
finds Z4 note 'zone DMA: .* never get memory here'
board
finds Z5 warning 'movable_node: no memory may be unplugged.*makes no ZONE_MOVABLE' --append movable_node
finds Z5 warning 'movablecore= no more' --append 'movable_node movablecore=256M'
clean Z5 --append movablecore=256M --kernel debian-6.1-arm64
board nodes='memory@90000000 { device_type = "memory"; hotpluggable; reg = <0 0x90000000 0 0x20000000>; };'
clean Z5 --append movable_node --kernel debian-6.1-arm64
board core=arm,cortex-a15 memory='<0 0x40000000 0 0x80000000>'
finds H1 note 'high memory'
finds H2 error 'INITRD: .* is not a memory region' --initrd 0xd0000000,1M
clean H2 --initrd 0x48000000,1M
finds H2 error 'initrd: .0x40400000-0x404fffff. is not where.*overlaps in-use memory region' --append initrd=0x40400000,1M --initrd 0x48000000,1M
finds H2 error 'initrd: .0xb7000000-0xb7123455. lies in high memory .low memory ends at 0x6fffffff.*virtual address 3712344a.*setup_boot_config' --initrd 0xb7000000,0x123456
finds H2 error 'initrd: .* lies in high memory.*populate_rootfs' --initrd 0x70000000,1M --dtb-base 0x48000000 --kernel linux-4.0-vexpress
clean I3 --kernel linux-4.0-vexpress --dtb-base 0x48000000
clean I3 --dtb-base 0x71000000
finds I3 error 'device tree: .0x71000000-.*low memory .which ends at 0x6f7fffff.*virtual address f1000000' --kernel linux-4.0-vexpress --dtb-base 0x71000000
clean H4
finds H4 warning 'vmalloc=900M: 108 MiB low memory, .* are left' --append vmalloc=900M
finds H4 error 'mem=12M: leaves 12 MiB of low memory.*stops in devicemaps_init' --append mem=12M
clean M8 --append mem=1G
finds M8 error 'mem=3G: claims 1 GiB .0xc0000000-0xffffffff. that no memory node has.*what is put there is lost' --append mem=3G
finds H1 warning '1.3 GiB .0x6f800000-0xbfffffff. are dropped: the build has no HIGHMEM.*Truncating RAM' --kernel linux-4.0-vexpress-slab
pc 0x0000000000000000-0x000000000009ffff usable 0x0000000000100000-0x0000000007ffffff usable
finds H2 error 'initrd: .0x7f00000-0x80fffff. is not where.*extends beyond end of memory' --kernel linux-2.6.24-i386 --initrd 0x7f00000,2M
board core=arm,cortex-a15 memory='<0 0x40000000 0 0x80000000>'
finds H2 error 'is not where.*not a memory region' --initrd 0x60000000,1M --append mem=256M
board core=arm,cortex-a15 memory='<0 0x40000000 0 0x20000000>'
clean H1
clean M8 --append mem=64M@0x50000000
finds M8 error 'mem=64M@0x70000000: claims 64 MiB .0x70000000-0x73ffffff.' --append 'mem=256M mem=64M@0x70000000'

# --- C, I, B: crash kernel, places, panics --------------------------------------
input=fixtures/faults/log-says-less/boot.log
finds H3 warning 'uses low memory only.*Warning only 887MB'
input=fixtures/faults/ansi-log/boot.log
clean H3
board
finds C1 error 'command line: crashkernel=1G: .*largest free piece' --append crashkernel=1G --kernel debian-6.1-arm64
clean C1 --append crashkernel=128M
clean C2 --append crashkernel=128M
finds C2 warning 'counts only beside' --append crashkernel=64M,low
finds C2 note 'no low part is reserved' --append crashkernel=128M,high
finds C2 warning 'no range of it holds' --append crashkernel=4G-:256M
finds C3 error '0x40200000-0x481fffff. cannot be had: kernel image' --append crashkernel=128M@0x40200000
clean C3 --append crashkernel=128M@0x50000000
board children="$tz"
finds I1 error 'initrd: .* lies in /reserved-memory/tz@50000000' --initrd 0x4ff00000,2M
finds I1 error 'initrd: .* overlaps the kernel image' --image-base 0x40200000 --initrd 0x41000000,2M
all=(--image-base 0x4fe00000 --initrd 0x50000000,2M --dtb-base 0x50080000)
finds I1 error 'kernel image, initrd and device tree: kernel image: .* lies in .*tz@50000000.*; initrd: .*; device tree: .* overlaps the initrd .0x50000000-0x501fffff.; ' "${all[@]}"
once I1 "${all[@]}"
board children="$(region tz@50000000 0x50000000 0x2000000 'no-map;')"
all=(--initrd 0x50000000,2M --dtb-base 0x51000000)
finds I1 error 'initrd and device tree: initrd: .*; device tree: .* lies in' "${all[@]}"
once I1 "${all[@]}"
board children="$(region tz@50000000 0x50000000 0x2000000 'no-map;')"
all=(--initrd 0x50000000,2M --kernel debian-6.1-arm64)
finds I1 error 'initrd: .* lies in .*leaves the no-map region mapped .O4.*failed to reserve memory for node .tz' "${all[@]}"
clean O4 "${all[@]}"
finds O4 error 'where something is reserved already' "${all[@]}" -W no-I1
board children="$tz"
same "I1: two causes" 2 "$("$INITMEM" lint --format=json --initrd 0x4ff00000,2M --dtb-base 0x90000000 "$input" | grep -c '"I1"')"
finds I1 error 'initrd: 1 MiB of .* are not in RAM.*arm64_memblock_init.*find_cpio_data' --initrd 0x7ff00000,2M
finds I1 error 'device tree: .* are not in RAM.*reads it there' --dtb-base 0x90000000
clean I1 --image-base 0x40200000 --initrd 0x48000000,2M
board memory='<0 0x40000000 0 0x1800000>'
finds I1 error 'kernel image: it takes .* no piece of RAM is larger than 24 MiB'
clean R4 --append cma=16M
board memory='<0 0x40000000 0 0x4000000>'
clean I1
input=fixtures/faults/kdump-log-image/boot.log
finds I2 warning 'a crash kernel: .* 0x63000000'
finds I2 warning 'where the map has no RAM' --image-base 0x1000000
clean I2 --image-base 0x64000000
board memory='<0 0x40000000 0 0x400000>'
finds I1 error 'no piece of RAM is larger than 4 MiB.*Kernel panic.*so ends the boot, in phase setup_arch .B1.'
clean B1
finds B1 error 'Kernel panic' -W no-I1
input=fixtures/faults/tiny-bank-panic/board.dts
finds B1 error 'prepare_page_table' --kernel linux-4.0-vexpress

# --- W: words of the command line -----------------------------------------
board args="quiet"
clean W1
clean W2
board args="meem=512M"
finds W1 warning 'meem=512M: .*does not know this word'
same "it says what may be meant" 'mem=, if that is meant' "$("$INITMEM" lint --format=json "$input" |
	jq -r 'select(.code == "W1") | .change')"
board args="myproduct=7"
finds W1 note 'myproduct=7'
board args="mem=foo"
finds W2 warning 'mem=foo: its value cannot be read'
board args="cma=64M mem=1G memmap=exactmap kernelcore=mirror"
clean W2
board args="cma=garbage" children='linux,cma { compatible = "shared-dma-pool"; reusable; size = <0 0x2000000>; linux,cma-default; };'
finds W2 warning 'cma=garbage'
clean R9
clean R5
board
clean B1

# --- all rules -------------------------------------------------------------------
rules=$("$INITMEM" lint --list | cut -d' ' -f1)
say "each rule is seen" "$(for r in $rules; do
	[[ " $seen " == *" $r "* ]] || echo -n "$r "; done)"
say "each rule is seen not to be there" "$(for r in $rules; do
	[[ " $quiet " == *" $r "* ]] || echo -n "$r "; done)"
say "--explain knows each rule" "$(for r in $rules; do
	"$INITMEM" lint --explain "$r" | grep -qE "^$r \((note|warning|error)\): " ||
		echo -n "$r "; done)"

# --- formats and statuses -----------------------------------------------------------
status() { # NAME STATUS COMMAND...
	local name=$1 want=$2 got
	shift 2
	"$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	say "$name" "$([ "$got" = "$want" ] || echo "expected $want, got $got: $(head -1 "$dir/err")")"
}
board
cp "$input" "$dir/good.dts"
board children="$a $(region b@50100000 0x50100000 0x200000)"
cp "$input" "$dir/error.dts"
board nodes='memory@60000000 { device_type = "memory"; reg = <0 0x60000000 0 0x40000000>; };'
cp "$input" "$dir/warning.dts"
status "nothing severe is status 0" 0 "$INITMEM" lint "$dir/good.dts"
status "an error is status 1" 1 "$INITMEM" lint "$dir/error.dts"
status "a warning is status 0" 0 "$INITMEM" lint "$dir/warning.dts"
status "with --werror it is 1" 1 "$INITMEM" lint --werror "$dir/warning.dts"
status "the worst of several files counts" 1 "$INITMEM" lint "$dir/good.dts" "$dir/error.dts" "$dir/warning.dts"
status "what cannot be read is status 2" 2 "$INITMEM" lint "$dir/absent" "$dir/error.dts"
say "and the others are still looked at" "$(
	[ "$(grep -c 'error O1' "$dir/out")" = 1 ] || head -1 "$dir/out")"
say "with a line on standard error" "$(
	[ "$(cat "$dir/err")" = "initmem: $dir/absent: No such file or directory" ] || cat "$dir/err")"
status "an unknown rule" 2 "$INITMEM" lint --explain Q7
status "an unknown level" 2 "$INITMEM" lint --level=high "$dir/good.dts"
say "notes are for who asks for them" "$(
	for form in --format=text --format=json --format=sarif -J; do
		"$INITMEM" lint $form "$dir/good.dts" | grep -w N2 | sed "s/^/$form: /" | grep -v '"id"' | head -1
		"$INITMEM" lint --level=note $form "$dir/good.dts" | grep -qw N2 || echo "$form --level=note: none"
	done | cut -c1-200)"
say "--level leaves out the rest" "$(
	"$INITMEM" lint --level=warning --format=json "$dir/warning.dts" | jq -r .severity | grep -v warning)"
status "a rule that is hidden" 0 "$INITMEM" lint -W no-O1 "$dir/error.dts"
status "a rule that is none" 2 "$INITMEM" lint -W Q1 "$dir/error.dts"
same "a rule is shown whatever the level" "N2" \
	"$("$INITMEM" lint --level=error -W n2 --format=json "$dir/good.dts" | jq -r .code)"
same "findings in columns" 'CODE="O1" WHERE="/reserved-memory/b@50100000"' \
	"$("$INITMEM" lint -P -o code,where --level=error "$dir/error.dts" | head -n 1)"
same "SARIF has the program's version" "$("$INITMEM" --version)" \
	"initmem $("$INITMEM" lint --format=sarif "$dir/good.dts" | jq -r '.runs[0].tool.driver.version')"
say "one finding a line" "$(
	"$INITMEM" lint "$dir/error.dts" | grep -vE '^[^:]+: (note|warning|error) [A-Z][0-9]+: ')"
"$INITMEM" lint --format=sarif "$dir/absent" "$dir/error.dts" "$dir/warning.dts" >"$dir/sarif" 2>/dev/null
say "SARIF 2.1.0" "$(/usr/bin/python3 tests/lib/sarif.py "$dir/sarif" 2>&1 | head -3 | tr '\n' ' ')"
say "SARIF names rule and node" "$(
	jq -e 'any(.runs[0].results[]; .ruleId == "O1" and .level == "error" and
		.locations[0].logicalLocations[0].fullyQualifiedName == "/reserved-memory/b@50100000")' \
		"$dir/sarif" >/dev/null || head -c 300 "$dir/sarif")"
# COLUMNS OPTION...: what a terminal of that width gets.
on_terminal() {
	local columns=$1
	shift
	PAGER=cat TERM=xterm script -qec "stty cols $columns; $INITMEM lint $*" /dev/null | tr -d '\r'
}
if script -qec true /dev/null >/dev/null 2>&1; then
	say "no line is wider than the terminal" "$(
		for columns in 60 80 200; do
			on_terminal $columns --color=never "$dir/error.dts" | awk -v n=$columns 'length > n'
		done)"
	say "colour takes no room" "$(diff <(on_terminal 80 --color=never "$dir/error.dts") \
		<(on_terminal 80 --color=always "$dir/error.dts" | sed 's/\x1b\[[0-9;]*m//g') | head -3)"
	say "colour breaks no line in a pipe" "$(
		[ "$("$INITMEM" lint --color=always "$dir/error.dts" | wc -l)" = 1 ] || echo "it does")"
else
	echo "# skip lint: no script"
fi
if /usr/bin/python3 -c 'import pty; pty.openpty()' 2>/dev/null; then
	# However fast the machine, this file takes longer than the bar waits.
	mkfifo "$dir/slow"
	exec 3<>"$dir/slow"
	(sleep 1.5; cat fixtures/arm64-uma-1g-smp2/input.dtb >&3) &
	exec 3>&-
	say "a bar on a terminal, after a second" "$(
		/usr/bin/python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' \
			"$INITMEM" lint "$dir/good.dts" "$dir/slow" "$dir/good.dts" |
			grep '\] [0-9]* of 3' >/dev/null || echo "there was none")"
	wait
else
	echo "# skip lint: no pty"
fi
