// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/*
 * The panels under the map. A value of the record stands in an element with
 * data-key, its place in those around it with data-in: that is how the tests
 * read the page.
 */

/* What was not there before: a value is new then, unless it says nothing. */
const oldOr = (before, old, v) => old !== undefined || !before ||
	!/[1-9]/.test(JSON.stringify(v)) ? old : null;

/*
 * A value; marked when it differs from `old`, unless that is undefined. null
 * stands for nothing there.
 */
function value(key, v, old, text)
{
	const shown = text !== undefined ? text :
		typeof v === "number" ? grouped(v) : String(v);
	const changed = old !== undefined && !sameJson(v, old);

	return h("span", {
		"data-key": key, class: changed ? "changed" : null,
		title: changed ? "was " + (old === null ? "nothing" : typeof old === "number" ?
			grouped(old) : JSON.stringify(old)) : null,
	}, shown);
}

/* A name that may be broken behind its slashes and underlines. */
const breakable = (key, v) => value(key, v, undefined,
	v.split(/(?<=[/_])/).flatMap((part, k) => k ? [h("wbr"), part] : part));

const address = (key, v, old) => value(key, v, old, hex(v));
const pages = (key, v, old) => [value(key, v, old),
	h("small", { "data-key": key + ":size" }, sizeText(v * pageSize))];
const bytes = (key, v, old) => value(key + ":size", v, old, sizeText(v));

/* heads: [text, explanation, class]. */
function table(heads, body, attributes)
{
	return h("div", { class: "scroll", tabindex: "0", role: "group",
			  "aria-label": attributes.label },
		h("table", { "data-in": attributes.in },
			h("thead", {}, h("tr", {}, heads.map(([text, why, c]) =>
				h("th", { scope: "col", title: why || null, class: c || null },
					why ? h("abbr", { title: why }, text) : text)))),
			h("tbody", {}, body)));
}

/* `empty` is what it says when there is nothing in it. */
function panelOr(empty, id, title, help, ...content)
{
	const inside = content.flat().filter(c => c);

	return h("section", { id, class: inside.length ? "panel" : "panel bare",
			      "data-in": id,
			      "aria-labelledby": id + "-title" },
		h("h3", { id: id + "-title" }, title),
		h("p", { class: "help" }, help),
		inside.length ? inside :
			h("p", { class: "nothing" + (empty === NOT_YET ? " yet" : "") }, empty));
}

const NOT_YET = "Nothing yet at this step.";
const panel = (...all) => panelOr(NOT_YET, ...all);

/* Panels with nothing in them stand together behind the others, in one line. */
function gatherBare(list)
{
	const isBare = e => e.classList && e.classList.contains("bare");
	const inPairs = list.filter(e => e.classList && e.classList.contains("pair"));
	const bare = [...list.filter(isBare),
		...inPairs.flatMap(p => [...p.children].filter(isBare))];

	bare.forEach(e => e.remove());
	return [...list.filter(e => !isBare(e) &&
			!(inPairs.includes(e) && !e.children.length)),
		bare.length ? h("div", { class: "bares" },
			bare.some(e => e.querySelector(".yet")) ?
				h("p", { class: "nothing" }, "Nothing yet at this step:") : null,
			bare.filter(e => e.querySelector(".yet")),
			bare.filter(e => !e.querySelector(".yet"))) : ""];
}

/* A fold that stays as the reader left it when the step changes. */
const openFolds = new Set();

function fold(id, title, fill)
{
	const box = h("details", { open: openFolds.has(id), "data-fold": id },
		h("summary", {}, title));
	let filled = false;
	const open = () => {
		if (!filled)
			box.append(...[fill()].flat());
		filled = true;
	};

	if (box.open)
		open();
	box.addEventListener("toggle", () => {
		if (box.open) {
			openFolds.add(id);
			open();
		} else {
			openFolds.delete(id);
		}
	});
	return box;
}

/* --- sums ------------------------------------------------------------------ */

function tile(title, now, before, help)
{
	const by = before === null ? 0 : now - before;

	return h("div", { class: "tile", title: help },
		h("span", { class: "what" }, title),
		h("b", { "data-key": title }, sizeText(now)),
		h("span", { class: "by" + (by ? " moved" : "") }, by ?
			(by > 0 ? "+" : "−") + sizeText(Math.abs(by)) : "as before"));
}

