# SPDX-License-Identifier: GPL-2.0-only
"""What the report page has to show of a record, worked out from the record
alone: the tests hold the page against it."""

import json
import re

UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]


def size_text(size):
    if size == 1:
        return "1 byte"
    unit = 0
    whole = size
    while size >= 1024 and unit < len(UNITS) - 1:
        size /= 1024
        unit += 1
    exact = whole % 1024 ** unit == 0
    return (f"{size:.0f}" if exact else f"{size:.1f}") + " " + UNITS[unit]


def text(value):
    return f"{value:,}" if isinstance(value, int) else str(value)


def run_text(pfn, count, stride):
    return f"{pfn:,}" + (f" × {count:,}, every {stride:,}" if count > 1 else "")


def place(records, i):
    """A record's place in links; a step that comes again has ":2" behind it."""
    same = [(r["phase"], r["step"]) for r in records[:i + 1]]
    name = "/".join(word for word in same[-1] if word)
    return name if same.count(same[-1]) == 1 else f"{name}:{same.count(same[-1])}"


def parts(records, i):
    """The records that a phase is made of; of a step only itself."""
    first = i
    while (not records[i]["step"] and first > 0 and
           records[first - 1]["phase"] == records[i]["phase"]):
        first -= 1
    return records[first:i + 1]


def previous(records, i):
    before = i - len(parts(records, i))
    return records[before] if before >= 0 else None


def flat(value, prefix=""):
    """Members of members as "watermark.min"."""
    out = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            out.update(flat(inner, prefix + key + "."))
        else:
            out[prefix + key] = inner
    return out


def known_memory(records, i):
    for record in reversed(records[:i + 1]):
        if record["memblock"]:
            return record["memblock"]["memory"]
    page = records[0]["kernel"]["page_size"]
    return [{"base": n["node_start_pfn"] * page,
             "size": n["node_spanned_pages"] * page,
             "nid": n["nid"], "flags": []}
            for n in records[i]["nodes"] if n["node_spanned_pages"]]


def free_pages(zone):
    return sum(a["nr_free"] << a["order"] for a in zone["free_area"])


def zones_of(record):
    return [(n, z) for n in record["nodes"] for z in n["zones"]]


def is_empty(zone):
    return not zone["spanned_pages"] and not zone["present_pages"]


