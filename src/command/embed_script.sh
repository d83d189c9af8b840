#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: embed_script.sh OUTPUT.c SCRIPT
#
# Writes a C file with gather_script[] (command/gather.h), the script as it is.

set -eu
{
	echo '/* Made by command/embed_script.sh. */'
	echo '#include "command/gather.h"'
	echo
	echo 'const char gather_script[] ='
	sed -f "$(dirname "$0")/../util/literal.sed" "$2"
	echo ';'
} >"$1.tmp"
mv "$1.tmp" "$1"
