"""A word in each field and language of a post is in what a channel is sent, or is told as lost.

Told by a finding that is no mere information, and that names the field, its language, or the word.
One field in one language at a time: nothing else of the post is in that language.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from crosspost import render
from crosspost._record import plain
from crosspost.model.draft import Draft
from crosspost.model.findings import Finding
from crosspost.model.post import (
    Matters,
    Media,
    Meta,
    Override,
    Part,
    Point,
    Post,
    Prediction,
    Source,
    Story,
)
from crosspost.registry import channel_names, load_channel

WORD = "Kanarienvogel"
LANGUAGES = ("en", "zh", "fr")
EN, ZH = "It began in the port.", "事情从港口开始。"
BOTH: dict[str, Any] = {"en": EN, "zh": ZH}


def said(language: str) -> dict[str, Any]:
    """A text in both languages, and the word in *language*: in place of, or beside, what is there."""
    words = {"en": f"{WORD} sings.", "zh": f"有 {WORD} 在唱。", "fr": f"Le {WORD} chante."}
    return {**BOTH, language: words[language]}


def fields(language: str) -> Iterator[tuple[str, Post]]:
    """Posts that have the word in one field each."""
    post = Post(title=BOTH, happened=BOTH, lede=BOTH, languages=("en", "zh"))
    own = said(language)
    yield "title", structs.replace(post, title=own)
    yield "lede", structs.replace(post, lede=own)
    yield "happened", structs.replace(post, happened=own)
    yield "matters", structs.replace(post, matters=Matters(text=own))
    yield "points[0].text", structs.replace(post, matters=Matters(points=(Point(text=own),)))
    labelled = Point(text=BOTH, label=own)
    yield "points[0].label", structs.replace(post, matters=Matters(points=(labelled,)))
    below = Point(text=BOTH, points=(labelled,))
    yield "points[0].points[0].label", structs.replace(post, matters=Matters(points=(below,)))
    yield "story.text", structs.replace(post, story=Story(text=own))
    yield "story.label", structs.replace(post, story=Story(text=BOTH, label=own))
    yield "prediction", structs.replace(post, prediction=Prediction(text=own))
    yield "discussion", structs.replace(post, discussion=own)
    parts = (Part(section="happened"), Part(heading=BOTH, text=own))
    yield "sections[1].text", structs.replace(post, sections=parts)
    parts = (Part(section="happened"), Part(heading=own, text=BOTH))
    yield "sections[1].heading", structs.replace(post, sections=parts)
    yield "media[0].alt", structs.replace(post, media=(Media(path="a.png", alt=own),))
    yield "meta.description", structs.replace(post, meta=Meta(description=own))
    yield "meta.hook", structs.replace(post, meta=Meta(hook=own))
    yield "meta.digest", structs.replace(post, meta=Meta(digest=own))
    if language == "en":
        for name in ("title", "authors", "note"):
            plain_one = Source(title="Almanac", url="https://a.example/")
            source = structs.replace(plain_one, **{name: WORD})
            yield f"sources[0].{name}", structs.replace(post, sources=(source,))
        there = Source(title="Almanac", url=f"https://a.example/{WORD}")
        yield "sources[0].url", structs.replace(post, sources=(there,))
        yield "tags", structs.replace(post, tags=(WORD,))


CASES = [(post, name, language) for language in LANGUAGES for name, post in fields(language)]
OPTIONAL = {"meta.description", "meta.hook", "meta.digest", "tags", "media[0].alt"}
"""What not every channel has a place for, by its entry, and what stands in for other words."""


def is_told(draft: Draft, name: str, language: str) -> bool:
    return any(names(one, name, language) for one in draft.findings)


def names(found: Finding, name: str, language: str) -> bool:
    """Whether *found* is about the field, its language or the word, and is no mere information.

    What a whole language is left out of an account that says another one, it was asked to.
    """
    said = json.dumps(plain(found), ensure_ascii=False)
    about = WORD in said or language in found.values.get("languages", ())  # type: ignore[operator]
    section = name.partition(".")[0].partition("[")[0].removeprefix("points") or "matters"
    about |= str(found.location).startswith((section, "matters" if "points" in name else section))
    named = str(found.values)
    about |= section in named or (section == "sections" and "# " in named)
    meant = found.code in {"language.omitted", "media.no-alt-field"} and language in {"en", "zh"}
    return about and (meant or found.level != "info")


@pytest.mark.parametrize("channel", channel_names())
def test_a_word_is_sent_or_told(channel: str):
    """In each field and language; the fields in which it is lost are named."""
    lost = {}
    for post, name, language in CASES:
        draft = render(post, channel)
        sent = json.dumps(plain(draft.messages), ensure_ascii=False)
        if name in OPTIONAL and language != "fr":
            continue
        if WORD not in sent and not is_told(draft, name, language):
            lost[f"{name} {language}"] = [
                f"{one.level} {one.code} {one.location}: {one.message}" for one in draft.findings
            ]
    assert lost == {}


BAD = ("javascript:alert(1)", "JavaScript:alert(1)", " java\nscript:alert(1)", "data:text/html,x")


@pytest.mark.parametrize("address", BAD)
@pytest.mark.parametrize("channel", channel_names())
def test_an_address_is_one_of_the_web(channel: str, address: str):
    """In whatever field it stands: sources, the post's own, pictures, links in a text."""
    post = Post(
        title=BOTH,
        happened={"en": f"See [this](<{address}>) and ![that](<{address}>).", "zh": ZH},
        sources=(Source(title="Almanac", url=address),),
        media=(Media(url=address, alt={"en": "A port"}),),
        meta=Meta(canonical_url=address),
        channels={channel: Override(media=(Media(url=address, alt={"en": "A port"}),))},
    )
    draft = render(post, channel)
    sent = json.dumps([plain(one) for one in draft.messages]).lower()
    assert not re.search(r'(href=.{0,3}|"ur[il]": ")(java|data:)', sent)
    told = {str(one.location) for one in draft.findings if one.code == "address.unsafe"}
    assert told >= {"sources[0].url", "meta.canonical_url", "media[0].url"}


UNSEEN = "\ufeff\ufffe\uffff\u202e\u2066\u200b\x07"


@pytest.mark.parametrize("channel", channel_names())
def test_characters_that_nobody_sees_are_in_no_message(channel: str):
    """In whatever field they stand."""
    words = f"A{UNSEEN}port"
    post = Post(
        title={"en": words},
        happened={"en": f"{words}."},
        matters=Matters(points=(Point(label={"en": words}, text={"en": words}),)),
        sections=(Part(section="happened"), Part(heading={"en": words}, text={"en": words})),
        sources=(Source(title=words, authors=words, note=words, url=f"https://a.example/{words}"),),
        tags=(words,),
        media=(Media(path="a.png", alt={"en": words}),),
        meta=Meta(author=words, description={"en": words}),
    )
    sent = json.dumps([plain(one) for one in render(post, channel).messages], ensure_ascii=False)
    own = str(load_channel(channel).write)  # Slack's old signs need a space that nobody sees
    assert not [
        f"U+{ord(one):04X}" for one in UNSEEN if one in sent and ascii(one)[1:-1] not in own
    ]
