"""A user's own entries win by name, extend ours, and are told apart from broken ones."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crosspost import registry
from crosspost.counting import MASTODON_COUNT
from crosspost.errors import ChannelSpecError

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write an entry into a user's folder that is this test's alone."""
    folder = tmp_path / "crosspost" / "channels"
    folder.mkdir(parents=True)
    monkeypatch.setattr(registry, "_config", lambda: str(folder.parent))
    registry.load_channel.cache_clear()

    def write(name: str, text: str | bytes) -> Path:
        path = folder / f"{name}.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    yield write
    registry.load_channel.cache_clear()


def test_the_folder_is_the_platform_s_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert registry.user_channels_folder().parts[-2:] == ("crosspost", "channels")


def test_without_a_folder_there_are_only_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(registry, "_config", lambda: str(tmp_path / "没有"))
    assert "x" in registry.channel_names()


def test_an_entry_of_the_same_name_wins(own: Write) -> None:
    own("mastodon", 'extends = "mastodon"\ntext.limits = [{max = 5000, unit = "mastodon"}]')
    assert registry.load_channel("mastodon").text.limits[0].max == 5000
    assert registry.load_channel("mastodon").text.count == MASTODON_COUNT


def test_a_changed_figure_loses_our_footnote_and_may_bring_its_own(own: Write) -> None:
    own("mastodon", 'extends = "mastodon"\ntext.limits = [{max = 5000, unit = "mastodon"}]')
    covers = [key for note in registry.load_channel("mastodon").source for key in note.covers]
    assert "text.limits" not in covers
    assert "text.count" in covers


def test_a_new_entry_may_extend_ours_and_another_of_one_s_own(own: Write) -> None:
    own("长毛象", 'extends = "mastodon"\ntitle = "长毛象 🐘"')
    own("长毛象中文", 'extends = "长毛象"\nlayout.languages = ["zh"]')
    assert {"长毛象", "长毛象中文"} <= set(registry.channel_names())
    spec = registry.load_channel("长毛象中文")
    assert (spec.name, spec.title) == ("长毛象中文", "长毛象 🐘")
    assert spec.layout.languages == ("zh",)
    assert spec.layout.order == registry.load_channel("mastodon").layout.order


def test_a_whole_entry_needs_nothing_of_ours(own: Write) -> None:
    own(
        "告示",
        (registry.channels_folder() / "mastodon.toml")
        .read_text("utf-8")
        .replace('name = "mastodon"', 'name = "告示"'),
    )
    assert registry.load_channel("告示").adapter == "mastodon"


CASES = Path(__file__).parents[1] / "cases" / "registry.toml"
BROKEN = tomllib.loads(CASES.read_text("utf-8"))["broken"]


@pytest.mark.parametrize("case", BROKEN, ids=[case["why"] for case in BROKEN])
def test_a_broken_entry_is_told_by_file_and_key(own: Write, case: dict[str, str]) -> None:
    path = own("mine", case["entry"])
    with pytest.raises(ChannelSpecError) as caught:
        registry.load_channel("mine")
    first, *rest = str(caught.value).split("\n")
    assert first == f"{path}: {case['said']}"
    assert case.get("write", "") in "".join(rest)


def test_a_slip_of_the_pen_is_told_by_line_and_column(own: Write) -> None:
    path = own("mine", 'name = "mine"\ntitle "没有等号"\n')
    with pytest.raises(ChannelSpecError, match="not TOML: Expected '='") as caught:
        registry.load_channel("mine")
    assert caught.value.location == f"{path}:2:7"


def test_another_encoding_is_told(own: Write) -> None:
    own("mine", 'title = "微信"'.encode("gb18030"))
    with pytest.raises(ChannelSpecError, match="byte 11 is not UTF-8"):
        registry.load_channel("mine")


def test_a_folder_in_the_place_of_a_file_is_told(own: Write) -> None:
    own("mine", "").unlink()
    (registry.user_channels_folder() / "mine.toml").mkdir()
    with pytest.raises(ChannelSpecError, match="cannot be read: Is a directory"):
        registry.load_channel("mine")


def test_entries_that_extend_each_other_are_told(own: Write) -> None:
    own("阴", 'extends = "阳"')
    own("阳", 'extends = "阴"')
    with pytest.raises(ChannelSpecError, match="extends"):
        registry.load_channel("阴")


def test_an_error_in_what_is_extended_names_that_file(own: Write) -> None:
    below = own("下", 'extends = "x"\nmax_counts.cashtags = "一"')
    own("上", 'extends = "下"')
    with pytest.raises(ChannelSpecError) as caught:
        registry.load_channel("上")
    assert caught.value.location == f"{below}: max_counts.cashtags"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("twitter-x", "x"), ("telegrm", "telegram"), ("wechat", "wechat-article"), ("../x", "x")],
)
def test_an_unknown_channel_is_answered_with_close_ones(asked: str, meant: str) -> None:
    with pytest.raises(ChannelSpecError, match="no channel") as caught:
        registry.load_channel(asked)
    assert meant in re.findall(r"[\w-]+", caught.value.hint)


def test_a_home_folder_is_written_short(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own: Write
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    own("mine", "extends = 3")
    with pytest.raises(ChannelSpecError) as caught:
        registry.load_channel("mine")
    assert caught.value.location == "~/crosspost/channels/mine.toml: extends"


def test_a_name_is_read_once() -> None:
    assert registry.load_channel("x") is registry.load_channel("x")


def test_reading_an_entry_leaves_the_others_alone() -> None:
    """A preview for one channel pays for one file."""
    code = (
        "import tomllib; read = []; loads = tomllib.loads\n"
        "tomllib.loads = lambda text: read.append(text) or loads(text)\n"
        "from crosspost import registry\n"
        "before = len(read); registry.load_channel('x'); print(before, len(read))"
    )
    source = str(Path(registry.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": source, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["0", "1"]
