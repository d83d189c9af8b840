#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel import of what people have of a kernel: what is booted, packed in each
# way, without debug information; symbols of System.map and /proc/kallsyms;
# BTF; the configuration wherever it is.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

tiny() {
	/usr/bin/python3 tests/lib/tiny_kernel.py "$@"
}

import() {
	"$INITMEM" kernel import "$@"
}

# What a profile says: values without where they come from.
values() {
	jq -cS 'walk(if type == "object" then del(.origin) else . end)' "$1"
}

x=$dir/x86
a=$dir/arm64
mkdir "$x" "$a"
tiny "$x" x86_64
tiny "$a" arm64

# --- an ELF file with BTF --------------------------------------------------

import "$x/vmlinux" --symbols "$x/System.map" --config "$x/config" \
	-o "$dir/own.json" 2>"$dir/err"
same "a vmlinux with BTF alone" "0 " "$? $(cat "$dir/err")"
same "types are of BTF" "BTF 64 64" \
	"$(jq -r '.sizeof | [.origin, .values["struct page"], .values["struct resource"]] | join(" ")' "$dir/own.json")"
same "members too" "11 12 208" \
	"$(jq -r '[.constants.MAX_ORDER.value, .constants.NR_PCP_LISTS.value, .offsetof.values["struct kmem_cache.node"]] | join(" ")' "$dir/own.json")"
same "enumerators too" "DMA DMA32 Normal Movable HighAtomic" \
	"$(jq -r '.zones.values + .migratetypes.values[3:4] | join(" ")' "$dir/own.json")"
same "lengths that no symbol has the size of" "77 99 2048" \
	"$(jq -r '.constants | [.INIT_MEMBLOCK_REGIONS, .INIT_MEMBLOCK_RESERVED_REGIONS, .COMMAND_LINE_SIZE] | map(.value) | join(" ")' "$dir/own.json")"
same "words of tables" "alpha mem zeta= a.b printk.time" \
	"$(jq -r '.setup_params.values + .module_params.values | join(" ")' "$dir/own.json")"
same "the line" "linux-6.1" "$(jq -r .line "$dir/own.json")"
want=$(values "$dir/own.json")

import "$x/vmlinux" --symbols "$x/kallsyms" --config "$x/config" -o "$dir/k.json"
same "a kernel that has moved itself" "$want" "$(values "$dir/k.json")"
import "$x/vmlinux" --symbols "$x/kallsyms" --btf "$x/btf" \
	--config "$x/config" -o "$dir/k.json"
same "BTF beside the image" "$want" "$(values "$dir/k.json")"

# --- what is booted ----------------------------------------------------------

# NAME COMMAND...: what a build packs, with the length behind all but gzip's.
pack() {
	local how=$1
	shift
	if ! command -v "$1" >/dev/null; then
		echo "# skip $how: $1 is not installed"
		return 1
	fi
	"$@" <"$kernel" >"$dir/packed" || return 1
	[ "$how" = gzip ] || printf '\1\2\3\4' >>"$dir/packed"
}

ways=("gzip gzip -9c" "xz xz --check=crc32 -c" "lzma xz --format=lzma -c"
	"lz4 lz4 -l -9c" "lzo lzop -9c" "zstd zstd -19 --ultra -qc" "bzip2 bzip2 -c")
for way in "${ways[@]}"; do
	kernel=$x/vmlinux
	# shellcheck disable=SC2086
	pack $way || continue
	tiny --bzimage "$dir/packed" "$dir/bzImage"
	import "$dir/bzImage" --symbols "$x/kallsyms" --config "$x/config" \
		-o "$dir/k.json"
	same "bzImage, ${way%% *}" "$want" "$(values "$dir/k.json")"
	tiny --zimage "$(stat -c %s "$kernel")" "$dir/packed" "$dir/zImage"
	import "$dir/zImage" --symbols "$x/kallsyms" --config "$x/config" \
		-o "$dir/k.json"
	same "zImage, ${way%% *}" "$want" "$(values "$dir/k.json")"
done
gzip -c "$x/vmlinux" >"$dir/vmlinux.gz"
gzip -c "$x/config" >"$dir/config.gz"
gzip -c "$x/System.map" >"$dir/map.gz"
import "$dir/vmlinux.gz" --symbols "$dir/map.gz" --config "$dir/config.gz" \
	-o "$dir/k.json"
same "all files packed" "$want" "$(values "$dir/k.json")"

