#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A kernel of which there is nothing but a boot log: `kernel import --log`, and
# `run` and `log` of such a log.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

log=$dir/own.log
cat >"$log" <<'END'
[    0.000000] Linux version 6.3.3-own (someone@somewhere) (gcc 13.1) #1 SMP PREEMPT_DYNAMIC Mon Jul 10 10:00:00 UTC 2023
[    0.000000] Command line: console=ttyS0 nokaslr
[    0.000000] BIOS-provided physical RAM map:
[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
[    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x00000000000fffff] reserved
[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000005ffdffff] usable
[    0.000000] BIOS-e820: [mem 0x000000005ffe0000-0x000000005fffffff] reserved
[    0.000000] last_pfn = 0x5ffe0 max_arch_pfn = 0x400000000
[    0.000000] smpboot: Allowing 3 CPUs, 0 hotplug CPUs
[    0.000000] Zone ranges:
[    0.000000]   DMA      [mem 0x0000000000001000-0x0000000000ffffff]
[    0.000000]   DMA32    [mem 0x0000000001000000-0x000000005ffdffff]
[    0.000000]   Normal   empty
[    0.000000] setup_percpu: NR_CPUS:48 nr_cpumask_bits:3 nr_cpu_ids:3 nr_node_ids:1
[    0.000000] percpu: Embedded 33 pages/cpu s97000 r8192 d0 u0
[    0.000000] Built 1 zonelists, mobility grouping on.  Total pages: 0
[    0.000000] Memory: 0K/0K available (10000K kernel code, 800K rwdata, 3000K rodata, 1500K init, 1200K bss, 0K reserved, 0K cma-reserved)
END

"$INITMEM" kernel import --log "$log" -o "$dir/own.json" 2>"$dir/err"
same "import --log writes a profile" 0 $?
same "it says what it has read" "" "$(
	grep -q 'own.log: read from the log: .*NR_CPUS 48 (line 14)' "$dir/err" || cat "$dir/err")"
same "it says what it guesses" "" "$(
	grep -q 'own.log: guessed: ' "$dir/err" || cat "$dir/err")"
same "one value is guessed once, however many rules have a part in it" 1 "$(
	"$INITMEM" kernel import --log fixtures/faults/verify-log/old-wording.log -o "$dir/old.json" 2>&1 |
		grep -o 'struct pglist_data' | wc -l)"
same "each value has its origin" \
	"log line 14|log line 15|no line of it up to log line 16|of debian-6.1-amd64: DWARF" "$(
	/usr/bin/python3 -c 'import json, sys
p = json.load(open(sys.argv[1]))
print(p["constants"]["NR_CPUS"]["origin"],
      p["constants"]["PERCPU_MODULE_RESERVE"]["origin"],
      p["config"]["origins"]["CONFIG_HIBERNATION"],
      p["offsetof"]["origin"], sep="|")' "$dir/own.json")"
same "its name is the release" "6.3.3-own" "$(
	/usr/bin/python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["name"])' "$dir/own.json")"
same "or the one given" "mine" "$(
	"$INITMEM" kernel import --log "$log" --name mine 2>/dev/null |
		sed -n 's/^  "name": "\(.*\)",/\1/p')"
same "kernel show takes it" 0 "$("$INITMEM" kernel show "$dir/own.json" >/dev/null; echo $?)"

"$INITMEM" log "$log" >"$dir/by-log" 2>"$dir/err"
same "log of the log: status" 0 $?
same "it says that the kernel is fitted" "" "$(
	grep -q 'of a build of Linux 6.3.3-own of which there is no profile: one is fitted from debian-6.1-amd64' "$dir/err" ||
		cat "$dir/err")"
same "log with the profile is the same" "" "$(
	"$INITMEM" log --kernel "$dir/own.json" "$log" 2>/dev/null | diff - "$dir/by-log" | head -n 3)"
same "constants are those of the log, the rest is worked out" \
	"percpu: Embedded 33 pages/cpu s97000 r8192 d29976 u524288" "$(
	grep -o 'percpu: Embedded.*' "$dir/by-log")"
