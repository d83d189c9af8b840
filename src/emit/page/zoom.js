// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/*
 * A window on the physical addresses, to scale: memory, zones, owners, blocks.
 * Only large holes are folded. Places on this scale count bytes as addresses do,
 * but a folded hole has few of them:
 *
 *      addresses |--node 0--|               (1 TiB)               |--node 1--|
 *      places    |--node 0--|//|--node 1--|
 */
let scale;

function makeScale()
{
	const most = sum(allSpans, s => s.end - s.base) / 24;
	const parts = [];
	let place = 0, end = lowest;

	const add = (base, to, width, hole) => {
		if (to > base)
			parts.push({ base, end: to, place, width, hole });
		place += width;
	};

	for (const s of allSpans) {
		add(end, s.base, Math.min(s.base - end, most), true);
		add(s.base, s.end, s.end - s.base, false);
		end = s.end;
	}
	if (!parts.length)
		add(lowest, highest, highest - lowest, true);
	return { parts, length: place };
}

function toPlace(address)
{
	const p = scale.parts[Math.max(0,
		lastAtMost(scale.parts, "base", address))];

	return p.place + Math.min(1, Math.max(0,
		(address - p.base) / (p.end - p.base))) * p.width;
}

function toAddress(place)
{
	const p = scale.parts[Math.max(0,
		lastAtMost(scale.parts, "place", place))];

	return Math.round(p.base + Math.min(1,
		(place - p.place) / p.width) * (p.end - p.base));
}

let view; /* {from, to}: places */

function setView(from, to)
{
	const least = Math.min(16 * pageSize, scale.length);
	const width = Math.min(Math.max(to - from, least), scale.length);

	from = Math.min(Math.max((from + to - width) / 2, 0),
		scale.length - width);
	view.from = from;
	view.to = from + width;
	drawZoom();
}

function zoomBy(factor, at)
{
	const middle = at === undefined ? (view.from + view.to) / 2 : at;

	setView(middle - (middle - view.from) * factor,
		middle + (view.to - middle) * factor);
}

function zoomTo(base, end)
{
	const room = Math.max(end - base, 32 * pageSize);

	setView(toPlace(base) - room, toPlace(end) + room);
}

/* Free blocks as ranges {base, size, order, type, count}, by address. */
const freeRangesCache = new Map();

function runRanges(run, order, out)
{
	const pages = 2 ** order;
	const joined = run.count === 1 || Math.abs(run.stride) === pages;
	const one = (pfn, count) => out.push({
		base: pfn * pageSize, size: count * pages * pageSize, order,
		type: run.type, count,
	});

	if (joined)
		one(run.stride < 0 ? run.pfn + (run.count - 1) * run.stride :
			run.pfn, run.count);
	else
		for (let k = 0; k < run.count; k++)
			one(run.pfn + k * run.stride, 1);
}

function freeRanges(i)
{
	if (!freeRangesCache.has(i)) {
		const out = [];

		for (const { zone } of allZones(records[i])) {
			for (const area of zone.free_area) {
				for (const run of blocksOf(area))
					runRanges(run, area.order, out);
			}
		}
		freeRangesCache.set(i, out.sort((a, b) => a.base - b.base));
	}
	return freeRangesCache.get(i);
}

/* {base, end, text, class, tip} of each lane, over the whole memory. */
function laneZones(i)
{
	return allZones(records[i]).filter(({ zone }) => zone.spanned_pages)
		.map(({ node, zone }) => ({
			base: zone.zone_start_pfn * pageSize,
			end: (zone.zone_start_pfn + zone.spanned_pages) * pageSize,
			text: (kernel.numa ? `node ${node.nid} ` : "") + zone.name,
			class: "zone " + zone.name,
		})).sort((a, b) => a.base - b.base);
}

function laneMemory(i)
{
	return [...laneHoles(), ...knownMemory[i].map(x => ({
		base: x.base, end: x.base + x.size,
		class: x.flags.includes("nomap") ? "nomap" : "bank",
		text: (x.nid === null || !kernel.numa ? "memory" :
			"node " + x.nid) + x.flags.map(f => ", " + f).join(""),
	}))].sort((a, b) => a.base - b.base);
}

const laneHoles = () => scale.parts.filter(p => p.hole && allSpans.length).map(p => ({
	base: p.base, end: p.end, class: "hole", text: "no memory here",
}));

const laneOwners = i => allSpans.flatMap(s => piecesOf(i, s)).map(p => ({
	base: p.base, end: p.end, class: classOfPiece(p), text: shortLabelOf(p),
}));

const laneBlocks = i => freeRanges(i).map(x => ({
	base: x.base, end: x.base + x.size, class: "free-block",
	style: `--order:${x.order / Math.max(1, kernel.max_order - 1)}`,
	text: `${x.type}, order ${x.order}` +
		(x.count > 1 ? ` × ${grouped(x.count)}` : ""),
}));

const lanes = [
	["memory", laneMemory], ["zones", laneZones], ["owners", laneOwners],
	["free blocks", laneBlocks],
];
let laneData = []; /* of the record that is shown */

onBoot.push(() => {
	scale = makeScale();
	view = { from: 0, to: scale.length };
	freeRangesCache.clear();
});

const percent = place =>
	(place - view.from) / (view.to - view.from) * 100;