import "$a/Image" --symbols "$a/System.map" --config "$a/config" \
	-o "$dir/arm64.json"
same "an arm64 Image" "0 arm64 alpha mem zeta= 0xffff800008000000" \
	"$? $(jq -r '[.build.values.arch] + .setup_params.values + [.symbols.values._text] | join(" ")' "$dir/arm64.json")"
want=$(values "$dir/arm64.json")
import "$a/Image" --symbols "$a/kallsyms" --config "$a/config" -o "$dir/k.json"
same "one that has moved itself" "$want" "$(values "$dir/k.json")"
for way in "${ways[@]:0:1}" "${ways[@]:5:1}"; do
	kernel=$a/Image
	# shellcheck disable=SC2086
	pack $way || continue
	tiny --zboot "${way%% *}" "$dir/packed" "$dir/vmlinuz.efi"
	import "$dir/vmlinuz.efi" --symbols "$a/kallsyms" \
		--config "$a/config" -o "$dir/k.json"
	same "EFI zboot, ${way%% *}" "$want" "$(values "$dir/k.json")"
done
gzip -c "$a/Image" >"$dir/Image.gz"
import "$dir/Image.gz" --symbols "$a/kallsyms" --config "$a/config" -o "$dir/k.json"
same "Image.gz" "$want" "$(values "$dir/k.json")"

kernel=$a/Image
pack gzip gzip -9c
tiny --zimage "$(stat -c %s "$kernel")" "$dir/packed" "$dir/zImage"
same "what is in a zImage is of 32-bit ARM" \
	"initmem: $a/config: no CONFIG_ARM=y, expected the configuration of this arm kernel" \
	"$(import "$dir/zImage" --symbols "$a/System.map" --config "$a/config" 2>&1)"
mkdir "$dir/no-kvm"
tiny "$dir/no-kvm" arm64 6.1.7-made-up -hyp_page
no_kvm=("$dir/no-kvm/Image" --symbols "$a/System.map" -o "$dir/k.json")
import "${no_kvm[@]}" --config "$a/config" 2>"$dir/err"
same "nothing is missed that only KVM has, without it" "0 " "$? $(cat "$dir/err")"
sed '$aCONFIG_KVM=y' "$a/config" >"$dir/no-kvm/kvm"
import "${no_kvm[@]}" --config "$dir/no-kvm/kvm" 2>"$dir/err"
same "it is, with it" "0 initmem: $dir/no-kvm/Image: not found: struct hyp_page (types: of debug information or BTF)" \
	"$? $(cat "$dir/err")"

# TEXT ARGUMENT...: import fails, with status 2 and one line that says it.
refused() {
	local text=$1
	shift
	"$INITMEM" kernel import "$@" >/dev/null 2>"$dir/err"
	same "refused: $text" "2 1 $text" \
		"$? $(wc -l <"$dir/err") $(grep -oF -e "$text" "$dir/err" | head -n 1)"
}

# --- options that no code knows of --------------------------------------------

sed '$aCONFIG_KASAN_GENERIC=y' "$x/config" >"$dir/kasan"
import "$x/vmlinux" --symbols "$x/System.map" --config "$dir/kasan" -o "$dir/k.json" 2>"$dir/err"
same "an option that is not modelled is named" \
	"0 initmem: $x/vmlinux: not modelled: CONFIG_KASAN_GENERIC (an eighth of memory goes to its shadow, and slab objects are larger)" \
	"$? $(cat "$dir/err")"
same "kernel show says it" "CONFIG_KASAN_GENERIC" \
	"$("$INITMEM" kernel show "$dir/k.json" | jq -r '.unmodelled.values | join(" ")')"
same "each boot of it, too" "memblock nodes" \
	"$("$INITMEM" run --format=json --phase start --kernel "$dir/k.json" fixtures/x86-pc-512m-smp1/input.log |
		jq -r '[.inexact[] | select(test("CONFIG_KASAN_GENERIC is not modelled")) | split(":")[0]] | join(" ")')"
sed '$aCONFIG_PAGE_TABLE_CHECK_ENFORCED=y' "$x/config" >"$dir/enforced"
import "$x/vmlinux" --symbols "$x/System.map" --config "$dir/enforced" -o "$dir/k.json" 2>"$dir/err"
same "one that counts with flat memory" "CONFIG_PAGE_TABLE_CHECK_ENFORCED" \
	"$(grep -oE 'CONFIG_PAGE_[A-Z_]+' "$dir/err")"
