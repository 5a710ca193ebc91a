"""Markup: marked text (`Rich`) as channels take it.

``plain`` text, or a ``dialect`` of Markdown that an entry describes; ``marks`` untangles marks that
overlap, writes them as HTML, and tells offsets in UTF-16 and UTF-8. Telegram's entities and
Bluesky's facets are in their channels' folders.
"""
