"""Images: a post's picture or film made ready for one channel before anything is sent.

Upright, in a format the channel takes, inside its bytes and pixels, and without anything in its
file that does not draw (see `metadata`). The same picture gives the same bytes. What would not
survive that is refused here, so that no message is sent without its picture.
"""

import io
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import UNSET, structs
from PIL import Image, ImageOps, UnidentifiedImageError

from ..adapters.base import LinkCard, Upload
from ..errors import CrosspostError, Rejected, Retryable
from ..model.channel_spec import MediaRule, MovingRule
from ..model.draft import Draft, Message, Picture, digest
from ..model.findings import Finding, MessagePart, PostPath, finding, in_post
from ..text.blocks import MediaKind
from . import videos
from .metadata import MalformedError, strip_metadata
from .public_net import fetched, read_page
from .sources import picture_data

MOST_PIXELS = 100_000_000
"""Of a picture that is opened at all: 300 MB of memory."""
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
"""What Pillow calls the formats of the channel registry."""
KINDS = {pillow: name for name, pillow in FORMATS.items()} | {"MPO": "jpg"}
"""The other way round; of several pictures in a JPEG the first is meant."""
MOVING = ("gif", "webp", "png")
QUALITIES = (92, 85, 75)
"""Of JPEG and WebP, tried in this order before the picture is made smaller."""
SMALLER = 0.8
SMALLEST = 64
"""Pixels of the longer side below which nobody sees anything."""
ORIENTATION = 0x0112
"""EXIF: how the camera was held."""

CARDS_SECONDS = 40.0
"""For the link cards of a draft: after that the rest go without their pages."""
CARD_PICTURE = MediaRule(images=1, formats=("jpg", "png", "webp"), bytes=1_000_000)
"""Of a link card on Bluesky: ``lexicons/app/bsky/embed/external.json``."""
CARD_PICTURE_MOST, CARD_PICTURE_SECONDS = 10_000_000, 10.0
"""More bytes, or longer, are not fetched for it."""
NO_PICTURE = Upload(name="", mime="", data=b"", width=0, height=0)

NO_PICTURES = (".svg", ".svgz", ".avi", ".mkv", ".pdf")
"""How addresses end that lead to nothing that a channel takes."""


def prepare_picture(
    picture: Picture,
    rule: MediaRule,
    base: Path,
    data: bytes | None = None,
    allowed: Sequence[str] = (),
) -> Upload:
    """*picture* as *rule* wants it; its pixels untouched where they already are.

    Args:
        picture: a path beside the post or a URL, and its alt text, which is passed on.
        rule: formats, most bytes, and most pixels of width and height together.
        base: the folder that the path starts from.
        data: its bytes, where they were read before.
        allowed: where it may come from beside *base* and the public net; see `sources`.

    Raises:
        Rejected: no such file, no picture, or none that fits: where, and what to give instead.
        Retryable: its address does not answer now.
    """
    where = picture.url or str(base / picture.path)
    data = picture_data(picture, base, allowed) if data is None else data
    name = _stem(where)
    if videos.container(data):
        clean, film = videos.prepare_film(data, rule.video, where, as_it_is=rule.by_address)
        return _moving("video", name, clean, film, picture.alt)
    image = _opened(data, where)
    if rule.animation and image.format == "GIF" and getattr(image, "is_animated", False):
        clean, film = videos.prepare_animation(data, image, rule.animation, where)
        return _moving("animation", name, clean, film, picture.alt)
    return _still(data, image, rule, picture.alt, where)