/* The record's account: the first is the sum of the others. */
const sums = [
	["memory", "memory", "all that the kernel knows of by now: the sum of the others"],
	["kept", "kept by the boot", "owned by somebody, or taken from the page allocator"],
	["nomap", "no-map", "left alone, for firmware or a device"],
	["cma", "lent to CMA", "areas for large contiguous pieces; movable pages may use them"],
	["deferred", "deferred", "free, but its struct pages are initialised later: the page allocator does not have it yet"],
	["free", "free", "for everybody"],
];

function tiles(i, before)
{
	const b = before ? records.indexOf(before) : -1;

	/* Before the kernel knows of memory all are 0. */
	if (!records[i].account.memory)
		return "";
	return h("div", { class: "tiles", "data-in": "sums" },
		sums.filter(([key]) => key === "memory" ||
			records.some(r => r.account[key]))
			.map(([key, title, help]) => tile(title,
				records[i].account[key],
				b < 0 ? null : records[b].account[key], help)),
		totals(records[i], before));
}

function totals(r, before)
{
	const old = before ? before.totals || {} : {};

	return h("dl", { class: "totals", "data-in": "totals" },
		Object.entries(r.totals || {}).filter(([key]) =>
			hasCma || key !== "totalcma_pages").map(([key, v]) => h("div", {},
			h("dt", { title: memberOf("totals", key).help || null }, key),
			h("dd", {}, memberOf("totals", key).unit === "pages" ?
				pages(key, v, oldOr(before, old[key], v)) :
				value(key, v, oldOr(before, old[key], v))))));
}

/* --- what changed ----------------------------------------------------------- */

function changeItem(c)
{
	const sign = c.to ? c.from ? "→" : "+" : "−";
	const name = x => x ? x.what : "free";
	const by = c.to ? ` — ${c.to.by}()` : "";

	return h("li", { class: c.to ? "taken" : "given" },
		h("button", { type: "button", class: "link",
			      onclick: () => select(c.base) }, hex(c.base)),
		` ${sign} ${sizeText(c.end - c.base)} `,
		h("i", { class: "swatch " + (c.to ? c.to.kind : "free") }),
		" ", c.from ? h("span", { class: "was" }, name(c.from)) : null,
		c.from ? " → " : null, h("b", {}, name(c.to)), by);
}

/*
 * A range that is owned as before but was cut elsewhere is no change to a
 * reader; pages that merely change from free to the buddy's are in the sums.
 */
function memoryItem(c)
{
	const text = x => (x.nid === null || !kernel.numa ? "memory" :
		"memory of node " + x.nid) + x.flags.map(f => ", " + f).join("");

	return h("li", {},
		h("button", { type: "button", class: "link",
			      onclick: () => select(c.base) }, hex(c.base)),
		` ${c.to ? c.from ? "→" : "+" : "−"} ${sizeText(c.end - c.base)} `,
		c.from && c.to ? `${text(c.from)} → ${text(c.to)}` :
			text(c.to || c.from) + (c.to ? " found" : " dropped"));
}

/* The moment when the page allocator takes over, in a line. */
function handOver(i, before)
{
	if (!before || handedOver(before) || !handedOver(records[i]))
		return [];
	const pieces = allSpans.flatMap(s => piecesOf(i, s));
	const bytes = kind => sum(pieces.filter(p => p.kind === kind),
				  p => p.end - p.base);
	const item = (kind, text) => bytes(kind) ? [h("li", {},
		h("i", { class: "swatch " + kind }),
		` ${sizeText(bytes(kind))} ${text}`)] : [];

	return [...item("buddy", "that nobody owns now belongs to the page allocator"),
		...item("deferred", "is deferred: the page allocator gets it later")];
}

/* Of several members together. */
const groupWords = {
	watermark: "watermarks", lowmem_reserve: "pages kept back",
	pageset: "per-CPU lists", free_area: "free lists",
};

function zoneChangeWords(key)
{
	const m = memberOf("zone", key);

	return groupWords[key] || (m.unit === "pages" ? m.words : m.title) || key;
}

