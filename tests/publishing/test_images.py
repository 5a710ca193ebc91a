"""Pictures made ready: untouched where they fit, brought inside the rule where not."""

import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from crosspost import images, render
from crosspost.errors import Rejected, Retryable
from crosspost.images import picture_findings, prepare_picture
from crosspost.model.channel_spec import MediaRule
from crosspost.model.draft import Picture
from crosspost.readers import parse

ANY = MediaRule(images=1)


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """What no format makes small."""
    plain = Image.effect_noise((width, height), 100)
    return Image.merge(mode, [plain] * len(mode))


def written(folder: Path, name: str, image: Image.Image, **options: Any) -> Picture:
    image.save(folder / name, **options)
    return Picture(path=name, alt="一张图 🎉")


def shown(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_picture_that_fits_goes_as_it_is(tmp_path: Path):
    picture = written(tmp_path, "封面.v2.png", noise(40, 30))
    got = prepare_picture(
        picture, MediaRule(images=1, formats=("jpg", "png"), bytes=10_000), tmp_path
    )
    assert got.data == (tmp_path / "封面.v2.png").read_bytes()
    assert (got.name, got.mime, got.width, got.height) == ("封面.v2.png", "image/png", 40, 30)
    assert got.alt == "一张图 🎉"


@pytest.mark.parametrize(
    ("name", "image", "rule", "becomes"),
    [
        ("a.webp", noise(20, 20), {"formats": ("jpg", "png")}, "image/jpeg"),
        ("a.bmp", noise(20, 20), {"formats": ("jpg", "png")}, "image/jpeg"),
        ("a.bmp", noise(20, 20), {}, "image/jpeg"),
        ("a.tiff", noise(20, 20).convert("CMYK"), {"formats": ("jpg",)}, "image/jpeg"),
        (
            "a.webp",
            Image.new("RGBA", (9, 9), (0, 0, 0, 9)),
            {"formats": ("jpg", "png")},
            "image/png",
        ),
        ("a.png", Image.new("RGBA", (9, 9), (0, 0, 0, 9)), {"formats": ("jpg",)}, "image/jpeg"),
        ("a.gif", noise(20, 20).convert("P"), {"formats": ("jpg", "png")}, "image/jpeg"),
    ],
)
def test_a_format_that_is_not_taken_is_changed(
    tmp_path: Path, name: str, image: Image.Image, rule: dict[str, Any], becomes: str
):
    got = prepare_picture(written(tmp_path, name, image), MediaRule(images=1, **rule), tmp_path)
    assert got.mime == becomes
    assert Image.MIME[shown(got.data).format or ""] == becomes
    assert (got.width, got.height) == image.size


def test_what_is_transparent_lies_on_white_where_nothing_can_be(tmp_path: Path):
    picture = written(tmp_path, "a.png", Image.new("RGBA", (8, 8), (255, 0, 0, 0)))
    got = prepare_picture(picture, MediaRule(images=1, formats=("jpg",)), tmp_path)
    assert shown(got.data).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("most", [60_000, 20_000, 5_000])
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_too_many_bytes_become_fewer(tmp_path: Path, name: str, most: int):
    picture = written(tmp_path, name, noise(300, 200))
    got = prepare_picture(
        picture, MediaRule(images=1, formats=("jpg", "png"), bytes=most), tmp_path
    )
    assert len(got.data) <= most
    assert shown(got.data).size == (got.width, got.height)
    assert abs(got.width / got.height - 1.5) < 0.1


def test_too_many_pixels_become_fewer(tmp_path: Path):
    picture = written(tmp_path, "a.png", noise(400, 200))
    got = prepare_picture(picture, MediaRule(images=1, formats=("png",), pixels=300), tmp_path)
    assert (got.width, got.height) == (200, 100)


def test_a_picture_that_lies_on_its_side_is_put_upright(tmp_path: Path):
    exif = Image.Exif()
    exif[images.ORIENTATION] = 6
    got = prepare_picture(written(tmp_path, "a.jpg", noise(30, 20), exif=exif), ANY, tmp_path)
    assert (got.width, got.height) == (20, 30)
    assert not shown(got.data).getexif()


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path):
    picture = written(tmp_path, "a.png", noise(200, 200))
    rule = MediaRule(images=1, formats=("jpg",), bytes=9_000)
    assert prepare_picture(picture, rule, tmp_path) == prepare_picture(picture, rule, tmp_path)


