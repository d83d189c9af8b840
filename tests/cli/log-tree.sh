#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A boot log with the machine's tree beside it: what the boot was, exactly.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# INPUT...: records of a boot of $words, without what they are called after.
records() {
	"$INITMEM" run --steps --format=json "${words[@]}" "$@" 2>/dev/null |
		jq -c 'del(.input, .inexact)'
}

# Each value of the tree's own boot, which is the recorded one's.
for machine in arm-resv-1g arm64-numa4-movable-90 k612-arm64-resv-2g k612-riscv64-numa2-2g k66-arm64-16k-resv-2g; do
	machine_words $machine
	unset "words[-1]"
	words=("${words[@]/#..\/kernels/fixtures\/kernels}")
	records "fixtures/$machine/input.dtb" >"$dir/tree"
	records --tree "fixtures/$machine/input.dtb" "fixtures/$machine/dmesg.txt" \
		>"$dir/both"
	same "$machine: a boot" yes "$([ "$(wc -l <"$dir/both")" -gt 15 ] && echo yes)"
	same "$machine: as by its tree" "" "$(diff "$dir/tree" "$dir/both" | head -c 300)"
done

# As the tree was before its boot loader filled it: memory, command line and
# initrd are the log's, the regions that no log names the tree's.
cat >"$dir/board.dts" <<'DTS'
/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	compatible = "example,board";
	model = "Example board";
	memory@80000000 { device_type = "memory"; reg = <0 0x80000000 0 0>; };
	cpus {
		#address-cells = <1>;
		#size-cells = <0>;
		cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a55"; reg = <0>; enable-method = "psci"; };
		cpu@1 { device_type = "cpu"; compatible = "arm,cortex-a55"; reg = <1>; enable-method = "psci"; };
	};
	psci { compatible = "arm,psci-1.0"; method = "smc"; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		firmware@88000000 { reg = <0 0x88000000 0 0x200000>; no-map; };
		modem@89000000 { reg = <0 0x89000000 0 0x300000>; };
	};
};
DTS
cat >"$dir/board.log" <<'LOG'
[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x412fd050]
[    0.000000] Linux version 6.1.0-50-cloud-arm64 (made@up) (gcc) #1 SMP
[    0.000000] Machine model: Example board
[    0.000000] Zone ranges:
[    0.000000]   DMA      [mem 0x0000000080000000-0x000000009fffffff]
[    0.000000]   DMA32    empty
[    0.000000]   Normal   empty
[    0.000000] Movable zone start for each node
[    0.000000] Early memory node ranges
[    0.000000]   node   0: [mem 0x0000000080000000-0x0000000087ffffff]
[    0.000000]   node   0: [mem 0x0000000088000000-0x00000000881fffff]
[    0.000000]   node   0: [mem 0x0000000088200000-0x000000009fffffff]
[    0.000000] Initmem setup node 0 [mem 0x0000000080000000-0x000000009fffffff]
[    0.000000] Kernel command line: console=ttyS0 cma=32M
[    0.010000] smp: Brought up 1 node, 2 CPUs
LOG
"$INITMEM" run --tree "$dir/board.dts" "$dir/board.log" >"$dir/out" 2>"$dir/err"
same "a board's tree before its loader" "0 [[2147483648,536870912]] console=ttyS0 cma=32M 2" \
	"$? $(jq -rs '.[0].machine as $m | [.[] | select(.phase == "setup_arch")][0] | "\([.memblock.memory[] | [.base, .size]] | [[.[0][0], ([.[][1]] | add)]] | tojson) \($m.cmdline) \($m.cpus)"' "$dir/out")"
same "its regions have their names" "firmware modem" \
	"$(jq -r 'select(.phase == "start").machine.reserved_memory[].node' "$dir/out" | cut -d@ -f1 | xargs)"
same "nothing is said to be unknown of the tree" "" \
	"$(jq -r '.inexact // [] | .[]' "$dir/out" | grep tree)"
same "without it there is" yes \
	"$("$INITMEM" run "$dir/board.log" 2>/dev/null | jq -r '.inexact // [] | .[]' | grep -q tree && echo yes)"

# A log that has lost its command line has the tree's.
sed -i 's/^	psci /	chosen { bootargs = "cma=48M"; };\n&/' "$dir/board.dts"
grep -v 'command line' "$dir/board.log" >"$dir/lost.log"
same "a log without its command line" "cma=48M" \
	"$("$INITMEM" run --phase start --tree "$dir/board.dts" "$dir/lost.log" 2>/dev/null | jq -r .machine.cmdline)"
