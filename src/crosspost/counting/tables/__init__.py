"""Tables: what X's own library knows about characters, top-level domains and emoji.

Facts read out of npm twitter-text 3.1.0 by ``scripts/twitter_text_tables.py``. Its classes are
read with all the quirks of its patterns: ``ι`` may stand in a path, because its capital is also
that of a combining mark in the Latin ranges.
"""


def charset(ranges: str) -> str:
    """The inside of a regular expression's ``[…]`` for ``0-8 e-1f 22``.

    >>> import re
    >>> re.findall(f"[{charset('4e00-9fff 1f600')}]", "好a😀")
    ['好', '😀']
    """
    return "".join(
        "-".join(f"\\U{int(end, 16):08x}" for end in part.split("-")) for part in ranges.split()
    )
