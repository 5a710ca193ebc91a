"""From a key to the draft that shows it, painted: ``python -m benchmarks.desk``.

A real desk and a real Chromium. Keys are typed as a person does, some ten a second; for each, the
time from its event to the frame after the first visible draft has changed. The same page answers
its own keys without the server, too: that is what the browser alone takes here, and the ratio
between the two says more than milliseconds of a machine that does other things besides.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
KEYS = 60
PAUSE = 100
"""Milliseconds between two keys."""
GOAL = 100
"""Milliseconds from a key to its draft."""
ACCOUNTS = ("x", "mastodon", "telegram", "bluesky", "threads")
"""Channels of a writer who has an account on each."""
SHORT = "We are moving to the old bakery on 1 March. Come and see us there.\n"
MEASURE = """(alone) => {
  const text = document.getElementById("text");
  const draft = document.querySelector(".desk-slot:not([hidden]) [id^=draft-]");
  window.taken = [];
  let began = 0;
  const painted = (start) => requestAnimationFrame(() => {
    const port = new MessageChannel();
    port.port1.onmessage = () => window.taken.push(performance.now() - start);
    port.port2.postMessage(0);
  });
  text.addEventListener("keydown", (event) => {
    began = event.timeStamp;
    if (alone) event.stopImmediatePropagation();
  }, true);
  if (alone) {
    text.addEventListener("input", (event) => {
      event.stopImmediatePropagation();
      draft.innerHTML = draft.innerHTML.replace("", "");
    }, true);
  }
  new MutationObserver(() => {
    if (began) painted(began);
    began = 0;
  }).observe(draft, { childList: true, subtree: true });
}"""


def measured(page: "Page", *, alone: bool) -> list[float]:
    """Milliseconds for each key whose draft changed."""
    page.reload()
    page.locator("#gallery .draft").first.wait_for()
    page.wait_for_timeout(1_000)
    page.evaluate(MEASURE, alone)
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    for number in range(KEYS):
        page.keyboard.type("abcdefghij klmnopqrst"[number % 21])
        page.wait_for_timeout(PAUSE)
    page.wait_for_timeout(2_000)
    taken: list[float] = page.evaluate("window.taken")
    return taken


def main() -> None:
    """Measure a short post and a long one: on channels that their readers use, and on accounts."""
    long = (ROOT / "examples/how-an-emoji-is-born.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        accounts = Path(folder) / "accounts.toml"
        accounts.write_text(
            "\n".join(f'[accounts.our-{one}]\nchannel = "{one}"' for one in ACCOUNTS),
            encoding="utf-8",
        )
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        cases = {
            "a post of two sentences": (SHORT, {}),
            "one of 33 messages": (long, {}),
            "the same for five accounts": (long, {"CROSSPOST_CONFIG": str(accounts)}),
        }
        for name, (text, settings) in cases.items():
            post = Path(folder) / f"{len(text)}.md"
            post.write_text(text, encoding="utf-8")
            with subprocess.Popen(
                [sys.executable, "-m", "crosspost", "desk", "--no-open", str(post)],
                env={**os.environ, **home, **settings},
                stdout=subprocess.PIPE,
                text=True,
            ) as desk:
                try:
                    address = next(re.finditer(r"http://\S+", next(iter(desk.stdout or ()))))
                    page = launched.new_page(viewport={"width": 1280, "height": 900})
                    page.goto(address[0])
                    shown(name, measured(page, alone=False), measured(page, alone=True))
                finally:
                    desk.terminate()
        launched.close()


def shown(name: str, desk: list[float], alone: list[float]) -> None:
    """A line for one post."""
    last = quantiles(desk, n=20)[-1]
    within = sum(one <= GOAL for one in desk) / len(desk)
    print(
        f"{name}: {median(desk):.0f} ms (95 %: {last:.0f}), {within:.0%} within {GOAL} ms, "
        f"{len(desk)} of {KEYS} keys; the browser alone {median(alone):.0f} ms, "
        f"{median(desk) / median(alone):.1f} times"
    )


if __name__ == "__main__":
    main()
