#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boards of RISC-V: which kernel, which harts, how far the linear map reaches.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
board=dts/board-riscv.dts

records() { # OPTION...: of the board
	"$INITMEM" run --format=json "$@" "$board"
}

# PHASE FILTER, of $dir/out
get() {
	jq -r "select(.phase == \"$1\" and .step == null) | $2" "$dir/out"
}

# FROM TO: $board with that changed, into $dir/board.dts
changed() {
	sed "s/$1/$2/" dts/board-riscv.dts >"$dir/board.dts"
	board=$dir/board.dts
}

records >"$dir/out"
same "status" 0 $?
same "the tree tells the kernel" "riscv64" "$(get start .kernel.arch)"
same "the hart that is switched off is no CPU" 4 \
	"$(get setup_per_cpu_areas '.percpu.unit_offsets | length')"
same "zones" "DMA32 524288 Normal 1572864" "$(get setup_arch '.nodes[].zones[]
	| select(.present_pages > 0) | "\(.name) \(.present_pages)"' | xargs)"
same "the log" 1 "$(get mem_init '.log[]' |
	grep -c 'software IO TLB: mapped .*(64MB)')"
same "owners" "KFENCE pool,kernel image,page tables of the kernel image,page tables of the linear map" \
	"$(get setup_arch '[.ledger[].what | select(test("KFENCE|kernel image|linear map"))]
		| unique | join(",")')"

dtc -q -I dts -O dtb -o "$dir/fdt" dts/board-riscv.dts
same "as /sys/firmware/fdt has it" "$("$INITMEM" log dts/board-riscv.dts | md5sum)" \
	"$("$INITMEM" log "$dir/fdt" | md5sum)"

for view in flow memory nodes zones zonelists freelists; do
	"$INITMEM" graph "$view" $board >/dev/null 2>"$dir/err"
	same "graph $view" 0 $?
done
"$INITMEM" lint $board >"$dir/out" 2>&1
same "lint: no error" 0 $?
"$INITMEM" explain $board 0x80200000 >"$dir/out" 2>&1
same "explain" 1 "$(grep -c 'kernel image' "$dir/out" | sed 's/^[1-9].*/1/')"

records --append crashkernel=256M >"$dir/out"
same "the crash kernel, below what lies at 4 GiB" \
	"crashkernel reserved: 0x00000000ee000000 - 0x00000000fe000000 (256 MB)" \
	"$(get setup_arch '.log[]' | grep crashkernel)"
records --append crashkernel=2500M >"$dir/out"
same "too large for that: above 4 GiB, with a low part" 2 \
	"$(get setup_arch '.log[]' | grep -c 'crashkernel.* reserved: ')"

# Sv39 holds 128 GiB, Sv48 much more; what is beyond is lost without a word.
"$INITMEM" run --format=json --memory 0x80000000,200G $board >"$dir/out"
same "Sv39: what its linear map holds" $((128 << 18)) \
	"$(get setup_arch '[.nodes[].node_present_pages] | add')"
same "lint finds it" 1 "$("$INITMEM" lint --memory 0x80000000,200G $board |
	grep -c 'M7: .*from 0x2080000000 on is not used.*does without 72 GiB')"
same "and nothing where there is no such memory" 0 \
	"$("$INITMEM" lint --memory 0x80000000,128G $board | grep -c M7)"
changed riscv,sv39 riscv,sv48
"$INITMEM" run --format=json --memory 0x80000000,200G "$board" >"$dir/out"
same "Sv48" $((200 << 18)) "$(get setup_arch '[.nodes[].node_present_pages] | add')"
"$INITMEM" run --format=json --append no4lvl --memory 0x80000000,200G "$board" >"$dir/out"
same "no4lvl" $((128 << 18)) "$(get setup_arch '[.nodes[].node_present_pages] | add')"
same "and says so" 1 "$(get setup_arch '.log[]' |
	grep -cx 'Disabled 4-level and 5-level paging')"
records --append 'mem=3G mem=2G mem=5G' >"$dir/out"
same "the smallest mem= counts" "$((2 << 18)) 3072 2048 2048" \
	"$(get setup_arch '[.nodes[].node_present_pages] | add') $(get setup_arch \
	'.log[]' | sed -n 's/Memory limited to \([0-9]*\)MB/\1/p' | xargs)"

# All RAM is in reach, but small buffers share cache lines with others.
changed '"f", "d", "c";' '"f", "d", "c", "zicbom"; riscv,cbom-block-size = <64>;'
"$INITMEM" run --format=json --memory 0x80000000,1G "$board" >"$dir/out"
same "harts that clean caches: a small bounce buffer" 1 \
	"$(get mem_init '.log[]' | grep -c 'software IO TLB: mapped .*(1MB)')"