same "sizes of its sections" \
	"(10000K kernel code, 800K rwdata, 3000K rodata, 1500K init, 1200K bss" "$(
	grep -o '(10000K.* bss' "$dir/by-log")"
same "no NUMA, no hibernation" "" "$(grep -E 'NUMA|nosave' "$dir/by-log")"

"$INITMEM" log --kernel debian-6.1-amd64 "$log" >"$dir/by-kernel" 2>"$dir/err"
same "--kernel wins" "" "$(
	grep -q 'own.log: note: the log is of Linux 6.3.3-own, and --kernel is debian-6.1-amd64' "$dir/err" ||
		cat "$dir/err")"
same "with its own constants" "" "$(grep -o 's97000' "$dir/by-kernel")"

sed -e 's/^.*Zone ranges/[    0.000000] PM: hibernation: Registered nosave memory: [mem 0x0-0x0]\n&/' \
	-e 's/0x000000005fffffff\] reserved/0x000000005fff8fff] ACPI NVS\n[    0.000000] BIOS-e820: [mem 0x000000005fff9000-0x000000005fffffff] reserved\n[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x000000011fffffff] usable/' \
	"$log" >"$dir/nosave.log"
same "before 6.15 each entry that is not RAM is left out by itself" \
	"0x00000000-0x00000fff
0x0009f000-0x0009ffff
0x000a0000-0x000fffff
0x5ffe0000-0x5fff8fff
0x5fff9000-0x5fffffff
0x60000000-0xffffffff" "$("$INITMEM" log "$dir/nosave.log" 2>/dev/null |
		sed -n 's/.*nosave memory: .mem \(.*\)./\1/p')"
same "later ones join them" "0x5ffe0000-0xffffffff" "$(
	sed -i 's/6\.3\.3-own/6.15.2-own/' "$dir/nosave.log"
	"$INITMEM" log "$dir/nosave.log" 2>/dev/null |
		sed -n 's/.*nosave memory: .mem \(0x5.*\)./\1/p')"

sed -e 's/^.*last_pfn/[    0.000000] BIOS-e820: [mem 0x00000000f0000000-0x00000000f7ffffff] reserved\n[    0.000000] efi: EFI v2.7 by somebody\n[    0.000000] efi: ACPI 2.0=0x5ffe0014 ESRT=0x5f100018 \n[    0.000000] efi: Remove mem31: MMIO range=[0xf0000000-0xf7ffffff] (128MB) from e820 map\n[    0.000000] esrt: Reserving ESRT space from 0x000000005f100018 to 0x000000005f100050.\n&/' \
	"$log" >"$dir/efi.log"
same "what EFI's lines say of the map is done" \
	"e820: remove [mem 0xf0000000-0xf7ffffff] reserved
e820: update [mem 0x5f100000-0x5f100fff] usable ==> reserved" "$(
	"$INITMEM" log --kernel debian-6.12-amd64 "$dir/efi.log" 2>/dev/null |
		grep -oE 'e820: (remove .mem 0xf|update .mem 0x5).*')"
same "what lies in reserved memory stays as it is" "" "$(
	sed 's/0x000000005f100/0x000000005ffe0/g' "$dir/efi.log" >"$dir/efi2.log"
	"$INITMEM" log --kernel debian-6.12-amd64 "$dir/efi2.log" 2>/dev/null |
		grep -oE 'e820: update .mem 0x5.*')"

same "the owners' keys have a page where the boot services have them" \
	"e820: update [mem 0x5f200000-0x5f200fff] usable ==> reserved" "$(
	sed 's/ESRT=0x5f100018/MOKvar=0x5f200000/; /esrt:/d' "$dir/efi.log" >"$dir/mok.log"
	"$INITMEM" log --kernel debian-6.12-amd64 "$dir/mok.log" 2>/dev/null |
		grep -oE 'e820: update .mem 0x5.*')"

