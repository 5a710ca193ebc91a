"""UTF-16: text as JavaScript's patterns see it, each character beyond U+FFFF in two halves."""


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
