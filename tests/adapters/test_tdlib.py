"""Telegram's own library keeps what we send as we send it: its judge, offline.

``pip install tdjson`` (TDLib, https://core.telegram.org/tdlib) makes these run. Only its static
``parseMarkdown`` is asked, which cleans a text and repairs its entities as sending does; signs of
Markdown are left out of the texts, for it would read them.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost import read, render
from crosspost.adapters.telegram import entities
from crosspost.text.richtext import Mark, MarkKind, Rich
from tests.examples import EXAMPLES
from tests.tries import tries

tdjson = pytest.importorskip("tdjson", reason="TDLib is not installed: pip install tdjson")

TYPES = {
    "bold": "Bold",
    "italic": "Italic",
    "code": "Code",
    "strikethrough": "Strikethrough",
    "pre": "Pre",
    "text_link": "TextUrl",
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
}


def ask(request: dict[str, Any]) -> Any:
    return json.loads(tdjson.td_execute(json.dumps(request).encode()))


ask({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def _type(entity: dict[str, Any]) -> str:
    return "PreCode" if "language" in entity else TYPES[entity["type"]]


def kept(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[tuple[str, int, int]]]:
    """What TDLib makes of a message."""
    given = [
        {
            "@type": "textEntity",
            "offset": one["offset"],
            "length": one["length"],
            "type": {
                "@type": f"textEntityType{_type(one)}",
                **{key: one[key] for key in ("url", "language") if key in one},
            },
        }
        for one in entities
    ]
    answer = ask(
        {
            "@type": "parseMarkdown",
            "text": {"@type": "formattedText", "text": text, "entities": given},
        }
    )
    assert answer["@type"] == "formattedText", answer
    return answer["text"], [
        (one["type"]["@type"].removeprefix("textEntityType"), one["offset"], one["length"])
        for one in answer["entities"]
    ]


def sent(entities: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(_type(one), one["offset"], one["length"]) for one in entities]


@st.composite
def riches(draw: st.DrawFn) -> Rich:
    text = draw(st.text(alphabet="ab 中。\n🎉", min_size=1, max_size=14).filter(str.strip))
    kinds: list[MarkKind] = ["strong", "emphasis", "strike", "code", "pre", "link", "url", "quote"]
    marks = []
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(kinds))
        href = draw(st.sampled_from(["https://a.cn", "https://例子.中国/b"]))
        own = href if kind in {"link", "url"} else ""
        marks.append(Mark(start=start, end=end, kind=kind, href=own))
    return Rich(text=text, marks=tuple(marks))


@tries(500)
@given(riches())
def test_any_marks_come_back_as_they_were_sent(rich: Rich):
    made: list[dict[str, Any]] = list(entities(rich))
    assert kept(rich.text, made) == (rich.text, sent(made))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_comes_back_as_it_was_sent(path: Path):
    for message in render(read(path), "telegram").messages:
        made: Any = message.payload.get("entities", message.payload.get("caption_entities"))
        assert kept(message.text, made) == (message.text, sent(made))
        assert message.text == message.text.strip(" \n")
        assert len(message.text) <= 4096
