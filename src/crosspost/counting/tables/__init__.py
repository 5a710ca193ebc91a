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
    return "".join("-".join(map(_literal, part.split("-"))) for part in ranges.split())


def _literal(code: str) -> str:
    """The character itself, which is read faster than its number, or escaped in ASCII."""
    char = chr(int(code, 16))
    return f"\\x{ord(char):02x}" if char < "\x80" else char
