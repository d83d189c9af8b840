#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every built-in profile with one value changed: what is accepted must boot.

    check_profiles.py [STEP]

Each value of each profile is removed, null, 0, 1, -1, huge, and a switch is turned over; each changed profile is used for a
`run` on a small machine of its architecture. A crash or a hang is a failure; a refusal must be one line that names the file.
Every STEP-th change is tried (37 if it is not given; 1: all).
"""
import concurrent.futures
import copy
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import records  # noqa: E402
from records import ROOT  # noqa: E402

PROFILES = os.path.join(ROOT, "src", "profile", "builtin")
CHANGES = ("removed", None, 0, 1, 3, -1, 64, 2 ** 31, 2 ** 53 - 1, "y", "n", "0xffffffffffff0000")
INPUTS = {"arm64": ["dts/board-uma-1g.dts", "fixtures/arm64-resv-2g/input.dtb"],
          "arm": ["fixtures/arm-virt-512m-smp2/input.dtb", "fixtures/linux40-a9-256m-holes/input.dtb"],
          "riscv64": ["dts/board-riscv.dts"],
          "x86_64": ["fixtures/x86-numa2-4g-smp4/input.log"],
          "i386": ["fixtures/i386-pc-512m-smp1/input.log"]}


def places(node, path=()):
    """The paths of all values of a profile; of long lists of words only the list."""
    if isinstance(node, dict):
        for key in node:
            yield path + (key,)
            if key not in ("origin", "schema", "name"):
                yield from places(node[key], path + (key,))


def changed(profile, path, change):
    p = copy.deepcopy(profile)
    node = p
    for key in path[:-1]:
        node = node[key]
    if change == "removed":
        del node[path[-1]]
    else:
        node[path[-1]] = change
    return p


def input_of(profile, n):
    arch = profile["build"]["values"]["arch"]
    if isinstance(arch, dict):
        arch = arch["value"]
    if profile["name"].startswith("linux-2.6"):
        return "fixtures/linux2624-pc-512m-1cpu/input.log"
    return INPUTS[arch][n % len(INPUTS[arch])]


def try_one(job):
    n, profile, path, change = job
    p = changed(profile, path, change)
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "k.json")
        with open(file, "w") as f:
            json.dump(p, f)
        command = [records.INITMEM, "run", "--kernel", file, os.path.join(ROOT, input_of(profile, n))]
        what = "%s: /%s is %s" % (profile["name"], "/".join(path), json.dumps(change))
        try:
            done = subprocess.run(command, capture_output=True, timeout=20)
        except subprocess.TimeoutExpired:
            return what + ": no end after 20 s"
    err = done.stderr.decode(errors="replace")
    if done.returncode not in (0, 2, 3):
        return "%s: status %d: %s" % (what, done.returncode, err[:300])
    last = err.strip().split("\n")[-1]
    if done.returncode == 2 and file not in last and "is for" not in last:
        return "%s: refused without naming the file: %s" % (what, last)
    return None


def jobs(step):
    n = 0
    for name in sorted(os.listdir(PROFILES)):
        with open(os.path.join(PROFILES, name)) as f:
            profile = json.load(f)
        for path in places(profile):
            for change in CHANGES:
                n += 1
                if n % step == 0:
                    yield n, profile, path, change


def main():
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 37
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = list(pool.map(try_one, jobs(step)))
    wrong = [w for w in done if w]
    for w in wrong[:40]:
        print("not ok profile: " + w)
    if not wrong:
        print("ok %d changed profiles boot or are refused" % len(done))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
