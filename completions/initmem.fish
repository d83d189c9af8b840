# SPDX-License-Identifier: GPL-2.0-only
# fish completion for initmem

set -l commands run graph report serve log list lint explain diff verify gather kernel help
set -l phases start setup_arch setup_per_cpu_areas build_all_zonelists \
	vfs_caches_init_early mem_init kmem_cache_init setup_per_cpu_pageset \
	page_alloc_init_late init_per_zone_wmark_min
function __initmem_kernels
	initmem kernel list -n -r -o name 2>/dev/null
end
function __initmem_codes
	initmem lint --list 2>/dev/null | string split -f1 ' '
end
# Words behind the command, so far, options left out.
function __initmem_words
	string match -v -- '-*' (commandline -opc)[3..-1]
end
function __initmem_asks
	set -l words (__initmem_words)
	test (count $words) -eq 2; and test "$words[2]" = $argv[1]
end
function __initmem_zones
	initmem list zones -n -r -o node,zone (__initmem_words)[1] 2>/dev/null | string replace ' ' /
end
function __initmem_devices
	set -l tree (__initmem_words)[1]
	set -l kind dtb
	string match -q '*.dts' -- $tree; and set kind dts
	dtc -q -I $kind -O dts $tree 2>/dev/null | string match -gr '^\s+(?:\w+: )*([\w,.+-]+@[0-9a-f,]+) \{$'
end
function __initmem_nodes
	initmem list nodes -n -r -o node (__initmem_words)[1] 2>/dev/null
end
set -l none "not __fish_seen_subcommand_from $commands"
set -l some "__fish_seen_subcommand_from run graph report serve log list lint explain diff verify"

complete -c initmem -n $none -xa run -d 'run the boot, print every phase'
complete -c initmem -n $none -xa graph -d 'draw one view of a phase'
complete -c initmem -n $none -xa report -d 'write a page to step through the boot'
complete -c initmem -n $none -xa serve -d 'open that page, to try other boots'
complete -c initmem -n $none -xa log -d 'what the kernel would print'
complete -c initmem -n $none -xa list -d 'nodes, zones or owners in columns'
complete -c initmem -n $none -xa help -d 'show help'
complete -c initmem -n $none -xa explain -d 'where the memory is, and why'
complete -c initmem -n $none -xa diff -d 'what differs between two boots'
complete -c initmem -n $none -xa verify -d 'compare with a real boot'
complete -c initmem -n $none -xa gather -d 'bring home what run and verify need'
complete -c initmem -n $none -xa lint -d 'what is wrong in the input'
complete -c initmem -n $none -xa kernel -d 'the kernel builds it knows'
complete -c initmem -l help -d 'show help'
complete -c initmem -l usage -d 'show a short usage message'
complete -c initmem -l version -d 'show the version'

complete -c initmem -n $some -l kernel -ra '(__initmem_kernels)' -d 'the kernel build'
complete -c initmem -n $some -l cmdline -x -d 'kernel command line'
complete -c initmem -n $some -l append -x -d 'words behind the command line'
complete -c initmem -n $some -l memory -x -d 'a bank: BASE,SIZE[,NODE]'
complete -c initmem -n $some -l cpus -x -d 'only the first N CPUs'
complete -c initmem -n $some -l online-cpus -x -d 'how many of the possible CPUs come up'
complete -c initmem -n $some -l boot-cpu -x -d 'reg of the CPU that boots'
complete -c initmem -n $some -l initrd -x -d 'ADDR,SIZE'
complete -c initmem -n $some -l image-base -x -d 'where the image lies'
complete -c initmem -n $some -l dtb-base -x -d 'ADDR[,SIZE] of the tree'
complete -c initmem -n $some -l input -xa 'dtb dts e820 dmesg memmap tar' -d 'kind of INPUT'
complete -c initmem -n $some -l machine -x -d 'a machine in words, instead of INPUT'
complete -c initmem -n $some -l boot -x -d 'which boot of a log'
complete -c initmem -n $some -l acpi -r -d 'folder of ACPI tables'
complete -c initmem -n $some -l tree -r -d 'device tree of a log'
complete -c initmem -n $some -l iomem -r -d '/proc/iomem of the machine'
complete -c initmem -n $some -l cpu-features -x -d 'facts of the CPUs'

