#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# initmem log of a log: in the words of the kernel that wrote it, with its
# rules, without what it does not say; and never a number that the log has.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# RELEASE: the lines that say what the machine is like
machine() {
	cat <<-EOF
	[    0.000000] Linux version $1 (a@b) (gcc version 9.1.0) #1 SMP
	[    0.000000] Command line: root=/dev/sda1 ro
	[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
	[    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved
	[    0.000000] BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff] reserved
	[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000005ffdffff] usable
	[    0.000000] BIOS-e820: [mem 0x000000005ffe0000-0x000000005fffffff] reserved
	[    0.000000] smpboot: Allowing 2 CPUs, 0 hotplug CPUs
	EOF
}

# FILE: what is predicted for it
predict() {
	"$INITMEM" log "$1" 2>/dev/null
}

# NAME LOG LINE: the prediction has the line
has() {
	if predict "$2" | grep -qxF -- "$3"; then
		echo "ok $1"
	else
		echo "not ok $1: expected '$3', got '$(predict "$2" |
			grep -F -- "${3:0:12}" | head -3)'"
	fi
}

# NAME LOG WORDS: no line of the prediction has the words
lacks() {
	same "$1" "" "$(predict "$2" | grep -F -- "$3" | head -1)"
}

# The numbers of these lines are of no such machine: they are not to be used.
old="$dir/old.log"
{
	machine 3.2.0-4-amd64
	cat <<-EOF
	[    0.000000] e820 remove range: 0000000000000000 - 0000000000000000 (usable)
	[    0.000000] last_pfn = 0x77 max_arch_pfn = 0x400000000
	[    0.000000] init_memory_mapping: 0000000000007000-0000000000777000
	[    0.000000] kernel direct mapping tables up to 777 @ 77-777
	[    0.000000] RAMDISK: 5f000000 - 5ffe0000
	[    0.000000] Zone PFN ranges:
	[    0.000000]   DMA      0x00000077 -> 0x00000777
	[    0.000000] Movable zone start PFN for each node
	[    0.000000] early_node_map[7] active PFN ranges
	[    0.000000]     0: 0x00000077 -> 0x00000777
	[    0.000000] On node 0 totalpages: 777
	[    0.000000]   DMA zone: 7 pages, LIFO batch:7
	[    0.000000] Built 7 zonelists in Zone order, mobility grouping on.  Total pages: 777
	[    1.000000] HugeTLB registered 7 MB page size, pre-allocated 7 pages
	[    1.100000] Freeing initrd memory: 7k freed
	EOF
} > "$old"

# i386 before memblock: what firmware may write to, and what hibernation leaves out.
{
	cat <<-EOF
	[    0.000000] Linux version 2.6.31-own (a@b) (gcc version 4.4.3) #1 SMP
	[    0.000000] BIOS-provided physical RAM map:
	[    0.000000]  BIOS-e820: 0000000000000000 - 000000000009e000 (usable)
	[    0.000000]  BIOS-e820: 000000000009e000 - 00000000000a0000 (reserved)
	[    0.000000]  BIOS-e820: 00000000000f0000 - 0000000000100000 (reserved)
	[    0.000000]  BIOS-e820: 0000000000100000 - 0000000019f00000 (usable)
	[    0.000000]  BIOS-e820: 0000000019f00000 - 000000001a000000 (ACPI NVS)
	[    0.000000]  BIOS-e820: 000000001a000000 - 000000001c000000 (usable)
	[    0.000000] AMI BIOS detected: BIOS may corrupt low RAM, working around it.
	[    0.000000] e820 update range: 0000000000000077 - 0000000000000777 (usable) ==> (reserved)
	[    0.000000] Using x86 segment limits to approximate NX protection
	[    0.000000] 7MB HIGHMEM available.
	[    0.000000] 7MB LOWMEM available.
	[    0.000000] Zone PFN ranges:
	[    0.000000]   DMA      0x00000077 -> 0x00000777
	[    0.000000]   Normal   0x00000777 -> 0x00007777
	[    0.000000]   HighMem  0x00007777 -> 0x00007777
	[    0.000000] PM: Registered nosave memory: 0000000000000777 - 0000000000007777
	EOF
} >"$dir/bios32.log"
has "a BIOS that writes to low memory takes 64 KiB of it" "$dir/bios32.log" \
	"e820 update range: 0000000000000000 - 0000000000010000 (usable) ==> (reserved)"
has "where zones begin then" "$dir/bios32.log" "  DMA      0x00000010 -> 0x00001000"
same "and all but memory is left out of a hibernation" \
	"9e000-a0000 a0000-f0000 f0000-100000 19f00000-1a000000" "$(
	predict "$dir/bios32.log" |
		sed -n 's/^PM: Registered nosave memory: 0*\([0-9a-f]*\) - 0*\([0-9a-f]*\)$/\1-\2/p' |
		xargs)"
sed '/may corrupt/d; /e820 update/d' "$dir/bios32.log" >"$dir/good32.log"
has "others leave it" "$dir/good32.log" "  DMA      0x00000000 -> 0x00001000"

