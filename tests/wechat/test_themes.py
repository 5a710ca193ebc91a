"""Themes are data: each is complete, survives the editor and reads well in light and dark."""

import pytest

from crosspost.adapters.wechat import themes
from crosspost.adapters.wechat.article_lint import lint
from crosspost.errors import ConfigError

OURS = sorted(path.stem for path in themes.OURS.glob("*.toml"))


def test_there_are_themes_to_choose_from():
    assert OURS == ["bamboo", "dusk", "harbour", "ink", "plain"]


@pytest.mark.parametrize("name", OURS)
def test_nothing_of_it_is_removed_by_the_editor(name, full, write):
    draft = write(full, theme=name)
    assert lint(draft.messages[0].payload["content"]) == []
    assert not [one for one in draft.findings if one.code == "wechat.lint"]


@pytest.mark.parametrize("name", OURS)
def test_it_changes_the_looks_and_not_a_word(name, full, write):
    assert write(full, theme=name).messages[0].text == write(full).messages[0].text


def test_the_first_theme_of_a_user_is_four_lines(own_theme):
    own_theme("mine", 'extends = "ink"\nabout = "我的"\n[colours]\naccent = "#5b2a86"\n')
    mine, ink = themes.load("mine"), themes.load("ink")
    assert mine.number == "color:#5b2a86"
    assert mine.paragraph == ink.paragraph
    assert "mine" in themes.names()


def test_a_users_theme_wins_over_ours(own_theme):
    own_theme("ink", 'extends = "ink"\nabout = "淡墨"\n')
    assert themes.load("ink").about == "淡墨"


@pytest.mark.parametrize(
    ("toml", "at", "found"),
    [
        ('extends = "ink"\nlabell = ""', "mine.toml: labell", 'unknown key "labell"'),
        ('about = "缺"', "mine.toml: page", "missing"),
        (
            'extends = "ink"\nnote = "color:{blau}"',
            "mine.toml: note",
            'no such colour: "color:{blau}"',
        ),
        ('extends = "fog"', "theme", 'no theme "fog" for articles'),
        ("about = ", "mine.toml", "not TOML: Invalid value (at end of document)"),
    ],
)
def test_a_broken_theme_is_told_by_file_and_key(toml, at, found, own_theme):
    own_theme("mine", toml)
    with pytest.raises(ConfigError) as caught:
        themes.load("mine")
    assert (caught.value.location, caught.value.message) == (at, found)


def test_what_a_users_theme_loses_is_a_finding(own_theme, full, write):
    own_theme("mine", 'extends = "ink"\npage = "position:fixed; color:#333"\n')
    (found,) = [one for one in write(full, theme="mine").findings if one.code == "wechat.lint"]
    assert (found.level, found.message) == ("error", "position:fixed: is removed (1 time)")


@pytest.fixture
def own_theme(tmp_path, monkeypatch):
    """``own_theme(name, toml)`` puts a theme into the user's folder."""
    monkeypatch.setattr(themes, "user_config_folder", lambda: tmp_path)
    (tmp_path / "themes").mkdir()

    def put(name: str, toml: str) -> None:
        (tmp_path / "themes" / f"{name}.toml").write_text(toml, encoding="utf-8")

    return put
