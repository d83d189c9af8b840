#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Release lines that have no build of their own here: one of another line, given
# their release, goes their way.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# BUILD RELEASE: the build as if it were of that release, "$dir/BUILD-RELEASE.json"
relabel() {
	local was
	was=$(sed -n 's/.*"release": "\([0-9]*\.[0-9]*\).*/\1/p' "src/profile/builtin/$1.json")
	sed "s/$was\.[0-9]*\([-+]\)/$2.1\1/; s/\"linux-$was\"/\"linux-$2\"/
		s/\"name\": .*/\"name\": \"$1-$2\",/" \
		"src/profile/builtin/$1.json" >"$dir/$1-$2.json"
}

# PATTERN KERNEL OPTION...: the lines it logs that have it
logged() {
	"$INITMEM" log --kernel "$dir/$2.json" "${@:3}" 2>/dev/null | grep -E "$1"
}

relabel debian-6.1-arm64 6.6
sed -i 's/"CONFIG_SWIOTLB": "y"/&,\n      "CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC": "y"/' \
	"$dir/debian-6.1-arm64-6.6.json"
arm64_board "0 0x40000000 0 0x60000000" >"$dir/low.dts"
arm64_board "0 0x40000000 0 0x40000000 2 0 1 0" >"$dir/high.dts"
new=debian-6.1-arm64-6.6
same "6.6: a bounce buffer of full size on every machine" \
	"area num 1.;mapped [mem 0x0000000096100000-0x000000009a100000] (64MB)" \
	"$(logged 'software IO TLB' $new "$dir/low.dts" | sed 's/.*TLB: //' | paste -sd ';')"
same "6.6: hash tables come before the order of zones" \
	"Dentry Fallback" \
	"$(logged '^(Dentry|Fallback)' $new "$dir/low.dts" | cut -d' ' -f1 | paste -sd ' ')"
same "6.6: a crash kernel that does not fit low lies high" \
	"0x00000002ba400000 128" \
	"$(logged 'crashkernel.*reserved' $new "$dir/high.dts" --append crashkernel=1G |
		sed -E 's/.*low.*\((.*) MB.*/\1/; s/.*reserved: (\S+) .*/\1/' | sort | paste -sd ' ')"
same "6.6: what is reserved with ,high lies above 4 GiB, or else low" \
	"0x000000007a400000" \
	"$(logged 'crashkernel reserved' $new "$dir/low.dts" --append crashkernel=512M,high |
		sed -E 's/.*reserved: (\S+) .*/\1/')"
same "6.6: words of the stack depot" \
	"stackdepot: allocating hash table via alloc_large_system_hash" \
	"$(logged '^stackdepot: ' $new "$dir/low.dts" --append slub_debug=U)"
same "6.6: a CMA area is told of with its node" \
	"cma: Reserved 64 MiB at 0x000000009a400000 on node -1" \
	"$(logged '^cma: ' $new "$dir/low.dts" --append cma=64M)"
same "6.6: part of a page has an order below 0" "-3" \
	"$(logged '^Dentry' $new "$dir/low.dts" --append dhash_entries=64 | sed -E 's/.*order: ([-0-9]+).*/\1/')"

# What the kernel has allocated bears a flag and does not join with the rest.
relabel debian-6.12-arm64 6.18
relabel debian-6.12-amd64 6.18
relabel debian-6.12-arm64 7.1
new=debian-6.12-arm64-6.18
sed -i '/"early_params"/,$s/"hugetlb_cma",/"hugepages",\n"hugepagesz",\n&/' "$dir/$new.json"
arm64_board "0 0x40000000 0 0x60000000" "reserved-memory {
	#address-cells = <2>; #size-cells = <2>; ranges;
	pool { compatible = \"shared-dma-pool\"; reusable; linux,cma-default; reg = <0 0x50000000 0 0x2000000>; };
};" >"$dir/pool.dts"
same "6.18: tables of pages are the kernel's own" "true true" \
	"$("$INITMEM" run --kernel "$dir/$new.json" --phase setup_per_cpu_areas --format json "$dir/low.dts" 2>/dev/null |
		jq -r '.memblock.reserved | [(map(select(.flags == ["rsrv_kern"])) | length > 0),
			(map(select(.flags == [])) | length > 0)] | join(" ")')"
