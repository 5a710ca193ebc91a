"""The texts of a card, taken from a post before anybody knows how large they will stand.

A text that a card has no room for is shortened where a reader would stop.
"""

import datetime as dt
from typing import Literal

from msgspec import structs

from .._record import Record
from ..errors import PostError
from ..model.findings import Finding, PostPath, finding, in_post
from ..model.post import Post, Prediction, Texts
from ..model.section_names import label
from ..splitting.break_opportunities import Inside, Level, clauses, scan
from ..splitting.refine import characters, words
from ..text import texts
from ..text.blocks import Item, List, Paragraph
from ..text.cjk import CLAUSE_ENDS, PAUSES
from ..text.languages import pick
from ..text.richtext import Rich
from ..typography import repair, repaired

CardPart = Literal["title", "prediction", "discussion"]
PARTS: tuple[CardPart, ...] = ("title", "prediction", "discussion")
LONGEST_NAME = 40
"""Code points of an author's name that the last line has room for."""
UNSEEN = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}
"""Overrides of direction: on a picture they could only mislead."""


class CardText(Record):
    """One part in one language: paragraphs parted by a line break."""

    part: CardPart
    language: str
    text: str
    second: bool = False
    """Says again, in another language, what stands before it."""


class CardContent(Record):
    """Everything that a card says."""

    languages: tuple[str, ...]
    texts: tuple[CardText, ...]
    labels: dict[str, str] = {}
    """What stands above the prediction and the question, in the first language."""
    stars: int = 0
    """Of five; 0 where the author gave none."""
    figures: dict[str, str] = {}
    """A probability, and the day where the text does not name its year, in each language."""
    author: str = ""
    date: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def sure(self) -> str:
        """The figures in the first language."""
        return self.figures.get(self.languages[0], "")

    def of(self, part: CardPart) -> tuple[CardText, ...]:
        """The texts of one part, in the order of the languages."""
        return tuple(text for text in self.texts if text.part == part)


def card_content(post: Post, languages: tuple[str, ...]) -> CardContent:
    """What a card in *languages* says of *post*.

    Args:
        post: it needs a title.
        languages: BCP 47 tags, the most important first.

    Raises:
        PostError: it has no title, in any language.

    >>> shown = card_content(
    ...     Post(title={"zh": "芯片之战:谁赢?"}, discussion={"zh": "你呢?"}), ("zh",)
    ... )
    >>> [(one.part, one.text) for one in shown.texts]
    [('title', '芯片之战：谁赢？'), ('discussion', '你呢？')]
    """
    if not any(_plain(text, tag) for tag, text in post.title.items()):
        raise PostError("card.no-title", location="title")
    prediction = post.prediction or Prediction()
    every: dict[CardPart, Texts] = {
        "title": post.title,
        "prediction": prediction.text,
        "discussion": post.discussion,
    }
    told: list[CardText] = []
    findings: list[Finding] = []
    for part in PARTS:
        own, strange = _texts(every[part], part, languages)
        told += own
        findings += strange
    date = post.meta.date
    author = " ".join(_seen(repair(Rich(text=post.meta.author), languages[0])[0].text).split())
    if len(author) > LONGEST_NAME:
        where = in_post("meta", "author")
        findings.append(finding("card.truncated", where, size=len(author), left=LONGEST_NAME))
        author = author[: LONGEST_NAME - 1] + "…"
    languages = tuple(text.language for text in told if text.part == "title")
    return CardContent(
        languages=languages,
        texts=tuple(told),
        labels={part: label(part, languages[0]) for part in PARTS},
        stars=prediction.stars or 0,
        figures={text.language: _figures(prediction, text.language) for text in told},
        author=author,
        date=written_date(date, languages[0]) if date else "",
        findings=tuple(findings),
    )


def path_of(part: CardPart) -> PostPath:
    """Where the post has what a part of the card says."""
    return in_post("prediction", "text") if part == "prediction" else in_post(part)


