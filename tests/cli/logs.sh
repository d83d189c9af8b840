#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Logs of machines without an e820 map as input of each command: what they tell
# of memory boots; numbers that their kernel worked out are not believed.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
logs=fixtures/logs

# NAME LOG LINE...: `initmem log LOG` prints each line, as it stands
prints() {
	local name=$1 log=$2 line
	shift 2
	"$INITMEM" log "$log" >"$dir/out" 2>"$dir/err"
	same "$name: status" 0 $?
	for line; do
		grep -qxF -- "$line" "$dir/out"
		same "$name: $line" 0 $?
	done
}

prints "arm64, node ranges" $logs/arm64-tree.log \
	"Machine model: Example Board" \
	"  node   0: [mem 0x0000000043000000-0x000000004303ffff]" \
	"  node   0: [mem 0x0000000044180000-0x000000007fffffff]"
prints "arm64, nodes and CPUs of the SRAT" $logs/arm64-nodes.log \
	"  node   0: [mem 0x0000001000000000-0x000000103fffffff]" \
	"  node   1: [mem 0x0000000031a10000-0x0000000031a8ffff]"
prints "arm64, efi=debug" $logs/arm64-efi-debug.log \
	"  node   0: [mem 0x0000000050000000-0x000000005003ffff]"
sed '/DMA/s/0x[0-9a-f]*/0x0/g' $logs/arm64-two-dma-zones.log >"$dir/zones.log"
prints "arm64, a bus that ends at 1 GiB" "$dir/zones.log" \
	"  DMA      [mem 0x0000000000000000-0x000000003fffffff]" \
	"  DMA32    [mem 0x0000000040000000-0x00000000fbffffff]"
prints "RISC-V, a hole of devices with struct pages" $logs/riscv-hole.log \
	"  DMA32    [mem 0x0000000000000000-0x000000007fffffff]" \
	"  Normal   [mem 0x0000000080000000-0x000000017fffffff]" \
	"On node 0, zone Normal: 524288 pages in unavailable ranges" \
	"Built 1 zonelists, mobility grouping on.  Total pages: 1024000"
grep -v unavailable $logs/riscv-hole.log >"$dir/sections.log"
prints "RISC-V, the same in sections" "$dir/sections.log" \
	"  DMA32    [mem 0x0000000000000000-0x00000000ffffffff]" \
	"Built 1 zonelists, mobility grouping on.  Total pages: 1032192"
prints "arm, sizes and holes" $logs/arm-sizes.log \
	"On node 0 totalpages: 114176"
prints "a log from the wild, 6.12" $logs/wild-arm64-6.12-1024m.log \
	"  DMA      [mem 0x0000000040000000-0x000000007fffffff]"
prints "a log from the wild, numa=fake" $logs/wild-arm64-6.6-8188m.log \
	"Initmem setup node 7 [mem 0x00000001c0000000-0x00000001ffffffff]"
prints "a log from the wild, mem=SIZE@BASE" $logs/wild-arm32-3.8-506m.log \
	"On node 0 totalpages: 133120"

for command in run explain verify "graph zones" "lint --level=note"; do
	words=("$logs/arm64-tree.log")
	[ "$command" = verify ] && words+=(--log="$logs/arm64-tree.log")
	# shellcheck disable=SC2086
	"$INITMEM" $command "${words[@]}" >"$dir/out" 2>"$dir/err"
	status=$?
	[ $status -le 1 ] && [ -s "$dir/out" ]
	same "$command takes the log (status $status)" 0 $?
done

# What lies before a log's beginning, or behind its end, is no difference.
different() {
	"$INITMEM" verify --log="$1" $logs/wild-arm64-6.12-1024m.log 2>"$dir/err" |
		awk '$1 == "all" { print $3; exit }'
}
whole=$(different $logs/wild-arm64-6.12-1024m.log)
tail -n +14 $logs/wild-arm64-6.12-1024m.log >"$dir/tail.log"
[ "$(different "$dir/tail.log")" -le "$whole" ]
same "a log whose beginning is lost" 0 $?
head -n 20 $logs/wild-arm64-6.12-1024m.log >"$dir/head.log"
[ "$(different "$dir/head.log")" -le "$whole" ]
same "a log that ends early" 0 $?