complete -c initmem -n '__fish_seen_subcommand_from run graph' -l phase -xa "$phases"
complete -c initmem -n '__fish_seen_subcommand_from run' -l steps -d 'also each step'
complete -c initmem -n '__fish_seen_subcommand_from run' -l until -xa "$phases"
complete -c initmem -n '__fish_seen_subcommand_from run explain diff verify' -l format -xa 'json text'
complete -c initmem -n '__fish_seen_subcommand_from run list explain diff verify lint' -l color -xa 'auto always never' -d 'colour in text'
complete -c initmem -n '__fish_seen_subcommand_from explain diff verify' -l all -d 'also the rows that stand aside'
complete -c initmem -n '__fish_seen_subcommand_from run' -s o -l output -r -d 'folder'
complete -c initmem -n '__fish_seen_subcommand_from report' -s o -l output -r -d 'the page to write'
complete -c initmem -n '__fish_seen_subcommand_from serve' -l port -x -d 'where it listens'
complete -c initmem -n '__fish_seen_subcommand_from graph' -s T -l type -xa 'svg png pdf'
complete -c initmem -n '__fish_seen_subcommand_from graph' -l theme -xa 'light dark' -d 'paper it is drawn for'
complete -c initmem -n '__fish_seen_subcommand_from graph' -l full -d 'fold nothing'
complete -c initmem -n '__fish_seen_subcommand_from graph; and test (count (__initmem_words)) -eq 0' -xa 'flow memory nodes zones zonelists freelists slab'
complete -c initmem -n '__fish_seen_subcommand_from explain; and test (count (__initmem_words)) -eq 1' -xa 'pfn zone zonelist cma crashkernel device dma'
complete -c initmem -n '__fish_seen_subcommand_from explain; and __initmem_asks zone' -xa '(__initmem_zones)'
complete -c initmem -n '__fish_seen_subcommand_from explain; and __initmem_asks zonelist' -xa '(__initmem_nodes)'
complete -c initmem -n '__fish_seen_subcommand_from explain; and __initmem_asks device' -xa '(__initmem_devices)'
complete -c initmem -n '__fish_seen_subcommand_from diff' -l b-cmdline -x -d 'command line of the second boot'
complete -c initmem -n '__fish_seen_subcommand_from diff' -l b-append -x -d 'words behind the second command line'
complete -c initmem -n '__fish_seen_subcommand_from diff' -l b-kernel -ra '(__initmem_kernels)' -d 'kernel of the second boot'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l log -r -d 'boot log'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l zoneinfo -r -d '/proc/zoneinfo'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l buddyinfo -r -d '/proc/buddyinfo'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l memblock -r -d 'debugfs/memblock'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l slabinfo -r -d '/proc/slabinfo'
complete -c initmem -n '__fish_seen_subcommand_from gather' -s o -l output -r -d 'tar file'
complete -c initmem -n '__fish_seen_subcommand_from gather' -l script -d 'print the script'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l format -xa 'text json sarif'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l level -xa 'note warning error'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l werror -d 'status 1 for warnings too'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l list -d 'list the rules'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l explain -xa '(__initmem_codes)' -d 'tell more of one rule'
complete -c initmem -n '__fish_seen_subcommand_from kernel; and test (count (__initmem_words)) -eq 0' -xa 'list show import'
complete -c initmem -n '__fish_seen_subcommand_from kernel; and test "$(__initmem_words)" = show' -xa '(__initmem_kernels)'
complete -c initmem -n '__fish_seen_subcommand_from list; and test (count (__initmem_words)) -eq 0' -xa 'nodes zones ledger'
complete -c initmem -n '__fish_seen_subcommand_from help' -xa "$commands"
complete -c initmem -n '__fish_seen_subcommand_from list' -l phase -xa "$phases"
complete -c initmem -n '__fish_seen_subcommand_from list log lint kernel' -s o -l output -x -d 'which columns'
complete -c initmem -n '__fish_seen_subcommand_from list log lint kernel' -l list-columns -d 'say which columns there are'
complete -c initmem -n '__fish_seen_subcommand_from list log lint kernel' -s J -l json -d 'as JSON'
complete -c initmem -n '__fish_seen_subcommand_from list log lint kernel' -s r -l raw -d 'words apart by spaces'
complete -c initmem -n '__fish_seen_subcommand_from list log lint kernel' -s P -l pairs -d 'as NAME="value"'
complete -c initmem -n '__fish_seen_subcommand_from list log lint kernel' -s n -l noheadings -d 'without a heading'
complete -c initmem -n '__fish_seen_subcommand_from list log lint kernel' -s b -l bytes -d 'sizes in bytes'
complete -c initmem -n '__fish_seen_subcommand_from lint' -s W -l warn -xa '(__initmem_codes) no-(__initmem_codes)' -d 'show a rule, or none of it'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l running -d 'the kernel that runs here'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l config -r -d 'configuration of the build'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l debug -r -d 'debug information that was split off'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l btf -r -d 'types as BTF'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l symbols -r -d 'System.map or /proc/kallsyms'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l name -x -d 'name of the profile'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l log -r -d 'boot log to fit a profile to'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -s o -l output -r -d 'file to write'
