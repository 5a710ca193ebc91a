"""A thread on its way to five channels, by a process that is killed again and again."""
