"""What a person is told about data that does not fit, for every way in which it may not."""

from pathlib import Path

import msgspec
import pytest

from crosspost._record import converted
from crosspost._validation import misfit
from crosspost.errors import CrosspostError
from crosspost.model.channel_spec import ChannelSpec
from crosspost.model.post import Post

LONG = {"title": {"zh": "芯片之战"}, "languages": ["zh"], "tags": ["芯片"]}
"""Sound parts, which must not be blamed."""


def told(data: object, kind: type = Post, *, strict: bool = True) -> tuple[str, str, str]:
    with pytest.raises(msgspec.ValidationError) as caught:
        converted(data, kind, strict=strict)
    wrong = misfit(caught.value, data, kind)
    error = CrosspostError(wrong.code, **wrong.values)
    return wrong.key, error.message, error.hint


@pytest.mark.parametrize(
    ("wrong", "key", "found", "write"),
    [
        ({"prediction": {"stars": 7}}, "prediction.stars", "expected a whole number <= 5, got 7", ""),
        ({"prediction": {"stars": "⭐"}}, "prediction.stars", 'expected a whole number, got "⭐"', ""),
        ({"prediction": {"star": 3}}, "prediction.star", 'unknown key "star"', "did you mean stars?"),
        ({"sources": [{}, {"yaer": 2024}]}, "sources[1].yaer", 'unknown key "yaer"', "did you mean year?"),
        ({"sources": {"url": "…"}}, "sources", "expected a list, got a table", ""),
        ({"discussion": ["谁赢？"]}, "discussion", "expected a table, got a list", ""),
        ({"meta": {"date": "明天"}}, "meta.date", '"明天" is no date', "2026-12-31"),
        ({"channels": {"x": {"language_mode": "last"}}}, "channels.x.language_mode", 'unknown value "last"', "one of blocks, first, threads, together"),
        ({"channels": {"x": {}, "微信": {"teaser_first": "是"}}}, "channels.微信.teaser_first", 'expected true or false, got "是"', ""),
        ({"happened": {"zh": "事", "chinese": "事"}}, "happened", 'expected a language tag such as "zh" or "pt-BR", got "chinese"', ""),
        ({"happened": {"zh": "事", "en": 3}}, "happened.en", "expected a text, got 3", ""),
        ({"matters": {"points": [{"text": {"en": "a", "zh": None}}]}}, "matters.points[0].text.zh", "expected a text, got null", ""),
    ],
)  # fmt: skip
def test_key_value_and_remedy_are_named(
    wrong: dict[str, object], key: str, found: str, write: str
) -> None:
    assert told({**LONG, **wrong}) == (key, found, write)


def test_where_numbers_may_be_strings_only_the_real_misfit_is_blamed() -> None:
    data = {"prediction": {"stars": "3"}, "happened": {"en": "It began.", "zh": 3}}
    assert told(data, strict=False)[0] == "happened.zh"


def test_an_entry_of_the_book_is_no_different() -> None:
    entry = {
        "name": "x",
        "title": "X",
        "adapter": "x",
        "text": {"limits": [{"max": 0, "unit": "utf-8"}]},
    }
    assert told(entry, ChannelSpec) == (
        "text.limits[0].max",
        "expected a whole number >= 1, got 0",
        "",
    )


def test_a_value_json_cannot_say_is_shown_all_the_same() -> None:
    assert told({**LONG, "tags": [Path("芯片")]})[:2] == ("tags[0]", 'expected a text, got "芯片"')
