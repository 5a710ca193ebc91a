"""Every finding's code is documented, with the level it has; nothing else is."""

import re

from crosspost import load, names, read, render
from tests.examples import EXAMPLES, ROOT

ROW = re.compile(r"^\| `(?P<code>[a-z.-]+)` \| (?P<level>info|warning|error) \|", re.MULTILINE)
DOCUMENTED = {
    found["code"]: found["level"]
    for found in ROW.finditer((ROOT / "docs/findings.md").read_text(encoding="utf-8"))
}
AFTERWARDS = {"cli", "ledger", "publishing", "senders"}
"""What sends drafts finds nothing in them any more."""
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "src/crosspost").rglob("*.py")
    if AFTERWARDS.isdisjoint(path.relative_to(ROOT).parts)
)


def test_every_documented_code_is_one():
    for code in DOCUMENTED:
        first, _, last = code.partition(".")
        named = last.removesuffix("-cut")  # wechat.title-cut is made of the field's name
        assert f'"{code}"' in SOURCE or (f'f"{first}.{{' in SOURCE and f'"{named}"' in SOURCE), code


def test_every_code_of_the_source_is_documented():
    families = "|".join({code.partition(".")[0] for code in DOCUMENTED} - {"post", "language"})
    pattern = rf'"((?:{families})\.[a-z-]+|post\.empty|language\.[a-z-]+)"'
    paths = {"matters.text", "layout.py", "x.toml", "x.com"}  # places and names, not codes
    assert set(re.findall(pattern, SOURCE)) - paths <= set(DOCUMENTED)


def test_what_the_examples_give_is_documented():
    for path in EXAMPLES:
        for channel in names():
            for finding in render(read(path), load(channel)).findings:
                assert DOCUMENTED[finding.code] == finding.level
