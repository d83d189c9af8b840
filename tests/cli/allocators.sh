#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the allocators of one release do and those of another do not.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

new=(run --kernel debian-6.12-arm64)
old=(run --kernel debian-6.1-arm64)
board=dts/board-uma-1g.dts

# caches ARGS...: how many there are after kmem_cache_init()
caches()
{
	"$INITMEM" "$@" --phase kmem_cache_init $board | jq '.slab.caches | length'
}

# order CACHE ARGS...: the order of its slabs
order()
{
	"$INITMEM" "${@:2}" --phase kmem_cache_init $board |
		jq --arg name "$1" '.slab.caches[] | select(.name == $name) | .order'
}

# reserved ARGS...: bytes reserved at the end of mem_init()
reserved()
{
	"$INITMEM" "$@" --phase mem_init $board |
		jq '[.memblock.reserved[].size] | add'
}

same "one size less than 2: no lists of memory cgroups" "13" \
	$(($(caches "${new[@]}") - $(caches "${new[@]}" --append cgroup.memory=nokmem)))
same "96 and 192 come first" "kmalloc-96 kmalloc-192 kmalloc-8" \
	"$("$INITMEM" "${new[@]}" --phase kmem_cache_init $board |
		jq -r '.slab.caches[2:5][].name' | xargs)"
same "without a bounce buffer objects fill the CPU's lines" "kmalloc-128 kmalloc-192 kmalloc-64" \
	"$("$INITMEM" "${new[@]}" --append swiotlb=noforce --phase kmem_cache_init $board |
		jq -r '.slab.caches[2:5][].name' | xargs)"

# least FILE: bytes of the smallest object of kmalloc() without a bounce buffer
least()
{
	"$INITMEM" run --append swiotlb=noforce --phase kmem_cache_init --kernel linux-6.12-riscv64 "$1" |
		jq '[.slab.caches[] | select(.name | test("^kmalloc-[0-9]")).object_size] | min'
}
sed '/isa-extensions/s/"c";/"c", "zicbom";\n riscv,cbom-block-size = <64>;/' dts/board-riscv.dts >"$dir/zicbom.dts"
same "harts whose caches devices see" "8" "$(least dts/board-riscv.dts)"
same "harts that have to clean them" "64" "$(least "$dir/zicbom.dts")"

same "slab_max_order= is the new name" "1" "$(order kmalloc-4k "${new[@]}" --append slab_max_order=1)"
same "of which the old one is an alias" "1" "$(order kmalloc-4k "${new[@]}" --append slub_max_order=1)"
same "6.1 has only the old one" "3" "$(order kmalloc-4k "${old[@]}" --append slab_max_order=1)"
same "the least order raises the largest" "4" "$(order kmalloc-8 "${new[@]}" --append slab_min_order=4)"
same "the largest lowers the least" "2" \
	"$(order kmalloc-8 "${new[@]}" --append 'slab_min_order=4 slab_max_order=2')"
same "where they do not move each other one page is enough" "4" \
	"$(order kmalloc-128 "${old[@]}" --append 'slub_min_order=4 slub_max_order=2')"
same "a letter that slab_debug= does not know" \
	"slab_debug option 'x' unknown. skipped" \
	"$("$INITMEM" log --kernel debian-6.12-arm64 --append slub_debug=x $board | grep -o 'slab_debug option.*')"
same "a bucket of the stack depot is a list" "2" \
	"$(for kernel in debian-6.12-arm64 debian-6.1-arm64; do
		"$INITMEM" run --kernel $kernel --append slub_debug=U --phase mem_init $board |
			jq '.hash_tables[] | select(.name == "stackdepot") | .bytes'
	done | xargs | sed 's/ / \/ /' | xargs expr)"

# 256 pairs of pages, and 255 times 1160 bytes
same "KFENCE's pool and metadata" $((2097152 + 299008)) \
	$(($(reserved "${new[@]}" --append kfence.sample_interval=100) - $(reserved "${new[@]}" --append kfence.sample_interval=000)))
