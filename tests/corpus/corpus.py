#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: corpus.py INITMEM DIR

Runs `initmem run` on every device tree below DIR/arm, DIR/arm64 and DIR/riscv64
(see fetch.sh), with the kernel that is the tree's by default or, where it does
not tell its architecture, that of its folder; with memory given where the tree
leaves it to the boot loader. Prints how many end with which status, and each 2
and 3 with its reason. Fails on a crash, a sanitizer's report, a hang, a tree that
dtc has refused, where another status than 0 or 3 comes back, and where what dies
is not what dies.txt lists, with the reason of each.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

# By the folder: where the tree's CPUs do not tell what they are.
KERNELS = {"arm": "debian-6.1-armmp", "arm64": "debian-6.12-arm64",
           "riscv64": "linux-6.12-riscv64"}
GIB = 1 << 30
SECONDS = 30


def initmem(program, tree, *options):
    """Status, records and standard error; status None after SECONDS."""
    try:
        done = subprocess.run(
            [program, "run", "--format=json", *options, str(tree)],
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

    It begins where the tree's empty node does, or at the GiB that has most of
    its carve-outs (others lie in on-chip RAM), or else at 1 GiB; 2 GiB, or up to
    4 GiB where that is less.
    """
    node = re.search(r"/memory@([0-9a-f]+):", message)
    regions = static_regions(tree)
    if node:
        base = int(node[1], 16)
    elif regions:
        gibs = collections.Counter(r // GIB for r in sorted(regions))
        base = gibs.most_common(1)[0][0] * GIB
    else:
        base = GIB
    size = 2 * GIB
    if base < 4 * GIB < base + size:
        size = 4 * GIB - base
    return f"--memory={base:#x},{size:#x}"


def try_tree(program, tree, arch):
    """(status, reason, whether memory was given)"""
    if tree.suffix == ".refused":
        return "refused", "dtc does not compile it", False
    given, options = False, []
    status, out, err = initmem(program, tree)
    while status == 2 and len(options) < 2:
        if "give --memory" in err and not given:
            given = True
            options.append(board_memory(tree, err))
        elif "does not tell the architecture" in err:
            options.append("--kernel=" + KERNELS[arch])
        else:
            break
        status, out, err = initmem(program, tree, *options)
    reason = err.strip().split("\n")[-1]
    if status == 3:
        last = json.loads(out.splitlines()[-1])
        reason = last["panic"] or f"stops in {last['dies_in']}()"
    if "Sanitizer" in err or "runtime error" in err:
        status, reason = "sanitizer", err.strip()
    return status, reason, given


def listed():
    """{(arch, tree): how it dies} of dies.txt"""
    rows = {}
    for line in (pathlib.Path(__file__).parent / "dies.txt").open():
        if line.strip() and not line.startswith("#"):
            arch, tree, how = line.strip().split(" ", 2)
            rows[arch, tree.removesuffix(":")] = how
    return rows


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    work = [(tree, arch) for arch in KERNELS
            for suffix in ("dtb", "refused")
            for tree in sorted((folder / arch).rglob("*." + suffix))]
    counts = collections.Counter()
    deaths = listed()
    bad = given = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda w: try_tree(program, *w), work)
        for (tree, arch), (status, reason, gave) in zip(work, results):
            counts[arch, status] += 1
            given += gave
            expected = deaths.pop((arch, tree.name), None)
            if status == 3 and reason == expected:
                print(f"{status} {arch} {tree.name}: {reason}")
            elif status != 0 or expected:
                bad += 1
                print(f"not ok {arch} {tree.name}: {status}: {reason}; "
                      f"dies.txt: {expected or 'runs'}")
    for arch in KERNELS:
        mine = {str(s): n for (a, s), n in counts.items() if a == arch}
        print(f"{arch}: {sum(mine.values())} trees, " + ", ".join(
            f"status {s}: {n}" for s, n in sorted(mine.items())))
    print(f"{len(work)} trees, {given} with memory given, {bad} failed")
    for arch, tree in deaths:
        bad += 1
        print(f"not ok {arch} {tree}: in dies.txt, and there is no such tree")
    missing = [a for a in KERNELS if not any(w[1] == a for w in work)]
    if missing:
        print(f"not ok no trees of {' '.join(missing)}")
    return 1 if bad or missing else 0


sys.exit(main())