# What the kernel worked out is not what the prediction rests on.
sed -E '/DMA  |Movable|Normal  |Initmem setup|NODE_DATA|hash table|TLB:|zonelists/s/[0-9a-f]{4,}/1234/g' \
	$logs/wild-arm64-6.12-1024m.log >"$dir/less.log"
cmp -s "$dir/less.log" $logs/wild-arm64-6.12-1024m.log
same "worked-out lines are changed" 1 $?
"$INITMEM" log $logs/wild-arm64-6.12-1024m.log >"$dir/a" 2>"$dir/err"
"$INITMEM" log "$dir/less.log" >"$dir/b" 2>"$dir/err"
say "worked-out lines change nothing" "$(diff "$dir/a" "$dir/b")"

# Whatever has written the lines down, they are the same.
"$INITMEM" log $logs/arm64-tree.log >"$dir/plain" 2>"$dir/err"

# NAME COMMAND...: the log as COMMAND writes it, on stdin
written() {
	"${@:2}" <$logs/arm64-tree.log | "$INITMEM" log - >"$dir/out" 2>"$dir/err"
	say "a log $1" "$(diff "$dir/plain" "$dir/out"; head -3 "$dir/err" | grep Error)"
}
time='^(\[ *[0-9.]+)\] '
written "of logcat -v brief" sed 's/^\[ *[0-9.]*\] /I\/kernel  (    0): /'
written "of cat -n" cat -n
written "of a terminal's clock" sed 's/^/14:35:13.123> /'
written "of a page on the web" sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; 1s/^/<pre>\n/'
written "of an editor that marks UTF-8" sed '1s/^/\xef\xbb\xbf/'
written "with the CPU in its time" sed -E "s/$time/\1@0]- /"
written "with a vendor's CPU" sed -E "s/$time/\1] c0      0 /"
written "with CPU and task" sed -E "s/$time/<6>\1] (0)[0:swapper]/"
written "with CPU and task, and both again" sed -E "s/$time/\1] (0)[0:swapper]\1]@0 /"
written "with task and without interrupts" sed -E "s/$time/11-26 13:00:00.123     0     0 I -(0)[0:swapper]/"
written "of logcat" sed -E "s/$time/11-26 13:00:00.123     0     0 I         : \1] /"
written "of logcat, with users" sed -E "s/$time/11-26 13:00:00.123  root     0     0 I /"
written "of journalctl -o json" sed -E "s/$time//; s/[\"\\\\]/\\\\&/g; s/.*/{\"PRIORITY\":\"6\",\"MESSAGE\":\"&\",\"_TRANSPORT\":\"kernel\"}/"
written "of journalctl -o short" sed -E "s/$time/Nov 26 13:00:00 host kernel: /"
sed 1,2d $logs/arm64-tree.log >"$dir/written.log"
prints "a log without its first lines" "$dir/written.log" \
	"  node   0: [mem 0x0000000044180000-0x000000007fffffff]"

# The beginning is lost, and with it all that tells the machine but its nodes.
nodes() {
	printf '[    0.000000] Early memory node ranges\n'
	printf '[    0.000000]   node   0: [mem 0x%016x-0x%016x]\n' "$@"
	printf '[    0.000000] Kernel command line: root=/dev/sda1\n'
}
nodes 0x1000 0x9bfff 0x100000 0x4ffdffff >"$dir/nodes.log"
prints "the nodes of a PC" "$dir/nodes.log" \
	"last_pfn = 0x4ffe0 max_arch_pfn = 0x400000000"
{
	printf '[    0.000000]   DMA32    empty\n'
	nodes 0x40000000 0x7fffffff
} >"$dir/nodes.log"
prints "those of 64 bits" "$dir/nodes.log" \
	"  DMA      [mem 0x0000000040000000-0x000000007fffffff]"
{
	printf '[    0.000000]   HighMem  empty\n'
	nodes 0x80000000 0x8fffffff
} >"$dir/nodes.log"
prints "those of 32 bits" "$dir/nodes.log" "  HighMem  empty"

same "what arm's banks have is not what is left of them" "" "$(
	"$INITMEM" verify --log="$logs/arm-sizes.log" $logs/arm-sizes.log 2>"$dir/err" |
		grep 'MB total')"

# Options stand above the log.
"$INITMEM" log --memory=0x40000000,512M $logs/arm64-tree.log \
	2>"$dir/err" >"$dir/out"