sed -i 's/CONFIG_FLATMEM=y/CONFIG_SPARSEMEM=y/' "$dir/enforced"
same "and with nothing else" "" \
	"$(import "$x/vmlinux" --symbols "$x/System.map" --config "$dir/enforced" 2>&1 >"$dir/out" | grep PAGE_TABLE)"
mkdir "$dir/tiny-slabs"
tiny "$dir/tiny-slabs" x86_64 6.6.7-made-up -kmem_cache_cpu
sed '$aCONFIG_SLUB_TINY=y' "$dir/tiny-slabs/config" >"$dir/tiny-slabs/tiny"
small=("$dir/tiny-slabs/vmlinux" --symbols "$dir/tiny-slabs/System.map" -o "$dir/k.json")
import "${small[@]}" --config "$dir/tiny-slabs/tiny" 2>"$dir/err"
same "CPUs have no slabs where they are to be small" "0 " "$? $(cat "$dir/err")"
refused "struct kmem_cache_cpu" "${small[@]}" --config "$dir/tiny-slabs/config"

# --- where the other files are ------------------------------------------------

want=$(values "$dir/own.json")
boot=$dir/system/boot
release=6.1.7-made-up
mkdir -p "$boot" "$dir/system/proc" "$dir/system/sys/kernel/btf"
kernel=$x/vmlinux
pack gzip gzip -9c
tiny --bzimage "$dir/packed" "$boot/vmlinuz-$release"
cp "$x/config" "$boot/config-$release"
{
	cat "$x/System.map"
	yes "ffffffff82000000 t filler" | head -n 4000
} >"$boot/System.map-$release"
import "$boot/vmlinuz-$release" -o "$dir/k.json"
same "files beside the image" "$want" "$(values "$dir/k.json")"

cp "$x/kallsyms" "$dir/system/proc/kallsyms"
cp "$x/btf" "$dir/system/sys/kernel/btf/vmlinux"
echo "Linux version $release (me@here) #7" >"$dir/system/proc/version"
export INITMEM_GATHER_ROOT=$dir/system
import --running -o "$dir/k.json"
same "the kernel that runs" "$want" "$(values "$dir/k.json")"
rm "$boot/System.map-$release"
sed 's/^[0-9a-f]*/0000000000000000/' "$x/kallsyms" >"$dir/system/proc/kallsyms"

refused "proc/kallsyms: hides its addresses, expected to be read by root" --running
rm "$dir/system/proc/kallsyms"
refused "no symbol table, expected its System.map, or /proc/kallsyms while it runs" --running
cp "$x/kallsyms" "$dir/system/proc/kallsyms"
mv "$boot/config-$release" "$dir/config"
refused "no configuration in it (CONFIG_IKCONFIG), nor beside it" --running
gzip -c "$dir/config" >"$dir/system/proc/config.gz"
import --running -o "$dir/k.json"
same "the configuration of /proc" "$want" "$(values "$dir/k.json")"
rm "$dir/system/proc/config.gz"
mv "$boot/vmlinuz-$release" "$boot/vmlinuz"
refused "/boot/vmlinuz-$release: not there" --running
refused "Linux 6.1.7-made-up, but what runs is Linux 6.1.9" \
	--running "$boot/vmlinuz" --config "$(sed -i s/6.1.7-made-up/6.1.9/ "$dir/system/proc/version"; echo "$dir/config")"
sed -i s/6.1.9/6.1.7-made-up/ "$dir/system/proc/version"

# What `gather` brings home.
mv "$boot/vmlinuz" "$boot/vmlinuz-$(uname -r)"
mkdir -p "$dir/system/var/log"
cp fixtures/pc-2g/input.log "$dir/system/var/log/dmesg" 2>/dev/null ||
	echo "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000003fffffff] usable" >"$dir/system/var/log/dmesg"
cp "$dir/config" "$boot/config-$(uname -r)"
"$INITMEM" gather -o "$dir/machine.tar" 2>/dev/null
same "gather brings the kernel's files" "btf config kallsyms vmlinuz" \
	"$(tar -tf "$dir/machine.tar" | sed 's|^\./||' | grep -xE 'btf|config|kallsyms.*|vmlinuz' | sort | xargs)"
