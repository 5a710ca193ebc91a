"""The walk of a program, recorded: curl against ``crosspost serve`` as its users start it."""

import shutil
from pathlib import Path

import pytest

from crosspost.ledger import Ledger, callers
from tests.fakes.wechat import WeChat
from tests.http_api.processes import serving
from tests.transcripts import play

pytestmark = pytest.mark.slow
RECORD = Path(__file__).with_name("walk.md")


@pytest.mark.skipif(
    not shutil.which("curl") or not shutil.which("jq"), reason="no curl or no jq on this machine"
)
def test_the_walk_is_as_it_was_recorded(
    ledger: Ledger, robot: WeChat, tmp_path: Path, request: pytest.FixtureRequest
):
    token = callers.add(ledger, "newsroom", sends=True)
    said = RECORD.read_text(encoding="utf-8")
    with serving(tmp_path) as running:
        meant = {"$API": running.address, '-H "$AUTH"': f'-H "Authorization: Bearer {token}"'}
        for shown, real in meant.items():
            said = said.replace(shown, real)
        walked = play(said, tmp_path)
        for shown, real in meant.items():
            walked = walked.replace(real, shown)
    assert len(robot.posts) == 1
    assert token not in walked
    if request.config.getoption("--accept"):
        RECORD.write_text(walked, encoding="utf-8", newline="\n")
    assert walked == RECORD.read_text(encoding="utf-8"), "pytest --accept writes it"