/* "managed pages of node 0 DMA: 0 -> 12"; of many zones only how many. */
function zoneItem([key, list])
{
	const { node, zone, was, is } = list[0];
	const where = list.length > 1 ? plural(list.length, "zone") :
		(kernel.numa ? "node " + node.nid + " " : "") + zone.name;
	const panel = key === "free_area" ? "freelists" : "zones";

	return h("li", { class: "zones" }, h("button", {
		type: "button", class: "link words", onclick: () => goTo(panel),
	}, zoneChangeWords(key)), ` of ${where}`,
	list.length === 1 && typeof is === "number" ? [": ",
		h("span", { class: "was" }, grouped(was || 0)), " → ",
		h("b", {}, grouped(is))] : null);
}

/* What else is new or other than before: [panel, words]; the panel has it all. */
function otherChanges(r, before)
{
	const old = before || { nodes: [] };
	const count = list => list ? list.length : 0;
	const built = r.nodes.filter(n => !sameJson(n.zonelists,
		(nodeBefore(old, n.nid) || { zonelists: {} }).zonelists));
	const caches = x => x.slab ? x.slab.caches : [];
	const differs = (a, b) => count(a) && !sameJson(a, b || []);

	return [
		built.length && ["zonelists", "zonelists",
			" of " + plural(built.length, "node")],
		r.percpu && !sameJson(r.percpu, old.percpu) &&
			["percpu", "per-CPU areas",
			 ": " + plural(r.percpu.nr_units, "unit")],
		differs(r.hash_tables, old.hash_tables) &&
			["hash", "hash tables",
			 `: ${count(old.hash_tables)} → ${count(r.hash_tables)}`],
		differs(caches(r), caches(old)) &&
			["slab", "slab caches",
			 `: ${count(caches(old))} → ${count(caches(r))}`],
	].filter(x => x).map(([panel, words, rest]) => h("li", {},
		h("button", { type: "button", class: "link words",
			      onclick: () => goTo(panel) }, words), rest));
}

function limited(id, items, most)
{
	const rest = items.slice(most);

	return [h("ul", { class: "changes" }, items.slice(0, most)),
		rest.length ? fold(id, `${grouped(rest.length)} more`,
			() => h("ul", { class: "changes" }, rest)) : null];
}

function changesPanel(i, before)
{
	const items = [
		...memoryChanges(i, before).map(memoryItem),
		...ownerChanges(i, before).map(changeItem),
		...handOver(i, before),
		...[...zoneChanges(records[i], before)].map(zoneItem),
		...otherChanges(records[i], before),
	];

	return panelOr("Nothing that these records show.", "changes", "What changed",
		before ? `Since ${placeOf(before)}.` : "This is where it begins.",
		items.length ? limited("changes", items, 10) : null);
}

/* --- log and events ---------------------------------------------------------- */

function logPanel(i)
{
	const parts = partsOf(i).filter(r => r.log.length);
	let n = 0;

	return panelOr("It prints nothing here.", "log", "Kernel log",
		"What this kernel prints about memory here, word for word.",
		parts.length ? h("ol", { class: "log" }, parts.map(r =>
			r.log.map((line, k) => h("li", {
				"data-from": k === 0 && parts.length > 1 ?
					r.step || r.phase : null,
			}, h("code", { "data-key": n++ }, line))))) : null);
}

const eventHeads = [
	["operation", "what happens to the range"], ["from"], ["size"],
	["node"], ["what"], ["by", "functions, the innermost first"],
];

function eventRow(e, n)
{
	const times = e.count > 1 ? [" × ", value("count", e.count),
		" every ", value("stride", e.stride)] : null;

	return h("tr", { "data-in": n, class: "op-" + e.op },
		h("th", { scope: "row" }, value("op", e.op)),
		h("td", {}, e.base === undefined ? "" : address("base", e.base), times),
		h("td", {}, e.size === undefined ? "" : e.size === null ? "all" : bytes("size", e.size),
			e.order === undefined ? null :
				[" order ", value("order", e.order)]),
		h("td", {}, e.nid === null || e.nid === undefined ? "any" :
			value("nid", e.nid)),
		h("td", {}, e.what ? value("what", e.what) : ""),
		h("td", {}, e.by ? breakable("by", e.by.join(" ← ")) : ""));
}

function eventsPanel(i)
{
	const events = partsOf(i).flatMap(r => r.events);

	return panelOr("The allocators are not called here.", "events", "Events",
		"Each call of the allocators, in order; runs of equal calls are folded.",
		events.length ? table(eventHeads, events.map(eventRow),
				      { label: "Events" }) : null);
}

/* --- what the kernel finds --------------------------------------------------- */

