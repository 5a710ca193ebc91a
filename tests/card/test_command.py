"""The transcript beside this file is what the command prints; ``--accept`` rewrites it."""

import shutil
from pathlib import Path

import pytest

from tests.card import fonts
from tests.transcripts import ROOT, play

TRANSCRIPT = Path(__file__).with_name("command.md")


@fonts.noto
def test_command_prints_what_its_transcript_says(tmp_path: Path, request: pytest.FixtureRequest):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    said = TRANSCRIPT.read_text(encoding="utf-8")
    played = play(said, tmp_path).replace(str(tmp_path), "~")
    if request.config.getoption("--accept"):
        TRANSCRIPT.write_text(played, encoding="utf-8")
    else:
        assert played == said
    assert sorted(path.name for path in tmp_path.rglob("*.png")) == [
        "card.png",
        "card.png",
        "dow-changes-chips.png",
        "every-second-car.wechat-cover.png",
        "long.png",
        *(f"swipe.{at}.png" for at in range(1, 9)),
    ]
