#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Large and hostile input: what it may cost, and that it ends.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# NAME COMMAND...: ends within 4 s of CPU time (once 5 to 9; a sanitizer may
# take five times as long), boots or panics
cheap() {
	local name=$1 status seconds=4
	shift
	[ -z "${SANITIZE:-}" ] || seconds=20
	(ulimit -t $seconds; exec "$@" >"$dir/out" 2>"$dir/err")
	status=$?
	case $status in
	0 | 1 | 3) echo "ok $name" ;;
	*) echo "not ok $name: status $status: $(head -n 1 "$dir/err")" ;;
	esac
}

# NAME PATTERN FILE: status 2 and one line, after 10 s at the most
refused() {
	local status
	timeout 10 "$INITMEM" run "$3" >"$dir/out" 2>"$dir/err"
	status=$?
	same "$1" "2 1 1" "$status $(wc -l <"$dir/err") $(grep -cE "$2" "$dir/err")"
}

regions 9900 0x10000000 4096 >"$dir/overlap.dts"
regions 9900 0x1000 8192 >"$dir/many.dts"
cheap "overlapping reservations, run" "$INITMEM" run "$dir/overlap.dts"
cheap "overlapping reservations, diff" \
	"$INITMEM" diff --b-append quiet "$dir/overlap.dts"
cheap "many lines of log, diff" "$INITMEM" diff --b-append quiet "$dir/many.dts"

# A boot is over long before such a log is.
{ grep -m 8 'Linux version\|BIOS-e820' fixtures/x86-numa2-4g-smp4/input.log
	yes '[    0.000000] memblock_reserve: [0x0000000000001000-0x0000000000001fff] setup_arch+0x1/0x2' |
		head -n 350000; } >"$dir/long.log"
cheap "a log of 30 MiB, run" "$INITMEM" run --kernel debian-6.1-amd64 "$dir/long.log"
cheap "a log of 30 MiB, verify" "$INITMEM" verify --kernel debian-6.1-amd64 "$dir/long.log"
rm "$dir/long.log"

# Many boots one after the other: each is read, the last is told of.
for i in {1..500}; do cat fixtures/x86-numa2-4g-smp4/dmesg.txt; done >"$dir/boots.log"
cheap "a log of 500 boots, run" "$INITMEM" run "$dir/boots.log"
cheap "a log of 500 boots, verify" "$INITMEM" verify "$dir/boots.log"
rm "$dir/boots.log"

# Much of what is no boot, before one and in one.
noise() { yes "$1" | head -n "$2"; }
banner='[    0.000000] Linux version 6.1.0 (a@b) #1'
{ noise x 3000000; cat fixtures/x86-numa2-4g-smp4/input.log; noise 'Zone x' 3000000; } >"$dir/noise.log"
cheap "six million lines of noise" "$INITMEM" log "$dir/noise.log"
same "the boot among them is found" "$("$INITMEM" log fixtures/x86-numa2-4g-smp4/input.log 2>/dev/null | md5sum)" \
	"$("$INITMEM" log "$dir/noise.log" 2>/dev/null | md5sum)"
noise "$banner" 20001 >"$dir/noise.log"
"$INITMEM" run "$dir/noise.log" 2>"$dir/err"
same "more boots than are read" \
	"2 initmem: $dir/noise.log: line 20001: one boot more than are read, at most 900000 lines and 20000 boots: cut the log to the boot in question" \
	"$? $(cat "$dir/err")"
for _ in {1..10}; do echo "$banner"; noise x 99000; done >"$dir/noise.log"
"$INITMEM" run "$dir/noise.log" 2>"$dir/err"
same "more lines than are read" "2 1" \
	"$? $(grep -c 'line 900001: one line more than are read' "$dir/err")"
rm "$dir/noise.log"

# More lines of one kind than a kernel has CPUs.
{ grep -m 8 'Linux version\|BIOS-e820' fixtures/x86-numa2-4g-smp4/input.log
	seq -f '[    0.000000] ACPI: SRAT: PXM 1 -> APIC 0x%.0f -> Node 1' 60000
} >"$dir/cpus.log"
cheap "60,000 CPUs, run" "$INITMEM" run --kernel debian-6.1-amd64 "$dir/cpus.log"
cheap "60,000 CPUs, verify" "$INITMEM" verify --kernel debian-6.1-amd64 "$dir/cpus.log"