# i386: how large a huge page is, by how many levels its page tables have.
# [WORDS]: of the release's name
huge() {
	cat <<-EOF >"$dir/huge.log"
	[    0.000000] Linux version 3.16.0-own$1 (a@b) (gcc version 4.8.4) #1 SMP
	[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
	[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000003fffffff] usable
	[    0.000000] 7MB HIGHMEM available.
	[    0.000000] 7MB LOWMEM available.
	${1:+[    0.000000] NX (Execute Disable) protection: active}
	${1:-[    0.000000] Notice: NX (Execute Disable) protection cannot be enabled: non-PAE kernel!}
	[    1.000000] HugeTLB registered 7 MB page size, pre-allocated 7 pages
	EOF
	predict "$dir/huge.log" | sed -n 's/^HugeTLB registered \(.*\) page size.*/\1/p'
}
same "two levels have huge pages of 4 MiB, three of 2 MiB" "4 MB 2 MB" "$(huge "" | xargs) $(huge -pae | xargs)"

# x86_64: where KASLR has moved the map of memory to, by one address in it.
# ADDRESS: of the log's first per-CPU chunk
moved() {
	machine 4.10.7-own
	cat <<-EOF
	[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x000000011fffffff] usable
	[    0.000000] Base memory trampoline at [ffff9c7000097000] 97000 size 28672
	[    0.000000]   DMA zone: 7 pages reserved
	[    0.000000] percpu: Embedded 7 pages/cpu @$1 s110000 r8192 d7 u7
	[    0.000000] Memory: 0K/0K available (7777K kernel code, 777K rwdata, 777K rodata, 777K init, 777K bss, 7K reserved)
	[    1.000000] software IO TLB [mem 0x07700000-0x0b700000] (64MB) mapped at [0000000000000007-0000000000000777]
	EOF
}
for at in ffff88011fc00000 ffff9c719fc00000 ffff9c719fd00000; do
	moved "$at" >"$dir/moved-$at.log"
done
is_at() {
	has "$1" "$2" "percpu: Embedded 36 pages/cpu @$3 s110000 r8192 d29264 u1048576"
}
is_at "a map that is where it always was" "$dir/moved-ffff88011fc00000.log" ffff88011fc00000
is_at "the log tells where another begins" "$dir/moved-ffff9c719fc00000.log" ffff9c719fc00000
is_at "no log tells it by an address of something else" "$dir/moved-ffff9c719fd00000.log" \
	ffff88011fc00000
has "and all else in it follows" "$dir/moved-ffff9c719fc00000.log" \
	"software IO TLB [mem 0x5bfe0000-0x5ffe0000] (64MB) mapped at [ffff9c70dbfe0000-ffff9c70dffdffff]"
has "its code for the start of CPUs is as large as it says" "$dir/moved-ffff9c719fc00000.log" \
	"  DMA zone: 22 pages reserved"
{
	machine 4.15.3-own
	echo "[    0.000000] percpu: Embedded 7 pages/cpu @        (ptrval) s110000 r8192 d7 u7"
} >"$dir/hidden.log"
has "from 4.15 on addresses may be hidden" "$dir/hidden.log" \
	"percpu: Embedded 36 pages/cpu @        (ptrval) s110000 r8192 d29264 u1048576"

# arm64 to 4.15: where its addresses are, by how wide they are and by release.
layout() {
	cat <<-EOF
	[    0.000000] Linux version $1 (a@b) (aarch64-linux-gnu-gcc 7.1.0) #1 SMP
	[    0.000000] Boot CPU: AArch64 Processor [410fd034]
	[    0.000000] Reserved memory: reserved region for node 'x@a0000000': base 0x00000000a0000000, size 1 MiB
	[    0.000000] PERCPU: Embedded 7 pages/cpu @ffffffc05e000000 s7 r8192 d7 u7
	[    0.000000] Kernel command line: quiet
	[    0.000000] Memory: 0K/0K available (7777K kernel code, 777K rwdata, 777K rodata, 777K init, 777K bss, 7K reserved)
	[    0.000000] Virtual kernel memory layout:
	[    0.000000]     vmalloc : 0xffffff8000000007 - 0xffffff8000000777   (     7 GB)
	[    0.000000]     vmemmap : 0xffffff8000000007 - 0xffffff8000000777   (     7 GB maximum)
	[    0.000000]     modules : 0xffffff8000000007 - 0xffffff8000000777   (     7 MB)
	EOF
}
layout 3.14.2 >"$dir/arm64.log"
has "vmalloc of arm64, 39 bits" "$dir/arm64.log" \
	"    vmalloc : 0xffffff8000000000 - 0xffffffbdffff0000   (   247 GB)"
has "vmemmap of pages of 56 bytes" "$dir/arm64.log" \
	"    vmemmap : 0xffffffbe00000000 - 0xffffffbfc0000000   (     7 GB maximum)"
has "modules below the linear map" "$dir/arm64.log" \
	"    modules : 0xffffffbffc000000 - 0xffffffc000000000   (    64 MB)"
has "Memory: in the words of the log" "$dir/arm64.log" "$(predict "$dir/arm64.log" |
	grep "^Memory: .* (7777K kernel code, 777K rwdata, .* 777K bss, [0-9]*K reserved)$")"
layout 4.9.100 >"$dir/arm64.log"
has "vmemmap by bits" "$dir/arm64.log" \
	"    vmemmap : 0xffffffbf00000000 - 0xffffffc000000000   (     4 GB maximum)"
has "modules below vmalloc" "$dir/arm64.log" \
	"    modules : 0xffffff8000000000 - 0xffffff8008000000   (   128 MB)"

# A build of the release that a built-in kernel has may be another one: its log
# has its own words, and lines behind those of the boot.
for release in 6.6.63 6.12.107+deb12-cloud-arm64; do
	layout $release | sed '/Virtual kernel\|    v\|    m/d' >"$dir/same.log"
	echo "[    1.000000] HugeTLB: registered 7.7 KiB page size, pre-allocated 7 pages" \
		>>"$dir/same.log"
	has "late lines of the release of $release" "$dir/same.log" \
		"HugeTLB: registered 64.0 KiB page size, pre-allocated 0 pages"
	lacks "no line that it has not, $release" "$dir/same.log" "Fallback order"
done

# Of the same release, and by its lines of another build: sizes and zones of it.
{
	layout 6.6.63 | sed '/Virtual kernel\|    v\|    m/d'
	cat <<-EOF
	[    0.000000] Zone ranges:
	[    0.000000]   DMA32    [mem 0x7-0x7]
	[    0.000000]   Normal   empty
	[    0.000000] percpu: Embedded 7 pages/cpu s7777 r8192 d7 u7
	[    0.000000] Memory: 0K/0K available (7777K kernel code, 777K rwdata, 777K rodata, 777K init, 777K bss, 7K reserved, 7K cma-reserved)
	EOF
} >"$dir/other.log"
has "the zones of another build" "$dir/other.log" \
	"  DMA32    [mem 0x0000000080000000-0x00000000dfffffff]"

# How large its pages are, which small tables show, too.
sed 's/Normal   empty/&\n[    0.000000] Dentry cache hash table entries: 7 (order: 7, 7 bytes, linear)/' \
	"$dir/other.log" >"$dir/pages.log"
echo "[    0.100000] Mount-cache hash table entries: 2048 (order: 0, 16384 bytes, linear)" \
	>>"$dir/pages.log"
has "pages of 16 KiB" "$dir/pages.log" \
	"Dentry cache hash table entries: 262144 (order: 7, 2097152 bytes, linear)"
sed 's/2048 (order: 0, 16384/8192 (order: 0, 65536/' "$dir/pages.log" >"$dir/large.log"
has "pages of 64 KiB" "$dir/large.log" \
	"Dentry cache hash table entries: 262144 (order: 5, 2097152 bytes, linear)"

