"""Draw dow-changes-chips.png, a bar chart, with nothing but the standard library.

Run ``python examples/dow-changes-chips.py`` to draw it again. Revenue in billions of dollars,
from the companies' annual reports.
"""

import struct
import zlib
from pathlib import Path

INTEL = (78, 79, 63, 54)  # 2020 to 2023
NVIDIA = (17, 27, 27, 61)  # fiscal years 2021 to 2024, which end in January
WIDTH, HEIGHT = 640, 360
BASE, TALL = 330, 3  # where bars stand; pixels a billion
PAPER, INK, BLUE, GREEN = b"\xfb\xfa\xf7", b"\x33\x33\x33", b"\x2f\x6d\xb5", b"\x6a\xa8\x2a"
SIGNS = "0123456789ADEILNTV"
ROWS = "755572622771747717175571174717747577111175757757172575565556746477222744447655557222255552"
DOTS = {sign: ROWS[5 * at : 5 * at + 5] for at, sign in enumerate(SIGNS)}
"""A sign is five rows of three dots; each row is an octal digit."""

Canvas = list[bytearray]


def box(canvas: Canvas, at: tuple[int, int], size: tuple[int, int], colour: bytes) -> None:
    """Fill a rectangle, *at* its top left corner."""
    (left, top), (width, height) = at, size
    for row in canvas[top : top + height]:
        row[3 * left : 3 * (left + width)] = colour * width


def write(canvas: Canvas, at: tuple[int, int], words: str, dot: int) -> None:
    """Write *words* in dots of *dot* pixels."""
    left, top = at
    for sign in words:
        for row, bits in enumerate(DOTS[sign]):
            for column in range(3):
                if int(bits, 8) >> (2 - column) & 1:
                    box(canvas, (left + column * dot, top + row * dot), (dot, dot), INK)
        left += 4 * dot


def chart() -> Canvas:
    """Four pairs of bars over a line, each with its figure, and what the colours mean."""
    canvas = [bytearray(PAPER * WIDTH) for _ in range(HEIGHT)]
    for pair, figures in enumerate(zip(INTEL, NVIDIA, strict=True)):
        for bar, (figure, colour) in enumerate(zip(figures, (BLUE, GREEN), strict=True)):
            left, tall = 48 + 145 * pair + 56 * bar, TALL * figure
            box(canvas, (left, BASE - tall), (50, tall), colour)
            write(canvas, (left + 11, BASE - tall - 24), str(figure), 4)
    box(canvas, (30, BASE), (580, 2), INK)
    for left, words, colour in ((48, "INTEL", BLUE), (220, "NVIDIA", GREEN)):
        box(canvas, (left, 20), (20, 20), colour)
        write(canvas, (left + 30, 20), words, 4)
    return canvas


def png(canvas: Canvas) -> bytes:
    """The canvas as a PNG file: https://www.w3.org/TR/png/."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + row for row in canvas), 9)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


if __name__ == "__main__":
    Path(__file__).with_suffix(".png").write_bytes(png(chart()))
