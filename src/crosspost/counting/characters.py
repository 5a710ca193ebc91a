"""Characters: ranges of them as patterns, and text as JavaScript's patterns see it.

There each character beyond U+FFFF is two halves (UTF-16).
"""

Span = tuple[int, int]
"""A part of a text: where it begins and ends, in code points."""


def to_surrogates(text: str) -> str:
    """Each character beyond U+FFFF as its two halves.

    >>> len(to_surrogates("中🎉"))
    3
    """
    if text.isascii() or len(data := text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return text
    return "".join(chr(low | high << 8) for low, high in zip(data[::2], data[1::2], strict=True))


def from_surrogates(halves: str) -> str:
    """The characters again; a half without its other half stays one.

    >>> from_surrogates(to_surrogates("中🎉"))
    '中🎉'
    """
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


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
