"""WordPress: a post as its usual theme shows it."""

from functools import cache

from ...looks.look import Look
from ..article.look import look_of


@cache
def load_look() -> Look:
    """A post's page."""
    return look_of(__package__)