grep -qx "  node   0: \[mem 0x0000000044180000-0x000000005fffffff\]" "$dir/out"
same "--memory" 0 $?
"$INITMEM" log --append=mem=64M $logs/arm-mem-words.log 2>"$dir/err" |
	grep -q "totalpages: 11264"
same "mem= that the user adds counts" 1 $?

# Two regions that the kernel of the log has placed: sizes count alone.
sed 's/76000000/70000000/; s/7bffffff/75ffffff/' $logs/arm64-tree.log >"$dir/moved.log"
"$INITMEM" run --format=json $logs/arm64-tree.log 2>"$dir/err" >"$dir/a"
"$INITMEM" run --format=json "$dir/moved.log" 2>"$dir/err" >"$dir/b"
say "a place that the kernel chose is not copied" "$(cmp "$dir/a" "$dir/b")"

"$INITMEM" run --format=json $logs/arm64-nodes.log 2>"$dir/err" >"$dir/out"
for why in "what firmware keeps" "distances of its nodes" "where the boot loader put"; do
	grep -q "\"inexact\":.*$why" "$dir/out"
	same "inexact says: $why" 0 $?
done

"$INITMEM" run $logs/arm-no-memory.log >"$dir/out" 2>"$dir/err"
same "without any memory: status" 2 $?

# Distances: a log names the SLIT, or says that the kernel has made a table.
log=fixtures/k612-x86-numa4-uneven-8g/dmesg.txt
for words in "a log with a SLIT:d" "its table only:/SLIT/d" "of made-up nodes:/SLIT/d; s/Command line: /&numa=fake=4 /"; do
	sed "${words#*:}" $log >"$dir/log"
	case $words in "of made-up"*) assumed=0 ;; *) assumed=1 ;; esac
	[ "${words#*:}" != d ] || cp $log "$dir/log"
	sed -i '/Fallback order/d' "$dir/log"
	for graph in nodes zonelists; do
		same "${words%%:*}: assumed in the picture of $graph" $assumed "$(
			"$INITMEM" graph $graph "$dir/log" 2>/dev/null |
				grep -c "assumed.*equally far")"
	done
	same "${words%%:*}: inexact" $assumed "$("$INITMEM" run --format=json \
		--phase build_all_zonelists "$dir/log" 2>/dev/null |
		grep -c '"inexact":.*equally far')"
	same "${words%%:*}: explain" $assumed "$("$INITMEM" explain "$dir/log" \
		zonelist 1 2>/dev/null | grep -c 'equally far')"
done

# Which nodes are nearer its lines show. LOG...: the order of each node's memory
orders() {
	"$INITMEM" run --format=json --phase build_all_zonelists "$@" 2>/dev/null | jq -c '[.nodes[] |
		[.zonelists.fallback[].node] | reduce .[] as $n ([]; if index($n) then . else . + [$n] end)]'
}
same "the order is that of the log" "[[0,1,2,3],[1,2,0,3],[2,3,1,0],[3,2,1,0]]" "$(orders $log)"
sed 's/Node 0: 0 1 2 3/Node 0: 0 3 2 1/; s/Node 2: 2 3 1 0/Node 2: 2 0 3 1/' $log >"$dir/log"
same "and another log's another" "[[0,3,2,1],[1,2,0,3],[2,0,3,1],[3,2,1,0]]" "$(orders "$dir/log")"
same "that it is not known how far they are is said" 1 "$("$INITMEM" run --format=json \
	--phase build_all_zonelists $log 2>/dev/null | grep -c '"inexact":.*by how much is not known')"
for odd in 's/Node 1: .*/Node 1: 1 2 2 0/' 's/Node 1: .*/Node 1: 1 9 0 3/' 's/Node 3: .*/Node 3: /' 's/\(Node 3: \).*/\199999999999999999999 1/'; do
	sed "$odd" $log >"$dir/log"
	same "an order that is none is not taken ($odd)" "[[0,1,2,3],[1,2,3,0],[2,3,0,1],[3,0,1,2]]" "$(orders "$dir/log")"
done
sed 's/Node 0: 0 1 2 3/Node 0: 0 3 2 1/' $log >"$dir/log"
same "a table beside it counts" "[[0,1,2,3],[1,2,0,3],[2,3,1,0],[3,2,1,0]]" \
	"$(orders "$dir/log" --acpi fixtures/k612-x86-numa4-uneven-8g/acpi)"