# A pool between the ranges of a node lies there, whoever has placed it.
{
	layout 5.10.9 | sed '/Virtual kernel\|    v\|    m\|reserved region/d'
	cat <<-EOF
	[    0.000000] Reserved memory: created DMA memory pool at 0x0000000047a00000, size 6 MiB
	[    0.000000] OF: reserved mem: initialized node pool, compatible id shared-dma-pool
	[    0.000000] Early memory node ranges
	[    0.000000]   node   0: [mem 0x0000000040000000-0x00000000479fffff]
	[    0.000000]   node   0: [mem 0x0000000048000000-0x000000007fffffff]
	[    0.000000] On node 0 totalpages: 7
	EOF
} >"$dir/hole.log"
has "memory around a pool" "$dir/hole.log" \
	"  node   0: [mem 0x0000000048000000-0x000000007fffffff]"
has "without its pages" "$dir/hole.log" "On node 0 totalpages: 260608"

# More nodes came up than have memory: the number left free is one of CPUs alone.
{
	layout 6.6.20 | sed '/Virtual kernel\|    v\|    m\|reserved region/d'
	cat <<-EOF
	[    0.000000] NUMA: NODE_DATA [mem 0x7-0x7]
	[    0.000000] Early memory node ranges
	[    0.000000]   node   0: [mem 0x0000000040000000-0x000000005fffffff]
	[    0.000000]   node   2: [mem 0x0000000060000000-0x000000007fffffff]
	[    0.000000] pcpu-alloc: [0] 0 [0] 0 [0] 0
	[    0.000000] Built 7 zonelists, mobility grouping on.  Total pages: 7
	[    0.100000] smp: Brought up 3 nodes, 3 CPUs
	EOF
} >"$dir/bare.log"
has "a node of CPUs alone" "$dir/bare.log" "pcpu-alloc: [0] 0 [1] 1 [2] 2 "
has "counts among the zonelists" "$dir/bare.log" \
	"Built 3 zonelists, mobility grouping on.  Total pages: 258048"

# Since 6.12 a log has the SRAT's memory alone: its CPUs are where they came up.
{
	machine 6.12.9-own | sed 's/Allowing 2/Allowing 4/'
	cat <<-EOF
	[    0.000000] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x2fffffff]
	[    0.000000] ACPI: SRAT: Node 2 PXM 7 [mem 0x30000000-0x5fffffff]
	[    0.000000] Early memory node ranges
	[    0.000000]   node   0: [mem 0x0000000000000007-0x0000000000000777]
	[    0.000000] pcpu-alloc: [0] 0 [0] 0 [0] 0 [0] 0
	[    0.000000] Fallback order for Node 0: 0 0
	[    0.100000] smp: Bringing up secondary CPUs ...
	[    0.100000] .... node  #2, CPUs:      #1
	[    0.100000] .... node  #1, CPUs:      #2
	[    0.100000] .... node  #2, CPUs:      #3
	EOF
} >"$dir/srat.log"
has "CPUs by where they came up" "$dir/srat.log" "pcpu-alloc: [0] 0 [1] 1 [1] 3 [2] 2 "
has "a node keeps its number" "$dir/srat.log" \
	"  node   2: [mem 0x0000000030000000-0x000000005ffdffff]"
has "one without memory falls back" "$dir/srat.log" "Fallback order for Node 1: 2 0 "

# A distribution's kernel has what later ones brought, where its lines say so.
{
	machine 5.14.0-570.1.1.el9_6.x86_64 | sed 's/00005ff/000d5ff/g'
	cat <<-EOF
	[    0.000000] reserve setup_data: [mem 0x0000000000100000-0x0000000030000017] usable
	[    0.000000] reserve setup_data: [mem 0x0000000030000018-0x0000000030001007] usable
	[    0.000000] reserve setup_data: [mem 0x0000000030001008-0x00000000d5ffdffff] usable
	[    0.000000] e820: update [mem 0x7-0x7] usable ==> usable
	[    0.000000] last_pfn = 0x7 max_arch_pfn = 0x0
	[    0.000000] SRAT: PXM 0 -> APIC 0x00 -> Node 0
	[    0.000000] SRAT: PXM 1 -> APIC 0x01 -> Node 1
	[    0.000000] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x5fffffff]
	[    0.000000] ACPI: SRAT: Node 1 PXM 1 [mem 0x60000000-0xd5fffffff]
	[    0.000000] Fallback order for Node 0: 0 0
	[    0.000000] software IO TLB: area num 7.
	[    0.000000] Dentry cache hash table entries: 7 (order: 7, 7 bytes, vmalloc hugepage)
	[    0.100000] smpboot: CPU0: AMD EPYC 9354 (family: 0x19, model: 0x11, stepping: 0x1)
	EOF
} >"$dir/el9.log"
has "the order of nodes" "$dir/el9.log" "Fallback order for Node 1: 1 0 "
has "areas of the bounce buffer" "$dir/el9.log" "software IO TLB: area num 2."
has "large pages of a hash table" "$dir/el9.log" \
	"Dentry cache hash table entries: 8388608 (order: 14, 67108864 bytes, vmalloc hugepage)"
has "a CPU of five levels of page tables" "$dir/el9.log" \
	"last_pfn = 0xd5ffe0 max_arch_pfn = 0x10000000000"
same "setup_data is taken out of one map" 1 \
	"$(predict "$dir/el9.log" | grep -c 'usable ==> usable')"

# Graphics memory in the words of 3.15; what EFI maps of its own until 3.14.
# RELEASE: that log
with_efi() {
	machine "$1"
	cat <<-EOF
	[    0.000000] efi: EFI v2.31 by Made Up
	[    0.000000] efi: mem00: type=7, attr=0xf, range=[0x0000000000100000-0x000000005ffe0000) (1534MB)
	[    0.000000] efi: mem01: type=5, attr=0x800000000000000f, range=[0x0000000070000000-0x0000000070010000) (0MB)
	[    0.000000] efi: mem02: type=11, attr=0x8000000000000001, range=[0x00000000f0000000-0x00000000f0001000) (0MB)
	[    0.000000] init_memory_mapping: [mem 0x7-0x77]
	[    0.000000] Reserving Intel graphics stolen memory at 0x62000000-0x63ffffff
	[    0.000000] PM: Registered nosave memory: [mem 0x7-0x77]
	[    0.000000] e820: [mem 0x7-0x77] available for PCI devices
	EOF
}
with_efi 3.13.3-own >"$dir/efi13.log"
with_efi 3.16.3-own >"$dir/efi16.log"
has "graphics memory is none of PCI's" "$dir/efi16.log" \
	"e820: [mem 0x64000000-0xffffffff] available for PCI devices"
has "what firmware runs is mapped" "$dir/efi13.log" \
	"init_memory_mapping: [mem 0x70000000-0x7000ffff]"
