// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* Which of many nodes are not like most: what the eye would have to search for. */

const ENOUGH_NODES = 4; /* below that there is no "most" */

/* The value that more than half of them have, or undefined. */
function mostOf(values)
{
	const counts = new Map();

	for (const v of values) {
		const n = (counts.get(v) || 0) + 1;

		if (2 * n > values.length)
			return v;
		counts.set(v, n);
	}
	return undefined;
}

/* Bytes of everything in a node: Map of name to bytes, for all nodes alike. */
function traitsOf(r, node)
{
	const traits = new Map([["memory", node.node_present_pages * pageSize]]);
	const add = (name, size) => traits.set(name, (traits.get(name) || 0) + size);

	for (const o of r.ledger.filter(x => x.nid === node.nid))
		add(o.what.replace(/(node|group) \d+/, "its $1"), o.size);
	for (const zone of node.zones)
		add("zone " + zone.name, zone.present_pages * pageSize);
	return traits;
}

/* [{nid, odds: [{name, size, most}]}], largest differences first in both. */
function oddNodes(r)
{
	if (r.nodes.length < ENOUGH_NODES)
		return [];
	const all = r.nodes.map(n => ({ nid: n.nid, traits: traitsOf(r, n) }));
	const names = [...new Set(all.flatMap(x => [...x.traits.keys()]))];
	const most = new Map(names.map(name => [name,
		mostOf(all.map(x => x.traits.get(name) || 0))]));
	const by = o => Math.abs(o.size - o.most);

	return all.map(({ nid, traits }) => ({ nid, odds: names
		.map(name => ({ name, size: traits.get(name) || 0,
				most: most.get(name) }))
		.filter(o => o.most !== undefined && o.size !== o.most)
		.sort((a, b) => by(b) - by(a)) })).filter(x => x.odds.length)
		.sort((a, b) => by(b.odds[0]) - by(a.odds[0]));
}

const MOST_ODDS = 4;

function oddItem({ nid, odds })
{
	const items = odds.slice(0, MOST_ODDS).map(o => [h("b", {}, o.name), " ",
		value(`${o.name}:size`, o.size, undefined,
		      o.size ? sizeText(o.size) : "none"),
		o.most ? ` (most have ${sizeText(o.most)})` : ""]);
	const rest = odds.length - items.length;

	return h("li", { "data-in": nid }, `${nodeName(nid)}: `,
		items.flatMap((x, k) => k ? [" · ", ...x] : x),
		rest > 0 ? ` · … ${rest} more` : "");
}

/* What stands out among the nodes, in a few lines; null: nothing to say. */
function oddPanel(r)
{
	const odd = oddNodes(r), alike = r.nodes.length - odd.length;

	if (r.nodes.length < ENOUGH_NODES || 2 * alike < r.nodes.length)
		return null;
	return h("section", { class: "odd-ones", "data-in": "odd",
			      "aria-label": "Nodes unlike the others" },
		h("p", {}, odd.length ? `${alike} of ${r.nodes.length} nodes are alike. Not so:` :
			`All ${r.nodes.length} nodes are alike.`),
		h("ul", {}, odd.map(oddItem)));
}

/* The value most nodes have in each column of a zone: what a cell is held against. */
function mostOfZones(rows)
{
	const most = new Map();

	for (const name of new Set(rows.map(x => x.zone.name))) {
		const flats = rows.filter(x => x.zone.name === name)
			.map(x => flatZone(x.zone));
		const keys = new Set(flats.flatMap(Object.keys));

		for (const key of flats.length < ENOUGH_NODES ? [] : keys)
			most.set(name + " " + key, mostOf(flats.map(f => f[key])));
	}
	return most;
}
