// The desk in the browser: hands the text to the server, and puts what comes back in its place.
// Nothing is read, counted or rendered here.
"use strict";

const id = (name) => document.getElementById(name);
const tab = document.body.dataset.tab;
const text = id("text");
const mirror = id("mirror");

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
  const inside = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  const drafts = [...id("gallery").children];
  return drafts.filter((one) => inside(one.getBoundingClientRect())).map((one) => one.id);
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

function apply({ parts = {}, replace, open, close }) {
  if ("order" in parts) arrange(parts.order.split(" ").filter(Boolean));
  for (const [name, html] of Object.entries(parts)) put(id(name), html);
  text.readOnly = Boolean(id("elsewhere").textContent);
  mark();
  announce();
  if (close) id(close).close();
  if (open && !id(open).open) id(open).showModal();
  if (replace !== undefined) type(replace);
}

function arrange(names) {
  const gallery = id("gallery");
  for (const old of [...gallery.children]) if (!names.includes(old.id)) old.remove();
  names.forEach((name, at) => {
    const part = id(name) || Object.assign(document.createElement("div"), { id: name });
    if (gallery.children[at] !== part) gallery.insertBefore(part, gallery.children[at] || null);
  });
}

const REACHED = "button, summary, a[href], input, select, textarea";

function put(part, html) {
  if (!part) return;
  const opened = [...part.querySelectorAll("details")].map((one) => one.open);
  const focused = [...part.querySelectorAll(REACHED)].indexOf(document.activeElement);
  part.innerHTML = html;
  const details = [...part.querySelectorAll("details")];
  if (details.length === opened.length) details.forEach((one, at) => (one.open = opened[at]));
  if (focused >= 0) part.querySelectorAll(REACHED)[focused]?.focus({ preventScroll: true });
}

// Another text in place of this one, so that undo brings this one back.

function type(words) {
  text.focus();
  text.select();
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, 0, text.value.length, "end");
    text.dispatchEvent(new Event("input"));
  }
  text.setSelectionRange(0, 0);
}

// Line numbers, and the lines that something is wrong with: a copy of the text behind the text.

let lines = [];

function reflect() {
  const now = text.value.split("\n");
  let start = 0;
  while (start < lines.length && start < now.length && lines[start] === now[start]) start++;
  let end = 0;
  const most = Math.min(lines.length, now.length) - start;
  while (end < most && lines.at(-1 - end) === now.at(-1 - end)) end++;
  for (let at = lines.length - end; at > start; at--) mirror.children[at - 1].remove();
  const after = mirror.children[start] || null;
  for (const line of now.slice(start, now.length - end)) {
    const row = document.createElement("div");
    row.textContent = line;
    mirror.insertBefore(row, after);
  }
  lines = now;
}

function mark() {
  for (const row of mirror.querySelectorAll("[data-level]")) delete row.dataset.level;
  for (const one of document.querySelectorAll("#problem [data-line], #findings [data-line]")) {
    const row = mirror.children[one.dataset.line - 1];
    if (row && !row.dataset.level) row.dataset.level = one.dataset.level;
  }
}

function jump({ start, end, line }) {
  text.focus({ preventScroll: true });
  text.setSelectionRange(Number(start), Number(end));
  mirror.children[line - 1]?.scrollIntoView({ block: "center" });
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

async function act(button) {
  const { do: what, ...more } = button.dataset;
  if (here[what]) return here[what](button);
  if (what === "name") more.name = id("new-name").value;
  if (what === "write_words") more.said = [...new FormData(id("own-form"))];
  if (what === "publish" || what === "schedule") {
    button.disabled = true;
    more.accounts = ticked();
    more.when = what === "schedule" ? id("later").value.trim() : "";
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
  const found = event.target.closest("#gallery .findings [data-where]");
  if (found) {
    const { code, where } = found.dataset;
    const same = [...id("findings").children].find(
      (one) => one.dataset.code === code && one.dataset.where === where,
    );
    same?.querySelector("[data-do]")?.click();
  }
});

let at = -1;

function finding(step) {
  const all = [...document.querySelectorAll("#problem [data-line], #findings [data-line]")];
  if (!all.length) return;
  at = (((at + step) % all.length) + all.length) % all.length;
  jump(all[at].dataset);
  id("announce").textContent = all[at].closest("li, #problem > *").textContent;
}

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (document.querySelector("dialog[open]")) return;
  if (command && key === "s") document.querySelector("[data-do=save]").click();
  else if (command && key === "enter") document.querySelector("[data-do=ask]").click();
  else if (key === "f8") finding(event.shiftKey ? -1 : 1);
  else if (key === "f6") (document.activeElement === text ? id("drafts") : text).focus();
  else return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const does = { "new-name": "[data-do=name]", later: "[data-do=schedule]" }[event.target.id];
  if (event.key === "Enter" && does) {
    event.preventDefault();
    event.target.closest("dialog").querySelector(does).click();
  }
});

id("asking").addEventListener("change", ({ target }) => {
  if (target.id === "later") return;
  const when = id("later") ? id("later").value : "";
  tell("ask", { text: said(), accounts: ticked(), when, again: true }).catch(lost);
});

id("choices").addEventListener("submit", (event) => event.preventDefault());
id("choices").addEventListener("change", (event) => {
  if (event.currentTarget.checkValidity()) {
    tell("choices", { said: [...new FormData(event.currentTarget)] }).catch(lost);
  }
});

// Words of one channel: checked as they are typed.

id("own-form").addEventListener("submit", (event) => {
  event.preventDefault();
  event.currentTarget.querySelector("[data-do=write_words]").click();
});
id("own-form").addEventListener("change", ({ currentTarget }) => {
  const form = [...new FormData(currentTarget)];
  tell("check_words", { text: said(), target: currentTarget.querySelector("[name=target]").value, said: form }).catch(lost);
});

// The desk's own news.

const news = new EventSource(`events?tab=${tab}`);
news.onmessage = (event) => apply(JSON.parse(event.data));
news.onerror = lost;
news.onopen = () => {
  if (!id("gone").hidden) send();
  id("gone").hidden = true;
};

reflect();
mark();