lacks "but what is no memory" "$dir/efi13.log" "[mem 0xf0000000-0xf0000fff]"
lacks "and by tables of its own since" "$dir/efi16.log" "[mem 0x70000000-"

# CPUs that do not come up count, too.
layout 5.10.9 | sed '/Virtual kernel\|    v\|    m/d' >"$dir/failed.log"
cat >>"$dir/failed.log" <<-EOF
	[    0.000000] SLUB: HWalign=7, Order=0-3, MinObjects=0, CPUs=7, Nodes=1
	[    5.000000] CPU1: failed to come online
	[    6.000000] CPU2: failed to come online
	[    6.100000] smp: Brought up 1 node, 1 CPU
EOF
has "CPUs that fail" "$dir/failed.log" \
	"SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=3, Nodes=1"

# i386 with bootmem: low and high memory, what is freed of an initrd.
{
	machine "2.6.31-14-generic" | sed 's/(gcc/(i686-linux-gcc/; s/00005ff/00001ff/g'
	cat <<-EOF
	[    0.000000] init_memory_mapping: 0000000000000007-0000000000000777
	[    0.000000] RAMDISK: 1e000000 - 1e7ffd00
	[    0.000000] 0MB HIGHMEM available.
	[    0.000000] 511MB LOWMEM available.
	[    0.000000]   mapped low ram: 0 - 00000777
	[    0.000000]   low ram: 0 - 00000777
	[    0.000000] early_node_map[7] active PFN ranges
	[    0.000000]     0: 0x00000007 -> 0x00000777
	[    0.000000]   Normal zone: 7 pages used for memmap
	[    0.000000] PM: Registered nosave memory: 0000000000000007 - 0000000000000777
	[    0.000000] PID hash table entries: 7 (order: 7, 7 bytes)
	[    0.000000] Initializing HighMem for node 0 (00000007:00000777)
	[    1.000000] Freeing initrd memory: 7k freed
	EOF
} >"$dir/i386.log"
has "mapped low ram" "$dir/i386.log" "  mapped low ram: 0 - 1ffe0000"
has "low ram" "$dir/i386.log" "  low ram: 0 - 1ffe0000"
has "direct mapping of i386" "$dir/i386.log" \
	"init_memory_mapping: 0000000000000000-000000001ffe0000"
has "high memory" "$dir/i386.log" \
	"Initializing HighMem for node 0 (00000000:00000000)"

has "a range for each entry of RAM" "$dir/i386.log" \
	"early_node_map[2] active PFN ranges"
has "the first of them" "$dir/i386.log" "    0: 0x00000000 -> 0x0000009f"
has "struct pages rounded up" "$dir/i386.log" \
	"  Normal zone: 992 pages used for memmap"
sed 's/00001ff/00005ff/g; s/1e0000/3e0000/' "$dir/i386.log" >"$dir/high.log"
has "low memory of more than 896 MB" "$dir/high.log" "  low ram: 0 - 377fe000"
has "high memory behind it" "$dir/high.log" \
	"Initializing HighMem for node 0 (000377fe:0005ffe0)"
has "an initrd to the byte" "$dir/i386.log" "Freeing initrd memory: 8191k freed"

# i386 with memblock: the NX bit shows PAE, and NR_CPUS where kmap() begins.
{
	machine "3.8.0-7-lowend" | sed 's/(gcc/(i686-linux-gcc/'
	cat <<-EOF
	[    0.000000] NX (Execute Disable) protection: active
	[    0.000000] e820: last_pfn = 0x77 max_arch_pfn = 0x77
	[    0.000000] 7MB HIGHMEM available.
	[    0.000000] Zone ranges:
	[    0.000000]   Normal   [mem 0x00000007-0x00000777]
	[    0.000000]   HighMem  [mem 0x00000007-0x00000777]
	[    0.000000]   HighMem zone: 7 pages used for memmap
	[    0.000000] Booting paravirtualized kernel on bare hardware
	[    0.000000] setup_percpu: NR_CPUS:4 nr_cpumask_bits:7 nr_cpu_ids:7 nr_node_ids:7
	[    0.000000] PERCPU: Embedded 7 pages/cpu @c7777000 s36096 r0 d7 u7
	[    0.000000] virtual kernel memory layout:
	[    0.000000]     fixmap  : 0xff777000 - 0xfffff000   (  77 kB)
	[    0.000000]     pkmap   : 0xff777000 - 0xff777000   (  77 kB)
	[    0.000000]     vmalloc : 0xf7777000 - 0xff777000   (  77 MB)
	[    0.000000]     lowmem  : 0xc0000000 - 0xf7777000   (  77 MB)
	EOF
} >"$dir/pae.log"
has "page frames of PAE" "$dir/pae.log" \
	"e820: last_pfn = 0x5ffe0 max_arch_pfn = 0x1000000"
has "kmap() of eighty" "$dir/pae.log" \
	"    fixmap  : 0xfff66000 - 0xfffff000   ( 612 kB)"
has "kmap()'s table of PAE" "$dir/pae.log" \
	"    pkmap   : 0xffc00000 - 0xffe00000   (2048 kB)"
has "vmalloc below it" "$dir/pae.log" \
	"    vmalloc : 0xf83fe000 - 0xffbfe000   ( 120 MB)"
has "low memory up to there" "$dir/pae.log" \
	"    lowmem  : 0xc0000000 - 0xf7bfe000   ( 891 MB)"
has "struct pages of 32 bytes" "$dir/pae.log" \
	"  HighMem zone: 1288 pages used for memmap"
sed 's/protection: active/protection cannot be enabled: non-PAE kernel!/
	s/NR_CPUS:4/NR_CPUS:32/' "$dir/pae.log" >"$dir/nonpae.log"
has "kmap()'s table without PAE" "$dir/nonpae.log" \
	"    pkmap   : 0xff800000 - 0xffc00000   (4096 kB)"
has "page frames without PAE" "$dir/nonpae.log" \
	"e820: last_pfn = 0x5ffe0 max_arch_pfn = 0x100000"
has "kmap() of 32 CPUs" "$dir/nonpae.log" \
	"    fixmap  : 0xffd36000 - 0xfffff000   (2852 kB)"

