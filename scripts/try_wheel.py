"""Installs a built wheel into an environment of its own, and uses it.

``try_wheel.py DIST [--extra NAME]``, where DIST is the folder that the wheel is in: for each Python
that we say we run on. It needs nothing but that Python and the network. Without an extra it tries
what needs none; with ``all`` also a picture, a queue, a worker, and both servers.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

POST = "# 最后一次闰秒 🕰️\n\nThe last one may have been added.\n\n最后一次，也许已经加过了。\n"
PLAIN = [
    "--version",
    "--help",
    "card --help",
    "publish --help --lang zh",
    "queue move --help",
    "preview post.md --channel x --channel telegram",
    "preview post.md --channel mastodon --format html -o page.html",
    "check post.md --channel bluesky",
    "count post.md --channel x",
    "channels",
    "schema",
]
ALL = [
    "publish post.md --dry-run",
    "schedule post.md --at 2099-12-25T18:00+08:00 --yes",
    "queue --format json",
    "worker --until-empty",
    "status",
    "predictions",
    "accounts",
]
ASKED = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "try_wheel", "version": "1"},
    },
}


def main() -> None:
    """Install and try; the first thing that fails ends it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("dist", type=Path)
    options.add_argument("--extra", default="")
    said = options.parse_args()
    (wheel,) = said.dist.resolve().glob("crosspost-*.whl")
    with tempfile.TemporaryDirectory() as folder:
        python = installed(Path(folder) / "env", wheel, said.extra)
        work = Path(folder) / "work"
        work.mkdir()
        (work / "post.md").write_text(POST, encoding="utf-8")
        (work / "crosspost.toml").write_text(
            '[accounts.board]\nchannel = "telegram"\nchat = "@nowhere"\n', encoding="utf-8"
        )
        use(python, work, PLAIN)
        if said.extra == "all":
            use(python, work, ALL)
            serves(python, work)
            answers_an_agent(python, work)
    print(f"Python {sys.version.split()[0]}: {wheel.name}[{said.extra}] works")


def installed(folder: Path, wheel: Path, extra: str) -> Path:
    """The Python of a new environment with the wheel in it."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    what = f"{wheel}[{extra}]" if extra else str(wheel)
    subprocess.run([python, "-m", "pip", "install", "--quiet", what], check=True)  # noqa: S603
    return python


def surroundings(work: Path) -> dict[str, str]:
    """A home of its own, in which the configuration of *work* is trusted."""
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"), str(work))
    secret = {"CROSSPOST_TRUST": str(work), "TELEGRAM_BOT_TOKEN": "1:none", "PYTHONUTF8": "1"}
    return {**os.environ, **places, **secret}


def use(python: Path, work: Path, commands: list[str]) -> None:
    """Run each command as a person would; none may fail."""
    for command in commands:
        done = subprocess.run(  # noqa: S603
            [python, "-I", "-X", "utf8", "-m", "crosspost", *command.split()],
            cwd=work,
            env=surroundings(work),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode or "Traceback" in done.stderr:
            sys.exit(f"crosspost {command}: {done.returncode}\n{done.stdout}{done.stderr}")


def serves(python: Path, work: Path) -> None:
    """``crosspost serve`` is well within half a minute."""
    server = subprocess.Popen(  # noqa: S603
        [python, "-I", "-m", "crosspost", "serve", "--port", "8799"],
        cwd=work,
        env=surroundings(work),
    )
    try:
        for _ in range(60):
            try:
                with urllib.request.urlopen("http://127.0.0.1:8799/healthz", timeout=5) as answer:
                    if answer.status == 200:  # noqa: PLR2004
                        return
            except OSError:
                time.sleep(0.5)
        sys.exit("crosspost serve: not well")
    finally:
        server.terminate()
        server.wait(30)


def answers_an_agent(python: Path, work: Path) -> None:
    """``crosspost mcp`` says who it is."""
    done = subprocess.run(  # noqa: S603
        [python, "-I", "-m", "crosspost", "mcp"],
        input=json.dumps(ASKED) + "\n",
        cwd=work,
        env=surroundings(work),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    if '"crosspost"' not in done.stdout:
        sys.exit(f"crosspost mcp: {done.returncode}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
