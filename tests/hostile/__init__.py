"""Hostile posts by the thousand, each with words that must not be lost: `make hostile`.

It shares no code with the laws of `tests/laws`: posts are written here as files of every format, go
through the command line as an author's do, and what comes out is read from its JSON and counted by
other people's programs (those of `../shared/judges`).
"""
