"""Cutting against semantic-text-splitter with the same counter; X's own library is the judge.

``python benchmarks/cutting.py`` prints the figures; `run` returns them. Speed is CPU time, the
best of several rounds in turn. What is a good cut is judged by rules of this file, written apart
from those that cut.
"""

import re
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import pypi
from corpus import posts
from peers import weighted_lengths

from crosspost import Split, split
from crosspost.counting import weighted
from crosspost.errors import FitError
from crosspost.registry import load_channel

LIMIT = 280
HELD_OUT = 11
"""The seed that is judged; the costs of a plan were settled on seed 1."""
NUMBER = 2
"""Code points between a message's text and its number."""

_ENDS = re.compile(
    r"(?:[。！？；!?]|……|(?<!\bal)(?<!i\.e)(?<!\bDr)(?<!U\.S)\.)[”’」』）)】》\"']*$"
)
_URL = re.compile(r"https?://[!-~]+|\b(?:main\.py|asyncio\.run)\b")
"""What X counts as a link, of all that stands in the corpus."""


def run() -> dict[str, float]:
    """The figures, by the names of the report."""
    texts = list(posts(400, HELD_OUT))
    cuts = [split(text, "x") for text in texts]
    chunks = [chunk.shown.text for made in cuts for chunk in made.chunks]
    between = sum(len(made.chunks) - 1 for made in cuts)
    return {
        "cut_vs_semantic_text_splitter": against_semantic_text_splitter(texts[:100]),
        "cuts_inside_sentence": sum(map(inside_sentences, cuts)) / between,
        "cuts_inside_word": float(sum(map(inside_words, cuts))),
        "over_limit": float(sum(size > LIMIT for size in weighted_lengths(chunks))),
        "worst_doubling_cutting": worst_doubling(),
    }


def against_semantic_text_splitter(texts: Sequence[str]) -> float:
    """How many times faster, both with our counter, in turn."""
    sys.path.append(str(pypi.installed()))
    from semantic_text_splitter import TextSplitter  # noqa: PLC0415 - installed just now

    splitter = TextSplitter.from_callback(weighted, LIMIT)
    spec = load_channel("x")
    ours, theirs = float("inf"), float("inf")
    for _ in range(15):
        ours = min(ours, seconds(lambda: [split(text, spec) for text in texts]))
        theirs = min(theirs, seconds(lambda: [splitter.chunks(text) for text in texts]))
    return theirs / ours


def inside_sentences(made: Split) -> int:
    """How many cuts stand neither at a line's end nor at a sentence's."""
    text = made.source.text
    return sum(
        "\n" not in text[one.end : other.start] and not _ENDS.search(one.text.text)
        for one, other in pairwise(made.chunks)
    )


def inside_words(made: Split) -> int:
    """How many cuts part two letters, Chinese ones too, or a link, a number and its unit."""
    text = made.source.text
    kept = [
        found.span() for found in re.finditer(rf"{_URL.pattern}|[#@]\w+|[0-9.]+ ?[%亿万]", text)
    ]
    return sum(
        text[one.end - 1 : one.end + 1].isalnum() or any(low < one.end < high for low, high in kept)
        for one in made.chunks[:-1]
    )


HOSTILE: dict[str, Callable[[int], str]] = {
    "a post": lambda n: ("\n\n".join(posts(n // 2500 + 1, 3)))[:n],
    "中…": lambda n: "中" * n,
    "a…": lambda n: "a" * n,
    "((…": lambda n: "(" * n,
    "##…": lambda n: "#" * n,
    "lines": lambda n: "a\n" * (n // 2),
    "empty lines": lambda n: "a" + "\n" * n + "b",
    "《中…": lambda n: "《中" * (n // 2),
    "，…": lambda n: "，" * n,
    '，"…': lambda n: '，"' * (n // 2),
    "a—…": lambda n: "a—" * (n // 2),
    "。Musical.ly": lambda n: "太多了。Musical.ly" * (n // 14),
    "families": lambda n: "👨‍👩‍👧" * (n // 5),
    "1…": lambda n: "1" * n,
    "@a…": lambda n: "@a" * (n // 2),
    "urls": lambda n: "https://a.cn/b " * (n // 15),
}
"""Texts that a careless cutter needs quadratic time for, by length."""


def worst_doubling(size: int = 30_000) -> float:
    """How many times longer twice the text takes, for the worst of all texts and two channels."""
    worst, where = 0.0, ""
    for channel in ("x", "bluesky"):
        for name, make in HOSTILE.items():
            ratio = _doubling(channel, make, size)
            if ratio > worst:
                worst, where = ratio, f"{channel}, {name}"
    print(f"  worst: {where}")
    return worst


def _doubling(channel: str, make: Callable[[int], str], size: int) -> float:
    """The ratio for one text; taken again and longer when noise may have spoilt it."""
    best = float("inf")
    for factor in (1, 2, 4):
        once, twice = make(size * factor), make(2 * size * factor)
        shorter = min(seconds(lambda: _cut(once, channel)) for _ in range(2))  # noqa: B023
        longer = min(seconds(lambda: _cut(twice, channel)) for _ in range(2))  # noqa: B023
        best = min(best, longer / max(shorter, 1e-4))
        if best <= 2.2:  # noqa: PLR2004
            break
    return best


def _cut(text: str, channel: str) -> None:
    try:
        split(text, channel)
    except FitError:
        return


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of *work*."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name}: {figure:.4f}")
