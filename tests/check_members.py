#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The members of records, src/model/members.c: the schema has them as the table does, and diff tells each of them.

usage: check_members.py [--write]

--write puts the table's members into src/emit/record.schema.json.

For some pairs of boots, the records are compared here, member by member, and `diff --format=json` must tell just what
differs. What diff folds, on purpose, and this file with it:
  - what is 0 is the same as what is not there: another kernel has no such member;
  - a difference that goes on is told in the phase where it first shows, after the phase of that name in both boots;
  - a fact that takes the same values in other phases, and one of a single value, is told once, with both phases;
  - memory is told by what it holds: where it lies, or in how many pieces, and the places themselves only where they are
    as many; which blocks a free list has, where it has as many; how CPUs are grouped, where there are as many groups; a
    region's node, where its end and flags are the same;
  - hash tables and slab caches are told whole; lines of the log that say the same in other words are one.
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
    ("two releases", "dts/board-uma-1g.dts", ["--kernel", "debian-6.1-arm64"], None, "debian-6.12-arm64"),
    ("two releases, high memory and nodes", "dts/server-numa2.dts", ["--kernel", "debian-6.12-arm64"], "mem=3G",
     "debian-6.1-arm64"),
    ("a PC with two nodes", "fixtures/x86-numa2-4g-smp4/input.log", ["--kernel", "debian-6.1-amd64"], "mem=3G", None),
]


LISTS = {"nodes": ["list", "nodes"], "zones": ["list", "zones"], "ledger": ["list", "ledger"],
         "kernels": ["kernel", "list"], "findings": ["lint"], "log": ["log"]}
SCHEMAS = ["record", "answer", "finding", "list"]


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


def undescribed(node, at=""):
    """Members of a schema that say nothing of themselves."""
    if isinstance(node, list):
        for value in node:
            yield from undescribed(value, at)
    if not isinstance(node, dict):
        return
    for key, value in node.get("properties", {}).items():
        if "description" not in value:
            yield at + "." + key
    for key, value in node.items():
        yield from undescribed(value, at + "/" + key)


def check_descriptions():
    for name in SCHEMAS:
        with open(os.path.join(ROOT, "src/emit/%s.schema.json" % name)) as file:
            bare = list(undescribed(json.load(file)))
        if bare:
            return "%s of the %s schema has no description" % (bare[0], name)
    return None


def check_lists():
    """The schema of lists has the columns that --list-columns tells."""
    with open(os.path.join(ROOT, "src/emit/list.schema.json")) as file:
        lists = json.load(file)["properties"]
    for name, words in LISTS.items():
        lines = program(*words, "--list-columns").splitlines()
        told = {line[2:].split()[0]: line[2:].split(None, 1)[1] for line in lines}
        known = {key: value["description"] for key, value in lists[name]["items"]["properties"].items()}
        if told != known:
            return "%s: the columns are %s, the schema has %s" % (name, told, known)
    return None


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
    owners = collections.defaultdict(list)
    for o in record["ledger"]:
        owners[o["what"]].append(o)
    for what, pieces in owners.items():
        yield "memory of " + what, "owner", pieces
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
    """{what: {phase: value}}; lines of the log go on."""
    nth, out = collections.Counter(), collections.defaultdict(dict)
    lines = {}
    for record in records:
        lines.update((what, value) for what, _, value in log_facts(record, nth))
        for what, value in lines.items():
            out[what][record["phase"]] = json.dumps(value)
        filled = record["totals"]["totalram_pages"]
        for what, _, value in [
                *boot_allocator_facts(record), *other_facts(members, record),
                *(f for n in record["nodes"] for f in node_facts(members, n, filled))]:
            out[what][record["phase"]] = json.dumps(value, sort_keys=True)
    return out


# --- and compared --------------------------------------------------------------


def something(value):
    return None if value is None or re.fullmatch(r"[\[\]0, ]*", value) else value


def changes(history, phases):
    """[(phase, value)] of a fact that is nothing at first."""
    out, last = [], None
    for phase in phases:
        value = something(history.get(phase))
        if value != last:
            out.append((phase, value))
            last = value
    return out


