#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Nodes, and what is taken from memblock behind setup_arch(), by release.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# PATTERN KERNEL TREE [OPTION...]: the lines it logs that have it
logged() {
	"$INITMEM" log --kernel "debian-$2-arm64" "${@:4}" "$3" 2>/dev/null |
		grep -E "$1"
}

# NODE...: a tree with a CPU on node 0 and memory on each of them; -: on none
nodes() {
	local at=64 nid
	echo '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;'
	echo 'cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 {'
	echo 'device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <0>;'
	[ "$1" = - ] || echo 'numa-node-id = <0>;'
	echo '}; };'
	for nid; do
		printf 'memory@%x000000 { device_type = "memory"; ' "$at"
		printf 'reg = <0x%x000000 0x10000000>; ' "$at"
		[ "$nid" = - ] || printf 'numa-node-id = <%d>; ' "$nid"
		echo '};'
		at=$((at + 16))
	done
	echo '};'
}

nodes 0 1 - >"$dir/last.dts"
same "the last bank without a node, 6.1" \
	"NUMA: Warning: invalid memblk node 16" \
	"$(logged 'invalid memblk' 6.1 "$dir/last.dts" | cut -d' ' -f-6)"
same "the last bank without a node, 6.12" \
	"NUMA: Faking a node at [mem 0x0000000040000000-0x000000006fffffff]" \
	"$(logged 'no nodes coverage|Faking' 6.12 "$dir/last.dts")"
nodes 0 - 1 >"$dir/middle.dts"
same "a bank in the middle without a node, 6.12" \
	"NUMA: no nodes coverage for 256MB of 768MB RAM" \
	"$(logged 'no nodes coverage' 6.12 "$dir/middle.dts")"
nodes - - >"$dir/none.dts"
same "no bank with a node, 6.1" "NUMA: No NUMA configuration found" \
	"$(logged 'No NUMA' 6.1 "$dir/none.dts")"
same "no bank with a node, 6.12" \
	"NUMA: Faking a node at [mem 0x0000000040000000-0x000000005fffffff]" \
	"$(logged 'No NUMA|Faking' 6.12 "$dir/none.dts")"
nodes 1 2 >"$dir/memoryless.dts"
for release in '6.1:0 1 2' '6.12:1 2'; do
	same "the order of a node without memory, ${release%:*}" \
		"Fallback order for Node 0: ${release#*:} " \
		"$(logged 'order for Node 0' "${release%:*}" "$dir/memoryless.dts")"
done

# KERNEL: how often the nodes are taken off all memory, without ACPI
attempts() {
	"$INITMEM" run --until setup_arch --format json --cpus 1 \
		--kernel "$1" --append acpi=off "$dir/pc.txt" |
		grep -o '"op":"set_node","base":0,"size":null,"nid":null,"by"' |
		wc -l
}
echo 'BIOS-e820: [mem 0x0000000000100000-0x000000003fffffff] usable' >"$dir/pc.txt"
same "sources of nodes without ACPI, 6.1" 2 "$(attempts debian-6.1-amd64)"
same "sources of nodes without ACPI, 6.12: a tree is one" 3 "$(attempts debian-6.12-amd64)"
"$INITMEM" kernel show debian-6.1-amd64 |
	sed 's/"CONFIG_NUMA_EMU": "n"/&, "CONFIG_AMD_NUMA": "y"/' >"$dir/amd.json"
same "sources of nodes: northbridges are one" 3 "$(attempts "$dir/amd.json")"

# KERNEL OPTION...: what is taken and marked while options are read
taken() {
	"$INITMEM" run --until vfs_caches_init_early --format json \
		--kernel "debian-$1-arm64" --append "$2" dts/server-numa2.dts |
		/usr/bin/python3 -c '
import json, sys
for line in sys.stdin:
    for e in json.loads(line)["events"]:
        if e["by"][0] == "reserve_mem" or "reserve_mem" in e["by"] or "__alloc_bootmem_huge_page" in e["by"]:
            print(e["op"], e["what"], hex(e["size"]), e.get("align", ""), e.get("count", 1))'
}
same "gigantic pages, 6.1" "$(printf '%s\n' \
	'alloc gigantic huge pages 0x40000000 1073741824 1' \
	'alloc gigantic huge pages 0x40000000 1073741824 1')" \
	"$(taken 6.1 'hugepagesz=1G hugepages=2')"
