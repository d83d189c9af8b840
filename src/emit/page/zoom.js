// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* A window on the physical addresses, to scale: memory, zones, owners, blocks. */

const view = { from: lowest, to: highest };
const wholeView = () => ({ from: lowest, to: highest });

function setView(from, to)
{
	const least = 16 * pageSize, all = highest - lowest;
	const width = Math.min(Math.max(to - from, least), Math.max(all, least));

	from = Math.min(Math.max((from + to - width) / 2, lowest),
		Math.max(lowest, highest - width));
	view.from = Math.floor(from);
	view.to = Math.ceil(from + width);
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

	setView(base - room, end + room);
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
	return knownMemory[i].map(x => ({
		base: x.base, end: x.base + x.size,
		class: x.flags.includes("nomap") ? "nomap" : "bank",
		text: (x.nid === null || !kernel.numa ? "memory" :
			"node " + x.nid) + x.flags.map(f => ", " + f).join(""),
	}));
}

const laneOwners = i => allSpans.flatMap(s => piecesOf(i, s)).map(p => ({
	base: p.base, end: p.end, class: classOfPiece(p), text: labelOf(p),
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

function block(x, scale)
{
	const from = Math.max(x.base, view.from), to = Math.min(x.end, view.to);
	const text = `${hex(x.base)}, ${sizeText(x.end - x.base)}: ${x.text}`;
	const width = (to - from) * scale;

	return h("div", {
		class: "block " + x.class, "data-tip": text,
		"data-base": x.base,
		style: `left:${(from - view.from) / (view.to - view.from) * 100}%;` +
			`width:max(1.5px,${(to - from) / (view.to - view.from) * 100}%);` +
			(x.style || ""),
	}, width > 40 && h("span", { class: "label" }, x.text));
}

/* The blocks of a lane in the window; what falls on one pixel is drawn once. */
function blocksInView(data, scale)
{
	const out = [];
	let pixel = -1;

	for (const x of data) {
		if (x.end <= view.from || x.base >= view.to)
			continue;
		const right = Math.floor((x.end - view.from) * scale);

		if (right === pixel && (x.end - x.base) * scale < 1)
			continue;
		pixel = right;
		out.push(block(x, scale));
	}
	return out;
}

function axis(width)
{
	const span = view.to - view.from;
	const step = 2 ** Math.max(0, Math.ceil(
		Math.log2(span / Math.max(2, width / 130))));
	const ticks = [];

	for (let a = Math.ceil(view.from / step) * step; a < view.to; a += step)
		ticks.push(h("span", {
			class: "tick",
			style: `left:${(a - view.from) / span * 100}%`,
		}, hex(a)));
	return h("div", { class: "axis" }, ticks);
}

/* Where the window lies in the whole. */
function overviewBar()
{
	const all = highest - lowest;

	return h("div", { class: "overview", "aria-hidden": "true" }, h("i", {
		style: `left:${(view.from - lowest) / all * 100}%;` +
			`width:max(3px,${(view.to - view.from) / all * 100}%)`,
	}));
}

function drawZoom()
{
	const zoom = document.getElementById("zoom");
	const width = Math.max(200, zoom.clientWidth - 90);
	const scale = width / (view.to - view.from);

	zoom.replaceChildren(overviewBar(),
		...laneData.map(([name, data]) => h("div", { class: "lane" },
			h("div", { class: "who" }, name),
			h("div", { class: "track" }, data.length ?
				blocksInView(data, scale) :
				h("span", { class: "nothing" }, "none yet")))),
		axis(width));
	document.getElementById("window").textContent =
		`${hex(view.from)} to ${hex(view.to)}, ` +
		sizeText(view.to - view.from);
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
			       () => setView(lowest, highest))),
		h("div", { id: "zoom", role: "img", tabindex: "0",
			   "aria-label": "The addresses around the selection, to scale: memory, zones, owners and free blocks. Keys + and - zoom." }));
}

/* Drag to move, Ctrl and wheel to zoom, a click selects. */
function listenToZoom(zoom)
{
	const addressAt = x => {
		const track = zoom.querySelector(".track").getBoundingClientRect();

		return view.from + (x - track.left) / track.width *
			(view.to - view.from);
	};
	let grip = null;

	zoom.addEventListener("wheel", e => {
		if (!e.ctrlKey && document.activeElement !== zoom)
			return;
		e.preventDefault();
		zoomBy(e.deltaY > 0 ? 1.25 : 0.8, addressAt(e.clientX));
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
			select(Math.floor(addressAt(e.clientX)), { zoom: false });
	});
}

window.addEventListener("resize", () => laneData.length && drawZoom());
