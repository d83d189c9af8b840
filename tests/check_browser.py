#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The report page in a headless Chromium: steps through every phase by the
keyboard and holds everything that is shown against what `run --steps` prints;
then links, search, the map, colours, paper and time. The program is $INITMEM.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))
import report_page  # noqa: E402
from webdriver import Browser  # noqa: E402

INITMEM = os.environ.get("INITMEM", "build/initmem")
LOAD_MS = 1000  # a machine of 16 nodes and 64 TiB has to be there by then

MACHINES = {
    "one node": ["dts/board-uma-1g.dts"],
    "two nodes": ["dts/server-numa2.dts"],
    "16 nodes, 64 TiB": ["dts/server-numa16-64t.dts"],
    "32-bit arm": "fixtures/arm-virt-1g-smp2",
    "reserved memory": "fixtures/arm64-resv-2g",
    "x86_64, two nodes": "fixtures/x86-numa2-4g-smp4",
    "i386 with high memory": "fixtures/i386-pc-4g-smp2",
    "Linux 2.6.24": "fixtures/linux2624-pc-512m-highmem",
    "Linux 4.0": "fixtures/linux40-a9-1g-vmalloc",
    "a panic": ["--memory", "0x40000000,28M",
                "fixtures/arm64-uma-1g-smp2/input.dtb"],
}

# Everything that has a value, open folds included; what is not to be seen is
# "(hidden)".
COLLECT = """
completePage();
for (const fold of document.querySelectorAll("details:not([open])"))
    fold.open = true;
const path = e => {
    const names = [e.dataset.key];
    for (let p = e.parentElement; p; p = p.parentElement)
        if (p.dataset.in !== undefined && p.dataset.in !== "undefined")
            names.unshift(p.dataset.in);
    return names.join("/");
};
setTimeout(() => setTimeout(() => {
    const all = [...document.querySelectorAll("[data-key]")];
    const text = e => e.checkVisibility() ? e.textContent : "(hidden)";
    done({
        values: all.map(e => [path(e), text(e)]),
        marked: all.filter(e => e.classList.contains("changed"))
            .map(e => [path(e), e.title]),
        pieces: [...document.querySelectorAll("#pieces .piece")].map(e => [
            Number(e.dataset.base), Number(e.dataset.end),
            e.dataset.owner || null, e.className.split(" ")[1]]),
        changes: [...document.querySelectorAll(
            "#changes .taken, #changes .given")].map(e => [
            e.querySelector("button").textContent,
            e.childNodes[1].textContent.trim().slice(2),
            e.querySelector("b").textContent]),
        others: [...document.querySelectorAll("#changes li:not([class])")].map(
            e => e.textContent).filter(t => !t.startsWith("0x")),
        now: [...document.querySelectorAll("#flow [aria-current]")].map(
            e => e.dataset.place),
        boxes: [...document.querySelectorAll("#flow .step, #flow .phase")].map(
            e => [e.querySelector("[data-place]").dataset.place.split("/").pop(),
                  e.className.split(" ")[1]]),
        heading: document.querySelector("h2:not(#flow h2)").firstChild.textContent,
        position: document.getElementById("position").textContent,
        slider: Number(document.getElementById("slider").value),
        hash: location.hash,
    });
}, 0), 0);
"""


def say(name, troubles):
    if troubles:
        print(f"not ok {name}: {len(troubles)} wrong; first {troubles[0]}")
    else:
        print(f"ok {name}")
    sys.stdout.flush()


def words_of(machine):
    """The words behind `run` or `report` for a machine, and where to say them."""
    if isinstance(machine, list):
        return machine, "."
    with open(os.path.join(machine, "args"), encoding="utf-8") as args:
        words = args.read().splitlines()
    drop = re.compile(r"run$|--steps$|--format=")
    return [w for w in words if not drop.match(w)], machine


