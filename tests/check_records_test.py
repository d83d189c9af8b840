#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The comparer and the invariants find what they look for."""
import copy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))
import log_lines  # noqa: E402
import records  # noqa: E402
from records import Failure, test  # noqa: E402

REGION = {"base": 4096, "size": 8192, "nid": 0, "flags": []}


def zone():
    areas = [{"order": i, "nr_free": 0, "lists": {}} for i in range(3)]
    areas[1] = {"order": 1, "nr_free": 2,
                "lists": {"Movable": [[12, 1, 0]], "Unmovable": [[8, 1, 0]]}}
    return {"name": "DMA", "zone_start_pfn": 0, "spanned_pages": 16,
            "present_pages": 16, "managed_pages": 10, "free_area": areas}


def record():
    return {"index": 1, "phase": "mem_init", "step": None, "events": [],
            "kernel": {"page_size": 4096},
            "memblock": {"memory": [dict(REGION, base=0, size=65536)],
                         "reserved": [dict(REGION)]},
            "ledger": [{"base": 4096, "size": 4096, "what": "a"},
                       {"base": 8192, "size": 4096, "what": "b"}],
            "nodes": [{"nid": 0, "node_present_pages": 16,
                       "zones": [zone()]}],
            "totals": {"totalram_pages": 10}}


def two_nodes():
    """The second has the zones, and the free pages, of the first."""
    r = record()
    r["nodes"].append(dict(copy.deepcopy(r["nodes"][0]), nid=1))
    r["totals"]["totalram_pages"] = 20
    return r


def early():
    """Before the buddy allocator has pages."""
    r = record()
    for area in r["nodes"][0]["zones"]:
        area["free_area"] = []
    return r


def path_set(target, path, value):
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value


def differs(path, value, says):
    got = record()
    path_set(got, path, value)
    _, wrong = records.compare([record()], [got])
    if len(wrong) != 1 or wrong[0][1] != says:
        raise Failure("expected one difference at %s, got %s" % (says, wrong))


def breaks(make, path, value, says):
    bad = make()
    path_set(bad, path, value)
    try:
        records.check_record(bad, 1, 4096)
    except Failure as failure:
        if says in str(failure):
            return
        raise Failure("expected '%s', got '%s'" % (says, failure)) from None
    raise Failure("'%s' was not found" % says)


def equal():
    want, wrong = records.compare([record()], [copy.deepcopy(record())])
    if wrong or not want:
        raise Failure("a record differs from its copy: %s" % wrong)
    records.check_record(record(), 1, 4096)
    records.check_record(early(), 1, 4096)


ZONE = ("nodes", 0, "zones", 0)
BLOCKS = ZONE + ("free_area", 1, "lists", "Movable")

test("a record equals its copy and is consistent", equal)
test("a number is compared", differs, ZONE + ("spanned_pages",), 17,
     "nodes[nid=0].zones[name=DMA].spanned_pages")
test("false is not 0", differs, ("memblock", "reserved", 0, "nid"), False,
     "memblock.reserved[0].nid")
test("a missing region is found", differs, ("memblock", "reserved"), [],
     "memblock.reserved[0] of 0, expected 1")
test("a region has no more members than expected", differs,
     ("memblock", "reserved", 0), dict(REGION, extra=1),
     "memblock.reserved[0]")
test("the order of blocks is compared", differs, BLOCKS, [[10, 1, 0]],
     "nodes[nid=0].zones[name=DMA].free_area[order=1].lists.Movable[0][0]")
test("a missing zone is found", differs, ("nodes", 0, "zones"), [],
     "nodes[nid=0].zones (by name)")
test("a ledger with a gap is found", breaks, early, ("ledger", 1, "size"),
     1024, "memblock.reserved has")
test("a ledger that overlaps is found", breaks, early, ("ledger", 0, "size"),
     5000, "overlaps")
test("a wrong nr_free is found", breaks, record,
     ZONE + ("free_area", 1, "nr_free"), 3, "nr_free is 3")
test("a crooked block is found", breaks, record, BLOCKS, [[11, 1, 0]],
     "not aligned")
test("two blocks in one place are found", breaks, record, BLOCKS,
     [[8, 1, 0]], "overlaps another")
test("a block outside its zone is found", breaks, record, BLOCKS,
     [[16, 1, 0]], "leaves the zone")
test("a free page with an owner is found", breaks, record, BLOCKS,
     [[2, 1, 0]], "part of the ledger")
test("a wrong total is found", breaks, record, ("totals", "totalram_pages"),
     9, "totalram_pages is 9")
test("a free page in another node's memory is found", breaks, record,
     ("memblock", "memory", 0, "nid"), 1, "lies in memory of node 1")
test("a page free in two nodes is found", breaks, two_nodes, ("index",), 1,
     "free twice, in nodes 0 and 1")
test("a count below 0 is found", breaks, record,
     ("totals", "min_free_kbytes"), -1, "totals.min_free_kbytes is -1")
test("a count that has wrapped is found", breaks, record,
     ("totals", "max_pfn"), (1 << 64) - 5, "totals.max_pfn is 18446744")
test("a wrong index is found", breaks, record, ("index",), 2, "index is 2")


def log():
    text = "[    0.000000] Zone ranges:\n[    1.0] psci: x\n" \
        "[    0.1] SLUB: HWalign\n[    2.0] Memory: late\n"
    got = log_lines.about_memory(text)
    if got != ["Zone ranges:", "SLUB: HWalign"]:
        raise Failure("got %s" % got)


test("a log is cut to its lines about memory", log)
