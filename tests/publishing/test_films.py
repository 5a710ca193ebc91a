"""Films made ready: what each channel takes, what stays behind, and what does not fit."""

import io
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from crosspost.adapters.base import Upload
from crosspost.errors import Rejected
from crosspost.images import picture_findings, prepare_picture, videos
from crosspost.model.channel_spec import MediaRule, MovingRule
from crosspost.model.draft import Draft, Picture
from crosspost.model.post import Media, Post
from crosspost.preview import with_approval, with_picture_findings
from crosspost.preview.as_html import embedded, page
from crosspost.registry import default_account, load_channel
from crosspost.rendering import render
from tests.films import CANARY, TURNED, film, gif, lying

RULE = MovingRule(formats=("mp4",), codecs=("h264",), audio=("aac",))
TAKING = ("x", "telegram", "bluesky", "mastodon", "discord")


def prepared(folder: Path, name: str, data: bytes, rule: MediaRule) -> Upload:
    (folder / name).write_bytes(data)
    return prepare_picture(Picture(path=name, alt="海浪 🌊"), rule, folder)


def taking(**limits: object) -> MediaRule:
    return MediaRule(images=4, video=MovingRule(**({"formats": ("mp4",)} | limits)))  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", TAKING)
def test_every_channel_with_video_takes_a_usual_one(channel: str, tmp_path: Path):
    rule = load_channel(channel).media
    assert rule is not None
    got = prepared(tmp_path, "海浪.mov", film("mov"), rule)
    assert (got.kind, got.width, got.height, round(got.seconds)) == ("video", 64, 48, 1)
    assert got.mime in {"video/mp4", "video/quicktime"}
    assert got.alt == "海浪 🌊"


@pytest.mark.parametrize(
    ("rule", "data", "code", "found", "allowed"),
    [
        (
            {"formats": ("mp4",)},
            {"form": "webm", "codec": "libvpx-vp9", "audio": ""},
            "container",
            "webm",
            "mp4",
        ),
        ({"codecs": ("hevc",)}, {}, "codec", "h264", "hevc"),
        ({"audio": ("opus", "vorbis")}, {}, "audio-codec", "aac", "opus, vorbis"),
        ({"bytes": 1000}, {}, "film-bytes", None, "1,000"),
        ({"seconds": 0.5}, {}, "seconds", "1", "0.5"),
        ({"min_seconds": 2}, {}, "min-seconds", "1", "2"),
        ({"min_frame_rate": 23}, {}, "min-frame-rate", "10", "23"),
        ({"frames": 5}, {}, "frames", "10", "5"),
        ({"frame_rate": 9}, {}, "frame-rate", "10", "9"),
        ({"long_side": 63}, {}, "long-side", "64", "63"),
        ({"short_side": 40}, {}, "short-side", "48", "40"),
        ({"area": 3000}, {}, "area", "3,072", "3,000"),
        ({"all_pixels": 30_000}, {}, "all-pixels", "30,720", "30,000"),
        ({"ratio": 1.2}, {}, "ratio", "1.3", "1.2"),
    ],
)
def test_what_does_not_fit_is_refused_with_both_figures(
    rule: dict[str, object],
    data: dict[str, Any],
    code: str,
    found: str | None,
    allowed: str,
    tmp_path: Path,
):
    wanted = taking(**rule)
    (tmp_path / "a.mp4").write_bytes(film(**data))
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(path="a.mp4"), wanted, tmp_path)
    assert caught.value.code == f"media.{code}"
    assert caught.value.values["allowed"] == allowed
    assert found is None or caught.value.values["found"] == found
    draft = render(Post(title={"zh": "海浪 🌊"}, media=(Media(path="a.mp4"),)), "x")
    (told,) = picture_findings(draft, wanted, tmp_path)
    assert (told.level, told.values["reason"], told.values["allowed"]) == ("error", code, allowed)
    assert allowed in told.text("en")
    assert allowed.replace(", ", "、") in told.text("zh") or allowed in told.text("zh")


