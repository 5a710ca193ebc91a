r"""Endings: a text that was edited with ``\n`` gets back the line endings that its file had."""

import re
from collections import Counter
from difflib import SequenceMatcher

_END = re.compile(r"(\r\n|\r|\n)")
_MARK = "\ufeff"


def plain(text: str) -> str:
    r"""*text* as a browser edits it: every line ends in ``\n``, no byte order mark.

    >>> plain("\ufeff一\r\n二\r🎉")
    '一\n二\n🎉'
    """
    return _END.sub("\n", text.removeprefix(_MARK))


def as_before(text: str, before: str) -> str:
    r"""*text*, whose lines end in ``\n``, with the endings and the byte order mark of *before*.

    Where *before* mixes endings, a line that is still there keeps its own, and a new one gets the
    most common.

    >>> as_before("一\n二\n三 🎉", "\ufeff一\r\n二\r\n")
    '\ufeff一\r\n二\r\n三 🎉'
    >>> as_before("一\n新\n二\n三", "一\n二\r\n三")
    '一\n新\n二\r\n三'
    """
    mark = _MARK if before.startswith(_MARK) else ""
    parts = _END.split(before.removeprefix(_MARK))
    lines, ends = parts[::2], parts[1::2]
    kinds = Counter(ends)
    usual = kinds.most_common(1)[0][0] if kinds else "\n"
    if len(kinds) <= 1:
        return mark + text.replace("\n", usual)
    now = text.split("\n")
    own = [usual] * len(now)
    for block in SequenceMatcher(None, lines, now, autojunk=False).get_matching_blocks():
        had = ends[block.a : block.a + block.size]
        own[block.b : block.b + len(had)] = had
    own[-1] = ""
    return mark + "".join(map("".join, zip(now, own, strict=True)))
