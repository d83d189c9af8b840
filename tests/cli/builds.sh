#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds of one release whose configurations differ: the same rules, another boot.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

board=dts/board-uma-1g.dts
pc=fixtures/k66-x86-pc-512m/input.log

# build NAME [JQ-FILTER]: a built-in kernel with values changed
build() {
	"$INITMEM" kernel show "$1" | jq "${2:-.}" >"$dir/k.json"
}

# boot PHASE INPUT [ARGUMENT...]: its records up to there
boot() {
	"$INITMEM" run --steps --format=json --kernel "$dir/k.json" --phase "$1" \
		"${@:3}" "$2" 2>/dev/null
}

# set OPTION...: a filter that sets them
set_options() {
	printf '.config.values.%s = "y" | ' "$@"
	echo .
}

# --- struct pages ------------------------------------------------------------

# Pages taken for the map's tables, and what stays of the map itself.
map() {
	boot setup_arch "$1" | jq -s -r '[.[].events[] |
		select(.by | any(. == "sparse_init_nid")) |
		select(.what // "" | test("usage") | not)] |
		"\(map(select(.what // "" | test("tables")) | .size) | add // 0) \(
		map(select(.what // "" | test("tables") | not) |
		if .op == "free" then -.size else .size end) | add)"'
}

build linux-6.6-x86_64
same "a map in virtual memory has tables" "8192 8388608" "$(map $pc)"
build linux-6.6-x86_64 '.config.values.CONFIG_SPARSEMEM_VMEMMAP = "n"'
same "one of each section has none" "0 8388608" "$(map $pc)"
build linux-6.6-x86_64 '.sizeof.values["struct page"] = 56'
same "smaller struct pages share blocks" "8192 8388608" "$(map $pc)"
same "but for the last ones of a node" "8192 14680064" \
	"$(map fixtures/x86-q35-1g-smp2/input.log)"

# --- slabs -------------------------------------------------------------------

# caches INPUT FILTER: what the caches are after kmem_cache_init()
caches() {
	boot kmem_cache_init "$1" | tail -1 | jq -r ".slab.caches | $2"
}

tiny=$(set_options CONFIG_SLUB_TINY)
build linux-6.6-arm64 "$tiny"
same "small slabs: no reclaimable kmalloc caches" 0 \
	"$(caches $board '[.[].name | select(test("rcl"))] | length')"
same "and no large ones but where an object needs it" 1 \
	"$(caches $board '[.[] | select(.object_size <= 4096).order] | max')"
build linux-6.6-arm64
same "those of others are larger" 3 \
	"$(caches $board '[.[] | select(.object_size <= 4096).order] | max')"

slab='.config.values.CONFIG_SLAB = "y" | .config.values.CONFIG_SLUB = "n" |
	.sizeof.values["struct array_cache"] = 16'
build linux-5.15-x86_64 "$slab"
same "SLAB: from 32 bytes on, with their indices on the slab" "kmalloc-32 124" \
	"$(caches $pc '[.[] | select(.name | test("^kmalloc-[0-9]"))] | min_by(.object_size) | "\(.name) \(.objects)"')"
same "in a free object where they fit" 64 \
	"$(caches $pc '.[] | select(.name == "kmalloc-64").objects')"
same "up to the largest block" kmalloc-4096k \
	"$(caches $pc '[.[] | select(.name | test("^kmalloc-[0-9]"))] | max_by(.object_size).name')"
build debian-6.1-amd64 "$slab"
same "since 6.1 up to two pages" kmalloc-8k \
	"$(caches $pc '[.[] | select(.name | test("^kmalloc-[0-9]"))] | max_by(.object_size).name')"

# --- what a build has on, until the command line says otherwise -----------------

tables() {
	boot setup_arch $pc "$@" | jq -s '[.[].events[] | select(.what // "" |
		test("page tables of the direct|page tables of the linear"))] |
		map(.size * (.count // 1)) | add // 0'
}

build linux-6.6-x86_64
blocks=$(tables)
build linux-6.6-x86_64 "$(set_options CONFIG_DEBUG_PAGEALLOC_ENABLE_DEFAULT) |
	(.early_params.values, .setup_params.values) |= (. + [\"debug_pagealloc\"] | sort)"
same "debug_pagealloc by default: pages are mapped one by one" yes \
	"$([ "$(tables)" -gt $((blocks + 500000)) ] && echo yes)"
same "and turned off" "$blocks" "$(tables --append debug_pagealloc=off)"

build debian-6.12-amd64 "$(set_options CONFIG_STACKDEPOT_ALWAYS_INIT)"
same "a stack depot that nobody asks for" 1 \
	"$("$INITMEM" log --kernel "$dir/k.json" $pc 2>/dev/null | grep -c "stackdepot: allocating hash table")"

# --- low memory ------------------------------------------------------------------

old=fixtures/k510-x86-pc-512m/input.log

low() {
	boot setup_arch $old "$@" | jq -s 'last.memblock.reserved[0].size / 1024'
}

build debian-5.10-cloud-amd64
same "64 KiB are reserved for firmware" 64 "$(low)"
build debian-5.10-cloud-amd64 '.config.values.CONFIG_X86_RESERVE_LOW = 512'
same "or what the build has" 512 "$(low)"
same "or the command line" 128 "$(low --append reservelow=128K)"
same "a page at least" 4 "$(low --append reservelow=1)"

# --- what firmware tells ---------------------------------------------------------

brk() {
	boot setup_arch $pc | jq -s '[.[].events[] | select(.what // "" | test("^brk"))][0].size / 4096'
}

build linux-6.6-x86_64
strings=$(brk)
build linux-6.6-x86_64 '.config.values.CONFIG_DMI = "n"'
same "a build that reads no SMBIOS strings has no page for them" 1 $((strings - $(brk)))

# --- KASLR -----------------------------------------------------------------------

# LOG: what the entry areas of its four CPUs take for their page tables
areas() {
	"$INITMEM" run --steps --format=json --kernel "$dir/k.json" "$1" 2>/dev/null |
		jq -s '[.[].events[]? | select(.what // "" | test("CPU entry areas")) |
			.size / 4096 * (.count // 1)] | add'
}

still=fixtures/k66-x86-numa2-4g/input.log
sed 's/nokaslr//' $still >"$dir/moved.log"
build linux-6.6-x86_64 "$(set_options CONFIG_RANDOMIZE_BASE)"
same "entry areas of CPUs are in a row" 3 "$(areas $still)"
same "and with KASLR anywhere" 9 "$(areas "$dir/moved.log")"
same "which is said" 1 "$(boot mem_init "$dir/moved.log" |
	jq -s '[last.inexact[] | select(test("entry areas of CPUs"))] | length')"
build linux-5.15-x86_64 "$(set_options CONFIG_RANDOMIZE_BASE)"
same "5.15 leaves them in a row" 3 "$(areas "$dir/moved.log")"

# --- struct pages that are shared ------------------------------------------------

# KERNEL WORD...: how often a boot with a page of 1 GiB says so
shared() {
	"$INITMEM" run --format=json --kernel "$1" --phase setup_arch \
		--cpu-features amd,gbpages --append "hugepagesz=1G hugepages=1 ${*:2}" \
		fixtures/k612-x86-numa4-uneven-8g/input.log 2>/dev/null |
		jq -s '[last.inexact[] | select(test("hugetlb_free_vmemmap"))] | length'
}

same "gigantic pages with all of them" 0 "$(shared linux-6.18-x86_64)"
same "those that share them are said not to be modelled" 2 \
	"$(shared linux-6.18-x86_64 hugetlb_free_vmemmap=on)"
same "they did so later, before" 0 "$(shared debian-6.12-amd64 hugetlb_free_vmemmap=on)"
build linux-6.18-x86_64 "$(set_options CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP_DEFAULT_ON)"
same "or the build has them shared" 2 "$(shared "$dir/k.json")"
same "but for a word" 0 "$(shared "$dir/k.json" hugetlb_free_vmemmap=off)"

# --- contiguous areas --------------------------------------------------------------

# KERNEL: what is logged of an area that is rounded up to pageblocks
area() {
	"$INITMEM" log --kernel "$1" --append cma=13M $board 2>/dev/null |
		grep -oE 'Reserved [0-9]+ MiB'
}

same "the size that an area has" "Reserved 14 MiB" "$(area linux-6.6-arm64)"
same "the size that was asked for" "Reserved 13 MiB" "$(area linux-7.1-arm64)"