@pytest.mark.parametrize("form", ["mp4", "mov", "webm"])
def test_nothing_goes_along_that_is_not_seen_or_heard(form: str, tmp_path: Path):
    codecs = ("libvpx-vp9", "libopus") if form == "webm" else ("libx264", "aac")
    data = film(form, *codecs, told=True, data=form != "webm")
    assert CANARY.encode() in data
    got = prepared(tmp_path, f"a.{form}", data, taking(formats=("mp4", "webm")))
    assert CANARY.encode() not in got.data
    assert b"121.0" not in got.data
    film_after = videos.read_film(got.data, "a")
    assert (film_after.codec, film_after.frames) == (videos.read_film(data, "a").codec, 10)
    if tool := shutil.which("exiftool"):
        (tmp_path / f"b.{got.name[-4:]}").write_bytes(got.data)
        said = subprocess.run(
            [tool, "-a", "-ee", "-G1", str(tmp_path / f"b.{got.name[-4:]}")],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert "GPS" not in said
        assert "2026:11:30 07:00" not in "".join(
            one for one in said.splitlines() if "[System]" not in one
        )


def test_the_same_film_gives_the_same_bytes(tmp_path: Path):
    first = prepared(tmp_path, "a.mov", film("mov"), taking())
    assert first == prepared(tmp_path, "a.mov", film("mov"), taking())
    assert first.name == "a.mp4"


def test_a_film_that_lies_on_its_side_is_shown_upright_as_it_is_and_anew(tmp_path: Path):
    got = prepared(tmp_path, "a.mp4", lying(), taking())
    assert (got.width, got.height) == (48, 64)
    assert TURNED in got.data
    anew = videos.read_film(videos.made_to_fit(lying(), RULE, "a.mp4"), "a.mp4")
    assert (anew.width, anew.height) == (48, 64)


def test_a_gif_moves_where_that_is_taken_and_within_its_figures(tmp_path: Path):
    moving = MediaRule(images=4, formats=("jpg",), animation=MovingRule(formats=("gif",), frames=3))
    got = prepared(tmp_path, "a.gif", gif(), moving)
    assert (got.kind, got.mime, round(got.seconds, 1)) == ("animation", "image/gif", 0.6)
    assert CANARY.encode() not in got.data
    assert Image.open(io.BytesIO(got.data)).n_frames == 3  # type: ignore[attr-defined]
    with pytest.raises(Rejected) as caught:
        prepared(tmp_path, "a.gif", gif(frames=4), moving)
    assert caught.value.code == "media.frames"
    still = prepared(tmp_path, "b.gif", gif(frames=1), moving)
    assert (still.kind, still.mime, still.stands_still) == ("picture", "image/jpeg", False)


def test_without_pyav_container_and_bytes_are_known_and_nothing_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a.mp4").write_bytes(film())
    (tmp_path / "b.webm").write_bytes(film("webm", "libvpx-vp9", ""))
    monkeypatch.setitem(sys.modules, "av", None)
    draft = render(Post(title={"zh": "海浪"}, media=(Media(path="a.mp4"),)), "telegram")
    (told,) = (
        one
        for one in with_picture_findings(draft, tmp_path).findings
        if one.code == "media.refused"
    )
    assert told.values["reason"] == "needs-video"
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(path="b.webm"), taking(), tmp_path)
    assert caught.value.code == "media.container"


@pytest.mark.parametrize(
    ("media", "channel", "sent", "told"),
    [
        (["a.mp4", "b.png"], "x", ["a.mp4"], ["media.not-beside"]),
        (["b.png", "a.mp4", "c.png"], "x", ["b.png", "c.png"], ["media.not-beside"]),
        (["a.gif", "b.gif"], "x", ["a.gif"], ["media.omitted"]),
        (["a.mp4", "b.mp4"], "x", ["a.mp4"], ["media.omitted"]),
        (["a.mp4", "b.png"], "telegram", ["a.mp4", "b.png"], []),
        (["a.gif", "b.png"], "telegram", ["a.gif"], ["media.not-beside"]),
        (["a.gif", "b.png"], "bluesky", ["a.gif", "b.png"], []),
        (["b.png", "a.mp4"], "bluesky", ["b.png"], ["media.not-beside"]),
        (["a.gif", "b.mp4", "c.webm"], "discord", ["a.gif", "b.mp4", "c.webm"], []),
        (["a.mp4", "b.png"], "wecom", [], ["media.no-video", "media.omitted"]),
        (["a.mp4", "b.png"], "wechat-article", ["b.png"], ["media.no-video"]),
    ],
)
def test_how_many_of_what_go_with_one_message(
    media: list[str], channel: str, sent: list[str], told: list[str]
):
    post = Post(
        title={"zh": "海浪 🌊"}, media=tuple(Media(path=name, alt={"zh": "浪"}) for name in media)
    )
    draft = render(post, channel)
    shown = [one.path for said in draft.messages for one in said.media or ()]
    assert shown == sent
    codes = {one.code for one in draft.findings}
    assert sorted(codes & {"media.not-beside", "media.no-video", "media.omitted"}) == told


def test_a_film_in_the_text_goes_along_or_leaves_its_caption():
    post = Post(happened={"zh": '浪来了。\n\n![海浪](海浪.mp4 "拍于海边 🌊")\n\n浪走了。'})
    with_film, without = render(post, "discord"), render(post, "webhook")
    assert [one.path for said in with_film.messages for one in said.media or ()] == ["海浪.mp4"]
    assert "media.no-video" not in [one.code for one in with_film.findings]
    (told,) = (one for one in without.findings if one.code == "media.no-video")
    assert (told.level, str(told.location)) == ("warning", "media.海浪.mp4")
    assert "拍于海边 🌊" in "".join(one.text for one in without.messages)
    assert "海浪.mp4" not in str([one.payload for one in without.messages])


