# SPDX-License-Identifier: GPL-2.0-only
# bash completion for initmem

# The nodes of a tree that have an address.
_initmem_devices()
{
	local kind=dtb

	[[ $1 == *.dts ]] && kind=dts
	dtc -q -I $kind -O dts "$1" 2>/dev/null |
		sed -nE 's/^[[:space:]]+([[:alnum:]_]+: )*([[:alnum:],._+-]+@[[:xdigit:],]+) \{$/\2/p'
}

# INPUT, a question, and what it is asked of.
_initmem_explain()
{
	local question=${words[1]}

	case ${#words[@]},$question in
	0,*)
		COMPREPLY=($(compgen -f -- "$cur"))
		;;
	1,*)
		COMPREPLY=($(compgen -W "pfn zone zonelist cma crashkernel device dma" -- "$cur"))
		;;
	2,zone)
		COMPREPLY=($(compgen -W "$(initmem list zones -n -r -o node,zone "$input" 2>/dev/null |
			tr ' ' /)" -- "$cur"))
		;;
	2,zonelist)
		COMPREPLY=($(compgen -W "$(initmem list nodes -n -r -o node "$input" 2>/dev/null)" -- "$cur"))
		;;
	2,device)
		COMPREPLY=($(compgen -W "$(_initmem_devices "$input")" -- "$cur"))
		;;
	esac
}