same "6.18: bounce buffers come before the order of zones" "software Fallback" \
	"$(logged '^(software IO TLB: mapped|Fallback)' $new "$dir/low.dts" | cut -d' ' -f1 | paste -sd ' ')"
same "6.18: the log's buffer is told of" "131072" \
	"$(logged '^printk: log buffer data' $new "$dir/low.dts" | sed -E 's/.*data: ([0-9]+) .*/\1/')"
same "6.18: pools of the stack depot" "stackdepot: allocating space for 8192 stack pools via memblock" \
	"$(logged '^stackdepot: .*pools' $new "$dir/low.dts" --append slab_debug=U)"
same "6.18: a wrong hugepages= is told of behind the hash tables" "Dentry HugeTLB:" \
	"$(logged '^(Dentry|HugeTLB: unsupp)' $new "$dir/low.dts" --append hugepagesz=3M | cut -d' ' -f1 | paste -sd ' ')"
cat >"$dir/pc.txt" <<'MAP'
BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable
MAP
same "6.18: the crash kernel gets no movable memory where there is none" \
	"crashkernel CMA reservation not supported" \
	"$(logged 'CMA res' debian-6.12-amd64-6.18 "$dir/pc.txt" --append 'crashkernel=256M crashkernel=64M,cma')"

# Aliases of read-only pages: what was rodata=full is rodata=on, and the default.
tables() { # KERNEL WORD
	"$INITMEM" run --kernel "$dir/$1.json" --phase setup_arch --format json \
		--append "$2 kfence.sample_interval=1" "$dir/low.dts" 2>/dev/null |
		jq '[.ledger[] | select(.what == "page tables of the linear map").size] | add > 1000000'
}
for row in '6.12 quiet false' '6.12 rodata=full true' '6.12 rodata=on false' \
	'6.18 quiet true' '6.18 rodata=on true' '6.18 rodata=noalias false' '6.18 rodata=off false'; do
	read -r release word whole <<<"$row"
	kernel=debian-6.12-arm64-$release
	[ -e "$dir/$kernel.json" ] || relabel debian-6.12-arm64 "$release"
	sed '/"CONFIG_RODATA_FULL_DEFAULT_ENABLED"/d' "$dir/$kernel.json" >"$dir/rodata.json"
	same "$release: single pages for all memory, $word" "$whole" "$(tables rodata "$word")"
done

# Zones come after setup_arch(); cma= takes the tree's node away.
new=debian-6.12-arm64-7.1
sed -i 's/"struct kmem_cache_cpu": 32/"struct slub_percpu_sheaves": 32,\n      "struct node_barn": 64,\n      "struct slab_sheaf": 32,\n      "struct kmem_cache_per_node_ptrs": 16/
	s/"struct kmem_cache\.node"/"struct kmem_cache.per_node"/' "$dir/$new.json"
same "7.1: zones come behind areas for devices" "cma: Zone" \
	"$(logged '^(cma: R|Zone ranges)' $new "$dir/low.dts" --append cma=64M | cut -d' ' -f1 | paste -sd ' ')"
same "7.1: cma= instead of the node" 2 \
	"$(logged '^cma: Skipping dt linux,cma-default' $new "$dir/pool.dts" --append cma=64M | wc -l)"

# High memory is freed with the rest, in its largest blocks.
relabel debian-6.1-armmp 6.18
sed -i 's/"struct resource": /"struct reserved_mem": 28,\n      &/
	/"early_params"/,$s/"hugetlb_cma",/"hugepages",\n"hugepagesz",\n&/' "$dir/debian-6.1-armmp-6.18.json"
same "6.18: high memory of arm goes with the rest" "786432K highmem" \
	"$(logged '^Memory' debian-6.1-armmp-6.18 dts/board-arm-highmem.dts | sed -E 's/.*, (.*)\)/\1/')"
same "6.18: its blocks come in order" "720896" \
	"$("$INITMEM" run --kernel "$dir/debian-6.1-armmp-6.18.json" --phase kmem_cache_init --format json dts/board-arm-highmem.dts 2>/dev/null |
		jq '.nodes[0].zones[] | select(.name == "HighMem").free_area[11].lists.Movable[0][0]')"