same "what rests on guesses is not exact" "memblock nodes" "$(
	"$INITMEM" run --format=json --phase setup_arch "$log" 2>/dev/null |
		/usr/bin/python3 -c 'import json, sys
r = json.loads(sys.stdin.readline())
print(*[i.split(":")[0] for i in r["inexact"] if "fitted to a boot log" in i])')"

sed 's/6.3.3-own/6.1.0-50-cloud-amd64/' "$log" >"$dir/known.log"
same "a log of a built-in release, and of another build by its lines" "yes" "$(
	"$INITMEM" log "$dir/known.log" 2>&1 | grep -q fitted && echo yes)"
same "a log of a built-in release takes that" "" "$(
	sed -E '/setup_percpu|percpu: Emb|Memory:|NR_CPUS/d' "$dir/known.log" >"$dir/same.log"
	"$INITMEM" log "$dir/same.log" 2>&1 | grep fitted)"

same "no image beside a log" \
	"initmem: --log: expected no IMAGE and no --config, --debug, --btf, --symbols or --running with it" "$(
	"$INITMEM" kernel import --log "$log" vmlinux 2>&1)"
sed '/Linux version/d' "$log" >"$dir/headless.log"
same "a log that names no kernel" \
	"initmem: $dir/headless.log: no kernel of x86_64 can be fitted to the log: it has no line \"Linux version\"" "$(
	"$INITMEM" kernel import --log "$dir/headless.log" 2>&1)"

# arm: zones of which no heading tells, orders of a build for one board, and an
# address of 64 bits in struct page.
cat >"$dir/arm.log" <<'END'
[    0.000000] Linux version 5.4.9-board (a@b) (arm-linux-gnueabihf-gcc 9.2) #1 SMP
[    0.000000] CPU: ARMv7 Processor [412fc0f1] revision 1 (ARMv7), cr=30c5387d
[    0.000000] On node 0 totalpages: 0
[    0.000000]   Normal zone: 0 pages used for memmap
[    0.000000]   Normal zone: 0 pages, LIFO batch:0
[    0.000000] percpu: Embedded 0 pages/cpu s20000 r8192 d0 u0
[    0.000000] Built 0 zonelists, mobility grouping on.  Total pages: 0
[    0.000000] Kernel command line: mem=512M
[    0.000000] Memory: 0K/0K available (6000K kernel code, 400K rwdata, 1500K rodata, 1024K init, 300K bss, 0K reserved, 0K cma-reserved)
END
armfit() { # LOG: zones, orders, bytes of a struct page
	"$INITMEM" kernel import --log "$1" -o "$dir/arm.json" 2>"$dir/err" || cat "$dir/err"
	jq -r '"\(.zones.values | join(" ")) \(.constants.MAX_ORDER.value) \(.sizeof.values["struct page"])"' \
		"$dir/arm.json"
}
same "zones below the lowest one with pages are not built; the build has orders of its own" \
	"Normal HighMem Movable 11 48" "$(armfit "$dir/arm.log")"
sed 's/Normal zone/DMA zone/; s/5.4.9-board/5.14.2-armmp/; s/cr=30/cr=10/' "$dir/arm.log" >"$dir/armmp.log"
same "the lowest zone is built, and one of many boards has an order more" \
	"DMA Normal HighMem Movable 12 36" "$(armfit "$dir/armmp.log")"

sed '/Linux version/s/5.4.9-board/4.11.1-own/; $a[    1.0] systemd[1]: Hello.' "$dir/arm.log" >"$dir/groups.log"
same "control groups of memory, by the user space that needs them" \
	"Normal HighMem Movable 11 36" "$(armfit "$dir/groups.log")"
sed '$a[    0.0] OMAP4430 ES2.3' "$dir/groups.log" >"$dir/omap.log"
same "builds for OMAP are for AM33XX, too" \
	"Normal HighMem Movable 12 36" "$(armfit "$dir/omap.log")"