function handedRow([what, range, key])
{
	return h("tr", { "data-in": key },
		h("th", { scope: "row" }, what),
		h("td", {}, range.base === null ? "anywhere" :
			address("base", range.base)),
		h("td", {}, bytes("size", range.size)),
		h("td", {}, range.nid === null || range.nid === undefined ? "" :
			value("nid", range.nid)),
		h("td", {}, range.type ? value("type", range.type) :
			range.hotpluggable ? "can be pulled out" :
			(machine.assumed || []).includes(key) ? "place assumed" :
			[range.no_map && "no-map", range.reusable && "reusable"]
				.filter(x => x).join(", ")));
}

/* Only before the kernel runs: later steps say what became of it. */
function handedPanel(r)
{
	const list = [["kernel image", "kernel_image"],
		["initial RAM disk", "initrd"], ["device tree blob", "dtb"]]
		.filter(([, key]) => machine[key])
		.map(([what, key]) => [what, machine[key], key]);
	const banks = (machine.firmware_map || []).map(
		(m, k) => [m.node || "e820 entry", m, "bank" + k]);

	const reserved = [
		...(machine.memreserve || []).map((x, k) =>
			["/memreserve/", x, "memreserve" + k]),
		...(machine.reserved_memory || []).map((x, k) =>
			["/reserved-memory/" + x.node, x, "reserved" + k]),
	];

	if (r !== records[0])
		return "";
	return panel("handed", "What the kernel is given",
		"Where the boot loader put things, and what firmware says of memory.",
		machine.cmdline ? h("p", {}, "Command line: ",
			h("code", {}, value("cmdline", machine.cmdline))) : null,
		list.length + banks.length ? table(
			[["what"], ["from"], ["size"], ["node"],
				[machine.source === "dtb" ? "" : "type"]],
			[...list, ...banks, ...reserved].map(handedRow),
			{ label: "What the kernel is given" }) : null);
}

/* --- nodes ------------------------------------------------------------------- */

const nodeHead = key => {
	const m = memberOf("node", key);

	return [m.title, m.help];
};
const nodeHeads = () => [
	["node", "a group of CPUs with the memory next to them"],
	["starts at"], nodeHead("node_start_pfn"), nodeHead("node_spanned_pages"),
	nodeHead("node_present_pages"), ["holes", "spanned, but not there"],
	["pg_data_t", "where the kernel keeps this node's own data"],
	...hasDeferred ? [nodeHead("first_deferred_pfn")] : [],
];

function nodeRow(n, old)
{
	const pgdat = n.pgdat && typeof n.pgdat === "object" ?
		address("pgdat", n.pgdat.base) : n.pgdat || "";

	return h("tr", { "data-in": n.nid },
		h("th", { scope: "row" }, value("nid", n.nid)),
		h("td", {}, hex(n.node_start_pfn * pageSize)),
		h("td", {}, value("node_start_pfn", n.node_start_pfn, old.node_start_pfn)),
		h("td", {}, pages("node_spanned_pages", n.node_spanned_pages, old.node_spanned_pages)),
		h("td", {}, pages("node_present_pages", n.node_present_pages, old.node_present_pages)),
		h("td", {}, grouped(n.node_spanned_pages - n.node_present_pages)),
		h("td", {}, pgdat),
		hasDeferred && h("td", {}, n.first_deferred_pfn ?
			value("first_deferred_pfn", n.first_deferred_pfn) : ""));
}

/* Firmware's distances; what it leaves out is left out here. */
function distances()
{
	const list = machine.distances || [];
	const nodes = [...new Set(list.flatMap(d => [d.from, d.to]))].sort(
		(a, b) => a - b);
	const at = (a, b) => list.find(d => d.from === a && d.to === b) ||
		list.find(d => d.from === b && d.to === a);

	return nodes.length < 2 ? null : fold("distances",
		`Distances between ${machine.source === "dtb" ? "nodes" :
			"proximity domains"}, as firmware tells them`, () => table(
			[["from \\ to"], ...nodes.map(n => ["" + n])],
			nodes.map(a => h("tr", { "data-in": a },
				h("th", { scope: "row" }, "" + a),
				nodes.map(b => h("td", { class: a === b ? "near" : null },
					at(a, b) ? value(b, at(a, b).distance) : "")))),
			{ label: "Distances", in: "distances" }));
}

