"""Kills the command line while it publishes, thousands of times: `make kills`.

A second opinion on ``tests/crash`` and ``tests/crash_schedule``, with no code of theirs: here the
commands themselves are run, as a person runs them, against one small server that speaks for all
channels and cuts connections, is slow, fails and refuses for a while; who looks at what came of it
knows only the server and what the commands printed.
"""