changed 'mmu-type = "riscv,sv39";' ''
records >"$dir/out"
same "without mmu-type it says that it does not know" 1 \
	"$(get setup_arch '.inexact[]' | grep -c mmu-type)"
"$INITMEM" run --format=json --cpu-features sv48 --memory 0x80000000,200G "$board" >"$dir/out"
same "--cpu-features sv48" "$((200 << 18)) 0" \
	"$(get setup_arch '[.nodes[].node_present_pages] | add') $(get setup_arch '.inexact[]' | grep -c mmu-type)"
changed riscv,sv39 riscv,none
records >"$dir/out" 2>"$dir/err"
same "no MMU" "3 relocate_enable_mmu" \
	"$? $(jq -r '.dies_in | select(.)' "$dir/out")"
same "and no built-in kernel for it" 1 "$(grep -c 'has no MMU: no built-in kernel' "$dir/err")"
changed '"i", "m", "a", "f"' '"i", "m", "f"'
records >"$dir/out"
same "no hart to run on" "3 of_parse_and_init_cpus" \
	"$? $(jq -r '.dies_in | select(.)' "$dir/out")"
# The tree lies as high as it can: a piece of 32 MiB is left of 64, and not of 48.
sed '/Placed by/,/};/d' dts/board-riscv.dts >"$dir/board.dts"
"$INITMEM" run --format=json --memory 0x80000000,64M "$dir/board.dts" >"$dir/out"
same "enough for the sections' pointers" 0 $?
"$INITMEM" run --format=json --memory 0x80000000,48M "$dir/board.dts" >"$dir/out"
same "too little for the sections' pointers" "3 memory_present: Failed to allocate 33554432 bytes align=0x40" \
	"$? $(jq -r '.panic | select(.)' "$dir/out")"

# The tree: at the end of RAM or of what lies below 3 GiB, and below what is reserved there.
tree_at() { # NODE OPTION...: where the tree lies, with NODE in /reserved-memory
	sed "s|framebuffer@|$1 &|; /Placed by/,/};/d" dts/board-riscv.dts >"$dir/board.dts"
	"$INITMEM" run --format=json "${@:2}" "$dir/board.dts" >"$dir/out"
	printf '0x%x' "$(get setup_arch '.ledger[] | select(.what == "device tree blob") | .base')"
}
same "tree: below 3 GiB" 0xbfe00000 "$(tree_at "")"
same "tree: at the end of RAM" 0x9fe00000 "$(tree_at "" --memory 0x80000000,512M)"
same "tree: RAM above 3 GiB only" 0x17fe00000 "$(tree_at "" --memory 0x100000000,2G)"
same "tree: below what is reserved" 0x9f800000 \
	"$(tree_at 'tz@9fa00400 { reg = <0 0x9fa00400 0 0x5ffc00>; };' --memory 0x80000000,512M)"

# Which hart boots is the firmware's affair; its node is that of CPU 0.
sed -E 's/reg = <[0-9]>;/& numa-node-id = <0>;/
	/cpu@3/,/};/s/numa-node-id = <0>/numa-node-id = <1>/' dts/board-riscv.dts >"$dir/nodes.dts"
nodes() { # OPTION...: the nodes of the CPUs, in their order
	"$INITMEM" run --format=json --memory 0x80000000,4G,0 \
		--memory 0x180000000,4G,1 "$@" "$dir/nodes.dts" |
		jq -r 'select(.phase == "setup_per_cpu_areas") | .log[] | select(test("pcpu-alloc: \\["))' | tail -1
}
same "the first hart boots" "pcpu-alloc: [0] 0 [0] 1 [0] 3 [1] 2 " "$(nodes)"
same "the hart with reg 3 boots" "pcpu-alloc: [0] 0 [1] 1 [1] 2 [1] 3 " "$(nodes --boot-cpu 3)"
"$INITMEM" run --boot-cpu 9 dts/board-riscv.dts >"$dir/out" 2>"$dir/err"
same "no such hart" "2 initmem: dts/board-riscv.dts: /cpus: no CPU with reg 0x9 (--boot-cpu)" "$? $(cat "$dir/err")"

# A build without NUMA: no node is looked for, and there is one all the same.
"$INITMEM" kernel show linux-6.12-riscv64 | jq '.config.values.CONFIG_NUMA = "n"
	| .constants.MAX_NUMNODES.value = 1' >"$dir/one.json"
"$INITMEM" run --steps --format=json --kernel "$dir/one.json" dts/board-riscv.dts >"$dir/out"
same "without NUMA" "0 0 0" "$? $(jq -r .step "$dir/out" | grep -c arch_numa) $(get mem_init '.nodes[].nid')"