def _still(data: bytes, image: Image.Image, rule: MediaRule, alt: str, where: str) -> Upload:
    """The picture *data*, opened as *image*, with one frame of it where it may not move here."""
    stands_still = False
    kind = KINDS.get(image.format or "", "")
    kept = None
    if _fits(data, kind, image, rule) and image.getexif().get(ORIENTATION, 1) == 1:
        kept = _kept(data, kind, image)
    if kept is None and rule.by_address:  # whoever fetches it gets it as it is
        raise Rejected("media.not-as-it-is", location=where)
    if kept is None:
        stands_still = kind in MOVING and getattr(image, "is_animated", False)
        kept, kind, image = _made_to_fit(image, kind, rule, where)
    return Upload(
        name=f"{_stem(where)}.{kind}",
        mime=Image.MIME[FORMATS[kind]],
        data=kept,
        width=image.width,
        height=image.height,
        alt=alt,
        stands_still=stands_still,
    )


def _moving(kind: MediaKind, name: str, data: bytes, film: videos.Film, alt: str) -> Upload:
    return Upload(
        name=f"{name}.{film.form}",
        mime=videos.MIME[film.form],
        data=data,
        width=film.width,
        height=film.height,
        alt=alt,
        kind=kind,
        seconds=film.seconds,
    )


def _kept(data: bytes, kind: str, image: Image.Image) -> bytes | None:
    """*data* without metadata, if it still is the same picture; nothing where it is malformed."""
    try:
        clean = strip_metadata(data, kind)
        again = _opened(clean, kind)
    except (MalformedError, Rejected):
        return None
    return clean if again.size == image.size else None


def link_cards(
    draft: Draft, allowed: Sequence[str] = ()
) -> tuple[dict[int, tuple[LinkCard, ...]], tuple[Finding, ...]]:
    """The cards of *draft* by the index of their message, and what is told of those that lack.

    Nothing is raised: a page that cannot be read is no reason to hold back a post.

    Args:
        draft: any.
        allowed: as for `prepare_picture`; the pages may come from there as well.
    """
    cards: dict[int, tuple[LinkCard, ...]] = {}
    told: list[Finding] = []
    known: dict[str, tuple[LinkCard | None, CrosspostError | None]] = {}
    until = time.monotonic() + CARDS_SECONDS
    for message in draft.messages:
        if (url := message.link_card) is UNSET:
            continue
        if url not in known:
            known[url] = _card_of(url, allowed, until)
        card, why = known[url]
        if card is not None:
            cards[message.index] = (card,)
        if why is not None:
            detail = str(why.values.get("reason") or why.values.get("host") or why.text)
            where, reason = MessagePart(index=message.index), "picture" if card else "page"
            told.append(
                finding("link-card.incomplete", where, reason=reason, url=url, detail=detail)
            )
    return cards, tuple(told)


def _card_of(
    url: str, allowed: Sequence[str], until: float
) -> tuple[LinkCard | None, CrosspostError | None]:
    """As `read_card`; no card after *until*, by the clock that only goes on, or where it raises."""
    if time.monotonic() > until:
        return None, Retryable("media.too-slow", location=url, seconds=round(CARDS_SECONDS))
    try:
        return read_card(url, allowed)
    except CrosspostError as error:
        return None, error


def read_card(url: str, allowed: Sequence[str] = ()) -> tuple[LinkCard, CrosspostError | None]:
    """The card of the page at *url*, and why its picture is not there where the page names one.

    Raises:
        Rejected: there is no page, or none that has a title.
        Retryable: it does not answer now.
    """
    page = read_page(url, allowed)
    picture, missing = NO_PICTURE, None
    if page.picture:
        try:
            data = fetched(page.picture, allowed, CARD_PICTURE_MOST, CARD_PICTURE_SECONDS).data
            picture = prepare_picture(Picture(url=page.picture), CARD_PICTURE, Path(), data)
        except CrosspostError as error:
            missing = error
    values = {name: getattr(picture, name) for name in Upload.__struct_fields__}
    return LinkCard(**values, title=page.title, description=page.description), missing


