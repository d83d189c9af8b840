# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash

# TARGET FOLDER: puts the inputs that we have for a fuzz target there.
seeds() {
	local file
	case $1 in
	*profile*)
		cp src/profile/builtin/*.json "$2"
		return ;;
	*bootlog*)
		cp fixtures/logs/*.log "$2"
		return ;;
	*acpi*)
		cp fixtures/logs/acpi/* "$2"
		return ;;
	*boot)
		# Few, for each is booted some hundred times.
		for machine in arm64-resv-2g linux40-a9-512m-resv; do
			cp "fixtures/$machine/input.dtb" "$2/$machine"
		done
		for machine in x86-numa2-4g-smp4 linux2624-pc-512m-1cpu; do
			cp "fixtures/$machine/input.log" "$2/$machine"
		done
		# A hole that once was walked page block by page block.
		cp fixtures/logs/hole-1-pib.log "$2"
		return ;;
	*tar*)
		for machine in fixtures/*/proc; do
			tar -C "$machine" --sort=name --mtime=@0 -cf \
				"$2/$(basename "${machine%/proc}").tar" \
				buddyinfo.txt cmdline.txt
		done
		return ;;
	*proc*)
		for file in zoneinfo buddyinfo iomem memblock_memory; do
			for machine in fixtures/*/proc; do
				[ -e "$machine/$file.txt" ] || continue
				cp "$machine/$file.txt" \
					"$2/$(basename "${machine%/proc}")-$file"
			done
		done
		return ;;
	*cmdline* | *param*)
		file=proc/cmdline.txt ;;
	*dtb*)
		# A length that once led back to its own token, for ever.
		cp fixtures/faults/*/*.dtb "$2"
		file=input.dtb ;;
	*)
		file=input.dtb ;;
	esac
	for machine in fixtures/*/; do
		machine=${machine%/}
		[ -e "$machine/$file" ] || continue
		cp "$machine/$file" "$2/${machine##*/}"
	done
}
