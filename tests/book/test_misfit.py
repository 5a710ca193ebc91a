"""What a person is told about data that does not fit, for every way in which it may not."""

from pathlib import Path

import msgspec
import pytest

from crosspost._record import converted
from crosspost._validation import misfit
from crosspost.model.post import Post
from crosspost.model.profile import Profile

LONG = {"title": {"zh": "芯片之战"}, "languages": ["zh"], "tags": ["芯片"]}
"""Sound parts, which must not be blamed."""


def told(data: object, kind: type = Post, *, strict: bool = True) -> tuple[str, str, str]:
    with pytest.raises(msgspec.ValidationError) as caught:
        converted(data, kind, strict=strict)
    wrong = misfit(caught.value, data, kind)
    return wrong.key, wrong.message, wrong.hint


@pytest.mark.parametrize(
    ("wrong", "key", "found", "write"),
    [
        ({"prediction": {"stars": 7}}, "prediction.stars", "expected int <= 5, got 7", ""),
        ({"prediction": {"stars": "⭐"}}, "prediction.stars", 'expected int | null, got "⭐"', ""),
        ({"prediction": {"star": 3}}, "prediction.star", 'unknown key "star"', "stars"),
        ({"sources": [{}, {"yaer": 2024}]}, "sources[1].yaer", 'unknown key "yaer"', "year"),
        ({"sources": {"url": "…"}}, "sources", "expected array, got a table", ""),
        ({"discussion": ["谁赢？"]}, "discussion", "expected object, got a list", ""),
        ({"meta": {"date": "明天"}}, "meta.date", 'invalid RFC3339 encoded date, got "明天"', ""),
        ({"channels": {"x": {"arrange": "last"}}}, "channels.x.arrange", 'unknown value "last"', "one of first, threads, together"),
        ({"channels": {"x": {}, "微信": {"hook": "是"}}}, "channels.微信.hook", 'expected bool, got "是"', ""),
        ({"happened": {"zh": "事", "chinese": "事"}}, "happened", 'expected a language tag such as "zh" or "pt-BR", got "chinese"', ""),
        ({"happened": {"zh": "事", "en": 3}}, "happened.en", "expected str, got 3", ""),
        ({"matters": {"points": [{"text": {"en": "a", "zh": None}}]}}, "matters.points[0].text.zh", "expected str, got null", ""),
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
    assert told(entry, Profile) == ("text.limits[0].max", "expected int >= 1, got 0", "")


def test_a_value_json_cannot_say_is_shown_all_the_same() -> None:
    assert told({**LONG, "tags": [Path("芯片")]})[:2] == ("tags[0]", 'expected str, got "芯片"')
