#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: tiny_kernel.py FOLDER ARCH [RELEASE [MARK...]]

Writes what people have of a kernel, made up, with all that `initmem kernel
import` looks for: FOLDER/vmlinux (x86_64, an ELF file without symbols) or
FOLDER/Image (arm64), System.map, kallsyms (as a kernel that has moved itself
shows it), btf and config. A MARK is what else the kernel has: a member,
"zone.pageset_high", an enumerator, "memblock_flags=MEMBLOCK_RSRV_NOINIT", or a
symbol, "mm_core_init"; "-hyp_page" is a struct that it has not. And boot images of a packed kernel by way of

    tiny_kernel.py --bzimage PACKED OUTPUT
    tiny_kernel.py --zboot KIND PACKED OUTPUT
    tiny_kernel.py --zimage LENGTH PACKED OUTPUT

the last of a kernel that has LENGTH bytes when unpacked.
"""

import struct
import sys

STRUCTS = {
    "page": 64, "pglist_data": 173056, "mem_section": 16,
    "mem_section_usage": 24, "kmem_cache_node": 64, "kmem_cache_cpu": 32,
    "track": 24, "memblock_region": 24, "per_cpu_zonestat": 12,
    "per_cpu_nodestat": 42, "resource": 64, "pcpu_chunk": 208,
    "pcpu_block_md": 32, "pcpu_alloc_info": 64, "pcpu_group_info": 24,
    "hlist_bl_head": 8, "hlist_head": 8, "list_head": 16, "prb_desc": 24,
    "printk_info": 88, "tss_struct": 20480, "cpu_entry_area": 241664,
    "obs_kernel_param": 24, "kernel_param": 40, "device_node": 160,
    "property": 80, "alias_prop": 32, "reserved_mem": 56, "hyp_page": 4,
    "cpumask": 8,
}
# Name and size of the struct, then of the members: array lengths, offsets.
MEMBERS = {
    "zone": (1664, [("free_area", 176, 11), ("managed_pages", 96, 0)]),
    "per_cpu_pages": (256, [("lists", 24, 12)]),
    "kmem_cache": (264, [("node", 208, 2)]),
    "memblock": (112, [("memory", 16, 0), ("reserved", 56, 0)]),
    "memblock_type": (40, [("cnt", 0, 0), ("max", 8, 0)]),
}
ENUMS = {
    "zone_type": ["ZONE_DMA", "ZONE_DMA32", "ZONE_NORMAL", "ZONE_MOVABLE"],
    "migratetype": ["MIGRATE_UNMOVABLE", "MIGRATE_MOVABLE",
                    "MIGRATE_RECLAIMABLE", "MIGRATE_HIGHATOMIC",
                    "MIGRATE_ISOLATE"],
}


class Btf:
    """Types, one after the other; a number each, from 1 on."""

    def __init__(self):
        self.types, self.n, self.strings = b"", 0, b"\0"

    def name(self, text):
        at = len(self.strings)
        self.strings += text.encode() + b"\0"
        return at

    def add(self, name, kind, vlen, value, tail=b""):
        self.types += struct.pack("<III", self.name(name) if name else 0,
                                  kind << 24 | vlen, value) + tail
        self.n += 1
        return self.n

    def bytes(self):
        return struct.pack("<HBBIIIII", 0xeb9f, 1, 0, 24, 0, len(self.types),
                           len(self.types), len(self.strings)) + \
            self.types + self.strings


def types():
    btf = Btf()
    word = btf.add("unsigned long", 1, 0, 8, struct.pack("<I", 64))
    btf.add("phys_addr_t", 8, 0, word)
    for name, size in STRUCTS.items():
        btf.add(name, 4, 0, size)
    for name, (size, members) in MEMBERS.items():
        tail = b""
        for member, offset, length in members:
            of = word
            if length:
                of = btf.add("", 3, 0, 0, struct.pack("<III", word, word,
                                                      length))
            tail += struct.pack("<III", btf.name(member), of, offset * 8)
        btf.add(name, 4, len(members), size, tail)
    for name, words in ENUMS.items():
        btf.add(name, 6, len(words), 4, b"".join(
            struct.pack("<II", btf.name(w), i) for i, w in enumerate(words)))
    return btf.bytes()




def add_mark(mark):
    if mark.startswith("-"):
        del STRUCTS[mark[1:]]
    elif "=" in mark:
        name, word = mark.split("=")
        ENUMS.setdefault(name, []).append(word)
    elif "." in mark:
        name, member = mark.split(".")
        size = STRUCTS.pop(name, 8)
        MEMBERS.setdefault(name, (size, []))[1].append((member, 0, 0))
    else:
        MARKED.append(mark)


MARKED = []
CONFIG = """CONFIG_SMP=y
CONFIG_NR_CPUS=64
CONFIG_FLATMEM=y
CONFIG_SLUB=y
CONFIG_MODULES=y
CONFIG_HUGETLB_PAGE=y
CONFIG_MEMORY_ISOLATION=y
CONFIG_ZONE_DMA=y
CONFIG_ZONE_DMA32=y
CONFIG_LOG_BUF_SHIFT=17
"""

X86 = {
    "base": 0xffffffff81000000, "slide": 0x1c000000, "banner": "x86",
    "config": """CONFIG_X86_64=y