function nodesPanel(r, before)
{
	return panel("nodes", "Nodes",
		kernel.numa ?
		"Memory next to some of the CPUs. A machine without NUMA has one." :
		"This kernel is built without NUMA: all memory is one node.",
		r.nodes.length ? [table(nodeHeads(), r.nodes.map(n =>
			nodeRow(n, nodeBefore(before, n.nid) || {})),
			{ label: "Nodes" }), distances()] : null);
}

/* --- zones ------------------------------------------------------------------- */

const zoneHead = key => {
	const m = memberOf("zone", key);

	return [m.title || key, m.help, m.form === "number" ? null : "text"];
};

/* {"watermark.min": 1, lowmem_reserve: [..]}: what a zone has to show. */
function flatZone(zone)
{
	const flat = {};

	for (const [key, v] of Object.entries(zone)) {
		if (key === "name" || key === "free_area" ||
		    Array.isArray(v) && !v.length)
			continue;
		if (v && typeof v === "object" && !Array.isArray(v))
			for (const [k, inner] of Object.entries(flatZone(v)))
				flat[key + "." + k] = inner;
		else
			flat[key] = v;
	}
	return flat;
}

/* `most`: what this zone has on most nodes, or undefined. */
function zoneCell(key, flat, old, most)
{
	const v = flat[key];
	const was = oldOr(Object.keys(old).length, old[key], v);
	const odd = typeof v === "number" && most !== undefined && v !== most;

	if (v === undefined)
		return h("td", {});
	if (Array.isArray(v))
		return h("td", { class: "list" }, value(key, v, was,
			v.map(x => Array.isArray(x) ? runText(x) : grouped(x))
				.join(key.endsWith(".list") ? "; " : " ")));
	return h("td", odd ? { class: "odd", title: "most nodes have " + grouped(most) } : {},
		memberOf("zone", key).unit === "pages" ? pages(key, v, was) : value(key, v, was));
}

const isEmpty = zone => !zone.spanned_pages && !zone.present_pages;

function zoneRow(node, zone, keys, before, first, most)
{
	const old = zoneBefore(before, node.nid, zone.name);
	const flat = flatZone(zone), was = old ? flatZone(old) : {};

	return h("tr", { "data-in": node.nid + "/" + zone.name,
			 class: first ? "first" : null },
		h("th", { scope: "row" }, (kernel.numa ? "node " + node.nid + " " : ""),
			h("b", { class: "zone-name " + zone.name }, zone.name)),
		keys.map(key => zoneCell(key, flat, was,
			most.get(zone.name + " " + key))));
}

/* Names of empty zones with how many nodes have none of it. */
function emptyZones(r)
{
	const counts = new Map();

	for (const { zone } of allZones(r).filter(x => isEmpty(x.zone)))
		counts.set(zone.name, (counts.get(zone.name) || 0) + 1);
	return counts.size ? h("p", { class: "empty" }, "Without pages: ",
		[...counts].map(([name, n], k) => [k ? ", " : "", h("b", {}, name),
			r.nodes.length > 1 ? [" on ", value(name, n),
				n === 1 ? " node" : " nodes"] : ""])) : null;
}

function zonesPanel(r, before)
{
	const shown = allZones(r).filter(x => !isEmpty(x.zone));
	const keys = [...new Set(shown.flatMap(
		x => Object.keys(flatZone(x.zone))))];
	const heads = keys.map(zoneHead);
	const most = mostOfZones(shown);
	let nid = null;

	return panel("zones", "Zones",
		"Pages of a node that serve the same: DMA for devices that reach little, Normal for all, HighMem beyond what the kernel maps at once. Numbers are pages; watermarks come last in the boot.",
		shown.length ? table([["zone"], ...heads], shown.map(x => {
			const first = x.node.nid !== nid;

			nid = x.node.nid;
			return zoneRow(x.node, x.zone, keys, before, first, most);
		}), { label: "Zones" }) : null,
		r.nodes.length ? emptyZones(r) : null);
}

/* --- free lists ---------------------------------------------------------------- */

const MOST_RUNS = 200;

function runText(run)
{
	return grouped(run[0]) + (run[1] > 1 ?
		` × ${grouped(run[1])}, every ${grouped(run[2])}` : "");
}

