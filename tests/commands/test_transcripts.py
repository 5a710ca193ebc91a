"""Every transcript beside this file says what the command line does; ``--accept`` rewrites them.

One that sends finds a fake WeChat at `FAKE`; a block ``json faults.json`` says what goes wrong.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.server import Fault
from tests.fakes.wechat import WeChat
from tests.transcripts import ROOT, blocks, play

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.md"))
FAKE = "http://127.0.0.1:8020"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d UTC|T\d\d:\d\d:\d\d\.\d+Z)")


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_commands_print_what_their_transcript_says(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest
):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    said = path.read_text(encoding="utf-8")
    with served(said) as address:
        played = play(said.replace(FAKE, address), tmp_path).replace(address, FAKE)
    if not any(mark.endswith(" now") for mark, _ in blocks(said)):
        played = MOMENT.sub("2026-11-24 08:00 UTC", played)  # whenever it was
    if request.config.getoption("--accept"):
        path.write_text(played, encoding="utf-8")
    else:
        assert played == said


@contextmanager
def served(said: str) -> Iterator[str]:
    """The address of a fake that fails as the transcript says, if it needs one."""
    if FAKE not in said:
        yield FAKE
        return
    faults = [body for mark, body in blocks(said) if mark.endswith(" faults.json")]
    with WeChat() as fake:
        fake.faults += [Fault(**one) for body in faults for one in json.loads(body)]
        yield fake.url
