#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: sysroot.sh ARCHITECTURE DIR
#
# Leaves in DIR/root Debian's libraries and headers for another architecture. apt
# brings them with lists of its own below DIR: this system learns of no foreign
# architecture, whose packages would have to be of the same versions as its own,
# nothing is installed, and no root is needed.

set -eu
arch=$1
dir=$2
packages='libc6-dev libjson-c-dev libfdt-dev libcgraph6 libdw-dev libelf-dev
	libsmartcols-dev'
# Their headers and names only: what these need is as much as all the rest, and
# nothing of it is run here.
alone='libgraphviz-dev libgvc6 libarchive-dev libarchive13'

wanted="$arch $packages $alone"
[ "$(cat "$dir/complete" 2>/dev/null)" != "$wanted" ] || exit 0
rm -rf "$dir"
mkdir -p "$dir/apt/lists/partial" "$dir/apt/archives/partial" "$dir/root"
dir=$(cd "$dir" && pwd)
: >"$dir/apt/status"
cat >"$dir/apt/apt.conf" <<END
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::State "$dir/apt";
Dir::State::Lists "$dir/apt/lists";
Dir::State::status "$dir/apt/status";
Dir::Cache "$dir/apt";
END
export APT_CONFIG="$dir/apt/apt.conf"
# Of several archives one may be out of order, and not the one that is needed.
apt-get update -qq ||
	echo "sysroot.sh: apt-get update failed, going on with the lists there are" >&2
# shellcheck disable=SC2086 # lists of words
apt-get install -qq -y --download-only $packages &&
	(cd "$dir/apt/archives" && apt-get download -qq $alone)
for package in "$dir"/apt/archives/*.deb; do
	dpkg-deb --fsys-tarfile "$package" |
		tar -x -C "$dir/root" --exclude './usr/share/[!p]*'
done
rm -rf "$dir/apt"
echo "$wanted" >"$dir/complete"
