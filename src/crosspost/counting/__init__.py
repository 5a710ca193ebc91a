"""Counting: how long a text is, by each channel's own rule.

Names are loaded when they are first used: the book needs `Unit` and `Weights` without the counters.
"""
