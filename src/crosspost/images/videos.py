"""Videos and animations: read, held against what a channel takes, and stripped of all but that.

Of a file only what is seen and heard goes out: its first track of each kind is put into a new file,
picture by picture as it was, without where and when and with what it was taken. PyAV does that
(``crosspost[video]``); without it container and bytes are known, and nothing is sent.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import structs
from PIL import Image, ImageDraw, ImageFont

from .._record import Record
from ..errors import Rejected
from ..model.channel_spec import MovingRule
from .metadata import MalformedError, strip_metadata

if TYPE_CHECKING:
    import av
    import av.container

MIME = {"mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "gif": "image/gif"}
POSTER = 640
"""Pixels of a poster's longer side."""
SOFTER = (1.0, 0.6, 0.35)
"""Parts of the rate of bits that the channel's bytes allow, tried in this order."""
MOST_BITS = 20_000_000
"""Of pictures, in a second: nobody sees more."""
SOUND_BITS = 128_000
"""Of sound, in a second."""


class Film(Record):
    """What a file shows, as far as a channel asks for it."""

    form: str
    """Its container, as `MovingRule.formats` calls it."""
    bytes: int
    width: int
    height: int
    """As it is shown: a film that lies on its side is upright."""
    codec: str = ""
    audio: str = ""
    """Empty where it is silent."""
    seconds: float = 0
    frames: int = 0
    frame_rate: float = 0


def container(data: bytes) -> str:
    r"""``mp4``, ``mov`` or ``webm``, by how a file begins; empty where it is no film.

    >>> container(b"\0\0\0\x14ftypqt  "), container("一张图🎉".encode())
    ('mov', '')
    """
    if data[4:8] == b"ftyp":
        return "mov" if data[8:12] == b"qt  " else "mp4"
    if data[4:8] in {b"moov", b"mdat", b"wide"}:  # QuickTime's own, from before brands
        return "mov"
    return "webm" if data.startswith(b"\x1aE\xdf\xa3") else ""


def prepare_film(
    data: bytes, rule: MovingRule | None, where: str, *, as_it_is: bool = False
) -> tuple[bytes, Film]:
    """The video *data* as *rule* wants it, and what it shows; what is seen and heard untouched.

    Args:
        data: the file.
        rule: what the channel takes; None: no video.
        where: its path or address.
        as_it_is: nothing is taken out of it: somebody else fetches it from where it lies.

    Raises:
        Rejected: it does not fit, is damaged, cannot be read here, or no video is taken.
    """
    if rule is None:
        raise Rejected("media.no-video-here", location=where)
    form = container(data)
    whole = Film(form=form, bytes=len(data), width=0, height=0)
    checked(whole, _moved_into(rule, form), where)  # all that is known without PyAV
    film = read_film(data, where)
    if as_it_is:
        checked(film, rule, where)
        return data, film
    checked(film, _moved_into(rule, form), where)
    kept = form if form in rule.formats else "mp4"
    clean = without_metadata(data, kept, where)
    film = structs.replace(film, form=kept, bytes=len(clean))
    checked(film, rule, where)
    return clean, film


def prepare_animation(
    data: bytes, image: Image.Image, rule: MovingRule, where: str
) -> tuple[bytes, Film]:
    """The GIF *data*, opened as *image*, without metadata, and what it shows; each frame as it was.

    Raises:
        Rejected: it is damaged, or outside *rule*.
    """
    try:
        clean = strip_metadata(data, "gif")
    except MalformedError as error:
        raise Rejected("media.no-picture", location=where) from error
    film = gif_film(clean, image)
    checked(film, rule, where)
    return clean, film


def _moved_into(rule: MovingRule, form: str) -> MovingRule:
    """*rule*, which takes a QuickTime file where it takes MP4: what is in it is put into one."""
    both = form == "mov" and "mp4" in rule.formats
    return structs.replace(rule, formats=(*rule.formats, "mov")) if both else rule


