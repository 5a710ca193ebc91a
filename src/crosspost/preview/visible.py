"""Visible: a post's text must not steer the terminal it is shown in."""

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_PICTURES[0x7F] = 0x2421
_CONTROLS = _PICTURES | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def visible(text: str) -> str:
    r"""*text* with control characters as pictures of themselves: ESC is ␛.

    >>> visible("红\x1b[31m色\n🎉")
    '红␛[31m色\n🎉'
    """
    return text.translate(_CONTROLS)
