#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: pictures.py FOLDER

Takes the screenshots of the report page that README.md shows, and draws the
graphs that it links. The program is $INITMEM.
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../tests/lib"))
from webdriver import Browser  # noqa: E402

INITMEM = os.environ.get("INITMEM", "build/initmem")

# name, input, place, theme button presses, height
PICTURES = [
    ("report.png", "dts/server-numa2.dts", "mem_init", 1, 1260),
    ("report-16-nodes.png", "dts/server-numa16-64t.dts",
     "page_alloc_init_late", 2, 1300),
]


GRAPHS = ["flow", "memory"]
GRAPHS_OF = "dts/board-uma-1g.dts"


def draw(folder, view):
    picture = os.path.join(folder, view + ".svg")
    with open(picture, "wb") as out:
        subprocess.run([INITMEM, "graph", view, "-T", "svg", GRAPHS_OF],
                       check=True, stdout=out)
    print(f"{picture}: {os.path.getsize(picture)} bytes")


def take(folder, name, machine, place, presses, height):
    picture = os.path.join(folder, name)
    with tempfile.TemporaryDirectory() as scratch, \
            Browser(1400, height) as browser:
        page = os.path.join(scratch, "page.html")
        subprocess.run([INITMEM, "report", machine, "-o", page], check=True)
        browser.open(f"file://{page}#{place}")
        for _ in range(presses):
            browser.run("nextTheme()")
        with open(picture, "wb") as out:
            out.write(browser.screenshot())
    print(f"{picture}: {os.path.getsize(picture)} bytes")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: pictures.py FOLDER")
    for picture in PICTURES:
        take(sys.argv[1], *picture)
    for view in GRAPHS:
        draw(sys.argv[1], view)


if __name__ == "__main__":
    main()
