#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: initmem-gather FILE.tar
#
# Brings home from this machine what `initmem run FILE.tar` and `initmem verify
# FILE.tar` need: device tree or memory map, ACPI tables, command line, boot
# log, what /proc and debugfs tell of memory; and what `initmem kernel import
# FILE.tar` needs: image, symbols, types and configuration of the kernel. It
# reads only, needs nothing but sh, cp, sed, gzip and tar, and
# works as an ordinary user as far as that may read; what needs root is said.

set -u
LC_ALL=C
export LC_ALL
umask 077

case ${1-} in
'' | -*)
	echo "usage: initmem-gather FILE.tar" >&2
	exit 2 ;;
esac
output=$1
# Another root than /, for a mounted system or a test.
root=${INITMEM_GATHER_ROOT-}

fail() {
	echo "initmem-gather: $*" >&2
	exit 2
}

dir=
part=
clean() {
	rm -rf ${dir:+"$dir"} ${part:+"$part"}
}

# Nothing stays behind, and whoever waits sees the signal.
trap clean EXIT
for signal in HUP INT QUIT PIPE ALRM TERM USR1 USR2 XCPU XFSZ; do
	trap "trap - EXIT $signal; clean; kill -$signal \$\$" $signal
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/initmem-gather.XXXXXX") ||
	fail "no temporary folder"
denied=
missing=

# NAME FILE: a copy of it, if it is there and may be read.
take() {
	if [ ! -e "$root$2" ]; then
		missing="$missing $2"
	elif mkdir -p "$dir/$(dirname "$1")" &&
		cat "$root$2" >"$dir/$1" 2>/dev/null; then
		[ -s "$dir/$1" ] || rm -f "$dir/$1"
	elif cat "$root$2" >/dev/null 2>&1; then
		fail "$dir: cannot be written"
	else
		rm -f "$dir/$1"
		denied="$denied $2"
	fi
}

# The firmware's map in the form of a boot log.
take_memmap() {
	[ -d "$root/sys/firmware/memmap" ] || return 0
	n=0
	while [ -r "$root/sys/firmware/memmap/$n/start" ]; do
		from=$root/sys/firmware/memmap/$n
		read -r start <"$from/start"
		read -r end <"$from/end"
		read -r type <"$from/type"
		echo "BIOS-e820: [mem $start-$end] $type"
		n=$((n + 1))
	done >"$dir/memmap.txt"
	[ -s "$dir/memmap.txt" ] || rm -f "$dir/memmap.txt"
}

# The ring of a kernel that is up for long has lost the boot.
is_whole() {
	grep -q 'Linux version' "$1"
}

# dmesg may be forbidden, too; the journal may have the same for its readers.
take_log() {
	if [ -n "$root" ]; then
		take dmesg.txt /var/log/dmesg
	elif dmesg >"$dir/dmesg.txt" 2>/dev/null && is_whole "$dir/dmesg.txt"; then
		:
	elif journalctl -k -b -o short-monotonic --no-hostname \
		>"$dir/journal.txt" 2>/dev/null && is_whole "$dir/journal.txt"; then
		mv -f "$dir/journal.txt" "$dir/dmesg.txt"
	elif [ ! -s "$dir/dmesg.txt" ]; then
		rm -f "$dir/dmesg.txt"
		denied="$denied dmesg"
	fi
	rm -f "$dir/journal.txt"
}

take_config() {
	config=/boot/config-$(uname -r)
	if [ -r "$root$config" ]; then
		take config "$config"
	elif [ -r "$root/proc/config.gz" ]; then
		gzip -dc "$root/proc/config.gz" >"$dir/config"
	else
		missing="$missing $config"
	fi
}

# What `initmem kernel import` makes a profile from: the image that was booted,
# and where its symbols lie; not those of modules.
take_kernel() {
	for image in "/boot/vmlinuz-$(uname -r)" "/boot/vmlinux-$(uname -r)" \
		"/lib/modules/$(uname -r)/vmlinuz" "/boot/Image-$(uname -r)" \
		"/boot/kernel-$(uname -r)"; do
		[ ! -e "$root$image" ] || break
	done
	take vmlinuz "$image"
	take btf /sys/kernel/btf/vmlinux
	take kallsyms.all /proc/kallsyms
	[ -e "$dir/kallsyms.all" ] || return 0
	if grep -q '^0*[1-9a-f]' "$dir/kallsyms.all"; then
		sed '/\[/d' "$dir/kallsyms.all" >"$dir/kallsyms"
	else
		denied="$denied /proc/kallsyms"
	fi
	rm -f "$dir/kallsyms.all"
}

# A reader without rights sees addresses as zeros.
check_iomem() {
	[ -e "$dir/iomem" ] || return 0
	if ! grep -qv '^ *0*-0* : ' "$dir/iomem"; then
		rm -f "$dir/iomem"
		denied="$denied /proc/iomem"
	fi
}

# Standard output; where nobody reads it, this ends like any other writer.
write_here() {
	tar -C "$dir" -cf - .
	status=$?
	[ $status != 141 ] || kill -PIPE $$
	return $status
}

# Whole or not at all. What was there keeps its permissions; a symbolic link
# stays one; a device or a pipe is written to.
write() {
	case $output in
	/dev/stdout | /dev/fd/1 | /proc/self/fd/1)
		write_here
		return ;;
	esac
	if [ -L "$output" ]; then
		output=$(readlink -f "$output") && [ -n "$output" ] || return 1
	fi
	if [ -e "$output" ] && [ ! -f "$output" ]; then
		[ ! -d "$output" ] && tar -C "$dir" -cf "$output" .
		return
	fi
	part=$(mktemp "$output.XXXXXX") || return 1
	[ ! -f "$output" ] || cp -p "$output" "$part" || return 1
	tar -C "$dir" -cf "$part" . && mv -f "$part" "$output"
} 2>/dev/null

take fdt /sys/firmware/fdt
take_memmap
for table in SRAT SLIT APIC FACP; do
	take "acpi/$table" "/sys/firmware/acpi/tables/$table"
done
take cmdline /proc/cmdline
take_log
for file in zoneinfo buddyinfo slabinfo iomem meminfo version; do
	take "$file" "/proc/$file"
done
check_iomem
for file in memory reserved; do
	take "memblock/$file" "/sys/kernel/debug/memblock/$file"
done
take_config
take_kernel

# debugfs cannot even be looked into by others: then nothing seems to be there.
if [ -d "$root/sys/kernel/debug" ] && [ ! -r "$root/sys/kernel/debug" ]; then
	denied="$denied /sys/kernel/debug/memblock"
fi
if [ ! -e "$dir/fdt" ] && [ ! -e "$dir/memmap.txt" ] &&
	[ ! -e "$dir/dmesg.txt" ]; then
	fail "neither a device tree, nor a memory map, nor a boot log can be read here${denied:+; try as root}"
fi
{
	echo "gathered: $(cd "$dir" && find . -type f | sed 's|^\./||' | sort | tr '\n' ' ')"
	echo "needs root:${denied:- nothing}"
	echo "not there:${missing:- nothing}"
} >"$dir/gather.txt" || fail "$dir: cannot be written"
write || fail "$output: cannot be written"
sed 's/^/initmem-gather: /' "$dir/gather.txt" >&2
