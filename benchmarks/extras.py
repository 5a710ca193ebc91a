"""What each extra costs: packages and megabytes to install, and how long its command takes.

``python benchmarks/extras.py WHEEL`` makes an environment for each extra from the built wheel (uv,
and the network), measures, and prints the table of docs/extras.md. Times are ratios to
``python -c pass`` in the same environment: processor time, the least of several runs.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

STARTS = {
    "": ("preview", "preview post.md --channel x --format text"),
    "publish": ("publish", "publish post.md --dry-run"),
    "schedule": ("queue", "queue"),
    "card": ("card", "card post.md -o card.png"),
    "desk": ("edit", ".desk.server"),
    "video": ("preview", "preview post.md --channel x --format text"),
    "nostr": ("publish", "publish post.md --dry-run"),
    "serve": ("serve", ".http_api.application"),
    "watch": ("watch", ".watching"),
    "mcp": ("mcp", ".mcp"),
    "postgresql": ("preview", "preview post.md --channel x --format text"),
    "all": ("preview", "preview post.md --channel x --format text"),
}
"""What is started with each extra: a command that ends, or, of a server, what it loads."""
POST = "# 最后一次闰秒\n\n最后一次，也许已经加过了。\n"
RUNS = 5


def main() -> None:
    """Measure all, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("wheel", type=Path)
    options.add_argument("--json", type=Path, help="write the figures here, too")
    said = options.parse_args()
    rows = [measured(said.wheel.resolve(), extra) for extra in STARTS]
    if said.json:
        said.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print("\n".join(table(rows)))


def measured(wheel: Path, extra: str) -> dict[str, object]:
    """One environment: how much it holds, and how long its command takes."""
    with tempfile.TemporaryDirectory() as folder:
        place, work = Path(folder) / "env", Path(folder) / "work"
        work.mkdir()
        (work / "post.md").write_text(POST, encoding="utf-8")
        (work / "crosspost.toml").write_text('[accounts."号"]\nchannel = "x"\n', encoding="utf-8")
        run("uv", "venv", "--quiet", "--python", sys.executable, str(place))
        python = str(place / "bin" / "python")
        what = f"{wheel}[{extra}]" if extra else str(wheel)
        run("uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", python, what)
        listed = json.loads(run("uv", "pip", "list", "--format", "json", "--python", python))
        site = next((place / "lib").glob("python*/site-packages"))
        name, command = STARTS[extra]
        words = ["-I", "-m", "crosspost", *command.split()]
        if command.startswith("."):
            words = ["-I", "-c", f"import crosspost.cli, crosspost{command}"]
        nothing = least([python, "-I", "-c", "pass"], work)
        return {
            "extra": extra,
            "packages": len(listed),
            "megabytes": round(weight(site) / 1e6),
            "starts": name,
            "ratio": round(least([python, *words], work) / nothing, 1),
        }


def weight(folder: Path) -> int:
    """Bytes of the files in *folder*, without what Python makes of them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files if path.suffix != ".pyc")


def least(command: Sequence[str], work: Path) -> float:
    """Seconds of processor time that *command* takes, at best."""
    return min(_once(command, work) for _ in range(RUNS))


def _once(command: Sequence[str], work: Path) -> float:
    home = {"HOME": str(work), "XDG_DATA_HOME": str(work), "CROSSPOST_TRUST": str(work)}
    before = _children()
    subprocess.run(
        command, cwd=work, env={**os.environ, **home}, check=True, stdout=subprocess.DEVNULL
    )
    return _children() - before


def _children() -> float:
    """Processor time of all processes that ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(*command: str) -> str:
    """What *command* prints."""
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def table(rows: Sequence[dict[str, object]]) -> list[str]:
    """The figures as rows of Markdown."""
    form = "| {extra} | {packages} | {megabytes} | `crosspost {starts}` | {ratio} |"
    named = ({**one, "extra": f"`{one['extra']}`" if one["extra"] else "–"} for one in rows)
    return [form.format(**one) for one in named]


if __name__ == "__main__":
    main()
