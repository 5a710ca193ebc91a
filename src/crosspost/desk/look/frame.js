// On every page of the desk: the switch of colours, which is kept.
"use strict";

const ORDER = ["system", "light", "dark"];
const root = document.documentElement;
const button = document.getElementById("scheme");

function say() {
  const said = button.dataset[root.dataset.scheme];
  button.setAttribute("aria-label", said);
  button.title = said;
}

button.addEventListener("click", () => {
  root.dataset.scheme = ORDER[(ORDER.indexOf(root.dataset.scheme) + 1) % ORDER.length];
  say();
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ scheme: root.dataset.scheme });
  fetch("scheme", { method: "POST", headers, body }).catch(() => {}); // it holds for this page
});

say();
