#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Large and hostile input: what it may cost, and that it ends.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# COUNT SIZE STEP: a tree with so many regions, each STEP above the other
regions() {
	awk -v n="$1" -v size="$2" -v step="$3" 'BEGIN {
		print "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
		print "memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x80000000>; };"
		print "cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 {"
		print "device_type = \"cpu\"; compatible = \"arm,cortex-a57\"; reg = <0>; }; };"
		print "reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;"
		for (i = 0; i < n; i++) {
			at = 1342177280 + i * step
			printf "r%d@%x { reg = <0x%x 0x%x>; };\n", i, at, at, size
		}
		print "}; };"
	}'
}

# NAME COMMAND...: ends within 4 s of CPU time (once 5 to 9), boots or panics
cheap() {
	local name=$1 status
	shift
	(ulimit -t 4; exec "$@" >"$dir/out" 2>"$dir/err")
	status=$?
	case $status in
	0 | 1 | 3) echo "ok $name" ;;
	*) echo "not ok $name: status $status: $(head -n 1 "$dir/err")" ;;
	esac
}

regions 9900 0x10000000 4096 >"$dir/overlap.dts"
regions 9900 0x1000 8192 >"$dir/many.dts"
cheap "overlapping reservations, run" "$INITMEM" run "$dir/overlap.dts"
cheap "overlapping reservations, diff" \
	"$INITMEM" diff --b-append quiet "$dir/overlap.dts"
cheap "many lines of log, diff" "$INITMEM" diff --b-append quiet "$dir/many.dts"
