// SPDX-License-Identifier: GPL-2.0-only

/*
 * What if: fields that boot the machine otherwise. `initmem serve` does it, and
 * answers with a page like this one, of which the boot is taken.
 */

let served = embedded("served");
const ownInput = served.input;

/* What is asked for: only what somebody has changed. */
let asked = {};
let before = null; /* what was asked for then */
let running = null; /* the request that is on its way */

const fieldHelp = {
	cmdline: ["Command line", "of the kernel; Enter boots it"],
	memory: ["Memory", "BASE,SIZE[,NODE] of each bank, with blanks between them: 0x40000000,2G"],
	cpus: ["CPUs", "only so many of the machine's"],
	kernel: ["Kernel", "one of the built-in kernels"],
};

function whatIfField(name, input)
{
	const [label, help] = fieldHelp[name];

	return h("label", { class: "field " + name, title: help },
		h("span", {}, label), input,
		h("output", { class: "wrong", id: `wrong-${name}` }));
}

/* The kernels for this machine first, and its own, whatever that is. */
function kernelOptions()
{
	const mine = served.kernels.filter(k => k.arch === kernel.arch);
	const option = k => h("option", { value: k.name,
					  selected: k.name === kernel.name }, k.name);
	const known = served.kernels.some(k => k.name === kernel.name);

	return [known ? null : option(kernel),
		h("optgroup", { label: kernel.arch }, mine.map(option)),
		h("optgroup", { label: "of other machines" }, served.kernels
			.filter(k => !mine.includes(k)).map(option))];
}

/* Each field says what this boot has. */
function fillFields()
{
	const { fields } = served, memory = byId("if-memory");

	byId("if-cmdline").value = fields.cmdline;
	memory.value = fields.memory || "";
	memory.disabled = fields.memory === null;
	memory.placeholder = memory.disabled ?
		"the input's own map; mem= or memmap= on the command line" : "";
	byId("if-cpus").value = fields.cpus;
	byId("if-kernel").replaceChildren(...kernelOptions().filter(x => x));
	byId("if-name").textContent = served.input;
	byId("if-notes").replaceChildren(...served.notes.map(n => h("li", {}, n)));
	byId("if-own").hidden = !Object.keys(asked).length;
	byId("if-compare").disabled = before === null;
}

const wrongFields = [...Object.keys(fieldHelp), "input"];

function tellWrong(field, message)
{
	for (const name of wrongFields) {
		byId(`wrong-${name}`).textContent = name === field ? message : "";
		byId(`if-${name}`).setAttribute("aria-invalid",
			String(name === field));
	}
	if (message)
		say(message);
}

/* One question to the server; null where another one has come after it. */
async function ask(what, body)
{
	if (running)
		running.abort();
	const mine = running = new AbortController();

	byId("what-if").classList.add("busy");
	try {
		const answer = await fetch(what, { method: "POST", body,
						   signal: mine.signal });
		const text = await answer.text();

		if (answer.ok)
			return text;
		if (answer.status === 422) {
			const { field, message } = JSON.parse(text);

			tellWrong(field, message);
		} else {
			tellWrong("input", text.trim());
		}
	} catch (e) {
		if (e.name !== "AbortError")
			tellWrong("input", "no answer: initmem serve has been ended");
	} finally {
		if (running === mine) {
			running = null;
			byId("what-if").classList.remove("busy");
		}
	}
	return null;
}

function addTo(body, prefix, settings)
{
	for (const [name, value] of Object.entries(settings))
		body.append(prefix + name, value);
	return body;
}

/* Boots what is asked for; the page is then about that. */
async function bootAs(settings)
{
	const text = await ask("boot", addTo(new FormData(), "", settings));

	if (text === null)
		return;
	const page = new DOMParser().parseFromString(text, "text/html");
	const part = id => JSON.parse(page.getElementById(id).textContent);

	before = asked;
	asked = settings;
	served = part("served");
	tellWrong(null, "");
	byId("compared").replaceChildren();
	followBoot(part("records"), part("phases"));
	fillFields();
	keepForReload();
}

/* The page is its own again when it is loaded: but the window's history has what was asked for. */
function keepForReload()
{
	const { input, ...fields } = asked, { input: old, ...fieldsBefore } = before;

	history.replaceState({ fields, fieldsBefore, dropped: input ? input.name : null,
			       droppedBefore: Boolean(old) }, "", location.hash);
}

/* As before the reload; but for files, which a window does not keep. */
async function afterReload()
{
	const { fields, fieldsBefore, dropped, droppedBefore } = history.state || {};

	if (!fields)
		return;
	if (dropped) {
		tellWrong("input", `${dropped}: a reload does not keep files, drop it here again`);
		return;
	}
	if (Object.keys(fields).length)
		await bootAs(fields);
	before = droppedBefore ? null : fieldsBefore;
	fillFields();
}

/* What the fields say that this boot has not. */
function fromFields()
{
	const settings = { ...asked };

	for (const name of Object.keys(fieldHelp)) {
		const said = byId(`if-${name}`).value;

		if (!byId(`if-${name}`).disabled &&
		    said !== String(served.fields[name] === null ? "" : served.fields[name]))
			settings[name] = said;
	}
	return settings;
}