grep -q 'does not tell its memory, expected lines such as "  node   0: \[mem' "$dir/err"
same "without any memory: what lacks" 0 $?
"$INITMEM" run $logs/riscv-tree.log >"$dir/out" 2>"$dir/err"
[ $? -eq 0 ] || grep -q "a log of a riscv kernel" "$dir/err"
same "riscv boots, or is named" 0 $?

# Packed logs are what is in them.
for pack in gzip xz zstd; do
	command -v $pack >"$dir/which" || continue
	$pack -c $logs/arm64-tree.log >"$dir/packed"
	"$INITMEM" log "$dir/packed" >"$dir/out" 2>"$dir/err"
	say "a log packed by $pack" "$(cmp "$dir/plain" "$dir/out")"
	"$INITMEM" log - <"$dir/packed" >"$dir/out" 2>"$dir/err"
	say "packed by $pack, on stdin" "$(cmp "$dir/plain" "$dir/out")"
	head -c 200 "$dir/packed" >"$dir/cut"
	"$INITMEM" log "$dir/cut" >"$dir/out" 2>"$dir/err"
	same "packed by $pack, cut off" "2 1" "$? $(wc -l <"$dir/err")"
done

# A log of a PC in what people keep logs in.
pc=(
	'Linux version 5.4.0-9-generic (a@b) (gcc version 9.1.0) #1 SMP'
	'Command line: root=/dev/sda1 ro quiet'
	'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable'
	'BIOS-e820: [mem 0x0000000000100000-0x0000000037fdffff] usable'
	'smpboot: Allowing 2 CPUs, 0 hotplug CPUs'
)
printf '[    0.000000] %s\n' "${pc[@]}" >"$dir/pc"
"$INITMEM" log "$dir/pc" >"$dir/plain" 2>"$dir/err"
same "a log of a PC" 0 $?

# NAME FORMAT: the log in lines of that printf format, or the file $dir/kept
kept() {
	[ -z "$2" ] || printf "$2" "${pc[@]}" >"$dir/kept"
	"$INITMEM" log "$dir/kept" >"$dir/out" 2>"$dir/err"
	say "$1" "$(cmp "$dir/plain" "$dir/out" 2>&1)"
}
kept "journalctl -o short" 'Nov 24 14:35:13 pc kernel: %s\n'
kept "journalctl -o json" '{"PRIORITY":"6","MESSAGE":"%s","_PID":"7"}\n'
kept "journalctl -o json-pretty" '{\n\t"PRIORITY" : "6",\n\t"MESSAGE" : "%s",\n\t"_PID" : "7"\n}\n'
kept "journalctl -o json-sse" 'data: {"MESSAGE":"%s","_PID":"7"}\n\n'
kept "journalctl -o export" '__CURSOR=7\nPRIORITY=6\nMESSAGE=%s\n_PID=7\n\n'
kept "journalctl -o verbose" 'Tue 2026-11-24 14:35:13.123456 UTC [s=1;i=2]\n    PRIORITY=6\n    MESSAGE=%s\n'
kept "dmesg -J" '      {\n         "pri": 6,\n         "time": 0.0,\n         "msg": "%s"\n      },\n'
kept "a container's log" '{"log":"%s\\n","stream":"stdout"}\n'
kept "/dev/kmsg" '6,145,0,-;%s\n SUBSYSTEM=acpi\n'
kept "logcat" '11-24 14:35:13.123     0     0 I         : %s\n'
kept "logcat with a user" '11-24 14:35:13.123  root     0     0 I kernel  : %s\n'
kept "logcat -v time" '11-24 14:35:13.123 I/kernel  (    0): %s\n'
kept "logcat -v tag" 'I/kernel  : %s\n'
kept "an installer's syslog" '14:35:13,123 INFO kernel:%s\n'
kept "syslog of RFC 5424" '<6>1 2026-11-24T14:35:13Z pc kernel - - - %s\n'
kept "lines of a page" '<p>[    0.000000] %s<br/>\n'
kept "all in one line" '[    0.000000] %s\\x0a'
kept "colours" '\033[32m[    0.000000] \033[0m%s\n'
kept "a serial console" '[    0.000000] %s\r\n'
{
	printf '\377\376'
	sed 's/./&\x00/g; s/$/\r\x00/' "$dir/pc" | sed 's/$/\n/' | tr -d '\n' |
		sed 's/\r\x00/&\n\x00/g'
} >"$dir/kept"
kept "two bytes each" ""
