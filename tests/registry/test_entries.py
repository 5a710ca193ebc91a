"""Our own entries: complete, and each with an adapter that is there."""

from typing import get_args

import pytest

from crosspost import registry
from crosspost.adapters import channel
from crosspost.counting import COUNTERS
from crosspost.model.layout import Section
from crosspost.model.options import wrong_option

OURS = sorted(path.stem for path in registry.channels_folder().glob("*.toml"))
SECTIONS = set(get_args(Section))


@pytest.mark.parametrize("name", OURS)
def test_its_code_is_a_channels(name: str) -> None:
    there = channel(name)
    assert there.spec == registry.load_channel(name)
    assert there.css_classes == "plain" or there.css or "article" in there.css_classes


@pytest.mark.parametrize("name", OURS)
def test_its_options_have_words_in_both_languages_and_a_default_that_may_be(name: str) -> None:
    there = channel(name)
    for option, rule in there.spec.options.items():
        assert set(rule.label) == {"en", "zh"}
        assert wrong_option({option: rule.default}, there.spec.options, there.choices) is None


@pytest.mark.parametrize("name", OURS)
def test_it_has_a_drawing_of_its_own(name: str) -> None:
    assert registry.load_channel(name).mark


@pytest.mark.parametrize("name", OURS)
def test_its_title_fits_a_table(name: str) -> None:
    assert 1 <= len(registry.load_channel(name).title) <= 20


@pytest.mark.parametrize("name", OURS)
def test_its_layout_places_every_section_once(name: str) -> None:
    order = registry.load_channel(name).layout.order
    assert order[0] == "title"
    assert len(order) == len(set(order))
    assert set(order) == SECTIONS


@pytest.mark.parametrize("name", OURS)
def test_its_layout_says_what_goes_first_without_room(name: str) -> None:
    """Everything may go but the title, which is all that is left then."""
    drop = registry.load_channel(name).layout.drop_order
    assert len(drop) == len(set(drop))
    assert set(drop) == SECTIONS - {"title"}


@pytest.mark.parametrize("name", OURS)
def test_only_the_story_is_left_out_rather_than_told_in_another_language(name: str) -> None:
    layout = registry.load_channel(name).layout
    one_language = name in {
        "x",
        "bluesky",
        "mastodon",
        "misskey",
        "nostr",
        "threads",
    }  # a thread has one
    assert set(layout.fallback_sections) == (set() if one_language else SECTIONS - {"story"})


@pytest.mark.parametrize("name", OURS)
def test_its_form_is_one_it_has(name: str) -> None:
    spec = registry.load_channel(name)
    if spec.forms:
        form = spec.options["form"]
        assert set(form.choices) == set(spec.forms)
        assert spec.forms[str(form.default)].limits == spec.text.limits


@pytest.mark.parametrize("name", OURS)
def test_it_can_number_what_it_can_thread(name: str) -> None:
    thread = registry.load_channel(name).thread
    assert (thread.by == "none") == ("{n}" not in thread.number)


def test_what_our_entries_count_by_is_what_the_library_counts_by() -> None:
    for name in OURS:
        count = registry.load_channel(name).text.count
        assert count is None or count == COUNTERS.get(count.unit, count), name


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("x", 280),
        ("x-premium", 25_000),
        ("x-article", 100_000),
        ("telegram", 4096),
        ("wechat-message", 2048),
        ("wechat-moments", 140),
        ("weibo", 140),
        ("xiaohongshu", 1000),
        ("wecom", 4096),
        ("bluesky", 300),
        ("mastodon", 500),
        ("discord", 2000),
        ("feishu", 19_400),
        ("slack", 12_000),
        ("slack-webhook", 4000),
        ("dingtalk", 19_500),
        ("linkedin", 3000),
        ("threads", 500),
        ("threads-attachment", 10_000),
        ("devto", 800_000),
        ("misskey", 3000),
        ("matrix", 60_000),
        ("nostr", 8000),
        ("nostr-article", 50_000),
    ],
)
def test_its_first_limit(name: str, figure: int) -> None:
    """Copied by hand from the services' pages, not from the entries: a slip there shows here."""
    assert registry.load_channel(name).text.limits[0].max == figure


def test_an_entry_that_extends_another_keeps_only_true_footnotes() -> None:
    x, premium = registry.load_channel("x"), registry.load_channel("x-premium")
    assert premium.cost == x.cost
    assert not premium.layout.teaser_first
    notes = [note for note in premium.source if "text.limits" in note.covers]
    assert ["25,000" in note.description for note in notes] == [True]


def test_an_entry_says_what_it_does_not_take_over() -> None:
    x, article = registry.load_channel("x"), registry.load_channel("x-article")
    assert (article.cost, article.delete, article.account) == (None, None, x.account)
    assert article.media
    assert article.media.bytes
    assert article.media.video is None
    assert not any(note for note in article.source if "cost" in note.covers)


def test_names_that_nobody_has_cost_no_reading_of_every_entry(monkeypatch: pytest.MonkeyPatch):
    """A program may ask for a hundred of them at once."""
    names = registry.channel_names()
    assert registry.similar_names("推特", names) == ["x"]
    monkeypatch.setattr(registry, "_parsed", lambda path: pytest.fail(f"{path} is read again"))
    assert registry.similar_names("微勃", names) == registry.similar_names("微勃", names)
