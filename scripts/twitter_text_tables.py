# ruff: noqa: S603, S607 - a script that runs npm and node, found on the PATH
"""Writes ``counting/x_tables.py`` from what npm twitter-text 3.1.0 does, to count as it does.

Run it again only for another version of the library: ``python scripts/twitter_text_tables.py``,
with node and npm on the PATH. Needs the network once, to install the library into ``.bench``.
"""

import json
import subprocess
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BENCH = ROOT / ".bench"
TABLES = ROOT / "src" / "crosspost" / "counting" / "x_tables.py"
PACKAGE = "twitter-text@3.1.0"
NOTE = f"""Tables: what X's own library knows about characters, top-level domains and emoji.

Made by ``scripts/twitter_text_tables.py`` from npm {PACKAGE}; not edited by hand. Its
classes are read with all the quirks of its patterns: ``ι`` may stand in a path, because its capital
is also that of a combining mark in the Latin ranges.
"""


def facts() -> dict[str, Any]:
    """What the library knows, read out of it by node."""
    BENCH.mkdir(exist_ok=True)
    quiet = ["--silent", "--no-audit", "--no-fund"]
    subprocess.run(["npm", "install", "--prefix", BENCH, *quiet, PACKAGE], check=True)
    script = ROOT / "scripts" / "twitter_text_tables.mjs"
    made = subprocess.run(["node", script], cwd=BENCH, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def ranges(pairs: Iterable[tuple[int, int]]) -> str:
    """``0-8 e-1f 22``: code points in hexadecimal, ends included."""
    return " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in pairs)


def constant(name: str, words: str) -> str:
    """One string constant, wrapped."""
    width = 90 if words.isascii() else 42  # 中 is two columns wide
    lines = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
    if len(lines) == 1:
        return f'{name} = "{lines[0]}"\n'
    quoted = [f'    "{line} "' for line in lines[:-1]] + [f'    "{lines[-1]}"']
    return "\n".join([f"{name} = (", *quoted, ")\n"])


def section(title: str, constants: Iterable[tuple[str, str]]) -> str:
    """One table, under a comment that says what it is."""
    body = "\n".join(constant(*pair) for pair in constants)
    return f"\n# {title}\n\n{body}"


def main() -> None:
    """Read the facts and write the tables."""
    found = facts()
    ascii_names = sorted(name for name in found["tlds"] if name.isascii())
    others = [name for name in found["tlds"] if not name.isascii()]
    classes = {name: ranges(pairs) for name, pairs in found["classes"].items()}
    tags = {name: classes.pop(name) for name in ("TAG", "TAG_LETTER")}
    emoji = {name: ranges(pairs) for name, pairs in found["emoji"].items()}
    emoji = {"ANY_EMOJI": emoji.pop("ANY"), **emoji}
    flags = " ".join(chr(65 + at) + ":" + row for at, row in enumerate(found["flags"]))
    written = ", ".join(" ".join(f"{code:x}" for code in codes) for codes in found["written"])
    domains = [("ASCII_DOMAINS", " ".join(ascii_names)), ("OTHER_DOMAINS", " ".join(others))]
    sections = [
        section("Which characters may stand where in a link.", classes.items()),
        section("Which characters may stand in a hashtag.", tags.items()),
        section("Top-level domains that make a name a link on X.", domains),
        section(
            "The emoji X's library knows: those of 2018.",
            [*emoji.items(), ("FLAGS", flags), ("WRITTEN", written)],
        ),
    ]
    TABLES.write_text(f'"""{NOTE}"""\n' + "".join(sections))


if __name__ == "__main__":
    main()
