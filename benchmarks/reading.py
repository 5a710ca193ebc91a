"""Reading a megabyte of Markdown, in CPU time against a fixed piece of work in the same run.

``python benchmarks/reading.py`` prints each kind of post. The fixed work is what markdown-it-py
itself takes to parse a megabyte of lists, without telling languages, sections or names in it.
"""

import gc
import random
from collections.abc import Callable
from itertools import chain, islice, repeat
from time import process_time

from corpus import han_prose, prose
from markdown_it import MarkdownIt

from crosspost.readers import parse

MEGABYTE = 1_000_000
QUARTER = MEGABYTE // 4
SHORT = 30
"""Signs of a cell, of a label, of words that are marked."""


def run() -> dict[str, float]:
    """The two ratios of the report, of the kind of post that does worst in each."""
    parse("# 标题\n\n- **a** [b](https://example.com)\n", "markdown")  # what is loaded only once
    library = _seconds(MarkdownIt("commonmark").parse, post(_lists, MEGABYTE))
    whole = {name: _read(make, MEGABYTE) for name, make in KINDS.items()}
    quarter = {name: _read(make, QUARTER) for name, make in KINDS.items()}
    for name, seconds in whole.items():
        print(f"reading 1 MB of {name}: {seconds:.2f} s, {seconds / library:.2f}")
    return {
        "reading_vs_markdown_it": max(whole.values()) / library,
        "reading_quadrupled": max(whole[name] / quarter[name] for name in KINDS),
    }


def post(make: Callable[[random.Random], str], size: int) -> str:
    """About *size* bytes of UTF-8 of one kind, under a heading every twenty pieces or so."""
    chance = random.Random("reading")
    pieces = ["# Trainium"]
    left = size
    while left > 0:
        heading = [f"## {_short(chance)}"] if not chance.randrange(20) else []
        more = [*heading, make(chance)]
        left -= sum(len(piece.encode()) + 2 for piece in more)
        pieces += more
    return "\n\n".join(pieces)


def _short(chance: random.Random) -> str:
    return prose(chance, 1)[:SHORT].strip(" .,?!").replace("|", "")


def _prose(chance: random.Random) -> str:
    return prose(chance, 5)


def _lists(chance: random.Random) -> str:
    signs = chance.choice(
        [repeat("- "), chain(["- "], repeat("  - ")), map("{}. ".format, range(1, 9))]
    )
    return "\n".join(sign + _short(chance) for sign in islice(signs, 8))


def _marks(chance: random.Random) -> str:
    """Every other words are marked."""
    forms = (
        "**{}**",
        "*{}*",
        "[{}](https://example.com/a)",
        "`{}`",
        "~~{}~~",
        "https://a.example/",
    )
    return " ".join(
        f"{_short(chance)} {chance.choice(forms).format(_short(chance))}" for _ in range(6)
    )


def _tables(chance: random.Random) -> str:
    rows = [" | ".join(_short(chance)[:12] for _ in range(4)) for _ in range(8)]
    return "\n".join(f"| {row} |" for row in (rows[0], "--- | :-: | --: | ---", *rows[1:]))


def _chinese(chance: random.Random) -> str:
    """Prose with emphasis that touches its signs."""
    forms = ("**{}**", "**“{}”**", "*{}*", "[{}](https://example.com/a)")
    return "".join(
        han_prose(chance, 1) + chance.choice(forms).format(han_prose(chance, 1)) for _ in range(4)
    )


def _quotations(chance: random.Random) -> str:
    lines = (prose(chance, 2) for _ in range(4))
    return "\n>\n".join(f"> {line}" for line in lines)


KINDS: dict[str, Callable[[random.Random], str]] = {
    "prose": _prose,
    "lists": _lists,
    "links and emphasis": _marks,
    "tables": _tables,
    "Chinese with emphasis": _chinese,
    "quotations": _quotations,
}


def _read(make: Callable[[random.Random], str], size: int) -> float:
    return _seconds(lambda text: parse(text, "markdown"), post(make, size))


def _seconds(work: Callable[[str], object], text: str) -> float:
    """CPU time, the least of three times."""
    times = []
    for _ in range(3):
        gc.collect()
        begun = process_time()
        work(text)
        times.append(process_time() - begun)
    return min(times)


if __name__ == "__main__":
    print(run())