# i386 before 3.9: one piece, whose tables lie below what the image's own map.
# END FAMILY LINE...: that log, of a machine whose image needs tables to END
as_one() {
	cat "$dir/pae.log"
	printf '[    0.000000] %s\n' \
		"initial memory mapped: [mem 0x00000000-0x$1]" \
		"init_memory_mapping: [mem 0x00000007-0x00000077]" \
		"kernel direct mapping tables up to 0x77 @ [mem 0x00000007-0x00000077]" \
		"Memory: 7k/7k available (4000k kernel code, 7k reserved, 1500k data, 500k init, 7k highmem)" \
		"SLUB: Genslabs=7, HWalign=7, Order=0-3, MinObjects=0, CPUs=7, Nodes=7" \
		"$3" "CPU: Intel 05/09 (fam: $2, stepping: 00)"
}
as_one 01dfffff "05, model: 09" "Intel Pentium with F0 0F bug - workaround enabled." >"$dir/one.log"
as_one 01ffffff "06, model: 0d" "" | sed 's/3\.8\.0-7/3.2.0-7/
	s/tables up to 0x77 .*/tables up to 77 @ 7-77/' >"$dir/old-one.log"
has "low memory in one piece" "$dir/one.log" \
	"init_memory_mapping: [mem 0x00000000-0x37bfdfff]"
has "its tables, by the image's end" "$dir/one.log" \
	"kernel direct mapping tables up to 0x37bfdfff @ [mem 0x01dfa000-0x01dfffff]"
has "fewer where pieces are not counted" "$dir/old-one.log" \
	"kernel direct mapping tables up to 37bfe000 @ 1ffb000-2000000"
has "holes are in what there is" "$dir/one.log" \
	"$(predict "$dir/one.log" | grep Memory: | sed 's,/[0-9]*k,/1572736k,')"
has "a CPU without CLFLUSH" "$dir/one.log" \
	"SLUB: Genslabs=15, HWalign=32, Order=0-3, MinObjects=0, CPUs=2, Nodes=1"
has "one that has it" "$dir/old-one.log" \
	"SLUB: Genslabs=15, HWalign=64, Order=0-3, MinObjects=0, CPUs=2, Nodes=1"
as_one 01dfffff "0f, model: 02" "" >"$dir/burst.log"
has "one that writes two lines at once" "$dir/burst.log" \
	"SLUB: Genslabs=15, HWalign=128, Order=0-3, MinObjects=0, CPUs=2, Nodes=1"
has "the IDT of the first Pentiums" "$dir/one.log" \
	"    fixmap  : 0xfff65000 - 0xfffff000   ( 616 kB)"

# arm before 3.14: what is above the image is within memory, not at its top.
bottom_up() {
	cat <<-EOF
	[    0.000000] Linux version $1 (a@b) (arm-linux-gnueabi-gcc 4.4.1) #1 SMP
	[    0.000000] CPU: ARMv7 Processor [413fc082] revision 2 (ARMv7), cr=10c5387d
	[    0.000000] On node 0 totalpages: 0
	[    0.000000] PERCPU: Embedded 7 pages/cpu @c5205000 s7777 r8192 d7 u32768
	[    0.000000] Kernel command line: quiet
	EOF
}
bottom_up 2.6.37 >"$dir/arm.log"
has "memory of a power of two" "$dir/arm.log" "On node 0 totalpages: 32768"
bottom_up 3.18.1 >"$dir/arm.log"
has "memory right above" "$dir/arm.log" "On node 0 totalpages: 24576"

# Contiguous memory is reserved where the line has no word of its own for it.
{
	bottom_up 3.12.7
	cat <<-EOF
	[    0.000000] cma: CMA: reserved 16 MiB at 07000000
	[    0.000000] Memory: 0K/0K available (4000K kernel code, 200K rwdata, 1300K rodata, 150K init, 600K bss, 0K reserved)
	EOF
} >"$dir/arm.log"
same "contiguous memory is among what is reserved" 131072 "$(
	"$INITMEM" log "$dir/arm.log" 2>/dev/null |
		sed -n 's,^Memory: \([0-9]*\)K/[0-9]*K available.* \([0-9]*\)K reserved.*,\1 \2,p' |
		awk '{ print $1 + $2 }')"

# Which words of the command line a build knows, the log says.
{
	machine 6.2.9 | sed 's/root=.* ro/root=\/dev\/sda1 BOOT_IMAGE=\/v7 oddword slub_debug=F splash=7/'
	cat <<-EOF
	[    0.000000] Kernel command line: root=/dev/sda1 BOOT_IMAGE=/v7 oddword slub_debug=F splash=7
	[    0.000000] Unknown kernel command line parameters "BOOT_IMAGE=/v0 slub_debug=0", will be passed to user space.
	EOF
} >"$dir/words.log"
has "unknown words" "$dir/words.log" \
	'Unknown kernel command line parameters "BOOT_IMAGE=/v7 slub_debug=F", will be passed to user space.'

# A value in quotes has blanks, and the line has no quotes.
{
	machine 6.2.9 | sed 's/root=.* ro/root=\/dev\/sda1 ro dm="7 ro 9 quiet" oddword/'
	cat <<-EOF
	[    0.000000] Kernel command line: root=/dev/sda1 ro dm="7 ro 9 quiet" oddword
	[    0.000000] Unknown kernel command line parameters "oddword dm=0 ro 0 quiet", will be passed to user space.
	EOF
} >"$dir/quoted.log"
has "a word that is part of a value" "$dir/quoted.log" \
	'Unknown kernel command line parameters "oddword dm=7 ro 9 quiet", will be passed to user space.'
# What is behind memory that ends at no round place is kept from devices.
{
	machine 6.4.9 | sed 's/00005ffdffff/000000dfffff/; s/00005ffe0000/000000e00000/'
	echo "[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x0000000123456fff] usable"
	echo "[    0.700000] e820: reserve RAM buffer [mem 0x00000007-0x00000777]"
	echo "[    0.800000] Freeing initrd memory: 7K"
} >"$dir/buffer.log"
same "RAM buffers" "0x0009fc00-0x0009ffff
0x123457000-0x123ffffff" "$(predict "$dir/buffer.log" |
	sed -n 's/^e820: reserve RAM buffer \[mem \(.*\)\]/\1/p')"
sed 's/e820: reserve RAM buffer.*/reserve RAM buffer: 0000000000000007 - 0000000000000777/' \
	"$dir/buffer.log" >"$dir/buffer-old.log"
has "RAM buffers in old words" "$dir/buffer-old.log" \
	"reserve RAM buffer: 000000000009fc00 - 000000000009ffff"
sed '/RAM buffer/d' "$dir/buffer.log" >"$dir/no-buffer.log"
lacks "a log without them" "$dir/no-buffer.log" "RAM buffer"

# Old kernels find a crash kernel's place below 896 MiB.
{
	machine 4.14.5 | sed 's/root=/crashkernel=96M root=/'
	echo "[    0.000000] Reserving 7MB of memory at 7MB for crashkernel (System RAM: 7MB)"
} >"$dir/crash.log"
has "a crash kernel of 4.14" "$dir/crash.log" \
	"Reserving 96MB of memory at 800MB for crashkernel (System RAM: 1535MB)"