class Expected:
    """{path: text} of one record; paths as data-in and data-key make them."""

    def __init__(self, records, i):
        self.records = records
        self.i = i
        self.record = records[i]
        self.page = records[0]["kernel"]["page_size"]
        self.numa = records[0]["kernel"].get("numa", False)
        self.values = {}
        for part in (self.sums, self.totals, self.log, self.events, self.nodes,
                     self.zones, self.free_lists, self.zonelists, self.percpu,
                     self.hash_tables, self.slab, self.ledger, self.memblock,
                     self.bootmem, self.distances, self.notes, self.odd,
                     self.handed):
            part()

    def put(self, path, value):
        self.values[path] = text(value)

    def put_pages(self, path, value):
        self.put(path, value)
        self.values[path + ":size"] = size_text(value * self.page)

    def sums(self):
        if not self.record["account"]["memory"]:
            return  # there is nothing to show yet
        titles = {"memory": "memory", "kept": "kept by the boot", "nomap": "no-map", "cma": "lent to CMA",
                  "deferred": "deferred", "free": "free"}
        for key, title in titles.items():
            if key == "memory" or any(r["account"][key] for r in self.records):
                self.put("sums/" + title, size_text(self.record["account"][key]))

    def totals(self):
        if not self.record["account"]["memory"]:
            return
        cma = any(r.get("totals", {}).get("totalcma_pages") or
                  any("cma_pages" in z for _, z in zones_of(r))
                  for r in self.records)
        for key, value in self.record.get("totals", {}).items():
            if key == "totalcma_pages" and not cma:
                continue
            if key.endswith("_pages"):
                self.put_pages(f"sums/totals/{key}", value)
            else:
                self.put(f"sums/totals/{key}", value)

    def log(self):
        lines = [l for r in parts(self.records, self.i) for l in r["log"]]
        for n, line in enumerate(lines):
            self.put(f"log/{n}", line)

    def events(self):
        events = [e for r in parts(self.records, self.i) for e in r["events"]]
        for n, event in enumerate(events):
            at = f"events/{n}"
            self.put(f"{at}/op", event["op"])
            if event.get("count", 1) > 1:
                self.put(f"{at}/count", event["count"])
                self.put(f"{at}/stride", event["stride"])
            if "base" in event:
                self.put(f"{at}/base", hex(event["base"]))
            if event.get("size") is not None:
                self.put(f"{at}/size:size", size_text(event["size"]))
            for key in ("order", "nid", "what"):
                if event.get(key) not in (None, ""):
                    self.put(f"{at}/{key}", event[key])
            if "by" in event:
                self.put(f"{at}/by", " ← ".join(event["by"]))

    def nodes(self):
        for node in self.record["nodes"]:
            at = f'nodes/{node["nid"]}'
            self.put(f"{at}/nid", node["nid"])
            self.put(f"{at}/node_start_pfn", node["node_start_pfn"])
            for key in ("node_spanned_pages", "node_present_pages"):
                self.put_pages(f"{at}/{key}", node[key])
            if isinstance(node.get("pgdat"), dict):
                self.put(f"{at}/pgdat", hex(node["pgdat"]["base"]))
            if node.get("first_deferred_pfn"):
                self.put(f"{at}/first_deferred_pfn", node["first_deferred_pfn"])

    def zones(self):
        empty = {}
        for node, zone in zones_of(self.record):
            if is_empty(zone):
                empty[zone["name"]] = empty.get(zone["name"], 0) + 1
                continue
            for key, value in flat(zone).items():
                at = f'zones/{node["nid"]}/{zone["name"]}/{key}'
                if key in ("name", "free_area") or value == []:
                    continue
                if isinstance(value, list) and isinstance(value[0], list):
                    self.put(at, "; ".join(run_text(*v) for v in value))
                elif isinstance(value, list):
                    self.put(at, " ".join(text(v) for v in value))
                elif key.endswith("_pages") or key.startswith("watermark"):
                    self.put_pages(at, value)
                else:
                    self.put(at, value)
        if len(self.record["nodes"]) > 1:
            for name, n in empty.items():
                self.put(f"zones/{name}", n)

    def free_lists(self):
        for node, zone in zones_of(self.record):
            if is_empty(zone) or not zone["free_area"]:
                continue
            at = f'freelists/{node["nid"]}/{zone["name"]}'
            self.put(f"{at}/free", size_text(free_pages(zone) * self.page))
            for area in zone["free_area"]:
                self.put(f'{at}/{area["order"]}', area["nr_free"])
                for kind, runs in area["lists"].items():
                    self.runs(f'{at}/lists/{area["order"]}/{kind}', runs)

    def runs(self, at, runs):
        self.put(f"{at}/blocks", sum(count for _, count, _ in runs))
        for k, run in enumerate(runs[:200]):
            self.put(f"{at}/{k}", run_text(*run))

    def zonelists(self):
        for node in self.record["nodes"]:
            for name, zonelist in node["zonelists"].items():
                named = ({name: zonelist} if isinstance(zonelist, list) else
                         {f"{name}/{z}": l for z, l in zonelist.items()})
                for path, entries in named.items():
                    for k, entry in enumerate(entries):
                        self.put(f'zonelists/{node["nid"]}/{path}/{k}',
                                 (f'node {entry["node"]} ' if self.numa else "")
                                 + entry["zone"])

    def percpu(self):
        percpu = self.record.get("percpu") or {}
        lacks = () if percpu.get("dynamic_size") else (
            "atom_size", "reserved_size", "dynamic_size")
        for key, value in percpu.items():
            if isinstance(value, int) and key not in lacks:
                self.put(f"percpu/{key}",
                         hex(value) if key == "base" else value)
        groups = percpu.get("groups", [])
        for k, group in enumerate(groups if len(groups) > 1 else []):
            self.put(f"percpu/groups/{k}/base_offset", group["base_offset"])
            self.put(f"percpu/groups/{k}/cpus", " ".join(
                str(c) for c in group["cpus"] if c is not None))

    def hash_tables(self):
        for k, table in enumerate(self.record.get("hash_tables", [])):
            for key in ("name", "entries", "order"):
                self.put(f"hash/{k}/{key}", table[key])
            self.put(f"hash/{k}/bytes:size", size_text(table["bytes"]))

    def slab(self):
        for k, cache in enumerate((self.record.get("slab") or
                                   {}).get("caches", [])):
            for key in ("name", "object_size", "size", "align", "order",
                        "objects"):
                self.put(f"slab/{k}/{key}", cache[key])

    def owned(self, at, owner):
        self.put(f"{at}/base", hex(owner["base"]))
        self.put(f"{at}/size", owner["size"])
        self.put(f"{at}/size:size", size_text(owner["size"]))
        if owner.get("nid") is not None:
            self.put(f"{at}/nid", owner["nid"])

    def ledger(self):
        for k, owner in enumerate(self.record["ledger"]):
            self.owned(f"ledger/{k}", owner)
            for key in ("what", "by", "since"):
                if owner.get(key):
                    self.put(f"ledger/{k}/{key}", owner[key])

    def memblock(self):
        memblock = self.record["memblock"]
        if not memblock:
            return
        if memblock["current_limit"] is not None:
            self.put("memblock/current_limit", hex(memblock["current_limit"]))
        for name in ("memory", "reserved"):
            for k, region in enumerate(memblock[name]):
                self.owned(f"memblock/{name}/{k}", region)
                if region["flags"]:
                    self.put(f"memblock/{name}/{k}/flags",
                             " ".join(region["flags"]))

    def bootmem(self):
        bootmem = self.record.get("bootmem")
        if not bootmem:
            return
        for key in ("node_boot_start", "node_low_pfn"):
            self.put(f"memblock/{key}", bootmem[key])
        for k, (pfn, count) in enumerate(bootmem["reserved"]):
            self.put(f"memblock/reserved/{k}", f"{pfn:,} × {count:,}")

    def distances(self):
        listed = self.records[0]["machine"].get("distances", [])
        if len({d["from"] for d in listed} | {d["to"] for d in listed}) < 2:
            return
        if not self.record["nodes"]:
            return
        for d in listed:
            self.put(f'nodes/distances/{d["from"]}/{d["to"]}', d["distance"])
        for d in listed: # one direction stands for both
            self.values.setdefault(
                f'nodes/distances/{d["to"]}/{d["from"]}', text(d["distance"]))

    def notes(self):
        for k, note in enumerate(self.record["inexact"]):
            self.put(f"inexact{k}", note)
        if "panic" in self.record:
            self.put("panic", self.record["panic"])
        if "dies_in" in self.record:
            self.put("dies_in", self.record["dies_in"])

    def handed(self):
        """What is given to the kernel, before it runs."""
        if self.record["phase"] != "start":
            return
        machine = self.records[0]["machine"]
        given = {k: machine[k] for k in ("kernel_image", "initrd", "dtb")
                 if machine.get(k)}
        for k, bank in enumerate(machine.get("firmware_map", [])):
            given[f"bank{k}"] = bank
        for k, entry in enumerate(machine.get("memreserve", [])):
            given[f"memreserve{k}"] = entry
        for k, node in enumerate(machine.get("reserved_memory", [])):
            given[f"reserved{k}"] = node
        for key, thing in given.items():
            at = f"handed/{key}"
            if thing["base"] is not None:
                self.put(f"{at}/base", hex(thing["base"]))
            self.put(f"{at}/size:size", size_text(thing["size"]))
            for name in ("nid", "type"):
                if thing.get(name) is not None:
                    self.put(f"{at}/{name}", thing[name])
        if machine.get("cmdline"):
            self.put("handed/cmdline", machine["cmdline"])

    def odd(self):
        """Of four nodes and more: what is not as on most of them."""
        nodes = {n["nid"]: n for n in self.record["nodes"]}
        if len(nodes) < 4:
            return
        have = {nid: {"memory": n["node_present_pages"] * self.page}
                for nid, n in nodes.items()}
        for owner in self.record["ledger"]:
            if owner.get("nid") in nodes:
                name = re.sub(r"(node|group) \d+", r"its \1", owner["what"])
                mine = have[owner["nid"]]
                mine[name] = mine.get(name, 0) + owner["size"]
        for node, zone in zones_of(self.record):
            have[node["nid"]]["zone " + zone["name"]] = (
                zone["present_pages"] * self.page)
        odd = {}
        for name in dict.fromkeys(k for mine in have.values() for k in mine):
            values = [mine.get(name, 0) for mine in have.values()]
            most = max(values, key=values.count)
            for nid, mine in have.items():
                if 2 * values.count(most) > len(values) and \
                        mine.get(name, 0) != most:
                    odd.setdefault(nid, []).append(
                        (-abs(mine.get(name, 0) - most), name))
        if 2 * len(odd) > len(nodes):
            return
        for nid, names in odd.items():
            for _, name in sorted(names, key=lambda x: x[0])[:4]:
                size = have[nid].get(name, 0)
                self.put(f"memory/odd/{nid}/{name}:size",
                         size_text(size) if size else "none")

    def changed(self):
        """{path: what it was} of the numbers that have to be marked."""
        before = previous(self.records, self.i)
        marked = {}

        def compare(at, new, old, appears=False):
            for key, value in new.items():
                if key in old and old[key] != value:
                    marked[f"{at}/{key}"] = text(old[key])
                elif appears and key not in old and re.search(
                        "[1-9]", json.dumps(value)):
                    marked[f"{at}/{key}"] = "nothing"

        if not before:
            return marked
        compare("sums/totals", self.record.get("totals", {}),
                before.get("totals", {}), appears=True)
        old_nodes = {n["nid"]: n for n in before["nodes"]}
        for node in self.record["nodes"]:
            old = old_nodes.get(node["nid"], {})
            compare(f'nodes/{node["nid"]}',
                    {k: v for k, v in node.items() if k.startswith("node_")},
                    old)
            old_zones = {z["name"]: z for z in old.get("zones", [])}
            for zone in node["zones"]:
                was = old_zones.get(zone["name"])
                if is_empty(zone) or not was:
                    continue
                at = f'{node["nid"]}/{zone["name"]}'
                new, old = ({k: v for k, v in flat(z).items()
                             if k != "free_area" and v != []}
                            for z in (zone, was))
                compare(f"zones/{at}", {k: v for k, v in new.items()
                                       if k != "name"}, old, appears=True)
                old_areas = {a["order"]: a["nr_free"] for a in was["free_area"]}
                areas = {a["order"]: a["nr_free"] for a in zone["free_area"]}
                compare(f"freelists/{at}", areas,
                        {o: old_areas.get(o, 0) for o in areas})
        return marked