# Nothing, many times.
for byte in '\n' '\0'; do
	head -c 32M /dev/zero | tr '\0' "$byte" >"$dir/nothing"
	(ulimit -t 4; exec "$INITMEM" run "$dir/nothing" >/dev/null 2>"$dir/err")
	same "33,554,432 times $byte" "2 1" "$? $(grep -c 'nothing: ' "$dir/err")"
done
rm "$dir/nothing"

# Little that unpacks to much.
head -c 256M /dev/zero | gzip -1 >"$dir/bomb.gz"
timeout 10 "$INITMEM" kernel import "$dir/bomb.gz" -o "$dir/bomb.json" 2>"$dir/err"
same "a kernel image that is 256 MiB of zeros" "2 1" \
	"$? $(grep -c 'bomb.gz: holds more than 192 MiB' "$dir/err")"
refused "an input that is" 'bomb.gz: holds more than 128 MiB' "$dir/bomb.gz"

# What dtc may be made to do.
mkfifo "$dir/fifo"
echo '/dts-v1/; / { p = /incbin/("/dev/zero"); };' >"$dir/zero.dts"
echo "/dts-v1/; / { p = /incbin/(\"$dir/fifo\"); };" >"$dir/fifo.dts"
echo "/dts-v1/; /include/ \"$dir/zero.dts\"" >"$dir/include.dts"
mebibytes() { head -c "$1M" /dev/zero | tr '\0' "$2"; }
{ echo '/dts-v1/; /*'; mebibytes 60 x; echo '*/ / {};'; } >"$dir/60.dts"
{ echo '/dts-v1/; /*'; mebibytes 7 x; echo '*/ / {};'; } >"$dir/7.dts"
{ mebibytes 9 ' '; echo '/dts-v1/; / {};'; } >"$dir/blanks.dts"
{ echo '/dts-v1/; / { p = "/* '"'"' \" //";'; mebibytes 1 ' '; echo '};'; } >"$dir/1.dts"
{ echo '/dts-v1/; / { p = ['; mebibytes 5 1; echo ']; };'; } >"$dir/tree.dts"
refused "a property of /dev/zero" 'zero.dts: dtc needs more than' "$dir/zero.dts"
refused "the same, included" 'include.dts: ' "$dir/include.dts"
refused "a property of a pipe" 'fifo.dts: .*ordinary files only' "$dir/fifo.dts"
refused "a comment of 60 MiB" '60.dts: 629145[0-9]* bytes of source, at most 8388608' \
	"$dir/60.dts"
refused "a comment of 7 MiB" '7.dts: byte 10: a comment or blanks of 7340037 bytes, at most 262144' \
	"$dir/7.dts"
refused "9 MiB of blanks" 'blanks.dts: .*of source' "$dir/blanks.dts"
refused "1 MiB of blanks" '1.dts: byte 31: .*of 10485[0-9]* bytes' "$dir/1.dts"
refused "a tree that no kernel maps" 'tree.dts: a tree of more than 2097152 bytes' \
	"$dir/tree.dts"

# dtc ends with us, by whatever signal.
for signal in TERM KILL; do
	"$INITMEM" run "$dir/fifo.dts" >/dev/null 2>&1 &
	pid=$!
	child=
	for i in {1..100}; do
		child=$(pgrep -P $pid dtc) && break
		kill -0 $pid 2>/dev/null || break
		sleep 0.01
	done
	kill -$signal $pid 2>/dev/null
	wait $pid 2>/dev/null
	for i in {1..100}; do
		[ -n "$child" ] && kill -0 "$child" 2>/dev/null || break
		sleep 0.05
	done
	[ -z "$child" ] || ! kill -0 "$child" 2>/dev/null
	same "no dtc is left after $signal" 0 $?
done

# What is no file, where one is expected.
mkdir -p "$dir/acpi" "$dir/memmap/0"
mkfifo "$dir/acpi/SRAT" "$dir/memmap/0/start"
refused "a pipe that nobody writes to" 'fifo: a pipe that nobody writes to' "$dir/fifo"
refused "a device" '/dev/zero: a device, expected a file' /dev/zero
refused "an entry of the map that is a pipe" 'memmap/0/start: a pipe, expected a file' \
	"$dir/memmap"
