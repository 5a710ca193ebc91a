"""``-o FILE``: whole or not at all, and where the user meant it."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from crosspost import files
from crosspost.errors import CrosspostError
from tests.transcripts import ROOT

POST = ROOT / "examples" / "price-of-a-street.txt"
OLD = "什么时候都在"


def preview(*arguments: str | Path, most: int | None = None) -> subprocess.CompletedProcess[str]:
    """``crosspost preview``, on a disk that takes files of *most* bytes."""

    def limited() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(
        [sys.executable, "-m", "crosspost", "preview", POST, *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": "src", "HOME": "/nowhere", "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=limited,
    )


def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text(OLD, encoding="utf-8")
    done = preview("-o", page, most=4096)
    assert done.returncode == 1
    assert done.stderr.startswith(f"crosspost: {page}: cannot be written: File too large")
    assert page.read_text(encoding="utf-8") == OLD
    assert list(tmp_path.iterdir()) == [page]


def test_a_device_that_is_full_is_an_error():
    done = preview("--channel", "x", "-o", "/dev/full")
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert Path("/dev/full").is_char_device()


def test_a_link_is_followed_and_a_file_keeps_who_may_read_it(tmp_path: Path):
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text(OLD, encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    files.write_file(str(link), "新的".encode())
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "新的"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_new_file_is_readable_as_far_as_the_umask_lets_it(tmp_path: Path):
    before = os.umask(0o027)
    try:
        files.write_file(str(tmp_path / "页.html"), b"1")
    finally:
        os.umask(before)
    assert (tmp_path / "页.html").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 300, "missing/页.html"])
def test_what_is_no_place_for_a_file_is_one_clear_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CrosspostError, match="cannot be written"):
        files.write_file(name, b"1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.html", "<!doctype"), ("a.HTM", "<!doctype"), ("a.json", "{"), ("a", "languages: ")],
)
def test_the_ending_says_the_form(name: str, begins: str, tmp_path: Path):
    assert preview("--channel", "x", "-o", tmp_path / name).returncode == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_frames_of_a_terminal_can_go_to_a_file(tmp_path: Path):
    assert preview("--channel", "x", "--format", "terminal", "-o", tmp_path / "a").returncode == 0
    text = (tmp_path / "a").read_text(encoding="utf-8")
    assert "╭─ 1/8" in text
    assert "\x1b" not in text
