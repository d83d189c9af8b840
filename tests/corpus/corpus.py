#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: corpus.py INITMEM DIR

Runs `initmem run` on every device tree below DIR/arm64, DIR/armhf and
DIR/riscv64 (see fetch.sh), with memory given where the tree leaves it to the boot loader.
Prints how many end with which status, and each 2 and 3 with its reason. Fails
on a crash, a sanitizer's report, a hang, and where another status than 0, 2 or
3 comes back.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

KERNELS = {"arm64": "debian-6.1-arm64", "armhf": "debian-6.1-armmp",
           "riscv64": "linux-6.12-riscv64"}
GIB = 1 << 30
SECONDS = 30


def initmem(program, tree, kernel, *options):
    """Status, records and standard error; status None after SECONDS."""
    try:
        done = subprocess.run(
            [program, "run", "--format=json", "--kernel=" + kernel, *options,
             str(tree)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS,
            check=False)
    except subprocess.TimeoutExpired:
        return None, b"", f"hangs: more than {SECONDS} s"
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def static_regions(tree):
    """Addresses in the names of /reserved-memory's children."""
    done = subprocess.run(["fdtget", "-l", str(tree), "/reserved-memory"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False)
    names = done.stdout.decode(errors="replace").split()
    return [int(m[1], 16) for m in
            (re.search(r"@([0-9a-f]{6,10})$", n) for n in names) if m]


def board_memory(tree, message):
    """BASE,SIZE of a bank that such a board could have.

    It begins where the tree's empty node does, or below its lowest carve-out,
    or else at 1 GiB; 2 GiB, or up to 4 GiB where that is less.
    """
    node = re.search(r"/memory@([0-9a-f]+):", message)
    regions = static_regions(tree)
    if node:
        base = int(node[1], 16)
    elif regions:
        base = min(regions) // GIB * GIB
    else:
        base = GIB
    size = 2 * GIB
    if base < 4 * GIB < base + size:
        size = 4 * GIB - base
    return f"--memory={base:#x},{size:#x}"


def try_tree(program, tree, kernel):
    """(status, reason, whether memory was given)"""
    given = False
    status, out, err = initmem(program, tree, kernel)
    if status == 2 and "give --memory" in err:
        given = True
        status, out, err = initmem(program, tree, kernel,
                                   board_memory(tree, err))
    reason = err.strip().split("\n")[-1]
    if status == 3:
        last = json.loads(out.splitlines()[-1])
        reason = last["panic"] or f"stops in {last['dies_in']}()"
    if "Sanitizer" in err or "runtime error" in err:
        status, reason = "sanitizer", err.strip()
    return status, reason, given


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    work = [(tree, arch) for arch in KERNELS
            for tree in sorted((folder / arch).rglob("*.dtb"))]
    counts = collections.Counter()
    bad = given = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(
            lambda w: try_tree(program, w[0], KERNELS[w[1]]), work)
        for (tree, arch), (status, reason, gave) in zip(work, results):
            counts[arch, status] += 1
            given += gave
            if status in (2, 3):
                print(f"{status} {arch} {tree.name}: {reason}")
            elif status != 0:
                bad += 1
                print(f"not ok {arch} {tree.name}: {status}: {reason}")
    for (arch, status), n in sorted(counts.items(), key=str):
        print(f"{arch}: status {status}: {n}")
    print(f"{len(work)} trees, {given} with memory given, {bad} failed")
    return 1 if bad or not work else 0


sys.exit(main())
