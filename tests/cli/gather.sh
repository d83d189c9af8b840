#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# gather, its script, and what the other commands make of its tar file.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
machine=fixtures/arm64-resv-2g

# A root folder as the recorded machine had it.
root=$dir/root
mkdir -p "$root"/{proc,sys/firmware,sys/kernel/debug/memblock,var/log}
cp $machine/input.dtb "$root/sys/firmware/fdt"
cp $machine/dmesg.txt "$root/var/log/dmesg"
for file in cmdline zoneinfo buddyinfo slabinfo iomem meminfo version; do
	cp "$machine/proc/$file.txt" "$root/proc/$file"
done
for file in memory reserved; do
	cp "$machine/proc/memblock_$file.txt" \
		"$root/sys/kernel/debug/memblock/$file"
done
export INITMEM_GATHER_ROOT=$root

"$INITMEM" gather -o "$dir/machine.tar" 2>"$dir/err"
same "gather" 0 $?
same "it says what was not there" "yes" \
	"$(grep -q 'not there:.*acpi/tables/SRAT' "$dir/err" && echo yes)"
same "the tar file has all" "buddyinfo cmdline dmesg.txt fdt gather.txt iomem memblock/memory memblock/reserved meminfo slabinfo version zoneinfo" \
	"$(tar -tf "$dir/machine.tar" | grep -v '/$' | sed 's|^\./||' | sort | xargs)"
same "run takes it" "$("$INITMEM" run --kernel debian-6.1-arm64 --image-base 0x40200000 $machine/input.dtb |
	jq -c .memblock | md5sum)" \
	"$("$INITMEM" run "$dir/machine.tar" | jq -c .memblock | md5sum)"
gzip -k "$dir/machine.tar"
same "packed too, and from standard input" \
	"$("$INITMEM" log "$dir/machine.tar" | md5sum)" \
	"$("$INITMEM" log - <"$dir/machine.tar.gz" | md5sum)"
"$INITMEM" verify --format=json --dtb-base 0x48200000,44806 \
	"$dir/machine.tar" >"$dir/out"
same "verify compares with what is in it" "0 log zoneinfo buddyinfo slabinfo memblock iomem all" \
	"$? $(jq -r '.summary.rows[].what' "$dir/out" | xargs)"
same "explain takes it" "0" \
	"$("$INITMEM" explain "$dir/machine.tar" >/dev/null; echo $?)"

# Another kernel of the same line ran there: it is fitted to the log, or said to
# stand in where the log has lost what it says of it; and so is what was asked
# for instead.
other='s/6\.1\.0-50-cloud-arm64/6.1.0-77-arm64/'
sed "$other" $machine/proc/version.txt >"$root/proc/version"
sed "$other" $machine/dmesg.txt >"$root/var/log/dmesg"
"$INITMEM" gather -o "$dir/other.tar" 2>"$dir/err"
"$INITMEM" run "$dir/other.tar" >"$dir/out" 2>"$dir/err"
same "another kernel is fitted" yes \
	"$(grep -q 'is of a build of Linux 6.1.0-77-arm64 of which there is no profile: one is fitted from debian-6.1-arm64' "$dir/err" && echo yes)"
echo "[ 9.9] lost" >"$root/var/log/dmesg"
"$INITMEM" gather -o "$dir/other.tar" 2>"$dir/err"
"$INITMEM" run "$dir/other.tar" >"$dir/out" 2>"$dir/err"
same "another kernel is named" yes \
	"$(grep -q 'is of Linux 6.1.0-77-arm64, .* debian-6.1-arm64 (6.1.0-50-cloud-arm64), stands in' "$dir/err" && echo yes)"
"$INITMEM" run --kernel debian-6.1-arm64 "$dir/other.tar" >"$dir/out" 2>"$dir/err"
same "with --kernel, too" yes \
	"$(grep -q 'is of Linux 6.1.0-77-arm64, and --kernel is debian-6.1-arm64' "$dir/err" && echo yes)"
cp "$machine/proc/version.txt" "$root/proc/version"
cp $machine/dmesg.txt "$root/var/log/dmesg"

# The script alone, by the shell that is there.
"$INITMEM" gather --script >"$dir/script"
same "--script prints the script" "" "$(diff "$dir/script" src/command/gather.sh)"
sh "$dir/script" "$dir/again.tar" 2>/dev/null
same "the script alone does the same" "$(tar -xOf "$dir/machine.tar" ./gather.txt)" \
	"$(tar -xOf "$dir/again.tar" ./gather.txt)"

