# SPDX-License-Identifier: GPL-2.0-only
"""Made-up machines, and what must hold for each of them.

Nodes side by side, interleaved and one inside another, holes, banks off every
boundary, and the words that make ZONE_MOVABLE. The same number is always the
same machine."""
import os
import random
import sys

import records
from records import Failure

M, G = 1 << 20, 1 << 30
WORDS = ["", "", "kernelcore=%dM", "movablecore=%dM", "kernelcore=%d%%",
         "movablecore=%d%%", "movable_node", "cma=%dM", "mem=%dM",
         "kernelcore=mirror", "kernelcore=%dM movablecore=300M"]
ARM_KERNELS = ["debian-6.1-armmp", "debian-6.1-armmp-lpae",
               "linux-4.0-vexpress", "linux-4.0-vexpress-lpae",
               "linux-4.0-vexpress-slab", "linux-4.0-vexpress-sparse-cma"]
ARM_CPU = 'compatible = "arm,cortex-%s"; enable-method = "psci";'
HART = 'compatible = "riscv"; riscv,isa = "rv64imac"; mmu-type = "riscv,%s";'
PC_KERNELS = ["6.1.0-50-cloud-amd64", "6.1.0-50-cloud-amd64",
              "6.1.0-50-686-pae", "2.6.24"]


def words(r):
    word = r.choice(WORDS)
    if "%d%%" in word:
        word = word % r.randrange(1, 100)
    elif "%d" in word:
        word = word % (r.randrange(4, 64) * (64 if "mem=" in word else 16))
    return "nokaslr " + word


def banks(r, at, most, unit):
    for _ in range(r.randrange(1, most)):
        at += unit * r.choice([0, 0, r.randrange(40)])
        size = unit * r.randrange(1, 60)
        yield at, size
        at += size


def cells(*values):
    return "<%s>" % " ".join("%#x %#x" % (v >> 32, v & 0xffffffff)
                             for v in values)


def tree(r, cpu, where, nodes):
    nid = (lambda: " numa-node-id = <%d>;" % r.randrange(nodes)) \
        if nodes > 1 else lambda: ""
    cpus = "".join('cpu@%d { device_type = "cpu"; reg = <%d>; %s%s };' % (
        i, i, cpu, nid()) for i in range(r.randrange(1, 5)))
    memory = "".join('memory@%x { device_type = "memory"; reg = %s;%s };\n' % (
        at, cells(at, size), nid()) for at, size in where)
    return """/dts-v1/;
/ {
#address-cells = <2>; #size-cells = <2>;
compatible = "arm,vexpress,v2p-ca9", "arm,vexpress";
chosen { bootargs = "%s"; };
psci { compatible = "arm,psci-1.0"; method = "smc"; };
cpus { #address-cells = <1>; #size-cells = <0>; %s };
%s};
""" % (words(r), cpus, memory)


def arm64(r, path):
    start = r.choice([G, 0, 0x80000000])
    unit = r.choice([M, 2 * M, 32 * M, 128 * M, 256 * M, 37 << 12])
    where = [(start, 160 * M)] + list(banks(r, start + 160 * M, 8, unit))
    with open(path + ".dts", "w") as file:
        file.write(tree(r, ARM_CPU % "a53", where, r.randrange(1, 5)))
    return [path + ".dts"]


def arm(r, path):
    start = r.choice([0x40000000, 0x60000000, 0x80000000])
    unit = r.choice([M, 2 * M, 16 * M, 37 << 12])
    where = [(start, 96 * M)] + list(banks(r, start + 96 * M, 4, unit))
    kernel = r.choice(ARM_KERNELS)
    if "lpae" in kernel:
        where.append((r.choice([4 * G, 5 * G]), 64 * M * r.randrange(1, 20)))
    with open(path + ".dts", "w") as file:
        file.write(tree(r, ARM_CPU % "a9", where, 1))
    return ["--kernel", kernel, path + ".dts"]


def riscv(r, path):
    start = r.choice([0, 2 * G, 4 * G - 64 * M, 2 * G + 3 * M, 1 << 40])
    unit = r.choice([M, 2 * M, 32 * M, 128 * M, G, 37 << 12])
    where = [(start, 160 * M)] + list(banks(r, start + 160 * M, 8, unit))
    hart = HART % r.choice(["sv39", "sv48", "sv57"])
    with open(path + ".dts", "w") as file:
        file.write(tree(r, hart, where, r.randrange(1, 5)))
    return ["--kernel", "linux-6.12-riscv64", path + ".dts"]


def srat(r, ram, nodes):
    yield from ("SRAT: PXM %d -> APIC 0x%02x -> Node %d" % (i, i, i)
                for i in range(nodes))
    for at, size in ram:
        cuts = {at + r.randrange(size >> 12 << 12) for _ in range(2)}
        cuts = sorted({0 if at == M else at, at + size} |
                      {c >> 12 << 12 for c in cuts})
        for lo, hi in zip(cuts, cuts[1:]):
            node = r.randrange(nodes)
            yield "ACPI: SRAT: Node %d PXM %d [mem 0x%08x-0x%08x]%s" % (
                node, node, lo, hi - 1, r.choice(["", "", " hotplug"]))


def pc(r, path):
    kernel, nodes = r.choice(PC_KERNELS), r.randrange(1, 5)
    low = r.choice([64 * M, 511 * M, G, 3 * G]) + r.choice([0, 4096, 0x20000])
    ram = [(M, low)] + list(banks(r, 4 * G, 6, r.choice([M, 64 * M, 256 * M])))
    old = kernel == "2.6.24"
    form = " BIOS-e820: %016x - %016x (usable)" if old else \
        "BIOS-e820: [mem 0x%016x-0x%016x] usable"
    lines = ["Linux version %s (x)" % kernel, "Command line: " + words(r),
             "BIOS-provided physical RAM map:"]
    lines += [form % (at, at + size - (not old))
              for at, size in [(0, 0x9fc00)] + (ram[:1] if old else ram)]
    if "amd64" in kernel and nodes > 1:
        lines += srat(r, ram, nodes)
    if r.random() < 0.3:
        at = r.choice([M + low - 32 * M, 0x1800000])
        lines.append("RAMDISK: [mem 0x%08x-0x%08x]" % (at, at + 8 * M - 1))
    lines.append("smpboot: Allowing %d CPUs, 0 hotplug CPUs" % nodes)
    with open(path + ".log", "w") as file:
        file.write("\n".join(lines) + "\n")
    return [path + ".log"]


def mirrored(taken):
    """With kernelcore=mirror the kernel's own counts need not fit."""
    return "kernelcore=mirror" in (taken[0]["machine"]["cmdline"] or "")


def check(kind, number, folder):
    args = kind(random.Random(number), os.path.join(folder, str(number)))
    taken = records.parse(records.run(["run", "--steps", "--format=json"] +
                                      args, allowed=(0, 3)))
    says = "%s %d: " % (kind.__name__, number)
    try:
        if not mirrored(taken):
            records.check_records(taken)
    except Failure as failure:
        raise Failure(says + str(failure)) from None
    account = records.run(["explain"] + args, allowed=(0, 3))
    if "does not add up" in account:
        raise Failure(says + "the account does not add up")


def check_all(kind, count, folder):
    for number in range(count):
        check(kind, number, folder)
    return "%d machines" % count


if __name__ == "__main__":
    for made_up in (arm64, arm, riscv, pc):
        records.test(made_up.__name__, check_all, made_up, int(sys.argv[2]),
                     sys.argv[1])