same "gigantic pages, 6.12" "$(printf '%s\n' \
	'alloc gigantic huge pages 0x40000000 1073741824 1' \
	'mark rsrv_noinit 0x3ffff000  1' \
	'alloc gigantic huge pages 0x40000000 1073741824 1' \
	'mark rsrv_noinit 0x3ffff000  1')" \
	"$(taken 6.12 'hugepagesz=1G hugepages=2')"
words='reserve_mem=4M:4096:trace hugepagesz=1G hugepages=1 reserve_mem=1M:16:oops'
same "reserve_mem=, 6.1" 'alloc gigantic huge pages 0x40000000 1073741824 1' \
	"$(taken 6.1 "$words")"
same "reserve_mem=, 6.12" "$(printf '%s\n' \
	'alloc reserve_mem=, "trace" 0x400000 4096 1' \
	'alloc gigantic huge pages 0x40000000 1073741824 1' \
	'mark rsrv_noinit 0x3ffff000  1' \
	'alloc reserve_mem=, "oops" 0x100000 64 1')" "$(taken 6.12 "$words")"
bad=''
for word in 0:4096:a 4M 4M:4096 4M:4096: 4M:4096:sixteen-letters- 4M,4096,a; do
	bad+=" reserve_mem=$word"
done
same "reserve_mem= that counts for nothing" "" "$(taken 6.12 "$bad")"
same "reserve_mem= of one name twice" \
	'alloc reserve_mem=, "a" 0x400000 4096 1' \
	"$(taken 6.12 'reserve_mem=4M:4096:a reserve_mem=8M:4096:a')"
many=$(for i in 1 2 3 4 5 6 7 8 9; do printf 'reserve_mem=4K:%d:n%d ' "$i" "$i"; done)
same "the ninth reserve_mem=" 8 "$(taken 6.12 "$many" | grep -c reserve_mem)"

# Without mirrored memory kernelcore=mirror is an error of whoever asks for it.
mirror=(dts/server-numa2.dts --append kernelcore=mirror)
same "kernelcore=mirror, 6.1" \
	"This configuration results in unmirrored kernel memory." \
	"$("$INITMEM" log --kernel debian-6.1-arm64 \
	"${mirror[@]}" 2>/dev/null | grep mirror | grep -v ommand)"
same "kernelcore=mirror, 6.12" \
	"The system has no mirror memory, ignore kernelcore=mirror." \
	"$("$INITMEM" log --kernel debian-6.12-arm64 "${mirror[@]}" 2>/dev/null |
		grep mirror | grep -v ommand)"

# What memblock's own arrays have grown to goes back where nobody asks for
# regions later.
awk 'BEGIN { for (i = 0; i < 140; i++)
	printf "BIOS-e820: [mem 0x%016x-0x%016x] usable\n", 33554432 * i + 1048576,
		33554432 * i + 32505855 }' >"$dir/many.txt"
"$INITMEM" kernel show debian-6.12-amd64 |
	sed 's/\("CONFIG_ARCH_KEEP_MEMBLOCK": \)"n"/\1"y"/' >"$dir/keep.json"
for kernel in 'debian-6.1-amd64 2' 'debian-6.12-amd64 2' "$dir/keep.json 0"; do
	same "the arrays of 140 banks, ${kernel##*/}" "${kernel#* }" \
		"$("$INITMEM" run --until page_alloc_init_late --format json \
			--cpus 1 --kernel "${kernel% *}" "$dir/many.txt" \
			2>/dev/null | grep -o "free memblock's own" | wc -l)"
done
