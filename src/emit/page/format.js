// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* Numbers as people read them, and elements made without parsing any text. */

/* h("td", {class: "x", onclick: f}, "text", child, ...): an element. */
function h(tag, attributes, ...children)
{
	const e = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes || {})) {
		if (value === null || value === undefined || value === false)
			continue;
		if (name.startsWith("on"))
			e.addEventListener(name.slice(2), value);
		else
			e.setAttribute(name, value === true ? "" : value);
	}
	e.append(...children.flat(Infinity).filter(
		c => c !== null && c !== undefined && c !== false));
	return e;
}

const hex = n => "0x" + n.toString(16);
const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (n, word) => grouped(n) + " " + word + (n === 1 ? "" : "s");

/* 2.25 -> "2.2", 2.35 -> "2.4": as printf("%.1f") has it. */
function toTenths(n)
{
	const tenths = Math.round(n * 10);
	const even = n * 10 % 1 === 0.5 && tenths % 2 ? tenths - 1 : tenths;

	return (even / 10).toFixed(1);
}

/* 1536 -> "1.5 KiB": a digit behind the point says that it is rounded. */
function sizeText(bytes)
{
	const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
	let u = 0, n = Math.abs(bytes);
	const exact = n % 1024 ** Math.floor(Math.log2(n || 1) / 10) === 0;

	while (n >= 1024 && u < units.length - 1) {
		n /= 1024;
		u++;
	}
	if (u === 0)
		return bytes === 1 ? "1 byte" : bytes + " bytes";
	return (bytes < 0 ? "-" : "") + (exact ? n : toTenths(n)) + " " + units[u];
}

const sum = (list, f) => list.reduce((total, x) => total + f(x), 0);
const sameJson = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/* The last index with list[i][key] <= value, or -1; sorted by key. */
function lastAtMost(list, key, value)
{
	let low = 0, high = list.length;

	while (low < high) {
		const middle = (low + high) >> 1;

		if (list[middle][key] <= value)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}
