"""The page: drafts as their channels would show them, in one HTML file that asks no network.

A projection of the drafts and of nothing else: whatever stands in a message's picture comes from
its payload, so that the page cannot differ from what is sent.

- `page` is a whole document, for a file;
- `gallery` is what stands in its ``main`` element, for a page of somebody else's, which brings
  `style` and `SCRIPT` with it.
"""

from ...looks.images import embedded
from ...looks.scene import SCRIPT
from .draft import gallery, section, style
from .page import page

__all__ = ["SCRIPT", "embedded", "gallery", "page", "section", "style"]
