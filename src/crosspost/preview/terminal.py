"""The terminal form: each message in a frame, with its number, a bar of its size and findings.

rich knows how wide 中 and 🎉 are, how wide the terminal is, and whether ``NO_COLOR`` is set.
Both rich and textwrap break lines at white space only, which leaves half a line empty before a
Chinese sentence, or never breaks it: `wrapped` breaks Chinese anywhere but before a closing mark.
"""

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.box import ROUNDED
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from ..counting import boundaries
from ..errors import within
from ..model.draft import Draft, Message, told_once
from ..model.finding_places import place_in_words
from ..model.findings import Finding, MessagePart
from ..text.cjk import can_break_between
from ..translations import translate
from .as_text import attachment_lines, heading, size, title, visible

WIDEST = 88
"""Columns of a frame at most: longer lines are hard to read."""
EDGES = 4
"""Columns that a frame takes for itself."""
BAR = 10
FULL = 0.9
"""From this share on, the bar warns."""
STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
SIGNS = {"error": "✗", "warning": "!", "info": "·"}


def show_in_terminal(drafts: Sequence[Draft], console: Console | None = None) -> None:
    """Print every draft: a rule with its name, its messages, what concerns it; then the post."""
    console = console or Console(highlight=False, markup=False, emoji=False)
    columns = min(console.width, WIDEST)
    shared, alone = told_once(drafts)
    every = [_parts(draft, columns) for draft in alone]
    for parts in [*every, _shared(shared)] if shared else every:
        for part in parts:
            console.print(part, width=columns)
        console.print()


def for_a_file(drafts: Sequence[Draft]) -> str:
    """The same without colours, `WIDEST` columns wide."""
    file = io.StringIO()
    console = Console(file=file, width=WIDEST, highlight=False, markup=False, emoji=False)
    show_in_terminal(drafts, console)
    return file.getvalue()


def _parts(draft: Draft, columns: int) -> Iterator[RenderableType]:
    yield Rule(Text(heading(draft), "bold"), style="cyan", align="left")
    placed: set[Finding] = set()
    for message in draft.messages:
        own = [one for one in draft.findings if one.location == MessagePart(index=message.index)]
        placed.update(own)
        yield _frame(message, columns)
        yield from (_line("↳", side, "cyan") for side in attachment_lines(message, draft))
        yield from map(_finding, own)
    yield from (_finding(one, place_in_words(one)) for one in draft.findings if one not in placed)


def _shared(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """What holds for the post, wherever its text is shown."""
    yield Rule(Text(translate("findings", "place:post"), "bold"), style="cyan", align="left")
    yield from map(_finding, findings)


def _frame(message: Message, columns: int) -> Panel:
    return Panel(
        Text(wrapped(visible(message.text), columns - EDGES)),
        box=ROUNDED,
        title=Text(title(message), "bold"),
        title_align="left",
        subtitle=_bar(message),
        subtitle_align="right",
        border_style="dim",
    )


def _bar(message: Message) -> Text:
    """How full the message is: ``█████░░░░░ 142 of 280 weighted``."""
    share = message.size / message.limit if message.limit else 1.0
    full = min(BAR, round(share * BAR))
    colour = "red" if share > 1 else "yellow" if share >= FULL else "green"
    bar = Text("█" * full + "░" * (BAR - full), f"not dim {colour}")
    return bar.append(f" {size(message)}", "not dim default")


def _finding(finding: Finding, where: str = "") -> Padding:
    said = within(where, finding.message) if where else finding.message
    return _line(SIGNS[finding.level], f"{said}  [{finding.code}]", STYLES[finding.level])


def _line(sign: str, text: str, style: str) -> Padding:
    return Padding(Text(f"{sign} {visible(text)}", style), (0, 2))


def wrapped(text: str, columns: int) -> str:
    """*text* in lines of at most *columns*, as terminals count them.

    >>> print(wrapped("亚马逊（AWS）展示了 AI 路线图。🎉", 12))
    亚马逊
    （AWS）展示
    了 AI 路线
    图。🎉
    """
    return "\n".join(line for whole in text.split("\n") for line in _lines(whole, columns))


def _lines(text: str, columns: int) -> Iterator[str]:
    line, filled = "", 0
    for part in _words(text, columns):
        wide = cell_len(part)
        if line and filled + cell_len(part.rstrip()) > columns:
            yield line.rstrip()
            line, filled = "", 0
        line += part
        filled += wide
    yield line.rstrip()


def _words(text: str, columns: int) -> Iterator[str]:
    """What stays together: a word, or one wide character, with the marks that belong to it."""
    part = ""
    for start, end in pairwise(boundaries(text)):
        cluster = text[start:end]
        if part and (_parted(part, cluster) or cell_len(part + cluster) > columns):
            yield part
            part = ""
        part += cluster
    yield part


def _parted(part: str, cluster: str) -> bool:
    """Whether a line may end between the two."""
    if cluster.isspace() or not can_break_between(part[-1], cluster):
        return False
    return part[-1].isspace() or cell_len(cluster) > 1 or cell_len(part[-1]) > 1
