#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: embed.sh OUTPUT.c SERVE.js PAGE.html STYLE.css SCRIPT.js...
#
# Writes a C file that holds the report page's parts as string literals
# (emit/html.h): page_serve_script, page_html, page_style and page_script, which
# is all scripts in the order given.

set -eu
LC_ALL=C
export LC_ALL

[ $# -ge 5 ] || { echo "usage: embed.sh OUTPUT.c SERVE.js PAGE.html STYLE.css SCRIPT.js..." >&2; exit 2; }
output=$1
serve=$2
page=$3
style=$4
shift 4

# NAME FILE...
text() {
	name=$1
	shift
	echo "const char $name[] ="
	for file; do
		sed -f "$(dirname "$0")/../../util/literal.sed" "$file"
	done
	echo ';'
}

trap 'rm -f "$output.tmp"' EXIT
{
	echo '/* Made by emit/page/embed.sh. */'
	echo '#include "emit/html.h"'
	text page_serve_script "$serve"
	text page_html "$page"
	text page_style "$style"
	text page_script "$@"
} > "$output.tmp"
mv "$output.tmp" "$output"
