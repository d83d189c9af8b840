#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What users do wrong: one line on standard error that begins with "initmem: ",
# nothing on standard output, exit status 2, no file left behind.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
board=fixtures/arm64-uma-1g-smp2/input.dtb

# NAME PATTERN COMMAND...
refused() {
	local name=$1 pattern=$2 status wrong=
	shift 2
	"$@" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
	[ $status = 2 ] || wrong="expected status 2, got $status"
	[ ! -s "$dir/out" ] || wrong="$wrong; it printed to standard output"
	[ "$(wc -l <"$dir/err")" = 1 ] ||
		wrong="$wrong; expected one line, got: $(head -n 3 "$dir/err")"
	grep -qE "^initmem: .*$pattern" "$dir/err" ||
		wrong="$wrong; expected '$pattern', got: $(head -n 1 "$dir/err")"
	if [ -z "$wrong" ]; then echo "ok $name"; else echo "not ok $name: $wrong"; fi
}

head -c 100 $board >"$dir/short.dtb"
head -c 4000 $board >"$dir/cut.dtb"
tr '\320' 'x' <$board >"$dir/magic.dtb"
{ head -c 300 $board; head -c 7000 /dev/urandom; } >"$dir/corrupt.dtb"
: >"$dir/empty"
printf '/dts-v1/;\n/include/ "loop.dts"\n' >"$dir/loop.dts"
{ printf MZ; head -c 62 /dev/zero; cat fixtures/x86-numa2-4g-smp4/input.log; } >"$dir/image"
mkdir "$dir/full"
echo '{' >"$dir/half.json"
cat >"$dir/cells.dts" <<-DTS
	/dts-v1/;
	/ {
		#address-cells = <2>;
		#size-cells = <1>;
		cpus { #address-cells = <1>; #size-cells = <0>;
			cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <0>; }; };
		memory@0 { device_type = "memory"; reg = <0 0 0>; };
	};
DTS
sed 's/cortex-a53/cortex-a7/' dts/board-uma-1g.dts >"$dir/a7.dts"

refused "a program" 'a program or a kernel.s image, expected' "$INITMEM" run "$INITMEM"
refused "an image with a log in it" 'image: a program or a kernel' "$INITMEM" run "$dir/image"
mkdir "$dir/boards"
cp dts/board-uma-1g.dts "$dir/boards/board.dtsi"
echo '/include/ "board.dtsi"' >"$dir/boards/variant.dts"
sed -i '1,/dts-v1/d' "$dir/boards/board.dtsi"
sed -i '1i /dts-v1/;' "$dir/boards/variant.dts"
same "an include beside the source" "$("$INITMEM" log dts/board-uma-1g.dts 2>&1)" \
	"$("$INITMEM" log "$dir/boards/variant.dts" 2>&1)"
refused "an include of itself" 'loop.dts: files that include one another .*at most 200' \
	"$INITMEM" run "$dir/loop.dts"
refused "which boot of a tree" '--boot 3: it is no boot log' "$INITMEM" run --boot=3 $board
refused "which boot of a machine in words" '--boot 1: it is no boot log' \
	"$INITMEM" run --boot=1 --machine 'arm64 mem=1G'
refused "decimals that make no whole bytes" 'expected BASE,SIZE' \
	"$INITMEM" run --memory=0x40000000,1.3G $board
refused "decimals without a unit" 'expected BASE,SIZE' \
	"$INITMEM" run --memory=0x40000000,1.5 $board
"$INITMEM" >"$dir/out" 2>"$dir/err"
same "no command is status 2" 2 $?
same "one line says so" "initmem: no command given, see \`initmem --help\`" "$(cat "$dir/err")"
same "with the help" 1 "$(grep -c '^Usage: initmem' "$dir/out")"
"$INITMEM" help >"$dir/out" 2>"$dir/err"
same "help is status 0" 0 $?
same "it is the help" "$("$INITMEM" --help)" "$(cat "$dir/out" "$dir/err")"
refused "unknown command" 'expected one of: run' "$INITMEM" walk
refused "a command mistyped" 'did you mean run\?' "$INITMEM" rum $board
refused "a question mistyped" 'did you mean zone\?' "$INITMEM" explain $board zne 0/DMA
refused "a kernel command mistyped" 'did you mean show\?' "$INITMEM" kernel sohw
refused "cells too small for a bank" 'several banks' "$INITMEM" run --memory 0,4G "$dir/cells.dts"
refused "a view mistyped" 'did you mean zones\?' "$INITMEM" graph zone $board
refused "a phase mistyped" 'did you mean mem_init\?' "$INITMEM" run --phase=meminit $board
refused "an option mistyped" 'did you mean --append\?' "$INITMEM" run --apend=x $board
refused "a kernel mistyped" 'did you mean debian-6.1-arm64\?' "$INITMEM" run --kernel=debian-6.1-arm46 $board
refused "a column mistyped" 'did you mean node\?' "$INITMEM" list zones -o nodes $board
refused "an input for a view" 'expected a VIEW before INPUT' "$INITMEM" graph $board
refused "a device that is not there" 'no node nobody' "$INITMEM" explain $board device nobody
refused "too many bits" 'expected BITS, 1 to 64' "$INITMEM" explain $board dma 65
refused "no input" 'expected an INPUT' "$INITMEM" run
refused "two inputs" 'expected one INPUT' "$INITMEM" run $board $board
refused "unknown option" '--backwards' "$INITMEM" run --backwards $board
refused "option without its value" '--phase' "$INITMEM" run $board --phase
refused "absent file" 'absent.dtb: No such file' "$INITMEM" run "$dir/absent.dtb"
refused "a folder" 'full' "$INITMEM" run "$dir/full"
refused "an empty file" 'empty' "$INITMEM" run "$dir/empty"
refused "truncated header" 'truncated' "$INITMEM" run "$dir/short.dtb"
refused "truncated tree" 'truncated' "$INITMEM" run "$dir/cut.dtb"
refused "corrupt tree" 'corrupt.dtb' "$INITMEM" run "$dir/corrupt.dtb"
refused "not a tree" 'LICENSE' "$INITMEM" run LICENSE
refused "a wrong magic" 'magic.dtb' "$INITMEM" run "$dir/magic.dtb"
refused "unknown phase" 'expected one of: start' "$INITMEM" run --until mem $board
refused "unknown format" 'json or text' "$INITMEM" run --format=xml $board
refused "unknown kernel" 'nobody' "$INITMEM" run --kernel nobody $board
refused "a kernel for other CPUs" 'its CPUs are arm, the kernel debian-6.1-arm64 is for arm64' "$INITMEM" run --kernel debian-6.1-arm64 "$dir/a7.dts"
refused "a broken profile" 'half.json' "$INITMEM" run --kernel "$dir/half.json" $board
"$INITMEM" kernel show debian-6.1-arm64 |
	sed 's/6\.1\.0-50-cloud/6.14.3-my/g' >"$dir/new.json"
