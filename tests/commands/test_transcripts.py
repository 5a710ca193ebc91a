"""Every transcript beside this file says what the command line does; ``--accept`` rewrites them.

One that sends finds fakes at the addresses in `FAKES`; a block ``json faults.json`` says what goes
wrong with WeChat.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from crosspost import preview
from crosspost.cli import schedule
from crosspost.model.draft import Draft, approval
from crosspost.publishing import preflight
from crosspost.testing.server import Fake, Fault
from tests.fakes.feed_site import FeedSite
from tests.fakes.mastodon import MastodonFake
from tests.fakes.wechat import WeChat
from tests.transcripts import ROOT, blocks, play

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.md"))
FAKES: dict[str, type[Fake]] = {
    "http://127.0.0.1:8020": WeChat,
    "http://127.0.0.1:8021": MastodonFake,
    "http://127.0.0.1:8022": FeedSite,
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d UTC|T\d\d:\d\d:\d\d\.\d+Z)")


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_commands_print_what_their_transcript_says(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest
):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    said = path.read_text(encoding="utf-8")
    with served(said) as addresses, approving_what_is_shown(addresses):
        played = play(replaced(said, addresses), tmp_path)
        played = replaced(played, {real: shown for shown, real in addresses.items()})
    if not any(mark.endswith(" now") for mark, _ in blocks(said)):
        played = MOMENT.sub("2026-11-24 08:00 UTC", played)  # whenever it was
    if request.config.getoption("--accept"):
        path.write_text(played, encoding="utf-8")
    else:
        assert played == said


@contextmanager
def approving_what_is_shown(addresses: dict[str, str]) -> Iterator[None]:
    """An approval covers where an account leads, and each fake has a port of its own each time."""
    shown = {real: address for address, real in addresses.items()}

    def approved(draft: Draft, place: dict[str, str], pictures: dict[str, str]) -> str:
        place = {key: replaced(value, shown) for key, value in place.items()}
        return approval(draft, place, pictures)

    with ExitStack() as patches:
        for module in (preview, preflight, schedule):
            patches.enter_context(patch.object(module, "approval", approved))
        yield


def replaced(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


@contextmanager
def served(said: str) -> Iterator[dict[str, str]]:
    """The address of each fake that is needed, by the one shown; WeChat fails as it is told to."""
    faults = [body for mark, body in blocks(said) if mark.endswith(" faults.json")]
    with ExitStack() as running:
        fakes = {
            address: running.enter_context(kind())
            for address, kind in FAKES.items()
            if address in said
        }
        for fake in fakes.values():
            if isinstance(fake, WeChat):
                fake.faults += [Fault(**one) for body in faults for one in json.loads(body)]
        yield {address: fake.url for address, fake in fakes.items()}