same "--cmdline changes it" "cma=16M" \
	"$("$INITMEM" run --phase start --cmdline cma=16M --tree "$dir/board.dts" "$dir/board.log" 2>/dev/null | jq -r .machine.cmdline)"

# A log without ranges: its total says whether the tree's bank is the one that the
# loader left there. TOTAL BANK, in KiB and as a reg: the memory that boots
of_total() {
	sed "s/reg = <0 0x80000000 0 0>/reg = <0 0x80000000 0 $2>/" "$dir/board.dts" >"$dir/sized.dts"
	{
		sed -n 1,3p "$dir/board.log"
		echo "[    0.000000] Kernel command line: console=ttyS0"
		echo "[    0.000000] Memory: 200000K/$1K available (4096K kernel code, 172K rwdata, 796K rodata, 1024K init, 170K bss, 20000K reserved, 0K cma-reserved)"
	} >"$dir/total.log"
	"$INITMEM" run --tree "$dir/sized.dts" "$dir/total.log" 2>/dev/null | jq -c \
		'select(.phase == "setup_arch").memblock.memory | [.[0].base, ([.[].size] | add / 1024)]'
}
same "the tree has less than there was" "[2147483648,1048576]" "$(of_total 1048576 0x10000000)"
same "and more" "[2147483648,262144]" "$(of_total 262144 0x40000000)"
same "what a kernel does not use is there" "[2147483648,524288]" "$(of_total 500000 0x20000000)"

# The tree of a stub has nothing of the machine but its own size.
efi_stub_tree >"$dir/stub.dts"
same "an EFI stub's tree" \
	"$("$INITMEM" run fixtures/logs/arm64-efi-debug.log 2>/dev/null | jq -c 'select(.phase == "mem_init").memblock.memory')" \
	"$("$INITMEM" run --tree "$dir/stub.dts" fixtures/logs/arm64-efi-debug.log 2>/dev/null | jq -c 'select(.phase == "mem_init").memblock.memory')"

# Where the image lies is in /proc/iomem; not for those who see zeros.
image_by() {
	printf '%s : System RAM\n  %s : Kernel code\n' "$@" >"$dir/iomem"
	"$INITMEM" run --phase start --kernel debian-6.1-arm64 --iomem "$dir/iomem" "$dir/board.log" 2>/dev/null |
		jq -c '.machine | [.kernel_image.base, .assumed]'
}
same "the image by /proc/iomem" '[2214592512,[]]' "$(image_by 80000000-9fffffff 84010000-8535ffff)"
same "and where it shows none" '[2149580800,["kernel_image"]]' "$(image_by 00000000-00000000 00000000-00000000)"

# NAME LINE ARGUMENT...: it is refused so
refused() {
	same "$1" "2 initmem: $2" "$("$INITMEM" run "${@:3}" 2>&1 >"$dir/none" | { read -r line; echo "2 $line"; })"
	same "$1: status" 2 "$("$INITMEM" run "${@:3}" >/dev/null 2>&1; echo $?)"
}
refused "another machine's tree" \
	"dts/board-riscv.dts: its CPUs are riscv64, and the log beside it, $dir/board.log, is of a kernel for arm64: not the same machine" \
	--tree dts/board-riscv.dts "$dir/board.log"
refused "a PC's log" \
	"fixtures/logs/linux-3.4-level.log: --tree: expected INPUT to be a boot log of arm, arm64 or riscv64, beside which the tree lies" \
	--tree dts/board-uma-1g.dts fixtures/logs/linux-3.4-level.log
refused "a tree beside a tree" \
	"dts/board-riscv.dts: --tree: expected INPUT to be a boot log of arm, arm64 or riscv64, beside which the tree lies" \
	--tree dts/board-uma-1g.dts dts/board-riscv.dts
mkdir -p "$dir/memmap/0"
echo 0x0 >"$dir/memmap/0/start"
echo 0x3fffffff >"$dir/memmap/0/end"
echo System RAM >"$dir/memmap/0/type"
refused "a folder of memmap" \
	"$dir/memmap: --tree: expected INPUT to be a boot log of arm, arm64 or riscv64, beside which the tree lies" \
	--tree dts/board-uma-1g.dts "$dir/memmap"
echo odd >"$dir/odd"
refused "something else as iomem" \
	"$dir/odd: no line \"FIRST-LAST : NAME\", expected the text of /proc/iomem" \
	--iomem "$dir/odd" dts/board-uma-1g.dts
refused "no tree" "--tree: $dir/board.log: expected a device tree, .dtb or .dts" \
	--tree "$dir/board.log" "$dir/board.log"
