// The desk in the browser: hands the text to the server, and puts what comes back in its place.
// Nothing is read, counted or rendered here.
"use strict";

import { describe, formatted, place, ready } from "./pictures.js";
import { findings, jump, mark, paragraph, reflect, replace as type, start, text } from "./writing.js";

const id = (name) => document.getElementById(name);
const tab = document.body.dataset.tab;

// What is said to the desk, in order. Of texts only the latest; nothing inside a composition.

let composing = false;
let sending = false;
let waiting = false;

let before = Promise.resolve();

function tell(path, more = {}) {
  const told = before.then(() => ask(path, more));
  before = told.catch(() => {}); // the next one waits for this one, and minds no failure of it
  return told;
}

async function ask(path, more) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ tab, ...more }),
  });
  if (answer.status !== 204) apply(await answer.json());
}

function seen() {
  const inside = ({ top, bottom, left, right }) =>
    bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && bottom > top;
  const slots = [...id("gallery").children].filter(
    (one) => one.hasAttribute("data-current") || inside(one.getBoundingClientRect()), // its room is told beside the text
  );
  return slots.map((one) => one.id.replace("slot-", "draft-"));
}

function lost() {
  id("gone").hidden = false;
}

function said() {
  return text.value.toWellFormed ? text.value.toWellFormed() : text.value;
}

async function send() {
  waiting = true;
  if (sending || composing || text.readOnly) return;
  sending = true;
  try {
    while (waiting && !composing) {
      waiting = false;
      await tell("text", { text: said(), seen: seen() });
    }
  } catch {
    lost();
  } finally {
    sending = false;
  }
}

text.addEventListener("input", () => {
  reflect();
  send();
});
text.addEventListener("compositionstart", () => (composing = true));
text.addEventListener("compositionend", () => {
  composing = false;
  reflect();
  send();
});

// A tab that is closed within the last key's way: a small text arrives all the same.
addEventListener("pagehide", () => {
  if (!sending && !waiting) return;
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ tab, text: said() });
  fetch("text", { method: "POST", headers, body, keepalive: true }).catch(() => {});
});

// What comes back: parts of the page by their id; the drafts in their order.

function apply({ parts = {}, replace, insert, pasted, draft, open, close, reload }) {
  if (reload) return location.reload();
  if ("order" in parts) arrange(parts.order.split(" ").filter(Boolean));
  for (const [name, html] of Object.entries(parts)) put(id(name), html);
  text.readOnly = Boolean(id("elsewhere").textContent);
  current();
  room();
  drafted();
  mark();
  announce();
  if (close) id(close).close();
  if (open && !id(open).open) id(open).showModal();
  if (replace !== undefined) type(replace);
  if (insert) paragraph(insert, place());
  if (pasted) formatted(pasted);
  if (draft && id(`tab-draft-${draft}`)) pane(id(`tab-draft-${draft}`).dataset);
}

function arrange(names) {
  const gallery = id("gallery");
  const slots = names.map((name) => id(name.replace("draft-", "slot-"))).filter(Boolean);
  for (const old of gallery.children) {
    old.hidden = !slots.includes(old);
    if (old.hidden) id(old.id.replace("slot-", "draft-")).replaceChildren();
  }
  slots.forEach((slot, at) => {
    if (gallery.children[at] !== slot) gallery.insertBefore(slot, gallery.children[at]);
  });
}

/** What the drafts are: of no text yet, or of an earlier one. Said here: with `:has()` each key styles them all. */
function drafted() {
  const gallery = id("gallery");
  gallery.toggleAttribute("data-blank", Boolean(gallery.querySelector(".desk-ghost")));
  gallery.toggleAttribute("data-behind", id("problem").hasChildNodes());
}

// The draft that is looked at: the only one on a narrow screen, the one in view on a wide one.

let looked = "";

function current() {
  const shown = [...id("gallery").children].filter((one) => !one.hidden);
  const there = shown.find((one) => one.id === `slot-${looked}`) ?? shown[0];
  for (const one of id("gallery").children) one.toggleAttribute("data-current", one === there);
  for (const chip of id("strip").querySelectorAll("button")) {
    chip.toggleAttribute("aria-current", `slot-${chip.dataset.target}` === there?.id);
    if (chip.hasAttribute("aria-current")) chip.setAttribute("aria-current", "true");
  }
}

/** How full the message is that is written in; the server has said which parts of the text are whose. */
function room() {
  const target = id("gallery").querySelector("[data-current]")?.id.replace("slot-", "");
  const cursor = text.selectionEnd;
  const rows = [...id("room").children].filter((one) => one.dataset.target === target);
  const inside = ({ dataset: { at } }) => {
    const edges = at.split(" ").map(Number);
    return edges.some((edge, one) => one % 2 === 0 && edge <= cursor && cursor < edges[one + 1]);
  };
  const here = rows.find(inside) ?? rows[0];
  for (const one of id("room").children) one.hidden = one !== here;
}

document.addEventListener("selectionchange", room);

function look({ target }) {
  looked = target;
  current();
  room();
  id(`slot-${target}`).scrollIntoView({ block: "nearest", inline: "start" });
  id("strip").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  send(); // what is in view now is made first
}

function pane({ pane: wanted, target }) {
  for (const one of ["draft", "own", "layout"]) {
    const handle = id(`tab-${one}-${target}`);
    handle.setAttribute("aria-selected", String(one === wanted));
    handle.tabIndex = one === wanted ? 0 : -1;
    id(`pane-${one}-${target}`).hidden = one !== wanted;
  }
  if (wanted === "own" && !id(`own-${target}`).querySelector("[name]")) {
    tell("own_words", { text: said(), target }).catch(lost);
  }
}

