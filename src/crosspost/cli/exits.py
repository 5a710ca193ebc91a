"""Exit codes: what a script learns from a command."""

FINE = 0
FAILED = 1
"""Failed, or the post is invalid; standard error says why."""
USAGE = 2
"""The command line cannot be understood; argparse says it."""
PARTLY = 3
"""Some channels done, some not; standard error names those."""

MEANING = (
    "exit codes: 0 fine, 1 failed or invalid, 2 usage, 3 partly done (standard error says what)"
)
