# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash

# A folder for one script of tests/cli; gone when it ends.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# NAME EXPECTED GOT
same() {
	if [ "$2" = "$3" ]; then
		echo "ok $1"
	else
		echo "not ok $1: expected '$2', got '$3'"
	fi
}

say() { # NAME MESSAGE: ok without a message
	if [ -z "$2" ]; then echo "ok $1"; else echo "not ok $1: $2"; fi
}
