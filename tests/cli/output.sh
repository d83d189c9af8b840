#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is written stays whole: signals, failures, full disks, two at once.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh
board=fixtures/arm64-uma-1g-smp2/input.dtb
numa=dts/server-numa2.dts
umask 022

# COMMAND...: until it holds, for half a minute at most
until_true() {
	local i
	for i in {1..600}; do
		"$@" && return
		sleep 0.05
	done
	return 1
}

has_apart() { [ -n "$(find "$dir/$1" -name '.initmem-*' 2>/dev/null)" ]; }

# SIGNAL FOLDER: the status of `run -o` that is sent it while nobody reads what
# it prints: by then it has begun with the folder, and cannot get on
interrupted() {
	local pid
	rm -f "$dir/pipe"
	mkfifo "$dir/pipe"
	exec 7<>"$dir/pipe"
	(trap - INT; exec "$INITMEM" run --steps -o "$dir/$2" $numa >"$dir/pipe" 7>&-) &
	pid=$!
	until_true has_apart "$2" || echo "nothing begun"
	kill -"$1" $pid
	wait $pid 2>/dev/null
	echo $?
	exec 7>&-
}

# Background jobs of a shell without job control ignore INT.
set -m
for signal in INT:130 TERM:143 HUP:129; do
	same "run -o ends by ${signal%:*}" "${signal#*:}" \
		"$(interrupted "${signal%:*}" new)"
	same "${signal%:*} leaves no folder" "pipe" "$(ls -A "$dir")"
done
set +m

"$INITMEM" run -o "$dir/old" $board >/dev/null
echo mine >"$dir/old/mine.txt"
chmod 600 "$dir/old/index.html"
sums() { (cd "$dir/old" && find . -type f -exec sha256sum {} + | sort); }
before=$(sums)
set -m
interrupted TERM old >/dev/null
set +m
same "an interrupted run leaves the earlier one's files" "$before" "$(sums)"
"$INITMEM" run -o "$dir/old" $numa >/dev/full 2>/dev/null
same "a failed run leaves the earlier one's files" "$before" "$(sums)"
mkdir "$dir/old/12-page_alloc_init_late.json" 2>/dev/null
rm -f "$dir/old/start_kernel.dot"
mkdir "$dir/old/start_kernel.dot"
before=$(sums)
"$INITMEM" run -o "$dir/old" $numa >/dev/null 2>"$dir/err"
same "a folder in the way is refused" "2 1" "$? $(grep -c \
	'start_kernel.dot: a folder is in the way' "$dir/err")"
same "and all files come back" "$before" "$(sums)"
rmdir "$dir/old/start_kernel.dot"
"$INITMEM" run -o "$dir/old" --until setup_arch $numa >/dev/null
same "a shorter boot leaves nothing of a longer one" \
	"index.html mine.txt start_kernel.dot" \
	"$(cd "$dir/old" && echo [!0-9]*)"
same "the mode of a file stays" 600 "$(stat -c %a "$dir/old/index.html")"

# A file that would be the same stays the one that it is.
inodes() { (cd "$dir/old" && stat -c '%n %i' -- [0-9]*); }
"$INITMEM" run -o "$dir/old" $board >/dev/null
before=$(inodes)
"$INITMEM" run -o "$dir/old" $board >/dev/null
same "what is there already is not written again" "$before" "$(inodes)"
want=$(cat "$dir/old/05-mem_init.zones.dot")
sed -i 's/Normal/normal/' "$dir/old/05-mem_init.zones.dot"
"$INITMEM" run -o "$dir/old" $board >/dev/null
same "one of as many other bytes is" "$want" "$(cat "$dir/old/05-mem_init.zones.dot")"
same "and it alone" 1 "$(diff <(echo "$before") <(inodes) | grep -c '^>')"

# Two at once, some rounds: each time the set is of one boot.
mixed=
for round in {1..8}; do
	"$INITMEM" run -o "$dir/both" $board >/dev/null &
	"$INITMEM" run -o "$dir/both" $numa >/dev/null
	wait
	mixed+=$(cat "$dir"/both/*.json |
		jq -rs '[.[].nodes | length] | unique | if . == [0,1] or . == [1] or . == [2] or . == [0,2] then "" else tostring end')
done
same "two at once never mix" "" "$mixed"
same "nor leave anything" "" "$(find "$dir/both" -name '.*' ! -path "$dir/both")"
rm -rf "$dir/both" "$dir/old"

# report: killed at many moments, or not in time
for ms in 1 2 3 5 8 13 21; do
	"$INITMEM" report -o "$dir/page.html" $numa &
	sleep 0.0$ms
	kill -TERM $! 2>/dev/null
	wait $! 2>/dev/null
	rm -f "$dir/page.html"
done
same "a killed report leaves nothing" "err pipe" "$(cd "$dir" && echo *)"

echo old >"$dir/page.html"
chmod 640 "$dir/page.html"
"$INITMEM" report -o "$dir/page.html" $board
same "report keeps a file's mode" 640 "$(stat -c %a "$dir/page.html")"
mkdir "$dir/there"
ln -s there/target.html "$dir/link.html"
"$INITMEM" report -o "$dir/link.html" $board
same "report writes through a symbolic link" "there/target.html 644" \
	"$(readlink "$dir/link.html") $(stat -c %a "$dir/there/target.html")"

for words in --help --version --usage "run --help" "kernel list --help" \
	"report --usage" "lint --list"; do
	# shellcheck disable=SC2086
	"$INITMEM" $words >/dev/full 2>"$dir/err"
	same "a full disk, $words" "2 initmem: standard output: No space left on device" \
		"$? $(cat "$dir/err")"
done

# A sanitizer has an allocator of its own, and needs terabytes of addresses.
if [ -z "${SANITIZE:-}" ]; then
	regions 9000 268435456 4096 | dtc -q -I dts -O dtb -o "$dir/many.dtb" -
	for kib in 12000 16000 20000 24000 28000; do
		(ulimit -c 0 -v $kib
			exec "$INITMEM" run -o "$dir/many" "$dir/many.dtb" \
				>/dev/null 2>"$dir/err")
		same "at most $kib KiB" "2 initmem: out of memory" "$? $(cat "$dir/err")"
	done
	same "nothing is left then" no "$([ -e "$dir/many" ] && echo yes || echo no)"
fi