# A release that there never was: rules of before 3.16 in the calls of 5.10.
cat >"$dir/never.log" <<'END'
[    0.000000] Linux version 2.6.76 (x@y) (gcc version 4.4.3) #1 SMP PREEMPT
[    0.000000] CPU: ARMv7 Processor [412fc099] revision 9 (ARMv7)
[    0.000000] Machine: example
[    0.000000] Kernel command line: mem=512M@2048M console=none
[    0.000000] Memory: 488MB = 488MB total
END
same "zones that end with the banks have an end, whatever calls are made" 0 \
	"$("$INITMEM" explain "$dir/never.log" 2>&1 | grep -c 'does not add up')"

# arm64: pages of 16 KiB where a board needs them, and no line tells another size.
cat >"$dir/large.log" <<'END'
[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x610f0000]
[    0.000000] Linux version 5.11.2-own (a@b) (aarch64-linux-gnu-gcc 10.2) #1 SMP
[    0.000000] Machine model: Apple Example
[    0.000000]   node   0: [mem 0x0000000800000000-0x00000008ffffffff]
[    0.000000] Memory: 0K/0K available (3000K kernel code, 1100K rwdata, 600K rodata, 512K init, 400K bss, 0K reserved)
END
pageshift() {
	"$INITMEM" kernel import --log "$1" 2>/dev/null | jq .constants.PAGE_SHIFT.value
}
same "pages of 16 KiB, by the board" 14 "$(pageshift "$dir/large.log")"
sed '$a[    0.1] Mount-cache hash table entries: 8192 (order: 4, 65536 bytes, linear)' \
	"$dir/large.log" >"$dir/small.log"
same "but not against a line" 12 "$(pageshift "$dir/small.log")"

# RISC-V: rodata that lay elsewhere, and no control groups of memory.
cat >"$dir/riscv.log" <<'END'
[    0.000000] Linux version 5.3.0-own (a@b) (riscv64-linux-gcc 8.2.0) #6 SMP
[    0.000000] Zone ranges:
[    0.000000]   DMA32    [mem 0x0-0x0]
[    0.000000]   Normal   empty
[    0.000000]   node   0: [mem 0x0000000080200000-0x000000008fffffff]
[    0.000000] percpu: Embedded 0 pages/cpu s21000 r8192 d0 u0
[    0.000000] Built 0 zonelists, mobility grouping on.  Total pages: 0
[    0.000000] Memory: 0K/0K available (5000K kernel code, 300K rwdata, 1700K rodata, 200K init, 280K bss, 0K reserved, 0K cma-reserved)
END
same "sections smaller than the base has them are a kernel, too" \
	"DMA32 Normal Movable 11 56" "$(armfit "$dir/riscv.log")"

# What an old kernel takes for itself, and where its image ends.
grown()
{
	sed "s/6\.3\.3-own/$1/" "$log"
	shift
	printf '[    0.300000] %s\n' "$@"
}

# account WORDS LOG: the bytes of the row of the account that has WORDS
account()
{
	"$INITMEM" explain --all "$2" 2>/dev/null |
		sed -n "s/^- *\([0-9]*\) .*$1.*/\1/p"
}

# end_of KEY FILE.log: how far a symbol is behind _text, of the fitted kernel
end_of()
{
	"$INITMEM" kernel import --log "$2" -o "$dir/end.json" 2>/dev/null
	/usr/bin/python3 -c 'import json, sys
s = json.load(open(sys.argv[1]))["symbols"]["values"]
print(int(s[sys.argv[2]], 16) - int(s["_text"], 16))' "$dir/end.json" "$1"
}

grown 4.6.5-own >"$dir/46.log"
same "until 4.9 zones have tables to wait in, as large as they may grow" \
	"98304 98304" "$(account "wait table" "$dir/46.log" | tr '\n' ' ' | sed 's/ $//')"
grown 4.9.7-own >"$dir/49.log"
same "since then there is one for all" "" "$(account "wait table" "$dir/49.log")"
same "until 4.14.11 no areas where CPUs enter the kernel" "" "$(
	account "CPU entry areas" "$dir/49.log")"
