#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# arm64, where its releases and its CPUs differ.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# Of the board in $1: the log of $2 with options, lines with $3.
logged() {
	local in=$1 kernel=$2 words=$3

	shift 3
	"$INITMEM" log --kernel "$kernel" "$@" - <<<"$in" |
		sed 's/^\[ *[0-9.]*\] //' | grep -E "$words"
}

# How many bytes setup_arch() takes for $3.
taken() {
	local in=$1 kernel=$2 what=$3

	shift 3
	"$INITMEM" run --kernel "$kernel" --until setup_arch "$@" - <<<"$in" |
		jq -s --arg what "$what" '[.[].events[] |
			select(.what == $what) | .size * (.count // 1)] | add'
}

two=$(arm64_board "0 0x40000000 0 0x80000000")
tables="page tables of the linear map"
roots="section root pointers"
same "a CPU of 48 bits: four levels in a build for five" \
	$(((1 + 2 + 1012) * 4096)) "$(taken "$two" debian-6.12-arm64 "$tables")"
same "a CPU of 52 bits: a table more" $(((1 + 1 + 2 + 1012) * 4096)) \
	"$(taken "$two" debian-6.12-arm64 "$tables" --cpu-features lpa2)"
same "a CPU of 52 bits: more sections may be" "65536 1048576" \
	"$(taken "$two" debian-6.12-arm64 "$roots") $(taken "$two" debian-6.12-arm64 "$roots" --cpu-features lpa2)"
same "a build for 48 bits does not care" \
	"$("$INITMEM" run --kernel debian-6.1-arm64 - <<<"$two" | md5sum)" \
	"$("$INITMEM" run --kernel debian-6.1-arm64 --cpu-features lpa2 - <<<"$two" | md5sum)"
same "a feature of another architecture is refused" \
	"initmem: --cpu-features: 'gbpages', expected lpa2, sv39, sv48 or sv57, which is all that a tree may lack" \
	"$("$INITMEM" run --cpu-features lpa2,gbpages - <<<"$two" 2>&1)"

# Pages of 2^$1 bytes: blocks of 2^$2, zones up to order $3, sections of 2^$4,
# addresses of $5 bits in $6 levels.
pages() {
	"$INITMEM" kernel show debian-6.1-arm64 | jq --argjson n "[$(echo "$@" | tr ' ' ,)]" '
		.constants.PAGE_SHIFT.value = $n[0] |
		.constants.HPAGE_SHIFT.value = $n[1] |
		.constants.MAX_ORDER.value = $n[2] + 1 |
		.constants.pageblock_order.value = $n[2] |
		.constants.SECTION_SIZE_BITS.value = $n[3] |
		.config.values.CONFIG_ARM64_VA_BITS = $n[4] |
		.config.values.CONFIG_PGTABLE_LEVELS = $n[5]' > "$dir/pages-$1.json"
}

# What of them the struct pages of the first node are.
struct_pages() {
	"$INITMEM" run --format=json --kernel "$1" --until setup_arch - <<<"$two" |
		jq -s '[.[-1].ledger[] | select(.what == "struct pages of node 0") | .size] | add'
}

# A page of 16 KiB holds 2048 entries: a table of the lowest level is 32 MiB.
pages 14 25 11 27 48 4
pages 16 29 13 29 48 3
same "pages of 16 KiB: a table for each 32 MiB, and one of each level above" \
	$(((64 + 1 + 1) * 16384)) "$(taken "$two" "$dir/pages-14.json" "$tables")"
same "pages of 64 KiB: a table for each 512 MiB" \
	$(((4 + 1) * 65536)) "$(taken "$two" "$dir/pages-16.json" "$tables")"
same "struct pages of 16 KiB: what the buffer is too large by goes back" \
	$((2 << 30 >> 14 << 6)) "$(struct_pages "$dir/pages-14.json")"
same "struct pages of 64 KiB: no buffer is large enough, so page by page" \
	$((2 << 30 >> 16 << 6)) "$(struct_pages "$dir/pages-16.json")"
same "addresses of 39 bits: no table of the highest level" $(((2 + 1016) * 4096)) \
	"$(pages 12 21 10 27 39 3; taken "$two" "$dir/pages-12.json" "$tables")"

# The bounce buffer of small buffers: 1 MiB for each GiB, a power of two.
same "6.12 has a bounce buffer on every machine, 6.1 has none" \
	"SWIOTLB bounce buffer size adjusted to 1MB;area num 1.;SWIOTLB bounce buffer size roundup to 2MB" \
	"$(logged "$(arm64_board "0 0x40000000 0 0x60000000")" debian-6.12-arm64 'software IO TLB' |
		sed 's/.*IO TLB: //; /mapped/d' | paste -sd ';')$(
		logged "$two" debian-6.1-arm64 'software IO TLB')"
