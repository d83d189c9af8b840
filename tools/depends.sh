#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: depends.sh PACKAGE...
#
# Installs the Debian packages that are missing; asks for root only then.

set -eu

missing=
for package; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) ||
		status=
	[ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing with apt:$missing" >&2
root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || {
		echo "depends.sh: as root, run: apt-get install$missing" >&2
		exit 1
	}
	root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
# Of several archives one may be out of order, and not the one that is needed.
$root apt-get update -qq </dev/null ||
	echo "depends.sh: apt-get update failed, going on with the lists there are" >&2
# shellcheck disable=SC2086 # a list of words
$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
	--no-install-recommends $missing </dev/null
