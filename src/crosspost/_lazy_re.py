"""Patterns: regular expressions that are compiled when they are first used.

Compiling one costs a third of a millisecond, and a command meets little of what there are
patterns for: all of them at import would be a third of what a preview costs.
"""

import re
from typing import Any, cast


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` returns, compiled when its first method is asked for.

    >>> later("[一-龥]+").search("见 AI 芯片🎉")
    <re.Match object; span=(0, 1), match='见'>
    """
    return cast("re.Pattern[str]", _Later(pattern, flags))


class _Later:
    """Stands in for a pattern; each method is looked up once and then its own attribute."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found
