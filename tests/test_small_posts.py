"""Small posts, each with what it must come to on the channels it names.

A table is a file in ``tests/cases/small-posts``; a row has:

- ``why``: what it shows; ``text``: the file's content; ``file``: its name, ``post.md`` unless said;
- ``channels``: where it is rendered; ``languages``: what the account asks for, if it does;
- ``has``, ``lacks``: words that the messages of each channel hold, or do not; ``first``: words that
  the first message holds; white space counts as one space in these;
- ``payload``, ``nopayload``: texts that the calls' arguments hold, or do not, as JSON;
- ``pictures``: of each message the pictures that go with it, by path or address;
- ``most``: at most so many messages;
- ``warns``: true where some finding is a warning or an error, false where none is;
- ``codes``: finding codes that are told; ``says``: it is refused with an error that has these codes.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET, structs

import crosspost
from crosspost import registry
from crosspost.errors import PostError
from crosspost.model.draft import Draft, Message
from crosspost.model.layout import Changes, changed
from crosspost.readers import FORMATS, parse

TABLES = sorted((Path(__file__).parent / "cases/small-posts").glob("*.toml"))
ROWS = [
    pytest.param(row, id=f"{table.stem}: {row['why']}")
    for table in TABLES
    for row in tomllib.loads(table.read_text(encoding="utf-8"))["post"]
]


@pytest.mark.parametrize("row", ROWS)
def test_a_small_post(row: dict[str, Any]):
    name = row.get("file", "post.md")
    form = next(form for form, endings in FORMATS.items() if name.endswith(endings))
    if "says" in row:
        with pytest.raises(PostError) as refused:
            parse(row["text"], form, name)
        assert set(row["says"]) <= {error.code for error in _each(refused.value)}
        return
    post = parse(row["text"], form, name)
    for channel in row["channels"]:
        account = registry.default_account(channel)
        if "languages" in row:
            wanted = Changes(languages=tuple(row["languages"]))
            account = structs.replace(account, layout=changed(account.layout, wanted))
        _check(row, crosspost.render(post, account), channel)


def _each(error: PostError) -> list[PostError]:
    return [error, *getattr(error, "others", ())]


def _check(row: dict[str, Any], draft: Draft, channel: str) -> None:
    assert draft.messages, channel
    said = _folded("\n".join(message.text for message in draft.messages))
    first = _folded(draft.messages[0].text)
    payload = json.dumps([message.payload for message in draft.messages], ensure_ascii=False)
    for key, where in (("has", said), ("first", first), ("payload", payload)):
        for words in row.get(key, []):
            assert (words if key == "payload" else _folded(words)) in where, (channel, key)
    for key, where in (("lacks", said), ("nopayload", payload)):
        for words in row.get(key, []):
            assert (words if key == "nopayload" else _folded(words)) not in where, (channel, key)
    if "pictures" in row:
        assert [_pictures(message) for message in draft.messages] == row["pictures"], channel
    assert len(draft.messages) <= row.get("most", len(draft.messages)), channel
    if "warns" in row:
        warned = [one.code for one in draft.findings if one.level in {"warning", "error"}]
        assert bool(warned) is row["warns"], (channel, warned)
    assert set(row.get("codes", ())) <= {one.code for one in draft.findings}, channel


def _pictures(message: Message) -> list[str]:
    media = () if message.media is UNSET else message.media
    return [picture.path or picture.url for picture in media]


def _folded(text: str) -> str:
    return " ".join(text.split())
