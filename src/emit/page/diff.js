// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* What differs between two records. */

/*
 * Walks two sorted lists of disjoint ranges: where `same` says that they differ,
 * {base, end, from, to}; null stands for nothing there.
 */
function diffRanges(before, after, same)
{
	const cuts = [...new Set([...before, ...after].flatMap(
		x => [x.base, x.base + x.size]))].sort((a, b) => a - b);
	const changes = [];

	for (let k = 0; k + 1 < cuts.length; k++) {
		const from = rangeAt(before, cuts[k]);
		const to = rangeAt(after, cuts[k]);
		const last = changes[changes.length - 1];

		if (from === to || (from && to && same(from, to)))
			continue;
		if (last && last.end === cuts[k] && last.from === from &&
		    last.to === to)
			last.end = cuts[k + 1];
		else
			changes.push({ base: cuts[k], end: cuts[k + 1], from, to });
	}
	return changes;
}

const sameOwner = (a, b) =>
	a.what === b.what && a.by === b.by && a.since === b.since;
const sameRegion = (a, b) => a.nid === b.nid && sameJson(a.flags, b.flags);

const ownerChanges = (i, before) =>
	diffRanges(before ? before.ledger : [], records[i].ledger, sameOwner);
const memoryChanges = (i, before) =>
	diffRanges(before ? knownMemory[records.indexOf(before)] : [],
		   knownMemory[i], sameRegion);

/* The node or zone of the record before, or null. */
const nodeBefore = (before, nid) =>
	before && before.nodes.find(n => n.nid === nid) || null;

function zoneBefore(before, nid, name)
{
	const node = nodeBefore(before, nid);

	return node && node.zones.find(z => z.name === name) || null;
}

/* Members of zones that changed: Map of name to [{node, zone, was, is}]. */
function zoneChanges(r, before)
{
	const changed = new Map();

	for (const { node, zone } of allZones(r)) {
		const old = zoneBefore(before, node.nid, zone.name) || {};

		for (const key of Object.keys(zone)) {
			const was = old[key], is = zone[key];
			const empty = was === undefined &&
				!/[1-9]/.test(JSON.stringify(is));

			if (key === "name" || empty || sameJson(was, is))
				continue;
			if (!changed.has(key))
				changed.set(key, []);
			changed.get(key).push({ node, zone, was, is });
		}
	}
	return changed;
}