@pytest.mark.parametrize("name", ["x", "mastodon", "telegram", "bluesky"])
def test_a_film_is_made_to_fit(name: str):
    rule = default_account(name).spec.media
    assert rule is not None
    assert rule.video is not None
    wide = film("webm", "libvpx-vp9", "libopus", seconds=0.5, size=(1400, 700), rate=10)
    made = videos.made_to_fit(wide, rule.video, "a.webm")
    got = videos.read_film(made, "a.mp4")
    videos.checked(got, rule.video, "a.mp4")
    assert (got.form, got.codec, got.audio) == ("mp4", "h264", "aac")
    assert got.width / got.height == pytest.approx(2, abs=0.05)


def test_a_gif_becomes_a_film_and_a_poster_says_how_long_it_is():
    made = videos.made_to_fit(gif(5, (63, 47)), RULE, "a.gif")
    got = videos.read_film(made, "a.mp4")
    assert (got.width, got.height, got.audio, round(got.seconds)) == (62, 46, "", 1)
    poster = Image.open(io.BytesIO(videos.poster(film(size=(640, 480)))))
    assert (poster.format, poster.size) == ("JPEG", (640, 480))
    assert not poster.getexif()
    assert videos.poster(b"no film") == b""


def codes(draft: Draft) -> list[str]:
    return [one.code for one in draft.findings if one.code.startswith("media.")]


def test_what_does_not_fit_is_made_anew_on_demand_shown_and_approved(tmp_path: Path):
    (tmp_path / "海浪.webm").write_bytes(film("webm", "libvpx-vp9", "", size=(1400, 700)))
    media = (Media(path="海浪.webm", alt={"zh": "海浪 🌊"}),)
    draft = render(Post(title={"zh": "海浪"}, media=media), "x")
    assert "media.refused" in codes(with_picture_findings(draft, tmp_path))
    assert not list(tmp_path.glob("*.mp4"))
    fitted = with_picture_findings(draft, tmp_path, fit=True)
    assert "media.refused" not in codes(fitted)
    (told,) = (one for one in fitted.findings if one.code == "media.fitted")
    assert "海浪.x.mp4" in told.text("zh")
    assert "海浪.x.mp4" in told.text("en")
    (picture,) = fitted.messages[0].media or ()
    assert (picture.path, picture.alt) == ("海浪.x.mp4", "海浪 🌊")
    assert fitted.digest != draft.digest
    made = (tmp_path / "海浪.x.mp4").read_bytes()
    again = with_picture_findings(draft, tmp_path, fit=True)
    assert (again.digest, (tmp_path / "海浪.x.mp4").read_bytes()) == (fitted.digest, made)
    before = with_approval(fitted, {"channel": "x", "api": "a"}, tmp_path).approval
    (tmp_path / "海浪.x.mp4").write_bytes(film())
    assert with_approval(fitted, {"channel": "x", "api": "a"}, tmp_path).approval != before


@pytest.mark.parametrize(
    ("name", "data", "channel", "becomes"),
    [
        ("猫.gif", gif(), "bluesky", ["猫.bluesky.mp4"]),
        ("猫.gif", gif(), "x", ["猫.gif"]),
        ("a.mp4", film(), "x", ["a.mp4"]),
        ("a.mp4", film(seconds=0.3), "x", ["a.mp4"]),  # too short: nothing mends that
        ("a.mp4", b"no film", "x", ["a.mp4"]),
    ],
)
def test_only_what_can_be_mended_is_made_anew(
    name: str, data: bytes, channel: str, becomes: list[str], tmp_path: Path
):
    (tmp_path / name).write_bytes(data)
    draft = render(Post(title={"zh": "猫"}, media=(Media(path=name),)), channel)
    fitted = with_picture_findings(draft, tmp_path, fit=True)
    assert [one.path for one in fitted.messages[0].media or ()] == becomes


def test_a_page_shows_the_first_frame_or_a_box_that_names_the_film(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "海浪.mp4").write_bytes(film())
    draft = render(
        Post(title={"zh": "海浪"}, media=(Media(path="海浪.mp4", alt={"zh": "浪"}),)), "x"
    )
    assert "data:image/jpeg;base64," in page([draft], show=embedded(tmp_path))
    monkeypatch.setitem(sys.modules, "av", None)
    html = page([draft], show=embedded(tmp_path))
    assert "data:image/jpeg" not in html
    assert "▶ 海浪.mp4" in html
