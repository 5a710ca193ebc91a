"""Fold: what a channel hides until a reader taps; here it works without a script as well."""

from markupsafe import Markup

from ..spans import Span, element


def fold(body: Markup, label: str, more: str, less: str) -> Markup:
    """*body* cut off after so many lines as the style says, with the channel's own words under it.

    The script marks a fold that hides nothing, and its words disappear.
    """
    control = Markup('<input type="checkbox" aria-label="{}">').format(label)
    shown = element("span", more, {"class": "more"}) + element("span", less, {"class": "less"})
    words = element("span", shown, {"aria-hidden": "true"})
    switch = element("label", control + words, {"class": "switch"})
    return element("div", body + switch, {"class": "fold", "data-fold": ""})


def folding(start: int, end: int, label: str) -> Span:
    """A part of a text that folds: its control is an arrow, so that no word is added."""
    control = Markup(
        '<label class="switch"><input type="checkbox" aria-label="{}"></label>'
    ).format(label)
    attributes = {"class": "fold", "data-fold": ""}
    return Span(start=start, end=end, tag="blockquote", attributes=attributes, inner=control)
