#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: fetch.sh DIR
#
# Leaves in DIR/arm64 and DIR/armhf the device trees that Debian's kernel
# packages for these machines carry. apt brings the packages, from the sources
# that this system has, with lists of its own below DIR: nothing is installed,
# no foreign architecture is added, and no root is needed.

set -eu
dir=$1
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
[ ! -e "$dir/complete" ] || exit 0

mkdir -p "$dir/apt/lists/partial" "$dir/apt/archives/partial"
: >"$dir/apt/status"
cat >"$dir/apt/apt.conf" <<EOF
Dir::State "$dir/apt";
Dir::State::Lists "$dir/apt/lists";
Dir::State::status "$dir/apt/status";
Dir::Cache "$dir/apt";
APT::Architectures { "$(dpkg --print-architecture)"; "arm64"; "armhf"; };
APT::Sandbox::User "";
EOF
export APT_CONFIG="$dir/apt/apt.conf"
apt-get update -qq

# The newest image that the flavour's metapackage stands for.
image() { # FLAVOUR ARCHITECTURE
	apt-cache depends "linux-image-$1:$2" |
		sed -n "s/.*Depends: \(linux-image-[0-9][^: ]*\).*/\1/p" | head -1
}

unpack() { # FLAVOUR ARCHITECTURE
	package=$(image "$1" "$2")
	[ -n "$package" ] || {
		echo "fetch.sh: apt knows no linux-image-$1:$2" >&2
		exit 2
	}
	echo "fetching $package:$2"
	(cd "$dir/apt/archives" && apt-get download -qq "$package:$2")
	rm -rf "$dir/$2"
	mkdir -p "$dir/$2"
	for deb in "$dir/apt/archives/$package"_*_"$2".deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -C "$dir/$2" --wildcards '*.dtb'
	done
	echo "$package" >"$dir/$2/package"
}

unpack arm64 arm64
unpack armmp armhf
rm -rf "$dir/apt"
: >"$dir/complete"