# A PC whose log has lost its head: the map comes from memmap.
rm "$root/sys/firmware/fdt"
echo "[ 9.9] lost" >"$root/var/log/dmesg"
n=0
while read -r start end type; do
	mkdir -p "$root/sys/firmware/memmap/$n"
	echo "$start" >"$root/sys/firmware/memmap/$n/start"
	echo "$end" >"$root/sys/firmware/memmap/$n/end"
	echo "$type" >"$root/sys/firmware/memmap/$n/type"
	n=$((n + 1))
done <<'MAP'
0x0 0x9fbff System RAM
0x9fc00 0x9ffff Reserved
0x100000 0x3ffdffff System RAM
0x3ffe0000 0x3fffffff ACPI Tables
MAP
"$INITMEM" gather -o "$dir/pc.tar" 2>/dev/null
same "a PC is known by its memory map" "$("$INITMEM" run --phase start \
	"$root/sys/firmware/memmap" 2>/dev/null | jq -c '.machine.firmware_map')" \
	"$("$INITMEM" run --phase start "$dir/pc.tar" 2>/dev/null |
		jq -c '.machine.firmware_map')"
same "with its command line" "$(cat "$root/proc/cmdline")" \
	"$("$INITMEM" run --phase start "$dir/pc.tar" 2>/dev/null |
		jq -r '.machine.cmdline')"

rm -r "$root/sys/firmware/memmap"

# A server whose tree is what an EFI stub has made: the log tells its memory, too,
# where there is no tree at all.
efi_stub_tree >"$dir/stub.dts"
dtc -q -O dtb -o "$root/sys/firmware/fdt" "$dir/stub.dts"
cp fixtures/logs/arm64-efi-debug.log "$root/var/log/dmesg"
cp "$root/var/log/dmesg" "$root/alone"
"$INITMEM" log "$root/alone" >"$dir/expected" 2>/dev/null
"$INITMEM" gather -o "$dir/efi.tar" 2>/dev/null
"$INITMEM" run "$dir/efi.tar" >"$dir/out" 2>"$dir/err"
same "a server with an EFI stub's tree" "0 $("$INITMEM" run --phase setup_arch "$root/alone" 2>/dev/null |
	jq -c .memblock.memory)" \
	"$? $(jq -c 'select(.phase == "setup_arch").memblock.memory' "$dir/out")"
rm "$root/sys/firmware/fdt"
"$INITMEM" gather -o "$dir/efi.tar" 2>/dev/null
same "and without any tree" "$(cat "$dir/expected")" \
	"$("$INITMEM" log "$dir/efi.tar" 2>/dev/null)"
rm "$root/var/log/dmesg"
said=$("$INITMEM" gather -o "$dir/none.tar" 2>&1)
same "a machine that shows nothing" \
	"2 initmem-gather: neither a device tree, nor a memory map, nor a boot log can be read here" \
	"$? $said"
same "nothing half-written is left" "" "$(ls "$dir" | grep none)"
sed -i 's/^\( *\)[0-9a-f]*-[0-9a-f]* /\100000000-00000000 /' "$root/proc/iomem"
cp $machine/dmesg.txt "$root/var/log/dmesg"
# Outputs that fail: status and line, and what is left of file and folder.
mkdir "$dir/tmp" "$dir/at"
# NAME EXPECTED STATUS: nothing lies in the two folders.
nothing_left() {
	same "$1: nothing is left" "$2; " "$3 $(cat "$dir/err"); $(ls "$dir/tmp" "$dir/at" | grep -v ':$\|^$')"
}
# Of the shell's own writing it dies, of cat's it can tell.
{
	(export TMPDIR="$dir/tmp"; ulimit -f 0
	exec "$INITMEM" gather -o "$dir/at/x.tar")
	status=$?
} >/dev/null 2>&1
: >"$dir/err"
same "no room for a copy fails" true "$([ $status = 2 ] || [ $status = 153 ] && echo true)"
nothing_left "no room for a copy" " " ""
(export TMPDIR="$dir/tmp"; exec "$INITMEM" gather -o /proc/x.tar) 2>"$dir/err"
nothing_left "a folder that nothing can be written into" \
	"2 initmem-gather: /proc/x.tar: cannot be written" $?
(export TMPDIR="$dir/tmp"; exec "$INITMEM" gather -o /dev/full) 2>"$dir/err"
nothing_left "a full disk" "2 initmem-gather: /dev/full: cannot be written" $?
"$INITMEM" gather -o "$dir/whole.tar" 2>/dev/null
export TMPDIR="$dir/tmp"
same "standard output that is a pipe" "$(tar -tf "$dir/whole.tar")" \
	"$("$INITMEM" gather -o /dev/stdout 2>/dev/null | tar -tf -)"