function block(x, pixels)
{
	const from = Math.max(toPlace(x.base), view.from);
	const to = Math.min(toPlace(x.end), view.to);
	const text = `${hex(x.base)}, ${sizeText(x.end - x.base)}: ${x.text}`;

	return h("div", {
		class: "block " + x.class, "data-tip": text,
		style: `left:${percent(from)}%;` +
			`width:max(1.5px,${percent(to) - percent(from)}%);` +
			(x.style || ""),
	}, (to - from) * pixels > 40 && h("span", { class: "label" }, x.text));
}

/* The blocks of a lane in the window; what falls on one pixel is drawn once. */
function blocksInView(data, pixels)
{
	const first = toAddress(view.from), end = toAddress(view.to);
	const out = [];
	let pixel = -1;

	for (const x of data) {
		if (x.end <= first || x.base >= end)
			continue;
		const right = Math.floor((toPlace(x.end) - view.from) * pixels);

		if (right === pixel &&
		    (toPlace(x.end) - toPlace(x.base)) * pixels < 1)
			continue;
		pixel = right;
		out.push(block(x, pixels));
	}
	return out;
}

/* Round addresses, and where memory begins behind a hole. */
function axis(width)
{
	const room = 100 / width * 100; /* percent that a label needs */
	const step = 2 ** Math.max(0, Math.ceil(
		Math.log2((view.to - view.from) / Math.max(2, width / 130))));
	const first = toAddress(view.from), end = toAddress(view.to);
	const ticks = [];
	let last = -Infinity;

	for (const p of scale.parts.filter(x => !x.hole)) {
		const from = Math.max(p.base, first), to = Math.min(p.end, end);
		const round = Math.ceil(from / step) * step;

		for (let a = p.base >= first ? p.base : round; a < to;
		     a = Math.floor(a / step + 1) * step) {
			const at = percent(toPlace(a));

			if (at < last + room || at > 100 - room / 2)
				continue;
			last = at;
			ticks.push(h("span", { class: "tick", style: `left:${at}%` },
				hex(a)));
		}
	}
	const here = selected === null ? -1 : percent(toPlace(selected));

	return h("div", { class: "axis" }, ticks, here >= 0 && here <= 100 &&
		h("span", { class: "here", style: `left:${here}%` }, "▲"));
}

/* Where the window lies in the whole. */
function overviewBar()
{
	return h("div", { class: "overview", "aria-hidden": "true" }, h("i", {
		style: `left:${view.from / scale.length * 100}%;` +
			`width:max(3px,${(view.to - view.from) / scale.length * 100}%)`,
	}));
}

function drawZoom()
{
	const zoom = document.getElementById("zoom");
	const width = Math.max(200, zoom.clientWidth - 96);
	const pixels = width / (view.to - view.from);
	const first = toAddress(view.from), end = toAddress(view.to);

	zoom.replaceChildren(overviewBar(),
		...laneData.map(([name, data]) => h("div", { class: "lane" },
			h("div", { class: "who" }, name),
			h("div", { class: "track" }, data.length ?
				blocksInView(data, pixels) :
				h("span", { class: "nothing" }, "none yet")))),
		axis(width));
	document.getElementById("window").textContent =
		`${hex(first)} to ${hex(end - 1)}, ${sizeText(end - first)}`;
}

function zoomPanel()
{
	const button = (text, label, f) => h("button", {
		type: "button", "aria-label": label, title: label, onclick: f,
	}, text);

	return h("div", { id: "zoomed" },
		h("div", { class: "bar" }, h("h3", {}, "To scale"),
			h("output", { id: "window" }),
			button("−", "Zoom out (key -)", () => zoomBy(2)),
			button("+", "Zoom in (key +)", () => zoomBy(0.5)),
			button("Whole", "The whole memory (key 0)",
			       () => setView(0, scale.length))),
		h("div", { id: "zoom", role: "img", tabindex: "0",
			   "aria-label": "The addresses around the selection, to scale: memory, zones, owners and free blocks. Keys + and - zoom." }));
}

/* Drag to move, Ctrl and wheel to zoom, a click selects. */
function listenToZoom(zoom)
{
	const placeAt = x => {
		const track = zoom.querySelector(".track").getBoundingClientRect();

		return view.from + (x - track.left) / track.width *
			(view.to - view.from);
	};
	let grip = null;

	zoom.addEventListener("wheel", e => {
		if (!e.ctrlKey && document.activeElement !== zoom)
			return;
		e.preventDefault();
		zoomBy(e.deltaY > 0 ? 1.25 : 0.8, placeAt(e.clientX));
	}, { passive: false });
	zoom.addEventListener("pointerdown", e => {
		grip = { x: e.clientX, from: view.from, to: view.to, moved: false };
		zoom.setPointerCapture(e.pointerId);
	});
	zoom.addEventListener("pointermove", e => {
		if (!grip || Math.abs(e.clientX - grip.x) < 4 && !grip.moved)
			return;
		const width = zoom.querySelector(".track").clientWidth;
		const by = (e.clientX - grip.x) / width * (grip.to - grip.from);

		grip.moved = true;
		setView(grip.from - by, grip.to - by);
	});
	zoom.addEventListener("pointerup", e => {
		const still = grip && !grip.moved;

		grip = null;
		if (still)
			select(toAddress(placeAt(e.clientX)), { zoom: false });
	});
}

window.addEventListener("resize", () => laneData.length && drawZoom());
