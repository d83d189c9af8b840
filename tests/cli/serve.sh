#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# `initmem serve`: who is let in, what its fields answer, limits, and its end.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

board=dts/board-uma-1g.dts
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT

# OPTION...: a server, its address in $at
serve() {
	local i
	: >"$dir/address" # the child empties it only once it runs
	# What runs in the background of a script ignores Ctrl-C otherwise.
	env --default-signal=INT "$INITMEM" serve "$@" >"$dir/address" \
		2>"$dir/said" &
	server=$!
	for ((i = 0; i < 300; i++)); do
		at=$(cat "$dir/address")
		[ -z "$at" ] && kill -0 "$server" 2>/dev/null || return
		sleep 0.1
	done
}

end() { # SIGNAL: its exit status
	kill "-$1" "$server"
	wait "$server"
	status=$?
	server=
}

# PLACE OPTION...: the answer's status; what it says is in $dir/answer
ask() {
	local place=$1
	shift
	curl -sS --noproxy '*' --max-time 60 -o "$dir/answer" \
		-w '%{http_code}' "$@" "$place" 2>"$dir/curl"
}

# The JSON inside a page.
part() { # ID [FILE]
	awk -v mark="<script type=\"application/json\" id=\"$1\">" '
		index($0, mark) == 1 { inside = 1; $0 = substr($0, length(mark) + 1) }
		inside && sub(/<\/script>.*/, "") { print; exit }
		inside' "${2:-$dir/answer}"
}

# NAME STATUS FIELD TEXT OPTION...: an error that stands beside its field
wrong() {
	local name=$1 expected="$2 $3 yes" got
	shift 3
	local text=$1
	shift
	got=$(ask "${at}boot" "$@")
	got="$got $(jq -r --arg text "$text" '.field + " " +
		(if .message | contains($text) then "yes" else .message end)' \
		"$dir/answer" 2>/dev/null)"
	same "$name" "$expected" "$got"
}

# --- the call ---------------------------------------------------------------

same "a wrong input is said at once" \
	"2 initmem: Makefile: neither a device tree" \
	"$("$INITMEM" serve Makefile >"$dir/out" 2>&1; echo "$? $(cut -c1-40 "$dir/out")")"
"$INITMEM" serve --port=0 $board >"$dir/out" 2>&1
same "a wrong port" "2 initmem: --port=0: expected 1 to 65535" "$? $(cat "$dir/out")"

serve $board
say "it prints an address of this machine, with a random word" "$(
	grep -qxE 'http://127\.0\.0\.1:[0-9]+/[0-9a-f]{32}/' "$dir/address" ||
		cat "$dir/address" "$dir/said")"