"$INITMEM" gather -o /dev/stdout >"$dir/here.tar" 2>/dev/null
same "standard output that is a file" "$(tar -tf "$dir/whole.tar")" \
	"$(tar -tf "$dir/here.tar")"
# Longer than it takes for the reader to be gone.
(sleep 0.05; exec "$INITMEM" gather -o /dev/stdout 2>"$dir/err") | :
nothing_left "a pipe that nobody reads" "141 " "${PIPESTATUS[0]}"
mkfifo "$dir/fifo"
unset TMPDIR
for signal in TERM HUP; do
	TMPDIR="$dir/tmp" setsid "$INITMEM" gather -o "$dir/fifo" 2>"$dir/err" &
	pid=$!
	for i in {1..200}; do
		pgrep -P $pid tar >/dev/null && break
		sleep 0.05
	done
	kill -$signal -- -$pid
	wait $pid 2>/dev/null
	status=$?
	nothing_left "a $signal while it writes" "$((128 + $(kill -l $signal))) " $status
done
same "iomem without addresses needs root" "initmem-gather: needs root: /proc/iomem" \
	"$("$INITMEM" gather -o "$dir/hidden.tar" 2>&1 | grep 'needs root')"
same "and is left out" "" "$(tar -tf "$dir/hidden.tar" | grep iomem)"

head -c 700 "$dir/machine.tar" >"$dir/cut.tar"
said=$("$INITMEM" run "$dir/cut.tar" 2>&1)
same "a tar file that is cut" "2 initmem: $dir/cut.tar: not a readable tar file" \
	"$? ${said%: *}"
said=$("$INITMEM" gather 2>&1)
same "gather without a file" \
	"2 initmem: expected either -o FILE.tar or --script" "$? $said"

unset INITMEM_GATHER_ROOT
# A ring that has lost the boot, which the journal has; DMESG JOURNAL EXPECTED
mkdir "$dir/bin"
printf '#!/bin/sh\necho "$DMESG"\n' >"$dir/bin/dmesg"
printf '#!/bin/sh\necho "$JOURNAL"\n' >"$dir/bin/journalctl"
chmod +x "$dir/bin/dmesg" "$dir/bin/journalctl"
brought() {
	PATH=$dir/bin:$PATH DMESG=$1 JOURNAL=$2 "$INITMEM" gather -o "$dir/ring.tar" 2>/dev/null
	same "the log of '$1' and '$2'" "$3" "$(tar -xOf "$dir/ring.tar" ./dmesg.txt 2>/dev/null)"
	same "and of nothing else" "" "$(tar -tf "$dir/ring.tar" | grep journal)"
}
brought "[ 9.9] lost" "[ 0.0] a kernel: Linux version 6" "[ 0.0] a kernel: Linux version 6"
brought "[ 9.9] lost" "-- No entries --" "[ 9.9] lost"
brought "[ 0.0] Linux version 5" "[ 0.0] a kernel: Linux version 6" "[ 0.0] Linux version 5"

# The machine that runs this, as far as it can be read.
if ! "$INITMEM" gather -o "$dir/live.tar" >/dev/null 2>&1; then
	echo "# skip the account of this machine: it shows no tree, map or log"
elif ! "$INITMEM" explain --format=json "$dir/live.tar" >"$dir/out" 2>"$dir/err"; then
	echo "# skip the account of this machine: $(head -n 1 "$dir/err")"
else
	total=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
	same "MemTotal of this machine is within 10 % of the account" true \
		"$(jq --argjson total "$total" '.account.rows
			| (map(select(.what == "memory of the kernel"))[0].bytes / 1024) as $all
			| $total <= $all and $total > 0.9 * $all' "$dir/out")"
	ram=0
	while read -r range _ name; do
		[ "$name" = "System RAM" ] &&
			ram=$((ram + 0x${range#*-} - 0x${range%-*} + 1))
	done < <(grep -v '^ ' /proc/iomem)
	if [ $ram -le 1 ] || grep -q '^00000000-00000000 : System RAM' /proc/iomem; then
		echo "# skip System RAM of this machine: /proc/iomem shows no addresses"
	else
		same "System RAM of this machine is between installed and the kernel's" true \
			"$(jq --argjson ram "$ram" '.account.rows
				| $ram <= .[0].bytes and $ram >= map(select(.what == "memory of the kernel"))[0].bytes' "$dir/out")"
	fi
fi