same "swiotlb= of another size is not changed" \
	"software IO TLB: area num 1." \
	"$(logged "$two" debian-6.12-arm64 'software IO TLB' --append swiotlb=8192 |
		grep -v mapped)"
same "swiotlb= of the default size is" 1 \
	"$(logged "$two" debian-6.12-arm64 'size adjusted to 2MB' --append swiotlb=32768 |
		wc -l)"

# A bus that reaches $1 bytes from address 0x40000000 on.
bus() {
	echo "soc { #address-cells = <2>; #size-cells = <2>;
		dma-ranges = <0 0 0 0x40000000 0 $1>; };"
}

zones='^  (DMA|DMA32|Normal) '
narrow=$(arm64_board "0 0x40000000 0 0x80000000" "$(bus 0x2bfff000)")
same "6.12: ZONE_DMA ends where the bus ends" \
	"DMA [mem 0x0000000040000000-0x000000006bffefff];DMA32 [mem 0x000000006bfff000-0x00000000bfffffff];Normal empty" \
	"$(logged "$narrow" debian-6.12-arm64 "$zones" | xargs -L1 | paste -sd ';')"
same "6.1: at the next power of two" \
	"DMA [mem 0x0000000040000000-0x000000007fffffff];DMA32 [mem 0x0000000080000000-0x00000000bfffffff];Normal empty" \
	"$(logged "$narrow" debian-6.1-arm64 "$zones" | xargs -L1 | paste -sd ';')"

# The crash kernel of 6.12, in its own words: sizes and places in MiB.
crash() {
	logged "$1" "${3:-debian-6.12-arm64}" 'crashkernel' --cmdline "$2" |
		grep -v 'ommand line' | paste -sd ';'
}

high=$(arm64_board "0 0x40000000 0 0x40000000 2 0 1 0")
same "plain: low, or else high with a low part" \
	"crashkernel low memory reserved: 0x74000000 - 0x7c000000 (128 MB);crashkernel reserved: 0x00000002ba400000 - 0x00000002fa400000 (1024 MB)" \
	"$(crash "$high" crashkernel=1G)"
same "6.1 gives up" "cannot allocate crashkernel (size:0x40000000)" \
	"$(crash "$high" crashkernel=1G debian-6.1-arm64)"
same ",high without ,low: a low part all the same" \
	"crashkernel low memory reserved: 0x74000000 - 0x7c000000 (128 MB);crashkernel reserved: 0x00000002ea400000 - 0x00000002fa400000 (256 MB)" \
	"$(crash "$high" crashkernel=256M,high)"
same ",low of no size: none" \
	"crashkernel reserved: 0x00000002ea400000 - 0x00000002fa400000 (256 MB)" \
	"$(crash "$high" "crashkernel=256M,high crashkernel=0,low")"
same ",high that only fits low" \
	"crashkernel reserved: 0x000000006ac00000 - 0x000000007ac00000 (256 MB)" \
	"$(crash "$(arm64_board "0 0x40000000 0 0x40000000")" crashkernel=256M,high)"
same "a place that is taken" \
	"crashkernel reservation failed - memory is in use." \
	"$(crash "$high" crashkernel=64M@0x40000000)"
same "no page more than asked for" \
	"crashkernel reserved: 0x000000007be00000 - 0x000000007be00800 (0 MB)" \
	"$(crash "$high" crashkernel=2K)"
same "as much as there is: nothing, without a word" "" \
	"$(crash "$high" crashkernel=5G)"

# Contiguous areas.
cma() {
	logged "$1" "${3:-debian-6.12-arm64}" '^(hugetlb_)?cma: ' --append "$2" |
		paste -sd ';'
}