def checked(film: Film, rule: MovingRule, where: str) -> None:
    """Nothing, where *film* is inside *rule*.

    Raises:
        Rejected: what it has, and what is taken.
    """
    for code, found, allowed in _misfits(film, rule):
        raise Rejected(code, location=where, found=found, allowed=allowed)


def _misfits(film: Film, rule: MovingRule) -> Iterator[tuple[str, str, str]]:
    """What of *film* is outside *rule*: the error, what was found, what is allowed."""
    sides = sorted((film.width, film.height))
    named = (
        ("media.container", film.form, rule.formats),
        ("media.codec", film.codec, rule.codecs),
        ("media.audio-codec", film.audio, rule.audio),
    )
    for code, have, may in named:
        if have and may and have not in may:
            yield code, have, ", ".join(may)
    sized: tuple[tuple[str, float, float | None], ...] = (
        ("media.film-bytes", film.bytes, rule.bytes),
        ("media.seconds", film.seconds, rule.seconds),
        ("media.frames", film.frames, rule.frames),
        ("media.frame-rate", film.frame_rate, rule.frame_rate),
        ("media.long-side", sides[1], rule.long_side),
        ("media.short-side", sides[0], rule.short_side),
        ("media.area", film.width * film.height, rule.area),
        ("media.all-pixels", film.width * film.height * film.frames, rule.all_pixels),
        ("media.ratio", sides[1] / max(1, sides[0]), rule.ratio),
    )
    for code, has, most in sized:
        if most is not None and has > most:
            yield code, _figure(has), _figure(most)
    for code, has, least in (
        ("media.min-seconds", film.seconds, rule.min_seconds),
        ("media.min-frame-rate", film.frame_rate, rule.min_frame_rate),
    ):
        if least and 0 < has < least:
            yield code, _figure(has), _figure(least)


def _figure(value: float) -> str:
    """*value* as people read it.

    >>> _figure(104857600), _figure(180.04)
    ('104,857,600', '180')
    """
    return f"{value:,.1f}".removesuffix(".0")


def read_film(data: bytes, where: str) -> Film:
    """What the video *data* holds.

    Raises:
        Rejected: it is none, it is damaged, or PyAV is not installed.
    """
    with _opened(data, where) as source:
        seen, heard = _tracks(source)
        first = next(source.decode(seen))
        lies = first.rotation % 180 != 0
        width, height = seen.codec_context.width, seen.codec_context.height
        rate = float(seen.average_rate or 0)
        length = source.duration / 1_000_000 if source.duration else 0.0
        return Film(
            form=container(data),
            bytes=len(data),
            width=height if lies else width,
            height=width if lies else height,
            codec=seen.codec_context.codec.canonical_name,
            audio=heard.codec_context.codec.canonical_name if heard else "",
            seconds=length,
            frames=seen.frames or round(length * rate),
            frame_rate=rate,
        )


def gif_film(data: bytes, image: Image.Image) -> Film:
    """What the GIF *data*, opened as *image*, holds."""
    frames = int(getattr(image, "n_frames", 1))
    length = 0.0
    for at in range(frames):
        image.seek(at)
        length += float(image.info.get("duration", 0)) / 1000
    image.seek(0)
    return Film(
        form="gif",
        bytes=len(data),
        width=image.width,
        height=image.height,
        seconds=length,
        frames=frames,
        frame_rate=frames / length if length else 0,
    )


def without_metadata(data: bytes, form: str, where: str) -> bytes:
    """The video *data* in a container *form*, with nothing but what is seen and heard.

    Pictures and sound stay bit for bit as they are.

    Raises:
        Rejected: it cannot be read, or *form* does not hold what is in it.
    """
    with _opened(data, where) as source, _written(form) as (made, content):
        tracks = [one for one in _tracks(source) if one is not None]
        into = {track.index: made.add_stream_from_template(track) for track in tracks}
        for packet in source.demux(*tracks):
            if packet.dts is not None:
                packet.stream = into[packet.stream.index]
                made.mux(packet)
    return bytes(content())


