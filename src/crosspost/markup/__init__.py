"""Markup: what each channel makes of a `Rich`; only here are UTF-16 and UTF-8 known.

A module a form: Telegram's ``entities``, Bluesky's ``facets``, WeChat's ``html``, WeCom's Markdown
(``wecom``), ``plain`` text with a note of what it lost (``lost``). Each is imported by itself, as
a channel needs two or three of them.
"""