function areaLists(area)
{
	return Object.entries(area.lists).map(([type, runs]) => h("tr",
		{ "data-in": area.order + "/" + type },
		h("th", { scope: "row" }, "order " + area.order),
		h("td", {}, h("b", { class: "type " + type }, type)),
		h("td", {}, value("blocks", sum(runs, x => x[1]))),
		h("td", { class: "runs" }, runs.slice(0, MOST_RUNS).map((x, k) =>
			[value(k, x, undefined, runText(x)), " "]),
			runs.length > MOST_RUNS ?
			`… ${grouped(runs.length - MOST_RUNS)} more` : null)));
}

function orderCell(zone, area, old)
{
	const share = freePages(zone) ?
		area.nr_free * 2 ** area.order / freePages(zone) : 0;
	const was = old && old.free_area[area.order];

	return h("td", { class: "order", style: `--share:${share.toFixed(3)}`,
			 "data-tip": `${grouped(area.nr_free)} blocks of ${sizeText(2 ** area.order * pageSize)}: ${sizeText(area.nr_free * 2 ** area.order * pageSize)}` },
		value(area.order, area.nr_free, was ? was.nr_free :
			old ? 0 : undefined));
}

function freeRow(node, zone, before)
{
	const old = zoneBefore(before, node.nid, zone.name);

	return h("tr", { "data-in": node.nid + "/" + zone.name },
		h("th", { scope: "row" }, kernel.numa ? "node " + node.nid + " " : "",
			h("b", {}, zone.name)),
		zone.free_area.map(a => orderCell(zone, a, old)),
		h("td", {}, h("span", { "data-key": "free" },
			sizeText(freePages(zone) * pageSize))));
}

function freeListsPanel(r, before)
{
	const shown = allZones(r).filter(x =>
		x.zone.free_area.length && !isEmpty(x.zone));
	const orders = shown.length ? shown[0].zone.free_area.map(a => a.order) : [];
	const heads = orders.map(o => ["" + o,
		`order ${o}: blocks of ${sizeText(2 ** o * pageSize)}`]);

	return panel("freelists", "Free lists",
		"How many free blocks of each order (2^order pages) a zone has: what /proc/buddyinfo shows. The bars are shares of the zone's free memory.",
		shown.length ? table([["zone \\ order"], ...heads, ["free"]],
			shown.map(x => freeRow(x.node, x.zone, before)),
			{ label: "Free blocks by order" }) : null,
		shown.length ? h("div", { class: "folds" }, shown.map(({ node, zone }) =>
			freePages(zone) ? fold(`lists/${node.nid}/${zone.name}`,
			`Blocks of ${kernel.numa ? "node " + node.nid + " " : ""}${zone.name}`,
			() => table([["order"], ["migrate type"], ["blocks"],
				     ["frame of each, in list order"]],
				zone.free_area.map(areaLists),
				{ label: "Free blocks", in: `${node.nid}/${zone.name}/lists` })) : null)) : null);
}

/* --- zonelists ------------------------------------------------------------------ */

function path(nid, name, list)
{
	return h("ol", { class: "path", "data-in": name }, list.map((z, k) =>
		h("li", { class: z.node === nid ? "near" : "far" },
			value(k, z, undefined, kernel.numa ?
				`node ${z.node} ${z.zone}` : z.zone))));
}

function pathsOf(node)
{
	const out = [];

	for (const [name, list] of Object.entries(node.zonelists)) {
		const named = Array.isArray(list) ? [["", list]] :
			Object.entries(list);

		for (const [zone, l] of named)
			out.push(h("div", { class: "list-of" },
				h("span", { class: "kind" }, zone ?
					"for " + zone : name),
				path(node.nid, zone ? name + "/" + zone : name, l)));
	}
	return out;
}

function zonelistsPanel(r)
{
	const shown = r.nodes.filter(n => Object.keys(n.zonelists).length);

	return panel("zonelists", "Zonelists",
		"Where an allocation looks for a page, first to last." +
		(shown.some(n => n.zonelists.nofallback) ? " “nofallback” is for those that must have the node's own memory." : "") +
		(shown.some(n => n.zonelists.by_zone) ? " This kernel has a list for each kind of zone that an allocation may ask for." : ""),
		shown.map(n => h("div", { class: "paths", "data-in": n.nid },
			h("b", {}, kernel.numa ? "from node " + n.nid : "order"),
			h("div", {}, pathsOf(n)))));
}

/* --- the rest --------------------------------------------------------------------- */

