"""Pictures: which of a post's media go with its first message, and with what alt text."""

from msgspec import structs

from ..model.draft import Finding, Level, Message, Picture
from ..model.post import Media, Post
from ..model.profile import Account
from ..text.languages import pick


def with_pictures(
    messages: tuple[Message, ...], post: Post, account: Account, languages: tuple[str, ...]
) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """The first message takes as many pictures as the channel allows; the rest are findings."""
    if not post.media or not messages:
        return messages, ()
    rule = account.profile.media
    room = rule.images if rule else 0
    findings = [
        _finding("warning", "media.left-out", at, f"{account.name} takes {room} in one message")
        for at in range(room, len(post.media))
    ]
    pictures = []
    for at, media in enumerate(post.media[:room]):
        picture, found = _picture(media, at, rule.alt if rule else None, languages)
        pictures.append(picture)
        findings += found
    if not pictures:
        return messages, tuple(findings)
    first = structs.replace(messages[0], media=tuple(pictures))
    return (first, *messages[1:]), tuple(findings)


def _picture(
    media: Media, at: int, limit: int | None, languages: tuple[str, ...]
) -> tuple[Picture, list[Finding]]:
    keys = [key for tag in languages if (key := pick(media.alt, tag)) is not None]
    alt = media.alt[(keys or list(media.alt))[0]].words if media.alt else ""
    findings = []
    if not alt:
        findings.append(_finding("warning", "media.no-alt", at, "no alt text"))
    elif limit is None:
        findings.append(_finding("info", "media.alt-lost", at, "no place for alt text here"))
        alt = ""
    elif len(alt) > limit:
        message = f"alt text cut from {len(alt)} to {limit} characters"
        findings.append(_finding("warning", "media.alt-cut", at, message))
        alt = alt[: limit - 1] + "…"
    return Picture(path=media.path, url=media.url, alt=alt), findings


def _finding(level: Level, code: str, at: int, message: str) -> Finding:
    return Finding(level=level, code=code, where=f"media[{at}]", message=message)
