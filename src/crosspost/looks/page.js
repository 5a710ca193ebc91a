"use strict";
// All listeners sit at the document: a gallery may be replaced under them at any time.

/** Put what a button says onto the clipboard, to the letter: as plain text, and as HTML if it has any. */
function copied(button) {
  let done = false;
  const put = (event) => {
    event.clipboardData.setData("text/plain", button.dataset.copy);
    if (button.dataset.rich) event.clipboardData.setData("text/html", button.dataset.rich);
    event.preventDefault();
    event.stopImmediatePropagation();
    done = true;
  };
  document.addEventListener("copy", put, true);
  document.execCommand("copy"); // the one way that works from a file, asks nothing and alters nothing
  document.removeEventListener("copy", put, true);
  return done;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const said = button.firstElementChild;
  button.dataset.label ??= said.textContent;
  said.textContent = copied(button) ? button.dataset.done : button.dataset.failed;
  clearTimeout(button.timer);
  button.timer = setTimeout(() => (said.textContent = button.dataset.label), 2000);
});

/** A fold that hides nothing needs no switch. */
function measured(root) {
  for (const fold of root.querySelectorAll("[data-fold]")) {
    if (fold.querySelector("input")?.checked) continue;
    const body = fold.querySelector(":scope > [data-text]") ?? fold;
    fold.classList.remove("whole");
    fold.classList.toggle("whole", body.scrollHeight <= body.clientHeight + 1);
  }
}

let waiting = 0;
const later = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => measured(document));
};
addEventListener("resize", later);
new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
later();
