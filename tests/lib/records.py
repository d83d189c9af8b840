# SPDX-License-Identifier: GPL-2.0-only
"""Runs initmem and says what is wrong with its records."""
import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
INITMEM = os.path.abspath(os.environ.get("INITMEM", "build/initmem"))

# The member that names an element, for lists whose elements are named.
KEYS = ("nid", "name", "order")


class Failure(Exception):
    """What was expected and what came, in one line."""


def short(value):
    text = json.dumps(value)
    return text if len(text) <= 200 else text[:200] + "..."


def run(args, cwd=ROOT, allowed=(0,)):
    """Standard output of an initmem that ends with one of these statuses."""
    done = subprocess.run([INITMEM] + args, cwd=cwd, capture_output=True,
                          timeout=120, env=dict(os.environ, LC_ALL="C"))
    if done.returncode not in allowed:
        says = done.stderr.decode(errors="replace").strip().split("\n")
        raise Failure("exit status %d, expected %s: %s" % (
            done.returncode, " or ".join(map(str, allowed)), says[0][:300]))
    return done.stdout.decode()


def parse(text):
    return [json.loads(line) for line in text.splitlines()]


def place(record):
    step = record.get("step")
    return record["phase"] + ("/" + step if step else "")


def key_of(elements):
    """`base` marks a region: regions have a nid, but are not named by it."""
    if elements and isinstance(elements[0], dict) and \
            "base" not in elements[0]:
        for key in KEYS:
            if all(key in e for e in elements):
                return key
    return None


def same_kind(a, b):
    return type(a) is type(b)


def differences(want, got, path=""):
    """Yields (path, want, got) or (path, None) for each value that is equal.

    An object may have members that the expectation does not name; an element
    of a list without names may not."""
    if isinstance(want, dict) and isinstance(got, dict):
        for name, value in want.items():
            below = path + "." + name if path else name
            if name not in got:
                yield below, value, "nothing"
            else:
                yield from differences(value, got[name], below)
    elif isinstance(want, list) and isinstance(got, list):
        yield from list_differences(want, got, path)
    elif same_kind(want, got) and want == got:
        yield (path,)
    else:
        yield path, want, got


def list_differences(want, got, path):
    key = key_of(want)
    if key:
        names = [e[key] for e in want]
        there = [e.get(key) if isinstance(e, dict) else None for e in got]
        if names != there:
            yield path + " (by %s)" % key, names, there
            return
    elif len(want) != len(got):
        yield first_difference(want, got, path)
        return
    for i, (w, g) in enumerate(zip(want, got)):
        label = "%s[%s]" % (path, "%s=%s" % (key, w[key]) if key else i)
        if not key and isinstance(w, dict) and isinstance(g, dict) and \
                set(w) != set(g):
            yield label, w, g
        else:
            yield from differences(w, g, label)


def first_difference(want, got, path):
    i = 0
    while i < min(len(want), len(got)) and want[i] == got[i]:
        i += 1
    return ("%s[%d] of %d, expected %d" % (path, i, len(got), len(want)),
            want[i] if i < len(want) else "no more",
            got[i] if i < len(got) else "no more")


def compare(expected, records):
    """(number of equal values, list of (place, path, want, got)).

    A step taken several times is compared in its turn, the last of ours with
    whatever the recording has of it from there on."""
    at = {}
    for record in records:
        at.setdefault(place(record), []).append(record)
    equal, wrong = 0, []
    for want in expected:
        where = place(want)
        want = {k: v for k, v in want.items() if k not in ("phase", "step")}
        if not at.get(where):
            wrong.append((where, "record", "a record", "none"))
            continue
        turns = at[where]
        record = turns.pop(0) if len(turns) > 1 else turns[0]
        for found in differences(want, record):
            if len(found) == 1:
                equal += 1
            else:
                wrong.append((where,) + found)
    return equal, wrong


# --- what must hold for any input ---------------------------------------

def merged(ranges):
    out = []
    for base, end in sorted(ranges):
        if out and base == out[-1][1]:
            out[-1][1] = end
        else:
            out.append([base, end])
    return out


