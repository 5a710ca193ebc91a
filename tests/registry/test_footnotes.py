"""No figure without a source: a limit nobody can check is a limit nobody can trust."""

import datetime as dt
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import msgspec
import pytest

from crosspost import registry
from crosspost.model.channel_spec import ChannelSpec

OURS = sorted(path.stem for path in registry.channels_folder().glob("*.toml"))

Entry = Mapping[str, object]

FIGURED = (
    *("text", "thread", "field_limits", "max_counts", "forms", "media", "card", "cost", "rate"),
    *("edit", "delete", "article"),
)
"""The tables of an entry that hold figures; names and layouts hold none."""


def figures(entry: Entry) -> Iterator[str]:
    """Every number of *entry*, as a dotted key; what stands in a list counts as the list."""
    for table in FIGURED:
        yield from sorted(set(_numbers(entry.get(table), table)))


def _numbers(value: object, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _numbers(below, f"{key}.{name}")
    elif isinstance(value, list):
        for below in value:
            yield from (key for _ in _numbers(below, key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield key


def covered(entry: Entry) -> list[str]:
    """Every key that a footnote of *entry* names."""
    notes = entry.get("source", [])
    assert isinstance(notes, list)
    return [key for note in notes for key in note["covers"]]


def under(key: str, above: str) -> bool:
    """Whether *key* is *above*, or stands in that table."""
    return key == above or key.startswith(f"{above}.")


def unfounded(entry: Entry) -> list[str]:
    """The figures that no footnote covers."""
    notes = covered(entry)
    return [key for key in figures(entry) if not any(under(key, above) for above in notes)]


def idle(entry: Entry) -> list[str]:
    """What footnotes cover although there is no figure there."""
    keys = list(figures(entry))
    return [above for above in covered(entry) if not any(under(key, above) for key in keys)]


def entry(name: str) -> Entry:
    """The whole entry as plain data, without what is left at its default."""
    spec = msgspec.json.decode(msgspec.json.encode(registry.load_channel(name)))
    return {key: value for key, value in spec.items() if value not in (None, {}, [])}


@pytest.mark.parametrize("name", OURS)
def test_every_figure_has_a_footnote(name: str) -> None:
    assert unfounded(entry(name)) == []


@pytest.mark.parametrize("name", OURS)
def test_no_footnote_stands_without_its_figure(name: str) -> None:
    assert idle(entry(name)) == []


@pytest.mark.parametrize(
    "planted",
    [
        {"text": {"limits": [{"max": 280}], "url": 23}},
        {"text": {"limits": [{"max": 280}], "weights": {"light": [{"start": 0, "end": 9}]}}},
        {"text": {"limits": [{"max": 280}]}, "max_counts": {"cashtags": 1}},
        {"text": {"limits": [{"max": 280}]}, "cost": {"currency": "USD", "post": 0.015}},
        {"text": {"limits": [{"max": 280}]}, "forms": {"text": {"limits": [{"max": 2048}]}}},
    ],
)
def test_a_planted_figure_is_found(planted: Entry) -> None:
    assert len(unfounded({**planted, "source": [{"covers": ["text.limits"]}]})) == 1


def test_a_planted_footnote_is_found() -> None:
    planted = {
        "text": {"limits": [{"max": 280}]},
        "source": [{"covers": ["text.limits", "max_counts.人"]}],
    }
    assert idle(planted) == ["max_counts.人"]


def test_numbering_and_order_are_not_figures() -> None:
    assert unfounded({"thread": {"number": "{n}/{of}"}, "layout": {"teaser_first": True}}) == []


@pytest.mark.parametrize("name", OURS)
def test_a_footnote_names_a_page_a_person_can_open(name: str) -> None:
    for note in registry.load_channel(name).source:
        page = urlsplit(note.url)
        assert page.scheme == "https", note.url
        assert "." in page.netloc, note.url
        assert note.description.endswith("."), note.description
        assert note.checked >= dt.date(2026, 11, 1)


@pytest.mark.parametrize("name", OURS)
def test_an_entry_survives_the_way_through_json(name: str) -> None:
    spec = registry.load_channel(name)
    assert msgspec.json.decode(msgspec.json.encode(spec), type=ChannelSpec) == spec
