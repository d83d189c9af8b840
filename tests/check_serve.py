#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The page of `initmem serve` in a headless Chromium: its fields boot the
machine otherwise, the page follows at the same place of the story, and shows
what `run --steps` prints for that call. The program is $INITMEM.
"""

import json
import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))
sys.path.insert(0, os.path.dirname(__file__))
import check_browser  # noqa: E402
from check_browser import ACCESS, COLLECT, INITMEM, say  # noqa: E402
from webdriver import Browser  # noqa: E402

BOARD = "dts/board-uma-1g.dts"
NUMA = "dts/server-numa2.dts"

# Says so in a field, as somebody would who then presses Enter; waits for what
# comes of it.
SAY = """
const [id, text] = arguments, field = document.getElementById(id);
field.value = text;
field.dispatchEvent(new Event("change"));
const wait = () => running ? setTimeout(wait, 20) : setTimeout(done, 50);
wait();
"""
DROP = """
const [name, text] = arguments, files = new DataTransfer();
files.items.add(new File([text], name));
document.body.dispatchEvent(new DragEvent("drop",
    { dataTransfer: files, bubbles: true, cancelable: true }));
const wait = () => running ? setTimeout(wait, 20) : setTimeout(done, 50);
wait();
"""
# Until a reloaded page has booted what its fields say; where it is then.
BOOTED = """
const wait = () => document.readyState === "complete" && !running &&
    served.fields.cmdline.includes("cma=256M") ? setTimeout(() => done(places[current]), 50) :
    setTimeout(wait, 50);