lacks "and not the first MiB" "$dir/crash.log" "low 1M"
sed 's/4\.14\.5/5.6.5/' "$dir/crash.log" >"$dir/crash-new.log"
has "a crash kernel of 5.6" "$dir/crash-new.log" \
	"Reserving 96MB of memory at 1424MB for crashkernel (System RAM: 1535MB)"
sed 's/Reserving 7MB.*/crashkernel reserved: 0x0000000000000007 - 0x0000000000000777 (7 MB)/' \
	"$dir/crash-new.log" >"$dir/crash-generic.log"
has "a crash kernel by the code that all share" "$dir/crash-generic.log" \
	"crashkernel reserved: 0x0000000059000000 - 0x000000005f000000 (96 MB)"

# "file function" before what it says, with and without the line's number
sed -E 's/\] (BIOS-e820)/] arch\/x86\/kernel\/e820.c e820__print_table \1/' "$dir/crash.log" \
	>"$dir/places.log"
same "lines that name their function" "$(predict "$dir/crash.log")" \
	"$(predict "$dir/places.log")"

# Which node a CPU came up on, where the log has no ids of its APICs.
{
	machine 5.14.21 | sed 's/Allowing 2/Allowing 4/'
	cat <<-EOF
	[    0.000000] SRAT: PXM 0 -> APIC 0x10 -> Node 0
	[    0.000000] SRAT: PXM 0 -> APIC 0x11 -> Node 0
	[    0.000000] SRAT: PXM 1 -> APIC 0x40 -> Node 1
	[    0.000000] SRAT: PXM 1 -> APIC 0x41 -> Node 1
	[    0.000000] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x2fffffff]
	[    0.000000] ACPI: SRAT: Node 1 PXM 1 [mem 0x30000000-0x5fffffff]
	[    0.000000] setup_percpu: NR_CPUS:64 nr_cpumask_bits:4 nr_cpu_ids:4 nr_node_ids:2
	[    0.000000] pcpu-alloc: [7] 7 7
	EOF
} >"$dir/booted.log"
has "CPUs of nodes in the SRAT's order" "$dir/booted.log" \
	"pcpu-alloc: [0] 0 1 [1] 2 3 "
cat >>"$dir/booted.log" <<-EOF
	[    0.100000] smpboot: x86: Booting SMP configuration:
	[    0.100000] .... node  #1, CPUs:      #1
	[    0.200000] .... node  #0, CPUs:      #2
	[    0.300000] .... node  #1, CPUs:      #3
	[    0.400000] smp: Brought up 2 nodes, 4 CPUs
EOF
has "CPUs of nodes as they came up" "$dir/booted.log" \
	"pcpu-alloc: [0] 0 2 [1] 1 3 "

has "an old map's edits" "$old" \
	"e820 remove range: 00000000000a0000 - 0000000000100000 (usable)"
has "zones as page frames" "$old" "  DMA      0x00000010 -> 0x00001000"
has "a zone up to the end of its addresses" "$old" \
	"  DMA32    0x00001000 -> 0x00100000"
has "how many ranges there are" "$old" "early_node_map[2] active PFN ranges"
has "a range" "$old" "    0: 0x00000100 -> 0x0005ffe0"
has "pages of the node" "$old" "On node 0 totalpages: 393071"
has "the direct mapping" "$old" \
	"init_memory_mapping: 0000000000000000-000000005ffe0000"
has "its tables" "$old" \
	"kernel direct mapping tables up to 5ffe0000 @ 1fffc000-20000000"
has "another order of zonelists" "$old" "$(predict "$old" |
	grep '^Built 1 zonelists in Zone order, mobility grouping on.  Total')"
has "huge pages by their old unit" "$old" \
	"HugeTLB registered 2 MB page size, pre-allocated 0 pages"
has "what the initrd gives back" "$old" "Freeing initrd memory: 16256k freed"
lacks "no kind that it goes past" "$old" "unavailable ranges"
lacks "no number of the log" "$old" "777"

# Numbers that are taken out do not tell how wide they were: the release does.
masked="$dir/masked.log"
{
	machine 5.4.0-26-generic
	cat <<-EOF
	[    0.000000] Zone ranges:
	[    0.000000]   DMA      [mem 0x0-0x0]
	[    0.000000]   Device   empty
	[    0.000000] PM: Registered nosave memory: [mem 0x0-0x0]
	[    0.000000] Built 0 zonelists, mobility grouping on.  Total pages: 0
	EOF
} > "$masked"

has "widths by the release" "$masked" \
	"  DMA32    [mem 0x0000000001000000-0x000000005ffdffff]"
has "a region for each entry" "$masked" \
	"PM: Registered nosave memory: [mem 0x0009f000-0x0009ffff]"
has "and for each gap" "$masked" \
	"PM: Registered nosave memory: [mem 0x000a0000-0x000effff]"
lacks "no node lines" "$masked" "Early memory node ranges"

# A kernel that is built in has its own words, whatever its log lacks.
own="$dir/own.log"
release=$("$INITMEM" kernel show debian-6.1-amd64 |
	sed -n 's/.*"release": "\(.*\)",/\1/p' | head -1)
machine "$release" > "$own"
has "a kernel of its own" "$own" "Early memory node ranges"

# A log of these words is compared in them.
"$INITMEM" log "$old" 2>/dev/null > "$dir/said"
{
	machine 3.2.0-4-amd64
	sed 's/^/[    0.000000] /' "$dir/said"
} > "$dir/whole.log"

# how many lines differ
differing() {
	"$INITMEM" verify "$dir/whole.log" --log "$dir/whole.log" 2>/dev/null |
		awk '$1 == "log" { print $3; exit }'
}

same "a log in old words is as predicted" 0 "$(differing)"
sed -i 's/totalpages: 393071/totalpages: 393070/' "$dir/whole.log"
same "but for the number that is another" 1 "$(differing)"

