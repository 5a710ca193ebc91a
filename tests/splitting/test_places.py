"""Places: a text breaks where a reader would break it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost.model.channel_spec import Limit, TextRule, ThreadRule
from crosspost.splitting import Splitter, TextBlock, first_sentence
from crosspost.text.richtext import Rich

CASES = Path(__file__).parents[1] / "cases/splitting.toml"
TABLE = tomllib.loads(CASES.read_text(encoding="utf-8"))
PLAIN = ThreadRule(by="sequence")


@pytest.mark.parametrize("case", TABLE["sentence"], ids=lambda case: case["why"])
def test_first_sentence(case: dict[str, str]):
    assert case["text"][: first_sentence(case["text"])] == case["first"]


@pytest.mark.parametrize("case", TABLE["cut"], ids=lambda case: case["why"])
def test_cut(case: dict[str, Any]):
    rule = TextRule(limits=(Limit(max=case["limit"], unit="graphemes"),))
    made = Splitter(rule, PLAIN).split([TextBlock(text=Rich(text=case["text"]))])
    assert [chunk.text.text for chunk in made.chunks] == case["chunks"]
