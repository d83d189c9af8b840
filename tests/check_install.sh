#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What `make install` leaves works from there.

set -u
cd "$(dirname "$0")/.." || exit 2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

say() { # NAME MESSAGE: ok without a message
	if [ -z "$2" ]; then echo "ok $1"; else echo "not ok $1: $2"; fi
}

said=$(make -s BUILD="${BUILD:-build}" SANITIZE="${SANITIZE:-}" \
	CC="${CC:-gcc}" DESTDIR="$root" PREFIX=/usr install 2>&1 >/dev/null) ||
	{ say "make install" "$(tail -n 1 <<<"$said")"; exit; }
for file in bin/initmem bin/initmem-gather share/man/man1/initmem.1 \
	share/man/man1/initmem-gather.1 share/man/man5/initmem-kernel.5 \
	share/man/man5/initmem-record.5 share/initmem/kernels/debian-6.1-arm64.json \
	include/initmem.h lib/libinitmem.a lib/libinitmem.so lib/libinitmem.so.0 \
	lib/pkgconfig/libinitmem.pc \
	share/initmem/record.schema.json share/initmem/answer.schema.json \
	share/initmem/finding.schema.json share/initmem/list.schema.json \
	share/bash-completion/completions/initmem \
	share/zsh/site-functions/_initmem \
	share/fish/vendor_completions.d/initmem.fish; do
	if [ -s "$root/usr/$file" ]; then
		say "$file is installed" ""
	else
		say "$file is installed" "it is not"
	fi
done
say "the installed program runs" "$("$root/usr/bin/initmem" kernel list \
	2>&1 >/dev/null | head -n 1)"
for page in "$root"/usr/share/man/man?/*; do
	say "man reads ${page##*/} without a warning" "$(MANROFFSEQ='' man \
		--warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null |
		head -n 1)"
done
say "an installed kernel boots" "$("$root/usr/bin/initmem" run \
	--kernel "$root/usr/share/initmem/kernels/debian-6.1-arm64.json" \
	dts/board-uma-1g.dts 2>&1 >/dev/null | head -n 1)"
say "bash reads its completions" "$(bash -n \
	"$root/usr/share/bash-completion/completions/initmem" 2>&1)"
say "zsh reads its completions" "$(zsh -n \
	"$root/usr/share/zsh/site-functions/_initmem" 2>&1)"
say "fish reads its completions" "$(fish -n \
	"$root/usr/share/fish/vendor_completions.d/initmem.fish" 2>&1)"
make -s BUILD="${BUILD:-build}" DESTDIR="$root" PREFIX=/usr uninstall
say "make uninstall leaves no file" "$(find "$root" ! -type d | head -n 1)"
