"""Drafting: words that a program wrote, which are never silent.

A command of the user's own, any model or script behind it, is asked for words that a post lacks
(`protocol`). What it answers is held against the author's words, without any model: a figure, date,
link, name or quotation that does not stand there is refused (`claims`, `figures`). What is left is
an override in the post's file that says who wrote it and from what (`provenance`), and it is not
published before a person has read it.
"""
