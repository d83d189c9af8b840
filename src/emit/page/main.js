// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* The step that is shown, and what moves it: slider, keys, links, the clock. */

let current = 0;
let playing = null; /* the clock's timer */

const byId = id => document.getElementById(id);

function writeHash()
{
	const hash = "#" + places[current] +
		(selected === null ? "" : "@" + hex(selected));

	if (location.hash !== hash)
		history.replaceState(history.state, "", hash);
}

/* "#setup_arch/paging_init@0x40000000" */
function readHash()
{
	const [place, at] = decodeURIComponent(location.hash.slice(1)).split("@");
	const i = indexOfPlace(place);
	const address = at ? parseAddress(at) : NaN;

	selected = Number.isNaN(address) ? selected : address;
	show(i >= 0 ? i : current);
	if (!Number.isNaN(address))
		select(address);
}

/* What happens in the step, in a sentence. */
function happenings(i)
{
	const events = partsOf(i).flatMap(r => r.events);
	const of = (...ops) => events.filter(e => ops.includes(e.op));
	const times = list => sum(list, e => e.count || 1);
	const amount = list => sizeText(sum(list, e => (e.size || 0) *
		(e.count || 1)));
	const taken = of("reserve", "alloc"), freed = of("free");
	const paged = of("page_alloc"), lines = sum(partsOf(i), r => r.log.length);
	const said = [
		taken.length && `takes ${plural(times(taken), "range")} (${amount(taken)})`,
		freed.length && `gives back ${plural(times(freed), "range")} (${amount(freed)})`,
		paged.length && `takes pages ${times(paged)} times`,
		lines && `logs ${plural(lines, "line")}`,
	].filter(x => x);

	return said.length ? `Here the kernel ${said.join(", ")}.` :
		"Here the kernel takes and gives back no memory.";
}

function heading(i)
{
	const r = records[i], phase = phases.find(p => p.phase === r.phase);
	const step = r.step && phase.steps.find(s => s.name === r.step);
	const name = r.path[r.path.length - 1]; /* as this kernel calls it */

	return h("header", { id: "step" },
		h("p", { class: "call-path" },
			r.path.join(" › ")),
		h("h2", {}, i === 0 ? "Before the kernel runs" : name + "()",
			r.step ? h("small", {}, ` in ${r.phase}()`) : null),
		h("p", { class: "title" }, step && step.summary ?
			step.summary[0].toUpperCase() + step.summary.slice(1) + "." :
			r.title),
		h("p", { class: "happens" }, happenings(i)),
		i === 0 && records.length > 1 ? h("p", { class: "begin" },
			h("button", { type: "button", onclick: () => play(true) },
				"Play the boot"),
			" or go through it step by step with ",
			h("kbd", {}, "←"), " ", h("kbd", {}, "→"),
			`: ${records.length} steps, from what firmware hands over to the first free page.`) : null,
		"panic" in r ? h("p", { class: "panic", role: "alert" },
			r.dies_in ? [r.panic ? "An exception in " : "The kernel stops in ",
				h("code", { "data-key": "dies_in" }, r.dies_in),
				r.panic ? "(). " : "() without a panic."] : null,
			r.panic ? h("b", {}, "Kernel panic - not syncing: ") : null,
			h("span", { "data-key": "panic" }, r.panic),
			" The boot ends here.") : null,
		r.inexact.length ? h("details", { class: "inexact" },
			h("summary", {}, "Not exact here: " +
				plural(r.inexact.length, "value")),
			h("ul", {}, r.inexact.map((x, k) => h("li",
				{ "data-key": "inexact" + k }, x)))) : null,
		sections());
}

/* To a panel, for the eye and for the keyboard. */
function goTo(id)
{
	completePage();
	const title = byId(id).querySelector("h3");

	/* What lies on the way has a guessed height until it is laid out. */
	byId("main").classList.add("whole");
	byId(id).scrollIntoView();
	title.tabIndex = -1;
	title.focus({ preventScroll: true });
}

function sections()
{
	const names = [["memory", "Memory"], ["log", "Log"], ["nodes", "Nodes"],
		["zones", "Zones"], ["freelists", "Free lists"],
		["zonelists", "Zonelists"], ["ledger", "Owners"],
		["events", "Events"],
		...graphFiles.length ? [["files", "Files"]] : []];

	return h("nav", { class: "sections", "aria-label": "On this page" },
		names.map(([id, text]) => h("a", {
			href: "#" + places[current], "data-plain": true,
			onclick: e => {
				e.preventDefault();
				goTo(id);
			},
		}, text)));
}

