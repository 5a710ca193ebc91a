// The paper: the text, the marks at its lines, and the toolbar, which types Markdown as a hand would.
// Every change goes through the browser's own editing, so that undo takes it back.
"use strict";

const mirror = document.getElementById("mirror");
export const text = document.getElementById("text");

export function typed(words, start = text.selectionStart, end = text.selectionEnd) {
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end);
  const did = words ? document.execCommand("insertText", false, words) : start === end || document.execCommand("delete");
  if (did) return;
  text.setRangeText(words, start, end, "end");
  text.dispatchEvent(new Event("input"));
}

/** Another text in place of this one: what is the same in both stays, and so does one's place. */
export function replace(words) {
  const [mine, theirs] = [[...text.value], [...words]]; // whole characters: no emoji is cut
  const most = Math.min(mine.length, theirs.length);
  let head = 0;
  while (head < most && mine[head] === theirs[head]) head++;
  let tail = 0;
  while (tail < most - head && mine.at(-1 - tail) === theirs.at(-1 - tail)) tail++;
  const long = (some) => some.join("").length;
  const start = long(mine.slice(0, head));
  const end = text.value.length - long(mine.slice(mine.length - tail));
  if (start < end || words !== text.value) typed(theirs.slice(head, theirs.length - tail).join(""), start, end);
}

/** A text for an empty page, its first line chosen, to be typed over. */
export function start(words) {
  typed(words, 0, text.value.length);
  const from = words.match(/^(?:#+ )?/)[0].length;
  const end = words.indexOf("\n");
  text.setSelectionRange(from, end < 0 ? words.length : end);
}

/** A paragraph of its own, where one is writing. */
export function paragraph(words, at = text.selectionEnd) {
  const before = text.value.slice(0, at).replace(/\s+$/, "");
  const after = text.value.slice(at).replace(/^\s+/, "");
  const made = `${before && "\n\n"}${words}\n${after && "\n"}`;
  typed(made, before.length, text.value.length - after.length);
}

function around(sign, words) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const inside = value.slice(from, to);
  const long = sign.length;
  if (inside.length > 2 * long && inside.startsWith(sign) && inside.endsWith(sign)) {
    typed(inside.slice(long, -long), from, to);
    return text.setSelectionRange(from, to - 2 * long);
  }
  if (value.slice(from - long, from) === sign && value.slice(to, to + long) === sign) {
    typed(inside, from - long, to + long);
    return text.setSelectionRange(from - long, to - long);
  }
  typed(sign + (inside || words) + sign, from, to);
  return text.setSelectionRange(from + long, from + long + (inside || words).length);
}

function lines(sign) {
  const { selectionStart, selectionEnd, value } = text;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", Math.max(selectionEnd - (selectionEnd > selectionStart), from));
  const to = next < 0 ? value.length : next;
  const every = value.slice(from, to).split("\n");
  const there = every.every((line) => !line || line.startsWith(sign)) && every.some(Boolean);
  const turned = (line) => (there ? line.slice(sign.length) : line || every.length === 1 ? sign + line : line);
  const made = every.map(turned).join("\n");
  typed(made, from, to);
  text.setSelectionRange(every.length > 1 ? from : from + made.length, from + made.length);
}

const ADDRESS = /^https?:\/\/\S+$/;

function link(words) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const inside = value.slice(from, to);
  if (ADDRESS.test(inside)) {
    typed(`[${words}](${inside})`, from, to);
    return text.setSelectionRange(from + 1, from + 1 + words.length);
  }
  const said = inside || words;
  typed(`[${said}](https://)`, from, to);
  const at = from + said.length + 3;
  return text.setSelectionRange(at, at + "https://".length);
}

const TOOLS = {
  bold: ({ words }) => around("**", words),
  link: ({ words }) => link(words),
  list: () => lines("- "),
  quote: () => lines("> "),
  message: () => paragraph("<!-- thread -->"),
  undo: () => text.focus() ?? document.execCommand("undo"),
  redo: () => text.focus() ?? document.execCommand("redo"),
};