# arm of 2.6.35: struct pages and per-CPU areas follow the image, the caches
# are those of kmalloc() alone, and units are of 64 KiB at least.
board="$dir/board.log"
cat > "$board" <<'END'
<5>[    0.000000] Linux version 2.6.35.9 (x@y) (gcc version 4.4.3 (GCC) ) #1 SMP PREEMPT
<4>[    0.000000] CPU: ARMv7 Processor [412fc092] revision 2 (ARMv7), cr=10c5387d
<4>[    0.000000] Machine: example
<7>[    0.000000] On node 0 totalpages: 0
<7>[    0.000000]   Normal zone: 0 pages used for memmap
<7>[    0.000000]   Normal zone: 0 pages, LIFO batch:0
<6>[    0.000000] PERCPU: Embedded 0 pages/cpu @c0000000 s4096 r8192 d0 u0
<5>[    0.000000] Kernel command line: console=ttyS0 mem=128M
<6>[    0.000000] Memory: 128MB = 128MB total
<5>[    0.000000] Memory: 0k/0k available, 0k reserved, 0K highmem
<5>[    0.000000] Virtual kernel memory layout:
<5>[    0.000000]     vmalloc : 0x0 - 0x0   ( 0 MB)
<5>[    0.000000]       .text : 0xc0008000 - 0xc0400000   (4064 kB)
<5>[    0.000000]       .init : 0xc0400000 - 0xc0420000   ( 128 kB)
<5>[    0.000000]       .data : 0xc0420000 - 0xc0440000   ( 128 kB)
<5>[    0.000000]        .bss : 0xc0440000 - 0xc0480100   ( 257 kB)
<6>[    0.000000] SLUB: Genslabs=0, HWalign=0, Order=0-3, MinObjects=0, CPUs=0, Nodes=0
<6>[    0.100000] Brought up 2 CPUs
END
has "a unit of 64 KiB" "$board" \
	"PERCPU: Embedded 6 pages/cpu @c0584000 s4096 r8192 d12288 u65536"
has "caches of kmalloc() alone" "$board" \
	"SLUB: Genslabs=11, HWalign=32, Order=0-3, MinObjects=0, CPUs=2, Nodes=1"

# arm64 of 4.18: sizes of several entries are only there for who asks.
has_not_asked="$dir/huge.log"
cat > "$has_not_asked" <<'END'
[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]
[    0.000000] Linux version 4.18.5 (x@y) (gcc version 8.1.0 (GCC)) #1 SMP
[    0.000000] Memory: 0K/524288K available (8000K kernel code, 700K rwdata, 3000K rodata, 1000K init, 400K bss, 0K reserved, 0K cma-reserved)
[    0.100000] HugeTLB registered 0 MiB page size, pre-allocated 0 pages
END
has "pages of the one size" "$has_not_asked" \
	"HugeTLB registered 2.00 MiB page size, pre-allocated 0 pages"
lacks "and no others" "$has_not_asked" "32.0 MiB page size"

# arm64 of 4.19: contiguous memory was set aside before there were struct pages;
# a log of the same with its line behind the zones has it below those.
early="$dir/early-cma.log"
cat > "$early" <<'END'
[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]
[    0.000000] Linux version 4.19.7 (x@y) (gcc version 8.1.0 (GCC)) #1 SMP
[    0.000000] cma: Reserved 32 MiB at 0x0
[    0.000000] Zone ranges:
[    0.000000]   DMA32    [mem 0x0-0x0]
[    0.000000]   Normal   empty
[    0.000000]   node   0: [mem 0x0000000040000000-0x000000009fffffff]
[    0.000000] Memory: 0K/0K available (8000K kernel code, 700K rwdata, 3000K rodata, 1000K init, 400K bss, 0K reserved, 32768K cma-reserved)
END
has "contiguous memory at the top" "$early" "cma: Reserved 32 MiB at 0x000000009e000000"
sed '/cma: Reserved/d' "$early" | sed '/node   0/a[    0.000000] cma: Reserved 32 MiB at 0x0' >"$dir/late-cma.log"
lacks "below struct pages" "$dir/late-cma.log" "at 0x000000009e000000"

# arm of 3.4: a struct page of 36 bytes where its lock has two words; boards of OMAP
# of 3.8 take a MiB from the top, which low memory and its zone reach to.
omap="$dir/omap.log"
cat > "$omap" <<'END'
[    0.000000] Linux version 3.8.9 (x@y) (gcc version 4.7.3 (GCC) ) #1
[    0.000000] CPU: ARMv7 Processor [413fc082] revision 2 (ARMv7), cr=50c5387d
[    0.000000] Machine: Generic AM33XX (Flattened Device Tree), model: Example
[    0.000000] AM335X ES1.0 (neon )
[    0.000000]   Normal zone: 0 pages used for memmap
[    0.000000]   Normal zone: 0 pages, LIFO batch:0
[    0.000000] Built 0 zonelists in Zone order, mobility grouping on.  Total pages: 0
[    0.000000] Kernel command line: console=ttyO0
[    0.000000] Memory: 255MB = 255MB total
[    0.000000] Memory: 0k/0k available, 0k reserved, 0K highmem
[    0.000000] Virtual kernel memory layout:
[    0.000000]     lowmem  : 0x0 - 0x0   (  0 MB)
[    0.000000]       .text : 0xc0008000 - 0xc0400000   (4064 kB)
[    0.000000]       .init : 0xc0400000 - 0xc0420000   ( 128 kB)
[    0.000000]       .data : 0xc0420000 - 0xc0440000   ( 128 kB)
[    0.000000]        .bss : 0xc0440000 - 0xc0480100   ( 257 kB)
END
has "low memory reaches to what is taken from it" "$omap" \
	"    lowmem  : 0xc0000000 - 0xd0000000   ( 256 MB)"
has "so does the zone" "$omap" "  Normal zone: 512 pages used for memmap"
sed 's/3\.8\.9/3.4.9/; s/ #1$/ #1 SMP PREEMPT Mon Jul 8 2013/; /AM335X/d; s/255MB/256MB/g' "$omap" >"$dir/lock.log"
has "a lock of two words" "$dir/lock.log" "  Normal zone: 576 pages used for memmap"
sed 's/SMP PREEMPT/SMP/' "$dir/lock.log" >"$dir/no-lock.log"
has "or of one" "$dir/no-lock.log" "  Normal zone: 512 pages used for memmap"

# A Raspberry Pi: its firmware has put the tree right below the top, or below 752 MiB.
pi="$dir/pi.log"
cat > "$pi" <<'END'
[    0.000000] Linux version 4.14.9+ (x@y) (gcc version 6.3.0) #1 Mon Jan 1 2018
[    0.000000] CPU: ARMv6-compatible processor [410fb767] revision 7 (ARMv7), cr=00c5387d
[    0.000000] OF: fdt: Machine model: Raspberry Pi Model B
[    0.000000] cma: Reserved 8 MiB at 0x0
[    0.000000] On node 0 totalpages: 0
[    0.000000]   Normal zone: 0 pages used for memmap
[    0.000000]   Normal zone: 0 pages, LIFO batch:0
[    0.000000] Built 0 zonelists, mobility grouping on.  Total pages: 0
[    0.000000] Kernel command line: vc_mem.mem_base=0x1ec00000 vc_mem.mem_size=0x20000000 root=/dev/mmcblk0p2
[    0.000000] Memory: 0K/0K available (6000K kernel code, 400K rwdata, 1500K rodata, 300K init, 300K bss, 0K reserved, 0K cma-reserved)
END
has "contiguous memory below the tree" "$pi" "cma: Reserved 8 MiB at 0x1b400000"
sed 's/Raspberry Pi/Another Board/' "$pi" >"$dir/no-pi.log"
has "or at the top" "$dir/no-pi.log" "cma: Reserved 8 MiB at 0x1b800000"

