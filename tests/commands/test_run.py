"""What a transcript cannot show: a person who presses Ctrl-C."""

import pytest

from crosspost import cli
from crosspost.cli import settings


def test_stopped_by_hand(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def interrupted(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(settings, "schema", interrupted)
    assert cli.run(["schema"]) == 1
    assert capsys.readouterr().err == "crosspost: stopped\n"


def test_every_command_leaves_the_command_line_as_it_was(capsys: pytest.CaptureFixture[str]):
    run, parser = cli.run, cli.parser
    cli.run(["completion", "bash"])  # a module's name is one of the package from then on
    cli.run(["schema"])
    assert (cli.run, cli.parser) == (run, parser)
    assert capsys.readouterr().out
