#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# libinitmem as others find it: installed, by pkg-config, shared and static; and
# by its Python binding.

set -u
cd "$(dirname "$0")/.." || exit 2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cc=${CC:-gcc}
board=dts/board-uma-1g.dts

say() { # NAME MESSAGE: ok without a message
	if [ -z "$2" ]; then echo "ok $1"; else echo "not ok $1: $2"; fi
}

if [ -n "${SANITIZE:-}" ]; then
	echo "# skip library: it is built without sanitizers"
	say "nothing to be seen" ""
	exit
fi
make -s BUILD="${BUILD:-build}" CC="$cc" PREFIX="$root" install >/dev/null ||
	{ say "make install" "it fails"; exit; }
export PKG_CONFIG_PATH=$root/lib/pkgconfig
export LD_LIBRARY_PATH=$root/lib

# NAME FLAG...: the example, built with what pkg-config says.
build() {
	local name=$1 said
	shift
	# shellcheck disable=SC2046 # words are wanted
	said=$($cc -std=c99 -Wall -Wextra -Werror -pedantic -o "$root/$name" \
		docs/examples/phases.c $(pkg-config --cflags libinitmem) "$@" 2>&1)
	say "the example builds, $name" "$said"
}
# shellcheck disable=SC2046
build shared $(pkg-config --libs libinitmem)
# shellcheck disable=SC2046
build static "$root/lib/libinitmem.a" \
	$(pkg-config --libs --static libinitmem | sed 's/-linitmem//')
said=$(echo '#include <initmem.h>' | c++ -x c++ -fsyntax-only \
	-Wall -Werror "-I$root/include" - 2>&1)
if command -v c++ >/dev/null; then say "C++ reads the header" "$said"; fi

phases=$("$INITMEM" run --format=json $board | wc -l)
for name in shared static; do
	said=$("$root/$name" $board 2>&1 | grep -cE '^[a-z_0-9]+ +[0-9]+ bytes$')
	say "the example runs, $name" "$([ "$said" = "$phases" ] ||
		echo "expected $phases lines, got $said")"
	said=$("$root/$name" $board cpus=none 2>&1)
	say "the example says what is wrong, $name" "$(
		[ "$said" = "phases: cpus=none: expected 1 to 8192" ] || echo "$said")"
done
say "the shared example needs the library" "$(
	ldd "$root/shared" | grep -q 'libinitmem\.so\.0' || echo "it does not")"

exported=$(nm -D --defined-only "$root/lib/libinitmem.so" |
	sed -nE 's/.* T (.*)@@INITMEM_0$/\1/p')
declared=$(sed -nE 's/.*[ *](initmem_[a-z_]+)\(.*/\1/p' <(
	grep -A1 '^INITMEM_API' src/lib/initmem.h) | sort -u)
say "what is exported is what is declared" \
	"$(diff <(echo "$exported") <(echo "$declared") | tr '\n' ' ')"
say "the archive has no other names" "$(
	nm -g --defined-only "$root/lib/libinitmem.a" | grep ' [A-Z] ' |
	grep -v ' T initmem_' | head -n 1)"

LIBINITMEM=$root/lib/libinitmem.so.0 PYTHONDONTWRITEBYTECODE=1 \
	/usr/bin/python3 tests/check_library.py 2>"$root/said"
say "nothing is printed but by the test" "$(head -n 1 "$root/said")"
make -s BUILD="${BUILD:-build}" PREFIX="$root" uninstall
say "make uninstall leaves no file" "$(find "$root/lib" "$root/include" \
	-type f 2>/dev/null | head -n 1)"