same "a line that names the node, none of them" \
	"cma: Reserved 32 MiB at 0x00000000bba00000 on node -1" "$(cma "$two" cma=32M)"
same "6.1 names none" "cma: Reserved 32 MiB at 0x00000000bba00000" \
	"$(cma "$two" cma=32M debian-6.1-arm64)"
same "a bus below all RAM: no ZONE_DMA, no default area, no bounce buffer" \
	"  DMA      empty;cma: Failed to reserve 64 MiB on node -1;7" \
	"$(logged "$(arm64_board "0 0x40000000 0 0x80000000" "$(bus 0x30000000 | sed 's/0 0x40000000/0 0/')")" \
		debian-6.12-arm64 '^  DMA  |cma:|IO TLB: swi' |
		awk '/IO TLB/ { n++; next } 1; END { print n }' | paste -sd ';')"
same "areas of gigantic pages are aligned to them" \
	"cma: Reserved 1024 MiB at 0x0000000080000000 on node 0" \
	"$(cma "$(arm64_board "0 0x40000000 0 0xa0000000")" hugetlb_cma=1G | tr ';' '\n' | grep 1024.*at)"
for of in "16k hugetlb_cma: reserve 2048 MiB, up to 2048 MiB per node" \
	"64k hugetlb_cma: cma area should be at least 16384 MiB"; do
	same "gigantic pages with small ones of ${of%% *}" "${of#* }" \
		"$(cma "$(arm64_board "0 0x40000000 1 0x00000000")" hugetlb_cma=2G \
			"fixtures/kernels/linux-6.6-arm64-${of%% *}.json" | grep -oE 'hugetlb_cma: [rc][^d][^;]*' | head -n 1)"
done
"$INITMEM" kernel show debian-6.12-arm64 |
	jq '.config.values.CONFIG_DMA_NUMA_CMA = "y" |
		.early_params.values |= (. + ["numa_cma", "cma_pernuma"] | unique) |
		.setup_params.values |= (. + ["numa_cma", "cma_pernuma"] | unique)' \
		>"$dir/numa-cma.json"
same "areas of nodes come before the default area" \
	"cma: Reserved 8 MiB at 0x00000000bd200000 on node 0;cma: Reserved 16 MiB at 0x00000000bc200000 on node 0;cma: Reserved 64 MiB at 0x00000000b8200000 on node -1" \
	"$(cma "$two" "numa_cma=0:16M,1:4M cma_pernuma=8M" "$dir/numa-cma.json")"

# What /proc/iomem has of the image begins where it is reserved.
printf '%s\n' '40000000-bfffffff : System RAM' '  40200000-41a6ffff : Kernel code' \
	'  42080000-4242ffff : Kernel data' >"$dir/iomem"
same "the image lies where its code is shown" 40200000-4242ffff \
	"$("$INITMEM" run --kernel debian-6.12-arm64 - --phase start <<<"$two" |
		jq -r .machine.kernel_image.base | xargs printf '%x')-4242ffff"
same "verify knows where the code is shown" "0" \
	"$(echo "$two" >"$dir/two.dts"; "$INITMEM" verify --kernel debian-6.12-arm64 \
		--image-base 0x40200000 --iomem "$dir/iomem" --format=json "$dir/two.dts" |
		jq '[.. | .different? // empty | numbers] | add')"

# A recorded line of that kernel, on QEMU's machine of 1 GiB.
same "single pages for the CPUs: as much as the early boot needs" \
	"percpu: 32 4K pages/cpu s99736 r8192 d23144" \
	"$(logged "$(arm64_board "0 0x40000000 0 0x40000000")" debian-6.12-arm64 '^percpu:' \
		--append percpu_alloc=page)"

