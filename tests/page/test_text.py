"""The law of the page: what a reader sees of each message is the draft's text, to the letter."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from msgspec import structs

import crosspost
from crosspost.model.draft import Draft
from crosspost.preview.as_html import gallery, page
from tests.browser import Window
from tests.laws.strategies import posts
from tests.page.conftest import FEW, POSTS, Opened, drafted, drafts_of, seen
from tests.tries import tries

pytestmark = pytest.mark.browser


def texts(drafts: tuple[Draft, ...]) -> list[list[str]]:
    return [[message.text for message in draft.messages] for draft in drafts]


def lines(said: list[list[str]], drafts: tuple[Draft, ...]) -> list[list[str]]:
    """*said*; of a message that is HTML without the empty lines, which its blocks have or not."""
    html = [any("formatted_body" in one.payload for one in draft.messages) for draft in drafts]
    return [
        [re.sub(r"\n+", "\n", one) for one in some] if folded else some
        for some, folded in zip(said, html, strict=True)
    ]


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_every_example_reads_as_it_will_be_sent(path: Path, opened: Opened):
    drafts = drafts_of(path)
    view = opened(drafts)
    for width in (1280, 390):
        view.set_viewport_size({"width": width, "height": 900})
        assert seen(view) == texts(drafts), width


def test_the_law_can_fail(opened: Opened):
    """A word in the payload, or one hidden by the style, is noticed."""
    (draft,) = drafted(crosspost.read(POSTS[0]), "x")
    first, *rest = draft.messages
    other = structs.replace(first, payload={"text": f"{first.text}!"})
    changed = structs.replace(draft, messages=(other, *rest))
    assert seen(opened([changed])) != texts((draft,))
    view = opened([draft])
    view.evaluate("document.querySelector('.message [data-text]').style.visibility = 'hidden'")
    assert seen(view)[0][0] == ""


@pytest.mark.slow
def test_whatever_a_post_holds(window: Window):
    """Random posts in all scripts, with marks that cross, on every channel."""
    view = window()
    view.set_content(page([]))

    @given(posts())
    @tries(12)
    def law(post: crosspost.Post):
        drafts = drafted(post)
        view.evaluate(
            "html => { document.querySelector('main').innerHTML = html }", gallery(drafts)
        )
        assert lines(seen(view), drafts) == lines(texts(drafts), drafts)

    law()