/** Of a draft only what differs is touched: the browser lays out no more than that anew. */
function merge(old, made) {
  const mine = [...old.childNodes];
  const theirs = [...made.childNodes];
  theirs.forEach((node, at) => {
    const one = mine[at];
    if (!one) return old.append(node);
    if (one.isEqualNode(node)) return;
    if (one.nodeType !== Node.ELEMENT_NODE || one.nodeName !== node.nodeName) return one.replaceWith(node);
    for (const { name } of [...one.attributes]) if (name !== "open" && !node.hasAttribute(name)) one.removeAttribute(name);
    for (const { name, value } of node.attributes) if (one.getAttribute(name) !== value) one.setAttribute(name, value);
    merge(one, node);
  });
  for (const gone of mine.slice(theirs.length)) gone.remove();
}

const REACHED = "button, summary, a[href], input, select, textarea";

function put(part, html) {
  if (!part) return;
  if (part.id.startsWith("draft-")) {
    const made = document.createElement("template");
    made.innerHTML = html;
    return merge(part, made.content);
  }
  const opened = [...part.querySelectorAll("details")].map((one) => one.open);
  const focused = [...part.querySelectorAll(REACHED)].indexOf(document.activeElement);
  part.innerHTML = html;
  const details = [...part.querySelectorAll("details")];
  if (details.length === opened.length) details.forEach((one, at) => (one.open = opened[at]));
  if (focused >= 0) part.querySelectorAll(REACHED)[focused]?.focus({ preventScroll: true });
}

// What changed, for those who listen: once things are calm, and only where it is something new.

let calm;

function announce() {
  clearTimeout(calm);
  calm = setTimeout(() => {
    const news = `${id("problem").textContent.trim()} ${id("summary").textContent}`;
    if (id("announce").textContent !== news) id("announce").textContent = news;
  }, 1200);
}

// Buttons and keys.

const here = {
  look: (button) => look(button.dataset),
  pane: (button) => pane(button.dataset),
  start: (button) => start(button.dataset.words),
  pick: () => id("file").click(),
  describe: (button) => describe(button.dataset.name),
  layout: ({ dataset: { target } }) => pane({ pane: "layout", target }),
  choose: () => id("channels").showModal(),
  jump: (button) => jump(button.dataset),
  keys: () => id("keys").showModal(),
  close: (button) => button.closest("dialog").close(),
  reload: () => location.reload(),
  hush: (button) => button.closest("[role]").replaceChildren(),
  copy: async (button) => {
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.done;
  },
};

function ticked() {
  return [...id("asking").querySelectorAll("input:checked")].map((one) => one.value);
}

/** When it is to be sent, in words or by the date field. */
function later() {
  return id("later") ? id("later").value.trim() || id("later-date").value : "";
}

async function act(button) {
  const { do: what, ...more } = button.dataset;
  if (here[what]) return here[what](button);
  if (what === "name") more.name = id("new-name").value;
  if (what === "write_words") more.said = [...new FormData(button.form)];
  if (what === "publish" || what === "schedule") {
    button.disabled = true;
    more.accounts = ticked();
    more.when ??= what === "schedule" ? later() : "";
  }
  try {
    await tell(what === "name" ? "save" : what, { text: said(), ...more });
  } catch {
    lost();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) act(button);
});

let at = -1;

function finding(step) {
  const all = findings();
  if (!all.length) return;
  at = (((at + step) % all.length) + all.length) % all.length;
  const slot = all[at].closest(".desk-slot");
  if (slot) look({ target: slot.id.replace("slot-", "") });
  jump(all[at].dataset);
  id("announce").textContent = all[at].closest("li, #problem > *").firstElementChild.textContent;
}

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (document.querySelector("dialog[open]")) return;
  if (command && key === "s") document.querySelector("[data-do=save]").click();
  else if (command && key === "enter") document.querySelector("[data-do=ask]").click();
  else if (command && key === "o") act(document.querySelector("[data-do=posts]"));
  else if ((command && key === "/") || (key === "?" && !event.target.matches("input, textarea"))) id("keys").showModal();
  else if (key === "f8") finding(event.shiftKey ? -1 : 1);
  else if (key === "f6") (document.activeElement === text ? id("drafts") : text).focus();
  else return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const does = {
    "new-name": "[data-do=name]",
    later: "[data-do=schedule]",
    "later-date": "[data-do=schedule]",
  }[event.target.id];
  if (event.key === "Enter" && does) {
    event.preventDefault();
    event.target.closest("dialog").querySelector(does).click();
  }
});

id("asking").addEventListener("change", ({ target }) => {
  if (!target.matches("[type=checkbox]")) return;
  tell("ask", { text: said(), accounts: ticked(), when: later(), again: true }).catch(lost);
});

// Forms: which channels and layouts are wanted, and the words of one channel, checked as they are typed.

document.addEventListener("submit", (event) => {
  if (event.target.method !== "dialog") event.preventDefault();
  event.target.querySelector("[data-do=write_words]")?.click();
});

document.addEventListener("change", ({ target: { form } }) => {
  if (form?.id === "choices" && form.checkValidity()) {
    tell("choices", { said: [...new FormData(form)] }).catch(lost);
  } else if (form?.classList.contains("desk-own-form")) {
    const { target } = Object.fromEntries(new FormData(form));
    tell("check_words", { text: said(), target, said: [...new FormData(form)] }).catch(lost);
  }
});

// The desk's own news.

const news = new EventSource(`events?tab=${tab}`);
news.onmessage = (event) => apply(JSON.parse(event.data));
news.onerror = lost;
news.onopen = () => {
  if (!id("gone").hidden) send();
  id("gone").hidden = true;
};

ready((path, more) => tell(path, { text: said(), ...more }).catch(lost));
reflect();
current();
room();
drafted();
mark();
