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

# MACHINE: its input and the options that repeat its boot, into $words.
machine_words() {
	mapfile -t words < <(sed -e '/^run$/d' -e '/^--steps$/d' \
		-e '/^--format=/d' -e '/^$/d' "fixtures/$1/args")
}

# COUNT SIZE STEP: a tree with so many regions, each STEP above the other
regions() {
	awk -v n="$1" -v size="$2" -v step="$3" 'BEGIN {
		print "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
		print "memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x80000000>; };"
		print "cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 {"
		print "device_type = \"cpu\"; compatible = \"arm,cortex-a57\"; reg = <0>; }; };"
		print "reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;"
		for (i = 0; i < n; i++) {
			at = 1342177280 + i * step
			printf "r%d@%x { reg = <0x%x 0x%x>; };\n", i, at, at, size
		}
		print "}; };"
	}'
}

# What the EFI stub hands to a kernel of arm64 where ACPI tells of the machine.
efi_stub_tree() {
	cat <<-DTS
		/dts-v1/;
		/ {
			#address-cells = <2>;
			#size-cells = <2>;
			chosen {
				linux,uefi-system-table = <0 0x5f000018>;
				linux,uefi-mmap-start = <0 0x5e000000>;
				linux,uefi-mmap-size = <0x960>;
				linux,uefi-mmap-desc-size = <48>;
				linux,uefi-mmap-desc-ver = <1>;
				bootargs = "quiet";
			};
		};
	DTS
}

# REG [NODES]: a board of arm64 with memory there
arm64_board() {
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
