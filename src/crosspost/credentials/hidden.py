"""Hidden: a secret that can be handed around without being seen."""

from ..scrubbing import STARS, remember


class Hidden:
    """Holds a secret; neither its repr, a format string nor a traceback's locals show it.

    >>> token = Hidden("密码-9f3a")
    >>> print(token, f"{token}", [token])
    *** *** [***]
    >>> token.reveal()
    '密码-9f3a'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = remember(value)

    def __repr__(self) -> str:
        return STARS

    def reveal(self) -> str:
        """The secret, for the one call that needs it."""
        return self._value
