"""Both READMEs do what they say: every block in them is run, and both say the same."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

from crosspost.configuration import read
from tests.transcripts import ROOT, blocks, play

READMES = ("README.md", "README.zh.md")
RUN = {"console", "python", "sh"}


@pytest.mark.parametrize("name", READMES)
def test_commands_print_what_the_readme_says(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "now").write_text("2027-01-04T10:00:00+08:00", "utf-8")  # all clocks show it
    path = ROOT / name
    said = path.read_text(encoding="utf-8")
    played = play(said, tmp_path, "zh_CN" if ".zh." in name else "en")
    if request.config.getoption("--accept"):
        path.write_text(played, encoding="utf-8")
    else:
        assert played == said


@pytest.mark.parametrize("name", [*READMES, "docs/page.md", "docs/page.zh.md"])
def test_python_prints_what_the_page_says(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    text = (ROOT / name).read_text(encoding="utf-8")
    sessions = [body for mark, body in blocks(text) if mark == "python"]
    assert sessions
    for session in sessions:
        example = doctest.DocTestParser().get_doctest(session, {}, name, name, 0)
        assert not doctest.DocTestRunner().run(example).failed


def test_every_block_is_run():
    for mark, _ in blocks((ROOT / "README.md").read_text(encoding="utf-8")):
        assert mark in RUN or " " in mark, f"nothing runs a block marked {mark!r}"


def commands(text: str) -> list[tuple[str, str]]:
    """Each block without what its commands print, which each README shows in its language."""
    return [
        (mark, "".join(re.findall(r"^\$ .*\n", body, re.MULTILINE)) if mark == "console" else body)
        for mark, body in blocks(text)
    ]


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_read_in_two_minutes(name: str):
    assert (ROOT / name).read_text("utf-8").count("\n") <= 150, "the longer parts have pages"


def test_both_languages_say_the_same():
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    assert commands(english) == commands(chinese)
    assert english.count("\n## ") == chinese.count("\n## ")
    assert english.count("\n- **") == chinese.count("\n- **")


def test_ci_runs_the_lines_that_set_up():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [body for mark, body in blocks(text) if mark == "sh"]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert len(lines) == 2
    assert all(f"\n{line.strip()} || exit 1\n" in script for line in lines)


def test_the_accounts_that_are_documented_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    text = (ROOT / "docs" / "accounts.md").read_text(encoding="utf-8")
    (body,) = (body for mark, body in blocks(text) if mark == "toml crosspost.toml")
    (tmp_path / "crosspost.toml").write_text(body, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    settings = read()
    assert settings.account("zhongwen").layout.languages == ("zh",)
    assert settings.account("board").spec.name == "telegram"