same "what is no number is one to arm64, that takes the pool before" "2097152" \
	$(($(reserved "${new[@]}" --append kfence.sample_interval=1s) - $(reserved "${new[@]}" --append kfence.sample_interval=00)))
same "on x86 they come together" $((2097152 + 299008)) \
	"$(for interval in 0 9; do
		printf '%s\n' 'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable' \
			'BIOS-e820: [mem 0x0000000000100000-0x000000003fffffff] usable' |
			"$INITMEM" run --kernel debian-6.12-amd64 --image-base 0x1000000 --append kfence.sample_interval=$interval \
				--phase mem_init --input=e820 - |
			jq '[.memblock.reserved[].size] | add'
	done | xargs | awk '{ print $2 - $1 }')"

# differing KERNEL: what verify says of a list's length
differing()
{
	printf 'Node 0, zone      DMA\n  pagesets\n    cpu: 0\n              count: 3\n              high:  5\n              batch: 7\n' \
		>"$dir/zoneinfo"
	"$INITMEM" verify --format=json --kernel "$1" --zoneinfo "$dir/zoneinfo" $board |
		jq -r '.. | .place? // empty | strings | select(test("pageset")) | sub(".*pageset "; "")' | xargs
}
same "a list whose length moves is not held against the real one" "batch" "$(differing debian-6.12-arm64)"
same "one of a fixed length is" "high batch" "$(differing debian-6.1-arm64)"

# pagesets LINE CMDLINE: high_max of DMA32 with four CPUs, two threads a core
pagesets()
{
	{
		echo "[    0.000000] Linux version 6.12.107+deb12-cloud-amd64 (x) #1"
		echo "[    0.000000] BIOS-provided physical RAM map:"
		echo "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable"
		echo "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000000bffffff] usable"
		for cpu in 0 1 2 3; do
			echo "[    0.000000] ACPI: LAPIC (acpi_id[0x0$cpu] lapic_id[0x0$cpu] enabled)"
		done
		echo "[    0.000000] CPU topo: Max. threads per core:   $1"
		echo "[    0.000000] CPU topo: Allowing 4 present CPUs plus 0 hotplug CPUs"
	} | "$INITMEM" run --kernel debian-6.12-amd64 --image-base 0x1000000 --append "$2" \
		--phase page_alloc_init_late --input=dmesg - |
		jq '.nodes[0].zones[] | select(.name == "DMA32") | .managed_pages / .pageset.high_max / 8 + 0.01 | floor'
}
same "all are prepared while one is up" "2" "$(pagesets 1 quiet)"
same "second threads when the first ones are up" "3" "$(pagesets 2 quiet)"
same "one after another" "4" "$(pagesets 2 cpuhp.parallel=0)"

# Flags of pages that have no bit for them: of memblock with one map of all
# pages, and as many more where its ends are in the middle of a block.
page_ext() # KERNEL MIB
{
	"$INITMEM" kernel show "$1" |
		jq '.config.values.CONFIG_PAGE_IDLE_FLAG = "y"' >"$dir/idle.json"
	"$INITMEM" log --kernel "$dir/idle.json" --machine "arm mem=$2M" |
		grep page_ext
}
same "page_ext: a word each page" "allocated 524288 bytes of page_ext" \
	"$(page_ext debian-6.1-armmp 512)"
same "page_ext: a block more" "allocated 534528 bytes of page_ext" \
	"$(page_ext debian-6.1-armmp-lpae 514)"
same "page_ext: not where bits are left" "" \
	"$("$INITMEM" kernel show debian-6.1-arm64 | jq '.config.values.CONFIG_PAGE_IDLE_FLAG = "y"' >"$dir/idle.json"
	"$INITMEM" log --kernel "$dir/idle.json" --machine "arm64 mem=1G" | grep page_ext)"
