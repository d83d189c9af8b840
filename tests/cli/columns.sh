#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Lists in columns of choice, the account, and which memory a device reaches.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

list() {
	"$INITMEM" list "$@" 2>&1
}

numa=dts/server-numa2.dts
same "usual columns of zones" "NODE ZONE BASE SIZE PRESENT_PAGES MANAGED_PAGES CMA_PAGES FREE_PAGES" \
	"$(list zones $numa | head -n 1 | xargs)"
same "columns that are asked for" "0 DMA|0 Normal|1 Normal" \
	"$(list zones -n -r -o node,zone $numa | paste -sd '|')"
same "one that is there already is not there twice" \
	"$(list zones -r -o +free_pages $numa)" "$(list zones -r -o +zone,free_pages $numa)"
same "capitals, and half a name" 1 "$("$INITMEM" list zones -o FREE $numa 2>&1 |
	grep -c 'did you mean free_pages?')"
same "one more column" "WATERMARK.MIN" "$(list zones -r -o +watermark.min $numa | head -n 1 | grep -o '[^ ]*$')"
same "bytes, or a size" "2147483648 2GiB" \
	"$(list zones -n -r -b -o size $numa | head -n 1) $(list zones -n -r -o size $numa | head -n 1)"
same "pairs" 'NODE="1" CPUS="2"' "$(list nodes -P -o node,cpus $numa | tail -n 1)"
same "JSON has numbers" '[1,2,17179869184]' \
	"$(list nodes -J $numa | jq -c '.nodes[1] | [.node, .cpus, .size]')"
same "blanks are escaped" 'kernel\x20image' "$(list ledger -n -r -o owner dts/board-uma-1g.dts | head -n 1)"
same "no-map has its owner" "no-map reserved-memory node firmware@7ff00000" \
	"$(list ledger -J dts/board-uma-1g.dts | jq -r '.ledger[] | select(.state == "no-map") | "no-map " + .owner')"
same "no trailing blanks" "" "$(list zones $numa | grep ' $')"
same "columns are listed" "* node" "$(list zones --list-columns | head -n 1 | cut -c1-6)"
same "kernels in columns" "aarch64 yes" \
	"$("$INITMEM" kernel list -n -r -o arch,default | grep 'arm64 yes' | sed 's/arm/aarch/')"

# --- the account -----------------------------------------------------------
for machine in arm64-resv-2g x86-q35-1g-smp2 arm-banks-1g linux2624-pc-512m-1cpu; do
	machine_words $machine
	same "the account of $machine adds up in each record" "" "$(cd fixtures/$machine &&
		"$INITMEM" run --format=json --steps "${words[@]}" 2>/dev/null | jq -r 'select(.account |
			.kept + .nomap + .cma + .deferred + .free != .memory) | .phase')"
done
machine_words arm64-resv-2g
same "free memory is what the zones have, but for CMA" "true" "$(cd fixtures/arm64-resv-2g &&
	"$INITMEM" run --format=json "${words[@]}" 2>/dev/null | tail -n 1 | jq '.account.free ==
		([.nodes[].zones[] | .free_pages - .free_cma_pages + .pageset.count] | add) * 4096
		or .account.free >= ([.nodes[].zones[] | .free_pages - .free_cma_pages] | add) * 4096')"
same "MemTotal is that of the machine" \
	"$(awk '/MemTotal/ { print $2 }' fixtures/arm64-resv-2g/proc/meminfo.txt)" "$(cd fixtures/arm64-resv-2g &&
	"$INITMEM" run --format=json "${words[@]}" 2>/dev/null | tail -n 1 | jq '.account.memtotal_kib')"

