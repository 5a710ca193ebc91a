// What is dropped, pasted or picked: pictures, each of which is asked about, and text with its form.
"use strict";

import { text, typed } from "./writing.js";

const id = (name) => document.getElementById(name);
const dialog = id("picture");
const waiting = [];
let told = async () => {};
let open = null;

function next() {
  if (dialog.open || !waiting.length) return;
  const [first] = waiting.splice(0, 1);
  const reader = new FileReader();
  reader.onload = () => ask({ path: "picture", name: first.name, address: reader.result });
  reader.readAsDataURL(first);
}

function ask(one) {
  open = { ...one, at: text.selectionEnd }; // a dialog that closes may move it
  id("picture-alt").value = "";
  id("picture-wrong").textContent = "";
  id("picture-seen").hidden = !one.address;
  if (one.address) id("picture-seen").src = one.address;
  dialog.showModal();
  id("picture-alt").focus();
}

/** Ask about each of *files*, one after the other. */
export function add(files) {
  const fit = [...files].filter(({ size }) => size <= Number(dialog.dataset.most));
  waiting.push(...fit);
  if (fit.length < files.length) id("announce").textContent = dialog.dataset.wrong;
  if (!fit.length) {
    id("picture-seen").hidden = true;
    ask({ path: "" });
    id("picture-wrong").textContent = dialog.dataset.wrong;
  }
  next();
}

/** Ask what the picture *name* of the text shows. */
export function describe(name) {
  ask({ path: "describe", name });
}

/** Where the picture that is asked about belongs. */
export const place = () => open?.at;

export function ready(tell) {
  told = tell;
}

id("picture-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!open?.path) return dialog.close();
  const more = open.address ? { picture: open.address.split(",")[1] } : {};
  return told(open.path, { name: open.name, alt: id("picture-alt").value, ...more });
});
id("picture-alt").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  id("picture-form").requestSubmit();
});
dialog.addEventListener("close", () => {
  open = null;
  text.focus({ preventScroll: true });
  setTimeout(next);
});

const pictures = (data) => [...(data?.files ?? [])].filter((one) => one.type.startsWith("image/"));

id("file").addEventListener("change", ({ target }) => {
  if (target.files.length) add(target.files);
  target.value = "";
});
text.addEventListener("paste", (event) => {
  const found = pictures(event.clipboardData);
  if (!found.length || event.clipboardData.getData("text/plain")) return;
  event.preventDefault();
  add(found);
});

// Text with its form is there at once as plain text; then the server says what it is as Markdown.

let pasted = { at: 0, words: "" };

text.addEventListener("paste", (event) => {
  const html = event.clipboardData.getData("text/html");
  const words = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
  if (event.defaultPrevented || !html || !words || text.readOnly) return;
  event.preventDefault();
  pasted = { at: text.selectionStart, words };
  typed(words);
  if (html.length <= Number(dialog.dataset.most)) told("paste", { html });
});

/** The text that was pasted last, as Markdown, unless somebody has changed it; undo makes it plain. */
export function formatted(words) {
  const { at, words: plain } = pasted;
  if (text.value.slice(at, at + plain.length) === plain) typed(words, at, at + plain.length);
}

addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  document.body.classList.add("desk-dropping");
});
addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget) document.body.classList.remove("desk-dropping");
});
addEventListener("drop", (event) => {
  document.body.classList.remove("desk-dropping");
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  if (!text.readOnly && event.dataTransfer.files.length) add(event.dataTransfer.files);
});
