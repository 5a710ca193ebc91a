"""Saving against other programs: what they wrote is there, or the author is asked; never neither."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from crosspost import files
from crosspost.errors import ConfigError
from crosspost.post_file import FileChanged, PostFile, read, write

BEFORE, OURS, THEIRS = "一\n", "我们的 🎉\n", "他们的 theirs\n"


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "帖子.md"
    path.write_text(BEFORE, encoding="utf-8")
    return path


def replacing(path: Path) -> None:
    new = path.with_name("theirs.new")
    new.write_text(THEIRS, encoding="utf-8")
    new.replace(path)


def in_place(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(THEIRS)


@pytest.mark.parametrize("theirs", [replacing, in_place])
@pytest.mark.parametrize("at", ["look", "exchange"])
def test_what_is_written_between_the_look_and_the_rename_is_there(
    post: Path, theirs: Callable[[Path], None], at: str, monkeypatch: pytest.MonkeyPatch
):
    """Aimed at the very window, each time: before it is opened, and just before they change."""
    last = read(post)
    function = {"look": "_swapped", "exchange": "_exchange"}[at]
    real, done = getattr(files, function), list[bool]()

    def first(*given: object) -> object:
        if not done:
            done.append(True)
            theirs(post)
        return real(*given)

    monkeypatch.setattr(files, function, first)
    with pytest.raises(FileChanged) as caught:
        write(OURS, last)
    assert caught.value.theirs.text == THEIRS
    assert post.read_text(encoding="utf-8") == THEIRS
    assert [path.name for path in post.parent.iterdir()] == [post.name], "nothing is left beside it"


@pytest.mark.slow
def test_nothing_is_lost_over_many_races(post: Path, times: Callable[[int], int]):
    for round_ in range(times(200)):
        post.write_text(BEFORE, encoding="utf-8")
        last = read(post)
        other = threading.Thread(target=_soon, args=(post, round_))
        other.start()
        with suppress(FileChanged):
            write(OURS, last)
        other.join()
        held = post.read_text(encoding="utf-8")
        assert held == THEIRS, f"round {round_}: {held!r}"


def _soon(path: Path, round_: int) -> None:
    time.sleep(round_ % 20 / 10_000)
    replacing(path)


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path):
    path = tmp_path / "新.md"
    last = PostFile(path=path)
    path.write_text(THEIRS, encoding="utf-8")
    with pytest.raises(FileChanged):
        write(OURS, last)
    assert not files.replace_unchanged(path, OURS.encode(), None)
    assert path.read_text(encoding="utf-8") == THEIRS


def test_where_the_system_cannot_exchange_a_look_is_made(
    post: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    assert not files.replace_unchanged(post, OURS.encode(), THEIRS.encode())
    assert write(OURS, read(post)).text == OURS
    assert post.read_text(encoding="utf-8") == OURS


def test_a_read_only_file_stays_as_it_is(post: Path):
    post.chmod(0o444)
    with pytest.raises(ConfigError, match="read-only"):
        write(OURS, read(post))
    assert post.read_text(encoding="utf-8") == BEFORE


def test_a_link_is_followed_and_one_that_leads_nowhere_is_said(post: Path, tmp_path: Path):
    link = tmp_path / "link.md"
    link.symlink_to(post)
    write(OURS, read(link))
    assert link.is_symlink()
    assert post.read_text(encoding="utf-8") == OURS
    post.unlink()
    with pytest.raises(ConfigError, match="a link to"):
        write(OURS, read(link))
    assert os.path.lexists(link)
    assert not post.exists()
