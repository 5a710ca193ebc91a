"""Every example on every channel, as files a person can open; ``--accept`` rewrites them.

Examples of one name are one post in several formats: they must give the same files.
``EXAMPLE/CHANNEL.txt`` is what ``crosspost preview`` shows. Where the channel's call takes more
than a text, ``CHANNEL.json`` holds the payloads, and an article's text is ``CHANNEL.html`` or ``.md``.
"""

import json
from pathlib import Path

import pytest
from msgspec import structs

import crosspost
from crosspost.model.layout import Options
from crosspost.preview.as_text import draft_as_text
from crosspost.registry import default_account
from tests.conftest import GOLDEN, Golden
from tests.examples import EXAMPLES, ROOT

CHANNELS = sorted(path.stem for path in (ROOT / "channels").glob("*.toml"))
FORMS: dict[str, tuple[str, Options]] = {
    "telegram-rich": ("telegram", {"form": "rich"}),
    "bluesky-draft": ("bluesky", {"draft": True}),
}
"""What an option of a channel makes of a post, where that is another text altogether."""


@pytest.mark.parametrize("channel", [*CHANNELS, *FORMS])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_on_a_channel(example: Path, channel: str, golden: Golden):
    entry, options = FORMS.get(channel, (channel, {}))
    account = structs.replace(default_account(entry), options=options)
    draft = crosspost.render(crosspost.read(example), account)
    name = f"{example.stem}/{channel}"
    golden(f"{name}.txt", draft_as_text(draft))
    payloads = [message.payload for message in draft.messages]
    if any(list(payload) != ["text"] for payload in payloads):
        golden(f"{name}.json", json.dumps(payloads, ensure_ascii=False, indent=2) + "\n")
    for payload in payloads:
        if {"digest", "content"} <= payload.keys():
            golden(f"{name}.html", f"{payload['content']}\n")
        for key, kind in (("html", "html"), ("markdown", "md")):
            if isinstance(payload.get(key), str):
                golden(f"{name}.{kind}", f"{payload[key]}\n")


def test_no_golden_file_is_left_over():
    kept = {path.name for path in GOLDEN.iterdir()}
    assert kept == {example.stem for example in EXAMPLES} | {"blind", "predictions", "preview"}
