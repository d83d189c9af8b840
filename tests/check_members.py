#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The members of records, src/model/members.c: the schema has them as the table does, and diff tells each of them.

usage: check_members.py [--write]

--write puts the table's members into src/emit/record.schema.json.

For some pairs of boots, the records are compared here, member by member, and `diff --format=json` must tell just what
differs. What diff folds, on purpose, and this file with it:
  - a difference that goes on is told in the phase where it first shows;
  - of one kind and phase, 12 are told, and how many more there are in a note;
  - who took memory, when and on which node is told of what is owned by the same name up to the same end; which blocks a
    free list has, where it has as many; how CPUs are grouped, where there are as many groups; a region's node, where
    its end and flags are the same;
  - hash tables and slab caches are told whole.
What no difference is: phase, title, path, kernel and machine (what was put in), events (the rest has their results),
memblock.reserved and bootmem's bits (the owners cover them), lists of one zone type (the fallback list up to it).
"""
import collections
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
import records  # noqa: E402
from records import ROOT  # noqa: E402

SCHEMA = os.path.join(ROOT, "src/emit/record.schema.json")
MOST = 12
TYPES = {"number": {"type": "integer"},
         "numbers": {"type": "array", "items": {"type": "integer"}},
         "frames": {"type": "array", "items": {
             "type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "integer"}}}}
PLACES = {"zone": ["$defs", "zone"], "node": ["$defs", "node"], "percpu": ["properties", "percpu"],
          "hash_tables": ["properties", "hash_tables", "items"],
          "slab": ["properties", "slab", "properties", "caches", "items"], "totals": ["properties", "totals"]}
# name, input in ROOT, options of both, the second command line, the second kernel
PAIRS = [
    ("a CMA area and less memory", "dts/board-uma-1g.dts", [], "cma=128M mem=900M", None),
    ("a word that changes nothing", "dts/board-uma-1g.dts", [], "quiet", None),
    ("movable memory on two nodes", "dts/server-numa2.dts", [], "movablecore=20%", None),
    ("no NUMA", "dts/server-numa2.dts", [], "numa=off", None),
    ("fewer CPUs", "dts/server-numa2.dts", [], "nr_cpus=1", None),
    ("high memory moved", "dts/board-arm-highmem.dts", [], "vmalloc=600M", None),
    ("LPAE", "dts/board-arm-highmem.dts", ["--kernel", "debian-6.1-armmp"], None, "debian-6.1-armmp-lpae"),
    ("hot and cold lists", "fixtures/linux2624-pc-512m-1cpu/input.log",
     ["--kernel", "linux-2.6.24-i386", "--cpus", "1"], "mem=300M", None),
    ("a PC with two nodes", "fixtures/x86-numa2-4g-smp4/input.log", ["--kernel", "debian-6.1-amd64"], "mem=3G", None),
]


def program(*words):
    try:
        return records.run(list(words), allowed=(0, 1))
    except records.Failure as failure:
        raise SystemExit("not ok members: %s: %s" % (" ".join(words), failure)) from None


def table():
    """What the report page is given of the table."""
    page = program("report", "-o", "/dev/stdout", "dts/board-uma-1g.dts")
    return json.loads(re.search(r'id="members">(.*?)</script>', page, re.S).group(1))


def described(member):
    schema = json.loads(json.dumps(TYPES[member["form"]]))
    if member["null"]:
        schema["type"] = [schema["type"], "null"]
    return {**schema, "title": member["words"], "description": member["help"]}


def put_members(schema, members):
    for name, rows in members.items():
        place = schema
        for key in PLACES[name]:
            place = place[key]
        for member in rows:
            inside = place
            *groups, last = member["key"].split(".")
            for group in groups:
                inside = inside.setdefault("properties", {}).setdefault(group, {"type": "object"})
            inside.setdefault("properties", {})[last] = described(member)


def all_keys(node, at=()):
    """The paths of numbers below a part of the schema; what is not from the table is no number there."""
    for key, value in node.get("properties", {}).items():
        if value.get("type") in ("integer", ["integer", "null"]):
            yield ".".join(at + (key,))
        elif value.get("type") == "object":
            yield from all_keys(value, at + (key,))


def check_schema(write, members):
    with open(SCHEMA) as file:
        text = file.read()
    schema = json.loads(text)
    put_members(schema, members)
    wanted = json.dumps(schema, indent="\t", ensure_ascii=False) + "\n"
    if write:
        with open(SCHEMA, "w") as file:
            file.write(wanted)
    elif text != wanted:
        return "the schema is not the table's (make golden writes it)"
    for name, rows in members.items():
        place = schema
        for key in PLACES[name]:
            place = place[key]
        known = {m["key"] for m in rows} | {"nid"}
        for key in all_keys(place):
            if key not in known:
                return "%s of the schema is not in the table" % key
    return None


# --- records as facts: {what: (kind, value)} --------------------------------


def at(value, key):
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            return None, False
        value = value[part]
    return value, True


def member_facts(rows, value, name, kind):
    for m in rows:
        v, there = at(value, m["key"])
        if there:
            yield name + m["words"], kind_of(m["key"], kind), v


def kind_of(key, kind):
    return "limit" if re.match("watermark|lowmem", key) else "pageset" if key.startswith("pageset") else kind


def zone_facts(rows, nid, zone, filled):
    name = "node %d zone %s " % (nid, zone["name"])
    yield from member_facts(rows, zone, name, "zone")
    free = 0
    for area in zone["free_area"]:
        free += area["nr_free"] << area["order"]
        for kind, runs in area["lists"].items():
            yield "%sfree list %d %s" % (name, area["order"], kind), "free list", runs
    if filled:
        yield name + "free pages", "zone", free


def node_facts(members, node, filled):
    name = "node %d " % node["nid"]
    yield from member_facts(members["node"], node, name, "node")
    if isinstance(node["pgdat"], dict):
        yield name + "pg_data_t", "node", node["pgdat"]
    for zone in node["zones"]:
        yield from zone_facts(members["zone"], node["nid"], zone, filled)
    # Lists that are not built yet are all empty, and none of them is told.
    lists = node["zonelists"] if any(node["zonelists"].values()) else {}
    if "by_zone" in lists:
        yield name + "zonelist", "zonelist", max(lists["by_zone"].values(), key=len)
    if "fallback" in lists:
        yield name + "zonelist", "zonelist", lists["fallback"]
    if "nofallback" in lists:
        yield name + "own zonelist", "zonelist", lists["nofallback"]


def boot_allocator_facts(record):
    block, bootmem = record["memblock"], record.get("bootmem")
    for r in block["memory"] if block else []:
        yield "memblock.memory 0x%012x" % r["base"], "memblock.memory", r
    if block:
        if block["current_limit"] is not None:
            yield "memblock.current_limit", "memblock", block["current_limit"]
        yield "memblock.bottom_up", "memblock", block["bottom_up"]
    if bootmem:
        for key in ("node_boot_start", "node_low_pfn"):
            yield "bootmem " + key, "bootmem", bootmem[key]


def other_facts(members, record):
    for o in record["ledger"]:
        yield "owner of 0x%012x" % o["base"], "owner", o
    if record["percpu"]:
        yield from member_facts(members["percpu"], record["percpu"], "per-CPU ", "percpu")
        yield "per-CPU groups", "percpu", record["percpu"]["groups"]
    for t in record["hash_tables"]:
        yield "hash table " + t["name"], "hash table", t
    for c in record["slab"]["caches"] if record["slab"] else []:
        yield "slab cache " + c["name"], "slab cache", c
    yield from member_facts(members["totals"], record["totals"], "", "total")
    nth = collections.Counter()
    for line in record["inexact"]:
        member, reason = line.split(": ", 1)
        nth[member] += 1
        yield "not exact: %s (%d)" % (member, nth[member]), "inexact", reason
    for key in ("panic", "dies_in"):
        if key in record:
            yield key, "panic", record[key]


def log_facts(record, nth):
    for line in record["log"]:
        start = re.match("[^0-9]*", line).group(0)
        nth[start] += 1
        yield 'log "%s" (%d)' % (start, nth[start]), "log", line


def facts(members, records):
    nth = collections.Counter()
    for record in records:
        found = {}
        for what, kind, value in [
                *log_facts(record, nth), *boot_allocator_facts(record), *other_facts(members, record),
                *(f for n in record["nodes"] for f in node_facts(members, n, record["totals"]["totalram_pages"]))]:
            found[what] = (kind, json.dumps(value, sort_keys=True))
        yield found


# --- and compared --------------------------------------------------------------


def differences(a, b):
    """{(phase's number, kind): {what: (a, b)}}, each where it first shows."""
    told, out = set(), {}
    for i in range(max(len(a), len(b))):
        x, y = (f[i] if i < len(f) else {} for f in (a, b))
        for what in x.keys() | y.keys():
            pair = tuple(f[what][1] if what in f else None for f in (x, y))
            if pair[0] == pair[1] or (what, pair) in told:
                continue
            told.add((what, pair))
            kind = (x.get(what) or y.get(what))[0]
            out.setdefault((i, kind), {})[what] = pair
    return out


def check_pair(members, path, options, append, kernel):
    def records(*more):
        lines = program("run", "--format=json", *options, *more, path).splitlines()
        return [r for r in map(json.loads, lines) if r["step"] is None]
    second = (["--append", append] if append else []) + (["--kernel", kernel] if kernel else [])
    a, b = records(), records(*second)
    found = differences(*(list(facts(members, r)) for r in (a, b)))
    answer = json.loads(program("diff", "--format=json", *options, path,
                                *(["--b-append", append] if append else []),
                                *(["--b-kernel", kernel] if kernel else [])))["differences"]
    names = [r["phase"] for r in (a if len(a) > len(b) else b)]
    told = {(names.index(r["phase"]), r["what"]): r for r in answer["rows"]}
    for (i, kind), group in found.items():
        rows = [w for w in group if (i, w) in told]
        missing = [w for w in group if w not in rows]
        if len(rows) != min(MOST, len(group)):
            return "%s: %d of kind %s differ, diff tells %d, not: %s" % (
                names[i], len(group), kind, len(rows), ", ".join(missing[:3]))
        for what in rows:
            row = told.pop((i, what))
            if [v is None for v in group[what]] != [row["a"] is None, row["b"] is None] or row["a"] == row["b"]:
                return "%s: %s: diff says %s / %s" % (names[i], what, row["a"], row["b"])
    if told:
        return "diff alone tells of %s" % next(iter(told))[1]
    hidden = sum(max(0, len(group) - MOST) for group in found.values())
    notes = "".join(answer["notes"])
    if hidden and not notes.startswith("%d more; " % hidden) or not hidden and "more" in notes:
        return "%d differences are folded, the note says: %s" % (hidden, notes)
    return None


def main():
    write = sys.argv[1:] == ["--write"]
    members = table()
    wrong = check_schema(write, members)
    print("not ok schema: %s" % wrong if wrong else "ok schema")
    failed = bool(wrong)
    for name, *pair in [] if write else PAIRS:
        wrong = check_pair(members, *pair)
        failed |= bool(wrong)
        print("not ok diff tells it all, %s: %s" % (name, wrong) if wrong else "ok diff tells it all, " + name)
    sys.exit(failed)


if __name__ == "__main__":
    main()