def spans(entries):
    return [(e["base"], e["base"] + e["size"]) for e in entries]


def check_disjoint(entries, what):
    last = 0
    for base, end in spans(entries):
        if end <= base:
            raise Failure("%s: the range at %#x is empty" % (what, base))
        if base < last:
            raise Failure("%s: %#x-%#x overlaps or precedes its neighbour" % (
                what, base, end - 1))
        last = end


def check_ledger(record):
    check_disjoint(record["ledger"], "ledger")
    memblock = record["memblock"]
    if memblock is None:
        return
    for name in ("memory", "reserved"):
        check_disjoint(memblock[name], "memblock." + name)
    if handed_over(record):
        return
    want = merged(spans(memblock["reserved"]))
    got = merged(spans(record["ledger"]))
    if want != got:
        path, w, g = first_difference(want, got, "ledger")
        raise Failure("%s: memblock.reserved has %s, the ledger %s" % (
            path, hexes(w), hexes(g)))


def hexes(span):
    return span if isinstance(span, str) else "%#x-%#x" % (
        span[0], span[1] - 1)


def handed_over(record):
    """memblock has given its memory to the buddy allocator."""
    return any(zone["free_area"] for node in record["nodes"]
               for zone in node["zones"])


def blocks(zone):
    for area in zone["free_area"]:
        for kind, runs in area["lists"].items():
            for start, count, stride in runs:
                for i in range(count):
                    yield start + i * stride, area["order"], kind


def check_numbers(value, path):
    """No count below 0, nor one that has wrapped."""
    if isinstance(value, dict):
        for name, below in value.items():
            check_numbers(below, path + "." + name)
    elif isinstance(value, list):
        for below in value:
            check_numbers(below, path)
    elif isinstance(value, int) and value >= 1 << 53 or \
            isinstance(value, int) and value < 0 and ".list" not in path:
        raise Failure("%s is %d" % (path, value))


def check_free_homes(record, page_size):
    """No page is free twice, and a page's node is that of its memory."""
    blocks_of = sorted((pfn, pfn + (1 << order), node["nid"])
                       for node in record["nodes"] for zone in node["zones"]
                       for pfn, order, _ in blocks(zone))
    for (_, end, nid), (start, _, other) in zip(blocks_of, blocks_of[1:]):
        if start < end:
            raise Failure("frame %#x is free twice, in nodes %d and %d" % (
                start, nid, other))
    memory = (record["memblock"] or {"memory": []})["memory"]
    regions = [(r["base"], r["base"] + r["size"], r["nid"]) for r in memory
               if r["nid"] is not None]
    i = 0
    for start, end, nid in blocks_of:
        while i < len(regions) and regions[i][1] <= start * page_size:
            i += 1
        if i < len(regions) and regions[i][0] <= start * page_size and \
                regions[i][2] != nid:
            raise Failure("free block %#x of node %d lies in memory of node "
                          "%d" % (start, nid, regions[i][2]))


def check_free_lists(zone):
    """The pages on the free lists."""
    for i, area in enumerate(zone["free_area"]):
        if area["order"] != i:
            raise Failure("free_area[%d] has order %d" % (i, area["order"]))
        listed = sum(run[1] for runs in area["lists"].values()
                     for run in runs)
        if listed != area["nr_free"]:
            raise Failure("zone %s order %d: nr_free is %d, the lists have "
                          "%d blocks" % (zone["name"], i, area["nr_free"],
                                         listed))
    end_pfn = zone["zone_start_pfn"] + zone["spanned_pages"]
    last, pages = zone["zone_start_pfn"], 0
    for pfn, order, kind in sorted(blocks(zone)):
        if pfn % (1 << order):
            raise Failure("zone %s: free block %#x is not aligned to order "
                          "%d" % (zone["name"], pfn, order))
        if pfn < last or pfn + (1 << order) > end_pfn:
            raise Failure("zone %s: free block %#x of order %d (%s) overlaps "
                          "another or leaves the zone" % (
                              zone["name"], pfn, order, kind))
        last = pfn + (1 << order)
        pages += 1 << order
    return pages


