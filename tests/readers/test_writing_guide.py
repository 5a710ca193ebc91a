"""The guide to writing a post: whatever it shows is read, and it names what there is."""

import re
from pathlib import Path

import pytest

from crosspost.model.layout import Changes
from crosspost.model.section_names import section
from crosspost.readers import FORMATS, parse
from crosspost.readers.front_matter import FrontMatter

DOCS = Path(__file__).parents[2] / "docs"
GUIDE, CHINESE = ((DOCS / name).read_text("utf-8") for name in ("writing.md", "writing.zh.md"))
FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")
BLOCKS = FENCE.findall(GUIDE)
IN_CHINESE = FENCE.findall(CHINESE)


@pytest.mark.parametrize("at", range(len(BLOCKS) + len(IN_CHINESE)))
def test_every_block_of_it_is_a_post(at: int):
    form, text = [*BLOCKS, *IN_CHINESE][at]
    assert form in FORMATS
    post = parse(text, form)
    assert post.languages or post.prediction


def test_it_shows_every_form():
    assert {form for form, _ in BLOCKS} == set(FORMATS)


@pytest.mark.parametrize("guide", [GUIDE, CHINESE], ids=["en", "zh"])
def test_every_heading_it_names_is_known(guide: str):
    rows = re.findall(r"(?m)^\| (\w+) \| ([A-Z].*?) \| (.*?) \|$", guide)
    named = {row[0]: [*row[1].split(", "), *row[2].split(", ")] for row in rows}
    assert len(named) == 7
    for key, names in named.items():
        assert {section(name) for name in names} == {key}


def test_it_names_every_key_of_front_matter_and_layout():
    for key in (*FrontMatter.__struct_fields__, *Changes.__struct_fields__):
        assert f"`{key}`" in GUIDE, key