_initmem()
{
	local cur prev command input i kernels word words=()
	local valued="--kernel --cmdline --append --memory --cpus --online-cpus --boot-cpu --initrd
		--image-base --dtb-base --input --machine --boot --acpi --tree --iomem --cpu-features --phase --until
		--format --color --output --level --warn --explain --type --theme --port --b-cmdline
		--b-append --b-kernel --log --zoneinfo --buddyinfo --slabinfo --memblock"
	local columns="--output -o --list-columns --json -J --raw -r --pairs -P --noheadings -n --bytes -b"
	local commands="run graph report serve log list lint explain diff verify gather kernel help"
	local common="--kernel --cmdline --append --memory --cpus --online-cpus --boot-cpu --initrd
		--image-base --dtb-base --input --machine --boot --acpi --tree --iomem --cpu-features --help --usage --version"
	local phases="start setup_arch setup_per_cpu_areas build_all_zonelists
		vfs_caches_init_early mem_init kmem_cache_init
		setup_per_cpu_pageset page_alloc_init_late
		init_per_zone_wmark_min"
	local views="flow memory nodes zones zonelists freelists slab"

	COMPREPLY=()
	_get_comp_words_by_ref -n = cur prev 2>/dev/null || {
		# Without bash-completion "--phase=me" is three words.
		cur=${COMP_WORDS[COMP_CWORD]}
		prev=${COMP_WORDS[COMP_CWORD-1]}
		if [[ $cur == "=" ]]; then
			cur=
		elif [[ $prev == "=" ]]; then
			prev=${COMP_WORDS[COMP_CWORD-2]}
		fi
	}
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		run | graph | report | serve | log | list | lint | explain | diff | verify | gather | kernel | help)
			command=${COMP_WORDS[i]}
			break
			;;
		esac
	done
	# What stands behind the command, without options and their values.
	for ((i++; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ ${COMP_WORDS[i+1]} == "=" ]]; then
			((i += 2))
		elif [[ $word == -[oTW] || " ${valued//[[:space:]]/ } " == *" $word "* ]]; then
			((i++))
		elif [[ $word != -* ]]; then
			words+=("$word")
		fi
	done
	input=${words[0]}
	case $cur in
	--*=*)
		prev=${cur%%=*}
		cur=${cur#*=}
		;;
	esac
	case $prev in
	--phase | --until)
		COMPREPLY=($(compgen -W "$phases" -- "$cur"))
		return
		;;
	--format)
		COMPREPLY=($(compgen -W "json text$(
			[ "$command" = lint ] && echo " sarif")" -- "$cur"))
		return
		;;
	--color)
		COMPREPLY=($(compgen -W "auto always never" -- "$cur"))
		return
		;;
	--level)
		COMPREPLY=($(compgen -W "note warning error" -- "$cur"))
		return
		;;
	--explain)
		COMPREPLY=($(compgen -W "$(initmem lint --list 2>/dev/null |
			cut -d' ' -f1)" -- "$cur"))
		return
		;;
	-W | --warn)
		COMPREPLY=($(compgen -W "$(initmem lint --list 2>/dev/null |
			sed 's/ .*//; p; s/^/no-/')" -- "$cur"))
		return
		;;
	--input)
		COMPREPLY=($(compgen -W "dtb dts e820 dmesg memmap tar" -- "$cur"))
		return
		;;
	--theme)
		COMPREPLY=($(compgen -W "light dark" -- "$cur"))
		return
		;;
	-T | --type)
		COMPREPLY=($(compgen -W "svg png pdf" -- "$cur"))
		return
		;;
	--kernel | --b-kernel)
		COMPREPLY=($(compgen -W "$(initmem kernel list -n -r -o name 2>/dev/null)" -- "$cur") $(compgen -f -- "$cur"))
		return
		;;
	-o | --output)
		case $command in
		list) COMPREPLY=($(compgen -W "$(initmem list "$input" --list-columns x 2>/dev/null |
			cut -c3-24)" -- "$cur")) ;;
		lint | log) COMPREPLY=($(compgen -W "$(initmem "$command" --list-columns 2>/dev/null |
			cut -c3-24)" -- "$cur")) ;;
		*) COMPREPLY=($(compgen -f -- "$cur")) ;;
		esac
		return
		;;
	--config | --debug | --btf | --symbols | --acpi | --tree | --log | --zoneinfo | --buddyinfo | \
		--slabinfo | --memblock | --iomem)
		COMPREPLY=($(compgen -f -- "$cur"))
		return
		;;
	--cmdline | --append | --machine | --memory | --cpus | --online-cpus | --boot-cpu | --initrd | --image-base | \
		--dtb-base | --b-cmdline | --b-append | --name | --boot | --port | --cpu-features)
		return
		;;
	esac
	case $command in
	"")
		COMPREPLY=($(compgen -W "$commands --help --version" -- "$cur"))
		return
		;;
	help)
		COMPREPLY=($(compgen -W "$commands" -- "$cur"))
		return
		;;
	list) common="$common $columns --phase --color" ;;
	run) common="$common --steps --until --phase --format --color --output -o" ;;
	graph) common="$common --phase --type -T --theme --full" ;;
	report) common="$common --output -o" ;;
	serve) common="$common --port" ;;
	explain) common="$common --format --all --color" ;;
	diff) common="$common --format --all --color --b-cmdline --b-append --b-kernel" ;;
	verify) common="$common --format --all --color --log --zoneinfo --buddyinfo
		--slabinfo --memblock" ;;
	gather) common="--output -o --script --help" ;;
	log) common="$common $columns" ;;
	lint) common="$common $columns --format --color --level --warn -W --werror --list --explain" ;;
	kernel) common="$columns --running --config --debug --btf --symbols
		--log --name --help" ;;
	esac
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W "$common" -- "$cur"))
		return
	fi
	case $command,$prev in
	graph,graph)
		COMPREPLY=($(compgen -W "$views" -- "$cur"))
		;;
	list,list)
		COMPREPLY=($(compgen -W "nodes zones ledger" -- "$cur"))
		;;
	kernel,kernel)
		COMPREPLY=($(compgen -W "list show import" -- "$cur"))
		;;
	kernel,show)
		COMPREPLY=($(compgen -W "$(initmem kernel list -n -r -o name 2>/dev/null)" -- "$cur"))
		;;
	explain,*)
		_initmem_explain
		;;
	*)
		COMPREPLY=($(compgen -f -- "$cur"))
		;;
	esac
}

complete -o filenames -F _initmem initmem