def made_to_fit(data: bytes, rule: MovingRule, where: str) -> bytes:
    """The video or GIF *data* anew as H.264 in MP4, inside the pixels, rate and bytes of *rule*.

    Nothing is cut off it: what is too long stays so.

    Raises:
        Rejected: it cannot be read, or it cannot be made to fit.
    """
    made = b""
    for part in SOFTER:
        made = _encoded(data, rule, where, part)
        if rule.bytes is None or len(made) <= rule.bytes:
            break
    return made


def poster(data: bytes) -> bytes:
    """The first frame of the video *data* as a JPEG, with how long it is; empty without PyAV."""
    try:
        film = read_film(data, "")
        with _opened(data, "") as source:
            frame = next(source.decode(_tracks(source)[0]))
            image = frame.to_image().rotate(frame.rotation, expand=True)
    except Rejected:
        return b""
    image.thumbnail((POSTER, POSTER))
    _labelled(image, duration(film.seconds))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def duration(seconds: float) -> str:
    """*seconds* as players show them.

    >>> duration(12.4), duration(3661)
    ('0:12', '1:01:01')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _labelled(image: Image.Image, words: str) -> None:
    """Draw a triangle and *words* on *image*, as players do."""
    draw = ImageDraw.Draw(image, "RGBA")
    size = max(12, min(image.size) // 12)
    font = ImageFont.load_default(size)
    left, top, right, bottom = draw.textbbox((0, 0), words, font=font)
    high, wide, pad = bottom - top, right - left, size // 2
    box = (pad, image.height - high - 3 * pad, 4 * pad + high + wide, image.height - pad)
    draw.rectangle(box, fill=(0, 0, 0, 180))
    x, y = box[0] + pad, box[1] + pad
    draw.polygon([(x, y), (x, y + high), (x + high, y + high / 2)], fill="white")
    draw.text((x + high + pad, y - top), words, font=font, fill="white")


def _library(where: str) -> Any:  # noqa: ANN401 - a module
    """PyAV, an extra that only films need.

    Raises:
        Rejected: it is not installed.
    """
    try:
        import_module("av.filter")
        return import_module("av")
    except ModuleNotFoundError as error:
        raise Rejected("media.needs-video", location=where) from error


@contextmanager
def _opened(data: bytes, where: str) -> Iterator["av.container.InputContainer"]:
    """The film *data*, whose errors are ours."""
    av = _library(where)
    try:
        with av.open(io.BytesIO(data), "r") as source:
            yield source
    except (av.FFmpegError, StopIteration, ValueError) as error:
        raise Rejected("media.no-picture", location=where) from error


def _tracks(source: "av.container.InputContainer") -> tuple[Any, Any]:
    """What is seen, and what is heard where there is anything."""
    seen = source.streams.best("video")
    if seen is None:
        raise ValueError
    return seen, source.streams.best("audio")


@contextmanager
def _written(form: str) -> Iterator[tuple["av.container.OutputContainer", Any]]:
    """A new file in a container *form*, and what gives its bytes once it is closed."""
    av = _library("")
    with tempfile.TemporaryDirectory() as folder:  # the index goes before the pictures afterwards
        file = Path(folder) / f"film.{form}"
        options = {"fflags": "+bitexact"} | ({} if form == "webm" else {"movflags": "+faststart"})
        kept: list[bytes] = []
        with av.open(str(file), "w", format=form, options=options) as made:
            yield made, lambda: kept[0]
        kept.append(file.read_bytes())


def _encoded(data: bytes, rule: MovingRule, where: str, part: float) -> bytes:
    """*data* encoded anew, with so large a *part* of the bits that the channel's bytes allow."""
    with _opened(data, where) as source, _written("mp4") as (made, content):
        seen, heard = _tracks(source)
        first = next(source.decode(seen))
        source.seek(0)
        graph, size = _graph(seen, first.rotation, rule)
        rate = _rate(seen, rule)
        track = made.add_stream("libx264", rate=rate)
        track.width, track.height, track.pix_fmt = *size, "yuv420p"
        track.options = {"crf": "23", "preset": "medium", "bf": "2", "flags": "+cgop"}
        length = (source.duration or 0) / 1_000_000
        if rule.bytes and length:
            bits = int(rule.bytes * 8 * 0.9 * part / length) - SOUND_BITS
            bits = min(max(bits, 50_000), MOST_BITS)
            track.options |= {"maxrate": str(bits), "bufsize": str(bits)}
        sound = made.add_stream("aac", rate=48_000, layout="stereo") if heard else None
        if sound:
            sound.bit_rate = SOUND_BITS
        _carry(source, (seen, heard), graph, (made, track, sound))
    return bytes(content())