function bootFields()
{
	const settings = fromFields();

	if (Object.keys(settings).some(k => settings[k] !== asked[k]))
		bootAs(settings);
	else
		tellWrong(null, "");
}

/* What the old input alone had is not asked of the new one. */
function takeFile(file)
{
	if (!file)
		return;
	if (file.size > served.most_bytes)
		tellWrong("input", `${file.name}: ${sizeText(file.size)}, expected at most ${sizeText(served.most_bytes)}`);
	else
		bootAs({ ...asked, input: file });
}

/* --- what differs ------------------------------------------------------------ */

/* A cell as the answer's text has it; by the names of diff's columns. */
function comparedCell(section, key, v)
{
	if (v === null)
		return "–";
	if (key.endsWith("_at") || (section === "moved" && (key === "a" || key === "b")))
		return hex(v);
	if (key === "change")
		return (v > 0 ? "+" : v < 0 ? "−" : "") + sizeText(Math.abs(v));
	return typeof v === "number" && key !== "node" ? sizeText(v) : v;
}

const comparedHeads = { a: "before", b: "now", what: "", part: "", change: "change",
			a_at: "at", b_at: "at",
			bytes: "size", phase: "phase", node: "node", zone: "zone" };

function comparedTable(name, { title, rows: lines, notes })
{
	if (!lines.length)
		return null;
	const keys = Object.keys(lines[0]);
	const many = name === "moved" || name === "differences";

	return h("details", { class: "difference", open: !many, "data-section": name },
		h("summary", {}, title.replace(" (- A, + B)", ""), ` (${lines.length})`),
		h("div", { class: "scroll" }, h("table", {},
			h("thead", {}, h("tr", {}, keys.map(k =>
				h("th", { class: "text" }, comparedHeads[k] || k)))),
			h("tbody", {}, lines.map(row => h("tr", {}, keys.map(k =>
				h("td", { class: "list" }, comparedCell(name, k, row[k])))))))),
		notes.map(n => h("p", { class: "help" }, n)));
}

async function compare()
{
	const body = addTo(addTo(new FormData(), "before-", before), "", asked);
	const text = await ask("diff", body);

	if (text === null)
		return;
	const sections = Object.entries(JSON.parse(text))
		.filter(([name]) => name !== "schema").map(([name, s]) => comparedTable(name, s)).filter(x => x);

	byId("compared").replaceChildren(h("section", { class: "panel", id: "difference" },
		h("div", { class: "bar" }, h("h3", {}, "What differs from before"),
			h("button", { type: "button", onclick: () =>
				byId("compared").replaceChildren() }, "Close")),
		sections.length ? sections : h("p", { class: "nothing" },
			"Nothing: both boots are the same.")));
	say(sections.length ? "What differs is shown." : "Both boots are the same.");
}

/* --- the form ---------------------------------------------------------------- */

const textField = (name, more) => whatIfField(name, h("input", {
	id: `if-${name}`, type: "text", autocomplete: "off", spellcheck: "false",
	"aria-describedby": `wrong-${name}`, onchange: bootFields, ...more }));

function inputField()
{
	const file = h("input", { id: "if-input", type: "file", class: "hidden",
				  "aria-describedby": "wrong-input",
				  onchange: e => takeFile(e.target.files[0]) });

	return h("div", { class: "field input" },
		h("label", { id: "drop", title: "A device tree, an e820 map, a boot log, a tar file of initmem gather" },
			h("b", { id: "if-name" }), h("span", {}, "drop another input here, or choose one"),
			file),
		h("output", { class: "wrong", id: "wrong-input" }));
}

function whatIf()
{
	return h("form", { id: "what-if", "aria-label": "What if",
			   onsubmit: e => {
				e.preventDefault();
				bootFields();
			} },
		textField("cmdline"), textField("memory"),
		textField("cpus", { inputmode: "numeric" }),
		whatIfField("kernel", h("select", { id: "if-kernel",
			"aria-describedby": "wrong-kernel", onchange: bootFields })),
		inputField(),
		h("div", { class: "bar" },
			h("button", { type: "submit" }, "Boot"),
			h("button", { type: "button", id: "if-compare", disabled: true,
				      onclick: compare }, "Compare with before"),
			h("button", { type: "button", id: "if-own", hidden: true,
				      title: `${ownInput}, as the call of initmem serve says`,
				      onclick: () => bootAs({}) }, "As it was")),
		h("ul", { id: "if-notes" }));
}

function listenToDrops()
{
	const files = e => [...e.dataTransfer.types].includes("Files");

	document.addEventListener("dragover", e => {
		if (!files(e))
			return;
		e.preventDefault();
		byId("drop").classList.add("over");
	});
	document.addEventListener("dragleave", e => {
		if (!e.relatedTarget)
			byId("drop").classList.remove("over");
	});
	document.addEventListener("drop", e => {
		if (!files(e))
			return;
		e.preventDefault();
		byId("drop").classList.remove("over");
		takeFile(e.dataTransfer.files[0]);
	});
}

byId("top").after(whatIf(), h("div", { id: "compared" }));
fillFields();
listenToDrops();
afterReload();
