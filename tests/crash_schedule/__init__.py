"""Threads on their way to five channels at set times, by workers that are killed again and again."""
