"""Every transcript beside this file says what the command line does; ``--accept`` rewrites them."""

import shutil
from pathlib import Path

import pytest

from tests.transcripts import ROOT, play

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.md"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_commands_print_what_their_transcript_says(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest
):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    said = path.read_text(encoding="utf-8")
    played = play(said, tmp_path)
    if request.config.getoption("--accept"):
        path.write_text(played, encoding="utf-8")
    else:
        assert played == said