function memoryPanel(i)
{
	return panel("memory", "Who owns the memory",
		rows.length > 1 ?
		"A row for each node, low addresses left. Every range can be seen, so widths only grow with size; below it is to scale." :
		"Low addresses left. Every range can be seen, so widths only grow with size; below it is to scale.",
		oddPanel(records[i]),
		h("div", { id: "map" }, memoryMap(i), legend(i), zoomPanel(),
			detailsPanel(i)));
}

/*
 * What lies below the first screen. The first time it waits until that screen
 * is there; later steps have it at once, or the place on the page would jump.
 */
function lowerPanels(i)
{
	const r = records[i], before = previousOf(i);

	return [nodesPanel(r, before), zonesPanel(r, before),
		freeListsPanel(r, before), zonelistsPanel(r),
		h("div", { class: "pair" }, perCpuPanel(r), hashPanel(r)),
		h("div", { class: "pair" }, slabPanel(r), memblockPanel(r)),
		ownersPanel(i, before), eventsPanel(i), glossary(),
		graphFiles.length ? filesPanel(r) : ""];
}

let complete = false;

function completePage()
{
	if (complete)
		return;
	complete = true;
	const early = document.querySelector(".bares");
	const bare = early ? [...early.querySelectorAll(".panel")] : [];

	if (early)
		early.remove();
	byId("main").append(...gatherBare([...bare, ...lowerPanels(current)]));
	document.documentElement.dataset.ready = performance.now().toFixed(0);
}

function drawMain(i)
{
	const before = previousOf(i);
	const heights = new Map([...document.querySelectorAll(".panel")].map(
		p => [p.id, p.offsetHeight]));

	byId("main").classList.remove("whole");

	byId("main").replaceChildren(heading(i), handedPanel(records[i]),
		tiles(i, before), memoryPanel(i), ...gatherBare([
			h("div", { class: "pair" }, changesPanel(i, before), logPanel(i)),
			...complete ? lowerPanels(i) : []]));
	/* Or the place on the page would jump: see page.css. */
	for (const [id, height] of heights) {
		if (byId(id))
			byId(id).style.containIntrinsicSize = `auto ${height}px`;
	}
	laneData = lanes.map(([name, f]) => [name, f(i)]);
	drawZoom();
	listenToZoom(byId("zoom"));
	markSelected();
}

function drawTime()
{
	const text = `${current + 1} of ${records.length}: ${places[current]}`;

	byId("slider").value = current;
	byId("slider").setAttribute("aria-valuetext", text);
	byId("position").textContent = text;
	byId("back").disabled = current === 0;
	byId("forward").disabled = current === records.length - 1;
	[...byId("ticks").children].forEach((t, k) =>
		t.classList.toggle("past", k <= current));
}

function show(i)
{
	const focused = document.activeElement && document.activeElement.id;
	const top = window.scrollY;

	current = Math.min(records.length - 1, Math.max(0, i));
	drawMain(current);
	drawFlow();
	drawTime();
	window.scrollTo(0, top);
	if (focused && byId(focused) && document.activeElement.id !== focused)
		byId(focused).focus({ preventScroll: true });
	say(`Step ${current + 1} of ${records.length}: ${places[current]}. ` +
	    happenings(current));
	writeHash();
}

/* At the end it begins again. */
function play(on)
{
	clearInterval(playing);
	if (on && current === records.length - 1)
		show(0);
	playing = on && current < records.length - 1 ? setInterval(() => {
		show(current + 1);
		if (current === records.length - 1)
			play(false);
	}, 1200) : null;
	byId("play").setAttribute("aria-pressed", String(playing !== null));
	byId("play").textContent = playing === null ? "Play" : "Pause";
}

const keys = {
	ArrowLeft: () => show(current - 1), ArrowRight: () => show(current + 1),
	"+": () => zoomBy(0.5), "-": () => zoomBy(2),
	0: () => setView(0, scale.length), Escape: () => select(null),
	p: () => play(playing === null), "/": () => byId("query").focus(),
};
const mapKeys = {
	ArrowUp: () => moveSelection(-1), ArrowDown: () => moveSelection(1),
	Home: () => moveSelection("first"), End: () => moveSelection("last"),
};