def differences(a, b, phases):
    """{what: [(phase, a, b)]}; phases: of both boots, each in its own order."""
    out = {}
    for what in a.keys() | b.keys():
        x, y = (changes(side.get(what, {}), own) for side, own in zip((a, b), phases))
        if [v for _, v in x] == [v for _, v in y] or len(x) == len(y) == 1:
            rows = [(p, v, w) for (p, v), (q, w) in zip(x, y) if (p, v) != (q, w) and v and w]
        else:
            rows = walked(x, y, phases)
        if rows:
            out[what] = rows
    return out


def walked(x, y, phases):
    """A fact as it is after each phase in which it changes in one of the two."""
    rows = []
    for phase in phases[0]:
        pair = tuple(after(c, own, phase) for c, own in zip((x, y), phases))
        if any(phase == p for p, _ in x + y) and pair[0] != pair[1] and pair not in [r[1:] for r in rows]:
            rows.append((phase, *pair))
    return rows


def after(changed, phases, phase):
    value = None
    for p, v in changed:
        if phases.index(p) <= phases.index(phase):
            value = v
    return value


def check_pair(members, path, options, append, kernel):
    def records(*more):
        lines = program("run", "--format=json", *options, *more, path).splitlines()
        return [r for r in map(json.loads, lines) if r["step"] is None]
    second = (["--append", append] if append else []) + (["--kernel", kernel] if kernel else [])
    a, b = records(), records(*second)
    phases = [[r["phase"] for r in side] for side in (a, b)]
    if sorted(phases[0]) != sorted(phases[1]):
        return "the boots have other phases"
    found = differences(facts(members, a), facts(members, b), phases)
    answer = json.loads(program("diff", "--format=json", *options, path,
                                *(["--b-append", append] if append else []),
                                *(["--b-kernel", kernel] if kernel else [])))["differences"]
    return check_rows(found, answer["rows"]) or check_order(phases, answer["notes"])


def check_rows(found, rows):
    told = collections.defaultdict(list)
    for row in rows:
        told[row["what"]].append(row)
    for what, wanted in found.items():
        got = told.pop(what, [])
        if what.startswith("log ") and len(got) == 0:
            continue  # check_lines()
        if len(got) != len(wanted):
            return "%s: differs in %s, diff tells %d" % (what, ", ".join(w[0] for w in wanted), len(got))
        for row, (phase, x, y) in zip(got, wanted):
            if row["phase"] != phase and not (x and y) or row["a"] == row["b"]:
                return "%s: diff says %s / %s in %s" % (what, row["a"], row["b"], row["phase"])
            if [bool(something(row[side])) for side in "ab"] != [bool(x), bool(y)] and not reworded(what, row):
                return "%s: diff says %s / %s" % (what, row["a"], row["b"])
    if told:
        return "diff alone tells of %s" % next(iter(told))
    return check_lines(found, rows)


def reworded(what, row):
    return what.startswith("log ") and row["a"] and row["b"]


def check_lines(found, rows):
    """Each line that one boot has and not the other is told once."""
    told = [re.sub(r" \(in \w+\)$", "", row[side]) for row in rows if row["what"].startswith("log ")
            for side in ("a", "b") if row[side]]
    wanted = [json.loads(v) for what, lines in found.items() if what.startswith("log ")
              for line in lines for v in line[1:] if v]
    return None if sorted(told) == sorted(wanted) else "lines: %s" % (
        collections.Counter(told) - collections.Counter(wanted) or
        collections.Counter(wanted) - collections.Counter(told))


def check_order(phases, notes):
    swapped = ["B has %s before %s, A after it." % pair for pair in zip(phases[1], phases[1][1:])
               if phases[0].index(pair[0]) > phases[0].index(pair[1])]
    return None if swapped == notes else "of the order it says %s" % notes


def main():
    write = sys.argv[1:] == ["--write"]
    members = table()
    wrong = check_schema(write, members)
    print("not ok schema: %s" % wrong if wrong else "ok schema")
    failed = bool(wrong)
    for name, check in [] if write else [("schemas describe each member", check_descriptions),
                                         ("the schema of lists", check_lists)]:
        wrong = check()
        failed |= bool(wrong)
        print("not ok %s: %s" % (name, wrong) if wrong else "ok " + name)
    for name, *pair in [] if write else PAIRS:
        wrong = check_pair(members, *pair)
        failed |= bool(wrong)
        print("not ok diff tells it all, %s: %s" % (name, wrong) if wrong else "ok diff tells it all, " + name)
    sys.exit(failed)


if __name__ == "__main__":
    main()
