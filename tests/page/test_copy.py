"""The buttons: what is on the clipboard is what is to be pasted, to the letter."""

from pathlib import Path

import pytest

from crosspost.model.draft import Draft, Message
from tests.laws.test_rendering import sent
from tests.page.conftest import POSTS, Opened, drafts_of

pytestmark = pytest.mark.browser


def plain(message: Message) -> str:
    """What a person would paste where the channel has no API, or where they would rather not use it."""
    if {"html", "content_state"} & message.payload.keys() or {
        "digest",
        "content",
    } <= message.payload.keys():
        return message.text.partition("\n\n")[2]
    if "formatted_body" in message.payload:  # of the two forms of one text, the one without marks
        return str(message.payload["body"])
    return sent(message)


EVERY = """async (buttons, taken) => {
  const said = [];
  for (const at of taken) {
    await navigator.clipboard.writeText("");
    buttons[at].click();
    let text = "";
    for (let tries = 0; !text && tries < 1000; tries++) text = await navigator.clipboard.readText();
    said.push(text);
  }
  return said;
}"""
"""What each of the buttons *taken* has put on the clipboard, one after the other: a key for each would take a minute.

A busy browser may read what was there before; so it is emptied, and read until it holds something."""


def copied(view, button) -> str:
    """What is on the clipboard then; a click would scroll the whole page to each button."""
    button.focus()
    view.keyboard.press("Enter")
    said: str = view.evaluate("navigator.clipboard.readText()")
    return said


@pytest.mark.parametrize(
    "path", [pytest.param(POSTS[0], marks=pytest.mark.long), POSTS[1]], ids=lambda path: path.stem
)
def test_every_message_of_every_channel(path: Path, opened: Opened, request: pytest.FixtureRequest):
    """Without ``--long`` the first and the last of each thread."""
    at_length = request.config.getoption("--long")
    drafts = drafts_of(path)
    view = opened(drafts, width=390, permissions=["clipboard-read", "clipboard-write"])
    for draft, section in zip(drafts, view.locator(".draft").all(), strict=True):
        wanted = [*map(plain, draft.messages), draft.digest]
        taken = range(len(wanted)) if at_length else sorted({0, len(wanted) - 2, len(wanted) - 1})
        buttons = section.locator(".message .copy, .digest .copy")
        assert buttons.count() == len(wanted)
        said = buttons.evaluate_all(EVERY, [*taken])
        assert said == [wanted[at] for at in taken], draft.channel
    section.locator(".details > summary").click()
    assert copied(view, section.locator(".digest .copy")) == draft.digest, "and by the key, too"


def test_nothing_is_lost_of_an_odd_text(opened: Opened):
    """Line ends, spaces, marks of direction and half of the sky: a clipboard keeps them all."""
    text = "一 \u3000二\n\n\n  三\t\u202e四\u202c 👨‍👩‍👧‍👦 <b>&amp;\"' \u200b"
    message = Message(
        index=1, of=1, text=text, size=1, limit=9, unit="graphemes", payload={"text": text}
    )
    draft = Draft(
        channel="wechat-moments",
        account="wo",
        languages=("zh",),
        digest="sha256:1",
        messages=(message,),
        findings=(),
    )
    view = opened([draft], permissions=["clipboard-read"])
    assert copied(view, view.locator(".message .copy")) == text


@pytest.mark.parametrize(
    ("language", "before", "after"), [("en", "Copy", "Copied"), ("zh", "复制", "已复制")]
)
def test_a_button_says_what_it_did(language: str, before: str, after: str, opened: Opened):
    drafts = [draft for draft in drafts_of(POSTS[0]) if draft.channel == "x"]
    view = opened(drafts, language)
    button = view.locator(".message .copy").first
    assert button.inner_text() == before
    button.focus()
    view.keyboard.press("Enter")
    assert button.inner_text() == after


def test_a_button_says_that_it_failed(opened: Opened):
    view = opened(drafts_of(POSTS[0])[:1])
    view.evaluate("document.execCommand = () => false")
    button = view.locator(".message .copy").first
    button.click()
    assert button.inner_text().startswith("Not copied")