same "and no module's symbols" "" "$(tar -xOf "$dir/machine.tar" ./kallsyms | grep '\[')"
import "$dir/machine.tar" -o "$dir/k.json"
same "import reads the archive" "0 $want" "$? $(values "$dir/k.json")"
gzip -c "$dir/machine.tar" >"$dir/machine.tar.gz"
import "$dir/machine.tar.gz" -o "$dir/k.json"
same "packed, too" "$want" "$(values "$dir/k.json")"
rm "$boot"/vmlinuz-*
"$INITMEM" gather -o "$dir/machine.tar" 2>/dev/null
refused "no vmlinuz in it, expected an archive that \`initmem gather\` has made as root" \
	"$dir/machine.tar"

# IKCONFIG: the image holds its configuration.
{
	head -c 1024 "$x/vmlinux"
	printf IKCFG_ST
	gzip -nc "$x/config"
	printf IKCFG_ED
} >"$dir/head"
cp "$x/vmlinux" "$dir/vmlinux"
dd if="$dir/head" of="$dir/vmlinux" bs=1 skip=1024 seek=5184 conv=notrunc 2>/dev/null
import "$dir/vmlinux" --symbols "$x/System.map" -o "$dir/k.json"
same "the configuration that the image holds" "$want" "$(values "$dir/k.json")"

# --- debug information that was split off -----------------------------------------

# A program of the unit tests holds what an import looks for.
own=$(dirname "$INITMEM")/tests/unit/test_import
if [ "$(uname -m)" != x86_64 ] || [ ! -x "$own" ]; then
	echo "# skip debug information split off: no $own for x86_64"
else
	cat >"$dir/own.config" <<'CONFIG'
CONFIG_X86_64=y
CONFIG_X86_L1_CACHE_SHIFT=6
CONFIG_X86_INTERNODE_CACHE_SHIFT=6
CONFIG_PHYSICAL_START=0x1000000
CONFIG_ZONE_DMA=y
CONFIG_SMP=y
CONFIG_NR_CPUS=12
CONFIG_FLATMEM=y
CONFIG_SLUB=y
CONFIG_MODULES=y
CONFIG_LOG_BUF_SHIFT=18
CONFIG
	files=(--config "$dir/own.config" -o "$dir/k.json")
	import "$own" "${files[@]}"
	own_want=$(values "$dir/k.json")
	same "a program that is one" "DWARF 96 1536" \
		"$(jq -r '[.sizeof.origin, .sizeof.values["struct page"], .constants.COMMAND_LINE_SIZE.value] | join(" ")' "$dir/k.json")"
	objcopy --only-keep-debug "$own" "$dir/own.debug"
	strip -o "$dir/own" "$own"
	import "$dir/own" --debug "$dir/own.debug" "${files[@]}"
	same "--debug with a file" "$own_want" "$(values "$dir/k.json")"
	objcopy --compress-debug-sections=zlib "$dir/own.debug" "$dir/own.packed"
	import "$dir/own" --debug "$dir/own.packed" "${files[@]}"
	same "whose sections are packed" "$own_want" "$(values "$dir/k.json")"
	id=$(readelf -n "$own" | sed -n 's/^ *Build ID: //p')
	mkdir -p "$dir/by-id/.build-id/${id:0:2}"
	cp "$dir/own.debug" "$dir/by-id/.build-id/${id:0:2}/${id:2}.debug"
	import "$dir/own" --debug "$dir/by-id" "${files[@]}"
	same "--debug with a folder of build IDs" "$own_want" "$(values "$dir/k.json")"
	refused "debug information of build" "$dir/own" --debug "$INITMEM" \
		"${files[@]}"
fi
map=$x/System.map
refused "no debug information, expected the file that it was split off to" \
	"$x/vmlinux" --debug "$x/vmlinux" --symbols "$map" --config "$x/config"

# --- which line it is on ---------------------------------------------------------

found() { # FILTER
	jq -r ".line, .found.by, .found.origin, (.found.rules // {} | keys | join(\" \"))" "$dir/k.json" |
		xargs -d '\n'
}

mkdir "$dir/other"
other=(--symbols "$dir/other/System.map" --config "$dir/other/config")
of_61=(zone.per_cpu_pageset zone.pageset_high
	zone_watermarks=WMARK_PROMO memblock_flags=MEMBLOCK_DRIVER_MANAGED
	kmem_cache.cpu_slab memblock_phys_free memblock_free_late)
of_612=(zone.per_cpu_pageset zone.pageset_high_min
	per_cpu_pages.alloc_factor zone_watermarks=WMARK_PROMO
	memblock_flags=MEMBLOCK_DRIVER_MANAGED
	memblock_flags=MEMBLOCK_RSRV_NOINIT zone_flags=ZONE_BELOW_HIGH
	kmem_cache.cpu_slab mm_core_init memblock_phys_free
	memblock_free_late)

