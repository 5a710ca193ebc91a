// On every page of the desk: the switches of colours and of languages, which are kept.
"use strict";

const ORDER = ["system", "light", "dark"];
const root = document.documentElement;
const button = document.getElementById("scheme");

function say() {
  const said = button.dataset[root.dataset.scheme];
  button.setAttribute("aria-label", said);
  button.title = said;
}

function keep(path, said) {
  const headers = { "Content-Type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(said) });
}

button.addEventListener("click", () => {
  root.dataset.scheme = ORDER[(ORDER.indexOf(root.dataset.scheme) + 1) % ORDER.length];
  say();
  keep("scheme", { scheme: root.dataset.scheme }).catch(() => {}); // it holds for this page
});

for (const one of document.querySelectorAll("[data-language]")) {
  one.addEventListener("click", async () => {
    await keep("language", { language: one.dataset.language }).catch(() => {});
    location.reload();
  });
}

say();