CONFIG_X86_L1_CACHE_SHIFT=6
CONFIG_X86_INTERNODE_CACHE_SHIFT=6
CONFIG_PHYSICAL_START=0x1000000
""",
    "symbols": """_text=0 _etext=1000 __smp_locks=5000 __smp_locks_end=6000
        __init_begin=2000 __init_end=5000 real_mode_blob=2800
        real_mode_blob_end=2c00 _edata=6000 __bss_start=6000 __bss_stop=7000
        __brk_base=7000 __brk_limit=8000 __end_of_kernel_reserve=7000
        _end=8000""",
}

ARM64 = {
    "base": 0xffff800008000000, "slide": 0x2ac80000, "banner": "arm64",
    "config": """CONFIG_ARM64=y
CONFIG_ARM64_PAGE_SHIFT=12
CONFIG_ARM64_VA_BITS=48
CONFIG_ARM64_PA_BITS=48
CONFIG_PGTABLE_LEVELS=4
""",
    "symbols": """_text=0 _stext=0 _etext=1000 __start_rodata=1000
        __end_rodata=2000 __idmap_text_start=400 __idmap_text_end=800
        __init_begin=2000 __init_end=5000 _sinittext=2000 _einittext=2000
        __inittext_begin=2000 __inittext_end=2000 __initdata_begin=2000
        __initdata_end=5000 _data=5000 _sdata=5000 _edata=6000
        __bss_start=6000 __bss_stop=7000 init_pg_dir=7000 init_pg_end=8000
        _end=8000 __per_cpu_start=4000 __per_cpu_end=4800 kimage_vaddr=1800
        __idmap_kpti_flag=1900""",
}


class Image:
    """0x6000 bytes from `base` on, and what is where."""

    def __init__(self, arch, release):
        self.base = arch["base"]
        self.data = bytearray(0x6000)
        self.symbols = {"linux_banner": 0x1000, "boot_command_line": 0x2000,
                        "next_to_it": 0x2800 + 24}
        for word in arch["symbols"].split():
            name, at = word.split("=")
            self.symbols[name] = int(at, 16)
        self.put(0x1000, f"Linux version {release} (me@here) (cc) #7 SMP "
                         "today\n\0".encode())
        for mark in MARKED:
            self.symbols[mark] = 0x100
        self.relocations = [(0x1800, 0)]
        self.tables()

    def put(self, at, data):
        self.data[at:at + len(data)] = data

    def words(self, name, at, stride, words, texts):
        """A table of structs that begin with a pointer to a string."""
        for i, (word, early) in enumerate(words):
            self.put(texts, word.encode() + b"\0")
            self.relocations.append((at + i * stride, texts))
            self.put(at + i * stride, struct.pack("<QQI", self.base + texts, 0,
                                                  early))
            texts += len(word) + 1
        self.symbols[name[0]] = at
        self.symbols[name[1]] = at + len(words) * stride

    def tables(self):
        self.words(("__setup_start", "__setup_end"), 0x3000, 24,
                   [("zeta=", 0), ("mem", 1), ("alpha", 1)], 0x1200)
        self.words(("__start___param", "__stop___param"), 0x3400, 40,
                   [("printk.time", 0), ("a.b", 0)], 0x1300)
        # struct memblock: max of memory and of reserved
        self.symbols["memblock"] = 0x3800
        self.put(0x3800 + 16 + 8, struct.pack("<Q", 77))
        self.put(0x3800 + 56 + 8, struct.pack("<Q", 99))

    def list(self, slide, modules=""):
        lines = [f"{at + self.base + slide:016x} D {name}"
                 for name, at in self.symbols.items()]
        return "\n".join(sorted(lines) + [modules]) + "\n"


def elf(image, btf):
    """x86_64, sections only, as what is booted has it."""
    sections = [(".text", 0, 0x1000), (".rodata", 0x1000, 0x1000),
                (".init.data", 0x2000, 0x4000)]
    body = bytes(image.data)
    names = b"\0"
    headers = [b"\0" * 64]

    def header(name, kind, flags, addr, offset, size):
        nonlocal names
        headers.append(struct.pack("<IIQQQQIIQQ", len(names), kind, flags,
                                   addr, offset, size, 0, 0, 1, 0))
        names += name.encode() + b"\0"

    for name, at, size in sections:
        header(name, 1, 2, image.base + at, 64 + at, size)
    header(".BTF", 1, 2, image.base + 0x100000, 64 + len(body), len(btf))
    header(".shstrtab", 3, 0, 0, 64 + len(body) + len(btf), 0)
    last = bytearray(headers[-1])
    last[32:40] = struct.pack("<Q", len(names))
    headers[-1] = bytes(last)
    at = 64 + len(body) + len(btf) + len(names)
    start = b"\177ELF\2\1\1" + b"\0" * 9 + struct.pack(
        "<HHIQQQIHHHHHH", 2, 62, 1, 0, 0, at, 0, 64, 0, 0, 64, len(headers),
        len(headers) - 1)
    return start + body + btf + names + b"".join(headers)


def raw_image(image, btf):
    """arm64: a header, and pointers that only relocations have."""
    for at, _ in image.relocations:
        image.put(at, b"\0" * 8)
    image.put(0, b"MZ")
    image.put(56, b"ARM\x64")
    relocations = b"".join(
        struct.pack("<QQQ", image.base + at, 0x403, image.base + value)
        for at, value in image.relocations)
    return bytes(image.data) + btf + b"\0" * (-len(btf) % 8) + relocations


def write(folder, arch, release):
    facts = {"x86_64": X86, "arm64": ARM64}[arch]
    image = Image(facts, release)
    if arch == "x86_64":  # linked at 0, and never moved
        image.symbols["__per_cpu_start"] = -image.base
        image.symbols["__per_cpu_end"] = 0x900 - image.base
    btf = types()

    def save(name, data):
        with open(f"{folder}/{name}", "wb") as f:
            f.write(data.encode() if isinstance(data, str) else data)

    save("System.map", image.list(0))
    moved = image.list(facts["slide"], "ffffffffc0000000 t init\t[module]")
    if arch == "x86_64":
        moved = moved.replace(f"{facts['slide']:016x} D __per_cpu_start",
                              f"{0:016x} A __per_cpu_start")
        moved = moved.replace(f"{facts['slide'] + 0x900:016x} D __per_cpu_end",
                              f"{0x900:016x} A __per_cpu_end")
    save("kallsyms", moved)
    save("btf", btf)
    save("config", f"# Linux/{facts['banner']} {release.split('-')[0]} Kernel "
                   "Configuration\n" + facts["config"] + CONFIG)
    if arch == "x86_64":
        save("vmlinux", elf(image, btf))
    else:
        save("Image", raw_image(image, btf))


def bzimage(packed):
    """Two sectors of setup code, then the packed kernel at 0x40."""
    head = bytearray(1024)
    head[0x1f1] = 1
    head[0x1fe:0x200] = b"\x55\xaa"
    head[0x202:0x208] = b"HdrS" + struct.pack("<H", 0x20f)
    head[0x248:0x250] = struct.pack("<II", 0x40, len(packed))
    return bytes(head) + b"\0" * 0x40 + packed + b"\0" * 100


def zboot(kind, packed):
    return b"MZ\0\0zimg" + struct.pack("<II", 0x100, len(packed)) + \
        b"\0" * 8 + kind.encode().ljust(0x100 - 24, b"\0") + packed


def zimage(length, packed):
    """Code that looks packed in two ways, a table, the kernel, and more."""
    code = b"\x1f\x8b\x08" + b"\x5d\0\0\0\x01" + b"\xff" * 8 + b"\0" * 97
    table = 0x3c + len(code)
    start = table + 7 * 4 + 5
    end = start + len(packed)
    return b"\0\0\xa0\xe1" * 9 + struct.pack(
        "<IIIIII", 0x016f2818, 0, end + 12, 0x04030201, 0x45454545, table) + \
        code + struct.pack("<IIIIIII", 6, 0x5a534c4b, end - 4, 0x1000, 0x8000,
                           0x10000, 0) + b"\0" * 5 + packed[:-4] + \
        struct.pack("<I", length) + b"\x1f\x8b\x08" * 4


def main():
    boot = {"--bzimage": lambda packed: bzimage(packed),
            "--zboot": lambda packed: zboot(sys.argv[2], packed),
            "--zimage": lambda packed: zimage(int(sys.argv[2]), packed)}
    if sys.argv[1] in boot:
        with open(sys.argv[-2], "rb") as f:
            packed = f.read()
        with open(sys.argv[-1], "wb") as f:
            f.write(boot[sys.argv[1]](packed))
    else:
        for mark in sys.argv[4:]:
            add_mark(mark)
        write(sys.argv[1], sys.argv[2],
              sys.argv[3] if len(sys.argv) > 3 else "6.1.7-made-up")


main()
