#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Ratios and peak memory of what bench.sh measured.

usage: report.py INITMEM FOLDER"""
import glob
import json
import os
import statistics
import subprocess
import sys

DTC_RATIO = 1.8    # CPU time of `run` of 1 GiB, in times of dtc printing the same tree
GROWTH_RATIO = 10  # `run` of 64 TiB, in times of 1 GiB
FOLDER_RATIO = 3  # `run -o` of 1 GiB, in times of `run`
PEAK_MIB = 5


def peak_mib(command):
    """The largest resident set of the program: of a child of a small one, for
    a child of this has this one's counted as its own."""
    said = subprocess.run(["/usr/bin/time", "-q", "-f", "%M"] + command,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True)
    if said.returncode:
        sys.exit("%s: exit status %d" % (" ".join(command), said.returncode))
    return int(said.stderr.split()[-1]) / 1024


def verdict(name, value, limit, unit):
    good = value < limit
    print("%-46s %7.2f%s  (limit %g%s)%s" % (
        name, value, unit, limit, unit, "" if good else "  TOO MUCH"))
    return good


def main():
    initmem, folder = sys.argv[1:]
    rounds = []
    for path in glob.glob(os.path.join(folder, "times-*.json")):
        with open(path) as file:
            rounds.append(json.load(file)["results"])
    # Ratios are of CPU time, which other programs disturb less than the clock;
    # what disturbs a whole round is not in the median.
    time = {}
    print()
    for of_rounds in zip(*rounds):
        name = of_rounds[0]["command"]
        time[name] = statistics.median(
            r["user"] + r["system"] for r in of_rounds)
        print("%-10s %8.2f ms of CPU, %.2f ms by the clock (least %.2f ms)" % (
            name, time[name] * 1e3,
            statistics.median(r["mean"] for r in of_rounds) * 1e3,
            min(r["min"] for r in of_rounds) * 1e3))
    print()
    good = [verdict("run 1g / dtc 1g", time["run 1g"] / time["dtc 1g"],
                    DTC_RATIO, ""),
            verdict("run 64t / run 1g", time["run 64t"] / time["run 1g"],
                    GROWTH_RATIO, ""),
            verdict("run -o 1g / run 1g", time["folder 1g"] / time["run 1g"],
                    FOLDER_RATIO, "")]
    for machine in ("1g", "64g", "64t"):
        peak = peak_mib([initmem, "run", "--format=json",
                         os.path.join(folder, machine + ".dtb")])
        good.append(verdict("peak memory of run %s" % machine, peak, PEAK_MIB,
                            " MiB"))
    sys.exit(0 if all(good) else 1)


main()