pc=fixtures/x86-numa2-4g-smp4/input.log
timeout 10 "$INITMEM" run --acpi "$dir/acpi" $pc >/dev/null 2>"$dir/err"
same "a table that is a pipe" "2 1" "$? $(grep -c 'SRAT: a pipe, expected a file' "$dir/err")"
timeout 10 "$INITMEM" verify --log "$dir/fifo" $pc >/dev/null 2>"$dir/err"
same "a log that is a pipe" "2 1" "$? $(grep -c 'fifo: a pipe that nobody' "$dir/err")"
timeout 10 "$INITMEM" run --kernel "$dir/fifo" $pc >/dev/null 2>"$dir/err"
same "a kernel that is a pipe" "2 1" "$? $(grep -c 'fifo: a pipe that nobody' "$dir/err")"
same "a pipe that is written to, later" \
	"$("$INITMEM" log $pc 2>/dev/null | cksum)" \
	"$("$INITMEM" log <(sleep 0.2; cat $pc) 2>/dev/null | cksum)"

# Reading takes the room of the input, no more.
if [ -z "${SANITIZE:-}" ]; then
	mebibytes 63 x >"$dir/63"
	(ulimit -v 100000; exec "$INITMEM" run --input=dts "$dir/63" >/dev/null 2>"$dir/err")
	same "63 MiB in less than 100" "2 1" "$? $(grep -c 'of source' "$dir/err")"
	printf '[    0.000000] %s' 'Linux version 5.10.0
' 'Command line: ' >"$dir/40.log"
	mebibytes 40 x >>"$dir/40.log"
	(ulimit -v 150000; exec "$INITMEM" verify "$dir/40.log" >/dev/null 2>"$dir/err")
	same "a command line of 40 MiB in less than 150" "2 1" \
		"$? $(grep -c 'no memory map' "$dir/err")"
fi

# Control characters of two bytes.
printf '/dts-v1/; / { model = "a\302\233b\177c"; #address-cells = <1>; #size-cells = <1>;
memory@40000000 { device_type = "memory"; reg = <0x40000000 0x8000000>; };
reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
a { label = "x\302\233"; reg = <0x41000000 0x1000>; }; };
chosen { bootargs = "x\302\205y=\302\237"; };
cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu";
compatible = "arm,cortex-a57"; reg = <0>; }; }; };' >"$dir/c1.dts"
: >"$dir/all"
for words in run "run --format=text" log lint "lint --format=json" explain \
	"diff --b-append quiet" "graph flow" "graph memory" "report -o /dev/stdout"; do
	# shellcheck disable=SC2086
	"$INITMEM" $words "$dir/c1.dts" >>"$dir/all" 2>&1
done
"$INITMEM" run "$dir/$(printf '\302\233.dts')" >>"$dir/all" 2>&1
"$INITMEM" run --kernel "$(printf '\302\233')" "$dir/c1.dts" >>"$dir/all" 2>&1
same "no control character passes" "" \
	"$(LC_ALL=C grep -aoP '\xc2[\x80-\x9f]|\x7f|\x1b' "$dir/all" | od -An -tx1)"
same "JSON says which it was" '"a\u009bb\u007fc"' \
	"$("$INITMEM" run --phase start "$dir/c1.dts" | grep -o '"a.u009bb.u007fc"')"

# A command line that the kernel's log cuts off, inside of memmap=.
map_of() { "$INITMEM" log --kernel debian-6.12-amd64 "$@" 2>"$dir/err" | grep '^user:'; }
words=$(printf 'Command line: memmap=4K$0x4000000'; printf ',4K$0x%x' $(seq 83886080 16777216 2080374784))
printf '[    0.000000] %s\n' "${words:0:1021}" >"$dir/cut.log"
for range in '0x0000000000000000-0x000000000009fbff' '0x0000000000100000-0x000000007fffffff'; do
	echo "[    0.000000] BIOS-e820: [mem $range] usable"
done >>"$dir/cut.log"
for range in '0x0000000000000000-0x000000000009fbff' '0x0000000000100000-0x0000000003ffffff' \
	'0x0000000004001000-0x000000006fffffff'; do
	echo "[    0.000000] user: [mem $range] usable"
done >>"$dir/cut.log"
same "the map that the log's kernel made of it counts" \
	"user: [mem 0x0000000004001000-0x000000006fffffff] usable" \
	"$(map_of "$dir/cut.log" | tail -n 1)"