def picture_findings(
    draft: Draft, rule: MediaRule, base: Path, allowed: Sequence[str] = ()
) -> Iterator[Finding]:
    """What would become of the pictures of *draft* if it were sent: refused, or no longer moving.

    Files are made ready as they would be; of an address only the ending is looked at.

    Args:
        draft: any.
        rule: what its channel takes.
        base: the folder that paths start from.
        allowed: as for `prepare_picture`.
    """
    every = (one for said in draft.messages for one in said.media or ())
    for picture in dict.fromkeys(every):
        where = in_post("media", picture.path or picture.url)
        if picture.url:
            name = urlsplit(picture.url).path.lower()
            if name.endswith(NO_PICTURES):
                yield finding("media.refused", where, reason="no-picture")
            elif picture.kind == "video" and rule.video is None:
                yield finding("media.refused", where, reason="no-video-here")
            elif name.endswith(".gif") and "gif" not in rule.formats and not rule.animation:
                yield finding("media.may-move", where)
            continue
        try:
            ready = prepare_picture(picture, rule, base, allowed=allowed)
        except Rejected as error:
            yield _refused(error, where)
            continue
        if ready.stands_still:
            yield finding("media.still", where)


def _refused(error: Rejected, where: PostPath) -> Finding:
    """*error* as a finding."""
    said = error.values
    detail = str(said.get("reason") or said.get("size") or "")
    reason = error.code.removeprefix("media.")
    if "allowed" not in said:
        return finding("media.refused", where, reason=reason, detail=detail)
    found, allowed = str(said["found"]), str(said["allowed"])
    return finding("media.refused", where, reason=reason, found=found, allowed=allowed)


FITTED = frozenset(
    f"media.{reason}"
    for reason in (
        *(
            "container",
            "codec",
            "audio-codec",
            "film-bytes",
            "frames",
            "frame-rate",
            "min-frame-rate",
        ),
        *("long-side", "short-side", "area", "all-pixels"),
    )
)
"""What of a film can be set right without cutting anything off it."""


def with_fitted_films(
    draft: Draft, rule: MediaRule, base: Path, allowed: Sequence[str] = ()
) -> Draft:
    """*draft*, whose films that its channel would not take are made anew, each as a file beside it.

    ``waves.mov`` becomes ``waves.x.mp4``; where that is there, newer than the film, and fits, it
    stays. A GIF that would stand still becomes a film too, where it is alone. What cannot be made
    to fit stays as it is, and is refused.

    Args:
        draft: any.
        rule: what its channel takes.
        base: the folder that paths start from.
        allowed: as for `prepare_picture`.
    """
    video, told, messages = rule.video, list[Finding](), list[Message]()
    for message in draft.messages:
        media = message.media or ()
        kept: list[Picture] = []
        for picture in media:
            new = None
            if video and _wants_fitting(picture, rule, base, allowed, alone=len(media) == 1):
                new = _fitted(picture, draft.channel, video, base, allowed)
            kept.append(new or picture)
            if new:
                told.append(finding("media.fitted", in_post("media", picture.path), file=new.path))
        messages.append(structs.replace(message, media=tuple(kept)) if media else message)
    if not told:
        return draft
    made = tuple(messages)
    return structs.replace(
        draft,
        messages=made,
        digest=digest(draft.channel, made, draft.under, draft.options),
        findings=(*draft.findings, *told),
    )


def _wants_fitting(
    picture: Picture, rule: MediaRule, base: Path, allowed: Sequence[str], *, alone: bool
) -> bool:
    """Whether *picture* is a film beside the post that has to be made anew."""
    if picture.kind == "picture" or not picture.path:
        return False
    try:
        ready = prepare_picture(picture, rule, base, allowed=allowed)
    except Rejected as error:
        return error.code in FITTED and (picture.kind == "video" or alone)
    return ready.stands_still and alone


