"""Laws of drafts, over every channel and posts that hold anything at all.

Sizes are counted again here, by hand where that is possible: a law that asks the code under test
how long its own output is would prove little.
"""

import json
from collections.abc import Iterator

import pytest
import regex
from hypothesis import given

from crosspost import FitError, Post, render
from crosspost.counting import measure
from crosspost.model.draft import Draft, Message
from crosspost.model.post import Text
from crosspost.registry import channel_names, default_account, load_channel
from crosspost.testing import check_draft, check_page
from tests.laws.strategies import posts
from tests.tries import tries

CHANNELS = channel_names()
hostile = tries(25)

COUNTED = {
    "code points": len,
    "utf-8": lambda text: len(text.encode()),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "graphemes": lambda text: len(regex.findall(r"\X", text)),
}
"""What can be counted without the package; the other units have judges of their own."""


def made(post: Post, channel: str) -> Draft:
    return render(post, channel)


KEYS = {
    "text",
    "commentary",
    "comment",
    "caption",
    "status",
    "content",
    "html",
    "markdown",
    "markdown_text",
}


def sent(message: Message) -> str:
    """The text in the call itself, wherever the channel's call has it."""
    attached = message.payload.get("text_attachment")
    if "content_state" in message.payload:  # a text for each block
        return json.dumps(message.payload["content_state"], ensure_ascii=False)
    if "formatted_body" in message.payload:  # both are in one call, as JSON has them
        return "".join(
            json.dumps(message.payload[key], ensure_ascii=False)
            for key in ("body", "formatted_body")
        )
    if isinstance(attached, dict):
        return f"{message.payload['text']}\n\n{attached['plaintext']}"
    return max(_texts(message.payload), key=len)


def _texts(payload: object) -> Iterator[str]:
    """What stands under a key of a text, however deep."""
    if isinstance(payload, dict):
        for key, value in payload.items():
            if key in KEYS and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from _texts(value)


@pytest.mark.parametrize("channel", CHANNELS)
@hostile
@given(post=posts())
def test_every_message_fits_and_drafts_and_pages_keep_the_laws_of_the_kit(channel: str, post: Post):
    rules = load_channel(channel)
    draft = check_draft(post, default_account(channel))
    check_page(draft)
    for message in draft.messages:
        text = sent(message)
        assert text.strip() or message.media
        rule = rules.forms[str(rules.options["form"].default)] if rules.forms else rules.text
        for limit in rule.limits:
            if limit.unit in COUNTED:
                assert COUNTED[limit.unit](text) <= limit.max
            assert measure(text, limit.unit).size <= limit.max
        assert message.size <= message.limit


@pytest.mark.parametrize("channel", ["telegram"])
@hostile
@given(post=posts())
def test_entities_lie_inside_the_text(channel: str, post: Post):
    for message in made(post, channel).messages:
        text = sent(message).encode("utf-16-le")
        entities = message.payload.get("entities", message.payload.get("caption_entities"))
        assert isinstance(entities, list)
        for entity in entities:
            assert isinstance(entity, dict)
            start, length = entity["offset"], entity["length"]
            assert isinstance(start, int)
            assert isinstance(length, int)
            named = text[2 * start : 2 * (start + length)].decode("utf-16-le")
            assert 2 * (start + length) <= len(text)
            assert named == named.strip()
            assert named


@hostile
@given(post=posts())
def test_facets_lie_inside_the_text(post: Post):
    for message in made(post, "bluesky").messages:
        text = sent(message).encode()
        facets = message.payload["facets"]
        assert isinstance(facets, list)
        for facet in facets:
            assert isinstance(facet, dict)
            index = facet["index"]
            assert isinstance(index, dict)
            start, end = index["byteStart"], index["byteEnd"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert text[start:end].decode().strip()


@hostile
@given(post=posts())
def test_where_nothing_is_left_out_every_word_is_sent(post: Post):
    """On Telegram, all together, a post's texts are all there (typography aside)."""
    try:
        draft = made(post, "telegram")
    except FitError:
        return
    lost = {finding.code for finding in draft.findings}
    if lost & {"section.omitted", "section.untranslated"}:
        return
    whole = letters("".join(sent(message) for message in draft.messages))
    for texts in (post.title, post.happened, post.discussion):
        for language in draft.languages:
            for word in regex.findall(r"[\p{Han}]{3,}", texts.get(language, Text()).markdown):
                assert letters(word) in whole


def letters(text: str) -> str:
    return "".join(regex.findall(r"[\p{L}\p{N}]", text))
