# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash

# FILE BYTES WORDS MACHINE: a seed of fuzz_words.
words_seed() {
	# shellcheck disable=SC2059 # the format is the two bytes
	{ printf "$2"; printf '%s\n' "$3"
		case $4 in
		*.log) grep -m 24 'version\|e820' "$4" ;;
		*) cat "$4" ;;
		esac; } >"$1"
}

# TARGET FOLDER: puts the inputs that we have for a fuzz target there.
seeds() {
	local file
	case $1 in
	*profile*)
		cp src/profile/builtin/*.json "$2"
		return ;;
	*btf*)
		mkdir "$2.kernel"
		/usr/bin/python3 tests/lib/tiny_kernel.py "$2.kernel" arm64
		cp "$2.kernel/btf" "$2"
		return ;;
	*kernel*)
		mkdir "$2.kernel"
		for arch in x86_64 arm64; do
			/usr/bin/python3 tests/lib/tiny_kernel.py "$2.kernel" $arch
		done
		cp "$2.kernel/vmlinux" "$2.kernel/Image" "$2"
		gzip -nc "$2.kernel/vmlinux" >"$2.kernel/packed"
		/usr/bin/python3 tests/lib/tiny_kernel.py --bzimage \
			"$2.kernel/packed" "$2/bzImage"
		return ;;
	*tree)
		# The kernel and CPUs, then nine bytes for each thing in the tree.
		printf '\001\003\000\001\000\004\024\000\004\024\000\000\001\000\010\024\000\004\024\001\004\002\000\000\000\000\001\024\001' >"$2/numa"
		printf '\000\001\000\000\000\004\024\000\004\024\000' >"$2/plain"
		printf '\002\001\000\000\000\004\024\000\004\024\000\001\004\200\004\024\020\000\024\000\002\070\000\004\024\100\000\024\000\002\001\000\000\000\020\000\024\025\003\000\360\004\024\001\000\024\000\005\000\100\004\024\010\000\024\000' >"$2/reserved"
		printf '\005\001\000\000\000\004\024\000\004\024\000\004\001\000\000\000\100\000\024\003\004\003\000\000\000\200\000\024\003\004\105\000\000\000\001\000\000\036' >"$2/words"
		# A page that is hotpluggable in part, the first of memory.
		printf '\001\000\000\000\003\004\014\374\177\016\000\000\002\035\040\011\374\177\016\000' >"$2/split-page"
		# More of them, in banks that lie in one another.
		printf '\001\000\162\141\160\000\000\000\135\114\066\066\066\066\057\000\066\066\066\066\066\066\066\300\145\155\075\010\024\000\022\022\022\022\022\022\022\022\022\022\022\022\022\256\000\133\016\375\374\373\315\373\315\363\003\177\250\377\100\340\331\035\137\016\000' >"$2/split-pages"
		return ;;
	*bootlog*)
		cp fixtures/logs/*.log "$2"
		return ;;
	*acpi*)
		cp fixtures/logs/acpi/* "$2"
		return ;;
	*words)
		# Few, as for the boot: a profile, CPUs, words, a machine.
		words_seed "$2/min-order" '\002\001' 'slub_min_order=-1' \
			fixtures/arm64-uma-256m-smp1/input.dtb
		words_seed "$2/movable" '\002\001' \
			'kernelcore=50% hugepagesz=2M hugepages=8 cma=16M' \
			fixtures/arm64-uma-256m-smp1/input.dtb
		words_seed "$2/arm" '\003\001' 'vmalloc=1000M crashkernel=max' \
			fixtures/arm-virt-256m-smp1/input.dtb
		words_seed "$2/pc" '\001\001' 'mem=300M slub_debug=U' \
			fixtures/x86-pc-512m-smp1/input.log
		words_seed "$2/fake" '\001\003' 'numa=fake=3U:10,15,20,' \
			fixtures/x86-pc-512m-smp1/input.log
		return ;;
	*boot)
		# Few, for each is booted some hundred times.
		for machine in arm64-resv-2g linux40-a9-512m-resv; do
			cp "fixtures/$machine/input.dtb" "$2/$machine"
		done
		for machine in x86-numa2-4g-smp4 linux2624-pc-512m-1cpu \
			linux2624-pc-512m-highmem; do
			cp "fixtures/$machine/input.log" "$2/$machine"
		done
		# A hole that once was walked page block by page block.
		cp fixtures/logs/hole-1-pib.log "$2"
		return ;;
	*answers)
		# Few, for each is booted some thousand times.
		cp fixtures/arm64-resv-2g/input.dtb "$2/tree"
		cp fixtures/logs/arm-word-rest.log "$2/log"
		return ;;
	*memmap)
		cp fixtures/x86-cmdline-memmap-4g/proc/firmware_memmap.txt "$2/pc"
		printf '%s\n' '0: 0x0-0x9ffff System RAM' \
			'7: 0x100000000-0x23fffffff System RAM' \
			'1: 0x100000-0xbffdffff Soft Reserved' \
			'2: 0x1000000-0x7fffffff System RAM' >"$2/odd"
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