def test_what_moves_keeps_moving_or_says_that_it_stopped(tmp_path: Path):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    picture = written(tmp_path, "a.gif", frames[0], save_all=True, append_images=frames[1:])
    kept = prepare_picture(picture, MediaRule(images=1, formats=("gif",)), tmp_path)
    assert kept.data == (tmp_path / "a.gif").read_bytes()
    got = prepare_picture(picture, MediaRule(images=1, formats=("png",)), tmp_path)
    assert (kept.stands_still, got.stands_still) == (False, True)
    assert shown(got.data).convert("RGB").getpixel((4, 4)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("没有.png", None, "没有.png: cannot read the picture: No such file"),
        ("图.png", "不是图".encode(), "图.png: not a picture"),
        ("空.jpg", b"", "空.jpg: not a picture"),
        ("坏.png", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "坏.png: not a picture"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "图.svg: not a picture"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_path(
    tmp_path: Path, name: str, content: bytes | None, says: str
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(path=name), ANY, tmp_path)
    assert str(tmp_path / says.partition(":")[0]) in str(caught.value)
    assert says in str(caught.value)


def test_too_many_pixels_to_open_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    picture = written(tmp_path, "a.png", noise(40, 40))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(Rejected, match="too many pixels"):
        prepare_picture(picture, ANY, tmp_path)


def test_what_cannot_be_made_small_enough_is_refused(tmp_path: Path):
    picture = written(tmp_path, "a.png", noise(90, 90))
    with pytest.raises(Rejected, match="small enough"):
        prepare_picture(picture, MediaRule(images=1, formats=("png",), bytes=50), tmp_path)


@pytest.fixture
def site() -> Iterator[str]:
    """A web site with a picture, and with much that is none."""
    out = io.BytesIO()
    noise(20, 10).save(out, "PNG")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = int(self.path.split("/")[1])
            self.send_response(status)
            self.send_header("location", "/200/%E5%9B%BE.png")
            self.end_headers()
            if status == 200:
                self.wfile.write(out.getvalue())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("path", ["/200/%E5%9B%BE.png?size=2", "/302/x"])
def test_an_address_is_fetched(site: str, path: str, tmp_path: Path):
    got = prepare_picture(Picture(url=site + path), ANY, tmp_path, allowed=[site])
    assert (got.width, got.height) == (20, 10)
    assert got.name == ("图.png" if "200" in path else "x.png")


@pytest.mark.parametrize(
    ("path", "becomes"),
    [("/404/x", Rejected), ("/403/x", Rejected), ("/429/x", Retryable), ("/503/x", Retryable)],
)
def test_an_address_that_gives_no_picture(
    site: str, path: str, becomes: type[Exception], tmp_path: Path
):
    with pytest.raises(becomes, match=path[1:4]):
        prepare_picture(Picture(url=site + path), ANY, tmp_path, allowed=[site])


def test_an_address_gives_so_many_bytes_at_most(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(images.sources, "LARGEST", 100)
    with pytest.raises(Rejected, match="more than 100 bytes"):
        prepare_picture(Picture(url=f"{site}/200/x"), ANY, tmp_path, allowed=[site])


def test_an_address_where_nobody_answers_is_tried_later(tmp_path: Path):
    here = "http://127.0.0.1:9/"
    with pytest.raises(Retryable, match="cannot be fetched"):
        prepare_picture(Picture(url=f"{here}a.png"), ANY, tmp_path, allowed=[here])


@pytest.mark.parametrize("url", ["ftp://example.com/a.png", "http://[::1/a.png"])
def test_what_is_no_address_is_refused(url: str, tmp_path: Path):
    with pytest.raises(Rejected, match="no address"):
        prepare_picture(Picture(url=url), ANY, tmp_path)


MOVING = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("不在.png", "media.refused", "文件读不出来"),
        ("图.svg", "media.refused", "发不出去：不是 JPEG"),
        ("片.mp4", "media.refused", "发不出去：这是视频"),
        ("https://example.com/片.MP4?size=2", "media.refused", "发不出去：这是视频"),
        ("动.gif", "media.still", "只会发出第一帧"),
    ],
)
def test_what_publishing_would_refuse_is_told_before(
    tmp_path: Path, name: str, code: str, sentence: str
):
    MOVING[0].save(tmp_path / "动.gif", save_all=True, append_images=MOVING[1:])
    (tmp_path / "图.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "片.mp4").write_bytes(b"\0\0\0\x20ftypisom" + bytes(64))
    draft = render(parse(f"# 港口\n\n船来了。\n\n![港口]({name})\n", "markdown", "post.md"), "x")
    rule = MediaRule(images=4, formats=("jpg", "png"))
    (found,) = picture_findings(draft, rule, tmp_path)
    assert found.code == code
    assert sentence in found.text("zh")


def test_a_picture_that_can_be_sent_is_not_told(tmp_path: Path):
    written(tmp_path, "a.png", noise(20, 20))
    draft = render(parse("# 港口\n\n![港口](a.png)\n", "markdown", "post.md"), "x")
    assert not list(picture_findings(draft, ANY, tmp_path))


def test_a_gif_behind_an_address_may_move(tmp_path: Path):
    address = "https://example.com/港口.gif?v=2"
    draft = render(parse(f"# 港口\n\n![港口]({address})\n", "markdown", "post.md"), "x")
    still = MediaRule(images=4, formats=("jpg", "png"))
    assert [one.code for one in picture_findings(draft, still, tmp_path)] == ["media.may-move"]
    assert not list(picture_findings(draft, MediaRule(images=4, formats=("gif",)), tmp_path))
