/* SPDX-License-Identifier: GPL-2.0-only */
#include "lint/rules.h"

#include "util/alloc.h"

/*
 * The groups: O overlap, R reserved memory and CMA, M memory nodes, E e820 and
 * its words, N nodes, Z zones and DMA, H low and high memory, C crash kernel,
 * I image and initrd, W words of the command line, B the boot itself, last
 * because it tells what no other rule has. A code is never given to another
 * rule; those that need two inputs to compare are the affair of `diff`.
 */
const struct lint_rule lint_rules[] = {
	{ "O1", LINT_ERROR, "reserved regions overlap",
	  "Two enabled children of /reserved-memory share memory. The kernel warns "
	  "(\"OVERLAP DETECTED!\"), if at all, and keeps both: two owners write to "
	  "the same bytes. Often an included file has made a region larger than "
	  "the board's own file knows.",
	  lint_overlap },
	{ "O2", LINT_WARNING, "the same region twice",
	  "Two enabled children of /reserved-memory have exactly the same range, "
	  "such as a ramoops buffer that board and SoC both describe.",
	  lint_duplicate },
	{ "O3", LINT_ERROR, "more regions than the kernel's table holds",
	  "The kernel keeps regions in a table of fixed size. What does not fit "
	  "is reserved if it has a reg, but no driver finds it; a dynamic region "
	  "gets no memory at all.",
	  lint_table_full },
	{ "O4", LINT_ERROR, "no-map is refused",
	  "The range is reserved already, by /memreserve/ or by what the boot "
	  "loader placed there, when the node asks for no-map. Kernels since 5.10 "
	  "refuse that and leave the memory mapped: a speculative access to "
	  "memory of the secure world can bring the machine down.",
	  lint_no_map_refused },
	{ "O5", LINT_NOTE, "/memreserve/ is lost when UEFI boots",
	  "The kernel's UEFI stub deletes the memory reservation block. What is "
	  "only described there is kept free by U-Boot boots and used by UEFI "
	  "boots.",
	  lint_memreserve_efi },
	{ "O6", LINT_NOTE, "a /memreserve/ entry",
	  "The memory reservation block in front of the tree is easily missed by "
	  "those who look at /reserved-memory only. Of entries without a node there "
	  "O5 tells.",
	  lint_memreserve_list },
	{ "O7", LINT_WARNING, "/memreserve/ entries overlap",
	  "The Devicetree Specification says of the memory reservation block that "
	  "its regions shall not overlap each other.",
	  lint_memreserve_overlap },
	{ "R1", LINT_WARNING, "a region is not all RAM",
	  "A reserved region reaches out of every memory node: its size, or that "
	  "of the memory, is wrong. A CMA pool outside RAM is an error.",
	  lint_region_partly },
	{ "R2", LINT_WARNING, "a region cannot be reserved",
	  "The kernel says \"failed to reserve memory for node\": reg has size 0, "
	  "often because a boot loader should have filled it in.",
	  lint_region_fails },
	{ "R3", LINT_NOTE, "a region outside RAM",
	  "No memory node has any of the region. This is harmless: there is "
	  "nothing to keep free. It may be memory that only firmware knows.",
	  lint_region_outside },
	{ "R4", LINT_ERROR, "a pool finds no place",
	  "A region without reg, or cma=, asks for more than the largest free "
	  "piece in its alloc-ranges, with its alignment. What shrinks that is "
	  "what is reserved before, and a GPU's share.",
	  lint_pool_fails },
	{ "R5", LINT_WARNING, "cma= replaces the tree's pool",
	  "With cma= on the command line the node with linux,cma-default is "
	  "passed over, with its alloc-ranges: the pool may then lie where a "
	  "device with a short reach cannot use it, even at the same size.",
	  lint_cma_word },
	{ "R6", LINT_NOTE, "the default CMA pool",
	  "Size and place of the pool that all devices share which have none of "
	  "their own: the first thing to look at after \"cma_alloc failed\".",
	  lint_pool_default },
	{ "R7", LINT_WARNING, "a pool is a whole bank",
	  "A request as large as the pool needs every single page of it; one that "
	  "is pinned fails the request.",
	  lint_pool_bank },
	{ "R8", LINT_ERROR, "a pool crosses a zone border",
	  "A CMA area has to lie in one zone; otherwise it is not activated and "
	  "its memory is lost.",
	  lint_pool_zones },
	{ "R9", LINT_NOTE, "no default CMA pool",
	  "No node with linux,cma-default, no cma=, and the build asks for none: "
	  "large buffers of devices come from the page allocator, or fail. A warning "
	  "where cma=0 has taken away the pool of the build.",
	  lint_pool_none },
	{ "R10", LINT_WARNING, "flags of a pool",
	  "What reusable, no-map, linux,cma-default and \"shared-dma-pool\" mean "
	  "together: only a reusable shared-dma-pool lends its memory to others; "
	  "without that the memory is its devices' alone.",
	  lint_pool_flags },
	{ "M1", LINT_WARNING, "the tree says less memory than there is",
	  "With --memory as what the machine really has: the memory node says "
	  "less, and unless the boot loader writes the node the rest is lost.",
	  lint_memory_more },
	{ "M2", LINT_WARNING, "no memory in the tree",
	  "The memory node is missing or has size 0: a placeholder for the boot "
	  "loader, without which no kernel boots. Rules that need the boot are "
	  "skipped unless --memory says what it would write; with it the finding is "
	  "a note.",
	  lint_memory_missing },
	{ "M3", LINT_ERROR, "cells and values do not fit",
	  "reg is read with #address-cells and #size-cells of the root; a value "
	  "written with another number of cells decodes to an impossible range. "
	  "/reserved-memory has to repeat the root's cells.",
	  lint_memory_cells },
	{ "M5", LINT_ERROR, "the tree says more memory than there is",
	  "With --memory as what the machine really has: the kernel would take "
	  "addresses for RAM that nothing answers.",
	  lint_memory_less },
	{ "M6", LINT_WARNING, "banks overlap",
	  "Two entries of memory nodes share addresses. The kernel joins them.",
	  lint_banks_overlap },
	{ "M7", LINT_WARNING, "memory is ignored",
	  "The kernel drops a bank or a part of it: too small, below its own "
	  "image, or out of reach of its linear map.",
	  lint_memory_ignored },
	{ "M8", LINT_ERROR, "mem= makes memory up",
	  "On arm mem=SIZE[@ADDR] takes the place of the tree's banks. What it "
	  "claims beyond them answers to nobody: page tables that are put there "
	  "end the boot without a word.",
	  lint_memory_made_up },
	{ "E1", LINT_WARNING, "memmap= and where the kernel lies",
	  "memmap=SIZE$ADDR loses its \"$...\" to shells and to GRUB; KASLR keeps "
	  "off the first four such ranges only; a range on the kernel's own image "
	  "cannot work.",
	  lint_memmap_word },
	{ "E2", LINT_WARNING, "memmap= over what is no RAM",
	  "memmap=SIZE!ADDR or SIZE@ADDR covers addresses that the firmware's map "
	  "does not call usable, such as the hole for devices below 4 GiB.",
	  lint_memmap_hole },
	{ "E4", LINT_NOTE, "no RAM above 4 GiB",
	  "RAM ends below 4 GiB. A machine with 4 GiB or more then has memory "
	  "that firmware did not remap, and that no kernel can find.",
	  lint_no_remap },
	{ "E5", LINT_WARNING, "entries of the map",
	  "The firmware's map is unsorted, overlaps itself, has edges inside a "
	  "page, or has no RAM below 1 MiB, without which the other CPUs cannot "
	  "be started.",
	  lint_e820_entries },
	{ "E6", LINT_NOTE, "addresses above the amount of RAM",
	  "Devices have addresses below 4 GiB; the RAM that would be there is "
	  "found above. So addresses reach beyond the amount of RAM.",
	  lint_hole },
	{ "E7", LINT_WARNING, "RAM that the MTRRs do not make write-back",
	  "Firmware has to tell the CPUs in their memory type range registers "
	  "which addresses may be cached. RAM that it has left out would be very "
	  "slow: the kernel does not use it. disable_mtrr_trim makes it do so, "
	  "which is of use only where the registers are wrongly read.",
	  lint_mtrr },
	{ "N1", LINT_WARNING, "a node without memory",
	  "Its CPUs take memory from other nodes, in the order of its fallback "
	  "list. Programs that ask for memory on each node may fail. One finding "
	  "lists all such nodes.",
	  lint_memoryless },
	{ "N2", LINT_NOTE, "one faked node, or no distances",
	  "Nothing describes nodes, or the kernel refuses the description: all "
	  "memory is one node. Several nodes without a distance map are all "
	  "equally far.",
	  lint_faked_node },
	{ "N3", LINT_NOTE, "numa=fake=",
	  "Made-up nodes need a kernel with CONFIG_NUMA_EMU, and at least 32 MiB "
	  "of memory each. A warning where the word makes none.",
	  lint_numa_fake },
	{ "N4", LINT_NOTE, "distances differ by direction",
	  "The distance from one node to another is not that of the way back, so "
	  "the order of fallback lists is not what one direction suggests.",
	  lint_distances },
	{ "Z1", LINT_WARNING, "the DMA zone is larger than a bus reaches",
	  "The limit that dma-ranges of the tree give is below the end of the "
	  "zone which the kernel allocates such buffers from.",
	  lint_dma_zone },
	{ "Z2", LINT_NOTE, "RAM that devices do not reach",
	  "There is RAM above what the tightest bus, or a device of 32 bits, "
	  "reaches. Boards with less memory do not show this.",
	  lint_dma_reach },
	{ "Z3", LINT_NOTE, "bounce buffer",
	  "Where the software IO TLB lies through which buffers are copied that "
	  "devices do not reach, and whether it got its memory.",
	  lint_bounce },
	{ "Z4", LINT_NOTE, "a zone is kept back",
	  "lowmem_reserve and watermark together are more than the zone: what may "
	  "use higher zones never gets memory from it, however free it looks.",
	  lint_zone_kept },
	{ "Z5", LINT_WARNING, "movable_node moves nothing",
	  "With movable_node on the command line memory that may be unplugged "
	  "becomes ZONE_MOVABLE. There is none, by the tree's hotpluggable or the "
	  "SRAT; kernelcore= and movablecore= beside the word are not read.",
	  lint_movable_node },
	{ "H1", LINT_NOTE, "low and high memory",
	  "What a 32-bit kernel maps for good, and the rest; without HIGHMEM the "
	  "rest is lost, and the finding a warning.",
	  lint_highmem },
	{ "H2", LINT_ERROR, "the initrd is lost",
	  "It lies in memory that the kernel does not have, cut off or not mapped, "
	  "or that is in use: there is no root file system then.",
	  lint_initrd_lost },
	{ "H3", LINT_WARNING,
	  "the log's kernel has less memory than its build could",
	  "The log itself warns: a 32-bit build without HIGHMEM uses low memory "
	  "only, one without PAE no more than 4 GiB. The build that stands in for "
	  "it here may have both, and then shows more memory than that log's "
	  "kernel had.",
	  lint_build },
	{ "H4", LINT_WARNING, "little low memory",
	  "What the kernel itself allocates comes from low memory. CMA pools, the "
	  "struct pages of all RAM, a bounce buffer, a large vmalloc= or highmem= "
	  "leave little of it, however much high memory there is; an error where a "
	  "word of the command line leaves too little to boot.",
	  lint_low_scarce },
	{ "C1", LINT_ERROR, "the crash kernel finds no place",
	  "crashkernel= asks for more than the largest free piece where the "
	  "kernel looks for it.",
	  lint_crash_fails },
	{ "C2", LINT_WARNING, "forms of crashkernel=",
	  "What ,high and ,low mean without each other, and when a size counts.",
	  lint_crash_forms },
	{ "C3", LINT_ERROR, "the crash kernel's place is taken",
	  "crashkernel=SIZE@OFFSET names a place where something else is.",
	  lint_crash_fixed },
	{ "I1", LINT_ERROR, "image, initrd and tree collide",
	  "--image-base, --initrd and --dtb-base checked against each other, RAM "
	  "and reserved regions; the image with its BSS, which the file does not "
	  "show. What lies in one another or in one region is one finding, which "
	  "also says, instead of O4, that the region stays mapped for it.",
	  lint_places },
	{ "I2", LINT_WARNING, "the kernel image is not in the map's RAM",
	  "Where the kernel would lie by default the map has no RAM. A crash "
	  "kernel lies in the memory that was reserved for it: --image-base says "
	  "where. Else the kernel adds its own image to the map, as RAM that may "
	  "not be there.",
	  lint_image },
	{ "I3", LINT_ERROR, "the tree is not mapped",
	  "Kernels for arm before 5.11 read the device tree through the map of low "
	  "memory, also when that has been set up anew: a tree above it cannot be "
	  "read any more.",
	  lint_tree_unmapped },
	{ "W1", LINT_WARNING, "a word that the kernel does not know",
	  "A word of the command line that this build has no parameter for. The "
	  "kernel says so in one line and hands it on to user space, where it does "
	  "nothing for memory. A word that is like one about memory, as meem= is "
	  "like mem=, is a warning, others are notes.",
	  lint_words_unknown },
	{ "W2", LINT_WARNING, "a word whose value cannot be read",
	  "A word about memory whose value is neither a number nor one of its own "
	  "words, as mem=foo. The kernel takes the number for 0 or passes over the "
	  "word, and rarely says so. A few it reads without a look whether there is "
	  "a value, which ends the boot: an error.",
	  lint_words_malformed },
	{ "B1", LINT_ERROR, "the boot stops",
	  "The simulated kernel panics: what the other errors come to. A finding "
	  "that tells the end with its cause stands for both, and names this rule.",
	  lint_panic },
};

const size_t nr_lint_rules = ARRAY_SIZE(lint_rules);
