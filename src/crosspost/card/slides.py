"""A series: a post as cards of 3:4, one idea each, the cover first, and the text that goes with it.

For Xiaohongshu and Instagram, where pictures are swiped. An idea is a point, or a section; one that
is too long for a card goes on on the next, after a sentence. Sources and tags stand in the text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import structs

from .._record import Record
from ..compose.blocks import lay_out
from ..compose.fit import joined_units, shortened, units
from ..compose.key_sentences import sentences
from ..compose.outline import outline
from ..compose.passages import Passage, behind_label
from ..counting import boundaries
from ..markup.plain import flatten
from ..model.channel_spec import Limit
from ..model.findings import Finding, finding, in_post
from ..model.layout import Layout, Section
from ..model.post import Post
from ..registry import load_channel
from ..text.languages import pick
from ..text.richtext import Rich
from ..typography.spacing import tightened
from .boxes import Area, Box, Ink, overlaid, paragraph, stacked
from .compositions import EMS, Design, theme_bar
from .content import CardText, card_content, labelled_line
from .layout import CardLayout
from .layout import lay_out as lay_out_on_card
from .styles import CardSize, CardTheme
from .wording import alt_limit, alt_texts, as_sentence, fitted_words

MOST = 18
"""Pictures of one note on Xiaohongshu; Instagram takes 20."""
TITLE = Limit(max=20, unit="code points")
"""Xiaohongshu's; Instagram has none."""
CAPTION = 1000
"""Code points of Xiaohongshu's text, tags counted; Instagram takes 2,200."""
LAST = frozenset({"prediction", "discussion"})
"""What stays where there are more ideas than cards."""
SOURCED = frozenset({"sources", "tags"})
FIRST = ("lede", "happened", "prediction", "discussion", "matters", "own", "story")
"""What the text beside the cards says first, where there is no room for all."""
APART = frozenset({"title", "sources", "tags"})
"""Sections that are no card of their own."""


class Idea(Record):
    """What one card of a series says."""

    heading: str
    """The section's, or what a point is called."""
    paragraphs: tuple[str, ...]
    language: str
    section: Section
    """A question stands on a ground of its own."""

    @property
    def asks(self) -> bool:
        """Whether it is the question."""
        return self.section == "discussion"


class SeriesText(Record):
    """The words beside the pictures."""

    title: str
    body: str
    """With the tags at its end."""
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        """As it is written into a file: the title, an empty line, the text."""
        return f"{self.title}\n\n{self.body}\n"


def series_layout(language: str) -> Layout:
    """How a series says a post: in one language, all of it, in the author's order."""
    return structs.replace(
        load_channel("wechat-article").layout, languages=(language,), language_mode="first"
    )


def ideas(post: Post, language: str) -> list[Idea]:
    """What *post* says in *language*, card after card, without the cover.

    >>> post = Post(
    ...     title={"zh": "芯片"}, happened={"zh": "涨价了。🎉"}, discussion={"zh": "谁买？"}
    ... )
    >>> [(one.heading, one.paragraphs) for one in ideas(post, "zh")]
    [('发生了什么', ('涨价了。🎉',)), ('讨论', ('谁买？',))]
    """
    said = card_content(post, (language,))
    (thread, *_) = outline(post, series_layout(language)).threads
    every = [one for one in thread.passages if one.section not in APART]
    ours = {one.language for one in every if pick({one.language: ""}, language) is not None}
    if ours:  # a card in another language would be for somebody else
        every = [one for one in every if one.kind == "heading" or one.language in ours]
    made: list[Idea] = []
    for section, group in groupby(every, key=lambda passage: passage.whole_section):
        own = list(group)
        heads = [one for one in own if one.kind == "heading"]
        heading = heads[0].text.text if heads else ""
        if section[0] == "prediction":
            heading = labelled_line(heading or said.labels["prediction"], said.sure, language)
        made += _ideas([one for one in own if one.kind != "heading"], heading)
    return made


def _ideas(passages: Sequence[Passage], heading: str) -> Iterator[Idea]:
    """A section: one idea, or each of its points, and the words before them."""
    groups: list[list[Passage]] = []
    for passage in passages:
        numbered = passage.kind == "point" and passage.lead and not passage.level
        if not groups or numbered:
            groups.append([])
        groups[-1].append(passage)
    for group in groups:
        first = group[0]
        label = first.label.text if first.kind == "point" else ""
        rest = (
            [structs.replace(first, label=Rich(text=""), lead=""), *group[1:]] if label else group
        )
        said = tuple(text for one in rest if (text := _words(one)))
        if said or label:
            yield Idea(
                heading=label or heading,
                paragraphs=said,
                language=first.language,
                section=first.section,
            )


