"""Splitting: one text into the messages of a thread, broken where a reader would break it.

::

    blocks ─ breakpoints ─▶ breaks ─ fill ─▶ plan ─▶ chunks, each measured alone

Each idea has a message of its own; what is longer than one is planned at once, so that it breaks
where a reader would break it and no message is left nearly empty.
"""

from msgspec import structs

from .._lazy_re import later
from ..model.channel_spec import Account, ChannelSpec
from ..model.layout import Numbering
from ..text.blocks import BREAK
from ..text.richtext import Rich, Slices
from .break_opportunities import HEADING, LIST_NUMBER, first_sentence
from .estimate import MaxCount, max_counts
from .fill import Chunk
from .split import UNNUMBERED, Split, Splitter
from .text_blocks import TextBlock
from .units import MessageRoom, share_messages, units

__all__ = [
    "UNNUMBERED",
    "Chunk",
    "MaxCount",
    "MessageRoom",
    "Split",
    "Splitter",
    "TextBlock",
    "first_sentence",
    "max_counts",
    "share_messages",
    "split_text",
    "units",
]

PARAGRAPHS = later(r"\n[^\S\n]*\n\s*")


def split_text(text: str | Rich, channel: str | ChannelSpec | Account) -> Split:
    r"""Split *text* into the messages of a thread, as `crosspost.split`.

    Paragraphs are parted by a blank line; one that is ``<!-- thread -->`` forces a new message.

    Args:
        text: what to say.
        channel: a channel's name, its spec, or an account.

    Raises:
        ChannelSpecError: there is no such entry, or it cannot be read.
        FitError: the text cannot be brought inside the channel's limits.

    >>> cut = split_text("大事发生了。🎉\n\n<!-- thread -->\n\n还有细节。", "x")
    >>> [chunk.shown.text for chunk in cut.chunks]
    ['大事发生了。🎉', '还有细节。']
    """
    spec, numbering = _spec(channel)
    splitter = Splitter(spec.text, spec.thread, numbering=numbering, counts=max_counts(spec))
    blocks = paragraphs(text if isinstance(text, Rich) else Rich(text=text))
    return splitter.split(share_messages([blocks], splitter.room(digits=2))[0])


def _spec(channel: str | ChannelSpec | Account) -> tuple[ChannelSpec, Numbering]:
    if isinstance(channel, Account):
        return channel.spec, channel.layout.numbering
    if isinstance(channel, str):
        from ..registry import load_channel  # noqa: PLC0415 - the book is read only where a name is given

        channel = load_channel(channel)
    return channel, channel.layout.numbering


def paragraphs(text: Rich) -> list[TextBlock]:
    r"""The paragraphs of *text* as blocks: a heading opens a unit, and so does each point.

    >>> [(at.text.text, at.glue, at.unit) for at in paragraphs(Rich(text="来源：\n\n1. 论文📎"))]
    [('来源：', True, (1, 1)), ('1. 论文📎', False, (1, 1))]
    """
    gaps = [gap.span() for gap in PARAGRAPHS.finditer(text.text)]
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(text)]
    slices = Slices(text)
    blocks: list[TextBlock] = []
    force = False
    section = point = 0
    for before, start, end in zip([0, *ends], starts, ends, strict=False):
        words = text.text[start:end]
        if words.strip() == BREAK:
            force = True
        elif words.strip():
            glue, numbered = _leads(words.strip()), _is_point(words.strip())
            section, point = (section + 1, 0) if glue else (section, point + numbered)
            block = slices.part(start, end)
            gap, unit = text.text[before:start], (section, point)
            blocks.append(TextBlock(text=block, gap=gap, glue=glue, unit=unit, force=force))
            force = False
    for at in range(len(blocks) - 2, -1, -1):
        if blocks[at].glue:
            blocks[at] = structs.replace(blocks[at], unit=blocks[at + 1].unit)
    return blocks


def _leads(text: str) -> bool:
    """Whether *text* leads in what follows: a heading, or one line that ends with a colon."""
    heads = text.startswith("#") and HEADING.match(text) is not None
    return (heads or text.endswith((":", "："))) and "\n" not in text


def _is_point(text: str) -> bool:
    number = LIST_NUMBER.match(text)
    return number is not None and text[number.end() : number.end() + 1] == " "