function use(button) {
  if (!text.readOnly) TOOLS[button.dataset.tool](button.dataset);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tool]");
  if (button) use(button);
});

text.addEventListener("keydown", (event) => {
  const tool = { b: "bold", k: "link" }[event.key.toLowerCase()];
  if (!tool || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  use(document.querySelector(`[data-tool=${tool}]`));
});

/** The paragraph that is written in changes places with the one before or after. */
function move(step) {
  const { value, selectionStart: at, selectionEnd: to } = text;
  const edges = [...value.matchAll(/\n[ \t]*\n\s*/g)].map((one) => [one.index, one.index + one[0].length]);
  const starts = [0, ...edges.map(([, end]) => end)];
  const ends = [...edges.map(([start]) => start), value.trimEnd().length];
  const here = starts.findLastIndex((start) => start <= at);
  const there = here + step;
  if (there < 0 || there >= starts.length || to > Math.max(ends[here], at)) return;
  const [first, second] = step < 0 ? [there, here] : [here, there];
  const part = (one) => value.slice(starts[one], ends[one]);
  const [above, between, below] = [part(first), value.slice(ends[first], starts[second]), part(second)];
  if (!above || !below) return;
  typed(below + between + above, starts[first], ends[second]);
  const begin = starts[first] + (step < 0 ? 0 : below.length + between.length);
  text.setSelectionRange(begin + at - starts[here], begin + to - starts[here]);
}

text.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || text.readOnly) return;
  event.preventDefault();
  move(step);
});

// An address pasted over words becomes their link.
text.addEventListener("paste", (event) => {
  const address = event.clipboardData.getData("text/plain").trim();
  const { selectionStart: from, selectionEnd: to } = text;
  const words = text.value.slice(from, to);
  if (!ADDRESS.test(address) || !words.trim() || /[\n\]]/.test(words) || ADDRESS.test(words)) return;
  event.preventDefault();
  typed(`[${words}](${address})`, from, to);
});

// In a toolbar and a list of tabs the arrows go from one to the next.
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[role=toolbar], [role=tablist]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!row || !step) return;
  const all = [...row.querySelectorAll("button")];
  const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
  for (const one of all) one.tabIndex = one === next ? 0 : -1;
  next.focus();
  if (next.role === "tab") next.click();
  event.preventDefault();
});

// Marks at the lines that something is wrong with: a copy of the text behind the text.

let before = [];

export function reflect() {
  const now = text.value.split("\n");
  let start = 0;
  while (start < before.length && start < now.length && before[start] === now[start]) start++;
  let end = 0;
  const most = Math.min(before.length, now.length) - start;
  while (end < most && before.at(-1 - end) === now.at(-1 - end)) end++;
  for (let at = before.length - end; at > start; at--) mirror.children[at - 1].remove();
  const after = mirror.children[start] || null;
  for (const line of now.slice(start, now.length - end)) {
    const row = document.createElement("div");
    row.textContent = line;
    mirror.insertBefore(row, after);
  }
  before = now;
}

export function findings() {
  const shown = ":is(#problem, #findings, .desk-slot:not([hidden]))";
  return [...document.querySelectorAll(`${shown} [data-do=jump]`)];
}

export function mark() {
  for (const row of mirror.querySelectorAll("[data-level]")) delete row.dataset.level;
  for (const one of findings()) {
    const row = mirror.children[one.dataset.line - 1];
    if (!row || one.dataset.level === "info") continue;
    if (row.dataset.level !== "error") row.dataset.level = one.dataset.level;
  }
}

export function jump({ start, end, line }) {
  text.focus({ preventScroll: true });
  text.setSelectionRange(Number(start), Number(end));
  mirror.children[line - 1]?.scrollIntoView({ block: "center" });
}
