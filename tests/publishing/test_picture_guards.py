"""What a picture carries besides its pixels stays here, and so does what a post may not show."""

import contextlib
import io
import itertools
import os
import shutil
import socket
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from crosspost.errors import Rejected, Retryable
from crosspost.images import picture_findings, prepare_picture, public_net, sources
from crosspost.images.metadata import MalformedError, strip_metadata
from crosspost.model.channel_spec import MediaRule
from crosspost.model.draft import Picture
from crosspost.readers import parse
from crosspost.rendering import render

ANY = MediaRule(images=1)
CANARY = "KANARIENVOGEL-31N14"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{CANARY}</x:xmpmeta>'.encode()
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
COLOURFUL = Image.linear_gradient("L").resize((240, 160)).convert("RGB")


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010E] = made[0x013B] = CANARY
    made[0x8825] = {1: "N", 2: (31.0, 14.0, 3.0), 29: CANARY}
    return made


def jpeg(orientation: int = 1) -> bytes:
    """With EXIF, XMP, IPTC, a comment, an unknown segment, and a second picture behind it."""
    made, out, second = exif(), io.BytesIO(), io.BytesIO()
    made[0x0112] = orientation
    COLOURFUL.save(out, "JPEG", exif=made, xmp=XMP, comment=CANARY.encode(), icc_profile=PROFILE)
    COLOURFUL.save(second, "JPEG", exif=made)
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", 40)
    iptc += b"\x1c\x02\x5a" + struct.pack(">H", 30) + CANARY.encode().ljust(35, b" ")
    more = b"".join(
        bytes([0xFF, mark]) + struct.pack(">H", len(content) + 2) + content
        for mark, content in ((0xED, iptc), (0xEB, b"JP\0\0c2pa" + CANARY.encode()))
    )
    data = out.getvalue()
    return data[:2] + more + data[2:] + second.getvalue()


def png() -> bytes:
    """With text of three kinds, EXIF, a time, and something behind its end."""
    said, out = PngImagePlugin.PngInfo(), io.BytesIO()
    said.add_text("Comment", CANARY)
    said.add_text("Zipped", CANARY, zip=True)
    said.add_itxt("XML:com.adobe.xmp", XMP.decode())
    COLOURFUL.save(out, "PNG", pnginfo=said, exif=exif(), icc_profile=PROFILE)
    return out.getvalue() + CANARY.encode()


def webp(*, moving: bool = False) -> bytes:
    out = io.BytesIO()
    more = [COLOURFUL.rotate(180)] if moving else []
    COLOURFUL.save(
        out, "WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE, save_all=moving, append_images=more
    )
    return out.getvalue() + CANARY.encode()


def gif() -> bytes:
    out = io.BytesIO()
    frames = [COLOURFUL, COLOURFUL.rotate(180)]
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], loop=0, comment=CANARY.encode()
    )
    data = out.getvalue()
    note = b"!\xff\x0bXMP DataXMP" + bytes([len(XMP)]) + XMP + b"\0"
    return data[:-1] + note + b";" + CANARY.encode()


def mpo() -> bytes:
    """As phones write it: several JPEGs in one file."""
    out = io.BytesIO()
    COLOURFUL.save(out, "MPO", save_all=True, append_images=[COLOURFUL], exif=exif())
    return out.getvalue()


MADE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "jpeg": ("a.jpg", jpeg),
    "jpeg on its side": ("a.jpg", lambda: jpeg(6)),
    "mpo": ("a.jpg", mpo),
    "png": ("a.png", png),
    "webp": ("a.webp", webp),
    "webp that moves": ("a.webp", lambda: webp(moving=True)),
    "gif": ("a.gif", gif),
}
RULES = {
    "as it is": ANY,
    "as JPEG": MediaRule(images=1, formats=("jpg",)),
    "as PNG": MediaRule(images=1, formats=("png",)),
    "smaller": MediaRule(images=1, formats=("jpg", "png", "webp"), pixels=200),
}
CASES = list(itertools.product(MADE, RULES))


