#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds what a build for another machine prints against what this one's does.

usage: elsewhere.py [--linked-only] INITMEM OTHER...

OTHER... runs the other build; --linked-only: it has no library but those it is
linked with, to make graphs and tables. Standard output, standard error and status are
the same byte for byte: the records of every machine in fixtures/ and its log,
and every kind of output of the boards in dts/ and of a machine in words."""
import concurrent.futures
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMMANDS = ["lint", "lint --format=json", "explain --format=json", "log",
            "diff --format=json --b-append cma=16M", "report -o /dev/stdout"]
OPENING = ["run --format=text", "explain", "diff --b-append cma=16M",
           "graph flow", "graph memory", "graph zones", "graph freelists"]
MACHINES = ["arm64 nodes=4 mem=16G cpus=8", "x86_64 nodes=2 mem=8G cpus=4"]


def recorded():
    """The runs of the recorded machines: name, folder, words."""
    fixtures = os.path.join(ROOT, "fixtures")
    for name in sorted(os.listdir(fixtures)):
        folder = os.path.join(fixtures, name)
        if not os.path.exists(os.path.join(folder, "args")):
            continue
        with open(os.path.join(folder, "args")) as file:
            words = file.read().splitlines()
        yield name, folder, words
        yield name + " log", folder, ["log"] + [
            w for w in words[1:] if w not in ("--steps", "--format=json")]


def described(commands):
    """Those of the boards, and of machines in words."""
    boards = sorted(f for f in os.listdir(os.path.join(ROOT, "dts"))
                    if f.endswith(".dts"))
    inputs = boards + ["--machine=" + words for words in MACHINES]
    for words in inputs:
        for command in commands:
            yield ("%s of %s" % (command, words), os.path.join(ROOT, "dts"),
                   command.split() + [words])


def run(program, folder, words):
    done = subprocess.run(program + words, cwd=folder, capture_output=True,
                          stdin=subprocess.DEVNULL,
                          env=dict(os.environ, LC_ALL="C", TZ="UTC0"))
    return done.stdout, done.stderr, done.returncode


def difference(here, other, case):
    _, folder, words = case
    want, got = run(here, folder, words), run(other, folder, words)
    if want == got:
        return None
    for what, a, b in zip(("output", "errors"), want, got):
        lines = zip(a.splitlines(), b.splitlines())
        for n, (x, y) in enumerate(lines, 1):
            if x != y:
                return "line %d of its %s: expected %r, got %r" % (
                    n, what, x[:200], y[:200])
    return "expected status %d and %d bytes, got %d and %d" % (
        want[2], len(want[0]), got[2], len(got[0]))


def main():
    args, commands = sys.argv[1:], COMMANDS + OPENING
    if args[0] == "--linked-only":
        args, commands = args[1:], COMMANDS
    here, other = [os.path.abspath(args[0])], args[1:]
    cases = list(recorded()) + list(described(commands))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda case: difference(here, other, case), cases)
        for case, wrong in zip(cases, found):
            if wrong:
                failed += 1
                print("not ok %s: %s" % (case[0], wrong))
    print("%d passed, %d failed" % (len(cases) - failed, failed))
    return failed > 0


sys.exit(main())
