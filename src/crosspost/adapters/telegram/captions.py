"""Pictures with their texts: each where the text has it, with the text as its caption if that fits.

A caption is a quarter as long as a message, so that a longer text is a message of its own: behind
pictures that stand at its head, before those that stand at its end.
https://core.telegram.org/bots/api#sendphoto
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import UNSET, structs

from ...compose.attachments import in_block
from ...compose.passages import Passage
from ...counting import Ruler
from ...model.channel_spec import Limit
from ...model.draft import Message, Picture, Written
from ...model.findings import Finding, MessagePart, Place
from ...text.blocks import Picture as InText


def parted(passages: Iterable[Passage]) -> tuple[tuple[Passage, ...], frozenset[str]]:
    """*passages* with a new message wherever a picture stands: where it is, and behind it.

    A picture right under a title or heading stands at the head of what follows; any other one ends
    the words before it, and one with a caption is a message of its own with that.

    Returns:
        The passages, and the paths of the pictures that stand at the head of their message.
    """
    made: list[Passage] = []
    heads: set[str] = set()
    force = False
    for passage in passages:
        pictures = tuple(in_block(passage.block))
        worded = bool(passage.text or passage.label)
        run = _heading_run(made)
        if pictures and (run < len(made) or not made):
            heads |= {picture.path for picture in pictures}
            if 0 < run < len(made):
                made[run] = structs.replace(made[run], force=True)
            made.append(passage)
            continue
        own = worded and isinstance(passage.block, InText)
        new = worded and (force or (own and bool(made)))
        made.append(structs.replace(passage, force=True) if new else passage)
        force = (force and not worded) or bool(pictures)
    return tuple(made), frozenset(heads)


def _heading_run(made: Sequence[Passage]) -> int:
    """Where the titles and headings begin that end *made*."""
    at = len(made)
    while at and made[at - 1].kind in {"title", "heading"}:
        at -= 1
    return at


def with_captions(
    written: Written, limit: Limit, ends: Collection[tuple[str, str]] = ()
) -> Written:
    """*written* with each text as the caption of its message's pictures, if it fits.

    Args:
        written: pictures and texts still in one message.
        limit: of a caption.
        ends: path and address of the pictures that stand at the end of their message.

    >>> payload = {"text": "港口🎉", "entities": []}
    >>> both = Message(
    ...     index=1,
    ...     of=1,
    ...     text="港口🎉",
    ...     size=3,
    ...     limit=4096,
    ...     unit="code points",
    ...     payload=payload,
    ...     media=(Picture(path="a.png"),),
    ... )
    >>> made = with_captions(Written(messages=(both,)), Limit(max=1024, unit="code points"))
    >>> made.messages[0].payload["caption"], made.messages[0].limit
    ('港口🎉', 1024)
    """
    if all(message.media is UNSET for message in written.messages):
        return written
    made: list[Message] = []
    moved: dict[int, int] = {}
    for message in written.messages:
        parts, text = _parts(message, limit, ends)
        moved[message.index] = len(made) + text
        made += parts
    numbered = tuple(
        structs.replace(
            message,
            index=at,
            of=len(made),
            after=message.after if message.after is UNSET else moved[message.after],
        )
        for at, message in enumerate(made, 1)
    )
    return Written(
        messages=numbered,
        findings=tuple(_moved(found, moved) for found in written.findings),
        carries=tuple(
            structs.replace(one, messages=tuple(moved[at] for at in one.messages))
            for one in written.carries
        ),
    )


def _parts(
    message: Message, limit: Limit, ends: Collection[tuple[str, str]]
) -> tuple[list[Message], int]:
    """The messages that *message* becomes, and which of them, from 1, says its text."""
    if message.media is UNSET:
        return [message], 1
    size = Ruler(limit.unit).size(message.text)
    if size <= limit.max:
        payload = message.payload
        caption = {"caption": payload["text"], "caption_entities": payload["entities"]}
        unit = limit.unit
        return [structs.replace(message, size=size, limit=limit.max, unit=unit, payload=caption)], 1
    last = tuple(one for one in message.media if (one.path, one.url) in ends)
    first = tuple(one for one in message.media if one not in last)
    made = [without_caption(message, first, limit)] if first else []
    made.append(structs.replace(message, media=UNSET))
    behind = [without_caption(structs.replace(message, after=UNSET), last, limit)] if last else []
    return [*made, *behind], len(made)


def without_caption(message: Message, pictures: tuple[Picture, ...], limit: Limit) -> Message:
    """*pictures* without a caption."""
    return structs.replace(
        message,
        text="",
        size=0,
        limit=limit.max,
        unit=limit.unit,
        payload={"caption": "", "caption_entities": []},
        media=pictures,
    )


def _moved(found: Finding, moved: Mapping[int, int]) -> Finding:
    location = found.location
    if isinstance(location, MessagePart):
        location = structs.replace(location, index=moved[location.index])
    places = _places(found.places, moved)
    return structs.replace(found, location=location, places=places)


def _places(places: Sequence[Place], moved: Mapping[int, int]) -> tuple[Place, ...]:
    return tuple(structs.replace(one, message=moved[one.message]) for one in places)
