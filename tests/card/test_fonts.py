"""Fonts are found by their names, each language gets its own face, and none at all is an error."""

import pytest

from crosspost.card import fonts, shaping
from crosspost.card.boxes import text_setter as setter
from crosspost.errors import ConfigError
from tests.card import fonts as here


@pytest.fixture
def bare(monkeypatch):
    """A system without fonts."""
    fonts.faces_of.cache_clear()
    monkeypatch.setattr(fonts, "files", tuple)
    yield
    fonts.faces_of.cache_clear()


@pytest.mark.parametrize(
    ("system", "says"),
    [
        ("linux", "apt install fonts-noto-cjk"),
        ("linux", "dnf install google-noto-sans-cjk-fonts"),
        ("darwin", "brew install --cask font-noto-sans-cjk"),
        ("win32", "https://github.com/notofonts/noto-cjk"),
        ("freebsd", "apt install fonts-noto-cjk"),
    ],
)
def test_without_a_font_the_error_says_what_to_install(bare, monkeypatch, system, says):
    del bare
    monkeypatch.setattr("sys.platform", system)
    with pytest.raises(ConfigError) as caught:
        fonts.family("serif")
    assert caught.value.message == "no font with Chinese characters on this system"
    assert says in caught.value.hint


def test_every_family_has_a_chinese_face_and_knows_its_files():
    for family in fonts.table().family:
        assert "zh" in family.faces
        assert family.files
        assert set(family.faces) <= {"zh", "zh-Hant", "zh-HK", "ja", "ko"}


@here.noto
@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("zh", "SC"),
        ("zh-CN", "SC"),
        ("zh-TW", "TC"),
        ("zh-Hant", "TC"),
        ("zh-HK", "HK"),
        ("ja", "JP"),
        ("en", "KR"),  # whose Latin quotation marks are narrow
    ],
)
@pytest.mark.parametrize("style", ["sans", "serif"])
def test_each_region_has_its_own_face(language, name, style):
    family = fonts.family(style)
    face = fonts.face(family, language, "bold")
    assert face is not None
    assert shaping.load_font(face, 20).getname() == (f"Noto {style.title()} CJK {name}", "Bold")


@here.noto
def test_a_line_is_set_in_as_many_faces_as_it_needs():
    runs = setter("sans", "regular").runs("“算力”是 AI’s 家 👨‍👩‍👧 שלום", "zh")
    said = [(run.text, run.emoji, run.backward) for run in runs]
    assert said[:3] == [("“算力”是", False, False), (" AI’s ", False, False), ("家", False, False)]
    assert ("👨‍👩‍👧", True, False) in said
    assert ("שלום", False, True) in said


@here.needed
def test_what_no_font_has_is_named():
    assert list(setter("sans", "bold").lost("中\U000bffff文", "zh")) in ([], ["\U000bffff"])
    assert setter("sans", "bold").lost("中文 English 🎉\u200d", "zh") == {}


@here.needed
def test_a_family_of_emoji_is_as_wide_as_one():
    sets = setter("sans", "regular")
    assert sets.width("👨‍👩‍👧‍👦", "zh", 40) == sets.width("🎉", "zh", 40)