@pytest.mark.parametrize(("made", "rule"), CASES, ids=[f"{a} {b}" for a, b in CASES])
def test_nothing_goes_along_that_does_not_draw(made: str, rule: str, tmp_path: Path):
    name, content = MADE[made]
    (tmp_path / name).write_bytes(content())
    got = prepare_picture(Picture(path=name), RULES[rule], tmp_path)
    assert CANARY.encode() not in unpacked(got.data)
    shown = Image.open(io.BytesIO(got.data))
    assert not shown.getexif()
    assert not {"xmp", "comment", "photoshop"} & set(shown.info)
    shown.load()
    assert shown.size == (got.width, got.height)


def unpacked(data: bytes) -> bytes:
    """*data*, and whatever is packed in it as PNG packs text."""
    more = []
    for at in range(len(data) - 1):
        if data[at] == 0x78:
            with contextlib.suppress(zlib.error):
                more.append(zlib.decompressobj().decompress(data[at:], 10_000))
    return b"".join((data, *more))


@pytest.mark.skipif(not shutil.which("exiftool"), reason="needs exiftool")
@pytest.mark.parametrize(("made", "rule"), CASES, ids=[f"{a} {b}" for a, b in CASES])
def test_exiftool_finds_nothing_but_colour(made: str, rule: str, tmp_path: Path):
    name, content = MADE[made]
    (tmp_path / name).write_bytes(content())
    got = prepare_picture(Picture(path=name), RULES[rule], tmp_path)
    (tmp_path / got.name).write_bytes(got.data)
    done = subprocess.run(
        ["exiftool", "-a", "-u", "-G1", "-s", "-ee3", str(tmp_path / got.name)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    groups = {line.partition("]")[0].strip("[ ") for line in done.stdout.splitlines()}
    kinds = {"PNG", "RIFF", "GIF", "JFIF", "ICC_Profile", "Adobe", "APP14"}
    drawing = {"ExifTool", "System", "File", "Composite", *kinds}
    assert {one for one in groups if not one.startswith("ICC")} <= drawing, done.stdout
    assert CANARY not in done.stdout


@pytest.mark.parametrize("made", ["jpeg", "png", "webp", "webp that moves", "gif"])
def test_pixels_colours_and_movement_stay(made: str, tmp_path: Path):
    name, content = MADE[made]
    (tmp_path / name).write_bytes(content())
    before = Image.open(io.BytesIO((tmp_path / name).read_bytes()))
    after = Image.open(io.BytesIO(prepare_picture(Picture(path=name), ANY, tmp_path).data))
    assert after.format == before.format
    assert getattr(after, "n_frames", 1) == getattr(before, "n_frames", 1)
    for frame in range(getattr(before, "n_frames", 1)):
        before.seek(frame)
        after.seek(frame)
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert after.info.get("loop") == before.info.get("loop")


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "gif"])
def test_a_file_cut_anywhere_is_malformed_or_a_picture(kind: str):
    data = {"jpg": jpeg, "png": png, "webp": webp, "gif": gif}[kind]()
    for end in range(0, len(data), 7):
        with contextlib.suppress(MalformedError):
            assert CANARY.encode() not in strip_metadata(data[:end], kind)


def test_a_path_stays_in_the_folder_of_the_post(tmp_path: Path):
    folder = tmp_path / "帖子"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    for path in ("../secret.png", str(tmp_path / "secret.png"), "link.png", "x/../../secret.png"):
        with pytest.raises(Rejected) as caught:
            prepare_picture(Picture(path=path), ANY, folder)
        assert caught.value.code == "media.outside"
        assert prepare_picture(Picture(path=path), ANY, folder, allowed=[str(tmp_path)]).data


def test_what_is_no_file_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "a.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(path="a.png"), ANY, tmp_path)
    assert caught.value.code == "media.no-file"
    with pytest.raises(Rejected):
        prepare_picture(Picture(path="folder.png"), ANY, tmp_path)
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(path="/dev/zero"), ANY, tmp_path, allowed=["/dev"])
    assert caught.value.code == "media.no-file"


def test_a_file_is_read_so_far_and_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.png").write_bytes(png())
    monkeypatch.setattr(sources, "LARGEST", 100)
    with pytest.raises(Rejected, match="more than 100 bytes"):
        prepare_picture(Picture(path="a.png"), ANY, tmp_path)


def test_a_small_file_may_not_unpack_to_gigabytes(tmp_path: Path):
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + bytes(50))
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(path="a.png"), ANY, tmp_path)
    assert caught.value.code in {"media.too-many-pixels", "media.no-picture"}


