#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: check_library.py   (LIBINITMEM: the library, INITMEM: the command)
#
# What the library says by docs/examples/initmem.py is what the command prints; what
# is wrong comes back as an error; a boot leaves nothing for the next one.
import json
import os
import resource
import subprocess
import sys
import threading

sys.path.insert(0, "docs/examples")
import initmem  # noqa: E402

COMMAND = os.environ["INITMEM"]
BOARD = "dts/board-uma-1g.dts"


def ask(*words):
    done = subprocess.run([COMMAND, *words], capture_output=True, check=False)
    return done.stdout.decode(), done.stderr.decode(), done.returncode


def say(name, got, expected):
    if got == expected:
        print(f"ok {name}")
    else:
        print(f"not ok {name}: expected {str(expected)[:200]!r}, "
              f"got {str(got)[:200]!r}")


def wrong(*source, **options):
    try:
        initmem.Boot(*source, **options)
    except initmem.Error as error:
        return str(error)
    return "no error"


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def compare(name, source, words, **options):
    boot = initmem.Boot(source, **options)
    printed, said, status = ask("run", "--format=json", *words)
    say(f"{name}: the records are those of run", boot.records(), lines(printed))
    say(f"{name}: whether it gets through", boot.panicked, status == 3)
    say(f"{name}: the notes", len(boot.notes), said.count(": note: "))
    say(f"{name}: the log", boot.log, ask("log", *words)[0])
    for view in initmem.views:
        say(f"{name}: the graph {view}", boot.graph(view),
            ask("graph", view, *words)[0])
    say(f"{name}: the findings", boot.findings(),
        lines(ask("lint", "--level=note", "--format=json", *words)[0]))
    for phase in boot.phases:
        boot.run(until=phase)
        say(f"{name}: {phase} alone", [boot.record],
            lines(ask("run", "--format=json", "--phase", phase, *words)[0]))
        if boot.panicked:
            break


def compare_all():
    compare("a board", BOARD, [BOARD])
    compare("with options", BOARD,
            ["--memory=0x40000000,256M", "--memory=0x60000000,1G",
             "--append=movablecore=64M", BOARD],
            memory=["0x40000000,256M", "0x60000000,1G"],
            append="movablecore=64M")
    compare("memory for a tree without", "dts/board-empty-memory.dts",
            ["--memory=0x80000000,512M", "dts/board-empty-memory.dts"],
            memory="0x80000000,512M")
    compare("a machine in words", None, ["--machine=x86_64 nodes=2 mem=8G"],
            machine="x86_64 nodes=2 mem=8G")
    compare("too little memory", BOARD, ["--memory=0x40000000,2M", BOARD],
            memory="0x40000000,2M")


def check_errors():
    say("a file that is not there", wrong("/nowhere/x.dtb"),
        "/nowhere/x.dtb: No such file or directory")
    say("bytes of no kind", wrong(b"\0\1\2").split(" (")[0],
        "bytes: neither a device tree")
    say("a value out of range", wrong(BOARD, cpus=0),
        "cpus=0: expected 1 to 8192")
    say("an option that there is none of", wrong(BOARD, colour="red"),
        "colour: unknown option")
    say("no input", wrong(), 'no input, and no option "machine"')
    boot = initmem.Boot(BOARD)
    try:
        boot.graph("sky")
    except initmem.Error as error:
        say("a view that there is none of", str(error), "sky: unknown view")
    try:
        boot.run(until="lunch")
    except initmem.Error as error:
        say("a phase that there is none of", str(error), "lunch: unknown phase")
    say("all is well again", boot.run(), True)


def check_bytes():
    with open(BOARD, "rb") as file:
        source = file.read()
    boot, other = initmem.Boot(source), initmem.Boot(BOARD)
    say("from memory as from a file", boot.records()[-1], other.records()[-1])
    say("a picture is one", boot.graph("flow", "svg").count("</svg>"), 1)
    say("a tree without memory has findings",
        bool([f for f in initmem_bare().findings() if "memory" in f["message"]]),
        True)


def initmem_bare():
    class Bare(initmem.Boot):
        def run(self, until=None, watch=None):
            return False
    return Bare(b"/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;"
                b"cpus { #address-cells = <1>; #size-cells = <0>;"
                b"cpu@0 { device_type = \"cpu\"; reg = <0>;"
                b"compatible = \"arm,cortex-a53\"; }; }; };")


def check_alike():
    first = initmem.Boot(BOARD).records()
    initmem.Boot(None, machine="x86_64 nodes=4 mem=64G cpus=16")
    wrong(BOARD, memory="0x40000000,1M")
    say("a second boot sees nothing of the first",
        initmem.Boot(BOARD).records(), first)
    results = []

    def boot():
        for _ in range(5):
            results.append(initmem.Boot(BOARD).records() == first)
    threads = [threading.Thread(target=boot) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say("four threads at once", results, [True] * 20)


def check_memory():
    words = "arm64 nodes=64 mem=256G cpus=1024"
    limit = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 20, limit[1]))
    said = wrong(None, machine=words)
    resource.setrlimit(resource.RLIMIT_AS, limit)
    say("without memory it is an error", said, "out of memory")
    say("with memory it goes on", initmem.Boot(BOARD).panicked, False)


# First: what has been freed is there to be had.
check_memory()
compare_all()
check_errors()
check_bytes()
check_alike()
