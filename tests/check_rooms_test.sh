#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# check_rooms.sh finds each kind of trouble that it looks for.

set -u
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

# NAME FILE TEXT MESSAGE: with TEXT in FILE, check_rooms.sh says MESSAGE.
finds() {
	local out
	rm -rf "$copy/src"
	mkdir -p "$copy/src/start" "$copy/src/lint"
	cp -r "$here/../src/util" "$here/../src/model" "$here/../src/journal" "$copy/src"
	cp "$here/../src/start/calls.h" "$copy/src/start"
	printf '%b\n' "$3" >>"$copy/$2"
	if out=$(bash "$here/check_rooms.sh" "$copy"); then
		echo "not ok $1: was not found"
	elif [[ $out != *"$4"* ]]; then
		echo "not ok $1: expected \"$4\", got: $out"
	else
		echo "ok $1"
	fi
}

spdx='/* SPDX-License-Identifier: GPL-2.0-only */\n'
finds "a room that includes upwards" src/model/memblock.c \
	'#include "start/calls.h"' 'model may not include "start/calls.h"'
finds "a circle of files" src/model/zone.c \
	'#include "model/boot.h"' 'include each other in a circle'
finds "a library out of its place" src/util/size.c \
	'#include <libfdt.h>' '<libfdt.h> belongs in src/input/dtb.c'
finds "a header that does not compile alone" src/util/lonely.h \
	"${spdx}size_t lonely(void);" 'src/util/lonely.h does not compile alone'
finds "a header without its room" src/util/size.c \
	'#include "size.h"' 'does not name a room'
finds "a rule that reads the log" src/lint/rule.c \
	"${spdx}const char *rule(const struct journal *j) { return j->log[0]; }" \
	'src/lint/rule.c:2: lint reads the log'
finds "a file without a license" src/util/bare.c \
	'int bare;' 'src/util/bare.c: no SPDX line'
finds "a long function" src/util/long.c \
	"${spdx}int f(void)\n{\n$(printf '\\n%.0s' {1..64})}" \
	'src/util/long.c:3: a function of 66 lines'
mkdir -p "$copy/src/attic"
printf '%b' "${spdx}#include \"util/size.h\"\n" >"$copy/src/attic/old.c"
out=$(bash "$here/check_rooms.sh" "$copy")
case $out in
*"src/attic is no room"*) echo "ok a folder that is no room" ;;
*) echo "not ok a folder that is no room: got: $out" ;;
esac