same "until 4.15 roots of sections are a part of the image" "" "$(
	account "section root" "$dir/49.log")"
grown 4.16.2-own >"$dir/416.log"
same "later ones take both" "yes yes" "$(
	for words in "CPU entry areas" "section root"; do
		test "$(account "$words" "$dir/416.log")" && echo yes
	done | tr '\n' ' ' | sed 's/ $//')"

same "up to 4.19 the vsyscall page needs a page table" 4096 "$(
	account "vsyscall" "$dir/49.log")"
grown 5.4.9-own >"$dir/54.log"
same "then the image has it" "" "$(account "vsyscall" "$dir/54.log")"
grown 5.6.2-own >"$dir/56.log"
# "root=/dev/vda1 ro ...": one copy more from 3.16 to 5.5
copies() { echo $(($(account "command line" "$1") / ($(
	sed -n 's/.*Command line: //p' "$1" | tr -d '\n' | wc -c) + 1))); }
same "initcalls had a copy of the command line for some releases" "2 3 3 2" "$(
	grown 3.14.3-own >"$dir/314.log"
	for log in 314 49 54 56; do copies "$dir/$log.log"; done | xargs)"
same "before 5.3 nothing is around the states of a section's blocks" 384 "$(
	echo $(($(account "section usage" "$dir/54.log") * 4 / 7)))"
same "which a log of then shows" 384 "$(account "section usage" "$dir/49.log")"
same "per-CPU chunks have arrays up to 4.13, and bitmaps then" "no yes yes" "$(
	grown 4.14.2-own >"$dir/414.log"
	for log in 49 414 54; do
		test "$("$INITMEM" explain --all "$dir/$log.log" 2>/dev/null |
			grep -c "pcpu_alloc_first_chunk")" = 0 && echo no || echo yes
	done | xargs)"

grown 4.9.7-own "kvm-clock: cpu 0, msr 0:5ffd1001, primary cpu clock" >"$dir/kvm.log"
same "from 3.8 to 4.18 a guest of KVM has clocks for all CPUs of the build" 4096 "$(
	account "clocks of the KVM guest" "$dir/kvm.log")"
grown 4.19.1-own "kvm-clock: cpu 0, msr 0:5ffd1001, primary cpu clock" >"$dir/kvm2.log"
same "then they are a part of the image" "" "$(account "clocks of the KVM" "$dir/kvm2.log")"

sed 's/console=ttyS0/& log_buf_len=2M/' "$dir/49.log" >"$dir/buf.log"
same "before 5.10 the log's buffer has no records beside it" 2097152 "$(
	account "kernel log buffer" "$dir/buf.log")"
sed 's/000000005ffdffff\] usable/&\n[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x000000013fffffff] usable/' \
	"$dir/49.log" >"$dir/over.log"
same "before 5.0 bounce buffers have an overflow" 32768 "$(
	account "overflow buffer" "$dir/over.log")"

same "the list of lock prefixes is as long as the log says" 16384 "$(
	grown 6.3.3-own "Freeing SMP alternatives memory: 20K" >"$dir/smp20.log"
	grown 6.3.3-own "Freeing SMP alternatives memory: 36K" >"$dir/smp36.log"
	a=$(end_of __bss_start "$dir/smp20.log")
	echo $(($(end_of __bss_start "$dir/smp36.log") - a)))"
grown 6.3.3-own "Freeing SMP alternatives memory: 20K" \
	"Freeing unused decrypted memory: 2036K" >"$dir/large.log"
same "where a part of .bss is left unencrypted, it ends at a large page" 0 "$(
	echo $(($(end_of __bss_stop "$dir/large.log") % (2 << 20))))"
# 10 MiB of code, 4 MiB of rodata, then 800 + 1500 + 20 + 4 + 1688 KiB: 84 are left.
sed 's/1200K bss/1688K bss/' "$dir/large.log" >"$dir/no-orc.log"
same "what is left of it then may be too little for more than BUG()" 18874368 "$(
	end_of __bss_stop "$dir/no-orc.log")"

