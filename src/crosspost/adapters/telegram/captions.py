"""Pictures with their texts: a text is the caption of its pictures, or follows them.

A caption is a quarter as long as a message, so that a longer text is a message of its own, right
behind its pictures: https://core.telegram.org/bots/api#sendphoto.
"""

from collections.abc import Mapping, Sequence

from msgspec import UNSET, structs

from ...counting import Ruler
from ...model.channel_spec import Limit
from ...model.draft import Message, Written
from ...model.findings import Finding, MessagePart, Place


def with_captions(written: Written, limit: Limit) -> Written:
    """*written* with each text as the caption of its message's pictures, if it fits.

    Args:
        written: pictures and texts still in one message.
        limit: of a caption.

    >>> from crosspost.model.draft import Picture
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
        if message.media is not UNSET:
            made.append(_caption(message, limit))
        if message.media is UNSET or made[-1].text != message.text:
            made.append(structs.replace(message, media=UNSET))
        moved[message.index] = len(made)
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


def _caption(message: Message, limit: Limit) -> Message:
    """The pictures of *message* with its text, or without any where that is too long."""
    size = Ruler(limit.unit).size(message.text)
    fits = size <= limit.max
    payload = message.payload
    text, entities = (payload["text"], payload["entities"]) if fits else ("", [])
    return structs.replace(
        message,
        text=message.text if fits else "",
        size=size if fits else 0,
        limit=limit.max,
        unit=limit.unit,
        payload={"caption": text, "caption_entities": entities},
    )


def _moved(found: Finding, moved: Mapping[int, int]) -> Finding:
    location = found.location
    if isinstance(location, MessagePart):
        location = structs.replace(location, index=moved[location.index])
    places = _places(found.places, moved)
    return structs.replace(found, location=location, places=places)


def _places(places: Sequence[Place], moved: Mapping[int, int]) -> tuple[Place, ...]:
    return tuple(structs.replace(one, message=moved[one.message]) for one in places)