def counted_again(record):
    """Pages that the kernel counts twice, as the record says."""
    return any("they are counted again" in i for i in record.get("inexact", ()))


def check_zone(zone, again):
    managed = zone.get("managed_pages", zone["present_pages"])
    if again:
        managed = min(managed, zone["present_pages"])
    if not managed <= zone["present_pages"] <= zone["spanned_pages"]:
        raise Failure("zone %s: managed %d, present %d, spanned %d pages" % (
            zone["name"], managed, zone["present_pages"],
            zone["spanned_pages"]))
    free = check_free_lists(zone)
    # present_pages without the memmap may be less: that lies in another zone.
    if free > zone.get("managed_pages", zone["spanned_pages"]):
        raise Failure("zone %s: %d pages on the free lists, managed %d" % (
            zone["name"], free, managed))


def check_free_unowned(record, page_size):
    """No page is free and owned at once; a CMA area lends its pages out."""
    owned = sorted(spans(record["ledger"]))
    free = sorted((pfn * page_size, (pfn + (1 << order)) * page_size)
                  for node in record["nodes"] for zone in node["zones"]
                  for pfn, order, kind in blocks(zone) if kind != "CMA")
    i = 0
    for base, end in free:
        while i < len(owned) and owned[i][1] <= base:
            i += 1
        if i < len(owned) and owned[i][0] < end:
            raise Failure("free block %s is part of the ledger's %s" % (
                hexes((base, end)), hexes(owned[i])))


def check_nodes(record):
    for node in record["nodes"]:
        present = sum(z["present_pages"] for z in node["zones"])
        # Zones without managed_pages have their memmap taken off.
        whole = all("managed_pages" in z for z in node["zones"])
        if node["zones"] and (present != node["node_present_pages"] if whole
                              else present > node["node_present_pages"]):
            raise Failure("node %d: node_present_pages is %d, its zones have "
                          "%d" % (node["nid"], node["node_present_pages"],
                                  present))
        for zone in node["zones"]:
            check_zone(zone, counted_again(record))
    check_total(record)


def check_total(record):
    """totalram_pages counts deferred pages, managed_pages does not yet."""
    totals = record.get("totals", {})
    if "totalram_pages" not in totals or not handed_over(record):
        return
    total = totals["totalram_pages"]
    if not all("managed_pages" in z for n in record["nodes"]
               for z in n["zones"]):
        return
    managed = sum(z.get("managed_pages", 0) for n in record["nodes"]
                  for z in n["zones"])
    deferred = any(n.get("first_deferred_pfn") is not None
                   for n in record["nodes"])
    if managed > total or (managed < total and not deferred):
        raise Failure("totalram_pages is %d, the zones manage %d" % (
            total, managed))


def check_events(record):
    """An event on one range has a size; a folded one a count and a stride."""
    for i, event in enumerate(record["events"]):
        if ("count" in event) != ("stride" in event):
            raise Failure("events[%d]: count without stride: %s" % (
                i, short(event)))


def check_record(record, index, page_size):
    try:
        if record["index"] != index:
            raise Failure("index is %d, expected %d" % (
                record["index"], index))
        check_ledger(record)
        check_nodes(record)
        check_events(record)
        check_free_unowned(record, page_size)
        check_free_homes(record, page_size)
        check_numbers(record["nodes"], "nodes")
        check_numbers(record.get("totals", {}), "totals")
    except Failure as failure:
        raise Failure("%s: %s" % (place(record), failure)) from None


def check_records(records):
    page_size = records[0]["kernel"]["page_size"]
    for index, record in enumerate(records):
        check_record(record, index, page_size)


# --- one line for each test ---------------------------------------------

def test(name, function, *args):
    try:
        note = function(*args)
    except Failure as failure:
        print("not ok %s: %s" % (name, str(failure).replace("\n", "; ")))
    except (json.JSONDecodeError, KeyError, TypeError, IndexError,
            subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        print("not ok %s: %s: %s" % (name, type(error).__name__, error))
    else:
        print("ok %s%s" % (name, ": " + note if note else ""))