# --- the account in the zones' picture ----------------------------------------------
# ROW PHASE INPUT: the pages in that row of the zones, all together
drawn() {
	"$INITMEM" graph zones --phase "$2" "$3" 2>/dev/null | sed 's/<[^<>]*>/|/g; s/&#160;//g' | tr -s '|' '\n' |
		awk -v row="$1" '$0 ~ "^(" row ")$" { of = 1; next } of && /^[a-z]/ { exit }
			of && /^[0-9]+$/ { sum += $0 } END { print sum + 0 }'
}
# PART PHASE INPUT: the pages of the account
accounted() {
	"$INITMEM" run --format=json --phase "$2" "$3" 2>/dev/null | jq ".account.$1 / 4096"
}
declare -A rows=([nomap]=no-map [deferred]=deferred [cma]="lent to CMA|cma_pages")
for phase in mem_init setup_per_cpu_pageset init_per_zone_wmark_min; do
	for part in nomap deferred cma; do
		for input in dts/board-uma-1g.dts dts/server-numa2.dts fixtures/arm64-resv-2g/input.dtb; do
			same "$part of the zones after $phase, $input" "$(accounted $part $phase $input)" \
				"$(drawn "${rows[$part]}" $phase $input)"
		done
	done
done

# --- memory that mem= cuts off ------------------------------------------------------
for cut in "dts/board-uma-64g.dts mem=1G 63 memblock_cap_memory_range" \
	"dts/board-riscv.dts mem=2G 6 memblock_enforce_memory_limit"; do
	read -r input limit lost by <<<"$cut"
	same "$limit of $input is told with who cuts it" "$((lost << 30)) $by" "$("$INITMEM" explain --format=json \
		--append $limit $input 2>/dev/null | jq -r '.account.rows[] | select(.what == "taken out of memory")
			| "\(.bytes) \(.by)"')"
done
same "an address that was memory until mem=" "taken out of memory by memblock_cap_memory_range()" \
	"$("$INITMEM" explain --format=json --append mem=1G dts/board-uma-64g.dts 0x900000000 |
		jq -r '.life.rows[-1].state')"
same "an address that never was" "not known as memory" "$("$INITMEM" explain --format=json \
	dts/board-uma-1g.dts 0xffffffffffff | jq -r '.life.rows[-1].state')"

# --- devices ---------------------------------------------------------------
cat >"$dir/board.dts" <<-'EOF'
/dts-v1/;
/ {
	#address-cells = <2>; #size-cells = <2>;
	cpus { #address-cells = <1>; #size-cells = <0>;
		cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; };
	};
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x80000000>; };
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
		own: vpu@50000000 { compatible = "shared-dma-pool"; no-map; reg = <0 0x50000000 0 0x400000>; };
	};
	bus@0 { #address-cells = <1>; #size-cells = <1>; compatible = "simple-bus";
		ranges = <0 0 0 0x40000000>; dma-ranges = <0x80000000 0 0x40000000 0x20000000>;
		vpu@1000 { reg = <0x1000 0x1000>; memory-region = <&own>; };
		spi@2000 { reg = <0x2000 0x1000>; };
		spi@3000 { reg = <0x3000 0x1000>; iommus = <&own>; };
	};
};
EOF
ask() {
	"$INITMEM" explain "$dir/board.dts" --format=json "$@"
}
same "the bus of a device and its reach" "/bus@0 [0x40000000-0x5fffffff] 512 MiB" \
	"$(ask device vpu@1000 | jq -r '[.device.rows[] | select(.fact == "bus" or .fact == "reach") | .value] | join(" ")')"
same "whose dma-ranges set the limit" "0x60000000, as dma-ranges say of /bus@0" \
	"$(ask device vpu@1000 | jq -r '.device.rows[] | select(.fact == "DMA limit of the boot") | .value')"
same "the zones that serve it" "DMA yes, DMA32 no" \
	"$(ask device vpu@1000 | jq -r '[.zones.rows[] | .zone + " " + .serves] | join(", ")')"
same "its own pool" "vpu@50000000 1342177280 yes" \
	"$(ask device vpu@1000 | jq -r '.pools.rows[0] | "\(.pool) \(.base) \(.serves)"')"
same "bounce buffers for what is beyond" "true" \
	"$(ask device vpu@1000 | jq '.device.rows[] | select(.fact == "out of reach") | .value | test("^1.5 GiB of memory: .* bounce buffers")')"
