"""Guess: what a post on standard input is written in."""

import re

from ..patterns import later

_KEY = later(r"(?:languages|title|happened|matters|meta)[ \t]*(?P<sign>[:=])(?P<value>[^\n]*)")
_FRONT = later(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")


def guess(text: str) -> str:
    r"""The form of *text*, by how it begins; board text is what has no sign of another.

    >>> guess('{"title": {"zh": "芯片"}}'), guess("title:\n  zh: 芯片 🎉"), guess("芯片之战")
    ('json', 'yaml', 'text')
    """
    start = text.lstrip("\ufeff \t\r\n").replace("\r\n", "\n")
    if start.startswith("{"):
        return "json"
    if _FRONT.match(start) or start.startswith(("+++\n", "# ", "## ")):
        return "markdown"
    key = _KEY.match(start.removeprefix("---\n"))
    if key and key["sign"] == "=":
        return "toml"
    if start.startswith("[") and re.match(r"\[\[?[a-z.]+\]\]?[ \t]*\n", start):
        return "toml"
    return "yaml" if key else "text"
