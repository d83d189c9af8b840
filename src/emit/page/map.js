// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/*
 * The memory, a row for each node, every range wide enough to be seen: wider
 * means larger, by the logarithm, for a page and a terabyte stand side by side.
 */

/* What is looked at: a piece's first address; null: nothing. */
let selected = null;

const weightOf = bytes =>
	Math.max(1, Math.log2(bytes / 4096 + 1)) ** 1.6;

/* The text of a piece, for its label, its tip and the screen reader. */
function describePiece(p, changed)
{
	const by = p.owner ? ", taken by " + p.owner.by + "()" : "";

	return `${hex(p.base)}, ${sizeText(p.end - p.base)}: ${labelOf(p)}${by}` +
		(changed ? changed.to ? " (new)" : " (given back)" : "");
}

function pieceButton(p, changed)
{
	const fresh = changed && p.kind === "owned";
	const text = describePiece(p, changed);

	return h("div", {
		class: `piece ${classOfPiece(p)}${fresh ? " fresh" : ""}`,
		role: "option", tabindex: "-1", "aria-label": text,
		"aria-selected": "false",
		style: `flex-grow:${weightOf(p.end - p.base).toFixed(2)}`,
		"data-base": p.base, "data-end": p.end, "data-tip": text,
		"data-owner": p.kind === "owned" ? p.owner.what : null,
	}, h("span", { class: "label" }, shortLabelOf(p)));
}

function gapMark(bytes)
{
	const text = sizeText(bytes) + " without memory";

	return h("div", { class: "gap", "data-tip": text, title: text,
			  "aria-hidden": "true" });
}

function mapRow(i, row, changes, odds)
{
	const strip = h("div", { class: "strip" });
	const odd = odds.some(x => x.nid === row.nid);
	let end = null;

	for (const span of row.spans) {
		if (end !== null)
			strip.append(gapMark(span.base - end));
		for (const p of piecesOf(i, span)) {
			const c = changes.find(
				x => x.base < p.end && x.end > p.base);

			strip.append(pieceButton(p, c));
		}
		end = span.end;
	}
	return h("div", { class: "row", "data-nid": row.nid, role: "group",
			  "aria-label": nodeName(row.nid) },
		h("div", { class: odd ? "who odd" : "who",
			   title: odd ? "unlike most nodes" : null },
			h("b", {}, nodeName(row.nid)),
			h("small", {}, sizeText(sum(
				rangesOfRow(i, row), x => x.size)) || "")),
		strip);
}

/* What the kernel knows of a row's memory. */
function rangesOfRow(i, row)
{
	return knownMemory[i].filter(x => row.spans.some(
		s => x.base >= s.base && x.base < s.end));
}

/* Which kinds of owners there are, how much each has; a button points at them. */
function legend(i)
{
	const pieces = allSpans.flatMap(s => piecesOf(i, s));
	const of = new Map();

	for (const p of pieces) {
		const name = classOfPiece(p), t = of.get(name) || { n: 0, bytes: 0 };

		t.n++;
		t.bytes += p.end - p.base;
		of.set(name, t);
	}
	const entry = (name, text) => of.has(name) && h("button", {
		type: "button", class: "key", "data-class": name,
		"aria-pressed": "false",
		title: "Point out: " + plural(of.get(name).n, "range"),
		onclick: e => pointOut(e.currentTarget, name),
	}, h("i", { class: "swatch " + name }), text + " ",
		h("b", {}, sizeText(of.get(name).bytes)));

	return h("div", { class: "legend", role: "group",
			  "aria-label": "Kinds of owners" },
		ownerClasses.map(([name, text]) => entry(name, text)),
		Object.entries(kindText).map(([name, text]) =>
			entry(name, text)),
		h("span", { class: "key" }, h("i", { class: "swatch fresh" }),
			"new in this step"));
}

/* Dims all but one kind of pieces; again: none. */
function pointOut(button, name)
{
	const map = document.getElementById("map");
	const on = button.getAttribute("aria-pressed") !== "true";

	for (const b of map.querySelectorAll(".key[aria-pressed]"))
		b.setAttribute("aria-pressed", "false");
	button.setAttribute("aria-pressed", String(on));
	map.classList.toggle("pointing", on);
	for (const p of map.querySelectorAll(".piece, .block"))
		p.classList.toggle("pointed", on && p.classList.contains(name));
}

function memoryMap(i)
{
	const changes = ownerChanges(i, previousOf(i));
	const odds = oddNodes(records[i]);
	const few = 2 * odds.length <= rows.length ? odds : [];
	const list = h("div", {
		id: "pieces", role: "listbox", tabindex: "0",
		class: rows.length > 4 ? "many" : rows.length > 1 ? "few" : "one",
		"aria-label": "Ranges of memory, lowest address first",
	}, rows.map(row => mapRow(i, row, changes, few)));

	list.addEventListener("click", e => {
		const piece = e.target.closest(".piece");

		if (piece)
			select(Number(piece.dataset.base));
	});
	return list;
}

const piecesOnPage = () =>
	[...document.querySelectorAll("#pieces .piece")];

/* Marks the piece that holds the selected address. */
function markSelected()
{
	const list = document.getElementById("pieces");

	for (const p of piecesOnPage()) {
		const on = selected !== null && selected >= p.dataset.base &&
			selected < p.dataset.end;

		p.setAttribute("aria-selected", String(on));
		if (on) {
			p.id = "piece-at";
			list.setAttribute("aria-activedescendant", "piece-at");
		} else if (p.id) {
			p.removeAttribute("id");
		}
	}
	if (selected === null)
		list.removeAttribute("aria-activedescendant");
}

/* The next piece up or down in memory; `to`: -1, 1, "first" or "last". */
function moveSelection(to)
{
	const pieces = piecesOnPage();
	const at = pieces.findIndex(
		p => p.getAttribute("aria-selected") === "true");
	const next = to === "first" ? 0 : to === "last" ? pieces.length - 1 :
		at < 0 ? 0 : Math.min(pieces.length - 1, Math.max(0, at + to));

	if (pieces.length)
		select(Number(pieces[next].dataset.base));
}
