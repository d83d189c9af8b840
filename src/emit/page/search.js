// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* One address: what it is now, and its life through the boot. */

/* What holds an address in a record, in a few words. */
function stateAt(i, address)
{
	const span = rangeAt(allSpans.map(s => (
		{ base: s.base, size: s.end - s.base })), address);

	if (!span)
		return "no memory here";
	const p = piecesOf(i, { base: address, end: address + 1 })[0];

	return p.owner ? `${ownerText(p)}, ${p.kind === "nomap" ?
		"left alone" : "taken"} by ${p.owner.by}()` : kindText[p.kind];
}

/* [{place, text}]: only where it changes. */
function lifeOf(address)
{
	const life = [];

	records.forEach((r, i) => {
		const text = stateAt(i, address);

		if (!life.length || life[life.length - 1].text !== text)
			life.push({ place: places[i], text });
	});
	return life;
}

function pieceAt(i, address)
{
	const span = allSpans.find(s => address >= s.base && address < s.end);

	return span && piecesOf(i, span).find(
		p => address >= p.base && address < p.end) || null;
}

/* [[name, text]] about an address in a record. */
function factsAt(i, address)
{
	const r = records[i], pfn = Math.floor(address / pageSize);
	const piece = pieceAt(i, address), where = zoneAt(r, pfn);
	const region = rangeAt(knownMemory[i], address);
	const facts = [["address", hex(address)],
		       ["page frame", `${grouped(pfn)} (${hex(pfn)})`]];

	if (piece) {
		facts.push(["range", `${hex(piece.base)} to ${hex(piece.end - 1)}`],
			   ["size", `${sizeText(piece.end - piece.base)} (${grouped(piece.end - piece.base)} bytes)`]);
		facts.push([piece.owner ? "owner" : "state", labelOf(piece)]);
	}
	if (piece && piece.owner)
		facts.push(["taken by", piece.owner.by + "()"],
			   ["since", piece.owner.since || "?"]);
	facts.push(["memory", region ?
		`region at ${hex(region.base)}, ${sizeText(region.size)}` +
		(region.flags.length ? ": " + region.flags.join(", ") : "") :
		"the kernel knows of none here"]);
	if (where) {
		facts.push(["zone", (kernel.numa ? `node ${where.node.nid} ` : "") +
			where.zone.name]);
		if (kernel.pageblock_order)
			facts.push(["pageblock", grouped(Math.floor(
				pfn / 2 ** kernel.pageblock_order))]);
		const free = freeBlockAt(where.zone, pfn);

		if (free)
			facts.push(["free block", `order ${free.order} at pfn ${grouped(free.start)}, ${free.type}`]);
	}
	return facts;
}

function detailsPanel(i)
{
	const box = h("section", { id: "details", "aria-label": "The selected address" });

	if (selected === null) {
		box.append(h("p", { class: "hint" },
			"Click a range, or walk through them with ",
			h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"),
			", to see who owns it, since when, and what it was before."));
		return box;
	}
	box.append(h("div", { class: "bar" },
			h("h3", {}, "At " + hex(selected)),
			h("button", { type: "button", onclick: () => select(null) },
				"Close")),
		h("div", { class: "two" },
			h("dl", {}, factsAt(i, selected).map(([k, v]) =>
				h("div", { "data-fact": k }, h("dt", {}, k), h("dd", {}, v)))),
			h("div", {}, h("h4", {}, "Its life"),
				h("ol", { class: "life" }, lifeOf(selected).map(x =>
					h("li", x.place === places[i] ?
						{ "aria-current": "step" } : {},
					h("a", { href: `#${x.place}@${hex(selected)}` },
						x.place), ": " + x.text))))));
	return box;
}

/* Selects an address; null: nothing. Moves the window there unless told not to. */
function select(address, options = {})
{
	selected = address;
	markSelected();
	document.getElementById("details").replaceWith(detailsPanel(current));
	if (address === null) {
		drawZoom();
		say("Nothing selected");
	} else {
		const p = pieceAt(current, address);

		if (p && options.zoom !== false)
			zoomTo(p.base, p.end);
		else
			drawZoom();
		say(p ? describePiece(p) : hex(address) + ": no memory here");
	}
	writeHash();
}

function say(text)
{
	document.getElementById("said").textContent = text;
}

const suffixes = { K: 1, M: 2, G: 3, T: 4, P: 5 };

/* "0x40000000", "1G", "pfn 262144", "7fe00000": bytes; NaN if it is none. */
function parseAddress(text)
{
	const m = /^(pfn)?\s*[:=]?\s*(?:(0x)?([0-9a-f_,]+))\s*([KMGTP])?(?:i?B)?$/i
		.exec(text.trim());

	if (!m)
		return NaN;
	const [, pfn, prefix, raw, suffix] = m;
	const digits = raw.replace(/[_,]/g, "");
	const base = prefix || /[a-f]/i.test(digits) ? 16 : 10;
	const n = parseInt(digits, base) *
		(suffix ? 1024 ** suffixes[suffix.toUpperCase()] : 1);

	return pfn ? n * pageSize : n;
}

/* The first owner, here or in the nearest record, whose name holds the text. */
function findOwner(text)
{
	const order = records.map((_, i) => i).sort(
		(a, b) => Math.abs(a - current) - Math.abs(b - current));

	for (const i of order) {
		const owner = [...records[i].ledger, ...records[i].nomap].find(o =>
			(o.what + " " + o.by).toLowerCase()
				.includes(text.toLowerCase()));

		if (owner)
			return { i, owner };
	}
	return null;
}

function search(text)
{
	const address = parseAddress(text);
	const pfn = address * pageSize;

	if (!text.trim())
		return;
	if (Number.isNaN(address)) {
		const found = findOwner(text.trim());

		if (!found)
			return say(notFound(`Nothing is called “${text}”, at no step. Owners, no-map nodes and the functions that took memory are found by a part of their name.`));
		if (found.i !== current)
			show(found.i);
		select(found.owner.base);
	} else if (!rangeOfAll(address) && /^\s*\d+\s*$/.test(text) &&
		   rangeOfAll(pfn)) {
		select(pfn); /* no such address, but a frame */
	} else if (address < 2 ** 53) {
		select(address);
		if (!rangeOfAll(address)) {
			notFound(`There is no memory at ${hex(address)}.`);
			document.getElementById("details").scrollIntoView({ block: "nearest" });
			return;
		}
	} else {
		return say(notFound(`${text} is beyond all memory, which ends at ${hex(highest - 1)}.`));
	}
	notFound("");
	document.getElementById("details").scrollIntoView({ block: "nearest" });
}

const rangeOfAll = address =>
	allSpans.some(s => address >= s.base && address < s.end);

/* Says so beside the field; "" takes it away. Returns the text. */
function notFound(text)
{
	const field = document.getElementById("query");

	field.setCustomValidity(text);
	document.getElementById("found").textContent = text;
	return text;
}
