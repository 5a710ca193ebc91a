"""Sources are set right by the language of their own words; an address in them stays as it is."""

import pytest

from crosspost.compose.citations import repaired_source
from crosspost.model.post import Post, Source
from crosspost.rendering import render
from crosspost.typography import Style

CASES = [
    ("GPU训练的成本:2024年", ("zh", "en"), "GPU 训练的成本：2024 年", "a Chinese title"),
    ('The Bankers\' "New" Clothes', ("zh",), "The Bankers’ “New” Clothes", "an English paper"),
    ('它說"好"', ("zh-Hant",), "它說「好」", "Traditional Chinese has its own quotes"),
    ('The "old" way', ("zh-Hant",), "The “old” way", "and English its own, whoever cites it"),
    ("Le Monde : l'affaire", ("fr", "zh"), "Le Monde : l’affaire", "French spaces its colon"),
    ("A股,B股", ("zh",), "A股，B股", "one word"),
    ("见 https://a.cn/x,y?q=一,二", ("zh",), "见 https://a.cn/x,y?q=一,二", "an address"),
    ("通報 example.com/zw/a,b.html", ("zh-Hant",), "通報 example.com/zw/a,b.html", "a bare one"),
    ("见doi:10.1016/j.tra,2008,第3页", ("zh",), "见 doi:10.1016/j.tra,2008，第 3 页", "a DOI"),
    ("", ("zh",), "", "nothing"),
]


@pytest.mark.parametrize(("typed", "languages", "printed", "why"), CASES, ids=lambda case: case)
@pytest.mark.parametrize("key", ["title", "authors", "note"])
def test_a_source_is_set_right(key, typed, languages, printed, why):
    source, repairs = repaired_source(Source(**{key: typed}), languages, Style())
    assert getattr(source, key) == printed, why
    assert bool(repairs) == (typed != printed)
    assert repaired_source(source, languages, Style()) == (source, ())


def test_addresses_and_numbers_of_a_source_are_never_touched():
    source = Source(url="https://a.cn/用GPU,b", doi="10.1/用GPU,b", ssrn="5883822")
    assert repaired_source(source, ("zh",), Style()) == (source, ())


def test_what_was_set_right_in_sources_is_told_and_can_be_switched_off():
    post = Post(
        languages=("zh",),
        title={"zh": "题"},
        happened={"zh": "大事。"},
        sources=(Source(title="用GPU训练"), Source(title="用CPU训练")),
    )
    draft = render(post, "telegram")
    (told,) = [one for one in draft.findings if one.code == "typography.spacing"]
    assert told.values["count"] == 4
    assert "用 GPU 训练" in draft.messages[-1].text