# RELEASE [LINE...]: a log of 2 GiB from 1 GiB on, whole to its end
board_log() {
	local release=$1 line

	shift
	cat <<-EOF
	[    0.000000] Linux version $release (a@b) (gcc version 9.1.0) #1 SMP
	[    0.000000] Machine model: Example Board
	EOF
	for line; do
		echo "[    0.000000] $line"
	done
	cat <<-EOF
	[    0.000000] Zone ranges:
	[    0.000000]   DMA      [mem 0x0000000000000000-0x0000000000000000]
	[    0.000000] Early memory node ranges
	[    0.000000]   node   0: [mem 0x0000000040000000-0x00000000bfffffff]
	[    0.000000] psci: probing for conduit method from DT.
	[    0.000000] percpu: Embedded 21 pages/cpu s47000 r8192 d30824 u86016
	[    0.000000] pcpu-alloc: [0] 0
	[    0.000000] CPU features: detected: GIC system register CPU interface
	[    0.000000] Kernel command line: console=ttyS0
	[    0.000000] Memory: 0K/0K available (9000K kernel code, 900K rwdata, 2000K rodata, 1024K init, 400K bss, 0K reserved, 0K cma-reserved)
	[    0.100000] smp: Brought up 1 node, 4 CPUs
	[    1.000000] Freeing unused kernel memory: 1024K
	EOF
}

# WORDS: lines with them that are predicted for the log of stdin
predicted() {
	"$INITMEM" log - 2>/dev/null | grep -F -- "$1"
}

# Regions that the kernel places: within 256 MiB of where it did, and where
# there are no huge pages for user space, aligned to the largest free block.
pool="OF: reserved mem: 0x0000000074c00000..0x0000000078bfffff (65536 KiB) map reusable linux,cma"
board_log 6.6.1 "$pool" >"$dir/pool"
same "a region that the kernel places keeps below the limit of its tree" \
	"0x000000007c000000..0x000000007fffffff" \
	"$(predicted '(65536 KiB)' <"$dir/pool" | grep -o '0x[0-9a-f.x]*')"
board_log 6.6.1 "cma: Reserved 16 MiB at 0x0000000000000000 on node -1" >"$dir/cma"
same "without huge pages contiguous memory is aligned to 4 MiB" 0 "$(($(
	predicted 'cma: Reserved' <"$dir/cma" | grep -o '0x[0-9a-f]*') % (4 << 20)))"
same "where a log is cut short, nobody knows" "2097152 4194304" "$(
	for log in "$(sed '/Freeing/d' "$dir/cma")" "$(cat "$dir/cma")"; do
		echo "$log" >"$dir/cut"
		"$INITMEM" kernel import --log "$dir/cut" -o "$dir/own.json" 2>/dev/null
		jq '4096 * pow(2; .constants.pageblock_order.value)' "$dir/own.json"
	done | xargs)"

# An older kernel has dynamic regions in the order of its sort, which a log
# already shows.
placed() {
	echo "Reserved memory: allocated memory for '$1' node: base 0x0000000000000000, size 0 MiB"
	echo "Reserved memory: created CMA memory pool at 0x00000000$2, size 8 MiB"
	echo "Reserved memory: initialized node $1, compatible id shared-dma-pool"
}
mapfile -t regions < <(
	placed sound bf000000
	placed video be800000
	placed modem be000000
	placed radio bd800000)
board_log 4.9.1 "${regions[@]}" >"$dir/regions"
same "regions are placed in the order of the log" \
	"sound bf800000 video bf000000 modem be800000 radio be000000" "$(
	predicted 'allocated memory for' <"$dir/regions" |
		sed "s/.*'\(.*\)'.*0x0*\([0-9a-f]*\),.*/\1 \2/" | xargs)"

# CPUs by their numbers of the interrupt controller, where only some are told.
board_log 6.6.1 >"$dir/cpus"
cat >>"$dir/cpus" <<-EOF
	[    0.020000] CPU1: Booted secondary processor 0x0000000000 [0x410fd801]
	[    0.030000] CPU2: Booted secondary processor 0x0000000100 [0x410fd801]
	[    0.040000] CPU3: Booted secondary processor 0x0000000200 [0x410fd801]
EOF
same "the boot CPU is not the first one of its machine" \
	"pcpu-alloc: [0] 0 [0] 1 [0] 2 [0] 3 " "$(predicted '[0] 1' <"$dir/cpus")"

# Read-only aliases keep the linear map in pages since 5.0.
for release in 4.19.1 5.4.1; do
	board_log $release | "$INITMEM" run --until setup_arch - 2>/dev/null |
		jq -s --arg what "$tables" '[.[].events[] |
			select(.what == $what) | .size * (.count // 1)] | add / 4096'
done >"$dir/out"
same "the linear map is of blocks before 5.0" "3 1022" "$(xargs <"$dir/out")"
