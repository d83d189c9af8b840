#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# One machine, several releases of Linux: what each of them does otherwise.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# PATTERN KERNEL OPTION...: the lines it logs that have it
logged() {
	"$INITMEM" log --kernel "$2" "${@:3}" | grep -E "$1"
}

# NAME KERNEL PATTERN LINES OPTION...
logs() {
	same "$1, $2" "$4" "$(logged "$3" "$2" "${@:5}")"
}

cat >"$dir/pc.txt" <<'EOF'
BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
BIOS-e820: [mem 0x0000000000100000-0x000000005ffbffff] usable
BIOS-e820: [mem 0x000000005ffc0000-0x000000005fffffff] ACPI data
EOF
for word in 6.1:5ffc0 6.12:60000; do
	logs "ACPI tables above the last RAM" "debian-${word%:*}-amd64" \
		'^last_pfn' "last_pfn = 0x${word#*:} max_arch_pfn = 0x400000000" \
		"$dir/pc.txt"
done

machine_words x86-numa2-4g-smp4
mapfile -t words < <(printf '%s\n' "${words[@]}" | sed '/^--kernel$/,+1d')
(
	cd fixtures/x86-numa2-4g-smp4 || exit
	logs "the SRAT's CPUs" debian-6.1-amd64 '^SRAT: PXM 1' \
		"$(printf 'SRAT: PXM 1 -> APIC 0x0%d -> Node 1\n' 2 3)" "${words[@]}"
	logs "the SRAT's CPUs" debian-6.12-amd64 '^SRAT: PXM' '' "${words[@]}"
)

# An EFI boot with a large and a small piece of MMIO in the memory map.
cat >"$dir/efi.log" <<'EOF'
Command line: nokaslr efi=debug
BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable
BIOS-e820: [mem 0x0000000000100000-0x000000003f6fffff] usable
BIOS-e820: [mem 0x000000003f700000-0x000000003f71ffff] ACPI data
BIOS-e820: [mem 0x000000003f720000-0x000000003fffffff] usable
BIOS-e820: [mem 0x00000000e0000000-0x00000000efffffff] reserved
BIOS-e820: [mem 0x00000000fec00000-0x00000000fec00fff] reserved
efi: EFI v2.7 by EDK II
efi: mem00: [Conventional|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[0x0000000000000000-0x000000000009ffff] (0MB)
efi: mem01: [Conventional|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[0x0000000000100000-0x0000000000ffffff] (15MB)
efi: mem02: [Loader Code |   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[0x0000000001000000-0x00000000047fffff] (56MB)
efi: mem03: [Conventional|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[0x0000000004800000-0x000000003f6fffff] (943MB)
efi: mem04: [ACPI Reclaim|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[0x000000003f700000-0x000000003f71ffff] (0MB)
efi: mem05: [Conventional|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[0x000000003f720000-0x000000003fffffff] (8MB)
efi: mem06: [MMIO        |   |  |  |  |  |  |  |  |  |  |   |  |  |  |UC] range=[0x00000000e0000000-0x00000000efffffff] (256MB)
efi: mem07: [MMIO        |   |  |  |  |  |  |  |  |  |  |   |  |  |  |UC] range=[0x00000000fec00000-0x00000000fec00fff] (0MB)
ACPI: FACP 0x000000003F71C000 0000F4 (v03 LAB    LAB      00000001 LAB  00000001)
EOF
logs "MMIO in EFI's map" debian-6.1-amd64 'MMIO range' '' "$dir/efi.log"
logs "MMIO in EFI's map" debian-6.12-amd64 'MMIO range|e820: remove .* reserved' \
	'efi: Remove mem06: MMIO range=[0xe0000000-0xefffffff] (256MB) from e820 map
e820: remove [mem 0xe0000000-0xefffffff] reserved
efi: Not removing mem07: MMIO range=[0xfec00000-0xfec00fff] (4KB) from e820 map' \
	"$dir/efi.log"

# Where EDK II puts that map: 8 entries and some to spare, whole pages.
map_at() {
	"$INITMEM" run --kernel "$1" --until setup_arch "${@:2}" --format=json |
		jq -r 'select(.phase == "setup_arch").events[] |
			select(.by[0] == "efi_memblock_x86_reserve_range").base'
}
for i in $(seq 130); do
	printf 'efi: mem%02d: [Runtime Data|RUN|  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[0x%016x-0x%016x] (0MB)\n' \
		$((i + 7)) $((0x50000000 + i * 0x2000)) $((0x50000fff + i * 0x2000))
done >>"$dir/efi.log"
# 138 entries of 48 bytes: 8 more fill two pages, 32 more need a third one.
same "room for EFI's map, 6.1" $((0x3f71a000 + 64)) "$(map_at debian-6.1-amd64 "$dir/efi.log")"
same "room for EFI's map, 6.12" $((0x3f719000 + 64)) "$(map_at debian-6.12-amd64 "$dir/efi.log")"

# A node without memory in its own list.
cat >"$dir/nodes.dts" <<'EOF'
/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	cpus {
		#address-cells = <1>;
		#size-cells = <0>;
		cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <0>; numa-node-id = <0>; };
		cpu@1 { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <1>; numa-node-id = <1>; };
	};
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x20000000>; numa-node-id = <0>; };
	memory@60000000 { device_type = "memory"; reg = <0 0x60000000 0 0x20000000>; numa-node-id = <2>; };
};
EOF
logs "a node without memory" debian-6.1-arm64 '^Fallback order for Node 1' \
	'Fallback order for Node 1: 1 2 0 ' "$dir/nodes.dts"
logs "a node without memory" debian-6.12-arm64 '^Fallback order for Node 1' \
	'Fallback order for Node 1: 2 0 ' "$dir/nodes.dts"
same "its choices explained" "At each step, the node with the least value comes next" \
	"$("$INITMEM" explain --kernel debian-6.12-arm64 "$dir/nodes.dts" zonelist 1 2>&1 | grep -o 'At each step.*next')"

# What paging_init() gives back of the image: a kernel that does so has to say
# where that lies, whatever takes its place.
for file in src/profile/builtin/*-5.10-*arm64.json \
	src/profile/builtin/linux-5.15-arm64.json src/profile/builtin/*-6.1-arm64.json; do
	jq 'del(.symbols.values.init_pg_dir)' "$file" >"$dir/kernel.json"
	same "$file without init_pg_dir" \
		"/symbols/values/init_pg_dir: missing" \
		"$("$INITMEM" kernel show "$dir/kernel.json" 2>&1 | grep -o '/symbols/values/[a-z_]*: missing')"
done

# What free_initrd_mem() gives back: pages inside the RAM disk or around it, as
# its architecture does, and as its recorded log says; of a kernel like that one.
for machine in fixtures/k515-arm64-uma-512m fixtures/k66-x86-pc-512m; do
	sed -E 's/(Linux version [0-9]+\.[0-9]+\.)[0-9]+/\17-made-up/' \
		"$machine/dmesg.txt" >"$dir/like.log"
	same "initrd freed, $machine" \
		"$(grep -o 'Freeing initrd memory: .*' "$machine/dmesg.txt")" \
		"$("$INITMEM" log "$dir/like.log" 2>/dev/null | grep '^Freeing initrd')"
done
