#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boot logs of arm: what boards and vendors' kernels say of themselves.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# Standard input is a log: of its prediction, the lines with $1, one blank each.
logged() {
	"$INITMEM" log - 2>/dev/null | sed 's/^\[ *[0-9.]*\] *//' | grep -E "$1" |
		tr -s ' \t' ' ' | sed 's/^ //'
}

# RELEASE CPU: the first lines of a log.
first_lines() {
	echo "[    0.000000] Linux version $1 (a@b) (gcc version 4.9.2) #1 SMP PREEMPT"
	echo "[    0.000000] CPU: $2, cr=10c5387d"
}
v7="ARMv7 Processor [410fc051] revision 1 (ARMv7)"
old="ARM926EJ-S [41069265] revision 5 (ARMv5TEJ)"
layout() {
	cat <<-'LOG'
	[    0.000000] Virtual kernel memory layout:
	[    0.000000]     vector  : 0x0 - 0x0   (   0 kB)
	[    0.000000]     fixmap  : 0x0 - 0x0   ( 0 kB)
	LOG
	echo "[    0.000000] $1vmalloc : 0x0 - 0x0   ( 0 MB)"
	echo "[    0.000000] $1 lowmem : 0x0 - 0x0   ( 0 MB)"
	cat <<-'LOG'
	[    0.000000]     pkmap   : 0x0 - 0x0   (   0 MB)
	[    0.000000]       .text : 0xc0008000 - 0xc0700000   (7136 kB)
	LOG
}

# What the first banks leave in front of a hole that is known is one, too.
sizes() {
	first_lines 3.10.33 "$v7"
	cat <<-'LOG'
	[    0.000000] Machine: Example, model: EXAMPLE
	[    0.000000] physical memory start address is 0x200000
	[    0.000000] Reserved low memory from 0x05000000 to 0x09ffffff, size: 80 MiB
	[    0.000000] On node 0 totalpages: 0
	[    0.000000]   Normal zone: 0 pages used for memmap
	[    0.000000]   Normal zone: 0 pages, LIFO batch:0
	[    0.000000]   HighMem zone: 0 pages, LIFO batch:0
	[    0.000000] Memory: 32MB 16MB 600MB = 648MB total
	[    0.000000] Memory: 0k/0k available, 0k reserved, 0K highmem
	LOG
}
same "three sizes around a hole, from where memory begins" \
	"On node 0 totalpages: 165888" "$(sizes | logged totalpages)"
same "the last one begins behind it" \
	"0x200000+0x2000000
0x4000000+0x1000000
0xa000000+0x25800000" "$(
	sizes | "$INITMEM" run --until setup_arch - 2>/dev/null | jq -rs '.[-1].memblock.memory[] | "\(.base) \(.size)"' |
		while read -r base size; do printf '%#x+%#x\n' "$base" "$size"; done)"

# Holes of the tree are given to vmalloc(), and as much more is mapped; areas of
# devices lie below that of the build, or anywhere.
holes() {
	first_lines 3.4.0-gabcdef0 "$v7"
	cat <<-'LOG'
	[    0.000000] Machine: Example 89 (Flattened Device Tree), model: Example 8974
	[    0.000000] Node qcom,msm-mem-hole removed memory 6000000-a000000
	[    0.000000] Node qcom,msm-mem-hole removed memory e000000-f000000
	[    0.000000] Initialized persistent memory from 10000-20ffff
	[    0.000000] cma: CMA: reserved 0 MiB at 0
	[    0.000000] cma: Found secure_region, memory base 0, size 61 MiB
	[    0.000000] Memory: 96MB 64MB 1784MB = 1944MB total
	[    0.000000] Memory: 0k/0k available, 0k reserved, 0K highmem
	LOG
	layout $'\t   '
}
same "low memory is longer by its holes, and vmalloc() has them" "vmalloc : 0xf5000000 - 0xff000000 ( 160 MB)
lowmem : 0xcf000000 - 0xf4800000 ( 600 MB)
vmalloc : 0xce000000 - 0xcf000000 ( 16 MB)
lowmem : 0xca000000 - 0xce000000 ( 64 MB)
vmalloc : 0xc6000000 - 0xca000000 ( 64 MB)
lowmem : 0xc0000000 - 0xc6000000 ( 96 MB)" "$(holes | logged '(vmalloc|lowmem) *:')"
same "the build's area is of low memory, a device's below what lies at the top" \
	"cma: CMA: reserved 16 MiB at 33800000
cma: CMA: reserved 64 MiB at 7a400000" "$(holes | logged "cma:")"
same "without the vendor's layout, holes are lost" \
	"lowmem : 0xc0000000 - 0xef800000 ( 760 MB)" "$(
	holes | sed 's/ lowmem :/lowmem  :/' | logged 'lowmem')"

# Larger blocks than any default has, where so much memory is not grouped.
grouped() {
	first_lines 4.9.75 "$v7"
	cat <<-LOG
	[    0.000000] OF: fdt:Machine model: $2
	[    0.000000] cma: Reserved 16 MiB at 0x00000000
	[    0.000000] Built 0 zonelists in Zone order, mobility grouping $1.  Total pages: 0
	[    0.000000] Kernel command line: mem=256M
	[    0.000000] Memory: 0K/0K available (4096K kernel code, 0K reserved, 0K cma-reserved)
	[    0.000000] Setting up static identity map for 0x20100000 - 0x20100058
	LOG
}
same "no groups in 256 MiB: blocks of 64 MiB" \
	"cma: Reserved 64 MiB at 0x2c000000