[ -n "$at" ] || exit 1
port=${at#http://127.0.0.1:}
port=${port%%/*}
same "it listens on the loopback address alone" "0100007F" "$(
	awk -v port="$(printf %04X "$port")" '$4 == "0A" {
		split($2, a, ":"); if (a[2] == port) print a[1] }' \
		/proc/net/tcp /proc/net/tcp6)"
"$INITMEM" serve --port="$port" $board >"$dir/out" 2>&1
same "a port that is taken" \
	"2 initmem: 127.0.0.1:$port: Address already in use" "$? $(cat "$dir/out")"

# --- who may ask ------------------------------------------------------------

same "the page" 200 "$(ask "$at")"
same "it may ask its server, and nobody else" 1 \
	"$(grep -c "connect-src 'self'\">" "$dir/answer")"
"$INITMEM" report $board -o "$dir/page.html"
same "its boot is that of the page of report" \
	"$(part records "$dir/page.html" | md5sum)" "$(part records | md5sum)"
same "that page asks nobody" 0 "$(grep -c connect-src "$dir/page.html")"
same "another word is refused" 403 "$(ask "${at%?????}0000/")"
same "no word is refused" 403 "$(ask "http://127.0.0.1:$port/")"
same "another name of the host is refused" 403 \
	"$(ask "$at" -H "Host: example.org:$port")"
same "another port of the host is refused" 403 "$(ask "$at" -H 'Host: 127.0.0.1:1')"
same "localhost is this machine" 200 "$(ask "$at" -H "Host: localhost:$port")"
same "another page's question is refused" 403 \
	"$(ask "${at}boot" -F cpus=1 -H 'Origin: http://example.org')"
same "the page's own is not" 200 \
	"$(ask "${at}boot" -F cpus=1 -H "Origin: http://127.0.0.1:$port")"
same "nothing of that name" 404 "$(ask "${at}etc/passwd")"
same "another method" 405 "$(ask "$at" -X PUT)"
same "a form where a page is" 405 "$(ask "$at" -F cpus=1)"
same "no form" 415 "$(ask "${at}boot" -H 'Content-Type: text/plain' -d x)"

# --- limits -----------------------------------------------------------------

head -c 17000000 /dev/zero >"$dir/big"
same "a body that is too big" 413 "$(ask "${at}boot" -F "input=@$dir/big")"
same "one that does not say so" 413 "$(ask "${at}boot" -F "input=@$dir/big" \
	-H 'Transfer-Encoding: chunked')"
many=()
for ((i = 0; i < 40; i++)); do
	many+=(-F "f$i=1")
done
same "too many fields" 400 "$(ask "${at}boot" "${many[@]}")"

# --- fields -----------------------------------------------------------------

# NAME WORDS OPTION...: the boot of these fields is that of a call
boots() {
	local name=$1 words=$2 got
	shift 2
	got=$(ask "${at}boot" "$@")
	# shellcheck disable=SC2086 # words
	eval "$INITMEM" report $words -o "$dir/page.html" 2>/dev/null
	same "$name" "200 $(part records "$dir/page.html" | md5sum)" \
		"$got $(part records | md5sum)"
}

boots "command line" "--cmdline='cma=512M quiet' $board" -F 'cmdline=cma=512M quiet'
same "the page says what it is" "cma=512M quiet" \
	"$(part served | jq -r .fields.cmdline)"
boots "an empty command line" "--cmdline= $board" -F cmdline=
boots "CPUs" "--cpus=1 $board" -F cpus=1
boots "memory" "--memory=0x40000000,512M --memory=0x80000000,3G $board" \
	-F 'memory=0x40000000,512M  0x80000000,3G'
boots "a kernel" "--kernel=debian-6.1-arm64 $board" -F kernel=debian-6.1-arm64
boots "several fields" "--cpus=1 --cmdline=cma=16M $board" -F cpus=1 -F cmdline=cma=16M
boots "fields that are encoded otherwise" "--cmdline='a b' $board" -d 'cmdline=a%20b'
boots "empty fields are none" "$board" -F cpus= -F memory= -F kernel=
same "another input" 200 "$(ask "${at}boot" -F input=@dts/server-numa2.dts)"
same "its name and kernel" "server-numa2.dts debian-6.12-arm64 2" "$(part served |
	jq -r '[.input, .fields.kernel, (.fields.memory | split(" ") |
		map(split(",")[2]) | unique | length)] | join(" ")')"
same "a log with a map of its own" "200 null" "$(
	ask "${at}boot" -F input=@fixtures/x86-numa2-4g-smp4/input.log) $(
	part served | jq .fields.memory)"
boots "the call's own boot is the same after all that" "$board" -F x=

wrong "wrong CPUs" 422 cpus "--cpus=0: expected 1 to 8192" -F cpus=0
wrong "wrong memory" 422 memory "--memory=1,2,x: expected BASE,SIZE[,NODE]" \
	-F memory='0,1G 1,2,x'
wrong "memory of what has its own map" 422 memory "this input has its own map" \
	-F memory=0,1G -F input=@fixtures/x86-numa2-4g-smp4/input.log
wrong "no such kernel" 422 kernel "debian-9: no such kernel" -F kernel=debian-9
wrong "a kernel of other CPUs" 422 kernel "is for x86_64" -F kernel=debian-6.1-amd64
wrong "no file of this machine as a kernel" 422 kernel \
	"expected the name of a kernel" -F kernel="$PWD/x.json"
wrong "another input that is none" 422 input "Makefile: neither a device tree" \
	-F input=@Makefile
same "a kernel that panics is a boot" "200 1" "$(
	ask "${at}boot" -F memory=0x40000000,28M) $(part records |
	jq '[.[] | select(has("panic"))] | length')"

# --- what differs -----------------------------------------------------------

same "diff" 200 "$(ask "${at}diff" -F cpus=1 -F before-cmdline=quiet \
	-F cmdline=cma=512M)"
same "it says what diff says" "$("$INITMEM" diff --format=json --cpus=2 \
	--cmdline=quiet $board --b-cmdline=cma=512M | md5sum)" \
	"$(ask "${at}diff" -F before-cmdline=quiet -F cmdline=cma=512M \
		>/dev/null; md5sum <"$dir/answer")"
same "of two inputs" "200 true" "$(ask "${at}diff" \
	-F before-input=@dts/server-numa2.dts -F input=@dts/board-uma-1g.dts) $(
	jq '.owners.rows | length > 3' "$dir/answer")"
same "of the same" "200 0" "$(ask "${at}diff" -F cpus=2) $(
	jq '[.[] | objects | .rows | length] | add' "$dir/answer")"

# --- its end ----------------------------------------------------------------

same "it is one process, without threads" "1 " "$(ls "/proc/$server/task" | wc -l) $(
	cat "/proc/$server/task/"*/children)"
end INT
same "Ctrl-C ends it" 0 $status
say "it has said nothing else" "$(cat "$dir/said")"

: >"$dir/address"
"$INITMEM" serve - <$board >"$dir/address" 2>"$dir/said" &
server=$!
for ((i = 0; i < 300 && $(wc -c <"$dir/address") == 0; i++)); do sleep 0.1; done
at=$(cat "$dir/address")
boots "standard input, read once" "--cpus=1 $board" -F cpus=1
same "again" 200 "$(ask "$at")"
end TERM
same "so does a wish to end" 0 $status

serve --machine 'arm64 nodes=4 mem=16G cpus=8' --append=quiet
same "a machine in words" "200 8 quiet" "$(ask "$at") $(part served |
	jq -r '"\(.fields.cpus) \(.fields.cmdline)"')"
boots "its fields" "--machine 'arm64 nodes=4 mem=16G cpus=8' --cmdline= --cpus=4" -F cmdline= -F cpus=4
end INT
same "Ctrl-C again" 0 $status
