"""Bidi: the order in which a line of mixed directions stands, by Unicode's algorithm (UAX #9)."""

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

BACKWARD = {"R", "AL", "AN"}
INSTEAD = {"LRI": "\u202a", "RLI": "\u202b", "PDI": "\u202c", "": "a"}

Item = TypeVar("Item")


def backward(text: str) -> bool:
    """Whether *text* begins in a script that is written from right to left.

    >>> backward("سلام 中文"), backward("中文 سلام")
    (True, False)
    """
    directions = map(unicodedata.bidirectional, text)
    return next((one for one in directions if one in {"L", "R", "AL"}), "L") != "L"


def levels(text: str) -> list[int]:
    r"""The embedding level of each character; none where all are written from left to right.

    >>> levels("说 שלום 2"), levels("说 \u2067של\u2069。")
    ([0, 0, 1, 1, 1, 1, 1, 2], [0, 0, 0, 1, 1, 0, 0])
    """
    if BACKWARD.isdisjoint(map(unicodedata.bidirectional, text)):
        return []
    from bidi import algorithm  # noqa: PLC0415 - hardly any line needs it

    storage = algorithm.get_empty_storage()
    base = int(backward(text))
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    algorithm.get_embedding_levels(_known(text), storage)
    for at, char in enumerate(storage["chars"]):
        char["at"] = at
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    found = [base] * len(text)
    for char in storage["chars"]:
        found[char["at"]] = char["level"]
    return found


def _known(text: str) -> str:
    """*text* in signs that the library knows: isolates as embeddings, what is not assigned as L."""
    out = []
    for at, char in enumerate(text):
        kind = unicodedata.bidirectional(char)
        if kind == "FSI":
            kind = "RLI" if backward(text[at:]) else "LRI"
        out.append(INSTEAD.get(kind, char))
    return "".join(out)


def reordered(items: Sequence[tuple[Item, int]]) -> list[Item]:
    """*items* with their levels, in reading order, as they stand from left to right (rule L2).

    >>> reordered([("说", 0), ("שלום", 1), ("2", 2), ("。", 0)])
    ['说', '2', 'שלום', '。']
    """
    line = list(items)
    depths = [depth for _, depth in line]
    for depth in range(max(depths, default=0), 0, -1):
        at = 0
        while at < len(line):
            end = at
            while end < len(line) and line[end][1] >= depth:
                end += 1
            line[at:end] = reversed(line[at:end])
            at = end + 1
    return [item for item, _ in line]