function perCpuPanel(r)
{
	const p = r.percpu;

	if (!p)
		return panel("percpu", "Per-CPU areas",
			"Each CPU's own copy of the variables that it need not share.");
	/* Without an allocator in it, it has no parts for one. */
	const facts = Object.entries(p).filter(([, v]) => typeof v === "number")
		.filter(([key]) => p.dynamic_size ||
			!["atom_size", "reserved_size", "dynamic_size"].includes(key));

	return panel("percpu", "Per-CPU areas",
		"Each CPU's own copy of the variables that it need not share.",
		h("dl", { class: "totals" }, facts.map(([key, v]) => h("div", {},
			h("dt", { title: memberOf("percpu", key).help || null }, key),
			h("dd", {}, memberOf("percpu", key).unit === "address" ?
				address(key, v) : value(key, v))))),
		p.groups && p.groups.length > 1 ? table(
			[["group"], ["from the first unit"], ["CPUs", "", "text"]],
			p.groups.map((g, k) => h("tr", { "data-in": k },
				h("th", { scope: "row" }, "" + k),
				h("td", {}, value("base_offset", g.base_offset)),
				h("td", { class: "list" }, value("cpus",
					g.cpus.filter(c => c !== null).join(" "))))),
			{ label: "Groups of per-CPU areas", in: "groups" }) : null);
}

function hashPanel(r)
{
	const maker = phases.find(p => p.makes === "hash_tables");
	const later = records.some(x => maker && x.phase === maker.phase &&
		!x.step && records.indexOf(x) <= records.indexOf(r));

	return panelOr(later ? "The boot allocator makes none on this machine: they come later, in virtual memory." :
		NOT_YET, "hash", "Hash tables",
		"Large tables, sized by the machine's memory.",
		r.hash_tables && r.hash_tables.length ? table(
			[["table"], ...members.hash_tables.map(m =>
				[m.unit === "bytes" ? "size" : m.words, m.help])],
			r.hash_tables.map((t, k) => h("tr", { "data-in": k },
				h("th", { scope: "row" }, value("name", t.name)),
				members.hash_tables.map(({ key, unit }) => h("td", {},
					(unit === "bytes" ? bytes : value)(key, t[key]))))),
			{ label: "Hash tables" }) : null);
}

function slabPanel(r)
{
	const caches = r.slab ? r.slab.caches : [];

	return panel("slab", "Slab caches",
		"Objects of one size, cut out of pages.",
		caches.length ? fold("slab", plural(caches.length, "cache"),
			() => table(
				[["cache"], ...members.slab.map(m => [m.words, m.help])],
				caches.map((c, k) => h("tr", { "data-in": k },
					h("th", { scope: "row" }, value("name", c.name)),
					members.slab.map(({ key }) =>
						h("td", {}, value(key, c[key]))))),
				{ label: "Slab caches" })) : null);
}

function ownersPanel(i, before)
{
	const changes = ownerChanges(i, before);
	const fresh = o => changes.some(c => c.to === o);

	return panel("ledger", "Owners",
		"Every owned byte, by address. Click a row to find it on the map.",
		records[i].ledger.length ? table(
			[["from"], ["size"], ["node"], ["owner"], ["taken by"], ["since"]],
			records[i].ledger.map((o, k) => h("tr", {
				"data-in": k, class: fresh(o) ? "fresh" : null,
				onclick: () => select(o.base),
			}, h("th", { scope: "row" }, h("button",
				{ type: "button", class: "link" }, address("base", o.base))),
				h("td", {}, value("size", o.size), h("small", {}, bytes("size", o.size))),
				h("td", {}, o.nid === null || o.nid === undefined ? "" :
					value("nid", o.nid)),
				h("td", {}, h("i", { class: "swatch " + o.kind }),
					" ", value("what", o.what)),
				h("td", {}, breakable("by", o.by)),
				h("td", { class: "list" }, o.since ? breakable("since", o.since) : ""))),
			{ label: "Owners" }) : null);
}

function regionsTable(name, regions)
{
	return table([[name + " from"], ["size"], ["node"], ["flags"]],
		regions.map((x, k) => h("tr", { "data-in": k },
			h("th", { scope: "row" }, address("base", x.base)),
			h("td", {}, value("size", x.size), " ", bytes("size", x.size)),
			h("td", {}, x.nid === null ? "" : value("nid", x.nid)),
			h("td", {}, x.flags.length ? value("flags", x.flags.join(" ")) : ""))),
		{ label: "memblock." + name, in: name });
}

