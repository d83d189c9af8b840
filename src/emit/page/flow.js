// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* The flowchart of start_kernel(); each box has what this boot made of it. */

const lastOfPhase = phase => records.findLast(r => r.phase === phase);

const states = {
	done: { mark: "✓", text: "done" }, now: { mark: "▶", text: "now" },
	todo: { mark: "○", text: "to come" }, never: { mark: "✕", text: "not reached" },
};

/*
 * A step without a record of its own ends where the next one in the phase does;
 * a panic in the phase keeps those from coming that have none behind them.
 */
function recordOfStep(phase, step)
{
	const from = phase.steps.indexOf(step);

	for (const s of phase.steps.slice(from)) {
		const i = places.indexOf(phase.phase + "/" + s.name);

		if (i >= 0)
			return i;
	}
	const end = indexOfPlace(phase.phase);

	return end >= 0 && "panic" in records[end] ? -1 : end;
}

function stateAtRecord(i)
{
	return i < 0 ? "never" : i < current ? "done" : i > current ? "todo" : "now";
}

/* Those that one function calls, each with the ones inside it below. */
function stepList(phase, caller)
{
	const steps = phase.steps.filter(s => s.within === caller);

	return steps.length > 0 && h("ol", {},
		steps.map(s => stepItem(phase, s)));
}

function stepItem(phase, step)
{
	const i = recordOfStep(phase, step);
	const place = phase.phase + "/" + step.name;
	const own = places[i] === place, at = stateAtRecord(i);
	const again = records[current].phase === phase.phase &&
		records[current].step === step.name;
	const state = again ? "now" : !own && at === "now" ? "done" : at;
	const note = (step.summary || "") +
		(step.generic ? "" : ` (arch/${phase.arch} alone)`);

	return h("li", { class: `step ${state}${step.generic ? "" : " arch"}` },
		h(own ? "a" : "span", {
			href: own ? "#" + place : null,
			title: note || null, "data-place": place,
			"aria-current": state === "now" ? "step" : null,
		}, h("i", { "aria-hidden": "true" }, states[state].mark),
			h("span", { class: "hidden" }, states[state].text + ": "),
			step.name),
		stepList(phase, step.name));
}

function phaseItem(phase)
{
	const r = lastOfPhase(phase.phase);
	const inside = r && records[current].phase === phase.phase &&
		records[current].step;
	const own = r && "panic" in r ? records.indexOf(r) : indexOfPlace(phase.phase);
	const state = !r ? "never" : inside ? "now" : own < 0 ? "never" :
		own < current ? "done" : own > current ? "todo" : "now";
	const shown = state === "done" || (state === "now" && !inside);

	return h("li", { class: `phase ${state}${inside ? " inside" : ""}` },
		h(r ? "a" : "span", {
			href: r ? "#" + placeOf(records[own < 0 ? records.indexOf(r) : own]) : null,
			class: "box", title: phase.title, "data-place": phase.phase,
			"aria-current": state === "now" && !inside ? "step" : null,
		}, h("b", {}, h("i", { "aria-hidden": "true" }, states[state].mark),
			h("span", { class: "hidden" }, states[state].text + ": "),
			phase === phases[0] ? phase.phase : phase.function + "()"),
		shown && h("span", { class: "made" },
			"panic" in r ? (r.panic ? "kernel panic" : "stops") :
			phase.result)),
		stepList(phase, null));
}

function drawFlow()
{
	const flow = document.getElementById("flow"), top = flow.scrollTop;
	const archSteps = phases.some(p => p.steps.some(s => !s.generic));

	flow.replaceChildren(h("h2", {}, "start_kernel()"),
		h("ol", { class: "chart" }, phases.map(phaseItem)),
		h("p", { class: "marks" }, Object.entries(states)
			.filter(([name]) => name !== "never" ||
				"panic" in records[records.length - 1])
			.map(([, s]) => h("span", {}, s.mark + " " + s.text)),
		archSteps && h("span", { class: "arch" },
			`arch/${phases[0].arch} alone`)));
	flow.scrollTop = top;
	const now = flow.querySelector("[aria-current]");

	if (!now)
		return;
	const box = now.getBoundingClientRect(), all = flow.getBoundingClientRect();

	if (box.top < all.top || box.bottom > all.bottom)
		flow.scrollTop += box.top - all.top - Math.max(0, Math.min(
			all.height / 2, all.height - box.height - 2));
}
