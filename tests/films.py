"""Small films for tests, made by the library that reads them; each is a second or so long."""

import functools
import io
import struct
from fractions import Fraction
from typing import Any

import pytest
from PIL import Image

CANARY = "KANARIENVOGEL-31N14"


@functools.cache
def film(  # noqa: PLR0913 - each is what a test is about
    form: str = "mp4",
    codec: str = "libx264",
    audio: str = "aac",
    seconds: float = 1,
    size: tuple[int, int] = (64, 48),
    rate: int = 10,
    *,
    told: bool = False,
    data: bool = False,
) -> bytes:
    """A film whose colour changes, and silence under it.

    Args:
        form: its container.
        codec: of what is seen.
        audio: of what is heard; empty: no sound.
        seconds: how long.
        size: width and height.
        rate: frames in a second.
        told: with where and by whom it was taken.
        data: with something of its maker's own behind its end.
    """
    av = pytest.importorskip("av", reason="crosspost[video] is not installed")
    out = io.BytesIO()
    with av.open(out, "w", format=form) as made:
        if told:
            made.metadata.update(
                location="+31.0+121.0/",
                title=CANARY,
                comment=CANARY,
                artist=CANARY,
                creation_time="2026-11-30T07:00:00Z",
            )
        seen: Any = made.add_stream(codec, rate=rate)
        seen.width, seen.height, seen.pix_fmt = *size, "yuv420p"
        heard: Any = made.add_stream(audio, rate=48_000, layout="mono") if audio else None
        for at in range(int(seconds * rate)):
            frame = av.VideoFrame.from_image(Image.new("RGB", size, (at * 20 % 255, 90, 60)))
            frame.pts, frame.time_base = at, Fraction(1, rate)
            made.mux(seen.encode(frame))
        made.mux(seen.encode(None))
        for at in range(0, int(seconds * 48_000) if heard else 0, 1024):
            silence = av.AudioFrame(format=heard.format.name, layout="mono", samples=1024)
            silence.planes[0].update(bytes(silence.planes[0].buffer_size))
            silence.rate, silence.pts = 48_000, at
            made.mux(heard.encode(silence))
        if heard:
            made.mux(heard.encode(None))
    box = CANARY.encode()
    return out.getvalue() + (struct.pack(">I4s16s", 24 + len(box), b"uuid", box[:16]) + box) * data


UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
TURNED = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
"""How a track of an MP4 is to be shown."""


def lying() -> bytes:
    """A film that a phone took on its side."""
    whole, seen, *rest = film().split(UPRIGHT)
    return UPRIGHT.join((whole, TURNED.join((seen, UPRIGHT.join(rest)))))


@functools.cache
def gif(frames: int = 3, size: tuple[int, int] = (64, 48), milliseconds: int = 200) -> bytes:
    """A GIF that moves, with a comment in it."""
    out = io.BytesIO()
    every = [Image.new("RGB", size, (at * 40 % 255, 90, 60)) for at in range(frames)]
    every[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=every[1:],
        duration=milliseconds,
        loop=0,
        comment=CANARY.encode(),
    )
    return out.getvalue()
