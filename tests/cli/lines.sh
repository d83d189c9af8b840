#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Release lines that have no build of their own here: one of another line, given
# their release, goes their way.

set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/cli.sh

# BUILD RELEASE: the build as if it were of that release, "$dir/BUILD-RELEASE.json"
relabel() {
	local was
	was=$(sed -n 's/.*"release": "\([0-9]*\.[0-9]*\).*/\1/p' "src/profile/builtin/$1.json")
	sed "s/$was\.[0-9]*\([-+]\)/$2.1\1/; s/\"linux-$was\"/\"linux-$2\"/
		s/\"name\": .*/\"name\": \"$1-$2\",/" \
		"src/profile/builtin/$1.json" >"$dir/$1-$2.json"
}

# PATTERN KERNEL OPTION...: the lines it logs that have it
logged() {
	"$INITMEM" log --kernel "$dir/$2.json" "${@:3}" 2>/dev/null | grep -E "$1"
}

# MEMORY [NODES]: a board of arm64
board() {
	cat <<-DTS
		/dts-v1/;
		/ {
			#address-cells = <2>;
			#size-cells = <2>;
			compatible = "linux,dummy-virt";
			cpus {
				#address-cells = <1>;
				#size-cells = <0>;
				cpu@0 {
					device_type = "cpu";
					compatible = "arm,cortex-a57";
					reg = <0>;
				};
			};
			memory@40000000 {
				device_type = "memory";
				reg = <$1>;
			};
			${2:-}
		};
	DTS
}

relabel debian-6.1-arm64 6.6
sed -i 's/"CONFIG_SWIOTLB": "y"/&,\n      "CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC": "y"/' \
	"$dir/debian-6.1-arm64-6.6.json"
board "0 0x40000000 0 0x60000000" >"$dir/low.dts"
board "0 0x40000000 0 0x40000000 2 0 1 0" >"$dir/high.dts"
new=debian-6.1-arm64-6.6
same "6.6: a bounce buffer of full size on every machine" \
	"area num 1.;mapped [mem 0x0000000096100000-0x000000009a100000] (64MB)" \
	"$(logged 'software IO TLB' $new "$dir/low.dts" | sed 's/.*TLB: //' | paste -sd ';')"
same "6.6: hash tables come before the order of zones" \
	"Dentry Fallback" \
	"$(logged '^(Dentry|Fallback)' $new "$dir/low.dts" | cut -d' ' -f1 | paste -sd ' ')"
same "6.6: a crash kernel that does not fit low lies high" \
	"0x00000002ba400000 128" \
	"$(logged 'crashkernel.*reserved' $new "$dir/high.dts" --append crashkernel=1G |
		sed -E 's/.*low.*\((.*) MB.*/\1/; s/.*reserved: (\S+) .*/\1/' | sort | paste -sd ' ')"
same "6.6: what is reserved with ,high lies above 4 GiB, or else low" \
	"0x000000007a400000" \
	"$(logged 'crashkernel reserved' $new "$dir/low.dts" --append crashkernel=512M,high |
		sed -E 's/.*reserved: (\S+) .*/\1/')"
same "6.6: words of the stack depot" \
	"stackdepot: allocating hash table via alloc_large_system_hash" \
	"$(logged '^stackdepot: ' $new "$dir/low.dts" --append slub_debug=U)"
same "6.6: a CMA area is told of with its node" \
	"cma: Reserved 64 MiB at 0x000000009a400000 on node -1" \
	"$(logged '^cma: ' $new "$dir/low.dts" --append cma=64M)"
same "6.6: part of a page has an order below 0" "-3" \
	"$(logged '^Dentry' $new "$dir/low.dts" --append dhash_entries=64 | sed -E 's/.*order: ([-0-9]+).*/\1/')"
