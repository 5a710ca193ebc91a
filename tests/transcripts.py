"""Transcripts: Markdown whose console blocks are run, so that documentation cannot lie.

In a block marked ``console``, a line ``$ command`` is run; below it stand what it prints, then
``2> `` before each line of standard error, then ``=> CODE`` where it fails. A line ``...`` stands
for any lines. A block marked with a language and a file's name (``toml crosspost.toml``) is that
file; where one is called ``now``, it is what all clocks show.

A plain ``crosspost WORDS`` runs in this process, for starting Python is most of what a command
costs. Where the shell has a part (pipes, redirections, variables), and for commands that own a
process (`PROCESSES`), the shell runs a real one: those show start-up, encodings and exit codes.
"""

import gc
import io
import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from crosspost.__main__ import main
from crosspost.cli import _output as clock
from tests.clocked import shown

ROOT = Path(__file__).parents[1]
PROCESSES = {"edit", "--version"}
"""Commands that take signals, or that may import next to nothing."""
SHELL = set("|&;<>()$`\\*?[]#~!{}\n")
"""Characters that may mean something to the shell."""
BLOCK = re.compile(r"^```(?P<mark>[^`\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each fenced block of a Markdown text: what it is marked with, and what it holds."""
    for found in BLOCK.finditer(text):
        yield found["mark"], found["body"]


def play(text: str, folder: Path, language: str = "en") -> str:
    """*text* with every command run in *folder* and its output as it is now, in *language*."""
    for mark, body in blocks(text):
        _, _, name = mark.partition(" ")
        if name:
            (folder / name).write_text(body, encoding="utf-8")
    shell = _shell(folder) | ({"LC_MESSAGES": f"{language}.UTF-8"} if language != "en" else {})

    def played(found: re.Match[str]) -> str:
        if found["mark"] != "console":
            return found[0]
        return f"```console\n{_session(found['body'], folder, shell)}```"

    return BLOCK.sub(played, text)


def _shell(folder: Path) -> dict[str, str]:
    """An environment in which ``crosspost`` is this checkout's, and nothing is configured."""
    path = folder / ".bin" / "crosspost"
    path.parent.mkdir(exist_ok=True)
    clocked = f"{ROOT}/tests/clocked.py" if (folder / "now").exists() else "-m crosspost"
    script = f'#!/bin/sh\nexec "{sys.executable}" {clocked} "$@"\n'
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)
    return {
        "PATH": f"{path.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "CROSSPOST_TRUST": str(folder),
        "COLUMNS": "80",
        "LC_CTYPE": "C.UTF-8",
    }


def _session(body: str, folder: Path, shell: dict[str, str]) -> str:
    lines: list[str] = []
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if part:
            command, _, expected = part.partition("\n")
            lines.append(f"{command}\n{_elided(_output(command[2:], folder, shell), expected)}")
    return "".join(lines)


def _output(command: str, folder: Path, shell: dict[str, str]) -> str:
    first, *words = shlex.split(command) if not SHELL & set(command) else [""]
    if first == "crosspost" and words and words[0] not in PROCESSES:
        code, printed, complaints = called(words, folder, shell)
    else:
        done = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=shell, capture_output=True, check=False
        )
        code, printed, complaints = done.returncode, done.stdout, done.stderr
    said = "".join(f"2> {line}\n" for line in complaints.decode().splitlines())
    return printed.decode() + said + (f"=> {code}\n" if code else "")


def called(
    words: list[str], folder: Path, environment: Mapping[str, str]
) -> tuple[int, bytes, bytes]:
    """``crosspost WORDS`` in this process: its exit code, standard output and standard error.

    What a fresh process has of its own is that command's, and afterwards ours again.
    """
    here, threshold = Path.cwd(), gc.get_threshold()
    now = shown if (folder / "now").exists() else clock.now
    streams = [io.BytesIO() for _ in ("stdin", "stdout", "stderr")]
    texts = [io.TextIOWrapper(stream, encoding="utf-8") for stream in streams]
    os.chdir(folder)
    try:
        with (
            patch.dict(os.environ, environment, clear=True),
            patch.multiple(sys, argv=["crosspost", *words], stdin=texts[0]),
            patch.multiple(sys, stdout=texts[1], stderr=texts[2]),
            patch.object(clock, "now", now),
            warnings.catch_warnings(action="ignore"),  # as Python does by itself
        ):
            code = main()
    finally:
        os.chdir(here)
        gc.set_threshold(*threshold)
    for text in texts:
        text.flush()
    return code, streams[1].getvalue(), streams[2].getvalue()


def _elided(output: str, expected: str) -> str:
    """*expected* where its ``...`` lines can stand for what *output* has there."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)]
    return expected if re.fullmatch("(?:.*\n)*?".join(parts), output) else output
