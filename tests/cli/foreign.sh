#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Logs of architectures that are not modelled are refused by their own marks,
# and none is that has lost the lines which tell a modelled one.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

modelled="expected one of arm64, arm, riscv64, x86_64 or i386"

# What kernels of all architectures say of memory.
common() {
	cat <<-EOF
	[    0.000000] Zone ranges:
	[    0.000000]   Normal   [mem 0x0000000000000000-0x0000000003ffffff]
	[    0.000000] Movable zone start for each node
	[    0.000000] Early memory node ranges
	[    0.000000]   node   0: [mem 0x0000000000000000-0x0000000003ffffff]
	[    0.000000] On node 0 totalpages: 16384
	[    0.000000] Kernel command line: console=ttyS0
	[    0.000000] Memory: 57344K/65536K available (4096K kernel code, 172K rwdata, 796K rodata, 1024K init, 170K bss, 8192K reserved)
	EOF
}

# ARCH BANNER [LINE]: a log that the line, or the banner, shows to be of ARCH
log_of() {
	{
		echo "[    0.000000] Linux version $2"
		[ $# -lt 3 ] || printf '[    0.000000] %b\n' "$3"
		common
	} >"$dir/log"
}

# ARCH BANNER [LINE]
foreign() {
	local shows=${3-Linux version $2} at=$(($# - 1))

	log_of "$@"
	shows=$(printf %b "$shows" | sed "s,^ *,," | tr "\t" "?" | cut -c1-60)
	for command in run log lint; do
		same "$command: $1, by '$shows'" \
			"2 initmem: $dir/log:$at: '$shows': a log of $1, which is not modelled, $modelled" \
			"$("$INITMEM" $command "$dir/log" >"$dir/out" 2>"$dir/err"; echo $?) $(cat "$dir/err" "$dir/out")"
	done
}

# NAME BANNER [LINE]: it is taken for ARCH
taken() {
	log_of "$@"
	same "$1, by '${3-$2}'" "0 $1" \
		"$("$INITMEM" run "$dir/log" >"$dir/out" 2>"$dir/err"; echo $?) $(jq -rs '.[0].kernel.arch' "$dir/out")"
}

own="4.4.4-own (a@b) (gcc version 5.1.0) #1"
foreign mips "$own" "CPU0 revision is: 00019300 (MIPS 24Kc)"
foreign mips "$own" "CPU revision is: 00019300"
foreign mips "$own" "Determined physical RAM map:"
foreign mips "$own" " memory: 04000000 @ 00000000 (usable)"
foreign mips "$own" "Primary instruction cache 16kB, VIPT, 4-way, linesize 32 bytes."
foreign mips "4.4.4-own (a@b) (mipsel-buildroot-linux-gnu-gcc (Buildroot) 5.1.0) #1"
foreign loongarch "$own" "CPU0 revision is: 0014c010 (Loongson-64bit)"
foreign powerpc "$own" "Using pSeries machine description"
foreign powerpc "$own" "phys_mem_size     = 0x4000000"
foreign powerpc "5.3.7-301.fc31.ppc64le (a@b) (gcc version 9.2.1) #1 SMP"
foreign s390 "$own" "setup: Linux is running under KVM in 64-bit mode"
foreign s390 "$own" "setup.1a06a7: Linux is running as a z/VM guest operating system in 64-bit mode"
foreign sparc "$own" "PROMLIB: Sun IEEE Boot Prom 'OBP 4.30.4'"
foreign sh "$own" "Booting machvec: SH7785LCR"
foreign m68k "$own" "Atari hardware found: VIDEL"
foreign alpha "$own" "Booting GENERIC on Tsunami variation Clipper using machine vector Clipper from SRM"
foreign parisc "$own" "The 64-bit Kernel has started..."
foreign ia64 "$own" "EFI v1.10 by HP: SALsystab=0x3ee7a000 ACPI 2.0=0x3fde4000"
foreign arc "$own" "IDENTITY\t: ARCVER [0x51] ARCNUM [0x0] CHIPID [0x0]"
foreign openrisc "$own" "CPU: OpenRISC-13 (revision 8) @20 MHz"
foreign microblaze "$own" "setup_cpuinfo: initialising"
foreign xtensa "4.4.4-own (a@b) (xtensa-lx60-linux-gcc (Buildroot) 5.1.0) #1"
foreign riscv32 "6.6.6-own (a@b) (riscv32-linux-gnu-gcc (GCC) 13.1.0) #1"
log_of riscv32 "6.6.6-own (a@b) (riscv32-linux-gnu-gcc (GCC) 13.1.0) #1" "riscv: base ISA extensions acdfim"
same "riscv32, though its lines are those of riscv64" 2 "$("$INITMEM" run "$dir/log" >/dev/null 2>&1; echo $?)"

# What is not in front counts as well, and so does a log of few lines.
{
	common
	echo "[    0.100000] Primary data cache 16kB, 4-way, VIPT, no aliases, linesize 32 bytes"
} >"$dir/log"
same "a log without its first lines" \
	"initmem: $dir/log:9: 'Primary data cache 16kB, 4-way, VIPT, no aliases, linesize 3': a log of mips, which is not modelled, $modelled" \
	"$("$INITMEM" run "$dir/log" 2>&1)"
echo "CPU0 revision is: 00019300 (MIPS 24Kc)" >"$dir/log"
same "one line" \
	"initmem: $dir/log:1: 'CPU0 revision is: 00019300 (MIPS 24Kc)': a log of mips, which is not modelled, $modelled" \
	"$("$INITMEM" run "$dir/log" 2>&1)"
log_of mips "$own" "CPU0 revision is: 00019300 (MIPS 24Kc)"
same "with a kernel of another" 2 "$("$INITMEM" run --kernel linux-4.0-arm "$dir/log" >/dev/null 2>&1; echo $?)"

# What does not tell: the builder's machine, a word of the release.
taken arm "$own"
taken arm "4.4.4-alpha-test (mips-ci@mips-builder) (gcc version 5.1.0) #1"
taken arm "$own" "CPU: ARMv7 Processor [413fc082] revision 2 (ARMv7), cr=10c53c7d"
taken arm64 "$own" "CPU features: detected: GIC system register CPU interface"
common >"$dir/log"
same "arm, without its first lines" 0 "$("$INITMEM" run "$dir/log" >/dev/null 2>&1; echo $?)"
# A modelled one's own line counts for more than such a line of something else.
log_of arm "$own" "CPU: ARMv7 Processor [413fc082] revision 2 (ARMv7), cr=10c53c7d"
echo "[    9.000000] Primary data cache 16kB of a coprocessor" >>"$dir/log"
same "arm, with a line as mips has" 0 "$("$INITMEM" run "$dir/log" >/dev/null 2>&1; echo $?)"

# The boot that is asked for counts.
{
	log_of mips "$own" "CPU0 revision is: 00019300 (MIPS 24Kc)"
	cat "$dir/log"
	log_of arm "$own" "CPU: ARMv7 Processor [413fc082] revision 2 (ARMv7), cr=10c53c7d"
	cat "$dir/log"
} >"$dir/both"
same "two boots: the last" 0 "$("$INITMEM" run "$dir/both" >/dev/null 2>&1; echo $?)"
same "two boots: the first" 2 "$("$INITMEM" run --boot 1 "$dir/both" >/dev/null 2>&1; echo $?)"
