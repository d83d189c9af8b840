#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: fetch.sh DIR
#
# Leaves in DIR/arm64 and DIR/armhf the device trees that Debian's kernel
# packages for these machines carry, and in DIR/riscv64 those of RISC-V boards,
# for which there is no such package, made from the kernel's source. apt brings
# the packages, from the sources that this system has, with lists of its own
# below DIR: nothing is installed, no foreign architecture is added, and no root
# is needed. A mirror that is being brought up to date may lack a list or the
# newest version of a package: what it has is taken then.

set -eu
dir=$1
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
[ ! -e "$dir/complete" ] || exit 0

mkdir -p "$dir/apt/archives/partial"
: >"$dir/apt/status"

# From here on apt is that of such a machine: a list that is missing for one
# architecture spoils none of another's.
machine() { # ARCHITECTURE
	mkdir -p "$dir/apt/$1/partial"
	cat >"$dir/apt/apt.conf" <<EOF
Dir::State "$dir/apt";
Dir::State::Lists "$dir/apt/$1";
Dir::State::status "$dir/apt/status";
Dir::Cache "$dir/apt";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Architecture "$1";
APT::Architectures { "$1"; };
APT::Sandbox::User "";
Acquire::Retries "3";
EOF
	export APT_CONFIG="$dir/apt/apt.conf"
	apt-get update -qq ||
		echo "fetch.sh: not all lists of $1 are to be had; going on with the others" >&2
}

# The newest version that can be had of it, into archives/.
download() { # PACKAGE
	echo "fetching $1"
	for version in $(apt-cache madison "$1" |
		awk -F ' *[|] *' '!seen[$2]++ { print $2 }'); do
		(cd "$dir/apt/archives" && apt-get download -qq "$1=$version") &&
			return
	done
	echo "fetch.sh: $1 is not to be had" >&2
	return 1
}

# The newest image that the flavour's metapackage stands for.
image() { # FLAVOUR
	apt-cache depends "linux-image-$1" |
		sed -n "s/.*Depends: \(linux-image-[0-9][^: ]*\).*/\1/p" | head -1
}

unpack() { # FLAVOUR ARCHITECTURE
	machine "$2"
	package=$(image "$1")
	[ -n "$package" ] || {
		echo "fetch.sh: apt knows no linux-image-$1:$2" >&2
		exit 2
	}
	download "$package" || exit 2
	rm -rf "$dir/$2"
	mkdir -p "$dir/$2"
	for deb in "$dir/apt/archives/$package"_*_"$2".deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -C "$dir/$2" --wildcards '*.dtb'
	done
	echo "$package" >"$dir/$2/package"
}

# The sources that a package holds, or that are installed here.
source_archive() { # PACKAGE
	if download "$1" >&2; then
		dpkg-deb --fsys-tarfile "$dir/apt/archives/$1"_*.deb |
			tar -x -O --wildcards './usr/src/linux-source-*.tar.xz'
	else
		cat "/usr/src/$1.tar.xz"
	fi
}

# The sources of device trees, as the kernel's build hands them to dtc.
compile() { # PACKAGE ARCHITECTURE FOLDER-OF-ARCH
	machine "$(dpkg --print-architecture)"
	rm -rf "$dir/$2" "$dir/source"
	mkdir -p "$dir/$2" "$dir/source"
	source_archive "$1" |
		tar -xJ -C "$dir/source" --strip-components=1 \
			--wildcards '*/arch/*/boot/dts' \
			'*/include/dt-bindings' \
			'*/include/uapi/linux/input-event-codes.h' \
			'*/scripts/dtc/include-prefixes'
	(cd "$dir/source" && find "arch/$3/boot/dts" -name '*.dts' | sort) |
		while read -r dts; do
			(cd "$dir/source" &&
				cpp -nostdinc -undef -D__DTS__ \
					-x assembler-with-cpp \
					-I scripts/dtc/include-prefixes "$dts" |
				dtc -q -I dts -O dtb -i "$(dirname "$dts")" \
					-o "$dir/$2/$(basename "$dts" .dts).dtb" -)
		done
	echo "$1" >"$dir/$2/package"
	rm -rf "$dir/source"
}

unpack arm64 arm64
unpack armmp armhf
compile linux-source-6.12 riscv64 riscv
rm -rf "$dir/apt"
: >"$dir/complete"
