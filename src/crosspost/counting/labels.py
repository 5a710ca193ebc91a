"""Labels: what people call the units that limits are counted in."""

from ..translations import texts, user_language
from .rules import CountRule


def unit_label(unit: str, language: str = "", own: CountRule | None = None) -> str:
    """What people call *unit* in *language* (the user's unless given); its name where nobody said.

    >>> weibo = CountRule(unit="weibo", label={"zh": "字"})
    >>> unit_label("utf-8", "zh"), unit_label("weibo", "zh", weibo)
    ('字节', '字')
    """
    language = language or user_language()
    if own and own.unit == unit and own.label:
        return own.label.get(language) or next(iter(own.label.values()))
    return texts("units")[language].get(unit, unit)
