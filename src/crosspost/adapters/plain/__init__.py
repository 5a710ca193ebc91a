"""Plain: a channel without code: its entry says how it is written, people paste it."""

from ...compose.plain_text import write_plain as write

__all__ = ["write"]