function onKey(e)
{
	const inside = e.target.closest && e.target.closest("#pieces, #zoom");
	const f = inside && mapKeys[e.key] || keys[e.key];

	if (e.ctrlKey || e.altKey || e.metaKey || !f ||
	    e.target.matches && e.target.matches("input, select"))
		return;
	e.preventDefault();
	f();
}

function tip(e)
{
	const over = e.target.closest && e.target.closest("[data-tip]");
	const box = byId("tip");

	box.hidden = !over;
	if (!over)
		return;
	box.textContent = over.dataset.tip;
	box.style.left = Math.max(4, Math.min(e.clientX + 12,
		innerWidth - box.offsetWidth - 8)) + "px";
	box.style.top = (e.clientY + 18 + box.offsetHeight > innerHeight ?
		e.clientY - box.offsetHeight - 8 : e.clientY + 18) + "px";
}

/* auto -> light -> dark; "auto" is the system's wish. */
function nextTheme()
{
	const order = ["auto", "light", "dark"], root = document.documentElement;
	const now = root.dataset.theme || "auto";
	const next = order[(order.indexOf(now) + 1) % order.length];

	root.dataset.theme = next;
	byId("theme").textContent = "Theme: " + next;
}

function machineName()
{
	const sources = { dtb: "a device tree", dmesg: "a boot log",
		e820: "an e820 map", memmap: "a firmware memory map" };

	return machine.model || `A machine of ${kernel.arch}, from ` +
		(sources[machine.source] || machine.source);
}

function drawHead()
{
	const memory = sum(knownMemory[records.length - 1], x => x.size);
	const facts = [
		`Linux ${kernel.release} (${kernel.arch})`,
		plural(machine.cpus, "CPU"),
		sizeText(memory), kernel.numa ? plural(rows.length, "node") : "no NUMA",
	];

	byId("model").textContent = machineName();
	byId("facts").replaceChildren(facts.join(" · "),
		machine.cmdline ? [" · ", h("code", { title: "kernel command line: " + machine.cmdline },
			machine.cmdline)][1] : "");
	document.title = `initmem: ${machineName()}`;
	byId("slider").max = records.length - 1;
	byId("ticks").replaceChildren(...records.map((r, i) => h("i", {
		class: r.step ? null : "end",
		style: `left:${i / Math.max(1, records.length - 1) * 100}%`,
	})));
}

function listen()
{
	byId("slider").addEventListener("input",
		e => show(Number(e.target.value)));
	byId("back").addEventListener("click", () => show(current - 1));
	byId("forward").addEventListener("click", () => show(current + 1));
	byId("play").addEventListener("click", () => play(playing === null));
	byId("theme").addEventListener("click", nextTheme);
	byId("search").addEventListener("submit", e => {
		e.preventDefault();
		search(byId("query").value);
	});
	byId("query").addEventListener("input", () => notFound(""));
	byId("main").addEventListener("click", e => {
		if (e.target.closest(".piece"))
			byId("pieces").focus({ preventScroll: true });
	});
	document.addEventListener("keydown", onKey);
	document.addEventListener("pointermove", tip);
	window.addEventListener("hashchange", readHash);
	window.addEventListener("beforeprint", completePage);
	document.querySelector(".skip").addEventListener("click", e => {
		e.preventDefault();
		byId("main").focus();
	});
}

/* Another boot, and the same place of the story, if it has that. */
function followBoot(list, calls)
{
	const { phase } = records[current], place = places[current];

	play(false);
	takeBoot(list, calls);
	current = [places.indexOf(place), indexOfPlace(phase), records.length - 1]
		.find(i => i >= 0);
	if (selected !== null && !rangeAt(allSpans.map(
		s => ({ base: s.base, size: s.end - s.base })), selected))
		selected = null;
	drawHead();
	show(current);
}

takeBoot(embedded("records"), embedded("phases"));
drawHead();
listen();
/* The story from its beginning; a link says where else, or else its end. */
current = location.hash.length > 1 ? records.length - 1 : 0;
readHash();
requestAnimationFrame(() => setTimeout(completePage, 0));
