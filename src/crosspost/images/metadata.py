"""Metadata: taken out of a picture's file, whose pixels and colours stay as they are, bit for bit.

Where it was taken, by whom and with what stands in EXIF, XMP, IPTC, comments, thumbnails, records
of edits, and in whole pictures behind the first. So what is known to draw is kept, all else goes,
not the other way round. Specifications: ISO/IEC 10918-1 and 10918-5 (JPEG), W3C PNG third edition,
RFC 9649 (WebP), CompuServe GIF89a.
"""

import struct
from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD acTL fcTL fdAT".split()
)
"""Chunks that draw: size, palette, pixels, transparency, colour, resolution, animation."""
WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
WEBP_METADATA = 0x08 | 0x04
"""Flags of ``VP8X`` that announce EXIF and XMP."""
FRAME = 16
"""Bytes of an ``ANMF`` chunk before the chunks inside it."""
SOI, EOI, SOS, TEM = 0xD8, 0xD9, 0xDA, 0x01
RESTARTS = range(0xD0, 0xD8)
JPEG_KEPT = frozenset((*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, SOS))
"""Tables, frames and scans."""
JPEG_COLOUR = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
"""Segments of applications that say how colours are meant."""
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
"""The extensions of GIF that say how often it moves."""


class MalformedError(ValueError):
    """The file is not built as its format has it; a picture made of its pixels alone is."""


def strip_metadata(data: bytes, kind: str) -> bytes:
    r"""The picture *data* of the *kind* (``jpg``, ``png``, ``webp`` or ``gif``) without metadata.

    Raises:
        MalformedError: it is not built so.

    >>> note = "拍摄于家中🏠".encode()
    >>> gif = b"GIF89a" + bytes(7) + b"!\xfe" + bytes([len(note)]) + note + b"\0;" + note
    >>> strip_metadata(gif, "gif") == b"GIF89a" + bytes(7) + b";"
    True
    """
    try:
        return b"".join(PARTS[kind](data))
    except (IndexError, struct.error) as error:
        raise MalformedError(kind) from error


def _jpeg(data: bytes) -> Iterator[bytes]:
    if data[:2] != b"\xff\xd8":
        raise MalformedError
    yield data[:2]
    at = 2
    while True:
        if data[at] != 0xFF:  # noqa: PLR2004 - what every marker begins with
            raise MalformedError
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - filling
            at += 1
            continue
        if marker == EOI:
            yield data[at : at + 2]
            return
        if marker in RESTARTS or marker == TEM:
            yield data[at : at + 2]
            at += 2
            continue
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data):
            raise MalformedError
        if marker in JPEG_KEPT or _says_colour(marker, data[at + 4 : end]):
            yield _without_thumbnail(marker, data[at:end])
        at = end
        if marker == SOS:
            at = _after_scan(data, end)
            yield data[end:at]


def _says_colour(marker: int, content: bytes) -> bool:
    return any(marker == one and content.startswith(sign) for one, sign in JPEG_COLOUR)


def _without_thumbnail(marker: int, segment: bytes) -> bytes:
    """*segment*; of JFIF's without the small picture in it, of Adobe's the known bytes."""
    if marker == 0xE0:  # noqa: PLR2004 - APP0
        return b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0"
    if marker == 0xEE:  # noqa: PLR2004 - APP14
        return b"\xff\xee\0\x0e" + segment[4:16]
    return segment


def _after_scan(data: bytes, at: int) -> int:
    """Where the next marker is that is none inside the pixels."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise MalformedError
        if data[at + 1] and data[at + 1] not in RESTARTS:
            return at
        at += 2


def _png(data: bytes) -> Iterator[bytes]:
    if not data.startswith(PNG):
        raise MalformedError
    yield PNG
    at = len(PNG)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise MalformedError
        if name in PNG_KEPT:
            yield data[at:end]
        if name == b"IEND":
            return
        at = end


def _webp(data: bytes) -> Iterator[bytes]:
    sign, length, form = struct.unpack_from("<4sI4s", data)
    if sign != b"RIFF" or form != b"WEBP" or length + 8 > len(data):
        raise MalformedError
    kept = b"".join(_webp_chunks(data[12 : length + 8]))
    yield struct.pack("<4sI4s", b"RIFF", len(kept) + 4, b"WEBP")
    yield kept


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + length]
        if len(content) < length:
            raise MalformedError
        at += 8 + length + length % 2
        if name == b"VP8X":
            content = bytes([content[0] & ~WEBP_METADATA]) + content[1:]
        elif name == b"ANMF":
            content = content[:FRAME] + b"".join(_webp_chunks(content[FRAME:]))
        if name in WEBP_KEPT:
            yield struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)


def _gif(data: bytes) -> Iterator[bytes]:
    if data[:6] not in {b"GIF87a", b"GIF89a"}:
        raise MalformedError
    at = 13 + _colours(data[10])
    yield data[:at]
    while True:
        start, sign = at, data[at]
        if sign == 0x3B:  # noqa: PLR2004 - the end
            yield b";"
            return
        if sign == 0x21:  # noqa: PLR2004 - an extension
            at = _after_blocks(data, at + 2)
            yield _extension(data[start:at])
        elif sign == 0x2C:  # noqa: PLR2004 - a picture
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
            yield data[start:at]
        else:
            raise MalformedError


def _extension(block: bytes) -> bytes:
    """*block* where it says how one picture follows another, or how often; else nothing."""
    if block[1] == 0xF9:  # noqa: PLR2004 - graphic control: four bytes
        return block[:7] + b"\0"
    if block[1] == 0xFF and block[3:14] in LOOPS and block[14:16] == b"\x03\x01":  # noqa: PLR2004
        return block[:18] + b"\0"
    return b""


def _colours(flags: int) -> int:
    """Bytes of the table of colours that *flags* announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


PARTS = {"jpg": _jpeg, "png": _png, "webp": _webp, "gif": _gif}
"""What gives the parts of a file that stay, by the registry's name of its format."""
