"""Splitting: one text into the messages of a thread, broken where a reader would break it.

::

    blocks ─ breakpoints ─▶ breaks ─ optimise ─▶ plan ─ fill ─▶ chunks, each measured alone

The whole thread is planned at once, so that it is short, its messages are about one thing each,
and none is left nearly empty.
"""

from .._lazy_re import later
from ..model.channel_spec import Account, ChannelSpec
from ..text.blocks import BREAK
from ..text.richtext import Rich
from .break_opportunities import HEADING, LIST_NUMBER, first_sentence
from .estimate import MaxCount, max_counts
from .fill import Slices
from .split import split_blocks
from .types import Chunk, Split, TextBlock

__all__ = [
    "Chunk",
    "MaxCount",
    "Split",
    "TextBlock",
    "first_sentence",
    "max_counts",
    "split_blocks",
    "split_text",
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
    ['大事发生了。🎉\n\n1/2', '还有细节。\n\n2/2']
    """
    spec, numbering = _spec(channel)
    blocks = paragraphs(text if isinstance(text, Rich) else Rich(text=text))
    return split_blocks(
        blocks,
        spec.text,
        spec.thread,
        numbering=numbering,
        counts=max_counts(spec),
    )


def _spec(channel: str | ChannelSpec | Account) -> tuple[ChannelSpec, bool]:
    if isinstance(channel, Account):
        return channel.spec, channel.layout.numbering
    if isinstance(channel, str):
        from ..registry import load_channel  # noqa: PLC0415 - the book is read only where a name is given

        channel = load_channel(channel)
    return channel, channel.layout.numbering


def paragraphs(text: Rich) -> list[TextBlock]:
    r"""The paragraphs of *text* as blocks: headings stay with what follows, points begin anew.

    >>> [(at.text.text, at.glue, at.turn) for at in paragraphs(Rich(text="来源：\n\n1. 论文📎"))]
    [('来源：', True, True), ('1. 论文📎', False, True)]
    """
    gaps = [gap.span() for gap in PARAGRAPHS.finditer(text.text)]
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(text)]
    slices = Slices(text)
    blocks: list[TextBlock] = []
    force = False
    for before, start, end in zip([0, *ends], starts, ends, strict=False):
        words = text.text[start:end]
        if words.strip() == BREAK:
            force = True
        elif words.strip():
            blocks.append(_block(slices.part(start, end), text.text[before:start], force=force))
            force = False
    return blocks


def _block(text: Rich, gap: str, *, force: bool) -> TextBlock:
    """A paragraph; one line that ends with a colon leads in what follows, as a heading does."""
    line = text.text.strip()
    heads = line.startswith("#") and HEADING.match(line) is not None
    leads = (heads or line.endswith((":", "："))) and "\n" not in line
    number = LIST_NUMBER.match(line)
    turn = leads or (number is not None and line[number.end() : number.end() + 1] == " ")
    return TextBlock(text=text, gap=gap, glue=leads, turn=turn, force=force)
