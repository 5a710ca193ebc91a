// The desk's other pages: sends a form, and puts the answer in the page's place. Nothing is decided here.
"use strict";

const page = document.getElementById("page");
const say = document.getElementById("say");
const gone = document.getElementById("gone");

// What a form says goes out as JSON; back come the page and a sentence.

let asking = 0;
let holding = false; // the page shows what somebody has typed, and would not by itself

async function send(said) {
  asking += 1;
  try {
    const answer = await fetch(location.href.split("#")[0], {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(said),
    });
    if (!answer.ok) throw new Error(answer.status);
    const { main, say: told, wrong, holds, query } = await answer.json();
    const search = new URLSearchParams(query).toString();
    history.replaceState(null, "", location.pathname + (search && `?${search}`));
    put(main);
    holding = holds;
    say.innerHTML = told;
    say.classList.toggle("desk-wrong", wrong);
    gone.hidden = true;
    if (wrong) say.scrollIntoView({ block: "nearest" });
  } catch {
    gone.hidden = false;
  } finally {
    asking -= 1;
  }
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const { target: form, submitter } = event;
  const said = [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string");
  const does = said.findLast(([name]) => name === "do"); // that of the button that was pressed
  if (submitter) submitter.disabled = true;
  send({ do: does ? does[1] : "", said: said.filter(([name]) => name !== "do") });
});

// The page anew: what had the focus has it again, what was open is open.

const name = (part) => part.dataset.id || part.id || part.name || part.textContent;

let latest = page.innerHTML;

function put(html) {
  const active = page.contains(document.activeElement) ? document.activeElement : null;
  const focused = active && [active.tagName, name(active), active.dataset.at ?? ""];
  const opened = new Set([...page.querySelectorAll("details[open]")].map((one) => one.className));
  page.innerHTML = html;
  latest = page.innerHTML;
  for (const one of page.querySelectorAll("details")) if (opened.has(one.className)) one.open = true;
  if (focused) {
    const same = [...page.querySelectorAll(focused[0])].find((one) => name(one) === focused[1]);
    same?.focus({ preventScroll: true });
  }
}

const typed = () =>
  [...page.querySelectorAll("textarea, input:not([type=hidden])")].some(
    (one) => one.value !== one.defaultValue || one.checked !== one.defaultChecked,
  );

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  return made.getElementById("page").innerHTML;
}

async function go(address, { push = true } = {}) {
  try {
    const html = await load(address);
    if (push) history.pushState(null, "", address);
    put(html);
    holding = false;
    say.replaceChildren();
    const detail = document.getElementById("detail");
    detail?.focus({ preventScroll: true });
    detail?.scrollIntoView({ block: "nearest" });
  } catch {
    location.href = address;
  }
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-swap]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go(link.href);
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    const before = copy.textContent;
    copy.textContent = copy.dataset.done;
    setTimeout(() => (copy.textContent = before), 2000);
  }
});
addEventListener("popstate", () => go(location.href, { push: false }));

// What happens meanwhile is seen: a look now and then, unless somebody is at something.

setInterval(async () => {
  if (document.hidden || asking || holding || dragged || typed()) return;
  try {
    const html = await load(location.href);
    gone.hidden = true;
    if (html !== latest && !asking && !typed()) put(html);
  } catch {
    gone.hidden = false;
  }
}, 4000);

// The calendar: an entry is dragged to a day, or moved by keys.

let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-id][draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.id);
});
document.addEventListener("dragend", () => {
  dragged = null;
  over(null);
});
document.addEventListener("dragover", (event) => {
  const day = dragged && event.target.closest?.("[data-day]");
  over(day);
  if (day) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const day = dragged && event.target.closest?.("[data-day]");
  if (!day) return;
  event.preventDefault();
  const said = [["id", dragged.dataset.id], ["day", day.dataset.day]];
  const stays = day.contains(dragged);
  dragged = null;
  over(null);
  if (!stays) send({ do: "move", said });
});

function over(day) {
  for (const one of page.querySelectorAll(".dragged-over")) if (one !== day) one.classList.remove("dragged-over");
  day?.classList.add("dragged-over");
}

const STEPS = {
  month: { ArrowLeft: ["days", -1], ArrowRight: ["days", 1], ArrowUp: ["days", -7], ArrowDown: ["days", 7] },
  week: { ArrowLeft: ["days", -1], ArrowRight: ["days", 1], ArrowUp: ["minutes", -15], ArrowDown: ["minutes", 15] },
};

document.addEventListener("keydown", (event) => {
  const entry = event.target.closest?.("[data-id][draggable]");
  const view = entry?.closest("[data-view]")?.dataset.view;
  const step = view && event.shiftKey && STEPS[view][event.key];
  if (!step || asking) return;
  event.preventDefault();
  send({ do: "move", said: [["id", entry.dataset.id], [step[0], String(step[1])]] });
});