grown 6.3.3-own >"$dir/moved.log"
sed -i 's/ nokaslr//; s/^.*smpboot/[    0.000000] BRK [0x42e01000, 0x42e01fff] PGTABLE\n&/' "$dir/moved.log"
same "a first table of brk tells where a moved image lies" "yes" "$(
	size=$(account "brk: " "$dir/moved.log")
	test "$size" -gt 0 && test "$size" -lt $((3 << 20)) && echo yes || echo "$size")"

# A PC's kernel for one CPU has no static per-CPU bytes.
one_cpu() {
	sed "s/^.*percpu: Embedded.*$//; s/^.*smpboot.*/[    0.000000] pcpu-alloc: s$1 r0 d7 u7 alloc=1*7/" "$log"
}
one_cpu 0 >"$dir/up.log"
same "a kernel for one CPU says so by its per-CPU areas" "pcpu-alloc: s0 r0 d32768 u32768 alloc=1*32768" "$(
	"$INITMEM" log "$dir/up.log" 2>/dev/null | grep pcpu-alloc:.s)"

# i386: where kmap's addresses lie, and with them the end of low memory.
low_end() {
	cat <<-EOF >"$dir/low.log"
	[    0.000000] Linux version $1 (a@b) (gcc version 4.8.0) #1 SMP
	[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
	[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000006fffffff] usable
	[    0.000000] NX (Execute Disable) protection: active
	[    0.000000] 7MB HIGHMEM available.
	[    0.000000] 7MB LOWMEM available.
	[    0.000000] Zone ranges:
	[    0.000000]   Normal   [mem 0x01000000-0x07777777]
	[    0.000000]   HighMem  [mem 0x07777000-0x6fffffff]
	[    0.000000] setup_percpu: NR_CPUS:16 nr_cpumask_bits:16 nr_cpu_ids:1 nr_node_ids:1
	EOF
	"$INITMEM" log "$dir/low.log" 2>/dev/null | grep LOWMEM
}
same "early_ioremap() had four slots up to 3.15" "889MB LOWMEM available." "$(low_end 3.14.2-own)"
same "and has eight since" "887MB LOWMEM available." "$(low_end 3.16.2-own)"

# sizeof(struct page) where no line is of SLUB: RELEASE [LINE]
page_bytes() {
	sed "/SLUB: /d; s/6\.3\.3-own/$1/" "$log" >"$dir/slab.log"
	printf '[    1.000000] %s\n' "Freeing unused kernel memory: 800K" ${2:+"$2"} >>"$dir/slab.log"
	"$INITMEM" kernel import --log "$dir/slab.log" -o "$dir/slab.json" 2>/dev/null
	/usr/bin/python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["sizeof"]["values"]["struct page"])' "$dir/slab.json"
}
node="NODE_DATA(0) allocated [mem 0x00000007-0x00000077]"
same "without SLUB a struct page is small until 3.19, or without nodes" "56 56 64" "$(
	echo $(page_bytes 3.16.3-own "$node") $(page_bytes 4.9.3-own) $(page_bytes 4.9.3-own "$node"))"

# Bytes of a node: what builds for 320 CPUs have in its zones.
node_bytes() {
	"$INITMEM" kernel import --log "$1" -o "$dir/node.json" 2>/dev/null
	/usr/bin/python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["sizeof"]["values"]["struct pglist_data"])' "$dir/node.json"
}
builds() {
	sed "s/6\.3\.3-own/$1/; s/NR_CPUS:[0-9]*/NR_CPUS:$2/" "$log" >"$dir/build.log"
	grep -q NR_CPUS "$dir/build.log" ||
		echo "[    0.000000] setup_percpu: NR_CPUS:$2 nr_cpumask_bits:2 nr_cpu_ids:2 nr_node_ids:1" >>"$dir/build.log"
	echo "[    0.000000] NODE_DATA(0) allocated [mem 0x00000007-0x00000077]" >>"$dir/build.log"
	node_bytes "$dir/build.log"
}
zones_of_it=$("$INITMEM" kernel import --log "$log" 2>/dev/null |
	/usr/bin/python3 -c 'import json, sys; print(len(json.load(sys.stdin)["zones"]["values"]))')