same "an IOMMU is told" 1 "$(ask device spi@3000 | jq '[.device.rows[] | select(.fact == "iommus")] | length')"
say "a name of two nodes" "$(ask device spi 2>&1 | grep -v '2 nodes are called spi: /bus@0/spi@2000, /bus@0/spi@3000')"
same "so many bits" "DMA yes, DMA32 yes" "$(ask dma 32 | jq -r '[.zones.rows[] | .zone + " " + .serves] | join(", ")')"
same "pools of devices are no attempts at CMA" "0 rmem_dma_setup" \
	"$(ask cma | jq -r '"\([.cma.rows[] | select(.for | test("vpu"))] | length) \(.pools.rows[0].by)"')"
same "no-map has a name" "/reserved-memory/vpu@50000000 [0x50000000-0x503fffff] no-map" \
	"$(ask 0x50001000 | jq -r '.place.rows[] | select(.fact == "tree node") | .value')"
same "an address's life names who took it" "setup_machine_fdt arm64_memblock_init" \
	"$(ask 0x50001000 | jq -r '[.life.rows[] | .step // empty] | join(" ")')"

# --- a machine in words ----------------------------------------------------
words() {
	local machine=$1 what=$2
	shift 2
	"$INITMEM" list "$what" --machine "$machine" -n -r "$@" 2>/dev/null | paste -sd '|'
}
same "nodes in equal parts" "0 0x40000000 2GiB 2|1 0xc0000000 2GiB 2|2 0x140000000 2GiB 2" \
	"$(words 'arm64 nodes=3 mem=6G cpus=6' nodes -o node,base,size,cpus)"
same "a number for each node, and a place" "0 0x80000000 1GiB 1|1 0xc0000000 3GiB 3" \
	"$(words 'riscv64 nodes=2 mem=1G,3G cpus=1,3 base=2G' nodes -o node,base,size,cpus)"
same "a PC has a hole below 4 GiB" "0 DMA|0 DMA32|0 Normal|1 Normal" \
	"$(words 'x86_64 nodes=2 mem=8G cpus=4' zones -o node,zone)"
same "high memory of 32 bits" "DMA|HighMem DMA|Normal|HighMem" \
	"$(words 'arm mem=2G' zones -o zone) $(words 'i386 mem=2G' zones -o zone)"
same "distances of the words" "[10,30]" "$("$INITMEM" run --machine 'arm64 nodes=2 mem=2G distance=30' \
	--phase start --format=json | jq -c '[.machine.distances[:2][].distance]')"
same "no notes of what a log lacks" "" "$("$INITMEM" log --machine 'x86_64 mem=1G' 2>&1 >/dev/null)"

# --- the log as a list ------------------------------------------------------------
for input in dts/board-uma-1g.dts fixtures/logs/linux-3.4-level.log; do
	same "the lines of log -J of $input are those of log" "" \
		"$(diff <("$INITMEM" log $input 2>&1) <("$INITMEM" log -J $input 2>&1 | jq -Rr '
			(fromjson? | .log[].line) // .'))"
done
same "each with its phase" "setup_arch setup_per_cpu_areas vfs_caches_init_early" \
	"$("$INITMEM" log -n -r -o phase $numa | uniq | head -n 3 | xargs)"
same "log -J of a boot that ends" "3 Kernel panic - not syncing" \
	"$("$INITMEM" log -J --machine 'arm64 mem=16M' >"$dir/out"; echo $?) $(jq -r '.log[-1].line' "$dir/out" |
		cut -d: -f1)"

# --- many nodes in text -------------------------------------------------------
text() {
	"$INITMEM" run --format=text --phase "$1" --machine "$2" 2>/dev/null
}
same "banks of many nodes are one row" "0x40000000 0xbfffffff 2 GiB 0 to 11, the first" \
	"$(text setup_arch 'arm64 nodes=12 mem=24G cpus=12' | sed -n '/^memblock.memory/,/^12 regions/p' |
		grep 0x | xargs)"
