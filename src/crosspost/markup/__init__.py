"""Markup: what each channel makes of a `Rich`; only here are UTF-16 and UTF-8 known.

Telegram's ``entities``, Bluesky's ``facets``, WeChat's ``html``, WeCom's Markdown, and plain text
(``flatten``) with a note of what it lost (``lost``).
"""

from .cleaned import cleaned
from .encoded import encoded
from .entities import entities, fewer, reachable
from .facets import facets
from .html import html
from .lost import lost
from .parted import parted
from .plain import flatten, spelled_out
from .wecom import wecom_markdown

__all__ = [
    "cleaned",
    "encoded",
    "entities",
    "facets",
    "fewer",
    "flatten",
    "html",
    "lost",
    "parted",
    "reachable",
    "spelled_out",
    "wecom_markdown",
]