def _texts(
    said: Texts, part: CardPart, languages: tuple[str, ...]
) -> tuple[list[CardText], list[Finding]]:
    """*said* in each of *languages*; in another where none is there, which is a finding."""
    shown = {tag: plain for tag, text in said.items() if (plain := _plain(text, tag))}
    keys = list(dict.fromkeys(key for tag in languages if (key := pick(shown, tag)) is not None))
    findings: list[Finding] = []
    if not keys and shown:
        keys = [next(iter(shown))]
        findings.append(
            finding("language.fall-back", path_of(part), wanted=languages, languages=(keys[0],))
        )
    made = [CardText(part=part, language=key, text=shown[key]) for key in keys]
    return made[:1] + [structs.replace(text, second=True) for text in made[1:]], findings


def _plain(text: texts.Text, language: str) -> str:
    """*text* without marks, its typography repaired, a line a paragraph."""
    lines: list[str] = []
    for block in repaired(text, language).text.blocks:
        if isinstance(block, List):
            lines += (_bulleted(item) for item in block.items)
        elif isinstance(block, Paragraph):
            lines += block.text.text.split("\n")
    shown = (" ".join(_seen(line).split()) for line in lines)
    return "\n".join(line for line in shown if line)


def _bulleted(item: Item) -> str:
    lead = "• " if item.lead.strip() in {"-", "*"} else item.lead
    return lead + item.text.text


def _seen(line: str) -> str:
    return "".join(char for char in line if char not in UNSEEN)


def _figures(prediction: Prediction, language: str) -> str:
    parts = []
    if prediction.probability is not None:
        parts.append(f"{prediction.probability * 100:g}%")
    due = prediction.due
    if due and not any(str(due.year) in text.words for text in prediction.text.values()):
        parts.append(written_date(due, language))
    return " · ".join(parts)


def written_date(date: dt.date, language: str) -> str:
    """*date* as *language* writes it.

    >>> written_date(dt.date(2026, 11, 5), "zh"), written_date(dt.date(2026, 11, 5), "en")
    ('2026 年 11 月 5 日', '5 November 2026')
    """
    primary = language.lower().split("-", maxsplit=1)[0]
    if primary in {"zh", "ja", "yue"}:
        return f"{date.year} 年 {date.month} 月 {date.day} 日"
    if primary == "en":
        return f"{date.day} {date:%B} {date.year}"
    return date.isoformat()


ENOUGH = 8
"""Code points of which nothing more is cut."""
STEP = 10
SENTENCES, WORDS = 200, 40
"""A text longer than this (code points) loses a tenth at a time: each step is a whole layout."""
LOOSE = CLAUSE_ENDS + PAUSES + " \n"


def without_last_sentence(text: str) -> str:
    """*text* but for its last sentence, or "" where it is a single one.

    Of a long text more than one goes, a tenth of it at least.

    >>> without_last_sentence("🎉成本下降了。行业在变。"), without_last_sentence("行业在变。")
    ('🎉成本下降了。', '')
    """
    ends = [at.stop for at in scan(text, 0, len(text), Inside([])) if at.level <= Level.SENTENCE]
    most = len(text.rstrip()) - _step(text, SENTENCES)
    kept = [text[:end].rstrip() for end in ends if end <= most]
    return kept[-1] if kept and len(kept[-1]) < len(text.rstrip()) else ""


def shorten(text: str) -> str:
    """*text* up to its last clause but one, or its last word, with ``…``.

    The same text where nothing is left to cut.

    >>> shorten("成本下降了，但行业在变。"), shorten("成本下降了…"), shorten("马拉松🎉")
    ('成本下降了…', '成本下降了…', '马拉松🎉')
    """
    kept = text.removesuffix("…")
    if len(kept) <= ENOUGH:
        return text
    end = len(kept) - _step(kept, WORDS)
    stops = [at.stop for at in clauses(kept, 0, end, [], []) if at.stop >= end / 2]
    if not stops:
        found = words(kept, 0, end, [], [])
        stops = [at.stop for at in found if at.level < Level.CHARACTER and at.stop >= end / 2]
    if not stops:
        fine = characters(kept, 0, end, [], [])
        stops = [at.stop for at in fine if at.level <= Level.LETTER and at.stop >= ENOUGH / 2]
    short = kept[: stops[-1] if stops else 0].rstrip(LOOSE)
    return f"{short}…" if short else text


def _step(text: str, long: int) -> int:
    return len(text) // STEP if len(text) > long else 0