refused "a profile of a line without rules" \
	'new.json: Linux 6.14.3-my-arm64: .* known are .*6.1 \(.*arm64.*4.0 \(arm\), 2.6.24 \(i386\), the nearest kernel is debian-6.12-arm64$' \
	"$INITMEM" run --kernel "$dir/new.json" $board
sed 's/"release": "6.14.3-my/"release": "6.1.9-my/' "$dir/new.json" >"$dir/lies.json"
refused "a profile whose release is not the banner's" \
	'release 6.1.9-my-arm64, but .*Linux version 6.14.3-my' \
	"$INITMEM" run --kernel "$dir/lies.json" $board
"$INITMEM" kernel show debian-6.1-arm64 |
	sed 's/6\.1\.0-50-cloud/6.1.199-my/g' >"$dir/line.json"
same "a profile of a line with rules" 0 \
	"$("$INITMEM" run --kernel "$dir/line.json" $board >/dev/null 2>"$dir/err"; echo $?)"
refused "unknown view" 'expected one of: flow' "$INITMEM" graph pie $board
refused "unknown picture type" 'svg, png or pdf' "$INITMEM" graph flow $board -T bmp
refused "no CPUs" '1 to 8192' "$INITMEM" run --cpus 0 $board
refused "more CPUs than there are" 'cpu' "$INITMEM" run --cpus 64 $board
refused "no CPUs that come up" "1 to the number" "$INITMEM" run --online-cpus 0 $board
refused "more CPUs up than possible" "expected 1 to 2, as many CPUs are possible" \
	"$INITMEM" graph flow --online-cpus 3 $board
refused "memory that wraps" 'wraps' "$INITMEM" run --memory 0xffffffffffff0000,1M $board
refused "memory of no size" 'empty' "$INITMEM" run --memory 0x40000000,0 $board
refused "memory without size" 'BASE,SIZE' "$INITMEM" run --memory 0x40000000 $board
refused "a number that is none" 'address' "$INITMEM" run --image-base here $board
refused "a phase that the kernel has not" \
	'--until: page_alloc_init_late is no phase of linux-4.0-vexpress' \
	"$INITMEM" run --kernel linux-4.0-vexpress \
	--until page_alloc_init_late fixtures/linux40-a9-256m-1cpu/input.dtb
refused "a full disk" 'standard output' bash -c "'$INITMEM' run $board >/dev/full"
refused "a full disk, drawing" 'standard output' \
	bash -c "'$INITMEM' graph flow $board >/dev/full"
refused "a full disk, log" 'standard output' \
	bash -c "'$INITMEM' log $board >/dev/full"
refused "a report without -o" 'expected -o FILE.html' "$INITMEM" report $board
refused "a report into no folder" 'a/b.html: No such file' \
	"$INITMEM" report $board -o "$dir/a/b.html"
refused "a report onto a folder" 'full: ' "$INITMEM" report $board -o "$dir/full"
refused "a full disk, report" '/dev/full: No space' \
	"$INITMEM" report $board -o /dev/full
refused "a report of nothing" 'absent' \
	"$INITMEM" report "$dir/absent.dtb" -o "$dir/page.html"
[ ! -e "$dir/page.html" ] && [ -z "$(ls "$dir" | grep -F 'full.')" ] &&
	echo "ok no page is left behind" ||
	echo "not ok no page is left behind: $(ls "$dir")"
refused "output folder is a file" 'not a folder' \
	bash -c "'$INITMEM' run -o '$dir/empty' $board >/dev/null"
refused "output folder cannot be made" 'No such file' \
	bash -c "'$INITMEM' run -o '$dir/a/b' $board >/dev/null"
refused "input that is missing makes no folder" 'absent' \
	"$INITMEM" run -o "$dir/new" "$dir/absent.dtb"
[ ! -e "$dir/new" ] && echo "ok no folder is left behind" ||
	echo "not ok no folder is left behind: $dir/new is there"

# A node of memory without device_type, as some board trees have one.
sed '/device_type = "memory"/d' dts/board-uma-1g.dts >"$dir/untyped.dts"
refused "memory of no device_type" 'lacks device_type = "memory": give --memory' \
	"$INITMEM" run "$dir/untyped.dts"
same "--memory at its place takes it" "805306368 1" \
	"$("$INITMEM" run --memory 0x40000000,768M --phase setup_arch "$dir/untyped.dts" |
		jq -r '[.memblock.memory[].size] | "\(add) \([.] | length)"')"
