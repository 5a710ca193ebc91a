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

/** A fold that hides nothing needs no switch. All are measured at once: each time lays out the page. */
function measured() {
  const folds = [...document.querySelectorAll("[data-fold]")].filter((one) => !one.querySelector("input")?.checked);
  for (const fold of folds) fold.classList.remove("whole");
  const whole = folds.map((fold) => {
    const body = fold.querySelector(":scope > [data-text]") ?? fold;
    return body.scrollHeight <= body.clientHeight + 1;
  });
  folds.forEach((fold, at) => fold.classList.toggle("whole", whole[at]));
}

let waiting = 0;
const later = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(measured);
};
addEventListener("resize", later);
const inDraft = ({ target }) => target.closest(".draft") || target.querySelector("[data-fold]");
new MutationObserver((changes) => changes.some(inDraft) && later()).observe(document.body, { childList: true, subtree: true });
later();
