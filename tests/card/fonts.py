"""Cards need fonts: where there are none, their tests are skipped and say so."""

import pytest

from crosspost.card import fonts
from crosspost.errors import ConfigError


def _missing() -> str:
    try:
        fonts.family("sans")
    except ConfigError as error:
        return str(error)
    return "" if fonts.matching(fonts.table().others["emoji"]) else "no font of emoji"


needed = pytest.mark.skipif(bool(_missing()), reason=f"fonts: {_missing()}")
"""For tests that set a card."""
noto = pytest.mark.skipif(
    bool(_missing()) or fonts.family("sans").name != "Noto Sans CJK",
    reason="approved pictures are set in Noto Sans CJK",
)
"""For tests that look at one."""
