// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* The records of the boot, and what one can ask of them. */

const embedded = id => JSON.parse(document.getElementById(id).textContent);
/* What model/members.c says of a member of a part of the record. */
const members = embedded("members");
const memberOf = (part, key) => members[part].find(m => m.key === key) || {};
/* The graphs of each phase that `run -o DIR` put beside the page; or none. */
const graphFiles = embedded("files");
let records, phases;
let kernel, machine, pageSize;
/* What this kernel has at all, by what its records ever hold. */
let hasBootmem, hasCma, hasDeferred;
/*
 * "mem_init" or "setup_arch/paging_init": what a link's fragment says. A function
 * that is called again has ":2" behind it.
 */
let places;

function findPlaces()
{
	const times = new Map();

	return records.map(r => {
		const name = r.step ? r.phase + "/" + r.step : r.phase;
		const n = (times.get(name) || 0) + 1;

		times.set(name, n);
		return n > 1 ? name + ":" + n : name;
	});
}

const placeOf = r => places[records.indexOf(r)];

function indexOfPlace(place)
{
	const i = places.indexOf(place);

	/* A boot that panics inside a phase has its last record there. */
	return i >= 0 ? i : records.findIndex(r => r.phase === place && "panic" in r);
}

/*
 * What a record is compared with: a step with what was before it, a phase with
 * the end of the phase before.
 */
function previousOf(i)
{
	let p = i - 1;

	if (!records[i].step) {
		while (p >= 0 && records[p].phase === records[i].phase)
			p--;
	}
	return p >= 0 ? records[p] : null;
}

/* The records that make up what happened: of a phase, those of its steps too. */
function partsOf(i)
{
	let first = i;

	if (!records[i].step) {
		while (first > 0 && records[first - 1].phase === records[i].phase)
			first--;
	}
	return records.slice(first, i + 1);
}

const handedOver = r => (r.totals && r.totals.totalram_pages || 0) > 0;

/* Banks by what the nodes span, where nothing else tells. */
function memoryOfNodes(r)
{
	return r.nodes.filter(n => n.node_spanned_pages).map(n => ({
		base: n.node_start_pfn * pageSize,
		size: n.node_spanned_pages * pageSize, nid: n.nid, flags: [],
	}));
}

/*
 * The memory that the kernel knows of after each record. The boot allocator's
 * list can be gone by then, or never have been there: then the last list, or
 * what the nodes span.
 */
let knownMemory;

function findKnownMemory()
{
	let last = null;

	return records.map(r => {
		if (r.memblock)
			last = r.memblock.memory;
		return last || memoryOfNodes(r);
	});
}

/* A part of a sorted list of ranges that holds the address, or null. */
function rangeAt(list, address)
{
	const i = lastAtMost(list, "base", address);

	return i >= 0 && address < list[i].base + list[i].size ? list[i] : null;
}

const ownerAt = (r, address) => rangeAt(r.ledger, address);

function zoneAt(r, pfn)
{
	for (const node of r.nodes) {
		for (const zone of node.zones) {
			if (pfn >= zone.zone_start_pfn &&
			    pfn < zone.zone_start_pfn + zone.spanned_pages)
				return { node, zone };
		}
	}
	return null;
}

/* In reading order: head first, [pfn, number of frames, order, type]. */
function* blocksOf(area)
{
	for (const [type, runs] of Object.entries(area.lists)) {
		for (const [pfn, count, stride] of runs)
			yield { pfn, count, stride, type };
	}
}

/* The free block that holds a frame, or null. */
function freeBlockAt(zone, pfn)
{
	for (const area of zone.free_area) {
		const pages = 2 ** area.order;

		for (const run of blocksOf(area)) {
			const start = Math.floor(pfn / pages) * pages;
			const n = run.count === 1 ? 0 :
				(start - run.pfn) / run.stride;

			if (Number.isInteger(n) && n >= 0 && n < run.count &&
			    run.pfn + n * run.stride === start)
				return { start, order: area.order, type: run.type };
		}
	}
	return null;
}

const freePages = zone =>
	sum(zone.free_area, a => a.nr_free * 2 ** a.order);
const allZones = r => r.nodes.flatMap(node =>
	node.zones.map(zone => ({ node, zone })));

const nodeName = nid => kernel.numa ? "node " + nid : "memory";

/* --- the rows of the map ------------------------------------------------- */

/* Memory nodes have no type; of an e820 map the rest is not for use. */
const isMemory = entry => !entry.type || entry.type === "usable";

/* Every range that some record or the firmware names, cut at each boundary. */
function allSegments()
{
	const ranges = (machine.firmware_map || []).filter(isMemory);
	const cuts = new Set(), nids = new Map();

	records.forEach((r, i) => ranges.push(...knownMemory[i], ...r.ledger));
	for (const x of ranges) {
		cuts.add(x.base);
		cuts.add(x.base + x.size);
	}
	const at = [...cuts].sort((a, b) => a - b);
	const index = new Map(at.map((address, i) => [address, i]));
	const covered = new Array(at.length).fill(false);

	for (const x of ranges) {
		const end = index.get(x.base + x.size);

		for (let i = index.get(x.base); i < end; i++) {
			covered[i] = true;
			if (x.nid !== null && x.nid !== undefined)
				nids.set(i, x.nid); /* later records know better */
		}
	}
	return at.slice(0, -1).map((base, i) => ({
		base, end: at[i + 1], nid: nids.get(i),
	})).filter((_, i) => covered[i]);
}

