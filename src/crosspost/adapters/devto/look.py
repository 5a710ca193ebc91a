"""DEV: an article as its readers see it."""

from functools import cache

from ...looks.look import Look
from ..article.look import look_of


@cache
def load_look() -> Look:
    """An article's page."""
    return look_of(__package__)
