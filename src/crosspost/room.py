"""Room: which sections give way where one message is all there is."""

from collections.abc import Callable, Iterable, Sequence

from .layout import Section


def given_up(
    drop: Iterable[Section], fits: Callable[[Sequence[Section]], bool]
) -> tuple[Section, ...]:
    """The sections to leave out, the first ones of *drop* first; what still has room comes back.

    Args:
        drop: in the order in which they may go.
        fits: whether all is well without these.

    Returns:
        What to leave out, the least important first. It may still not fit.

    >>> sizes = {"story": 300, "matters": 600, "discussion": 90, "happened": 400}
    >>> def fits(out):
    ...     return sum(size for section, size in sizes.items() if section not in out) <= 500
    >>> given_up(["story", "discussion", "matters"], fits)
    ('story', 'matters')
    """
    out: list[Section] = []
    for section in drop:
        if fits(out):
            break
        out.append(section)
    for section in reversed(tuple(out)):
        fewer = [other for other in out if other != section]
        if fits(fewer):
            out = fewer
    return tuple(out)
