#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: check_functions.py [ROOT]

A function that is called like one of the kernel, or whose comment begins with
the name of one ("free_area_init_core(): ..."), stands where the kernel has it:
in a file or a folder with the name of the kernel's file, in a file with the
function's own name, or in one that tests/kernel_files.txt says to gather that
file. In which files the kernels have a function is in
tests/kernel_functions.txt; of what is not there nothing is known.
"""
import collections
import fnmatch
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOMS = ("mm", "start", "arch")
FUNCTION = re.compile(r"(?:/\*((?:[^*]|\*(?!/))*)\*/\n)?"
                      r"^[a-z][\w *]*?[ *\n](\w+)\([^;{}]*?\)\n\{", re.M)


def table(name):
    """{ first word: the others } of a file's lines."""
    rows = {}
    with open(os.path.join(HERE, name)) as f:
        for line in f:
            words = line.split("#")[0].split()
            if words:
                rows.setdefault(words[0], []).extend(words[1:])
    return rows


def sources(root):
    for room in ROOMS:
        for folder, _, names in sorted(os.walk(os.path.join(root, "src", room))):
            for name in sorted(names):
                if name.endswith(".c"):
                    path = os.path.join(folder, name)
                    yield os.path.relpath(path, os.path.join(root, "src"))


def functions(root, path):
    """The kernel's names that the file has, as functions or above one."""
    with open(os.path.join(root, "src", path)) as f:
        text = f.read()
    for match in FUNCTION.finditer(text):
        said = re.match(r"[\s*]*(\w+)\(\)(?=[,:.\s]|$)", match[1] or "")
        yield match[2]
        if said and said[1] != match[2]:
            yield said[1]


def of_name(path, kernel_file):
    """Whether our file has the kernel's file's name."""
    room, *folders = path[:-2].split("/")
    stem = os.path.basename(kernel_file).rsplit(".", 1)[0]
    family = re.match(r"arch/(\w+)/", kernel_file)
    if (room == "arch") != bool(family) or family and family[1] != folders[0]:
        return False
    return any(n in (stem, "of_" + stem) or n.startswith(stem + "_")
               for n in folders)


def gathers(path, kernel_file, gathered):
    return any(fnmatch.fnmatch(path, ours) and
               any(fnmatch.fnmatch(kernel_file, theirs) for theirs in files)
               for ours, files in gathered.items())


def stands_right(path, function, files, gathered):
    return (os.path.basename(path)[:-2] == function or
            any(of_name(path, f) or gathers(path, f, gathered)
                for f in files))


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    kernel = table("kernel_functions.txt")
    gathered = table("kernel_files.txt")
    seen = collections.Counter()
    for path in sources(root):
        for name in functions(root, path):
            if name not in kernel:
                continue
            right = stands_right(path, name, kernel[name], gathered)
            seen[right] += 1
            if not right:
                print(f"not ok functions: src/{path}: {name}(): "
                      f"the kernel has it in {' or '.join(kernel[name])}")
    if not seen[False]:
        print(f"ok functions: {seen[True]} are where the kernel has them")
    return 1 if seen[False] else 0


if __name__ == "__main__":
    sys.exit(main())
