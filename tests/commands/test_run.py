"""What a transcript cannot show: a person who presses Ctrl-C."""

import pytest

from crosspost import cli
from crosspost.cli import schema


def test_stopped_by_hand(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def interrupted(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "run", interrupted)
    assert cli.run(["schema"]) == 1
    assert capsys.readouterr().err == "crosspost: stopped\n"


def test_every_command_leaves_the_command_line_as_it_was():
    run = cli.run
    cli.parser()  # loads each module, whose names are those of the package then
    assert cli.run is run