def make_page(machine, page):
    """Writes the page; returns the records that `run --steps` prints."""
    words, folder = words_of(machine)
    program = os.path.abspath(INITMEM)
    subprocess.run([program, "report", "-o", page, *words], cwd=folder,
                   check=False, stderr=subprocess.DEVNULL)
    printed = subprocess.run(
        [program, "run", "--steps", "--format=json", *words], cwd=folder,
        check=False, capture_output=True, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def differences(got, expected, what):
    """Both ways: what is missing, what is too much, what differs."""
    for path in sorted(set(got) | set(expected)):
        if got.get(path) != expected.get(path):
            yield (f"{what} {path}: expected {expected.get(path)!r}, "
                   f"got {got.get(path)!r}")


def joined(pieces):
    """Neighbouring ranges as one."""
    out = []
    for base, end in sorted(pieces):
        if out and out[-1][1] == base:
            out[-1][1] = end
        else:
            out.append([base, end])
    return out


def map_troubles(records, i, pieces):
    owned = [[b, e, o] for b, e, o, _ in pieces if o]
    if sorted(owned) != sorted(report_page.owned_pieces(records, i)):
        yield f"map: owned pieces differ from the ledger: {owned[:3]}..."
    for kinds, right in ((("free", "buddy", "deferred"), report_page.free_pieces(records, i)),
                         (("nomap",), joined(report_page.nomap_memory(records, i)))):
        shown = joined([b, e] for b, e, _, kind in pieces if kind in kinds)
        if shown != right:
            yield f"map: {kinds}: expected {right[:4]}, got {shown[:4]}"


def place_troubles(records, i, seen):
    record = records[i]
    here = report_page.place(records, i)
    name = "start" if record["phase"] == "start" else record["path"][-1]
    expected = {
        "heading": "Before the kernel runs" if name == "start" else name + "()",
        "position": f"{i + 1} of {len(records)}: {here}",
        "slider": i, "hash": "#" + here,
    }
    for key, value in expected.items():
        if seen[key] != value:
            yield f"{key}: expected {value!r}, got {seen[key]!r}"
    # A boot that panics may do so inside a phase, at no step that has a name.
    if seen["now"] != [here.split(":")[0]] and "panic" not in record:
        yield f"flowchart: expected {here} current, got {seen['now']}"


def panic_troubles(records, seen):
    """What lies behind a panic is not reached, and marked so."""
    have = {r["step"] or r["phase"] for r in records}
    last = max(n for n, (name, _) in enumerate(seen["boxes"]) if name in have)
    for name, state in seen["boxes"][last + 1:]:
        if "panic" in records[-1] and state != "never":
            yield f"flowchart: {name} is {state}, but the boot ends before"


def step_troubles(records, i, seen):
    expected = report_page.Expected(records, i)
    found = list(differences(dict(seen["values"]), expected.values, "value"))
    if len(dict(seen["values"])) != len(seen["values"]):
        found.append("two values have one path")
    marked = {p: t.removeprefix("was ") for p, t in seen["marked"]}
    should = expected.changed()
    for path in sorted(set(marked) ^ set(should)):
        found.append(f"marked as changed: {path} "
                     f"{'wrongly' if path in marked else 'is not'}")
    for path, was in should.items():
        if path in marked and not was.startswith("[") and marked[path] != was:
            found.append(f"{path}: expected 'was {was}', got {marked[path]}")
    changes = report_page.owner_changes(records, i)
    if seen["changes"] != changes:
        found.append(f"what changed: expected {changes}, got {seen['changes']}")
    others = report_page.other_changes(records, i)
    if [x for x in seen["others"] if "page allocator" not in x] != others:
        found.append(f"what else: expected {others}, got {seen['others']}")
    found += map_troubles(records, i, seen["pieces"])
    found += place_troubles(records, i, seen)
    found += panic_troubles(records, seen)
    return [f"{report_page.place(records, i)}: {x}" for x in found]


def walk(browser, page, records, first=0):
    """From a record to the last by the right arrow; what is wrong."""
    troubles = []
    browser.open("about:blank")  # or it is the same page, at another place
    browser.open(f"file://{page}#{report_page.place(records, first)}")
    for i in range(first, len(records)):
        troubles += step_troubles(records, i, browser.wait(COLLECT))
        browser.key("Right")
    browser.key("Right")  # there is nothing behind the last
    last = browser.run("return location.hash")
    if last != "#" + report_page.place(records, len(records) - 1):
        troubles.append(f"behind the last record: {last}")
    return troubles + [f"console: {c}" for c in browser.complaints()]


def check_machines(browser, folder):
    pages = {}
    for name, machine in MACHINES.items():
        page = os.path.join(folder, re.sub(r"\W+", "-", name) + ".html")
        records = make_page(machine, page)
        pages[name] = page, records
        troubles = walk(browser, page, records)
        if len(records) < 3:
            troubles.append(f"only {len(records)} records")
        say(f"{name}: {len(records)} steps show what the records hold", troubles)
    return pages


def write_changed(page, changed, edit):
    with open(page, encoding="utf-8") as f:
        text = f.read()
    edited = edit(text)
    if edited == text:
        raise RuntimeError("the page is not changed")
    with open(changed, "w", encoding="utf-8") as f:
        f.write(edited)


def check_the_check(browser, folder, page, records):
    """A page with one wrong number is caught, at that number."""
    changed = os.path.join(folder, "changed.html")
    last = records[-1]
    managed = next(z["managed_pages"] for _, z in report_page.zones_of(last)
                   if z["managed_pages"])
    edits = {
        "a number in the records":
            (lambda t: (f'"managed_pages":{managed + 1}').join(
                t.rsplit(f'"managed_pages":{managed}', 1)), "/managed_pages"),
        "a number that the script makes of them":
            (lambda t: t.replace("grouped(run[0])", "grouped(run[0] + 1)"),
             "/lists/"),
        "a size that the script makes of them":
            (lambda t: t.replace("n /= 1024", "n /= 1000"), ":size"),
        "an owner's range on the map":
            (lambda t: t.replace('"data-end": p.end', '"data-end": p.end + 1'),
             "map: owned"),
    }
    for name, (edit, where) in edits.items():
        write_changed(page, changed, edit)
        found = walk(browser, changed, records, len(records) - 5)
        say(f"the test catches {name}",
            [] if found and any(where in x for x in found) else
            [f"expected a complaint about {where}, got {found[:1]}"])


def check_links(browser, page, records):
    troubles = []
    for i in range(len(records)):
        here = report_page.place(records, i)
        browser.open("about:blank")
        browser.open(f"file://{page}#{here}")
        seen = browser.wait(COLLECT)
        troubles += [f"#{here}: {x}" for x in place_troubles(records, i, seen)]
    browser.open(f"file://{page}#start")
    browser.run('location.hash = "#mem_init"')
    troubles += [x for x in [browser.wait(
        'setTimeout(() => done(document.getElementById("position").textContent),'
        '100)')] if not x.endswith(": mem_init")]
    browser.open("about:blank")
    browser.open(f"file://{page}#nonsense@x")
    if not browser.run("return location.hash").endswith(
            report_page.place(records, len(records) - 1)):
        troubles.append("#nonsense: expected the last record")
    say("links open each phase and step", troubles)


FACTS = """return Object.fromEntries(
    [...document.querySelectorAll("#details [data-fact]")].map(
        e => [e.dataset.fact, e.querySelector("dd").textContent]))"""


def life_of(records, address):
    """[[place, owner]] where the owner of an address changes."""
    life = []
    for i, record in enumerate(records):
        owner = next((o for o in record["ledger"] if
                      report_page.span(o)[0] <= address <
                      report_page.span(o)[1]), None)
        if not life or life[-1][1] != (owner and owner["what"]):
            life.append([report_page.place(records, i), owner and owner["what"]])
    return [x for x in life if x[1]]


def check_search(browser, page, records):
    record = records[-1]
    owner = max(record["ledger"], key=lambda o: o["size"])
    # Inside of a page, so that no hexadecimal address reads as a decimal one.
    at = owner["base"] + owner["size"] // 2 | 0xabc
    pfn = at // 4096
    troubles = []
    for query in (hex(at), str(at), f"{at:x}", f"pfn {pfn}", f"pfn {pfn:#x}",
                  str(pfn), owner["what"][:12]):
        browser.open("about:blank")
        browser.open(f"file://{page}#{report_page.place(records, len(records) - 1)}")
        browser.type("#query", query)
        browser.click("#search button")
        facts = browser.run(FACTS)
        for fact, value in (("owner", owner["what"]),
                            ("taken by", owner["by"] + "()"),
                            ("since", owner["since"])):
            if facts.get(fact) != value:
                troubles.append(f"{query}: expected {fact} {value}, "
                                f"got {facts.get(fact)}")
    life = browser.run('return [...document.querySelectorAll(".life li")].map('
                       'e => [e.querySelector("a").textContent, e.textContent])')
    for place, what in life_of(records, at):
        if not any(p == place and what in t for p, t in life):
            troubles.append(f"life: expected {place}: {what} in {life}")
    browser.type("#query", "no such owner")
    browser.click("#search button")
    if browser.run('return document.getElementById("query").validity.valid'):
        troubles.append("nothing says that nothing is found")
    say("search finds an address, a frame, an owner", troubles)


def check_map(browser, page, records):
    """Along the memory by keys, the window by keys, a click."""
    troubles = []
    place = report_page.place(records, len(records) - 1)
    ledger = records[-1]["ledger"]
    browser.open("about:blank")
    browser.open(f"file://{page}#{place}")
    browser.run('document.getElementById("pieces").focus()')
    seen = set()
    for _ in range(3 * len(ledger)):
        browser.key("Down")
        facts = browser.run(FACTS)
        seen.add((facts.get("range", "").split(" ")[0], facts.get("owner")))
    for owner in ledger:
        if (hex(owner["base"]), owner["what"]) not in seen:
            troubles.append(f'keys: never at {hex(owner["base"])}')
    windows = []
    for key in ("0", "+", "-", "0"):
        browser.key(key)
        windows.append(browser.run(
            'return document.getElementById("window").textContent'))
    if windows[0] == windows[1] or windows[0] != windows[3]:
        troubles.append(f"zoom: {windows}")
    browser.key("Escape")
    if browser.run(FACTS):
        troubles.append("Escape: something is still selected")
    browser.click("#ledger tbody tr:last-child button")
    if browser.run(FACTS).get("owner") != ledger[-1]["what"]:
        troubles.append("a click on a row does not select its owner")
    browser.open("about:blank")
    browser.open(f"file://{page}#setup_arch")
    browser.run('[...document.querySelectorAll(".sections a")].find('
                'a => a.textContent === "Owners").click()')
    top = browser.wait("""setTimeout(() => done(document.getElementById(
        "ledger").getBoundingClientRect().top), 100)""")
    if not 0 <= top < 200:
        troubles.append(f"the link to the owners leads {top} pixels past them")
    if not browser.run("""const flow = document.getElementById("flow");
            flow.style.maxHeight = "100px";
            show(records.length - 1);
            const now = flow.querySelector("[aria-current]");
            return now.getBoundingClientRect().bottom <=
                flow.getBoundingClientRect().bottom"""):
        troubles.append("the flowchart does not follow the step")
    say("keys walk along the memory and zoom",
        troubles + browser.complaints())


# Contrast of each text with what is behind it (WCAG 2), names of controls,
# ids that are there twice.
ACCESS = """
completePage();
const found = [];
const rgba = text => { const m = text.match(/[\\d.]+/g).map(Number);
    return m.length === 3 ? [...m, 1] : m; };
const light = ([r, g, b]) => { const f = x => (x /= 255) <= 0.03928 ?
    x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
const behind = e => { for (; e; e = e.parentElement) {
    const s = getComputedStyle(e), c = rgba(s.backgroundColor);
    if (s.backgroundImage !== "none" && c[3] === 0) return null;
    if (!s.backgroundColor.startsWith("rgb")) return null;
    if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
const seen = new Set();
for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(
        n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest(":disabled, .hidden, .skip"))
        continue;
    const back = behind(e), style = getComputedStyle(e);
    if (!back) continue;
    const a = light(rgba(style.color)), b = light(back);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const key = style.color + back;
    if (ratio < 4.5 && !seen.has(key)) {
        seen.add(key);
        found.push(`contrast ${ratio.toFixed(2)} of "${
            e.textContent.slice(0, 30)}" in ${e.className || e.tagName}`);
    }
}
for (const e of document.querySelectorAll(
    "button, a[href], input, [role=listbox], [role=option], [tabindex='0']"))
    if (!(e.getAttribute("aria-label") || e.textContent.trim() ||
          e.labels && e.labels.length))
        found.push("no name: " + e.outerHTML.slice(0, 80));
const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
for (const id of new Set(ids.filter((x, i) => ids.indexOf(x) !== i)))
    found.push("id twice: " + id);
for (const table of document.querySelectorAll("table")) {
    const heads = table.tHead ? table.tHead.rows[0].cells.length : 0;
    for (const row of heads ? table.tBodies[0].rows : [])
        if (row.cells.length !== heads && ![...row.cells].some(c => c.colSpan > 1)) {
            found.push(`${row.cells.length} cells under ${heads} headings: ${row.textContent}`);
            break;
        }
}
if (records.some(r => r.account.deferred) &&
    !words().some(([word, , there]) => word === "deferred" && there))
    found.push("the glossary does not explain deferred");
if (document.documentElement.scrollWidth > innerWidth)
    found.push("the page is wider than the window");
return found;
"""


def check_access(browser, pages):
    for theme, presses in (("light", 1), ("dark", 2)):
        troubles = []
        for name, (page, _) in pages.items():
            browser.open("about:blank")
            browser.open(f"file://{page}#mem_init")
            for _ in range(presses):
                browser.click("#theme")
            troubles += [f"{name}: {x}" for x in browser.run(ACCESS)]
        say(f"contrast and names of controls, {theme}", troubles)
    browser.open("about:blank")
    browser.open(f"file://{pages['one node'][0]}#mem_init")
    pdf = browser.pdf()
    say("it prints", [] if pdf.startswith(b"%PDF") and len(pdf) > 20000 else
        [f"expected a PDF, got {len(pdf)} bytes"])


def check_time(browser, page):
    """From the request to the first full picture, in time of the page's thread:
    by the clock it would depend on what else the machine does. The best of
    five."""
    browser.devtools("Performance.enable", timeDomain="threadTicks")
    times = []
    for _ in range(5):
        browser.open("about:blank")
        before = browser.metric("TaskDuration")
        browser.open(f"file://{page}")
        browser.wait("requestAnimationFrame(() => setTimeout(done, 0))")
        after = browser.metric("TaskDuration")
        # The count begins anew where a page gets a process of its own.
        times.append(round(1000 * (after - (before if after >= before else 0))))
    best = min(times)
    say(f"16 nodes are there within {LOAD_MS} ms",
        [] if 0 < best < LOAD_MS else [f"took {best} ms at best: {times}"])


def check_folder(browser, folder):
    """index.html of `run -o DIR` links to files that are there."""
    out = os.path.join(folder, "out")
    subprocess.run([INITMEM, "run", "--format=json", "-o", out,
                    "dts/board-uma-1g.dts"], check=True,
                   stdout=subprocess.DEVNULL)
    browser.open(f"file://{out}/index.html#start")
    linked = set()
    browser.run("completePage()")
    for _ in range(30):
        linked.update(browser.run(
            'return [...document.querySelectorAll("#files a")].map('
            'a => a.getAttribute("href"))'))
        browser.key("Right")
    files = set(os.listdir(out)) - {"index.html"}
    say("index.html links to all files beside it",
        [f"{sorted(linked ^ files)}"] if linked != files else [])


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        pages = check_machines(browser, folder)
        check_the_check(browser, folder, *pages["one node"])
        check_links(browser, *pages["one node"])
        check_search(browser, *pages["one node"])
        check_map(browser, *pages["one node"])
        check_access(browser, pages)
        check_folder(browser, folder)
        check_time(browser, pages["16 nodes, 64 TiB"][0])


if __name__ == "__main__":
    main()