function memblockPanel(r)
{
	const mb = r.memblock, bm = r.bootmem;
	const help = "The lists of the allocator that serves until the page allocator takes over.";

	if (bm)
		return panel("memblock", "Boot allocator (bootmem)", help,
			h("dl", { class: "totals" },
				["node_boot_start", "node_low_pfn"].map(key => h("div", {},
					h("dt", {}, key), h("dd", {}, value(key, bm[key]))))),
			fold("bootmem", plural(bm.reserved.length, "reserved run"),
				() => h("p", { class: "runs", "data-in": "reserved" },
					bm.reserved.map((x, k) => [value(k, x, undefined,
						`${grouped(x[0])} × ${grouped(x[1])}`), " "]))));
	return panelOr(handedOver(r) ? "It is gone: the page allocator serves now." :
		NOT_YET, "memblock",
		`Boot allocator (${hasBootmem ? "bootmem" : "memblock"})`, help, mb ? [
		h("p", {}, mb.bottom_up ? "Looks from the bottom up" :
			"Looks from the top down",
		  mb.current_limit === null ? ", without a limit." :
		  [", up to ", address("current_limit", mb.current_limit), "."]),
		fold("memblock", `${plural(mb.memory.length, "range")} of memory, ${grouped(mb.reserved.length)} reserved`,
			() => [regionsTable("memory", mb.memory),
			       regionsTable("reserved", mb.reserved)])] : null);
}

/* What `run -o DIR` put beside the page, of the phases. */
function filesPanel(r)
{
	const number = String(phases.findIndex(p => p.phase === r.phase))
		.padStart(2, "0");
	const stem = encodeURIComponent(`${number}-${r.phase}`);
	const link = (name, text) => h("a", { href: name, "data-plain": true }, text);

	return panel("files", "Files of this phase",
		"Beside this page; dot -Tsvg draws a graph.",
		h("p", {}, link(stem + ".json", "record (JSON)"),
			graphFiles.map(v => [" · ", link(`${stem}.${v}.dot`, v + " graph")]),
			" · ", link("start_kernel.dot", "flowchart of the boot")));
}

/* --- words ------------------------------------------------------------------- */

/* [word, what it means, whether it is there at all]. */
const words = () => [
	["memblock, bootmem", "the boot allocator: lists of what is memory and of what is reserved, until the page allocator takes over in mem_init()"],
	["page allocator, buddy", "gives whole pages, in blocks of 2^order; free blocks stand in lists by order and migrate type"],
	["struct page", "the kernel's own note on each page frame: 64 bytes, where it is built like most"],
	["deferred", "free memory whose struct pages are initialised late, by page_alloc_init_late(), so that large machines boot sooner; until then the page allocator does not have it, and totalram_pages counts it already", hasDeferred],
	["node", "memory next to some of the CPUs. A machine whose memory is alike for all (UMA) has one, node 0; a kernel built without NUMA has not even that, but contig_page_data in its place. With several (NUMA) each has zones of its own, and zonelists say who is asked first"],
	["zone", "page frames that serve the same requests: DMA and DMA32 for devices of few address bits, Normal, HighMem beyond what 32 bits map"],
	["zonelist, nofallback", "the order in which zones are asked for a page; nofallback has the own node only"],
	["watermark, lowmem_reserve", "how many free pages a zone keeps, and how many it keeps from requests that higher zones could serve"],
	["CMA area", "contiguous memory for devices, lent to movable pages meanwhile; “reserved” is the name of the default one", hasCma],
	["no-map", "a node of /reserved-memory that the kernel must leave alone: firmware's, or a device's"],
	["software IO TLB", "bounce buffers for devices that do not reach all memory"],
	["section, section root", "pieces that memory is divided into for struct pages, and the table of them"],
	["2 GiB, 2.0 GiB", "the first is exact; a digit behind the point says that a size is rounded"],
	["per-CPU area", "a CPU's copy of the variables that each CPU has of its own"],
];

function glossary()
{
	return h("section", { id: "glossary", class: "panel",
			      "aria-labelledby": "glossary-title" },
		h("h3", { id: "glossary-title" }, "Words"),
		fold("glossary", "What the words here mean", () =>
			h("dl", { class: "glossary" }, words().filter(
				([, , there]) => there !== false).map(
				([word, text]) => [h("dt", {}, word),
					h("dd", {}, text)]))));
}
