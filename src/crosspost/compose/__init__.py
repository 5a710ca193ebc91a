"""Compose: which parts of a post are said, in which languages and order, as running text."""