tiny "$dir/other" x86_64 6.1.7-made-up "${of_61[@]}"
import "$dir/other/vmlinux" "${other[@]}" -o "$dir/k.json"
same "the line by the release, and that the image agrees" \
	"linux-6.1 release linux-6.1 has Linux 6.1.7-made-up; 19 of 19 marks of the image agree " "$(found)"
tiny "$dir/other" x86_64 6.1.7-made-up "${of_61[@]}" mm_core_init
import "$dir/other/vmlinux" "${other[@]}" -o "$dir/k.json"
same "what speaks against it is said" "symbol mm_core_init" \
	"$(jq -r .found.differs "$dir/k.json")"
tiny "$dir/other" x86_64 6.4.2 "${of_61[@]}"
import "$dir/other/vmlinux" "${other[@]}" -o "$dir/k.json"
same "between lines, one that goes as 6.1 does" "linux-6.1 marks" \
	"$(found | cut -d' ' -f1-2)"
tiny "$dir/other" x86_64 6.11.2 "${of_612[@]}"
import "$dir/other/vmlinux" "${other[@]}" -o "$dir/k.json"
same "between lines, one that goes as 6.12 does" \
	"linux-6.12 marks no line has Linux 6.11.2: 19 of 19 marks of the image are linux-6.12's" \
	"$(found | cut -d' ' -f1-16)"
same "it boots, and says that it is on no line" "0 yes" \
	"$("$INITMEM" run --kernel "$dir/k.json" --phase start fixtures/x86-pc-512m-smp1/input.log >"$dir/out"; echo $?) $(grep -q 'Linux 6.11.2 is of no release line: linux-6.12 stands in' "$dir/out" && echo yes)"
same "kernel show says it, too" "marks" \
	"$("$INITMEM" kernel show "$dir/k.json" | jq -r .found.by)"
for old in 4.19.282 5.4.0-150-generic 99.1.0; do
	tiny "$dir/other" x86_64 $old
	said=$("$INITMEM" kernel import "$dir/other/vmlinux" 2>&1)
	same "Linux $old is refused, whatever else is missing" \
		"2 initmem: $dir/other/vmlinux: Linux $old: the rules of this line are not known for x86_64" \
		"$? ${said%%; known are*}"
done
# RELEASE [OPTION]...: what a configuration with these makes of a constant.
constant() {
	local release=$1 name=$2
	shift 2
	tiny "$dir/other" x86_64 "$release" "${of_612[@]}"
	sed -i /HUGETLB/d "$dir/other/config"
	printf '%s=y\n' "$@" >>"$dir/other/config"
	import "$dir/other/vmlinux" "${other[@]}" -o "$dir/k.json" 2>"$dir/err"
	jq ".constants[\"$name\"].value" "$dir/k.json"
}

same "pageblocks are as large as transparent huge pages" 9 \
	"$(constant 6.12.3 pageblock_order CONFIG_TRANSPARENT_HUGEPAGE)"
same "before, only as those of hugetlbfs" 10 \
	"$(constant 6.6.3 pageblock_order CONFIG_TRANSPARENT_HUGEPAGE)"
same "profiled allocations of modules take more of each CPU" "65536 8192" \
	"$(constant 6.12.3 PERCPU_MODULE_RESERVE CONFIG_MODULES CONFIG_MEM_ALLOC_PROFILING) $(constant 6.12.3 PERCPU_MODULE_RESERVE CONFIG_MODULES)"
same "early caches have more room, random or not" "20480 12288" \
	"$(constant 6.6.3 PERCPU_DYNAMIC_EARLY_SIZE CONFIG_SLUB_TINY) $(constant 6.1.3 PERCPU_DYNAMIC_EARLY_SIZE CONFIG_SLUB_TINY)"
cp "$x/vmlinux" "$dir/foreign"
printf '\025\0' | dd of="$dir/foreign" bs=1 seek=18 conv=notrunc 2>/dev/null
said=$("$INITMEM" kernel import "$dir/foreign" 2>&1)
same "a foreign architecture is refused" \
	"2 initmem: $dir/foreign: ELF machine 21, expected arm64, arm, riscv64, x86_64 or i386" "$? $said"
