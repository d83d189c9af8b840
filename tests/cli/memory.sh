#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Where there is no memory, at whatever call of malloc(): one line, status 2, and
# nothing half-written. (A limit of the address space: output.sh.)

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
board=$PWD/fixtures/arm64-uma-1g-smp2/input.dtb
pc=$PWD/fixtures/x86-numa2-4g-smp4/input.log

# A sanitizer has an allocator of its own.
if [ -n "${SANITIZE:-}" ]; then
	echo "ok memory is the sanitizer's"
	exit
fi
gcc -O2 -D_GNU_SOURCE -Wall -Wextra -Werror -shared -fPIC \
	-o "$dir/no_memory.so" tests/lib/no_memory.c || exit 2

# FROM ONCE COMMAND...: what is wrong with how it ends; "ended" if nothing is,
# and it had memory enough
trouble() {
	local from=$1 once=$2 status
	shift 2
	rm -rf "$dir/new"
	env ${once:+NO_MEMORY_ONCE=1} NO_MEMORY_FROM="$from" \
		LD_PRELOAD="$dir/no_memory.so" "$@" >"$dir/out" 2>"$dir/err"
	status=$?
	if [ $status != 2 ]; then
		[ $status -lt 4 ] && echo ended || echo "call $from: status $status"
	elif [ "$(grep -v ': note: ' "$dir/err")" != "initmem: out of memory" ]; then
		echo "call $from: $(head -c 200 "$dir/err")"
	elif [ -e "$dir/new" ]; then
		echo "call $from: leaves $(cd "$dir" && echo new*)"
	fi
}

# NAME COMMAND...: at its first calls, at many of all, and where it has enough
without() {
	local name=$1 from=0 once said found=
	shift
	[ "$(trouble 0 "" "$@")" != ended ] || found="call 0 had memory"
	while [ $from -lt 1000000 ]; do
		for once in "" yes; do
			said=$(trouble $from "$once" "$@")
			[ "$said" = ended ] || found=${found:-$said}
		done
		[ "$said" != ended ] || [ $from -lt 1000 ] || break
		from=$((from * 5 / 4 + 1))
	done
	same "no memory: $name" "" "$found"
}

without run "$INITMEM" run "$board"
without "run of a log" "$INITMEM" run --format=text "$pc"
without "run -o" "$INITMEM" run -o "$dir/new" "$board"
without graph "$INITMEM" graph zones "$board"
without report "$INITMEM" report -o "$dir/new" "$board"
without log "$INITMEM" log "$pc"
without explain "$INITMEM" explain "$board"
without diff "$INITMEM" diff --b-append cma=16M "$board"
without lint "$INITMEM" lint --format=sarif "$board"
without import "$INITMEM" kernel import --log "$pc" -o "$dir/new"

# As many calls as the last steps of `run -o` make, one after the other.
"$INITMEM" run -o "$dir/old" dts/server-numa2.dts >/dev/null
sums() { (cd "$dir/old" && find . -type f -exec sha256sum {} + | sort | cksum); }
before=$(sums)
low=0
high=1000000
while [ $((high - low)) -gt 1 ]; do
	middle=$(((low + high) / 2))
	rm -rf "$dir/copy"
	cp -a "$dir/old" "$dir/copy"
	if NO_MEMORY_FROM=$middle LD_PRELOAD="$dir/no_memory.so" \
		"$INITMEM" run -o "$dir/copy" "$board" >/dev/null 2>&1; then
		high=$middle
	else
		low=$middle
	fi
done
# From one of its files to the next, call for call.
found=
for ((from = high / 2; from < high / 2 + 250; from++)); do
	said=$(trouble $from "" "$INITMEM" run -o "$dir/new" "$board")
	found=${found:-$said}
done
same "no memory: run -o, at each call" "" "$found"

for ((from = high - 40; from < high; from++)); do
	NO_MEMORY_FROM=$from LD_PRELOAD="$dir/no_memory.so" \
		"$INITMEM" run -o "$dir/old" "$board" >/dev/null 2>&1
	after=$(sums)
	[ "$before" = "$after" ] || break
done
same "no memory: an earlier run's files, before call $high" "$before" "$after"
