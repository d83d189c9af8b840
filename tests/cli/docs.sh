#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Man page and completions name every command, option, phase and view that the
# program has, and no option it does not have.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# COMMAND...: its long options, from the help that argp makes of its tables.
options() {
	"$INITMEM" "$@" --help | grep -oE -- '--[a-z][a-z-]*' | sort -u
}

commands=$("$INITMEM" --help | sed -n '/^Commands:/,$ s/^  \([a-z]*\) .*/\1/p')
phases=$("$INITMEM" run --phase= x 2>&1 | sed 's/.*one of: //; s/,//g')
views=$("$INITMEM" graph x x 2>&1 | sed 's/.*one of: //; s/,//g')
all=$(for c in run graph report serve log list lint explain diff verify gather "kernel list" "kernel import"; do options $c; done | sort -u)
man=$(MANWIDTH=200 man -l man/initmem.1 2>/dev/null | col -b)

say "the program has commands, phases and views" "$(
	[ "$(wc -w <<<"$commands")" -ge 4 ] && [ "$(wc -w <<<"$phases")" -ge 9 ] &&
		[ "$(wc -w <<<"$views")" -ge 6 ] ||
		echo "expected at least 4, 9 and 6, got: $commands / $phases / $views")"

# FILE TEXT WORD...: which words are missing in the text.
missing() {
	local text=$1 word
	shift
	for word; do
		grep -qE -- "(^|[^a-z_-]|--)${word#--}([^a-z_-]|$)" <<<"$text" ||
			echo -n "$word "
	done
}

for file in man/initmem.1 completions/initmem.bash completions/_initmem \
	completions/initmem.fish; do
	text=$(cat "$file")
	[ "$file" = man/initmem.1 ] && text=$man
	# shellcheck disable=SC2086 # words
	lost=$(missing "$text" $commands $all $phases $views)
	say "$file names all there is" "${lost:+not there: $lost}"
done

# shellcheck disable=SC2046 # words
lost=$(missing "$man" $("$INITMEM" lint --list | cut -d' ' -f1))
# WORD...: what bash offers for the last one.
offered() {
	PATH=$(dirname "$INITMEM"):$PATH bash -c '
		source completions/initmem.bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_initmem
		echo "${COMPREPLY[*]}"' bash initmem "$@"
}
same "bash: devices of the tree" "firmware@7ff00000" "$(offered explain dts/board-uma-1g.dts device fi)"
same "bash: options are not INPUT" "0 1" \
	"$(offered explain --kernel debian-6.1-arm64 dts/server-numa2.dts zonelist "")"
same "bash: nothing behind the answer's words" "" "$(offered explain dts/board-uma-1g.dts device x "")"
same "bash: kernels" "linux-7.1-arm64 linux-7.1-x86_64" "$(offered kernel show linux-7)"
say "the man page names each rule of lint" "${lost:+not there: $lost}"

extra=$(grep -oE -- '--[a-z][a-z-]*' <<<"$man" | sort -u |
	comm -23 - <(printf '%s\n' $all | sort -u) | tr '\n' ' ')
say "the man page names no option that is not there" "${extra:+$extra}"

# The words of a drawing, which no other Graphviz lays out differently.
words() {
	grep -oE '>[^<]+</text>' | sort
}

for view in flow memory; do
	say "docs/$view.svg says what the program draws" "$(
		diff <(words <docs/$view.svg) \
			<("$INITMEM" graph $view -T svg dts/board-uma-1g.dts | words) |
			head -n 3)"
done