def test_it_is_told_before_anything_is_sent(tmp_path: Path):
    (tmp_path / "帖子").mkdir()
    (tmp_path / "a.png").write_bytes(png())
    draft = render(parse("# 港口\n\n![港口](../a.png)\n", "markdown", "post.md"), "x")
    (found,) = picture_findings(draft, ANY, tmp_path / "帖子")
    assert "不在帖子所在的文件夹里" in found.text("zh")
    assert not list(picture_findings(draft, ANY, tmp_path / "帖子", [str(tmp_path)]))


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that redirects by path, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.startswith("/to/"):
                self.send_response(302)
                self.send_header("location", self.path.removeprefix("/to/"))
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            if self.path == "/drip":
                with contextlib.suppress(OSError):
                    for _ in range(100):
                        self.wfile.write(b"x")
                        time.sleep(0.05)
                return
            self.wfile.write(png())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


PRIVATE = ["127.0.0.1", "localhost", "[::1]", "10.0.0.8", "169.254.169.254", "[::ffff:10.0.0.8]"]


@pytest.mark.parametrize("host", [*PRIVATE, "2130706433", "[fe80::1]", "100.64.0.1"])
def test_an_address_in_a_private_network_is_not_asked(host: str, tmp_path: Path):
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(url=f"http://{host}:9/a.png"), ANY, tmp_path)
    assert caught.value.code == "media.private-address"


def test_a_name_that_leads_there_is_not_asked(
    site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url, asked = site
    monkeypatch.setattr(socket, "getaddrinfo", resolving({"图.example": "127.0.0.1"}))
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(url=url.replace("127.0.0.1", "图.example")), ANY, tmp_path)
    assert caught.value.code == "media.private-address"
    assert asked == []


def resolving(names: dict[str, str]) -> Callable[..., object]:
    """What asks for addresses, where *names* stand for what they say."""
    real = socket.getaddrinfo
    idna = {name.encode("idna").decode(): address for name, address in names.items()} | names
    return lambda host, *rest, **more: real(idna.get(host, host), *rest, **more)


@pytest.mark.fault(
    "a picture's address that leads into this network by a redirect",
    "refused before the first call",
)
def test_a_redirect_leads_nowhere_that_the_address_may_not(
    site: tuple[str, list[str]], tmp_path: Path
):
    url, asked = site
    other = url.replace("127.0.0.1", "localhost")
    first = f"{url}/to/{other}/secret.png"
    with pytest.raises(Rejected) as caught:
        prepare_picture(Picture(url=first), ANY, tmp_path, allowed=[url])
    assert caught.value.code == "media.private-address"
    assert [path for path in asked if path.startswith("/secret")] == []
    assert prepare_picture(Picture(url=first), ANY, tmp_path, allowed=[url, other]).data


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A name that stands for another address at the second question changes nothing."""
    url, asked = site
    answers = iter(["127.0.0.1"])
    real: Callable[..., object] = socket.getaddrinfo

    def once(host: str, *rest: object, **more: object) -> object:
        name = {"rebound.example": lambda: next(answers, "127.0.0.9")}.get(host, lambda: host)()
        return real(name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    monkeypatch.setattr(public_net, "is_public", lambda host: host == "127.0.0.1")
    there = url.replace("127.0.0.1", "rebound.example")
    assert prepare_picture(Picture(url=f"{there}/a.png"), ANY, tmp_path).data
    assert asked == ["/a.png"]


def test_round_and_round_ends(site: tuple[str, list[str]], tmp_path: Path):
    url, _ = site
    with pytest.raises(Rejected, match="redirects"):
        prepare_picture(Picture(url=f"{url}/to/" * 9 + url), ANY, tmp_path, allowed=[url])


@pytest.mark.fault(
    "a picture's server that gives a byte now and then",
    "not sent, later: it has a deadline as a whole",
)
def test_a_server_that_drips_does_not_hold_anybody(
    site: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url, _ = site
    monkeypatch.setattr(public_net, "WHOLE", 0.3)
    with pytest.raises(Retryable, match="did not come within"):
        prepare_picture(Picture(url=f"{url}/drip"), ANY, tmp_path, allowed=[url])