def _words(passage: Passage) -> str:
    """A passage in one text, as it stands where there are no marks."""
    label, text = passage.label.text, passage.text.text
    colon = behind_label(label, passage.language)
    lead = passage.lead if passage.kind == "point" else ""
    return " ".join(filter(None, (lead, colon.join(filter(None, (label, text))))))


def split_idea(idea: Idea, fits: Callable[[Idea], bool]) -> list[Idea]:
    """*idea* on as many cards as it needs: it goes on after a paragraph, else after a sentence.

    >>> long = Idea(heading="", paragraphs=("涨价了。没人买。🎉",), language="zh", section="own")
    >>> made = split_idea(long, lambda one: len("".join(one.paragraphs)) < 6)
    >>> [one.paragraphs for one in made]
    [('涨价了。',), ('没人买。🎉',)]
    """
    made: list[Idea] = []
    waiting, held = list(idea.paragraphs), tuple[str, ...]()
    while waiting:
        first = waiting.pop(0)
        if fits(structs.replace(idea, paragraphs=(*held, first))):
            held = (*held, first)
            continue
        cut = next(
            (
                at
                for at in reversed(_ends(first))
                if fits(structs.replace(idea, paragraphs=(*held, first[:at].rstrip())))
            ),
            0,
        )
        if not cut and not held:  # one sentence that no card has room for
            edges = boundaries(first)
            cut = edges[len(edges) // 2]
        if cut:
            held = (*held, first[:cut].rstrip())
        made.append(structs.replace(idea, paragraphs=held))
        waiting.insert(0, first[cut:].lstrip())
        held = ()
    return [*made, structs.replace(idea, paragraphs=held)] if held or not made else made


def _ends(text: str) -> list[int]:
    return [one.end for one in sentences(Rich(text=text))][:-1]


def series_text(post: Post, language: str) -> SeriesText:
    r"""The title and the text beside the pictures, inside the limits of the strictest of the two.

    >>> made = series_text(
    ...     Post(title={"zh": "芯片"}, discussion={"zh": "谁买？"}, tags=("AI",)), "zh"
    ... )
    >>> made.body
    '谁买？\n\n#AI'
    """
    layout = structs.replace(series_layout(language), headings="none", link_to_original="none")
    made = outline(post, layout)
    every = made.threads[0].passages
    titled = [one.text.text for one in every if one.section == "title"]
    whole = titled[0] if titled else ""
    title = whole if len(whole) <= TITLE.max else tightened(whole)
    findings = []
    if len(title) > TITLE.max:
        title = shortened(title, TITLE)
        findings.append(
            finding("card.truncated", in_post("title"), size=len(whole), left=len(title))
        )
    ours = {"title", "sources"}
    rest = [_unlinked(one) for one in every if one.section not in ours or one.kind == "source"]
    body, whole_end = _running(rest, layout), True
    hook = made.threads[0].description.text
    if hook and hook not in body and len(hook) + len(body) + 2 <= CAPTION:
        body = f"{hook}\n\n{body}"
    if len(body) > CAPTION:
        body, whole_end = _shorter(rest, layout)
    if not whole_end:  # the sources are on no card
        findings.append(finding("card.no-sources", in_post("sources"), limit=CAPTION))
    return SeriesText(title=title, body=body, findings=tuple(findings))


def _unlinked(passage: Passage) -> Passage:
    """A source by its words alone: neither app lets anybody tap an address."""
    if passage.kind != "source":
        return passage
    marks = tuple(mark for mark in passage.text.marks if mark.kind != "link")
    return structs.replace(passage, text=Rich(text=passage.text.text, marks=marks))


def _shorter(passages: Sequence[Passage], layout: Layout) -> tuple[str, bool]:
    """Sentences that fit, what happened and what is asked first, and whether the sources do."""
    ends = [[one for one in passages if one.section in kinds] for kinds in (SOURCED, {"tags"})]
    ran = (_running(some, layout) for some in ends)
    tail = next((text for text in ran if len(text) <= CAPTION // 2), "")
    room = CAPTION - len(tail) - 2
    every = units(one for one in passages if one.section not in SOURCED)
    said: set[int] = set()
    for section in FIRST:
        for at, one in enumerate(every):
            first = at == 0 or every[at - 1].section != one.section
            stands = first or one.alone or at - 1 in said
            same = one.section == section or (section == "own" and one.section not in FIRST)
            if same and stands and len(joined_units(every, {*said, at})) <= room:
                said.add(at)
    whole = tail == _running(ends[0], layout)
    return "\n\n".join(filter(None, (joined_units(every, said), tail))), whole


def _running(passages: Iterable[Passage], layout: Layout) -> str:
    blocks = lay_out(list(passages), layout, flatten)
    return "".join(one.gap * (at > 0) + one.text.text for at, one in enumerate(blocks))


SCALES = (1.75, 1.6, 1.46, 1.34, 1.24, 1.16)
"""How large an idea is set, the first that fits; the last is 3 mm to the em on a phone."""


def series_layouts(
    post: Post, language: str, size: CardSize, theme: CardTheme, account: str
) -> tuple[list[tuple[CardLayout, dict[str, str]]], list[Finding]]:
    """Each card of a series with its alt text, the cover first, and what had no place.

    Raises:
        PostError: the post has no title.
        ConfigError: this system has no Chinese font.
    """
    said = card_content(post, (language,), ("title",), account)
    front = lay_out_on_card(said, structs.replace(size, shape="cover"), theme)

    def design(scale: float) -> Design:
        em = size.width * EMS["portrait"] * scale
        return Design(said=said, size=size, theme=theme, em=em, head=em)

    smallest = design(SCALES[-1])
    every = [
        part
        for idea in ideas(post, language)
        for part in split_idea(idea, lambda one: _slide(smallest, one, "")[1])
    ]
    last = [idea for idea in every if idea.section in LAST]
    shown = [*(one for one in every if one not in last)][: MOST - 1 - len(last)]
    shown = [idea for idea in every if idea in shown or idea in last][: MOST - 1]
    left = [idea for idea in every if idea not in shown]
    made = [(front, alt_texts(front.said))]
    for at, idea in enumerate(shown, 2):
        number = f"{at}/{len(shown) + 1}"
        tried = (_slide(design(scale), idea, number) for scale in SCALES)
        block = next((block for block, fits in tried if fits), _slide(smallest, idea, number)[0])
        layout = CardLayout(size=size, theme=theme, block=block, said=said, findings=())
        made.append((layout, _alt(idea)))
    findings = [*front.findings, *_for_others(post, language)]
    if left:
        names = tuple(dict.fromkeys(one.heading for one in left if one.heading))
        findings.append(
            finding("card.too-many", in_post(), count=len(left), limit=MOST, headings=names)
        )
    return made, findings


def _for_others(post: Post, language: str) -> Iterator[Finding]:
    """What no card says, for it is in another language than the series."""
    (thread, *_) = outline(post, series_layout(language)).threads
    every = [one for one in thread.passages if one.section not in APART and one.text]
    own = {one.language for one in every if pick({one.language: ""}, language) is not None}
    strange = [one for one in every if one.kind != "heading" and one.language not in own]
    for one in strange if own else ():
        where = in_post(*one.path) if one.path else in_post(one.section)
        yield finding("card.omitted", where, reason="language", languages=(one.language,))


def _slide(design: Design, idea: Idea, number: str) -> tuple[Area, bool]:
    """One idea: its heading above, what is said of it, whose card it is; and whether it fits."""
    size, em = design.size, design.em
    margin = round(0.085 * size.width)
    pad = 1.1 * em if idea.asks else 0.0
    width = size.width - 2.0 * margin - 2 * pad
    bar, top = theme_bar(design, margin)
    inks: tuple[Ink, Ink] = ("ink", "accent")
    if idea.asks:
        inks = ("on_panel", "accent_on_panel")
    look = design.look(1.1 if idea.asks else 1.0, inks[0], 1.62, bold=idea.asks)
    said = [(0.6 * em, paragraph(_text(idea, one), look, width)) for one in idea.paragraphs]
    named = structs.replace(_text(idea, idea.heading), part="title")
    heading = paragraph(named, design.look(1.12, inks[1], 1.35, bold=True), width)
    inside = stacked([(0.0, heading), *said] if idea.heading else said)
    foot = [design.smallest.byline(0.8 * width), design.smallest.small(number, "soft")]
    low = size.height - margin - max(foot[0].height, foot[1].height)
    room = low - 0.8 * em - margin - top - 2 * pad
    y = margin + top + pad + 0.36 * max(0.0, room - inside.height)
    placed = [bar, inside.moved(margin + pad, y)]
    if idea.asks:
        tall = inside.height + 2 * pad
        wide = size.width - 2.0 * margin
        ground = Box(x=margin, y=y - pad, width=wide, height=tall, ink="panel", radius=0.5 * em)
        placed.append(Area(boxes=(ground,)))
    placed += [
        foot[0].moved(margin, low),
        foot[1].moved(size.width - margin - foot[1].width, low),
    ]
    return overlaid(placed, size.width, size.height), inside.height <= room


def _text(idea: Idea, text: str) -> CardText:
    return CardText(part="thesis", language=idea.language, text=text)


def _alt(idea: Idea) -> dict[str, str]:
    """What a card of a series says, in words."""
    said = [as_sentence(one, idea.language) for one in (idea.heading, *idea.paragraphs) if one]
    return {idea.language: fitted_words(said, alt_limit())}
