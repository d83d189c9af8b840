# SPDX-License-Identifier: GPL-2.0-only
"""Which lines of a boot log are about memory."""
import re

STAMP = re.compile(r"^\[ *\d+\.\d+\] ?")

# Up to the line of the slab allocator, with which mm_init() ends.
LAST = "SLUB: "

ABOUT_MEMORY = re.compile("|".join((
    r"Command line: ",
    r"(BIOS-provided|user-defined|extended) physical RAM map:",
    r"(BIOS-e820|user|reserve setup_data): ",
    r"e820: ",
    r"last_pfn = ",
    r"Using GB pages for direct mapping",
    r"found SMP MP-table at ",
    r"initial memory mapped: ",
    r"RAMDISK: ",
    r"(Allocated new|Move) RAMDISK",
    r"ACPI: Reserving ",
    r"(ACPI: )?S(RA|LI)T: ",
    r"No NUMA configuration found",
    r"NUMA turned off",
    r"Faking a node at ",
    r"(    )?NODE_DATA\(\d+\) ",
    r"OF: NUMA: ",
    r"Reserving \d+MB of ",
    r"kexec: Reserving the low 1M of memory ",
    r"\d+MB (HIGH|LOW)MEM available",
    r"  (mapped )?low ram: ",
    r"Initializing (HighMem|Movable) for node ",
    r"(smpboot|CPU topo): Allowing ",
    r"PM: hibernation: Registered nosave memory: ",
    r"\[(mem|gap) 0x[0-9a-f]+-0x[0-9a-f]+\] available for PCI devices",
    r"setup_percpu: ",
    r"Machine model: ",
    r"OF: (fdt|reserved mem): ",
    r"Reserved memory: ",
    r"Memory limited to ",
    r"NUMA: ",
    r"INITRD: ",
    r" - disabling initrd",
    r"smpboot: \d+ Processors exceeds ",
    r" (BIOS-e820|user|limit_regions \w+): ",
    r"\d+MB (HIGHMEM|LOWMEM) available",
    r"found SMP MP-table at [0-9a-f]{8}$",
    r"Zone PFN ranges:",
    r"  (DMA|Normal|HighMem) +\d+ -> +\d+$",
    r"Movable zone start PFN for each node",
    r"early_node_map\[\d+\] active PFN ranges",
    r" +\d+: +\d+ -> +\d+$",
    r"Allocating PCI resources starting at ",
    r"Zone ranges:",
    r"  (DMA|DMA32|Normal|HighMem|Device) +(\[mem |empty)",
    r"Movable zone start for each node",
    r"  Node \d+: 0x",
    r"Early memory node ranges",
    r"  node +\d+: \[mem ",
    r"Initmem setup node ",
    r"Initializing node ",
    r"On node \d+(, zone | totalpages: )",
    r"free_area_init_node: ",
    r"  (DMA|DMA32|Normal|HighMem|Movable) zone: ",
    r"(Truncating|Ignoring) RAM at ",
    r"cma: ",
    r"hugetlb_cma: ",
    r"HugeTLB: ",
    r"(cannot allocate )?crashkernel",
    r"(percpu|PERCPU): ",
    r"pcpu-alloc: ",
    r"Fallback order for Node ",
    r"Built \d+ zonelists",
    r"Policy zone: ",
    r"Kernel command line: ",
    r"Unknown kernel command line parameters ",
    r"printk: log_buf_len",
    r"printk: log buffer data ",
    r"printk: early log buf free",
    r"(PID|Dentry cache|Inode-cache) hash table entries: ",
    r"mem auto-init: ",
    r"allocated \d+ bytes of page_ext",
    r"software IO TLB: ",
    r"Memory: ",
    r"[Vv]irtual kernel memory layout:",
    r" +(vector|fixmap|vmalloc|lowmem|pkmap|\.(text|init|data|bss)) +: 0x",
    LAST,
)))

# Printed with KERN_DEBUG, which a console does not show.
DEBUG = re.compile("|".join((
    r"e820: (update|remove) ",
    r"initial memory mapped: ",
    r"pcpu-alloc: ",
)))


# The first line about the initrd, from which it is read, is rounded to pages,
# and the line after it that tells where it is moved is not.
END_OF_RANGE = re.compile(r"-0x([0-9a-f]+)\]")


def whole_pages(line):
    if " RAMDISK" not in line:
        return line
    return END_OF_RANGE.sub(
        lambda m: "-0x%08x]" % (int(m.group(1), 16) | 0xfff), line)


def bare(text):
    return [whole_pages(STAMP.sub("", line)) for line in text.splitlines()]


def through_slub(lines):
    for i, line in enumerate(lines):
        if line.startswith(LAST):
            return lines[:i + 1]
    return lines


def command_line(text):
    """What the log says the kernel's command line was."""
    start = "Kernel command line: "
    for line in bare(text):
        if line.startswith(start):
            return line[len(start):]
    return ""


def about_memory(text):
    """Those lines of a boot log, without time stamps."""
    return [line for line in through_slub(bare(text))
            if ABOUT_MEMORY.match(line)]


def on_console(lines):
    """What a machine shows that never came to run dmesg."""
    return [line for line in lines if not DEBUG.match(line)]
