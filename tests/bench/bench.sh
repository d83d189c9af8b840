#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: bench.sh FOLDER
#
# Times `initmem run` on three machines beside `dtc -I dtb -O dts` of the same
# trees, all of them in turn and that several times, and how it grows with what
# there is more of; the times go to FOLDER. Ends with status 1 if a ratio, the memory or the
# growth is above what CONTRIBUTING.md allows.

set -eu
cd "$(dirname "$0")/../.."
INITMEM=${INITMEM:-build/initmem}
out=$1
mkdir -p "$out"

# TREE NAME: one node of 1 GiB, one of 64 GiB, 16 of 4 TiB.
tree() {
	dtc -q -I dts -O dtb -o "$out/$2.dtb" "dts/$1.dts"
}
tree board-uma-1g 1g
tree board-uma-64g 64g
tree server-numa16-64t 64t

# A command's name, what is done before each of its runs, and the command.
args=()
timed() {
	args+=(-n "$1" --prepare "$2" "$3")
}
for machine in 1g 64g 64t; do
	timed "run $machine" true "$INITMEM run --format=json $out/$machine.dtb"
	timed "dtc $machine" true "dtc -q -I dtb -O dts $out/$machine.dtb"
done
folder="$INITMEM run --format=json -o $out/folder $out/1g.dtb"
timed "folder 1g" true "$folder"
timed "new folder" "rm -rf $out/folder" "$folder"
rm -f "$out"/times-*.json
for round in 1 2 3 4 5 6 7; do
	hyperfine -N --warmup 5 --runs "${RUNS:-100}" --style none \
		--export-json "$out/times-$round.json" "${args[@]}" \
		>/dev/null 2>&1
done

status=0
/usr/bin/python3 tests/bench/report.py "$INITMEM" "$out" || status=$?
/usr/bin/python3 tests/bench/growth.py "$INITMEM" "$out" || status=$?
exit $status
