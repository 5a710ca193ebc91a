"""Themes and sizes are data: readable colours, sources for every size, errors that name the key."""

import pytest

from crosspost.card import styles
from crosspost.cli import parser
from crosspost.cli._parser import actions_of
from crosspost.errors import ConfigError
from crosspost.registry import channel_names as channels
from crosspost.registry import load_channel

OURS = sorted(path.stem for path in styles.OURS.glob("*.toml"))
GROUNDS = {
    "ground": ("ink", "soft", "accent"),
    "panel": ("on_panel", "soft_on_panel", "accent_on_panel"),
}
ENOUGH = 4.5
"""WCAG 2.2, success criterion 1.4.3."""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_there_are_themes_to_choose_from():
    assert OURS == ["bamboo", "night", "paper", "persimmon", "signal"]


@pytest.mark.parametrize("name", OURS)
def test_everything_can_be_read(name):
    theme = styles.load_theme(name)
    for ground, inks in GROUNDS.items():
        for ink in inks:
            assert contrast(getattr(theme, ground), getattr(theme, ink)) >= ENOUGH, (ground, ink)
    assert contrast(theme.ground, theme.star) >= 3, "a sign, not a letter"
    assert contrast(theme.star, theme.unlit) >= 2
    if theme.ornament == "moon":  # the title may stand on it
        assert contrast(theme.shade, theme.ink) >= ENOUGH


@pytest.fixture
def own_theme(tmp_path, monkeypatch):
    """``own_theme(name, toml)`` puts a theme into the user's folder."""
    monkeypatch.setattr(styles, "user_config_folder", lambda: tmp_path)
    (tmp_path / styles.FOLDER).mkdir()

    def put(name: str, toml: str) -> None:
        (tmp_path / styles.FOLDER / f"{name}.toml").write_text(toml, encoding="utf-8")

    return put


def test_the_first_theme_of_a_user_is_two_lines(own_theme):
    own_theme("paper", 'extends = "paper"\naccent = "#0a3d7a"\n')
    mine = styles.load_theme("paper")
    assert mine.accent == "#0a3d7a"
    assert mine.about == "宣纸：米白底，宋体标题，朱红"


@pytest.mark.parametrize(
    ("toml", "at", "found"),
    [
        ('extends = "paper"\nacent = ""', "mine.toml: acent", 'unknown key "acent"'),
        ('about = "缺"', "mine.toml: title", "missing"),
        ('extends = "fog"', "theme", 'no theme "fog" for cards'),
        ("about = ", "mine.toml", "not TOML: Invalid value (at end of document)"),
    ],
)
def test_a_broken_theme_is_told_by_file_and_key(toml, at, found, own_theme):
    own_theme("mine", toml)
    with pytest.raises(ConfigError) as caught:
        styles.load_theme("mine")
    assert (caught.value.location, caught.value.message) == (at, found)


def test_a_colour_is_six_digits(own_theme):
    own_theme("mine", 'extends = "paper"\nink = "red"\n')
    with pytest.raises(ConfigError) as caught:
        styles.load_theme("mine")
    assert caught.value.location == "mine.toml: ink"


def test_the_command_offers_the_sizes_that_there_are():
    command = actions_of(parser(["card"]))["card"]
    (size,) = (one for one in command._actions if one.dest == "size")  # noqa: SLF001
    assert size.choices == styles.size_names()


def test_every_size_has_a_source_and_a_channel_of_the_book():
    covered = [name for source in styles.size_table()["source"] for name in source["covers"]]
    for name in channels():
        channel = load_channel(name)
        noted = any("card" in source.covers for source in channel.source)
        assert noted == (channel.card is not None), name
        covered += [channel.card.name] if channel.card else []
    assert set(covered) == set(styles.size_names())
    for name in styles.size_names():
        assert styles.load_size(name).channel in {*channels(), ""}
    with pytest.raises(ConfigError, match='no size "a4" for cards'):
        styles.load_size("a4")


def test_the_sizes_are_as_their_names_say():
    shapes = {name: styles.load_size(name) for name in styles.size_names()}
    assert shapes["wechat-cover"].width / shapes["wechat-cover"].height == pytest.approx(
        2.35, 0.001
    )
    assert shapes["x"].width / shapes["x"].height == pytest.approx(16 / 9, 0.001)
    assert shapes["square"].width == shapes["square"].height
    assert shapes["tall"].width / shapes["tall"].height == pytest.approx(3 / 4)