same "those of Arch Linux count zsmalloc's pages in each zone" 64 "$(
	echo $((($(builds 6.6.9-own 320) - $(builds 6.6.9-own 321)) / zones_of_it +
		(64 - 32) * 2 * 2 * 8)))"

same "Ubuntu's of 5.15 have no lists for contiguous memory in them" -192 "$(
	other=$(builds 5.15.9-own 64)
	sed -i 's/#1 SMP/#7~20-Ubuntu SMP/' "$log"
	ubuntu=$(builds 5.15.9-own 64)
	sed -i 's/#7~20-Ubuntu SMP/#1 SMP/' "$log"
	echo $(((ubuntu - other) / zones_of_it)))"
same "before 6.1 a node has nothing of lru_gen" $((544 + 224 * zones_of_it)) "$(
	echo $(($(builds 6.1.9-own 64) - $(builds 6.0.9-own 64))))"

# verify: what is the kernel's own wording is compared, the rest is said to be not.
sed -e 's/^.*Built 1/[    0.000000] PM: hibernation: Registered nosave memory: [mem 0x00000000-0x00000fff]\n[    0.000000] PM: hibernation: Registered nosave memory: [mem 0x00005000-0x00005fff]\n&/' \
	-e 's/^.*Memory: /[    0.000000] printk: early log buf free: 123456(94%)\n[    0.000000] mem auto-init: stack:off, heap alloc:off, heap free:off\n&/' \
	"$log" >"$dir/verify.log"
"$INITMEM" verify "$dir/verify.log" >"$dir/verified" 2>/dev/null
same "a line more of a kind that is predicted differs, whatever the release" \
	"  + not predicted: PM: hibernation: Registered nosave memory: [mem 0x00005000-0x00005fff]" "$(
	grep '0x00005000' "$dir/verified")"
same "what a build chooses is no difference, and no other wording" \
	"its build has chosen otherwise: mem auto-init: stack:off, heap alloc:off, heap free:off" "$(
	sed -n 's/.*line [0-9]*: \(its build.*\)/\1/p' "$dir/verified")"
same "nor is what the log's buffer has left" \
	"what all lines before took is not predicted: printk: early log buf free: 123456(94%)" "$(
	sed -n 's/^log *\(what all.*\)/\1/p' "$dir/verified")"

# Before 3.10 a log has the size of all data in one, and none of .bss.
{
	cat <<-LOG
	[    0.000000] Linux version 3.2.9-own (a@b) (gcc version 4.6.3) #1 SMP
	[    0.000000] Command line: ro
	[    0.000000] BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)
	[    0.000000] BIOS-e820: 0000000000100000 - 000000003ff00000 (usable)
	[    0.000000] Memory: 7k/7k available (3400k kernel code, 7k absent, 7k reserved, 3300k data, 600k init)
	LOG
} >"$dir/data.log"
"$INITMEM" kernel import --log "$dir/data.log" -o "$dir/data.json" 2>/dev/null
same "the data of an old log, and .bss as builds of the time had it" "3300 600 848" "$(
	/usr/bin/python3 -c 'import json, sys
s = {k: int(v, 16) for k, v in json.load(open(sys.argv[1]))["symbols"]["values"].items()}
for a, b in ("_etext", "_edata"), ("__init_begin", "__init_end"), ("__bss_start", "__bss_stop"):
    print((s[b] - s[a]) >> 10, end=" ")' "$dir/data.json" | sed 's/ $//')"
same "which is said to be a guess" yes "$(
	"$INITMEM" log "$dir/data.log" 2>&1 >"$dir/out" | grep -q 'guessed: __bss_stop .* how large .bss is' && echo yes)"
