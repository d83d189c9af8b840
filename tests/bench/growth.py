#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How the cost of `run` grows with what there is more of in a tree.

usage: growth.py INITMEM FOLDER

Each row: a board with so many of one thing, and one with eight times as many;
the CPU time of both (the least of some runs), its ratio, the ratio of the same
to dtc's, and the most that n log n allows. Of memory it is 1 GiB and 64 TiB, in
one bank, and hardly any more is allowed. Trees go to FOLDER. Status 1 where one
grows faster."""
import math
import os
import resource
import subprocess
import sys

RUNS = int(os.environ.get("RUNS", "20"))
TIMES = 8  # as many in the larger tree
SLACK = 1.5  # a machine does other things

ROOT = """/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	compatible = "example,growth";
	cpus {
		#address-cells = <1>;
		#size-cells = <0>;
%s	};
%s	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
%s	};
};
"""
CPU = """		cpu@%x {
			device_type = "cpu";
			compatible = "arm,cortex-a53";
			reg = <%#x>;
			numa-node-id = <%d>;
		};
"""
BANK = """	memory@%x {
		device_type = "memory";
		reg = <%#x %#x %#x %#x>;
		numa-node-id = <%d>;
	};
"""
REGION = """		r@%x { reg = <0 %#x 0 0x1000>; };
"""


def tree(gib=4, regions=8, banks=1, nodes=1, cpus=2):
    """Banks and CPUs go round the nodes; holes between the banks."""
    banks = max(banks, nodes)
    size = (gib << 30) // banks
    base = [(1 << 30) + i * (size + (1 << 27)) for i in range(banks)]
    text = "".join(CPU % (i, i, i * nodes // cpus if cpus >= nodes else i)
                   for i in range(cpus))
    memory = "".join(
        BANK % (b, b >> 32, b & 0xffffffff, size >> 32, size & 0xffffffff,
                i * nodes // banks) for i, b in enumerate(base))
    first = base[0] + (256 << 20)
    reserved = "".join(REGION % (first + i * 0x3000, first + i * 0x3000)
                       for i in range(regions))
    return ROOT % (text, memory, reserved)


# What grows, from how many, how many times, the board around it, and the most
# that it may cost; None: n log n.
ROWS = (
    ("GiB in one bank", "gib", 1, 1 << 16, {}, 1.3),
    ("regions", "regions", 40, TIMES, {}, None),
    ("banks", "banks", 32, TIMES, {"gib": 128}, None),
    ("nodes", "nodes", 2, TIMES, {"gib": 128, "cpus": 64}, None),
    ("CPUs", "cpus", 64, TIMES, {"gib": 16}, None),
)


def cpu_seconds(command):
    least = math.inf
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime - before.ru_utime +
                    after.ru_stime - before.ru_stime)
    return least


def measure(initmem, folder, key, count, around):
    path = os.path.join(folder, "%s-%d.dtb" % (key, count))
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", path, "-"],
                   input=tree(**{**around, key: count}).encode(), check=True)
    return (cpu_seconds([initmem, "run", "--format=json", path]),
            cpu_seconds(["dtc", "-q", "-I", "dtb", "-O", "dts", path]))


def n_log_n(few, many):
    return SLACK * many / few * (1 + math.log2(many)) / (1 + math.log2(few))


def main():
    initmem, folder = sys.argv[1:]
    good = True
    print("\n%-16s %6s %9s %6s %9s %7s %7s %7s" % (
        "more of", "n", "ms", "n", "ms", "ratio", "dtc's", "limit"))
    for words, key, few, times, around, limit in ROWS:
        many = few * times
        limit = limit or n_log_n(few, many)
        little, dtc_little = measure(initmem, folder, key, few, around)
        much, dtc_much = measure(initmem, folder, key, many, around)
        fine = much / little < limit
        good = good and fine
        print("%-16s %6d %9.2f %6d %9.2f %7.2f %7.2f %7.2f%s" % (
            words, few, little * 1e3, many, much * 1e3, much / little,
            dtc_much / dtc_little, limit, "" if fine else "  TOO MUCH"))
    sys.exit(0 if good else 1)


main()
