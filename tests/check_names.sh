#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: check_names.sh [ROOT]
#
# What has a table is named in it and nowhere else: the phases of a boot
# (src/start/calls.c; the rows of an architecture's own calls), the views of
# graphs (src/emit/views.c), architectures (src/model/archs.c), rules (RULE() in
# the file of the function: then code asks for its constant). A row of another
# table may be for one architecture, but no code asks which one it is.

set -u
cd "${1:-.}" || exit 2
failed=0
wrong() {
	echo "not ok names: $*"
	failed=1
}

alternatives() { sort -u | paste -sd'|'; }

# "start" is a word that kernels use, too.
phases=$(awk -F'"' '/\.name = "/ { name = $2 }
	/CALL_PHASE/ && name != "start" { print name }' src/start/calls.c |
	alternatives)
views=$(sed -n 's/^\t{ "\([a-z]*\)", ".*/\1/p' src/emit/views.c | alternatives)
archs=$(sed -n 's/.*\.\(name\|family\) = "\([a-z0-9_]*\)".*/\2/p' \
	src/model/archs.c | alternatives)
rules=$(find src -name '*.c' | xargs sed -nE 's/^(NUMBER_)?RULE\((\w+),.*/\2/p' |
	alternatives)
for list in "$phases" "$views" "$archs" "$rules"; do
	[ -n "$list" ] || wrong "a table is not where this script looks for it"
done

# The lines that have a string, without comments: file:line:text.
code=$(find src -name '*.[ch]' | sort | xargs awk '
	FNR == 1 { inside = 0 }
	{
		line = $0
		if (inside && !sub(/^.*\*\//, "", line))
			next
		inside = 0
		gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
		if (sub(/\/\*.*$/, "", line))
			inside = 1
		if (line ~ /"/ && line !~ /^#include/)
			print FILENAME ":" FNR ":" line
	}')

# WHAT TABLE PATTERN EXCEPT: no line outside the table fits, but for these
none() {
	local at
	while read -r at; do
		wrong "$at: the name of $1 outside of $2"
	done < <(grep -E "$3" <<<"$code" | grep -vF "$2:" | grep -vE "$4" |
		cut -d: -f1,2)
}

none "a phase" src/start/calls.c "\"($phases)[\"/]" \
	'^src/arch/[^:]*:[0-9]+:\s*\{ \.name = "'
none "a view" src/emit/views.c ":[0-9]+:.*view.*\"($views)\"" '^$'
none "an architecture" src/model/archs.c \
	"(arch[a-z_]*|cmp|same)\([^\"]*\"($archs)\"|(=|\?|:|return) \"($archs)\"" \
	'\.(name|arch) = "|:[0-9]+:\s*\{ '
# Members of records and words of a kernel may be called like a rule: what knows
# rules by their names are the profiles, and calls that take such a name.
none "a rule" "its RULE()" "^src/(profile/[^:]*|model/rules\.c):.*[({,] ?\"($rules)\"|rule[a-z_]*(\(|->name, )[^\"]*\"($rules)\"" \
	'\.name = "|RULE\('
[ $failed = 1 ] || echo "ok names: phases, views, architectures, rules"
exit $failed
