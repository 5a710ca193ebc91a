"""Pictures: which of a post's media go with its first message, and with what alt text."""

from msgspec import structs

from ..model.channel_spec import Account
from ..model.draft import Message, Picture
from ..model.findings import Finding, finding, in_post
from ..model.post import Media, Post
from ..text.languages import pick


def with_pictures(
    messages: tuple[Message, ...], post: Post, account: Account, languages: tuple[str, ...]
) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """The first message takes as many pictures as the channel allows; the rest are findings."""
    if not post.media or not messages:
        return messages, ()
    rule = account.spec.media
    room = rule.images if rule else 0
    findings = [
        finding("media.omitted", in_post("media", at), account=account.name, limit=room)
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
    findings, here = [], in_post("media", at)
    if not alt:
        findings.append(finding("media.no-alt", here))
    elif limit is None:
        findings.append(finding("media.no-alt-field", here))
        alt = ""
    elif len(alt) > limit:
        findings.append(finding("media.alt-truncated", here, size=len(alt), limit=limit))
        alt = alt[: limit - 1] + "…"
    return Picture(path=media.path, url=media.url, alt=alt), findings