# arm: text and .init of whole MiB begin at one; what is in front is not reserved.
whole="$dir/whole-mib.log"
sed 's/6000K kernel code/6144K kernel code/; s/300K init/1024K init/' "$dir/no-pi.log" >"$whole"
reserved() {
	predict "$1" | sed -n 's/^Memory: .* \([0-9]*\)K reserved.*/\1/p'
}
sed 's/1024K init/1023K init/' "$whole" >"$dir/odd.log"
same "sections that begin at a MiB take the rest of it" 544 \
	"$(($(reserved "$whole") - $(reserved "$dir/odd.log")))"

# RISC-V: without nodes struct pages are one array until 6.2; without vmalloc() there
# is no MMU, and the smallest machine boots.
flat="$dir/flat.log"
cat > "$flat" <<'END'
[    0.000000] Linux version 5.9.3 (a@b) (riscv64-linux-gcc 9.2.0) #6 SMP
[    0.000000] Zone ranges:
[    0.000000]   DMA32    [mem 0x0-0x0]
[    0.000000]   Normal   empty
[    0.000000]   node   0: [mem 0x0000000080000000-0x0000000080bfffff]
[    0.000000] percpu: max_distance=0x12000 too large for vmalloc space 0x0
[    0.000000] percpu: Embedded 0 pages/cpu s14000 r0 d0 u0
[    0.000000] Built 0 zonelists, mobility grouping off.  Total pages: 0
[    0.000000] Memory: 0K/0K available (1100K kernel code, 120K rwdata, 190K rodata, 90K init, 80K bss, 0K reserved, 0K cma-reserved)
END
has "struct pages of 12 MiB" "$flat" "Built 1 zonelists, mobility grouping off.  Total pages: 3030"
lacks "no map, no tables of sections" "$flat" "panic"

# arm64 of 4.14: the linear map begins by chance, and struct pages tell where; those
# of 5.4 end 2 MiB below the last address, and a part of a GiB below 4 GiB is no memory.
map="$dir/page-map.log"
cat > "$map" <<'END'
[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]
[    0.000000] Linux version 4.14.9 (x@y) (gcc version 6.3.0) #1 SMP PREEMPT
[    0.000000] On node 0 totalpages: 0
[    0.000000] Memory: 0K/0K available (9000K kernel code, 700K rwdata, 3000K rodata, 1000K init, 400K bss, 0K reserved, 0K cma-reserved)
[    0.000000] Virtual kernel memory layout:
[    0.000000]     vmemmap : 0x0 - 0x0   (     0 GB maximum)
[    0.000000]               0xffffffbf18000000 - 0xffffffbf1c000000   (    64 MB actual)
[    0.000000]     memory  : 0x0 - 0x0   (     0 MB)
[    0.000000]       .text : 0xffffff8008080000 - 0xffffff8008950000   (  9024 KB)
END
has "where the linear map begins" "$map" \
	"    memory  : 0xffffffc600000000 - 0xffffffc700000000   (  4096 MB)"
sed 's/4\.14\.9/5.4.9/; s/0xffffffbf18000000 - 0xffffffbf1c000000/0xfffffffeffe00000 - 0xffffffff04a00000/' "$map" >"$dir/hole.log"
has "whole GiB" "$dir/hole.log" "On node 0 totalpages: 1048576"

# verify of a log by itself: what is only worded otherwise does not differ.
{
	cat <<-EOF
	[    0.000000] Linux version 2.6.38-8-generic (a@b) (gcc version 4.5.2) #1 SMP
	[    0.000000] Command line: root=/dev/sda1 ro
	[    0.000000]  BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)
	[    0.000000]  BIOS-e820: 000000000009fc00 - 00000000000a0000 (reserved)
	[    0.000000]  BIOS-e820: 00000000000f0000 - 0000000000100000 (reserved)
	[    0.000000]  BIOS-e820: 0000000000100000 - 000000005ffe0000 (usable)
	[    0.000000]  BIOS-e820: 000000005ffe0000 - 0000000060000000 (reserved)
	[    0.000000] SMP: Allowing 2 CPUs, 0 hotplug CPUs
	EOF
	cat <<-EOF
	[    0.000000] found SMP MP-table at [ffff880000077770] 77770
	[    0.000000] init_memory_mapping: 0000000000007000-0000000000777000
	[    0.000000] RAMDISK: 36000000 - 36fe0000
	[    0.000000] Zone PFN ranges:
	[    0.000000]   DMA      0x00000077 -> 0x00000777
	[    0.000000] Movable zone start PFN for each node
	[    0.000000] early_node_map[7] active PFN ranges
	[    0.000000]     0: 0x00000077 -> 0x00000777
	[    0.000000] Memory: 7k/7k available (4096k kernel code, 7k absent, 7k reserved, 2048k data, 800k init)
	EOF
} >"$dir/self.log"
{
	head -n 2 "$dir/self.log"
	predict "$dir/self.log" | grep -v "^Linux version\|^Command line" |
		sed 's/^/[    0.000000] /'
} >"$dir/said.log"
"$INITMEM" verify "$dir/said.log" >"$dir/verified" 2>"$dir/err"
same "verify: wordings of a log do not differ" "" \
	"$(sed -n '/^What differs/,/^What was not/p' "$dir/verified" |
		grep -E 'e820|RAMDISK|MP-table|Zone|node|early|Memory' | head -3)"
same "verify: a log of nothing but what is predicted" 1 \
	"$(grep -c '^Nothing.$' "$dir/verified")"
sed 's/early_node_map\[[0-9]*\]/early_node_map[77]/' "$dir/said.log" >"$dir/wrong.log"
"$INITMEM" verify "$dir/wrong.log" >"$dir/verified" 2>"$dir/err"
same "verify: a count that is another" 1 $?
same "verify: it is shown in the log's words" 1 \
	"$(grep -c 'early_node_map\[77\] active PFN ranges' "$dir/verified")"
