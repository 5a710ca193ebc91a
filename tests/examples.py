"""The posts that tests read: every example, and the real post where it is at hand."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
FORMS = {".json", ".md", ".toml", ".txt", ".yaml"}
EXAMPLES = sorted(
    path
    for path in (ROOT / "examples").iterdir()
    if path.suffix in FORMS and path.name != "README.md"
)
REAL = ROOT.parent / "shared" / "trainium.txt"
"""A real post, kept to the letter beside the checkout; tests skip where it is not."""