same "regions without a node of many nodes are one row" "0 to 11" \
	"$(text build_all_zonelists 'arm64 nodes=12 mem=24G cpus=12' | sed -n 's/.* 32 MiB - (in \(.*\), the first)/\1/p')"
same "banks of four nodes are four rows" "4" \
	"$(text setup_arch 'arm64 nodes=4 mem=24G cpus=4' | sed -n '/^memblock.memory/,/^4 regions/p' | grep -c 0x)"
same "zonelists that go the same way are told once" \
	"node 0: 0/DMA -> 1/Normal -> 1/DMA -> 2 to 11/Normal; the 11 others: the same way, each from itself on" \
	"$(text build_all_zonelists 'arm64 nodes=12 mem=24G cpus=12' | sed -n '/^zonelists/,/^$/p' |
		sed '1d; $d; s/^ *//; s/, and past .*//' | paste -sd ';' | sed 's/;/; /g')"
same "those that do not are told each" "node 5: 5 to 7 -> 4 -> 9 to 15 -> 8 -> 0 to 3" \
	"$("$INITMEM" run --format=text --phase build_all_zonelists dts/server-numa16-64t.dts |
		sed -n 's/^  \(node 5: .*\)/\1/p')"
same "zones that are alike, though one between is not" "node 1 to 7, 9 to 14" \
	"$("$INITMEM" run --format=text dts/server-numa16-64t.dts | sed -n '/^zones/,/^$/p' | grep -o '^node 1 .* 14' | sort -u)"

for bad in "" "mips mem=1G" "arm64" "arm64 nodes=2 mem=1G,2G,3G" "arm64 nodes=65 mem=1G" "arm64 mem=0" \
	"x86_64 mem=1G base=4" "arm64 mem=1G colour=7" "arm64 nodes=4 mem=1M" "arm64 mem=1G cpus=2000" \
	"arm64 nodes=2 mem=2G distance=9" "arm64 mem=1G base=nowhere"; do
	same "refused: $bad" "2 1" "$("$INITMEM" run --machine "$bad" >"$dir/out" 2>"$dir/err"; echo $?) $(
		grep -c '^initmem: --machine: ' "$dir/err")"
done

# --- schemas ---------------------------------------------------------------
valid() {
	/usr/bin/python3 -c '
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
lines = [json.loads(line) for line in sys.stdin]
assert lines, "nothing was printed"
for line in lines:
    jsonschema.validate(line, schema)' "src/emit/$1.schema.json" 2>&1 | tail -n 1
}
for question in "" cma crashkernel 0x48000000 "zone 0/DMA" "zonelist 0" "dma 32"; do
	# shellcheck disable=SC2086 # words
	say "explain ${question:-account} is as its schema says" "$("$INITMEM" explain --format=json \
		dts/board-uma-1g.dts $question | valid answer)"
done
say "diff is as its schema says" "$("$INITMEM" diff --format=json dts/board-uma-1g.dts --b-append cma=64M |
	valid answer)"
say "verify is as its schema says" "$("$INITMEM" verify --format=json fixtures/arm64-uma-1g-smp2/input.dtb \
	--log fixtures/arm64-uma-1g-smp2/dmesg.txt | valid answer)"
# COMMAND...: with every column it has
all_columns() {
	"$INITMEM" "$@" -J -o "$("$INITMEM" "$@" --list-columns | cut -c3- | cut -d' ' -f1 | paste -sd ,)"
}
for list in "list nodes" "list zones" "list ledger" log lint; do
	for input in $numa fixtures/x86-numa2-4g-smp4/input.log; do
		# shellcheck disable=SC2086 # words
		say "$list of $input is as its schema says" "$(all_columns $list $input 2>/dev/null | valid list)"
	done
done
say "kernel list is as its schema says" "$(all_columns kernel list | valid list)"
say "lint is as its schema says" "$("$INITMEM" lint --format=json dts/board-uma-1g.dts dts/bad-overlap.dts |
	valid finding)"