def subtract(ranges, holes):
    """Sorted [base, end] without the holes, joined where they touch."""
    out = []
    for base, end in sorted(ranges):
        for low, high in sorted(holes):
            if high <= base or low >= end:
                continue
            if low > base:
                out.append([base, low])
            base = max(base, high)
        if base < end:
            out.append([base, end])
    joined = []
    for base, end in out:
        if joined and joined[-1][1] == base:
            joined[-1][1] = end
        else:
            joined.append([base, end])
    return joined


def span(thing):
    return thing["base"], thing["base"] + thing["size"]


def nomap_memory(records, i):
    return [span(m) for m in known_memory(records, i) if "nomap" in m["flags"]]


def owned_pieces(records, i):
    """What is owned, and not left alone, too."""
    return [[base, end, o["what"]] for o in records[i]["ledger"]
            for base, end in subtract([span(o)], nomap_memory(records, i))]


def free_pieces(records, i):
    """Where memory has no owner, and is not left alone."""
    memory = [span(m) for m in known_memory(records, i)]
    return subtract(memory, [span(o) for o in records[i]["ledger"]] + nomap_memory(records, i))


def other_changes(records, i):
    """What the list of changes says beside owners, memory and zones."""
    new, old = records[i], previous(records, i) or {"nodes": []}
    said = []
    lists = {n["nid"]: n["zonelists"] for n in old["nodes"]}
    built = sum(n["zonelists"] != lists.get(n["nid"], {}) for n in new["nodes"])
    if built:
        said.append(f"zonelists of {built} node{'s' if built > 1 else ''}")
    percpu = new.get("percpu")
    if percpu and percpu != old.get("percpu"):
        units = percpu["nr_units"]
        said.append(f"per-CPU areas: {units} unit{'s' if units > 1 else ''}")
    for name, get in (("hash tables", lambda r: r.get("hash_tables") or []),
                      ("slab caches",
                       lambda r: (r.get("slab") or {}).get("caches", []))):
        if get(new) and get(new) != get(old):
            said.append(f"{name}: {len(get(old))} → {len(get(new))}")
    return said


def owner_changes(records, i):
    """[base, size, new owner or "free"] since what it is compared with."""
    before = previous(records, i)
    old = before["ledger"] if before else []
    new = records[i]["ledger"]
    cuts = sorted({x for o in old + new for x in span(o)})
    said = []
    last = None
    for base, end in zip(cuts, cuts[1:]):
        was = next((o for o in old if span(o)[0] <= base < span(o)[1]), None)
        now = next((o for o in new if span(o)[0] <= base < span(o)[1]), None)
        names = [o and (o["what"], o["by"], o.get("since")) for o in (was, now)]
        if names[0] == names[1]:
            last = None
            continue
        here = (id(was), id(now))
        if last == here and said[-1][0] + said[-1][1] == base:
            said[-1][1] += end - base
        else:
            said.append([base, end - base, now["what"] if now else "free"])
        last = here
    return [[hex(b), size_text(s), what] for b, s, what in said]
