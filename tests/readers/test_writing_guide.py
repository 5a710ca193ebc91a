"""The guide to writing a post: whatever it shows is read, and it names what there is."""

import re
from pathlib import Path

import pytest

from crosspost.model.layout import Changes
from crosspost.model.section_names import section
from crosspost.readers import FORMATS, parse
from crosspost.readers.front_matter import FrontMatter

GUIDE = (Path(__file__).parents[2] / "docs/writing.md").read_text("utf-8")
BLOCKS = re.findall(r"(?ms)^```(\w*)\n(.*?)^```$", GUIDE)


@pytest.mark.parametrize("at", range(len(BLOCKS)))
def test_every_block_of_it_is_a_post(at: int):
    form, text = BLOCKS[at]
    assert form in FORMATS
    post = parse(text, form)
    assert post.languages or post.prediction


def test_it_shows_every_form():
    assert {form for form, _ in BLOCKS} == set(FORMATS)


def test_every_heading_it_names_is_known():
    rows = re.findall(r"(?m)^\| (\w+) \| ([A-Z].*?) \| (.*?) \|$", GUIDE)
    named = {row[0]: [*row[1].split(", "), *row[2].split(", ")] for row in rows}
    assert len(named) == 7
    for key, names in named.items():
        assert {section(name) for name in names} == {key}


def test_it_names_every_key_of_front_matter_and_layout():
    for key in (*FrontMatter.__struct_fields__, *Changes.__struct_fields__):
        assert f"`{key}`" in GUIDE, key
