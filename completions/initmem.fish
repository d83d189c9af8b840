# SPDX-License-Identifier: GPL-2.0-only
# fish completion for initmem

set -l commands run graph report log lint explain diff verify gather kernel
set -l phases start setup_arch setup_per_cpu_areas build_all_zonelists \
	vfs_caches_init_early mem_init kmem_cache_init setup_per_cpu_pageset \
	page_alloc_init_late init_per_zone_wmark_min
set -l none "not __fish_seen_subcommand_from $commands"
set -l some "__fish_seen_subcommand_from run graph report log lint explain diff verify"

complete -c initmem -n $none -xa run -d 'run the boot, print every phase'
complete -c initmem -n $none -xa graph -d 'draw one view of a phase'
complete -c initmem -n $none -xa report -d 'write a page to step through the boot'
complete -c initmem -n $none -xa log -d 'what the kernel would print'
complete -c initmem -n $none -xa explain -d 'where the memory is, and why'
complete -c initmem -n $none -xa diff -d 'what differs between two boots'
complete -c initmem -n $none -xa verify -d 'compare with a real boot'
complete -c initmem -n $none -xa gather -d 'bring home what run and verify need'
complete -c initmem -n $none -xa lint -d 'what is wrong in the input'
complete -c initmem -n $none -xa kernel -d 'the kernel builds it knows'
complete -c initmem -l help -d 'show help'
complete -c initmem -l usage -d 'show a short usage message'
complete -c initmem -l version -d 'show the version'

complete -c initmem -n $some -l kernel -r -d 'the kernel build'
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
complete -c initmem -n $some -l boot -x -d 'which boot of a log'
complete -c initmem -n $some -l acpi -r -d 'folder of ACPI tables'
complete -c initmem -n $some -l cpu-features -x -d 'facts of the CPUs'

complete -c initmem -n '__fish_seen_subcommand_from run graph' -l phase -xa "$phases"
complete -c initmem -n '__fish_seen_subcommand_from run' -l steps -d 'also each step'
complete -c initmem -n '__fish_seen_subcommand_from run' -l until -xa "$phases"
complete -c initmem -n '__fish_seen_subcommand_from run explain diff verify' -l format -xa 'json text'
complete -c initmem -n '__fish_seen_subcommand_from run explain diff verify lint' -l color -xa 'auto always never' -d 'colour in text'
complete -c initmem -n '__fish_seen_subcommand_from explain diff verify' -l all -d 'also the rows that stand aside'
complete -c initmem -n '__fish_seen_subcommand_from run' -s o -l output -r -d 'folder'
complete -c initmem -n '__fish_seen_subcommand_from report' -s o -l output -r -d 'the page to write'
complete -c initmem -n '__fish_seen_subcommand_from graph' -s T -l type -xa 'svg png pdf'
complete -c initmem -n '__fish_seen_subcommand_from graph' -l theme -xa 'light dark' -d 'paper it is drawn for'
complete -c initmem -n '__fish_seen_subcommand_from graph' -l full -d 'fold nothing'
complete -c initmem -n '__fish_seen_subcommand_from graph' -a 'flow memory nodes zones zonelists freelists'
complete -c initmem -n '__fish_seen_subcommand_from explain' -a 'pfn zone zonelist cma crashkernel'
complete -c initmem -n '__fish_seen_subcommand_from diff' -l b-cmdline -x -d 'command line of the second boot'
complete -c initmem -n '__fish_seen_subcommand_from diff' -l b-append -x -d 'words behind the second command line'
complete -c initmem -n '__fish_seen_subcommand_from diff' -l b-kernel -r -d 'kernel of the second boot'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l log -r -d 'boot log'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l zoneinfo -r -d '/proc/zoneinfo'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l buddyinfo -r -d '/proc/buddyinfo'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l memblock -r -d 'debugfs/memblock'
complete -c initmem -n '__fish_seen_subcommand_from verify' -l iomem -r -d '/proc/iomem'
complete -c initmem -n '__fish_seen_subcommand_from gather' -s o -l output -r -d 'tar file'
complete -c initmem -n '__fish_seen_subcommand_from gather' -l script -d 'print the script'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l format -xa 'text json sarif'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l level -xa 'note warning error'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l werror -d 'status 1 for warnings too'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l list -d 'list the rules'
complete -c initmem -n '__fish_seen_subcommand_from lint' -l explain -x -d 'tell more of one rule'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -a 'list show import'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l config -r -d 'configuration of the build'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l name -x -d 'name of the profile'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -l log -r -d 'boot log to fit a profile to'
complete -c initmem -n '__fish_seen_subcommand_from kernel' -s o -l output -r -d 'file to write'