jq '.found.by = 7' "$dir/k.json" >"$dir/bad.json"
same "a profile that does not say how its line was found" \
	"initmem: $dir/bad.json: /found/by: wrong type, expected \"release\" or \"marks\"" \
	"$("$INITMEM" run --kernel "$dir/bad.json" fixtures/x86-pc-512m-smp1/input.log 2>&1)"

# --- what must agree ------------------------------------------------------------

# SED MESSAGE: the configuration of another build.
unlike() {
	sed "$1" "$x/config" >"$dir/unlike"
	refused "self-check: $2" "$x/vmlinux" --symbols "$x/System.map" \
		--config "$dir/unlike"
}

unlike 's/6.1.7/5.15.7/' "$dir/unlike is the configuration of Linux 5.15.7, the image is Linux 6.1.7-made-up"
unlike 's/NR_CPUS=64/NR_CPUS=65/' "struct cpumask has 8 bytes in the image, and 16 with the 65 CPUs"
unlike '/ZONE_DMA32/d' "the image has ZONE_DMA32, and $dir/unlike has not set what brings it"
unlike '$aCONFIG_ZONE_DEVICE=y' "the image has no ZONE_DEVICE, and $dir/unlike has CONFIG_ZONE_DEVICE"
unlike '/MEMORY_ISOLATION/d' "the image has MIGRATE_ISOLATE"
unlike '$aCONFIG_ARCH_FORCE_MAX_ORDER=13' "struct zone has 11 free lists"
mkdir "$dir/sizes"
/usr/bin/python3 - "$x/btf" "$dir/sizes/btf" <<'PY'
import struct, sys
data = open(sys.argv[1], "rb").read()
# struct list_head, of 16 bytes, gets 24.
names = data[24 + struct.unpack("<I", data[16:20])[0]:]
name = names.index(b"\0list_head\0") + 1
at = data.index(struct.pack("<III", name, 4 << 24, 16))
with open(sys.argv[2], "wb") as f:
    f.write(data[:at + 8] + struct.pack("<I", 24) + data[at + 12:])
PY
refused "self-check: struct list_head has 24 bytes, expected 16 to 16 with words of 8 and addresses of 8" \
	"$x/vmlinux" --btf "$dir/sizes/btf" --symbols "$x/System.map" --config "$x/config"
sed 's/^[0-9a-f]*\( D linux_banner\)/ffffffff81001008\1/' "$x/System.map" >"$dir/sizes/map"
refused "the symbols are of another kernel" "$x/vmlinux" \
	--symbols "$dir/sizes/map" --config "$x/config"

# --- what is wrong -------------------------------------------------------------

files=(--symbols "$x/System.map" --config "$x/config")
refused "no symbol _text, expected all of the kernel's" "$x/vmlinux" \
	--config "$x/config" --symbols <(echo "ffffffffffffffff B The real System.map is elsewhere")
refused "line 1: expected ADDRESS TYPE NAME" "$x/vmlinux" \
	--config "$x/config" --symbols "$x/config"
refused "_end (symbols: of .symtab, or of a list of all (--symbols))" "$x/vmlinux" \
	--config "$x/config" --symbols <(grep -v ' _end$' "$x/System.map")
refused "not BTF of version 1" "$x/vmlinux" --btf "$x/config" "${files[@]}"
refused "not a kernel, expected a vmlinux (ELF)" "$x/config" "${files[@]}"
refused "no CONFIG_X86_64=y" "$x/vmlinux" --symbols "$x/System.map" --config "$a/config"
head -c 2000 "$boot/../../bzImage" >"$dir/cut"
refused "the packed kernel is at 0x440" "$dir/cut" "${files[@]}"
printf 'no way to pack anything' >"$dir/packed"
tiny --bzimage "$dir/packed" "$dir/bzImage"
refused "packed in a way that is not known" "$dir/bzImage" "${files[@]}"
refused "a zImage of 32-bit ARM, no packed kernel found in it" "${files[@]}" \
	<(head -c 36 /dev/zero; printf '\30\50\157\1'; head -c 600 /dev/zero)
head -c -20 "$dir/zImage" >"$dir/cut"
refused "no packed kernel found in it" "$dir/cut" "${files[@]}"
refused "expected IMAGE, --running or --log LOG" --config "$x/config"
refused "expected no IMAGE and no --config" --log "$x/config" --running
if command -v lzop >/dev/null; then
	lzop -9c <"$x/vmlinux" | head -c 300 >"$dir/cut"
	refused "cannot be unpacked: not what lzop has packed" "$dir/cut" "${files[@]}"
fi