def _carry(source: Any, tracks: tuple[Any, Any], graph: Any, into: tuple[Any, Any, Any]) -> None:  # noqa: ANN401 - PyAV's
    """Decode *tracks* of *source*, put the pictures through *graph*, and encode all of it."""
    av = _library("")
    seen, heard = tracks
    made, track, sound = into
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)

    def drained() -> None:
        while True:
            try:
                frame = graph.vpull()
            except (av.BlockingIOError, av.EOFError):
                return
            made.mux(track.encode(frame))

    for frame in source.decode(*(one for one in (seen, heard) if one is not None)):
        if isinstance(frame, av.VideoFrame):
            graph.vpush(frame)
            drained()
        else:
            for piece in resampler.resample(frame):
                made.mux(sound.encode(piece))
    graph.vpush(None)
    drained()
    made.mux(track.encode(None))
    if sound:
        for piece in resampler.resample(None):
            made.mux(sound.encode(piece))
        made.mux(sound.encode(None))


def _rate(seen: Any, rule: MovingRule) -> Fraction:  # noqa: ANN401 - PyAV's
    rate = max(Fraction(seen.average_rate or 25), Fraction(rule.min_frame_rate or 0))
    return min(rate, Fraction(rule.frame_rate or 60)).limit_denominator(1001)


def _graph(seen: Any, rotation: int, rule: MovingRule) -> tuple[Any, tuple[int, int]]:  # noqa: ANN401 - PyAV's
    """What turns and scales the pictures, and the size that they have then."""
    av = _library("")
    width, height = seen.codec_context.width, seen.codec_context.height
    turns = {90: ("cclock",), -90: ("clock",), 180: ("clock", "clock"), -180: ("clock", "clock")}
    turned = turns.get(rotation, ())
    if len(turned) == 1:
        width, height = height, width
    size = size_within(width, height, rule)
    graph = av.filter.Graph()
    chain = [graph.add_buffer(template=seen)]
    chain += [graph.add("transpose", f"dir={direction}") for direction in turned]
    chain.append(graph.add("fps", f"fps={_rate(seen, rule)}"))
    chain.append(graph.add("scale", f"{size[0]}:{size[1]}"))
    chain.append(graph.add("setsar", "1"))
    chain.append(graph.add("format", "yuv420p"))
    chain.append(graph.add("buffersink"))
    graph.link_nodes(*chain).configure()
    return graph, size


def size_within(width: int, height: int, rule: MovingRule) -> tuple[int, int]:
    """The size, in even pixels, in which *width* and *height* are inside *rule*.

    >>> size_within(1920, 1080, MovingRule(formats=("mp4",), long_side=1280, short_side=1024))
    (1280, 720)
    """
    long, short = max(width, height), min(width, height)
    scales = [1.0]
    scales += [rule.long_side / long] if rule.long_side else []
    scales += [rule.short_side / short] if rule.short_side else []
    scales += [(rule.area / (width * height)) ** 0.5] if rule.area else []
    scale = min(scales)
    return max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2)