def _fitted(
    picture: Picture, channel: str, rule: MovingRule, base: Path, allowed: Sequence[str]
) -> Picture | None:
    """*picture* as a new film; None where it cannot be made to fit."""
    old = Path(picture.path)
    new = structs.replace(picture, path=str(old.with_name(f"{old.stem}.{channel}.mp4")))
    file, whole = base / new.path, MediaRule(images=1, video=rule)
    try:
        if not file.exists() or file.stat().st_mtime < (base / old).stat().st_mtime:
            data = picture_data(picture, base, allowed)
            file.write_bytes(videos.made_to_fit(data, rule, picture.path))
        prepare_picture(new, whole, base, allowed=allowed)
    except (Rejected, OSError):
        return None
    return new


def _opened(data: bytes, where: str) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height > MOST_PIXELS:
            size = f"{image.width:,} × {image.height:,}"
            raise Rejected("media.too-many-pixels", location=where, reason=size)
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Rejected("media.no-picture", location=where) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Rejected("media.too-many-pixels", location=where, reason=str(error)) from error
    return image


def _stem(where: str) -> str:
    """A file's name without its ending, from a path or an address.

    >>> _stem("https://example.com/%E5%9B%BE%E8%A1%A8.png?size=2"), _stem("图/封面.v2.jpg")
    ('图表', '封面.v2')
    """
    parts = urlsplit(where)
    path = unquote(parts.path) if parts.scheme in {"http", "https"} else where
    return Path(path).stem or "picture"


def _fits(data: bytes, kind: str, image: Image.Image, rule: MediaRule) -> bool:
    return (
        (kind in rule.formats if rule.formats else bool(kind))
        and (rule.bytes is None or len(data) <= rule.bytes)
        and (rule.pixels is None or image.width + image.height <= rule.pixels)
    )


def _made_to_fit(
    image: Image.Image, kind: str, rule: MediaRule, where: str
) -> tuple[bytes, str, Image.Image]:
    """The first that fits: the best quality at full size, then less, then smaller."""
    upright = _plain(ImageOps.exif_transpose(image))
    for smaller in _sizes(upright, rule.pixels):
        for form, quality in _forms(smaller, kind, rule.formats):
            data, shown = _encoded(smaller, form, quality)
            if rule.bytes is None or len(data) <= rule.bytes:
                return data, form, shown
    raise Rejected("media.cannot-shrink", location=where, bytes=rule.bytes, pixels=rule.pixels)


def _plain(image: Image.Image) -> Image.Image:
    """Its pixels in a mode that every format knows, its colours as they look."""
    if image.mode in {"RGB", "RGBA", "L"}:
        return image
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info.pop("icc_profile", None)  # it spoke of the old mode
    return plain


def _sizes(image: Image.Image, pixels: int | None) -> Iterator[Image.Image]:
    """*image* inside *pixels*, then ever smaller."""
    around = image.width + image.height
    scale = min(1.0, pixels / around) if pixels else 1.0
    while scale == 1.0 or max(image.size) * scale >= SMALLEST:
        size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
        yield image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
        scale *= SMALLER


def _forms(image: Image.Image, kind: str, formats: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Formats and qualities to try: its own first, one that keeps transparency before others."""
    taken = [name for name in formats or ("png", "jpg") if name in FORMATS and name != "gif"]
    seen = image.mode == "RGBA" and image.getextrema()[-1] != (255, 255)
    wanted = ("png", "webp", "jpg") if seen else ("jpg", "webp", "png")
    own = [kind] if kind in taken and not (seen and kind == "jpg") else []
    for form in dict.fromkeys([*own, *(name for name in wanted if name in taken)]):
        for quality in QUALITIES if form != "png" else QUALITIES[:1]:
            yield form, quality


def _encoded(image: Image.Image, form: str, quality: int) -> tuple[bytes, Image.Image]:
    """*image* as bytes of *form*; on white where the format knows no transparency."""
    if form == "jpg" and image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    out = io.BytesIO()
    profile = image.info.get("icc_profile")
    options = {"optimize": True} if form == "png" else {"quality": quality}
    image.save(out, FORMATS[form], exif=b"", icc_profile=profile, **options)
    return strip_metadata(out.getvalue(), form), image