Built 1 zonelists in Zone order, mobility grouping off. Total pages: 65024" "$(
	grouped off Example | logged 'cma:|Built')"
same "groups in as much: blocks of 4 MiB" \
	"cma: Reserved 16 MiB at 0x2f000000
Built 1 zonelists in Zone order, mobility grouping on. Total pages: 65024" "$(
	grouped on Example | logged 'cma:|Built')"
same "a boot loader that puts the tree below itself, at the top" \
	"cma: Reserved 16 MiB at 0x2e800000" "$(grouped on "Atmel Example" | logged 'cma:')"

# No line of memory at all, nor of addresses.
bare() {
	first_lines 3.10.14 "$old"
	cat <<-LOG
	[    0.000000] Built 0 zonelists in Zone order, mobility grouping on.  Total pages: 0
	[    0.000000] Memory: 0K/0K available (2647K kernel code, 199K rwdata, 1088K rodata, 120K init, 143K bss, 0K reserved)
	[    0.000000] NR_IRQS:16 nr_irqs:16 16
	[    0.000000] Mount-cache hash table entries: $1
	LOG
}
same "an old CPU, and a table of a page: 64 MiB" \
	"Built 1 zonelists in Zone order, mobility grouping on. Total pages: 16256" "$(
	bare 512 | logged Built)"
same "a larger table: as much as it is for" \
	"Built 1 zonelists in Zone order, mobility grouping on. Total pages: 130048" "$(
	bare 1024 | logged Built)"
same "a layout that is not in the log is not predicted" "" "$(bare 512 | logged layout)"

# What the log tells of the build: control groups of memory make a struct page
# larger, and take bits of what is remembered of a page that was evicted.
grouped_by() { # BITS
	grouped on Example | sed 's/4\.9\.75/5.15.9/'
	echo "[    0.100000] workingset: timestamp_bits=$1 max_order=16 bucket_order=0"
}
same "no bits for control groups: a struct page of 32 bytes" \
	"Built 1 zonelists in Zone order, mobility grouping on. Total pages: 65024" "$(grouped_by 30 | logged Built)"
same "16 bits for them: one of 36" \
	"Built 1 zonelists in Zone order, mobility grouping on. Total pages: 64960" "$(grouped_by 14 | logged Built)"

same "what one chip's firmware keeps is no memory, until 5.11" \
	"Built 1 zonelists in Zone order, mobility grouping on. Total pages: 64448" "$(
	{
		grouped_by 14 | sed 's/5\.15\.9/5.4.81/; s/0x20100000/0x80300000/; s/20100058/80300058/'
		echo "[    0.200000] libphy: ipq40xx_mdio: probed"
	} | logged Built)"

# A vendor's own words for what it takes, how many CPUs there are, and the area
# of contiguous memory.
own_words() {
	grouped on Example | sed '/cma: /d'
	cat <<-'LOG'
	[    0.000000] === mt_mon_mem 0x24000000 0x100000===
	[    0.000000] === mt_sbin_mem 0x28000000 0x300000===
	[    0.000000] get_core_count val = 3
	[    0.000000] SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=0, Nodes=1
	LOG
}
same "what it takes is no memory" \
	"Built 1 zonelists in Zone order, mobility grouping on. Total pages: 64000" "$(own_words | logged Built)"
same "its count of CPUs" "CPUs=3" "$(own_words | logged SLUB: | grep -o 'CPUs=[0-9]*')"
same "the size that it adjusts" "cma: CMA: reserved 40 MiB at 0x2d800000" "$(
	grouped on Example | sed 's/4\.9\.75/3.4.113/
		s/cma: Reserved.*/cma: dma_declare_contiguous(266): ION reserve size should be 4m align! adjust size to 40MBytes/' |
		logged cma: | sed 's/at 2/at 0x2/')"

# Ends of vmalloc() that families of boards had before 3.3.
ends() { # MACHINE
	first_lines 2.6.35 "$old"
	echo "[    0.000000] Machine: $1"
	echo "[    0.000000] Kernel command line: mem=64M"
	echo "[    0.000000] Memory: 0k/0k available, 0k reserved, 0K highmem"
	layout "    "
}
same "by the family" \
	"vmalloc : 0xc4800000 - 0xe0000000 ( 440 MB)" "$(ends W55FA93 | logged 'vmalloc *:')"
same "and what most had" \
	"vmalloc : 0xc4800000 - 0xf8000000 ( 824 MB)" "$(ends Example | logged 'vmalloc *:')"

# Where messages of the last boot are is reserved, once a driver says where.
messages() {
	first_lines 5.12.0 "$v7"
	cat <<-'LOG'
	[    0.000000]   node   0: [mem 0x0000000080000000-0x000000009fffffff]
	[    0.100000] ramoops: using 0x10000@0x9eb00000, ecc: 16
	LOG
}
same "messages that outlive a boot are reserved" 65536 "$(
	messages | "$INITMEM" run --until setup_arch - 2>/dev/null |
		jq -s '[.[].events[] | select(.base == 2662334464 and .op == "reserve") | .size][0]')"
