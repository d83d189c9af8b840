#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: fetch.sh DIR
#
# Leaves in DIR/arm, DIR/arm64 and DIR/riscv64 the device trees of all boards in
# the kernel's source, made of it as the kernel's build does: by cpp and dtc. The
# source is Debian's package; where it is not installed, apt brings it, with
# lists of its own below DIR, so that nothing is installed and no root is needed.
# A tree that dtc refuses is named, and counts as one that fails (corpus.py).

set -eu
package=linux-source-6.12
dir=$1
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
[ "$(cat "$dir/complete" 2>/dev/null)" != "$package" ] || exit 0

download() {
	mkdir -p "$dir/apt/lists/partial" "$dir/apt/archives/partial"
	: >"$dir/apt/status"
	cat >"$dir/apt/apt.conf" <<END
Dir::State "$dir/apt";
Dir::State::Lists "$dir/apt/lists";
Dir::State::status "$dir/apt/status";
Dir::Cache "$dir/apt";
APT::Sandbox::User "";
Acquire::Retries "3";
END
	export APT_CONFIG="$dir/apt/apt.conf"
	# An index that is out of step may be another's: the download will say.
	apt-get update -qq || echo "fetch.sh: apt has not all its indexes" >&2
	(cd "$dir/apt/archives" && apt-get download -qq "$package")
}

source_archive() {
	if [ -e "/usr/src/$package.tar.xz" ]; then
		cat "/usr/src/$package.tar.xz"
	else
		download >&2
		dpkg-deb --fsys-tarfile "$dir/apt/archives/$package"_*.deb |
			tar -x -O --wildcards './usr/src/linux-source-*.tar.xz'
	fi
}

# dtc of before 1.7 has no word for `&{label/path} {`: as nodes below the label.
nest='s|^&{\([A-Za-z0-9_][A-Za-z0-9_]*\)/\([^/}]*\)} {$|\&\1 { \2 {|; t in; b; :in n; s|^};$|}; };|; t; b in'

# What compiles one tree: `sh -c "$compile" sh OUT DTS`, in the source's folder.
compile='
	out=$1/$(basename "$2" .dts).dtb
	[ ! -e "$out" ] || out=$1/$(basename "$(dirname "$2")")-$(basename "$out")
	cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp \
		-I scripts/dtc/include-prefixes "$2" | sed "$nest" |
		dtc -q -I dts -O dtb -i "$(dirname "$2")" -o "$out" - ||
		{ : >"${out%.dtb}.refused"; echo "fetch.sh: dtc refuses $2" >&2; }
'

export nest

compile_all() { # FOLDER-OF-ARCH ARCHITECTURE
	rm -rf "${dir:?}/$2"
	mkdir -p "$dir/$2"
	echo "compiling the trees of $2"
	(cd "$dir/source" && find "arch/$1/boot/dts" -name '*.dts' | sort |
		xargs -P "$(nproc)" -n 1 sh -c "$compile" sh "$dir/$2")
}

rm -rf "$dir/source"
mkdir -p "$dir/source"
source_archive | tar -xJ -C "$dir/source" --strip-components=1 --wildcards \
	'*/arch/*/boot/dts' '*/include/dt-bindings' \
	'*/include/uapi/linux/input-event-codes.h' \
	'*/scripts/dtc/include-prefixes'
compile_all arm arm
compile_all arm64 arm64
compile_all riscv riscv64
rm -rf "$dir/apt" "$dir/source"
echo "$package" >"$dir/complete"