wait();
"""
WRONG = """return Object.fromEntries([...document.querySelectorAll(".wrong")]
    .filter(e => e.textContent).map(e => [e.id.slice(6), e.textContent]))"""
FIELDS = """return Object.fromEntries(["cmdline", "memory", "cpus", "kernel"]
    .map(k => [k, document.getElementById("if-" + k).value]))"""


class Server:
    """A context manager: `at` is its address."""

    def __init__(self, *words):
        self.process = subprocess.Popen([INITMEM, "serve", *words],
                                        stdout=subprocess.PIPE, text=True)
        self.at = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait()


def records_of(*words):
    printed = subprocess.run(
        [INITMEM, "run", "--steps", "--format=json", *words], check=False,
        capture_output=True, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def shows(browser, records, place):
    """What is wrong with the step that is shown; it has to be this one."""
    here = browser.run("return places[current]")
    if here != place:
        return [f"expected to be at {place}, is at {here}"]
    i = browser.run("return current")
    return check_browser.step_troubles(records, i, browser.wait(COLLECT))


def check_follow(browser, server):
    """Each field, at a place in the middle."""
    place = "setup_arch/paging_init"
    browser.open(f"{server.at}#{place}")
    browser.run("window.mark = 'the same page'")
    troubles = shows(browser, records_of(BOARD), place)
    say("the page comes from the server", troubles + browser.complaints())
    words = []
    for field, text, word in (
            ("cmdline", "cma=512M quiet", "--cmdline=cma=512M quiet"),
            ("cpus", "1", "--cpus=1"),
            ("memory", "0x40000000,1G 0x80000000,2G",
             "--memory=0x40000000,1G --memory=0x80000000,2G"),
            ("kernel", "debian-6.1-arm64", "--kernel=debian-6.1-arm64")):
        browser.wait(SAY, f"if-{field}", text)
        words += [word] if field == "cmdline" else word.split()
        troubles = shows(browser, records_of(*words, BOARD), place)
        if browser.run("return window.mark") != "the same page":
            troubles.append("the page was loaded again")
        say(f"it follows: {field}", troubles + browser.complaints())
    browser.key("Right")
    troubles = shows(browser, records_of(*words, BOARD), browser.run(
        "return places[current]"))
    if browser.run("return current") == 0:
        troubles.append("it does not step")
    say("and goes on from there", troubles)


def check_wrong(browser, server):
    browser.open("about:blank")
    browser.open(server.at + "#mem_init")
    before = browser.run("return places[current] + records.length")
    troubles = []
    for field, text, expected in (
            ("cpus", "none", "--cpus=none: expected 1 to 8192"),
            ("memory", "4G", "--memory=4G: expected BASE,SIZE"),
            ("kernel", "debian-6.1-amd64", "is for x86_64")):
        browser.wait(SAY, f"if-{field}", text)
        wrong = browser.run(WRONG)
        if list(wrong) != [field] or expected not in wrong[field]:
            troubles.append(f"{field}: expected {expected!r}, got {wrong}")
        browser.wait(SAY, f"if-{field}", browser.run(
            "return String(served.fields[arguments[0]])", field))
    if browser.run("return places[current] + records.length") != before:
        troubles.append("the page is about something else")
    if browser.run(WRONG):
        troubles.append("what was wrong stands there still")
    say("what is wrong stands beside its field", troubles)
    browser.complaints()


def check_input(browser, server):
    with open(NUMA, encoding="utf-8") as tree:
        browser.wait(DROP, "numa.dts", tree.read())
    records = records_of(NUMA)
    troubles = shows(browser, records, "mem_init")
    fields = browser.run(FIELDS)
    if fields["cmdline"] != records[0]["machine"]["cmdline"]:
        troubles.append(f"expected its own command line, got {fields}")
    say("another input is dropped", troubles + browser.complaints())
    browser.wait(SAY, "if-cpus", "2")
    say("its fields", shows(browser, records_of("--cpus=2", NUMA), "mem_init"))
    browser.wait(DROP, "x.txt", "nothing of the kind")
    wrong = browser.run(WRONG)
    say("one that is none", [] if "x.txt: neither a device tree" in
        wrong.get("input", "") else [str(wrong)])
    browser.click("#if-own")
    browser.wait("const wait = () => running ? setTimeout(wait, 20) : done();"
                 "setTimeout(wait, 50)")
    say("as it was", shows(browser, records_of(BOARD), "mem_init"))
    browser.complaints()


def check_compare(browser, server):
    browser.open("about:blank")
    browser.open(server.at)
    if not browser.run("return document.getElementById('if-compare').disabled"):
        say("compare", ["there is something to compare with at once"])
    browser.wait(SAY, "if-cmdline", "quiet")
    browser.wait(SAY, "if-cmdline", "cma=512M")
    browser.click("#if-compare")
    browser.wait("const wait = () => running ? setTimeout(wait, 20) : done();"
                 "setTimeout(wait, 50)")
    answer = json.loads(subprocess.run(
        [INITMEM, "diff", "--format=json", "--cmdline=quiet", BOARD,
         "--b-cmdline=cma=512M"], check=False, capture_output=True,
        text=True).stdout)
    del answer["schema"]
    lines = browser.run("""return Object.fromEntries(
        [...document.querySelectorAll(".difference")].map(e => [e.dataset.section,
            [...e.querySelectorAll("tbody tr")].map(r => r.textContent)]))""")
    troubles = [f"{name}: expected {len(s['rows'])} lines, got "
                f"{len(lines.get(name, []))}" for name, s in answer.items()
                if len(s["rows"]) != len(lines.get(name, []))]
    if not any(re.search("CMA area reserved.*512 MiB", x)
               for x in lines.get("owners", [])):
        troubles.append(f"no word of 512 MiB: {lines.get('owners')}")
    say("compared with before, it says what diff says",
        troubles + browser.complaints())


def check_reload(browser, server):
    """The fields are as they were, and what was before can be compared with."""
    browser.open(server.at)
    browser.wait(SAY, "if-cmdline", "quiet")
    browser.wait(SAY, "if-cmdline", "cma=256M")
    browser.devtools("Page.reload")
    troubles = shows(browser, records_of("--cmdline=cma=256M", BOARD),
                     browser.wait(BOOTED))
    fields = browser.run(FIELDS)
    if fields["cmdline"] != "cma=256M":
        troubles.append(f"expected cma=256M in its field, got {fields}")
    if browser.run('return document.getElementById("if-compare").disabled'):
        troubles.append("there is nothing to compare with any more")
    say("after a reload the fields are as they were",
        troubles + browser.complaints())


def check_access(browser, server):
    for width, name in ((1280, "a desk"), (390, "a phone")):
        browser.devtools("Emulation.setDeviceMetricsOverride", width=width,
                         height=800, deviceScaleFactor=1, mobile=False)
        for theme in ("light", "dark"):
            browser.click("#theme")
            say(f"contrast, names and width on {name}, {theme}",
                browser.run(ACCESS))
        browser.click("#theme")
    browser.devtools("Emulation.clearDeviceMetricsOverride")


def check_end(browser, server):
    status = server.end()
    browser.wait(SAY, "if-cpus", "1")
    wrong = browser.run(WRONG)
    say("it says that the server has ended", ([] if status == 0 else [
        f"status {status}"]) + ([] if "has been ended" in wrong.get(
            "input", "") else [str(wrong)]))


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    with Browser() as browser, Server(BOARD) as server:
        for check in (check_follow, check_wrong, check_input, check_compare, check_reload,
                      check_access, check_end):
            check(browser, server)


if __name__ == "__main__":
    main()
