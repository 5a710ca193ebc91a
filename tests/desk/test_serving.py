"""Starting and ending the desk, where something is missing or in the way."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from crosspost import cli
from tests.desk.conftest import Start
from tests.transcripts import ROOT


@pytest.mark.parametrize("library", ["uvicorn", "starlette", "portalocker"])
def test_a_library_that_is_missing_is_named(library: str, tmp_path: Path):
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from crosspost.cli import run; sys.exit(run(['desk', '--no-open']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)},
    )
    assert done.returncode == 1
    assert f"crosspost edit needs the library {library}" in done.stderr
    assert 'pip install "crosspost[desk]"' in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.run(["desk", "--no-open", "--port", str(port)]) == 1
    assert f"127.0.0.1:{port} cannot be listened on" in capsys.readouterr().err


@pytest.mark.slow
def test_ctrl_c_ends_it_without_a_word(start: Start):
    desk = start()
    assert desk.stop() == (0, "")
    assert desk.kept() == [], "a template that nobody touched is no text to keep"