/* What no node has goes with its neighbour. */
function nameNodes(segments)
{
	let nid;

	for (const s of segments)
		nid = s.nid = s.nid === undefined ? nid : s.nid;
	for (const s of [...segments].reverse())
		nid = s.nid = s.nid === undefined ? nid : s.nid;
	return segments;
}

/* [{nid, spans: [{base, end}]}]: one row a node, spans by address. */
let rows;

function findRows()
{
	const byNode = new Map();

	for (const s of nameNodes(allSegments())) {
		const nid = s.nid === undefined ? 0 : s.nid;

		if (!byNode.has(nid))
			byNode.set(nid, []);
		const spans = byNode.get(nid), last = spans[spans.length - 1];

		if (last && last.end === s.base)
			last.end = s.end;
		else
			spans.push({ base: s.base, end: s.end });
	}
	return [...byNode].sort((a, b) => a[0] - b[0]).map(
		([nid, spans]) => ({ nid, spans }));
}

let allSpans, lowest, highest;

/*
 * The page is now about this boot: all that is worked out but once is worked out
 * here. What a later script keeps of a boot it works out in a function that it
 * puts into `onBoot`.
 */
const onBoot = [];

function takeBoot(list, calls)
{
	records = list;
	phases = calls;
	({ kernel, machine } = records[0]);
	pageSize = kernel.page_size;
	hasBootmem = records.some(r => r.bootmem);
	hasCma = records.some(r => (r.totals || {}).totalcma_pages > 0 ||
		r.nodes.some(n => n.zones.some(z => z.cma_pages !== undefined)));
	hasDeferred = records.some(r => r.nodes.some(n => n.first_deferred_pfn));
	places = findPlaces();
	knownMemory = findKnownMemory();
	rows = findRows();
	allSpans = rows.flatMap(r => r.spans).sort((a, b) => a.base - b.base);
	lowest = allSpans.length ? allSpans[0].base : 0;
	highest = Math.max(lowest + pageSize, ...allSpans.map(s => s.end));
	onBoot.forEach(f => f());
}

/* --- pieces ---------------------------------------------------------------- */

const kindText = {
	owned: "owned", free: "free", buddy: "free, the page allocator's",
	deferred: "deferred: free, its struct pages are initialised later",
	nomap: "no-map: not the kernel's",
	unknown: "not known to the kernel",
};

const shortKind = {
	free: "free", buddy: "free", deferred: "deferred", nomap: "no-map",
	unknown: "not known",
};

/* Where the struct pages of a node are still to be initialised, or null. */
function deferredFrom(r, nid)
{
	const node = r.nodes.find(n => n.nid === nid);
	const pfn = node && node.first_deferred_pfn;

	return handedOver(r) && pfn ? pfn * pageSize : null;
}

/* What nobody owns: a kind for each address, with where it changes. */
function unownedKind(i, address)
{
	const region = rangeAt(knownMemory[i], address);
	const r = records[i];

	if (!region)
		return "unknown";
	if (region.flags.includes("nomap"))
		return "nomap";
	if (!handedOver(r))
		return "free";
	const from = deferredFrom(r, region.nid === null ? 0 : region.nid);

	return from !== null && address >= from ? "deferred" : "buddy";
}

/* One span as pieces {base, end, kind, owner}, without holes. */
function piecesOf(i, span)
{
	const r = records[i], cuts = new Set([span.base, span.end]);
	const cut = x => x > span.base && x < span.end && cuts.add(x);

	for (const list of [r.ledger, r.nomap, knownMemory[i]]) {
		let k = Math.max(0, lastAtMost(list, "base", span.base));

		for (; k < list.length && list[k].base < span.end; k++) {
			cut(list[k].base);
			cut(list[k].base + list[k].size);
		}
	}
	for (const n of r.nodes) {
		const from = deferredFrom(r, n.nid);

		if (from !== null)
			cut(from);
	}
	const at = [...cuts].sort((a, b) => a - b), pieces = [];

	for (let k = 0; k + 1 < at.length; k++) {
		const held = ownerAt(r, at[k]);
		const region = rangeAt(knownMemory[i], at[k]);
		const nomap = region && region.flags.includes("nomap");
		const kind = held && !nomap ? "owned" : unownedKind(i, at[k]);
		/* What is no-map has an owner beside the ledger, or in both. */
		const owner = nomap ? rangeAt(r.nomap, at[k]) || held : held;
		const last = pieces[pieces.length - 1];

		if (last && last.kind === kind && last.owner === owner)
			last.end = at[k + 1];
		else
			pieces.push({ base: at[k], end: at[k + 1], kind, owner });
	}
	return pieces;
}

/* --- kinds of owners, for colour ------------------------------------------ */

const ownerClasses = [
	["image", "kernel, initrd, firmware"],
	["tables", "page tables"],
	["pages", "struct pages"],
	["node", "nodes, zones, resources"],
	["percpu", "per-CPU data"],
	["hash", "hash and wait tables"],
	["aside", "set aside (CMA, crash kernel, DMA)"],
	["other", "other"],
];

const classOfPiece = p => p.kind === "owned" ? p.owner.kind : p.kind;
const ownerText = p => p.owner.what + (p.kind === "nomap" ? " (no-map)" : "");
const labelOf = p => p.owner ? ownerText(p) : kindText[p.kind];
/* The same for where there is little room. */
const shortLabelOf = p => p.owner ? ownerText(p) : shortKind[p.kind];
